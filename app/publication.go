package app

import (
	"bytes"
	"sort"

	"bangtin/app/body"
)

// Publication is the body of the act that shows exactly one revision. It
// carries the whole document and all its derivatives, so that whoever
// holds only open changes lacks nothing.
type Publication struct {
	Article   ID             `json:"article"`
	Revision  Hash           `json:"revision"`
	Document  Document       `json:"doc"`
	Media     map[Hash]Media `json:"media,omitempty"`
	Files     map[Hash]File  `json:"files,omitempty"`
	Published Moment         `json:"published"`
	Created   int64          `json:"created"`        // milliseconds since 1970 UTC
	Edited    int64          `json:"edited"`         //
	From      int64          `json:"from,omitempty"` // embargo: not shown before
	Until     int64          `json:"until,omitempty"`
	Note      string         `json:"note,omitempty"` // a correction's public note
	Seen      []Hash         `json:"seen,omitempty"` // the acts on this article that this one follows
}

// Retraction is the body of the act that hides an article. Everybody can read
// it: why it was done stands in the step of the work beside it. Earlier
// versions wrote the reason here too.
type Retraction struct {
	Article ID     `json:"article"`
	Reason  string `json:"reason,omitempty"`
	Seen    []Hash `json:"seen,omitempty"`
}

type (
	plainPublication Publication
	publicationPlain struct {
		*plainPublication
		Document plainDocument `json:"doc"`
	}
)

// readPublication decodes a publication to be read only: members of the
// document that this program does not know are passed over, which halves
// the work. What is written again has to be decoded whole.
func readPublication(text []byte, p *Publication) error {
	r := publicationPlain{plainPublication: (*plainPublication)(p)}
	if err := decodeBody(text, &r); err != nil {
		return err
	}
	p.Document = Document(r.Document)
	return nil
}

func (p *Publication) validate() (body.Doc, error) {
	doc, err := p.Document.Validate()
	if err != nil {
		return doc, err
	}
	if p.Article.IsZero() || p.Revision.IsZero() || !exact(p.Published.At, p.Created, p.Edited, p.From, p.Until) || len(p.Seen) > 1000 || len(p.Media) > body.MaxBlocks || len(p.Files) > 2*body.MaxBlocks+maxTags {
		return doc, errMalformed
	}
	for _, m := range p.Media {
		if err := m.validate(); err != nil {
			return doc, err
		}
	}
	for _, f := range p.Files {
		if err := f.validate(); err != nil {
			return doc, err
		}
	}
	return doc, nil
}

// Card is what lists show of an article, and the state its acts fold to.
type Card struct {
	Article    ID       `json:"article"`
	Act        Hash     `json:"act"`
	Revision   Hash     `json:"revision"`
	Withdrawn  bool     `json:"withdrawn,omitempty"`
	Rivals     []Hash   `json:"rivals,omitempty"` // acts that have not seen this one and show something else
	Heads      []Hash   `json:"heads"`            // what the next act must have seen
	Title      string   `json:"title,omitempty"`
	Lead       string   `json:"lead,omitempty"`
	Lang       string   `json:"lang,omitempty"`
	Genre      string   `json:"genre,omitempty"`
	Byline     string   `json:"byline,omitempty"`
	Source     string   `json:"source,omitempty"`
	Category   ID       `json:"category,omitzero"`
	Categories []ID     `json:"categories,omitempty"`
	Topic      string   `json:"topic,omitempty"`
	Series     string   `json:"series,omitempty"`
	Tags       []string `json:"tags,omitempty"`
	Address    string   `json:"address,omitempty"`
	Exhibit    string   `json:"exhibit,omitempty"`
	Group      ID       `json:"group,omitzero"`
	Published  Moment   `json:"published"`
	Created    int64    `json:"created,omitempty"`
	Edited     int64    `json:"edited,omitempty"`
	From       int64    `json:"from,omitempty"`
	Until      int64    `json:"until,omitempty"`
	Note       string   `json:"note,omitempty"`
	Ratings    bool     `json:"ratings,omitempty"`
	Comments   bool     `json:"comments,omitempty"`
	Words      int      `json:"words,omitempty"`
	Figure     *Figure  `json:"figure,omitempty"`
	Picture    *Media   `json:"picture,omitempty"` // of the figure; nil where the publication lists none

	holds holding // only while it is folded
}

func (c *Card) pictures() map[Hash][]PictureUse {
	if c == nil {
		return nil
	}
	return c.holds.uses
}

// shownAt tells whether readers may see the article at this time.
func (c *Card) shownAt(horizon int64) bool {
	return !c.Withdrawn && c.From <= horizon && (c.Until == 0 || c.Until > horizon)
}

