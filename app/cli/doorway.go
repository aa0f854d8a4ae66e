package cli

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"html/template"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"bangtin/app"
	"bangtin/app/api"
	"bangtin/app/peer"
)

// doorway stands between a window on this machine and a colleague's desk on
// another. Until people have said that the two machines show the same six
// digits it lets nothing through but its own page.
type doorway struct {
	host    string // its own address on the loopback
	address string
	offices offices
	web     fs.FS
	lang    string

	mu      sync.Mutex
	token   string // opens the window once
	cookie  string
	known   app.Hash
	office  *peer.Office
	digits  string // while they are compared
	trouble error
	through http.Handler
	beat    func(visible bool)
}

func newDoorway(_ context.Context, address string, o offices, forget bool, web fs.FS, lang string) (*doorway, error) {
	at, err := peer.CleanAddress(address)
	if err != nil {
		return nil, err
	}
	known, err := o.read()
	if err != nil {
		return nil, err
	}
	d := &doorway{address: at, offices: o, web: web, lang: lang, beat: func(bool) {}}
	if !forget {
		d.known = known[at]
	}
	return d, nil
}

func (d *doorway) setBeat(beat func(bool)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.beat = beat
}

func random() string {
	b := make([]byte, 32)
	rand.Read(b) // never fails, see its documentation
	return hex.EncodeToString(b)
}

// invite makes the path that opens the window, once.
func (d *doorway) invite() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.token = random()
	return "/open?token=" + d.token
}

const doorCookie = "bangtin_away"

// ServeHTTP answers the one window. Another program of this machine, and a
// page that points a name of its own at it, gets nothing.
func (d *doorway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Host != d.host || !d.ownPage(r) {
		http.Error(w, "403", http.StatusForbidden)
		return
	}
	if r.URL.Path == "/open" && r.Method == http.MethodGet {
		d.open(w, r)
		return
	}
	c, err := r.Cookie(doorCookie)
	if err != nil || !d.has(c.Value) {
		http.Error(w, "403", http.StatusForbidden)
		return
	}
	switch {
	case r.URL.Path == "/api/beat" && r.Method == http.MethodPost:
		d.hearBeat(w, r)
	case strings.HasPrefix(r.URL.Path, "/-/"):
		d.own(w, r)
	default:
		d.pass(w, r)
	}
}

// ownPage refuses what another web page sends. The window's first page is
// another site, and only navigates.
func (d *doorway) ownPage(r *http.Request) bool {
	if o := r.Header.Get("Origin"); o != "" {
		if u, err := url.Parse(o); err != nil || u.Host != d.host {
			return false
		}
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
		return true
	}
	return r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Method == http.MethodGet
}

func (d *doorway) has(cookie string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.cookie != "" && subtle.ConstantTimeCompare([]byte(cookie), []byte(d.cookie)) == 1
}

// open changes the token for the cookie; see api.Server's own for why the
// answer is a page.
func (d *doorway) open(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	ok := d.token != "" && subtle.ConstantTimeCompare([]byte(r.URL.Query().Get("token")), []byte(d.token)) == 1
	if ok {
		d.token, d.cookie = "", random()
	}
	cookie := d.cookie
	d.mu.Unlock()
	if !ok {
		http.Error(w, "403", http.StatusForbidden)
		return
	}
	http.SetCookie(w, &http.Cookie{Name: doorCookie, Value: cookie, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = io.WriteString(w, `<!doctype html><meta charset=utf-8><meta http-equiv=refresh content="0; url=/desk/"><title>Bảng Tin</title><body bgcolor="#fffdf7">`)
}

func (d *doorway) hearBeat(w http.ResponseWriter, r *http.Request) {
	var b api.Beat
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 8<<10)).Decode(&b); err != nil {
		http.Error(w, "422", http.StatusUnprocessableEntity)
		return
	}
	d.mu.Lock()
	beat := d.beat
	d.mu.Unlock()
	beat(b.Visible)
	w.WriteHeader(http.StatusNoContent)
}

// pass lets a request through to the other machine, or shows why not yet.
func (d *doorway) pass(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	through := d.through
	d.mu.Unlock()
	if through != nil {
		through.ServeHTTP(w, r)
		return
	}
	if r.Method != http.MethodGet || r.Header.Get("Sec-Fetch-Mode") == "cors" || strings.HasPrefix(r.URL.Path, "/api/") {
		d.unreached(w, r)
		return
	}
	http.Redirect(w, r, "/-/", http.StatusSeeOther)
}

