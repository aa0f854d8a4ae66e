package app

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"slices"
)

// Visits and openings of articles are counted by whoever shows the pages,
// for each day in Vietnam, and nothing else of them is kept. A row tells
// what one device has counted on one day so far, under one incarnation of
// its logs. Rows of the same name fold by the maximum of each number: any
// order, any repetition, the same state, and nothing is counted twice.

// Day is such a row. One that stands for less than all of the day, such as
// the articles that were opened since the last one, is as good as a whole.
type Day struct {
	Device      Key       `json:"device,omitzero"` // zero: whoever wrote the change
	Incarnation HexNumber `json:"incarnation"`
	Day         int       `json:"day"`             // since 1970, in Vietnam
	Hours       []int     `json:"hours,omitempty"` // visits that began in each hour; zeros at the end are left out
	Opened      Openings  `json:"opened,omitempty"`
}

// Openings are how often articles were opened, each article once, by id. As
// text they are base 64 without padding of id(16) and number (unsigned
// LEB128) after each other: a busy day takes a few kilobytes.
type Openings []Opening

// Opening is how often an article was opened.
type Opening struct {
	Article ID
	N       int
}

const (
	hoursOfDay = 24
	// maxCounted is more than anybody opens in a day.
	maxCounted = 1 << 30
	// maxDay is a day beyond any that this program will see.
	maxDay = 1 << 17
)

// MarshalText writes the text form.
func (o Openings) MarshalText() ([]byte, error) {
	var b []byte
	for _, one := range o {
		b = binary.AppendUvarint(append(b, one.Article[:]...), uint64(one.N))
	}
	return base64.RawStdEncoding.AppendEncode(nil, b), nil
}

// UnmarshalText reads the text form; articles must stand in order.
func (o *Openings) UnmarshalText(text []byte) error {
	b, err := base64.RawStdEncoding.AppendDecode(nil, text)
	if err != nil {
		return errMalformed.With(err)
	}
	out := Openings{}
	for len(b) > 0 {
		if len(b) < len(ID{})+1 {
			return errMalformed
		}
		one := Opening{Article: ID(b[:len(ID{})])}
		n, size := binary.Uvarint(b[len(ID{}):])
		if size <= 0 || n == 0 || n > maxCounted || len(out) > 0 && compareIDs(out[len(out)-1].Article, one.Article) >= 0 {
			return errMalformed
		}
		one.N, b = int(n), b[len(ID{})+size:]
		out = append(out, one)
	}
	*o = out
	return nil
}

func compareIDs(a, b ID) int { return bytes.Compare(a[:], b[:]) }

func compareOpenings(a, b Opening) int { return compareIDs(a.Article, b.Article) }

// of is how often an article was opened.
func (o Openings) of(article ID) int {
	if at, ok := slices.BinarySearchFunc(o, Opening{Article: article}, compareOpenings); ok {
		return o[at].N
	}
	return 0
}

// all is how often any article was opened.
func (o Openings) all() (n int) {
	for _, one := range o {
		n += one.N
	}
	return n
}

func (d *Day) valid() bool {
	if d.Day < 0 || d.Day > maxDay || len(d.Hours) > hoursOfDay {
		return false
	}
	return !slices.ContainsFunc(d.Hours, func(n int) bool { return n < 0 || n > maxCounted })
}

// hour is how many visits began in an hour.
func (d *Day) hour(h int) int {
	if h < len(d.Hours) {
		return d.Hours[h]
	}
	return 0
}

func (d *Day) setHour(h, n int) {
	for len(d.Hours) <= h {
		d.Hours = append(d.Hours, 0)
	}
	d.Hours[h] = n
}

// rows is how many facts a day stands for.
func (d *Day) rows() int { return min(len(d.Hours), 1) + len(d.Opened) }

// meet takes in another row of the same name.
func (d *Day) meet(o *Day) {
	for h, n := range o.Hours {
		if n > d.hour(h) {
			d.setHour(h, n)
		}
	}
	if len(o.Opened) == 0 {
		return
	}
	d.Opened = joinOpenings(d.Opened, o.Opened, func(a, b int) int { return max(a, b) })
}

