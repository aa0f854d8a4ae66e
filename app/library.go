package app

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"crypto/rand"
)

// Library is one store's library: the log, its fold, and the services that
// write to it. All its methods may be called from several goroutines.
type Library struct {
	store  Store
	keys   *Keys
	device Key
	clock  *Clock
	random io.Reader
	decode func([]byte) (Change, error)

	rebuilding  sync.Mutex // one rebuild at a time
	writing     sync.Mutex // held over an Update and what follows its commit
	library     atomic.Pointer[Hash]
	incarnation atomic.Uint64
	roster      atomic.Pointer[Roster]
	names       atomic.Pointer[names]
	stale       atomic.Bool
	show        atomic.Uint64
	floor       atomic.Int64
	sank        atomic.Bool // the clock's floor did, and what is shown was not looked at since
	used        atomic.Bool // something was published once; see Empty
	feed        feed
	followers   map[*Follower]bool // under writing
	cards       cardCache
	openings    openings
	directories directories
}

// names is what headers and menus need at every request.
type names struct {
	settings   Settings
	faces      Faces
	categories map[ID]Category
	hall       *Hall
	here       map[Key]ID // where devices stand
}

// Options are what a library needs besides its store.
type Options struct {
	Keys *Keys
	// Clock gives the clock a floor that the store kept, zero if it is new.
	Clock func(floor int64) *Clock
	// NewIncarnation begins new logs: the store might not be the only
	// continuation of its past.
	NewIncarnation bool
	// Random is crypto/rand where nil.
	Random io.Reader

	decode func([]byte) (Change, error) // DecodeChange where nil
}

// OpenLibrary opens the library of a store. After it the own-log has to be
// replayed (Replay), and then, where Stale tells so, the fold rebuilt.
func OpenLibrary(ctx context.Context, store Store, o Options) (*Library, error) {
	l := &Library{store: store, keys: o.Keys, device: o.Keys.Device(), random: o.Random, decode: o.decode}
	if l.random == nil {
		l.random = rand.Reader
	}
	if l.decode == nil {
		l.decode = DecodeChange
	}
	l.library.Store(&Hash{})
	l.roster.Store(foldRoster(Hash{}, nil, nil))
	l.names.Store(&names{categories: map[ID]Category{}, hall: &Hall{}})
	var floor uint64
	fresh, trial := false, false
	err := store.View(ctx, func(tx Tx) error {
		v := view{tx: tx}
		floor = v.number(tableLocal, localFloor)
		fresh = tx.Get(tableLocal, []byte(localFold)) == nil
		trial = tx.Get(tableLocal, []byte(localTrial)) != nil
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the library: %w", err)
	}
	l.clock = o.Clock(int64(floor))
	if trial {
		l.clock.setTrial(true)
	}
	l.floor.Store(int64(floor))
	err = store.Update(ctx, func(tx Tx) error { return l.prepare(tx, fresh, o.NewIncarnation) })
	if err != nil {
		return nil, fmt.Errorf("prepare the library: %w", err)
	}
	return l, l.reload(ctx)
}

// prepare writes what a store needs before its first change.
func (l *Library) prepare(tx Tx, fresh, newIncarnation bool) error {
	if err := dropOld(tx); err != nil {
		return err
	}
	put := func(key string, n uint64) error { return tx.Put(tableLocal, []byte(key), bytes8(n)) }
	if fresh {
		if err := firstError(
			func() error { return put(localFold, foldVersion) },
			func() error { return put(localGeneration, 1) },
		); err != nil {
			return err
		}
	}
	if newIncarnation || tx.Get(tableLocal, []byte(localIncarnation)) == nil {
		n, err := drawNumber(l.random)
		if err != nil {
			return err
		}
		return put(localIncarnation, n)
	}
	return nil
}

func drawNumber(random io.Reader) (uint64, error) {
	var b [8]byte
	_, err := io.ReadFull(random, b[:])
	return number(b[:]), err
}

// reload reads into memory what every request needs.
func (l *Library) reload(ctx context.Context) error {
	defer l.directories.drop()
	return l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		if h := tx.Get(tableLocal, []byte(localLibrary)); len(h) == len(Hash{}) {
			name := Hash(h)
			l.library.Store(&name)
		}
		l.incarnation.Store(v.number(tableLocal, localIncarnation))
		l.stale.Store(v.number(tableLocal, localFold) != foldVersion)
		l.show.Store(v.number(tableLocal, localShow))
		b := l.begin(tx, v.gen)
		changes, err := b.gather(noun{Open, nounRoster, ""})
		if err != nil {
			return err
		}
		l.roster.Store(foldRoster(l.Name(), changes, b.onChain))
		l.names.Store(readNames(v))
		b.bind(l.roster.Load())
		b.hearAtStart()
		return nil
	})
}

