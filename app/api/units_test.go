package api_test

import (
	"encoding/base64"
	"fmt"
	"image/color"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/api"
)

// unitOf is what a desk sends of a unit, with some members changed.
func unitOf(name string, more ...any) map[string]any {
	u := map[string]any{
		"code": "", "parent": "", "name": map[string]string{"vi": name, "en": ""}, "short": "", "kind": "", "address": "", "phones": []string{},
		"email": "", "website": "", "note": "", "order": 0, "from": "", "until": "", "next": "", "removed": false,
	}
	for i := 0; i < len(more); i += 2 {
		u[more[i].(string)] = more[i+1]
	}
	return u
}

func (c *client) addUnit(name string, more ...any) (u api.DeskUnit) {
	c.t.Helper()
	c.ask("POST", "/api/desk/units", unitOf(name, more...), http.StatusOK, &u)
	return u
}

// admin is a desk's window with the administrator before it, alone.
func (s *site) admin() *client {
	s.t.Helper()
	c := s.window(api.FaceDesk)
	c.ask("POST", "/api/desk/first", map[string]any{"login": "quantri", "name": "Phạm Minh Khuê", "password": password, "alone": true}, http.StatusOK, nil)
	return c
}

func (c *client) units(query string) (l api.UnitList) {
	c.t.Helper()
	c.json("/api/units"+query, &l)
	return l
}

// shade is the colour of pictures that nobody looks at.
var shade = color.RGBA{1, 2, 3, 255}

var visitNames int

// aVisit names a new visit.
func aVisit() map[string]string {
	visitNames++
	return map[string]string{"visit": fmt.Sprintf("%016x", visitNames)}
}

// Publishers and administrators keep the directory, everybody on the staff
// reads it, and nobody else asks for the desk's side of it.
func TestUnitsByPost(t *testing.T) {
	s := newSite(t)
	staff := s.staff()
	list := base64.StdEncoding.EncodeToString([]byte("name\nXã Nhập\n"))
	health := staff[app.Admin].addUnit("Sở Y tế", "website", "https://soyte.example")
	for post, want := range map[app.Post]int{
		app.Auditor: http.StatusForbidden, app.Writer: http.StatusForbidden, app.Editor: http.StatusForbidden,
		app.PublisherIn: http.StatusOK, app.Admin: http.StatusOK,
	} {
		c := staff[post]
		before := s.status()
		name := "Đơn vị của " + string(post)
		c.ask("POST", "/api/desk/units", unitOf(name), want, nil)
		c.ask("PUT", "/api/desk/units/"+health.ID, unitOf("Sở Y tế", "website", "https://soyte.example", "note", name), want, nil)
		c.ask("POST", "/api/desk/units/order", map[string]any{"parent": "", "units": []string{health.ID}}, want, nil)
		c.ask("POST", "/api/desk/units/import", map[string]any{"text": list, "write": true}, want, nil)
		c.ask("POST", "/api/desk/units/import", map[string]any{"text": list, "write": false}, want, nil)
		c.ask("PUT", "/api/desk/units/"+health.ID+"/reports", map[string]any{"ignore": false}, want, nil)
		if got := c.ask("GET", "/api/desk/units", nil, http.StatusOK, nil); strings.Contains(got, name) != (want == http.StatusOK) {
			t.Errorf("%s: the list is %s", post, got)
		}
		if got := c.ask("GET", "/api/desk/units/export", nil, http.StatusOK, nil); !strings.Contains(got, "soyte.example") {
			t.Errorf("%s exports %s", post, got)
		}
		if want != http.StatusOK && s.status() != before {
			t.Errorf("%s was refused, and something was written", post)
		}
	}
	for name, c := range map[string]*client{"public": s.public(), "kiosk": s.window(api.FaceKiosk), "screen": s.window(api.FaceScreen)} {
		for _, r := range s.server.Routes() {
			if !strings.HasPrefix(r.Pattern, "/api/desk/units") {
				continue
			}
			got := c.do(r.Method, strings.ReplaceAll(r.Pattern, "{unit}", health.ID), "{}")
			if got.Code == http.StatusOK || strings.Contains(got.Body.String(), "soyte") {
				t.Errorf("%s at %s %s: %d", name, r.Method, r.Pattern, got.Code)
			}
		}
	}
}

