package app

import (
	"bytes"
	"encoding/json"

	"bangtin/app/viet"
)

// CommentSent is what a reader wrote under an article, as it was sent; its
// change is personal and for staff only. Held says why it needs a second
// look, as a key of the interface; nobody is ever told that their words were
// on a list.
type CommentSent struct {
	ID      ID     `json:"id"`
	Article ID     `json:"article"`
	Parent  ID     `json:"parent,omitzero"` // the comment it answers
	Name    string `json:"name"`
	Email   string `json:"email,omitempty"`
	Text    string `json:"text"`
	At      int64  `json:"at"` // ms since 1970 UTC
	Held    string `json:"held,omitempty"`
}

// CommentAct is the body of what was decided about a comment, for everyone:
// a public copy of it, or that it is hidden. It holds no address.
type CommentAct struct {
	Comment ID     `json:"comment"`
	Article ID     `json:"article"`
	Parent  ID     `json:"parent,omitzero"`
	Hidden  bool   `json:"hidden,omitempty"`
	Name    string `json:"name,omitempty"`
	Text    string `json:"text,omitempty"`
	At      int64  `json:"at"`               // when it was sent
	Agency  bool   `json:"agency,omitempty"` // it is an answer of the house
	Edited  bool   `json:"edited,omitempty"` // staff changed words of it
	// Forgotten: every word of it was erased, and it stays hidden for ever.
	Forgotten bool   `json:"forgotten,omitempty"`
	Seen      []Hash `json:"seen,omitempty"` // the acts on this comment that this one follows
}

// Limits of a comment, in characters.
const (
	MaxCommentName = 100
	MaxComment     = 2000
	maxEmail       = 254
)

func (c *CommentSent) validate() error {
	if c.ID.IsZero() || c.Article.IsZero() || c.Parent == c.ID || !exact(c.At) || viet.CountChars(c.Email) > maxEmail || len(c.Held) > 40 {
		return errMalformed
	}
	return saidWell(c.Name, c.Text)
}

func saidWell(name, text string) error {
	switch n, m := viet.CountChars(name), viet.CountChars(text); {
	case n == 0:
		return Fault(Invalid, "comment_name", "Xin ghi tên", "Please give a name")
	case n > MaxCommentName:
		return Fault(TooLarge, "comment_name_long", "Tên dài quá 100 ký tự", "The name is longer than 100 characters")
	case m == 0:
		return Fault(Invalid, "comment_empty", "Xin viết ý kiến", "Please write something")
	case m > MaxComment:
		return Fault(TooLarge, "comment_long", "Ý kiến dài quá 2.000 ký tự", "The comment is longer than 2,000 characters")
	}
	return nil
}

func (a *CommentAct) validate() error {
	if a.Comment.IsZero() || a.Article.IsZero() || a.Parent == a.Comment || !exact(a.At) || len(a.Seen) > 1000 {
		return errMalformed
	}
	if a.Hidden {
		return nil
	}
	if a.Forgotten {
		return errMalformed
	}
	return saidWell(a.Name, a.Text)
}

// commentTouches: what is sent, what is decided for everyone and the steps of
// the work on it have to do with one comment, each for its audience.
func commentTouches(c *Change) []noun {
	var id ID
	if c.Kind == KindCommentSent {
		var sent CommentSent
		if decodeSalted(c.Body, &sent) == nil {
			id = sent.ID
		}
	} else {
		var v struct {
			Comment ID `json:"comment"`
		}
		if decodeBody(c.Body, &v) == nil {
			id = v.Comment
		}
	}
	if id.IsZero() {
		return nil
	}
	return []noun{{c.Log.Audience, nounComment, string(id[:])}}
}

// saidComment is what the acts on a comment fold to.
type saidComment struct {
	Act   CommentAct `json:"act"`
	Heads []Hash     `json:"heads"` // what the next act must have seen
}

