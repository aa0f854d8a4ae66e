package peer

import (
	"context"
	"encoding/json"
	"io"
	"path"
	"slices"
	"time"

	"bangtin/app"
)

// A stick that is used for months gathers some small packs at each meeting.
// Each machine puts together those that it has left there itself: no two
// machines then do so with the same ones, and the packs of a machine that
// does not come any more stay as few as it left them.
//
// Things are copied as they lie, so that a kiosk can do so with what it
// cannot read, and nothing but their place changes. The old packs go after
// the new ones were made durable and read back: a cut at any byte leaves the
// old ones, or both, and the next time what lies there twice is put
// together too.

const (
	// smallPack is below which a pack may be put together with others.
	smallPack = 4 << 20
	// manyPacks is how many small packs of an audience a machine leaves.
	manyPacks = 32
)

// ownPack is a pack that this machine left.
type ownPack struct {
	packAt
	at     time.Time
	offers []Offer
}

// noteOwn remembers a whole small pack of this machine that was listed.
func (f *Folder) noteOwn(p packAt, at time.Time, size int64, offers []Offer) {
	strange := func(o Offer) bool { // of a newer program, which may say more of it
		return o.Part || o.Kind != KindRun && o.Kind != KindLoose && o.Kind != KindFile
	}
	if size < smallPack && len(offers) > 0 && offers[0].writer == f.writer && !slices.ContainsFunc(offers, strange) {
		f.own = append(f.own, ownPack{p, at, offers})
	}
}

// Tidy puts together the small packs of this machine that were listed by
// Offers, where there are many. Where there is no room for that they stay
// as they are.
func (f *Folder) Tidy(ctx context.Context) error {
	for _, a := range []app.Audience{app.Open, app.Staff} {
		small := slices.DeleteFunc(slices.Clone(f.own), func(p ownPack) bool { return p.a != a })
		if len(small) < manyPacks {
			continue
		}
		if err := f.merge(ctx, a, small); err != nil && !diskFull(err) {
			return err
		}
	}
	return nil
}

// merge leaves what some packs hold anew in as few as that fills. A pack
// that is damaged or cannot be read stays as it is, for whoever finds so.
func (f *Folder) merge(ctx context.Context, a app.Audience, packs []ownPack) error {
	var items []Item
	var old []string
	var latest time.Time
	seen := map[string]bool{}
	for _, p := range packs {
		if f.verify(ctx, p.offers) != nil {
			continue
		}
		for _, o := range p.offers {
			key, err := json.Marshal(o.Thing)
			if err != nil {
				return err
			}
			if !seen[string(key)] {
				items = append(items, Item{o.Thing, func(w io.Writer) error { return f.copy(ctx, o, w) }})
			}
			seen[string(key)] = true
		}
		old = append(old, p.name)
		if p.at.After(latest) {
			latest = p.at
		}
	}
	if err := ctx.Err(); err != nil || len(old) < 2 {
		return err
	}
	names, err := f.put(ctx, a, items, func(Item) {})
	if err != nil {
		return err
	}
	dir := path.Join(f.library, packDir(a))
	for _, name := range names {
		if err := f.readBack(ctx, packAt{name, a}); err != nil {
			return err
		}
		_ = f.root.Chtimes(path.Join(dir, name), latest, latest) // as old as what it was made of
	}
	for _, name := range old {
		if slices.Contains(names, name) { // what it holds makes the very same pack
			continue
		}
		if err := absent(f.root.Remove(path.Join(dir, name))); err != nil {
			return remoteFault(err)
		}
	}
	return remoteFault(f.syncDir(dir))
}

// verify reads things whole.
func (f *Folder) verify(ctx context.Context, offers []Offer) error {
	for _, o := range offers {
		if err := f.copy(ctx, o, io.Discard); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// readBack reads a new pack whole, from the disk where the system can tell
// it from memory.
func (f *Folder) readBack(ctx context.Context, p packAt) error {
	file := path.Join(f.library, packDir(p.a), p.name)
	r, err := f.root.Open(file)
	if err != nil {
		return remoteFault(err)
	}
	defer r.Close()
	info, err := r.Stat()
	if err != nil {
		return remoteFault(err)
	}
	forgetCached(r)
	offers, err := readPack(r, info.Size(), p.name, f.name, p.a)
	if err == nil {
		err = f.verify(ctx, offers)
	}
	return remoteFault(err)
}
