package app

import (
	"context"
	"encoding/binary"
	"time"

	"bangtin/app/viet"
)

// What was counted, summed up for whoever asks. Visits stand by day and
// device. Openings of an article stand by day, by month, by year and in
// all, so that any period is a few walks over what was opened in it.

// The spans of the table read; their numbers are those of the day and the
// month since 1970, the year, and 0.
const (
	spanDay   = 'd'
	spanMonth = 'm'
	spanYear  = 'y'
	spanEver  = 'e'
)

func countVisitsOf(device []byte) []byte { return append([]byte("visits "), device...) }

// file notes the category of an article, of one that was withdrawn too, so
// that openings can be summed up by category.
func (b *batch) file(article ID, card *Card) error {
	if card == nil || card.Category.IsZero() {
		return b.tx.Delete(b.table(tableFiled), article[:])
	}
	return b.tx.Put(b.table(tableFiled), article[:], card.Category[:])
}

// recount counts a day as it is after a fold instead of as it was before.
func (b *batch) recount(before *Day, after Day) error {
	table := b.table(tableVisited)
	key := append(dayKey(uint64(after.Day)), after.Device[:]...)
	numbers := readNumbers(b.tx.Get(table, key))
	if len(numbers) != hoursOfDay+1 {
		numbers = make([]int, hoursOfDay+1)
	}
	visits := 0
	for h := range hoursOfDay {
		by := after.hour(h) - before.hour(h)
		numbers[h] += by
		visits += by
	}
	opened := after.Opened.all() - before.Opened.all()
	numbers[hoursOfDay] += opened
	if visits != 0 || opened != 0 {
		var value []byte
		for _, n := range numbers {
			value = appendNumber(value, n)
		}
		if err := firstError(
			func() error { return b.tx.Put(table, key, value) },
			func() error { return b.add(countVisitsOf(after.Device[:]), visits) },
		); err != nil {
			return err
		}
	}
	for _, one := range joinOpenings(before.Opened, after.Opened, func(a, b int) int { return b - a }) {
		if one.N == 0 {
			continue
		}
		for _, s := range spansOf(after.Day) {
			if err := b.addOpened(s, one.Article, one.N); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *batch) addOpened(span []byte, article ID, by int) error {
	key := append(span, article[:]...)
	n := int64(number(b.tx.Get(b.table(tableRead), key))) + int64(by)
	if n <= 0 {
		return b.tx.Delete(b.table(tableRead), key)
	}
	return b.tx.Put(b.table(tableRead), key, bytes8(uint64(n)))
}

// DayStart is the first moment of a day in Vietnam.
func DayStart(day int) time.Time {
	return time.Date(1970, 1, 1+day, 0, 0, 0, 0, viet.Zone())
}

// DayOf numbers the days in Vietnam since 1970.
func DayOf(t time.Time) int { return int(dayOf(t)) }

func monthOf(t time.Time) int { return (t.Year()-1970)*12 + int(t.Month()) - 1 }

func spanKey(span byte, n int) []byte { return binary.BigEndian.AppendUint32([]byte{span}, uint32(n)) }

// spansOf are the spans that a day is part of.
func spansOf(day int) [][]byte {
	t := DayStart(day)
	return [][]byte{spanKey(spanDay, day), spanKey(spanMonth, monthOf(t)), spanKey(spanYear, t.Year()), spanKey(spanEver, 0)}
}

// spansFor are the fewest spans that make up the days of a period.
func spansFor(from, until int) (out [][]byte) {
	for day := from; day <= until; {
		t := DayStart(day)
		nextYear, nextMonth := DayOf(t.AddDate(1, 0, 0)), DayOf(t.AddDate(0, 1, 0))
		switch {
		case t.YearDay() == 1 && nextYear <= until+1:
			out, day = append(out, spanKey(spanYear, t.Year())), nextYear
		case t.Day() == 1 && nextMonth <= until+1:
			out, day = append(out, spanKey(spanMonth, monthOf(t))), nextMonth
		default:
			out, day = append(out, spanKey(spanDay, day)), day+1
		}
	}
	return out
}

// unsealed are the rows of the table counting that the log lacks, of one
// article or of all, each with what it holds more than the log.
func (l *Library) unsealed(v view, prefix []byte) (out []Day) {
	known := map[string]Day{}
	for key, value := range v.tx.Scan(tableCounting, prefix, nil, false) {
		c := l.readCounted(key, value)
		was, ok := known[c.id]
		if !ok {
			was = v.day(c.id)
			known[c.id] = was
		}
		d := c.day()
		for h, n := range d.Hours {
			d.Hours[h] = max(n-was.hour(h), 0)
		}
		for i, one := range d.Opened {
			d.Opened[i].N = max(one.N-was.Opened.of(one.Article), 0)
		}
		out = append(out, d)
	}
	return out
}

// Counters are the visits that readers are told of, of every machine that
// this one has heard of. Today is part of Month, and Month of Total.
type Counters struct {
	Today, Month, Total int
	Others              bool // other machines are among them
}

// Counters counts visits as far as they have come to this machine.
func (l *Library) Counters(ctx context.Context) (c Counters, err error) {
	now, _ := l.clock.Now()
	today := DayOf(now)
	date := DayStart(today)
	first := today + 1 - date.Day()
	next := DayOf(DayStart(first).AddDate(0, 1, 0))
	add := func(day, n int) {
		c.Total += n
		if first <= day && day < next {
			c.Month += n
		}
		if day == today {
			c.Today += n
		}
	}
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		prefix := countVisitsOf(nil)
		for key, n := range tx.Scan(v.table(tableCount), prefix, nil, false) {
			c.Total += int(number(n))
			c.Others = c.Others || number(n) > 0 && string(key[len(prefix):]) != string(l.device[:])
		}
		total := c.Total
		l.visitsIn(v, first, next-1, func(day int, _ Key, numbers []int) { add(day, sum(numbers[:hoursOfDay])) })
		c.Total = total
		for _, d := range l.unsealed(v, visitRow[:]) {
			add(d.Day, sum(d.Hours))
		}
		return nil
	})
	for hour, n := range l.openings.unkept() {
		add(int(hour/hoursOfDay), n)
	}
	return c, err
}

// visitsIn walks the table visited through the days of a period.
func (l *Library) visitsIn(v view, from, until int, each func(day int, device Key, numbers []int)) {
	for key, value := range v.tx.Scan(v.table(tableVisited), nil, dayKey(uint64(from)), false) {
		day := int(binary.BigEndian.Uint32(key))
		if day > until {
			return
		}
		if numbers := readNumbers(value); len(numbers) == hoursOfDay+1 {
			each(day, Key(key[4:]), numbers)
		}
	}
}

func sum(ns []int) (out int) {
	for _, n := range ns {
		out += n
	}
	return out
}

// Views is how often an article was opened, as far as has come to this
// machine.
func (l *Library) Views(ctx context.Context, article ID) (n int, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		n = l.views(l.view(tx), article)
		return nil
	})
	return n, err
}

func (l *Library) views(v view, article ID) int {
	n := int(number(v.tx.Get(v.table(tableRead), append(spanKey(spanEver, 0), article[:]...))))
	for _, d := range l.unsealed(v, article[:]) {
		n += d.Opened.all()
	}
	return n
}