// reloadNames is reload for what headers and menus are made of.
func (l *Library) reloadNames(ctx context.Context) error {
	defer l.directories.drop()
	return l.store.View(ctx, func(tx Tx) error {
		l.names.Store(readNames(l.view(tx)))
		return nil
	})
}

func (l *Library) view(tx Tx) view {
	return view{tx: tx, gen: number(tx.Get(tableLocal, []byte(localGeneration)))}
}

func readNames(v view) *names {
	n := &names{categories: map[ID]Category{}, hall: hallOf(v.parts()), here: map[Key]ID{}}
	if s := v.state(noun{Open, nounSettings, ""}); s != nil {
		_ = json.Unmarshal(s, &n.settings) // our own writing; an unreadable one shows as none
	}
	if s := v.state(noun{Open, nounFaces, ""}); s != nil {
		_ = json.Unmarshal(s, &n.faces)
	}
	for _, s := range v.tx.Scan(v.table(tableState), noun{Open, nounFace, ""}.key(), nil, false) {
		var f Face
		if json.Unmarshal(s[len(Hash{}):], &f) == nil && !f.Here.IsZero() {
			n.here[f.Device] = f.Here
		}
	}
	prefix := noun{Open, nounCategory, ""}.key()
	for _, s := range v.tx.Scan(v.table(tableState), prefix, nil, false) {
		var c Category
		if json.Unmarshal(s[len(Hash{}):], &c) == nil {
			n.categories[c.ID] = c
		}
	}
	return n
}

// Name is the library's name, zero while the store belongs to none.
func (l *Library) Name() Hash { return *l.library.Load() }

// Founded tells whether the store belongs to a library.
func (l *Library) Founded() bool { return !l.Name().IsZero() }

// Device is the name of this device.
func (l *Library) Device() Key { return l.device }

// Incarnation names the life of this store that its logs belong to.
func (l *Library) Incarnation() uint64 { return l.incarnation.Load() }

// Roster is the fold of the roster changes at this moment.
func (l *Library) Roster() *Roster { return l.roster.Load() }

// Clock is the clock that decides what may be shown.
func (l *Library) Clock() *Clock { return l.clock }

// update runs one write: fn puts changes into the log, everything they
// touch is folded, and only after the commit do readers hear of it.
func (l *Library) update(ctx context.Context, fn func(*batch) error) error {
	l.writing.Lock()
	defer l.writing.Unlock()
	var b *batch
	err := l.store.Update(ctx, func(tx Tx) error {
		b = l.begin(tx, l.view(tx).gen)
		if err := fn(b); err != nil {
			return err
		}
		return firstError(b.hear, b.conclude, b.finish)
	})
	if err != nil {
		return err
	}
	l.sank.Store(false)
	l.committed(b)
	return nil
}

// finish writes what is local to this store at the end of an Update.
func (b *batch) finish() error {
	if floor, kept := b.l.clock.Floor().UnixMilli(), b.l.floor.Load(); floor >= kept+60_000 || floor < kept {
		if err := b.tx.Put(tableLocal, []byte(localFloor), bytes8(uint64(floor))); err != nil {
			return err
		}
	}
	if err := b.keepTrial(); err != nil {
		return err
	}
	if b.renew {
		n, err := drawNumber(b.l.random)
		if err != nil {
			return err
		}
		b.incarnation = n
		if err := b.tx.Put(tableLocal, []byte(localIncarnation), bytes8(n)); err != nil {
			return err
		}
	}
	if !b.noticed {
		return nil
	}
	return b.tx.Put(tableLocal, []byte(localShow), bytes8(b.number(tableLocal, localShow)+1))
}

