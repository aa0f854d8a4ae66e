// Package search finds articles by their words.
//
// There are two indexes (Bleve, its scorch) in the folder "search" of a data
// folder: open-N holds what readers see at this moment and nothing else,
// staff-N what desks have besides: drafts, edits of what is on show, what is
// scheduled, expired or withdrawn. Neither holds texts; both are made of the
// library, follow it within a second, and are thrown away whenever anything
// about them is in doubt. N grows with each that is made anew: it is filled
// beside the current one, which goes on answering, and takes its place when
// it is whole.
//
// A document of an index is one article, named by its id(16):
//
//	t   words of the title, without marks, with their places
//	tx  words of the title, with marks
//	a   words of everything, without marks, with their places; 19/kh-bgddt for
//	    a run of words written as one, 2024-07-03 and 2024-07 for a date
//	x   words of everything, with marks
//	tw  words of the title that stand beside each other, two by two, without marks
//	w   the same of everything
//	f   what is counted: c category · a byline · g genre · l language · y year · s state
//	k   what is asked for besides: g tag's slug · d day and month on which it
//	    was published or which it tells of · o readers see a version too
//	p   when it was published, seconds since 1970, to sort by
//
// Its internal value "mark" is the mark of mark.go, written with every batch:
// it says how far in the log the index is.
package search
