package app

import (
	"sort"

	"bangtin/app/body"
)

// Revision is one immutable version of a document. Its name is the SHA-256
// of these bytes, so equal documents with equal parents have equal names
// on every machine.
type Revision struct {
	Article  ID       `json:"article"`
	Document Document `json:"doc"`
	Parents  []Hash   `json:"parents,omitempty"`
}

// Encode gives the canonical bytes of a revision and its name.
func (r Revision) Encode() ([]byte, Hash, error) {
	sortHashes(r.Parents)
	b, err := canonical(r)
	return b, Sum(b), err
}

// Draft is the state that the revisions of an article and the steps of the
// work on it fold to.
type Draft struct {
	Article  ID     `json:"article"`
	Heads    []Hash `json:"heads"` // revisions without a child; two are a conflict
	Title    string `json:"title"` // of the first head, as all below
	Lead     string `json:"lead,omitempty"`
	Lang     string `json:"lang,omitempty"`
	Category ID     `json:"category,omitzero"`
	Byline   string `json:"byline,omitempty"`
	Genre    string `json:"genre,omitempty"`
	Picture  Hash   `json:"picture,omitzero"` // original of the lead figure
	Edited   int64  `json:"edited"`           // as its device's clock claimed, ms since 1970 UTC
	Editor   ID     `json:"editor,omitzero"`  // account; none for an import
	First    ID     `json:"first,omitzero"`   // account of the first revision
	Work     State  `json:"work"`
	Named    Hash   `json:"named,omitzero"`
	Put      State  `json:"put,omitempty"`
	Fresh    bool   `json:"fresh,omitempty"`
	Reason   string `json:"reason,omitempty"` // why it was sent back
	ReasonBy ID     `json:"reasonBy,omitzero"`
}

// draftRevision is what the fold needs of a revision: its body unparsed.
type draftRevision struct {
	Article  ID            `json:"article"`
	Document plainDocument `json:"doc"`
	Parents  []Hash        `json:"parents"`
	change   Change
}

// foldDraft folds the revisions of one article and the steps of the work
// on it. Equal revisions that came in several changes count once, as the
// first in the order of the log; an erased one counts for nothing, but
// what it was made from stays covered only if another child says so.
func foldDraft(article ID, changes []Change, valid func(*Change) bool, erased map[Hash]bool) *Draft {
	revisions := map[Hash]*draftRevision{}
	child := map[Hash]bool{}
	d := &Draft{Article: article}
	var w work
	first := true
	sortChanges(changes)
	for _, c := range changes {
		if c.Erased || erased[c.ID] || !valid(&c) {
			continue
		}
		if c.Kind == KindWorkflow {
			var s Step
			if decodeBody(c.Body, &s) == nil && s.Article == article && len(revisions) > 0 {
				w.step(&s, c.Account)
			}
			continue
		}
		r := &draftRevision{change: c}
		if revisions[c.BodyHash] != nil || decodeBody(c.Body, r) != nil || r.Article != article || len(r.Parents) > 1000 {
			continue
		}
		revisions[c.BodyHash] = r
		for _, p := range r.Parents {
			child[p] = true
		}
		if first {
			d.First, first = c.Account, false
		}
		w.revise(c.BodyHash)
	}
	for name := range revisions {
		if !child[name] {
			d.Heads = append(d.Heads, name)
		}
	}
	if len(d.Heads) == 0 {
		return nil
	}
	sort.Slice(d.Heads, func(i, j int) bool { return d.Heads[i].String() < d.Heads[j].String() })
	d.fill(revisions[d.Heads[0]])
	d.Work, d.Named, d.Put, d.Fresh, d.Reason, d.ReasonBy = w.State, w.Named, w.Put, w.Fresh, w.Reason, w.ReasonBy
	return d
}

// fill takes what lists show from a revision.
func (d *Draft) fill(r *draftRevision) {
	doc := Document(r.Document)
	d.Title, d.Lead, d.Lang, d.Category = doc.Title, doc.Lead, doc.Lang, doc.Category
	d.Byline, d.Genre = doc.Byline, doc.Genre
	d.Edited, d.Editor = r.change.Wall, r.change.Account
	parsed, err := body.Parse(doc.Body)
	if err != nil {
		return // an unreadable body has no picture
	}
	if f := doc.LeadFigure(parsed); f != nil {
		d.Picture = f.Media
	}
}
