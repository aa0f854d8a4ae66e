package api_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"bangtin/app"
	"bangtin/app/api"
	"bangtin/app/store"

	"filippo.io/age"
)

// site is a real library on a real store behind the real handlers.
type site struct {
	joining api.Joining
	t       *testing.T
	db      *store.DB
	lib     *app.Library
	paper   *app.Keys // the recovery key
	server  *api.Server
	engine  *fakeEngine
	mu      sync.Mutex
	beats   []string
	played  []string
	now     func() time.Time
	lost    atomic.Bool  // the machine has forgotten the time
	ahead   atomic.Int64 // how far the machine's clock is ahead, a duration
	// stopped is where setClock has stopped the clock.
	stopped  time.Time
	lan      *testLan
	scratch  string
	darkroom *darkroom
	panel    atomic.Pointer[app.Panel] // how the machine stands; nil: anyhow
}

// fakeEngine stands for the process: windows and commands are not what
// these tests are about, that only programs reach them is.
type fakeEngine struct {
	stopped bool
	browsed []string // window and address
}

func (*fakeEngine) Status(context.Context) (any, error) { return map[string]int{"articles": 1}, nil }
func (*fakeEngine) Window(context.Context, string, []string, bool) (string, bool, error) {
	return "w1", false, nil
}
func (*fakeEngine) WindowState(id string) (bool, bool)        { return id == "w1", id == "w1" }
func (*fakeEngine) CloseWindow(context.Context, string) error { return nil }
func (*fakeEngine) Do(_ context.Context, command string, _ []byte, report func(any)) error {
	report(map[string]string{"did": command})
	return nil
}
func (e *fakeEngine) Browse(_ context.Context, window, address string) error {
	e.browsed = append(e.browsed, window+" "+address)
	return nil
}
func (e *fakeEngine) OpenFile(_ context.Context, window string, file io.Reader, name string) error {
	text, err := io.ReadAll(file)
	e.browsed = append(e.browsed, window+" "+name+" "+string(text))
	return err
}
func (e *fakeEngine) Stop() { e.stopped = true }

var pagesOfTests = fstest.MapFS{
	"app/index.html":              {Data: []byte("<!doctype html><html lang=\"vi\"><title>Bảng Tin</title>")},
	"app/assets/main-1.js":        {Data: []byte("export {}")},
	"app/assets/font.woff2":       {Data: []byte("wOF2")},
	"index.html":                  {Data: []byte("placeholder")},
	"app/phone/phone.html":        {Data: []byte("<!doctype html><title>Gửi ảnh</title>")},
	"app/phone/assets/phone-1.js": {Data: []byte("phone")},
	"app/secret/outside.txt":      {Data: []byte("not an asset")},
}

func newSite(t *testing.T) *site {
	t.Helper()
	ctx := context.Background()
	s := &site{t: t, engine: &fakeEngine{}, lan: &testLan{}, scratch: t.TempDir()}
	s.darkroom = &darkroom{s: s}
	var err error
	if s.db, err = store.Open(ctx, store.Options{Dir: memory(t)}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.db.Close(); err != nil {
			t.Error(err)
		}
	})
	keys := newKeys(t)
	s.paper = newKeys(t)
	s.lib, err = app.OpenLibrary(ctx, s.db, app.Options{Keys: keys, Clock: func(int64) *app.Clock { return app.NewClock(s.wall, time.Time{}) }})
	if err == nil {
		err = s.lib.Found(ctx, "Thử", keys.Card("máy thử"), s.paper.Device(), s.paper.AgeTo)
	}
	if err != nil {
		t.Fatal(err)
	}
	s.server, err = api.New(api.Options{
		Real: api.Shelf{Library: s.lib, Media: s.db.Media(), Finder: &finder{s: s}}, Web: pagesOfTests, Version: "test", Engine: s.engine, Now: s.clock, Desk: s.desk(),
		Panel: func() app.Panel {
			if p := s.panel.Load(); p != nil {
				return *p
			}
			return app.Panel{}
		},
		Machine: func(context.Context) (api.Machine, error) { return api.Machine{Name: "Ki-ốt 07"}, nil },
		Joining: func() api.Joining { return s.joining },
		Plays:   func(w string, p api.Plays) { s.played = append(s.played, fmt.Sprint(w, " ", p.Can, " ", p.Cannot)) },
		Beat: func(w string, b api.Beat) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.beats = append(s.beats, fmt.Sprintf("%s %s %v", w, b.Route, b.Visible))
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.server.Close)
	return s
}

