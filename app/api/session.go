package api

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"bangtin/app"
)

// The faces a session can have. Reader is a browser at the public listener.
const (
	FaceDesk   = "desk"
	FaceKiosk  = "kiosk"
	FaceScreen = "screen"
	FaceReader = "reader"
)

// tokenLife is how long a window has to come and change its token.
const tokenLife = 30 * time.Second

// session is one window, or the public.
type session struct {
	face   string
	window string // the id its supervisor knows it by
	cookie string // its value; names the session
	signed signed // who has signed in there
	before app.ID // who sat there before: what they typed may still be kept for them
	place  string // where the request comes from, of other machines only
	host   string // what the public calls this machine
	robot  bool   // its browser says that it reads for a search engine
	// away is a colleague's browser or window on another machine.
	away bool
	seen time.Time // when a session that is away was last heard of
	// give hands a new cookie to a browser that is away; nil for windows.
	give func(cookie string)
}

// signed is an account that signed in, as of one of its epochs.
type signed struct {
	account app.ID
	epoch   int
}

// sessions are local to this run of the engine: whoever restarts it gets
// new windows with new cookies.
type sessions struct {
	mu      sync.Mutex
	now     func() time.Time
	tokens  map[string]pending
	cookies map[string]session
	suffix  string
}

type pending struct {
	session
	until time.Time
}

func newSessions(now func() time.Time) *sessions {
	return &sessions{now: now, tokens: map[string]pending{}, cookies: map[string]session{}, suffix: secret(4)}
}

func secret(bytes int) string {
	b := make([]byte, bytes)
	rand.Read(b) // never fails, see its documentation
	return hex.EncodeToString(b)
}

// mint makes a token that one window may change for its cookie.
func (s *sessions) mint(face, window string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	for t, p := range s.tokens {
		if now.After(p.until) {
			delete(s.tokens, t)
		}
	}
	t := secret(32)
	s.tokens[t] = pending{session{face: face, window: window}, now.Add(tokenLife)}
	return t
}

// redeem changes a token for a cookie's value, once.
func (s *sessions) redeem(token string) (cookie string, who session, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.tokens[token]
	delete(s.tokens, token)
	if !ok || s.now().After(p.until) {
		return "", session{}, false
	}
	if p.window != "" { // a window that was started again: its old cookie ends
		for c, who := range s.cookies {
			if who.window == p.window {
				delete(s.cookies, c)
			}
		}
	}
	cookie = secret(32)
	p.cookie = cookie
	s.cookies[cookie] = p.session
	return cookie, p.session, true
}

func (s *sessions) end(window string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c, who := range s.cookies {
		if who.window == window {
			delete(s.cookies, c)
		}
	}
}

func (s *sessions) find(r *http.Request) (session, bool) {
	c, err := r.Cookie(s.cookieName(r))
	if err != nil {
		return session{}, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	who, ok := s.cookies[c.Value]
	if !ok || s.over(who) {
		return session{}, false
	}
	if who.away {
		who.seen = s.now()
		s.cookies[c.Value] = who
	}
	return who, true
}

// over tells whether a session that is away was left long ago.
func (s *sessions) over(who session) bool { return who.away && s.now().Sub(who.seen) > colleagueLife }

// arrive makes a session for a colleague who has just signed in. A cookie
// that the browser had before ends with it.
func (s *sessions) arrive(at session, who signed) (cookie string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.cookies, at.cookie)
	away := 0
	for c, other := range s.cookies {
		switch {
		case s.over(other):
			delete(s.cookies, c)
		case other.away:
			away++
		}
	}
	if away >= maxColleagues {
		return "", errManyColleagues
	}
	if at.signed.account != (app.ID{}) && at.signed.account != who.account {
		at.before = at.signed.account
	}
	cookie = secret(32)
	s.cookies[cookie] = session{face: FaceDesk, cookie: cookie, signed: who, before: at.before, place: at.place, away: true, seen: s.now()}
	return cookie, nil
}

// sign notes who sits at a window; the zero signed is nobody.
func (s *sessions) sign(cookie string, who signed) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.cookies[cookie]; ok {
		if !at.signed.account.IsZero() {
			at.before = at.signed.account
		}
		at.signed = who
		s.cookies[cookie] = at
	}
}

// alive tells whether a cookie still opens anything.
func (s *sessions) alive(cookie string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	who, ok := s.cookies[cookie]
	return ok && !s.over(who)
}

// cookieName holds the port and random characters, because browsers send a
// cookie to every port of a host.
func (s *sessions) cookieName(r *http.Request) string {
	_, port, _ := net.SplitHostPort(r.Host)
	name := "bangtin_" + port + "_" + s.suffix
	if r.TLS != nil {
		return "__Host-" + name // and no page of another port or path sets it (RFC 6265bis, 4.1.3)
	}
	return name
}

// setCookie gives a browser its session for as long as it runs.
func (s *Server) setCookie(w http.ResponseWriter, r *http.Request, cookie string) {
	http.SetCookie(w, &http.Cookie{
		Name: s.sessions.cookieName(r), Value: cookie, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: r.TLS != nil,
	})
}

// Invite makes the path that opens a face in a window: its token counts
// once and for thirty seconds.
func (s *Server) Invite(face, window string) string {
	return "/open?token=" + s.sessions.mint(face, window)
}

// EndWindow makes the cookie of a window worthless.
func (s *Server) EndWindow(window string) { s.sessions.end(window) }

// open changes a token for a cookie. The answer is a page whose only act is
// to move on: a Strict cookie is not sent along with a redirect that began
// at another site, as the window's own page is.
func (s *Server) open(w http.ResponseWriter, r *http.Request) {
	cookie, who, ok := s.sessions.redeem(r.URL.Query().Get("token"))
	if !ok {
		writeProblem(w, errBarred)
		return
	}
	s.setCookie(w, r, cookie)
	paper, night := "#fffdf7", "#12100c"
	if s.o.Real.Library.Solemn() {
		paper, night = "#fdfdfd", "#101010"
	}
	ground := paper
	if who.face == FaceScreen {
		ground = night
	}
	common(w)
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	// bgcolor, because the policy allows no style within a page.
	fmt.Fprintf(w, "<!doctype html><html lang=vi><head><meta charset=utf-8><meta http-equiv=refresh content=\"0; url=%s\">"+
		"<title>Bảng Tin</title></head><body bgcolor=%q></body></html>", s.begins(who.face), ground)
}

// begins is the path that a window opens for a face.
func (s *Server) begins(face string) string {
	if inHall(face) && s.panel().Turn != app.TurnNone {
		return "/turned"
	}
	return home(face)
}

// home is the path where a face begins.
func home(face string) string {
	switch face {
	case FaceKiosk:
		return "/kiosk/"
	case FaceScreen:
		return "/screen/"
	}
	return "/"
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
