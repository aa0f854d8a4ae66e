package app

import (
	"context"
	"encoding/json"
)

// Pictures that nothing on show lists yet have their derivatives noted in
// a local table, so that an original is worked on once: it is thrown away
// whenever previewVersion changes.
//
//	local  preview@version  original(32)  Media in JSON
const previewVersion = "1"

const tablePreview = "preview@" + previewVersion

// Preview finds what was made of an original before.
func (l *Library) Preview(ctx context.Context, original Hash) (m Media, ok bool, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		text := tx.Get(tablePreview, original[:])
		ok = text != nil && json.Unmarshal(text, &m) == nil
		return nil
	})
	return m, ok, err
}

// SavePreview notes what was made of an original.
func (l *Library) SavePreview(ctx context.Context, original Hash, m Media) error {
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return l.store.Update(ctx, func(tx Tx) error { return tx.Put(tablePreview, original[:], text) })
}
