package api_test

import (
	"bufio"
	"crypto/rand"
	"image/color"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/api"
)

// Only the machine's own kiosk and screen hear how they stand; the hash of
// the PIN nobody hears.
func TestSitePanel(t *testing.T) {
	s := newSite(t)
	s.panel.Store(&app.Panel{Turn: app.TurnPortrait, PIN: hashPIN(t, "204816"), Hours: &app.Hours{From: 450, Until: 1020}})
	for face, want := range map[string]string{
		api.FaceKiosk:  `"panel":{"hours":{"from":450,"until":1020,"days":[]},"turn":"portrait","staff":true,"code":""}`,
		api.FaceScreen: `"turn":"portrait"`,
		api.FaceDesk:   `"panel":null`,
	} {
		if got := text(s.window(face).get("/api/site")); !strings.Contains(got, want) || strings.Contains(got, "argon2id") {
			t.Errorf("%s: %s", face, got)
		}
	}
	if got := text(s.public().get("/api/site")); !strings.Contains(got, `"panel":null`) {
		t.Errorf("the public: %s", got)
	}
}

// A kiosk that holds a library it was not let into shows its pages, and the
// code above them; one that holds none shows the code alone.
func TestCodeAboveThePages(t *testing.T) {
	s := newSite(t)
	kiosk := s.window(api.FaceKiosk)
	for _, c := range []struct {
		name              string
		j                 api.Joining
		above, page, asks bool
	}{
		{"let in", api.Joining{}, false, false, false},
		{"holds none", api.Joining{Code: "AAAA-BBBB"}, false, true, true},
		{"holds one", api.Joining{Code: "AAAA-BBBB", Above: true}, true, false, false},
	} {
		s.joining = c.j
		site, page, asked := text(kiosk.get("/api/site")), text(kiosk.get("/kiosk/")), text(kiosk.get("/api/joining"))
		if above := strings.Contains(site, `"code":"AAAA-BBBB"`); above != c.above {
			t.Errorf("%s: above its pages %v, %s", c.name, above, site)
		}
		if alone := strings.Contains(page, "AAAA-BBBB"); alone != c.page || strings.Contains(asked, "AAAA-BBBB") != c.asks {
			t.Errorf("%s: alone %v, asked %s", c.name, alone, asked)
		}
		if got := text(s.public().get("/api/site")); strings.Contains(got, "AAAA-BBBB") {
			t.Errorf("%s: the public hears %s", c.name, got)
		}
	}
}

