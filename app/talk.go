package app

import (
	"bytes"
	"cmp"
	"context"
	"slices"
)

// Comment is one that readers see. Depth is how many it stands under.
type Comment struct {
	ID, Parent ID
	Depth      int
	Name, Text string
	At         int64 // ms since 1970 UTC
	Agency     bool  // it is an answer of the house
	Edited     bool
}

// MaxTalk is how many comments of one article are shown at most; the oldest
// are.
const MaxTalk = 2000

// talk gives the comments of an article as they are shown: the oldest first,
// each followed by its answers. One whose parent is hidden is not shown, and
// so not counted; nor is what would answer itself in a ring.
func (v view) talk(article ID) (out []Comment) {
	below := map[ID][]Comment{}
	prefix, n := article[:], 0
	for key := range v.tx.Scan(v.table(tableSaid), prefix, nil, false) {
		if len(key) != 2*len(article) || n == 5*MaxTalk {
			continue
		}
		n++
		id := ID(key[len(article):])
		if s := v.said(id); s != nil && !s.Act.Hidden && s.Act.Article == article {
			a := s.Act
			below[a.Parent] = append(below[a.Parent], Comment{ID: id, Parent: a.Parent, Name: a.Name, Text: a.Text, At: a.At, Agency: a.Agency, Edited: a.Edited})
		}
	}
	var walk func(parent ID, depth int)
	walk = func(parent ID, depth int) {
		level := below[parent]
		delete(below, parent)
		slices.SortFunc(level, func(a, b Comment) int { return cmp.Or(cmp.Compare(a.At, b.At), bytes.Compare(a.ID[:], b.ID[:])) })
		for _, c := range level {
			if len(out) == MaxTalk {
				return
			}
			c.Depth = depth
			out = append(out, c)
			walk(c.ID, depth+1)
		}
	}
	walk(ID{}, 0)
	return out
}

// Talk is what readers see of the comments under an article.
type Talk struct {
	Comments []Comment // each followed by its answers, the oldest first
	Open     bool      // the article takes comments
}

// Talk gives the comments of an article. NotFound where readers do not see
// the article.
func (l *Library) Talk(ctx context.Context, article ID) (t Talk, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		card, err := l.shown(v, article)
		if err != nil {
			return err
		}
		t = Talk{v.talk(article), card.Comments}
		return nil
	})
	return t, err
}

// talkCount is how many comments readers see under an article.
func (v view) talkCount(article ID) int {
	return int(number(v.tx.Get(v.table(tableTalk), article[:])))
}
