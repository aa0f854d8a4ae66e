package app

import (
	"bytes"
	"context"
	"slices"
)

// What two devices exchange are runs: parts of one log in which each change
// follows the one before it. A hash chain makes that cheap to speak of: who
// holds the last change of a run, and lacks nothing before it, holds it all.

// MaxRun is how many bytes of changes a run for sending has, but for one
// whose only change is larger.
const MaxRun = 1 << 20

// Run is a part of one log, from one change to another.
type Run struct {
	Log  LogName
	From uint64 // seq of its first change
	To   uint64 // seq of its last
	Last Hash   // id of its last, which names all before it
	// Erased is how many of its bodies are gone. Whoever knows of more than
	// somebody else does has words of theirs to take away.
	Erased int
	Bytes  int // of its changes, each as Change.Encode lays it out
}

// Tip is a change up to which nothing is missing from its log and that has
// none behind it. A log that forked has several.
type Tip struct {
	Log  LogName
	Seq  uint64
	Hash Hash
}

// link notes where a change stands in its log: behind a gap, or at its tip
// together with those that waited for it. In a rebuild later changes are in
// the log already: only what arrived before this one counts.
func (b *batch) link(c *Change) error {
	if _, known := kinds[c.Kind]; !known {
		if err := b.add([]byte(countNewer), 1); err != nil {
			return err
		}
	}
	e := b.end(c.Log)
	goesOn := e.seq > 0 && c.Seq == e.seq+1 && c.Prev == e.last
	if !goesOn && !b.follows(c) {
		return b.tx.Put(b.table(tableGap), logKey(&c.Header, c.ID), c.Prev[:])
	}
	if err := b.tip(c.Log, c.Seq, c.Prev, c.ID); err != nil {
		return err
	}
	e.seq, e.last = c.Seq, c.ID
	if c.Seq >= e.top { // nothing can have waited for it
		return nil
	}
	for behind := []Tip{{c.Log, c.Seq, c.ID}}; len(behind) > 0; behind = behind[1:] {
		t := behind[0]
		prefix := append(logPrefix(t.Log), bytes8(t.Seq+1)...)
		var next []Hash
		for k, prev := range b.tx.Scan(b.table(tableGap), prefix, nil, false) {
			if Hash(prev) == t.Hash {
				next = append(next, Hash(k[len(prefix):]))
			}
		}
		for _, id := range next {
			if err := firstError(
				func() error { return b.tx.Delete(b.table(tableGap), append(bytes.Clone(prefix), id[:]...)) },
				func() error { return b.tip(t.Log, t.Seq+1, t.Hash, id) },
			); err != nil {
				return err
			}
			behind = append(behind, Tip{t.Log, t.Seq + 1, id})
		}
	}
	return nil
}

// follows tells whether nothing is missing before a change.
func (b *batch) follows(c *Change) bool {
	if c.Seq == 1 {
		return true
	}
	prev := append(append(logPrefix(c.Log), bytes8(c.Seq-1)...), c.Prev[:]...)
	before := b.tx.Get(tableLog, prev)
	at := number(b.tx.Get(tableID, c.ID[:]))
	return before != nil && number(before) < at && b.tx.Get(b.table(tableGap), prev) == nil
}

// noteGone notes that the body of a change is gone, and whether an erasure
// that counts is the reason; if not it is wanted back. What visitors told
// this very device is gone rightly in any case: it may have let go of it.
func (b *batch) noteGone(c *Change, rightly bool) error {
	value := []byte{0}
	if rightly || c.Log.Device == b.l.device && c.Kind.personal() {
		value[0] = 1
	}
	return b.tx.Put(b.table(tableGone), logKey(&c.Header, c.ID), value)
}

// heal puts back the body of a change that is gone without reason.
func (b *batch) heal(c *Change, at []byte) error {
	return firstError(
		func() error { return b.tx.Put(tableChange, at, c.Encode()) },
		func() error { return b.tx.Delete(b.table(tableGone), logKey(&c.Header, c.ID)) },
		func() error { return b.indexBody(c) },
	)
}

// Known lists the tips of all logs of an audience, sorted by log.
func (l *Library) Known(ctx context.Context, a Audience) (tips []Tip, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		for k, seq := range tx.Scan(v.table(tableTip), nil, nil, false) {
			if log := parseLog(k); log.Audience == a {
				tips = append(tips, Tip{log, number(seq), Hash(k[len(k)-32:])})
			}
		}
		return nil
	})
	return tips, err
}

// Holds tells of each run whether all of it is here, with every body that
// ought to be.
func (l *Library) Holds(ctx context.Context, runs ...Run) (held []bool, err error) {
	held = make([]bool, len(runs))
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		for i, r := range runs {
			held[i] = v.holds(r)
		}
		return nil
	})
	return held, err
}

func (v view) holds(r Run) bool {
	if !v.reaches(r) {
		return false
	}
	_, wanted := v.gone(r)
	return wanted == 0
}

// reaches tells whether all changes of a run are here, with their bodies or
// without.
func (v view) reaches(r Run) bool {
	key := append(append(logPrefix(r.Log), bytes8(r.To)...), r.Last[:]...)
	return v.tx.Get(tableLog, key) != nil && v.tx.Get(v.table(tableGap), key) == nil
}

func (v view) rightlyGone(h *Header, id Hash) bool {
	why := v.tx.Get(v.table(tableGone), logKey(h, id))
	return len(why) == 1 && why[0] == 1
}

