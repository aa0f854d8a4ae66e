package api_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/api"
)

// testLan is a network of one machine.
type testLan struct {
	mu     sync.Mutex
	server *httptest.Server
	opened int
}

func (l *testLan) Open(h http.Handler) ([]string, func(), error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	server := httptest.NewServer(h)
	l.server = server
	l.opened++
	return []string{strings.TrimPrefix(server.URL, "http://")}, func() {
		server.CloseClientConnections()
		server.Close()
		l.mu.Lock()
		defer l.mu.Unlock()
		l.server = nil
	}, nil
}

func (l *testLan) open() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.server != nil
}

// handset is a phone's browser at a link.
type handset struct {
	t     *testing.T
	base  string // of the listener
	token string
	http  *http.Client
}

// link makes a link for an article.
func (c *client) link(article string) api.PhoneOffer {
	c.t.Helper()
	var o api.PhoneOffer
	c.ask("POST", "/api/desk/articles/"+article+"/phone", nil, http.StatusOK, &o)
	return o
}

func newHandset(t *testing.T, o api.PhoneOffer) *handset {
	t.Helper()
	u, err := url.Parse(o.URL)
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &handset{t, u.Scheme + "://" + u.Host, strings.TrimPrefix(u.Path, "/gui-anh/"), &http.Client{Jar: jar, Timeout: 20 * time.Second}}
}

// scan opens the page, as a camera does, and asks for the state, as its
// script does; it gives the status of the latter.
func (h *handset) scan() int {
	h.t.Helper()
	h.do("GET", "/gui-anh/"+h.token, nil)
	code, _ := h.do("GET", "/api/phone/"+h.token, nil)
	return code
}