// Desk and browsers get addresses to follow; a kiosk and a screen get text
// and a code for a phone. What was removed or has not begun nobody gets, and
// nothing of what is counted.
func TestUnitsByFace(t *testing.T) {
	s := newSite(t)
	admin := s.admin()
	s.save(true, s.article(1, "công khai", shade))                                     // else the sample would be shown
	s.now = func() time.Time { return time.Date(2026, 11, 25, 18, 0, 0, 0, time.UTC) } // the 26th in Vietnam
	group := admin.addUnit("Sở, ban, ngành")
	health := admin.addUnit("Sở Y tế", "parent", group.ID, "website", "https://soyte.example/", "phones", []string{"0200 1"}, "note", "Giờ làm việc", "code", "ma-rieng")
	admin.addUnit("Sở Chăm sóc", "parent", group.ID, "until", "2026-11-25", "next", health.ID)
	later := admin.addUnit("Sở "+secretWord, "parent", group.ID, "from", "2026-11-27")
	gone := admin.addUnit("Ban "+secretWord, "parent", group.ID)
	admin.ask("PUT", "/api/desk/units/"+gone.ID, unitOf("Ban "+secretWord, "parent", group.ID, "removed", true), http.StatusOK, nil)
	for face, c := range map[string]*client{
		"public": s.public(), "desk": s.windowNamed(api.FaceDesk, "reading"), "kiosk": s.window(api.FaceKiosk), "screen": s.window(api.FaceScreen), "colleague": s.colleague(),
	} {
		var at api.Site
		if c.json("/api/site", &at); !at.Units {
			t.Errorf("%s does not know of the directory", face)
		}
		l := c.units("")
		if len(l.Units) != 1 || l.Total != 1 || l.All != 1 || len(l.Groups) != 1 || l.Groups[0].Count != 1 || l.Units[0].Site != "soyte.example" || l.Units[0].Group != group.ID {
			t.Fatalf("%s: %+v", face, l)
		}
		var card api.UnitCard
		c.json("/api/units/"+health.ID, &card)
		if card.QR.V == nil || len(card.Former) != 1 || card.Former[0].Name.VI != "Sở Chăm sóc" || card.Phones[0] != "0200 1" {
			t.Errorf("%s: the card is %+v", face, card)
		}
		old := c.units("?words=cham+soc")
		if len(old.Units) != 1 || old.Units[0].Now.V == nil || old.Units[0].Now.V.ID != health.ID || old.Units[0].Until != "2026-11-25" {
			t.Errorf("%s: the old name gives %+v", face, old.Units)
		}
		inert := face == "kiosk" || face == "screen"
		everything := ""
		for _, path := range []string{"", "?words=so", "?words=" + secretWord, "?letter=B", "?lang=en", "?at=1", "?group=" + group.ID, "/" + health.ID, "/" + later.ID, "/" + gone.ID, "/x"} {
			everything += text(c.get("/api/units" + path))
		}
		if strings.Contains(everything, "://") == inert {
			t.Errorf("%s gets links: %s", face, everything)
		}
		for _, hidden := range []string{secretWord, gone.ID, later.ID, "ma-rieng", "opens", "reports"} {
			if strings.Contains(everything, hidden) {
				t.Errorf("%s gets %q", face, hidden)
			}
		}
	}
	for path, want := range map[string]int{"/x": 404, "/" + gone.ID: 404, "/" + later.ID: 404, "?group=x": 422, "?at=-1": 422, "?lang=fr": 422, "?words=" + strings.Repeat("a", 201): 422} {
		if got := s.public().get("/api/units" + path); got.Code != want {
			t.Errorf("%s: %d, want %d", path, got.Code, want)
		}
	}
}

// A directory comes in pieces, each unit once, in order.
func TestUnitsInPieces(t *testing.T) {
	s := newSite(t)
	s.save(true, s.article(1, "công khai", shade))
	admin := s.admin()
	text := "name\n"
	for i := range 150 {
		text += fmt.Sprintf("Xã số %d\n", i)
	}
	admin.ask("POST", "/api/desk/units/import", map[string]any{"text": []byte(text), "write": true}, http.StatusOK, nil)
	var names []string
	for at, pieces := 0, 0; ; pieces++ {
		l := s.public().units(fmt.Sprintf("?at=%d", at))
		if pieces > 3 || l.Total != 150 || l.All != 150 {
			t.Fatalf("at %d: %d of %d", at, len(l.Units), l.Total)
		}
		for _, u := range l.Units {
			names = append(names, u.Name.VI)
		}
		if at = l.Next; at == 0 {
			break
		}
	}
	if len(names) != 150 || names[149] != "Xã số 149" || slices.Contains(names[:149], "Xã số 149") {
		t.Errorf("%d units, %q", len(names), names)
	}
}

