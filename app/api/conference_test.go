package api_test

import (
	"context"
	"encoding/json"
	"image/color"
	"net/http"
	"strings"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/api"
)

// part sends one edit and gives the part as it stands.
func (c *client) part(id, kind string, set, was map[string]any) api.ConferencePart {
	c.t.Helper()
	if was == nil {
		was = map[string]any{}
	}
	var out api.PartsAnswer
	c.ask("POST", "/api/desk/conference", map[string]any{"edits": []any{map[string]any{"id": id, "type": kind, "set": set, "was": was}}}, http.StatusOK, &out)
	if out.Refused.V != nil {
		c.t.Fatalf("refused: %+v", out.Refused.V)
	}
	return out.Parts[0]
}

func at(day string, start, end int) map[string]any {
	return map[string]any{"day": day, "start": start, "end": end}
}

// What a publisher writes stands on every face within a second; whoever may
// not, changes nothing.
func TestProgrammeReachesEveryFace(t *testing.T) {
	s := newSite(t)
	staff := s.staff()
	lines := events(t, s.server)
	told := func() {
		t.Helper()
		for lines.Scan() {
			if lines.Text() == "event: change" {
				return
			}
		}
		t.Fatal("the stream ended")
	}
	publisher := staff[app.PublisherIn]
	var person api.Person
	publisher.ask("POST", "/api/desk/people", somebody("Nguyễn Văn An",
		map[string]string{"title": "Phó Giám đốc", "until": "2026-11-26"}, map[string]string{"title": "Giám đốc", "from": "2026-11-27"}), http.StatusOK, &person)
	s.save(true, s.article(1, "công khai", color.RGBA{1, 2, 3, 255}))
	told()
	article := app.DeriveID("article", "test", "1").String()
	begun := time.Now()
	made := publisher.part("", "item", map[string]any{
		"time": at("2026-11-26", 1380, 1530), "room": "Hội trường", "title": "Đêm nhạc", "titleEN": "Concert",
		"speakers": []any{map[string]any{"person": person.ID}, map[string]any{"name": "Ban nhạc"}}, "article": article,
		"state": "changed", "what": "Trước là 22:00",
	}, nil)
	told()
	if took := time.Since(begun); took > time.Second {
		t.Errorf("it took %s to reach an open page", took)
	}
	for name, c := range map[string]*client{"public": s.public(), "kiosk": s.window(api.FaceKiosk), "screen": s.window(api.FaceScreen), "desk": staff[app.Writer]} {
		var p api.Programme
		c.json("/api/programme", &p)
		var site api.Site
		c.json("/api/site", &site)
		if len(p.Items) != 1 || !site.Programme || site.Info || site.Exhibits || !p.ClockTrusted {
			t.Fatalf("%s gets %+v, site %+v", name, p, site)
		}
		i := p.Items[0]
		if i.Start != "23:00" || i.End != "01:30" || i.From != "2026-11-26T23:00:00+07:00" || i.Until != "2026-11-27T01:30:00+07:00" ||
			i.Title.EN != "Concert" || i.State != "changed" || !strings.HasSuffix(i.Path, article) ||
			len(i.Speakers) != 2 || i.Speakers[0].Title != "Phó Giám đốc" || i.Speakers[1].Name != "Ban nhạc" {
			t.Errorf("%s: %+v", name, i)
		}
	}
	for _, post := range []app.Post{app.Writer, app.Editor, app.Auditor} {
		before := s.status()
		staff[post].ask("POST", "/api/desk/conference", map[string]any{"edits": []any{map[string]any{"id": "", "type": "card", "set": map[string]any{"title": "x"}, "was": map[string]any{}}}}, http.StatusForbidden, nil)
		staff[post].ask("PUT", "/api/desk/conference/here", map[string]any{"device": s.lib.Device().String(), "point": ""}, http.StatusForbidden, nil)
		if got := staff[post].do("POST", "/api/desk/conference/table?write=true", "Day,Start,Title\n2026-11-26,8:00,x\n"); got.Code != http.StatusForbidden {
			t.Errorf("%s imports: %d", post, got.Code)
		}
		var c api.Conference
		if staff[post].ask("GET", "/api/desk/conference", nil, http.StatusOK, &c); c.May || len(c.Parts) != 1 {
			t.Errorf("%s reads %+v", post, c)
		}
		if s.status() != before {
			t.Errorf("%s was refused, and something was written", post)
		}
	}
	// A draft that an item names is not told of.
	if err := s.lib.Retract(context.Background(), app.DeriveID("article", "test", "1"), ""); err != nil {
		t.Fatal(err)
	}
	if got := text(s.public().get("/api/programme")); strings.Contains(got, article) {
		t.Errorf("a withdrawn article is told of: %s", got)
	}
	// A row without a title is being written: only the desk sees it.
	publisher.part("", "item", map[string]any{"time": at("2026-11-26", 480, 0), "note": "đang viết"}, nil)
	if got := text(s.public().get("/api/programme")); strings.Contains(got, "đang viết") {
		t.Errorf("readers see %s", got)
	}
	var refused api.PartsAnswer
	publisher.ask("POST", "/api/desk/conference", map[string]any{"edits": []any{map[string]any{
		"id": made.ID, "type": "item", "set": map[string]any{"time": at("2026-11-26", 600, 500)}, "was": map[string]any{}}}}, http.StatusOK, &refused)
	if v := refused.Refused.V; v == nil || v.At != 0 || v.Key != "end_before_start" || v.Message.VI == "" || v.Message.EN == "" {
		t.Errorf("an end before the beginning: %+v", refused)
	}
}

