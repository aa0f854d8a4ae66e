package app

import (
	"encoding/json"

	"bangtin/app/viet"

	"golang.org/x/text/language"
)

// show writes what the acts on an article fold to, and puts the article
// into the lists that readers see or takes it out of them.
func (b *batch) show(n noun, card *Card) error {
	article := ID([]byte(n.id))
	changed, err := setState(b, n, card, card != nil)
	if err != nil {
		return err
	}
	before := b.versionsBeside(article, b.keysOf(article)[tableList])
	var keys map[string][][]byte
	if err := firstError(
		func() error { return b.hide(article) },
		func() (err error) { keys, err = b.reveal(article, card); return err },
		func() error { return b.standAgain(append(before, b.versionsBeside(article, keys[tableList])...)) },
		func() error { return b.noteTerms(article, card) },
		func() error { return b.noteUses(article, useShown, card.pictures()) },
		func() error { return b.noteDraft(article, b.draft(article), card) },
	); err != nil {
		return err
	}
	if changed {
		b.articles[article], b.noticed = true, true
	}
	return nil
}

// A place is one key that a shown article stands under.
type place struct {
	table string
	key   []byte
	value []byte
}

// hide takes an article out of every list it stands in.
func (b *batch) hide(article ID) error {
	kept := b.tx.Get(b.table(tableShown), article[:])
	if kept == nil {
		return nil
	}
	var keys map[string][][]byte
	err := json.Unmarshal(kept, &keys)
	if err != nil {
		return errBroken.With(err)
	}
	for table, ks := range keys {
		for _, k := range ks {
			twice := b.tx.Get(b.table(table), k) == nil // a document may name a picture twice
			if err := b.tx.Delete(b.table(table), k); err != nil {
				return err
			}
			switch {
			case table == tableList:
				err = b.add(k[:len(k)-24], -1)
			case table == tableMedia && !twice:
				err = b.countPicture(k, -1)
			}
			if err != nil {
				return err
			}
		}
	}
	return b.tx.Delete(b.table(tableShown), article[:])
}

// reveal puts a card's article into the lists, if it may be shown now, and
// notes when that will change. It gives the keys that it stands under, by
// their tables.
func (b *batch) reveal(article ID, card *Card) (keys map[string][][]byte, err error) {
	if card == nil || card.Withdrawn {
		return nil, nil
	}
	horizon := b.l.clock.Horizon().UnixMilli()
	keys = map[string][][]byte{}
	for _, p := range b.places(article, card, horizon) {
		switch p.table {
		case tableList:
			err = b.add(p.key[:len(p.key)-24], 1)
		case tableMedia:
			err = b.countPicture(p.key, 1)
		}
		if err != nil {
			return nil, err
		}
		if err := b.tx.Put(b.table(p.table), p.key, p.value); err != nil {
			return nil, err
		}
		keys[p.table] = append(keys[p.table], p.key)
	}
	kept, err := json.Marshal(keys)
	if err != nil {
		return nil, err
	}
	return keys, b.tx.Put(b.table(tableShown), article[:], kept)
}

// countPicture counts a file where no other article that is shown has it, by
// its key in media.
func (b *batch) countPicture(key []byte, by int) error {
	if holdsAny(b.tx, b.table(tableMedia), key[:len(Hash{})]) {
		return nil
	}
	return b.add([]byte(countPictures), by)
}

func (b *batch) places(article ID, card *Card, horizon int64) (out []place) {
	if card.From > horizon {
		return []place{{tableDue, append(timeKey(card.From), article[:]...), []byte{}}}
	}
	if card.Until != 0 {
		if card.Until <= horizon {
			return nil
		}
		out = append(out, place{tableDue, append(timeKey(card.Until), article[:]...), []byte{}})
	}
	end := append(timeKey(card.Published.At), article[:]...)
	for _, scope := range scopesOf(card) {
		for _, lang := range []string{"*", primary(card.Lang)} {
			out = append(out, place{tableList, append(listPrefix(scope, lang), end...), []byte{}})
		}
	}
	for _, key := range b.standsFor(card) {
		out = append(out, place{tableList, key, []byte{}})
	}
	if key := ExhibitKey(card.Exhibit); key != nil {
		out = append(out, place{tableExhibit, exhibitPlace(key, article, useShown), []byte{}})
	}
	listed := b.lists(card)
	for _, m := range listed.Media {
		for _, s := range m.Sizes {
			text, _ := json.Marshal(s)
			out = append(out, place{tableMedia, append(s.Hash[:], article[:]...), text})
		}
	}
	for h, f := range listed.Files {
		text, _ := json.Marshal(f)
		out = append(out, place{tableMedia, append(h[:], article[:]...), text})
	}
	return out
}

