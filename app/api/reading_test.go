package api_test

import (
	"context"
	"fmt"
	"image/color"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"bangtin/app"
	"bangtin/app/api"
)

// story is a shown article of its own; its series is the same for all.
func (s *site) story(n int) app.Entry {
	e := s.article(n, "công khai", color.RGBA{uint8(n), 100, 0, 255})
	e.Document.Title = fmt.Sprintf("Cảng Cửa Vạn ngày thứ %d", n)
	e.Published = app.MomentOf(time.Date(2026, 11, 1, 0, n, 0, 0, time.UTC), false)
	return e
}

func path(e app.Entry, rest string) string { return "/api/articles/" + e.Article.String() + rest }

func TestSeriesAndTopicsAreListed(t *testing.T) {
	s := newSite(t)
	for n := range 3 {
		e := s.story(n)
		e.Document.Series = "Chuyện ở cảng"
		s.save(true, e)
	}
	reader := s.public()
	var a api.Article
	reader.json(path(s.story(1), ""), &a)
	if v := a.Series.V; v == nil || v.Part != 2 || v.Total != 3 || v.Path != "/loat-bai/chuyen-o-cang" || v.Previous.V == nil || v.Next.V == nil {
		t.Errorf("series = %+v", a.Series.V)
	}
	if a.TopicPath != "/chu-de/chu-de-cong-khai" {
		t.Errorf("topic = %q", a.TopicPath)
	}
	var l api.Listing
	reader.json("/api/articles?series=chuyen-o-cang", &l)
	if l.Name != "Chuyện ở cảng" || l.Total != 3 || l.Cards[0].ID != s.story(0).Article.String() {
		t.Errorf("the series lists %q %d %q first", l.Name, l.Total, l.Cards[0].Title)
	}
	reader.json("/api/articles?topic=chu-de-cong-khai", &l)
	if l.Name != "Chủ đề công khai" || l.Total != 3 || l.Cards[0].ID != s.story(2).Article.String() {
		t.Errorf("the topic lists %q %d %q first", l.Name, l.Total, l.Cards[0].Title)
	}
	reader.json("/api/articles?series=khong-co", &l)
	if l.Name != "" || l.Total != 0 {
		t.Errorf("a series that there is not lists %+v", l)
	}
	for _, p := range []string{"/loat-bai/chuyen-o-cang", "/kiosk/chu-de/chu-de-cong-khai"} {
		if got := reader.get(p); got.Code != http.StatusOK {
			t.Errorf("%s answers %d", p, got.Code)
		}
	}
}

func TestRelatedOverTheWire(t *testing.T) {
	s := newSite(t)
	for n := range 3 {
		s.save(true, s.story(n))
	}
	var r api.Related
	s.public().json(path(s.story(0), "/related"), &r)
	if len(r.Cards) != 2 || r.Cursor == "" {
		t.Errorf("related: %d cards, cursor %q", len(r.Cards), r.Cursor)
	}
	if err := s.lib.Retract(context.Background(), s.story(1).Article, ""); err != nil {
		t.Fatal(err)
	}
	s.public().json(path(s.story(0), "/related"), &r)
	if len(r.Cards) != 1 || r.Cards[0].ID != s.story(2).Article.String() {
		t.Errorf("after a withdrawal: %+v", r.Cards)
	}
}

// readers opens articles as pages do, and gives what is most read then.
func (s *site) mostRead() (ids []string) {
	s.t.Helper()
	if err := s.lib.KeepOpenings(context.Background()); err != nil {
		s.t.Fatal(err)
	}
	var m api.MostRead
	s.public().json("/api/most-read?lang=vi", &m)
	for _, c := range m.Week {
		ids = append(ids, c.ID)
	}
	return ids
}

func visit(n int) string { return fmt.Sprintf(`{"visit":"visit%015d"}`, n) }

