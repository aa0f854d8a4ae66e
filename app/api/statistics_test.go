package api_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"image/color"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/api"
	"bangtin/app/viet"
)

// here tells the engine that a reader is there.
func (c *client) here(visit int, begins bool, want int) {
	c.t.Helper()
	if got := c.do("POST", "/api/visits", fmt.Sprintf(`{"visit":"%016x","begins":%v}`, visit, begins)); got.Code != want {
		c.t.Errorf("a visit answers %d %s, want %d", got.Code, got.Body, want)
	}
}

func (c *client) counters() (out api.Counters) {
	c.t.Helper()
	c.json("/api/counters", &out)
	return out
}

// choose changes settings of the office and leaves the others.
func (c *client) choose(settings map[string]any) {
	c.t.Helper()
	var now map[string]any
	c.json("/api/desk/settings", &now)
	delete(now, "emblemPicture")
	for k, v := range settings {
		now[k] = v
	}
	c.ask("PUT", "/api/desk/settings", now, http.StatusOK, nil)
}

func TestCountersOverTheWire(t *testing.T) {
	s := newSite(t)
	at := time.Now()
	s.now = func() time.Time { return at }
	reader, kiosk, screen := s.public(), s.window(api.FaceKiosk), s.window(api.FaceScreen)
	s.save(true, s.story(1))
	admin := s.admin()

	reader.here(1, true, http.StatusNoContent)
	reader.here(1, false, http.StatusNoContent)
	reader.here(2, true, http.StatusNoContent)
	kiosk.here(3, true, http.StatusNoContent)
	screen.here(4, true, http.StatusNotFound)
	admin.here(5, true, http.StatusNoContent)
	reader.header = map[string]string{"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}
	reader.here(6, true, http.StatusNoContent)
	reader.get("/")
	reader.header = nil
	want := api.Counters{Online: 5, Robots: 1, Guests: 3, Members: 1, Today: 3, Month: 3, Total: 3}
	if got := reader.counters(); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	for _, bad := range []string{`{}`, `{"visit":"KHÔNG HỢP LỆ","begins":true}`, `{"visit":"0000000000000001"}`, `{"visit":"0000000000000001","begins":"có"}`, `{"visit":"0000000000000001","begins":true,"n":5}`} {
		if got := reader.do("POST", "/api/visits", bad); got.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s answers %d", bad, got.Code)
		}
	}

	for _, c := range []struct {
		choice                string
		reader, kiosk, screen int
	}{
		{"", http.StatusOK, http.StatusNotFound, http.StatusNotFound},
		{"kiosks", http.StatusOK, http.StatusOK, http.StatusNotFound},
		{"none", http.StatusNotFound, http.StatusNotFound, http.StatusNotFound},
	} {
		admin.choose(map[string]any{"counter": c.choice})
		for client, want := range map[*client]int{reader: c.reader, kiosk: c.kiosk, screen: c.screen} {
			var site api.Site
			client.json("/api/site", &site)
			if got := client.get("/api/counters").Code; got != want || site.Settings.Counter != (want == http.StatusOK) {
				t.Errorf("counters %q: %s answers %d and says %v, want %d", c.choice, site.Face, got, site.Settings.Counter, want)
			}
		}
	}
	admin.choose(map[string]any{"numbers": "portal"})
	var site api.Site
	if reader.json("/api/site", &site); site.Settings.Numbers != "portal" {
		t.Errorf("numbers are written as %q", site.Settings.Numbers)
	}

	// A flood from one place counts for little, and everybody else goes on.
	admin.choose(map[string]any{"counter": ""})
	for n := range 500 {
		reader.here(1000+n, true, http.StatusNoContent)
	}
	other := s.public()
	other.place = "203.0.113.9:1000"
	other.here(9000, true, http.StatusNoContent)
	if got := reader.counters(); got.Total > 200 || got.Total < 100 {
		t.Errorf("500 visits from one place count %d", got.Total)
	}
	at = at.Add(time.Hour)
	if got := reader.counters(); got.Online != 0 || got.Total > 200 {
		t.Errorf("an hour on: %+v", got)
	}
	before := reader.counters().Total
	reader.here(1, false, http.StatusNoContent)
	if got := reader.counters(); got.Online != 1 || got.Total != before+1 {
		t.Errorf("a page that was left open is touched: %+v after %d", got, before)
	}
}

// How often an article was opened is told where the office wants it to be.
func TestViewsOverTheWire(t *testing.T) {
	s := newSite(t)
	e := s.story(1)
	s.save(true, e)
	admin, reader := s.admin(), s.public()
	for n := range 3 {
		reader.do("POST", path(e, "/opened"), fmt.Sprintf(`{"visit":"%016x"}`, n))
	}
	if err := s.lib.KeepOpenings(context.Background()); err != nil {
		t.Fatal(err)
	}
	var a api.Article
	if reader.json(path(e, ""), &a); a.Views.V != nil {
		t.Errorf("nobody asked for views: %d", *a.Views.V)
	}
	admin.choose(map[string]any{"views": true})
	if reader.json(path(e, ""), &a); a.Views.V == nil || *a.Views.V != 3 {
		t.Errorf("views %v", a.Views.V)
	}
}

