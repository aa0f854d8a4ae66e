package app

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"bangtin/app/viet"
)

// Directory is the tree of units at one moment. It is never changed once
// it is made and may be read by many.
type Directory struct {
	units    map[ID]*Unit
	order    []*Unit        // each group before its units; without those removed
	children map[ID][]*Unit // zero: the first level
	named    map[named][]*Unit
	coded    map[string][]*Unit
	once     sync.Once // makes sought, for readers: a desk that writes does without
	sought   map[ID]*sought
}

// named is a name at its level: among the units of one group, or on the
// first level.
type named struct {
	parent ID
	name   string
}

// NewDirectory arranges units. Desks that wrote without knowing of each
// other may have made more than two levels, or a circle: a unit whose parent
// is not there or is not of the first level stands on the first itself.
func NewDirectory(units []Unit) *Directory {
	d := &Directory{
		units: map[ID]*Unit{}, children: map[ID][]*Unit{}, sought: map[ID]*sought{},
		named: map[named][]*Unit{}, coded: map[string][]*Unit{},
	}
	keys := map[ID][]byte{}
	for i := range units {
		u := &units[i]
		d.units[u.ID] = u
		keys[u.ID] = viet.Key(u.Name.VI)
	}
	for _, u := range d.units {
		if !u.Removed {
			p := d.parent(u)
			d.children[p] = append(d.children[p], u)
			name := named{p, sameName(u.Name.VI)}
			d.named[name] = append(d.named[name], u)
			if u.Code != "" {
				d.coded[u.Code] = append(d.coded[u.Code], u)
			}
		}
	}
	for _, list := range d.children {
		slices.SortFunc(list, func(a, b *Unit) int {
			return cmp.Or(cmp.Compare(a.rank(), b.rank()), slices.Compare(keys[a.ID], keys[b.ID]), slices.Compare(a.ID[:], b.ID[:]))
		})
	}
	for _, u := range d.children[ID{}] {
		d.order = append(append(d.order, u), d.children[u.ID]...)
	}
	return d
}

func (u *Unit) rank() int {
	if u.Order == 0 {
		return maxUnitOrder + 1
	}
	return u.Order
}

// parent is what a unit stands under, zero on the first level.
func (d *Directory) parent(u *Unit) ID {
	if p := d.units[u.Parent]; p != nil && !p.Removed && p.Parent.IsZero() {
		return p.ID
	}
	return ID{}
}

// Parent is the group of a unit; nil on the first level.
func (d *Directory) Parent(u *Unit) *Unit { return d.units[d.parent(u)] }

// All lists the units in their order, each group before its own. What was
// removed is not among them.
func (d *Directory) All() []*Unit { return d.order }

// Below lists what stands under a unit; the zero ID gives the first level.
func (d *Directory) Below(id ID) []*Unit { return d.children[id] }

// Unit finds a unit; NotFound where there is none, or it was removed.
func (d *Directory) Unit(id ID) (*Unit, error) {
	if u := d.units[id]; u != nil && !u.Removed {
		return u, nil
	}
	return nil, ErrNoUnit
}

// Now follows a unit to what it is now: the last of those that followed
// each other. It is the unit itself where nobody follows, or where they
// lead in a circle.
func (d *Directory) Now(u *Unit) *Unit {
	at := u
	for range len(d.units) {
		next := d.units[at.Next]
		if next == nil || next.Removed {
			return at
		}
		at = next
	}
	return u
}

// Former lists the units that have become a unit, those before them
// included, the latest first.
func (d *Directory) Former(u *Unit) []*Unit {
	d.once.Do(d.prepare)
	if s := d.sought[u.ID]; s != nil {
		return s.former
	}
	return nil
}

// check holds a unit to the rules that need the others. The unit may stand
// in the directory in an older form.
func (d *Directory) check(u *Unit) error {
	if u.Removed {
		for _, below := range d.children[u.ID] {
			if below.ID != u.ID {
				return Fault(Conflict, "unit_has_units", "Nhóm còn có đơn vị. Xin chuyển hoặc xóa các đơn vị đó trước",
					"There are units in the group. Please move or remove them first")
			}
		}
		for _, o := range d.order {
			if o.Next == u.ID {
				return Fault(Conflict, "unit_follows", "Có đơn vị “nay là” đơn vị này. Xin sửa đơn vị đó trước",
					"Another unit has become this one. Please change that one first")
			}
		}
		return nil
	}
	if !u.Parent.IsZero() {
		p := d.units[u.Parent]
		switch {
		case p == nil || p.Removed:
			return Fault(Invalid, "no_group", "Không có nhóm này", "There is no such group")
		case !p.Parent.IsZero() || len(d.children[u.ID]) > 0:
			return Fault(Invalid, "unit_too_deep", "Danh mục chỉ có hai cấp: nhóm và đơn vị trong nhóm", "The directory has two levels only: groups and their units")
		}
	}
	if err := d.checkNames(u); err != nil {
		return err
	}
	at := u
	for range len(d.units) + 1 { // two desks may have made a circle that does not hold this unit
		next := d.units[at.Next]
		switch {
		case at == u && !u.Next.IsZero() && (next == nil || next.Removed):
			return Fault(Invalid, "no_next_unit", "Không có đơn vị kế tiếp này", "There is no such unit to follow")
		case next == nil || next.Removed:
			return nil
		case next.ID == u.ID:
			return errUnitCycle
		}
		at = next
	}
	return nil
}

// checkNames refuses a name that a neighbour bears on the same day, and a
// code that another unit has.
func (d *Directory) checkNames(u *Unit) error {
	for _, o := range d.named[named{d.parent(u), sameName(u.Name.VI)}] {
		if o.ID != u.ID && o.overlaps(u) {
			return Fault(Conflict, "unit_name_taken", "Cùng cấp đã có “"+o.Name.VI+"” vào những ngày này", "There is a “"+o.Name.VI+"” at this level on these days already")
		}
	}
	for _, o := range d.coded[u.Code] {
		if o.ID != u.ID {
			return Fault(Conflict, "unit_code_taken", "Mã này là của “"+o.Name.VI+"”", "This code belongs to “"+o.Name.VI+"”")
		}
	}
	return nil
}

// sameName is equal for names that readers would take for one.
func sameName(name string) string { return strings.ToLower(viet.Line(name)) }

// directories keeps the directory that readers use until a change touches it.
type directories struct {
	mu   sync.Mutex
	now  *Directory
	turn uint64 // counts drops, so that one made before a drop is not kept after
}

func (c *directories) drop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = nil
	c.turn++
}

func (v view) directory() *Directory {
	var units []Unit
	for _, s := range v.tx.Scan(v.table(tableState), noun{Open, nounUnit, ""}.key(), nil, false) {
		var u Unit
		if json.Unmarshal(s[len(Hash{}):], &u) == nil {
			units = append(units, u)
		}
	}
	return NewDirectory(units)
}

// Directory gives the units as they stand now.
func (l *Library) Directory(ctx context.Context) (d *Directory, err error) {
	c := &l.directories
	c.mu.Lock()
	d, turn := c.now, c.turn
	c.mu.Unlock()
	if d != nil {
		return d, nil
	}
	err = l.store.View(ctx, func(tx Tx) error {
		d = l.view(tx).directory()
		return nil
	})
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.turn == turn {
		c.now = d
	}
	return d, nil
}
