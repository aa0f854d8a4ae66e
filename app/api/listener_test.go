package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"bangtin/app/api"
)

func TestWindowListener(t *testing.T) {
	s := newSite(t)
	desk := s.window(api.FaceDesk)
	stale := s.server.Invite(api.FaceDesk, "w")
	s.now = func() time.Time { return time.Now().Add(31 * time.Second) }
	old := (&client{t: t, h: desk.h, host: windowHost}).get(stale)
	s.now = nil
	if old.Code != http.StatusForbidden {
		t.Errorf("a token after 30 s: %d", old.Code)
	}
	invite := s.server.Invite(api.FaceDesk, "w")
	fresh := &client{t: t, h: desk.h, host: windowHost}
	first, second := fresh.get(invite), fresh.get(invite)
	if first.Code != http.StatusOK || second.Code != http.StatusForbidden {
		t.Errorf("a token used twice: %d, then %d", first.Code, second.Code)
	}
	c := first.Result().Cookies()[0]
	if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || !strings.Contains(c.Name, "40123") {
		t.Errorf("cookie = %+v", c)
	}
	if !strings.Contains(text(first), "http-equiv=refresh") || first.Header().Get("Location") != "" {
		t.Error("the token is not answered with a page that moves on")
	}

	for name, with := range map[string]func(*client){
		"no cookie":             func(c *client) { c.cookie = nil },
		"another user's cookie": func(c *client) { c.cookie = &http.Cookie{Name: c.cookie.Name, Value: strings.Repeat("0", 64)} },
		"wrong host":            func(c *client) { c.header = map[string]string{"Host": "localhost:40123"} },
		"rebound name":          func(c *client) { c.header = map[string]string{"Host": "evil.example:40123"} },
		"foreign origin":        func(c *client) { c.header = map[string]string{"Origin": "https://evil.example"} },
		"null origin":           func(c *client) { c.header = map[string]string{"Origin": "null"} },
		"another port's origin": func(c *client) { c.header = map[string]string{"Origin": "http://127.0.0.1:1"} },
		"fetch from elsewhere": func(c *client) {
			c.header = map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}
		},
	} {
		t.Run(name, func(t *testing.T) {
			other := *desk
			with(&other)
			for _, r := range s.server.Routes() {
				if got := other.do(method(r), example(r.Pattern), ""); got.Code != http.StatusForbidden {
					t.Errorf("%s %s: %d", r.Method, r.Pattern, got.Code)
				}
			}
		})
	}
	if got := desk.get("/api/site"); got.Code != http.StatusOK || !strings.Contains(text(got), `"face":"desk"`) {
		t.Errorf("with its cookie: %d", got.Code)
	}
	s.server.EndWindow("window-desk")
	if got := desk.get("/api/site"); got.Code != http.StatusForbidden {
		t.Errorf("after its window ended: %d", got.Code)
	}
}

func TestControlRoutesAreForPrograms(t *testing.T) {
	s := newSite(t)
	desk := s.window(api.FaceDesk)
	program := &client{t: t, h: desk.h, host: windowHost, header: map[string]string{"Authorization": "Bearer control-token"}}
	for _, r := range s.server.Routes() {
		if r.Role != "program" {
			continue
		}
		body := ""
		switch {
		case strings.HasSuffix(r.Pattern, "/invite"):
			body = `{"face":"desk"}`
		case r.Method == "POST":
			body = `{"face":"desk","display":[]}`
		}
		path := strings.Replace(example(r.Pattern), "example", "w1", 1)
		if got := program.do(r.Method, path, body); got.Code >= 300 {
			t.Errorf("a program at %s %s: %d %s", r.Method, path, got.Code, text(got))
		}
		for name, c := range map[string]*client{
			"a page":      desk,
			"wrong token": {t: t, h: desk.h, host: windowHost, cookie: desk.cookie, header: map[string]string{"Authorization": "Bearer control-tokem"}},
			"no token":    {t: t, h: desk.h, host: windowHost, header: map[string]string{"Authorization": "Bearer "}},
		} {
			if got := c.do(r.Method, path, body); got.Code != http.StatusForbidden {
				t.Errorf("%s at %s %s: %d", name, r.Method, path, got.Code)
			}
		}
	}
	if !s.engine.stopped {
		t.Error("stop did not reach the engine")
	}
}

