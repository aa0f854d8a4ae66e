package api

import (
	"encoding/json"
	"fmt"
	"time"

	"bangtin/app"
	"bangtin/app/viet"
)

// What goes over the wire. Lists are never null, times are RFC 3339 in
// Vietnam's zone.

// CategoryRef names a category.
type CategoryRef struct {
	ID   string   `json:"id"`
	Slug string   `json:"slug"`
	Name app.Text `json:"name"`
}

// Moment is a time that may be known to the day only.
type Moment struct {
	At       string `json:"at" format:"date-time"`
	DateOnly bool   `json:"dateOnly"`
}

// Size is one derivative of a picture.
type Size struct {
	SHA256 string `json:"sha256"`
	Type   string `json:"type" enum:"image/jpeg,image/png"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Bytes  int64  `json:"bytes"`
	URL    string `json:"url"`
}

// Picture is what readers get of an original.
type Picture struct {
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Colour string `json:"colour" doc:"dominant colour, #rrggbb"`
	Sizes  []Size `json:"sizes" nullable:"false" doc:"largest first"`
}

// Focus is where the eye must land, in thousandths from the top left.
type Focus struct {
	X int `json:"x"`
	Y int `json:"y"`
}

// Photo is a picture with its words.
type Photo struct {
	Picture
	Alt     string `json:"alt"`
	Caption string `json:"caption"`
	Credit  string `json:"credit"`
	Focus   Focus  `json:"focus"`
}

// Card is what lists show of an article.
type Card struct {
	ID        string       `json:"id"`
	Slug      string       `json:"slug"`
	Path      string       `json:"path"`
	Title     string       `json:"title"`
	Lead      string       `json:"lead"`
	Lang      string       `json:"lang"`
	Genre     string       `json:"genre,omitempty"`
	Category  CategoryRef  `json:"category"`
	Published Moment       `json:"published"`
	Photo     Maybe[Photo] `json:"photo"`
	Byline    string       `json:"byline"`
	Source    string       `json:"source"`
	Words     int          `json:"words"`
}

// Version is the article in another language.
type Version struct {
	ID    string `json:"id"`
	Lang  string `json:"lang"`
	Title string `json:"title"`
	Path  string `json:"path"`
}

// Article is one article, whole.
type Article struct {
	Card
	Body       json.RawMessage        `json:"body" doc:"ProseMirror document, see app/body"`
	Media      map[string]Picture     `json:"media" doc:"by the hash a figure names"`
	Files      map[string]ArticleFile `json:"files" doc:"films, sounds and subtitles, by the hash a block names"`
	Attached   []ArticleFile          `json:"attachments" nullable:"false"`
	Categories []CategoryRef          `json:"categories" nullable:"false" doc:"the main one first"`
	Topic      string                 `json:"topic"`
	TopicPath  string                 `json:"topicPath" doc:"of the page of the topic; empty without one"`
	Series     Maybe[Series]          `json:"series"`
	Tags       []string               `json:"tags" nullable:"false"`
	Exhibit    string                 `json:"exhibit"`
	Note       string                 `json:"note" doc:"public note of a correction"`
	Created    string                 `json:"created" format:"date-time"`
	Edited     string                 `json:"edited" format:"date-time"`
	Comments   int                    `json:"comments" doc:"how many readers see under it"`
	CommentsOn bool                   `json:"commentsOn" doc:"it takes comments"`
	Address    string                 `json:"address" doc:"on the office's portal"`
	QR         Maybe[QR]              `json:"qr"`
	Views      Maybe[int]             `json:"views" doc:"how often it was opened, where readers are told"`
	Versions   []Version              `json:"versions" nullable:"false"`
	Newer      []Card                 `json:"newer" nullable:"false"`
	Older      []Card                 `json:"older" nullable:"false"`
	Cursor     string                 `json:"cursor"`
}

func topicPath(name string) string {
	if name == "" {
		return ""
	}
	return "/chu-de/" + viet.Slug(name, 200)
}

func seriesPath(name string) string { return "/loat-bai/" + viet.Slug(name, 200) }

func stamp(ms int64) string { return time.UnixMilli(ms).In(viet.Zone()).Format(time.RFC3339) }

func moment(m app.Moment) Moment { return Moment{At: stamp(m.At), DateOnly: m.DateOnly} }

func picture(m app.Media) Picture {
	p := Picture{Width: m.Width, Height: m.Height, Colour: m.Colour, Sizes: []Size{}}
	for _, s := range m.Sizes {
		p.Sizes = append(p.Sizes, Size{
			SHA256: s.Hash.String(), Type: s.Type, Width: s.Width, Height: s.Height, Bytes: s.Bytes,
			URL: fmt.Sprintf("/media/%s/%d", s.Hash, s.Edge()),
		})
	}
	return p
}

func photo(f *app.Figure, m *app.Media) Maybe[Photo] {
	if f == nil {
		return Maybe[Photo]{}
	}
	p := &Photo{Alt: f.Alt, Caption: f.Caption, Credit: f.Credit, Focus: Focus{f.FocusX, f.FocusY}}
	if p.Alt == "" {
		p.Alt = p.Caption
	}
	if m != nil {
		p.Picture = picture(*m)
	} else {
		p.Colour, p.Sizes = "#d8cfbd", []Size{}
	}
	return Maybe[Photo]{p}
}

func categoryRef(l *app.Library, id app.ID) CategoryRef {
	c, ok := l.Category(id)
	if !ok {
		c.Name = app.Uncategorised
	}
	if c.Name.EN == "" {
		c.Name.EN = c.Name.VI
	}
	return CategoryRef{ID: id.String(), Slug: c.Slug, Name: c.Name}
}

func card(l *app.Library, c *app.Card) Card {
	slug := viet.Slug(c.Title, 80)
	return Card{
		ID: c.Article.String(), Slug: slug, Path: "/bai/" + slug + "-" + c.Article.String(),
		Title: c.Title, Lead: c.Lead, Lang: c.Lang, Genre: c.Genre, Category: categoryRef(l, c.Category),
		Published: moment(c.Published), Photo: photo(c.Figure, c.Picture), Byline: c.Byline, Source: c.Source, Words: c.Words,
	}
}

func cards(l *app.Library, cs []*app.Card) []Card {
	out := make([]Card, 0, len(cs))
	for _, c := range cs {
		out = append(out, card(l, c))
	}
	return out
}
