package api

import (
	"context"
	"encoding/json"
	"time"

	"bangtin/app"
	"bangtin/app/body"
)

// DeskArticle is one article as staff see it.
type DeskArticle struct {
	Row      Maybe[DeskRow]         `json:"row" doc:"null before it was first saved"`
	Revision string                 `json:"revision"`
	Heads    []string               `json:"heads" nullable:"false"`
	Doc      json.RawMessage        `json:"doc" doc:"see app.Document; null before it was first saved"`
	Media    map[string]Picture     `json:"media" doc:"by the hash a figure names"`
	Files    map[string]ArticleFile `json:"files" doc:"films, sounds, subtitles and attachments, by their hash"`
	Faults   []app.DocumentFault    `json:"faults" nullable:"false"`
	Merged   bool                   `json:"merged" doc:"doc is what several versions make together; nobody has saved it, and readers see nothing of it"`
	Note     Maybe[Note]            `json:"note" doc:"kept by whoever asks and not saved yet"`
	Path     string                 `json:"path" doc:"where readers find it, if they do"`
}

func (s *Server) deskArticle(ctx context.Context, in *struct {
	ID string `path:"id"`
}) (*struct{ Body DeskArticle }, error) {
	by, id, err := s.actorAt(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := DeskArticle{Heads: []string{}, Doc: json.RawMessage("null"), Media: map[string]Picture{}, Files: map[string]ArticleFile{}, Faults: []app.DocumentFault{}}
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
		s.mediaOf(ctx, out.Media, &a.Document)
		s.filesOf(ctx, out.Files, &a.Document)
		faults, err := s.o.Real.Library.Checks(ctx, &a.Document, s.today())
		if err != nil {
			return nil, err
		}
		if faults, err = s.claimed(ctx, faults, id, &a.Document); err != nil {
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
		s.addMedia(ctx, out.Media, out.Files, out.Note.V.Doc)
	}
	if !found && out.Note.V == nil && !app.MayAct(by.Post, app.Drafted, app.ActEdit) {
		return nil, app.ErrNoArticle
	}
	return &struct{ Body DeskArticle }{out}, nil
}

// addMedia finds what was made of the pictures, and the files, of a text
// that was not saved yet.
func (s *Server) addMedia(ctx context.Context, media map[string]Picture, files map[string]ArticleFile, doc json.RawMessage) {
	var d app.Document
	if json.Unmarshal(doc, &d) == nil {
		s.mediaOf(ctx, media, &d)
		s.filesOf(ctx, files, &d)
	}
}

// filesOf adds the files of a document that are known here.
func (s *Server) filesOf(ctx context.Context, files map[string]ArticleFile, d *app.Document) {
	for _, named := range d.Files() {
		if f, err := s.o.Real.Library.NotedFile(ctx, named.Media); err == nil {
			files[named.Media.String()] = articleFile(named.Media, f, named.Name, "/desk-media/", FaceDesk)
		}
	}
}

// mediaOf adds the pictures of a document as far as they are ready. What
// an older program made, or nobody, is made now.
func (s *Server) mediaOf(ctx context.Context, media map[string]Picture, d *app.Document) {
	for _, h := range d.Pictures() {
		if _, here := media[h.String()]; here {
			continue
		}
		m, ok, err := s.o.Real.Library.Developed(ctx, h)
		if err != nil {
			continue
		}
		if ok && m.Fault == nil {
			media[h.String()] = developedPicture(&m)
		}
		if !ok || m.Waits() {
			s.o.Desk.Darkroom.Want(h)
		}
	}
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
		At   *Caret          `json:"at,omitempty" doc:"where somebody goes on if the program ends in the middle of this"`
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
	d = d.Normal()
	// Whatever stops the program between the version and the end of the note
	// must not leave a note that is older than the version.
	if err := s.renewNote(ctx, by, id, &d, in.Body.Base, in.Body.At); err != nil {
		return nil, err
	}
	l := s.o.Real.Library
	saved, err := l.SaveDraft(ctx, by, id, d, base)
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
	if faults, err = s.claimed(ctx, faults, id, &a.Document); err != nil {
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
	if deed.Act == app.ActPublish {
		if err := s.awaitPictures(ctx, by, id); err != nil {
			return nil, err
		}
	}
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

// picturesPatience is how long publishing waits for pictures.
const picturesPatience = 20 * time.Second

// awaitPictures waits until the pictures of an article are ready: only then
// can it be published. It does not say that they are not, publishing does.
func (s *Server) awaitPictures(ctx context.Context, by app.Actor, id app.ID) error {
	a, err := s.o.Real.Library.DeskArticle(ctx, id)
	if err != nil || !app.MayAct(by.Post, a.State, app.ActPublish) {
		return err
	}
	var open []app.Hash
	for _, h := range a.Document.Pictures() {
		if _, ok := a.Media[h]; !ok {
			open = append(open, h)
		}
	}
	if len(open) == 0 {
		return nil
	}
	short, cancel := context.WithTimeout(ctx, picturesPatience)
	defer cancel()
	err = s.o.Desk.Darkroom.Await(short, open...)
	if short.Err() != nil && ctx.Err() == nil {
		return nil
	}
	return err
}

// wordsOf counts the words of a document that may not be well formed.
func wordsOf(d *app.Document) int {
	doc, err := body.Parse(d.Body)
	if err != nil {
		return body.Words(d.Lead)
	}
	return body.Words(d.Lead) + body.Words(body.Text(doc))
}
