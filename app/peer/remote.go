package peer

import (
	"context"
	"io"

	"bangtin/app"
)

// Remote is a place where the machines of one library leave for each other
// what they have. It understands nothing of it: whoever takes something
// from there checks it. Whatever is left there under a name never changes.
type Remote interface {
	// Offers lists what is there. What cannot be read is told as refused
	// and does not keep the rest from being used.
	Offers(ctx context.Context) (offers []Offer, refused []Refusal, err error)
	// Open opens what an offer holds. The reader gives an error, never
	// fewer or other bytes than were left there, but for what Offer.Part
	// says. An error with a message for people is of what lies there; any
	// other is of the remote, which may give it whole another time.
	Open(ctx context.Context, o Offer) (io.ReadCloser, error)
	// Put leaves items there, durably when it returns. After an error
	// those that wrote tells of are there.
	Put(ctx context.Context, a app.Audience, items []Item, wrote func(Item)) error
	// Drop takes away what was offered.
	Drop(ctx context.Context, offers ...Offer) error
	// SetAside takes what is damaged out of what is offered and keeps it
	// where nobody takes it for whole: it may be the only copy. It tells
	// what it put aside.
	SetAside(ctx context.Context, offers ...Offer) (done []Refusal, err error)

	// Tidy puts together what this machine left there in many small parts.
	// Whatever becomes of it, all that is offered stays so.
	Tidy(ctx context.Context) error

	// Notes are small files by which machines tell of themselves.
	Notes(ctx context.Context, kind string) (map[string][]byte, error)
	PutNote(ctx context.Context, kind, name string, text []byte) error
	DropNote(ctx context.Context, kind, name string) error
}

// The kinds of things that are offered.
const (
	KindRun   = "run"   // changes of one log, each after the one before it
	KindLoose = "loose" // single changes, such as those that must not wait
	KindFile  = "file"  // a picture or another file, named by its hash
)

// Thing says what an offer or an item is.
type Thing struct {
	Kind string     `json:"kind"`
	Run  *RunName   `json:"run,omitempty"`
	IDs  []app.Hash `json:"ids,omitempty"`  // of loose changes
	File app.Hash   `json:"file,omitzero"`  // of a file: SHA-256 of its bytes
	Size int64      `json:"size"`           // bytes as they are stored there
	Seal bool       `json:"seal,omitempty"` // they are sealed to the staff key
}

// RunName is an app.Run as it is written down.
type RunName struct {
	Device      app.Key       `json:"device"`
	Incarnation app.HexNumber `json:"incarnation"`
	Audience    app.Audience  `json:"audience"`
	From        uint64        `json:"from"`
	To          uint64        `json:"to"`
	Last        app.Hash      `json:"last"`
	Erased      int           `json:"erased,omitempty"`
}

func nameOf(r app.Run) *RunName {
	return &RunName{r.Log.Device, app.HexNumber(r.Log.Incarnation), r.Log.Audience, r.From, r.To, r.Last, r.Erased}
}

func (n *RunName) run() app.Run {
	log := app.LogName{Device: n.Device, Incarnation: uint64(n.Incarnation), Audience: n.Audience}
	return app.Run{Log: log, From: n.From, To: n.To, Last: n.Last, Erased: n.Erased}
}

// Offer is a thing that a remote has.
type Offer struct {
	Thing
	Audience app.Audience
	// Part tells that only the beginning of it is there: the rest was cut
	// off. What can be read of it may be used.
	Part bool

	pack   string  // name of the pack it lies in
	writer app.Key // who says to have made it
	offset int64   // of its first byte
	sum    app.Hash
	fresh  bool // somebody may still be writing the pack
	summed bool // who opens it holds the bytes to their sum
	lost   bool // of a part: there is more behind it that cannot be read
}

// Aside tells that it was found damaged and put aside: nobody takes it.
func (o Offer) Aside() bool { return asideNames.MatchString(o.pack) }

// Item is a thing to be left at a remote.
type Item struct {
	Thing
	// Write writes exactly Size bytes.
	Write func(w io.Writer) error
}

// Refusal is something that was not used, and why.
type Refusal struct {
	What   string   `json:"what"` // a pack, a device, a file
	Reason app.Text `json:"reason"`
	Key    string   `json:"key"`
}

func refusal(what string, err *app.Error) Refusal {
	return Refusal{What: what, Reason: err.Msg, Key: err.Key}
}
