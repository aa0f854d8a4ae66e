package api

import (
	"context"
	"crypto/rand"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"bangtin/app"
)

// Limits of a link.
const (
	phoneLife      = 15 * time.Minute
	maxPhoneFiles  = 200 // a link
	maxPhoneAtOne  = 2   // files on their way at once, a link
	maxPhoneLinks  = 4   // alive, an article
	maxPhones      = 16  // links alive
	maxTicketLink  = 8   // of them for feedback
	maxTicketTries = 20  // pictures tried by one of those
	maxVisitors    = 1000
)

// FacePhone is a phone that sends pictures and sees nothing else.
const FacePhone = "phone"

var (
	errLinkOver = app.Fault(app.NotFound, "phone_over", "Liên kết này đã hết hạn. Xin lấy mã mới trên máy tính",
		"This link has ended. Please get a new code at the computer")
	errLinkTaken = app.Fault(app.Denied, "phone_taken", "Liên kết này đang dùng ở một điện thoại khác. Xin lấy mã mới trên máy tính",
		"Another phone is using this link. Please get a new code at the computer")
	errNoCookie = app.Fault(app.Denied, "phone_no_cookie", "Trình duyệt không giữ được phiên. Xin mở lại trang này",
		"The browser keeps no session. Please open this page again")
	errStranger  = app.Fault(app.Denied, "no_entry", "Địa chỉ này không đúng. Xin quét lại mã trên máy tính", "This address is wrong. Please scan the code at the computer again")
	errNoLan     = app.Fault(app.Unavailable, "no_lan", "Máy này không nhận ảnh từ điện thoại được", "This machine cannot receive pictures from phones")
	errManyLinks = app.Fault(app.Conflict, "phone_links_full", "Đang có nhiều điện thoại cùng gửi ảnh. Xin kết thúc bớt một liên kết",
		"Many phones are sending pictures already. Please end one of the links")
	errManyFiles = app.Fault(app.TooLarge, "phone_files_full", "Mỗi mã nhận tối đa 200 ảnh. Xin lấy mã mới trên máy tính để gửi tiếp",
		"One code takes 200 pictures. Please get a new code at the computer for more")
	errManyPhotos = app.Fault(app.TooLarge, "phone_photos_full", "Mỗi góp ý kèm tối đa 3 ảnh", "Feedback takes 3 pictures at most")
	errBusy       = app.Fault(app.Unavailable, "phone_busy", "Đang nhận hai ảnh khác. Ảnh này sẽ được gửi sau", "Two other pictures are on their way. This one follows")
)

// phones are the links that are alive, and the listener at which they are
// reached while there are any.
type phones struct {
	s  *Server
	mu sync.Mutex

	links    map[string]*phoneLink // by token
	visitors map[string]bool       // cookies that pages were given
	hosts    []string              // the listener answers for these; best first
	shut     func()                // closes the listener; nil while there is none
	timer    *time.Timer           // ends the next link
	stopped  bool
	closing  sync.WaitGroup
}

// phoneLink lets one phone send pictures into the tray of one article, or
// into what one visitor is about to tell the office.
type phoneLink struct {
	article app.ID
	by      signed // whose pictures they are
	visitor string // whose feedback it is; empty for an article
	until   time.Time
	phone   string // cookie of the first phone that used it
	files   []*phoneFile
	over    bool
}

// phoneFile is a picture on its way. Whoever has its turn may touch the
// file; the rest is guarded by the lock of phones.
type phoneFile struct {
	id      string
	name    string
	written int64
	path    string // of the part that came
	turn    chan struct{}
	users   int    // requests that have the turn or wait for it
	stop    func() // makes whoever has the turn give up
	offset  int64  // bytes that are safely on the disk
	state   string
	problem *Problem
	kept    app.Hash // the original, while nothing was made of it yet
	photo   []byte   // of feedback: it is on no disk before the visitor sends it
}

// The states of a picture on its way.
const (
	phoneComing  = "coming"
	phoneKept    = "kept"
	phoneRefused = "refused"
)

func newPhones(s *Server) *phones {
	return &phones{s: s, links: map[string]*phoneLink{}, visitors: map[string]bool{}}
}

// open makes a link for an article. One that nobody has used yet is
// replaced by it.
func (p *phones) open(article app.ID, by signed) (token string, l *phoneLink, hosts []string, err error) {
	return p.make(&phoneLink{article: article, by: by})
}

// openFor makes a link for what a visitor is about to send; one that they had
// before ends.
func (p *phones) openFor(visitor string) (token string, l *phoneLink, hosts []string, err error) {
	p.drop(visitor)
	return p.make(&phoneLink{visitor: visitor})
}

