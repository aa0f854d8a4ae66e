package viet

import (
	"regexp"
	"strconv"
	"strings"
)

// ParseClock reads a time of day as people type it and spreadsheets paste
// it, in minutes from midnight:
//
//	8h30  8:30  8.30  0830  830  8 giờ 30  8h  8  08:30:00  24:00
//	8:30 AM  1:30 PM  8:30 SA  1:30 CH
//
// 24:00 is 1,440, the end of a day. Pages read the same forms; both pass the
// cases of testdata/clock.json.
func ParseClock(s string) (minute int, ok bool) {
	if len(s) > 64 {
		return 0, false
	}
	m := clockForm.FindStringSubmatch(strings.Join(strings.Fields(Fold(s)), " "))
	if m == nil {
		return 0, false
	}
	hours, minutes := m[1], m[2]
	if m[3] != "" { // 830, 0830
		hours, minutes = m[3][:len(m[3])-2], m[3][len(m[3])-2:]
	}
	h, _ := strconv.Atoi(hours)
	min, _ := strconv.Atoi(minutes)
	switch half := m[4]; {
	case half == "":
	case h < 1 || h > 12:
		return 0, false
	default:
		h %= 12
		if half == "pm" || half == "ch" {
			h += 12
		}
	}
	if min > 59 || h > 24 || h == 24 && min > 0 {
		return 0, false
	}
	return h*60 + min, true
}

var clockForm = regexp.MustCompile(`^(?:(\d{1,2})(?: ?(?::|\.|h|g|gio) ?(\d{2})(?::\d{2})?(?: ?phut|')?| ?(?:h|g|gio))?|(\d{3,4}))(?: ?(am|pm|sa|ch))?$`)
