package api

import (
	"context"
	"crypto/rand"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"bangtin/app"
)

// Sessions of colleagues, whose windows no supervisor here looks after.
const (
	colleagueLife = 12 * time.Hour // since their last request
	maxColleagues = 500
)

// Colleagues is the listener for staff on other machines.
type Colleagues interface {
	// State tells whether it is open, and where.
	State() ColleaguesState
	// Open begins to answer on every private address of this machine, now
	// and at each later start until it is shut.
	Open() error
	Shut() error
}

// ColleaguesState is what staff have to know to work from other machines.
type ColleaguesState struct {
	Open        bool     `json:"open"`
	Fixed       bool     `json:"fixed" doc:"opened by the command line: it cannot be shut here"`
	Addresses   []string `json:"addresses" nullable:"false" doc:"https://…, the likeliest first"`
	Fingerprint string   `json:"fingerprint" doc:"SHA-256 of the certificate, as browsers print it"`
}

// Staff gives the handler of the colleagues' listener, which stands behind
// TLS. Key is the SHA-256 of its public key. It answers for any address of
// the machine and for the listed names: a page elsewhere can point a name of
// its own at this machine, but no address.
func (s *Server) Staff(key app.Hash, names ...string) http.Handler {
	s.meetings.setKey(key)
	mux := s.table(staffListener)
	known := map[string]bool{}
	for _, n := range names {
		known[strings.ToLower(n)] = true
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := strings.ToLower(r.Host)
		name, _, err := net.SplitHostPort(host)
		if err != nil {
			name = host
		}
		if _, err := netip.ParseAddr(strings.Trim(name, "[]")); (err != nil && !known[name]) || !ownOrigin(r, host) {
			writeProblem(w, errBarred)
			return
		}
		w.Header().Set("Cross-Origin-Opener-Policy", "same-origin")
		at := session{face: FaceDesk, place: placeOf(r.RemoteAddr), away: true}
		if found, ok := s.sessions.find(r); ok && found.away {
			at = found
		}
		at.give = func(cookie string) { s.setCookie(w, r, cookie) }
		mux.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), contextKey{}, at)))
	})
}

// placeOf names where a request comes from, as the door counts its tries: an
// address, or of IPv6 the network that one machine has to itself.
func placeOf(remote string) string {
	at, err := netip.ParseAddrPort(remote)
	if err != nil {
		return remote
	}
	a := at.Addr().Unmap().WithZone("")
	if a.Is4() {
		return a.String()
	}
	p, _ := a.Prefix(64) // every IPv6 address has one
	return p.String()
}

// firstCode is what whoever makes the first administrator from another
// machine has to know: it stands on the terminal of this one. 40 bits, in
// letters that nobody takes for each other (Crockford's base 32).
func firstCode() string {
	const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	b := make([]byte, 8)
	rand.Read(b) // never fails, see its documentation
	for i := range b {
		b[i] = letters[b[i]%32]
	}
	return string(b[:4]) + "-" + string(b[4:])
}

// FirstCode is asked for where the first administrator is made from another
// machine. It lives as long as the program runs and counts only while there
// is no account.
func (s *Server) FirstCode() string { return s.code }

var errCode = app.Fault(app.Denied, "first_code", "Mã không đúng. Mã hiện ở dòng lệnh nơi chương trình đang chạy",
	"The code is wrong. It stands on the terminal where the program runs")

// mayBeFirst lets somebody at this machine take charge, and from another
// only who knows the code.
func (s *Server) mayBeFirst(at session, code string) error {
	if !at.away {
		return nil
	}
	if err := s.door.wait(at, ""); err != nil {
		return err
	}
	clean := func(c string) string { return strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(c), "-", "")) }
	right := same(clean(code), clean(s.code))
	s.door.tried(at, "", right)
	if !right {
		return errCode
	}
	return nil
}

// ColleaguesView is the listener and who is calling it for the first time.
type ColleaguesView struct {
	ColleaguesState
	Possible bool      `json:"possible" doc:"this program can be opened to other machines"`
	Meetings []Meeting `json:"meetings" nullable:"false" doc:"the latest first"`
}

type colleaguesOut struct{ Body ColleaguesView }

func (s *Server) colleagues(ctx context.Context, _ *none) (*colleaguesOut, error) {
	out := &colleaguesOut{ColleaguesView{ColleaguesState: ColleaguesState{Addresses: []string{}}, Meetings: s.meetings.list()}}
	if c := s.o.Desk.Colleagues; c != nil {
		out.Body.Possible, out.Body.ColleaguesState = true, c.State()
	}
	return out, nil
}

func (s *Server) openColleagues(ctx context.Context, in *struct {
	Body struct {
		Open bool `json:"open"`
	}
}) (*colleaguesOut, error) {
	by, err := s.actor(ctx)
	if err != nil {
		return nil, err
	}
	if !app.May(by.Post, app.SetOffice) {
		return nil, app.ErrNotAdmin
	}
	c := s.o.Desk.Colleagues
	switch {
	case c == nil || c.State().Fixed:
		return nil, app.Fault(app.Unavailable, "colleagues_fixed", "Không đổi được ở đây: việc này do dòng lệnh quyết định",
			"This cannot be changed here: the command line decides it")
	case who(ctx).away && !in.Body.Open:
		return nil, app.Fault(app.Denied, "colleagues_here", "Chỉ đóng được trên chính máy đang mở", "It can be shut only at the machine that is open")
	case in.Body.Open:
		err = c.Open()
	default:
		err = c.Shut()
	}
	if err != nil {
		return nil, err
	}
	return s.colleagues(ctx, nil)
}