func (p *phones) make(l *phoneLink) (token string, made *phoneLink, hosts []string, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	defer p.sweep()
	if p.stopped || p.s.o.Desk.Lan == nil {
		return "", nil, nil, errNoLan
	}
	same, most := 0, maxPhoneLinks
	if l.visitor != "" {
		most = maxTicketLink
	}
	for t, other := range p.links {
		switch {
		case (other.visitor == "") != (l.visitor == "") || other.article != l.article:
		case other.phone == "" && l.visitor == "":
			p.end(t)
		default:
			same++
		}
	}
	if same >= most || len(p.links) >= maxPhones {
		return "", nil, nil, errManyLinks
	}
	id, err := app.NewID(rand.Reader)
	if err != nil {
		return "", nil, nil, err
	}
	if p.shut == nil {
		hosts, shut, err := p.s.o.Desk.Lan.Open(p.handler())
		if err != nil {
			return "", nil, nil, errNoLan.With(err)
		}
		p.hosts, p.shut = hosts, shut
	}
	token = id.String()
	l.until = p.s.o.Now().Add(phoneLife)
	p.links[token] = l
	return token, l, p.hosts, nil
}

// close ends the links of an article.
func (p *phones) close(article app.ID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	defer p.sweep()
	for t, l := range p.links {
		if l.article == article {
			p.end(t)
		}
	}
}

// drop ends the link of a visitor, and forgets what came by it.
func (p *phones) drop(visitor string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	defer p.sweep()
	for t, l := range p.links {
		if l.visitor == visitor {
			p.end(t)
		}
	}
}

// photos are what has come whole by the link of a visitor, and whether a
// phone has opened it.
func (p *phones) photos(visitor string) (photos [][]byte, used bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, l := range p.links {
		if l.visitor != visitor {
			continue
		}
		used = l.phone != ""
		for _, f := range l.files {
			if f.photo != nil {
				photos = append(photos, f.photo)
			}
		}
	}
	return photos, used
}

// full tells whether feedback has its pictures, those that were refused not
// counted as long as there are few.
func (l *phoneLink) full() bool {
	n := 0
	for _, f := range l.files {
		if f.state != phoneRefused {
			n++
		}
	}
	return n >= app.MaxTicketPhotos || len(l.files) >= maxTicketTries
}

// stop ends all links and waits until the listener is closed.
func (p *phones) stop() {
	p.mu.Lock()
	p.stopped = true
	for t := range p.links {
		p.end(t)
	}
	p.sweep()
	p.mu.Unlock()
	p.closing.Wait()
}

// end takes a link away, and what has come of pictures that are not whole.
func (p *phones) end(token string) {
	l := p.links[token]
	delete(p.links, token)
	l.over = true
	for _, f := range l.files {
		if f.stop != nil {
			f.stop()
		}
		if f.users == 0 { // else whoever has the turn does it
			f.drop()
		}
	}
}

// sweep ends the links whose time has come, and the listener with the last.
func (p *phones) sweep() {
	now := p.s.o.Now()
	next := phoneLife
	for t, l := range p.links {
		if left := l.until.Sub(now); left > 0 {
			next = min(next, left)
		} else {
			p.end(t)
		}
	}
	if p.timer != nil {
		p.timer.Stop()
		p.timer = nil
	}
	if len(p.links) > 0 {
		p.timer = time.AfterFunc(next, func() {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.sweep()
		})
	} else if p.shut != nil {
		p.closing.Go(p.shut)
		p.shut, p.hosts = nil, nil
		clear(p.visitors)
	}
}

// use finds a link for the phone that asks; the first one that does keeps
// it. The link of somebody who may no longer work here is over.
func (p *phones) use(ctx context.Context, token string) (*phoneLink, app.Actor, error) {
	l, err := p.claim(token, who(ctx).cookie)
	if err != nil {
		return nil, app.Actor{}, err
	}
	if l.visitor != "" {
		return l, app.Actor{}, nil
	}
	by, err := p.s.actorOf(ctx, l.by)
	if app.CodeOf(err) == app.Denied {
		err = errLinkOver
	}
	return l, by, err
}

func (p *phones) claim(token, cookie string) (*phoneLink, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sweep()
	l := p.links[token]
	switch {
	case l == nil:
		return nil, errLinkOver
	case l.phone != "" && same(l.phone, cookie):
		return l, nil
	case l.phone != "":
		return nil, errLinkTaken
	case !p.visitors[cookie]:
		return nil, errNoCookie
	}
	l.phone = cookie
	return l, nil
}

// visit gives the cookie of a page that has none yet.
func (p *phones) visit(token, cookie string) (fresh string, alive bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sweep()
	if p.links[token] == nil {
		return "", false
	}
	if p.visitors[cookie] {
		return "", true
	}
	if len(p.visitors) >= maxVisitors {
		clear(p.visitors) // phones that have a link keep it
	}
	fresh = secret(32)
	p.visitors[fresh] = true
	return fresh, true
}

