package search_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/viet"
)

func day(s string) app.Moment {
	t, dateOnly, err := viet.ParseDate(s)
	if err != nil {
		panic(err) // the tests' own
	}
	return app.MomentOf(t, dateOnly)
}

// manifold is a shelf whose articles differ in all that narrows a search.
func manifold(t *testing.T) *shelf {
	s := newShelf(t)
	for i := range 30 {
		e := entry(fmt.Sprint(i), fmt.Sprintf("Lễ hội số %d", i), "")
		e.Published = day(fmt.Sprintf("%d/%d/%d", 1+i%28, 1+i%12, 2022+i%3))
		e.Category = []app.Text{{VI: "Văn hóa", EN: "Culture"}, {VI: "Lễ hội", EN: "Festivals"}}[:1+i%2]
		e.Document.Byline = []string{"Lan Anh", "Nguyễn Văn Ba"}[i%2]
		e.Document.Genre = []string{"Tin", "Phóng sự", ""}[i%3]
		e.Document.Lang = []string{"vi", "en-GB"}[i/20]
		e.Document.Tags = []string{"Lễ Hội", "Du lịch"}[:1+i%2]
		s.save(true, e)
	}
	s.open()
	s.settle()
	return s
}

func TestNarrowing(t *testing.T) {
	s := manifold(t)
	below, ok := s.lib.CategoryBySlug("le-hoi")
	above, ok2 := s.lib.CategoryBySlug("van-hoa")
	if !ok || !ok2 {
		t.Fatal("no categories")
	}
	tests := []struct {
		name string
		q    app.Search
		want int
	}{
		{"words alone", app.Search{Words: "lễ hội"}, 30},
		{"a category with those below", app.Search{Words: "lễ hội", Category: above.ID}, 30},
		{"a category below", app.Search{Words: "lễ hội", Category: below.ID}, 15},
		{"no such category", app.Search{Words: "lễ hội", Category: app.DeriveID("category", "x")}, 0},
		{"author", app.Search{Words: "lễ hội", Author: "Lan Anh"}, 15},
		{"half an author", app.Search{Words: "lễ hội", Author: "Lan"}, 0},
		{"genre", app.Search{Words: "lễ hội", Genre: "Phóng sự"}, 10},
		{"language", app.Search{Words: "lễ hội", Lang: "en"}, 10},
		{"tag, by its slug", app.Search{Words: "lễ hội", Tag: "du lịch"}, 15},
		{"a year", app.Search{Words: "lễ hội", From: day("1/1/2023").At, Until: day("1/1/2024").At}, 10},
		{"from a day", app.Search{Words: "lễ hội", From: day("1/1/2024").At}, 10},
		{"until a day", app.Search{Words: "lễ hội", Until: day("1/1/2023").At}, 10},
		{"all at once", app.Search{Words: "lễ hội", Author: "Nguyễn Văn Ba", Lang: "vi", Genre: "Tin", From: day("1/1/2022").At}, 3},
		{"no words", app.Search{Author: "Lan Anh"}, 15},
		{"a number", app.Search{Words: "lễ hội 7"}, 1},
		{"nothing asked", app.Search{}, 0},
		{"a state is of desks", app.Search{Words: "lễ hội", State: app.Drafted}, 30},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found := s.search(tt.q)
			if found.Total != tt.want {
				t.Errorf("%d found, want %d", found.Total, tt.want)
			}
			if want := min(tt.want, 10); len(found.Hits) != want || found.More != (tt.want > 10) {
				t.Errorf("%d hits, more: %v", len(found.Hits), found.More)
			}
		})
	}
}

