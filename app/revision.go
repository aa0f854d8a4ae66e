package app

import "sort"

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

// Draft is the state that the revisions of an article fold to.
type Draft struct {
	Article ID     `json:"article"`
	Heads   []Hash `json:"heads"` // revisions without a child; two are a conflict
	Title   string `json:"title"` // of the first head
}

// foldDraft folds the revisions of one article. Equal revisions that came
// in several changes count once; an erased one counts for nothing, but
// what it was made from stays covered only if another child says so.
func foldDraft(article ID, changes []Change, valid func(*Change) bool, erased map[Hash]bool) *Draft {
	titles := map[Hash]string{}
	child := map[Hash]bool{}
	for _, c := range changes {
		if c.Erased || erased[c.ID] || !valid(&c) {
			continue
		}
		var r Revision
		if decodeBody(c.Body, &r) != nil || r.Article != article || len(r.Parents) > 1000 {
			continue
		}
		titles[c.BodyHash] = r.Document.Title
		for _, p := range r.Parents {
			child[p] = true
		}
	}
	d := &Draft{Article: article}
	for name := range titles {
		if !child[name] {
			d.Heads = append(d.Heads, name)
		}
	}
	if len(d.Heads) == 0 {
		return nil
	}
	sort.Slice(d.Heads, func(i, j int) bool { return d.Heads[i].String() < d.Heads[j].String() })
	d.Title = titles[d.Heads[0]]
	return d
}
