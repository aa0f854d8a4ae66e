package app

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
)

// Tongues are the languages of the interface. Whoever reads in one of them
// sees every article once: its version in that language where it has one,
// else another that stands in for it, so that nothing is missing from a
// list only because nobody has translated it.
var Tongues = []string{"vi", "en"}

// standIn is the language of a list that holds what stands in for one. Such
// a list and that of the language itself have no article in common.
func standIn(tongue string) string { return "+" + tongue }

// standsFor are the keys in the lists of what stands in for a tongue that
// a card has, given the other articles of its group that are shown.
func (b *batch) standsFor(card *Card) (keys [][]byte) {
	end := append(timeKey(card.Published.At), card.Article[:]...)
	var others []*Card
	var ends [][]byte
	for k := range b.tx.Scan(b.table(tableList), listPrefix(versionsOf(card.Group), "*"), nil, false) {
		id := ID(k[len(k)-len(ID{}):])
		if other := b.card(id); id != card.Article && other != nil {
			others, ends = append(others, other), append(ends, bytes.Clone(k[len(k)-24:]))
		}
	}
	for _, scope := range scopesOf(card) {
		for _, tongue := range Tongues {
			stands := primary(card.Lang) != tongue
			for i, other := range others {
				here := b.tx.Get(b.table(tableList), append(listPrefix(scope, "*"), ends[i]...)) != nil
				stands = stands && !(here && (primary(other.Lang) == tongue || written(other, card) < 0))
			}
			if stands {
				keys = append(keys, append(listPrefix(scope, standIn(tongue)), end...))
			}
		}
	}
	return keys
}

// written orders the versions of one article: that from which the others
// were made comes first.
func written(a, b *Card) int {
	switch {
	case a.Article == a.Group:
		return -1
	case b.Article == b.Group:
		return 1
	}
	return bytes.Compare(a.Article[:], b.Article[:])
}

// versionsBeside are the shown articles of the group in which an article
// stands in the lists, under these keys.
func (b *batch) versionsBeside(article ID, listed [][]byte) (out []ID) {
	for _, k := range listed {
		if k[0] != 'v' {
			continue
		}
		for other := range b.tx.Scan(b.table(tableList), k[:len(k)-24], nil, false) {
			if id := ID(other[len(other)-len(ID{}):]); id != article && !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	return out
}

// keysOf are the keys under which an article stands, by their tables.
func (b *batch) keysOf(article ID) map[string][][]byte {
	var keys map[string][][]byte
	if kept := b.tx.Get(b.table(tableShown), article[:]); kept != nil && json.Unmarshal(kept, &keys) != nil {
		return nil
	}
	return keys
}

// standAgain looks anew at what articles stand in for, after another of
// their group has come or gone.
func (b *batch) standAgain(articles []ID) error {
	for _, id := range articles {
		keys, card := b.keysOf(id), b.card(id)
		if len(keys[tableList]) == 0 || card == nil {
			continue
		}
		var left [][]byte
		for _, k := range keys[tableList] {
			if !standsIn(k) {
				left = append(left, k)
				continue
			}
			if err := firstError(
				func() error { return b.tx.Delete(b.table(tableList), k) },
				func() error { return b.add(k[:len(k)-24], -1) },
			); err != nil {
				return err
			}
		}
		for _, k := range b.standsFor(card) {
			if err := firstError(
				func() error { return b.tx.Put(b.table(tableList), k, []byte{}) },
				func() error { return b.add(k[:len(k)-24], 1) },
			); err != nil {
				return err
			}
			left = append(left, k)
		}
		keys[tableList] = left
		kept, err := json.Marshal(keys)
		if err != nil {
			return err
		}
		if err := b.tx.Put(b.table(tableShown), id[:], kept); err != nil {
			return err
		}
	}
	return nil
}

// standsIn tells whether a key is one of what stands in for a tongue.
func standsIn(key []byte) bool {
	return slices.ContainsFunc(Tongues, func(tongue string) bool {
		return bytes.HasSuffix(key[:len(key)-24], listPrefix(nil, standIn(tongue)))
	})
}

// ListIn gives a page of a scope as a reader of a tongue sees it, newest
// first.
func (l *Library) ListIn(ctx context.Context, scope Scope, tongue string, from *Place, limit int) (Page, error) {
	return l.listIn(ctx, scope, tongue, from, limit, true)
}

// ListInUpward is ListIn from the oldest on.
func (l *Library) ListInUpward(ctx context.Context, scope Scope, tongue string, from *Place, limit int) (Page, error) {
	return l.listIn(ctx, scope, tongue, from, limit, false)
}

func (l *Library) listIn(ctx context.Context, scope Scope, tongue string, from *Place, limit int, down bool) (p Page, err error) {
	limit = min(limit, MaxPage)
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		own, err := l.list(v, scope, tongue, from, limit, down)
		if err != nil {
			return err
		}
		others, err := l.walk(v, listPrefix(scope, standIn(tongue)), from, limit, down)
		p = merged(own, others, limit, down)
		return err
	})
	return p, err
}

// merged is the first page of two lists in one.
func merged(a, b Page, limit int, down bool) Page {
	p := Page{Cards: append(a.Cards, b.Cards...), Total: a.Total + b.Total}
	slices.SortStableFunc(p.Cards, func(x, y *Card) int { return comparePlaces(placeOf(x), placeOf(y), down) })
	for _, next := range []*Place{a.Next, b.Next} {
		if next != nil && (p.Next == nil || comparePlaces(*next, *p.Next, down) < 0) {
			p.Next = next
		}
	}
	if len(p.Cards) > limit {
		next := placeOf(p.Cards[limit])
		p.Cards = p.Cards[:limit]
		if p.Next == nil || comparePlaces(next, *p.Next, down) < 0 {
			p.Next = &next
		}
	}
	return p
}

func placeOf(c *Card) Place { return Place{c.Published.At, c.Article} }

func comparePlaces(a, b Place, down bool) int {
	order := bytes.Compare(append(timeKey(a.At), a.Article[:]...), append(timeKey(b.At), b.Article[:]...))
	if down {
		return -order
	}
	return order
}

// LanguagesOf are the languages in which an article can be read, its own
// first; none where that is the only one.
func (l *Library) LanguagesOf(ctx context.Context, card *Card) (out []string, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		p, err := l.list(l.view(tx), versionsOf(card.Group), "", nil, MaxPage, true)
		out = []string{card.Lang}
		for _, other := range p.Cards {
			if !slices.Contains(out, other.Lang) {
				out = append(out, other.Lang)
			}
		}
		return err
	})
	if len(out) == 1 {
		return nil, err
	}
	return out, err
}

// lacks tells whether what a row shows is to be read in other languages
// than a tongue only.
func (l *Library) lacks(v view, r *DeskRow, tongue string) bool {
	return r.Shown && v.count(listPrefix(versionsOf(r.Card.Group), tongue)) == 0
}
