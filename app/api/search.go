package api

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"time"

	"bangtin/app"
	"bangtin/app/viet"
)

// Finder searches a library; see app/search.
type Finder interface {
	Suggest(ctx context.Context, words, lang string) (app.Suggestions, error)
	// Search finds what readers see at this moment and nothing else.
	Search(ctx context.Context, s app.Search) (app.Found, error)
	// SearchDesk finds articles in every state.
	SearchDesk(ctx context.Context, s app.Search) (app.Found, error)
}

var errNoSearch = app.Fault(app.Unavailable, "no_search", "Hiện chưa tìm kiếm được. Xin thử lại sau ít phút",
	"There is no searching at the moment. Please try again in a few minutes")

func (sh Shelf) finder() (Finder, error) {
	if sh.Finder == nil {
		return nil, errNoSearch
	}
	return sh.Finder, nil
}

// TitleHit is an article whose title goes on with what was typed.
type TitleHit struct {
	ID          string      `json:"id"`
	Slug        string      `json:"slug"`
	Path        string      `json:"path"`
	Title       []app.Span  `json:"title" nullable:"false"`
	Category    CategoryRef `json:"category"`
	PublishedAt Moment      `json:"publishedAt"`
}

// TagHit is a tag with the articles on show that bear it.
type TagHit struct {
	Tag   string `json:"tag"`
	Count int    `json:"count"`
}

// CategoryHit is a category with a number of articles.
type CategoryHit struct {
	Ref   CategoryRef `json:"ref"`
	Count int         `json:"count"`
}

// Suggestions are what somebody might be typing.
type Suggestions struct {
	Titles     []TitleHit    `json:"titles" nullable:"false" doc:"at most 6"`
	Tags       []TagHit      `json:"tags" nullable:"false" doc:"at most 4"`
	Categories []CategoryHit `json:"categories" nullable:"false" doc:"at most 3"`
	Building   *app.Progress `json:"building,omitempty" doc:"set while titles are still being read"`
}

func (s *Server) suggest(ctx context.Context, in *struct {
	Q    string `query:"q" maxLength:"200"`
	Lang string `query:"lang" maxLength:"35" doc:"titles in this language alone"`
}) (*struct{ Body Suggestions }, error) {
	sh, _, err := s.shelf(ctx)
	if err != nil {
		return nil, err
	}
	f, err := sh.finder()
	if err != nil {
		return nil, err
	}
	found, err := f.Suggest(ctx, in.Q, in.Lang)
	if err != nil {
		return nil, err
	}
	out := Suggestions{Titles: []TitleHit{}, Tags: []TagHit{}, Categories: []CategoryHit{}, Building: found.Building}
	for _, t := range found.Titles {
		c := card(sh.Library, t.Card)
		out.Titles = append(out.Titles, TitleHit{ID: c.ID, Slug: c.Slug, Path: c.Path, Title: t.Title, Category: c.Category, PublishedAt: c.Published})
	}
	for _, t := range found.Tags {
		out.Tags = append(out.Tags, TagHit{t.Value, t.Count})
	}
	for _, b := range found.Categories {
		out.Categories = append(out.Categories, CategoryHit{categoryRef(sh.Library, b.ID), b.Count})
	}
	return &struct{ Body Suggestions }{out}, nil
}

// SearchFacets count all that was found, by what it could be narrowed to.
type SearchFacets struct {
	Categories []CategoryHit `json:"categories" nullable:"false" doc:"each with those of its own alone"`
	Authors    []app.Tally   `json:"authors" nullable:"false"`
	Genres     []app.Tally   `json:"genres" nullable:"false"`
	Languages  []app.Tally   `json:"languages" nullable:"false"`
	Years      []app.Tally   `json:"years" nullable:"false" doc:"newest first"`
}

// SearchHit is one article that was found.
type SearchHit struct {
	Card    Card       `json:"card"`
	Title   []app.Span `json:"title" nullable:"false" doc:"the whole title in spans"`
	Snippet []app.Span `json:"snippet" nullable:"false" doc:"a piece of the text in spans"`
	Exact   bool       `json:"exact" doc:"the words carry the marks that were typed"`
}

