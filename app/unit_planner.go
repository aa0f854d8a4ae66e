package app

import (
	"fmt"
	"slices"

	"bangtin/app/viet"
)

// planner works a list out. Units are found again by their code, else by
// group and name among those that are there on some day of the row, else
// they get an id that derives from the library and the code or the path.
type planner struct {
	library string
	d       *Directory
	units   map[ID]*Unit       // as they will be
	touched map[ID]*UnitChange // by rows, in order below
	order   []ID
	rows    map[ID]UnitRow
	last    map[ID]int
	names   map[named][]ID // also of names that were changed since: look at the unit
	codes   map[string]ID
	faults  []UnitFault
}

func (d *Directory) plan(library string, rows []UnitRow) (p UnitPlan) {
	w := &planner{
		library: library, d: d, units: map[ID]*Unit{}, touched: map[ID]*UnitChange{}, rows: map[ID]UnitRow{}, last: map[ID]int{},
		names: map[named][]ID{}, codes: map[string]ID{},
	}
	for id, u := range d.units {
		w.units[id] = u
		w.note(u)
	}
	for _, below := range []bool{false, true} { // groups first: rows may stand in any order
		for _, r := range rows {
			if (viet.Line(r.Fields[UnitGroup]) != "") == below {
				w.take(r)
			}
		}
	}
	w.follow()
	w.judge()
	for _, id := range w.order {
		c := w.touched[id]
		delete(w.touched, id) // one that was refused and came again stands in the order twice
		switch {
		case c == nil:
		case c.Before == nil:
			p.Added = append(p.Added, *c)
		case len(c.Fields()) > 0 || c.Before.Removed:
			p.Changed = append(p.Changed, *c)
		default:
			p.Same++
		}
	}
	p.Faults = w.faults
	slices.SortStableFunc(p.Faults, func(a, b UnitFault) int { return a.Line - b.Line })
	return p
}

// note lets a unit be found by its name and code.
func (w *planner) note(u *Unit) {
	if u.Removed {
		return
	}
	for _, parent := range []ID{u.Parent, anywhere} {
		name := named{parent, sameName(u.Name.VI)}
		if !slices.Contains(w.names[name], u.ID) {
			w.names[name] = append(w.names[name], u.ID)
		}
	}
	if u.Code != "" {
		w.codes[u.Code] = u.ID
	}
}

// anywhere stands for every level in the names of a planner.
var anywhere = DeriveID("unit", "anywhere")

// called lists the units of a name at a level.
func (w *planner) called(parent ID, name string) (out []*Unit) {
	for _, id := range w.names[named{parent, sameName(name)}] {
		u := w.units[id]
		if u != nil && !u.Removed && (parent == anywhere || u.Parent == parent) && sameName(u.Name.VI) == sameName(name) {
			out = append(out, u)
		}
	}
	return out
}

func (w *planner) coded(code string) *Unit {
	if u := w.units[w.codes[code]]; u != nil && code != "" && u.Code == code && !u.Removed {
		return u
	}
	return nil
}

func (w *planner) refuse(r UnitRow, err error) {
	w.faults = append(w.faults, UnitFault{Line: r.Line, Item: viet.Line(r.Fields[UnitName]), Err: err})
}

// take makes a unit of one row. What it follows and whether it agrees with
// the others is seen to once all are there.
func (w *planner) take(r UnitRow) {
	parent, err := w.group(r)
	if err != nil {
		w.refuse(r, err)
		return
	}
	u := w.find(r, parent)
	switch {
	case u == nil && len(w.units) >= MaxUnits:
		w.refuse(r, errManyUnits)
		return
	case u == nil:
		u = w.add(r, w.id(r, parent), parent)
	case w.rows[u.ID].Line > 0:
		w.refuse(r, Fault(Conflict, "unit_twice", fmt.Sprintf("Trùng với dòng %d", w.rows[u.ID].Line), fmt.Sprintf("The same unit stands in line %d", w.rows[u.ID].Line)))
		return
	}
	c := w.touched[u.ID]
	if c == nil {
		before := *u
		c = &UnitChange{Before: &before, Unit: before}
		w.touched[u.ID] = c
		w.order = append(w.order, u.ID)
	}
	c.Line, c.Unit.Removed = r.Line, false
	if _, ok := r.Fields[UnitGroup]; ok || c.Before == nil {
		c.Unit.Parent = parent
	}
	if err := c.fill(r); err != nil {
		w.drop(c, r, err)
		return
	}
	w.rows[u.ID], w.units[u.ID] = r, &c.Unit
	w.note(&c.Unit)
}

