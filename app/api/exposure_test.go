package api_test

import (
	"context"
	"encoding/json"
	"image/color"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/api"
)

// hidden fills a site with everything readers must not see: a draft, a
// withdrawn article, one under embargo, an expired one, an edit of a shown
// article that nobody approved. It gives all that could be asked for.
func (s *site) hidden() (values []string) {
	s.t.Helper()
	draft := s.article(1, secretWord, color.RGBA{1, 0, 0, 255})
	s.save(false, draft)
	withdrawn := s.article(2, secretWord, color.RGBA{2, 0, 0, 255})
	s.save(true, withdrawn)
	if err := s.lib.Retract(context.Background(), withdrawn.Article, secretWord); err != nil {
		s.t.Fatal(err)
	}
	embargo := s.article(3, secretWord, color.RGBA{3, 0, 0, 255})
	embargo.From = time.Now().Add(time.Hour).UnixMilli()
	s.save(true, embargo)
	expired := s.article(4, secretWord, color.RGBA{4, 0, 0, 255})
	expired.Until = time.Now().Add(-time.Hour).UnixMilli()
	s.save(true, expired)
	shown := s.article(5, "công khai", color.RGBA{5, 200, 0, 255})
	s.save(true, shown)
	edit := s.article(5, secretWord, color.RGBA{6, 0, 0, 255})
	edit.Category = shown.Category
	s.save(false, edit)
	for _, e := range []app.Entry{draft, withdrawn, embargo, expired, edit} {
		values = append(values, e.Article.String())
		for original, m := range e.Media {
			values = append(values, original.String(), m.Sizes[0].Hash.String())
		}
	}
	return append(values, "thoi-su-bimat", "thoi-su-cong-khai", secretWord, "status", "..", "0")
}

// Every route of the table is asked for every hidden thing, by every face
// and the public; a route that is added later is asked too.
func TestUnpublishedContentIsAbsentOnEveryPath(t *testing.T) {
	s := newSite(t)
	values := s.hidden()
	ids := []string{}
	for _, c := range []int{1, 2, 3, 4} {
		ids = append(ids, app.DeriveID("article", "test", string(rune('0'+c))).String())
	}
	clients := map[string]*client{
		"public": s.public(), "desk": s.window(api.FaceDesk), "kiosk": s.window(api.FaceKiosk), "screen": s.window(api.FaceScreen),
	}
	asked := 0
	for name, c := range clients {
		for _, r := range s.server.Routes() {
			if r.Role != "reader" || r.Pattern == "/api/events" { // streams are below
				continue
			}
			queries := []string{"", "?lang=vi", "?limit=100", "?category=" + values[0], "?topic=" + url.QueryEscape("Chủ đề "+secretWord), "?tag=" + url.QueryEscape("thẻ "+secretWord)}
			if strings.Count(r.Pattern, "{") > 1 {
				queries = queries[:1]
			}
			if r.Pattern == "/api/search" || r.Pattern == "/api/suggest" {
				for _, path := range secretQueries(r.Pattern) {
					queries = append(queries, strings.TrimPrefix(path, r.Pattern))
				}
			}
			for _, path := range fill(r.Pattern, values) {
				for _, query := range queries {
					got := c.get(path + query)
					asked++
					body := text(got)
					if strings.Contains(body, secretWord) {
						t.Fatalf("%s at %s%s gets unpublished words: %d %s", name, path, query, got.Code, body)
					}
					for _, id := range ids {
						if got.Code == http.StatusOK && strings.Contains(body, id) && !strings.HasPrefix(got.Header().Get("Content-Type"), "text/html") {
							t.Fatalf("%s at %s%s hears of %s", name, path, query, id)
						}
					}
					if strings.HasPrefix(r.Pattern, "/media") && got.Code == http.StatusOK {
						t.Fatalf("%s gets the picture %s", name, path)
					}
				}
			}
		}
	}
	if asked < 1000 {
		t.Errorf("only %d questions were asked", asked)
	}
	var front api.Front // the test would pass on an empty site too
	clients["public"].json("/api/front", &front)
	if front.Lead.V == nil || front.Lead.V.Title != "Bài công khai" {
		t.Errorf("the published article is not shown: %+v", front.Lead.V)
	}
	if got := clients["public"].get(front.Lead.V.Photo.V.Sizes[0].URL); got.Code != http.StatusOK || got.Header().Get("Content-Type") != "image/jpeg" {
		t.Errorf("its picture: %d", got.Code)
	}
	if got := clients["public"].get("/api/health"); strings.Contains(text(got), secretWord) {
		t.Error("health tells")
	}
}