func (h *handset) do(method, path string, body []byte) (int, string) {
	h.t.Helper()
	q, err := http.NewRequest(method, h.base+path, bytes.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	r, err := h.http.Do(q)
	if err != nil {
		h.t.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return r.StatusCode, string(text)
}

func (h *handset) path(file string, offset int64, name string, done bool, whole []byte) string {
	q := url.Values{"offset": {fmt.Sprint(offset)}, "name": {name}}
	if done {
		sum := sha256.Sum256(whole)
		q.Set("done", "1")
		q.Set("sha256", hex.EncodeToString(sum[:]))
	}
	return "/api/phone/" + h.token + "/files/" + file + "?" + q.Encode()
}

// send sends what is left of a picture, as the page does: where an earlier
// try brought more than was told, it asks again.
func (h *handset) send(file, name string, picture []byte) (code int, text string) {
	h.t.Helper()
	for again := 0; ; {
		from := h.offset(file)
		to := min(int64(len(picture)), from+1<<20)
		done := to == int64(len(picture))
		code, text = h.do("PUT", h.path(file, from, name, done, picture), picture[from:to])
		if code == http.StatusConflict && again < 3 {
			again++
			continue
		}
		if done || code != http.StatusOK {
			return code, text
		}
	}
}

func (h *handset) offset(file string) int64 {
	h.t.Helper()
	code, text := h.do("GET", "/api/phone/"+h.token+"/files/"+file, nil)
	var f api.PhoneFile
	if err := json.Unmarshal([]byte(text), &f); err != nil || code != http.StatusOK {
		h.t.Fatalf("state of a file: %d %s", code, text)
	}
	return f.Offset
}

// cut sends a part over a connection that breaks after so many bytes.
func (h *handset) cut(file, name string, from int64, part []byte, after int) {
	h.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(h.base, "http://"))
	if err != nil {
		h.t.Fatal(err)
	}
	u, err := url.Parse(h.base)
	if err != nil {
		h.t.Fatal(err)
	}
	head := fmt.Sprintf("PUT %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n", h.path(file, from, name, false, nil), u.Host, len(part))
	for _, c := range h.http.Jar.Cookies(u) {
		head += "Cookie: " + c.Name + "=" + c.Value + "\r\n"
	}
	if _, err := io.WriteString(conn, head+"\r\n"); err != nil {
		h.t.Fatal(err)
	}
	if _, err := conn.Write(part[:after]); err != nil {
		h.t.Fatal(err)
	}
	if err := conn.Close(); err != nil {
		h.t.Fatal(err)
	}
}

func pixels(n int, seed uint64) []byte {
	r := rand.New(rand.NewPCG(seed, 1))
	out := make([]byte, n)
	for i := range out {
		out[i] = byte(r.Uint32())
	}
	copy(out, "\xff\xd8\xff\xe0")
	return out
}

func (c *client) tray(article string) (t api.Tray) {
	c.t.Helper()
	c.ask("GET", "/api/desk/articles/"+article+"/tray", nil, http.StatusOK, &t)
	return t
}

func (c *client) newArticle() string {
	c.t.Helper()
	var made struct{ ID string }
	c.ask("POST", "/api/desk/articles", nil, http.StatusOK, &made)
	return made.ID
}

// At the listener for phones there is nothing but the phone's routes, and
// those are nowhere else.
func TestPhoneListenerHasNothingElse(t *testing.T) {
	s := newSite(t)
	secrets := s.hidden()
	writer := s.staff()[app.Writer]
	h := newHandset(t, writer.link(writer.newArticle()))
	if code := h.scan(); code != http.StatusOK {
		t.Fatalf("the phone's own state: %d", code)
	}
	asked := 0
	for _, r := range s.server.Routes() {
		if r.Role == "phone" {
			for name, c := range map[string]*client{"public": s.public(), "desk": writer, "kiosk": s.window(api.FaceKiosk)} {
				if got := c.do(r.Method, example(r.Pattern), "{}"); got.Code != http.StatusNotFound {
					t.Errorf("%s gets %d at %s %s", name, got.Code, r.Method, r.Pattern)
				}
			}
			continue
		}
		for _, path := range fill(r.Pattern, append(secrets[:3:3], "example")) {
			code, text := h.do(method(r), path, []byte("{}"))
			asked++
			if code != http.StatusNotFound || strings.Contains(text, secretWord) {
				t.Errorf("a phone at %s %s: %d %s", r.Method, path, code, text)
			}
		}
	}
	if asked < 100 {
		t.Errorf("only %d questions were asked", asked)
	}
	for _, path := range []string{"/api/openapi.json", "/api/openapi-3.0.json", "/api/openapi.yaml", "/open?token=x", "/gui-anh/", "/gui-anh", "/api/phone/", "/phone/phone.html",
		"/gui-anh/assets/..%2f..%2findex.html", "/gui-anh/assets/%2e%2e/%2e%2e/assets/main-1.js"} {
		if code, text := h.do("GET", path, nil); code != http.StatusNotFound || strings.Contains(text, "openapi") {
			t.Errorf("%s: %d %s", path, code, text)
		}
	}
	for _, m := range []string{"POST", "DELETE", "PATCH", "OPTIONS"} {
		if code, _ := h.do(m, "/api/phone/"+h.token, nil); code != http.StatusNotFound {
			t.Errorf("%s of the state: %d", m, code)
		}
	}
	if code, text := h.do("GET", "/gui-anh/assets/phone-1.js", nil); code != http.StatusOK || text != "phone" {
		t.Errorf("the page's own script: %d", code)
	}
	_, text := h.do("GET", "/api/phone/"+h.token, nil)
	var state map[string]any
	if err := json.Unmarshal([]byte(text), &state); err != nil || len(state) != 3 || state["waits"] == nil || state["left"] == nil || state["files"] == nil {
		t.Errorf("a phone is told %s", text)
	}
	for name, set := range map[string]func(*http.Request){
		"host":   func(r *http.Request) { r.Host = "evil.example" },
		"name":   func(r *http.Request) { r.Host = strings.Replace(r.Host, "127.0.0.1", "localhost", 1) },
		"origin": func(r *http.Request) { r.Header.Set("Origin", "http://evil.example") },
		"site":   func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
	} {
		q, err := http.NewRequest("GET", h.base+"/api/phone/"+h.token, nil)
		if err != nil {
			t.Fatal(err)
		}
		set(q)
		r, err := h.http.Do(q)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if r.StatusCode != http.StatusForbidden || r.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("another %s gets %d", name, r.StatusCode)
		}
	}
}

