package app_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"

	"bangtin/app"
)

// row is a row of a list: field and text by turns.
func row(line int, fields ...string) app.UnitRow {
	r := app.UnitRow{Line: line, Fields: map[app.UnitField]string{}}
	for i := 0; i < len(fields); i += 2 {
		r.Fields[app.UnitField(fields[i])] = fields[i+1]
	}
	return r
}

// told is a plan in short: what a list does to whom, and what it is
// refused for.
func told(p app.UnitPlan) (out []string) {
	for _, c := range p.Added {
		out = append(out, "+"+c.Unit.Name.VI)
	}
	for _, c := range p.Changed {
		out = append(out, fmt.Sprint("~", c.Unit.Name.VI, c.Fields()))
	}
	if p.Same > 0 {
		out = append(out, fmt.Sprint("=", p.Same))
	}
	for _, f := range p.Faults {
		out = append(out, fmt.Sprint("!", f.Line, " ", keyOf(f.Err)))
	}
	return out
}

var firstList = []app.UnitRow{
	row(2, "name", "Sở Y tế", "group", "Sở, ban, ngành", "phones", "1; 2", "website", "soyte.example"),
	row(3, "name", "Sở Thông tin", "group", "Sở, ban, ngành", "until", "28/02/2025", "next", "Sở Khoa học"),
	row(4, "name", "Sở Khoa học", "group", "Sở, ban, ngành", "code", "skh"),
	row(5, "name", "Sở, ban, ngành", "kind", "Sở ngành"),
	row(6, "name", "Xã Đá Bạc", "group", "Huyện, xã"),
}

func TestPlanUnits(t *testing.T) {
	ctx := context.Background()
	for name, c := range map[string]struct {
		rows []app.UnitRow
		want []string
	}{
		"the same again":   {firstList, []string{"=5"}},
		"a field":          {[]app.UnitRow{row(2, "name", "sở y  tế", "group", "Sở, ban, ngành", "phones", "1")}, []string{"~sở y tế[name phones]"}},
		"what is not said": {[]app.UnitRow{row(2, "name", "Sở Y tế", "group", "Sở, ban, ngành")}, []string{"=1"}},
		"emptied":          {[]app.UnitRow{row(2, "name", "Sở Y tế", "group", "Sở, ban, ngành", "website", " ")}, []string{"~Sở Y tế[website]"}},
		"by code":          {[]app.UnitRow{row(2, "name", "Sở Khoa học và Công nghệ", "code", "skh")}, []string{"~Sở Khoa học và Công nghệ[name]"}},
		"a code is given":  {[]app.UnitRow{row(2, "name", "Sở Y tế", "group", "Sở, ban, ngành", "code", "syt")}, []string{"~Sở Y tế[code]"}},
		"other marks":      {[]app.UnitRow{row(2, "name", "Xã Dà Bạc", "group", "Huyện, xã")}, []string{"+Xã Dà Bạc"}},
		"twice":            {[]app.UnitRow{row(2, "name", "Xã Mới", "group", "Huyện, xã"), row(3, "name", "xã mới", "group", "Huyện, xã")}, []string{"+Xã Mới", "!3 unit_twice"}},
		"names change places": {[]app.UnitRow{
			row(2, "name", "Sở Khoa học", "group", "Sở, ban, ngành", "code", "skh2"), row(3, "name", "Sở Khoa học cũ", "code", "skh"),
		}, []string{"+Sở Khoa học", "~Sở Khoa học cũ[name]"}},
		"no name":          {[]app.UnitRow{row(2, "name", " ", "note", "x")}, []string{"!2 unit_name_missing"}},
		"a bad day":        {[]app.UnitRow{row(2, "name", "Xã Mới", "from", "31/02/2025")}, []string{"!2 unit_day_malformed"}},
		"a bad order":      {[]app.UnitRow{row(2, "name", "Xã Mới", "order", "đầu")}, []string{"!2 unit_order_malformed"}},
		"a bad kind":       {[]app.UnitRow{row(2, "name", "Xã Mới", "kind", "khác")}, []string{"!2 unit_kind_unknown"}},
		"a bad address":    {[]app.UnitRow{row(2, "name", "Xã Mới", "website", "ftp://x")}, []string{"!2 address_malformed"}},
		"nobody follows":   {[]app.UnitRow{row(2, "name", "Xã Mới", "until", "2025-01-01", "next", "Xã Khác")}, []string{"!2 no_next_unit"}},
		"no end":           {[]app.UnitRow{row(2, "name", "Xã Mới", "next", "Sở Y tế")}, []string{"!2 unit_next_without_end"}},
		"too deep":         {[]app.UnitRow{row(2, "name", "Phòng", "group", "skh")}, []string{"!2 unit_too_deep"}},
		"a circle":         {[]app.UnitRow{row(2, "name", "Sở Khoa học", "group", "Sở, ban, ngành", "until", "2026-01-01", "next", "Sở Thông tin")}, []string{"!2 unit_cycle"}},
		"a code elsewhere": {[]app.UnitRow{row(2, "name", "Sở Y tế", "group", "Sở, ban, ngành", "code", "x"), row(3, "name", "Xã Đá Bạc", "group", "Huyện, xã", "code", "x")}, []string{"~Sở Y tế[code]", "!3 unit_twice"}},
		"hanging on a refused one": {[]app.UnitRow{
			row(2, "name", "Một", "until", "2025-01-01", "next", "Hai"), row(3, "name", "Hai", "until", "2025-01-01", "next", "Ba"),
			row(4, "name", "Ba", "until", "2025-01-01", "next", "Không có"),
		}, []string{"!2 unit_hangs", "!3 unit_hangs", "!4 no_next_unit"}},
		"the name of a time before": {[]app.UnitRow{row(2, "name", "Sở Thông tin", "group", "Sở, ban, ngành", "from", "2026-01-01")}, []string{"+Sở Thông tin"}},
		"no day apart":              {[]app.UnitRow{row(2, "name", "Sở Thông tin mới", "group", "Sở, ban, ngành", "code", "m"), row(3, "name", "Sở Thông tin mới", "group", "Sở, ban, ngành", "code", "n")}, []string{"!2 unit_name_taken", "!3 unit_name_taken"}},
	} {
		m := newMachine(t)
		m.found()
		if p, err := m.lib.ImportUnits(ctx, unitKeeper, firstList); err != nil || len(p.Added) != 6 || len(p.Faults) > 0 {
			t.Fatalf("the first list: %q, %v", told(p), err)
		}
		before := m.status().Changes
		plan, err := m.lib.PlanUnits(ctx, c.rows)
		if err != nil || m.status().Changes != before {
			t.Errorf("%s: planning writes, or %v", name, err)
		}
		if got := told(plan); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		done, err := m.lib.ImportUnits(ctx, unitKeeper, c.rows)
		if err != nil || !slices.Equal(told(done), told(plan)) || m.status().Changes != before+len(plan.Added)+len(plan.Changed) {
			t.Errorf("%s: planned %q and did %q, %v", name, told(plan), told(done), err)
		}
		again, err := m.lib.PlanUnits(ctx, c.rows)
		if err != nil || len(again.Added)+len(again.Changed) > 0 {
			t.Errorf("%s, once more: %q, %v", name, told(again), err)
		}
	}
}