// fill puts every value into every parameter of a pattern.
func fill(pattern string, values []string) []string {
	out := []string{pattern}
	for {
		open := strings.IndexByte(out[0], '{')
		if open < 0 {
			return out
		}
		end := strings.IndexByte(out[0], '}')
		param := out[0][open : end+1]
		var next []string
		for _, p := range out {
			for _, v := range append(values, "32") {
				next = append(next, strings.Replace(p, param, url.PathEscape(v), 1))
			}
		}
		out = next
	}
}

// Events tell of what readers can see and of nothing else.
func TestEvents(t *testing.T) {
	s := newSite(t)
	s.hidden()
	lines := events(t, s.server)
	if !lines.Scan() || !strings.HasPrefix(lines.Text(), ":") {
		t.Fatalf("the stream begins with %q", lines.Text())
	}
	s.save(false, s.article(7, secretWord+" nháp", color.RGBA{7, 0, 0, 255})) // not told
	shown := s.article(8, "vừa đăng", color.RGBA{8, 0, 0, 255})
	start := time.Now()
	s.save(true, shown)
	var change api.Change
	for lines.Scan() {
		if strings.Contains(lines.Text(), secretWord) {
			t.Fatalf("an event tells of a draft: %s", lines.Text())
		}
		if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			if err := json.Unmarshal([]byte(data), &change); err != nil {
				t.Fatal(err)
			}
			if len(change.Articles) > 0 { // none: only a name in menus changed
				break
			}
		}
	}
	if len(change.Articles) != 1 || change.Articles[0] != shown.Article.String() {
		t.Errorf("the first event is of %v", change.Articles)
	}
	if d := time.Since(start); d > 5*time.Second {
		t.Errorf("it took %v", d)
	}
}

// An article under embargo appears by itself when its time has come.
func TestEmbargoOpens(t *testing.T) {
	s := newSite(t)
	e := s.article(1, "hẹn giờ", color.RGBA{1, 1, 0, 255})
	e.From = time.Now().Add(300 * time.Millisecond).UnixMilli()
	s.save(true, e)
	path := "/api/articles/" + e.Article.String()
	public := s.public()
	if got := public.get(path); got.Code != http.StatusNotFound {
		t.Fatalf("before its time: %d", got.Code)
	}
	deadline := time.Now().Add(10 * time.Second)
	for public.get(path).Code != http.StatusOK {
		if time.Now().After(deadline) {
			t.Fatal("it never opened")
		}
		if err := s.lib.Tick(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
}

// More streams than are good for the engine are refused, and their room is
// given back.
func TestStreamsAreBounded(t *testing.T) {
	s := newSite(t)
	server := httptest.NewServer(nil)
	defer server.Close()
	server.Config.Handler = s.server.Public(strings.TrimPrefix(server.URL, "http://"))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	open := func() int {
		q, err := http.NewRequestWithContext(ctx, "GET", server.URL+"/api/events", nil)
		if err != nil {
			t.Fatal(err)
		}
		r, err := http.DefaultClient.Do(q)
		if err != nil {
			t.Fatal(err)
		}
		if r.StatusCode != http.StatusOK {
			r.Body.Close()
		}
		return r.StatusCode
	}
	for range 500 {
		if got := open(); got != http.StatusOK {
			t.Fatalf("a stream within the bound: %d", got)
		}
	}
	if got := open(); got != http.StatusServiceUnavailable {
		t.Errorf("one stream more: %d", got)
	}
	cancel()
	ctx, cancel = context.WithCancel(context.Background())
	defer cancel()
	for deadline := time.Now().Add(10 * time.Second); open() != http.StatusOK; {
		if time.Now().After(deadline) {
			t.Fatal("the room of streams that ended is not given back")
		}
	}
}
