package app

import (
	"bytes"
	"slices"
	"sync"
	"time"
)

// clockReach is how far past the latest trusted time the clock may be and
// still be believed: an office closed for Tết and a month on top.
const clockReach = 40 * 24 * time.Hour

// firstRelease is the floor of a device that has never trusted a time: no
// clock is right that stands before this program was written.
var firstRelease = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

// Clock decides whether the machine's clock can be believed. PCs without a
// battery wake up in 1970, and a wrong year must neither open an embargo
// nor take down what is on show.
//
// Its floor is the latest time it ever trusted; the caller keeps the floor
// over restarts. A device's very first clock is believed if it stands
// after the first release.
type Clock struct {
	mu    sync.Mutex
	now   func() time.Time
	floor time.Time
	base  time.Time // reading at the time the floor was set; its monotonic part counts
	first bool
}

// NewClock takes the machine's clock, whose readings should carry Go's
// monotonic part, and the saved floor, zero if there is none.
func NewClock(now func() time.Time, floor time.Time) *Clock {
	c := &Clock{now: now, floor: floor, base: now(), first: floor.IsZero()}
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
	t = c.now()
	if !t.Before(c.floor) && (c.first || t.Before(c.floor.Add(clockReach))) {
		c.floor, c.base, c.first = t.Round(0), t, false
		return t.Round(0), true
	}
	return c.floor.Add(t.Sub(c.base)), false
}

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
	c.floor, c.base, c.first = t.Round(0), t, false
	return c.floor
}

// signedSteps is how many changes at the end of a log are looked through for
// one whose writer trusted its clock.
const signedSteps = 100

// signed is the latest time that devices have signed and trusted, zero where
// there is none, and whether any of them wrote at all. Of each log the last
// such time counts: whoever had a wrong clock and set it right is heard anew.
// What the roster does not allow says nothing.
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
			if h.Trusted {
				if t := time.UnixMilli(h.Wall).UTC(); t.After(at) {
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
