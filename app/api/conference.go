package api

import (
	"context"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"bangtin/app"
	"bangtin/app/viet"
)

// ProgrammeSpeaker is somebody who speaks, with the titles of that day.
type ProgrammeSpeaker struct {
	Name   string `json:"name"`
	Title  string `json:"title" doc:"may be empty"`
	Person string `json:"person" doc:"id in the list of people; empty for a plain name"`
}

// ProgrammeItem is one item of the programme.
type ProgrammeItem struct {
	ID       string             `json:"id"`
	Day      string             `json:"day" format:"date" doc:"that it is announced for"`
	Start    string             `json:"start" doc:"08:30"`
	End      string             `json:"end" doc:"empty where none was announced"`
	From     string             `json:"from" format:"date-time"`
	Until    string             `json:"until" format:"date-time" doc:"of an item without an end, until when it counts as going on"`
	Room     app.Text           `json:"room"`
	Point    string             `json:"point" doc:"of the room, on a plan; may be empty"`
	Title    app.Text           `json:"title"`
	Speakers []ProgrammeSpeaker `json:"speakers" nullable:"false"`
	Path     string             `json:"path" doc:"of the article that tells more, where one is on show"`
	Note     app.Text           `json:"note"`
	State    app.ItemState      `json:"state" enum:",changed,cancelled"`
	What     app.Text           `json:"what" doc:"what has changed, or why it is cancelled"`
}

// Programme is the whole programme, in the order of time.
type Programme struct {
	Items        []ProgrammeItem `json:"items" nullable:"false"`
	Now          string          `json:"now" format:"date-time"`
	ClockTrusted bool            `json:"clockTrusted" doc:"false: nothing can be said of what is now"`
	Cursor       string          `json:"cursor"`
}

func (s *Server) programme(ctx context.Context, _ *none) (*struct{ Body Programme }, error) {
	sh, sample, err := s.shelf(ctx)
	if err != nil {
		return nil, err
	}
	l := sh.Library
	now, trusted := l.Clock().Now()
	hall := l.Hall()
	items := hall.Items
	if sample { // its conference always takes place today
		items = app.Moved(items, now.In(viet.Zone()).Format(time.DateOnly))
	}
	articles := []app.ID{}
	for i := range items {
		if !items[i].Article.IsZero() {
			articles = append(articles, items[i].Article)
		}
	}
	shown, err := l.Cards(ctx, articles)
	if err != nil {
		return nil, err
	}
	people, err := speakersOf(ctx, l, items)
	if err != nil {
		return nil, err
	}
	out := Programme{Items: []ProgrammeItem{}, Now: now.In(viet.Zone()).Format(time.RFC3339), ClockTrusted: trusted, Cursor: s.cursor(sh, sample)}
	for i := range items {
		item := programmeItem(hall, &items[i], people)
		if c := shown[items[i].Article]; c != nil {
			item.Path = card(l, c).Path
		}
		out.Items = append(out.Items, item)
	}
	return &struct{ Body Programme }{out}, nil
}

// speakersOf reads the list of people only where somebody of it speaks.
func speakersOf(ctx context.Context, l *app.Library, items []app.ProgrammeItem) (map[app.ID]app.Person, error) {
	known := slices.ContainsFunc(items, func(i app.ProgrammeItem) bool {
		return slices.ContainsFunc(i.Speakers, func(s app.Speaker) bool { return !s.Person.IsZero() })
	})
	if !known {
		return nil, nil
	}
	all, err := l.People(ctx)
	out := map[app.ID]app.Person{}
	for _, p := range all {
		out[p.ID] = p
	}
	return out, err
}

func programmeItem(hall *app.Hall, i *app.ProgrammeItem, people map[app.ID]app.Person) ProgrammeItem {
	from := i.Time.From().In(viet.Zone())
	out := ProgrammeItem{
		ID: i.ID.String(), Day: i.Time.Day, Start: from.Format("15:04"), From: from.Format(time.RFC3339),
		Until: i.Until.In(viet.Zone()).Format(time.RFC3339), Room: app.Text{VI: i.Room, EN: i.Room},
		Title: app.Text{VI: i.Title, EN: i.TitleEN}, Note: app.Text{VI: i.Note, EN: i.NoteEN}, What: app.Text{VI: i.What, EN: i.WhatEN},
		State: i.State, Speakers: []ProgrammeSpeaker{},
	}
	if !i.Open {
		out.End = i.Until.In(viet.Zone()).Format("15:04")
	}
	if p, ok := hall.PointCalled(i.Room); ok {
		out.Point, out.Room = p.ID.String(), app.Text{VI: p.Name, EN: p.NameEN}
	}
	for _, sp := range i.Speakers {
		one := ProgrammeSpeaker{Name: sp.Name}
		if p, ok := people[sp.Person]; ok {
			var held []string
			for _, t := range p.On(i.Time.Day) {
				held = append(held, t.Title)
			}
			one = ProgrammeSpeaker{Name: p.Name, Title: strings.Join(held, ", "), Person: p.ID.String()}
		}
		if one.Name != "" {
			out.Speakers = append(out.Speakers, one)
		}
	}
	return out
}

// HallPoint is a named place on a plan.
type HallPoint struct {
	ID   string   `json:"id"`
	Name app.Text `json:"name"`
	At   Focus    `json:"at" doc:"in thousandths from the top left"`
}

// HallPlan is the plan of a floor.
type HallPlan struct {
	ID      string      `json:"id"`
	Name    app.Text    `json:"name"`
	Picture Picture     `json:"picture"`
	Points  []HallPoint `json:"points" nullable:"false"`
}

