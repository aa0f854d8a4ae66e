package app

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
)

// saltSize is how many random bytes stand before the body of a change that
// holds what somebody has told of themselves: without them its hash, which
// stays for ever, would let a guess at an erased body be checked.
const saltSize = 16

// salted is the body of a personal change.
func salted(random io.Reader, v any) ([]byte, error) {
	text, err := canonical(v)
	if err != nil {
		return nil, err
	}
	salt := make([]byte, saltSize, saltSize+len(text))
	if random == nil {
		random = rand.Reader
	}
	if _, err := io.ReadFull(random, salt); err != nil {
		return nil, err
	}
	return append(salt, text...), nil
}

func decodeSalted(b []byte, v any) error {
	if len(b) < saltSize {
		return errMalformed
	}
	return decodeBody(b[saltSize:], v)
}

// keepMonths is how long what readers have told of themselves is kept where
// the settings say nothing else.
const keepMonths = 12

// notePersonal puts the body of a change among those that will have to be
// erased. The time of a clock that could not be believed, or that is ahead of
// ours, is taken to be now: nothing is erased too early.
func (b *batch) notePersonal(c *Change) error {
	now, _ := b.l.clock.Now()
	at := now.UnixMilli()
	if c.Trusted {
		at = min(at, c.Wall)
	}
	for _, n := range touches(c) {
		return b.setPersonal(c, n, at)
	}
	return nil
}

// setPersonal has a body erased a while after a time; at once after 0.
func (b *batch) setPersonal(c *Change, n noun, at int64) error {
	if err := b.dropPersonal(c.ID); err != nil {
		return err
	}
	place := timeKey(at)
	return firstError(
		func() error { return b.tx.Put(b.table(tablePersonal), append(bytes.Clone(place), c.ID[:]...), n.key()) },
		func() error { return b.tx.Put(b.table(tablePersonalAt), c.ID[:], place) },
	)
}

func (b *batch) dropPersonal(id Hash) error {
	at := bytes.Clone(b.tx.Get(b.table(tablePersonalAt), id[:]))
	if at == nil {
		return nil
	}
	return firstError(
		func() error { return b.tx.Delete(b.table(tablePersonal), append(at, id[:]...)) },
		func() error { return b.tx.Delete(b.table(tablePersonalAt), id[:]) },
	)
}

// ExpirePersonal erases what readers told of themselves longer ago than the
// settings have it kept, and what is left of a comment that was forgotten on
// another machine. It is called now and then. While the time is not sure, or
// nobody but this machine stands for it, nothing is too old: what is erased is
// erased for good and everywhere. A device that may not erase leaves it to one
// that may.
func (l *Library) ExpirePersonal(ctx context.Context) error {
	for _, audience := range []Audience{Open, Staff} {
		if !l.mayWrite(KindErase, audience) {
			continue
		}
		for {
			var targets []Target
			err := l.store.View(ctx, func(tx Tx) error {
				targets, _ = l.expired(tx, audience)
				return nil
			})
			if err != nil {
				return err
			}
			if len(targets) == 0 {
				break
			}
			if err := l.Erase(ctx, audience, Erasure{Targets: targets, Reason: "expired"}); err != nil {
				return err
			}
		}
	}
	return nil
}

// expired are personal bodies that are to be erased now. Kept tells that
// others are too old as well by this machine's clock, which nobody bears out.
func (l *Library) expired(tx Tx, audience Audience) (targets []Target, kept bool) {
	v := l.view(tx)
	if now, trusted := l.clock.Now(); trusted {
		until := now.AddDate(0, -l.Settings().Readers.KeptMonths(), 0).UnixMilli()
		targets = v.personalUntil(audience, until, l.device)
		if len(targets) == 0 || l.begin(tx, v.gen).borneOut(now) {
			return targets, false
		}
	}
	atOnce := v.personalUntil(audience, 1, l.device)
	return atOnce, len(targets) > len(atOnce)
}

// KeptForClock tells that something is kept past its time only because nobody
// bears out this machine's clock; see ExpirePersonal.
func (l *Library) KeptForClock(ctx context.Context) (kept bool, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		for _, audience := range []Audience{Open, Staff} {
			if l.mayWrite(KindErase, audience) {
				_, here := l.expired(tx, audience)
				kept = kept || here
			}
		}
		return nil
	})
	return kept, err
}

// personalUntil are the oldest personal bodies from before a time, but for
// those that this device has tried to erase in vain.
func (v view) personalUntil(audience Audience, until int64, by Key) (out []Target) {
	for key, where := range v.tx.Scan(v.table(tablePersonal), nil, nil, false) {
		if bytes.Compare(key[:8], timeKey(until)) >= 0 || len(out) == MaxTargets {
			break
		}
		n, ok := parseNoun(where)
		id := Hash(key[8:])
		if !ok || n.audience != audience || v.erasedBy(audience, id, by) {
			continue
		}
		// One that was erased while a rebuild went past it is still listed.
		if c, here := v.change(id); here && !c.Erased {
			out = append(out, Target{Change: id, Noun: n.name, ID: ID([]byte(n.id))})
		}
	}
	return out
}

// erasedBy tells whether a device has written an erasure of a change.
func (v view) erasedBy(audience Audience, id Hash, by Key) bool {
	prefix := noun{audience, nounErasure, string(id[:])}.key()
	for key := range v.tx.Scan(v.table(tableTouch), prefix, nil, false) {
		if c, ok := v.change(Hash(key[len(prefix):])); ok && c.Log.Device == by {
			return true
		}
	}
	return false
}

// PurgeWanted tells that bodies were erased whose bytes the disk may still
// hold; 0 means no. Whoever has purged the disk says so with Purged, and the
// number that was given before it began.
func (l *Library) PurgeWanted(ctx context.Context) (n uint64, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		n = l.view(tx).number(tableLocal, localPurge)
		return nil
	})
	return n, err
}

// Purged takes the wish for a purge back, unless more was erased meanwhile.
func (l *Library) Purged(ctx context.Context, n uint64) error {
	return l.store.Update(ctx, func(tx Tx) error {
		if l.view(tx).number(tableLocal, localPurge) != n {
			return nil
		}
		return tx.Delete(tableLocal, []byte(localPurge))
	})
}
