package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	_ "embed"

	"bangtin/app"
)

// SitePanel is how a kiosk or screen stands in its hall.
type SitePanel struct {
	Hours Maybe[Hours] `json:"hours" doc:"null: always open"`
	Turn  app.Turn     `json:"turn" enum:",portrait,portrait-left,landscape,landscape-left"`
	Staff bool         `json:"staff" doc:"there is a PIN, and staff may be let in by it"`
	Code  string       `json:"code" doc:"for an administrator, in groups, while this machine was not let into the library that it shows; empty otherwise"`
}

func (s *Server) panel() app.Panel {
	if s.o.Panel == nil {
		return app.Panel{}
	}
	return s.o.Panel()
}

// inHall tells the faces that stand in a hall.
func inHall(face string) bool { return face == FaceKiosk || face == FaceScreen }

func (s *Server) sitePanel(face string) (out Maybe[SitePanel]) {
	if !inHall(face) {
		return out
	}
	p := s.panel()
	out.V = &SitePanel{Turn: p.Turn, Staff: p.PIN != ""}
	if p.Hours != nil {
		out.V.Hours.V = &Hours{From: p.Hours.From, Until: p.Hours.Until, Days: append([]int{}, p.Hours.Days...)}
	}
	if s.o.Joining != nil {
		if j := s.o.Joining(); j.Above {
			out.V.Code = j.Code
		}
	}
	return out
}

// Machine is what a panel tells staff of its machine.
type Machine struct {
	Name    string `json:"name"`
	Number  string `json:"number" doc:"the beginning of its key, as desks list it"`
	Member  bool   `json:"member" doc:"it was let into its library"`
	Root    string `json:"root" doc:"four digits of what it shows"`
	Shown   int    `json:"shown"`
	Version string `json:"version"`

	Clock ClockView `json:"clock"`
}

var errPINWrong = app.Fault(app.Denied, "pin_wrong", "Mã PIN không đúng", "That PIN is wrong")

type machineOut struct{ Body Machine }

// openPanel lets staff at a panel in by their PIN.
func (s *Server) openPanel(ctx context.Context, in *struct {
	Body struct {
		PIN string `json:"pin" pattern:"^[0-9]{4,12}$"`
	}
}) (*machineOut, error) {
	if err := s.staffAtPanel(ctx, in.Body.PIN); err != nil {
		return nil, err
	}
	return s.machine(ctx)
}

// panelClock takes the word of staff at a panel that the time which was shown
// is right: it has no keyboard to say so otherwise.
func (s *Server) panelClock(ctx context.Context, in *struct {
	Body struct {
		PIN   string    `json:"pin" pattern:"^[0-9]{4,12}$"`
		Reads time.Time `json:"reads" doc:"the time that was shown"`
	}
}) (*machineOut, error) {
	if err := s.staffAtPanel(ctx, in.Body.PIN); err != nil {
		return nil, err
	}
	if err := s.believe(ctx, in.Body.Reads); err != nil {
		return nil, err
	}
	return s.machine(ctx)
}

// staffAtPanel refuses who does not know the PIN. Whoever guesses waits.
func (s *Server) staffAtPanel(ctx context.Context, pin string) error {
	p := s.panel()
	if !inHall(who(ctx).face) || p.PIN == "" || s.o.Machine == nil {
		return errNotHere
	}
	const login = "\npanel" // nobody's
	if err := s.door.wait(session{}, login); err != nil {
		return err
	}
	leave, err := s.door.turn(ctx)
	if err != nil {
		return err
	}
	right := app.CheckPassword(p.PIN, pin)
	leave()
	s.door.tried(session{}, login, right)
	if !right {
		return errPINWrong
	}
	return nil
}

func (s *Server) machine(ctx context.Context) (*machineOut, error) {
	m, err := s.o.Machine(ctx)
	if err != nil {
		return nil, err
	}
	m.Version = s.o.Version
	m.Clock, err = s.clockView(ctx)
	return &machineOut{m}, err
}

// Called is what a machine shows big for a moment, for whoever looks for it.
type Called struct {
	Name    string `json:"name"`
	Number  string `json:"number"`
	Seconds int    `json:"seconds" doc:"for how long, if nobody touches it"`
}

// calledFor is how long that is.
const calledFor = 20 * time.Second

// calls hand to the panels that are open what they are to show.
type calls struct {
	mu        sync.Mutex
	last      Called
	until     time.Time // of last, for a page that comes a little later
	listeners map[chan Called]bool
}

func (c *calls) listen(now time.Time) (<-chan Called, func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	ch := make(chan Called, 1)
	if left := c.until.Sub(now); left > 0 {
		last := c.last
		last.Seconds = int(left/time.Second) + 1
		ch <- last
	}
	if c.listeners == nil {
		c.listeners = map[chan Called]bool{}
	}
	c.listeners[ch] = true
	return ch, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.listeners, ch)
	}
}

// Call has every kiosk and screen of this machine show its name and number
// for a moment. It tells how many there are.
func (s *Server) Call(name, number string) int {
	c := Called{Name: name, Number: number, Seconds: int(calledFor / time.Second)}
	s.calls.mu.Lock()
	defer s.calls.mu.Unlock()
	s.calls.last, s.calls.until = c, s.o.Now().Add(calledFor)
	for ch := range s.calls.listeners {
		select {
		case ch <- c:
		default: // it is about to show the one before
		}
	}
	return len(s.calls.listeners)
}

func tellCall(w http.ResponseWriter, stream *http.ResponseController, c Called) bool {
	text, err := json.Marshal(c)
	if err != nil || stream.SetWriteDeadline(time.Now().Add(heartbeat)) != nil {
		return false
	}
	_, err = fmt.Fprintf(w, "event: call\ndata: %s\n\n", text)
	return err == nil && stream.Flush() == nil
}

// A panel that hangs otherwise than its system knows shows its face within a
// frame that is turned: the face itself has a page as high and wide as the
// display really is, and knows nothing of it.

//go:embed turned.html
var turnedPage string

//go:embed turned.css
var turnedStyle []byte

// turned is the page around a face that is turned, or leads to the face where
// it is not.
func (s *Server) turned(w http.ResponseWriter, r *http.Request) {
	face := who(r.Context()).face
	turn := s.panel().Turn
	if !inHall(face) {
		writeProblem(w, errNotHere)
		return
	}
	common(w)
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	if turn == app.TurnNone {
		http.Redirect(w, r, home(face), http.StatusFound)
		return
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", policy+"; frame-src 'self'")
	page := strings.NewReplacer("{turn}", string(turn), "{face}", home(face)).Replace(turnedPage)
	_, _ = w.Write([]byte(page)) // the client is gone if this fails
}

func (s *Server) turnedStyle(w http.ResponseWriter, _ *http.Request) {
	common(w)
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write(turnedStyle)
}

// framed lets the page of a face stand in the frame of its own turned page,
// whether it is turned or not: where that has changed since, only a face that
// is there can lead out of its frame.
func framed(w http.ResponseWriter, face string) {
	if inHall(face) {
		h := w.Header()
		h.Set("X-Frame-Options", "SAMEORIGIN")
		h.Set("Content-Security-Policy", strings.Replace(policy, "frame-ancestors 'none'", "frame-ancestors 'self'", 1))
	}
}
