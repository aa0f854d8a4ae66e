package app_test

import (
	"context"
	"crypto/ed25519"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"bangtin/app"
)

// world is the machines of one schedule, and what the test remembers of what
// was done on them.
type world struct {
	r       *rand.Rand // of the step under way
	disks   func() disk
	writing []deed // that may be under way in a crash
	library app.Hash
	parties []*party
	decoded *decoder
	said    []string // the schedule, a line a step
	failed  []string
	// ever are all changes as they were written, with their bodies.
	ever     map[app.Hash]*app.Change
	sticks   []stick
	apart    uint32 // parties that reach only those of the same bit
	title    int
	approved map[string][]app.Key // titles and comments, with the machines that released them
	granted  map[app.Key]bool     // machines that somebody has given the right to release
	voters   map[app.ID]map[app.ID]bool
	comments []app.ID
	tickets  []app.ID
	people   []app.ID
	units    []app.ID
	parts    []app.ID
	forged   map[app.Hash]bool // written past the services, and so past the own-log
}

// stick is changes on their way.
type stick struct {
	raw [][]byte
}

// party is one machine.
type party struct {
	w     *world
	name  string
	keys  *app.Keys
	role  app.Role // as which it is to be admitted
	disk  disk
	lib   *app.Library
	now   time.Time // by its clock
	kept  []disk    // copies of its folder
	last  uint64    // arrival of the last change that was looked at
	holds map[app.Hash]bool
	wrote map[app.Hash]bool // own changes that are in its own-log
}

// disk is a folder that a library lives in.
type disk interface {
	// open gives the store, and whether a new incarnation has to begin.
	open() (app.Store, bool, error)
	// replay gives what the own-log holds and the tables lack.
	replay(fn func(app.Tx, []byte) error) error
	close()
	// fail has a later write of the open store end early.
	fail(r *rand.Rand)
	// copy copies the closed folder; remove forgets it.
	copy() disk
	remove()
	// back gives this folder the tables of a copy, and the own-log too where
	// whole.
	back(to disk, whole bool)
}

func (p *party) Read(b []byte) (int, error) {
	for i := 0; i < len(b); i += 8 {
		var n [8]byte
		binary.LittleEndian.PutUint64(n[:], p.w.r.Uint64())
		copy(b[i:], n[:])
	}
	return len(b), nil
}

func (p *party) device() app.Key { return p.keys.Device() }

// desk tells whether the machine may hold what is for staff.
func (p *party) desk() bool {
	return p.role == app.Administrator || p.role == app.Publisher || p.role == app.Desk
}

// publishes and governs tell what the machine is mostly for.
func (p *party) publishes() bool { return p.role == app.Administrator || p.role == app.Publisher }

func (p *party) governs() bool { return p.role == app.Administrator || p.role == app.Recovery }

// may tells whether the machine may be given a change.
func (p *party) may(c *app.Change) bool {
	return c.Log.Audience == app.Open || p.desk() || c.Log.Device == p.device()
}

func (p *party) open(newIncarnation bool) {
	store, anew, err := p.disk.open()
	if err != nil {
		p.w.fail("%s does not open: %v", p.name, err)
		return
	}
	o := app.Options{
		Keys: p.keys, NewIncarnation: newIncarnation || anew, Random: p,
		Clock: func(floor int64) *app.Clock {
			if floor == 0 {
				return app.NewClock(func() time.Time { return p.now }, time.Time{})
			}
			return app.NewClock(func() time.Time { return p.now }, time.UnixMilli(floor))
		},
	}
	o.DecodeBy(p.w.decoded.change)
	ctx := context.Background()
	lib, err := app.OpenLibrary(ctx, store, o)
	if err == nil {
		err = p.disk.replay(lib.Replay)
	}
	if err == nil {
		err = lib.Reload(ctx)
	}
	if err != nil {
		p.w.fail("%s does not open: %v", p.name, err)
		return
	}
	p.lib = lib
}

// again opens the folder anew, as it is now.
func (p *party) again(newIncarnation bool) {
	p.disk.close()
	p.open(newIncarnation)
	p.last, p.holds = 0, map[app.Hash]bool{}
}

// belong makes an empty store a member of the library, as joining does.
func (p *party) belong() {
	ctx := context.Background()
	store, _, _ := p.disk.open()
	err := store.Update(ctx, func(tx app.Tx) error { return tx.Put("local", []byte("library"), p.w.library[:]) })
	if err == nil {
		err = p.lib.Reload(ctx)
	}
	if err != nil {
		p.w.fail("%s does not join: %v", p.name, err)
	}
}

