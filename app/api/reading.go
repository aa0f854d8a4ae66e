package api

import (
	"context"

	"bangtin/app"
)

// Series is the place of an article among the parts of its series.
type Series struct {
	Name     string      `json:"name"`
	Path     string      `json:"path"`
	Part     int         `json:"part" doc:"from 1, the oldest first; 0 where there are too many to count"`
	Total    int         `json:"total"`
	Previous Maybe[Card] `json:"previous"`
	Next     Maybe[Card] `json:"next"`
}

func series(l *app.Library, s *app.Series) Maybe[Series] {
	if s == nil {
		return Maybe[Series]{}
	}
	out := &Series{Name: s.Name, Path: seriesPath(s.Name), Part: s.Part, Total: s.Total}
	if s.Previous != nil {
		c := card(l, s.Previous)
		out.Previous.V = &c
	}
	if s.Next != nil {
		c := card(l, s.Next)
		out.Next.V = &c
	}
	return Maybe[Series]{out}
}

// Related are articles that have to do with one, the nearest first.
type Related struct {
	Cards  []Card `json:"cards" nullable:"false"`
	Cursor string `json:"cursor"`
}

const relatedCards = 6

func (s *Server) related(ctx context.Context, in *struct {
	ID string `path:"id" maxLength:"26"`
}) (*struct{ Body Related }, error) {
	sh, sample, id, err := s.shelfOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	found, err := sh.Library.Related(ctx, id, relatedCards)
	if err != nil {
		return nil, err
	}
	return &struct{ Body Related }{Related{Cards: cards(sh.Library, found), Cursor: s.cursor(sh, sample)}}, nil
}

// MostRead are the articles opened most, of the last seven and thirty days;
// a list is empty while there is too little to tell.
type MostRead struct {
	Week   []Card `json:"week" nullable:"false"`
	Month  []Card `json:"month" nullable:"false"`
	Cursor string `json:"cursor"`
}

const mostReadCards = 6

func (s *Server) mostRead(ctx context.Context, in *struct {
	Lang string `query:"lang" maxLength:"35" doc:"articles in this language only"`
}) (*struct{ Body MostRead }, error) {
	sh, sample, err := s.shelf(ctx)
	if err != nil {
		return nil, err
	}
	l := sh.Library
	week, err := l.MostRead(ctx, app.Week, in.Lang, mostReadCards)
	if err != nil {
		return nil, err
	}
	month, err := l.MostRead(ctx, app.Month, in.Lang, mostReadCards)
	return &struct{ Body MostRead }{MostRead{Week: cards(l, week), Month: cards(l, month), Cursor: s.cursor(sh, sample)}}, err
}

// opened hears from a page that a reader has an article before them. It
// counts once a visit: to a kiosk from the first touch to the rest after
// it, in a browser as long as its tab lives. What staff look at while they
// are signed in, and the sample, count for nothing.
func (s *Server) opened(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Visit string `json:"visit" pattern:"^[0-9a-z]{16,40}$" doc:"drawn by the page at random for one visit"`
	}
}) (*none, error) {
	at := who(ctx)
	if at.face == FaceScreen {
		return nil, errNotHere
	}
	sh, sample, id, err := s.shelfOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if sample || !at.signed.account.IsZero() {
		return nil, nil
	}
	const what = "article"
	fresh, err := s.visits.first(at.place+" "+at.cookie, what+" "+in.Body.Visit+" "+in.ID, what)
	if err != nil || !fresh { // what is too much to be believed is no fault of the reader's
		return nil, nil
	}
	return nil, sh.Library.CountOpening(ctx, id)
}
