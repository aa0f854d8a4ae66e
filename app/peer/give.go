package peer

import (
	"context"
	"errors"
	"io"
	"maps"
	"slices"

	"bangtin/app"
)

// give leaves what the others lack: first what must not wait, then text,
// then pictures. What was found damaged is no longer offered before, so that it
// is left anew.
func (x *exchange) give(ctx context.Context) error {
	if err := x.setAside(ctx); err != nil {
		return err
	}
	open, err := x.changesFor(ctx, app.Open, false)
	if err != nil {
		return err
	}
	var staff outgoing
	switch {
	case x.staffed():
		if err := x.tellMaterial(ctx); err != nil {
			return err
		}
		staff, err = x.changesFor(ctx, app.Staff, false)
	case x.sealed:
		staff, err = x.changesFor(ctx, app.Staff, true) // a kiosk holds what it wrote, under these keys or earlier ones
	}
	if err != nil {
		return err
	}
	files, err := x.filesFor(ctx)
	if err != nil {
		return err
	}
	drafted, err := x.draftFilesFor(ctx)
	if err != nil {
		return err
	}
	originals, err := x.originalsFor(ctx)
	if err != nil {
		return err
	}
	open.items = append(open.items, files...)
	staff.items = append(append(staff.items, drafted...), originals...)
	total, done := int64(0), int64(0)
	for _, it := range append(slices.Clone(open.items), staff.items...) {
		total += it.Size
	}
	x.tell(Progress{Phase: PhaseGive, Total: total})
	wrote := func(it Item) {
		done += it.Size
		x.report.Went.Bytes += it.Size
		if it.Kind == KindFile {
			x.report.Went.Files++
		}
		x.tell(Progress{Phase: PhaseGive, Done: done, Total: max(done, total)})
	}
	// Text for everyone first, then what only desks want, pictures last. Words
	// that were erased go as soon as the text lies there without them: a stick
	// that has no room for a picture keeps none of them.
	text, pictures := byKind(open.items)
	work, raw := byKind(staff.items)
	for _, part := range []struct {
		a     app.Audience
		items []Item
		of    outgoing
	}{{app.Open, text, open}, {app.Staff, work, staff}, {app.Open, pictures, outgoing{}}, {app.Staff, raw, outgoing{}}} {
		if err := x.remote.Put(ctx, part.a, part.items, wrote); err != nil {
			return err
		}
		for k, n := range part.of.kinds {
			x.report.Went.add(k, n)
		}
		x.report.Went.Articles += part.of.articles
		x.report.Went.Drafts += part.of.drafts
		if err := x.dropStale(ctx, part.of.stale, part.of.drop); err != nil {
			return err
		}
	}
	return x.giveReleases(ctx, wrote)
}

func (t *Tally) add(k app.Kind, n int) {
	for range n {
		t.count(k)
	}
}

func byKind(items []Item) (changes, files []Item) {
	for _, it := range items {
		if it.Kind == KindFile {
			files = append(files, it)
		} else {
			changes = append(changes, it)
		}
	}
	return changes, files
}

// outgoing is what of an audience others lack.
type outgoing struct {
	items []Item
	kinds map[app.Kind]int
	stale []app.Run
	drop  []Offer

	articles, drafts int
}

func (x *exchange) changesFor(ctx context.Context, a app.Audience, aside bool) (out outgoing, err error) {
	var has []app.Run
	there := map[app.Hash]bool{}
	for _, o := range x.offers {
		if o.Audience != a || o.Part || o.Seal != (a == app.Staff) || x.isBroken(o) {
			continue
		}
		switch o.Kind {
		case KindRun:
			has = append(has, o.Run.run())
		case KindLoose:
			gone, err := x.Library.Gone(ctx, o.IDs...)
			if err != nil {
				return out, err
			}
			if slices.Contains(gone, true) { // it holds words that were erased
				out.drop = append(out.drop, o)
				continue
			}
			for _, id := range o.IDs {
				there[id] = true
			}
		}
	}
	lack, err := x.Library.Lacking(ctx, a, aside, has)
	if err != nil {
		return out, err
	}
	out.stale = lack.Stale
	loose := append(lack.Urgent, lack.Loose...)
	gone, err := x.Library.Gone(ctx, loose...)
	if err != nil {
		return out, err
	}
	for i, id := range loose {
		there[id] = there[id] || gone[i]
	}
	loose = slices.DeleteFunc(loose, func(id app.Hash) bool { return there[id] })
	for len(loose) > 0 {
		item, n, err := x.loose(ctx, a, loose)
		if err != nil {
			return out, err
		}
		if item != nil {
			out.items = append(out.items, *item)
		}
		loose = loose[n:]
	}
	out.kinds, out.articles, out.drafts = lack.Kinds, lack.Articles, lack.Drafts
	for _, r := range lack.Runs {
		name := nameOf(r)
		size := int64(r.Bytes) + 4*int64(r.To-r.From+1)
		item, err := x.item(Thing{Kind: KindRun, Run: name, Size: size}, a, func(w io.Writer) error {
			raws, err := x.Library.ReadRun(ctx, r)
			if err != nil {
				return err
			}
			if changesSize(raws) != size {
				return errChanged
			}
			return writeChanges(w, raws)
		})
		if err != nil {
			return out, err
		}
		out.items = append(out.items, item)
	}
	return out, nil
}