func TestAnOpeningCountsOnceAVisit(t *testing.T) {
	s := newSite(t)
	s.lib.Clock().Confirm()
	var all []app.Entry
	for n := range 4 {
		e := s.story(n)
		s.save(true, e)
		all = append(all, e)
	}
	kiosk, reader := s.window(api.FaceKiosk), s.public()
	open := func(c *client, e app.Entry, body string, want int) {
		t.Helper()
		if got := c.do("POST", path(e, "/opened"), body); got.Code != want {
			t.Errorf("opening: %d %s, want %d", got.Code, got.Body, want)
		}
	}
	for range 5 {
		open(kiosk, all[0], visit(1), http.StatusNoContent)
		open(reader, all[1], visit(2), http.StatusNoContent)
	}
	if got := s.mostRead(); got != nil {
		t.Errorf("one visit each makes a list: %v", got)
	}
	for n, e := range all[:3] {
		for v := range 4 - n {
			open(kiosk, e, visit(10+v), http.StatusNoContent)
		}
	}
	want := []string{all[0].Article.String(), all[1].Article.String(), all[2].Article.String()}
	if got := s.mostRead(); !slices.Equal(got, want) {
		t.Errorf("most read: %v, want %v", got, want)
	}
	open(s.window(api.FaceScreen), all[3], visit(1), http.StatusNotFound)
	open(reader, all[3], `{"visit":"x"}`, http.StatusUnprocessableEntity)
	open(reader, all[3], `{"visit":"0123456789abcdefghij","more":1}`, http.StatusUnprocessableEntity)
	draft := s.story(8)
	s.save(false, draft)
	open(reader, draft, visit(1), http.StatusNotFound)
	reader.header = map[string]string{"Origin": "http://other.test"}
	open(reader, all[3], visit(90), http.StatusForbidden)
}

// A machine that opens article upon article is no reader: the most read
// cannot be made from one place in a minute.
func TestOpeningsFromOnePlaceAreBelievedUpToANumber(t *testing.T) {
	s := newSite(t)
	for n := range 3 {
		s.save(true, s.story(n))
	}
	s.setClock(time.Now())
	flood := s.public()
	flood.place = "203.0.113.9:4000"
	for n := range 500 {
		flood.do("POST", path(s.story(0), "/opened"), visit(n))
	}
	other := s.public()
	other.place = "203.0.113.10:4000"
	for n := range 61 {
		other.do("POST", path(s.story(1), "/opened"), visit(1000+n%30))
		other.do("POST", path(s.story(2), "/opened"), visit(2000+n%2))
	}
	kiosk := s.window(api.FaceKiosk)
	for n := range 65 {
		kiosk.do("POST", path(s.story(1), "/opened"), visit(3000+n))
	}
	if got := s.mostRead(); len(got) != 3 || got[0] != s.story(1).Article.String() {
		t.Errorf("most read: %v; a flood came first", got)
	}
}

func TestWhatIsTakenAlong(t *testing.T) {
	s := newSite(t)
	long := s.story(1)
	long.Document.Address = ""
	long.Document.Lead = strings.Repeat("Tàu khách cập cảng sáng nay, theo lời TP. Cửa Vạn. ", 40)
	portal := s.story(2)
	s.save(true, long)
	s.save(true, portal)
	take := func(c *client, e app.Entry) (out api.Take) {
		t.Helper()
		c.json(path(e, "/take"), &out)
		if out.QR.V == nil {
			t.Errorf("no code for %q", out.Text)
		}
		return out
	}
	if got := take(s.window(api.FaceKiosk), portal); got.Kind != "portal" || got.Text != portal.Document.Address {
		t.Errorf("with an address on the portal: %+v", got)
	}
	if got := take(s.public(), long); got.Kind != "hall" || !strings.HasPrefix(got.Text, "http://bangtin.test/bai/") || !strings.HasSuffix(got.Text, long.Article.String()) {
		t.Errorf("in a browser of the hall's network: %+v", got)
	}
	got := take(s.window(api.FaceKiosk), long)
	if got.Kind != "text" || len(got.Text) > 700 || !utf8.ValidString(got.Text) {
		t.Errorf("without any address: %s, %d bytes", got.Kind, len(got.Text))
	}
	if !strings.HasPrefix(got.Text, long.Document.Title+"\nChủ nhật - 01/11/2026 07:01\n") || !strings.HasSuffix(got.Text, "TP. Cửa Vạn.") {
		t.Errorf("the text does not begin with title and date or end with a sentence: %q", got.Text)
	}
	if s.public().get(path(s.story(7), "/take")).Code != http.StatusNotFound {
		t.Error("something is given of an article that there is not")
	}
}
