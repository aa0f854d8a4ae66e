package app

import (
	"encoding/binary"
	"strconv"
	"strings"
)

// The tables and their keys, numbers big-endian. Truth is migrated, derived
// tables are thrown away and folded anew, local ones are never synced.
//
//	truth    change   arrival(8)                                      header, signature, body (none if erased)
//	truth    id       id of change(32)                                arrival(8)
//	truth    log      device(32) incarnation(8) audience(1) seq(8) id(32)   arrival(8)
//	local    local    name                                            see the local… constants
//	local    tray      article(16) added(8) original(32)                TrayItem in JSON: a picture waiting to be chosen
//	local    picture  original(32)                                      PictureNote in JSON: an original that came to this machine
//	local    pictured added(8) original(32)                             empty: the same by time
//	local    trayfault article(16) added(8)                             TrayFault in JSON: a file that came to nothing
//	local    met      device(32)                                        Met in JSON: what a machine last told of itself
//	local    unseen    arrival(8) id of change(32)                      empty: it brought a comment that ShowAtOnce has not looked at
//	local    invite   id of a code                                       Invite in JSON
//	local    lost      original(32)                                   Lost in JSON: what a rebuild under way could not bring back
//	local    unitopens day as 2026-11-26, unit(16)                     number(8): how often readers opened its website
//	local    unitfaults unit(16)                                       unitFault in JSON: readers found its website broken
//	derived  tip      device(32) incarnation(8) audience(1) id of change(32)  seq(8): nothing is missing before it and nothing is behind it
//	derived  gap      as in log                                       prev(32): something before it is missing
//	derived  gone     as in log                                       1(1): its body was erased; 0: it is missing without reason
//	derived  touch    noun, id of change(32)                          empty: the change has to do with the noun
//	derived  state    noun                                            hash of the state(32), the state in canonical JSON
//	derived  sum      audience(1)                                     the sum of its states(2048), see root.go
//	derived  list     scope 0 language 0 published(8) article(16)     empty: shown to readers
//	derived  count    scope 0 language, or a name                     number(8)
//	derived  shown    article(16)                                     the keys in list and media that it stands under
//	derived  media    derivative(32) owner(16)                        its Size in JSON; or a file(32) owner(16), its File
//	derived  due      time(8) article(16)                             empty: its acts have to be looked at again then
//	derived  draft    article(16)                                     empty: has a revision that is not on show
//	derived  desk     state 0 edited(8) article(16)                   empty: for desks, by state, under "*", and under "heads" where several versions stand beside each other
//	derived  brief    id of change(32)                                a revision's header(186), article and parents in JSON
//	derived  stand    article(16)                                     edited(8), state, and 0 "heads" where it has several: where it stands in desk
//	local    opened    day(4) article(16)                               how often it was opened that day(8); see opening.go
//	local    readsum   days(1) article(16)                              how often in the latest so many days(8)
//	local    readtop   days(1) sum(8) article(16)                       empty: the same by number
//	local    ballot    article(16) vote(16)                             Vote in JSON: it is not in the log yet
//	derived  tally     article(16)                                      votes(8) and their points(8)
//	derived  unsaid    vote(16)                                         empty: a desk has to pass it on to everyone
//	local    counting  article(16) incarnation(8) day(4)                  how often opened that day(8), article zero: visits by hour(4 each); it is not in the log yet
//	derived  uncounted device(32) incarnation(8) day(4)                   empty: a desk has to pass it on to everyone
//	derived  visited   day(4) device(32)                                  visits by hour(4 each) and articles opened(4)
//	derived  read      span(1) number of the span(4) article(16)          how often it was opened then(8); see totals.go
//	derived  filed     article(16)                                        category(16)
//	derived  said      article(16) comment(16)                          empty: something was decided for everyone about the comment
//	derived  talk      article(16)                                      number(8) of its comments that are shown
//	derived  queue     state, 0, sent(8) comment(16)                    empty: for desks, by state and under "*"
//	derived  queued    comment(16)                                      sent(8), state: where it stands in queue
//	derived  personal at(8) change(32)                                  the noun: the body of the change is still there; at is when it was made
//	derived  personalat change(32)                                      at(8): where it stands in personal
//	derived  ticket   state, 0, sent(8) ticket(16)                        empty: for desks, by state and under "*"
//	derived  ticketed ticket(16)                                         sent(8), state: where it stands in ticket
//	derived  number   code and day, digits(1), running number, ticket(16)   empty: the ticket has that number
//	derived  word     term(5) published(8) article(16)                empty: the shown article speaks of it; see likeness.go
//	derived  worded   article(16)                                     published(8) and the terms(5 each) that it stands under in word
//	derived  use      original(32) article(16) side(1)                PictureUse list in JSON: see use.go
//	derived  used     article(16) side(1)                             the originals(32 each) that it stands under in use
//	derived  exhibit  key of a number, 0, article(16) side(1)         empty: the article speaks of that exhibit, see exhibit.go
//	derived  claim    article(16)                                     the key of the number that its draft names
//
// A noun is audience(1), its name, 0, its id. A scope is one of
//
//	"a" all · "c" category(16) · "t" slug of a topic · "g" slug of a tag · "s" slug of a series · "v" group of language versions(16)
//
// and a language is a primary subtag such as "vi", "*" for all, or "+vi" for what stands in for it, see tongue.go.
//
// Derived tables carry a generation in their name, "state@7": a rebuild
// fills the next one beside the current and then swaps.
const (
	tableChange = "change"
	tableID     = "id"
	tableLog    = "log"
	tableLocal  = "local"

	tablePicture  = "picture"
	tablePictured = "pictured"

	tableTray      = "tray"
	tableTrayFault = "trayfault"
	tableLost      = "lost"
	tableMet       = "met"
	tableUnseen    = "unseen"
	tableInvite    = "invite"

	tableUnitOpens  = "unitopens"
	tableUnitFaults = "unitfaults"

	tableTip  = "tip"
	tableGap  = "gap"
	tableGone = "gone"

	tableTouch = "touch"
	tableState = "state"
	tableSum   = "sum"
	tableList  = "list"
	tableCount = "count"
	tableShown = "shown"
	tableMedia = "media"
	tableDue   = "due"
	tableDraft = "draft"
	tableDesk  = "desk"
	tableStand = "stand"
	tableBrief = "brief"
	tableUse   = "use"
	tableUsed  = "used"

	tableWord   = "word"
	tableWorded = "worded"

	tableExhibit = "exhibit"
	tableClaim   = "claim"

	tableSaid   = "said"
	tableTalk   = "talk"
	tableQueue  = "queue"
	tableQueued = "queued"

	tablePersonal   = "personal"
	tablePersonalAt = "personalat"
	tableTicket     = "ticket"
	tableTicketed   = "ticketed"
	tableNumber     = "number"

	tableBallot = "ballot"
	tableTally  = "tally"
	tableUnsaid = "unsaid"

	tableCounting  = "counting"
	tableUncounted = "uncounted"
	tableVisited   = "visited"
	tableRead      = "read"
	tableFiled     = "filed"

	tableOpened  = "opened"
	tableReadSum = "readsum"
	tableReadTop = "readtop"
)

