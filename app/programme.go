package app

import (
	"cmp"
	"slices"
	"time"

	"bangtin/app/viet"
)

// Item is one thing that happens in a programme: a session, a talk, a break.
// Without a day or without a title it is being written, and only desks see
// it.
type Item struct {
	Time     Slot      `json:"time,omitzero"`
	Room     string    `json:"room,omitempty"` // as a point of a plan is called, where it has one
	Title    string    `json:"title,omitempty"`
	TitleEN  string    `json:"titleEN,omitempty"`
	Speakers []Speaker `json:"speakers,omitempty"`
	Article  ID        `json:"article,omitzero"`
	Note     string    `json:"note,omitempty"`
	NoteEN   string    `json:"noteEN,omitempty"`
	State    ItemState `json:"state,omitempty"`
	What     string    `json:"what,omitempty"` // what has changed, or why it does not take place
	WhatEN   string    `json:"whatEN,omitempty"`
	Removed  bool      `json:"removed,omitempty"`
}

// Slot is when an item takes place, by the clock of Vietnam: minutes from
// the midnight that begins the day. An end of more than 1,440 lies on the
// next day; 0 is not known.
type Slot struct {
	Day   string `json:"day,omitempty"` // 2026-11-26
	Start int    `json:"start,omitempty"`
	End   int    `json:"end,omitempty"`
}

// Speaker is somebody of the list of people, or just a name.
type Speaker struct {
	Person ID     `json:"person,omitzero"`
	Name   string `json:"name,omitempty"`
}

// ItemState tells whether an item takes place as announced first.
type ItemState string

// The states of an item; the zero ItemState is as announced.
const (
	ItemChanged   ItemState = "changed"
	ItemCancelled ItemState = "cancelled"
)

// Limits of a programme.
const (
	MaxParts      = 5000 // removed ones among them
	maxSpeakers   = 30
	minutesOfADay = 24 * 60
	maxRoom       = 120 // characters
)

func (i *Item) clean() {
	for _, s := range []*string{&i.Room, &i.Title, &i.TitleEN, &i.Note, &i.NoteEN, &i.What, &i.WhatEN} {
		*s = viet.Line(*s)
	}
	var kept []Speaker
	for _, s := range i.Speakers {
		s.Name = viet.Line(s.Name)
		if s != (Speaker{}) {
			kept = append(kept, s)
		}
	}
	i.Speakers = kept
}

func (i *Item) validate() error {
	if err := i.Time.validate(); err != nil {
		return err
	}
	if i.State != "" && i.State != ItemChanged && i.State != ItemCancelled {
		return errMalformed
	}
	switch {
	case viet.CountChars(i.Room) > maxRoom:
		return Fault(TooLarge, "room_too_long", "Tên phòng dài quá 120 ký tự", "The name of the room is longer than 120 characters")
	case len(i.Speakers) > maxSpeakers:
		return Fault(TooLarge, "too_many_speakers", "Quá 30 người trình bày", "More than 30 speakers")
	}
	lines := []string{i.Title, i.TitleEN, i.Note, i.NoteEN, i.What, i.WhatEN}
	for _, s := range i.Speakers {
		lines = append(lines, s.Name)
	}
	return shortLines(lines...)
}

func shortLines(lines ...string) error {
	for _, s := range lines {
		if viet.CountChars(s) > maxLine {
			return Fault(TooLarge, "line_too_long", "Một mục dài quá 500 ký tự", "A field is longer than 500 characters")
		}
	}
	return nil
}

func (s Slot) validate() error {
	if s == (Slot{}) {
		return nil
	}
	if s.Day == "" || !isDay(s.Day) {
		return Fault(Invalid, "day_malformed", "Ngày không đúng", "That is not a date")
	}
	if s.Start < 0 || s.Start >= minutesOfADay {
		return Fault(Invalid, "time_malformed", "Giờ bắt đầu không đúng", "That is not a time to begin at")
	}
	if s.End != 0 && (s.End <= s.Start || s.End > s.Start+minutesOfADay) {
		return Fault(Invalid, "end_before_start", "Giờ kết thúc phải sau giờ bắt đầu", "The end must lie after the beginning")
	}
	return nil
}

// From is the moment at which the slot begins.
func (s Slot) From() time.Time { return s.at(s.Start) }

func (s Slot) at(minute int) time.Time {
	day, err := time.ParseInLocation(dayForm, s.Day, viet.Zone())
	if err != nil {
		return time.Time{}
	}
	return day.Add(time.Duration(minute) * time.Minute)
}

// ProgrammeItem is one item on show, with its id and the moment at which it
// ends as far as can be told.
type ProgrammeItem struct {
	ID ID
	Item
	Until time.Time
	Open  bool // no end was given: Until is until when it counts as going on
}

// openEnd is how long an item without an end counts as going on, unless
// another begins in its room before.
const openEnd = 2 * time.Hour

// programmeOf gives the items on show in the order of their times; those of
// one moment by room.
func programmeOf(items []ProgrammeItem) []ProgrammeItem {
	items = slices.DeleteFunc(items, func(i ProgrammeItem) bool {
		return i.Removed || i.Time.Day == "" || i.Title == "" && i.TitleEN == ""
	})
	slices.SortStableFunc(items, func(a, b ProgrammeItem) int {
		return cmp.Or(cmp.Compare(a.Time.Day, b.Time.Day), cmp.Compare(a.Time.Start, b.Time.Start),
			viet.Compare(a.Room, b.Room), cmp.Compare(a.ID.String(), b.ID.String()))
	})
	for n := range items {
		i := &items[n]
		if i.Time.End != 0 {
			i.Until = i.Time.at(i.Time.End)
			continue
		}
		i.Open, i.Until = true, i.Time.From().Add(openEnd)
		for _, later := range items[n+1:] {
			if later.State != ItemCancelled && later.Room == i.Room && later.Time.From().After(i.Time.From()) {
				if begins := later.Time.From(); begins.Before(i.Until) {
					i.Until = begins
				}
				break
			}
		}
	}
	return items
}

// Moved gives the items as if their first day were another one.
func Moved(items []ProgrammeItem, first string) (out []ProgrammeItem) {
	if len(items) == 0 {
		return nil
	}
	was, err1 := time.Parse(dayForm, items[0].Time.Day)
	is, err2 := time.Parse(dayForm, first)
	if err1 != nil || err2 != nil {
		return items
	}
	days := int(is.Sub(was).Hours() / 24)
	for _, i := range items {
		day, err := time.Parse(dayForm, i.Time.Day)
		if err == nil {
			i.Time.Day, i.Until = day.AddDate(0, 0, days).Format(dayForm), i.Until.AddDate(0, 0, days)
		}
		out = append(out, i)
	}
	return out
}