// A link is for one phone, one article, fifteen minutes and as long as
// whoever made it may work here; the listener goes with the last.
func TestPhoneLink(t *testing.T) {
	s := newSite(t)
	staff := s.staff()
	writer := staff[app.Writer]
	article := writer.newArticle()
	path := "/api/desk/articles/" + article + "/phone"
	if s.lan.open() {
		t.Fatal("something listens before there is a link")
	}
	staff[app.Auditor].ask("POST", path, nil, http.StatusForbidden, nil)
	o := writer.link(article)
	if !strings.HasPrefix(o.URL, "http://127.0.0.1:") || o.QR.V == nil || len(o.Addresses) != 1 || o.Network {
		t.Errorf("offer: %+v", o)
	}
	mine, other := newHandset(t, o), newHandset(t, o)
	camera := newHandset(t, o)
	if code, _ := camera.do("GET", "/gui-anh/"+o.URL[len(o.URL)-26:], nil); code != http.StatusOK {
		t.Errorf("a camera that looks at the link: %d", code)
	}
	if code, text := mine.do("GET", "/api/phone/"+mine.token, nil); code != http.StatusForbidden || !strings.Contains(text, "phone_no_cookie") {
		t.Errorf("without having opened the page: %d %s", code, text)
	}
	if code := mine.scan(); code != http.StatusOK {
		t.Errorf("the first phone: %d", code)
	}
	if code := other.scan(); code != http.StatusForbidden {
		t.Errorf("a second phone: %d", code)
	}
	picture := pixels(1000, 1)
	if code, text := other.do("PUT", other.path("aaaaaaaa", 0, "a.jpg", true, picture), picture); code != http.StatusForbidden || !strings.Contains(text, "phone_taken") {
		t.Errorf("a second phone sends: %d %s", code, text)
	}
	elsewhere := newHandset(t, writer.link(writer.newArticle()))
	elsewhere.scan()
	foreign := *elsewhere
	foreign.token = mine.token
	if code, _ := foreign.do("GET", "/api/phone/"+foreign.token, nil); code != http.StatusForbidden {
		t.Errorf("the phone of another link: %d", code)
	}
	for _, token := range []string{"", "0", strings.Repeat("0", 26), strings.ToUpper(mine.token), mine.token + "0"} {
		if code, _ := mine.do("PUT", "/api/phone/"+token+"/files/aaaaaaaa?offset=0", picture); code != http.StatusNotFound {
			t.Errorf("the token %q: %d", token, code)
		}
	}
	if links := writer.tray(article).Links; len(links) != 1 || !links[0].Used {
		t.Errorf("links: %+v", links)
	}
	// A code that was not used is replaced by the next, a used one is not.
	first := newHandset(t, writer.link(article))
	second := newHandset(t, writer.link(article))
	if a, b, c := first.scan(), second.scan(), mine.scan(); a != http.StatusNotFound || b != http.StatusOK || c != http.StatusOK {
		t.Errorf("replaced %d, new %d, used %d", a, b, c)
	}
	if s.lan.opened != 1 {
		t.Errorf("%d listeners were opened", s.lan.opened)
	}

	// Unfinished pictures go with the link.
	mine.do("PUT", mine.path("aaaaaaaa", 0, "a.jpg", false, nil), picture)
	if left, _ := filepath.Glob(filepath.Join(s.scratch, "*")); len(left) != 1 {
		t.Errorf("on their way: %q", left)
	}
	at := time.Now().Add(15*time.Minute - time.Second)
	s.setClock(at)
	if code := mine.scan(); code != http.StatusOK {
		t.Errorf("a second before its end: %d", code)
	}
	// A later link keeps the listener open, so that it can say that this one
	// is over.
	later := writer.newArticle()
	writer.link(later)
	s.setClock(at.Add(2 * time.Second))
	if code, text := mine.do("GET", "/gui-anh/"+mine.token, nil); code != http.StatusNotFound || !strings.Contains(text, "<!doctype") {
		t.Errorf("the page after its end: %d %s", code, text)
	}
	if links := writer.tray(article).Links; len(links) != 0 {
		t.Errorf("links that are over: %+v", links)
	}
	writer.ask("DELETE", "/api/desk/articles/"+later+"/phone", nil, http.StatusOK, nil)
	s.waitFor("the listener to close", func() bool { return !s.lan.open() })
	if left, _ := filepath.Glob(filepath.Join(s.scratch, "*")); len(left) != 0 {
		t.Errorf("unfinished pictures stay: %q", left)
	}

	// Ended by hand, and by the end of an account.
	ended := newHandset(t, writer.link(article))
	keeper := newHandset(t, staff[app.Editor].link(writer.newArticle()))
	ended.scan()
	writer.ask("DELETE", path, nil, http.StatusOK, nil)
	if code := ended.scan(); code != http.StatusNotFound {
		t.Errorf("after it was ended: %d", code)
	}
	keeper.scan()
	var all api.DeskAccounts
	staff[app.Admin].ask("GET", "/api/desk/accounts", nil, http.StatusOK, &all)
	for _, a := range all.Accounts {
		if a.Post == app.Editor {
			staff[app.Admin].ask("PATCH", "/api/desk/accounts/"+a.ID, map[string]any{"disabled": true}, http.StatusOK, nil)
		}
	}
	if code := keeper.scan(); code != http.StatusNotFound {
		t.Errorf("the link of a disabled account: %d", code)
	}
}