// An open and a report count once a visit; where too much comes from one
// place the rest is refused, and others go on.
func TestUnitsAreCounted(t *testing.T) {
	s := newSite(t)
	s.save(true, s.article(1, "công khai", shade))
	admin := s.admin()
	u := admin.addUnit("Sở Y tế", "website", "https://soyte.example")
	bare := admin.addUnit("Sở Tư pháp")
	counted := func() api.DeskUnit {
		t.Helper()
		var all api.DeskUnits
		admin.ask("GET", "/api/desk/units", nil, http.StatusOK, &all)
		return all.Units[0]
	}
	kiosk, reader := s.window(api.FaceKiosk), s.public()
	visit := aVisit()
	for range 3 {
		kiosk.ask("POST", "/api/units/"+u.ID+"/opens", visit, http.StatusOK, nil)
		kiosk.ask("POST", "/api/units/"+u.ID+"/reports", visit, http.StatusOK, nil)
	}
	reader.ask("POST", "/api/units/"+u.ID+"/opens", aVisit(), http.StatusOK, nil)
	if got := counted(); got.Opens != 2 || got.Recent != 2 || got.Reports != 1 {
		t.Errorf("counted: %+v", got)
	}
	refused := 0
	for range 40 {
		if reader.do("POST", "/api/units/"+u.ID+"/reports", fmt.Sprintf(`{"visit":"%s"}`, aVisit()["visit"])).Code == http.StatusServiceUnavailable {
			refused++
		}
	}
	if got := counted(); refused != 20 || got.Reports != 21 {
		t.Errorf("%d refused, %d counted", refused, got.Reports)
	}
	kiosk.ask("POST", "/api/units/"+u.ID+"/reports", aVisit(), http.StatusOK, nil)
	admin.ask("PUT", "/api/desk/units/"+u.ID+"/reports", map[string]any{"ignore": true}, http.StatusOK, nil)
	kiosk.ask("POST", "/api/units/"+u.ID+"/reports", aVisit(), http.StatusOK, nil)
	if got := counted(); got.Reports != 0 {
		t.Errorf("ignored, and told again: %+v", got)
	}
	for name, c := range map[string]struct {
		path, body string
		want       int
	}{
		"no such unit":     {"/api/units/" + app.DeriveID("unit", "x").String() + "/opens", `{"visit":"0123456789abcdef"}`, 404},
		"no id":            {"/api/units/x/reports", `{"visit":"0123456789abcdef"}`, 404},
		"no website":       {"/api/units/" + bare.ID + "/opens", `{"visit":"0123456789abcdef"}`, 404},
		"no visit":         {"/api/units/" + u.ID + "/opens", `{}`, 422},
		"a visit of words": {"/api/units/" + u.ID + "/opens", `{"visit":"Nguyễn Văn An"}`, 422},
		"more than that":   {"/api/units/" + u.ID + "/reports", `{"visit":"0123456789abcdef","text":"x"}`, 422},
	} {
		if got := reader.do("POST", c.path, c.body); got.Code != c.want {
			t.Errorf("%s: %d, want %d: %s", name, got.Code, c.want, got.Body)
		}
	}
	if got := s.window(api.FaceScreen).do("POST", "/api/units/"+u.ID+"/opens", `{"visit":"0123456789abcdef"}`); got.Code != http.StatusNotFound {
		t.Errorf("a screen counts: %d", got.Code)
	}
}

