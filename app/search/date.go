package search

import (
	"strconv"
	"strings"
	"time"
)

// A date is a day, or a month, that a text names. Its keys are 2024-07-03
// and 2024-07.
type date struct {
	words int // how many, from its first
	day   string
	month string
}

func (d *date) key() string {
	if d.day != "" {
		return d.day
	}
	return d.month
}

// dateAt reads the date that begins at a word, in the forms in which they
// are written in Vietnam:
//
//	3/7/2024  03.07.2024  3-7-2024  2024-07-03  ngày 03/7/2024
//	[ngày] 3 tháng 7 năm 2024   3 tháng 7, 2024   ngày 3 tháng 7/2024
//	7/2024   tháng 7/2024   tháng 7 năm 2024   tháng 07-2024
func dateAt(text string, ws []word, i int) (date, bool) {
	r := dateReader{text: text, ws: ws, at: i}
	if i > 0 && binds(text[ws[i-1].to:ws[i].from]) != 0 {
		return date{}, false
	}
	r.skip("ngay", " ")
	day, month, year := 0, 0, 0
	switch start := r.at; {
	case r.figures(&day, "/.-", &month, "/.-", &year) && r.whole():
	case r.back(start) && r.figures(&year, "-", &month, "-", &day) && r.whole():
	case r.back(start) && r.number(&day) && r.gap(" ") && r.skip("thang", " ") && r.number(&month) && r.yearAfter(&year):
	case r.back(start) && r.skip("thang", " ") && r.number(&month) && r.yearAfter(&year):
		day = -1
	case r.back(start) && start == i && r.figures(&month, "/", &year) && r.whole():
		day = -1
	default:
		return date{}, false
	}
	if year < 1000 || year > 9999 || month < 1 || month > 12 {
		return date{}, false
	}
	d := date{words: r.at - i, month: time.Date(year, time.Month(month), 1, 0, 0, 0, 0, time.UTC).Format("2006-01")}
	if day == -1 {
		return d, true
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	d.day = t.Format("2006-01-02")
	return d, t.Day() == day && day > 0
}

// dateReader reads on through words; each of its steps tells whether what
// it looks for stands there.
type dateReader struct {
	text string
	ws   []word
	at   int // the next word
}

func (r *dateReader) back(to int) bool { r.at = to; return true }

func (r *dateReader) skip(folded, gap string) bool {
	if r.at+1 >= len(r.ws) || r.ws[r.at].folded != folded || r.text[r.ws[r.at].to:r.ws[r.at+1].from] != gap {
		return false
	}
	r.at++
	return true
}

func (r *dateReader) number(n *int) bool {
	if r.at >= len(r.ws) || len(r.ws[r.at].folded) > 4 {
		return false
	}
	v, err := strconv.Atoi(r.ws[r.at].folded)
	if err != nil {
		return false
	}
	*n = v
	r.at++
	return true
}

// gap tells whether one of these stands before the next word.
func (r *dateReader) gap(signs ...string) bool {
	if r.at == 0 || r.at >= len(r.ws) {
		return false
	}
	got := r.text[r.ws[r.at-1].to:r.ws[r.at].from]
	for _, s := range signs {
		if got == s {
			return true
		}
	}
	return false
}

// figures reads numbers with signs between them, each given as those that
// may stand there.
func (r *dateReader) figures(parts ...any) bool {
	for _, p := range parts {
		switch p := p.(type) {
		case *int:
			if !r.number(p) {
				return false
			}
		case string:
			if !r.gap(strings.Split(p, "")...) {
				return false
			}
		}
	}
	return true
}

// whole tells that nothing is tied to the end of what was read, as there is
// in 12/2023/NĐ-CP.
func (r *dateReader) whole() bool {
	return r.at >= len(r.ws) || binds(r.text[r.ws[r.at-1].to:r.ws[r.at].from]) == 0
}

func (r *dateReader) yearAfter(year *int) bool {
	if r.gap("/", "-", ".") {
		return r.number(year)
	}
	if !r.gap(" ", ", ") {
		return false
	}
	r.skip("nam", " ")
	return r.number(year)
}