// A picture whose connection is cut, again and again and anywhere, goes on
// from what is on the disk, and is whole.
func TestPhoneResumes(t *testing.T) {
	s := newSite(t)
	writer := s.staff()[app.Writer]
	article := writer.newArticle()
	h := newHandset(t, writer.link(article))
	h.scan()
	picture := pixels(2_500_000, 2)
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 2))
	for range 2 {
		from := h.offset("aaaaaaaa")
		part := picture[from:min(int64(len(picture)), from+1<<20)]
		h.cut("aaaaaaaa", "IMG_20240703_175908.jpg", from, part, r.IntN(len(part)))
	}
	if code, text := h.send("aaaaaaaa", "IMG_20240703_175908.jpg", picture); code != http.StatusOK || !strings.Contains(text, `"kept"`) {
		t.Fatalf("seed %d: %d %s", seed, code, text)
	}
	items := writer.tray(article).Items
	sum := sha256.Sum256(picture)
	if len(items) != 1 || items[0].Media != hex.EncodeToString(sum[:]) || items[0].From != "phone" || items[0].Taken != "2024-07-03T17:59:08+07:00" || items[0].Bytes != int64(len(picture)) {
		t.Errorf("seed %d: the tray holds %+v", seed, items)
	}
	// The last answer may be lost too: asking again does no harm.
	if code, text := h.do("PUT", h.path("aaaaaaaa", int64(len(picture)), "x.jpg", true, picture), nil); code != http.StatusOK || !strings.Contains(text, `"kept"`) {
		t.Errorf("once more: %d %s", code, text)
	}
	if left, _ := filepath.Glob(filepath.Join(s.scratch, "*")); len(left) != 0 {
		t.Errorf("what was on its way stays: %q", left)
	}
}

// A try that hangs gives way to the next of the same file; of other files
// there are two at once.
func TestPhoneSendsTwoAtOnce(t *testing.T) {
	s := newSite(t)
	writer := s.staff()[app.Writer]
	article := writer.newArticle()
	h := newHandset(t, writer.link(article))
	h.scan()
	picture := pixels(100_000, 3)
	hang := func(file string) (more *io.PipeWriter, done chan error) {
		body, w := io.Pipe()
		q, err := http.NewRequest("PUT", h.base+h.path(file, 0, file+".jpg", false, nil), body)
		if err != nil {
			t.Fatal(err)
		}
		done = make(chan error, 1)
		go func() {
			r, err := h.http.Do(q)
			if err == nil {
				r.Body.Close()
			}
			done <- err
		}()
		if _, err := w.Write(picture[:10]); err != nil {
			t.Fatal(err)
		}
		s.waitFor(file+" to be on its way", func() bool {
			return strings.Contains(fmt.Sprint(writer.tray(article).Links), file)
		})
		return w, done
	}
	one, first := hang("aaaaaaaa")
	two, second := hang("bbbbbbbb")
	if code, text := h.do("PUT", h.path("cccccccc", 0, "c.jpg", true, picture), picture); code != http.StatusServiceUnavailable || !strings.Contains(text, "phone_busy") {
		t.Errorf("a third at once: %d %s", code, text)
	}
	if code, text := h.send("aaaaaaaa", "a.jpg", picture); code != http.StatusOK {
		t.Errorf("the same again while the first try hangs: %d %s", code, text)
	}
	one.Close()
	<-first // whatever it heard
	two.Close()
	if err := <-second; err != nil {
		t.Errorf("the other one, undisturbed: %v", err)
	}
	for _, file := range []string{"bbbbbbbb", "cccccccc"} {
		if code, text := h.send(file, file+".jpg", picture); code != http.StatusOK {
			t.Errorf("%s afterwards: %d %s", file, code, text)
		}
	}
	if items := writer.tray(article).Items; len(items) != 1 || len(items[0].Names) != 3 {
		t.Errorf("one picture by three names: %+v", items)
	}
}

