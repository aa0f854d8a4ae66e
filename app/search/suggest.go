package search

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"bangtin/app"
	"bangtin/app/viet"
)

// How many of each kind are suggested.
const (
	maxTitles     = 6
	maxTags       = 4
	maxCategories = 3
)

// Suggest gives what somebody might be typing: articles whose titles have
// all the words, the last of which may be unfinished, then tags and
// categories. Only what is shown at this moment is told of.
func (f *Finder) Suggest(ctx context.Context, typed, lang string) (out app.Suggestions, err error) {
	typed = viet.Clean(typed)
	ws := wordsOf(typed)
	ws = ws[:min(len(ws), maxWords)]
	t := f.titles
	if t.isLoaded() {
		if err := t.settle(ctx); err != nil {
			return out, err
		}
	}
	start := spaced(typed)
	if len(ws) > 0 && ws[len(ws)-1].to < len(typed) {
		start += " " // the last word is finished
	}
	var rows []*title
	t.mu.Lock()
	if !t.loaded {
		done := t.done
		out.Building = &done
	}
	if len(ws) > 0 {
		rows = t.find(t.wantedIn(typed, ws), primary(lang))
		for _, x := range t.byUse() {
			if len(out.Tags) < maxTags && strings.Contains(x.folded+" ", start) {
				out.Tags = append(out.Tags, app.Tally{Value: x.name, Count: x.count})
			}
		}
	}
	t.mu.Unlock()
	if len(ws) == 0 {
		return out, nil
	}
	if out.Titles, err = f.suggested(ctx, rows, typed, ws); err != nil {
		return out, err
	}
	out.Categories, err = f.categoriesLike(ctx, start)
	return out, err
}

// suggested picks the best rows and gives their cards as they are now.
func (f *Finder) suggested(ctx context.Context, rows []*title, typed string, ws []word) (out []app.Suggestion, err error) {
	type scored struct {
		*title
		score int
	}
	best := make([]scored, len(rows))
	for i, r := range rows {
		best[i] = scored{r, likeness(r.text, ws)}
	}
	slices.SortStableFunc(best, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.at, a.at), bytes.Compare(a.id[:], b.id[:]))
	})
	best = best[:min(len(best), maxTitles)]
	ids := make([]app.ID, len(best))
	for i, r := range best {
		ids[i] = r.id
	}
	cards, err := f.lib.ShownCards(ctx, ids)
	for _, c := range cards {
		title := viet.NFC(c.Title)
		spans := markWords(title, func(w word) bool {
			return slices.ContainsFunc(ws, func(x word) bool {
				return x.folded == w.folded || x.to == len(typed) && strings.HasPrefix(w.folded, x.folded)
			})
		})
		out = append(out, app.Suggestion{Card: c, Title: spans})
	}
	return out, err
}

// likeness says how much a title is like what was typed: its words one
// behind the other, at the beginning, with the marks that were typed.
func likeness(text string, ws []word) (score int) {
	in := wordsOf(text)
	for i := range in {
		n, marks := 0, 0
		for n < len(ws) && i+n < len(in) && strings.HasPrefix(in[i+n].folded, ws[n].folded) {
			if strings.HasPrefix(in[i+n].exact, ws[n].exact) {
				marks++
			}
			n++
		}
		here := 0
		if n == len(ws) {
			here = 4
			if marks == n {
				here += 2
			}
			if i == 0 {
				here++
			}
		}
		score = max(score, here)
	}
	return score
}

// categoriesLike gives the categories with something on show in which a
// word begins with what was typed.
func (f *Finder) categoriesLike(ctx context.Context, start string) (out []app.Branch, err error) {
	all, err := f.categories(ctx)
	for _, b := range all {
		if len(out) < maxCategories && b.Count > 0 && strings.Contains(b.words, start) {
			out = append(out, b.Branch)
		}
	}
	return out, err
}

// branch is a category with its words in both languages.
type branch struct {
	app.Branch
	words string
}

// tree keeps the categories as they were at a cursor of the library, for
// putting them in order takes longer than all else of a suggestion.
type tree struct {
	mu     sync.Mutex
	cursor string
	all    []branch
}

// categories are those of the library, each parent before its children.
func (f *Finder) categories(ctx context.Context) ([]branch, error) {
	t := &f.tree
	t.mu.Lock()
	defer t.mu.Unlock()
	cursor := f.lib.Cursor() // before they are read
	if t.cursor == cursor {
		return t.all, nil
	}
	read, err := f.lib.Categories(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]branch, len(read))
	for i, b := range read {
		all[i] = branch{b, spaced(b.Name.VI) + " \x00" + spaced(b.Name.EN) + " "}
	}
	t.cursor, t.all = cursor, all
	return all, nil
}
