package api

import (
	"context"
	"encoding/json"
	"time"

	"bangtin/app"
	"bangtin/app/viet"
)

// Caret tells where somebody was writing.
type Caret struct {
	In   string `json:"in,omitempty" enum:"text,title,lead" doc:"the field; text if it is left out"`
	From int    `json:"from" minimum:"0" doc:"the caret: a position in the editor, or of a UTF-16 unit in the field"`
	To   int    `json:"to" minimum:"0"`
}

// Note is what was being written when it was last kept in the journal.
type Note struct {
	Doc  json.RawMessage `json:"doc" doc:"the document, as it was sent"`
	Base []string        `json:"base" nullable:"false" doc:"the versions it was made from"`
	Caret
	At string `json:"at" format:"date-time"`
}

// kept is a note as the journal holds it.
type kept struct {
	Doc  json.RawMessage `json:"doc"`
	Base []string        `json:"base"`
	Caret
}

// Kept tells that a text is on the disk, and since when.
type Kept struct {
	At string `json:"at" format:"date-time"`
}

// exact is the time of a note: notes are told apart by it.
const exact = "2006-01-02T15:04:05.000Z07:00"

var errNoteGone = app.Fault(app.Conflict, "note_gone", "Phần đã lưu tạm trước đó không còn. Xin gửi lại cả bài",
	"What was kept before is not there any more. Please send the whole article")

func noteName(by app.Actor, article app.ID) string {
	return article.String() + "-" + by.Account.String()
}

// note gives what was kept at a time, the last for a zero time; nil if
// there is nothing, or only what an older program wrote.
func (s *Server) note(ctx context.Context, by app.Actor, article app.ID, of time.Time) (*kept, time.Time, error) {
	text, at, err := s.o.Desk.Journal.ReadAt(ctx, noteName(by, article), of)
	if err != nil || text == nil {
		return nil, at, err
	}
	var k kept
	if err := json.Unmarshal(text, &k); err != nil {
		return nil, at, nil
	}
	return &k, at, nil
}

func (s *Server) readNote(ctx context.Context, by app.Actor, article app.ID) (*Note, error) {
	k, at, err := s.note(ctx, by, article, time.Time{})
	if err != nil || k == nil {
		return nil, err
	}
	return &Note{Doc: k.Doc, Base: append([]string{}, k.Base...), Caret: k.Caret, At: stampExact(at)}, nil
}

func stampExact(t time.Time) string { return t.In(viet.Zone()).Format(exact) }

func (s *Server) writeNote(ctx context.Context, by app.Actor, article app.ID, k kept) (*struct{ Body Kept }, error) {
	text, err := json.Marshal(k)
	if err != nil {
		return nil, err
	}
	at, err := s.o.Desk.Journal.Write(ctx, noteName(by, article), text)
	if err != nil {
		return nil, err
	}
	return &struct{ Body Kept }{Kept{stampExact(at)}}, nil
}

// renewNote has a note, where there is one, hold the text that is about to
// become a version.
func (s *Server) renewNote(ctx context.Context, by app.Actor, article app.ID, d *app.Document, base []string, at *Caret) error {
	k, _, err := s.note(ctx, by, article, time.Time{})
	if err != nil || k == nil {
		return err
	}
	if k.Doc, err = json.Marshal(d); err != nil {
		return err
	}
	k.Base = base
	if at != nil {
		k.Caret = *at
	}
	_, err = s.writeNote(ctx, by, article, *k)
	return err
}

func (s *Server) writeJournal(ctx context.Context, in *struct {
	ID   string `path:"id"`
	Body struct {
		Doc  json.RawMessage `json:"doc"`
		Base []string        `json:"base" maxItems:"100" nullable:"false"`
		Caret
		For string `json:"for,omitempty" doc:"account of whoever sat at this window before and wrote it; empty: whoever asks"`
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
	return s.writeNote(ctx, by, id, kept{in.Body.Doc, in.Body.Base, in.Body.Caret})
}

// editJournal is for a page that is going away: a browser lets it send no
// more than 64 KB then, so it tells only what changed.
func (s *Server) editJournal(ctx context.Context, in *struct {
	ID   string `path:"id"`
	Body struct {
		Since string          `json:"since" doc:"the time of the note that this one was made from; empty: the one version in base"`
		Doc   json.RawMessage `json:"doc" doc:"the document; its body has only the blocks that changed"`
		Head  int             `json:"head" minimum:"0" doc:"how many blocks of the former text stand before those"`
		Tail  int             `json:"tail" minimum:"0" doc:"and how many behind"`
		Base  []string        `json:"base" maxItems:"100" nullable:"false"`
		Caret
	}
}) (*struct{ Body Kept }, error) {
	by, id, err := s.actorAt(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	b := &in.Body
	former, err := s.former(ctx, by, id, b.Since, b.Base)
	if err != nil {
		return nil, err
	}
	doc, err := between(former, b.Doc, b.Head, b.Tail)
	if err != nil {
		return nil, err
	}
	return s.writeNote(ctx, by, id, kept{doc, b.Base, b.Caret})
}

// former finds the document that a page knows to be on the disk.
func (s *Server) former(ctx context.Context, by app.Actor, article app.ID, since string, base []string) (json.RawMessage, error) {
	if since == "" && len(base) == 1 {
		name, err := app.ParseHash(base[0])
		if err != nil {
			return nil, err
		}
		r, err := s.o.Real.Library.Revision(ctx, article, name)
		if err != nil {
			return nil, err
		}
		return json.Marshal(r.Document)
	}
	of, err := time.Parse(time.RFC3339Nano, since)
	if err != nil {
		return nil, errNoteGone.With(err)
	}
	k, _, err := s.note(ctx, by, article, of)
	if err == nil && k == nil {
		err = errNoteGone
	}
	if err != nil {
		return nil, err
	}
	return k.Doc, nil
}

// between puts the blocks of a document between the first and the last ones
// of another.
func between(former, doc json.RawMessage, head, tail int) (json.RawMessage, error) {
	_, _, blocks, err := blocksOf(former)
	if err != nil {
		return nil, err
	}
	members, text, changed, err := blocksOf(doc)
	if err != nil {
		return nil, err
	}
	if head+tail > len(blocks) {
		return nil, errNoteGone
	}
	all := append(blocks[:head:head], changed...)
	if text["content"], err = json.Marshal(append(all, blocks[len(blocks)-tail:]...)); err != nil {
		return nil, err
	}
	if members["body"], err = json.Marshal(text); err != nil {
		return nil, err
	}
	return json.Marshal(members)
}

// blocksOf takes a document apart as far as its blocks.
func blocksOf(doc json.RawMessage) (members, text map[string]json.RawMessage, blocks []json.RawMessage, err error) {
	members, text = map[string]json.RawMessage{}, map[string]json.RawMessage{}
	err = json.Unmarshal(doc, &members)
	if body, ok := members["body"]; err == nil && ok {
		err = json.Unmarshal(body, &text)
	}
	if content, ok := text["content"]; err == nil && ok {
		err = json.Unmarshal(content, &blocks)
	}
	if err != nil || members == nil || text == nil {
		return nil, nil, nil, app.Fault(app.Invalid, "document_malformed", "Bài gửi lên không đúng dạng", "The document is not well formed").With(err)
	}
	return members, text, blocks, nil
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
