package app

import (
	"context"
	"encoding/json"
	"sort"

	"bangtin/app/viet"
)

// Everything in this file is what readers may see and nothing else: it
// walks the lists, in which only what is shown at this moment stands.

// Article is one published article, whole.
type Article struct {
	Card
	Publication Publication
	Newer       []*Card // in the same category, nearest first
	Older       []*Card
	Versions    []*Card // in other languages
	Series      *Series // nil where it is in none
	Talk        int     // how many comments readers see under it
}

// Page is a run of a list, newest first.
type Page struct {
	Cards []*Card
	Next  *Place // where the next page begins; nil at the end
	Total int
}

// Place is where a walk through a list goes on.
type Place struct {
	At      int64
	Article ID
}

// MaxPage is how many cards one page may hold.
const MaxPage = 100

// List gives a page of a scope in one language ("" for all), from a place
// on or from the newest.
func (l *Library) List(ctx context.Context, scope Scope, lang string, from *Place, limit int) (p Page, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		p, err = l.list(l.view(tx), scope, lang, from, limit, true)
		return err
	})
	return p, err
}

// ListUpward is List from the oldest on, as the parts of a series are read.
func (l *Library) ListUpward(ctx context.Context, scope Scope, lang string, from *Place, limit int) (p Page, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		p, err = l.list(l.view(tx), scope, lang, from, limit, false)
		return err
	})
	return p, err
}

func (l *Library) list(v view, scope Scope, lang string, from *Place, limit int, down bool) (Page, error) {
	return l.walk(v, listPrefix(scope, langKey(lang)), from, limit, down)
}

// walk gives a page of the list under a prefix.
func (l *Library) walk(v view, prefix []byte, from *Place, limit int, down bool) (Page, error) {
	p := Page{Total: int(v.count(prefix))}
	var start []byte
	if from != nil {
		start = append(append(prefix[:len(prefix):len(prefix)], timeKey(from.At)...), from.Article[:]...)
	}
	horizon := l.clock.Horizon().UnixMilli()
	for k := range v.tx.Scan(v.table(tableList), prefix, start, down) {
		id, at := ID(k[len(k)-16:]), timeOfKey(k[len(k)-24:len(k)-16])
		if len(p.Cards) == min(limit, MaxPage) {
			p.Next = &Place{at, id}
			break
		}
		card := l.cardOf(v, id)
		if card == nil {
			return p, errBroken
		}
		if !card.shownAt(horizon) {
			continue // it has just expired: the next tick takes it out
		}
		p.Cards = append(p.Cards, card)
	}
	return p, nil
}

func langKey(lang string) string {
	if lang == "" {
		return "*"
	}
	return primary(lang)
}

// cardOf reads a card through the cache. Callers must not change it.
func (l *Library) cardOf(v view, id ID) *Card {
	card, turn := l.cards.get(id)
	if card == nil {
		if card = v.card(id); card != nil {
			l.cards.put(id, card, turn)
		}
	}
	return card
}

// Article gives one article whole, or ErrNoArticle where readers may not
// see it now.
func (l *Library) Article(ctx context.Context, id ID) (a Article, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		card, err := l.shown(v, id)
		if err != nil {
			return err
		}
		c, ok := v.change(card.Act)
		if !ok || readPublication(c.Body, &a.Publication) != nil {
			return errBroken
		}
		a.Card = *card
		a.Newer = l.beside(v, card, false)
		a.Older = l.beside(v, card, true)
		a.Series = l.seriesOf(v, card)
		a.Talk = v.talkCount(id)
		p, err := l.list(v, versionsOf(card.Group), "", nil, MaxPage, true)
		for _, other := range p.Cards {
			if other.Article != id {
				a.Versions = append(a.Versions, other)
			}
		}
		return err
	})
	return a, err
}

// besides is how many newer and older articles stand beside one.
const besides = 5

func (l *Library) beside(v view, card *Card, older bool) (out []*Card) {
	prefix := listPrefix(InCategory(card.Category), primary(card.Lang))
	own := append(append(prefix[:len(prefix):len(prefix)], timeKey(card.Published.At)...), card.Article[:]...)
	for k := range v.tx.Scan(v.table(tableList), prefix, own, older) {
		if string(k) == string(own) {
			continue
		}
		c := l.cardOf(v, ID(k[len(k)-16:]))
		if c == nil || len(out) == besides {
			break
		}
		out = append(out, c)
	}
	return out
}

