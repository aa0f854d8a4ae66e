package api

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"bangtin/app"
)

// Limits of a picture on its way.
const (
	maxPhonePicture = 40 << 20 // bytes
	maxChunk        = 1 << 20  // bytes
	chunkTimeout    = time.Minute
	developTimeout  = 5 * time.Minute
)

var (
	errOffset = app.Fault(app.Conflict, "phone_offset", "Ảnh được gửi tiếp từ chỗ khác. Trang này sẽ tự gửi lại",
		"The picture goes on at another place. This page sends it again by itself")
	errChunk = app.Fault(app.TooLarge, "phone_chunk", "Mỗi lần gửi tối đa 1 MB", "One request carries 1 MB at most")
	errHash  = app.Fault(app.Invalid, "phone_hash", "Ảnh bị sai trên đường truyền. Xin gửi lại",
		"The picture was changed on its way. Please send it again")
	errPhoneRequest = app.Fault(app.Invalid, "bad_request", "Yêu cầu không đúng dạng", "The request is not well formed")
)

// PhoneProblem says why a picture was not taken, and what to do.
type PhoneProblem struct {
	Key     string   `json:"key"`
	Message app.Text `json:"message"`
}

// PhoneFile is a picture that a phone sends.
type PhoneFile struct {
	File    string              `json:"file" doc:"as the phone names it"`
	Name    string              `json:"name"`
	Offset  int64               `json:"offset" doc:"bytes that are safely on the disk: the next part begins there"`
	State   string              `json:"state" enum:"coming,kept,refused"`
	Problem Maybe[PhoneProblem] `json:"problem" doc:"why it was refused"`
}

// PhoneState is all that a phone is told.
type PhoneState struct {
	Left  int         `json:"left" doc:"seconds until the link ends"`
	Most  int         `json:"most,omitempty" doc:"pictures that come with feedback, made small by the phone before they are sent; missing: they are for an article, whole"`
	Waits int         `json:"waits" doc:"pictures that are kept and not looked into yet: one that is damaged inside is refused later"`
	Files []PhoneFile `json:"files" nullable:"false" doc:"what this phone has sent"`
}

// PhoneLink is a link as the desk that made it sees it.
type PhoneLink struct {
	Until string      `json:"until" format:"date-time"`
	Used  bool        `json:"used" doc:"a phone has opened it"`
	Files []PhoneFile `json:"files" nullable:"false"`
}

// PhoneAddress is one way to reach the page.
type PhoneAddress struct {
	Address string    `json:"address" doc:"of this machine"`
	URL     string    `json:"url"`
	QR      Maybe[QR] `json:"qr"`
}

// PhoneOffer opens the page for one phone.
type PhoneOffer struct {
	URL       string         `json:"url" doc:"at the best address"`
	QR        Maybe[QR]      `json:"qr"`
	Until     string         `json:"until" format:"date-time"`
	Network   bool           `json:"network" doc:"false where this machine is in no network: no phone will reach it"`
	Addresses []PhoneAddress `json:"addresses" nullable:"false" doc:"all of them, the best first"`
}

