package app_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"bangtin/app"
)

// at gives a machine a clock of the test's own.
func (m *machine) at(when time.Time) *machineClock {
	m.t.Helper()
	clock := &machineClock{at: when}
	m.now = clock.now
	m.reopen(false)
	return clock
}

func (m *machine) visits(n int) {
	for range n {
		m.lib.CountVisit()
	}
}

// keep writes down what was counted, and seals it where its hour has come.
func (m *machine) keep() {
	m.t.Helper()
	ctx := context.Background()
	if err := m.lib.KeepOpenings(ctx); err != nil {
		m.t.Fatal(err)
	}
	if err := m.lib.SealCounts(ctx); err != nil {
		m.t.Fatal(err)
	}
}

func (m *machine) counters() app.Counters {
	m.t.Helper()
	c, err := m.lib.Counters(context.Background())
	if err != nil {
		m.t.Fatal(err)
	}
	return c
}

func (m *machine) views(n int) int {
	m.t.Helper()
	got, err := m.lib.Views(context.Background(), articleID(n))
	if err != nil {
		m.t.Fatal(err)
	}
	return got
}

var noon = time.Date(2026, 11, 26, 5, 0, 0, 0, time.UTC) // in Vietnam

// What was counted is there at once, and stays the same through sealing, a
// restart, a rebuild and a new incarnation of the logs.
func TestCounting(t *testing.T) {
	m := newMachine(t)
	clock := m.at(noon)
	m.found()
	m.publish(entry(articleID(1), "Bài"))
	expect := func(step string, visits, views int) {
		t.Helper()
		if c := m.counters(); c != (app.Counters{Today: visits, Month: visits, Total: visits}) || m.views(1) != views {
			t.Errorf("%s: %+v and %d views, want %d and %d", step, c, m.views(1), visits, views)
		}
	}
	m.visits(3)
	expect("before they are kept", 3, 0)
	m.opened(1, 5)
	m.keep()
	expect("kept", 3, 5)
	sealed := m.status().Changes
	m.visits(2)
	m.keep()
	if got := m.status().Changes; got != sealed {
		t.Errorf("the same hour is sealed again: %d changes", got-sealed)
	}
	expect("within the hour", 5, 5)
	m.reopen(false)
	expect("opened again", 5, 5)
	m.opened(1, 1)
	clock.at = clock.at.Add(time.Hour)
	m.keep()
	expect("an hour on", 5, 6)
	if got := m.status().Changes - sealed; got != 1 {
		t.Errorf("an hour made %d changes, want 1", got)
	}
	if err := m.lib.Rebuild(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	expect("folded anew", 5, 6)
	m.visits(1)
	m.keep()
	m.reopen(true) // a copy goes on
	expect("a new incarnation", 6, 6)
	m.visits(4)
	clock.at = clock.at.Add(time.Hour)
	m.keep()
	expect("and what it counts", 10, 6)
}

// A folder is copied with what waits in it, and both copies go on: what was
// counted before counts once, what was counted after from both.
func TestCopiedFolderCountsNothingTwice(t *testing.T) {
	m := newMachine(t)
	clock := m.at(noon)
	m.found()
	m.publish(entry(articleID(1), "Bài"))
	m.keep()
	m.visits(7)
	m.opened(1, 3)
	m.keep() // within the hour: it waits
	twin := newMachine(t)
	twin.keys, twin.now = m.keys, clock.now
	twin.copyOf(m)
	m.visits(1)
	twin.visits(2)
	twin.opened(1, 2)
	clock.at = clock.at.AddDate(0, 0, 1)
	m.keep()
	twin.keep()
	m.take(twin.all())
	twin.take(m.all())
	for _, one := range []*machine{m, twin} {
		if c := one.counters(); c.Total != 10 || one.views(1) != 5 {
			t.Errorf("counts %+v and %d views, want 10 and 5", c, one.views(1))
		}
	}
	sameRoots(t, m, twin)
}

// Through midnights, the ends of months, a leap day and clocks that are set
// back: today is never more than the month, the month never more than all,
// all is what was counted and never less than before.
func TestCountersThroughTheCalendar(t *testing.T) {
	r := rand.New(rand.NewPCG(seed(t), 3))
	m := newMachine(t)
	clock := m.at(time.Date(2027, 12, 30, 12, 0, 0, 0, time.UTC))
	m.found()
	m.publish(entry(articleID(1), "Bài"))
	total, opened := 0, 0
	for step := range 150 {
		before := clock.at
		switch r.IntN(6) {
		case 0:
			clock.at = clock.at.AddDate(0, 0, -r.IntN(40))
		case 1:
			clock.at = time.Date(2028, 2, 28+r.IntN(2), 16, 59, 59, 0, time.UTC) // 23:59:59 in Vietnam
		case 2:
			clock.at = clock.at.Add(time.Second)
		default:
			clock.at = clock.at.Add(time.Duration(r.IntN(30)) * time.Hour)
		}
		n := r.IntN(4)
		m.visits(n)
		m.opened(1, n)
		total, opened = total+n, opened+n
		c := m.counters()
		if c.Today < 0 || c.Today > c.Month || c.Month > c.Total || c.Total != total {
			t.Fatalf("step %d, from %v to %v: %+v, want %d in all", step, before, clock.at, c, total)
		}
		if m.keep(); m.counters() != c || m.views(1) != opened {
			t.Fatalf("step %d: keeping made %+v of %+v, %d views of %d", step, m.counters(), c, m.views(1), opened)
		}
	}
}

// A day ends at midnight in Vietnam, a month with its last day.
func TestCountersAtMidnight(t *testing.T) {
	for _, c := range []struct {
		name          string
		before, after time.Time
		want          app.Counters // zero: what day it is the machine cannot know
	}{
		{"midnight", time.Date(2026, 11, 26, 16, 59, 0, 0, time.UTC), time.Date(2026, 11, 26, 17, 0, 0, 0, time.UTC), app.Counters{Today: 2, Month: 5, Total: 5}},
		{"the end of a month", time.Date(2026, 11, 30, 16, 59, 0, 0, time.UTC), time.Date(2026, 11, 30, 17, 0, 0, 0, time.UTC), app.Counters{Today: 2, Month: 2, Total: 5}},
		{"into a leap day", time.Date(2028, 2, 28, 16, 59, 0, 0, time.UTC), time.Date(2028, 2, 28, 17, 0, 0, 0, time.UTC), app.Counters{Today: 2, Month: 5, Total: 5}},
		{"out of a leap day", time.Date(2028, 2, 29, 16, 59, 0, 0, time.UTC), time.Date(2028, 2, 29, 17, 0, 0, 0, time.UTC), app.Counters{Today: 2, Month: 2, Total: 5}},
		{"the end of a year", time.Date(2026, 12, 31, 16, 59, 0, 0, time.UTC), time.Date(2026, 12, 31, 17, 0, 0, 0, time.UTC), app.Counters{Today: 2, Month: 2, Total: 5}},
		{"a clock set back", time.Date(2026, 11, 26, 5, 0, 0, 0, time.UTC), time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC), app.Counters{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := newMachine(t)
			clock := m.at(c.before)
			m.found()
			m.visits(3)
			m.keep()
			clock.at = c.after
			m.reopen(false)
			m.visits(2)
			m.keep()
			if got := m.counters(); got.Today > got.Month || got.Total != 5 || c.want != (app.Counters{}) && got != c.want {
				t.Errorf("%+v, want %+v", got, c.want)
			}
		})
	}
}