// foldSaid folds the acts on a comment. Among those that have not seen each
// other hiding wins; an erased one hides, and so does for ever one that says
// that the comment is forgotten.
func foldSaid(id ID, changes []Change, valid func(*Change) bool, erased map[Hash]bool) *saidComment {
	acts := map[Hash]*act{}
	var where CommentAct // an erased act still stands under the article of the others
	forgotten := false
	for _, c := range changes {
		a := &act{change: c, valid: valid(&c)}
		acts[c.ID] = a
		if erased[c.ID] || c.Erased {
			a.hides = true
			continue
		}
		var said CommentAct
		if decodeBody(c.Body, &said) != nil || said.Comment != id || said.validate() != nil {
			a.valid = false
			continue
		}
		a.seen, a.hides, a.said = said.Seen, said.Hidden, &said
		forgotten = forgotten || a.valid && said.Forgotten
		if a.valid && (where.Article.IsZero() || bytes.Compare(said.Article[:], where.Article[:]) < 0) {
			where = CommentAct{Comment: id, Article: said.Article, Parent: said.Parent, At: said.At}
		}
	}
	heads := headsOf(acts)
	if len(heads) == 0 {
		return nil
	}
	out := &saidComment{}
	if out.Act = where; heads[0].said != nil {
		out.Act = *heads[0].said
	}
	out.Act.Comment, out.Act.Seen, out.Act.Hidden, out.Act.Forgotten = id, nil, heads[0].hides || forgotten, forgotten
	if out.Act.Hidden {
		out.Act.Name, out.Act.Text = "", ""
	}
	for _, h := range heads {
		out.Heads = append(out.Heads, h.change.ID)
	}
	sortHashes(out.Heads)
	return out
}

// foldSent folds what was sent under the id of a comment: the first of it.
func foldSent(id ID, changes []Change, valid func(*Change) bool, erased map[Hash]bool) *CommentSent {
	sortChanges(changes)
	for i := range changes {
		c := &changes[i]
		var sent CommentSent
		if c.Kind == KindCommentSent && !c.Erased && !erased[c.ID] && valid(c) && decodeSalted(c.Body, &sent) == nil && sent.ID == id && sent.validate() == nil {
			return &sent
		}
	}
	return nil
}

// foldComment folds a comment for one audience, and brings up what readers
// and desks list.
func (b *batch) foldComment(n noun, changes []Change, erased map[Hash]bool) error {
	id := ID([]byte(n.id))
	if n.audience == Staff {
		sent := foldSent(id, changes, b.valid, erased)
		if _, err := setState(b, n, sent, sent != nil); err != nil {
			return err
		}
		if err := b.noteForgotten(id); err != nil {
			return err
		}
		return b.queueComment(id)
	}
	before := b.said(id)
	now := foldSaid(id, changes, b.valid, erased)
	changed, err := setState(b, n, now, now != nil)
	if err != nil {
		return err
	}
	if err := b.noteForgotten(id); err != nil || !changed { // words that come late change no state
		return err
	}
	for _, s := range []*saidComment{before, now} {
		if s == nil {
			continue
		}
		key := append(bytes.Clone(s.Act.Article[:]), id[:]...)
		write := func() error { return b.tx.Delete(b.table(tableSaid), key) }
		if s == now {
			write = func() error { return b.tx.Put(b.table(tableSaid), key, []byte{}) }
		}
		if err := write(); err != nil {
			return err
		}
	}
	for _, s := range []*saidComment{before, now} {
		if s == nil {
			continue
		}
		if err := b.countTalk(s.Act.Article); err != nil {
			return err
		}
		b.articles[s.Act.Article], b.noticed = true, true
	}
	return b.queueComment(id)
}

// noteForgotten has those words of a forgotten comment erased that whoever
// erased it had not seen.
func (b *batch) noteForgotten(id ID) error {
	if said := b.said(id); said == nil || !said.Act.Forgotten {
		return nil
	}
	for _, audience := range []Audience{Open, Staff} {
		n := noun{audience, nounComment, string(id[:])}
		changes, err := b.gather(n)
		if err != nil {
			return err
		}
		for i := range changes {
			if changes[i].tells(id) {
				if err := b.setPersonal(&changes[i], n, 0); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// tells tells whether a change holds words of a comment.
func (c *Change) tells(id ID) bool {
	var act CommentAct
	switch {
	case c.Erased:
		return false
	case c.Kind == KindCommentSent:
		return true
	}
	return c.Kind == KindComment && decodeBody(c.Body, &act) == nil && act.Comment == id && !act.Hidden
}

func (v view) said(id ID) *saidComment {
	var out saidComment
	text := v.state(noun{Open, nounComment, string(id[:])})
	if text == nil || json.Unmarshal(text, &out) != nil {
		return nil
	}
	return &out
}

func (v view) sent(id ID) *CommentSent {
	var out CommentSent
	text := v.state(noun{Staff, nounComment, string(id[:])})
	if text == nil || json.Unmarshal(text, &out) != nil {
		return nil
	}
	return &out
}

// countTalk counts the comments of an article as readers see them.
func (b *batch) countTalk(article ID) error {
	n := len(b.talk(article))
	if n == 0 {
		return b.tx.Delete(b.table(tableTalk), article[:])
	}
	return b.tx.Put(b.table(tableTalk), article[:], bytes8(uint64(n)))
}
