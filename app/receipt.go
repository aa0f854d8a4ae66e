package app

import (
	"context"
	"encoding/json"
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
// far in a log that forked, the one with the greater hash.
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
// kiosks and screens keep for desks, where no receipt says so yet. It tells
// how many it wrote; a device that may not write them writes none.
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
		v := l.view(tx)
		for _, t := range tips {
			m, ok := l.Roster().Member(t.Log.Device)
			if !ok || m.Role != Kiosk && m.Role != Screen {
				continue
			}
			r := Receipt{t.Log.Device, HexNumber(t.Log.Incarnation), t.Log.Audience, t.Seq, t.Hash}
			if said, ok := v.receipt(t.Log); !ok || said.Seq < t.Seq {
				due = append(due, r)
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

func (v view) receipt(log LogName) (r Receipt, ok bool) {
	s := v.state(noun{Open, nounReceipt, string(logPrefix(log))})
	return r, s != nil && json.Unmarshal(s, &r) == nil
}

// Received is how far desks hold a log, 0 where none has said so.
func (l *Library) Received(ctx context.Context, log LogName) (seq uint64, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		r, _ := l.view(tx).receipt(log)
		seq = r.Seq
		return nil
	})
	return seq, err
}

// LetGo removes from a kiosk or screen what visitors have told of
// themselves, once a desk has acknowledged it. It stays with the desks, and
// what they erase is not found on a kiosk either. Desks let go of nothing.
func (l *Library) LetGo(ctx context.Context) (n int, err error) {
	m, ok := l.Roster().Member(l.device)
	if !ok || m.Role != Kiosk && m.Role != Screen {
		return 0, nil
	}
	var ids []Hash
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		for key := range tx.Scan(v.table(tablePersonal), nil, nil, false) {
			c, here := v.change(Hash(key[8:]))
			if !here || c.Erased || c.Log.Device != l.device {
				continue
			}
			if r, ok := v.receipt(c.Log); ok && c.Seq <= r.Seq && len(ids) < MaxTargets {
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
	var acts []Header
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
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
					acts = append(acts, c.Header)
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, m := range met {
		if member, ok := l.Roster().Member(m.Device); !ok || member.Revoked {
			continue
		}
		known := map[LogName]uint64{}
		for _, t := range m.Known {
			known[t.log()] = max(known[t.log()], t.Seq)
		}
		n := 0
		for _, h := range acts {
			if h.Seq > known[h.Log] && (h.Log.Audience == Open || m.RootStaff != "") {
				n++
			}
		}
		if n > 0 {
			out = append(out, Unanswered{m.Device, n})
		}
	}
	return out, nil
}
