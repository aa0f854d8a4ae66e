package app

import (
	"context"
)

// ErrMayNotUnits is for those without the right SetUnits.
var ErrMayNotUnits = Fault(Denied, "not_keeper_of_units", "Người đăng bài và quản trị viên mới sửa được danh mục đơn vị",
	"Only publishers and administrators may change the directory")

var errManyUnits = Fault(TooLarge, "too_many_units", "Danh mục đã đủ 5.000 đơn vị", "The directory holds 5,000 units, and no more")

// SaveUnit writes a unit whole, for those with the right SetUnits at a
// device that publishes. A zero ID makes a new one. Where nothing has
// changed nothing is written.
func (l *Library) SaveUnit(ctx context.Context, by Actor, u Unit) (Unit, error) {
	if !May(by.Post, SetUnits) {
		return u, ErrMayNotUnits
	}
	u = u.clean()
	isNew := u.ID.IsZero()
	if isNew {
		id, err := NewID(l.random)
		if err != nil {
			return u, err
		}
		u.ID = id
	}
	if err := u.validate(); err != nil {
		return u, err
	}
	err := l.update(ctx, func(b *batch) error {
		d := b.directory()
		switch {
		case isNew && len(d.units) >= MaxUnits:
			return errManyUnits
		case !isNew && d.units[u.ID] == nil:
			return ErrNoUnit
		}
		if isNew && u.Order == 0 {
			u.Order = d.last(u.Parent) + 1
		}
		if err := d.check(&u); err != nil {
			return err
		}
		b.account = by.Account
		return b.saveUnit(&u)
	})
	return u, err
}

// last is the greatest order under a parent; a new unit stands behind it,
// unless nobody has ordered them, when it stands by its name.
func (d *Directory) last(parent ID) int {
	most := -1
	for _, u := range d.children[parent] {
		most = max(most, u.Order)
	}
	if most == 0 {
		return -1
	}
	return min(max(most, 0), maxUnitOrder-1)
}

func (b *batch) saveUnit(u *Unit) error {
	return b.appendRecord(KindUnit, noun{Open, nounUnit, string(u.ID[:])}, u)
}

// OrderUnits puts the units below a parent, or those of the first level,
// into the order in which they are given. Those that are not named stand
// behind, in the order they had; one that is not there is NotFound.
func (l *Library) OrderUnits(ctx context.Context, by Actor, parent ID, ids []ID) error {
	if !May(by.Post, SetUnits) {
		return ErrMayNotUnits
	}
	return l.update(ctx, func(b *batch) error {
		d := b.directory()
		placed := map[ID]bool{}
		var list []*Unit
		for _, id := range ids {
			u, err := d.Unit(id)
			if err != nil || d.parent(u) != parent || placed[id] {
				return ErrNoUnit
			}
			placed[id], list = true, append(list, u)
		}
		for _, u := range d.children[parent] {
			if !placed[u.ID] {
				list = append(list, u)
			}
		}
		b.account = by.Account
		for i, u := range list {
			moved := *u
			moved.Order = i + 1
			if err := b.saveUnit(&moved); err != nil {
				return err
			}
		}
		return nil
	})
}
