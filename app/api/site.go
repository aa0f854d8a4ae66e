package api

import (
	"context"
	"time"

	"bangtin/app"
	"bangtin/app/viet"
)

// SiteSettings are what headers and footers say.
type SiteSettings struct {
	Agency       string       `json:"agency"`
	ParentAgency string       `json:"parentAgency"`
	Slogan       string       `json:"slogan"`
	Responsible  string       `json:"responsible"`
	Licence      string       `json:"licence"`
	Address      string       `json:"address"`
	Phones       []string     `json:"phones" nullable:"false"`
	Email        string       `json:"email"`
	Website      string       `json:"website"`
	Emblem       Maybe[Photo] `json:"emblem"`
	Counter      bool         `json:"counter" doc:"this face shows the counters of visits"`
	Numbers      string       `json:"numbers" enum:",portal" doc:"how numbers are written in Vietnamese pages"`
}

// SiteCategory is a branch of the tree, with the articles shown in it.
type SiteCategory struct {
	CategoryRef
	Parent string `json:"parent" doc:"id, or empty at the root"`
	Count  int    `json:"count"`
}

// Site is what every page needs to know.
type Site struct {
	Settings     SiteSettings     `json:"settings"`
	Sample       bool             `json:"sample" doc:"the sample is shown, because the library is empty"`
	Founded      bool             `json:"founded"`
	Categories   []SiteCategory   `json:"categories" nullable:"false" doc:"each parent before its children"`
	Languages    []string         `json:"languages" nullable:"false"`
	Total        int              `json:"total"`
	Units        bool             `json:"units" doc:"there is a directory of units"`
	Cursor       string           `json:"cursor"`
	Solemn       bool             `json:"solemn" doc:"trang nghiêm: grey, still and quiet"`
	Face         string           `json:"face" enum:"desk,kiosk,screen,reader"`
	Version      string           `json:"version"`
	ClockTrusted bool             `json:"clockTrusted"`
	Revoked      bool             `json:"revoked" doc:"at a desk: this machine was revoked"`
	Now          string           `json:"now" format:"date-time"`
	Programme    bool             `json:"programme" doc:"there is one"`
	Exhibits     bool             `json:"exhibits" doc:"something on show has the number of an exhibit"`
	Info         bool             `json:"info" doc:"there are plans or practical cards"`
	Panel        Maybe[SitePanel] `json:"panel" doc:"of a kiosk or screen; null for the others"`
	Idle         int              `json:"idle,omitempty" doc:"seconds a kiosk waits for a touch; as the interface likes where it is missing"`
}

func (s *Server) site(ctx context.Context, _ *none) (*struct{ Body Site }, error) {
	sh, sample, err := s.shelf(ctx)
	if err != nil {
		return nil, err
	}
	l := sh.Library
	now, trusted := l.Clock().Now()
	out := Site{
		Settings: settings(l.Settings(), who(ctx).face), Sample: sample, Founded: s.o.Real.Library.Founded(), Categories: []SiteCategory{},
		Languages: []string{}, Cursor: s.cursor(sh, sample), Solemn: s.o.Real.Library.Solemn(), Face: who(ctx).face, Version: s.o.Version,
		ClockTrusted: trusted, Now: now.In(viet.Zone()).Format(time.RFC3339), Idle: int(s.o.Idle / time.Second),
		Panel: s.sitePanel(who(ctx).face), Revoked: who(ctx).face == FaceDesk && s.o.Real.Library.Revoked(),
	}
	hall := l.Hall()
	out.Programme, out.Info = len(hall.Items) > 0, len(hall.Plans)+len(hall.Cards) > 0
	first, err := l.Exhibits(ctx, "", nil, 1)
	if err != nil {
		return nil, err
	}
	out.Exhibits = len(first.Cards) > 0
	if out.Total, err = l.Published(ctx); err != nil {
		return nil, err
	}
	branches, err := l.Categories(ctx)
	if err != nil {
		return nil, err
	}
	for _, b := range withArticles(branches) {
		c := SiteCategory{CategoryRef: categoryRef(l, b.ID), Count: b.Count}
		if !b.Parent.IsZero() {
			c.Parent = b.Parent.String()
		}
		out.Categories = append(out.Categories, c)
	}
	directory, err := l.Directory(ctx)
	if err != nil {
		return nil, err
	}
	out.Units = len(directory.All()) > 0
	languages, err := l.Languages(ctx)
	out.Languages = append(out.Languages, languages...)
	return &struct{ Body Site }{out}, err
}

// withArticles leaves out branches in which nothing is shown, unless a
// branch below them has something.
func withArticles(bs []app.Branch) (out []app.Branch) {
	keep := map[app.ID]bool{}
	for i := len(bs) - 1; i >= 0; i-- {
		if bs[i].Count > 0 || keep[bs[i].ID] {
			keep[bs[i].ID] = true
			keep[bs[i].Parent] = true
		}
	}
	for _, b := range bs {
		if keep[b.ID] {
			out = append(out, b)
		}
	}
	return out
}

func settings(s app.Settings, face string) SiteSettings {
	out := SiteSettings{
		Agency: s.Agency, ParentAgency: s.ParentAgency, Slogan: s.Slogan, Responsible: s.Responsible, Licence: s.Licence,
		Address: s.Address, Phones: append([]string{}, s.Phones...), Email: s.Email, Website: s.Website,
		Counter: showsCounter(s.Counter, face), Numbers: string(s.Numbers),
	}
	if s.Picture != nil {
		out.Emblem = photo(&app.Figure{Media: s.Emblem, Alt: s.Agency, FocusX: 500, FocusY: 500}, s.Picture)
	}
	return out
}
