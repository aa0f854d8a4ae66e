package app

import (
	"encoding/json"
	"maps"
	"slices"
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
	Article   ID     `json:"article"`
	Heads     []Hash `json:"heads"` // revisions without a child; two are a conflict
	Title     string `json:"title"` // of the first head, as all below
	Lead      string `json:"lead,omitempty"`
	Lang      string `json:"lang,omitempty"`
	Category  ID     `json:"category,omitzero"`
	Byline    string `json:"byline,omitempty"`
	Genre     string `json:"genre,omitempty"`
	Exhibit   string `json:"exhibit,omitempty"`
	VersionOf ID     `json:"versionOf,omitzero"` // the article it is another language of
	Picture   Hash   `json:"picture,omitzero"`   // original of the lead figure
	Edited    int64  `json:"edited"`             // as its device's clock claimed, ms since 1970 UTC
	Editor    ID     `json:"editor,omitzero"`    // account; none for an import
	First     ID     `json:"first,omitzero"`     // account of the first revision
	Work      State  `json:"work"`
	Named     Hash   `json:"named,omitzero"`
	Put       State  `json:"put,omitempty"`
	Fresh     bool   `json:"fresh,omitempty"`
	Reason    string `json:"reason,omitempty"` // why it was sent back
	ReasonBy  ID     `json:"reasonBy,omitzero"`

	Names map[Hash]string `json:"names,omitempty"` // of versions that people call by one

	uses map[Hash][]PictureUse // only while it is folded
}

func (d *Draft) pictures() map[Hash][]PictureUse {
	if d == nil {
		return nil
	}
	return d.uses
}

// brief is what the fold needs of a revision to place it among others. It
// is kept beside the change, because an article may have hundreds of
// revisions, and each save folds them all.
type brief struct {
	Article ID     `json:"article"`
	Parents []Hash `json:"parents,omitempty"`
}

// maxParents is how many revisions one can be made from.
const maxParents = 1000

// noteBrief keeps a revision's header and its brief as a change of their
// own, which reads like the whole one but for its document.
func (b *batch) noteBrief(c *Change) error {
	r, ok := c.asBrief()
	if !ok {
		return nil // it touches nothing
	}
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return b.tx.Put(b.table(tableBrief), c.ID[:], append(append([]byte(nil), c.Raw[:]...), text...))
}

// briefly reads the brief form of a change, or the change where it has none.
func (b *batch) briefly(id Hash) (Change, bool) {
	if c, ok := b.here[id]; ok {
		return c, true
	}
	raw := b.tx.Get(b.table(tableBrief), id[:])
	if len(raw) < HeaderSize {
		return b.change(id)
	}
	h, err := DecodeHeader(raw[:HeaderSize])
	return Change{Header: h, ID: id, Raw: [HeaderSize]byte(raw[:HeaderSize]), Body: raw[HeaderSize:]}, err == nil
}

// foldDraft folds the revisions of one article, in their brief form, and
// the steps of the work on it. Equal revisions that came in several changes count once, as the
// first in the order of the log; an erased one counts for nothing, but
// what it was made from stays covered only if another child says so.
func (b *batch) foldDraft(article ID, changes []Change, erased map[Hash]bool) *Draft {
	revisions := map[Hash]*Change{}
	child := map[Hash]bool{}
	void := map[Hash][]Hash{} // what revisions that do not count were made from
	d := &Draft{Article: article}
	var w work
	sortChanges(changes)
	for i := range changes {
		c := &changes[i]
		if c.Erased || erased[c.ID] {
			continue
		}
		if !b.valid(c) {
			if r, ok := c.asBrief(); ok && c.Kind == KindRevision && r.Article == article && len(r.Parents) <= maxParents {
				void[c.BodyHash] = append(void[c.BodyHash], r.Parents...)
			}
			continue
		}
		if c.Kind == KindWorkflow {
			var s Step
			if decodeBody(c.Body, &s) == nil && s.Article == article && len(revisions) > 0 {
				w.step(&s, c)
				if s.Act == ActName {
					d.call(&s)
				}
			}
			continue
		}
		r, ok := c.asBrief()
		if !ok || r.Article != article || len(r.Parents) > maxParents || revisions[c.BodyHash] != nil {
			continue
		}
		if len(revisions) == 0 {
			d.First = c.Account
		}
		revisions[c.BodyHash] = c
		for _, p := range r.Parents {
			child[p] = true
		}
		w.revise(c.BodyHash)
	}
	throughVoid(child, void)
	for name := range revisions {
		if !child[name] {
			d.Heads = append(d.Heads, name)
		}
	}
	if len(d.Heads) == 0 {
		return nil
	}
	sortHashes(d.Heads)
	maps.DeleteFunc(d.Names, func(name Hash, _ string) bool { return revisions[name] == nil })
	if head, ok := b.change(revisions[d.Heads[0]].ID); ok {
		d.fill(&head)
	}
	d.Work, d.Named, d.Put, d.Fresh, d.Reason, d.ReasonBy = w.State, w.Named, w.away(d.Heads, revisions), w.Fresh, w.Reason, w.ReasonBy
	return d
}

// throughVoid marks what is behind a revision that was made from one that does
// not count: who went on from that has seen what it was made from.
func throughVoid(child map[Hash]bool, void map[Hash][]Hash) {
	todo := slices.Collect(maps.Keys(child))
	done := map[Hash]bool{}
	for len(todo) > 0 {
		name := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if done[name] {
			continue
		}
		done[name] = true
		for _, p := range void[name] {
			child[p] = true
			todo = append(todo, p)
		}
	}
}

// revisionPlain is a revision to be read only: members of its document that
// this program does not know are passed over.
type revisionPlain struct {
	Article  ID            `json:"article"`
	Document plainDocument `json:"doc"`
	Parents  []Hash        `json:"parents"`
}

// fill takes what lists show from a revision.
func (d *Draft) fill(c *Change) {
	d.Edited, d.Editor = c.Wall, c.Account
	r := c.asRevision()
	if r.revision == nil {
		return // it has no title then
	}
	doc := &r.revision.Document
	d.Title, d.Lead, d.Lang, d.Category = doc.Title, doc.Lead, doc.Lang, doc.Category
	d.Byline, d.Genre, d.Exhibit, d.VersionOf = doc.Byline, doc.Genre, doc.Exhibit, doc.VersionOf
	if r.holds.figure != nil { // an unreadable body has none
		d.Picture = r.holds.figure.Media
	}
	d.uses = r.holds.uses
}
