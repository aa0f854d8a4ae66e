package app

import (
	"bytes"
	"context"
	"encoding/binary"
	"maps"
	"slices"
	"time"

	"bangtin/app/viet"
)

// What this machine has counted and the log does not hold yet stands in the
// table counting: what it has counted on a day so far, sealed or not, under
// the incarnation that it was counted in. It goes into the log under that
// name, so that a store which is not the only continuation of its past
// seals nothing twice.

// visitRow stands for an article where the table counts visits.
var visitRow ID

// hourOf numbers the hours in Vietnam since 1970.
func hourOf(t time.Time) uint64 {
	_, offset := t.In(viet.Zone()).Zone()
	return uint64(max(t.Unix()+int64(offset), 0) / (60 * 60))
}

// CountVisit notes that a reader's visit has begun. It is on the disk with
// the next KeepOpenings.
func (l *Library) CountVisit() {
	now, _ := l.clock.Now()
	o := &l.openings
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.visits == nil {
		o.visits = map[uint64]int{}
	}
	o.visits[hourOf(now)]++
}

// unkept are the visits that are not in the tables yet.
func (o *openings) unkept() map[uint64]int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return maps.Clone(o.visits)
}

func (l *Library) countingKey(article ID, day uint64) []byte {
	key := binary.BigEndian.AppendUint64(bytes.Clone(article[:]), l.incarnation.Load())
	return append(key, dayKey(day)...)
}

// counted is a row of the table counting.
type counted struct {
	article ID
	id      string // of the day it belongs to
	n       int
	hours   []int
}

func (l *Library) readCounted(key, value []byte) counted {
	c := counted{article: ID(key[:16]), id: string(l.device[:]) + string(key[16:])}
	if c.article == visitRow {
		c.hours = readNumbers(value)
	} else {
		c.n = int(number(value))
	}
	return c
}

// day is a row as a day of its own.
func (c *counted) day() Day {
	d := Day{Device: Key([]byte(c.id)), Incarnation: HexNumber(number([]byte(c.id[32:40]))), Day: int(binary.BigEndian.Uint32([]byte(c.id[40:])))}
	for h, n := range c.hours {
		if n > 0 {
			d.setHour(h, n)
		}
	}
	if c.n > 0 {
		d.Opened = Openings{{c.article, c.n}}
	}
	return d
}

// readNumbers and appendNumber lay out numbers of four bytes.
func readNumbers(b []byte) (out []int) {
	for ; len(b) >= 4; b = b[4:] {
		out = append(out, int(binary.BigEndian.Uint32(b)))
	}
	return out
}

func appendNumber(b []byte, n int) []byte {
	return binary.BigEndian.AppendUint32(b, uint32(min(max(n, 0), maxCounted)))
}

// countMore adds openings to what this machine has counted today.
func (l *Library) countMore(tx Tx, article ID, n, today uint64) error {
	key := l.countingKey(article, today)
	value := tx.Get(tableCounting, key)
	so := number(value)
	if value == nil {
		d := l.view(tx).day(string(l.device[:]) + string(key[16:]))
		so = uint64(d.Opened.of(article))
	}
	return tx.Put(tableCounting, key, bytes8(min(so+n, maxCounted)))
}

// countVisits adds visits that began in an hour.
func (l *Library) countVisits(tx Tx, hour uint64, n int) error {
	key := l.countingKey(visitRow, hour/hoursOfDay)
	hours := readNumbers(tx.Get(tableCounting, key))
	if len(hours) != hoursOfDay {
		d := l.view(tx).day(string(l.device[:]) + string(key[16:]))
		hours = make([]int, hoursOfDay)
		copy(hours, d.Hours)
	}
	hours[hour%hoursOfDay] += n
	var value []byte
	for _, n := range hours {
		value = appendNumber(value, n)
	}
	return tx.Put(tableCounting, key, value)
}

// SealCounts writes what was counted into the log, and at a desk what other
// machines counted for everyone. It is called each minute; visits go at
// most once an hour, openings, which take ten times the room, when the day
// has turned, and nothing where there is nothing to tell.
func (l *Library) SealCounts(ctx context.Context) error {
	now, _ := l.clock.Now()
	hour := hourOf(now)
	m, ok := l.Roster().Member(l.device)
	if !ok || !MayWrite(KindVisits, Staff, m.Role) {
		return nil
	}
	var last uint64
	first := false
	err := l.store.View(ctx, func(tx Tx) error {
		last, first = number(tx.Get(tableLocal, []byte(localSealed))), tx.Get(tableLocal, []byte(localSealed)) == nil
		return nil
	})
	if err != nil || last == hour {
		return err
	}
	articles := first || last/hoursOfDay != hour/hoursOfDay
	for waits := true; waits; {
		err := l.store.View(ctx, func(tx Tx) error {
			v := l.view(tx)
			ripe := visitRow[:]
			if articles {
				ripe = nil
			}
			waits = holdsAny(tx, tableCounting, ripe) || MayWrite(KindTotals, Open, m.Role) && holdsAny(tx, v.table(tableUncounted), nil)
			return nil
		})
		if err != nil {
			return err
		}
		if !waits {
			break
		}
		if err := l.update(ctx, func(b *batch) error { return b.sealCounts(articles, MayWrite(KindTotals, Open, m.Role)) }); err != nil {
			return err
		}
	}
	return l.store.Update(ctx, func(tx Tx) error { return tx.Put(tableLocal, []byte(localSealed), bytes8(hour)) })
}

// sealCounts seals as many rows as a change may hold.
func (b *batch) sealCounts(articles, forAll bool) error {
	rows, sealed := map[string]*Day{}, 0
	add := func(d Day) {
		have := rows[d.id()]
		if have == nil {
			have = &Day{Device: d.Device, Incarnation: d.Incarnation, Day: d.Day}
			rows[d.id()] = have
		}
		sealed -= have.rows()
		have.meet(&d)
		sealed += have.rows()
	}
	var taken [][]byte
	for key, value := range b.tx.Scan(tableCounting, nil, nil, false) {
		c := b.l.readCounted(key, value)
		if sealed >= MaxFacts || c.article != visitRow && !articles {
			break
		}
		taken = append(taken, bytes.Clone(key))
		own, known := c.day(), b.day(c.id)
		if more := own.beyond(&known); more.rows() > 0 {
			add(more)
		}
	}
	kind, audience := KindVisits, Staff
	if forAll {
		kind, audience = KindTotals, Open
		for key := range b.tx.Scan(b.table(tableUncounted), nil, nil, false) {
			if sealed >= MaxFacts {
				break
			}
			staff, open := b.dayFor(Staff, string(key)), b.dayFor(Open, string(key))
			more := staff.beyond(&open)
			if room := MaxFacts - sealed - min(len(more.Hours), 1); len(more.Opened) > room {
				more.Opened = more.Opened[:max(room, 0)]
			}
			add(more)
		}
	}
	for _, key := range taken {
		if err := b.tx.Delete(tableCounting, key); err != nil {
			return err
		}
	}
	if len(rows) == 0 {
		return nil
	}
	var body days
	for _, id := range slices.Sorted(maps.Keys(rows)) {
		d := *rows[id]
		if d.Device == b.l.device {
			d.Device = Key{}
		}
		body.Days = append(body.Days, d)
	}
	text, err := canonical(body)
	if err != nil {
		return err
	}
	_, err = b.append(kind, audience, text)
	return err
}