// Each count is what narrowing by it finds.
func TestFacets(t *testing.T) {
	s := manifold(t)
	f := s.search(app.Search{Words: "lễ hội"}).Facets
	if len(f.Categories) != 2 || len(f.Authors) != 2 || len(f.Genres) != 2 || len(f.Languages) != 2 || len(f.Years) != 3 || f.States != nil {
		t.Fatalf("facets: %+v", f)
	}
	if got := []string{f.Years[0].Value, f.Years[1].Value, f.Years[2].Value}; !slices.Equal(got, []string{"2024", "2023", "2022"}) {
		t.Errorf("years: %v", got)
	}
	check := func(kind string, ts []app.Tally, ask func(value string) app.Search) {
		for _, x := range ts {
			q := ask(x.Value)
			q.Words = "lễ hội"
			if got := s.search(q).Total; got != x.Count {
				t.Errorf("%s %s counts %d and finds %d", kind, x.Value, x.Count, got)
			}
		}
	}
	check("author", f.Authors, func(v string) app.Search { return app.Search{Author: v} })
	check("genre", f.Genres, func(v string) app.Search { return app.Search{Genre: v} })
	check("language", f.Languages, func(v string) app.Search { return app.Search{Lang: v} })
	check("year", f.Years, func(v string) app.Search {
		return app.Search{From: day("1/1/" + v).At, Until: day("31/12/"+v).At + 86_400_000}
	})
	narrowed := s.search(app.Search{Words: "lễ hội", Author: "Lan Anh"}).Facets
	if len(narrowed.Authors) != 1 || narrowed.Authors[0] != (app.Tally{Value: "Lan Anh", Count: 15}) {
		t.Errorf("narrowed to one author: %+v", narrowed.Authors)
	}
}

// Page by page each article comes once, in the order that was asked for.
func TestPages(t *testing.T) {
	s := manifold(t)
	for _, newest := range []bool{false, true} {
		seen := map[app.ID]bool{}
		last := time.Now().UnixMilli()
		for offset := 0; offset < 30; offset += 7 {
			found := s.search(app.Search{Words: "lễ hội", Newest: newest, Offset: offset, Limit: 7})
			for _, h := range found.Hits {
				if seen[h.Card.Article] {
					t.Errorf("%s comes twice", h.Card.Title)
				}
				seen[h.Card.Article] = true
				if newest && h.Card.Published.At > last {
					t.Errorf("%s is newer than the one before", h.Card.Title)
				}
				last = h.Card.Published.At
			}
			if found.More != (offset+7 < 30) {
				t.Errorf("behind %d more: %v", offset, found.More)
			}
		}
		if len(seen) != 30 {
			t.Errorf("newest %v: %d of 30 came", newest, len(seen))
		}
	}
	first := s.search(app.Search{Lang: "vi"})
	if len(first.Hits) == 0 || first.Hits[0].Card.Published.At < first.Hits[1].Card.Published.At {
		t.Error("without words the newest is not first")
	}
}

func TestSuggestions(t *testing.T) {
	s := newShelf(t)
	for i, title := range []string{"Hội nghị thông tin đối ngoại", "Hỏi đáp về hộ chiếu", "Đại hội đảng bộ", "Họp báo", "Visitors from Laos"} {
		e := entry(title, title, "")
		e.Published = day(fmt.Sprintf("%d/7/2024", 1+i))
		e.Document.Tags = []string{"Hội họa", "đối ngoại"}[:i%3]
		e.Category = []app.Text{{VI: "Đối ngoại", EN: "External affairs"}}
		if i == 4 {
			e.Document.Lang = "en"
		}
		s.save(true, e)
	}
	s.open()
	before := s.suggest("hội", "")
	if before.Building == nil {
		t.Error("it does not say that titles were not read yet")
	}
	s.settle()
	tests := []struct {
		typed, lang string
		titles      string
		tags        string
		categories  int
	}{
		{"h", "", "Họp báo; Hỏi đáp về hộ chiếu; Hội nghị thông tin đối ngoại; Đại hội đảng bộ", "Hội họa 3", 0},
		{"hội", "", "Hội nghị thông tin đối ngoại; Đại hội đảng bộ; Hỏi đáp về hộ chiếu", "Hội họa 3", 0},
		{"hoi", "", "Hỏi đáp về hộ chiếu; Hội nghị thông tin đối ngoại; Đại hội đảng bộ", "Hội họa 3", 0},
		{"hội n", "", "Hội nghị thông tin đối ngoại", "", 0},
		{"hội nghị đối", "", "Hội nghị thông tin đối ngoại", "", 0},
		{"doi ng", "", "Hội nghị thông tin đối ngoại", "đối ngoại 1", 1},
		{"external", "", "", "", 1},
		{"hội ", "", "Hội nghị thông tin đối ngoại; Đại hội đảng bộ; Hỏi đáp về hộ chiếu", "Hội họa 3", 0},
		{"ho ", "", "Hỏi đáp về hộ chiếu", "", 0}, // the word is finished
		{"vis", "vi", "", "", 0},
		{"vis", "en", "Visitors from Laos", "", 0},
		{"", "", "", "", 0},
		{"?", "", "", "", 0},
		{"hội zzz", "", "", "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.typed, func(t *testing.T) {
			got := s.suggest(tt.typed, tt.lang)
			var titles, tags []string
			for _, x := range got.Titles {
				titles = append(titles, joined(x.Title))
				if !slices.ContainsFunc(x.Title, func(s app.Span) bool { return s.Hit }) {
					t.Errorf("nothing is marked in %v", x.Title)
				}
			}
			for _, x := range got.Tags {
				tags = append(tags, fmt.Sprint(x.Value, " ", x.Count))
			}
			if s := strings.Join(titles, "; "); s != tt.titles {
				t.Errorf("titles %q, want %q", s, tt.titles)
			}
			if s := strings.Join(tags, "; "); s != tt.tags {
				t.Errorf("tags %q, want %q", s, tt.tags)
			}
			if len(got.Categories) != tt.categories || got.Building != nil {
				t.Errorf("categories %v, building %v", got.Categories, got.Building)
			}
		})
	}
}