// What was typed and is at fault is kept for whoever typed it, and for nobody
// else, until it is mended.
func TestProgrammeKeepsWhatItDoesNotTake(t *testing.T) {
	s := newSite(t)
	staff := s.staff()
	publisher := staff[app.PublisherIn]
	keep := func(c *client, note any, want int) {
		t.Helper()
		c.ask("PUT", "/api/desk/conference/note", map[string]any{"note": note}, want, nil)
	}
	noted := func(c *client) string {
		t.Helper()
		var all api.Conference
		c.ask("GET", "/api/desk/conference", nil, http.StatusOK, &all)
		return string(all.Note)
	}
	if got := noted(publisher); got != "null" {
		t.Errorf("before anything was typed: %s", got)
	}
	before := s.status()
	keep(publisher, map[string]any{"start": "25h"}, http.StatusOK)
	later := s.windowNamed(api.FaceDesk, "later")
	later.ask("POST", "/api/desk/sign-in", map[string]any{"login": "publisher", "password": password}, http.StatusOK, nil)
	if got := noted(later); got != `{"start":"25h"}` {
		t.Errorf("another window of theirs finds %s", got)
	}
	if got := noted(staff[app.Admin]); got != "null" {
		t.Errorf("somebody else finds %s", got)
	}
	if s.status() != before {
		t.Error("it has become a change")
	}
	keep(staff[app.Writer], "x", http.StatusForbidden)
	keep(publisher, nil, http.StatusOK)
	if got := noted(later); got != "null" {
		t.Errorf("once it was mended: %s", got)
	}
}

// With a clock that cannot be believed the programme is shown all the same,
// and says so.
func TestProgrammeWithoutAClock(t *testing.T) {
	s := newSite(t)
	s.staff()[app.PublisherIn].part("", "item", map[string]any{"time": at("2026-11-26", 480, 540), "title": "Khai mạc"}, nil)
	s.lost.Store(true)
	var p api.Programme
	s.public().json("/api/programme", &p)
	if p.ClockTrusted || len(p.Items) != 1 {
		t.Errorf("%+v", p)
	}
}