func TestInvitation(t *testing.T) {
	s := newSite(t)
	h := s.server.Window(windowHost, "control-token")
	program := &client{t: t, h: h, host: windowHost, header: map[string]string{"Authorization": "Bearer control-token"}}
	for _, face := range []string{api.FaceDesk, api.FaceKiosk, api.FaceScreen} {
		var invited api.Invitation
		got := program.do("POST", "/api/control/invite", `{"face":"`+face+`"}`)
		if err := json.Unmarshal(got.Body.Bytes(), &invited); err != nil || got.Code != http.StatusOK {
			t.Fatalf("%s: %d %v", face, got.Code, err)
		}
		page := &client{t: t, h: h, host: windowHost}
		opened := page.get(invited.Path)
		if len(opened.Result().Cookies()) != 1 {
			t.Fatalf("%s: the path opens nothing: %d", face, opened.Code)
		}
		page.cookie = opened.Result().Cookies()[0]
		if site := page.get("/api/site"); !strings.Contains(text(site), `"face":"`+face+`"`) {
			t.Errorf("%s: the page is of another face", face)
		}
		if again := page.get(invited.Path); again.Code != http.StatusForbidden {
			t.Errorf("%s: the path counts twice: %d", face, again.Code)
		}
	}
	if got := program.do("POST", "/api/control/invite", `{"face":"reader"}`); got.Code != http.StatusUnprocessableEntity {
		t.Errorf("a face without a window: %d", got.Code)
	}
}

func TestPublicListener(t *testing.T) {
	s := newSite(t)
	public := s.public()
	for _, r := range s.server.Routes() {
		got := public.do(method(r), example(r.Pattern), "")
		if !r.Public && got.Code != http.StatusNotFound {
			t.Errorf("%s %s is not public but answers %d", r.Method, r.Pattern, got.Code)
		}
		if r.Public && got.Code == http.StatusForbidden {
			t.Errorf("%s %s is public but answers %d", r.Method, r.Pattern, got.Code)
		}
		wrong := *public
		wrong.header = map[string]string{"Host": "other.test"}
		if got := wrong.do(method(r), example(r.Pattern), ""); got.Code != http.StatusForbidden {
			t.Errorf("%s %s for another host: %d", r.Method, r.Pattern, got.Code)
		}
	}
	if got := public.get(s.server.Invite(api.FaceDesk, "w")); len(got.Result().Cookies()) != 0 {
		t.Error("a token opens a session at the public listener")
	}
	if got := public.get("/api/site"); !strings.Contains(text(got), `"face":"reader"`) {
		t.Error("the public has another face than reader")
	}
}

func TestBeatsReachTheSupervisor(t *testing.T) {
	s := newSite(t)
	kiosk := s.window(api.FaceKiosk)
	if got := kiosk.get("/kiosk/").Header().Get("Cross-Origin-Opener-Policy"); got != "" {
		t.Errorf("WebKit starts a second web process for %q", got)
	}
	if got := kiosk.do("POST", "/api/beat", `{"route":"/kiosk/","painted":"r1","visible":true}`); got.Code != http.StatusNoContent {
		t.Fatalf("beat: %d %s", got.Code, text(got))
	}
	if len(s.beats) != 1 || s.beats[0] != "window-kiosk /kiosk/ true" {
		t.Errorf("beats = %q", s.beats)
	}
	if got := kiosk.do("POST", "/api/beat", `{"route":"/","painted":"","visible":true,"extra":1}`); got.Code != http.StatusUnprocessableEntity {
		t.Errorf("a field that nobody knows: %d", got.Code)
	}
}

func TestPagesAndAssets(t *testing.T) {
	public := newSite(t).public()
	for path, want := range map[string]int{
		"/": 200, "/kiosk/": 200, "/screen/": 200, "/bai/mot-bai-0123": 200, "/chuyen-muc/thoi-su": 200, "/kiosk/bai/x": 200,
		"/assets/main-1.js": 200, "/assets/../secret/outside.txt": 307, "/assets/%2e%2e/secret/outside.txt": 404, "/assets/..%2fsecret%2foutside.txt": 404,
		"/nowhere": 404, "/api/nowhere": 404, "/media/x": 404, "/bai/a/b/c": 404, "/index.html": 404, "/app/index.html": 404,
	} {
		got := public.get(path)
		if got.Code != want {
			t.Errorf("%s: %d, want %d", path, got.Code, want)
		}
		if got.Code != 307 && (got.Header().Get("X-Content-Type-Options") != "nosniff") {
			t.Errorf("%s has no nosniff", path)
		}
	}
	page := public.get("/")
	if csp := page.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "script-src 'self'") || strings.Contains(csp, "unsafe") {
		t.Errorf("policy = %q", csp)
	}
	if got := page.Header().Get("Cross-Origin-Opener-Policy"); got != "same-origin" {
		t.Errorf("a browser's page may be held by its opener: %q", got)
	}
	if got := public.get("/assets/main-1.js").Header().Get("Cache-Control"); !strings.Contains(got, "immutable") {
		t.Errorf("assets are cached %q", got)
	}
}

func method(r api.Route) string {
	if r.Method == "" {
		return "GET"
	}
	return r.Method
}

// example fills the parameters of a pattern.
func example(pattern string) string {
	for _, p := range []string{"{id}", "{category}", "{window}", "{command}", "{path...}", "{sha256}", "{account}", "{revision}", "{person}", "{media}", "{token}", "{file}"} {
		pattern = strings.ReplaceAll(pattern, p, "example")
	}
	return strings.ReplaceAll(pattern, "{edge}", "320")
}
