package api

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/binary"
	"slices"
	"time"

	"bangtin/app"
	"bangtin/app/viet"
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
	return &struct{ Body Health }{Health{OK: true, Cursor: cursor(sh, sample)}}, nil
}

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
	Settings     SiteSettings   `json:"settings"`
	Sample       bool           `json:"sample" doc:"the sample is shown, because the library is empty"`
	Founded      bool           `json:"founded"`
	Categories   []SiteCategory `json:"categories" nullable:"false" doc:"each parent before its children"`
	Languages    []string       `json:"languages" nullable:"false"`
	Total        int            `json:"total"`
	Units        bool           `json:"units" doc:"there is a directory of units"`
	Cursor       string         `json:"cursor"`
	Solemn       bool           `json:"solemn" doc:"trang nghiêm: grey, still and quiet"`
	Face         string         `json:"face" enum:"desk,kiosk,screen,reader"`
	Version      string         `json:"version"`
	ClockTrusted bool           `json:"clockTrusted"`
	Now          string         `json:"now" format:"date-time"`
	Programme    bool           `json:"programme" doc:"there is one"`
	Exhibits     bool           `json:"exhibits" doc:"something on show has the number of an exhibit"`
	Info         bool           `json:"info" doc:"there are plans or practical cards"`
	Idle         int            `json:"idle,omitempty" doc:"seconds a kiosk waits for a touch; as the interface likes where it is missing"`
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
		Languages: []string{}, Cursor: cursor(sh, sample), Solemn: s.o.Real.Library.Solemn(), Face: who(ctx).face, Version: s.o.Version,
		ClockTrusted: trusted, Now: now.In(viet.Zone()).Format(time.RFC3339), Idle: int(s.o.Idle / time.Second),
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
	out := Front{Latest: []Card{}, Sections: []Section{}, Cursor: cursor(sh, sample)}
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
		Cards: cards(sh.Library, page.Cards), Next: writePlace(page.Next), Total: page.Total, Cursor: cursor(sh, sample),
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
	out := &struct{ Body Article }{article(sh.Library, &a, cursor(sh, sample), who(ctx).face)}
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

// Slide is an article as a screen shows it.
type Slide struct {
	Card
	Caption string    `json:"caption" doc:"of the photo"`
	Credit  string    `json:"credit"`
	Address string    `json:"address"`
	QR      Maybe[QR] `json:"qr"`
	Seconds int       `json:"seconds" doc:"how long it stands, from the length of its text"`
	Updated string    `json:"updated" format:"date-time"`
	Langs   []string  `json:"langs" nullable:"false" doc:"of its versions and its own, where it has versions in other languages"`
}

// Slides are what a screen shows in turn.
type Slides struct {
	Slides []Slide `json:"slides" nullable:"false"`
	Cursor string  `json:"cursor"`
}

func (s *Server) slides(ctx context.Context, in *struct {
	Limit int `query:"limit" minimum:"1" maximum:"100" default:"20"`
}) (*struct{ Body Slides }, error) {
	sh, sample, err := s.shelf(ctx)
	if err != nil {
		return nil, err
	}
	l := sh.Library
	shown, err := withPhoto(ctx, l, in.Limit)
	if err == nil && len(shown) == 0 { // a screen of type alone is better than a title card for months
		var page app.Page
		page, err = l.List(ctx, app.All(), screenLang, nil, in.Limit)
		shown = page.Cards
	}
	if err != nil {
		return nil, err
	}
	out := Slides{Slides: []Slide{}, Cursor: cursor(sh, sample)}
	for _, c := range shown {
		langs, err := l.LanguagesOf(ctx, c)
		if err != nil {
			return nil, err
		}
		s := Slide{Card: card(l, c), Address: c.Address, QR: qrOf(c.Address), Seconds: seconds(c), Updated: stamp(c.Edited), Langs: append([]string{}, langs...)}
		if p := s.Photo.V; p != nil {
			s.Caption, s.Credit = p.Caption, p.Credit
		}
		out.Slides = append(out.Slides, s)
	}
	return &struct{ Body Slides }{out}, nil
}

const (
	screenLang = "vi"
	// slideReach is how far back a screen looks for articles with a photo.
	slideReach = 500
)

func withPhoto(ctx context.Context, l *app.Library, limit int) (out []*app.Card, err error) {
	var from *app.Place
	for looked := 0; looked < slideReach; {
		page, err := l.List(ctx, app.All(), screenLang, from, app.MaxPage)
		if err != nil {
			return nil, err
		}
		for _, c := range page.Cards {
			if c.Picture != nil && len(out) < limit {
				out = append(out, c)
			}
		}
		looked += len(page.Cards)
		if from = page.Next; from == nil || len(out) == limit {
			break
		}
	}
	return out, nil
}

// seconds is how long a reader at five metres needs for title, lead and
// caption: three syllables a second read aloud in the head, and four to
// find the way in, between ten and thirty.
func seconds(c *app.Card) int {
	text := c.Title + " " + c.Lead
	if c.Figure != nil {
		text += " " + c.Figure.Caption
	}
	return min(max(4+syllables(text)/3, 10), 30)
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
