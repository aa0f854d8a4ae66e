package api

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"bangtin/app"
)

// actorAt is the actor, and the article that a path names.
func (s *Server) actorAt(ctx context.Context, id string) (app.Actor, app.ID, error) {
	by, err := s.actor(ctx)
	if err != nil {
		return by, app.ID{}, err
	}
	article, err := app.ParseID(id)
	if err != nil || article.IsZero() {
		return by, article, app.ErrNoArticle
	}
	return by, article, nil
}

// DeskRow is what the desk's list shows of an article.
type DeskRow struct {
	ID        string         `json:"id"`
	Title     string         `json:"title"`
	Lead      string         `json:"lead"`
	State     app.State      `json:"state" enum:"draft,review,returned,approved,scheduled,published,expired,withdrawn,archived,trash"`
	Shown     bool           `json:"shown" doc:"readers see a version of it now"`
	Acts      []app.Act      `json:"acts" nullable:"false" doc:"what whoever asks may do"`
	Category  CategoryRef    `json:"category"`
	Genre     string         `json:"genre"`
	Lang      string         `json:"lang"`
	Byline    string         `json:"byline"`
	Edited    string         `json:"edited" format:"date-time"`
	Editor    string         `json:"editor" doc:"name of who saved it last"`
	Mine      bool           `json:"mine" doc:"whoever asks saved it first or last"`
	Reason    string         `json:"reason" doc:"why it was sent back"`
	ReasonBy  string         `json:"reasonBy"`
	Published Maybe[Moment]  `json:"published"`
	From      string         `json:"from,omitempty" format:"date-time" doc:"not shown before"`
	Until     string         `json:"until,omitempty" format:"date-time"`
	Picture   Maybe[Picture] `json:"picture"`
	Conflict  bool           `json:"conflict" doc:"two people's versions stand beside each other"`
	Rivals    bool           `json:"rivals" doc:"it was published twice, or published and withdrawn, by desks that knew nothing of each other"`
}

// names gives the names of accounts.
func (s *Server) names(ctx context.Context) (map[app.ID]string, error) {
	all, err := s.o.Real.Library.Accounts(ctx)
	out := map[app.ID]string{}
	for _, a := range all {
		out[a.ID] = a.Name
	}
	return out, err
}

func (s *Server) deskRow(ctx context.Context, r *app.DeskRow, by app.Actor, names map[app.ID]string) DeskRow {
	l := s.o.Real.Library
	out := DeskRow{
		ID: r.Article.String(), Title: r.Title, Lead: r.Lead, State: r.State, Shown: r.Shown,
		Acts: append([]app.Act{}, app.ActsOf(by.Post, r.State)...), Category: categoryRef(l, r.Category),
		Genre: r.Genre, Lang: r.Lang, Byline: r.Byline, Edited: stamp(r.Edited), Editor: names[r.Editor],
		Mine:   !by.Account.IsZero() && (r.Editor == by.Account || r.First == by.Account),
		Reason: r.Reason, ReasonBy: names[r.ReasonBy], Conflict: len(r.Heads) > 1,
	}
	out.Rivals = r.Card != nil && len(r.Card.Rivals) > 0
	if c := r.Card; c != nil && !c.Withdrawn {
		m := moment(c.Published)
		out.Published.V = &m
		if c.From != 0 {
			out.From = stamp(c.From)
		}
		if c.Until != 0 {
			out.Until = stamp(c.Until)
		}
	}
	if !r.Picture.IsZero() {
		if m, ok, err := l.Preview(ctx, r.Picture); err == nil && ok {
			p := deskPicture(m)
			out.Picture.V = &p
		} else if c := r.Card; c != nil && c.Picture != nil && c.Figure != nil && c.Figure.Media == r.Picture {
			p := deskPicture(*c.Picture)
			out.Picture.V = &p
		}
	}
	return out
}

// unknownColour stands where a picture's own colour is not known yet.
const unknownColour = "#d8cfbd"

// developedPicture is a picture for staff as far as it is ready: before
// anything was made of it the thumbnail in it stands in, where there is one.
func developedPicture(d *app.Developed) Picture {
	p := deskPicture(d.Media)
	if d.Made() {
		return p
	}
	p.Colour = unknownColour
	if d.Small {
		name := d.Original.String()
		p.Sizes = []Size{{SHA256: name, Type: "image/jpeg", Width: p.Width, Height: p.Height, URL: "/desk-media/" + name + "/small"}}
	}
	return p
}

// deskPicture is a picture for staff, whether or not readers see it.
func deskPicture(m app.Media) Picture {
	p := picture(m)
	for i := range p.Sizes {
		p.Sizes[i].URL = "/desk-media/" + p.Sizes[i].SHA256
	}
	return p
}

// DeskList is a page of the desk's list.
type DeskList struct {
	Rows  []DeskRow `json:"rows" nullable:"false"`
	Next  string    `json:"next" doc:"where the next page begins; empty at the end"`
	Total int       `json:"total" doc:"of the state, or of those in conflict, whatever else was asked"`
}

