package app

import (
	"sync"
	"time"
)

// Visitor is who is before a page.
type Visitor string

// The visitors: whoever has signed in is a member, a program that reads for
// a search engine a robot, everybody else a guest.
const (
	AsGuest  Visitor = "guest"
	AsMember Visitor = "member"
	AsRobot  Visitor = "robot"
)

// Online is who was seen lately: All is Members, Robots and Guests.
type Online struct{ Members, Robots, Guests int }

// All is everybody.
func (o Online) All() int { return o.Members + o.Robots + o.Guests }

const (
	// onlineFor is how long somebody counts who was seen, to the last second
	// of it.
	onlineFor = 300 * time.Second
	// visitGap is how long nobody may be seen within one visit.
	visitGap = 30 * time.Minute
	// maxVisiting bounds what is remembered; who comes on top is not counted.
	maxVisiting = 20_000
	forgetEvery = time.Minute
)

// Visiting remembers who is here now. It forgets with the process; a page
// that was here before says so, and is no new visit.
type Visiting struct {
	mu   sync.Mutex
	now  func() time.Time
	seen map[string]lastSeen
	// forgot is when those who left were forgotten last.
	forgot time.Time
}

type lastSeen struct {
	as   Visitor
	last time.Time
}

// NewVisiting begins with nobody. The readings of the clock should carry
// Go's monotonic part, so that one that is set makes nobody come or go.
func NewVisiting(now func() time.Time) *Visiting {
	return &Visiting{now: now, seen: map[string]lastSeen{}}
}

// See notes that somebody is here, by the name of their visit, and tells
// whether a reader's visit begins with it: it does where the page says that
// it has just begun, and where nobody was seen for half an hour. Members
// and robots make no visits.
func (v *Visiting) See(visit string, as Visitor, begins bool) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	now := v.now()
	was, known := v.seen[visit]
	if !known && len(v.seen) >= maxVisiting {
		v.forget(now)
		if len(v.seen) >= maxVisiting {
			return false
		}
	}
	v.seen[visit] = lastSeen{as, now}
	if as != AsGuest {
		return false
	}
	if known && was.as == AsGuest {
		return now.Sub(was.last) >= visitGap
	}
	return begins
}

func (v *Visiting) forget(now time.Time) {
	if now.Sub(v.forgot) < forgetEvery { // a flood would walk all of them each time
		return
	}
	v.forgot = now
	for visit, s := range v.seen {
		if now.Sub(s.last) > visitGap {
			delete(v.seen, visit)
		}
	}
}

// Online counts who was seen in the latest five minutes.
func (v *Visiting) Online() (o Online) {
	v.mu.Lock()
	defer v.mu.Unlock()
	now := v.now()
	for _, s := range v.seen {
		if now.Sub(s.last) > onlineFor {
			continue
		}
		switch s.as {
		case AsMember:
			o.Members++
		case AsRobot:
			o.Robots++
		default:
			o.Guests++
		}
	}
	return o
}
