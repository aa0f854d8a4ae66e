package app

import (
	"context"
	"encoding/json"
	"time"

	"bangtin/app/viet"
)

// What readers do with the directory is counted on this machine, in tables
// that are never synced. How often one visitor counts is for whoever calls.

// UnitUse is what this machine knows of the use of a unit's website.
type UnitUse struct {
	Opens   int // in the last 365 days, today among them
	Recent  int // in the last thirty of them
	Reports int // that it is broken, since somebody looked after the last one
	Since   int64
}

// unitFault is what readers have reported of one website.
type unitFault struct {
	Reports int    `json:"reports"`
	Since   int64  `json:"since"` // the first of them, ms since 1970
	Ignored string `json:"ignored,omitempty"`
	Until   int64  `json:"until,omitempty"` // reports about the address that is ignored count for nothing before
}

// usedDays and recentDays are those of UnitUse; ignoredFor is how long a report
// that was ignored stays so, if the address does not change.
const (
	usedDays   = 365
	recentDays = 30
	ignoredFor = 30 * 24 * time.Hour
)

var errNoWebsite = Fault(NotFound, "no_website", "Đơn vị này không có trang web", "This unit has no website")

// website finds a unit of which there is something to open.
func (v view) website(id ID) (u Unit, err error) {
	s := v.state(noun{Open, nounUnit, string(id[:])})
	if s == nil || json.Unmarshal(s, &u) != nil || u.Removed {
		return u, ErrNoUnit
	}
	if u.Website == "" {
		return u, errNoWebsite
	}
	return u, nil
}

func (l *Library) day(back int) string {
	now, _ := l.clock.Now()
	return now.In(viet.Zone()).AddDate(0, 0, -back).Format(dayForm)
}

// CountOpen counts that a reader opened the website of a unit today. A
// unit without one is NotFound.
func (l *Library) CountOpen(ctx context.Context, id ID) error {
	key := append([]byte(l.day(0)), id[:]...)
	return l.store.Update(ctx, func(tx Tx) error {
		if _, err := l.view(tx).website(id); err != nil {
			return err
		}
		return tx.Put(tableUnitOpens, key, bytes8(number(tx.Get(tableUnitOpens, key))+1))
	})
}

// ReportUnit counts that a reader found the website of a unit broken.
func (l *Library) ReportUnit(ctx context.Context, id ID) error {
	now, _ := l.clock.Now()
	return l.store.Update(ctx, func(tx Tx) error {
		u, err := l.view(tx).website(id)
		if err != nil {
			return err
		}
		var f unitFault
		if text := tx.Get(tableUnitFaults, id[:]); text != nil {
			_ = json.Unmarshal(text, &f) // our own writing; an unreadable one begins anew
		}
		if f.Ignored == u.Website && now.UnixMilli() < f.Until {
			return nil
		}
		if f.Reports == 0 {
			f = unitFault{Since: now.UnixMilli()}
		}
		f.Reports++
		text, err := json.Marshal(f)
		if err != nil {
			return err
		}
		return tx.Put(tableUnitFaults, id[:], text)
	})
}

// SettleUnit takes the reports about a unit away: because it was mended, or
// to be ignored, and then further ones about the same address count for
// nothing for thirty days.
func (l *Library) SettleUnit(ctx context.Context, by Actor, id ID, ignore bool) error {
	if !May(by.Post, SetUnits) {
		return ErrMayNotUnits
	}
	now, _ := l.clock.Now()
	return l.store.Update(ctx, func(tx Tx) error {
		u, err := l.view(tx).website(id)
		if err != nil {
			return err
		}
		if !ignore {
			return tx.Delete(tableUnitFaults, id[:])
		}
		text, err := json.Marshal(unitFault{Ignored: u.Website, Until: now.Add(ignoredFor).UnixMilli()})
		if err != nil {
			return err
		}
		return tx.Put(tableUnitFaults, id[:], text)
	})
}

// UnitUses tells what this machine knows of the use of each unit that was
// used at all.
func (l *Library) UnitUses(ctx context.Context) (map[ID]UnitUse, error) {
	out := map[ID]UnitUse{}
	since := l.day(recentDays - 1)
	err := l.store.View(ctx, func(tx Tx) error {
		for k, n := range tx.Scan(tableUnitOpens, nil, []byte(l.day(usedDays-1)), false) {
			if len(k) != len(dayForm)+len(ID{}) {
				continue
			}
			id := ID(k[len(dayForm):])
			use := out[id]
			use.Opens += int(number(n))
			if string(k[:len(dayForm)]) >= since {
				use.Recent += int(number(n))
			}
			out[id] = use
		}
		for k, text := range tx.Scan(tableUnitFaults, nil, nil, false) {
			var f unitFault
			if len(k) != len(ID{}) || json.Unmarshal(text, &f) != nil || f.Reports == 0 {
				continue
			}
			use := out[ID(k)]
			use.Reports, use.Since = f.Reports, f.Since
			out[ID(k)] = use
		}
		return nil
	})
	return out, err
}
