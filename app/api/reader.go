package api

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/binary"
	"slices"

	"bangtin/app"
)

type none struct{}

// Health is the cheapest answer there is; figures are measured against it.
type Health struct {
	OK     bool   `json:"ok"`
	Cursor string `json:"cursor"`
}

func (s *Server) health(ctx context.Context, _ *none) (*struct{ Body Health }, error) {
	sh, sample, err := s.shelf(ctx)
	if err != nil {
		return nil, err
	}
	return &struct{ Body Health }{Health{OK: true, Cursor: s.cursor(sh, sample)}}, nil
}

// Listing is one page of a list.
type Listing struct {
	Name   string `json:"name" doc:"of the topic, tag or series, as its first article here writes it"`
	Cards  []Card `json:"cards" nullable:"false"`
	Next   string `json:"next" doc:"for the parameter after; empty at the end"`
	Total  int    `json:"total"`
	Cursor string `json:"cursor"`
}

func (s *Server) list(ctx context.Context, in *struct {
	Category string `query:"category" maxLength:"26"`
	Topic    string `query:"topic" maxLength:"500"`
	Tag      string `query:"tag" maxLength:"500"`
	Series   string `query:"series" maxLength:"500" doc:"its parts, the oldest first"`
	Lang     string `query:"lang" maxLength:"35" doc:"only what is in this language"`
	Prefer   string `query:"prefer" enum:"vi,en" doc:"every article once, in this language where it has a version in it"`
	After    string `query:"after" maxLength:"64"`
	Limit    int    `query:"limit" minimum:"1" maximum:"100" default:"24"`
}) (*struct{ Body Listing }, error) {
	sh, sample, err := s.shelf(ctx)
	if err != nil {
		return nil, err
	}
	scope, list := app.All(), sh.Library.List
	if in.Prefer != "" {
		list = sh.Library.ListIn
	}
	switch {
	case in.Category != "":
		id, err := app.ParseID(in.Category)
		if err != nil {
			return nil, err
		}
		scope = app.InCategory(id)
	case in.Topic != "":
		scope = app.InTopic(in.Topic)
	case in.Tag != "":
		scope = app.WithTag(in.Tag)
	case in.Series != "":
		scope = app.InSeries(in.Series)
		list = sh.Library.ListUpward
		if in.Prefer != "" {
			list = sh.Library.ListInUpward
		}
	}
	from, err := readPlace(in.After)
	if err != nil {
		return nil, err
	}
	page, err := list(ctx, scope, cmp.Or(in.Prefer, in.Lang), from, in.Limit)
	if err != nil {
		return nil, err
	}
	return &struct{ Body Listing }{Listing{
		Name:  nameOf(page.Cards, in.Topic, in.Tag, in.Series),
		Cards: cards(sh.Library, page.Cards), Next: writePlace(page.Next), Total: page.Total, Cursor: s.cursor(sh, sample),
	}}, nil
}

// nameOf is what articles call what they were listed by.
func nameOf(cs []*app.Card, topic, tag, series string) string {
	if len(cs) == 0 {
		return ""
	}
	switch c := cs[0]; {
	case topic != "":
		return c.Topic
	case tag != "":
		for _, t := range c.Tags {
			if string(app.WithTag(t)) == string(app.WithTag(tag)) {
				return t
			}
		}
	case series != "":
		return c.Series
	}
	return ""
}

func writePlace(p *app.Place) string {
	if p == nil {
		return ""
	}
	b := binary.BigEndian.AppendUint64(nil, uint64(p.At))
	return base64.RawURLEncoding.EncodeToString(append(b, p.Article[:]...))
}

