package app

import (
	"bytes"
	"context"
	"encoding/binary"
	"sync"
	"time"

	"bangtin/app/viet"
)

// How often articles are opened is counted here, a number a day and
// article, in tables that are local to this store: the lists of the most
// read are of this machine. What goes into the log is in counting.go. An
// opening is on the disk with the next KeepOpenings; what was opened in the
// second before a power cut is lost.

// openings are those that are not in the tables yet, and the visits.
type openings struct {
	mu      sync.Mutex
	waiting map[ID]uint64
	visits  map[uint64]int // by hour
}

// maxOpenings is how many articles can wait to be counted; more in a second
// are no readers.
const maxOpenings = 10_000

// The spans of days that the most read articles are listed for.
const (
	Week  = 7
	Month = 30
)

var readSpans = []byte{Week, Month}

const (
	// leastOpenings is how often an article must have been opened to be one
	// of the most read, and mostReadLeast how many such there must be: one
	// reader's morning is no list.
	leastOpenings = 2
	mostReadLeast = 3
	// mostReadReach is how many are looked at for those still on show.
	mostReadReach = 300
	// keepStep is how many numbers of an old day one Update takes off.
	keepStep = 2000
)

// CountOpening notes that a reader has opened an article. It is NotFound
// where readers may not see it.
func (l *Library) CountOpening(ctx context.Context, id ID) error {
	err := l.store.View(ctx, func(tx Tx) error {
		_, err := l.shown(l.view(tx), id)
		return err
	})
	if err != nil {
		return err
	}
	o := &l.openings
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.waiting == nil {
		o.waiting = map[ID]uint64{}
	}
	if len(o.waiting) < maxOpenings || o.waiting[id] > 0 {
		o.waiting[id]++
	}
	return nil
}

// KeepOpenings writes down what was counted since the last call, and takes
// days off the sums that have become too old for them. It is called each
// second and writes only when there is something to do.
func (l *Library) KeepOpenings(ctx context.Context) error {
	o := &l.openings
	o.mu.Lock()
	waiting, visits := o.waiting, o.visits
	o.waiting, o.visits = nil, nil
	o.mu.Unlock()
	now, _ := l.clock.Now()
	today := dayOf(now)
	late := false
	err := l.store.View(ctx, func(tx Tx) error {
		for _, span := range readSpans {
			late = late || readSince(tx, span)+uint64(span) <= today && anyRead(tx, span)
		}
		return nil
	})
	if err != nil || !late && len(waiting)+len(visits) == 0 {
		return err
	}
	err = l.store.Update(ctx, func(tx Tx) error {
		for _, span := range readSpans {
			if err := takeOff(tx, span, today); err != nil {
				return err
			}
		}
		for id, n := range waiting {
			if err := firstError(
				func() error { return countRead(tx, id, n, today) },
				func() error { return l.countMore(tx, id, n, today) },
			); err != nil {
				return err
			}
		}
		for hour, n := range visits {
			if err := l.countVisits(tx, hour, n); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil { // they wait for a better moment
		o.mu.Lock()
		defer o.mu.Unlock()
		o.waiting, o.visits = addedUp(waiting, o.waiting), addedUp(visits, o.visits)
	}
	return err
}

func addedUp[K comparable, N int | uint64](a, b map[K]N) map[K]N {
	out := map[K]N{}
	for _, m := range []map[K]N{a, b} {
		for k, n := range m {
			out[k] += n
		}
	}
	return out
}

// dayOf numbers the days in Vietnam since 1970.
func dayOf(t time.Time) uint64 {
	_, offset := t.In(viet.Zone()).Zone()
	return uint64(max(t.Unix()+int64(offset), 0) / (24 * 60 * 60))
}

func dayKey(day uint64) []byte { return binary.BigEndian.AppendUint32(nil, uint32(day)) }

func readSinceKey(span byte) []byte { return append([]byte(localReadSince), span) }

func readSince(tx Tx, span byte) uint64 { return number(tx.Get(tableLocal, readSinceKey(span))) }

func anyRead(tx Tx, span byte) bool {
	for range tx.Scan(tableReadSum, []byte{span}, nil, false) {
		return true
	}
	return false
}

func countRead(tx Tx, id ID, n, today uint64) error {
	key := append(dayKey(today), id[:]...)
	if err := tx.Put(tableOpened, key, bytes8(number(tx.Get(tableOpened, key))+n)); err != nil {
		return err
	}
	for _, span := range readSpans {
		if readSince(tx, span) > today { // the clock was set back behind what the sums hold
			continue
		}
		if err := addRead(tx, span, id, int64(n)); err != nil {
			return err
		}
	}
	return nil
}

// addRead changes the sum of an article and its place among the others.
func addRead(tx Tx, span byte, id ID, by int64) error {
	key := append([]byte{span}, id[:]...)
	was := number(tx.Get(tableReadSum, key))
	now := uint64(max(int64(was)+by, 0))
	top := func(n uint64) []byte { return append(append([]byte{span}, bytes8(n)...), id[:]...) }
	if err := tx.Delete(tableReadTop, top(was)); err != nil {
		return err
	}
	if now == 0 {
		return tx.Delete(tableReadSum, key)
	}
	return firstError(
		func() error { return tx.Put(tableReadSum, key, bytes8(now)) },
		func() error { return tx.Put(tableReadTop, top(now), []byte{}) },
	)
}

// takeOff takes days that have become too old off the sums of a span, or a
// part of the oldest such day where it is a long one.
func takeOff(tx Tx, span byte, today uint64) error {
	since := readSince(tx, span)
	first := today + 1 - min(uint64(span), today+1)
	if since >= first {
		return nil
	}
	type taken struct {
		key []byte
		n   uint64
	}
	mark := append(readSinceKey(span), " at"...)
	var off []taken
	from := dayKey(since)
	if at := tx.Get(tableLocal, mark); at != nil {
		from = bytes.Clone(at)
	}
	whole := true
	for key, n := range tx.Scan(tableOpened, nil, from, false) {
		if bytes.Compare(key[:4], dayKey(first)) >= 0 {
			break
		}
		if len(off) == keepStep {
			whole, from = false, bytes.Clone(key)
			break
		}
		off = append(off, taken{bytes.Clone(key), number(n)})
	}
	for _, t := range off {
		if err := addRead(tx, span, ID(t.key[4:]), -int64(t.n)); err != nil {
			return err
		}
	}
	if !whole {
		return tx.Put(tableLocal, mark, from)
	}
	return firstError(
		func() error { return tx.Delete(tableLocal, mark) },
		func() error { return tx.Put(tableLocal, readSinceKey(span), bytes8(first)) },
	)
}

// MostRead lists what was opened most in the latest days, Week or Month of
// them, of the articles that are on show in a language ("" for all). It is
// empty while there is too little to tell.
func (l *Library) MostRead(ctx context.Context, days int, lang string, limit int) (out []*Card, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		v, looked := l.view(tx), 0
		for key := range tx.Scan(tableReadTop, []byte{byte(days)}, nil, true) {
			if looked++; looked > mostReadReach || number(key[1:9]) < leastOpenings {
				break
			}
			card, err := l.shown(v, ID(key[9:]))
			if err != nil || lang != "" && primary(card.Lang) != primary(lang) {
				continue
			}
			if out = append(out, card); len(out) == limit {
				break
			}
		}
		return nil
	})
	if len(out) < mostReadLeast {
		out = nil
	}
	return out, err
}