// group finds the unit of the first level that a row stands under, or
// makes it.
func (w *planner) group(r UnitRow) (ID, error) {
	name := viet.Line(r.Fields[UnitGroup])
	if name == "" {
		return ID{}, nil
	}
	g := w.coded(name)
	if g == nil {
		g = w.named(ID{}, name, "", "")
	}
	switch {
	case g == nil && len(w.units) >= MaxUnits:
		return ID{}, errManyUnits
	case g == nil:
		alone := UnitRow{Line: r.Line, Fields: map[UnitField]string{UnitName: name}}
		g = w.add(alone, w.id(alone, ID{}), ID{})
		if err := g.validate(); err != nil {
			delete(w.touched, g.ID)
			delete(w.units, g.ID)
			return ID{}, err
		}
		w.note(g)
	case !g.Parent.IsZero():
		return ID{}, Fault(Invalid, "unit_too_deep", "Danh mục chỉ có hai cấp: nhóm và đơn vị trong nhóm", "The directory has two levels only: groups and their units")
	}
	return g.ID, nil
}

// find looks for the unit of a row among those that are there and those of
// rows before it.
func (w *planner) find(r UnitRow, parent ID) *Unit {
	code := viet.Line(r.Fields[UnitCode])
	if u := w.coded(code); u != nil {
		return u
	}
	if u := w.named(parent, r.Fields[UnitName], dateOf(r.Fields[UnitFrom]), dateOf(r.Fields[UnitUntil])); u != nil && (u.Code == "" || code == "") {
		return u
	}
	return w.units[w.id(r, parent)]
}

// named finds a unit by its name at a level, on some day between two; where
// several bore it one after the other, the latest.
func (w *planner) named(parent ID, name, from, until string) (found *Unit) {
	span := Unit{From: from, Until: until}
	for _, u := range w.called(parent, name) {
		if u.overlaps(&span) && (found == nil || u.From > found.From) {
			found = u
		}
	}
	return found
}

// id derives a unit's id from its code, else from its path; from the first
// day too where an earlier unit of that path has ended.
func (w *planner) id(r UnitRow, parent ID) ID {
	if code := viet.Line(r.Fields[UnitCode]); code != "" {
		return DeriveID("unit", w.library, "code", code)
	}
	path := []string{w.library, "path", parent.String(), sameName(r.Fields[UnitName])}
	id := DeriveID("unit", path...)
	span := Unit{From: dateOf(r.Fields[UnitFrom]), Until: dateOf(r.Fields[UnitUntil])}
	if u := w.units[id]; u != nil && !u.Removed && !u.overlaps(&span) {
		id = DeriveID("unit", append(path, span.From)...)
	}
	return id
}

func (w *planner) add(r UnitRow, id, parent ID) *Unit {
	c := &UnitChange{Line: r.Line, Unit: Unit{ID: id, Parent: parent, Name: Text{VI: viet.Line(r.Fields[UnitName])}}}
	if _, ok := w.last[parent]; !ok {
		w.last[parent] = w.d.last(parent)
	}
	if w.last[parent] >= 0 {
		w.last[parent]++
		c.Unit.Order = w.last[parent]
	}
	w.touched[id], w.units[id] = c, &c.Unit
	w.order = append(w.order, id)
	return &c.Unit
}

