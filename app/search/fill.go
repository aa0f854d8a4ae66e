package search

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"bangtin/app"
)

// Settle brings the indexes up to the library as it is, making them first
// where there are none. Progress, which may be nil, is told in articles.
func (f *Finder) Settle(ctx context.Context, progress func(done, total int)) error {
	if err := f.titles.settle(ctx); err != nil {
		return err
	}
	f.work.Lock()
	defer f.work.Unlock()
	if f.closed {
		return ErrNoIndex
	}
	err := f.settle(ctx, progress)
	var broken errBroken
	var write errWrite
	switch {
	case errors.As(err, &broken):
		f.log.Error("the index is thrown away", "err", err)
		f.throwAway()
	case errors.As(err, &write):
		f.reopen(ctx)
	}
	return err
}

// reopen goes back to what the disk has of the indexes.
func (f *Finder) reopen(ctx context.Context) {
	f.mu.Lock()
	defer f.mu.Unlock()
	open := []*pair{f.now, f.next}
	for _, p := range slices.Compact(open) {
		if p == nil {
			continue
		}
		if err := p.close(); err != nil {
			f.log.Warn("close an index", "err", err)
		}
	}
	f.now, f.next = nil, nil
	f.caughtUp.Store(false)
	f.openPair(ctx, true, true)
}

func (f *Finder) settle(ctx context.Context, progress func(done, total int)) error {
	if f.suspect.Swap(false) {
		f.log.Error("a search met a broken index")
		f.throwAway()
	}
	if f.now != nil && !f.caughtUp.Load() {
		if err := f.catchUp(ctx); err != nil {
			return err
		}
	}
	for {
		if f.now == nil || f.next != nil {
			if err := f.fill(ctx, progress); err != nil {
				return err
			}
		}
		all, err := f.follow(ctx)
		if err != nil || !all {
			return err
		}
		if err := f.prepare(ctx); err != nil {
			return err
		}
	}
}

// throwAway removes what there is of indexes.
func (f *Finder) throwAway() {
	f.mu.Lock()
	now, next := f.now, f.next
	f.now, f.next = nil, nil
	f.progress.Store(&app.Progress{})
	f.mu.Unlock()
	if now != nil {
		f.drop(now)
	}
	if next != nil && next != now {
		f.drop(next)
	}
}

// Rebuild makes the indexes anew, beside the old ones.
func (f *Finder) Rebuild(ctx context.Context, progress func(done, total int)) error {
	f.work.Lock()
	err := error(ErrNoIndex)
	if !f.closed {
		err = f.prepare(ctx)
	}
	f.work.Unlock()
	if err != nil {
		return err
	}
	return f.Settle(ctx, progress)
}

// prepare makes an empty pair for fill to fill.
func (f *Finder) prepare(ctx context.Context) error {
	arrival, err := f.lib.Arrival(ctx) // before anything is read
	if err != nil {
		return err
	}
	m := mark{
		Version: version, Fold: app.Fold(), Library: f.lib.Name().String(), Incarnation: f.lib.Incarnation(),
		Arrival: arrival, Horizon: f.lib.Clock().Horizon().UnixMilli(),
	}
	if err := f.hasRoom(); err != nil {
		return err
	}
	p := &pair{n: 1}
	if ns := f.numbers(); len(ns) > 0 {
		p.n = ns[0] + 1
	}
	if p.open, err = createFolder(f.folder("open", p.n), m); err != nil {
		return err
	}
	if p.staff, err = createFolder(f.folder("staff", p.n), m); err != nil {
		return errors.Join(err, p.open.remove())
	}
	f.mu.Lock()
	old := f.next
	if f.next = p; f.now == nil || f.now == old {
		f.now, f.edited = p, map[app.ID]bool{}
		f.caughtUp.Store(true)
	}
	f.progress.Store(&app.Progress{})
	f.mu.Unlock()
	if old != nil {
		f.drop(old)
	}
	return nil
}

// fillStep is how many articles are written at once.
const fillStep = 250