// beyond is what a row holds more of than another, as that row has it:
// whoever meets it with the other gets both.
func (d *Day) beyond(o *Day) Day {
	out := Day{Device: d.Device, Incarnation: d.Incarnation, Day: d.Day}
	for h, n := range d.Hours {
		if n > o.hour(h) {
			out.Hours = d.Hours
		}
	}
	for _, one := range d.Opened {
		if one.N > o.Opened.of(one.Article) {
			out.Opened = append(out.Opened, one)
		}
	}
	return out
}

// joinOpenings goes through two lists by article.
func joinOpenings(a, b Openings, join func(a, b int) int) Openings {
	out := make(Openings, 0, max(len(a), len(b)))
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && compareOpenings(a[0], b[0]) < 0:
			out, a = append(out, Opening{a[0].Article, join(a[0].N, 0)}), a[1:]
		case len(a) == 0 || compareOpenings(a[0], b[0]) > 0:
			out, b = append(out, Opening{b[0].Article, join(0, b[0].N)}), b[1:]
		default:
			out, a, b = append(out, Opening{a[0].Article, join(a[0].N, b[0].N)}), a[1:], b[1:]
		}
	}
	return out
}

// days is the body of a change that seals what was counted.
type days struct {
	Days []Day `json:"days"`
}

// daysOf reads the rows of a change. Those that cannot be meant are passed
// over, and so is all of a change that holds too many. What a device sends
// is of itself; only desks pass on what others have counted.
func daysOf(c *Change) (out []Day) {
	var b days
	if c.Erased || decodeBody(c.Body, &b) != nil || len(b.Days) > MaxFacts {
		return nil
	}
	rows := 0
	for _, d := range b.Days {
		if d.Device.IsZero() {
			d.Device = c.Log.Device
		}
		if !d.valid() || c.Kind == KindVisits && d.Device != c.Log.Device {
			continue
		}
		rows += d.rows()
		out = append(out, d)
	}
	if rows > MaxFacts {
		return nil
	}
	return out
}

func (d *Day) id() string {
	b := binary.BigEndian.AppendUint64(append([]byte(nil), d.Device[:]...), uint64(d.Incarnation))
	return string(append(b, dayKey(uint64(d.Day))...))
}

func dayTouches(c *Change) (out []noun) {
	for _, d := range daysOf(c) {
		out = append(out, noun{c.Log.Audience, nounDay, d.id()})
	}
	return out
}

// daysIn is daysOf, read once for all the days that one Update folds.
func (b *batch) daysIn(c *Change) []Day {
	out, ok := b.days[c.ID]
	if !ok {
		out = daysOf(c)
		b.days[c.ID] = out
	}
	return out
}

// foldDay folds what was told of one day, for one audience, and counts what
// is known of it now instead of what was known before. Desks seal their own
// days for everyone; those of other machines reach them in the log of
// staff, and until they are passed on they stand in the table uncounted.
func (b *batch) foldDay(n noun, changes []Change) error {
	before := b.day(n.id)
	var sum *Day
	for i := range changes {
		if !b.valid(&changes[i]) {
			continue
		}
		for _, d := range b.daysIn(&changes[i]) {
			if d.id() != n.id {
				continue
			}
			if sum == nil {
				sum = &Day{Device: d.Device, Incarnation: d.Incarnation, Day: d.Day}
			}
			sum.meet(&d)
		}
	}
	if _, err := setState(b, n, sum, sum != nil); err != nil {
		return err
	}
	staff, open := b.dayFor(Staff, n.id), b.dayFor(Open, n.id)
	if rest := staff.beyond(&open); rest.rows() > 0 {
		if err := b.tx.Put(b.table(tableUncounted), []byte(n.id), []byte{}); err != nil {
			return err
		}
	} else if err := b.tx.Delete(b.table(tableUncounted), []byte(n.id)); err != nil {
		return err
	}
	return b.recount(&before, b.day(n.id))
}

// day is what the log says of one day; empty where it says nothing.
func (v view) day(id string) Day {
	d, open := v.dayFor(Staff, id), v.dayFor(Open, id)
	d.meet(&open)
	return d
}

func (v view) dayFor(a Audience, id string) Day {
	var out Day
	if text := v.state(noun{a, nounDay, id}); text != nil && json.Unmarshal(text, &out) == nil {
		return out
	}
	raw := []byte(id)
	return Day{Device: Key(raw[:32]), Incarnation: HexNumber(number(raw[32:40])), Day: int(binary.BigEndian.Uint32(raw[40:]))}
}
