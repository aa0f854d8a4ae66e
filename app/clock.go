package app

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"
)

// clockReach is how far past the latest trusted time the clock may be and
// still be believed: an office closed for Tết and a month on top.
const clockReach = 40 * 24 * time.Hour

// clockSlack is how far two clocks of which both are right stand apart.
const clockSlack = 10 * time.Minute

// firstRelease is the floor of a device that has never trusted a time: no
// clock is right that stands before this program was written.
var firstRelease = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

// shownByClocks tells whether a clock may show a time: none is right before the
// first release, and none of this program's machines lasts a century. What is
// signed may hold any number.
func shownByClocks(t time.Time) bool {
	return !t.Before(firstRelease) && t.Before(firstRelease.AddDate(100, 0, 0))
}

var errClockImpossible = Fault(Invalid, "clock_impossible",
	"Giờ này không thể đúng: năm nằm ngoài thời gian chương trình được dùng. Xin chỉnh ngày giờ của máy rồi xác nhận lại",
	"This time cannot be right: the year is outside of what this program is used in. Please set the machine's date and time, then confirm again")

// Clock decides whether the machine's clock can be believed. PCs without a
// battery wake up in 1970, and a wrong year must neither open an embargo
// nor take down what is on show.
//
// Its floor is the latest time it ever trusted; the caller keeps the floor
// over restarts. A device's very first clock is believed if it stands
// after the first release, but on trial: once others are heard of, it must
// agree with what they have signed (hear). From then on the floor never
// sinks but by a person's word: whoever sets a kiosk's clock back must not
// see what has expired. A machine that stood in a cupboard for longer than
// clockReach is believed again once it agrees with what others have signed
// since, or a person says so.
type Clock struct {
	mu    sync.Mutex
	now   func() time.Time
	floor time.Time
	base  time.Time // reading at the time the floor was set; its monotonic part counts
	first bool
	trial bool // nobody has borne out this machine's clock yet
}

// NewClock takes the machine's clock, whose readings should carry Go's
// monotonic part, and the saved floor, zero if there is none.
func NewClock(now func() time.Time, floor time.Time) *Clock {
	c := &Clock{now: now, floor: floor, base: now(), first: floor.IsZero(), trial: floor.IsZero()}
	if c.first {
		c.floor = firstRelease
	}
	return c
}

// Now gives the trusted time: the clock's where it can be believed, else
// the floor plus the time that has passed since by the monotonic clock.
func (c *Clock) Now() (t time.Time, trusted bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.read()
}

func (c *Clock) read() (t time.Time, trusted bool) {
	t = c.now()
	if !t.Before(c.floor) && (c.first && shownByClocks(t) || t.Before(c.floor.Add(clockReach))) {
		c.floor, c.base, c.first = t.Round(0), t, false
		return t.Round(0), true
	}
	return c.floor.Add(t.Sub(c.base)), false
}

// Reading is what the machine's clock shows, believed or not.
func (c *Clock) Reading() time.Time { return c.now().Round(0) }

// Horizon is the time up to which embargoes are open and after which
// nothing has expired yet: trusted now, or the floor while the clock is
// not to be trusted.
func (c *Clock) Horizon() time.Time {
	t, trusted := c.Now()
	if trusted {
		return t
	}
	return c.Floor()
}

// Floor is the latest trusted time, to be kept over restarts.
func (c *Clock) Floor() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.floor
}

// Confirm takes a person's word that the machine's clock is right now,
// after it has been off for long or was wrong and then set.
func (c *Clock) Confirm() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.now()
	c.floor, c.base, c.first, c.trial = t.Round(0), t, false, false
	return c.floor
}

// hear takes the latest time that others have signed and trusted. A clock that
// was not believed any more, and agrees with it, is believed again. Nothing
// else is changed but a clock on trial: one that others bear out is on trial
// no longer, and one that is too far ahead of them was believed wrongly, so
// that the floor sinks to what was signed. It tells whether that happened.
func (c *Clock) hear(signed time.Time) (sank bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.trial {
		t := c.now()
		if !t.Before(c.floor.Add(clockReach)) && !t.Before(signed.Add(-clockSlack)) && t.Before(signed.Add(clockReach)) {
			c.floor, c.base = t.Round(0), t
		}
		return false
	}
	c.read()
	if sank = !c.floor.Before(signed.Add(clockReach)); sank {
		c.floor, c.base, c.first = signed, c.now(), false
	}
	if _, trusted := c.read(); trusted {
		c.trial = false
	} else if c.floor.Before(signed) {
		c.floor, c.base, c.first = signed, c.now(), false
	}
	return sank
}

// doubted tells whether it matters what others have signed.
func (c *Clock) doubted() bool {
	_, trusted := c.Now()
	return !trusted || c.onTrial()
}

// onTrial tells whether nobody has borne out this machine's clock yet.
func (c *Clock) onTrial() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.trial
}

// setTrial puts the clock on trial, as it was before a restart, or ends that:
// by whoever founds a library there is nobody else to be heard.
func (c *Clock) setTrial(trial bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.trial = trial
}

