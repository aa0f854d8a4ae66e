package api

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"bangtin/app"
)

// door makes whoever guesses passwords wait: from the fourth wrong one on
// two seconds, then twice as long each time, up to a minute. Tries from
// another machine count for that machine alone, each login and all of them
// together, so that nobody on the network keeps staff out by guessing. It
// forgets with the process: an engine that restarts takes longer than that.
type door struct {
	mu    sync.Mutex
	now   func() time.Time
	wrong map[string]*tries
	turns chan struct{} // of reckoning a password, which takes memory and time
}

type tries struct {
	count int
	until time.Time
}

const (
	freeTries      = 3  // of one login
	freePlaceTries = 10 // of any logins, from one other machine
	maxDelay       = time.Minute
	maxLogins      = 1000 // remembered at once
	maxReckoning   = 2
)

func newDoor(now func() time.Time) *door {
	return &door{now: now, wrong: map[string]*tries{}, turns: make(chan struct{}, maxReckoning)}
}

// turn waits until a password may be reckoned; leave has to be called after.
func (d *door) turn(ctx context.Context) (leave func(), err error) {
	select {
	case d.turns <- struct{}{}:
		return func() { <-d.turns }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// key is a name that tries are counted by, and how many of them are free.
type doorKey struct {
	name string
	free int
}

func doorKeys(at session, login string) (out []doorKey) {
	login = strings.ToLower(strings.TrimSpace(login))
	if !at.away {
		return []doorKey{{login, freeTries}}
	}
	return []doorKey{{at.place + "\n" + login, freeTries}, {at.place + "\n\n", freePlaceTries}}
}

// wait refuses a try that comes too early.
func (d *door) wait(at session, login string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	var left time.Duration
	for _, k := range doorKeys(at, login) {
		if t := d.wrong[k.name]; t != nil {
			left = max(left, t.until.Sub(d.now()))
		}
	}
	if left <= 0 {
		return nil
	}
	n := int(left.Seconds()) + 1
	return app.Fault(app.Unavailable, "wait", fmt.Sprintf("Sai mật khẩu nhiều lần. Xin đợi %d giây rồi thử lại", n),
		fmt.Sprintf("Too many wrong passwords. Please wait %d seconds and try again", n))
}

// tried counts a try. A right one makes good the wrong ones of its login,
// not those that were meant for others.
func (d *door) tried(at session, login string, right bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	keys := doorKeys(at, login)
	if right {
		delete(d.wrong, keys[0].name)
		return
	}
	for _, k := range keys {
		t := d.wrong[k.name]
		if t == nil {
			if len(d.wrong) >= maxLogins {
				clear(d.wrong)
			}
			t = &tries{}
			d.wrong[k.name] = t
		}
		t.count++
		if over := t.count - k.free; over > 0 {
			t.until = d.now().Add(min(maxDelay, time.Second<<min(over, 6)))
		}
	}
}
