package app_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"bangtin/app"
)

func (m *machine) statistics(from, until time.Time) app.Statistics {
	m.t.Helper()
	s, err := m.lib.Statistics(context.Background(), app.DayOf(from), app.DayOf(until))
	if err != nil {
		m.t.Fatal(err)
	}
	return s
}

// filed is an article of a category.
func filed(n int, category string) app.Entry {
	e := entry(articleID(n), fmt.Sprintf("Bài %d", n))
	e.Category = []app.Text{{VI: category}}
	e.Document.Byline = fmt.Sprintf("Trần Thị Đào %d", n)
	e.Published = app.Moment{At: noon.AddDate(0, -1, n).UnixMilli()}
	return e
}

func TestStatistics(t *testing.T) {
	m := newMachine(t)
	clock := m.at(noon) // Thursday 26 November
	m.found()
	m.publish(filed(1, "Thời sự"), filed(2, "Thời sự"), filed(3, "Văn hóa"))
	m.visits(2)
	m.opened(1, 4)
	m.opened(3, 5)
	m.keep()
	clock.at = noon.AddDate(0, 0, 7).Add(3 * time.Hour)
	m.visits(3)
	m.opened(2, 6)
	m.keep()
	clock.at = clock.at.AddDate(1, 0, 0)
	m.visits(1)
	m.opened(1, 1)
	m.keep()
	if err := m.lib.Retract(context.Background(), articleID(1), ""); err != nil {
		t.Fatal(err)
	}
	names := func(s app.Statistics) (out []string) {
		for _, a := range s.Articles {
			out = append(out, fmt.Sprintf("%s %d", a.Card.Title, a.N))
		}
		for _, c := range s.Categories {
			category, _ := m.lib.Category(c.ID)
			out = append(out, fmt.Sprintf("%s %d", category.Name.VI, c.N))
		}
		return out
	}
	check := func(when string) {
		t.Helper()
		week := m.statistics(noon, noon.AddDate(0, 0, 6))
		if week.Visits != 2 || week.Opened != 9 || len(week.Days) != 7 || week.Days[0].Visits != 2 || week.Hours[12] != 2 || week.Weekdays[time.Thursday] != 2 {
			t.Errorf("%s: the week %+v", when, week)
		}
		if got := names(week); !slices.Equal(got, []string{"Bài 3 5", "Bài 1 4", "Văn hóa 5", "Thời sự 4"}) {
			t.Errorf("%s: the most read of the week: %q", when, got)
		}
		two := m.statistics(time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 12, 31, 5, 0, 0, 0, time.UTC))
		if two.Visits != 5 || len(two.Months) != 2 || two.Months[0].Visits != 2 || two.Months[1].Opened != 6 || two.Hours[15] != 3 || len(two.Devices) != 1 || two.Devices[0].Visits != 5 {
			t.Errorf("%s: two months %+v", when, two)
		}
		all := m.statistics(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2028, 1, 10, 0, 0, 0, 0, time.UTC))
		if all.Visits != 6 || all.Days != nil || len(all.Months) != 25 || all.Since != app.DayOf(noon) {
			t.Errorf("%s: all %+v", when, all)
		}
		if got := names(all); !slices.Equal(got, []string{"Bài 2 6", "Bài 3 5", "Bài 1 5", "Thời sự 11", "Văn hóa 5"}) && !slices.Equal(got, []string{"Bài 2 6", "Bài 1 5", "Bài 3 5", "Thời sự 11", "Văn hóa 5"}) {
			t.Errorf("%s: the most read of all: %q", when, got)
		}
	}
	check("at first")
	if err := m.lib.Rebuild(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	check("folded anew")
	for name, p := range map[string][2]int{"reversed": {20_000, 19_999}, "too long": {0, 5000}, "before 1970": {-1, 5}} {
		if _, err := m.lib.Statistics(context.Background(), p[0], p[1]); app.CodeOf(err) != app.Invalid {
			t.Errorf("a period that is %s: %v", name, err)
		}
	}
}

func TestReport(t *testing.T) {
	ctx := context.Background()
	m := newMachine(t)
	m.at(noon.AddDate(0, 1, 0))
	m.found()
	var es []app.Entry
	for n := range 450 { // more than two steps
		es = append(es, filed(n%20, "Thời sự"))
		es[n].Article = articleID(n)
		es[n].Document.Ratings = true
	}
	es[3].Category = []app.Text{{VI: "Văn hóa"}}
	es[4].Until = noon.AddDate(0, 0, 5).UnixMilli()
	m.publish(es...)
	m.write(writer, articleID(1000), "Bản nháp chưa ai xem")
	if err := m.lib.Retract(ctx, articleID(1), ""); err != nil {
		t.Fatal(err)
	}
	m.vote("a", 2, 5)
	m.vote("b", 2, 4)
	m.opened(2, 3)
	m.keep()
	report := func(f app.ReportFilter) map[app.ID]app.ReportRow {
		t.Helper()
		out := map[app.ID]app.ReportRow{}
		err := m.lib.Report(ctx, f, func(r app.ReportRow) error {
			if _, twice := out[r.Card.Article]; twice {
				t.Errorf("%s stands in it twice", r.Card.Title)
			}
			out[r.Card.Article] = r
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	all := report(app.ReportFilter{})
	if len(all) != 450 {
		t.Errorf("%d articles, want 450", len(all))
	}
	if r := all[articleID(2)]; r.State != app.Public || r.Views != 3 || r.Rating.Sum != 9 || r.Rating.Count != 2 || r.Card.Byline != "Trần Thị Đào 2" {
		t.Errorf("an article on show: %+v", r)
	}
	if r := all[articleID(1)]; r.State != app.Withdrawn || r.Card.Title != "Bài 1" || r.Card.Published != es[1].Published {
		t.Errorf("a withdrawn one: %+v", r)
	}
	if r := all[articleID(4)]; r.State != app.Expired || r.Card.Title != "Bài 4" {
		t.Errorf("an expired one: %+v", r)
	}
	category, err := m.lib.EnsureCategory(ctx, []app.Text{{VI: "Văn hóa"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		f    app.ReportFilter
		want int
	}{
		{"of two days", app.ReportFilter{From: noon.AddDate(0, -1, 1).UnixMilli(), Until: noon.AddDate(0, -1, 3).UnixMilli()}, 46},
		{"of a category", app.ReportFilter{Category: category}, 1},
		{"of a person, without marks", app.ReportFilter{Person: "dao 7"}, 45},
		{"of nobody", app.ReportFilter{Person: "Nguyễn"}, 0},
	} {
		if got := report(c.f); len(got) != c.want {
			t.Errorf("%s: %d articles, want %d", c.name, len(got), c.want)
		}
	}
}