// signedSteps is how many changes at the end of a log are looked through for
// one whose writer trusted its clock.
const signedSteps = 100

// signed is the latest time that devices have signed and trusted, zero where
// there is none, and whether any of them wrote at all. Of each log the last
// such time counts: whoever had a wrong clock and set it right is heard anew.
// What the roster does not allow says nothing, nor does what no clock shows.
func (b *batch) signed(by func(Key) bool) (at time.Time, wrote bool) {
	for from := []byte(nil); ; {
		var prefix []byte
		for k := range b.tx.Scan(tableLog, nil, from, false) {
			prefix = logPrefix(parseLog(k))
			break
		}
		if prefix == nil {
			return at, wrote
		}
		from = append(slices.Clip(prefix), bytes.Repeat([]byte{0xff}, 41)...) // past the seqs and ids of this log
		if !by(parseLog(prefix).Device) {
			continue
		}
		steps := 0
		for _, where := range b.tx.Scan(tableLog, prefix, nil, true) {
			if steps++; steps > signedSteps {
				break
			}
			raw := b.tx.Get(tableChange, where)
			if len(raw) < HeaderSize {
				break
			}
			h, err := DecodeHeader(raw[:HeaderSize])
			if err != nil || !b.roster.allows(h, Sum(raw[:HeaderSize])) {
				continue
			}
			wrote = true
			if t := time.UnixMilli(h.Wall).UTC(); h.Trusted && shownByClocks(t) {
				if t.After(at) {
					at = t
				}
				break
			}
		}
	}
}

// signedByOthers is signed of all devices but this one.
func (b *batch) signedByOthers() (at time.Time, wrote bool) {
	return b.signed(func(k Key) bool { return k != b.l.device })
}

// Others is the latest time that other devices have signed and trusted, zero
// where there is none, and whether a clock that shows reads goes against it.
func (l *Library) Others(ctx context.Context, reads time.Time) (at time.Time, against bool, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		at, _ = l.begin(tx, l.view(tx).gen).signedByOthers()
		return nil
	})
	return at, !at.IsZero() && (reads.Before(at.Add(-clockSlack)) || !reads.Before(at.Add(clockReach))), err
}

// hear holds a clock to what others have signed, before anything is folded by
// it.
func (b *batch) hear() error {
	if b.l.clock.doubted() {
		if b.newRights {
			if err := b.settleRoster(); err != nil {
				return err
			}
		}
		if at, _ := b.signedByOthers(); !at.IsZero() && b.l.clock.hear(at) {
			b.l.sank.Store(true)
		}
	}
	if !b.l.sank.Load() {
		return nil
	}
	return b.lookAgain(b.l.clock.Horizon())
}

// hearAtStart holds a clock on trial to the logs as a run finds them. Where
// nobody else has written, what this machine signed in earlier runs counts: a
// store whose floor was lost is made anew from it.
func (b *batch) hearAtStart() {
	if !b.l.clock.onTrial() {
		return
	}
	at, wrote := b.signedByOthers()
	if !wrote {
		at, _ = b.signed(func(k Key) bool { return k == b.l.device })
	}
	if !at.IsZero() && b.l.clock.hear(at) {
		b.l.sank.Store(true)
	}
}

// lookAgain marks the articles on which a horizon has a say that was later
// before: what had expired is shown again and embargoes close.
func (b *batch) lookAgain(horizon time.Time) error {
	for key, s := range b.tx.Scan(b.table(tableState), noun{Open, nounPublication, ""}.key(), nil, false) {
		var card struct{ From, Until int64 }
		if err := json.Unmarshal(s[len(Hash{}):], &card); err != nil {
			return errBroken.With(err)
		}
		if n, ok := parseNoun(key); ok && max(card.From, card.Until) > horizon.UnixMilli() {
			id := ID([]byte(n.id))
			b.marked[n], b.articles[id], b.noticed = true, true, true
		}
	}
	return nil
}

// keepTrial keeps over restarts whether the clock is on trial.
func (b *batch) keepTrial() error {
	switch trial, kept := b.l.clock.onTrial(), b.tx.Get(tableLocal, []byte(localTrial)) != nil; {
	case trial && !kept:
		return b.tx.Put(tableLocal, []byte(localTrial), []byte{1})
	case kept && !trial:
		return b.tx.Delete(tableLocal, []byte(localTrial))
	}
	return nil
}

// borneOut tells whether somebody else stands for a time that this machine
// trusts: members whose signed times it is in reach of, or a person who
// confirmed the clock that it was counted on from. Where nobody else ever
// wrote there is nobody to ask, and nothing that another clock has dated.
func (b *batch) borneOut(t time.Time) bool {
	if b.tx.Get(tableLocal, []byte(localConfirmed)) != nil {
		return true
	}
	at, wrote := b.signedByOthers()
	return !wrote || !at.IsZero() && t.Before(at.Add(clockReach))
}