func (w *world) add(role app.Role, keys *app.Keys, d disk) *party {
	p := &party{
		w: w, name: string(rune('A' + len(w.parties))), keys: keys, role: role, disk: d,
		now:   time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC),
		holds: map[app.Hash]bool{}, wrote: map[app.Hash]bool{},
	}
	w.parties = append(w.parties, p)
	return p
}

func (w *world) fail(format string, args ...any) {
	w.failed = append(w.failed, fmt.Sprintf(format, args...))
}

func (w *world) note(format string, args ...any) {
	w.said = append(w.said, fmt.Sprintf(format, args...))
}

// all gives every change that a machine holds, in the order of arrival.
func (p *party) all() (out []app.Change) {
	rs, err := p.lib.Read(context.Background(), 0, 1<<30)
	if err != nil {
		p.w.fail("%s cannot read its log: %v", p.name, err)
	}
	for _, r := range rs {
		out = append(out, r.Change)
	}
	return out
}

// decoder verifies and reads each change once for all machines.
type decoder struct {
	mu   sync.Mutex
	seen map[string]app.Change
}

func (d *decoder) change(raw []byte) (app.Change, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if c, ok := d.seen[string(raw)]; ok {
		return c, nil
	}
	c, err := app.DecodeChange(raw)
	if err == nil {
		c.Read()
		d.seen[string(raw)] = c
	}
	return c, err
}

// keyring is the keys that schedules draw their machines from. The last one
// stands on paper.
var keyring = sync.OnceValue(func() (out []*app.Keys) {
	for i := range byte(16) {
		key := func(purpose byte) ed25519.PrivateKey {
			return ed25519.NewKeyFromSeed(slices.Concat([]byte{i, purpose}, make([]byte, 30)))
		}
		out = append(out, &app.Keys{Sign: key(1), Connect: key(2), Age: "-", AgeTo: "age1" + strings.Repeat("q", 58)})
	}
	return out
})

// states reads what a store that lies in memory folds to.
func (p *party) states() map[string]string {
	out := map[string]string{}
	d, ok := p.disk.(*memoryDisk)
	if !ok {
		return out
	}
	tx := &memoryTx{state: d.store.now}
	gen := binary.BigEndian.Uint64(tx.Get("local", []byte("generation")))
	for k, v := range tx.Scan(fmt.Sprintf("state@%d", gen), nil, nil, false) {
		out[string(k)] = string(v[len(app.Hash{}):])
	}
	return out
}

// differ tells what of two machines is not the same.
func (w *world) differ(p, q *party, audience app.Audience) {
	x, y := p.states(), q.states()
	for k, v := range x {
		if app.Audience(k[0]) == audience && y[k] != v {
			w.fail("  %q: %s has %s\n    %s has %s", k[1:], p.name, v, q.name, y[k])
		}
	}
	for k, v := range y {
		if _, ok := x[k]; !ok && app.Audience(k[0]) == audience {
			w.fail("  %q: %s has nothing, %s has %s", k[1:], p.name, q.name, v)
		}
	}
}

// memoryDisk is a folder in memory.
type memoryDisk struct{ store *memoryStore }

func newMemoryDisk() disk { return &memoryDisk{&memoryStore{}} }

func (d *memoryDisk) open() (app.Store, bool, error)             { return d.store, false, nil }
func (d *memoryDisk) replay(fn func(app.Tx, []byte) error) error { return d.store.replay(fn) }
func (d *memoryDisk) close()                                     { d.store.tear = nil }
func (d *memoryDisk) remove()                                    {}

func (d *memoryDisk) fail(r *rand.Rand) {
	left, how := r.IntN(2), torn
	if r.IntN(2) == 0 {
		how = tornLess
	}
	d.store.tear = func() tear {
		if left--; left < 0 {
			return how
		}
		return whole
	}
}

func (d *memoryDisk) copy() disk {
	return &memoryDisk{&memoryStore{now: d.store.now, own: slices.Clip(d.store.own)}}
}

func (d *memoryDisk) back(to disk, whole bool) {
	old := to.(*memoryDisk).store
	d.store.now = old.now
	if whole {
		d.store.own = slices.Clip(old.own)
	}
}