// Two machines that bring in one list name its units alike, whatever the
// order of its rows; what one exports the other finds to be the same.
func TestUnitsByNameOnTwoMachines(t *testing.T) {
	ctx := context.Background()
	a, b := newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Publisher)
	backwards := slices.Clone(firstList)
	slices.Reverse(backwards)
	ids := map[*machine][]app.ID{}
	for m, rows := range map[*machine][]app.UnitRow{a: firstList, b: backwards} {
		if _, err := m.lib.ImportUnits(ctx, unitKeeper, rows); err != nil {
			t.Fatal(err)
		}
		for _, u := range m.directory().All() {
			ids[m] = append(ids[m], u.ID)
		}
		slices.SortFunc(ids[m], func(x, y app.ID) int { return slices.Compare(x[:], y[:]) })
	}
	if !slices.Equal(ids[a], ids[b]) {
		t.Error("the same units have other names")
	}
	x, y := a.all(), b.all()
	a.take(y)
	b.take(x)
	sameRoots(t, a, b)
	d := a.directory()
	if len(d.All()) != 6 {
		t.Errorf("together they hold %q", namesOf(d.All()))
	}
	var exported []app.UnitRow
	for i, u := range d.All() {
		r := d.Row(u)
		r.Line, r.Fields = i+2, maps.Clone(r.Fields)
		exported = append(exported, r)
	}
	if p, err := b.lib.PlanUnits(ctx, exported); err != nil || !slices.Equal(told(p), []string{"=6"}) {
		t.Errorf("what was exported: %q, %v", told(p), err)
	}
}

// A directory holds 5,000 units, no more, whatever a list holds.
func TestUnitsAreSoMany(t *testing.T) {
	m := newMachine(t)
	m.found()
	var rows []app.UnitRow
	for i := range app.MaxUnits {
		rows = append(rows, row(i+2, "name", fmt.Sprint("Xã số ", i), "group", fmt.Sprint("Nhóm ", i%100)))
	}
	p, err := m.lib.PlanUnits(context.Background(), rows)
	if err != nil || len(p.Added) != app.MaxUnits || len(p.Faults) != 100 || keyOf(p.Faults[0].Err) != "too_many_units" {
		t.Fatalf("%d would be added, %d faults, %v", len(p.Added), len(p.Faults), err)
	}
	var units []app.Unit
	for _, c := range p.Added {
		units = append(units, c.Unit)
	}
	if got := app.NewDirectory(units).Find(app.UnitQuery{Day: "2026-11-26", Words: "so 4711"}).Units; len(got) != 1 {
		t.Errorf("found %q", namesOf(got))
	}
}
