package peer

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"bangtin/app"
)

// A pack that stood still and is damaged is put aside: it stays in its
// folder under another name, is not offered any more, and the machine that
// wrote it leaves what it held anew. Once all that can be told of it is
// here it is removed.

var asideNames = regexp.MustCompile(`(?i)^[0-9a-f]{32}\.damaged$`)

// maxAside is how many packs of an audience are put aside. After that they
// stay where they are.
const maxAside = 64

var (
	errPackAside = app.Fault(app.Damaged, "pack_aside",
		"Gói hỏng được cất riêng dưới đuôi .damaged, không bị xóa. Xin mang USB hoặc thư mục này gặp lại máy đã ghi gói, để máy đó gửi lại",
		"A damaged pack was put aside under the ending .damaged, not removed. Please let the machine that wrote it meet this stick or folder again: it leaves the content anew")
	errAsideFull = app.Fault(app.Damaged, "pack_aside_full",
		"Có quá nhiều gói hỏng nên gói này được để nguyên tại chỗ. USB có thể sắp hỏng: xin dùng USB khác",
		"There are too many damaged packs; this one was left as it is. The stick may be failing: please take another one")
)

// packExtOf is what a pack is called while it is not put aside.
func packExtOf(name string) string {
	if asideNames.MatchString(name) {
		return name[:len(name)-len(asideExt)] + packExt
	}
	return name
}

// setAside deals with what was found damaged. What somebody may still be
// writing is left as it is. Where nothing is in it that is not here it is
// removed. What was cut off stays for those who can read the good part of it.
func (x *exchange) setAside(ctx context.Context) error {
	broken := slices.Collect(maps.Values(x.broken))
	for _, o := range x.offers {
		if o.Part && (o.Audience == app.Open || x.staffed()) && !x.unread[o.pack] && !x.isStrange(o) {
			broken = append(broken, o)
		}
	}
	broken = slices.DeleteFunc(broken, func(o Offer) bool { return o.fresh })
	spent, err := x.spent(ctx, append(broken, x.aside...))
	if err != nil {
		return err
	}
	var drop, keep []Offer
	for _, o := range append(broken, x.aside...) {
		switch {
		case spent[o.pack]:
			drop = append(drop, o)
		case !o.Aside():
			keep = append(keep, o)
		}
	}
	done, err := x.remote.SetAside(ctx, keep...)
	x.refuse(done...)
	if err != nil || len(drop) == 0 {
		return err
	}
	return x.remote.Drop(ctx, drop...)
}

// spent tells of which packs nothing more is to be had than is here. What
// was cut off had its good part taken; of what is damaged in its middle the
// rest may be of use to somebody.
func (x *exchange) spent(ctx context.Context, broken []Offer) (map[string]bool, error) {
	out := map[string]bool{}
	for _, o := range broken {
		here := o.Part && !o.lost
		var err error
		switch {
		case here:
		case o.Kind == KindRun:
			var held []bool
			held, err = x.Library.Holds(ctx, o.Run.run())
			here = err == nil && held[0]
		case o.Kind == KindLoose:
			var held []bool
			held, err = x.Library.Has(ctx, o.IDs...)
			here = err == nil && !slices.Contains(held, false)
		case o.Kind == KindFile:
			here = !x.absent(o.File)
		}
		if err != nil {
			return nil, err
		}
		before, known := out[o.pack]
		out[o.pack] = here && (before || !known)
	}
	return out, nil
}

// Drop makes the packs anew without what was offered. What else they hold
// is copied as it is, if it is whole.
func (f *Folder) Drop(ctx context.Context, offers ...Offer) error {
	for p, places := range byPack(offers) {
		file := path.Join(f.library, packDir(p.a), p.name)
		if gone, err := f.copyBut(ctx, p, places); err != nil {
			return err
		} else if gone {
			continue
		}
		if err := absent(f.root.Remove(file)); err != nil {
			return remoteFault(err)
		}
	}
	return nil
}

// SetAside makes the packs anew without what is damaged and puts the old
// ones aside.
func (f *Folder) SetAside(ctx context.Context, offers ...Offer) (done []Refusal, err error) {
	for p, places := range byPack(offers) {
		if f.manyAside(p.a) {
			done = append(done, refusal(p.name, errAsideFull))
			continue
		}
		if gone, err := f.copyBut(ctx, p, places); err != nil {
			return done, err
		} else if gone {
			continue
		}
		dir := path.Join(f.library, packDir(p.a))
		aside := strings.ToLower(p.name[:len(p.name)-len(packExt)]) + asideExt
		err := f.root.Rename(path.Join(dir, p.name), path.Join(dir, aside))
		if err == nil {
			err = errors.Join(f.syncFile(path.Join(dir, aside)), f.syncDir(dir))
		}
		if err = absent(err); err != nil {
			return done, remoteFault(err)
		}
		done = append(done, refusal(p.name, errPackAside))
	}
	return done, nil
}

func (f *Folder) manyAside(a app.Audience) bool {
	entries, err := fs.ReadDir(f.root.FS(), path.Join(f.library, packDir(a)))
	n := 0
	for _, e := range entries {
		if asideNames.MatchString(e.Name()) {
			n++
		}
	}
	return err != nil || n >= maxAside
}

// packAt is a pack of a folder.
type packAt struct {
	name string
	a    app.Audience
}

// byPack are the places of offers in their packs.
func byPack(offers []Offer) map[packAt]map[int64]bool {
	out := map[packAt]map[int64]bool{}
	for _, o := range offers {
		p := packAt{o.pack, o.Audience}
		if out[p] == nil {
			out[p] = map[int64]bool{}
		}
		out[p][o.offset] = true
	}
	return out
}

// copyBut leaves what a pack holds anew, but for what lies at some places
// and what is damaged. It tells whether the pack is gone: somebody else was
// quicker, or only what lies around its things was damaged, and the new one
// has taken its name.
func (f *Folder) copyBut(ctx context.Context, p packAt, places map[int64]bool) (gone bool, err error) {
	file := path.Join(f.library, packDir(p.a), p.name)
	info, err := f.root.Lstat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, remoteFault(err)
	}
	var fault *app.Error
	all, err := f.list(file, p.name, info.Size(), p.a)
	if err != nil && !errors.As(err, &fault) {
		return false, remoteFault(err) // a disk that fails now may read it tomorrow
	}
	var keep []Item
	for _, o := range all {
		if o.Part || o.Aside() || places[o.offset] {
			continue
		}
		if err := f.copy(ctx, o, io.Discard); errors.As(err, &fault) { // damaged: it is not kept
			continue
		} else if err != nil {
			return false, remoteFault(err)
		}
		keep = append(keep, Item{o.Thing, func(w io.Writer) error { return f.copy(ctx, o, w) }})
	}
	names, err := f.put(ctx, p.a, keep, func(Item) {})
	for _, name := range names { // as old as what it was made of: nobody is still writing it
		_ = f.root.Chtimes(path.Join(f.library, packDir(p.a), name), info.ModTime(), info.ModTime())
	}
	return slices.Contains(names, p.name), err
}

func (f *Folder) copy(ctx context.Context, o Offer, w io.Writer) error {
	r, err := f.Open(ctx, o)
	if err != nil {
		return err
	}
	defer r.Close()
	_, err = io.Copy(w, r)
	return err
}
