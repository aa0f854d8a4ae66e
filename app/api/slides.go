package api

import (
	"context"

	"bangtin/app"
)

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
	out := Slides{Slides: []Slide{}, Cursor: s.cursor(sh, sample)}
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
