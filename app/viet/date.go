package viet

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // machines may lack the zone, or hold a wrong one
)

var zone = func() *time.Location {
	z, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		panic(err) // the table is part of the program
	}
	return z
}()

// Zone is Asia/Ho_Chi_Minh, in which every time is shown, whatever the
// machine's own zone.
func Zone() *time.Location { return zone }

var weekdays = [7]string{"Chủ nhật", "Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy"}

// Dateline is the line above an article: "Thứ tư - 03/07/2024 17:59", and
// without the hour where only the day is known.
func Dateline(t time.Time, dateOnly bool) string {
	t = t.In(zone)
	s := weekdays[t.Weekday()] + t.Format(" - 02/01/2006")
	if dateOnly {
		return s
	}
	return s + t.Format(" 15:04")
}

// DatelineEN is Dateline in English: "Wednesday, 3 July 2024, 17:59".
func DatelineEN(t time.Time, dateOnly bool) string {
	if dateOnly {
		return t.In(zone).Format("Monday, 2 January 2006")
	}
	return t.In(zone).Format("Monday, 2 January 2006, 15:04")
}

// Prose is a date as official prose writes it: "ngày 03/7/2024", with a zero
// only before days below 10 and before the months 1 and 2.
func Prose(t time.Time) string {
	t = t.In(zone)
	if t.Month() <= time.February {
		return t.Format("ngày 02/01/2006")
	}
	return t.Format("ngày 02/1/2006")
}

// ErrDate is the answer to what is no date in any known form.
var ErrDate = errors.New("not a date in any known form")

// ParseDate reads a date, or a date and time, in the forms that files and
// portals use; dateOnly tells which. Without a zone it is taken as
// Asia/Ho_Chi_Minh, and a date alone as its first minute there. Letter case,
// decomposed marks and a weekday in front do not matter; the weekday is not
// compared.
//
//	2024-07-03            2024-07-03T17:59[:59[.999]][Z|+07:00|+0700|+07]   (T or a space)
//	03/07/2024  3-7-2024  3.7.2024  ngày 03/7/2024  Thứ tư - 03/07/2024
//	ngày 3 tháng 7 năm 2024     3 tháng 7, 2024
//	a time after them or before: 17:59  17:59:30  17h59  17 giờ 59  17h
//	                             (also: lúc 17:59, "| 17:59", "17:59 (GMT+7)")
//	Wed, 03 Jul 2024 17:59:00 +0700                                     (RFC 1123)
//
// Years have four digits, from 1000.
func ParseDate(s string) (t time.Time, dateOnly bool, err error) {
	if len(s) > 128 {
		return time.Time{}, false, ErrDate
	}
	s = strings.Join(strings.Fields(Fold(s)), " ")
	for _, form := range forms {
		if m := form.FindStringSubmatch(s); m != nil {
			return moment(form, m)
		}
	}
	for _, layout := range []string{"Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 gmt"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() >= 1000 {
			return t, false, nil
		}
	}
	return time.Time{}, false, ErrDate
}

// forms are matched against folded text with single spaces.
var forms = func() []*regexp.Regexp {
	const (
		clock   = `(?P<h>\d{1,2})(?: ?(?::|h|g|gio) ?(?P<m>\d{2})(?::(?P<s>\d{2}))?|(?:h| gio))(?: ?phut|')?`
		gmt     = `(?: ?\(?gmt ?\+0?7(?::00)?\)?)?`
		weekday = `(?:(?:thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|cn|t[2-7])[ ,-]*)?`
		day     = `(?:ngay )?(?P<D>\d{1,2})`
		figures = day + ` ?[/.-] ?(?P<M>\d{1,2}) ?[/.-] ?(?P<Y>\d{4})`
		words   = day + ` thang (?P<M>\d{1,2})(?: nam|,)? (?P<Y>\d{4})`
		between = `(?:[ ,|–-]+(?:luc )?)`
	)
	all := []string{`(?P<Y>\d{4})-(?P<M>\d{2})-(?P<D>\d{2})` +
		`(?:[t ](?P<h>\d{2}):(?P<m>\d{2})(?::(?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)? ?(?P<z>z|[+-]\d{2}(?::?\d{2})?)?)?`}
	for _, date := range []string{figures, words} {
		all = append(all,
			weekday+date+`(?:`+between+clock+gmt+`)?`,
			`(?:luc )?`+clock+gmt+between+weekday+date)
	}
	var compiled []*regexp.Regexp
	for _, form := range all {
		compiled = append(compiled, regexp.MustCompile(`^`+form+`$`))
	}
	return compiled
}()

func moment(form *regexp.Regexp, m []string) (time.Time, bool, error) {
	get := func(name string) string {
		if i := form.SubexpIndex(name); i >= 0 {
			return m[i]
		}
		return ""
	}
	number := func(name string) int {
		n, _ := strconv.Atoi(get(name)) // digits only, or missing: 0
		return n
	}
	where, ok := offset(get("z"))
	nanos, _ := strconv.Atoi((get("f") + "000000000")[:9])
	year, month, day := number("Y"), time.Month(number("M")), number("D")
	hour, minute, second := number("h"), number("m"), number("s")
	t := time.Date(year, month, day, hour, minute, second, nanos, where)
	// What does not come back as it was given was no date: 31/02, 24:00.
	date := t.Year() == year && t.Month() == month
	clock := hour < 24 && minute < 60 && second < 60
	if !ok || !date || !clock || year < 1000 {
		return time.Time{}, false, ErrDate
	}
	return t, get("h") == "", nil
}

// offset reads z, +07:00, +0700, +07, or nothing for our own zone.
func offset(z string) (*time.Location, bool) {
	switch z {
	case "":
		return zone, true
	case "z":
		return time.UTC, true
	}
	var hours, minutes int
	if _, err := fmt.Sscanf(strings.ReplaceAll(z[1:], ":", "")+"00", "%2d%2d", &hours, &minutes); err != nil {
		return nil, false
	}
	seconds := hours*3600 + minutes*60
	if z[0] == '-' {
		seconds = -seconds
	}
	return time.FixedZone("", seconds), hours < 24 && minutes < 60
}