// An act is one publication or retraction on the way through the fold.
type act struct {
	change  Change
	valid   bool
	hides   bool // a retraction, or an erased act: what it showed must not come back
	show    *Publication
	said    *CommentAct // of a comment
	holds   holding
	seen    []Hash
	covered bool // a valid act has seen it
}

// foldPublication folds the acts on one article. Acts that nobody has seen
// yet are its heads: among them a retraction beats a publication, and
// between two publications the greater (lamport, id) shows. An erased act
// counts as a retraction. It returns nil where no valid act is left.
func foldPublication(article ID, changes []Change, valid func(*Change) bool, erased map[Hash]bool) *Card {
	acts := make(map[Hash]*act, len(changes))
	for _, c := range changes {
		a := &act{change: c, valid: valid(&c)}
		a.read(article, erased[c.ID])
		acts[c.ID] = a
	}
	heads := headsOf(acts)
	if len(heads) == 0 {
		return nil
	}
	winner := heads[0]
	card := &Card{Article: article, Act: winner.change.ID, Withdrawn: winner.hides}
	for _, h := range heads {
		card.Heads = append(card.Heads, h.change.ID)
		if h != winner && (h.hides != winner.hides || h.show != nil && h.show.differs(winner.show)) {
			card.Rivals = append(card.Rivals, h.change.ID)
		}
	}
	sortHashes(card.Heads)
	sortHashes(card.Rivals)
	if winner.hides {
		return card
	}
	card.fill(winner.show, winner.holds)
	return card
}

// differs tells whether readers would see something else of an article, or at
// another time, by another publication of it.
func (p *Publication) differs(from *Publication) bool {
	return p.Revision != from.Revision || p.From != from.From || p.Until != from.Until || p.Note != from.Note
}

// read takes an act's body in. An act that cannot be read, or speaks of
// another article, is void; an erased one hides.
func (a *act) read(article ID, erased bool) {
	switch {
	case erased || a.change.Erased:
		a.hides = true
	case a.change.Kind == KindRetraction:
		var r Retraction
		// A void one is read too: who follows it has seen what it had.
		read := decodeBody(a.change.Body, &r) == nil && r.Article == article && len(r.Seen) <= 1000
		a.valid = a.valid && read
		if a.hides = true; read {
			a.seen = r.Seen
		}
	default:
		r := a.change.asPublication()
		p := r.publication
		if p == nil || p.Article != article {
			a.valid = false
			return
		}
		a.seen = p.Seen
		if !a.valid {
			return
		}
		a.show, a.holds, a.valid = p, r.holds, r.fault == nil
	}
}

// headsOf are the valid acts that no valid one has seen, the winner first.
func headsOf(acts map[Hash]*act) (heads []*act) {
	for _, a := range acts {
		if a.valid {
			cover(acts, a)
		}
	}
	for _, a := range acts {
		if a.valid && !a.covered {
			heads = append(heads, a)
		}
	}
	sort.Slice(heads, func(i, j int) bool {
		if heads[i].hides != heads[j].hides {
			return heads[i].hides
		}
		return changeBefore(&heads[j].change, &heads[i].change)
	})
	return heads
}

// cover marks everything that an act has seen, through void acts too: who
// follows a void act has also seen what that one had.
func cover(acts map[Hash]*act, from *act) {
	todo := append([]Hash(nil), from.seen...)
	done := map[Hash]bool{from.change.ID: true}
	for len(todo) > 0 {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		a := acts[id]
		if a == nil || done[id] {
			continue
		}
		done[id], a.covered = true, true
		todo = append(todo, a.seen...)
	}
}

func (c *Card) fill(p *Publication, holds holding) {
	d := &p.Document
	c.Revision, c.Title, c.Lead, c.Lang, c.Genre = p.Revision, d.Title, d.Lead, d.Lang, d.Genre
	c.Byline, c.Source, c.Topic, c.Series, c.Tags, c.Address = d.Byline, d.Source, d.Topic, d.Series, d.Tags, d.Address
	c.Exhibit, c.Ratings, c.Comments = d.Exhibit, d.Ratings, d.Comments
	c.Category, c.Categories, c.Group = d.Category, d.Categories, d.Group(p.Article)
	c.Published, c.Created, c.Edited, c.From, c.Until, c.Note = p.Published, p.Created, p.Edited, p.From, p.Until, p.Note
	c.holds, c.Words = holds, holds.words
	if c.Figure = holds.figure; c.Figure != nil {
		if m, ok := p.Media[c.Figure.Media]; ok {
			c.Picture = &m
		}
	}
}

func sortHashes(hs []Hash) {
	sort.Slice(hs, func(i, j int) bool { return bytes.Compare(hs[i][:], hs[j][:]) < 0 })
}