// errChanged: a body was erased between counting and writing.
var errChanged = app.Fault(app.Unavailable, "changed_meanwhile", "Dữ liệu vừa được xóa bớt trong lúc gửi. Xin làm lại",
	"Something was erased while it was sent. Please try again")

// loose packs as many loose changes as one thing holds, and tells how many.
func (x *exchange) loose(ctx context.Context, a app.Audience, ids []app.Hash) (*Item, int, error) {
	var raws [][]byte
	var sent []app.Hash
	size, n := int64(0), 0
	for n < len(ids) && len(sent) < maxLoose {
		raw, err := x.Library.ReadChanges(ctx, ids[n])
		if err != nil {
			return nil, 0, err
		}
		if len(raw) == 1 {
			if size > 0 && size+int64(len(raw[0])) > app.MaxRun {
				break
			}
			raws, sent, size = append(raws, raw[0]), append(sent, ids[n]), size+4+int64(len(raw[0]))
		}
		n++
	}
	if len(raws) == 0 {
		return nil, n, nil
	}
	item, err := x.item(Thing{Kind: KindLoose, IDs: sent, Size: size}, a, func(w io.Writer) error { return writeChanges(w, raws) })
	return &item, n, err
}

// item makes an item, sealed where only desks may read it.
func (x *exchange) item(t Thing, a app.Audience, write func(io.Writer) error) (Item, error) {
	if a == app.Open {
		return Item{t, write}, nil
	}
	var err error
	if t.Size, err = x.seal.size(t.Size); err != nil {
		return Item{}, err
	}
	t.Seal = true
	return Item{t, func(w io.Writer) error { return x.seal.close(w, write) }}, nil
}

// filesFor are the files that readers may see and that nobody has left
// there yet.
func (x *exchange) filesFor(ctx context.Context) ([]Item, error) {
	shown, err := x.Library.ShownMedia(ctx)
	if err != nil {
		return nil, err
	}
	return x.files(ctx, app.Open, shown)
}

// tellMaterial tells other desks what was made of the pictures of drafts. A
// desk that was revoked may not, and goes on all the same.
func (x *exchange) tellMaterial(ctx context.Context) error {
	_, err := x.Library.TellMaterial(ctx)
	if app.CodeOf(err) == app.Denied {
		return nil
	}
	return err
}

// draftFilesFor are the files that another desk needs to show and publish
// what is worked on. They are sealed: readers may not see them yet.
func (x *exchange) draftFilesFor(ctx context.Context) ([]Item, error) {
	if !x.staffed() {
		return nil, nil
	}
	sizes, err := x.Library.DraftFiles(ctx)
	if err != nil {
		return nil, err
	}
	return x.files(ctx, app.Staff, slices.Collect(maps.Keys(sizes)))
}

func (x *exchange) originalsFor(ctx context.Context) ([]Item, error) {
	if !x.Originals || !x.staffed() {
		return nil, nil
	}
	mine, err := x.Library.OwnPictures(ctx)
	if err != nil {
		return nil, err
	}
	return x.files(ctx, app.Staff, mine)
}

func (x *exchange) files(ctx context.Context, a app.Audience, hashes []app.Hash) (out []Item, err error) {
	there := map[app.Hash]bool{}
	for _, o := range x.offers {
		if o.Kind == KindFile && o.Audience == a && !o.Part && !x.isBroken(o) {
			there[o.File] = true
		}
	}
	slices.SortFunc(hashes, func(p, q app.Hash) int { return slices.Compare(p[:], q[:]) })
	for _, h := range slices.Compact(hashes) {
		if there[h] {
			continue
		}
		size, err := x.Media.Stat(h)
		if err != nil { // one that is not here somebody else will bring
			continue
		}
		item, err := x.item(Thing{Kind: KindFile, File: h, Size: size}, a, func(w io.Writer) error {
			f, err := x.Media.Open(h)
			if err != nil {
				return err
			}
			_, err = io.Copy(w, f)
			return errors.Join(err, f.Close())
		})
		if err != nil {
			return out, err
		}
		out = append(out, item)
	}
	return out, ctx.Err()
}

func (x *exchange) isBroken(o Offer) bool {
	_, ok := x.broken[o.place()]
	return ok
}

// dropStale takes away runs with bodies that were erased. They were left
// anew without those.
func (x *exchange) dropStale(ctx context.Context, stale []app.Run, drop []Offer) error {
	old := map[app.Run]bool{}
	for _, r := range stale {
		old[r] = true
	}
	for _, o := range x.offers {
		if o.Kind == KindRun && !x.isBroken(o) && old[o.Run.run()] {
			drop = append(drop, o)
		}
	}
	if len(drop) == 0 {
		return nil
	}
	return x.remote.Drop(ctx, drop...)
}
