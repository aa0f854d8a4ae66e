package app

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"

	"bangtin/app/body"
)

// Merging is an article of which several versions stand beside each other,
// taken apart for the person who makes one of them.
type Merging struct {
	Heads    []Beside
	Document Document // what they make together; see MergeDocuments
	Base     Document // the nearest version they all come from, empty if there is none
	Parts    []body.Part
	Fields   []FieldPart
}

// Beside is one of these versions, and whose word it is.
type Beside struct {
	Revision Hash
	Document Document
	Account  ID
	Device   Key
	At       int64 // as the device's clock claimed, ms since 1970 UTC
	Trusted  bool
}

// FieldPart is what became of a member of a document, apart from its body,
// where somebody set it otherwise. Heads are named by their place.
type FieldPart struct {
	Field    string
	Was      json.RawMessage // nil where it had none
	Versions []FieldVersion  // the first is the one that the merged document has, unless it is a list
	List     bool            // it has what anybody added and lacks what anybody removed
}

// FieldVersion is what some of the heads made of a member; nil where they
// took it away.
type FieldVersion struct {
	Value json.RawMessage
	Heads []int
}

// Clash tells whether a person has to choose.
func (f *FieldPart) Clash() bool { return len(f.Versions) > 1 && !f.List }

// Merging takes an article apart of which several versions stand beside
// each other. Of an article with one version it gives that one, and no part.
func (l *Library) Merging(ctx context.Context, article ID) (m Merging, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		row, ok := l.deskRow(l.view(tx), article)
		if !ok {
			return ErrNoArticle
		}
		b := l.begin(tx, l.view(tx).gen)
		for _, name := range row.Heads {
			change, ok := b.revision(article, name)
			if !ok {
				return errNoRevision
			}
			var r Revision
			if err := decodeBody(change.Body, &r); err != nil {
				return err
			}
			m.Heads = append(m.Heads, Beside{name, r.Document, change.Account, change.Log.Device, change.Wall, change.Trusted})
		}
		m.Base, err = l.commonDocument(tx, article, row.Heads)
		return err
	})
	if err != nil {
		return m, err
	}
	return m, m.takeApart() // outside the View: comparing is slow
}

func (m *Merging) takeApart() error {
	was, err := m.Base.taken()
	if err != nil {
		return err
	}
	var heads []taken
	var docs []Document
	var bodies []body.Doc
	for i := range m.Heads {
		t, err := m.Heads[i].Document.taken()
		if err != nil {
			return err
		}
		heads, docs, bodies = append(heads, t), append(docs, m.Heads[i].Document), append(bodies, t.body)
	}
	if m.Document, _, err = MergeDocuments(m.Base, docs...); err != nil || len(heads) < 2 {
		return err
	}
	m.Parts = body.Parts(was.body, bodies...)
	made := m.Document.members()
	for _, field := range fieldsOf(append(slices.Clone(heads), was)) {
		f := FieldPart{Field: field, Was: was.members[field], List: mergedLists[field]}
		for i, h := range heads {
			v := h.members[field]
			if bytes.Equal(v, f.Was) {
				continue
			}
			k := slices.IndexFunc(f.Versions, func(o FieldVersion) bool { return bytes.Equal(o.Value, v) })
			if k < 0 {
				k, f.Versions = len(f.Versions), append(f.Versions, FieldVersion{Value: v})
			}
			f.Versions[k].Heads = append(f.Versions[k].Heads, i)
		}
		if k := slices.IndexFunc(f.Versions, func(v FieldVersion) bool { return bytes.Equal(v.Value, made[field]) }); k > 0 {
			f.Versions[0], f.Versions[k] = f.Versions[k], f.Versions[0]
		}
		if len(f.Versions) > 0 {
			m.Fields = append(m.Fields, f)
		}
	}
	return nil
}
