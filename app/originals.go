package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// Lost is a picture that a rebuild could not bring back, and why.
type Lost struct {
	File  Hash   `json:"-"`     // an original, or what readers get of one
	Where string `json:"where"` // title of an article that names it, or the file it came in
	Why
}

// Remake brings back what belongs to one original: it looks at the file and
// at what was made of it, and makes what lacks. Made tells that there was
// something to make. An error that lies with the picture is Invalid,
// TooLarge or NotFound; any other ends the rebuild.
type Remake func(ctx context.Context, original Hash) (made bool, err error)

// PicturesUnderWay tells that RebuildPictures was cut short.
func (l *Library) PicturesUnderWay(ctx context.Context) (under bool, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		under = tx.Get(tableLocal, []byte(localOriginals)) != nil
		return nil
	})
	return under, err
}

// ForgetRebuild makes the next rebuild begin at the beginning.
func (l *Library) ForgetRebuild(ctx context.Context) error {
	l.rebuilding.Lock()
	defer l.rebuilding.Unlock()
	return l.store.Update(ctx, func(tx Tx) error {
		return firstError(
			func() error { return tx.Delete(tableLocal, []byte(localRebuild)) },
			func() error { return tx.Delete(tableLocal, []byte(localOriginals)) },
		)
	})
}

// pictureSteps is how many sound pictures are gone through between two
// notes of how far it is.
const pictureSteps = 32

// RebuildPictures goes through all originals that belong on this device, in
// the order of their hashes, and has what was made of them made again where
// it lacks. One that was cut short goes on where it stopped, and still
// tells of the pictures it found lost before.
func (l *Library) RebuildPictures(ctx context.Context, remake Remake, progress func(done, total int)) (made int, lost []Lost, err error) {
	l.rebuilding.Lock()
	defer l.rebuilding.Unlock()
	where, err := l.originals(ctx)
	if err != nil {
		return 0, nil, fmt.Errorf("list the pictures: %w", err)
	}
	all := slices.SortedFunc(maps.Keys(where), func(a, b Hash) int { return bytes.Compare(a[:], b[:]) })
	after, err := l.beginPictures(ctx)
	if err != nil {
		return 0, nil, err
	}
	for i, h := range all {
		if bytes.Compare(h[:], after) <= 0 {
			continue
		}
		if progress != nil {
			progress(i, len(all))
		}
		fresh, bad := remake(ctx, h)
		if bad != nil && !ofPicture(bad) {
			return made, nil, bad
		}
		if fresh && bad == nil {
			made++
		}
		if bad == nil && i%pictureSteps != 0 {
			continue
		}
		err := l.store.Update(ctx, func(tx Tx) error {
			if bad != nil {
				text, err := json.Marshal(Lost{Where: where[h], Why: WhyOf(bad)})
				if err != nil {
					return err
				}
				if err := tx.Put(tableLost, h[:], text); err != nil {
					return err
				}
			}
			return tx.Put(tableLocal, []byte(localOriginals), h[:])
		})
		if err != nil {
			return made, nil, err
		}
	}
	if progress != nil {
		progress(len(all), len(all))
	}
	lost, err = l.endPictures(ctx)
	return made, lost, err
}

func ofPicture(err error) bool {
	c := CodeOf(err)
	return c == Invalid || c == TooLarge || c == NotFound
}

// beginPictures tells behind which original to begin, and forgets what an
// earlier rebuild found where this is a new one.
func (l *Library) beginPictures(ctx context.Context) (after []byte, err error) {
	err = l.store.Update(ctx, func(tx Tx) error {
		after = bytes.Clone(tx.Get(tableLocal, []byte(localOriginals)))
		if after != nil {
			return nil
		}
		return firstError(
			func() error { return tx.Drop(tableLost) },
			func() error { return tx.Put(tableLocal, []byte(localOriginals), []byte{}) },
		)
	})
	return after, err
}