// SearchAnswer is one page of what was found.
type SearchAnswer struct {
	Total    int           `json:"total"`
	Hits     []SearchHit   `json:"hits" nullable:"false"`
	Facets   SearchFacets  `json:"facets"`
	Counted  bool          `json:"counted" doc:"the facets are of all that was found; where they are not, and on further pages, there are none"`
	Spelling string        `json:"spelling" doc:"where not empty nothing was found as it was typed, and this is the answer to these words instead"`
	Cursor   string        `json:"cursor" doc:"for the parameter cursor, the next page; empty at the end"`
	Building *app.Progress `json:"building,omitempty" doc:"set while articles are still being read into the index"`
}

// SearchInput is what every search may ask.
type SearchInput struct {
	Q        string `query:"q" maxLength:"300" doc:"words, phrases in quotes, dates, document numbers; with none, what the filters leave, newest first; with neither, nothing"`
	Category string `query:"category" maxLength:"200" doc:"id or slug; with those below it"`
	From     string `query:"from" maxLength:"40" doc:"published on that day or later"`
	To       string `query:"to" maxLength:"40" doc:"published on that day or earlier"`
	Author   string `query:"author" maxLength:"500"`
	Genre    string `query:"genre" maxLength:"500"`
	Tag      string `query:"tag" maxLength:"500"`
	Lang     string `query:"lang" maxLength:"35"`
	Sort     string `query:"sort" enum:"best,newest" default:"best"`
	Cursor   string `query:"cursor" maxLength:"64"`
	Limit    int    `query:"limit" minimum:"1" maximum:"50" default:"20"`
	Facets   bool   `query:"facets" doc:"count also where very many are found, which takes a while"`
}

func (in *SearchInput) search(l *app.Library) (q app.Search, err error) {
	q = app.Search{Words: in.Q, Author: in.Author, Genre: in.Genre, Tag: in.Tag, Lang: in.Lang, Newest: in.Sort == "newest", Limit: in.Limit, Facets: in.Facets}
	if in.Category != "" {
		if q.Category, err = categoryNamed(l, in.Category); err != nil {
			return q, err
		}
	}
	if q.From, err = day(in.From, 0); err != nil {
		return q, err
	}
	if q.Until, err = day(in.To, 1); err != nil {
		return q, err
	}
	q.Offset, err = readOffset(in.Cursor)
	return q, err
}

func categoryNamed(l *app.Library, name string) (app.ID, error) {
	id, err := app.ParseID(name)
	if err == nil {
		return id, nil
	}
	if c, ok := l.CategoryBySlug(name); ok {
		return c.ID, nil
	}
	return id, app.Fault(app.NotFound, "no_category", "Không có chuyên mục này", "There is no such category")
}

// day gives the first minute of a day in Vietnam, or of the one after.
func day(text string, after int) (int64, error) {
	if text == "" {
		return 0, nil
	}
	t, _, err := viet.ParseDate(text)
	if err != nil {
		return 0, app.Fault(app.Invalid, "bad_day", "Ngày không đúng. Xin ghi như 3/7/2024", "That is not a day. Please write it like 3/7/2024")
	}
	t = t.In(viet.Zone())
	return time.Date(t.Year(), t.Month(), t.Day()+after, 0, 0, 0, 0, viet.Zone()).UnixMilli(), nil
}

