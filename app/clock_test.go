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

// A kiosk that is new in the library has its year wrong, and somebody sets its
// clock right a day later. It opens no embargo and takes nothing off that is
// on show, before or after, nor where it is set back instead.
func TestWrongYearOpensNoEmbargo(t *testing.T) {
	day := 24 * time.Hour
	for _, c := range []struct {
		name           string
		before, joined time.Duration // how far its clock is ahead before and after it hears of the library
		later          time.Duration // and a day later
		trusted        bool
	}{
		{"set right", 400 * day, 400 * day, day, true},
		{"set right before it joined", 400 * day, 0, day, true},
		{"set back", 400 * day, 400 * day, -20 * day, false},
		{"left as it is", 400 * day, 400 * day, 401 * day, false},
		{"an empty battery", -40 * 365 * day, -40 * 365 * day, day, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := newMachine(t)
			a.found()
			ahead := c.before
			k := machineAhead(t, &ahead)
			if err := k.lib.Tick(t.Context()); err != nil { // which keeps the floor
				t.Fatal(err)
			}
			k.reopen(false)
			ahead = c.joined
			k.join(a, app.Kiosk)
			month := time.Now().Add(30 * day).UnixMilli()
			closed, open, over := entry(articleID(1), "Cấm vận một tháng"), entry(articleID(2), "Hiện một tháng"), entry(articleID(3), "Hết hạn hôm qua")
			closed.From, open.Until, over.Until = month, month, time.Now().Add(-day).UnixMilli()
			a.publish(closed, open, over)
			k.take(a.all())
			look := func(when string) {
				t.Helper()
				for n, want := range map[int]string{1: "(not_found)", 2: "Hiện một tháng", 3: "(not_found)"} {
					if got := k.title(articleID(n)); got != want {
						t.Errorf("%s visitors read %q, not %q", when, got, want)
					}
				}
			}
			look("at first")
			k.reopen(false)
			look("opened again")
			ahead = c.later
			for _, when := range []string{"a day later", "then opened again"} {
				if err := k.lib.Tick(t.Context()); err != nil {
					t.Fatal(err)
				}
				look(when)
				if _, trusted := k.lib.Clock().Now(); trusted != c.trusted {
					t.Errorf("%s the clock is trusted: %v", when, trusted)
				}
				k.reopen(false)
			}
		})
	}
}

// A kiosk heard of the others once and was alone for a long time after. What
// expired meanwhile does not come back when somebody sets its clock to the
// time at which it heard of them, not even when it hears of them again as
// they were.
func TestClockSetBackShowsNothingAgain(t *testing.T) {
	day := 24 * time.Hour
	a := newMachine(t)
	a.found()
	ahead := time.Duration(0)
	k := machineAhead(t, &ahead)
	k.join(a, app.Kiosk)
	expires := entry(articleID(1), "Hiện một tháng")
	expires.Until = time.Now().Add(30 * day).UnixMilli()
	a.publish(expires)
	k.take(a.all())
	if got := k.title(articleID(1)); got != "Hiện một tháng" {
		t.Fatalf("visitors read %q", got)
	}
	for ahead < 90*day {
		ahead += 10 * day
		if err := k.lib.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	ahead = day
	for _, when := range []string{"set back", "opened again"} {
		a.publish(entry(articleID(2), "Tin khác, "+when))
		k.take(a.all())
		if err := k.lib.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := k.title(articleID(1)); got != "(not_found)" {
			t.Errorf("%s, visitors read %q", when, got)
		}
		k.reopen(false)
	}
}

// The only other machine has signed last that it trusts a time which no clock
// shows. Nobody believes that: a new machine shows what is on show, opens no
// embargo and can write, whether its own clock is right or not.
func TestTimesThatNoClockShows(t *testing.T) {
	for name, wall := range map[string]int64{"before the first release": -1, "1970": 0, "beyond what JSON holds": 1 << 53, "the last number": 1<<63 - 1, "the first": -1 << 63} {
		for own, ahead := range map[string]time.Duration{"right": 0, "an empty battery": -40 * 365 * 24 * time.Hour} {
			t.Run(name+", "+own, func(t *testing.T) {
				a, k := newMachine(t), machineAhead(t, &ahead)
				a.found()
				closed := entry(articleID(2), "Cấm vận")
				closed.From = time.Now().Add(time.Hour).UnixMilli()
				a.publish(entry(articleID(1), "Bài"), closed)
				if err := a.lib.Admit(t.Context(), k.keys.Card("máy"), app.Kiosk); err != nil {
					t.Fatal(err)
				}
				a.forge(app.KindSettings, app.Open, app.Settings{Agency: "Ủy ban"}, func(h *app.Header) { h.Wall, h.Trusted = wall, true })
				k.belong(a.lib.Name())
				k.take(a.part(app.Open))
				page, err := k.lib.List(t.Context(), app.All(), "", nil, 10)
				if err != nil || len(page.Cards) != 1 || page.Cards[0].Title != "Bài" {
					t.Errorf("visitors are shown %d articles, %v", len(page.Cards), err)
				}
				if _, trusted := k.lib.Clock().Now(); trusted != (ahead == 0) {
					t.Errorf("its clock is believed: %v", trusted)
				}
				if _, err := k.lib.SendTicket(t.Context(), app.Ticket{Department: "UBND tỉnh", Topic: "Góp ý", Text: "Góp ý"}); err != nil {
					t.Errorf("visitors cannot write: %v", err)
				}
			})
		}
	}
}

// A kiosk stood in a cupboard for a quarter of a year, longer than its clock is
// believed by itself. It meets what a desk has written since, and its clock,
// which goes right, is believed; one that went wrong meanwhile is not.
func TestClockOutOfACupboard(t *testing.T) {
	day := 24 * time.Hour
	for _, c := range []struct {
		name    string
		later   time.Duration // by the kiosk's clock
		trusted bool
	}{
		{"right", 90 * day, true},
		{"some minutes behind", 90*day - 5*time.Minute, true},
		{"an empty battery", -40 * 365 * day, false},
		{"a month behind", 60 * day, false},
		{"a year ahead", 455 * day, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			desk, kiosk := time.Duration(0), time.Duration(0)
			a, k := machineAhead(t, &desk), machineAhead(t, &kiosk)
			a.found()
			k.join(a, app.Kiosk)
			closed := entry(articleID(1), "Cấm vận đến tháng sau")
			closed.From = time.Now().Add(30 * day).UnixMilli()
			later := entry(articleID(2), "Cấm vận một năm")
			later.From = time.Now().Add(365 * day).UnixMilli()
			a.publish(closed, later)
			k.take(a.part(app.Open))
			kiosk = c.later
			must := func(err error) {
				t.Helper()
				if err != nil {
					t.Fatal(err)
				}
			}
			must(k.lib.Tick(t.Context()))
			if got := k.title(articleID(1)); got != "(not_found)" {
				t.Fatalf("before it hears of anybody, visitors read %q", got)
			}
			for range 3 { // the desk is used once a month
				desk += 30 * day
				a.publish(entry(articleID(3), "Tin ngày "+desk.String()))
			}
			k.take(a.part(app.Open))
			must(k.lib.Tick(t.Context()))
			for _, when := range []string{"then", "opened again"} {
				want := map[bool]string{true: "Cấm vận đến tháng sau", false: "(not_found)"}[c.trusted]
				if got := k.title(articleID(1)); got != want {
					t.Errorf("%s visitors read %q, not %q", when, got, want)
				}
				if got := k.title(articleID(2)); got != "(not_found)" {
					t.Errorf("%s visitors read %q", when, got)
				}
				if _, trusted := k.lib.Clock().Now(); trusted != c.trusted {
					t.Errorf("%s its clock is trusted: %v", when, trusted)
				}
				k.reopen(false)
			}
		})
	}
}

