package search

import (
	"cmp"
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"bangtin/app"

	"github.com/blevesearch/bleve/v2"
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
	total   int
	ids     []app.ID // from the offset on
	more    bool
	facets  app.Facets
	counted bool
}

// Search finds what readers see at this moment and nothing else.
func (f *Finder) Search(ctx context.Context, s app.Search) (app.Found, error) {
	return f.find(ctx, s, func(ctx context.Context, q *question, s *app.Search) (raw, error) {
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
	return f.find(ctx, s, func(ctx context.Context, q *question, s *app.Search) (raw, error) {
		return f.ask(ctx, q, s, nil, (*pair).folders)
	}, f.quoteDesk)
}

// find answers a search; where nothing is found as it was typed, it is the
// answer to how it might have been meant.
func (f *Finder) find(ctx context.Context, s app.Search,
	ask func(context.Context, *question, *app.Search) (raw, error),
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
		if len(q.units) == 0 && (strings.TrimSpace(words) != "" || !narrowed(&s)) {
			return out, nil // signs alone, or nothing at all
		}
		r, err := ask(ctx, &q, &s)
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
		out.Total, out.Hits, out.More = r.total-len(r.ids)+len(hits), hits, r.more
		out.Facets, out.Counted = r.facets, r.counted
		if words != s.Words {
			out.Spelling = words
		}
		break
	}
	return out, nil
}

// ask puts a question to folders of the current pair and puts their answers
// together.
func (f *Finder) ask(ctx context.Context, q *question, s *app.Search, without []app.ID, of func(*pair) []*folder) (out raw, err error) {
	below, err := f.below(ctx, s.Category)
	if err != nil {
		return out, err
	}
	f.mu.RLock()
	defer f.mu.RUnlock()
	if f.now == nil {
		return out, ErrNoIndex
	}
	a := asking{ctx: ctx, question: q, size: s.Limit + 1, from: s.Offset, newest: s.Newest || len(q.units) == 0, sums: map[string]int{}}
	folders := of(f.now)
	several := len(folders) > 1
	if several { // they are put in one order before the offset counts
		a.size, a.from = s.Offset+s.Limit+1, 0
	}
	out.counted = s.Offset == 0
	for _, in := range folders {
		s, skip := *s, without
		if in == f.now.open && several {
			if s.State != "" && s.State != app.Public {
				continue
			}
			s.State = ""
			for id := range f.edited {
				skip = append(skip, id)
			}
		}
		a.bounds, a.without = bounds(&s, below), named(skip)
		n, counted, err := a.count(in, &s)
		if err == nil {
			err = a.gather(in, n)
		}
		if err != nil {
			return out, f.searchFault(err)
		}
		out.total += n
		out.counted = out.counted && counted
		if in == f.now.open && several && s.Offset == 0 && n > 0 {
			a.sums[string(facetState)+string(app.Public)] += n
		}
	}
	found := a.found
	if several {
		slices.SortStableFunc(found, func(a, b hit) int {
			return cmp.Or(cmp.Compare(a.far, b.far), strings.Compare(b.at, a.at), cmp.Compare(b.score, a.score))
		})
		found = found[min(len(found), s.Offset):]
	}
	out.more = len(found) > s.Limit
	for _, x := range found[:min(len(found), s.Limit)] {
		out.ids = append(out.ids, x.id)
	}
	if out.counted {
		out.facets = facetsIn(a.sums)
	}
	return out, nil
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

func (f *Finder) quoteShown(ctx context.Context, q *question, ids []app.ID) ([]app.Hit, error) {
	return atOnce(ids, func(ids []app.ID) (out []app.Hit, err error) {
		pieces, err := f.lib.Shown(ctx, ids)
		for i := range pieces {
			h := app.Hit{Card: pieces[i].Card}
			h.Title, h.Snippet, h.Exact = q.quote(&pieces[i])
			out = append(out, h)
		}
		return out, err
	})
}

func (f *Finder) quoteDesk(ctx context.Context, q *question, ids []app.ID) ([]app.Hit, error) {
	return atOnce(ids, func(ids []app.ID) (out []app.Hit, err error) {
		pieces, err := f.lib.AtDesk(ctx, ids, true)
		for i := range pieces {
			h := app.Hit{Row: &pieces[i].Row}
			h.Title, h.Snippet, h.Exact = q.quote(&pieces[i])
			out = append(out, h)
		}
		return out, err
	})
}

// atOnce quotes articles on all processors, a few on each, and keeps their
// order: to read ten takes longer than to find them.
func atOnce(ids []app.ID, quote func([]app.ID) ([]app.Hit, error)) ([]app.Hit, error) {
	size := max(1, (len(ids)+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))
	parts := slices.Collect(slices.Chunk(ids, size))
	hits, errs, panics := make([][]app.Hit, len(parts)), make([]error, len(parts)), make([]any, len(parts))
	var all sync.WaitGroup
	for i, part := range parts {
		all.Go(func() {
			defer func() { panics[i] = recover() }()
			hits[i], errs[i] = quote(part)
		})
	}
	all.Wait()
	for _, what := range panics {
		if what != nil {
			panic(what) // in the goroutine of whoever asked, where it ends one answer and not the program
		}
	}
	return slices.Concat(hits...), errors.Join(errs...)
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
