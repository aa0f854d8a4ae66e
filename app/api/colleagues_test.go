package api_test

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/api"
)

// Colleagues get what readers and staff get, once they have signed in, and
// nothing of the program itself.
func TestStaffListener(t *testing.T) {
	s := newSite(t)
	staff := s.staff()
	away := s.colleague()
	for path, want := range map[string]int{
		"/": http.StatusOK, "/desk/": http.StatusOK, "/api/front": http.StatusOK, "/api/desk/me": http.StatusOK,
		"/api/desk/articles": http.StatusForbidden, "/api/desk/colleagues": http.StatusForbidden, "/api/control/status": http.StatusNotFound,
		"/open?token=x": http.StatusNotFound, "/gui-anh/x": http.StatusNotFound, "/kiosk/": http.StatusOK,
	} {
		if got := away.get(path); got.Code != want {
			t.Errorf("%s: %d, want %d", path, got.Code, want)
		}
	}
	if away.cookie != nil {
		t.Error("somebody who has not signed in was given a session")
	}
	away.ask("POST", "/api/desk/sign-in", map[string]any{"login": "editor", "password": password}, http.StatusOK, nil)
	c := away.cookie
	if c == nil || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || !strings.HasPrefix(c.Name, "__Host-") {
		t.Fatalf("the session's cookie is %+v", c)
	}
	away.ask("GET", "/api/desk/articles", nil, http.StatusOK, nil)

	// What another page sends is refused, and any name but the machine's own.
	for header, value := range map[string]string{"Host": "xau.example:8443", "Origin": "https://xau.example", "Sec-Fetch-Site": "cross-site"} {
		away.header = map[string]string{header: value}
		if got := away.get("/api/desk/articles"); got.Code != http.StatusForbidden {
			t.Errorf("%s %s: %d", header, value, got.Code)
		}
	}
	for _, host := range []string{"may-chu.local:8443", "[fd00::1]:8443"} {
		away.header = map[string]string{"Host": host}
		if got := away.get("/api/front"); got.Code != http.StatusOK {
			t.Errorf("as %s: %d", host, got.Code)
		}
	}
	away.header = nil

	// A window's cookie opens nothing here, nor a colleague's there.
	stranger := s.colleague()
	stranger.cookie = &http.Cookie{Name: c.Name, Value: staff[app.Writer].cookie.Value}
	if got := stranger.get("/api/desk/articles"); got.Code != http.StatusForbidden {
		t.Errorf("a window's cookie from another machine: %d", got.Code)
	}

	// Signing in again changes the session; signing out ends it.
	old := *away.cookie
	away.ask("POST", "/api/desk/sign-in", map[string]any{"login": "editor", "password": password}, http.StatusOK, nil)
	stranger.cookie = &old
	if got := stranger.get("/api/desk/articles"); got.Code != http.StatusForbidden || away.cookie.Value == old.Value {
		t.Errorf("the session from before signing in: %d", got.Code)
	}
	away.ask("POST", "/api/desk/sign-out", nil, http.StatusOK, nil)
	if got := away.get("/api/desk/articles"); got.Code != http.StatusForbidden {
		t.Errorf("after signing out: %d", got.Code)
	}
}

// A session on another machine ends when it was left for long.
func TestColleagueIsForgotten(t *testing.T) {
	s := newSite(t)
	s.staff()
	away := s.colleague()
	start := time.Now()
	s.setClock(start)
	away.ask("POST", "/api/desk/sign-in", map[string]any{"login": "editor", "password": password}, http.StatusOK, nil)
	for _, hours := range []int{11, 22} { // each within twelve of the one before
		s.setClock(start.Add(time.Duration(hours) * time.Hour))
		away.ask("GET", "/api/desk/articles", nil, http.StatusOK, nil)
	}
	s.setClock(start.Add(34*time.Hour + time.Minute))
	if got := away.get("/api/desk/articles"); got.Code != http.StatusForbidden {
		t.Errorf("twelve hours later: %d", got.Code)
	}
}

// The first administrator is made from another machine only by whoever sees
// this one's terminal.
func TestFirstFromAway(t *testing.T) {
	s := newSite(t)
	away := s.colleague()
	first := func(code string, want int) {
		t.Helper()
		away.ask("POST", "/api/desk/first", map[string]any{"login": "chi", "name": "Chi", "password": password, "alone": false, "code": code}, want, nil)
	}
	var state api.DeskState
	away.json("/api/desk/me", &state)
	if !state.First || !state.Code {
		t.Errorf("it is told %+v", state)
	}
	s.setClock(time.Now())
	first("", http.StatusForbidden)
	first("ABCD-EFGH", http.StatusForbidden)
	first(strings.ToLower(strings.ReplaceAll(s.server.FirstCode(), "-", "")), http.StatusOK)
	away.ask("GET", "/api/desk/articles", nil, http.StatusOK, nil)
	first(s.server.FirstCode(), http.StatusConflict)
}

