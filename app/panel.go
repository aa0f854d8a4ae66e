package app

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"bangtin/app/viet"
)

// Panel is how a kiosk or screen stands in its hall. It is local to the
// machine: a kit brings it, and no log ever holds it.
type Panel struct {
	Hours *Hours `json:"hours,omitempty"` // nil: open all the time
	Turn  Turn   `json:"turn,omitempty"`
	PIN   string `json:"pin,omitempty"` // HashPIN of what staff type; empty: nobody is let in
}

// Hours are when a hall is open, in Vietnam.
type Hours struct {
	From  int   `json:"from"`           // minutes since midnight
	Until int   `json:"until"`          // the same; later than From, 1440 at the most
	Days  []int `json:"days,omitempty"` // 1 is Monday, 7 Sunday, rising; empty: every day
}

// Turn is how a picture is turned for a display that hangs otherwise than its
// system knows. A display that already is as it should be is left alone.
type Turn string

// The turns: clockwise, or to the left for displays that were hung the other
// way round.
const (
	TurnNone          Turn = ""
	TurnPortrait      Turn = "portrait"
	TurnPortraitLeft  Turn = "portrait-left"
	TurnLandscape     Turn = "landscape"
	TurnLandscapeLeft Turn = "landscape-left"
)

// turns are all of them.
var turns = []Turn{TurnNone, TurnPortrait, TurnPortraitLeft, TurnLandscape, TurnLandscapeLeft}

// Validate holds a panel to its rules.
func (p Panel) Validate() error {
	if !slices.Contains(turns, p.Turn) {
		return Fault(Invalid, "turn_unknown", "Hướng màn hình phải là portrait, portrait-left, landscape hoặc landscape-left",
			"A display is turned portrait, portrait-left, landscape or landscape-left")
	}
	if p.PIN != "" && !IsHash(p.PIN) {
		return errPIN
	}
	if p.Hours == nil {
		return nil
	}
	return p.Hours.Validate()
}

// Validate holds hours to their rules.
func (h Hours) Validate() error {
	rising := slices.IsSorted(h.Days) && len(slices.Compact(slices.Clone(h.Days))) == len(h.Days)
	if h.From < 0 || h.Until > 24*60 || h.From >= h.Until || !rising || len(h.Days) > 0 && (h.Days[0] < 1 || h.Days[len(h.Days)-1] > 7) {
		return errHours
	}
	return nil
}

var errHours = Fault(Invalid, "hours_malformed", `Giờ mở cửa viết như "07:30-17:00" hoặc "07:30-17:00 T2-T6", giờ đóng sau giờ mở`,
	`Opening hours are written like "07:30-17:00" or "07:30-17:00 mon-fri", the end after the beginning`)

// Open tells whether a hall is open at a time.
func (h Hours) Open(at time.Time) bool {
	at = at.In(viet.Zone())
	day := int(at.Weekday()+6)%7 + 1
	minute := at.Hour()*60 + at.Minute()
	return (len(h.Days) == 0 || slices.Contains(h.Days, day)) && minute >= h.From && minute < h.Until
}

// dayNames are how days are written, Monday first.
var dayNames = map[string]int{
	"t2": 1, "t3": 2, "t4": 3, "t5": 4, "t6": 5, "t7": 6, "cn": 7,
	"mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 7,
}

// ParseHours reads hours as people write them: "07:30-17:00", and after that
// the days, "T2-T6,CN" or "mon-fri,sun". Nil for no text.
func ParseHours(s string) (*Hours, error) {
	fields := strings.Fields(strings.ToLower(strings.ReplaceAll(s, "–", "-")))
	if len(fields) == 0 {
		return nil, nil
	}
	from, until, ok := strings.Cut(fields[0], "-")
	h := Hours{From: minutes(from), Until: minutes(until)}
	if !ok || len(fields) > 2 || h.From < 0 || h.Until < 0 {
		return nil, errHours
	}
	if len(fields) == 2 {
		for part := range strings.SplitSeq(fields[1], ",") {
			first, last, ok := strings.Cut(part, "-")
			if !ok {
				last = first
			}
			a, b := dayNames[first], dayNames[last]
			if a == 0 || b < a {
				return nil, errHours
			}
			for ; a <= b; a++ {
				h.Days = append(h.Days, a)
			}
		}
		slices.Sort(h.Days)
		h.Days = slices.Compact(h.Days)
	}
	return &h, h.Validate()
}

// minutes reads "07:30"; -1 where it is no time.
func minutes(s string) int {
	var hour, minute int
	if n, err := fmt.Sscanf(s, "%d:%d", &hour, &minute); n != 2 || err != nil || hour < 0 || minute < 0 || minute > 59 || hour*60+minute > 24*60 {
		return -1
	}
	if s != fmt.Sprintf("%02d:%02d", hour, minute) && s != fmt.Sprintf("%d:%02d", hour, minute) {
		return -1
	}
	return hour*60 + minute
}

// String writes hours as ParseHours reads them.
func (h Hours) String() string {
	out := fmt.Sprintf("%02d:%02d-%02d:%02d", h.From/60, h.From%60, h.Until/60, h.Until%60)
	for i, day := range h.Days {
		name := "CN"
		if day < 7 {
			name = fmt.Sprintf("T%d", day+1)
		}
		out += map[bool]string{true: " ", false: ","}[i == 0] + name
	}
	return out
}

// What a PIN is: figures, since a kiosk shows no other keys for it.
const (
	minPIN = 4
	maxPIN = 12
)

var errPIN = Fault(Invalid, "pin_malformed", "Mã PIN gồm từ 4 đến 12 chữ số", "A PIN has 4 to 12 figures")

// HashPIN makes of a PIN what a kiosk keeps, to be held against CheckPassword.
// So few figures can be tried one after another by whoever has the hash:
// it is sealed to the machine that it is for.
func HashPIN(random io.Reader, pin string) (string, error) {
	if len(pin) < minPIN || len(pin) > maxPIN || strings.Trim(pin, "0123456789") != "" {
		return "", errPIN
	}
	return hashText(random, pin)
}
