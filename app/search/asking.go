package search

import (
	"context"

	"bangtin/app"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"
)

// cheapFacets is how many articles are counted by what they could be narrowed
// to whenever they are found: of more that takes longer than finding them.
const cheapFacets = 4000

// asking is one question on its way through the folders.
type asking struct {
	ctx             context.Context
	question        *question
	bounds, without []query.Query
	size, from      int
	newest          bool

	found []hit
	sums  map[string]int // facets
}

type hit struct {
	id    app.ID
	far   int // the stage it was found at
	score float64
	at    string // to sort by, where the newest comes first
}

func (a *asking) run(in *folder, q *bleve.SearchRequest) (r *bleve.SearchResult, err error) {
	err = guarded(func() (err error) {
		r, err = in.SearchInContext(a.ctx, q)
		return err
	})
	return r, err
}

// count tells how many articles a folder has, and sums up their facets where
// that is asked for or costs little.
func (a *asking) count(in *folder, s *app.Search) (n int, counted bool, err error) {
	q := bleve.NewSearchRequestOptions(all(append(a.question.has(), a.bounds...), a.without...), 0, 0, false)
	q.Score = "none"
	r, err := a.run(in, q)
	if err != nil {
		return 0, false, err
	}
	n = int(r.Total)
	if s.Offset > 0 || n > cheapFacets && !s.Facets {
		return n, false, nil
	}
	q.AddFacet(fieldFacet, bleve.NewFacetRequest(fieldFacet, maxFacets))
	if r, err = a.run(in, q); err != nil {
		return 0, false, err
	}
	if facet := r.Facets[fieldFacet]; facet != nil {
		for _, t := range facet.Terms.Terms() {
			a.sums[t.Term] += t.Count
		}
	}
	return n, true, nil
}

// gather finds the articles themselves: the newest, or the best, stage by
// stage.
func (a *asking) gather(in *folder, total int) error {
	if a.newest {
		q := bleve.NewSearchRequestOptions(all(append(a.question.has(), a.bounds...), a.without...), a.size, a.from, false)
		q.Score = "none"
		q.SortBy([]string{"-" + fieldPublished})
		_, err := a.take(in, q, 0)
		return err
	}
	left, from := a.size, a.from
	for _, at := range a.question.stages() {
		without := a.without
		if at.again != nil {
			without = append(without[:len(without):len(without)], at.again)
		}
		q := bleve.NewSearchRequestOptions(all(append([]query.Query{at.match}, a.bounds...), without...), left, from, false)
		before := len(a.found)
		n, err := a.take(in, q, at.far)
		if err != nil {
			return err
		}
		left -= len(a.found) - before
		if total -= n; left <= 0 || total <= 0 {
			return nil
		}
		from = max(0, from-n)
	}
	return nil
}

// take adds what one request finds, and tells how much there is in all.
func (a *asking) take(in *folder, q *bleve.SearchRequest, far int) (int, error) {
	r, err := a.run(in, q)
	if err != nil {
		return 0, err
	}
	for _, h := range r.Hits {
		if len(h.ID) != len(app.ID{}) {
			continue
		}
		x := hit{id: app.ID([]byte(h.ID)), far: far, score: h.Score}
		if a.newest && len(h.Sort) > 0 {
			x.at = h.Sort[0]
		}
		a.found = append(a.found, x)
	}
	return int(r.Total), nil
}
