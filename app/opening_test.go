package app_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"bangtin/app"
)

func (m *machine) opened(n, times int) {
	m.t.Helper()
	for range times {
		if err := m.lib.CountOpening(context.Background(), articleID(n)); err != nil {
			m.t.Fatal(err)
		}
	}
}

// mostRead keeps what waits and names the most read by the last letters of
// their titles.
func (m *machine) mostRead(days int, lang string) string {
	m.t.Helper()
	if err := m.lib.KeepOpenings(context.Background()); err != nil {
		m.t.Fatal(err)
	}
	cards, err := m.lib.MostRead(context.Background(), days, lang, 5)
	if err != nil {
		m.t.Fatal(err)
	}
	var b strings.Builder
	for _, c := range cards {
		b.WriteString(c.Title[len(c.Title)-1:])
	}
	return b.String()
}

func TestMostReadOfTheLatestDays(t *testing.T) {
	m := newMachine(t)
	clock := &machineClock{at: time.Date(2026, 11, 20, 16, 30, 0, 0, time.UTC)} // 23:30 in Vietnam
	m.now = clock.now
	m.reopen(false)
	m.found()
	ctx := context.Background()
	for n := range 5 {
		m.publish(about(n, "Bài "+string(rune('A'+n)), "", ""))
	}
	m.opened(0, 7)
	m.opened(1, 3)
	m.opened(2, 1)
	if got := m.mostRead(app.Week, ""); got != "" {
		t.Errorf("two articles opened twice are a list: %q", got)
	}
	m.opened(2, 1)
	check := func(when, week, month string) {
		t.Helper()
		if got := m.mostRead(app.Week, "vi"); got != week {
			t.Errorf("%s: of the week %q, want %q", when, got, week)
		}
		if got := m.mostRead(app.Month, ""); got != month {
			t.Errorf("%s: of the month %q, want %q", when, got, month)
		}
	}
	check("on the first day", "ABC", "ABC")
	m.reopen(false)
	check("after a restart", "ABC", "ABC")
	clock.at = clock.at.Add(time.Hour) // the next day
	m.opened(3, 9)
	check("past midnight", "DABC", "DABC")
	clock.at = clock.at.Add(6 * 24 * time.Hour) // the first day is the eighth back
	m.opened(2, 4)
	m.opened(1, 2)
	check("a week on", "DCB", "DACB")
	if err := m.lib.Retract(ctx, articleID(3), ""); err != nil {
		t.Fatal(err)
	}
	check("without the one that was withdrawn", "", "ACB")
	if err := m.lib.Rebuild(ctx, nil); err != nil {
		t.Fatal(err)
	}
	check("after a rebuild", "", "ACB")
	clock.at = clock.at.Add(31 * 24 * time.Hour)
	check("when all that is long ago", "", "")
	if app.CodeOf(m.lib.CountOpening(ctx, articleID(3))) != app.NotFound {
		t.Error("an opening of a withdrawn article counts")
	}
	if got := m.mostRead(app.Week, "en"); got != "" {
		t.Errorf("in English: %q", got)
	}
}
