package app

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"

	"bangtin/app/viet"
)

// ExhibitKey lays an exhibit's number out so that keys sort as people count:
// 2, 10, 12, 12a, 12b, B3. Letter case, marks, spaces and zeros in front do
// not matter. It is nil for a number without a letter or digit. Each run of
// digits is its length(1) and the digits; no key holds a zero byte.
func ExhibitKey(number string) (key []byte) {
	s := viet.Fold(number)
	for i := 0; i < len(s) && len(key) < 200; {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			end := i
			for end < len(s) && s[end] >= '0' && s[end] <= '9' {
				end++
			}
			digits := strings.TrimLeft(s[i:end], "0")
			if digits == "" {
				digits = "0"
			}
			digits = digits[:min(len(digits), 40)]
			key = append(append(key, byte(len(digits))), digits...)
			i = end
		case c >= 'a' && c <= 'z' || c >= 0x80:
			key = append(key, c)
			i++
		default:
			i++
		}
	}
	return key
}

func exhibitPlace(key []byte, article ID, side byte) []byte {
	return append(append(append(append([]byte(nil), key...), 0), article[:]...), side)
}

// noteClaim keeps the number that an article's draft names.
func (b *batch) noteClaim(article ID, d *Draft) error {
	was := append([]byte(nil), b.tx.Get(b.table(tableClaim), article[:])...)
	now := ExhibitKey(d.Exhibit)
	if bytes.Equal(was, now) {
		return nil
	}
	if len(was) > 0 {
		if err := b.tx.Delete(b.table(tableExhibit), exhibitPlace(was, article, useDraft)); err != nil {
			return err
		}
	}
	if now == nil {
		return b.tx.Delete(b.table(tableClaim), article[:])
	}
	return firstError(
		func() error { return b.tx.Put(b.table(tableClaim), article[:], now) },
		func() error { return b.tx.Put(b.table(tableExhibit), exhibitPlace(now, article, useDraft), []byte{}) },
	)
}

// Exhibits is a run of the index, by number; each exhibit once, in the
// language asked for where it is there, else in Vietnamese, else in another.
type Exhibits struct {
	Cards []*Card
	Next  []byte // where the next run begins; nil at the end
}

// Exhibits gives a run of the index of what is on show, from a key on.
func (l *Library) Exhibits(ctx context.Context, lang string, from []byte, limit int) (e Exhibits, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		e = l.exhibits(l.view(tx), lang, from, limit, false)
		return nil
	})
	return e, err
}

func (l *Library) exhibits(v view, lang string, from []byte, limit int, back bool) (e Exhibits) {
	var here []byte
	var versions []*Card
	add := func() {
		if len(versions) > 0 {
			e.Cards = append(e.Cards, inLanguage(versions, lang))
		}
		versions = nil
	}
	horizon := l.clock.Horizon().UnixMilli()
	for k := range v.tx.Scan(v.table(tableExhibit), nil, from, back) {
		key, article, side := readExhibit(k)
		if side != useShown {
			continue
		}
		if !bytes.Equal(key, here) {
			add()
			if len(e.Cards) == limit {
				e.Next = append([]byte(nil), key...)
				return e
			}
			here = append([]byte(nil), key...)
		}
		if card := l.cardOf(v, article); card != nil && card.shownAt(horizon) {
			versions = append(versions, card)
		}
	}
	add()
	return e
}

func readExhibit(k []byte) (key []byte, article ID, side byte) {
	end := len(k) - len(article) - 2
	return k[:end], ID(k[end+1 : len(k)-1]), k[len(k)-1]
}

// inLanguage chooses among articles that name one exhibit.
func inLanguage(cards []*Card, lang string) *Card {
	for _, want := range []string{primary(lang), "vi"} {
		for _, c := range cards {
			if primary(c.Lang) == want {
				return c
			}
		}
	}
	return cards[0]
}

// Exhibit finds what is on show of one exhibit, in the language of the
// reader where it is there. Where there is no such number it gives nil and
// those before and behind it.
func (l *Library) Exhibit(ctx context.Context, number, lang string) (card *Card, near []*Card, err error) {
	key := ExhibitKey(number)
	if key == nil {
		return nil, nil, nil
	}
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		at := append(append([]byte(nil), key...), 0)
		run := l.exhibits(v, lang, at, 1+nearExhibits, false)
		if len(run.Cards) > 0 && bytes.Equal(ExhibitKey(run.Cards[0].Exhibit), key) {
			card = run.Cards[0]
			return nil
		}
		before := l.exhibits(v, lang, at, nearExhibits, true)
		for i := len(before.Cards) - 1; i >= 0; i-- {
			near = append(near, before.Cards[i])
		}
		near = append(near, run.Cards[:min(len(run.Cards), nearExhibits)]...)
		return nil
	})
	return card, near, err
}

// nearExhibits is how many are offered on either side of a number that
// nobody has.
const nearExhibits = 2

// Claimed finds another article that names the same exhibit, on show or
// being written; language versions of one article do not stand in each
// other's way.
func (l *Library) Claimed(ctx context.Context, number string, article, group ID) (title string, found bool, err error) {
	key := ExhibitKey(number)
	if key == nil {
		return "", false, nil
	}
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		for k := range v.tx.Scan(v.table(tableExhibit), append(append([]byte(nil), key...), 0), nil, false) {
			_, other, _ := readExhibit(k)
			if other == article {
				continue
			}
			var d Draft
			if s := v.state(noun{Staff, nounArticle, string(other[:])}); s != nil && json.Unmarshal(s, &d) == nil {
				if d.group() != group && d.Put != Trashed {
					title, found = d.Title, true
					return nil
				}
				continue
			}
			if c := l.cardOf(v, other); c != nil && c.Group != group {
				title, found = c.Title, true
				return nil
			}
		}
		return nil
	})
	return title, found, err
}

func (d *Draft) group() ID {
	if d.VersionOf.IsZero() {
		return d.Article
	}
	return d.VersionOf
}