// committed brings memory up to what was just written and tells followers.
func (l *Library) committed(b *batch) {
	l.roster.Store(b.roster)
	l.floor.Store(l.clock.Floor().UnixMilli())
	if b.renew {
		l.incarnation.Store(b.incarnation)
	}
	defer l.tellFollowers(b.touched, b.arrival, false) // when what is read is the new
	if b.mine {
		defer l.Look()
	}
	if !b.noticed {
		return
	}
	for id := range b.articles {
		l.cards.drop(id)
	}
	if b.units {
		l.directories.drop()
	}
	if b.names {
		if err := l.reloadNames(context.Background()); err != nil {
			return // the next update reads again; headers stay as they were
		}
	}
	l.show.Add(1)
	l.feed.publish(Event{Cursor: l.Cursor(), Articles: keysOf(b.articles)})
}

func keysOf(m map[ID]bool) (out []ID) {
	for id := range m {
		out = append(out, id)
	}
	return out
}

// Cursor names what readers can see at this moment: it changes whenever
// that does.
func (l *Library) Cursor() string {
	return fmt.Sprintf("%016x-%d", l.incarnation.Load(), l.show.Load())
}

// Replay takes one record of the own-log that the tables lack. Reload must
// follow the last one.
func (l *Library) Replay(tx Tx, record []byte) error {
	b := l.begin(tx, l.view(tx).gen)
	b.noticed = true
	if _, err := b.receive(record); err != nil {
		return err
	}
	if err := b.conclude(); err != nil {
		return err
	}
	l.roster.Store(b.roster)
	return b.finish()
}

// Reload reads again what is kept in memory, after Replay.
func (l *Library) Reload(ctx context.Context) error { return l.reload(ctx) }

// Receive takes changes from elsewhere, each as Change.Encode lays it out,
// and tells how many were new. Those that are malformed, wrongly signed or
// of another library are refused with the rest of the call.
func (l *Library) Receive(ctx context.Context, changes ...[]byte) (fresh int, err error) {
	decoded := make([]Change, len(changes)) // outside of the update: signatures take their time
	for i, raw := range changes {
		if decoded[i], err = l.decode(raw); err != nil {
			return 0, err
		}
	}
	readTogether(decoded)
	return l.Take(ctx, decoded...)
}

// Tick opens embargoes and ends what has expired. It is called each second
// and writes only when there is something to do.
func (l *Library) Tick(ctx context.Context) error {
	var due []ID
	horizon := l.clock.Horizon().UnixMilli()
	late := l.sank.Load()
	err := l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		for k := range tx.Scan(v.table(tableDue), nil, nil, false) {
			if timeOfKey(k[:8]) > horizon {
				break
			}
			due = append(due, ID(k[8:]))
		}
		late = late || l.clock.Floor().UnixMilli() >= l.floor.Load()+600_000
		return nil
	})
	if err != nil || (len(due) == 0 && !late) {
		return err
	}
	return l.update(ctx, func(b *batch) error {
		for _, id := range due {
			b.marked[noun{Open, nounPublication, string(id[:])}] = true
			b.articles[id], b.noticed = true, true
		}
		return nil
	})
}

// ConfirmClock takes a person's word that the machine's clock is right now.
// Where it had been believed while it was ahead, what had expired is shown
// again and embargoes close. From then on what is too old is erased by this
// clock, whether others bear it out or not. A time that no clock shows which is
// right is Invalid.
func (l *Library) ConfirmClock(ctx context.Context) error {
	if !shownByClocks(l.clock.Reading()) {
		return errClockImpossible
	}
	before := l.clock.Horizon()
	now := l.clock.Confirm()
	return l.update(ctx, func(b *batch) error {
		if err := b.tx.Put(tableLocal, []byte(localConfirmed), []byte{1}); err != nil {
			return err
		}
		if !now.Before(before) {
			return nil // Tick does the rest
		}
		return b.lookAgain(now)
	})
}
