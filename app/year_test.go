package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bangtin/app"
)

// A busy kiosk's days, as it counts and seals them hour by hour, with three
// votes an hour, each sealed by itself, six comments and three tickets a day.
// With EFFORT they become a year; what it takes is told.
func TestAYearOfABusyKiosk(t *testing.T) {
	const articles, hours, visits = 150, 12, 25 // 300 visits a day
	r := rand.New(rand.NewPCG(seed(t), 6))
	m := newMachine(t)
	clock := m.at(time.Date(2026, 12, 31, 17, 0, 0, 0, time.UTC))
	m.found()
	var es []app.Entry
	for n := range articles {
		e := entry(articleID(n), fmt.Sprintf("Bài %d", n))
		e.Document.Ratings, e.Document.Comments = true, true
		es = append(es, e)
	}
	m.publish(es...)
	m.keep()
	before := m.bytes()
	days, opened, counted := min(5*effort(), 365), 0, 0
	start := clock.at
	for day := range days {
		for hour := range hours {
			clock.at = start.AddDate(0, 0, day).Add(time.Duration(7+hour) * time.Hour)
			m.visits(visits)
			counted += visits
			for range visits * 5 {
				m.opened(int(float64(articles)*r.Float64()*r.Float64()), 1)
				opened++
			}
			for i := range 3 {
				clock.at = clock.at.Add(time.Minute)
				m.vote(fmt.Sprint(day, hour, i), r.IntN(articles), 1+r.IntN(5))
				m.seal()
			}
			if hour%2 == 0 {
				m.judge(m.say(r.IntN(articles), "Bạn đọc", strings.Repeat("Ý kiến của bạn đọc. ", 8), app.ID{}), app.ApproveComment, "")
			}
			if hour%4 == 0 {
				m.tell(strings.Repeat("Góp ý của bạn đọc. ", 12))
			}
			m.keep()
		}
	}
	clock.at = clock.at.AddDate(0, 0, 1)
	m.keep()
	last := clock.at.AddDate(0, 0, -1)
	if s := m.statistics(start, last); s.Visits != counted || s.Opened != opened {
		t.Errorf("%d visits and %d openings are counted, want %d and %d", s.Visits, s.Opened, counted, opened)
	}
	log := m.bytes() - before
	if perDay := log / days; perDay > 60_000 {
		t.Errorf("a day takes %d bytes of the log", perDay)
	}
	file, err := os.Stat(filepath.Join(m.dir, "bangtin.db"))
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	m.reopen(false)
	opening := time.Since(began)
	began = time.Now()
	m.statistics(start, last)
	t.Logf("%d days, %d visits, %d openings, and what readers said: %d bytes of the log, %d a year; a database of %d bytes, opened in %v, statistics in %v", days, counted, opened, log, log*365/days, file.Size(), opening, time.Since(began))
}

// bytes is the length of all changes.
func (m *machine) bytes() (n int) {
	for _, raw := range m.all() {
		n += len(raw)
	}
	return n
}

// Ten years of days that another machine counted, with EFFORT: the page is
// answered all the same.
func TestStatisticsOfTenYears(t *testing.T) {
	r := rand.New(rand.NewPCG(seed(t), 7))
	m, other := newMachine(t), newMachine(t)
	m.at(time.Date(2036, 12, 31, 5, 0, 0, 0, time.UTC))
	m.found()
	if err := m.lib.Admit(context.Background(), other.keys.Card("Ki-ốt sảnh A"), app.Desk); err != nil {
		t.Fatal(err)
	}
	years := min(1+effort()/2, 10)
	last := time.Date(2036, 12, 31, 0, 0, 0, 0, time.UTC)
	first := last.AddDate(-years, 0, 1)
	sealed := &sealer{machine: m, keys: other.keys}
	visits := 0
	for day := app.DayOf(first); day <= app.DayOf(last); day++ {
		d := app.Day{Incarnation: 1, Day: day}
		for hour := range 24 {
			d.Hours = append(d.Hours, hour)
			visits += hour
		}
		for n := range 50 {
			d.Opened = append(d.Opened, app.Opening{Article: app.ID{byte(n), byte(r.IntN(40))}, N: 1 + r.IntN(20)})
		}
		sealed.add(d)
	}
	sealed.close()
	if s := m.statistics(first, last); s.Visits != visits || s.Months[1].Visits == 0 || len(s.Articles) != 20 {
		t.Errorf("%d visits, want %d; %d articles", s.Visits, visits, len(s.Articles))
	}
	const tries = 5
	best := time.Hour
	for range tries {
		began := time.Now()
		m.statistics(first.AddDate(0, 0, 1), last) // years, months and days
		best = min(best, time.Since(began))
	}
	if best > 500*time.Millisecond { // five times what is promised
		t.Errorf("%d years take %v", years, best)
	}
	began := time.Now()
	c := m.counters()
	t.Logf("%d years: statistics in %v, counters in %v", years, best, time.Since(began))
	if c.Total != visits || !c.Others {
		t.Errorf("%+v, want %d", c, visits)
	}
}

// sealer is another machine's log of what it counted.
type sealer struct {
	*machine
	keys *app.Keys
	last app.Change
	days []app.Day
}

func (s *sealer) add(d app.Day) {
	if s.days = append(s.days, d); len(s.days) == 15 {
		s.close()
	}
}

func (s *sealer) close() {
	s.t.Helper()
	for i := range s.days {
		slices.SortFunc(s.days[i].Opened, func(a, b app.Opening) int { return bytes.Compare(a.Article[:], b.Article[:]) })
	}
	body, err := json.Marshal(map[string]any{"days": s.days})
	if err != nil {
		s.t.Fatal(err)
	}
	h := app.Header{
		Library: s.lib.Name(), Log: app.LogName{Device: s.keys.Device(), Incarnation: 1, Audience: app.Open},
		Seq: s.last.Seq + 1, Prev: s.last.ID, Lamport: 1000 + s.last.Seq, Wall: noon.UnixMilli(), Trusted: true, Kind: app.KindTotals,
	}
	c, err := app.Sign(h, body, s.keys.Sign)
	if err != nil {
		s.t.Fatal(err)
	}
	s.take([][]byte{c.Encode()})
	s.last, s.days = c, nil
}
