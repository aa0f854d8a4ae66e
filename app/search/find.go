package search

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"bangtin/app"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"
)

// ErrNoIndex is Unavailable: there is no index, and none can be made at the
// moment.
var ErrNoIndex = app.Fault(app.Unavailable, "no_index", "Chưa có chỉ mục tìm kiếm. Xin thử lại sau ít phút; nếu vẫn vậy, xin xem ổ đĩa có đầy không",
	"There is no search index yet. Please try again in a few minutes; if that does not help, see whether the disk is full")

// searchTime is how long one search may take.
const searchTime = 5 * time.Second

// maxFacets is how many values of all facets together are counted.
const maxFacets = 4000

// raw is what the indexes answer.
type raw struct {
	total  int
	ids    []app.ID // from the offset on
	more   bool
	facets app.Facets
}

// Search finds what readers see at this moment and nothing else.
func (f *Finder) Search(ctx context.Context, s app.Search) (app.Found, error) {
	return f.find(ctx, s, func(ctx context.Context, q query.Query, s *app.Search) (raw, error) {
		s.State = ""
		hidden, err := f.unsure(ctx)
		if err != nil {
			return raw{}, err
		}
		return f.ask(ctx, q, s, hidden, func(p *pair) []*folder { return []*folder{p.open} })
	}, f.quoteShown)
}

// maxUnsure is how many articles a search leaves out because they have
// changed since they were taken into the index.
const maxUnsure = 200

// unsure are the articles that the index may have as they are not shown any
// more. While very many come in at once, these are those that are not shown
// at all.
func (f *Finder) unsure(ctx context.Context) ([]app.ID, error) {
	ids := f.follower.Pending()
	if len(ids) <= maxUnsure {
		return ids, nil
	}
	cards, err := f.lib.ShownCards(ctx, ids)
	shown := map[app.ID]bool{}
	for _, c := range cards {
		shown[c.Article] = true
	}
	return slices.DeleteFunc(ids, func(id app.ID) bool { return shown[id] }), err
}

// SearchDesk finds articles in every state; those in two versions, one of
// which readers see, as their latest one.
func (f *Finder) SearchDesk(ctx context.Context, s app.Search) (app.Found, error) {
	return f.find(ctx, s, func(ctx context.Context, q query.Query, s *app.Search) (raw, error) {
		return f.ask(ctx, q, s, nil, (*pair).folders)
	}, f.quoteDesk)
}

// find answers a search; where nothing is found as it was typed, it is the
// answer to how it might have been meant.
func (f *Finder) find(ctx context.Context, s app.Search,
	ask func(context.Context, query.Query, *app.Search) (raw, error),
	quote func(context.Context, *question, []app.ID) ([]app.Hit, error),
) (out app.Found, err error) {
	ctx, cancel := context.WithTimeout(ctx, searchTime)
	defer cancel()
	s.Limit = min(max(s.Limit, 1), app.MaxSearchPage)
	s.Offset = min(max(s.Offset, 0), app.MaxSearch)
	if p := f.progress.Load(); p != nil {
		out.Building = p
	}
	for words := range f.readings(ctx, s.Words) {
		q := askFor(words)
		match := query.Query(bleve.NewMatchAllQuery())
		if len(q.units) > 0 {
			match = q.match()
		} else if strings.TrimSpace(words) != "" || !narrowed(&s) {
			return out, nil // signs alone, or nothing at all
		}
		r, err := ask(ctx, match, &s)
		if err != nil {
			return out, err
		}
		if r.total == 0 {
			continue
		}
		hits, err := quote(ctx, &q, r.ids)
		if err != nil {
			return out, err
		}
		out.Total, out.Hits, out.Facets, out.More = r.total-len(r.ids)+len(hits), hits, r.facets, r.more
		if words != s.Words {
			out.Spelling = words
		}
		break
	}
	return out, nil
}