// unreached answers programs while the other machine does not.
func (d *doorway) unreached(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/desk") && r.Method == http.MethodGet { // somebody reloads
		http.Redirect(w, r, "/-/", http.StatusSeeOther)
		return
	}
	text := app.Text{VI: "Chưa tới được máy " + d.address + ". Xin giữ nguyên trang này; máy sẽ tự thử lại",
		EN: d.address + " cannot be reached. Please leave this page open; it tries again by itself"}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(http.StatusServiceUnavailable)
	_ = json.NewEncoder(w).Encode(api.Problem{ // the window is gone if this fails
		Type: "about:blank", Title: http.StatusText(http.StatusServiceUnavailable), Status: http.StatusServiceUnavailable,
		Detail: text.EN, Code: app.Unavailable, Key: "away", Message: text,
	})
}

// own answers with the page of the doorway itself.
func (d *doorway) own(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/-/same" && r.Method == http.MethodPost:
		d.answer(w, r, true)
	case r.URL.Path == "/-/other" && r.Method == http.MethodPost:
		d.answer(w, r, false)
	case r.URL.Path == "/-/" && r.Method == http.MethodGet:
		d.look(r.Context())
		d.show(w, r)
	case strings.HasPrefix(r.URL.Path, "/-/font/") && r.Method == http.MethodGet:
		d.font(w, r, strings.TrimPrefix(r.URL.Path, "/-/font/"))
	default:
		http.NotFound(w, r)
	}
}

// look calls the other machine where that has not been done, or anew where
// it did not answer. A machine that is known is let through at once.
func (d *doorway) look(ctx context.Context) {
	d.mu.Lock()
	office, passed := d.office, d.through != nil
	d.mu.Unlock()
	if passed { // and whoever comes here has found it away; windows go on meanwhile
		err := office.Reach(ctx)
		d.mu.Lock()
		d.trouble = err
		d.mu.Unlock()
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.through != nil || d.digits != "" {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	d.office, d.trouble = peer.OpenOffice(ctx, d.address, d.known)
	if d.trouble != nil {
		return
	}
	if d.office.Known() {
		d.through = d.office.Handler(http.HandlerFunc(d.unreached))
		return
	}
	d.digits, d.trouble = d.office.Compare(ctx)
}

// answer takes what people say of the digits.
func (d *doorway) answer(w http.ResponseWriter, r *http.Request, same bool) {
	d.mu.Lock()
	if d.digits != "" && same {
		if d.trouble = d.offices.keep(d.address, d.office.Key()); d.trouble == nil {
			d.through = d.office.Handler(http.HandlerFunc(d.unreached))
		}
	}
	if d.digits != "" && !same {
		d.trouble = errOtherDigits
	}
	d.digits = ""
	passed := d.through != nil
	d.mu.Unlock()
	if passed {
		http.Redirect(w, r, "/desk/", http.StatusSeeOther)
		return
	}
	d.show(w, r)
}

var errOtherDigits = app.Fault(app.Denied, "other_digits",
	"Hai máy hiện số khác nhau: có thể có máy lạ đứng giữa. Xin đừng đăng nhập, và báo người quản trị mạng",
	"The two machines show different digits: another machine may stand between them. Please do not sign in, and tell whoever keeps the network")

//go:embed doorway.html
var doorwayText string

var doorwayPage = template.Must(template.New("doorway").Parse(doorwayText))

// doorwayView is what the page draws.
type doorwayView struct {
	Lang, Address, Head, Tail string
	VI                        bool
	Trouble                   string
	Again                     bool // it is tried again by itself
}

func (d *doorway) show(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	v := doorwayView{Lang: d.lang, VI: d.lang == "vi", Address: d.address}
	passed, trouble, digits := d.through != nil, d.trouble, d.digits
	d.mu.Unlock()
	if passed && trouble == nil {
		http.Redirect(w, r, "/desk/", http.StatusSeeOther)
		return
	}
	if len(digits) == 6 {
		v.Head, v.Tail = digits[:3], digits[3:]
	}
	if trouble != nil {
		text := app.TextOf(trouble)
		v.Trouble, v.Again = text.VI, app.CodeOf(trouble) == app.Unavailable
		if !v.VI {
			v.Trouble = text.EN
		}
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; font-src 'self'; form-action 'self'; frame-ancestors 'none'")
	_ = doorwayPage.Execute(w, v) // the window is gone if this fails
}

// font gives a font of the interface, whose name holds a hash, by its
// beginning.
func (d *doorway) font(w http.ResponseWriter, r *http.Request, name string) {
	if strings.ContainsAny(name, `*?[\/`) {
		http.NotFound(w, r)
		return
	}
	found, err := fs.Glob(d.web, "app/assets/"+name+"-*.woff2")
	if err != nil || len(found) == 0 {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "font/woff2")
	w.Header().Set("Cache-Control", "private, max-age=86400")
	b, err := fs.ReadFile(d.web, found[0])
	if err == nil {
		_, _ = w.Write(b) // the window is gone if this fails
	}
}
