package api

import (
	"context"

	"bangtin/app"
)

// Rating is what readers think of an article.
type Rating struct {
	Open   bool `json:"open" doc:"this reader may give points here"`
	Sum    int  `json:"sum" doc:"all points"`
	Count  int  `json:"count" doc:"readers who gave some"`
	Tenths int  `json:"tenths" doc:"the average in tenths of a point; 0 where there are none"`
	Mine   int  `json:"mine" doc:"points given in this visit; 0 for none"`
}

// voter names whose vote it is: of somebody who is signed in the account,
// of a reader the visit.
func voter(ctx context.Context, visit string) string {
	if a := who(ctx).signed.account; !a.IsZero() {
		return "account " + a.String()
	}
	return "visit " + visit
}

func (s *Server) rating(ctx context.Context, in *struct {
	ID    string `path:"id" maxLength:"26"`
	Visit string `query:"visit" pattern:"^([0-9a-z]{16,40})?$" doc:"drawn by the page at random for one visit"`
}) (*struct{ Body Rating }, error) {
	sh, _, id, err := s.shelfOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return s.rated(ctx, sh.Library, id, voter(ctx, in.Visit))
}

func (s *Server) rated(ctx context.Context, l *app.Library, article app.ID, voter string) (*struct{ Body Rating }, error) {
	r, err := l.Rating(ctx, article, app.VoteID(voter, article))
	return &struct{ Body Rating }{Rating{
		Open: r.Open && who(ctx).face != FaceScreen, Sum: r.Sum, Count: r.Count, Tenths: r.Tenths(), Mine: r.Mine,
	}}, err
}

// vote takes the points of a reader, or changes them.
func (s *Server) vote(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"26"`
	Body struct {
		Visit  string `json:"visit" pattern:"^[0-9a-z]{16,40}$" doc:"drawn by the page at random for one visit"`
		Points int    `json:"points" doc:"from 1 to 5"`
	}
}) (*struct{ Body Rating }, error) {
	at := who(ctx)
	if at.face == FaceScreen {
		return nil, errNotHere // nobody touches it
	}
	sh, _, id, err := s.shelfOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := s.visits.allow(at.place+" "+at.cookie, "vote"); err != nil {
		return nil, err
	}
	by := voter(ctx, in.Body.Visit)
	if err := sh.Library.Vote(ctx, app.VoteID(by, id), id, in.Body.Points); err != nil {
		return nil, err
	}
	return s.rated(ctx, sh.Library, id, by)
}