// A kiosk that has asked already, by a kit for one, tells where its stick has
// to go and shows nothing to enter.
func TestAskedPageShowsNoCode(t *testing.T) {
	s := newSite(t)
	s.joining = api.Joining{Asked: true, Name: "Sảnh A"}
	kiosk := s.window(api.FaceKiosk)
	page := text(kiosk.get("/kiosk/"))
	for _, want := range []string{"data-asked", "Không phải nhập mã nào", "No code has to be entered"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, never := range []string{"nhập mã dưới đây", "enter the code below", `class="qr"`, `class="digits"`} {
		if strings.Contains(page, never) {
			t.Errorf("the page has %q", never)
		}
	}
	if got := text(kiosk.get("/api/joining")); !strings.Contains(got, `"asked":true`) {
		t.Errorf("the page asks and hears %s", got)
	}
	s.joining = api.Joining{Code: "AAAA-BBBB"}
	if page := text(kiosk.get("/kiosk/")); strings.Contains(page, "data-asked") || !strings.Contains(page, `class="qr"`) {
		t.Error("one that shows its own code says that there is none")
	}
}

func hashPIN(t *testing.T, pin string) string {
	t.Helper()
	hash, err := app.HashPIN(rand.Reader, pin)
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

// Staff get in by their PIN at a kiosk, nobody by guessing, and where there
// is no PIN there is no door.
func TestStaffAtAPanel(t *testing.T) {
	s := newSite(t)
	kiosk := s.window(api.FaceKiosk)
	if got := kiosk.do("POST", "/api/panel", `{"pin":"204816"}`); got.Code != http.StatusNotFound {
		t.Errorf("without a PIN: %d", got.Code)
	}
	s.panel.Store(&app.Panel{PIN: hashPIN(t, "204816")})
	if got := s.window(api.FaceDesk).do("POST", "/api/panel", `{"pin":"204816"}`); got.Code != http.StatusNotFound {
		t.Errorf("at a desk: %d", got.Code)
	}
	if got := s.public().do("POST", "/api/panel", `{"pin":"204816"}`); got.Code != http.StatusNotFound {
		t.Errorf("from the hall's network: %d", got.Code)
	}
	if got := kiosk.do("POST", "/api/panel", `{"pin":"204816"}`); got.Code != http.StatusOK || !strings.Contains(text(got), `"name":"Ki-ốt 07"`) {
		t.Errorf("with the PIN: %d %s", got.Code, text(got))
	}
	if got := kiosk.do("POST", "/api/panel", `{"pin":"20481x"}`); got.Code != http.StatusUnprocessableEntity {
		t.Errorf("no PIN at all: %d", got.Code)
	}
	for i := range 4 {
		if got := kiosk.do("POST", "/api/panel", `{"pin":"0000"}`); got.Code != http.StatusForbidden || !strings.Contains(text(got), "Mã PIN không đúng") {
			t.Errorf("guess %d: %d %s", i, got.Code, text(got))
		}
	}
	if got := kiosk.do("POST", "/api/panel", `{"pin":"204816"}`); got.Code != http.StatusServiceUnavailable {
		t.Errorf("right after four wrong ones: %d", got.Code)
	}
}

// The page of a face that stands in a hall may stand in its own frame and in
// no other, also where it is not turned any more: a page that may not be in
// the frame that is open would leave the display dark.
func TestTurned(t *testing.T) {
	s := newSite(t)
	kiosk, desk := s.window(api.FaceKiosk), s.window(api.FaceDesk)
	if got := kiosk.get("/turned"); got.Code != http.StatusFound || got.Header().Get("Location") != "/kiosk/" {
		t.Errorf("not turned: %d to %q", got.Code, got.Header().Get("Location"))
	}
	if got := kiosk.get("/kiosk/"); got.Header().Get("X-Frame-Options") != "SAMEORIGIN" {
		t.Errorf("turned back, it may not stand in the frame that is open: %q", got.Header().Get("X-Frame-Options"))
	}
	s.panel.Store(&app.Panel{Turn: app.TurnPortraitLeft})
	got := kiosk.get("/turned")
	page := text(got)
	if got.Code != http.StatusOK || !strings.Contains(page, `data-turn="portrait-left"`) || !strings.Contains(page, `src="/kiosk/"`) ||
		got.Header().Get("X-Frame-Options") != "DENY" || !strings.Contains(got.Header().Get("Content-Security-Policy"), "frame-ancestors 'none'; frame-src 'self'") {
		t.Errorf("turned: %d %v %s", got.Code, got.Header(), page)
	}
	inside := kiosk.get("/kiosk/")
	if csp := inside.Header().Get("Content-Security-Policy"); inside.Header().Get("X-Frame-Options") != "SAMEORIGIN" || !strings.Contains(csp, "frame-ancestors 'self'") || strings.Contains(csp, "unsafe") {
		t.Errorf("within its frame: %v", inside.Header())
	}
	if got := s.window(api.FaceScreen).get("/turned"); !strings.Contains(text(got), `src="/screen/"`) {
		t.Errorf("a screen: %s", text(got))
	}
	if got := desk.get("/turned"); got.Code != http.StatusNotFound {
		t.Errorf("a desk: %d", got.Code)
	}
	if got := desk.get("/desk/"); got.Header().Get("X-Frame-Options") != "DENY" {
		t.Error("a desk may be framed")
	}
	if got := s.public().get("/kiosk/"); got.Header().Get("X-Frame-Options") != "DENY" {
		t.Error("a page of the public may be framed")
	}
	if opened := text((&client{t: t, h: kiosk.h, host: windowHost}).get(s.server.Invite(api.FaceKiosk, "w2"))); !strings.Contains(opened, "url=/turned") {
		t.Errorf("a window begins at %s", opened)
	}
}

// A call reaches the kiosks that are open, and those whose page comes a moment
// later; desks and the public hear nothing of it.
func TestCall(t *testing.T) {
	s := newSite(t)
	open := func(c *client) *bufio.Scanner {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.Host = c.host
			c.h.ServeHTTP(w, r)
		}))
		t.Cleanup(srv.Close)
		r, err := http.NewRequestWithContext(t.Context(), "GET", srv.URL+"/api/events", nil)
		if err != nil {
			t.Fatal(err)
		}
		if c.cookie != nil {
			r.AddCookie(c.cookie)
		}
		got, err := srv.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = got.Body.Close() })
		return bufio.NewScanner(got.Body)
	}
	until := func(lines *bufio.Scanner, want string) (before []string) {
		for lines.Scan() {
			if strings.HasPrefix(lines.Text(), want) {
				return before
			}
			before = append(before, lines.Text())
		}
		t.Errorf("the stream ends without %q: %v", want, lines.Err())
		return before
	}
	kiosk, desk, public := open(s.window(api.FaceKiosk)), open(s.window(api.FaceDesk)), open(s.public())
	until(kiosk, "event: solemn")
	deadline := time.Now().Add(5 * time.Second)
	for s.server.Call("Ki-ốt 07 - Sảnh A", "4A0F-91C2") != 1 {
		if time.Now().After(deadline) {
			t.Fatal("nobody listens")
		}
	}
	until(kiosk, `data: {"name":"Ki-ốt 07 - Sảnh A","number":"4A0F-91C2","seconds":20}`)
	late := open(s.window(api.FaceScreen))
	until(late, `data: {"name":"Ki-ốt 07 - Sảnh A"`)
	s.lib.Look()
	s.save(true, s.article(1, "công khai", color.RGBA{1, 0, 0, 255}))
	for name, lines := range map[string]*bufio.Scanner{"a desk": desk, "the public": public} {
		for _, line := range until(lines, "event: change") {
			if strings.Contains(line, "call") || strings.Contains(line, "Ki-ốt 07") {
				t.Errorf("%s hears %q", name, line)
			}
		}
	}
}

