package app

import "time"

// Present is what a programme's reader wants to know first. Its numbers are
// places in the list of items it was made of.
type Present struct {
	Now  []int // going on, the one that began first in front
	Next []int // all that begin at the next moment at which anything does
	// Off are cancelled items that would stand in Now or Next: whoever waits
	// for one has to be told.
	Off []int
}

// PresentAt tells what goes on at a moment: an item does from its first
// moment on until just before its last. With a clock that cannot be trusted
// nothing is now and nothing is next. Items stand in the order of
// programmeOf. The pages tell it by the same rule, and pass the same cases
// (testdata/present.json).
func PresentAt(items []ProgrammeItem, at time.Time, trusted bool) (p Present) {
	if !trusted {
		return p
	}
	var next time.Time
	for n, i := range items {
		from := i.Time.From()
		switch {
		case from.After(at):
			if i.State != ItemCancelled && (next.IsZero() || from.Before(next)) {
				next = from
			}
		case !i.Until.After(at):
		case i.State == ItemCancelled:
			p.Off = append(p.Off, n)
		default:
			p.Now = append(p.Now, n)
		}
	}
	for n, i := range items {
		from := i.Time.From()
		switch {
		case !from.After(at):
		case i.State == ItemCancelled:
			if next.IsZero() || !from.After(next) {
				p.Off = append(p.Off, n)
			}
		case from.Equal(next):
			p.Next = append(p.Next, n)
		}
	}
	return p
}

// MinutesTo is how many minutes are left until a moment, the one that has
// begun counted; 0 once it has come.
func MinutesTo(until, at time.Time) int {
	left := until.Sub(at)
	if left <= 0 {
		return 0
	}
	return int((left + time.Minute - 1) / time.Minute)
}
