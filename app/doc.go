// Package app holds the nouns and the rules of Bảng Tin. It knows no disk,
// no network and no window.
//
// An article is what people write and read. Each version of it is a
// revision: a document and its parents, named by their SHA-256. A
// publication is the act that shows exactly one revision, a retraction the
// act that hides it. All of these are changes: signed records in the logs
// of devices, one log for each {device, incarnation, audience}. What a
// library holds is a fold over the set of its changes: in any order of
// arrival and however often each arrives, the same changes give the same
// state. Which of them count is judged by the roster, the fold of those
// changes that say which devices there are and what they may do.
//
// Every shared write goes the same way: a method of Library, one Update of
// the Store, and at least one change in the log. Readers get what stands
// in the lists that the fold keeps, and nothing else.
//
//	id.go hash and ids          change.go kind.go header, table of kinds
//	device.go roster.go         clock.go what time it is, and whether that is sure
//	recovery.go restore.go      the key on paper, and a store that came out of a backup
//	document.go media.go publication.go revision.go version.go merge.go category.go settings.go faces.go
//	person.go mention.go titles.go  people, how a text names them
//	faults.go checks.go         what to look at before publishing
//	table.go the tables         batch.go fold.go erase.go list.go one write
//	library.go open and close   article.go found.go the writing services
//	query.go status.go          what readers and administrators ask
//	vote.go rating.go           comment.go talk.go moderation.go comment_queue.go held.go
//	ticket….go department.go    feedback: number, fold, desk, look-up
//	visit.go visiting.go counting.go totals.go statistics.go report.go  what is counted
//	personal.go erase.go        what is told of people, and how it goes
//	rebuild.go verify.go        log.go feed.go for followers
package app