// Plans, points, cards and where a machine stands.
func TestHall(t *testing.T) {
	s := newSite(t)
	staff := s.staff()
	publisher := staff[app.PublisherIn]
	photo := publisher.add("sơ đồ")
	plan := publisher.part("", "plan", map[string]any{"name": "Tầng 1", "nameEN": "Floor 1", "image": map[string]any{"media": photo.Media}}, nil)
	room := publisher.part("", "point", map[string]any{"plan": plan.ID, "name": "Hội trường A", "nameEN": "Hall A", "at": map[string]any{"x": 250, "y": 999}}, nil)
	publisher.part("", "point", map[string]any{"name": "Không thuộc sơ đồ nào"}, nil)
	publisher.part("", "card", map[string]any{"kind": "wifi", "title": "Wi-Fi", "wifi": map[string]any{"name": "Hoi nghi; 1", "password": "chao mung"}}, nil)
	publisher.part("", "card", map[string]any{"kind": "aid", "title": "Y tế", "text": "Tầng 1\ncạnh cửa"}, nil)
	publisher.part("", "item", map[string]any{"time": at("2026-11-26", 480, 540), "title": "Khai mạc", "room": "hoi truong a"}, nil)
	publisher.ask("PUT", "/api/desk/conference/here", map[string]any{"device": s.lib.Device().String(), "point": room.ID}, http.StatusOK, nil)
	publisher.ask("PUT", "/api/desk/conference/here", map[string]any{"device": s.lib.Device().String(), "point": plan.ID}, http.StatusNotFound, nil)
	publisher.ask("PUT", "/api/desk/conference/here", map[string]any{"device": strings.Repeat("0", 64), "point": room.ID}, http.StatusNotFound, nil)
	var h api.Hall
	s.public().json("/api/hall", &h)
	if len(h.Plans) != 1 || h.Plans[0].Name.EN != "Floor 1" || len(h.Plans[0].Points) != 1 || h.Plans[0].Points[0].At != (api.Focus{X: 250, Y: 999}) {
		t.Fatalf("the plans: %+v", h.Plans)
	}
	if h.Here != room.ID {
		t.Errorf("the machine stands at %q", h.Here)
	}
	if got := s.public().get(h.Plans[0].Picture.Sizes[0].URL); got.Code != http.StatusOK {
		t.Errorf("the plan's picture: %d", got.Code)
	}
	if len(h.Cards) != 2 || h.Cards[0].Network != "Hoi nghi; 1" || h.Cards[0].QR.V == nil || h.Cards[1].Text.VI != "Tầng 1\ncạnh cửa" || h.Cards[1].QR.V != nil {
		t.Errorf("the cards: %+v", h.Cards)
	}
	var p api.Programme
	s.public().json("/api/programme", &p)
	if i := p.Items[0]; i.Point != room.ID || i.Room.EN != "Hall A" {
		t.Errorf("the room leads to %+v", i)
	}
	var trail api.Trail
	staff[app.Auditor].ask("GET", "/api/desk/trail", nil, http.StatusOK, &trail)
	words := map[string]int{}
	for _, line := range trail.Happenings {
		words[line.What]++
	}
	if words["programme"] != 1 || words["plan"] != 5 || words["here"] != 1 {
		t.Errorf("the trail tells %v", words)
	}
	// Taken away, the plan's picture is nobody's business any more.
	was := map[string]any{}
	for name, v := range plan.Fields {
		was[name] = v
	}
	publisher.part(plan.ID, "plan", map[string]any{"removed": true}, was)
	if got := s.public().get(h.Plans[0].Picture.Sizes[0].URL); got.Code != http.StatusNotFound {
		t.Errorf("the picture of a removed plan: %d", got.Code)
	}
}