func (l *Library) endPictures(ctx context.Context) (lost []Lost, err error) {
	err = l.store.Update(ctx, func(tx Tx) error {
		for k, text := range tx.Scan(tableLost, nil, nil, false) {
			var x Lost
			if err := json.Unmarshal(text, &x); err != nil {
				return errBroken.With(err)
			}
			x.File = Hash(k)
			lost = append(lost, x)
		}
		return firstError(
			func() error { return tx.Drop(tableLost) },
			func() error { return tx.Delete(tableLocal, []byte(localOriginals)) },
		)
	})
	return lost, err
}

// originals finds the originals that belong here and where each is named:
// those in trays, and those of the articles' latest versions that this
// device wrote itself or has made something of. Other devices' originals
// come only where staff choose.
func (l *Library) originals(ctx context.Context) (map[Hash]string, error) {
	where := map[Hash]string{}
	err := l.store.View(ctx, func(tx Tx) error {
		for k, text := range tx.Scan(tableTray, nil, nil, false) {
			var it TrayItem
			if len(k) == 16+8+32 && json.Unmarshal(text, &it) == nil && len(it.Names) > 0 {
				where[Hash(k[24:])] = it.Names[0]
			}
		}
		return nil
	})
	prefix := noun{Staff, nounArticle, ""}.key()
	for from := prefix; err == nil && from != nil; {
		err = l.store.View(ctx, func(tx Tx) error {
			v := l.view(tx)
			b, n := l.begin(tx, v.gen), 0
			next := []byte(nil)
			for k, s := range tx.Scan(v.table(tableState), prefix, from, false) {
				if n++; n > rebuildBatch {
					next = bytes.Clone(k)
					break
				}
				var d Draft
				if len(s) < len(Hash{}) || json.Unmarshal(s[len(Hash{}):], &d) != nil {
					return errBroken
				}
				for _, head := range d.Heads {
					b.addOriginals(&d, head, where)
				}
			}
			from = next
			return nil
		})
	}
	return where, err
}

func (b *batch) addOriginals(d *Draft, head Hash, where map[Hash]string) {
	c, ok := b.revision(d.Article, head)
	var r Revision
	if !ok || decodeBody(c.Body, &r) != nil {
		return
	}
	for _, h := range r.Document.Pictures() {
		_, known := preview(b.tx, h)
		if known || c.Log.Device == b.l.device {
			where[h] = d.Title
		}
	}
}

// OwnPictures lists the originals of the articles this device works on, which
// other desks may want.
func (l *Library) OwnPictures(ctx context.Context) (out []Hash, err error) {
	where, err := l.originals(ctx)
	for h := range where {
		out = append(out, h)
	}
	return out, err
}

// ShownIn is the title of an article on show that lists a derivative.
func (l *Library) ShownIn(ctx context.Context, derivative Hash) (title string, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		for k := range tx.Scan(v.table(tableMedia), derivative[:], nil, false) {
			if c := v.card(ID(k[32:])); c != nil {
				title = c.Title
				break
			}
		}
		return nil
	})
	return title, err
}

// ShownMedia lists the derivatives that readers may see.
func (l *Library) ShownMedia(ctx context.Context) ([]Hash, error) { return l.shownMedia(ctx) }

// ShownSizes is how large each of the files is that readers may see, in
// bytes, as the publication says that lists it.
func (l *Library) ShownSizes(ctx context.Context) (sizes map[Hash]int64, err error) {
	sizes = map[Hash]int64{}
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		for k, text := range tx.Scan(v.table(tableMedia), nil, nil, false) {
			var of struct {
				Bytes int64 `json:"bytes"`
			}
			if err := json.Unmarshal(text, &of); err != nil {
				return errBroken.With(err)
			}
			h := Hash(k[:32])
			sizes[h] = max(sizes[h], of.Bytes)
		}
		return nil
	})
	return sizes, err
}

// Used tells of each original whether an article names it.
func (l *Library) Used(ctx context.Context, originals ...Hash) (used []bool, err error) {
	used = make([]bool, len(originals))
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		for i, h := range originals {
			for range tx.Scan(v.table(tableUse), h[:], nil, false) {
				used[i] = true
				break
			}
		}
		return nil
	})
	return used, err
}
