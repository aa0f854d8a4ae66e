// Package api is the one set of HTTP handlers of Bảng Tin: the windows on
// this machine, browsers and our own commands are all clients of it.
//
// There are four listeners with a route table each. The window listener
// stands on loopback and answers whoever holds the cookie of a window,
// which a single-use token was changed for, and, on its control routes,
// whoever holds the token of run/engine.json. The public listener has the
// reader routes and no others. The phone listener stands on the local
// network while a link for a phone is alive: with it one phone sends
// pictures into the tray of one article and reads nothing. The staff
// listener stands behind TLS on the local network where somebody has opened
// it to colleagues; it has the desk's routes besides the readers'.
//
// Everything a reader gets comes from the lists of app.Library, in which
// only what is on show stands.
package api

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"bangtin/app"
)

// Shelf is a library with its pictures and its index.
type Shelf struct {
	Library *app.Library
	Media   Media
	Finder  Finder // nil where nothing can be searched
}

// Media opens files by the hash of what they hold.
type Media interface {
	Open(sum [32]byte) (*os.File, error)
}

// Engine is what the control routes ask of the process they run in.
type Engine interface {
	// Status describes the engine; the value is encoded as JSON.
	Status(ctx context.Context) (any, error)
	// Window adds a window with this face; display holds the variables
	// that name the display the caller sits at. A desk that is open there
	// is brought to the front instead, unless another is wanted.
	Window(ctx context.Context, face string, display []string, another bool) (id string, raised bool, err error)
	// WindowState tells whether the window still runs.
	WindowState(id string) (running bool, known bool)
	// CloseWindow ends a window.
	CloseWindow(ctx context.Context, id string) error
	// Do runs a command that needs the store, such as an import, and
	// reports on it line by line.
	Do(ctx context.Context, command string, args []byte, report func(any)) error
	// Browse opens a web address in the system's browser, on the display
	// of a window.
	Browse(ctx context.Context, window, address string) error
	// OpenFile opens a copy of a file, under this name, with the program
	// that the system has for it, on the display of a window.
	OpenFile(ctx context.Context, window string, file io.Reader, name string) error
	// Stop ends the engine.
	Stop()
}

// Desk is what staff need besides the library.
type Desk struct {
	// Journal keeps what is being written; see store.Journal.
	Journal Journal
	// Develop keeps an original and makes its derivatives; its errors say
	// what to do about a picture that cannot be used.
	Develop func(ctx context.Context, picture io.Reader) (app.Developed, error)
	// Edit makes another original of one that is kept.
	Edit func(ctx context.Context, original app.Hash, e app.PictureEdit) (app.Developed, error)
	// Darkroom makes derivatives in the background.
	Darkroom Darkroom
	// Files keeps what is no picture.
	Files FileStore
	// Scratch is a folder for what is still on its way, in files named
	// phone-*.tmp. Whoever opens the program sweeps it.
	Scratch string
	// Lan is nil where phones cannot send anything.
	Lan Lan
	// Colleagues is nil where staff on other machines cannot be let in.
	Colleagues Colleagues
	// Exchange is nil where this machine meets no other.
	Exchange Exchanger
	// Upgrades is nil where this machine keeps no other version of the program.
	Upgrades Upgrader
	// Backups is nil where none can be made.
	Backups Backups
	// Restores is nil where none can be brought back.
	Restores Restores
	// ReadUnits reads a list of units that comes from elsewhere; WriteUnits
	// writes one as "csv" or "json".
	ReadUnits  func(text []byte) ([]app.UnitRow, []app.UnitFault, error)
	WriteUnits func(d *app.Directory, form string) ([]byte, error)
	// WriteTickets writes tickets as a table with its columns named in a
	// language; next gives them piece by piece.
	WriteTickets func(w io.Writer, lang string, next func() (piece []app.DeskTicket, more bool, err error)) error
	// Met hears of a machine that calls for the first time; may be nil.
	Met func(Meeting)
	// Tables reads and writes a programme as a table.
	Tables Tables
	// Sheet begins a table of many rows, as "csv" or "xlsx", in a language.
	Sheet func(w io.Writer, form, lang string, columns []string) (Sheet, error)
}

// Sheet takes a table row by row and keeps none of it in memory.
type Sheet interface {
	// Row writes one row: texts, numbers, and times, which stand in
	// the sheet as in Vietnam; nil is an empty cell.
	Row(cells ...any) error
	// Close ends the table. It does not close what the table is written to.
	Close() error
}

// Tables is a programme as spreadsheets have it.
type Tables struct {
	// Read gives the lines without a fault, and the faults of the others.
	Read func(io.Reader) ([]app.ProgrammeEntry, []app.TableFault, error)
	// Write writes what Read reads back, with its columns named in a language.
	Write func(w io.Writer, rows []app.ProgrammeEntry, lang string) error
}

// Darkroom makes the derivatives of pictures for which nobody has to wait.
type Darkroom interface {
	// Keep keeps an original that is a picture by all that it says of
	// itself; its errors say what to do about one that is not.
	Keep(ctx context.Context, picture io.Reader) (app.Developed, error)
	// Small gives the thumbnail that a camera put into an original, as a
	// JPEG that browsers show upright; nil where there is none.
	Small(original app.Hash) ([]byte, error)
	// Add makes something of originals when their turn comes.
	Add(originals ...app.Hash)
	// Want makes something of originals before all others.
	Want(originals ...app.Hash)
	// Await is Want and waits until all of them are ready. It fails, with
	// what to do, where nothing can be made of one.
	Await(ctx context.Context, originals ...app.Hash) error
}

