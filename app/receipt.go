package app

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
)

// Receipt is the body of a receipt: a desk holds a log up to a change, with
// everything before it. A kiosk may then let go of what it kept for desks.
type Receipt struct {
	Device      Key       `json:"device"`
	Incarnation HexNumber `json:"incarnation"`
	Audience    Audience  `json:"audience"`
	Seq         uint64    `json:"seq"`
	Hash        Hash      `json:"hash"`
}

func (r Receipt) log() LogName {
	return LogName{Device: r.Device, Incarnation: uint64(r.Incarnation), Audience: r.Audience}
}

// foldReceipt keeps the receipt that reaches farthest. Of two that reach as
// far in a log that forked, the one with the greater hash. A receipt names the
// end of a chain that only who holds the log can follow: nobody else can tell
// one that is true from one that somebody made up, so nothing is let go of for
// this one alone (see batch.acknowledged).
func foldReceipt(n noun, changes []Change, valid func(*Change) bool) (best Receipt, ok bool) {
	for i := range changes {
		var r Receipt
		if !valid(&changes[i]) || decodeBody(changes[i].Body, &r) != nil || string(logPrefix(r.log())) != n.id || r.Seq == 0 {
			continue
		}
		if !ok || r.Seq > best.Seq || r.Seq == best.Seq && string(r.Hash[:]) > string(best.Hash[:]) {
			best, ok = r, true
		}
	}
	return best, ok
}

// Acknowledge writes receipts for what this desk holds of the logs that
// kiosks and screens keep for desks, where no receipt says so yet: one for
// another branch of a log, or that names what is not here, says nothing of
// it. It tells how many it wrote; a device that may not write them writes none.
func (l *Library) Acknowledge(ctx context.Context) (n int, err error) {
	if !l.mayWrite(KindReceipt, Open) {
		return 0, nil
	}
	tips, err := l.Known(ctx, Staff)
	if err != nil {
		return 0, err
	}
	var due []Receipt
	err = l.store.View(ctx, func(tx Tx) error {
		b := l.begin(tx, l.view(tx).gen)
		for _, t := range tips {
			m, ok := l.Roster().Member(t.Log.Device)
			if !ok || m.Role != Kiosk && m.Role != Screen {
				continue
			}
			said, err := b.says(t)
			if err != nil {
				return err
			}
			if !said {
				due = append(due, Receipt{t.Log.Device, HexNumber(t.Log.Incarnation), t.Log.Audience, t.Seq, t.Hash})
			}
		}
		return nil
	})
	if err != nil || len(due) == 0 {
		return 0, err
	}
	return len(due), l.update(ctx, func(b *batch) error {
		for _, r := range due {
			text, err := canonical(r)
			if err != nil {
				return err
			}
			if _, err := b.append(KindReceipt, Open, text); err != nil {
				return err
			}
		}
		return nil
	})
}

// receipt is the one that reaches farthest of a log, if any does. It may name
// what nobody has written.
func (v view) receipt(log LogName) (r Receipt, ok bool) {
	s := v.state(noun{Open, nounReceipt, string(logPrefix(log))})
	return r, s != nil && json.Unmarshal(s, &r) == nil
}

// receipts are all that count of a log, those that reach farthest first.
func (b *batch) receipts(log LogName) (out []Receipt, err error) {
	n := noun{Open, nounReceipt, string(logPrefix(log))}
	changes, err := b.gather(n)
	if err != nil {
		return nil, err
	}
	for i := range changes {
		if r, ok := foldReceipt(n, changes[i:i+1], b.valid); ok {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(p, q Receipt) int { return cmp.Compare(q.Seq, p.Seq) })
	return out, nil
}

// says tells whether a receipt is there for a tip.
func (b *batch) says(t Tip) (bool, error) {
	best, ok := b.receipt(t.Log)
	if !ok || best.Seq < t.Seq || best.Hash == t.Hash {
		return ok && best.Hash == t.Hash, nil
	}
	all, err := b.receipts(t.Log)
	return slices.ContainsFunc(all, func(r Receipt) bool { return r.Hash == t.Hash }), err
}

// acknowledged are the changes of a log that desks hold: those on the chains
// that end where a receipt says. It gives the ends of these chains too. A
// receipt that names what is not here tells nothing.
func (b *batch) acknowledged(log LogName) (held map[Hash]bool, ends []Tip, err error) {
	all, err := b.receipts(log)
	if err != nil {
		return nil, nil, err
	}
	held = map[Hash]bool{}
	for _, r := range all {
		if held[r.Hash] {
			continue
		}
		for at, seq := r.Hash, r.Seq; seq > 0 && !held[at]; seq-- {
			raw := b.raw(at)
			if len(raw) < HeaderSize {
				break
			}
			h, err := DecodeHeader(raw[:HeaderSize])
			if err != nil {
				return nil, nil, errBroken.With(err)
			}
			if h.Log != log || h.Seq != seq {
				break
			}
			held[at], at = true, h.Prev
		}
		if held[r.Hash] {
			ends = append(ends, Tip{log, r.Seq, r.Hash})
		}
	}
	return held, ends, nil
}

// Received is how far desks hold a log of this machine, 0 where none has
// said so.
func (l *Library) Received(ctx context.Context, log LogName) (seq uint64, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		_, ends, err := l.begin(tx, l.view(tx).gen).acknowledged(log)
		for _, t := range ends {
			seq = max(seq, t.Seq)
		}
		return err
	})
	return seq, err
}

