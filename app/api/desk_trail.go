package api

import (
	"context"
	"encoding/json"

	"bangtin/app"
)

// Happening is one line of the trail.
type Happening struct {
	Place     string        `json:"place" doc:"where the trail goes on behind it"`
	What      string        `json:"what" doc:"revision, publication, retraction, account, solemn, solemn-end, …, or the act of a workflow step"`
	Article   string        `json:"article"`
	Revision  string        `json:"revision"`
	Parents   []string      `json:"parents" nullable:"false"`
	Title     string        `json:"title"`
	Name      string        `json:"name" doc:"what the version is called now; in the history of an article only"`
	Reason    string        `json:"reason"`
	Own       bool          `json:"own" doc:"approved by its last editor"`
	Who       string        `json:"who" doc:"empty for the program itself"`
	Device    string        `json:"device"`
	At        string        `json:"at" format:"date-time"`
	Trusted   bool          `json:"trusted"`
	Published Maybe[Moment] `json:"published"`
	From      string        `json:"from,omitempty" format:"date-time"`
	Until     string        `json:"until,omitempty" format:"date-time"`
}

// Trail is a run of happenings, the latest first.
type Trail struct {
	Happenings []Happening `json:"happenings" nullable:"false"`
	Next       int64       `json:"next" doc:"where the next page begins; 0 at the end"`
}

func (s *Server) tellAll(ctx context.Context, all []app.Happening) ([]Happening, error) {
	names, err := s.names(ctx)
	if err != nil {
		return nil, err
	}
	roster := s.o.Real.Library.Roster()
	out := []Happening{}
	for i := range all {
		h := &all[i]
		line := Happening{
			What: h.What(), Parents: []string{}, Title: h.Title, Reason: h.Reason, Own: h.Own, Who: names[h.Account],
			At: stamp(h.At), Trusted: h.Trusted, Article: h.Article.String(),
		}
		if h.Name != "" {
			line.Title = h.Name
		} else if m, ok := roster.Member(h.Of); ok {
			line.Title = m.Name
		}
		if h.Article.IsZero() {
			line.Article = ""
		}
		if !h.Revision.IsZero() {
			line.Revision = h.Revision.String()
		}
		for _, p := range h.Parents {
			line.Parents = append(line.Parents, p.String())
		}
		if m, ok := roster.Member(h.Device); ok {
			line.Device = m.Name
		}
		if h.Kind == app.KindPublication {
			m := moment(h.Published)
			line.Published.V = &m
			if h.From != 0 {
				line.From = stamp(h.From)
			}
			if h.Until != 0 {
				line.Until = stamp(h.Until)
			}
		}
		out = append(out, line)
	}
	return out, nil
}

func (s *Server) trail(ctx context.Context, in *struct {
	Before int64 `query:"before" minimum:"0"`
	Limit  int   `query:"limit" minimum:"1" maximum:"500" default:"100"`
}) (*struct{ Body Trail }, error) {
	by, err := s.actor(ctx)
	if err != nil {
		return nil, err
	}
	if !app.May(by.Post, app.ReadTrail) {
		return nil, app.Fault(app.Denied, "not_for_post", "Chỉ quản trị viên và người kiểm tra xem được nhật ký", "Only administrators and auditors may read the trail")
	}
	all, err := s.o.Real.Library.Trail(ctx, uint64(in.Before), in.Limit)
	if err != nil {
		return nil, err
	}
	out := Trail{}
	if out.Happenings, err = s.tellAll(ctx, all); err != nil {
		return nil, err
	}
	if len(all) == in.Limit {
		out.Next = int64(all[len(all)-1].Arrival)
	}
	return &struct{ Body Trail }{out}, nil
}

func (s *Server) history(ctx context.Context, in *struct {
	ID string `path:"id"`
}) (*struct{ Body Trail }, error) {
	_, id, err := s.actorAt(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	all, err := s.o.Real.Library.History(ctx, id)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, app.ErrNoArticle
	}
	out := Trail{}
	if out.Happenings, err = s.tellAll(ctx, all); err != nil {
		return nil, err
	}
	names, err := s.o.Real.Library.VersionNames(ctx, id)
	for i := range all {
		if all[i].Kind == app.KindRevision {
			out.Happenings[i].Name = names[all[i].Revision]
		}
	}
	return &struct{ Body Trail }{out}, err
}

func (s *Server) nameVersion(ctx context.Context, in *struct {
	ID       string `path:"id"`
	Revision string `path:"revision"`
	Body     struct {
		Name string `json:"name" maxLength:"1000" doc:"empty: it has none"`
	}
}) (*none, error) {
	by, id, err := s.actorAt(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	revision, err := app.ParseHash(in.Revision)
	if err != nil {
		return nil, err
	}
	return nil, s.o.Real.Library.NameVersion(ctx, by, id, revision, in.Body.Name)
}

// OldRevision is one version of an article, whole.
type OldRevision struct {
	Doc     json.RawMessage        `json:"doc"`
	Parents []string               `json:"parents" nullable:"false"`
	Media   map[string]Picture     `json:"media"`
	Files   map[string]ArticleFile `json:"files"`
	Words   int                    `json:"words"`
}

func (s *Server) revision(ctx context.Context, in *struct {
	ID       string `path:"id"`
	Revision string `path:"revision"`
}) (*struct{ Body OldRevision }, error) {
	_, id, err := s.actorAt(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	name, err := app.ParseHash(in.Revision)
	if err != nil {
		return nil, err
	}
	r, err := s.o.Real.Library.Revision(ctx, id, name)
	if err != nil {
		return nil, err
	}
	out := OldRevision{Parents: []string{}, Media: map[string]Picture{}, Files: map[string]ArticleFile{}, Words: wordsOf(&r.Document)}
	if out.Doc, err = json.Marshal(r.Document); err != nil {
		return nil, err
	}
	for _, p := range r.Parents {
		out.Parents = append(out.Parents, p.String())
	}
	s.addMedia(ctx, out.Media, out.Files, out.Doc)
	return &struct{ Body OldRevision }{out}, nil
}