// enter gives a request the turn at a file. A try that is still there was
// cut off: the phone would not begin anew otherwise.
func (p *phones) enter(ctx context.Context, l *phoneLink, id, name string, written int64, stop func()) (*phoneFile, error) {
	p.mu.Lock()
	f, busy := l.find(id)
	err := error(nil)
	switch {
	case l.over:
		err = errLinkOver
	case busy >= maxPhoneAtOne:
		err = errBusy
	case f == nil && l.visitor == "" && len(l.files) >= maxPhoneFiles:
		err = errManyFiles
	case f == nil && l.visitor != "" && l.full():
		err = errManyPhotos
	}
	if err != nil {
		p.mu.Unlock()
		return nil, err
	}
	if f == nil {
		f = &phoneFile{id: id, name: app.TrayName(name), written: written, turn: make(chan struct{}, 1), state: phoneComing}
		l.files = append(l.files, f)
	}
	if f.stop != nil {
		f.stop()
	}
	f.users++
	p.mu.Unlock()
	select {
	case f.turn <- struct{}{}:
	case <-ctx.Done():
		p.mu.Lock()
		defer p.mu.Unlock()
		p.forget(l, f)
		return nil, ctx.Err()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	f.stop = stop
	if l.over {
		stop()
	}
	return f, nil
}

// leave gives the turn back.
func (p *phones) leave(l *phoneLink, f *phoneFile) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f.stop = nil
	p.forget(l, f)
	<-f.turn
}

// forget counts a request out.
func (p *phones) forget(l *phoneLink, f *phoneFile) {
	if f.users--; l.over && f.users == 0 {
		f.drop()
	}
}

// find gives a file of the link, nil if it is new, and how many others are
// on their way.
func (l *phoneLink) find(id string) (f *phoneFile, busy int) {
	for _, other := range l.files {
		switch {
		case other.id == id:
			f = other
		case other.users > 0:
			busy++
		}
	}
	return f, busy
}

// drop removes what has come of a file.
func (f *phoneFile) drop() {
	if f.path != "" {
		_ = os.Remove(f.path) // the next start sweeps it
		f.path, f.offset = "", 0
	}
}

// of lists the links of an article as its desk sees them.
func (p *phones) of(ctx context.Context, article app.ID) []PhoneLink {
	var links []*phoneLink
	p.locked(func() {
		p.sweep()
		for _, l := range p.links {
			if l.article == article {
				links = append(links, l)
			}
		}
	})
	for _, l := range links {
		p.review(ctx, l)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	out := []PhoneLink{}
	for _, l := range links {
		if !l.over {
			out = append(out, PhoneLink{Until: stampExact(l.until), Used: l.phone != "", Files: l.sent()})
		}
	}
	return out
}

func (l *phoneLink) sent() []PhoneFile {
	out := []PhoneFile{}
	for _, f := range l.files {
		out = append(out, f.told())
	}
	return out
}

func (f *phoneFile) told() PhoneFile {
	out := PhoneFile{File: f.id, Name: f.name, Offset: f.offset, State: f.state}
	if f.problem != nil {
		out.Problem.V = &PhoneProblem{Key: f.problem.Key, Message: f.problem.Message}
	}
	return out
}

// review looks what became of the pictures that were kept: one of which
// nothing can be made is refused after all. It tells how many still wait.
func (p *phones) review(ctx context.Context, l *phoneLink) (waits int) {
	p.mu.Lock()
	files := slices.Clone(l.files)
	p.mu.Unlock()
	for _, f := range files {
		var h app.Hash
		p.locked(func() { h = f.kept })
		if h.IsZero() {
			continue
		}
		d, _, err := p.s.o.Real.Library.Developed(ctx, h)
		if err != nil || d.Waits() {
			waits++
			continue
		}
		p.locked(func() {
			if f.kept = (app.Hash{}); d.Fault != nil && f.state == phoneKept {
				f.state, f.offset = phoneRefused, 0
				f.problem = &Problem{Key: d.Fault.Key, Message: d.Fault.Message}
			}
		})
	}
	return waits
}

// handler answers phones. It knows the listener's addresses and no other
// name, so that no page of elsewhere can point a name of its own at it.
func (p *phones) handler() http.Handler {
	mux := p.s.table(phoneListener)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := strings.ToLower(r.Host)
		if !p.answersFor(host) || !ownOrigin(r, host) {
			writeProblem(w, errStranger)
			return
		}
		if _, pattern := mux.Handler(r); pattern == "" {
			writeProblem(w, errNotHere)
			return
		}
		at := session{face: FacePhone}
		if c, err := r.Cookie(p.s.sessions.cookieName(r)); err == nil {
			at.cookie = c.Value
		}
		mux.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), contextKey{}, at)))
	})
}

func (p *phones) answersFor(host string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, h := range p.hosts {
		if h == host {
			return true
		}
	}
	return false
}