// listing is what an act on show lists beside the document.
type listing struct {
	Media map[Hash]Media `json:"media"`
	Files map[Hash]File  `json:"files"`
}

// lists reads what the act on show lists.
func (b *batch) lists(card *Card) (p listing) {
	c, ok := b.change(card.Act)
	if ok && c.read != nil && c.read.publication != nil {
		return listing{c.read.publication.Media, c.read.publication.Files}
	}
	if !ok || decodeBody(c.Body, &p) != nil {
		return listing{}
	}
	return p
}

// Scope is one list of articles that readers can walk.
type Scope []byte

// The scopes; topics, tags and series are compared by their slugs.
func All() Scope                 { return Scope("a") }
func InCategory(id ID) Scope     { return append(Scope("c"), id[:]...) }
func InTopic(topic string) Scope { return append(Scope("t"), viet.Slug(topic, 200)...) }
func WithTag(tag string) Scope   { return append(Scope("g"), viet.Slug(tag, 200)...) }
func InSeries(series string) Scope {
	return append(Scope("s"), viet.Slug(series, 200)...)
}
func versionsOf(group ID) Scope { return append(Scope("v"), group[:]...) }

func scopesOf(c *Card) []Scope {
	out := []Scope{All(), versionsOf(c.Group)}
	seen := map[ID]bool{}
	for _, id := range append([]ID{c.Category}, c.Categories...) {
		if !seen[id] {
			seen[id] = true
			out = append(out, InCategory(id))
		}
	}
	if c.Topic != "" {
		out = append(out, InTopic(c.Topic))
	}
	if c.Series != "" {
		out = append(out, InSeries(c.Series))
	}
	tags := map[string]bool{}
	for _, t := range c.Tags {
		if s := WithTag(t); !tags[string(s)] {
			tags[string(s)] = true
			out = append(out, s)
		}
	}
	return out
}

func listPrefix(s Scope, lang string) []byte {
	b := append(append([]byte(nil), s...), 0)
	return append(append(b, lang...), 0)
}

// primary is the language of a BCP 47 tag without script and region.
func primary(tag string) string {
	if tag == "vi" || tag == "en" { // nearly all are
		return tag
	}
	t, err := language.Parse(tag)
	if err != nil {
		return "und"
	}
	base, _ := t.Base()
	return base.String()
}

// draft is what the revisions of an article fold to, nil where it has none.
func (v view) draft(article ID) *Draft {
	var d Draft
	if s := v.state(noun{Staff, nounArticle, string(article[:])}); s == nil || json.Unmarshal(s, &d) != nil {
		return nil
	}
	return &d
}

// noteDraft keeps the two lists of desks up to date: that of drafts, in
// which an article stands while it has a revision that was never shown (a
// withdrawn one is no draft), and that of all articles by their state.
func (b *batch) noteDraft(article ID, d *Draft, card *Card) error {
	here := d != nil
	if !here {
		d = &Draft{}
	}
	if err := b.noteClaim(article, d); err != nil {
		return err
	}
	open := here && (card == nil || !card.Withdrawn && (len(d.Heads) != 1 || d.Heads[0] != card.Revision))
	if err := b.noteDesk(article, d, card, here); err != nil {
		return err
	}
	was := b.tx.Get(b.table(tableDraft), article[:]) != nil
	switch {
	case open && !was:
		return firstError(
			func() error { return b.tx.Put(b.table(tableDraft), article[:], []byte{}) },
			func() error { return b.add([]byte(tableDraft), 1) },
		)
	case was && !open:
		return firstError(
			func() error { return b.tx.Delete(b.table(tableDraft), article[:]) },
			func() error { return b.add([]byte(tableDraft), -1) },
		)
	}
	return nil
}