// Who guesses from another machine waits, and keeps nobody else out.
func TestGuessingFromAway(t *testing.T) {
	s := newSite(t)
	staff := s.staff()
	now := time.Now()
	s.setClock(now)
	thief := s.colleague()
	try := func(c *client, login, word string) int {
		return c.do("POST", "/api/desk/sign-in", fmt.Sprintf(`{"login":%q,"password":%q}`, login, word)).Code
	}
	for range 4 {
		if code := try(thief, "editor", "đoán mò"); code != http.StatusForbidden {
			t.Fatalf("a wrong password: %d", code)
		}
	}
	if code := try(thief, "editor", password); code != http.StatusServiceUnavailable {
		t.Errorf("the fifth try: %d", code)
	}
	for n := range 7 {
		try(thief, fmt.Sprintf("nguoi%d", n), "đoán mò")
	}
	if code := try(thief, "writer", password); code != http.StatusServiceUnavailable {
		t.Errorf("the twelfth login: %d", code)
	}
	other := s.colleague()
	other.place = "192.168.7.34:51000"
	if code := try(other, "editor", password); code != http.StatusOK {
		t.Errorf("the editor at another machine: %d", code)
	}
	if code := try(staff[app.Auditor], "editor", password); code != http.StatusOK {
		t.Errorf("the editor at a window: %d", code)
	}
}

// Two tabs of one browser share a cookie and still are two writers.
func TestHoldOfTabs(t *testing.T) {
	s := newSite(t)
	staff := s.staff()
	var made struct{ ID string }
	staff[app.Editor].ask("POST", "/api/desk/articles", nil, http.StatusOK, &made)
	hold := func(page string) (h api.Hold) {
		t.Helper()
		staff[app.Editor].ask("POST", "/api/desk/articles/"+made.ID+"/hold", map[string]any{"page": page, "over": false, "free": false}, http.StatusOK, &h)
		return h
	}
	if !hold("một").Mine || hold("hai").Mine || !hold("một").Mine {
		t.Error("the second tab writes as well")
	}
}

// Both sides reckon the same digits; whoever does not stand by what it bound
// itself to gets none.
func TestMeeting(t *testing.T) {
	s := newSite(t)
	staff := s.staff()
	admin, away := staff[app.Admin], s.colleague()
	var caller app.Nonce
	if _, err := rand.Read(caller[:]); err != nil {
		t.Fatal(err)
	}
	begin := func() (b api.BegunMeeting) {
		t.Helper()
		away.ask("POST", "/api/meetings", map[string]any{"commit": app.Commit(caller), "name": "máy của Lan"}, http.StatusOK, &b)
		return b
	}
	show := func(b api.BegunMeeting, n app.Nonce, want int) {
		t.Helper()
		away.ask("PUT", "/api/meetings/"+b.Meeting, map[string]any{"nonce": app.Hash(n)}, want, nil)
	}
	var view api.ColleaguesView
	begun := begin()
	admin.json("/api/desk/colleagues", &view)
	if len(view.Meetings) != 0 {
		t.Error("digits stand there before both nonces are known")
	}
	show(begun, caller, http.StatusOK)
	show(begun, caller, http.StatusNotFound) // once
	admin.json("/api/desk/colleagues", &view)
	want := app.Digits(app.Sum([]byte("a key")), caller, app.Nonce(begun.Nonce))
	if len(view.Meetings) != 1 || view.Meetings[0].Digits != want || view.Meetings[0].Name != "máy của Lan" || view.Meetings[0].Place != "192.168.7.33" {
		t.Errorf("the desk shows %+v, want %s", view.Meetings, want)
	}
	cheat := begin()
	other := caller
	other[0] ^= 1
	show(cheat, other, http.StatusNotFound)
	show(cheat, caller, http.StatusNotFound)
	for range 20 {
		show(begin(), caller, http.StatusOK)
	}
	if admin.json("/api/desk/colleagues", &view); len(view.Meetings) > 8 {
		t.Errorf("%d meetings are kept", len(view.Meetings))
	}
	s.setClock(time.Now().Add(4 * time.Minute))
	if admin.json("/api/desk/colleagues", &view); len(view.Meetings) != 0 {
		t.Error("a meeting never ends")
	}
	if got := staff[app.Writer].do("POST", "/api/meetings", `{}`); got.Code != http.StatusNotFound {
		t.Errorf("a window meets itself: %d", got.Code)
	}
}
