package supervise

import (
	"sync"
	"time"
)

// silence measures how long a child has been quiet. It adds up ticks that
// the supervisor itself lived through and never subtracts clock times: a
// laptop that slept, a clock that was set and a supervisor that got no
// processor are no reason to kill a child.
type silence struct {
	tick  time.Duration // how often passed is called
	limit time.Duration // between beats; 0: never too long
	grace time.Duration // before the first beat

	mu     sync.Mutex
	quiet  time.Duration
	last   time.Time
	heard  bool
	hidden bool
}

func newSilence(limit, grace time.Duration) *silence {
	tick := time.Second
	if limit > 0 {
		tick = min(max(min(limit, grace)/8, 20*time.Millisecond), time.Second)
	}
	return &silence{tick: tick, limit: limit, grace: grace}
}

// start begins a new run of the child.
func (s *silence) start(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.quiet, s.last, s.heard, s.hidden = 0, now, false, false
}

// beat notes that the child answered; it reports whether for the first time.
func (s *silence) beat(visible bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	first := !s.heard
	s.quiet, s.heard, s.hidden = 0, true, !visible
	return first
}

// progress notes that the child works without having anything to show.
func (s *silence) progress() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.quiet = 0
}

// passed is called once a tick and reports whether the child has been
// quiet for too long.
func (s *silence) passed(now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	gap := now.Sub(s.last)
	s.last = now
	if s.limit == 0 || s.hidden {
		return false
	}
	if gap > 5*s.tick+2*time.Second {
		// We slept, and so perhaps did the child: it gets its full time again.
		s.quiet = 0
		return false
	}
	s.quiet += min(gap, 2*s.tick)
	if !s.heard {
		return s.quiet > s.grace
	}
	return s.quiet > s.limit
}