// memory is a folder on a disk in memory, where there is one: what these
// tests are about does not depend on how long a disk takes, and what must
// not depend on it shows.
func memory(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "bangtin-api-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// wall is the clock of the machine.
func (s *site) wall() time.Time {
	if s.lost.Load() {
		return time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Now().Add(time.Duration(s.ahead.Load()))
}

// setClock stops the clock at a time. Unlike now it may be called while
// something runs by itself, such as the end of a phone's link.
func (s *site) setClock(at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stopped = at
}

func (s *site) clock() time.Time {
	s.mu.Lock()
	stopped := s.stopped
	s.mu.Unlock()
	if !stopped.IsZero() {
		return stopped
	}
	if s.now != nil {
		return s.now()
	}
	return time.Now()
}

func newKeys(t *testing.T) *app.Keys {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	k, err := app.NewKeys(rand.Reader, id.String(), id.Recipient().String())
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// media keeps a small picture and gives what a publication lists of it.
func (s *site) media(c color.Color) (app.Hash, app.Media) {
	s.t.Helper()
	im := image.NewRGBA(image.Rect(0, 0, 32, 20))
	for i := range 32 * 20 {
		im.Set(i%32, i/32, c)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, im, nil); err != nil {
		s.t.Fatal(err)
	}
	sum, n, err := s.db.Media().Put(context.Background(), bytes.NewReader(b.Bytes()), 1<<20)
	if err != nil {
		s.t.Fatal(err)
	}
	original := app.Sum([]byte("original of"), sum[:])
	return original, app.Media{Width: 32, Height: 20, Colour: "#334455", Sizes: []app.Size{
		{Hash: app.Hash(sum), Type: "image/jpeg", Width: 32, Height: 20, Bytes: n},
	}}
}

// secretWord stands in everything that must not get out.
const secretWord = "BÍMẬT"

// article makes an entry whose every text holds the word, and a figure.
func (s *site) article(n int, word string, colour color.Color) app.Entry {
	s.t.Helper()
	original, m := s.media(colour)
	body := fmt.Sprintf(`{"type":"doc","content":[`+
		`{"type":"paragraph","attrs":{"id":"b1"},"content":[{"type":"text","text":"Đoạn %[1]s"}]},`+
		`{"type":"figure","attrs":{"id":"b2","media":"%[2]s","alt":"Ảnh %[1]s","caption":"Chú thích %[1]s","credit":"Ảnh: %[1]s","focusX":500,"focusY":500}}]}`,
		word, original)
	return app.Entry{
		Article: app.DeriveID("article", "test", fmt.Sprint(n)), Category: []app.Text{{VI: "Thời sự " + word, EN: "News " + word}},
		Media: map[app.Hash]app.Media{original: m},
		Document: app.Document{
			Title: "Bài " + word, Lead: "Sapô " + word, Lang: "vi", Body: json.RawMessage(body), Byline: word, Source: word,
			Topic: "Chủ đề " + word, Tags: []string{"thẻ " + word}, Address: "https://example.vn/" + fmt.Sprint(n),
		},
	}
}

func (s *site) save(publish bool, e app.Entry) {
	s.t.Helper()
	saved, err := s.lib.Save(context.Background(), publish, e)
	if err == nil {
		err = saved[0].Err
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// client asks one listener.
type client struct {
	t      *testing.T
	h      http.Handler
	host   string
	cookie *http.Cookie
	header map[string]string
	tls    bool   // another machine's: it takes the cookies it is given
	place  string // where it asks from
}

const windowHost = "127.0.0.1:40123"

func (s *site) public() *client {
	return &client{t: s.t, h: s.server.Public("bangtin.test"), host: "bangtin.test"}
}

const colleagueHost = "192.168.7.20:8443"

// colleague is a browser on another machine that has not signed in.
func (s *site) colleague() *client {
	return &client{t: s.t, h: s.server.Staff(app.Sum([]byte("a key")), "may-chu.local"), host: colleagueHost, tls: true, place: "192.168.7.33:51000"}
}

// window opens a window of a face, as the real one does.
func (s *site) window(face string) *client { return s.windowNamed(face, "window-"+face) }

func (s *site) windowNamed(face, name string) *client {
	s.t.Helper()
	c := &client{t: s.t, h: s.server.Window(windowHost, "control-token"), host: windowHost}
	r := c.get(s.server.Invite(face, name))
	if r.Code != http.StatusOK || len(r.Result().Cookies()) != 1 {
		s.t.Fatalf("opening a window: %d %v", r.Code, r.Result().Cookies())
	}
	c.cookie = r.Result().Cookies()[0]
	return c
}

func (c *client) get(path string) *httptest.ResponseRecorder { return c.do("GET", path, "") }

func (c *client) do(method, path, body string) *httptest.ResponseRecorder {
	c.t.Helper()
	scheme := "http://"
	if c.tls {
		scheme = "https://"
	}
	r := httptest.NewRequest(method, scheme+c.host+path, strings.NewReader(body))
	if c.place != "" {
		r.RemoteAddr = c.place
	}
	if path == "/api/events" { // it would stream for ever
		ctx, cancel := context.WithTimeout(r.Context(), 100*time.Millisecond)
		defer cancel()
		r = r.WithContext(ctx)
	}
	r.Host = c.host
	if c.cookie != nil {
		r.AddCookie(c.cookie)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for k, v := range c.header {
		if k == "Host" {
			r.Host = v
		} else {
			r.Header.Set(k, v)
		}
	}
	w := httptest.NewRecorder()
	c.h.ServeHTTP(w, r)
	if given := w.Result().Cookies(); c.tls && len(given) > 0 {
		c.cookie = given[0]
	}
	return w
}

func (c *client) json(path string, v any) {
	c.t.Helper()
	r := c.get(path)
	if r.Code != http.StatusOK {
		c.t.Fatalf("%s: %d %s", path, r.Code, r.Body)
	}
	if err := json.Unmarshal(r.Body.Bytes(), v); err != nil {
		c.t.Fatalf("%s: %v", path, err)
	}
}

func text(r *httptest.ResponseRecorder) string {
	b, _ := io.ReadAll(r.Result().Body)
	return string(b)
}

// events opens the public stream of a server and gives its lines, for twenty
// seconds at most.
func events(t *testing.T, s *api.Server) *bufio.Scanner {
	t.Helper()
	server := httptest.NewServer(nil)
	t.Cleanup(server.Close)
	server.Config.Handler = s.Public(strings.TrimPrefix(server.URL, "http://"))
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	q, err := http.NewRequestWithContext(ctx, "GET", server.URL+"/api/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); _ = r.Body.Close() })
	return bufio.NewScanner(r.Body)
}
