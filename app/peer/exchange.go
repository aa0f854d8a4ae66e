package peer

import (
	"context"
	"io"
	"log/slog"
	"os"
	"sync"
	"time"

	"bangtin/app"
)

// Media are the files of a data folder, named by their hash.
type Media interface {
	Stat(sum [32]byte) (int64, error)
	Open(sum [32]byte) (*os.File, error)
	Take(ctx context.Context, r io.Reader, limit int64, look func(f io.ReaderAt, sum [32]byte, size int64) error) (sum [32]byte, size int64, err error)
}

// Party is this machine in an exchange.
type Party struct {
	Library *app.Library
	Media   Media
	Keys    *app.Keys
	// Staff is the identity that opens what is sealed to desks; empty on
	// kiosks and screens.
	Staff string
	// Originals says that pictures as they came from the camera are left
	// for other desks, and taken from them.
	Originals bool
	Version   string // of the program
	// Programs are the versions of the program that this machine keeps; nil
	// where it neither takes nor passes on any.
	Programs Programs
	Via      string // what people call the place
	Log      *slog.Logger
}

// Progress is how far an exchange is.
type Progress struct {
	Phase string `json:"phase"` // see the Phase… constants
	Done  int64  `json:"done"`  // bytes
	Total int64  `json:"total"`
}

// The phases of an exchange, in their order.
const (
	PhaseLook  = "look"  // at what is there
	PhaseTake  = "take"  // changes
	PhaseFiles = "files" // pictures are taken
	PhaseGive  = "give"  // changes and pictures
	PhaseDone  = "done"  // everything that was left there is safe
)

// Report is what came of an exchange. It is filled as far as the exchange
// came, also where it failed.
type Report struct {
	Came Tally `json:"came"`
	Went Tally `json:"went"`
	// Articles are those that something new came of.
	Articles []app.ID  `json:"articles,omitempty"`
	Refused  []Refusal `json:"refused,omitempty"`
	Met      []app.Met `json:"met,omitempty"`
	// Missing counts the pictures on show that nobody had left there.
	Missing int `json:"missing,omitempty"`
	// Renewed: the place held a continuation of this machine's own log that
	// is not here. The data folder was copied or restored.
	Renewed bool `json:"renewed,omitempty"`
	// Newer counts changes that this program is too old to understand. They
	// are kept and passed on.
	Newer int `json:"newer,omitempty"`
	// Upgrade is the version of the program that came; empty where none did.
	Upgrade string `json:"upgrade,omitempty"`
}

// Tally counts what changed hands.
type Tally struct {
	Changes int            `json:"changes"`
	Kinds   map[string]int `json:"kinds,omitempty"` // changes by their kind
	// Articles are those of which something for readers changed hands, Drafts
	// those of which a version for staff did, each once however often it was
	// changed.
	Articles int   `json:"articles,omitempty"`
	Drafts   int   `json:"drafts,omitempty"`
	Files    int   `json:"files"`
	Bytes    int64 `json:"bytes"`
}

func (t *Tally) count(k app.Kind) {
	if t.Kinds == nil {
		t.Kinds = map[string]int{}
	}
	t.Changes++
	t.Kinds[k.String()]++
}

// Exchange takes from a remote what this machine lacks and leaves what the
// others lack. It may be called as often as one likes; what was done is not
// done again. The report is not nil, whatever the error.
func (p *Party) Exchange(ctx context.Context, r Remote, tell func(Progress)) (*Report, error) {
	x := &exchange{Party: p, remote: r, tell: tell, report: &Report{}, seen: map[app.ID]bool{}, shows: map[app.ID]bool{}, drafts: map[app.ID]bool{}, broken: map[place]Offer{}, tried: map[place]bool{}, unread: map[string]bool{}}
	if x.tell == nil {
		x.tell = func(Progress) {}
	}
	if x.Log == nil {
		x.Log = slog.New(slog.DiscardHandler)
	}
	inner, stop := context.WithCancel(ctx)
	err := x.run(inner)
	stop()
	x.work.Wait()
	if err != nil {
		err = remoteFault(err)
	}
	return x.report, err
}

// maxRefused is how many refusals of one exchange are told.
const maxRefused = 100

// exchange is one Exchange under way.
type exchange struct {
	*Party
	remote Remote
	tell   func(Progress)
	report *Report
	seen   map[app.ID]bool // articles that something came of
	shows  map[app.ID]bool // those of them of which it is for readers
	drafts map[app.ID]bool // and for staff
	offers []Offer
	aside  []Offer // what was put aside before
	seal   Seal
	sealed bool            // there is a seal: the founding of the library is known
	broken map[place]Offer // that turned out to be damaged
	unread map[string]bool // packs of which something could not be read
	tried  map[place]bool  // files that could not be read
	bare   []bare
	came   []arrived // that are not told yet

	work   sync.WaitGroup // what goes on beside; it ends with the exchange
	staff  *reading       // of what only desks may read, once it has begun
	early  <-chan got     // of files, beside the fold
	filing Progress       // of files
}

