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
