package app

import (
	"bytes"
	"context"
	"math"
	"slices"

	"bangtin/app/viet"
)

const (
	// relatedReach is how many articles are looked at for each thing that
	// two can have in common, the nearest in time, half of them newer.
	relatedReach = 64
	relatedTags  = 12
	// leastLikeness is what an article that shares neither topic nor tag must
	// have in common with one, as a part of all that one speaks of.
	leastLikeness = 0.16
	// rareTerm is how few articles must speak of something for it to make two
	// of them alike by itself.
	rareTerm = 8
)

// Related lists articles that have to do with a shown one: first those that
// share its topic or a tag that few others have, then those whose titles
// and leads speak of the same, rare words counting most. They are in the
// article's language; itself, its language versions and the parts of its
// series are never among them, nor is anything that readers may not see.
func (l *Library) Related(ctx context.Context, id ID, limit int) (out []*Card, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		card, err := l.shown(v, id)
		if err != nil {
			return err
		}
		r := newKinship(v, card)
		for _, found := range r.ranked() {
			other := l.cardOf(v, found)
			if other == nil || !other.shownAt(l.clock.Horizon().UnixMilli()) || r.same(other) {
				continue
			}
			if out = append(out, other); len(out) == limit {
				break
			}
		}
		return nil
	})
	return out, err
}

// shown reads the card of an article that readers may see now.
func (l *Library) shown(v view, id ID) (*Card, error) {
	card := l.cardOf(v, id)
	if card == nil || v.tx.Get(v.table(tableShown), id[:]) == nil || !card.shownAt(l.clock.Horizon().UnixMilli()) {
		return nil, ErrNoArticle
	}
	return card, nil
}

// kinship gathers what other articles have in common with one.
type kinship struct {
	view
	card   *Card
	total  int // articles in its language
	kin    map[ID]*kin
	titles map[string]bool
}

type kin struct {
	bound bool    // by topic or tag
	worth float64 // of all that is shared
	like  float64 // of the words alone, as a part of all there are; zero where one common word is all
}

func newKinship(v view, card *Card) *kinship {
	k := &kinship{view: v, card: card, kin: map[ID]*kin{}, titles: map[string]bool{viet.Fold(card.Title): true}}
	k.total = int(v.count(listPrefix(All(), primary(card.Lang))))
	if card.Topic != "" {
		k.share(InTopic(card.Topic), 2)
	}
	for _, tag := range k.rareTags() {
		k.share(WithTag(tag), 1.5)
	}
	k.words()
	return k
}

func (k *kinship) prefix(s Scope) []byte { return listPrefix(s, primary(k.card.Lang)) }

// rarity is what it says that two articles share what so many have.
func (k *kinship) rarity(having int) float64 {
	return math.Log1p(float64(k.total) / float64(max(having, 1)))
}

// rareTags are the tags that the fewest articles have, each once.
func (k *kinship) rareTags() []string {
	having := map[string]int{}
	var out []string
	for _, tag := range k.card.Tags {
		s := WithTag(tag)
		if _, seen := having[string(s)]; !seen {
			having[string(s)] = int(k.count(k.prefix(s)))
			out = append(out, tag)
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return having[string(WithTag(a))] - having[string(WithTag(b))] })
	return out[:min(len(out), relatedTags)]
}

// share notes who stands in a list that the article stands in. What one in
// twenty has binds nobody.
func (k *kinship) share(s Scope, weight float64) {
	prefix := k.prefix(s)
	having := int(k.count(prefix))
	binds := having <= max(30, k.total/20)
	for _, id := range k.near(tableList, prefix) {
		found := k.of(id)
		found.bound = found.bound || binds
		found.worth += weight * k.rarity(having)
	}
}

func (k *kinship) words() {
	all := 0.0
	shared, times := map[ID]float64{}, map[ID]int{}
	for _, key := range wordKeys(k.tx.Get(k.table(tableWorded), k.card.Article[:]), k.card.Article) {
		t := term(key)
		having := int(k.count(termCount(t)))
		rarity := k.rarity(having)
		all += rarity
		for _, id := range k.near(tableWord, t[:]) {
			shared[id] += rarity
			if times[id]++; having <= rareTerm {
				times[id]++
			}
		}
	}
	for id, worth := range shared {
		found := k.of(id)
		found.worth += worth
		if times[id] > 1 {
			found.like = worth / all
		}
	}
}

// near lists the articles under a prefix that were published nearest to
// this one.
func (k *kinship) near(table string, prefix []byte) (out []ID) {
	own := append(append(bytes.Clone(prefix), timeKey(k.card.Published.At)...), k.card.Article[:]...)
	for _, older := range []bool{false, true} {
		n := 0
		for key := range k.tx.Scan(k.table(table), prefix, own, older) {
			if bytes.Equal(key, own) {
				continue
			}
			if n++; n > relatedReach/2 {
				break
			}
			out = append(out, ID(key[len(key)-len(ID{}):]))
		}
	}
	return out
}

func (k *kinship) of(id ID) *kin {
	if k.kin[id] == nil {
		k.kin[id] = &kin{}
	}
	return k.kin[id]
}

// ranked lists what was found and is worth showing, the nearest first.
func (k *kinship) ranked() (out []ID) {
	for id, found := range k.kin {
		if found.bound || found.like >= leastLikeness {
			out = append(out, id)
		}
	}
	slices.SortFunc(out, func(a, b ID) int {
		x, y := k.kin[a], k.kin[b]
		switch {
		case x.bound != y.bound && x.bound, x.bound == y.bound && x.worth > y.worth:
			return -1
		case x.bound != y.bound || x.worth < y.worth:
			return 1
		}
		return bytes.Compare(b[:], a[:])
	})
	return out
}

// same tells whether another article is no other: this one, one of its
// language versions, a part of its series, or the same story once more.
func (k *kinship) same(other *Card) bool {
	series := k.card.Series != "" && string(InSeries(k.card.Series)) == string(InSeries(other.Series))
	title := viet.Fold(other.Title)
	twice := k.titles[title]
	k.titles[title] = true
	return twice || series || other.Article == k.card.Article || other.Group == k.card.Group
}