// A PC with an empty battery wakes up in 2020, and somebody says that its clock
// is right: that is refused, and does no harm. Once the clock is set it is
// believed.
func TestNoWordMakesAnImpossibleTimeRight(t *testing.T) {
	right := time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)
	m := newMachine(t)
	clock := m.at(right)
	m.found()
	timed := entry(articleID(1), "Hẹn giờ, đã hiện")
	timed.From = right.Add(time.Hour).UnixMilli()
	m.publish(timed)
	later := func(at time.Time) {
		t.Helper()
		clock.at = at
		if err := m.lib.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := m.title(articleID(1)); got != "Hẹn giờ, đã hiện" {
			t.Errorf("at %v visitors read %q", at, got)
		}
	}
	later(right.Add(2 * time.Hour))
	for _, wrong := range []time.Time{time.Date(2020, 1, 1, 0, 3, 0, 0, time.UTC), time.Unix(0, 0), time.Date(2199, 1, 1, 0, 0, 0, 0, time.UTC)} {
		clock.at = wrong
		if err := m.lib.ConfirmClock(t.Context()); app.CodeOf(err) != app.Invalid {
			t.Errorf("%v is confirmed: %v", wrong, err)
		}
		later(wrong)
		if _, trusted := m.lib.Clock().Now(); trusted {
			t.Errorf("%v is believed", wrong)
		}
	}
	later(right.Add(3 * time.Hour))
	if _, trusted := m.lib.Clock().Now(); !trusted {
		t.Error("the right time is not believed any more")
	}
}

// What others have signed stands against a clock that is far ahead of it, or
// behind, and not against one that goes on from it.
func TestOthersGoAgainstAClock(t *testing.T) {
	a, b := newMachine(t), newMachine(t)
	a.found()
	if at, against, err := a.lib.Others(t.Context(), time.Now()); !at.IsZero() || against || err != nil {
		t.Errorf("alone: %v %v %v", at, against, err)
	}
	b.join(a, app.Desk)
	for off, want := range map[time.Duration]bool{0: false, -5 * time.Minute: false, -time.Hour: true, 30 * 24 * time.Hour: false, 400 * 24 * time.Hour: true} {
		if at, against, err := b.lib.Others(t.Context(), time.Now().Add(off)); time.Since(at).Abs() > time.Minute || against != want || err != nil {
			t.Errorf("a clock %v off: %v %v %v", off, at, against, err)
		}
	}
}
