package api

import (
	"sync"
	"time"

	"bangtin/app"
)

// visits remember what visitors have done lately, so that one of them counts
// once, and bound how much comes from one place and from all. They forget
// with the process.
type visits struct {
	mu    sync.Mutex
	now   func() time.Time
	done  map[string]time.Time // until when
	spent map[string]spent     // by place and kind
}

// spent is how much came in a stretch of time.
type spent struct {
	n     int
	until time.Time
}

// A visit is remembered for half an hour after what it did. In ten minutes
// one place may open so many articles and websites, and report so many, all places
// together visitLimit times that; visitMemory bounds what is remembered.
const (
	visitLife   = 30 * time.Minute
	visitWindow = 10 * time.Minute
	visitLimit  = 20
	visitMemory = 20_000
)

var visitsAllowed = map[string]int{"article": 60, "open": 300, "report": 20, "vote": 120, "comment": 30, "visit": 120, "robot": 60, "ticket": 20, "lookup": 60, "phone": 5}

var errOften = app.Fault(app.Unavailable, "too_often", "Đã nhận nhiều lần trong ít phút. Xin thử lại sau", "That came too often in a few minutes. Please try again later")

func newVisits(now func() time.Time) *visits {
	return &visits{now: now, done: map[string]time.Time{}, spent: map[string]spent{}}
}

// first tells whether something is done for the first time in its visit;
// an error where too much came from the place, or from everywhere.
func (v *visits) first(place, deed, kind string) (bool, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	now := v.now()
	if now.Before(v.done[deed]) {
		return false, nil
	}
	if err := v.spend(now, place, kind); err != nil {
		return false, err
	}
	v.done[deed] = now.Add(visitLife)
	return true, nil
}

// allow tells whether one more of a kind may come from a place, and counts
// it.
func (v *visits) allow(place, kind string) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.spend(v.now(), place, kind)
}

// left is how long a deed has to wait, if rest has said so.
func (v *visits) left(deed string) time.Duration {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.done[deed].Sub(v.now())
}

// rest makes a deed wait.
func (v *visits) rest(deed string, d time.Duration) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.done[deed] = v.now().Add(d)
}

func (v *visits) spend(now time.Time, place, kind string) error {
	here, all := kind+" "+place, kind
	for name, most := range map[string]int{here: visitsAllowed[kind], all: visitsAllowed[kind] * visitLimit} {
		if s := v.spent[name]; now.Before(s.until) && s.n >= most {
			return errOften
		}
	}
	if len(v.done) >= visitMemory || len(v.spent) >= visitMemory {
		v.forget(now)
	}
	if len(v.done) >= visitMemory || len(v.spent) >= visitMemory {
		return errOften
	}
	for _, name := range []string{here, all} {
		s := v.spent[name]
		if !now.Before(s.until) {
			s = spent{until: now.Add(visitWindow)}
		}
		s.n++
		v.spent[name] = s
	}
	return nil
}

func (v *visits) forget(now time.Time) {
	for deed, until := range v.done {
		if !now.Before(until) {
			delete(v.done, deed)
		}
	}
	for name, s := range v.spent {
		if !now.Before(s.until) {
			delete(v.spent, name)
		}
	}
}