var derivedTables = []string{tableTip, tableGap, tableGone, tableTouch, tableState, tableSum, tableList, tableCount, tableShown, tableMedia, tableDue, tableDraft, tableDesk, tableStand, tableBrief, tableUse, tableUsed,
	tableWord, tableWorded, tableExhibit, tableClaim, tableTally, tableUnsaid, tableSaid, tableTalk, tableQueue, tableQueued, tablePersonal, tablePersonalAt,
	tableUncounted, tableVisited, tableRead, tableFiled, tableTicket, tableTicketed, tableNumber}

// foldVersion changes whenever the fold or a derived table does: a store
// with another one is rebuilt, and roots are compared only between equals.
const foldVersion = 13

// What the local table holds.
const (
	localLibrary     = "library"     // its name(32)
	localIncarnation = "incarnation" // of our logs(8)
	localGeneration  = "generation"  // of the derived tables(8)
	localFold        = "fold"        // foldVersion the derived tables were made by(8)
	localLamport     = "lamport"     // greatest seen(8)
	localFloor       = "floor"       // latest trusted time, ms since 1970(8)
	localTrial       = "trial"       // the floor rests on a first clock that nobody has borne out
	localConfirmed   = "confirmed"   // a person said once that the clock was right
	localPictures    = "pictures"    // the originals from before there was a list of them are in it
	localShow        = "show"        // counts what readers could have noticed(8)
	localRebuild     = "rebuild"     // foldMark in JSON, while a rebuild is under way
	localOld         = "old"         // generation that a swap left behind(8)
	localOriginals   = "originals"   // original that a rebuild has come to(32), empty before the first
	localReadSince   = "read since " // followed by days(1): the first day(8) that is in readsum
	localSealed      = "sealed"      // the hour(8), since 1970 in Vietnam, in which counts were sealed last
	localPurge       = "purge"       // a count(8): bodies were removed that the disk may still hold
	localRunning     = "running"     // the last running number of a ticket(8) and the code and day it belongs to
	localBackup      = "backup"      // Backup in JSON: the last that was written
	localForks       = "fork "       // followed by a log's name: it forked
)