// A picture of which only a decoder finds out that it is damaged was kept,
// and is refused after all; the phone hears of it, and sends it again.
func TestPhoneHearsOfLateFaults(t *testing.T) {
	s := newSite(t)
	writer := s.staff()[app.Writer]
	article := writer.newArticle()
	h := newHandset(t, writer.link(article))
	h.scan()
	s.darkroom.closed = true
	bad := append(pixels(3000, 5), "nứt"...)
	for file, picture := range map[string][]byte{"aaaaaaaa": pixels(3000, 4), "bbbbbbbb": bad} {
		if code, text := h.send(file, file+".jpg", picture); code != http.StatusOK || !strings.Contains(text, `"kept"`) {
			t.Fatalf("%s: %d %s", file, code, text)
		}
	}
	state := func() (p api.PhoneState, refused string) {
		t.Helper()
		code, text := h.do("GET", "/api/phone/"+h.token, nil)
		if err := json.Unmarshal([]byte(text), &p); err != nil || code != http.StatusOK {
			t.Fatal(code, text)
		}
		for _, f := range p.Files {
			if f.State == "refused" && f.Problem.V != nil {
				refused += f.Name + " " + f.Problem.V.Key
			}
		}
		return p, refused
	}
	if p, refused := state(); p.Waits != 2 || refused != "" {
		t.Errorf("before they are looked into: %+v", p)
	}
	s.darkroom.open()
	for _, f := range writer.tray(article).Links[0].Files {
		if want := map[string]string{"aaaaaaaa": "kept", "bbbbbbbb": "refused"}[f.File]; f.State != want {
			t.Errorf("the desk sees %s %s, want %s", f.File, f.State, want)
		}
	}
	if p, refused := state(); p.Waits != 0 || refused != "bbbbbbbb.jpg photo_crashed" {
		t.Errorf("afterwards: %+v", p)
	}
	if code, _ := h.send("bbbbbbbb", "b.jpg", pixels(3000, 6)); code != http.StatusOK {
		t.Errorf("sent again: %d", code)
	}
	if p, refused := state(); p.Waits != 0 || refused != "" || len(writer.tray(article).Items) != 2 {
		t.Errorf("after that: %+v", p)
	}
}

