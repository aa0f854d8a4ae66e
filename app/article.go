package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"bangtin/app/body"
)

// Entry is one article to be saved, and published if asked: a document
// with what surrounds it.
type Entry struct {
	Article   ID
	Document  Document
	Category  []Text // path of names from the root; the document's main category is made of it
	Media     map[Hash]Media
	Files     map[Hash]File
	Published Moment // zero: now
	Edited    int64  // zero: now
	From      int64
	Until     int64
	Note      string
}

// Saved tells what came of one entry.
type Saved struct {
	Revision  Hash
	Drafted   bool  // a new revision was written
	Published bool  // a new publication was written
	Err       error // why the entry was refused; the others stand
}

// Save writes a revision of each entry, unless its latest one is the same
// to the byte, and where publish is set shows it, unless it is on show
// already. All entries are one durable step; those that break a rule are
// refused one by one, in Saved.Err, and do not hold back the others.
func (l *Library) Save(ctx context.Context, publish bool, entries ...Entry) ([]Saved, error) {
	out := make([]Saved, len(entries))
	docs := make([]body.Doc, len(entries))
	for i := range entries { // outside the Update: parsing is slow
		e := &entries[i]
		if len(e.Category) > 0 && e.Document.Category.IsZero() {
			e.Document.Category = l.categoryID(e.Category)
		}
		docs[i], out[i].Err = e.Document.Validate()
	}
	err := l.update(ctx, func(b *batch) error {
		for i := range entries {
			if out[i].Err != nil {
				continue
			}
			saved, err := b.save(&entries[i], publish)
			if err != nil {
				return fmt.Errorf("save %s: %w", entries[i].Article, err)
			}
			out[i] = saved
		}
		return nil
	})
	return out, err
}

func (b *batch) save(e *Entry, publish bool) (s Saved, err error) {
	if err := b.saveCategories(e.Category); err != nil {
		return s, err
	}
	var d Draft
	n := noun{Staff, nounArticle, string(e.Article[:])}
	if b.marked[n] || b.marked[noun{Open, nounPublication, n.id}] { // entries of one batch may follow each other
		if err := b.settle(); err != nil {
			return s, err
		}
	}
	if st := b.state(n); st != nil {
		if err := json.Unmarshal(st, &d); err != nil {
			return s, errBroken.With(err)
		}
	}
	text, name, same, err := b.revisionOf(e, d.Heads)
	if err != nil {
		return s, err
	}
	s.Revision = name
	if !same {
		if _, err := b.append(KindRevision, Staff, text); err != nil {
			return s, err
		}
		s.Drafted = true
	}
	if !publish {
		return s, nil
	}
	s.Published, err = b.publish(e, name)
	return s, err
}

// revisionOf gives the bytes and the name that an entry's revision would
// have on top of the heads, and whether its document is the head's own.
func (b *batch) revisionOf(e *Entry, heads []Hash) (text []byte, name Hash, same bool, err error) {
	r := Revision{Article: e.Article, Document: e.Document}
	if len(heads) == 1 {
		c, ok := b.revision(e.Article, heads[0])
		if ok {
			var head Revision
			if decodeBody(c.Body, &head) == nil {
				r.Parents = head.Parents
				if _, name, err = r.Encode(); err != nil || name == heads[0] {
					return nil, name, true, err
				}
			}
		}
	}
	r.Parents = append([]Hash(nil), heads...)
	text, name, err = r.Encode()
	return text, name, false, err
}

// revision finds the change that holds a revision of an article.
func (b *batch) revision(article ID, name Hash) (Change, bool) {
	changes, err := b.gather(noun{Staff, nounArticle, string(article[:])})
	if err != nil {
		return Change{}, false
	}
	for _, c := range changes {
		if c.Kind == KindRevision && c.BodyHash == name && !c.Erased {
			return b.change(c.ID)
		}
	}
	return Change{}, false
}

