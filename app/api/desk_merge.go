package api

import (
	"context"
	"encoding/json"

	"bangtin/app"
	"bangtin/app/body"
)

// Merging is an article of which several versions stand beside each other,
// for the person who makes one of them. Heads are named by their place.
type Merging struct {
	Title   string             `json:"title"`
	Heads   []MergingHead      `json:"heads" nullable:"false" doc:"one where nothing is to be merged"`
	Doc     json.RawMessage    `json:"doc" doc:"what they make together: see app.Document; nobody has saved it"`
	Blocks  []MergingBlock     `json:"blocks" nullable:"false" doc:"what somebody did something to, in the order of doc"`
	Fields  []MergingField     `json:"fields" nullable:"false"`
	Media   map[string]Picture `json:"media" doc:"by the hash a figure names"`
	May     bool               `json:"may" doc:"whoever asks may save one of them"`
	Unsaved bool               `json:"unsaved" doc:"whoever asks has written something that is in no version"`
}

// MergingHead is one of the versions, and whose word it is.
type MergingHead struct {
	Revision string `json:"revision"`
	Who      string `json:"who" doc:"empty for the program itself"`
	Device   string `json:"device"`
	At       string `json:"at" format:"date-time"`
	Trusted  bool   `json:"trusted"`
}

// MergingBlock is what became of one block.
type MergingBlock struct {
	Block    string           `json:"block"`
	Clash    bool             `json:"clash" doc:"a person has to choose"`
	Moved    []int            `json:"moved" nullable:"false" doc:"heads that put it elsewhere"`
	Text     string           `json:"text" doc:"what it said before, in plain words"`
	Versions []MergingVersion `json:"versions" nullable:"false" doc:"none where it was only moved"`
}

// MergingVersion is what some of the heads made of a block.
type MergingVersion struct {
	Block  string          `json:"block" doc:"its id in doc; empty where it was removed"`
	Heads  []int           `json:"heads" nullable:"false"`
	Change json.RawMessage `json:"change" doc:"body.BlockChange from what it was; a new one that others made too: from theirs"`
}

// MergingField is what became of a member of the document, apart from its body.
type MergingField struct {
	Field    string                `json:"field"`
	Clash    bool                  `json:"clash"`
	Was      json.RawMessage       `json:"was" doc:"null where it had none"`
	Versions []MergingFieldVersion `json:"versions" nullable:"false" doc:"the first is in doc, unless the field is a list: that has what anybody added and lacks what anybody removed"`
}

// MergingFieldVersion is what some of the heads made of a member.
type MergingFieldVersion struct {
	Heads []int           `json:"heads" nullable:"false"`
	Value json.RawMessage `json:"value" doc:"null where they took it away"`
	Spans json.RawMessage `json:"spans" doc:"list of body.Span; empty where it is no text"`
}

func (s *Server) merging(ctx context.Context, in *struct {
	ID string `path:"id"`
}) (*struct{ Body Merging }, error) {
	by, id, err := s.actorAt(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	a, err := s.o.Real.Library.DeskArticle(ctx, id)
	if err != nil {
		return nil, err
	}
	m, err := s.o.Real.Library.Merging(ctx, id)
	if err != nil {
		return nil, err
	}
	out := Merging{Title: m.Document.Title, Heads: []MergingHead{}, Blocks: []MergingBlock{}, Fields: []MergingField{},
		Media: map[string]Picture{}, May: app.MayAct(by.Post, a.State, app.ActEdit)}
	if out.Doc, err = json.Marshal(m.Document); err != nil {
		return nil, err
	}
	if out.Unsaved, err = s.unsaved(ctx, by, id, &m); err != nil {
		return nil, err
	}
	names, err := s.names(ctx)
	if err != nil {
		return nil, err
	}
	for i := range m.Heads {
		h := &m.Heads[i]
		head := MergingHead{Revision: h.Revision.String(), Who: names[h.Account], At: stamp(h.At), Trusted: h.Trusted}
		if device, ok := s.o.Real.Library.Roster().Member(h.Device); ok {
			head.Device = device.Name
		}
		out.Heads = append(out.Heads, head)
		s.mediaOf(ctx, out.Media, &h.Document)
	}
	s.mediaOf(ctx, out.Media, &m.Base)
	for i := range m.Parts {
		block, err := mergingBlock(&m.Parts[i])
		if err != nil {
			return nil, err
		}
		out.Blocks = append(out.Blocks, block)
	}
	for i := range m.Fields {
		field, err := mergingField(&m.Fields[i])
		if err != nil {
			return nil, err
		}
		out.Fields = append(out.Fields, field)
	}
	return &struct{ Body Merging }{out}, nil
}

func mergingBlock(p *body.Part) (MergingBlock, error) {
	out := MergingBlock{Block: p.Block, Clash: p.Clash(), Moved: append([]int{}, p.Moved...), Versions: []MergingVersion{}}
	if p.Was != nil {
		out.Text = body.Text(body.Doc{Content: []body.Node{*p.Was}})
	}
	for i, v := range p.Versions {
		was := p.Was
		if was == nil && len(p.Versions) > 1 {
			was = p.Versions[(i+1)%len(p.Versions)].Node
		}
		text, err := json.Marshal(body.DiffBlock(was, v.Node))
		if err != nil {
			return out, err
		}
		out.Versions = append(out.Versions, MergingVersion{v.Block, v.Heads, text})
	}
	return out, nil
}

func mergingField(f *app.FieldPart) (MergingField, error) {
	out := MergingField{Field: f.Field, Clash: f.Clash(), Was: orNull(f.Was), Versions: []MergingFieldVersion{}}
	for _, v := range f.Versions {
		was, is := textOf(f.Was), textOf(v.Value)
		text, err := json.Marshal(body.DiffText(was, is))
		if err != nil {
			return out, err
		}
		out.Versions = append(out.Versions, MergingFieldVersion{v.Heads, orNull(v.Value), text})
	}
	return out, nil
}

// textOf is what a member says if it is a text.
func textOf(member json.RawMessage) (text string) {
	_ = json.Unmarshal(member, &text) // whatever else it is has no words to compare
	return text
}

func orNull(v json.RawMessage) json.RawMessage {
	if v == nil {
		return json.RawMessage("null")
	}
	return v
}

// unsaved tells whether a person has a note on the article that says more
// than where the caret stood.
func (s *Server) unsaved(ctx context.Context, by app.Actor, id app.ID, m *app.Merging) (bool, error) {
	note, err := s.readNote(ctx, by, id)
	if err != nil || note == nil {
		return false, err
	}
	var d app.Document
	if json.Unmarshal(note.Doc, &d) != nil {
		return true, nil
	}
	known := []*app.Document{&m.Document, &m.Base}
	for i := range m.Heads {
		known = append(known, &m.Heads[i].Document)
	}
	for _, other := range known {
		if d.Says(other) {
			return false, nil
		}
	}
	return true, nil
}