const (
	countNewer    = "newer"    // counts the changes of kinds that this program does not know
	countPictures = "pictures" // the derivatives and other files on show
)

// view reads the tables of one transaction and one generation.
type view struct {
	tx  Tx
	gen uint64
}

func (v view) table(name string) string { return name + "@" + strconv.FormatUint(v.gen, 10) }

func (v view) number(table, key string) uint64 { return number(v.tx.Get(table, []byte(key))) }

func (v view) count(key []byte) uint64 { return number(v.tx.Get(v.table(tableCount), key)) }

// change finds a change by its id.
func (v view) change(id Hash) (Change, bool) {
	at := v.tx.Get(tableID, id[:])
	if at == nil {
		return Change{}, false
	}
	c, err := parseChange(v.tx.Get(tableChange, at))
	return c, err == nil
}

// noun is one thing that changes fold to.
type noun struct {
	audience Audience
	name     string
	id       string
}

// The nouns of this fold.
const (
	nounRoster      = "roster" // its changes only; its state is the devices
	nounDevice      = "device"
	nounErasure     = "erasure" // id: the change that is to be erased
	nounSettings    = "settings"
	nounFaces       = "faces"
	nounCategory    = "category"
	nounPublication = "publication"
	nounArticle     = "article" // its revisions and the steps of the work on it
	nounAccount     = "account"
	nounPerson      = "person"
	nounPart        = "part" // of a programme, a plan
	nounFace        = "face" // id: the device
	nounUnit        = "unit"
	nounMaterial    = "material" // id: the original or file
	nounVote        = "vote"
	nounComment     = "comment"
	nounDay         = "day" // id: device(32) incarnation(8) day(4)
	nounTicket      = "ticket"
	nounReceipt     = "receipt" // id: name of the log, as in keys
)

func (n noun) key() []byte {
	b := append([]byte{byte(n.audience)}, n.name...)
	return append(append(b, 0), n.id...)
}

func parseNoun(key []byte) (noun, bool) {
	if len(key) == 0 {
		return noun{}, false
	}
	name, id, ok := strings.Cut(string(key[1:]), "\x00")
	return noun{Audience(key[0]), name, id}, ok && len(id) == len(ID{})
}

func number(b []byte) uint64 {
	if len(b) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}

func bytes8(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// timeKey lays a time out so that keys sort by it, years before 1970 too.
func timeKey(ms int64) []byte { return bytes8(uint64(ms) ^ 1<<63) }

func timeOfKey(b []byte) int64 { return int64(number(b) ^ 1<<63) }

func logPrefix(n LogName) []byte {
	b := append([]byte(nil), n.Device[:]...)
	b = binary.BigEndian.AppendUint64(b, n.Incarnation)
	return append(b, byte(n.Audience))
}

func logKey(h *Header, id Hash) []byte {
	return append(append(logPrefix(h.Log), bytes8(h.Seq)...), id[:]...)
}
