package api

import (
	"context"
	"encoding/json"

	"bangtin/app"
	"bangtin/app/body"
)

// Comparison is what a person would mark between two versions.
type Comparison struct {
	Title  json.RawMessage    `json:"title" doc:"list of body.Span"`
	Lead   json.RawMessage    `json:"lead" doc:"list of body.Span"`
	Byline json.RawMessage    `json:"byline" doc:"list of body.Span"`
	Blocks json.RawMessage    `json:"blocks" doc:"list of body.BlockChange"`
	Fields []string           `json:"fields" nullable:"false" doc:"other members that differ"`
	Media  map[string]Picture `json:"media" doc:"by the hash a figure names"`
}

func (s *Server) compare(ctx context.Context, in *struct {
	ID   string `path:"id"`
	From string `query:"from" required:"true"`
	To   string `query:"to" required:"true"`
}) (*struct{ Body Comparison }, error) {
	_, id, err := s.actorAt(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	var docs [2]app.Document
	var bodies [2]body.Doc
	for i, text := range []string{in.From, in.To} {
		name, err := app.ParseHash(text)
		if err != nil {
			return nil, err
		}
		r, err := s.o.Real.Library.Revision(ctx, id, name)
		if err != nil {
			return nil, err
		}
		docs[i] = r.Document
		if bodies[i], err = body.Parse(r.Document.Body); err != nil {
			return nil, err
		}
	}
	out := Comparison{Fields: docs[0].Differs(&docs[1]), Media: map[string]Picture{}}
	for _, part := range []struct {
		to *json.RawMessage
		v  any
	}{
		{&out.Title, body.DiffText(docs[0].Title, docs[1].Title)},
		{&out.Lead, body.DiffText(docs[0].Lead, docs[1].Lead)},
		{&out.Byline, body.DiffText(docs[0].Byline, docs[1].Byline)},
		{&out.Blocks, body.Diff(bodies[0], bodies[1])},
	} {
		if *part.to, err = json.Marshal(part.v); err != nil {
			return nil, err
		}
	}
	for i := range docs {
		s.mediaOf(ctx, out.Media, &docs[i])
	}
	return &struct{ Body Comparison }{out}, nil
}