func (b *batch) publish(e *Entry, revision Hash) (bool, error) {
	now, _ := b.l.clock.Now()
	p := Publication{
		Article: e.Article, Revision: revision, Document: e.Document, Media: e.Media, Files: e.Files,
		Published: e.Published, Created: now.UnixMilli(), Edited: e.Edited,
		From: e.From, Until: e.Until, Note: e.Note,
	}
	if card := b.card(e.Article); card != nil {
		if card.says(e, revision) {
			return false, nil
		}
		p.Seen = card.Heads
		if card.Created != 0 {
			p.Created = card.Created
		}
		if p.Published.At == 0 {
			p.Published = card.Published
		}
	}
	if p.Published.At == 0 {
		p.Published = MomentOf(now, false)
	}
	if p.Edited == 0 {
		p.Edited = now.UnixMilli()
	}
	if p.Published.At > now.UnixMilli() && p.From == 0 {
		p.From = p.Published.At
	}
	text, err := canonical(p)
	if err != nil {
		return false, err
	}
	_, err = b.append(KindPublication, Open, text)
	return true, err
}

// says tells whether what is on show is what an entry asks for.
func (c *Card) says(e *Entry, revision Hash) bool {
	return !c.Withdrawn && c.Revision == revision && len(c.Rivals) == 0 && c.Note == e.Note && c.Until == e.Until &&
		(e.From == 0 || c.From == e.From) && (e.Published.At == 0 || c.Published == e.Published)
}

// card reads what the acts on an article fold to, nil if nothing.
func (v view) card(article ID) *Card {
	s := v.state(noun{Open, nounPublication, string(article[:])})
	var c Card
	if s == nil || json.Unmarshal(s, &c) != nil {
		return nil
	}
	return &c
}

// Retract hides an article from readers. It is NotFound where nothing of
// it is on show.
func (l *Library) Retract(ctx context.Context, article ID, reason string) error {
	return l.update(ctx, func(b *batch) error {
		card := b.card(article)
		if card == nil || card.Withdrawn {
			return ErrNoArticle
		}
		text, err := canonical(Retraction{Article: article, Seen: card.Heads})
		if err != nil {
			return err
		}
		step, err := canonical(Step{Article: article, Act: ActRetract, Revision: card.Revision, Reason: reason})
		if err != nil {
			return err
		}
		if _, err = b.append(KindRetraction, Open, text); err != nil {
			return err
		}
		_, err = b.append(KindWorkflow, Staff, step)
		return err
	})
}

// ErrNoArticle is NotFound: no such article, or none this caller may see.
var ErrNoArticle = Fault(NotFound, "no_article", "Không tìm thấy bài. Bài có thể đã được gỡ",
	"There is no such article. It may have been withdrawn")

// Erase removes the bodies of changes everywhere; see Erasure.
func (l *Library) Erase(ctx context.Context, audience Audience, e Erasure) error {
	if len(e.Targets) == 0 || len(e.Targets) > MaxTargets {
		return Fault(Invalid, "erase_count", "Mỗi lần xóa được từ 1 đến 1.000 bản ghi", "An erasure names 1 to 1,000 changes")
	}
	for _, t := range e.Targets {
		if !slices.Contains(erasable[t.Noun], audience) {
			return Fault(Invalid, "not_erasable", "Không thể xóa loại bản ghi này", "Changes of this kind cannot be erased")
		}
	}
	text, err := canonical(e)
	if err != nil {
		return err
	}
	return l.update(ctx, func(b *batch) error {
		if err := b.keepNumbers(audience, e.Targets); err != nil {
			return err
		}
		_, err := b.append(KindErase, audience, text)
		return err
	})
}

// SaveSettings writes what the library says of itself.
func (l *Library) SaveSettings(ctx context.Context, s Settings) error {
	if err := s.Validate(); err != nil {
		return err
	}
	return l.update(ctx, func(b *batch) error { return b.appendSettings(s) })
}

func bodyFault(err error) error {
	var e *body.Error
	if !errors.As(err, &e) {
		return err
	}
	code := Invalid
	if e.TooLarge() {
		code = TooLarge
	}
	return Fault(code, e.Key, e.VI, e.EN).With(err)
}