// A table goes out and comes back without a change; what is wrong in one is
// told line by line, and the rest can be taken.
func TestProgrammeTable(t *testing.T) {
	s := newSite(t)
	publisher := s.staff()[app.PublisherIn]
	var person api.Person
	publisher.ask("POST", "/api/desk/people", somebody("Trần Bình"), http.StatusOK, &person)
	table := "Ngày;Bắt đầu;Kết thúc;Phòng;Nội dung;Người trình bày\n26/11/2026;8h30;9:00;A;Khai mạc;Trần Bình; \n26/11/2026;25h;;A;Sai\n27/11/2026;0830;;B;Bế mạc;Ai đó\n"
	send := func(table string, write bool) (out api.TableAnswer) {
		t.Helper()
		path := "/api/desk/conference/table"
		if write {
			path += "?write=true"
		}
		got := publisher.do("POST", path, table)
		if err := json.Unmarshal(got.Body.Bytes(), &out); err != nil || got.Code != http.StatusOK {
			t.Fatalf("%d %s", got.Code, got.Body)
		}
		return out
	}
	before := s.status()
	if out := send(table, false); out.Good != 2 || len(out.Faults) != 1 || out.Faults[0].Line != 3 || out.Written != 0 || s.status() != before {
		t.Errorf("looked at: %+v", out)
	}
	if out := send(table, true); out.Written != 2 {
		t.Errorf("written: %+v", out)
	}
	if out := send(table, true); out.Written != 0 {
		t.Errorf("the same once more: %+v", out)
	}
	var p api.Programme
	s.public().json("/api/programme", &p)
	if len(p.Items) != 2 || p.Items[0].Speakers[0].Person != person.ID || p.Items[1].Speakers[0].Person != "" {
		t.Errorf("%+v", p.Items)
	}
	for _, lang := range []string{"vi", "en"} {
		got := publisher.get("/api/desk/conference/table?lang=" + lang)
		if !strings.HasPrefix(got.Header().Get("Content-Type"), "text/csv") || !strings.HasPrefix(got.Body.String(), "\uFEFF") {
			t.Errorf("the table is sent as %s", got.Header().Get("Content-Type"))
		}
		if out := send(got.Body.String(), true); out.Good != 2 || len(out.Faults) != 0 || out.Written != 0 {
			t.Errorf("what went out in %s comes back as %+v", lang, out)
		}
		changed := strings.Replace(got.Body.String(), "27/11/2026", "28/11/2026", 1)
		changed = strings.Replace(changed, "Khai mạc", "Lễ khai mạc", 1)
		if out := send(changed, true); out.Written != 2 {
			t.Errorf("changed in %s: %+v", lang, out)
		}
		if out := send(got.Body.String(), true); out.Written != 2 {
			t.Errorf("changed back: %+v", out)
		}
	}
	if got := publisher.do("POST", "/api/desk/conference/table", "a,b\n1,2\n"); got.Code != http.StatusUnprocessableEntity {
		t.Errorf("no table: %d %s", got.Code, got.Body)
	}
}

// Two articles that claim one number: the desk is warned, and the number
// opens one of them.
func TestExhibitNumber(t *testing.T) {
	s := newSite(t)
	writer := s.staff()[app.Writer]
	one := s.article(1, "một", color.RGBA{1, 0, 0, 255})
	one.Document.Exhibit = "12"
	s.save(true, one)
	two := s.article(2, "hai", color.RGBA{2, 0, 0, 255})
	two.Document.Exhibit = "012"
	s.save(false, two)
	var open api.DeskArticle
	writer.ask("GET", "/api/desk/articles/"+two.Article.String(), nil, http.StatusOK, &open)
	warned := false
	for _, f := range open.Faults {
		warned = warned || f.Key == "exhibit_taken" && f.Warns && strings.Contains(f.Text.VI, "Bài một") && strings.Contains(f.Text.EN, "012")
	}
	if !warned {
		t.Errorf("the desk is not warned: %+v", open.Faults)
	}
	var found api.FoundExhibit
	s.public().json("/api/exhibits/12", &found)
	if found.Found.V == nil || found.Found.V.Card.Title != "Bài một" {
		t.Errorf("12 opens %+v", found)
	}
	s.public().json("/api/exhibits/7", &found)
	if found.Found.V != nil || len(found.Near) != 1 || found.Near[0].Number != "12" {
		t.Errorf("7 opens %+v", found)
	}
	var index api.Exhibits
	s.public().json("/api/exhibits", &index)
	if len(index.Exhibits) != 1 || index.Next != "" {
		t.Errorf("the index: %+v", index)
	}
	var labels api.Labels
	writer.ask("GET", "/api/desk/labels", nil, http.StatusOK, &labels)
	if l := labels.Labels; len(l) != 1 || l[0].Text != "https://example.vn/1" || l[0].Code.V == nil || l[0].Else != "Bài hai" {
		t.Errorf("the labels: %+v", labels)
	}
}
