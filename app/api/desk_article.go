package api

import (
	"context"
	"encoding/json"
	"time"

	"bangtin/app"
	"bangtin/app/body"
)

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
	Merged   bool                `json:"merged" doc:"doc is what several versions make together; nobody has saved it, and readers see nothing of it"`
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
		if out.Merged = a.Merged != nil; out.Merged {
			out.Faults = append(out.Faults, a.Merged.Faults()...)
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
		For  string          `json:"for,omitempty" doc:"account of whoever sat at this window before and wrote it; empty: whoever asks"`
	}
}) (*struct{ Body Kept }, error) {
	by, id, err := s.actorAt(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if in.Body.For != "" {
		of, err := app.ParseID(in.Body.For)
		if err != nil {
			return nil, err
		}
		if of != by.Account && of != who(ctx).before {
			return nil, app.Fault(app.Denied, "not_yours_to_keep", "Người này chưa từng ngồi ở cửa sổ này", "They have not sat at this window")
		}
		by.Account = of
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
