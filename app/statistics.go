package app

import (
	"cmp"
	"context"
	"slices"
)

// Statistics is what was counted in a period, as far as it has come to this
// machine.
type Statistics struct {
	Visits, Opened int
	Since          int            // the first day that anything was counted on, 0 where nothing was
	Days           []Count        // each day of the period, by its number; none where they are more than maxDays
	Months         []Count        // each month, as months since January 1970
	Hours          [24]int        // visits that began in each hour
	Weekdays       [7]int         // visits on each weekday, Sunday first
	Devices        []DeviceCount  // most visits first
	Articles       []ArticleCount // the most read
	Categories     []ArticleCount // all of them, by their id, the most read first
}

// Count is what was counted in one of several spans of time.
type Count struct{ At, Visits, Opened int }

// DeviceCount is what one device has counted.
type DeviceCount struct {
	Device         Key
	Visits, Opened int
}

// ArticleCount is how often an article, or those of a category, were opened.
type ArticleCount struct {
	ID   ID
	N    int
	Card *Card // of an article; nil where nothing is known of it any more
}

const (
	// maxDays is how many days are told one by one.
	maxDays = 400
	// MaxPeriod is how many days a period may have: ten years and more.
	MaxPeriod = 4000
	// maxStatisticsList is how many articles and devices are listed.
	maxStatisticsList = 20
)

var errPeriod = Fault(Invalid, "period", "Khoảng ngày không hợp lệ: ngày đầu phải đứng trước ngày cuối, không quá 10 năm",
	"That is no period: it must begin before it ends and have no more than ten years")

// Statistics counts from one day up to and with another. It is Invalid for
// a period that is none.
func (l *Library) Statistics(ctx context.Context, from, until int) (s Statistics, err error) {
	if from < 0 || until < from || until-from >= MaxPeriod {
		return s, errPeriod
	}
	t := tally{s: &s, from: from, until: until, devices: map[Key]*DeviceCount{}, opened: map[ID]int{}}
	t.begin()
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		for key := range tx.Scan(v.table(tableVisited), nil, nil, false) {
			s.Since = int(number(append(make([]byte, 4), key[:4]...)))
			break
		}
		l.visitsIn(v, from, until, func(day int, device Key, numbers []int) {
			t.add(day, device, numbers[:hoursOfDay], numbers[hoursOfDay])
		})
		for _, span := range spansFor(from, until) {
			for key, n := range tx.Scan(v.table(tableRead), span, nil, false) {
				t.opened[ID(key[len(span):])] += int(number(n))
			}
		}
		for _, d := range l.unsealed(v, nil) {
			if s.Since == 0 || d.Day < s.Since {
				s.Since = d.Day
			}
			if d.Day < from || d.Day > until {
				continue
			}
			t.add(d.Day, d.Device, d.Hours, d.Opened.all())
			for _, one := range d.Opened {
				t.opened[one.Article] += one.N
			}
		}
		l.mostOpened(v, &s, t.opened)
		return nil
	})
	for _, d := range t.devices {
		s.Devices = append(s.Devices, *d)
	}
	slices.SortFunc(s.Devices, func(a, b DeviceCount) int {
		return cmp.Or(cmp.Compare(b.Visits, a.Visits), cmp.Compare(b.Opened, a.Opened), slices.Compare(a.Device[:], b.Device[:]))
	})
	return s, err
}

// tally adds up what the tables hold.
type tally struct {
	s           *Statistics
	from, until int
	devices     map[Key]*DeviceCount
	opened      map[ID]int
}

// begin makes an empty count of every day and month.
func (t *tally) begin() {
	if t.until-t.from < maxDays {
		for day := t.from; day <= t.until; day++ {
			t.s.Days = append(t.s.Days, Count{At: day})
		}
	}
	for m := monthOf(DayStart(t.from)); m <= monthOf(DayStart(t.until)); m++ {
		t.s.Months = append(t.s.Months, Count{At: m})
	}
}

func (t *tally) add(day int, device Key, hours []int, opened int) {
	visits := sum(hours)
	for h, n := range hours {
		t.s.Hours[h] += n
	}
	date := DayStart(day)
	t.s.Weekdays[date.Weekday()] += visits
	counts := []*Count{&t.s.Months[monthOf(date)-t.s.Months[0].At]}
	if t.s.Days != nil {
		counts = append(counts, &t.s.Days[day-t.from])
	}
	for _, c := range counts {
		c.Visits, c.Opened = c.Visits+visits, c.Opened+opened
	}
	d := t.devices[device]
	if d == nil {
		d = &DeviceCount{Device: device}
		t.devices[device] = d
	}
	d.Visits, d.Opened = d.Visits+visits, d.Opened+opened
	t.s.Visits, t.s.Opened = t.s.Visits+visits, t.s.Opened+opened
}

// mostOpened lists articles and categories by how often they were opened.
func (l *Library) mostOpened(v view, s *Statistics, opened map[ID]int) {
	categories := map[ID]int{}
	for id, n := range opened {
		if n == 0 {
			continue
		}
		s.Articles = append(s.Articles, ArticleCount{ID: id, N: n})
		var category ID
		copy(category[:], v.tx.Get(v.table(tableFiled), id[:]))
		categories[category] += n
	}
	for id, n := range categories {
		s.Categories = append(s.Categories, ArticleCount{ID: id, N: n})
	}
	most := func(a, b ArticleCount) int { return cmp.Or(cmp.Compare(b.N, a.N), compareIDs(a.ID, b.ID)) }
	slices.SortFunc(s.Articles, most)
	slices.SortFunc(s.Categories, most)
	s.Articles = slices.Clip(s.Articles[:min(len(s.Articles), maxStatisticsList)])
	for i := range s.Articles {
		s.Articles[i].Card = l.shownLast(v, s.Articles[i].ID)
	}
}