// What is wrong with a picture is said in a sentence, to the phone and in
// the tray, and the next try may go well.
func TestPhoneRefusesPictures(t *testing.T) {
	s := newSite(t)
	writer := s.staff()[app.Writer]
	article := writer.newArticle()
	h := newHandset(t, writer.link(article))
	h.scan()
	good := pixels(3000, 4)
	bad := append(pixels(3000, 5), "hỏng"...)

	if code, text := h.do("PUT", h.path("aaaaaaaa", 0, "a.jpg", true, bad), good); code != http.StatusUnprocessableEntity || !strings.Contains(text, "phone_hash") {
		t.Errorf("a wrong hash: %d %s", code, text)
	}
	if got := h.offset("aaaaaaaa"); got != 0 {
		t.Errorf("after a wrong hash it goes on at %d", got)
	}
	if code, _ := h.do("PUT", h.path("aaaaaaaa", 7, "a.jpg", true, good), good[7:]); code != http.StatusConflict {
		t.Errorf("a part that does not fit: %d", code)
	}
	if code, _ := h.send("aaaaaaaa", "a.jpg", good); code != http.StatusOK {
		t.Errorf("sent again: %d", code)
	}

	code, text := h.send("bbbbbbbb", "Ảnh hỏng.heic", bad)
	if code != http.StatusUnprocessableEntity || !strings.Contains(text, "Xin chép lại từ bản gốc") {
		t.Errorf("a bad picture: %d %s", code, text)
	}
	tray := writer.tray(article)
	if len(tray.Faults) != 1 || tray.Faults[0].Name != "Ảnh hỏng.heic" || tray.Faults[0].Key != "photo_corrupt" || !strings.Contains(tray.Faults[0].Message.VI, "Xin chép lại") {
		t.Errorf("faults: %+v", tray.Faults)
	}
	if files := tray.Links[0].Files; len(files) != 2 || files[0].State != "kept" || files[1].State != "refused" || files[1].Problem.V == nil {
		t.Errorf("files: %+v", files)
	}
	if code, _ := h.send("bbbbbbbb", "Ảnh hỏng.heic", pixels(3000, 6)); code != http.StatusOK {
		t.Errorf("the picture sent again: %d", code)
	}
	if tray := writer.tray(article); len(tray.Faults) != 0 || len(tray.Items) != 2 {
		t.Errorf("after it went well: %+v", tray)
	}

	// 41 MB: by what it says, and by what it sends.
	big := pixels(41<<20, 7)
	if code, text := h.do("PUT", h.path("cccccccc", 0, "to.jpg", false, nil)+"&size="+fmt.Sprint(len(big)), big[:10]); code != http.StatusRequestEntityTooLarge || !strings.Contains(text, "40 MB") {
		t.Errorf("41 MB: %d %s", code, text)
	}
	if code, text := h.send("dddddddd", "to2.jpg", big); code != http.StatusRequestEntityTooLarge || !strings.Contains(text, "photo_too_large") {
		t.Errorf("41 MB that did not say so: %d %s", code, text)
	}
	if code, text := h.do("PUT", h.path("eeeeeeee", 0, "e.jpg", false, nil), big[:1<<20+1]); code != http.StatusRequestEntityTooLarge || !strings.Contains(text, "phone_chunk") {
		t.Errorf("a part of more than 1 MB: %d %s", code, text)
	}
	if left, _ := filepath.Glob(filepath.Join(s.scratch, "*")); len(left) != 0 {
		t.Errorf("what was refused stays: %q", left)
	}
	for _, q := range []string{"", "offset=-1", "offset=x", "offset=0&size=-1", "offset=0&taken=tomorrow"} {
		if code, _ := h.do("PUT", "/api/phone/"+h.token+"/files/ffffffff?"+q, good); code != http.StatusUnprocessableEntity {
			t.Errorf("%q: %d", q, code)
		}
	}
}

// No name that a phone gives touches the disk or hides in the desk.
func TestPhoneHostileNames(t *testing.T) {
	s := newSite(t)
	writer := s.staff()[app.Writer]
	article := writer.newArticle()
	h := newHandset(t, writer.link(article))
	h.scan()
	names := map[string]string{
		"../../../etc/passwd": "passwd", `C:\Users\x\a.jpg`: "a.jpg", "a\x00b\n.jpg": "ab .jpg", "gpj.\u202eanh.jpg": "gpj.anh.jpg",
		"<script>alert(1)": "<script>alert(1)", "": "", strings.Repeat("dài", 1000): "",
	}
	n := 0
	for name, want := range names {
		n++
		file := fmt.Sprintf("hostile%d", n)
		if code, text := h.send(file, name, pixels(500, uint64(100+n))); code != http.StatusOK {
			t.Errorf("%q: %d %s", name, code, text)
		}
		found := false
		for _, it := range writer.tray(article).Items {
			got := it.Names[0]
			found = found || got == want || len(name) > 1000 && strings.HasPrefix(got, "dàidài") && len([]rune(got)) == 200
		}
		if !found {
			t.Errorf("%q is called otherwise than %q", name, want)
		}
	}
	for _, file := range []string{"..%2f..%2fetc%2fpasswd", "%2e%2e", "aaaaaaaa.jpg", "AAAAAAAA", strings.Repeat("a", 65), "a%00aaaaaaa", "aaa"} {
		if code, _ := h.do("PUT", "/api/phone/"+h.token+"/files/"+file+"?offset=0", []byte("x")); code != http.StatusUnprocessableEntity {
			t.Errorf("the file %s: %d", file, code)
		}
	}
	all, err := filepath.Glob(filepath.Join(s.scratch, "..", "*"))
	if err != nil || len(all) != 1 {
		t.Errorf("beside the folder there is %q %v", all, err)
	}
}

