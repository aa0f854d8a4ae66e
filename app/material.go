package app

import (
	"context"
	"encoding/json"
)

// Material is what a desk has of a file that an article names which is worked
// on: of a picture what was made of it, of any other file what it is. With it,
// and the files that it lists, another desk shows and publishes the article;
// it needs no original for that.
type Material struct {
	Name  Hash   `json:"name"` // of the original or the file
	Media *Media `json:"media,omitempty"`
	File  *File  `json:"file,omitempty"`
}

func (m Material) validate() error {
	switch {
	case m.Name.IsZero() || (m.Media == nil) == (m.File == nil):
		return errMalformed
	case m.Media != nil:
		return m.Media.validate()
	}
	return m.File.validate()
}

// bytes are the files that it lists, each with its size.
func (m Material) bytes(out map[Hash]int64) {
	if m.File != nil {
		out[m.Name] = m.File.Bytes
		return
	}
	for _, s := range m.Media.Sizes {
		out[s.Hash] = s.Bytes
	}
}

func nounOfMaterial(name Hash) noun { return noun{Staff, nounMaterial, string(name[:])} }

// foldMaterial takes the last that says something sound of the file.
func (b *batch) foldMaterial(n noun, changes []Change, erased map[Hash]bool) error {
	sound := changes[:0:0]
	for _, c := range changes {
		var m Material
		if decodeBody(c.Body, &m) == nil && m.validate() == nil && string(m.Name[:]) == n.id {
			sound = append(sound, c)
		}
	}
	m, ok := foldLast[Material](sound, b.valid, erased)
	_, err := setState(b, n, m, ok)
	return err
}

// material is what is known of a file here: what was made of it on this
// machine, else what another desk has told.
func (v view) material(name Hash) (m Material, ok bool) {
	if m, ok = v.ownMaterial(name); ok {
		return m, true
	}
	return v.toldMaterial(name)
}

func (v view) toldMaterial(name Hash) (m Material, ok bool) {
	text := v.state(nounOfMaterial(name))
	return m, text != nil && json.Unmarshal(text, &m) == nil && m.validate() == nil
}

func (v view) ownMaterial(name Hash) (m Material, ok bool) {
	m.Name = name
	if made, ok := preview(v.tx, name); ok && made.Made() {
		m.Media = &made.Media
	} else if note, ok := pictureNote(v.tx, name); ok && note.Type != "" {
		m.File = &File{note.Type, note.Bytes}
	}
	return m, m.validate() == nil
}

// workedOn gives the files that articles name which are worked on, but for
// those that the same article shows to readers: of these its publication
// tells.
func (v view) workedOn() (out []Hash) {
	last, draft, shown := Hash{}, map[ID]bool{}, map[ID]bool{}
	settle := func() {
		for article := range draft {
			if !shown[article] {
				out = append(out, last)
				break
			}
		}
		clear(draft)
		clear(shown)
	}
	for k := range v.tx.Scan(v.table(tableUse), nil, nil, false) {
		if len(k) != len(Hash{})+len(ID{})+1 {
			continue
		}
		name, article := Hash(k[:len(Hash{})]), ID(k[len(Hash{}):])
		if name != last {
			settle()
			last = name
		}
		if k[len(k)-1] == useDraft {
			draft[article] = true
		} else {
			shown[article] = true
		}
	}
	settle()
	return out
}

// TellMaterial writes down for other desks what this machine has of the files
// of articles that are worked on, where nobody has told it yet. It gives how
// many it told of.
func (l *Library) TellMaterial(ctx context.Context) (told int, err error) {
	var untold []Material
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		for _, name := range v.workedOn() {
			if _, known := v.toldMaterial(name); known {
				continue
			}
			if m, ok := v.ownMaterial(name); ok {
				untold = append(untold, m)
			}
		}
		return nil
	})
	if err != nil || len(untold) == 0 {
		return 0, err
	}
	err = l.update(ctx, func(b *batch) error {
		for _, m := range untold {
			if err := b.appendJSON(KindMaterial, Staff, m); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return len(untold), nil
}

// DraftFiles are the files that desks need to show and publish the articles
// that are worked on, each with its size in bytes: no originals of pictures.
func (l *Library) DraftFiles(ctx context.Context) (sizes map[Hash]int64, err error) {
	sizes = map[Hash]int64{}
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		for _, name := range v.workedOn() {
			if m, ok := v.material(name); ok {
				m.bytes(sizes)
			}
		}
		return nil
	})
	return sizes, err
}