func (s *Server) deskList(ctx context.Context, in *struct {
	State    app.State `query:"state" enum:"draft,review,returned,approved,scheduled,published,expired,withdrawn,archived,trash"`
	Conflict bool      `query:"conflict" doc:"only what several versions stand of beside each other"`
	Category string    `query:"category"`
	Account  string    `query:"account"`
	Genre    string    `query:"genre" maxLength:"500"`
	Lacks    string    `query:"lacks" enum:"vi,en" doc:"only what is shown and has no version in this language"`
	Words    string    `query:"words" maxLength:"200"`
	From     time.Time `query:"from"`
	Until    time.Time `query:"until"`
	At       string    `query:"at" maxLength:"200"`
	Limit    int       `query:"limit" minimum:"1" maximum:"100" default:"30"`
}) (*struct{ Body DeskList }, error) {
	by, err := s.actor(ctx)
	if err != nil {
		return nil, err
	}
	f := app.DeskFilter{State: in.State, Conflict: in.Conflict, Genre: in.Genre, Lacks: in.Lacks, Words: in.Words}
	if f.Category, err = app.ParseID(in.Category); err != nil {
		return nil, err
	}
	if f.Account, err = app.ParseID(in.Account); err != nil {
		return nil, err
	}
	if !in.From.IsZero() {
		f.From = in.From.UnixMilli()
	}
	if !in.Until.IsZero() {
		f.Until = in.Until.UnixMilli()
	}
	from, err := parseDeskPlace(in.At)
	if err != nil {
		return nil, err
	}
	page, err := s.o.Real.Library.DeskList(ctx, f, from, in.Limit)
	if err != nil {
		return nil, err
	}
	names, err := s.names(ctx)
	out := DeskList{Rows: []DeskRow{}, Total: page.Total}
	for i := range page.Rows {
		out.Rows = append(out.Rows, s.deskRow(ctx, &page.Rows[i], by, names))
	}
	if page.Next != nil {
		out.Next = base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(page.Next.At, 10) + " " + page.Next.Article.String()))
	}
	return &struct{ Body DeskList }{out}, err
}

func parseDeskPlace(text string) (*app.Place, error) {
	if text == "" {
		return nil, nil
	}
	bad := app.Fault(app.Invalid, "bad_place", "Trang danh sách không đúng", "That is not a place in a list")
	b, err := base64.RawURLEncoding.DecodeString(text)
	at, id, ok := strings.Cut(string(b), " ")
	if err != nil || !ok {
		return nil, bad
	}
	ms, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		return nil, bad
	}
	article, err := app.ParseID(id)
	if err != nil {
		return nil, bad
	}
	return &app.Place{At: ms, Article: article}, nil
}

// DeskCount is how many articles are in a state; "*" is all but the bin.
type DeskCount struct {
	State string `json:"state"`
	Count int    `json:"count"`
}

func (s *Server) deskCounts(ctx context.Context, _ *none) (*struct {
	Body struct {
		Counts    []DeskCount `json:"counts" nullable:"false"`
		Conflicts int         `json:"conflicts" doc:"articles of which several versions stand beside each other"`
		Tickets   int         `json:"tickets" doc:"new ones; 0 for those who may not read them"`
	}
}, error) {
	by, err := s.actor(ctx)
	if err != nil {
		return nil, err
	}
	counts, err := s.o.Real.Library.DeskCounts(ctx)
	if err != nil {
		return nil, err
	}
	out := &struct {
		Body struct {
			Counts    []DeskCount `json:"counts" nullable:"false"`
			Conflicts int         `json:"conflicts" doc:"articles of which several versions stand beside each other"`
			Tickets   int         `json:"tickets" doc:"new ones; 0 for those who may not read them"`
		}
	}{}
	if app.May(by.Post, app.ReadTickets) {
		tickets, err := s.o.Real.Library.TicketCounts(ctx)
		if err != nil {
			return nil, err
		}
		out.Body.Tickets = tickets[app.TicketNew]
	}
	out.Body.Conflicts = counts["heads"]
	for _, st := range append([]app.State{"*"}, app.States...) {
		out.Body.Counts = append(out.Body.Counts, DeskCount{string(st), counts[st]})
	}
	return out, nil
}

func (s *Server) newArticle(ctx context.Context, _ *none) (*struct {
	Body struct {
		ID string `json:"id"`
	}
}, error) {
	by, err := s.actor(ctx)
	if err != nil {
		return nil, err
	}
	if !app.MayAct(by.Post, app.Drafted, app.ActEdit) {
		return nil, app.ErrMayNotWrite
	}
	id, err := app.NewID(rand.Reader)
	if err != nil {
		return nil, err
	}
	out := &struct {
		Body struct {
			ID string `json:"id"`
		}
	}{}
	out.Body.ID = id.String() // nothing is kept before there is something to keep
	return out, nil
}