// Media answers for one derivative, if something on show lists it.
func (l *Library) Media(ctx context.Context, derivative Hash) (s Size, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		for _, text := range tx.Scan(v.table(tableMedia), derivative[:], nil, false) {
			if err := json.Unmarshal(text, &s); err != nil || s.Edge() > 0 {
				return err
			}
			return errNoMedia // another file
		}
		shown := []*Media{l.Settings().Picture}
		for _, p := range l.Hall().Plans {
			shown = append(shown, p.Image.Picture)
		}
		for _, p := range shown {
			if p == nil {
				continue
			}
			for _, size := range p.Sizes {
				if size.Hash == derivative {
					s = size
					return nil
				}
			}
		}
		return errNoMedia
	})
	return s, err
}

var errNoMedia = Fault(NotFound, "no_media", "Không có ảnh này", "There is no such picture")

// File answers for one file other than a picture, if something on show
// lists it.
func (l *Library) File(ctx context.Context, name Hash) (f File, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		for _, text := range tx.Scan(l.view(tx).table(tableMedia), name[:], nil, false) {
			if err := json.Unmarshal(text, &f); err != nil || f.Class() != "" {
				return err
			}
		}
		return ErrNoFile
	})
	return f, err
}

// ErrNoFile is for a file that is not there for whoever asks.
var ErrNoFile = Fault(NotFound, "no_file", "Không có tệp này", "There is no such file")

// Settings are what the library says of itself.
func (l *Library) Settings() Settings { return l.names.Load().settings }

// Category finds a category by its id.
func (l *Library) Category(id ID) (Category, bool) {
	c, ok := l.names.Load().categories[id]
	return c, ok
}

// CategoryBySlug finds a category by its slug.
func (l *Library) CategoryBySlug(slug string) (Category, bool) {
	for _, c := range l.names.Load().categories {
		if c.Slug == slug {
			return c, true
		}
	}
	return Category{}, false
}

// Branch is a category with the number of articles shown in it.
type Branch struct {
	Category
	Count int
}

// Categories lists the tree, each parent before its children, siblings by
// order and then by name.
func (l *Library) Categories(ctx context.Context) (out []Branch, err error) {
	all := l.names.Load().categories
	children := map[ID][]Category{}
	for _, c := range all {
		parent := c.Parent
		if _, ok := all[parent]; !ok {
			parent = ID{}
		}
		children[parent] = append(children[parent], c)
	}
	for _, cs := range children {
		sort.Slice(cs, func(i, j int) bool {
			if cs[i].Order != cs[j].Order {
				return cs[i].Order < cs[j].Order
			}
			if o := viet.Compare(cs[i].Name.VI, cs[j].Name.VI); o != 0 {
				return o < 0
			}
			return cs[i].ID.String() < cs[j].ID.String()
		})
	}
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		var walk func(parent ID)
		walk = func(parent ID) {
			for _, c := range children[parent] {
				out = append(out, Branch{c, int(v.count(listPrefix(InCategory(c.ID), "*")))})
				walk(c.ID)
			}
		}
		walk(ID{})
		return nil
	})
	return out, err
}

// Languages are the primary subtags of the articles on show.
func (l *Library) Languages(ctx context.Context) (out []string, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		prefix := append([]byte(All()), 0)
		for k, n := range tx.Scan(v.table(tableCount), prefix, nil, false) {
			if lang := string(k[len(prefix) : len(k)-1]); lang[0] != '*' && lang[0] != '+' && number(n) > 0 {
				out = append(out, lang)
			}
		}
		return nil
	})
	return out, err
}

// Published is how many articles readers see.
func (l *Library) Published(ctx context.Context) (n int, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		n = int(l.view(tx).count(listPrefix(All(), "*")))
		return nil
	})
	return n, err
}

// Empty tells that nothing was ever published here. A library whose
// articles were all withdrawn is not empty: a public screen must not fall
// back to sample content because an editor took something down.
func (l *Library) Empty(ctx context.Context) (empty bool, err error) {
	if l.used.Load() {
		return false, nil
	}
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		empty = true
		for range tx.Scan(v.table(tableState), noun{Open, nounPublication, ""}.key(), nil, false) {
			empty = false
			break
		}
		for range v.tx.Scan(v.table(tableState), noun{Open, nounPart, ""}.key(), nil, false) {
			empty = false // a conference may be all that an office shows
			break
		}
		return nil
	})
	l.used.Store(err == nil && !empty)
	return empty, err
}