func (s *shelf) suggest(typed, lang string) app.Suggestions {
	s.t.Helper()
	got, err := s.finder.Suggest(context.Background(), typed, lang)
	if err != nil {
		s.t.Fatal(err)
	}
	return got
}

// A large table answers like a small one: what is in it and what came since.
func TestSuggestionsAmongMany(t *testing.T) {
	s := newShelf(t)
	var entries []app.Entry
	for i := range 600 {
		e := entry(fmt.Sprint(i), fmt.Sprintf("Bản tin %d về chim sáo", i), "")
		e.Published = app.Moment{At: int64(i+1) * 1000}
		entries = append(entries, e)
	}
	s.save(true, entries[:500]...)
	s.open()
	s.settle()
	s.save(true, entries[500:]...)
	got := s.suggest("bản ti", "")
	if len(got.Titles) != 6 || joined(got.Titles[0].Title) != "Bản tin 599 về chim sáo" {
		t.Errorf("the newest are not first: %v", got.Titles)
	}
	if got := s.suggest("bản tin 77 chim", ""); len(got.Titles) != 1 || joined(got.Titles[0].Title) != "Bản tin 77 về chim sáo" {
		t.Errorf("an old one: %v", got.Titles)
	}
	if err := s.lib.Retract(context.Background(), entries[77].Article, ""); err != nil {
		t.Fatal(err)
	}
	if got := s.suggest("bản tin 77 chim", ""); len(got.Titles) != 0 {
		t.Errorf("a withdrawn one is suggested: %v", got.Titles)
	}
}

// Words that stand beside each other as they were typed come before those
// that stand apart, are quoted, and alone are marked; what has them apart is
// found as well.
func TestWordsBesideEachOther(t *testing.T) {
	s := newShelf(t)
	apart := entry("apart", "Thành phố trẻ", "", "Giang sơn gấm vóc của thành phố.")
	apart.Published = day("1/2/2026")
	beside := entry("beside", "Đêm hội bên sông", "", "Nước sinh ra, tạo thành phố xá và bến bãi.", "Tỉnh Thanh Giang đón khách.")
	beside.Published = day("1/1/2024")
	english := entry("english", "Thanh Giang’s harvest", "")
	english.Published = day("1/1/2023")
	s.save(true, apart, beside, english)
	s.open()
	s.settle()

	found := s.search(app.Search{Words: "thanh giang"})
	if got := s.titles("thanh giang"); found.Total != 3 || len(got) != 3 || got[2] != "Thành phố trẻ" {
		t.Fatalf("%d found: %q", found.Total, got)
	}
	for _, h := range found.Hits {
		var marked []string
		for _, span := range append(slices.Clone(h.Title), h.Snippet...) {
			if span.Hit {
				marked = append(marked, span.Text)
			}
		}
		want := map[string][]string{"Đêm hội bên sông": {"Thanh", "Giang"}, "Thanh Giang’s harvest": {"Thanh", "Giang"}}[joined(h.Title)]
		if want != nil && strings.Join(marked, " ") != strings.Join(want, " ") {
			t.Errorf("of %q is marked %q", joined(h.Title), marked)
		}
	}
	for offset, want := range found.Hits {
		page := s.search(app.Search{Words: "thanh giang", Offset: offset, Limit: 1})
		if page.Total != 3 || len(page.Hits) != 1 || page.Hits[0].Card.Article != want.Card.Article || page.More != (offset < 2) {
			t.Errorf("hit %d by itself: %+v", offset, page)
		}
	}
}
