package cli

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"bangtin/app/api"
	"bangtin/app/peer"
)

// testEngine is a real engine that is open to colleagues on the loopback.
func testEngine(t *testing.T) (e *engine, address string) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	e = newEngine(t.TempDir(), "vi", stop)
	e.notes = io.Discard
	web := fstest.MapFS{"app/index.html": {Data: []byte("<!doctype html><title>Bảng Tin</title>")}}
	if err := e.start(ctx, web, true, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.end(); err != nil {
			t.Error(err)
		}
	})
	if err := e.office.listen("127.0.0.1:0", nil, false); err != nil {
		t.Fatal(err)
	}
	if _, err := e.lib.FirstAccount(ctx, "lan", "Lan", "mật khẩu dài"); err != nil {
		t.Fatal(err)
	}
	return e, e.office.at.String()
}

// testWindow is what a window does at the doorway.
type testWindow struct {
	t      *testing.T
	door   *doorway
	cookie string
}

func openDoor(t *testing.T, dir, address string, forget bool) *testWindow {
	t.Helper()
	d, err := newDoorway(t.Context(), address, offices{filepath.Join(dir, "offices.json")}, forget, fstest.MapFS{}, "vi")
	if err != nil {
		t.Fatal(err)
	}
	d.host = "127.0.0.1:40124"
	w := &testWindow{t: t, door: d}
	r := w.do("GET", d.invite(), "")
	if r.Code != http.StatusOK || len(r.Result().Cookies()) != 1 {
		t.Fatalf("the window is not let in: %d", r.Code)
	}
	w.cookie = r.Result().Cookies()[0].Value
	return w
}

func (w *testWindow) do(method, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://"+w.door.host+path, strings.NewReader(body))
	if w.cookie != "" {
		r.AddCookie(&http.Cookie{Name: doorCookie, Value: w.cookie})
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Origin", "http://"+w.door.host)
	}
	out := httptest.NewRecorder()
	w.door.ServeHTTP(out, r)
	return out
}

var digitsLabel = regexp.MustCompile(`aria-label="(\d{3}) (\d{3})"`)

// digits are those on the page.
func (w *testWindow) digits() string {
	w.t.Helper()
	page := w.do("GET", "/-/", "").Body.String()
	m := digitsLabel.FindStringSubmatch(page)
	if m == nil {
		w.t.Fatalf("no digits on the page: %s", page)
	}
	return m[1] + m[2]
}