// Lan is the network that this machine shares with others, such as an
// office's Wi-Fi or the hotspot of the laptop itself.
type Lan interface {
	// Open answers with h at one port on every private address of this
	// machine until it is closed; closing waits for what is being answered.
	// The addresses ("192.168.1.20:40123") come best first; where there is
	// no network there is the loopback alone.
	Open(h http.Handler) (addresses []string, close func(), err error)
}

// Journal keeps one text a name until it is saved.
type Journal interface {
	Write(ctx context.Context, name string, text []byte) (time.Time, error)
	// ReadAt gives the text that was written at that time, the last for a
	// zero time; nil where there is none.
	ReadAt(ctx context.Context, name string, of time.Time) (text []byte, at time.Time, err error)
	Remove(ctx context.Context, name string) error
}

// Options are what the handlers need.
type Options struct {
	Real Shelf
	// Sample is shown while Real is empty; it gives false where
	// there is none.
	Sample  func() (Shelf, bool)
	Web     fs.FS // the built interface: index.html and assets
	Version string
	Engine  Engine
	// Beat hears that the page of a window is alive.
	Beat func(window string, b Beat)
	Now  func() time.Time
	Log  *slog.Logger
	// Plays hears what a window's page can play; may be nil.
	Plays func(window string, p Plays)
	// Desk is what staff need besides the library; nil where nobody can
	// sit down at a desk.
	Desk *Desk
	// Hall is the address at which the network of the place reaches the
	// public listener ("http://192.168.1.20:8080"), empty where there is none;
	// may be nil.
	Hall func() string
	// Idle is how long a kiosk waits for a touch before it asks; zero is
	// what the interface does by itself.
	Idle time.Duration
	// Joining tells the code by which this machine may be let into a library
	// while it was not; nil where it always was.
	Joining func() Joining
	// Panel is how this machine stands in its hall; nil where it stands in
	// none.
	Panel func() app.Panel
	// Machine tells staff at its panel which machine this is; may be nil.
	Machine func(ctx context.Context) (Machine, error)
	// Here names the point at which this machine stands; empty where a desk
	// says it.
	Here string
}

// Server holds what both listeners share.
type Server struct {
	o        Options
	pages    *pages
	sessions *sessions
	door     *door
	holds    *holds
	phones   *phones
	meetings *meetings
	visits   *visits
	around   *app.Visiting
	calls    calls
	code     string       // of the first administrator from another machine
	streams  atomic.Int32 // of events that are open
	done     chan struct{}
	closing  sync.Once
}

// New makes the handlers.
func New(o Options) (*Server, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	useProblems()
	p, err := readPages(o.Web)
	if err != nil {
		return nil, err
	}
	s := &Server{o: o, pages: p, sessions: newSessions(o.Now), door: newDoor(o.Now), code: firstCode(), done: make(chan struct{})}
	s.meetings = newMeetings(o.Now, nil)
	s.visits, s.around = newVisits(o.Now), app.NewVisiting(o.Now)
	if o.Desk != nil {
		s.meetings.tell = o.Desk.Met
	}
	s.holds = newHolds(o.Now, s.sessions.alive)
	s.phones = newPhones(s)
	return s, nil
}

// Close ends what never ends by itself, such as streams of events and the
// links of phones.
func (s *Server) Close() {
	s.closing.Do(func() {
		close(s.done)
		s.phones.stop()
	})
}

// Placeholder tells that the program was built without its interface.
func (s *Server) Placeholder() bool { return s.pages.placeholder }

// shelf is what readers see at this moment.
func (s *Server) shelf(ctx context.Context) (sh Shelf, sample bool, err error) {
	empty, err := s.o.Real.Library.Empty(ctx)
	if err != nil || !empty || s.o.Sample == nil {
		return s.o.Real, false, err
	}
	if sh, ok := s.o.Sample(); ok {
		return sh, true, nil
	}
	return s.o.Real, false, nil
}

// shelfOf is shelf for what is asked of one article, with its id.
func (s *Server) shelfOf(ctx context.Context, article string) (sh Shelf, sample bool, id app.ID, err error) {
	if sh, sample, err = s.shelf(ctx); err != nil {
		return sh, sample, id, err
	}
	if id, err = app.ParseID(article); err != nil {
		err = app.ErrNoArticle
	}
	return sh, sample, id, err
}

// cursor names what readers see, the shelf included and what is shown beside
// it, such as how a panel stands: a page that comes late, or was away, looks
// again.
func (s *Server) cursor(sh Shelf, sample bool) string {
	shelf := "r"
	if sample {
		shelf = "s"
	}
	return fmt.Sprintf("%s%s-%d", shelf, sh.Library.Cursor(), s.o.Real.Library.Looks())
}

// Beat is what a page tells about itself, once a second while it is seen.
type Beat struct {
	Route   string `json:"route" maxLength:"2000" doc:"path that is shown"`
	Painted string `json:"painted" maxLength:"100" doc:"cursor of what was last painted"`
	Visible bool   `json:"visible" doc:"false when the page goes out of sight"`
}

// Plays is what a window's page says that its machine can play.
type Plays struct {
	Can    []string `json:"can" maxItems:"40" nullable:"false" doc:"kinds of films and sounds"`
	Cannot []string `json:"cannot" maxItems:"40" nullable:"false"`
}

// common are the headers that every answer carries.
func common(w http.ResponseWriter) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	h.Set("Content-Security-Policy", policy)
}

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"font-src 'self'; connect-src 'self'; media-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
