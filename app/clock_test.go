package app_test

import (
	"context"
	"testing"
	"time"

	"bangtin/app"
)

// machineClock is a clock that a test sets: wall time apart from the time
// that really passes.
type machineClock struct{ at time.Time }

func (c *machineClock) now() time.Time { return c.at }

func TestTrustedTime(t *testing.T) {
	day := 24 * time.Hour
	start := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name    string
		floor   time.Time
		clock   time.Time
		trusted bool
		now     time.Time
		horizon time.Time
	}{
		{"first start", time.Time{}, start, true, start, start},
		{"first start in 1970", time.Time{}, time.Unix(0, 0).UTC(), false, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)},
		{"the next day", start, start.Add(day), true, start.Add(day), start.Add(day)},
		{"after 39 days", start, start.Add(39 * day), true, start.Add(39 * day), start.Add(39 * day)},
		{"after 41 days", start, start.Add(41 * day), false, start, start},
		{"an hour back", start, start.Add(-time.Hour), false, start, start},
		{"battery empty", start, time.Unix(3600, 0).UTC(), false, start, start},
		{"year 2099", start, time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC), false, start, start},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := &machineClock{c.clock}
			clock := app.NewClock(m.now, c.floor)
			now, trusted := clock.Now()
			if trusted != c.trusted || !now.Equal(c.now) {
				t.Errorf("now %v trusted %v, want %v %v", now, trusted, c.now, c.trusted)
			}
			if h := clock.Horizon(); !h.Equal(c.horizon) {
				t.Errorf("horizon %v, want %v", h, c.horizon)
			}
			if f := clock.Floor(); f.Before(c.floor) {
				t.Errorf("the floor sank to %v", f)
			}
		})
	}
}

func TestUntrustedClockGoesOnByWhatPasses(t *testing.T) {
	floor := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	m := &machineClock{time.Unix(0, 0).UTC()}
	clock := app.NewClock(m.now, floor)
	m.at = m.at.Add(2 * time.Hour)
	if now, trusted := clock.Now(); trusted || !now.Equal(floor.Add(2*time.Hour)) {
		t.Errorf("after two hours: %v %v", now, trusted)
	}
	if h := clock.Horizon(); !h.Equal(floor) {
		t.Errorf("an embargo could open: horizon %v", h)
	}
	m.at = floor.Add(3 * time.Hour) // somebody set the clock right
	if now, trusted := clock.Now(); !trusted || !now.Equal(m.at) {
		t.Errorf("set right: %v %v", now, trusted)
	}
	m.at = floor.Add(100 * 24 * time.Hour)
	if _, trusted := clock.Now(); trusted {
		t.Error("a leap of 100 days is believed")
	}
	if got := clock.Confirm(); !got.Equal(m.at) {
		t.Errorf("confirmed %v", got)
	}
	if _, trusted := clock.Now(); !trusted {
		t.Error("a person's word is not believed")
	}
}

// A clock that was years ahead is believed at first; then somebody sets it
// right and says so. What had expired by it is shown again, what it had opened
// is not, and the program keeps to that after it was restarted.
func TestClockThatWasAheadIsConfirmed(t *testing.T) {
	ctx := context.Background()
	right := time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)
	m := newMachine(t)
	clock := m.at(right)
	m.found()
	expires, waits := entry(articleID(1), "Hết hạn sau"), entry(articleID(2), "Hẹn giờ")
	expires.Until = right.AddDate(0, 1, 0).UnixMilli()
	waits.From = right.AddDate(0, 2, 0).UnixMilli()
	m.publish(expires, waits)
	clock.at = right.AddDate(9, 0, 0)
	for _, confirm := range []func() error{
		func() error { return m.lib.ConfirmClock(ctx) }, // of a clock that is wrong
		func() error { return m.lib.Tick(ctx) },
	} {
		if err := confirm(); err != nil {
			t.Fatal(err)
		}
	}
	if m.title(articleID(1)) != "(not_found)" || m.title(articleID(2)) != "Hẹn giờ" {
		t.Fatal("nine years later it is as it was")
	}
	clock.at = right.Add(time.Hour)
	if err := m.lib.ConfirmClock(ctx); err != nil {
		t.Fatal(err)
	}
	for _, when := range []string{"confirmed", "restarted"} {
		if m.title(articleID(1)) != "Hết hạn sau" || m.title(articleID(2)) != "(not_found)" || m.status().Published != 1 {
			t.Errorf("%s: readers see %q and %q of %d", when, m.title(articleID(1)), m.title(articleID(2)), m.status().Published)
		}
		if _, trusted := m.lib.Clock().Now(); !trusted {
			t.Errorf("%s: the clock is not trusted", when)
		}
		m.reopen(false)
	}
}