// digitsThere are the digits that the desk of the other machine shows.
func digitsThere(t *testing.T, e *engine) string {
	t.Helper()
	var told []api.Meeting
	c := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	ask := func(method, path, body, cookie string) *http.Response {
		r, err := http.NewRequest(method, "https://"+e.office.at.String()+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		if cookie != "" {
			r.Header.Set("Cookie", cookie)
		}
		a, err := c.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	in := ask("POST", "/api/desk/sign-in", `{"login":"lan","password":"mật khẩu dài"}`, "")
	in.Body.Close()
	if len(in.Cookies()) != 1 {
		t.Fatalf("signing in: %s", in.Status)
	}
	view := ask("GET", "/api/desk/colleagues", "", in.Cookies()[0].Name+"="+in.Cookies()[0].Value)
	defer view.Body.Close()
	var v api.ColleaguesView
	if err := json.NewDecoder(view.Body).Decode(&v); err != nil {
		t.Fatal(err)
	}
	if told = v.Meetings; len(told) == 0 {
		t.Fatal("the other machine shows no digits")
	}
	return told[0].Digits
}

// Two machines meet: both show the same digits, and only after people have
// said so does anything pass. The second time nothing is asked.
func TestMachinesMeet(t *testing.T) {
	e, address := testEngine(t)
	dir := t.TempDir()
	w := openDoor(t, dir, address, false)
	if got := w.do("GET", "/desk/", ""); got.Code != http.StatusSeeOther {
		t.Errorf("before the digits were compared: %d", got.Code)
	}
	own := w.digits()
	if got := w.do("POST", "/api/desk/sign-in", `{"login":"lan","password":"mật khẩu dài"}`); got.Code != http.StatusServiceUnavailable {
		t.Errorf("a password before the digits were compared: %d", got.Code)
	}
	if got := digitsThere(t, e); got != own {
		t.Errorf("here %s, there %s", own, got)
	}
	if got := w.do("POST", "/-/same", ""); got.Header().Get("Location") != "/desk/" {
		t.Fatalf("they are the same: %d %s", got.Code, got.Body)
	}
	in := w.do("POST", "/api/desk/sign-in", `{"login":"lan","password":"mật khẩu dài"}`)
	if in.Code != http.StatusOK || len(in.Result().Cookies()) != 0 {
		t.Fatalf("signing in through the doorway: %d %v %s", in.Code, in.Result().Cookies(), in.Body)
	}
	if got := w.do("GET", "/api/desk/articles", ""); got.Code != http.StatusOK {
		t.Errorf("the articles: %d %s", got.Code, got.Body)
	}

	// Whoever finds the doorway's address gets nothing by it.
	thief := &testWindow{t: t, door: w.door}
	for _, path := range []string{"/", "/desk/", "/api/desk/articles", "/-/", "/open?token=" + strings.Repeat("0", 64)} {
		if got := thief.do("GET", path, ""); got.Code != http.StatusForbidden {
			t.Errorf("without the cookie, %s: %d", path, got.Code)
		}
	}

	again := openDoor(t, dir, address, false)
	if got := again.do("GET", "/-/", ""); got.Header().Get("Location") != "/desk/" {
		t.Errorf("the second time: %d %s", got.Code, got.Body)
	}
	if got := again.do("GET", "/api/desk/articles", ""); got.Code != http.StatusForbidden {
		t.Errorf("another window has the session of the first: %d", got.Code)
	}
	fresh := openDoor(t, dir, address, true)
	fresh.digits()
}

// Somebody between the two machines shows each a certificate of his own:
// the digits differ, and where they have met before nothing passes at all.
func TestSomebodyBetween(t *testing.T) {
	e, address := testEngine(t)
	cert, _, err := peer.LoadCertificate(nil, []string{"127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{cert.TLS}})
	if err != nil {
		t.Fatal(err)
	}
	var asked atomic.Int32
	relay := &http.Server{ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug), Handler: &httputil.ReverseProxy{
		Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}},
		Rewrite: func(p *httputil.ProxyRequest) {
			asked.Add(1)
			p.SetURL(&url.URL{Scheme: "https", Host: address})
		},
	}}
	go func() { _ = relay.Serve(l) }() // ends when it is closed
	t.Cleanup(func() { _ = relay.Close() })

	dir := t.TempDir()
	w := openDoor(t, dir, l.Addr().String(), false)
	if own, other := w.digits(), digitsThere(t, e); own == other {
		t.Fatalf("both show %s", own)
	}
	if got := w.do("POST", "/-/other", ""); !strings.Contains(got.Body.String(), errOtherDigits.Msg.VI) {
		t.Errorf("they differ: %s", got.Body)
	}
	known := offices{filepath.Join(dir, "offices.json")}
	if all, err := known.read(); err != nil || len(all) != 0 {
		t.Errorf("it is known all the same: %v %v", all, err)
	}

	// The machine that was met had another key.
	if err := known.keep(l.Addr().String(), e.office.cert.Key()); err != nil {
		t.Fatal(err)
	}
	before := asked.Load()
	w = openDoor(t, dir, l.Addr().String(), false)
	if page := w.do("GET", "/-/", "").Body.String(); !strings.Contains(page, "không phải máy đã so sáu số") {
		t.Errorf("the page says %s", page)
	}
	if got := w.do("GET", "/api/desk/me", ""); got.Code != http.StatusServiceUnavailable || asked.Load() != before {
		t.Errorf("something passed: %d, %d requests", got.Code, asked.Load()-before)
	}
}

// The other machine goes away and comes back; its key stays.
func TestOfficeComesBack(t *testing.T) {
	e, address := testEngine(t)
	dir := t.TempDir()
	w := openDoor(t, dir, address, false)
	w.digits()
	w.do("POST", "/-/same", "")
	key := e.office.cert.Key()
	e.office.close()
	got := w.do("GET", "/api/desk/me", "")
	var p api.Problem
	if err := json.Unmarshal(got.Body.Bytes(), &p); got.Code != http.StatusServiceUnavailable || err != nil || !strings.Contains(p.Message.VI, address) {
		t.Errorf("while it is away: %d %s", got.Code, got.Body)
	}
	// A page that is opened anew meanwhile says so, and does not go in circles.
	if got := w.do("GET", "/desk/", ""); got.Header().Get("Location") != "/-/" {
		t.Errorf("the desk, while it is away: %d %s", got.Code, got.Body)
	}
	if got := w.do("GET", "/-/", ""); got.Code != http.StatusOK || !strings.Contains(got.Body.String(), "Không tới được "+address) {
		t.Errorf("the page, while it is away: %d %s", got.Code, got.Body)
	}
	if err := e.office.listen(address, []string{"ten-moi.local"}, false); err != nil {
		t.Fatal(err)
	}
	if e.office.cert.Key() != key {
		t.Error("another name made another key")
	}
	if got := w.do("GET", "/api/desk/me", ""); got.Code != http.StatusOK {
		t.Errorf("back again: %d %s", got.Code, got.Body)
	}
	if got := w.do("GET", "/-/", ""); got.Header().Get("Location") != "/desk/" {
		t.Errorf("the page, back again: %d %s", got.Code, got.Body)
	}
}

// What the desk opens is open again after a restart, until it is shut.
func TestOfficeIsRemembered(t *testing.T) {
	e, _ := testEngine(t)
	e.office.close()
	if s := e.office.State(); s.Open || len(s.Addresses) != 0 {
		t.Errorf("shut, it says %+v", s)
	}
	if err := e.office.Open(); err != nil {
		t.Fatal(err)
	}
	s := e.office.State()
	if !s.Open || s.Fixed || len(s.Addresses) == 0 || len(s.Fingerprint) != 95 {
		t.Errorf("open, it says %+v", s)
	}
	next := &office{dir: e.dir, log: e.log, heard: func() {}, handler: e.server.Staff}
	e.office.close()
	next.resume()
	if got := next.State(); !got.Open || got.Fingerprint != s.Fingerprint || got.Addresses[0] != s.Addresses[0] {
		t.Errorf("after a restart %+v, before %+v", got, s)
	}
	if err := next.Shut(); err != nil {
		t.Fatal(err)
	}
	next.resume()
	if next.State().Open {
		t.Error("what was shut is open after a restart")
	}
}

// Nobody at a public address of this machine is answered.
func TestPrivateListener(t *testing.T) {
	outer, inner := net.Pipe()
	defer outer.Close()
	l := &private{&oneConn{conns: []net.Conn{&placed{inner, &net.TCPAddr{IP: net.IPv4(203, 0, 113, 5), Port: 8443}}, &placed{inner, &net.TCPAddr{IP: net.IPv4(192, 168, 1, 5), Port: 8443}}}}}
	c, err := l.Accept()
	if err != nil || c.LocalAddr().String() != "192.168.1.5:8443" {
		t.Errorf("it took %v %v", c, err)
	}
}

type placed struct {
	net.Conn
	at net.Addr
}

func (p *placed) LocalAddr() net.Addr { return p.at }

type oneConn struct {
	net.Listener
	conns []net.Conn
}

func (l *oneConn) Accept() (net.Conn, error) {
	c := l.conns[0]
	l.conns = l.conns[1:]
	return c, nil
}