func readOffset(cursor string) (int, error) {
	if cursor == "" {
		return 0, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(b) != 4 {
		return 0, app.Fault(app.Invalid, "bad_place", "Không đọc được vị trí trong danh sách", "The place in the list cannot be read")
	}
	return int(binary.BigEndian.Uint32(b)), nil
}

func writeOffset(found *app.Found, q *app.Search) string {
	next := q.Offset + q.Limit
	if !found.More || next >= app.MaxSearch {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint32(nil, uint32(next)))
}

func (s *Server) search(ctx context.Context, in *struct{ SearchInput }) (*struct{ Body SearchAnswer }, error) {
	sh, _, err := s.shelf(ctx)
	if err != nil {
		return nil, err
	}
	f, err := sh.finder()
	if err != nil {
		return nil, err
	}
	q, err := in.search(sh.Library)
	if err != nil {
		return nil, err
	}
	found, err := f.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	out := SearchAnswer{
		Total: found.Total, Hits: []SearchHit{}, Facets: facets(sh.Library, &found.Facets), Counted: found.Counted,
		Spelling: found.Spelling, Cursor: writeOffset(&found, &q), Building: found.Building,
	}
	for _, h := range found.Hits {
		out.Hits = append(out.Hits, SearchHit{Card: card(sh.Library, h.Card), Title: spans(h.Title), Snippet: spans(h.Snippet), Exact: h.Exact})
	}
	return &struct{ Body SearchAnswer }{out}, nil
}

func spans(s []app.Span) []app.Span { return append([]app.Span{}, s...) }

func facets(l *app.Library, f *app.Facets) SearchFacets {
	out := SearchFacets{
		Categories: []CategoryHit{}, Authors: append([]app.Tally{}, f.Authors...), Genres: append([]app.Tally{}, f.Genres...),
		Languages: append([]app.Tally{}, f.Languages...), Years: append([]app.Tally{}, f.Years...),
	}
	for _, t := range f.Categories {
		if id, err := app.ParseID(t.Value); err == nil {
			out.Categories = append(out.Categories, CategoryHit{categoryRef(l, id), t.Count})
		}
	}
	return out
}

// DeskSearchHit is one article that was found, in any state.
type DeskSearchHit struct {
	Row     DeskRow    `json:"row"`
	Title   []app.Span `json:"title" nullable:"false"`
	Snippet []app.Span `json:"snippet" nullable:"false"`
	Exact   bool       `json:"exact"`
}

// DeskSearchAnswer is one page of what was found at a desk.
type DeskSearchAnswer struct {
	Role     app.Post        `json:"role" enum:"writer,editor,publisher,administrator,auditor" doc:"of whoever asks"`
	Total    int             `json:"total"`
	Hits     []DeskSearchHit `json:"hits" nullable:"false"`
	Facets   SearchFacets    `json:"facets"`
	States   []DeskCount     `json:"states" nullable:"false" doc:"all that was found, by state"`
	Spelling string          `json:"spelling"`
	Cursor   string          `json:"cursor"`
	Building *app.Progress   `json:"building,omitempty"`
}

func (s *Server) deskSearch(ctx context.Context, in *struct {
	SearchInput
	State app.State `query:"state" enum:"draft,review,returned,approved,scheduled,published,expired,withdrawn,archived,trash"`
}) (*struct{ Body DeskSearchAnswer }, error) {
	by, err := s.actor(ctx)
	if err != nil {
		return nil, err
	}
	l := s.o.Real.Library
	f, err := s.o.Real.finder()
	if err != nil {
		return nil, err
	}
	q, err := in.search(l)
	if err != nil {
		return nil, err
	}
	q.State, q.Facets = in.State, true
	found, err := f.SearchDesk(ctx, q)
	if err != nil {
		return nil, err
	}
	names, err := s.names(ctx)
	if err != nil {
		return nil, err
	}
	out := DeskSearchAnswer{
		Role: by.Post, Total: found.Total, Hits: []DeskSearchHit{}, Facets: facets(l, &found.Facets), States: []DeskCount{},
		Spelling: found.Spelling, Cursor: writeOffset(&found, &q), Building: found.Building,
	}
	for _, h := range found.Hits {
		out.Hits = append(out.Hits, DeskSearchHit{Row: s.deskRow(ctx, h.Row, by, names), Title: spans(h.Title), Snippet: spans(h.Snippet), Exact: h.Exact})
	}
	for _, t := range found.Facets.States {
		out.States = append(out.States, DeskCount{t.Value, t.Count})
	}
	return &struct{ Body DeskSearchAnswer }{out}, nil
}