// gone counts the bodies of a run that were erased, and those that are
// missing without reason.
func (v view) gone(r Run) (erased, wanted int) {
	from := append(logPrefix(r.Log), bytes8(r.From)...)
	for k, why := range v.tx.Scan(v.table(tableGone), logPrefix(r.Log), from, false) {
		if number(k[len(k)-40:len(k)-32]) > r.To {
			break
		}
		if why[0] == 1 {
			erased++
		} else {
			wanted++
		}
	}
	return erased, wanted
}

// Has tells of each change whether it is here.
func (l *Library) Has(ctx context.Context, ids ...Hash) (here []bool, err error) {
	here = make([]bool, len(ids))
	err = l.store.View(ctx, func(tx Tx) error {
		for i, id := range ids {
			here[i] = tx.Get(tableID, id[:]) != nil
		}
		return nil
	})
	return here, err
}

// Gone tells of each change whether its body was erased for good reason.
func (l *Library) Gone(ctx context.Context, ids ...Hash) (gone []bool, err error) {
	gone = make([]bool, len(ids))
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		for i, id := range ids {
			raw := v.raw(id)
			if len(raw) < HeaderSize {
				continue
			}
			h, err := DecodeHeader(raw[:HeaderSize])
			if err != nil {
				return errBroken.With(err)
			}
			gone[i] = v.rightlyGone(&h, id)
		}
		return nil
	})
	return gone, err
}

// Void tells of each change whether it counts for nothing here: its device
// had no right to write it. What this program is too old for is not void.
func (l *Library) Void(ctx context.Context, ids ...Hash) (void []bool, err error) {
	void = make([]bool, len(ids))
	err = l.store.View(ctx, func(tx Tx) error {
		b := l.begin(tx, l.view(tx).gen)
		for i, id := range ids {
			raw := b.raw(id)
			if len(raw) < HeaderSize+signatureSize {
				continue
			}
			h, err := DecodeHeader(raw[:HeaderSize])
			if err != nil {
				return errBroken.With(err)
			}
			if h.Kind == KindFound {
				void[i] = LibraryName(raw[HeaderSize+signatureSize:]) != h.Library
				continue
			}
			_, known := kinds[h.Kind]
			void[i] = known && !b.roster.allows(h, id)
		}
		return nil
	})
	return void, err
}

// raw is a change as it is stored.
func (v view) raw(id Hash) []byte {
	at := v.tx.Get(tableID, id[:])
	if at == nil {
		return nil
	}
	return v.tx.Get(tableChange, at)
}

// ReadRun reads the changes of a run in their order, each as Change.Encode
// lays it out. It is NotFound where they are not all here.
func (l *Library) ReadRun(ctx context.Context, r Run) (out [][]byte, err error) {
	if r.To < r.From || r.From == 0 {
		return nil, errNoRun
	}
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		for at, seq := r.Last, r.To; seq >= r.From; seq-- {
			raw := v.raw(at)
			if raw == nil {
				return errNoRun
			}
			h, err := DecodeHeader(raw[:HeaderSize])
			if err != nil || h.Log != r.Log || h.Seq != seq {
				return errNoRun.With(err)
			}
			out = append(out, bytes.Clone(raw))
			at = h.Prev
		}
		return nil
	})
	slices.Reverse(out)
	return out, err
}

var errNoRun = Fault(NotFound, "run_missing", "Không có đủ các bản ghi này", "Not all of these changes are here")

// ReadChanges reads changes by their ids, each as Change.Encode lays it
// out; those that are not here are left out.
func (l *Library) ReadChanges(ctx context.Context, ids ...Hash) (out [][]byte, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		for _, id := range ids {
			if raw := v.raw(id); raw != nil {
				out = append(out, bytes.Clone(raw))
			}
		}
		return nil
	})
	return out, err
}

// Take is Receive for changes that DecodeChange has made. Where one of them
// goes on in the very log that this store is writing, the store is not the
// only continuation of its past, and begins a new incarnation.
func (l *Library) Take(ctx context.Context, changes ...Change) (fresh int, err error) {
	err = l.update(ctx, func(b *batch) error {
		fresh = 0
		for i := range changes {
			c := &changes[i]
			isNew, err := b.take(c)
			if err != nil {
				return err
			}
			if !isNew {
				continue
			}
			fresh++
			if c.Kind == KindCommentSent && !c.Erased {
				if err := b.tx.Put(tableUnseen, slices.Concat(bytes8(b.arrival), c.ID[:]), []byte{}); err != nil {
					return err
				}
			}
			if c.Log.Device == l.device && c.Log.Incarnation == l.incarnation.Load() {
				b.renew = true // somebody goes on in our own log
			}
		}
		return nil
	})
	return fresh, err
}

// HoldsAudience tells whether this device may hold changes of an audience:
// kiosks, screens and whoever is not admitted yet or not any more hold what
// is open, and of the rest their own log.
func (l *Library) HoldsAudience(a Audience) bool {
	if a == Open {
		return true
	}
	m, ok := l.Roster().Member(l.device)
	return ok && !m.Revoked && slices.Contains([]Role{Administrator, Publisher, Desk, Hub}, m.Role)
}

// parseLog reads the name of a log at the beginning of a key.
func parseLog(k []byte) LogName {
	return LogName{Device: Key(k[:32]), Incarnation: number(k[32:40]), Audience: Audience(k[40])}
}
