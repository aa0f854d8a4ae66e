package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"bangtin/app"
	"bangtin/app/viet"
)

// ConferencePart is a part of the conference as desks work on it.
type ConferencePart struct {
	ID      string                     `json:"id"`
	Type    app.PartType               `json:"type" enum:"item,plan,point,card"`
	Fields  map[string]json.RawMessage `json:"fields" doc:"those that are not empty; see app.Item, Plan, Point and InfoCard"`
	Clashes []PartClash                `json:"clashes" nullable:"false"`
}

// PartClash is what a field held that somebody replaced without having seen
// it.
type PartClash struct {
	Field string          `json:"field"`
	Lost  json.RawMessage `json:"lost"`
}

// ConferenceDevice is a machine that may stand somewhere.
type ConferenceDevice struct {
	Device string `json:"device"`
	Name   string `json:"name"`
	Here   string `json:"here" doc:"id of a point; empty: nobody has said"`
	Own    bool   `json:"own" doc:"the machine that answers"`
}

// Conference is all that desks work on.
type Conference struct {
	Parts    []ConferencePart   `json:"parts" nullable:"false" doc:"what was removed too"`
	People   map[string]string  `json:"people" doc:"names by id"`
	Articles map[string]string  `json:"articles" doc:"titles of the articles that items name, by id"`
	Pictures map[string]Picture `json:"pictures" doc:"of plans, by the plan's id"`
	Devices  []ConferenceDevice `json:"devices" nullable:"false"`
	May      bool               `json:"may" doc:"whoever asks may change it"`
	Today    string             `json:"today" format:"date"`
	Note     json.RawMessage    `json:"note" doc:"what whoever asks has typed and the programme has not taken, as their page wrote it; null for nothing"`
}

func conferencePart(p app.Part) ConferencePart {
	out := ConferencePart{ID: p.ID.String(), Type: p.Type, Fields: p.Fields, Clashes: []PartClash{}}
	for _, c := range p.Clashes {
		out.Clashes = append(out.Clashes, PartClash(c))
	}
	return out
}

func (s *Server) conference(ctx context.Context, _ *none) (*struct{ Body Conference }, error) {
	by, err := s.actor(ctx)
	if err != nil {
		return nil, err
	}
	l := s.o.Real.Library
	parts, err := l.Parts(ctx)
	if err != nil {
		return nil, err
	}
	people, err := l.People(ctx)
	if err != nil {
		return nil, err
	}
	out := Conference{Parts: []ConferencePart{}, People: map[string]string{}, Articles: map[string]string{}, Pictures: map[string]Picture{},
		Devices: []ConferenceDevice{}, May: app.May(by.Post, app.SetProgramme), Today: s.today()}
	if out.Note, err = s.readConferenceNote(ctx, by); err != nil {
		return nil, err
	}
	for _, p := range people {
		out.People[p.ID.String()] = p.Name
	}
	for _, p := range parts {
		out.Parts = append(out.Parts, conferencePart(p))
		switch c, _ := app.ReadPart(p); c := c.(type) {
		case *app.Plan:
			if c.Image.Picture != nil {
				out.Pictures[p.ID.String()] = deskPicture(*c.Image.Picture)
			}
		case *app.Item:
			if title, err := l.TitleOf(ctx, c.Article); err != nil {
				return nil, err
			} else if title != "" {
				out.Articles[c.Article.String()] = title
			}
		}
	}
	for _, m := range l.Roster().Members() {
		if m.Revoked || m.Role == app.Recovery {
			continue
		}
		d := ConferenceDevice{Device: m.Device.String(), Name: m.Name, Own: m.Device == l.Device()}
		if at := l.Here(m.Device); !at.IsZero() {
			d.Here = at.String()
		}
		out.Devices = append(out.Devices, d)
	}
	return &struct{ Body Conference }{out}, nil
}

// PartEdit is one edit of a part.
type PartEdit struct {
	ID   string                     `json:"id" doc:"empty: a new part"`
	Type app.PartType               `json:"type" enum:"item,plan,point,card"`
	Set  map[string]json.RawMessage `json:"set" doc:"fields and what they are to be; null empties one"`
	Was  map[string]json.RawMessage `json:"was" doc:"what stood in them for whoever sets them; of a removal, every field"`
}

// PartsAnswer are the parts as they stand, or which edit was at fault: then
// nothing was written.
type PartsAnswer struct {
	Parts   []ConferencePart   `json:"parts" nullable:"false" doc:"in the order of the edits"`
	Refused Maybe[PartRefused] `json:"refused"`
}

// PartRefused is the fault of one edit.
type PartRefused struct {
	At      int      `json:"at" doc:"which of the edits, from 0"`
	Key     string   `json:"key"`
	Message app.Text `json:"message"`
}

func (s *Server) editConference(ctx context.Context, in *struct {
	Body struct {
		Edits []PartEdit `json:"edits" nullable:"false" maxItems:"1000"`
	}
}) (*struct{ Body PartsAnswer }, error) {
	by, err := s.actor(ctx)
	if err != nil {
		return nil, err
	}
	edits := []app.PartEdit{}
	for _, e := range in.Body.Edits {
		id, err := app.ParseID(e.ID)
		if err != nil {
			return nil, err
		}
		edits = append(edits, app.PartEdit{ID: id, Type: e.Type, Set: e.Set, Was: e.Was})
	}
	return s.writeConference(ctx, by, edits)
}

