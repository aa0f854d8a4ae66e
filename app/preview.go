package app

import (
	"context"
	"encoding/json"
)

// Developed is an original that is kept, and what was made of it.
type Developed struct {
	Original Hash   `json:"-"`
	Media           // what was made of it
	Taken    string `json:"taken,omitempty"`  // by the camera's clock: "2006-01-02T15:04:05", with "+07:00" behind it where it knew; or ""
	Bytes    int64  `json:"bytes,omitempty"`  // of the original
	Across   int    `json:"across,omitempty"` // its width in pixels, upright; 0 where an older program did not note it
	Down     int    `json:"down,omitempty"`   // its height
}

// Pictures that nothing on show lists yet have their derivatives noted in
// a local table, so that an original is worked on once: it is thrown away
// whenever previewVersion changes.
//
//	local  preview@version  original(32)  Developed in JSON
const previewVersion = "1"

const tablePreview = "preview@" + previewVersion

// Preview finds what was made of an original before.
func (l *Library) Preview(ctx context.Context, original Hash) (m Media, ok bool, err error) {
	d, ok, err := l.Developed(ctx, original)
	return d.Media, ok, err
}

// Developed is Preview with what else is known of the original.
func (l *Library) Developed(ctx context.Context, original Hash) (d Developed, ok bool, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		text := tx.Get(tablePreview, original[:])
		ok = text != nil && json.Unmarshal(text, &d) == nil
		return nil
	})
	d.Original = original
	return d, ok, err
}

// SavePreview notes what was made of an original.
func (l *Library) SavePreview(ctx context.Context, d Developed) error {
	text, err := json.Marshal(d)
	if err != nil {
		return err
	}
	now, _ := l.clock.Now()
	return l.store.Update(ctx, func(tx Tx) error {
		if err := tx.Put(tablePreview, d.Original[:], text); err != nil {
			return err
		}
		return notePicture(tx, d.Original, PictureNote{Added: now.UnixMilli(), Bytes: d.Bytes, Across: d.Across, Down: d.Down})
	})
}