// The tray is in the order in which pictures were taken, each there once,
// with bursts and what came from where; it belongs to its article.
func TestTray(t *testing.T) {
	s := newSite(t)
	staff := s.staff()
	writer := staff[app.Writer]
	article := writer.newArticle()
	path := "/api/desk/articles/" + article + "/tray"
	add := func(name, picture string, want int) {
		t.Helper()
		if r := writer.do("POST", path+"?name="+url.QueryEscape(name)+"&taken=1720000000000", "\xff\xd8\xff\xe0"+picture); r.Code != want {
			t.Fatalf("%s: %d %s", name, r.Code, r.Body)
		}
	}
	add("z.jpg", "ba lúc 2024-07-03T10:00:09", http.StatusOK)
	add("b.jpg", "hai lúc 2024-07-03T10:00:03", http.StatusOK)
	add("a.jpg", "một lúc 2024-07-03T10:00:00", http.StatusOK)
	add("a (1).jpg", "một lúc 2024-07-03T10:00:00", http.StatusOK)
	add("m.jpg", "không giờ", http.StatusOK)
	add("x.jpg", "hỏng", http.StatusUnprocessableEntity)
	tray := writer.tray(article)
	got := ""
	for _, it := range tray.Items {
		got += fmt.Sprintf("%s:%d:%s ", strings.Join(it.Names, "+"), it.Burst, it.TakenBy)
	}
	if want := "a.jpg+a (1).jpg:1:camera b.jpg:1:camera z.jpg:0:camera m.jpg:0:file "; got != want {
		t.Errorf("tray: %s, want %s", got, want)
	}
	if len(tray.Faults) != 1 || tray.Faults[0].Name != "x.jpg" || tray.Items[0].Account != "Người writer" || tray.Items[0].From != "desk" {
		t.Errorf("faults %+v, first %+v", tray.Faults, tray.Items[0])
	}
	if r := writer.get(tray.Items[0].Picture.Sizes[0].URL); r.Code != http.StatusOK {
		t.Errorf("its picture: %d", r.Code)
	}
	if other := writer.tray(writer.newArticle()); len(other.Items)+len(other.Faults) != 0 {
		t.Errorf("the tray of another article: %+v", other)
	}
	auditor := staff[app.Auditor]
	if got := auditor.tray(article); len(got.Items) != 4 {
		t.Errorf("an auditor sees %d", len(got.Items))
	}
	auditor.ask("DELETE", path, nil, http.StatusForbidden, nil)
	auditor.ask("DELETE", path+"/"+tray.Items[0].Media, nil, http.StatusForbidden, nil)
	if r := auditor.do("POST", path+"?name=a.jpg", "\xff\xd8\xff\xe0"); r.Code != http.StatusForbidden {
		t.Errorf("an auditor adds: %d", r.Code)
	}
	writer.ask("DELETE", path+"/"+tray.Items[0].Media, nil, http.StatusOK, nil)
	writer.ask("DELETE", path+"?only=faults", nil, http.StatusOK, nil)
	if got := writer.tray(article); len(got.Items) != 3 || len(got.Faults) != 0 || got.Items[0].Burst != 0 {
		t.Errorf("after one was taken out: %+v", got)
	}
	writer.ask("DELETE", path, nil, http.StatusOK, nil)
	if got := writer.tray(article); len(got.Items) != 0 {
		t.Errorf("after it was emptied: %+v", got)
	}
	if err := s.lib.Rebuild(context.Background(), nil); err != nil {
		t.Error(err)
	}
}