// ask puts a query to folders of the current pair and puts their answers
// together.
func (f *Finder) ask(ctx context.Context, match query.Query, s *app.Search, without []app.ID, of func(*pair) []*folder) (out raw, err error) {
	below, err := f.below(ctx, s.Category)
	if err != nil {
		return out, err
	}
	f.mu.RLock()
	defer f.mu.RUnlock()
	if f.now == nil {
		return out, ErrNoIndex
	}
	type found struct {
		id    app.ID
		score float64
		at    string
	}
	var all []found
	sums := map[string]int{}
	for _, in := range of(f.now) {
		s := *s
		skip := without
		if in == f.now.open && len(of(f.now)) > 1 {
			if s.State != "" && s.State != app.Public {
				continue
			}
			s.State = ""
			for id := range f.edited {
				skip = append(skip, id)
			}
		}
		q := bleve.NewSearchRequestOptions(narrow(match, &s, below, skip), s.Limit+1, s.Offset, false)
		if len(of(f.now)) > 1 { // they are put in one order before the offset counts
			q.Size, q.From = s.Offset+s.Limit+1, 0
		}
		newest := s.Newest || isAll(match)
		if newest {
			q.SortBy([]string{"-" + fieldPublished})
		}
		if s.Offset == 0 {
			q.AddFacet(fieldFacet, bleve.NewFacetRequest(fieldFacet, maxFacets))
		}
		var r *bleve.SearchResult
		err := guarded(func() (err error) {
			r, err = in.SearchInContext(ctx, q)
			return err
		})
		if err != nil {
			return out, f.searchFault(err)
		}
		out.total += int(r.Total)
		for _, h := range r.Hits {
			if len(h.ID) != len(app.ID{}) {
				continue
			}
			x := found{id: app.ID([]byte(h.ID)), score: h.Score}
			if newest && len(h.Sort) > 0 {
				x.at = h.Sort[0]
			}
			all = append(all, x)
		}
		if facet := r.Facets[fieldFacet]; facet != nil {
			for _, t := range facet.Terms.Terms() {
				sums[t.Term] += t.Count
			}
		}
		if in == f.now.open && len(of(f.now)) > 1 && s.Offset == 0 && r.Total > 0 {
			sums[string(facetState)+string(app.Public)] += int(r.Total)
		}
	}
	if len(of(f.now)) > 1 {
		slices.SortStableFunc(all, func(a, b found) int {
			return cmp.Or(strings.Compare(b.at, a.at), cmp.Compare(b.score, a.score))
		})
		all = all[min(len(all), s.Offset):]
	}
	out.more = len(all) > s.Limit
	for _, x := range all[:min(len(all), s.Limit)] {
		out.ids = append(out.ids, x.id)
	}
	out.facets = facetsIn(sums)
	return out, nil
}

func isAll(q query.Query) bool {
	_, ok := q.(*query.MatchAllQuery)
	return ok
}

// searchFault makes a fault of an index a reason to look at it, and tells
// whoever searched what to do.
func (f *Finder) searchFault(err error) error {
	var broken errBroken
	if errors.As(err, &broken) {
		f.suspect.Store(true)
		f.follower.Nudge()
		return ErrNoIndex.With(err)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return app.Fault(app.Unavailable, "search_slow", "Tìm lâu quá. Xin ghi cụ thể hơn", "That took too long. Please be more specific").With(err)
	}
	return err
}

// below is a category with all under it.
func (f *Finder) below(ctx context.Context, top app.ID) ([]app.ID, error) {
	if top.IsZero() {
		return nil, nil
	}
	all, err := f.categories(ctx)
	in := map[app.ID]bool{top: true}
	out := []app.ID{top}
	for _, b := range all {
		if in[b.Parent] && !in[b.ID] {
			in[b.ID] = true
			out = append(out, b.ID)
		}
	}
	return out, err
}

func facetsIn(sums map[string]int) (out app.Facets) {
	kinds := map[byte]*[]app.Tally{
		facetCategory: &out.Categories, facetAuthor: &out.Authors, facetGenre: &out.Genres,
		facetLang: &out.Languages, facetYear: &out.Years, facetState: &out.States,
	}
	for t, n := range sums {
		if len(t) > 1 && kinds[t[0]] != nil {
			*kinds[t[0]] = append(*kinds[t[0]], app.Tally{Value: t[1:], Count: n})
		}
	}
	for kind, list := range kinds {
		slices.SortFunc(*list, func(a, b app.Tally) int {
			if kind == facetYear {
				return strings.Compare(b.Value, a.Value)
			}
			return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Value, b.Value))
		})
		*list = (*list)[:min(len(*list), maxFacet)]
	}
	return out
}

// maxFacet is how many values of one facet are told of.
const maxFacet = 50

func (f *Finder) quoteShown(ctx context.Context, q *question, ids []app.ID) (out []app.Hit, err error) {
	pieces, err := f.lib.Shown(ctx, ids)
	for i := range pieces {
		h := app.Hit{Card: pieces[i].Card}
		h.Title, h.Snippet, h.Exact = q.quote(&pieces[i])
		out = append(out, h)
	}
	return out, err
}

func (f *Finder) quoteDesk(ctx context.Context, q *question, ids []app.ID) (out []app.Hit, err error) {
	pieces, err := f.lib.AtDesk(ctx, ids, true)
	for i := range pieces {
		h := app.Hit{Row: &pieces[i].Row}
		h.Title, h.Snippet, h.Exact = q.quote(&pieces[i])
		out = append(out, h)
	}
	return out, err
}

// edited are the articles of the desk's index that readers see as well.
func (p *pair) edited(ctx context.Context) (map[app.ID]bool, error) {
	q := bleve.NewSearchRequestOptions(term(fieldKey, keyShown, 1), 10000, 0, false)
	out := map[app.ID]bool{}
	err := guarded(func() error {
		r, err := p.staff.SearchInContext(ctx, q)
		if err != nil {
			return err
		}
		for _, h := range r.Hits {
			if len(h.ID) == len(app.ID{}) {
				out[app.ID([]byte(h.ID))] = true
			}
		}
		return nil
	})
	return out, err
}
