package app

import (
	"net/url"
	"slices"
	"strings"

	"bangtin/app/viet"
)

// Unit is an office, a locality or a society of the directory, or a group
// of them; also the body of the change that writes it. It is open: whatever
// stands here, the note too, goes to every face.
//
// The directory has two levels. On the first stand groups and units that
// belong to none; on the second the units of each.
type Unit struct {
	ID      ID       `json:"id"`
	Code    string   `json:"code,omitempty"` // the office's own name for it, by which lists from elsewhere find it again
	Parent  ID       `json:"parent,omitzero"`
	Name    Text     `json:"name"` // the English one may be missing
	Short   string   `json:"short,omitempty"`
	Kind    UnitKind `json:"kind,omitempty"`
	Address string   `json:"address,omitempty"`
	Phones  []string `json:"phones,omitempty"`
	Email   string   `json:"email,omitempty"`
	Website string   `json:"website,omitempty"`
	Note    string   `json:"note,omitempty"`
	Order   int      `json:"order,omitempty"` // among its neighbours, 1 first; those without stand behind, by name
	// From and Until are the first and the last day of it, written as
	// 2026-11-26; an empty one is open.
	From  string `json:"from,omitempty"`
	Until string `json:"until,omitempty"`
	// Next is the unit that it has become: "nay là". Zero where nobody
	// follows.
	Next    ID   `json:"next,omitzero"`
	Removed bool `json:"removed,omitempty"` // written by mistake: it never was
}

// UnitKind sorts units.
type UnitKind string

// The kinds of units; the zero one says nothing.
const (
	Department  UnitKind = "department"  // sở, ban, ngành of the province
	Locality    UnitKind = "locality"    // huyện, xã, phường
	Society     UnitKind = "society"     // hội, đoàn thể
	Ministry    UnitKind = "ministry"    // bộ, ngành trung ương
	Institution UnitKind = "institution" // trường, bệnh viện, đơn vị sự nghiệp
)

// UnitKinds are all of them.
var UnitKinds = []UnitKind{Department, Locality, Society, Ministry, Institution}

// Limits of a directory and of a unit in it.
const (
	MaxUnits      = 5000 // those that ended and those that were removed among them
	maxUnitName   = 300  // characters
	maxUnitCode   = 100  // characters
	maxUnitPhones = 20
	maxUnitOrder  = 99_999
)

// On tells whether a unit is there on a day.
func (u *Unit) On(day string) bool {
	return !u.Removed && u.From <= day && (u.Until == "" || day <= u.Until)
}

// Ended tells whether the last day of a unit lies before a day.
func (u *Unit) Ended(day string) bool { return u.Until != "" && u.Until < day }

// overlaps tells whether there is a day on which both are there.
func (u *Unit) overlaps(o *Unit) bool {
	return (o.Until == "" || u.From <= o.Until) && (u.Until == "" || o.From <= u.Until)
}

// validate holds a unit to the rules that need no other unit.
func (u Unit) validate() error {
	if u.ID.IsZero() || u.Order < 0 || u.Order > maxUnitOrder || u.Kind != "" && !slices.Contains(UnitKinds, u.Kind) {
		return errMalformed
	}
	if viet.Blank(u.Name.VI) {
		return Fault(Invalid, "unit_name_missing", "Xin ghi tên đơn vị", "Please give the name of the unit")
	}
	if n := viet.CountChars; n(u.Name.VI) > maxUnitName || n(u.Name.EN) > maxUnitName || n(u.Short) > maxUnitName {
		return Fault(TooLarge, "unit_name_too_long", "Tên đơn vị dài quá 300 ký tự", "The name of a unit is longer than 300 characters")
	}
	if viet.CountChars(u.Code) > maxUnitCode {
		return Fault(TooLarge, "unit_code_too_long", "Mã đơn vị dài quá 100 ký tự", "The code of a unit is longer than 100 characters")
	}
	for _, line := range append([]string{u.Address, u.Email}, u.Phones...) {
		if viet.CountChars(line) > maxLine {
			return Fault(TooLarge, "line_too_long", "Một mục dài quá 500 ký tự", "A field is longer than 500 characters")
		}
	}
	if len(u.Phones) > maxUnitPhones {
		return Fault(TooLarge, "too_many", "Quá 20 số điện thoại", "More than 20 telephone numbers")
	}
	if viet.CountChars(u.Note) > MaxLead {
		return Fault(TooLarge, "note_too_long", "Ghi chú dài quá 5.000 ký tự", "The note is longer than 5,000 characters")
	}
	if u.Email != "" && !mailAddress(u.Email) {
		return Fault(Invalid, "email_malformed", "Thư điện tử phải có dạng ten@coquan.vn", "An e-mail address looks like name@office.vn")
	}
	if u.Website != "" && !unitAddress(u.Website) {
		return Fault(Invalid, "address_malformed", "Địa chỉ trang web phải bắt đầu bằng https:// hoặc http://", "The web address must begin with https:// or http://")
	}
	return u.validateDays()
}

func (u *Unit) validateDays() error {
	switch {
	case !isDay(u.From) || !isDay(u.Until):
		return Fault(Invalid, "unit_day_malformed", "Ngày của đơn vị không đúng", "A day of the unit is not a date")
	case u.Until != "" && u.Until < u.From:
		return Fault(Invalid, "unit_days_reversed", "Ngày cuối của đơn vị đứng trước ngày đầu", "The last day of the unit is before its first")
	case !u.Next.IsZero() && u.Until == "":
		return Fault(Invalid, "unit_next_without_end", "Đơn vị “nay là” đơn vị khác thì phải có ngày cuối", "A unit that another follows needs a last day")
	case u.Parent == u.ID:
		return Fault(Invalid, "unit_own_parent", "Đơn vị không trực thuộc chính nó", "A unit does not belong to itself")
	case u.Next == u.ID:
		return errUnitCycle
	}
	return nil
}

var errUnitCycle = Fault(Invalid, "unit_cycle", "“Nay là” dẫn vòng về chính đơn vị này", "The units that follow each other lead back to this one")

func mailAddress(s string) bool {
	name, host, ok := strings.Cut(s, "@")
	return ok && name != "" && strings.Contains(host, ".") && !strings.ContainsAny(host, "@ ,;<>") && !strings.ContainsAny(name, " ,;<>")
}

// unitAddress is WebAddress without a name before the host, which would let
// one address look like another.
func unitAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.User == nil && WebAddress(s)
}

// SiteText is a website as people read it and type it: without what every
// browser adds.
func (u *Unit) SiteText() string {
	_, s, _ := strings.Cut(u.Website, "://")
	return strings.TrimSuffix(s, "/")
}

func (u Unit) clean() Unit {
	for _, s := range []*string{&u.Code, &u.Name.VI, &u.Name.EN, &u.Short, &u.Address, &u.Email, &u.Website} {
		*s = viet.Line(*s)
	}
	u.Note = strings.TrimSpace(viet.Clean(u.Note))
	if host, _, _ := strings.Cut(u.Website, "/"); u.Website != "" && !strings.Contains(u.Website, ":") && strings.Contains(host, ".") {
		u.Website = "https://" + u.Website // as people write it
	}
	phones := u.Phones
	u.Phones = nil
	for _, p := range phones {
		if p = viet.Line(p); p != "" {
			u.Phones = append(u.Phones, p)
		}
	}
	return u
}

// ErrNoUnit tells that the directory does not hold a unit.
var ErrNoUnit = Fault(NotFound, "no_unit", "Không có đơn vị này", "There is no such unit")