func (s *Server) writeConference(ctx context.Context, by app.Actor, edits []app.PartEdit) (*struct{ Body PartsAnswer }, error) {
	out := PartsAnswer{Parts: []ConferencePart{}}
	parts, err := s.o.Real.Library.EditParts(ctx, by, edits)
	var refused *app.Refused
	if errors.As(err, &refused) {
		p := problemOf(refused.Err)
		out.Refused.V = &PartRefused{refused.At, p.Key, p.Message}
		return &struct{ Body PartsAnswer }{out}, nil
	}
	for _, p := range parts {
		out.Parts = append(out.Parts, conferencePart(p))
	}
	return &struct{ Body PartsAnswer }{out}, err
}

func (s *Server) setHere(ctx context.Context, in *struct {
	Body struct {
		Device string `json:"device" maxLength:"64"`
		Point  string `json:"point" maxLength:"26" doc:"empty: nowhere in particular"`
	}
}) (*none, error) {
	by, err := s.actor(ctx)
	if err != nil {
		return nil, err
	}
	var device app.Key
	if err := device.UnmarshalText([]byte(in.Body.Device)); err != nil {
		return nil, err
	}
	point, err := app.ParseID(in.Body.Point)
	if err != nil {
		return nil, err
	}
	return nil, s.o.Real.Library.SetHere(ctx, by, device, point)
}

// TableFault is what is wrong in one line of a table.
type TableFault struct {
	Line    int      `json:"line"`
	Column  string   `json:"column" doc:"as the table calls it; empty for the whole line"`
	Message app.Text `json:"message"`
}

// TableAnswer is what came of a table.
type TableAnswer struct {
	Good    int          `json:"good" doc:"lines without a fault"`
	Faults  []TableFault `json:"faults" nullable:"false"`
	Written int          `json:"written" doc:"items that are new or have changed"`
}

// importProgramme reads a table; with write the lines without a fault become
// items. The same table a second time changes nothing.
func (s *Server) importProgramme(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	by, err := s.actor(ctx)
	if err != nil {
		writeProblem(w, err)
		return
	}
	rows, faults, err := s.o.Desk.Tables.Read(http.MaxBytesReader(w, r.Body, 5<<20))
	if err != nil {
		writeProblem(w, err)
		return
	}
	out := TableAnswer{Good: len(rows), Faults: []TableFault{}}
	for _, f := range faults {
		out.Faults = append(out.Faults, TableFault{f.Line, f.Column, f.Text})
	}
	if r.URL.Query().Get("write") == "true" {
		if out.Written, err = s.o.Real.Library.ImportProgramme(ctx, by, rows); err != nil {
			writeProblem(w, err)
			return
		}
	}
	common(w)
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(out) // the client is gone if this fails
}

// exportProgramme writes the programme as a table that can be read again.
func (s *Server) exportProgramme(w http.ResponseWriter, r *http.Request) {
	l := s.o.Real.Library
	people, err := speakersOf(r.Context(), l, l.Hall().Items)
	if err != nil {
		writeProblem(w, err)
		return
	}
	var rows []app.ProgrammeEntry
	for _, i := range l.Hall().Items {
		row := app.ProgrammeEntry{ID: i.ID, Item: i.Item}
		row.Item.Speakers = slices.Clone(i.Speakers)
		for n := range row.Item.Speakers {
			if p, ok := people[row.Item.Speakers[n].Person]; ok {
				row.Item.Speakers[n].Name = p.Name
			}
		}
		rows = append(rows, row)
	}
	lang, name := "vi", "chuong-trinh"
	if r.URL.Query().Get("lang") == "en" {
		lang, name = "en", "programme"
	}
	common(w)
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%s.csv"`, name, s.o.Now().In(viet.Zone()).Format(time.DateOnly)))
	_ = s.o.Desk.Tables.Write(w, rows, lang) // the client is gone if this fails
}

// Label is what is printed for one exhibit.
type Label struct {
	Exhibit
	Code Maybe[QR] `json:"code" doc:"the public address of the article, else the number"`
	Text string    `json:"text" doc:"what the code says"`
	Else string    `json:"else" doc:"title of another article that names the same number; empty if none does"`
}

// Labels are those of a run of exhibits.
type Labels struct {
	Labels []Label `json:"labels" nullable:"false"`
}

// maxLabels is how many labels one sheet of choices holds.
const maxLabels = 1000

func (s *Server) labels(ctx context.Context, in *struct {
	Lang string `query:"lang" maxLength:"35"`
}) (*struct{ Body Labels }, error) {
	l := s.o.Real.Library
	out := Labels{Labels: []Label{}}
	run, err := l.Exhibits(ctx, in.Lang, nil, maxLabels)
	if err != nil {
		return nil, err
	}
	for _, c := range run.Cards {
		one := Label{Exhibit: Exhibit{c.Exhibit, card(l, c)}, Text: c.Address}
		if one.Text == "" {
			one.Text = c.Exhibit
		}
		one.Code = qrOf(one.Text)
		if one.Else, _, err = l.Claimed(ctx, c.Exhibit, c.Article, c.Group); err != nil {
			return nil, err
		}
		out.Labels = append(out.Labels, one)
	}
	return &struct{ Body Labels }{out}, nil
}

// claimed warns of another article that names the same exhibit.
func (s *Server) claimed(ctx context.Context, faults []app.DocumentFault, id app.ID, d *app.Document) ([]app.DocumentFault, error) {
	title, found, err := s.o.Real.Library.Claimed(ctx, d.Exhibit, id, d.Group(id))
	if found {
		title = viet.Truncate(title, 80)
		faults = append(faults, app.DocumentFault{Key: "exhibit_taken", Warns: true, Text: app.Text{
			VI: fmt.Sprintf("Số hiện vật %s đã có ở bài “%s”", d.Exhibit, title), EN: fmt.Sprintf("Exhibit number %s is taken by “%s”", d.Exhibit, title),
		}})
	}
	return faults, err
}