// Who may look at the statistics, and what a desk sees there that readers
// never do.
func TestStatisticsOverTheWire(t *testing.T) {
	s := newSite(t)
	values := s.hidden()
	shown := s.story(8)
	s.save(true, shown)
	staff, reader := s.staff(), s.public()
	for n := range 4 {
		reader.here(n, true, http.StatusNoContent)
		reader.do("POST", path(shown, "/opened"), fmt.Sprintf(`{"visit":"%016x"}`, n))
	}
	if err := s.lib.KeepOpenings(context.Background()); err != nil {
		t.Fatal(err)
	}
	today := time.Now().In(viet.Zone()).Format(time.DateOnly)
	query := "?from=2026-11-01&until=" + today
	for post, c := range staff {
		want := http.StatusOK
		if post == app.Writer {
			want = http.StatusForbidden
		}
		for _, p := range []string{"/api/desk/statistics" + query, "/api/desk/statistics/articles" + query + "&form=csv"} {
			got := c.get(p)
			if got.Code != want {
				t.Errorf("%s gets %d at %s, want %d", post, got.Code, p, want)
			}
			if body := text(got); want == http.StatusForbidden && (!strings.Contains(body, "biên tập viên") || !strings.Contains(body, "Only editors")) {
				t.Errorf("%s is told %s", post, body)
			}
		}
	}
	for _, c := range []*client{reader, s.window(api.FaceKiosk), s.window(api.FaceScreen)} {
		if got := c.get("/api/desk/statistics" + query); got.Code != http.StatusNotFound && got.Code != http.StatusForbidden {
			t.Errorf("readers get %d", got.Code)
		}
		if got := c.get("/api/desk/statistics/articles" + query + "&form=csv"); got.Code != http.StatusNotFound && got.Code != http.StatusForbidden {
			t.Errorf("readers get the report: %d", got.Code)
		}
	}
	if got := s.window("desk").get("/api/desk/statistics" + query); got.Code != http.StatusForbidden {
		t.Errorf("a desk where nobody has signed in gets %d", got.Code)
	}

	auditor := staff[app.Auditor]
	var got api.Statistics
	auditor.json("/api/desk/statistics"+query, &got)
	if got.Visits != 4 || got.Opened != 4 || got.Since != today || len(got.Hours) != 24 || len(got.Weekdays) != 7 || len(got.Devices) != 1 || !got.Devices[0].Own || got.Devices[0].Name != "máy thử" || got.Others {
		t.Errorf("%+v", got)
	}
	if len(got.Articles) != 1 || got.Articles[0].Title.VI != shown.Document.Title || len(got.Categories) != 1 || !strings.HasPrefix(got.Categories[0].Title.VI, "Thời sự") {
		t.Errorf("the most read: %+v, %+v", got.Articles, got.Categories)
	}
	for name, query := range map[string]string{"no period": "", "reversed": "?from=2026-12-01&until=2026-11-01", "no day": "?from=2026-02-30&until=2026-11-01", "too long": "?from=1990-01-01&until=2026-11-01"} {
		if got := auditor.get("/api/desk/statistics" + query); got.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s answers %d %s", name, got.Code, got.Body)
		}
	}

	// Withdrawn and expired articles stand in the report, drafts never.
	report := auditor.get("/api/desk/statistics/articles?form=csv&from=2020-01-01&until=" + today)
	if report.Code != http.StatusOK || !strings.HasPrefix(report.Header().Get("Content-Disposition"), `attachment; filename="bai-viet-2020-01-01-`) {
		t.Errorf("the report: %d %v", report.Code, report.Header())
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(report.Body.String(), "\ufeff")))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil || len(rows) < 4 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	states := []string{}
	for _, row := range rows[1:] {
		states = append(states, row[5])
		if row[11] == values[0] || row[11] == app.DeriveID("article", "test", "1").String() {
			t.Errorf("a draft stands in the report: %q", row)
		}
	}
	for _, want := range []string{"Đã đăng", "Đã gỡ", "Hết hạn"} {
		if !slices.Contains(states, want) {
			t.Errorf("no article is %q: %q", want, states)
		}
	}
	book := auditor.get("/api/desk/statistics/articles?form=xlsx&lang=en&from=2020-01-01&until=" + today).Body.Bytes()
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	part, err := z.Open("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := io.ReadAll(part)
	if err != nil || !strings.Contains(string(sheet), "Withdrawn") || strings.Count(string(sheet), "<row ") != len(rows) {
		t.Errorf("%s %v", sheet, err)
	}
	for name, query := range map[string]string{"no form": "&from=2026-01-01&until=2026-02-01", "pdf": "&form=pdf&from=2026-01-01&until=2026-02-01", "reversed": "&form=csv&from=2026-02-01&until=2026-01-01", "a category that is none": "&form=csv&from=2026-01-01&until=2026-02-01&category=x"} {
		if got := auditor.get("/api/desk/statistics/articles?" + query[1:]); got.Code != http.StatusUnprocessableEntity {
			t.Errorf("a report with %s answers %d", name, got.Code)
		}
	}
}

// What a reader's page can ask for of counts tells of what readers see alone.
func TestCountsOfHiddenArticles(t *testing.T) {
	s := newSite(t)
	s.hidden()
	s.admin().choose(map[string]any{"views": true})
	reader := s.public()
	e := s.article(2, secretWord, color.RGBA{2, 0, 0, 255}) // withdrawn
	if got := reader.do("POST", path(e, "/opened"), `{"visit":"0000000000000001"}`); got.Code != http.StatusNotFound {
		t.Errorf("opening a withdrawn article answers %d", got.Code)
	}
	if got := reader.get(path(e, "")); got.Code != http.StatusNotFound || strings.Contains(text(got), "views") {
		t.Errorf("its views: %d %s", got.Code, got.Body)
	}
	for _, p := range []string{"/api/counters", "/api/most-read"} {
		if got := reader.get(p); strings.Contains(text(got), secretWord) {
			t.Errorf("%s tells", p)
		}
	}
}
