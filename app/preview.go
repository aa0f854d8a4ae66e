package app

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
)

// Developed is an original that is kept, and what was made of it. Without
// sizes and without a fault it waits for that.
type Developed struct {
	Original Hash   `json:"-"`
	Media           // what was made of it; while it waits only the size that will have
	Taken    string `json:"taken,omitempty"`  // by the camera's clock: "2006-01-02T15:04:05", with "+07:00" behind it where it knew; or ""
	Bytes    int64  `json:"bytes,omitempty"`  // of the original
	Across   int    `json:"across,omitempty"` // its width in pixels, upright; 0 where an older program did not note it
	Down     int    `json:"down,omitempty"`   // its height
	Small    bool   `json:"small,omitempty"`  // a thumbnail in the original can stand in while it waits
	Fault    *Why   `json:"fault,omitempty"`  // nothing can be made of it
}

// Why is the reason why nothing could be made of an original, and what to
// do: the Key and Msg of an Error.
type Why struct {
	Key     string `json:"key"`
	Message Text   `json:"message"`
}

// Made tells that the derivatives are there.
func (d *Developed) Made() bool { return len(d.Sizes) > 0 }

// Waits tells that nobody has tried yet to make them.
func (d *Developed) Waits() bool { return !d.Made() && d.Fault == nil }

// Pictures that nothing on show lists yet have their derivatives noted in
// a local table, so that an original is worked on once: it is thrown away
// whenever previewVersion changes.
//
//	local  preview@version  original(32)  Developed in JSON
const previewVersion = "1"

const tablePreview = "preview@" + previewVersion

func preview(tx Tx, original Hash) (d Developed, ok bool) {
	text := tx.Get(tablePreview, original[:])
	ok = text != nil && json.Unmarshal(text, &d) == nil
	d.Original = original
	return d, ok
}

// putPreview notes what is known of an original, which is in the library's
// list of pictures from then on.
func putPreview(tx Tx, d Developed, now int64) error {
	text, err := json.Marshal(d)
	if err != nil {
		return err
	}
	if err := tx.Put(tablePreview, d.Original[:], text); err != nil {
		return err
	}
	return notePicture(tx, d.Original, PictureNote{Added: now, Bytes: d.Bytes, Across: d.Across, Down: d.Down})
}

// Preview finds what was made of an original before.
func (l *Library) Preview(ctx context.Context, original Hash) (m Media, ok bool, err error) {
	d, ok, err := l.Developed(ctx, original)
	return d.Media, ok && d.Made(), err
}

// Developed is Preview with what else is known of the original, whether or
// not anything was made of it yet.
func (l *Library) Developed(ctx context.Context, original Hash) (d Developed, ok bool, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		d, ok = preview(tx, original)
		return nil
	})
	return d, ok, err
}

// SavePreview notes what was made of an original.
func (l *Library) SavePreview(ctx context.Context, d Developed) error {
	now, _ := l.clock.Now()
	return l.store.Update(ctx, func(tx Tx) error { return putPreview(tx, d, now.UnixMilli()) })
}

// Waiting lists the originals that nobody has tried to make anything of.
func (l *Library) Waiting(ctx context.Context) (out []Hash, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		for k, text := range tx.Scan(tablePreview, nil, nil, false) {
			var d Developed
			if json.Unmarshal(text, &d) == nil && d.Waits() {
				out = append(out, Hash(k))
			}
		}
		return nil
	})
	return out, err
}

// FailPreview notes that nothing can be made of an original. It is then no
// picture of any tray, but is named there with the reason.
func (l *Library) FailPreview(ctx context.Context, original Hash, cause error) error {
	why := WhyOf(cause)
	now, _ := l.clock.Now()
	return l.store.Update(ctx, func(tx Tx) error {
		d, _ := preview(tx, original)
		d.Media.Sizes, d.Fault = nil, &why
		if err := putPreview(tx, d, now.UnixMilli()); err != nil {
			return err
		}
		for article, items := range traysWith(tx, original) {
			for _, it := range items {
				if len(it.Media.Sizes) > 0 {
					continue // made by an earlier version: that is still there
				}
				if err := tx.Delete(tableTray, trayKey(article, &it)); err != nil {
					return err
				}
				for _, name := range it.Names {
					f := TrayFault{Added: now.UnixMilli(), Name: name, Key: why.Key, Message: why.Message, From: it.From}
					if err := putTrayFault(tx, article, f); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
}

// WhyOf is what an error says to people.
func WhyOf(err error) Why {
	w := Why{string(CodeOf(err)), TextOf(err)}
	var e *Error
	if errors.As(err, &e) && e.Key != "" {
		w.Key = e.Key
	}
	return w
}

// traysWith finds an original in all trays.
func traysWith(tx Tx, original Hash) map[ID][]TrayItem {
	out := map[ID][]TrayItem{}
	var articles []ID
	for k := range tx.Scan(tableTray, nil, nil, false) {
		if len(k) == 16+8+32 && Hash(k[24:]) == original && !slices.Contains(articles, ID(k[:16])) {
			articles = append(articles, ID(k[:16]))
		}
	}
	for _, a := range articles {
		for _, it := range trayItems(tx, a) {
			if it.Hash == original {
				out[a] = append(out[a], it)
			}
		}
	}
	return out
}
