package api_test

import (
	"context"
	"image/color"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"bangtin/app"
	"bangtin/app/api"
	"bangtin/app/search"
)

// finder is the real index, opened when it is first asked, and up to date
// whenever it is.
type finder struct {
	s    *site
	once sync.Once
	real *search.Finder
}

func (f *finder) settled(ctx context.Context) (*search.Finder, error) {
	f.once.Do(func() {
		f.real = search.Open(ctx, search.Options{Library: f.s.lib, Dir: filepath.Join(memory(f.s.t), "search")})
		f.s.t.Cleanup(func() {
			if err := f.real.Close(); err != nil {
				f.s.t.Error(err)
			}
		})
	})
	return f.real, f.real.Settle(ctx, nil)
}

func (f *finder) Suggest(ctx context.Context, words, lang string) (app.Suggestions, error) {
	real, err := f.settled(ctx)
	if err != nil {
		return app.Suggestions{}, err
	}
	return real.Suggest(ctx, words, lang)
}

func (f *finder) Search(ctx context.Context, q app.Search) (app.Found, error) {
	real, err := f.settled(ctx)
	if err != nil {
		return app.Found{}, err
	}
	return real.Search(ctx, q)
}

func (f *finder) SearchDesk(ctx context.Context, q app.Search) (app.Found, error) {
	real, err := f.settled(ctx)
	if err != nil {
		return app.Found{}, err
	}
	return real.SearchDesk(ctx, q)
}

// secretQueries are ways of asking for what must not be told: the word, its
// letters, its beginning, with keys of Telex, in quotes, with a letter wrong,
// and everything at once.
func secretQueries(path string) (out []string) {
	words := []string{secretWord, "bimat", "bi", "b", "bimaatj", "bismaatj", `"đoạn bimat"`, "bimar", "sapô", "doan", "đoạn bímật", "thẻ", "chủ đề", "thoi su", "3/7/2024"}
	for _, w := range words {
		out = append(out, path+"?q="+url.QueryEscape(w))
	}
	if path == "/api/search" {
		for _, more := range []string{"tag=" + url.QueryEscape("thẻ "+secretWord), "author=" + secretWord, "lang=vi", "genre=Tin", "category=thoi-su-bimat", "from=2020-01-01", "to=2030-01-01&sort=newest"} {
			out = append(out, path+"?"+more, path+"?q=b%C3%A0i&"+more)
		}
	}
	return out
}

// Suggestions, hits, counts, facets and spelling tell only of what readers
// see; a desk finds all of it.
func TestSearchTellsNothingUnpublished(t *testing.T) {
	s := newSite(t)
	s.hidden()
	staff := s.staff()
	for name, c := range map[string]*client{"public": s.public(), "desk": staff[app.Editor], "kiosk": s.window(api.FaceKiosk)} {
		for _, path := range append(secretQueries("/api/search"), secretQueries("/api/suggest")...) {
			got := c.get(path)
			body := strings.ToLower(text(got))
			if got.Code != http.StatusOK && got.Code != http.StatusNotFound || strings.Contains(body, strings.ToLower(secretWord)) || strings.Contains(body, "bimat") {
				t.Fatalf("%s at %s: %d %s", name, path, got.Code, body)
			}
		}
		var none api.SearchAnswer
		c.json("/api/search?q=bimat", &none)
		if none.Total != 0 || len(none.Hits)+len(none.Facets.Authors)+len(none.Facets.Categories)+len(none.Facets.Years) != 0 || none.Spelling != "" {
			t.Errorf("%s: the secret word is counted: %+v", name, none)
		}
		var all api.SearchAnswer
		c.json("/api/search?q=b%C3%A0i", &all)
		f := all.Facets
		if all.Total != 1 || len(all.Hits) != 1 || all.Hits[0].Card.Title != "Bài công khai" || !all.Hits[0].Exact {
			t.Errorf("%s finds %+v", name, all.Hits)
		}
		if len(f.Categories) != 1 || f.Categories[0].Count != 1 || len(f.Authors) != 1 || f.Authors[0] != (app.Tally{Value: "công khai", Count: 1}) {
			t.Errorf("%s counts %+v", name, f)
		}
		var typed api.Suggestions
		c.json("/api/suggest?q=c%C3%B4ng", &typed)
		if len(typed.Titles) != 1 || len(typed.Tags) != 1 || typed.Tags[0] != (api.TagHit{Tag: "thẻ công khai", Count: 1}) || len(typed.Categories) != 1 {
			t.Errorf("%s is suggested %+v", name, typed)
		}
	}

	var desk api.DeskSearchAnswer
	staff[app.Writer].json("/api/desk/search?q=bimat", &desk)
	states := map[app.State]int{}
	for _, h := range desk.Hits {
		states[h.Row.State]++
	}
	if desk.Role != app.Writer || desk.Total != 5 || states[app.Drafted] != 2 || states[app.Withdrawn] != 1 || states[app.Scheduled] != 1 || states[app.Expired] != 1 {
		t.Errorf("a desk finds %d in %v as %s", desk.Total, states, desk.Role)
	}
	for _, x := range desk.States {
		if states[app.State(x.State)] != x.Count {
			t.Errorf("it counts %d of %s", x.Count, x.State)
		}
	}

	if err := s.lib.Retract(context.Background(), app.DeriveID("article", "test", "5"), ""); err != nil {
		t.Fatal(err)
	}
	var after api.SearchAnswer
	s.public().json("/api/search?q=b%C3%A0i", &after)
	if after.Total != 0 || len(after.Hits)+len(after.Facets.Authors) != 0 {
		t.Errorf("a withdrawn article is found: %+v", after)
	}
}

// Page by page everything comes once; what cannot be understood is refused
// with a reason.
func TestSearchPages(t *testing.T) {
	s := newSite(t)
	for i := range 25 {
		s.save(true, s.article(100+i, "tìm được", color.RGBA{9, 9, byte(i), 255}))
	}
	public := s.public()
	seen := map[string]bool{}
	for cursor, n := "", 0; ; n++ {
		var page api.SearchAnswer
		public.json("/api/search?q=t%C3%ACm&limit=10&cursor="+cursor, &page)
		if page.Total != 25 || n > 3 {
			t.Fatalf("page %d of %d", n, page.Total)
		}
		for _, h := range page.Hits {
			seen[h.Card.ID] = true
			if !slices.ContainsFunc(h.Snippet, func(s app.Span) bool { return s.Hit && s.Text == "tìm" }) {
				t.Errorf("nothing is marked in %+v", h.Snippet)
			}
		}
		if cursor = page.Cursor; cursor == "" {
			break
		}
	}
	if len(seen) != 25 {
		t.Errorf("%d of 25 came", len(seen))
	}
	for query, key := range map[string]string{
		"from=hôm%20qua": "bad_day", "to=32/1/2024": "bad_day", "cursor=x": "bad_place", "category=khong-co": "no_category",
	} {
		got := public.get("/api/search?q=t%C3%ACm&" + query)
		if got.Code/100 != 4 || !strings.Contains(text(got), key) {
			t.Errorf("%s: %d %s, want %s", query, got.Code, got.Body, key)
		}
	}
	for _, query := range []string{"limit=51", "limit=0", "sort=oldest", "q=" + strings.Repeat("a", 301)} {
		if got := public.get("/api/search?" + query); got.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", query, got.Code)
		}
	}
}