// HallCard is a practical card.
type HallCard struct {
	ID       string       `json:"id"`
	Kind     app.CardKind `json:"kind" enum:"wifi,aid,organiser,transport,text"`
	Title    app.Text     `json:"title"`
	Text     app.Text     `json:"text"`
	Network  string       `json:"network" doc:"of a Wi-Fi card"`
	Password string       `json:"password" doc:"empty: an open network"`
	QR       Maybe[QR]    `json:"qr" doc:"joins the network"`
}

// Hall is what helps visitors to find their way.
type Hall struct {
	Plans  []HallPlan `json:"plans" nullable:"false"`
	Cards  []HallCard `json:"cards" nullable:"false"`
	Here   string     `json:"here" doc:"the point at which this machine stands; may be empty"`
	Cursor string     `json:"cursor"`
}

func (s *Server) hall(ctx context.Context, _ *none) (*struct{ Body Hall }, error) {
	sh, sample, err := s.shelf(ctx)
	if err != nil {
		return nil, err
	}
	h := sh.Library.Hall()
	out := Hall{Plans: []HallPlan{}, Cards: []HallCard{}, Cursor: s.cursor(sh, sample)}
	for _, p := range h.Plans {
		plan := HallPlan{ID: p.ID.String(), Name: app.Text{VI: p.Name, EN: p.NameEN}, Picture: picture(*p.Image.Picture), Points: []HallPoint{}}
		for _, q := range h.Points {
			if q.Plan == p.ID {
				plan.Points = append(plan.Points, HallPoint{q.ID.String(), app.Text{VI: q.Name, EN: q.NameEN}, Focus(q.At)})
			}
		}
		out.Plans = append(out.Plans, plan)
	}
	for _, c := range h.Cards {
		kind := c.Kind
		if kind == "" {
			kind = app.CardText
		}
		one := HallCard{ID: c.ID.String(), Kind: kind, Title: app.Text{VI: c.Title, EN: c.TitleEN}, Text: app.Text{VI: c.Text, EN: c.TextEN}}
		if kind == app.CardWifi {
			one.Network, one.Password, one.QR = c.Wifi.Name, c.Wifi.Password, qrOf(c.Wifi.QR())
		}
		out.Cards = append(out.Cards, one)
	}
	if p, ok := s.here(sh.Library); ok {
		out.Here = p.ID.String()
	}
	return &struct{ Body Hall }{out}, nil
}

// here is where this machine stands: as its command line says, else as a
// desk has said.
func (s *Server) here(l *app.Library) (app.HallPoint, bool) {
	h := l.Hall()
	if p, ok := h.PointCalled(s.o.Here); ok {
		return p, true
	}
	id := l.Here(l.Device())
	for _, p := range h.Points {
		if p.ID == id {
			return p, true
		}
	}
	return app.HallPoint{}, false
}

// Exhibit is an article that speaks of an exhibit.
type Exhibit struct {
	Number string `json:"number" doc:"as its label has it"`
	Card   Card   `json:"card"`
}

// Exhibits is a run of the index of exhibits, by number.
type Exhibits struct {
	Exhibits []Exhibit `json:"exhibits" nullable:"false"`
	Next     string    `json:"next" doc:"for the parameter after; empty at the end"`
	Cursor   string    `json:"cursor"`
}

func exhibits(l *app.Library, cards []*app.Card) []Exhibit {
	out := []Exhibit{}
	for _, c := range cards {
		out = append(out, Exhibit{c.Exhibit, card(l, c)})
	}
	return out
}

func (s *Server) exhibits(ctx context.Context, in *struct {
	Lang  string `query:"lang" maxLength:"35" doc:"chosen where an exhibit has it"`
	After string `query:"after" maxLength:"400"`
	Limit int    `query:"limit" minimum:"1" maximum:"100" default:"60"`
}) (*struct{ Body Exhibits }, error) {
	sh, sample, err := s.shelf(ctx)
	if err != nil {
		return nil, err
	}
	from, err := base64.RawURLEncoding.DecodeString(in.After)
	if err != nil {
		return nil, app.Fault(app.Invalid, "bad_place", "Không đọc được vị trí trong danh sách", "The place in the list cannot be read")
	}
	run, err := sh.Library.Exhibits(ctx, in.Lang, from, in.Limit)
	if err != nil {
		return nil, err
	}
	return &struct{ Body Exhibits }{Exhibits{
		exhibits(sh.Library, run.Cards), base64.RawURLEncoding.EncodeToString(run.Next), s.cursor(sh, sample),
	}}, nil
}

// FoundExhibit is the answer to a number.
type FoundExhibit struct {
	Found Maybe[Exhibit] `json:"found" doc:"null where nothing on show has that number"`
	Near  []Exhibit      `json:"near" nullable:"false" doc:"those before and behind it then"`
}

func (s *Server) exhibit(ctx context.Context, in *struct {
	Number string `path:"number" maxLength:"200"`
	Lang   string `query:"lang" maxLength:"35"`
}) (*struct{ Body FoundExhibit }, error) {
	sh, _, err := s.shelf(ctx)
	if err != nil {
		return nil, err
	}
	found, near, err := sh.Library.Exhibit(ctx, in.Number, in.Lang)
	if err != nil {
		return nil, err
	}
	out := FoundExhibit{Near: exhibits(sh.Library, near)}
	if found != nil {
		out.Found.V = &Exhibit{found.Exhibit, card(sh.Library, found)}
	}
	return &struct{ Body FoundExhibit }{out}, nil
}
