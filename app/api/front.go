package api

import (
	"context"
	"slices"

	"bangtin/app"
)

// Section is a category on the front page.
type Section struct {
	Category CategoryRef `json:"category"`
	Cards    []Card      `json:"cards" nullable:"false"`
}

// Front is the front page.
type Front struct {
	Lead     Maybe[Card] `json:"lead"`
	Latest   []Card      `json:"latest" nullable:"false"`
	Sections []Section   `json:"sections" nullable:"false"`
	Cursor   string      `json:"cursor"`
}

// How much a front page holds: the lead story is the newest of the first
// few that has a photo.
const (
	frontPage     = 13
	frontLeadFrom = 6
	frontSections = 12
	frontSection  = 4
)

func (s *Server) front(ctx context.Context, in *struct {
	Lang string `query:"lang" maxLength:"35" doc:"vi or en: every article once, in this language where it has a version in it; else those in this language, all where there are none"`
}) (*struct{ Body Front }, error) {
	sh, sample, err := s.shelf(ctx)
	if err != nil {
		return nil, err
	}
	l := sh.Library
	list := listFor(l, in.Lang)
	page, err := list(ctx, app.All(), in.Lang, nil, frontPage)
	if err == nil && len(page.Cards) == 0 && in.Lang != "" {
		list, in.Lang = l.List, ""
		page, err = l.List(ctx, app.All(), "", nil, frontPage)
	}
	if err != nil {
		return nil, err
	}
	out := Front{Latest: []Card{}, Sections: []Section{}, Cursor: s.cursor(sh, sample)}
	lead := leadOf(page.Cards)
	for i, c := range page.Cards {
		if i == lead {
			shown := card(l, c)
			out.Lead.V = &shown
		} else {
			out.Latest = append(out.Latest, card(l, c))
		}
	}
	out.Sections, err = sections(ctx, l, list, in.Lang, out.Lead.V)
	return &struct{ Body Front }{out}, err
}

// lister is how a page of a scope is asked for.
type lister func(ctx context.Context, scope app.Scope, lang string, from *app.Place, limit int) (app.Page, error)

// listFor gives what is listed for a reader of a language of the interface,
// or what there is in another.
func listFor(l *app.Library, lang string) lister {
	if slices.Contains(app.Tongues, lang) {
		return l.ListIn
	}
	return l.List
}

func leadOf(cs []*app.Card) int {
	for i, c := range cs {
		if c.Picture != nil && i < frontLeadFrom {
			return i
		}
	}
	return 0
}

func sections(ctx context.Context, l *app.Library, list lister, lang string, lead *Card) ([]Section, error) {
	out := []Section{}
	branches, err := l.Categories(ctx)
	if err != nil {
		return nil, err
	}
	for _, b := range branches {
		if b.Count == 0 || len(out) == frontSections {
			continue
		}
		page, err := list(ctx, app.InCategory(b.ID), lang, nil, frontSection+1)
		if err != nil {
			return nil, err
		}
		var kept []*app.Card
		for _, c := range page.Cards {
			if (lead == nil || c.Article.String() != lead.ID) && len(kept) < frontSection {
				kept = append(kept, c)
			}
		}
		if len(kept) > 0 {
			out = append(out, Section{categoryRef(l, b.ID), cards(l, kept)})
		}
	}
	return out, nil
}