func readPlace(s string) (*app.Place, error) {
	if s == "" {
		return nil, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(b) != 24 {
		return nil, app.Fault(app.Invalid, "bad_place", "Không đọc được vị trí trong danh sách", "The place in the list cannot be read")
	}
	return &app.Place{At: int64(binary.BigEndian.Uint64(b)), Article: app.ID(b[8:])}, nil
}

func (s *Server) article(ctx context.Context, in *struct {
	ID string `path:"id" maxLength:"26"`
}) (*struct{ Body Article }, error) {
	sh, sample, id, err := s.shelfOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	a, err := sh.Library.Article(ctx, id)
	if err != nil {
		return nil, err
	}
	out := &struct{ Body Article }{article(sh.Library, &a, s.cursor(sh, sample), who(ctx).face)}
	if sh.Library.Settings().Views {
		n, err := sh.Library.Views(ctx, id)
		if err != nil {
			return nil, err
		}
		out.Body.Views.V = &n
	}
	return out, nil
}

func article(l *app.Library, a *app.Article, cursor, face string) Article {
	d := &a.Publication.Document
	out := Article{
		Card: card(l, &a.Card), Body: d.Body, Media: map[string]Picture{}, Categories: []CategoryRef{},
		Topic: d.Topic, TopicPath: topicPath(d.Topic), Series: series(l, a.Series), Tags: append([]string{}, d.Tags...), Exhibit: d.Exhibit, Note: a.Publication.Note,
		Created: stamp(a.Created), Edited: stamp(a.Edited), Comments: a.Talk, CommentsOn: a.Card.Comments, Address: d.Address, QR: qrOf(d.Address),
		Versions: []Version{}, Newer: cards(l, a.Newer), Older: cards(l, a.Older), Cursor: cursor,
	}
	out.Files, out.Attached = bodyFiles(a.Publication.Files, "/media/", face), attachments(&a.Publication, face)
	for hash, m := range a.Publication.Media {
		out.Media[hash.String()] = picture(m)
	}
	seen := map[app.ID]bool{}
	for _, id := range append([]app.ID{d.Category}, d.Categories...) {
		if !seen[id] {
			seen[id] = true
			out.Categories = append(out.Categories, categoryRef(l, id))
		}
	}
	for _, v := range a.Versions {
		c := card(l, v)
		out.Versions = append(out.Versions, Version{ID: c.ID, Lang: c.Lang, Title: c.Title, Path: c.Path})
	}
	return out
}

// CategoryPage is a category with those around it.
type CategoryPage struct {
	SiteCategory
	Trail    []CategoryRef `json:"trail" nullable:"false" doc:"from the root to its parent"`
	Children []CategoryRef `json:"children" nullable:"false"`
}

func (s *Server) category(ctx context.Context, in *struct {
	Category string `path:"category" maxLength:"200" doc:"id or slug"`
}) (*struct{ Body CategoryPage }, error) {
	sh, _, err := s.shelf(ctx)
	if err != nil {
		return nil, err
	}
	branches, err := sh.Library.Categories(ctx)
	if err != nil {
		return nil, err
	}
	found := findBranch(withArticles(branches), in.Category)
	if found == nil {
		return nil, app.Fault(app.NotFound, "no_category", "Không có chuyên mục này", "There is no such category")
	}
	l := sh.Library
	out := CategoryPage{
		SiteCategory: SiteCategory{CategoryRef: categoryRef(l, found.ID), Count: found.Count},
		Trail:        []CategoryRef{}, Children: []CategoryRef{},
	}
	if !found.Parent.IsZero() {
		out.Parent = found.Parent.String()
	}
	for id, n := found.Parent, 0; !id.IsZero() && n < 20; n++ {
		out.Trail = append([]CategoryRef{categoryRef(l, id)}, out.Trail...)
		c, _ := l.Category(id)
		id = c.Parent
	}
	for _, b := range withArticles(branches) {
		if b.Parent == found.ID {
			out.Children = append(out.Children, categoryRef(l, b.ID))
		}
	}
	return &struct{ Body CategoryPage }{out}, nil
}

func findBranch(bs []app.Branch, name string) *app.Branch {
	for i := range bs {
		if bs[i].ID.String() == name || bs[i].Slug == name {
			return &bs[i]
		}
	}
	return nil
}

// plays takes what the page of a window says that it can play. Others, such
// as a browser, say nothing of this machine.
func (s *Server) plays(ctx context.Context, in *struct{ Body Plays }) (*none, error) {
	for _, name := range append(slices.Clone(in.Body.Can), in.Body.Cannot...) {
		if len(name) > 40 {
			return nil, app.Fault(app.Invalid, "plays_malformed", "Tên loại phim, âm thanh không đúng", "That is not the name of a kind of film or sound")
		}
	}
	if at := who(ctx); s.o.Plays != nil && at.window != "" && !at.away {
		s.o.Plays(at.window, in.Body)
	}
	return nil, nil
}

func (s *Server) beat(ctx context.Context, in *struct{ Body Beat }) (*none, error) {
	if s.o.Beat != nil {
		s.o.Beat(who(ctx).window, in.Body)
	}
	return nil, nil
}