// Renew begins new logs where others hold of those that this store writes what
// is not here: a desk has written a receipt for it, or one of those that were
// met tells of it. Then the store is not the only continuation of its past, as
// after a copy of the disk was put back. It tells whether they begin.
func (l *Library) Renew(ctx context.Context, met ...Met) (anew bool, err error) {
	living := HexNumber(l.Incarnation())
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		for _, a := range []Audience{Open, Staff} {
			r, ok := v.receipt(LogName{Device: l.device, Incarnation: uint64(living), Audience: a})
			anew = anew || ok && tx.Get(tableID, r.Hash[:]) == nil
		}
		for _, m := range met {
			if who, ok := l.Roster().Member(m.Device); !ok || who.Revoked {
				continue
			}
			for _, t := range m.Known {
				anew = anew || t.Device == l.device && t.Incarnation == living && tx.Get(tableID, t.Hash[:]) == nil
			}
		}
		return nil
	})
	if err != nil || !anew {
		return false, err
	}
	return true, l.update(ctx, func(b *batch) error {
		b.renew = true
		return nil
	})
}

// LetGo removes from a kiosk or screen what visitors have told of
// themselves, once a desk has acknowledged the very change. It stays with the
// desks, and what they erase is not found on a kiosk either. What it wrote
// under the keys that it had before it found itself copied goes the same way.
// Desks let go of nothing.
func (l *Library) LetGo(ctx context.Context) (n int, err error) {
	m, ok := l.Roster().Member(l.device)
	if !ok || m.Role != Kiosk && m.Role != Screen {
		return 0, nil
	}
	var ids []Hash
	err = l.store.View(ctx, func(tx Tx) error {
		b := l.begin(tx, l.view(tx).gen)
		said := map[LogName]map[Hash]bool{}
		for key := range tx.Scan(b.table(tablePersonal), nil, nil, false) {
			c, here := b.change(Hash(key[8:]))
			if !here || c.Erased || c.Log.Device != l.device && c.Log.Audience == Open {
				continue
			}
			held, asked := said[c.Log]
			if !asked {
				if held, _, err = b.acknowledged(c.Log); err != nil {
					return err
				}
				said[c.Log] = held
			}
			if held[c.ID] && len(ids) < MaxTargets {
				ids = append(ids, c.ID)
			}
		}
		return nil
	})
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	return len(ids), l.update(ctx, func(b *batch) error {
		for _, id := range ids {
			c, ok := b.change(id)
			if !ok || c.Erased {
				continue
			}
			for _, n := range touches(&c) {
				b.marked[n] = true
			}
			if err := b.strip(&c); err != nil {
				return err
			}
		}
		return nil
	})
}

// Unanswered is a desk that may still hold words that were erased: it has
// told what it knows, and some erasures are not in it.
type Unanswered struct {
	Device Key
	Count  int
}

// UnansweredErasures lists the machines that have not told of having
// received every erasure that is known here. One that was never met is not
// known to hold anything.
func (l *Library) UnansweredErasures(ctx context.Context) (out []Unanswered, err error) {
	met, err := l.Met(ctx)
	if err != nil {
		return nil, err
	}
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		acts := map[Hash]Header{}
		seen := map[Hash]bool{}
		for _, a := range []Audience{Open, Staff} {
			prefix := noun{a, nounErasure, ""}.key()
			for k := range tx.Scan(v.table(tableTouch), prefix, nil, false) {
				id := Hash(k[len(k)-32:])
				if seen[id] {
					continue
				}
				seen[id] = true
				if c, ok := v.change(id); ok && c.Kind == KindErase {
					acts[id] = c.Header
				}
			}
		}
		for _, m := range met {
			if member, ok := l.Roster().Member(m.Device); !ok || member.Revoked {
				continue
			}
			a, err := v.apart(m)
			if err != nil {
				return err
			}
			n := 0
			for id, h := range acts {
				if a.lacks(h.Log, h.Seq, id) && (h.Log.Audience == Open || m.RootStaff != "") {
					n++
				}
			}
			if n > 0 {
				out = append(out, Unanswered{m.Device, n})
			}
		}
		return nil
	})
	return out, err
}