// place is where an offer lies.
type place struct {
	a      app.Audience
	pack   string
	offset int64
}

func (o Offer) place() place { return place{o.Audience, o.pack, o.offset} }

// spoil notes that an offer is damaged: it is no longer offered, so that
// whoever has it whole leaves it anew.
func (x *exchange) spoil(o Offer) { x.broken[o.place()] = o }

func (x *exchange) run(ctx context.Context) error {
	x.tell(Progress{Phase: PhaseLook})
	offers, refused, err := x.remote.Offers(ctx)
	if err != nil {
		return err
	}
	for _, o := range offers {
		if o.Aside() {
			x.aside = append(x.aside, o)
		} else {
			x.offers = append(x.offers, o)
		}
	}
	x.refuse(refused...)
	before := x.Library.Incarnation()
	if err := x.takeOpen(ctx); err != nil {
		return err
	}
	if err := x.findSeal(); err != nil {
		return err
	}
	if err := x.takeStaff(ctx); err != nil {
		return err
	}
	met, refused, err := x.readHeads(ctx, x.remote)
	if err != nil {
		return err
	}
	x.refuse(refused...)
	now := time.Now().UnixMilli()
	for i := range met {
		met[i].Heard, met[i].Via = now, x.Via
	}
	if err := x.Library.NoteMet(ctx, met...); err != nil {
		return err
	}
	x.report.Met = met
	if _, err := x.Library.Renew(ctx, met...); err != nil {
		return err
	}
	x.report.Renewed = x.Library.Incarnation() != before
	if err := x.takeFiles(ctx); err != nil {
		return err
	}
	if err := x.takeRelease(ctx); err != nil {
		return err
	}
	if err := x.Library.ShowAtOnce(ctx); err != nil {
		return err
	}
	if err := x.answerKiosks(ctx); err != nil {
		return err
	}
	if err := x.give(ctx); err != nil {
		return err
	}
	me, err := x.me(ctx)
	if err != nil {
		return err
	}
	if _, ok := x.Library.Roster().Member(x.Library.Device()); ok {
		if err := x.writeHead(ctx, x.remote, me); err != nil {
			return err
		}
	}
	if err := x.remote.Tidy(ctx); err != nil {
		return err
	}
	x.tell(Progress{Phase: PhaseDone})
	return nil
}

// answerKiosks passes on what kiosks brought and writes receipts for it, so
// that both reach them together. A kiosk lets go of what has one.
func (x *exchange) answerKiosks(ctx context.Context) error {
	if err := x.Library.SealVotes(ctx); err != nil {
		return err
	}
	if err := x.Library.SealCounts(ctx); err != nil {
		return err
	}
	if _, err := x.Library.Acknowledge(ctx); err != nil {
		return err
	}
	for {
		if n, err := x.Library.LetGo(ctx); err != nil || n == 0 {
			return err
		}
	}
}

func (x *exchange) refuse(all ...Refusal) {
	for _, r := range all {
		if len(x.report.Refused) == maxRefused {
			return // somebody's mischief, or a stick that is going bad: these will do
		}
		x.Log.Warn("refused in an exchange", "what", r.What, "key", r.Key, "via", x.Via)
		x.report.Refused = append(x.report.Refused, r)
	}
}

// findSeal makes the seal as soon as the founding is known that names it.
func (x *exchange) findSeal() (err error) {
	if x.sealed {
		return nil
	}
	to := x.Library.Roster().Staff()
	if to == "" {
		return nil
	}
	if x.seal, err = NewSeal(to, x.Staff); err != nil {
		return err
	}
	x.sealed = true
	return nil
}

// staffed tells whether what only desks may read is read here.
func (x *exchange) staffed() bool {
	return x.sealed && x.seal.Opens() && x.Library.HoldsAudience(app.Staff)
}

// me is what this machine tells of itself.
func (x *exchange) me(ctx context.Context) (m app.Met, err error) {
	s, err := x.Library.Status(ctx)
	if err != nil {
		return m, err
	}
	m = app.Met{
		Device: x.Library.Device(), Version: x.Version, Fold: s.Fold, At: time.Now().UnixMilli(),
		Published: s.Published, RootOpen: s.RootOpen, Living: app.HexNumber(x.Library.Incarnation()), Newer: s.Newer > 0,
	}
	if x.Programs != nil {
		m.Failed = x.Programs.Failed()
	}
	audiences := []app.Audience{app.Open}
	if x.staffed() {
		m.RootStaff, audiences = s.RootStaff, append(audiences, app.Staff)
	}
	for _, a := range audiences {
		tips, err := x.Library.Known(ctx, a)
		if err != nil {
			return m, err
		}
		for _, t := range tips {
			m.Known = append(m.Known, t.Name())
		}
	}
	x.report.Newer = s.Newer
	m.Recent, err = x.Library.RecentOpen(ctx, m.Known)
	return m, err
}