// A kiosk out of a cupboard has no keyboard: whoever knows its PIN says that
// its clock is right.
func TestStaffAtAPanelSayThatItsClockIsRight(t *testing.T) {
	s := newSite(t)
	s.panel.Store(&app.Panel{PIN: hashPIN(t, "204816")})
	kiosk := s.window(api.FaceKiosk)
	open := func() (m api.Machine) {
		t.Helper()
		kiosk.ask("POST", "/api/panel", map[string]any{"pin": "204816"}, http.StatusOK, &m)
		return m
	}
	if m := open(); !m.Clock.Trusted {
		t.Fatalf("at first: %+v", m)
	}
	s.ahead.Store(int64(100 * 24 * time.Hour))
	m := open()
	say := func(c *client, pin string, reads string, status int) {
		t.Helper()
		c.ask("POST", "/api/panel/clock", map[string]any{"pin": pin, "reads": reads}, status, &m)
	}
	say(kiosk, "0000", m.Clock.Reads, http.StatusForbidden)
	say(s.window(api.FaceDesk), "204816", m.Clock.Reads, http.StatusNotFound)
	say(s.public(), "204816", m.Clock.Reads, http.StatusNotFound)
	say(kiosk, "204816", time.Now().Format(time.RFC3339), http.StatusConflict)
	if open().Clock.Trusted {
		t.Error("it is believed though nobody said so")
	}
	if say(kiosk, "204816", open().Clock.Reads, http.StatusOK); !m.Clock.Trusted || m.Name != "Ki-ốt 07" {
		t.Errorf("it is not believed: %+v", m)
	}
}