func (s *Server) openPhone(ctx context.Context, in *struct {
	ID string `path:"id"`
}) (*struct{ Body PhoneOffer }, error) {
	by, id, err := s.actorAt(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if !app.MayAct(by.Post, app.Drafted, app.ActEdit) {
		return nil, app.ErrMayNotWrite
	}
	token, l, hosts, err := s.phones.open(id, who(ctx).signed)
	if err != nil {
		return nil, err
	}
	out := PhoneOffer{Until: stampExact(l.until), Addresses: []PhoneAddress{}}
	for _, h := range hosts {
		url := "http://" + h + "/gui-anh/" + token
		out.Addresses = append(out.Addresses, PhoneAddress{h, url, qrOf(url)})
		out.Network = out.Network || !strings.HasPrefix(h, "127.")
	}
	out.URL, out.QR = out.Addresses[0].URL, out.Addresses[0].QR
	return &struct{ Body PhoneOffer }{out}, nil
}

func (s *Server) closePhone(ctx context.Context, in *struct {
	ID string `path:"id"`
}) (*none, error) {
	by, id, err := s.actorAt(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if !app.MayAct(by.Post, app.Drafted, app.ActEdit) {
		return nil, app.ErrMayNotWrite
	}
	s.phones.close(id)
	return nil, nil
}

// phonePage gives the page to whoever has the link; which phone keeps it
// is decided when its script first asks, since cameras and messengers look
// at links too.
func (s *Server) phonePage(w http.ResponseWriter, r *http.Request) {
	if s.pages.phone == nil {
		writeProblem(w, errNotHere)
		return
	}
	fresh, alive := s.phones.visit(r.PathValue("token"), who(r.Context()).cookie)
	if fresh != "" {
		http.SetCookie(w, &http.Cookie{
			Name: s.sessions.cookieName(r), Value: fresh, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode,
		})
	}
	common(w)
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	if !alive {
		w.WriteHeader(http.StatusNotFound) // the page says so in words
	}
	_, _ = w.Write(s.pages.phone) // the client is gone if this fails
}

func (s *Server) phoneState(ctx context.Context, in *struct {
	Token string `path:"token"`
}) (*struct{ Body PhoneState }, error) {
	l, _, err := s.phones.use(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	waits := s.phones.review(ctx, l)
	s.phones.mu.Lock()
	defer s.phones.mu.Unlock()
	return &struct{ Body PhoneState }{PhoneState{Left: int(l.until.Sub(s.o.Now()).Seconds()), Most: l.small(), Waits: waits, Files: l.sent()}}, nil
}

func (s *Server) phoneFile(ctx context.Context, in *struct {
	Token string `path:"token"`
	File  string `path:"file"`
}) (*struct{ Body PhoneFile }, error) {
	l, _, err := s.phones.use(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	s.phones.mu.Lock()
	defer s.phones.mu.Unlock()
	if f, _ := l.find(in.File); f != nil {
		return &struct{ Body PhoneFile }{f.told()}, nil
	}
	return &struct{ Body PhoneFile }{PhoneFile{File: in.File, State: phoneComing}}, nil
}

func (s *Server) putPhoneFile(w http.ResponseWriter, r *http.Request) {
	var stopped atomic.Bool
	f, err := s.receive(w, r, &stopped)
	if stopped.Load() { // nothing more can be read there
		w.Header().Set("Connection", "close")
	}
	if err != nil {
		writeProblem(w, err)
		return
	}
	writeJSON(w, f)
}

// phonePart is what a request says of the part it carries.
type phonePart struct {
	file    string
	name    string
	written int64 // ms since 1970; zero: not known
	size    int64 // of the whole; zero: not known
	offset  int64
	done    bool
	sum     string
}

var phoneFileName = regexp.MustCompile(`^[0-9a-z]{8,64}$`)

func partOf(r *http.Request) (p phonePart, err error) {
	q := r.URL.Query()
	p = phonePart{file: r.PathValue("file"), name: q.Get("name"), done: q.Get("done") == "1", sum: q.Get("sha256")}
	if !phoneFileName.MatchString(p.file) || len(p.name) > 4000 {
		return p, errPhoneRequest
	}
	for name, v := range map[string]*int64{"offset": &p.offset, "taken": &p.written, "size": &p.size} {
		if text := q.Get(name); text != "" || name == "offset" {
			if *v, err = strconv.ParseInt(text, 10, 64); err != nil || *v < 0 {
				return p, errPhoneRequest.With(err)
			}
		}
	}
	return p, nil
}

// receive takes in one part of a picture and, with the last, the picture.
// Stopped tells that another try of the same file has made it give way.
func (s *Server) receive(w http.ResponseWriter, r *http.Request, stopped *atomic.Bool) (PhoneFile, error) {
	ctx := r.Context()
	l, by, err := s.phones.use(ctx, r.PathValue("token"))
	if err != nil {
		return PhoneFile{}, err
	}
	part, err := partOf(r)
	if err == nil && r.ContentLength > maxChunk {
		err = errChunk
	}
	if err != nil {
		return PhoneFile{}, err
	}
	conn := http.NewResponseController(w)
	_ = conn.SetReadDeadline(time.Now().Add(chunkTimeout))
	f, err := s.phones.enter(ctx, l, part.file, part.name, part.written, func() {
		stopped.Store(true)
		_ = conn.SetReadDeadline(time.Unix(1, 0))
	})
	if err != nil {
		return PhoneFile{}, err
	}
	defer s.phones.leave(l, f)
	if f.state != phoneKept { // else the phone has not heard of it
		if err := s.take(ctx, l, f, &part, http.MaxBytesReader(w, r.Body, maxChunk)); err != nil {
			s.refuse(ctx, l, by, f, err)
			if ctx.Err() != nil { // it gave way to another try, or the phone is gone
				err = errOffset
			}
			return PhoneFile{}, err
		}
		if part.done {
			if err := s.keep(ctx, l, by, f, part.sum); err != nil {
				s.refuse(ctx, l, by, f, err)
				return PhoneFile{}, err
			}
		}
	}
	s.phones.mu.Lock()
	defer s.phones.mu.Unlock()
	return f.told(), nil
}

// take appends a part to the file. What came before the connection was cut
// counts.
func (s *Server) take(ctx context.Context, l *phoneLink, f *phoneFile, part *phonePart, r io.Reader) error {
	if f.state == phoneRefused && part.offset == 0 { // the phone tries it again
		s.phones.locked(func() { f.state, f.problem = phoneComing, nil })
	}
	if part.offset != f.offset || f.state != phoneComing {
		return errOffset
	}
	most, tooMuch := int64(maxPhonePicture), errPhotoTooLarge
	if l.visitor != "" {
		most, tooMuch = app.MaxTicketPhoto, app.ErrTicketPhoto
	}
	if max(part.size, f.offset) > most {
		return tooMuch
	}
	if f.path == "" {
		path := filepath.Join(s.o.Desk.Scratch, "phone-"+rand.Text()+".tmp")
		s.phones.locked(func() { f.path = path })
	}
	n, err := appendTo(f.path, f.offset, r)
	s.phones.locked(func() { f.offset += n })
	var tooLarge *http.MaxBytesError
	switch {
	case f.offset > most:
		return tooMuch
	case errors.As(err, &tooLarge):
		return errChunk
	case err != nil:
		return fmt.Errorf("receive a picture: %w", err)
	}
	return ctx.Err()
}

// appendTo writes at the end of a file and tells how much of it is durable.
func appendTo(path string, offset int64, r io.Reader) (n int64, err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	n, err = io.Copy(io.NewOffsetWriter(f, offset), r)
	if bad := errors.Join(f.Sync(), f.Close()); bad != nil {
		return 0, errors.Join(err, bad)
	}
	return n, err
}

// keep makes a whole file a picture in the tray. Once begun it is finished,
// whether or not the phone is still there.
func (s *Server) keep(ctx context.Context, l *phoneLink, by app.Actor, f *phoneFile, sum string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), developTimeout)
	defer cancel()
	file, err := os.Open(f.path)
	if err != nil {
		return err
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return err
	}
	if hex.EncodeToString(hash.Sum(nil)) != sum {
		return errHash
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if l.visitor != "" {
		return s.keepPhoto(f, file)
	}
	d, err := s.o.Desk.Darkroom.Keep(ctx, file)
	if err != nil {
		return err
	}
	it, err := s.o.Real.Library.AddToTray(ctx, by, l.article, d, f.name, f.written, app.FromPhone)
	if err != nil {
		return err
	}
	if it.Waits {
		s.o.Desk.Darkroom.Add(d.Original)
	}
	_ = file.Close() // else Windows keeps its name
	s.phones.locked(func() {
		size := f.offset
		f.drop()
		f.state, f.offset = phoneKept, size
		if it.Waits {
			f.kept = d.Original
		}
	})
	return nil
}

// refuse notes that a picture was not taken, where that lies with the
// picture: it is then dropped, and named in the tray. Everything else may
// go on where it stopped.
func (s *Server) refuse(ctx context.Context, l *phoneLink, by app.Actor, f *phoneFile, cause error) {
	if cause == errOffset || cause == errChunk {
		return
	}
	if cause == errHash {
		s.phones.locked(f.drop)
		return
	}
	if code := app.CodeOf(cause); code == app.Invalid || code == app.TooLarge {
		if l.visitor == "" {
			s.noteTrayFault(context.WithoutCancel(ctx), by, l.article, f.name, app.FromPhone, cause)
		}
		s.phones.locked(func() {
			f.drop()
			f.state, f.problem = phoneRefused, problemOf(cause)
		})
	}
}

// locked changes what others may look at.
func (p *phones) locked(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
}
