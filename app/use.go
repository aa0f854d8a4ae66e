package app

import (
	"encoding/json"
	"slices"

	"bangtin/app/body"
)

// PictureUse is one place in which a document shows a picture, a film or
// another file, with the words that stand there.
type PictureUse struct {
	Block   string `json:"block,omitempty"` // id of the top-level block; none for the lead figure and the attachments
	Caption string `json:"caption,omitempty"`
	Alt     string `json:"alt,omitempty"`
	Credit  string `json:"credit,omitempty"`
	Edited  bool   `json:"edited,omitempty"` // what stands there was made of it
}

// A picture is used by what is being written and by what readers see,
// which may be different documents of one article.
const (
	useDraft = 'd' // the first head
	useShown = 's' // the publication that shows
)

// usesIn lists where a document names pictures and other files.
func usesIn(d *Document, doc body.Doc) map[Hash][]PictureUse {
	out := map[Hash][]PictureUse{}
	if f := d.Figure; f != nil {
		out[f.Media] = append(out[f.Media], PictureUse{Caption: f.Caption, Alt: f.Alt, Credit: f.Credit})
	}
	for _, f := range body.Figures(doc) {
		u := PictureUse{Block: f.Block, Caption: f.Caption, Alt: f.Alt, Credit: f.Credit}
		if h, err := ParseHash(f.Media); err == nil {
			out[h] = append(out[h], u)
		}
		if h, err := ParseHash(f.Original); err == nil {
			u.Edited = true
			out[h] = append(out[h], u)
		}
	}
	note := func(name, block, caption, credit string) {
		if h, err := ParseHash(name); err == nil {
			out[h] = append(out[h], PictureUse{Block: block, Caption: caption, Alt: caption, Credit: credit})
		}
	}
	for _, f := range body.Films(doc) {
		for _, name := range []string{f.Media, f.Subtitles, f.Poster} {
			note(name, f.Block, f.Caption, f.Credit)
		}
	}
	for _, a := range d.Attached {
		out[a.Media] = append(out[a.Media], PictureUse{Caption: a.Name})
	}
	return out
}

// noteUses puts the pictures of one side of an article where they are found
// by their originals.
func (b *batch) noteUses(article ID, side byte, uses map[Hash][]PictureUse) error {
	key := append(article[:], side)
	var was, now []byte
	was = append(was, b.tx.Get(b.table(tableUsed), key)...)
	names := make([]Hash, 0, len(uses))
	for h := range uses {
		names = append(names, h)
	}
	sortHashes(names)
	for len(was) >= len(Hash{}) {
		h := Hash(was[:len(Hash{})])
		was = was[len(h):]
		if !slices.Contains(names, h) {
			if err := b.tx.Delete(b.table(tableUse), append(h[:], key...)); err != nil {
				return err
			}
		}
	}
	for _, h := range names {
		now = append(now, h[:]...)
		text, err := json.Marshal(uses[h])
		if err != nil {
			return err
		}
		if err := b.tx.Put(b.table(tableUse), append(h[:], key...), text); err != nil {
			return err
		}
	}
	if now == nil {
		return b.tx.Delete(b.table(tableUsed), key)
	}
	return b.tx.Put(b.table(tableUsed), key, now)
}
