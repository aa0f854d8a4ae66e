package app

import (
	"context"
	"slices"
)

// UnitField is a column of a list of units that comes from elsewhere.
type UnitField string

// The columns, in the order in which a list is written. Group names the
// unit of the first level, Next the one that follows, each by code or name.
const (
	UnitCode    UnitField = "code"
	UnitGroup   UnitField = "group"
	UnitName    UnitField = "name"
	UnitNameEN  UnitField = "name_en"
	UnitShort   UnitField = "short"
	UnitSort    UnitField = "kind"
	UnitAddress UnitField = "address"
	UnitPhones  UnitField = "phones" // several, parted by semicolons or new lines
	UnitEmail   UnitField = "email"
	UnitWebsite UnitField = "website"
	UnitNote    UnitField = "note"
	UnitOrder   UnitField = "order"
	UnitFrom    UnitField = "from" // a day in any form that viet.ParseDate reads
	UnitUntil   UnitField = "until"
	UnitNext    UnitField = "next"
)

// UnitFields are all of them.
var UnitFields = []UnitField{UnitCode, UnitGroup, UnitName, UnitNameEN, UnitShort, UnitSort, UnitAddress, UnitPhones, UnitEmail,
	UnitWebsite, UnitNote, UnitOrder, UnitFrom, UnitUntil, UnitNext}

// UnitRow is one unit of a list. A field that is not in it leaves the unit
// as it is; an empty one empties it.
type UnitRow struct {
	Line   int
	Fields map[UnitField]string
}

// UnitFault is a row that cannot come in, or a part of the list that was
// passed over, and why.
type UnitFault struct {
	Line int    `json:"line"`
	Item string `json:"item"` // the name in that row, or the part
	Err  error  `json:"-"`
}

// UnitChange is what a list does to one unit.
type UnitChange struct {
	Line   int
	Unit   Unit
	Before *Unit // nil for a new one
}

// Fields lists what a change changes.
func (c *UnitChange) Fields() (out []UnitField) {
	if c.Before == nil {
		return nil
	}
	a, b := c.Before, &c.Unit
	for _, f := range []struct {
		name UnitField
		same bool
	}{
		{UnitCode, a.Code == b.Code}, {UnitGroup, a.Parent == b.Parent}, {UnitName, a.Name.VI == b.Name.VI}, {UnitNameEN, a.Name.EN == b.Name.EN},
		{UnitShort, a.Short == b.Short}, {UnitSort, a.Kind == b.Kind}, {UnitAddress, a.Address == b.Address}, {UnitPhones, slices.Equal(a.Phones, b.Phones)},
		{UnitEmail, a.Email == b.Email}, {UnitWebsite, a.Website == b.Website}, {UnitNote, a.Note == b.Note}, {UnitOrder, a.Order == b.Order},
		{UnitFrom, a.From == b.From}, {UnitUntil, a.Until == b.Until}, {UnitNext, a.Next == b.Next},
	} {
		if !f.same {
			out = append(out, f.name)
		}
	}
	return out
}

// UnitPlan is what a list would do, or has done, to the directory.
type UnitPlan struct {
	Added, Changed []UnitChange
	Same           int
	Faults         []UnitFault
}

// PlanUnits tells what a list would do; nothing is written.
func (l *Library) PlanUnits(ctx context.Context, rows []UnitRow) (p UnitPlan, err error) {
	d, err := l.Directory(ctx)
	if err != nil {
		return p, err
	}
	return d.plan(l.Name().String(), rows), nil
}

// ImportUnits brings a list in, for those with the right SetUnits. Rows
// that are refused stand in the plan; the others come in together. Bringing
// the same list in again changes nothing, here and on every machine.
func (l *Library) ImportUnits(ctx context.Context, by Actor, rows []UnitRow) (p UnitPlan, err error) {
	if !May(by.Post, SetUnits) {
		return p, ErrMayNotUnits
	}
	err = l.update(ctx, func(b *batch) error {
		p = b.directory().plan(l.Name().String(), rows)
		b.account = by.Account
		for _, c := range append(slices.Clone(p.Added), p.Changed...) {
			if err := b.saveUnit(&c.Unit); err != nil {
				return err
			}
		}
		return nil
	})
	return p, err
}