// Two desks and a kiosk count, seal and hand their logs on in any order,
// some of it twice. In the end each of them counts the same, all of it, once.
func TestCountsOfManyMachinesAreCountedOnce(t *testing.T) {
	r := rand.New(rand.NewPCG(seed(t), 4))
	a, b, kiosk := newMachine(t), newMachine(t), newMachine(t)
	machines := []*machine{a, b, kiosk}
	clocks := []*machineClock{}
	for _, m := range machines {
		clocks = append(clocks, m.at(noon))
	}
	a.found()
	for n := range 3 {
		a.publish(entry(articleID(n), fmt.Sprintf("Bài %d", n)))
	}
	b.join(a, app.Desk)
	kiosk.join(a, app.Kiosk)
	meet := func() {
		b.feed(r, shuffled(r, append(a.all(), kiosk.all()...)))
		a.feed(r, shuffled(r, b.all()))
		kiosk.feed(r, shuffled(r, openOnly(t, a.all())))
	}
	visits, views := 0, map[int]int{}
	for range 200 {
		at := r.IntN(len(machines))
		switch r.IntN(20) {
		case 0:
			meet()
		case 1:
			machines[at].reopen(r.IntN(2) == 0)
		case 2, 3, 4:
			clocks[at].at = clocks[at].at.Add(time.Duration(r.IntN(9)) * time.Hour)
		default:
			n := r.IntN(3)
			machines[at].visits(1)
			machines[at].opened(n, 1)
			visits, views[n] = visits+1, views[n]+1
		}
		machines[at].keep()
	}
	for range 3 { // there, and what the desks pass on back
		for i, m := range machines {
			clocks[i].at = clocks[i].at.AddDate(0, 0, 1)
			m.keep()
		}
		meet()
	}
	check := func(when string) {
		t.Helper()
		for i, m := range machines {
			if c := m.counters(); c.Total != visits || !c.Others {
				t.Errorf("%s machine %d counts %+v, want %d", when, i, c, visits)
			}
			for n, want := range views {
				if got := m.views(n); got != want {
					t.Errorf("%s machine %d counts %d views of article %d, want %d", when, i, got, n, want)
				}
			}
		}
	}
	check("in the end")
	sameRoots(t, a, b)
	for _, m := range machines {
		if err := m.lib.Rebuild(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
	}
	check("folded anew")
	sameRoots(t, a, b)
}

// A thousand facts are one change, and more are several.
func TestManyOpeningsAreSealedTogether(t *testing.T) {
	m := newMachine(t)
	clock := m.at(noon)
	m.found()
	const many = app.MaxFacts + 5
	var es []app.Entry
	for n := range many {
		es = append(es, entry(articleID(n), fmt.Sprintf("Bài %d", n)))
	}
	m.publish(es...)
	m.keep()
	for n := range many {
		m.opened(n, 2)
	}
	m.visits(3)
	clock.at = clock.at.AddDate(0, 0, 1)
	before := m.status().Changes
	m.keep()
	if got := m.status().Changes - before; got != 2 {
		t.Errorf("%d openings and three visits made %d changes, want 2", many, got)
	}
	if m.views(0) != 2 || m.views(many-1) != 2 || m.counters().Total != 3 {
		t.Errorf("%d and %d views, %+v", m.views(0), m.views(many-1), m.counters())
	}
}

// copyOf makes a machine a copy of another's folder that noticed it is one.
func (m *machine) copyOf(of *machine) {
	m.t.Helper()
	m.close()
	of.close()
	if err := os.RemoveAll(m.dir); err != nil {
		m.t.Fatal(err)
	}
	if err := os.CopyFS(m.dir, os.DirFS(of.dir)); err != nil {
		m.t.Fatal(err)
	}
	of.open(false)
	m.open(true)
}

func FuzzOpenings(f *testing.F) {
	text, err := app.Openings{{Article: articleID(1), N: 1}, {Article: articleID(3), N: 300}}.MarshalText()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add(text[:20])
	f.Fuzz(func(t *testing.T, text []byte) {
		var read, again app.Openings
		if read.UnmarshalText(text) != nil {
			return
		}
		out, err := read.MarshalText()
		if err != nil || again.UnmarshalText(out) != nil || !slices.Equal(read, again) {
			t.Errorf("%q is read as %v and written as %q, %v", text, read, out, err)
		}
	})
}