// Only a desk's window on this machine opens the system's browser, and only
// with what stands in the directory.
func TestUnitsInTheBrowser(t *testing.T) {
	s := newSite(t)
	s.save(true, s.article(1, "công khai", shade))
	admin := s.admin()
	u := admin.addUnit("Sở Y tế", "website", "https://soyte.example/a?b=c")
	bare := admin.addUnit("Sở Tư pháp")
	for name, c := range map[string]struct {
		c    *client
		want int
	}{
		"public": {s.public(), 404}, "kiosk": {s.window(api.FaceKiosk), 403}, "screen": {s.window(api.FaceScreen), 403}, "another machine": {s.colleague(), 403},
	} {
		if got := c.c.do("POST", "/api/units/"+u.ID+"/browse", `{"visit":"0123456789abcdef"}`); got.Code != c.want && got.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d, want %d", name, got.Code, c.want)
		}
	}
	reading := s.windowNamed(api.FaceDesk, "reading") // a reader before a desk's window, whom nobody knows
	if got := reading.do("POST", "/api/units/"+bare.ID+"/browse", `{"visit":"0123456789abcdef"}`); got.Code != http.StatusNotFound {
		t.Errorf("nothing to open: %d", got.Code)
	}
	if len(s.engine.browsed) > 0 {
		t.Errorf("a browser was opened: %q", s.engine.browsed)
	}
	for range 2 { // opened as often as it is asked for, counted once
		reading.ask("POST", "/api/units/"+u.ID+"/browse", map[string]string{"visit": "0123456789abcdef"}, http.StatusOK, nil)
	}
	if want := "reading https://soyte.example/a?b=c"; !slices.Equal(s.engine.browsed, []string{want, want}) {
		t.Errorf("opened: %q", s.engine.browsed)
	}
	var all api.DeskUnits
	admin.ask("GET", "/api/desk/units", nil, http.StatusOK, &all)
	if all.Units[0].Opens != 1 {
		t.Errorf("counted: %+v", all.Units[0])
	}
}

// A list is tried, then brought in; what is refused is told with its line
// in both languages, and an export is the same list again.
func TestUnitsImport(t *testing.T) {
	s := newSite(t)
	admin := s.admin()
	bring := func(text string, write bool, want int) (i api.UnitImport) {
		t.Helper()
		var into any
		if want == http.StatusOK {
			into = &i
		}
		admin.ask("POST", "/api/desk/units/import", map[string]any{"text": []byte(text), "write": write}, want, into)
		return i
	}
	text := "Nhóm;Tên;Từ ngày;Màu\nSở;Sở Y tế;1/3/2020;\nSở;Sở Tư pháp;31/2/2020;\n"
	tried := bring(text, false, http.StatusOK)
	if before := admin.ask("GET", "/api/desk/units", nil, http.StatusOK, nil); strings.Contains(before, "Y tế") {
		t.Error("trying a list writes it")
	}
	done := bring(text, true, http.StatusOK)
	for name, i := range map[string]api.UnitImport{"tried": tried, "done": done} {
		if len(i.Added) != 2 || i.Added[1].Name != "Sở Y tế" || i.Added[1].Line != 2 || len(i.Changed) != 0 || len(i.Faults) != 2 || i.Done != (name == "done") {
			t.Fatalf("%s: %+v", name, i)
		}
		if f := i.Faults[1]; f.Line != 3 || f.Item != "Sở Tư pháp" || f.Message.VI == "" || f.Message.EN == "" || f.Message.VI == f.Message.EN {
			t.Errorf("%s: the fault is %+v", name, f)
		}
	}
	if again := bring("Nhóm,Tên,Ghi chú\nSở,Sở Y tế,mới\n", true, http.StatusOK); len(again.Changed) != 1 || !slices.Equal(again.Changed[0].Fields, []app.UnitField{app.UnitNote}) {
		t.Errorf("again: %+v", again)
	}
	var export struct{ Text string }
	admin.ask("GET", "/api/desk/units/export?form=csv", nil, http.StatusOK, &export)
	if same := bring(export.Text, true, http.StatusOK); same.Same != 2 || len(same.Added)+len(same.Changed)+len(same.Faults) > 0 {
		t.Errorf("what was exported: %+v", same)
	}
	bring("địa chỉ\nx\n", false, http.StatusUnprocessableEntity)
	bring("\xff\xfe", false, http.StatusUnprocessableEntity)
	bring("name\n"+strings.Repeat("x", 3<<20), false, http.StatusRequestEntityTooLarge)
	for name, body := range map[string]string{"no text": `{"write":true}`, "an unknown field": `{"text":"","write":true,"x":1}`} {
		if got := admin.do("POST", "/api/desk/units/import", body); got.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, got.Code)
		}
	}
}