// drop takes back what a row did.
func (w *planner) drop(c *UnitChange, r UnitRow, err error) {
	id := c.Unit.ID
	delete(w.touched, id)
	delete(w.units, id)
	delete(w.rows, id)
	if c.Before != nil {
		w.units[id] = c.Before
		w.note(c.Before)
	}
	w.refuse(r, err)
}

// follow looks up the units that follow others, now that all are there: by
// code, by name in the same group, by name anywhere.
func (w *planner) follow() {
	for _, id := range slices.Clone(w.order) {
		c, r := w.touched[id], w.rows[id]
		want := viet.Line(r.Fields[UnitNext])
		if c == nil || want == "" {
			continue
		}
		next, err := w.nextOf(&c.Unit, want)
		if err == nil {
			c.Unit.Next = next
			err = c.Unit.validate()
		}
		if err != nil {
			w.drop(c, r, err)
		}
	}
}

func (w *planner) nextOf(u *Unit, want string) (ID, error) {
	if now := w.units[u.Next]; now != nil && sameName(now.Name.VI) == sameName(want) {
		return now.ID, nil
	}
	if by := w.coded(want); by != nil {
		return by.ID, nil
	}
	for _, parent := range []ID{u.Parent, anywhere} {
		found := slices.DeleteFunc(w.called(parent, want), func(o *Unit) bool { return o.ID == u.ID })
		switch {
		case len(found) == 1:
			return found[0].ID, nil
		case len(found) > 1:
			return ID{}, Fault(Invalid, "next_unit_unclear", fmt.Sprintf("Có nhiều đơn vị tên “%s”. Xin ghi mã của đơn vị kế tiếp", want),
				fmt.Sprintf("Several units are called “%s”. Please give the code of the one that follows", want))
		}
	}
	return ID{}, Fault(Invalid, "no_next_unit", fmt.Sprintf("Không có đơn vị “%s” để “nay là”", want), fmt.Sprintf("There is no unit “%s” to follow", want))
}

// rounds is how often taking rows back may bring others into conflict; no
// honest list comes near it.
const rounds = 20

// judge holds all rows to the rules between units. Taking one back may
// bring another into conflict, so it goes on until all agree.
func (w *planner) judge() {
	for round := 0; ; round++ {
		w.dropLoose()
		all := make([]Unit, 0, len(w.units))
		for _, u := range w.units {
			all = append(all, *u)
		}
		d := NewDirectory(all)
		agreed := true
		for _, id := range w.order {
			c := w.touched[id]
			if c == nil {
				continue
			}
			err := d.check(&c.Unit)
			if err == nil && round == rounds {
				err = Fault(Conflict, "units_entangled", "Danh sách mâu thuẫn quá nhiều. Xin chia nhỏ rồi nhập lại", "Too much of the list is in conflict. Please divide it")
			}
			if err != nil {
				w.drop(c, w.rowOf(c), err)
				agreed = false
			}
		}
		if agreed {
			return
		}
	}
}

func (w *planner) rowOf(c *UnitChange) UnitRow {
	if r, ok := w.rows[c.Unit.ID]; ok {
		return r
	}
	return UnitRow{Line: c.Line, Fields: map[UnitField]string{UnitName: c.Unit.Name.VI}}
}

// dropLoose takes back what hangs on a row that was taken back.
func (w *planner) dropLoose() {
	for again := true; again; {
		again = false
		for _, id := range w.order {
			c := w.touched[id]
			if c == nil {
				continue
			}
			for _, on := range []ID{c.Unit.Parent, c.Unit.Next} {
				if on.IsZero() || w.units[on] != nil {
					continue
				}
				w.drop(c, w.rowOf(c), Fault(Conflict, "unit_hangs", "Nhóm hoặc đơn vị kế tiếp không nhập được", "Its group, or the unit that follows, could not come in"))
				again = true
				break
			}
		}
	}
}
