package api

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"bangtin/app"
	"bangtin/app/body"
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
	Total int       `json:"total" doc:"of the state, whatever else was asked"`
}

func (s *Server) deskList(ctx context.Context, in *struct {
	State    app.State `query:"state" enum:"draft,review,returned,approved,scheduled,published,expired,withdrawn,archived,trash"`
	Category string    `query:"category"`
	Account  string    `query:"account"`
	Genre    string    `query:"genre" maxLength:"500"`
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
	f := app.DeskFilter{State: in.State, Genre: in.Genre, Words: in.Words}
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
		Counts []DeskCount `json:"counts" nullable:"false"`
	}
}, error) {
	counts, err := s.o.Real.Library.DeskCounts(ctx)
	if err != nil {
		return nil, err
	}
	out := &struct {
		Body struct {
			Counts []DeskCount `json:"counts" nullable:"false"`
		}
	}{}
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

// Note is what was being written when it was last kept in the journal.
type Note struct {
	Doc  json.RawMessage `json:"doc" doc:"the document, as it was sent"`
	Base []string        `json:"base" nullable:"false" doc:"the versions it was made from"`
	From int             `json:"from" doc:"the caret"`
	To   int             `json:"to"`
	At   string          `json:"at" format:"date-time"`
}

// DeskArticle is one article as staff see it.
type DeskArticle struct {
	Row      Maybe[DeskRow]      `json:"row" doc:"null before it was first saved"`
	Revision string              `json:"revision"`
	Heads    []string            `json:"heads" nullable:"false"`
	Doc      json.RawMessage     `json:"doc" doc:"see app.Document; null before it was first saved"`
	Media    map[string]Picture  `json:"media" doc:"by the hash a figure names"`
	Faults   []app.DocumentFault `json:"faults" nullable:"false"`
	Note     Maybe[Note]         `json:"note" doc:"kept by whoever asks and not saved yet"`
	Path     string              `json:"path" doc:"where readers find it, if they do"`
}

func (s *Server) deskArticle(ctx context.Context, in *struct {
	ID string `path:"id"`
}) (*struct{ Body DeskArticle }, error) {
	by, id, err := s.actorAt(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := DeskArticle{Heads: []string{}, Doc: json.RawMessage("null"), Media: map[string]Picture{}, Faults: []app.DocumentFault{}}
	a, err := s.o.Real.Library.DeskArticle(ctx, id)
	if err != nil && app.CodeOf(err) != app.NotFound {
		return nil, err
	}
	found := err == nil
	if found {
		names, err := s.names(ctx)
		if err != nil {
			return nil, err
		}
		row := s.deskRow(ctx, &a.DeskRow, by, names)
		out.Row.V, out.Revision = &row, a.Revision.String()
		for _, h := range a.Heads {
			out.Heads = append(out.Heads, h.String())
		}
		if out.Doc, err = json.Marshal(a.Document); err != nil {
			return nil, err
		}
		for h, m := range a.Media {
			out.Media[h.String()] = deskPicture(m)
		}
		faults, err := s.o.Real.Library.Checks(ctx, &a.Document, s.today())
		if err != nil {
			return nil, err
		}
		out.Faults = append(out.Faults, faults...)
		if a.Shown {
			out.Path = card(s.o.Real.Library, a.Card).Path
		}
	}
	if out.Note.V, err = s.readNote(ctx, by, id); err != nil {
		return nil, err
	}
	if out.Note.V != nil {
		s.addMedia(ctx, out.Media, out.Note.V.Doc)
	}
	if !found && out.Note.V == nil && !app.MayAct(by.Post, app.Drafted, app.ActEdit) {
		return nil, app.ErrNoArticle
	}
	return &struct{ Body DeskArticle }{out}, nil
}

// addMedia finds what was made of the pictures of a text that was not saved
// yet.
func (s *Server) addMedia(ctx context.Context, media map[string]Picture, doc json.RawMessage) {
	var d app.Document
	if json.Unmarshal(doc, &d) == nil {
		s.mediaOf(ctx, media, &d)
	}
}

func (s *Server) mediaOf(ctx context.Context, media map[string]Picture, d *app.Document) {
	for _, h := range d.Pictures() {
		if m, ok, err := s.o.Real.Library.Preview(ctx, h); err == nil && ok {
			media[h.String()] = deskPicture(m)
		}
	}
}

func noteName(by app.Actor, article app.ID) string {
	return article.String() + "-" + by.Account.String()
}

// kept is a note as the journal holds it.
type kept struct {
	Doc  json.RawMessage `json:"doc"`
	Base []string        `json:"base"`
	From int             `json:"from"`
	To   int             `json:"to"`
}

func (s *Server) readNote(ctx context.Context, by app.Actor, article app.ID) (*Note, error) {
	text, at, err := s.o.Desk.Journal.Read(ctx, noteName(by, article))
	if err != nil || text == nil {
		return nil, err
	}
	var k kept
	if err := json.Unmarshal(text, &k); err != nil {
		return nil, nil // of an older program: what was saved counts
	}
	return &Note{Doc: k.Doc, Base: append([]string{}, k.Base...), From: k.From, To: k.To, At: stampExact(at)}, nil
}

func stampExact(t time.Time) string { return stamp(t.UnixMilli()) }

// Kept tells that a text is on the disk, and since when.
type Kept struct {
	At string `json:"at" format:"date-time"`
}

func (s *Server) writeJournal(ctx context.Context, in *struct {
	ID   string `path:"id"`
	Body struct {
		Doc  json.RawMessage `json:"doc"`
		Base []string        `json:"base" maxItems:"100" nullable:"false"`
		From int             `json:"from" minimum:"0"`
		To   int             `json:"to" minimum:"0"`
	}
}) (*struct{ Body Kept }, error) {
	by, id, err := s.actorAt(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(kept{in.Body.Doc, in.Body.Base, in.Body.From, in.Body.To})
	if err != nil {
		return nil, err
	}
	at, err := s.o.Desk.Journal.Write(ctx, noteName(by, id), text)
	if err != nil {
		return nil, err
	}
	return &struct{ Body Kept }{Kept{stampExact(at)}}, nil
}

func (s *Server) dropJournal(ctx context.Context, in *struct {
	ID string `path:"id"`
}) (*none, error) {
	by, id, err := s.actorAt(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return nil, s.o.Desk.Journal.Remove(ctx, noteName(by, id))
}

// SavedRevision tells what came of saving.
type SavedRevision struct {
	Revision string              `json:"revision"`
	New      bool                `json:"new" doc:"false where nothing had changed"`
	At       string              `json:"at" format:"date-time"`
	Row      DeskRow             `json:"row"`
	Heads    []string            `json:"heads" nullable:"false"`
	Faults   []app.DocumentFault `json:"faults" nullable:"false"`
}

func (s *Server) saveRevision(ctx context.Context, in *struct {
	ID   string `path:"id"`
	Body struct {
		Doc  json.RawMessage `json:"doc"`
		Base []string        `json:"base" maxItems:"100" nullable:"false" doc:"the versions it was made from; empty: the latest"`
	}
}) (*struct{ Body SavedRevision }, error) {
	by, id, err := s.actorAt(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	var d app.Document
	if err := json.Unmarshal(in.Body.Doc, &d); err != nil {
		return nil, app.Fault(app.Invalid, "document_malformed", "Bài gửi lên không đúng dạng", "The document is not well formed").With(err)
	}
	var base []app.Hash
	for _, text := range in.Body.Base {
		h, err := app.ParseHash(text)
		if err != nil {
			return nil, err
		}
		base = append(base, h)
	}
	l := s.o.Real.Library
	saved, err := l.SaveDraft(ctx, by, id, d.Normal(), base)
	if err != nil {
		return nil, err
	}
	if err := s.o.Desk.Journal.Remove(ctx, noteName(by, id)); err != nil {
		s.o.Log.Warn("a saved text is still in the journal", "article", id, "err", err)
	}
	a, err := l.DeskArticle(ctx, id)
	if err != nil {
		return nil, err
	}
	faults, err := l.Checks(ctx, &a.Document, s.today())
	if err != nil {
		return nil, err
	}
	names, err := s.names(ctx)
	out := SavedRevision{Revision: saved.Revision.String(), New: saved.Drafted, At: stamp(s.o.Now().UnixMilli()),
		Row: s.deskRow(ctx, &a.DeskRow, by, names), Heads: []string{}, Faults: append([]app.DocumentFault{}, faults...)}
	for _, h := range a.Heads {
		out.Heads = append(out.Heads, h.String())
	}
	return &struct{ Body SavedRevision }{out}, err
}

func (s *Server) act(ctx context.Context, in *struct {
	ID   string `path:"id"`
	Body struct {
		Act      app.Act   `json:"act" enum:"submit,return,approve,publish,retract,archive,trash,restore"`
		Revision string    `json:"revision" doc:"what was seen; empty: whatever is the latest"`
		Reason   string    `json:"reason" maxLength:"8000"`
		Note     string    `json:"note" maxLength:"8000" doc:"public note of a correction"`
		From     time.Time `json:"from,omitempty" doc:"not shown before"`
		Until    time.Time `json:"until,omitempty" doc:"not shown after"`
		At       time.Time `json:"at,omitempty" doc:"the time it says it was published"`
	}
}) (*struct{ Body DeskRow }, error) {
	by, id, err := s.actorAt(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	deed := app.Deed{Act: in.Body.Act, Reason: in.Body.Reason, Note: in.Body.Note}
	if in.Body.Revision != "" {
		if deed.Revision, err = app.ParseHash(in.Body.Revision); err != nil {
			return nil, err
		}
	}
	if !in.Body.From.IsZero() {
		deed.From = in.Body.From.UnixMilli()
	}
	if !in.Body.Until.IsZero() {
		deed.Until = in.Body.Until.UnixMilli()
	}
	if !in.Body.At.IsZero() {
		deed.Published = app.MomentOf(in.Body.At, false)
	}
	l := s.o.Real.Library
	if err := l.Do(ctx, by, id, deed); err != nil {
		return nil, err
	}
	a, err := l.DeskArticle(ctx, id)
	if err != nil {
		return nil, err
	}
	names, err := s.names(ctx)
	return &struct{ Body DeskRow }{s.deskRow(ctx, &a.DeskRow, by, names)}, err
}

// wordsOf counts the words of a document that may not be well formed.
func wordsOf(d *app.Document) int {
	doc, err := body.Parse(d.Body)
	if err != nil {
		return body.Words(d.Lead)
	}
	return body.Words(d.Lead) + body.Words(body.Text(doc))
}