// fill reads all articles into the next pair and then makes it the current
// one. Where a fill was cut short it goes on.
func (f *Finder) fill(ctx context.Context, progress func(done, total int)) error {
	if f.next == nil {
		if err := f.prepare(ctx); err != nil {
			return err
		}
	}
	ids, err := f.lib.ArticleIDs(ctx)
	if err != nil {
		return err
	}
	done, found := slices.BinarySearchFunc(ids, f.next.staff.mark.At, func(a, b app.ID) int { return bytes.Compare(a[:], b[:]) })
	if found {
		done++
	}
	for {
		f.progress.Store(&app.Progress{Done: done, Total: len(ids)})
		if progress != nil {
			progress(done, len(ids))
		}
		if done == len(ids) {
			break
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		step := ids[done:min(done+fillStep, len(ids))]
		if err := f.write(ctx, step, func(p *pair, m *mark) bool { m.At = step[len(step)-1]; return p == f.next }); err != nil {
			return err
		}
		done += len(step)
		if all, err := f.follow(ctx); err != nil {
			return err
		} else if all { // it begins anew, from what everything is now
			if err := f.prepare(ctx); err != nil {
				return err
			}
			return f.fill(ctx, progress)
		}
	}
	for _, in := range f.next.folders() {
		m := in.mark
		m.Whole = true
		if err := in.write(in.NewBatch(), m); err != nil {
			return errWrite{err}
		}
	}
	edited, err := f.next.edited(ctx)
	if err != nil {
		return err
	}
	f.mu.Lock()
	old := f.now
	f.now, f.next, f.edited = f.next, nil, edited
	f.progress.Store(nil)
	f.mu.Unlock()
	if old != f.now {
		f.drop(old)
	}
	f.words.forget()
	return nil
}

// catchUp takes in what was committed, and what time has shown or hidden,
// since the indexes were last written to.
func (f *Finder) catchUp(ctx context.Context) error {
	from, horizon := f.now.open.mark.Arrival, f.now.open.mark.Horizon
	for _, in := range f.now.folders() {
		from, horizon = min(from, in.mark.Arrival), min(horizon, in.mark.Horizon)
	}
	for {
		ids, last, all, err := f.lib.ArticlesSince(ctx, from, 1000)
		if err != nil {
			return err
		}
		if last == from {
			break
		}
		if all {
			f.caughtUp.Store(true)
			return f.prepare(ctx)
		}
		err = f.write(ctx, ids, func(_ *pair, m *mark) bool { m.Arrival = last; return true })
		if err != nil {
			return err
		}
		from = last
	}
	ids, err := f.lib.ArticleIDs(ctx)
	if err != nil {
		return err
	}
	now := f.lib.Clock().Horizon().UnixMilli()
	turned, err := f.lib.TurnedBetween(ctx, ids, min(horizon, now), now)
	if err != nil {
		return err
	}
	if len(turned) > 0 {
		if err := f.write(ctx, turned, func(*pair, *mark) bool { return true }); err != nil {
			return err
		}
	}
	f.caughtUp.Store(true)
	return nil
}

// follow takes in what was committed since, or tells that everything has to
// be read anew.
func (f *Finder) follow(ctx context.Context) (all bool, err error) {
	ids, arrival, all := f.follower.Take()
	if all {
		f.follower.Back(false)
		return true, nil
	}
	if len(ids) == 0 {
		f.follower.Done()
		return false, nil
	}
	if err := f.write(ctx, ids, func(_ *pair, m *mark) bool { m.Arrival = arrival; return true }); err != nil {
		f.follower.Back(false)
		return false, err
	}
	f.follower.Done()
	return false, nil
}

// write brings articles in the pairs up to what they are in the library,
// with the marks as to has them; it tells into which pair they go.
func (f *Finder) write(ctx context.Context, ids []app.ID, to func(*pair, *mark) bool) error {
	pairs := []*pair{f.now}
	if f.next != nil && f.next != f.now {
		pairs = append(pairs, f.next)
	}
	for len(ids) > 0 {
		step := ids[:min(len(ids), fillStep)]
		ids = ids[len(step):]
		if err := f.hasRoom(); err != nil {
			return err
		}
		horizon := f.lib.Clock().Horizon().UnixMilli() // before anything is read
		shown, err := f.lib.Shown(ctx, step)
		if err != nil {
			return err
		}
		desk, err := f.lib.AtDesk(ctx, step, false)
		if err != nil {
			return err
		}
		for _, p := range pairs {
			open, staff := p.open.mark, p.staff.mark
			if !to(p, &open) || !to(p, &staff) {
				continue
			}
			if len(ids) > 0 { // the mark is for all of them
				open, staff = p.open.mark, p.staff.mark
			} else {
				open.Horizon, staff.Horizon = horizon, horizon
			}
			if err := put(p.open, step, shown, open); err != nil {
				return errWrite{err}
			}
			if err := put(p.staff, step, desk, staff); err != nil {
				return errWrite{err}
			}
		}
		f.mu.Lock()
		for _, id := range step {
			delete(f.edited, id)
		}
		for i := range desk {
			if desk[i].Row.Shown {
				f.edited[desk[i].Article] = true
			}
		}
		f.mu.Unlock()
		f.words.grow(len(step))
	}
	return nil
}

func (f *Finder) hasRoom() error {
	if f.free == nil {
		return nil
	}
	n, err := f.free()
	if err == nil && n < leastFree {
		err = errFull
	}
	return err
}

// put writes those of the articles that there are pieces of, and takes the
// others out.
func put(to *folder, ids []app.ID, pieces []app.Piece, m mark) error {
	b := to.NewBatch()
	there := map[app.ID]bool{}
	for i := range pieces {
		there[pieces[i].Article] = true
		if err := b.IndexAdvanced(documentOf(&pieces[i])); err != nil {
			return err
		}
	}
	for _, id := range ids {
		if !there[id] {
			b.Delete(string(id[:]))
		}
	}
	return to.write(b, m)
}
