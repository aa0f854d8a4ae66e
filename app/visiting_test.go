package app_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"bangtin/app"
)

func TestVisiting(t *testing.T) {
	clock := &machineClock{at: noon}
	v := app.NewVisiting(clock.now)
	for _, c := range []struct {
		name   string
		after  time.Duration
		visit  string
		as     app.Visitor
		begins bool
		counts bool
		online app.Online
	}{
		{"a reader comes", 0, "a", app.AsGuest, true, true, app.Online{Guests: 1}},
		{"the page says it twice", 0, "a", app.AsGuest, true, false, app.Online{Guests: 1}},
		{"five minutes on", 300 * time.Second, "b", app.AsGuest, true, true, app.Online{Guests: 2}},
		{"and a second", time.Second, "b", app.AsGuest, false, false, app.Online{Guests: 1}},
		{"a page that goes on after the program was started anew", 0, "c", app.AsGuest, false, false, app.Online{Guests: 2}},
		{"staff", 0, "d", app.AsMember, true, false, app.Online{Guests: 2, Members: 1}},
		{"a robot", 0, "e", app.AsRobot, true, false, app.Online{Guests: 2, Members: 1, Robots: 1}},
		{"a reader who is back within half an hour", 30*time.Minute - time.Second, "b", app.AsGuest, false, false, app.Online{Guests: 1}},
		{"a page that was left open", 30 * time.Minute, "b", app.AsGuest, false, true, app.Online{Guests: 1}},
		{"staff who have signed out", 0, "d", app.AsGuest, true, true, app.Online{Guests: 2}},
	} {
		clock.at = clock.at.Add(c.after)
		if got := v.See(c.visit, c.as, c.begins); got != c.counts {
			t.Errorf("%s: counts %v", c.name, got)
		}
		if got := v.Online(); got != c.online {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.online)
		}
	}
}

// Whoever comes and goes, those who are online are members, robots and
// guests, each who was seen in five minutes once.
func TestOnlineAreMembersRobotsAndGuests(t *testing.T) {
	r := rand.New(rand.NewPCG(seed(t), 5))
	clock := &machineClock{at: noon}
	v := app.NewVisiting(clock.now)
	last := map[string]time.Time{}
	for step := range 2000 {
		clock.at = clock.at.Add(time.Duration(r.IntN(60)) * time.Second)
		visit := fmt.Sprint(r.IntN(60))
		v.See(visit, []app.Visitor{app.AsGuest, app.AsMember, app.AsRobot}[r.IntN(3)], r.IntN(2) == 0)
		last[visit] = clock.at
		want := 0
		for _, at := range last {
			if clock.at.Sub(at) <= 300*time.Second {
				want++
			}
		}
		if o := v.Online(); o.All() != want || o.All() != o.Members+o.Robots+o.Guests {
			t.Fatalf("step %d: %+v, want %d", step, o, want)
		}
	}
}

// More visits than can be remembered are not counted, and make room again.
func TestVisitingIsBounded(t *testing.T) {
	clock := &machineClock{at: noon}
	v := app.NewVisiting(clock.now)
	counted := 0
	for n := range 30_000 {
		if v.See(fmt.Sprint(n), app.AsGuest, true) {
			counted++
		}
	}
	if counted != 20_000 || v.Online().All() != 20_000 {
		t.Errorf("%d visits count, %d are online", counted, v.Online().All())
	}
	clock.at = clock.at.Add(31 * time.Minute)
	if !v.See("late", app.AsGuest, true) || v.Online().All() != 1 {
		t.Errorf("half an hour later there is no room: %+v", v.Online())
	}
}
