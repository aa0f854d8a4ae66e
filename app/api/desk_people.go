package api

import (
	"context"
	"strings"
	"time"

	"bangtin/app"
	"bangtin/app/viet"
)

// Term is a title with the first and the last day on which it is held.
type Term struct {
	Title string `json:"title" maxLength:"2000"`
	Short string `json:"short" maxLength:"2000" doc:"as it is written before a name; may be empty"`
	From  string `json:"from" maxLength:"20" doc:"2026-11-26, or empty: since ever"`
	Until string `json:"until" maxLength:"20" doc:"or empty: for good"`
}

// PersonEdit is what editors write of a person.
type PersonEdit struct {
	Name       string   `json:"name" maxLength:"2000"`
	Form       app.Form `json:"form" enum:",dong_chi,ong,ba" doc:"how the person is addressed; empty: by no form"`
	Titles     []Term   `json:"titles" nullable:"false" maxItems:"100" doc:"in the order in which they are written"`
	Precedence int      `json:"precedence" minimum:"0" maximum:"9999" doc:"1 first; 0 behind all that have one"`
	Photo      string   `json:"photo" doc:"hash of an original that was sent before; empty: none"`
	Note       string   `json:"note" maxLength:"20000" doc:"not secret: it goes where the list goes"`
	Retired    bool     `json:"retired" doc:"not offered any more; names are checked against it all the same"`
}

// Person is somebody whom articles name.
type Person struct {
	ID string `json:"id"`
	PersonEdit
	Picture Maybe[Picture] `json:"picture"`
	Today   string         `json:"today" doc:"the titles of today, as they are written; empty if there are none"`
}

func (s *Server) today() string { return s.o.Now().In(viet.Zone()).Format(time.DateOnly) }

func (s *Server) person(p app.Person) Person {
	out := Person{ID: p.ID.String(), PersonEdit: PersonEdit{
		Name: p.Name, Form: p.Form, Titles: []Term{}, Precedence: p.Precedence, Note: p.Note, Retired: p.Retired,
	}}
	for _, t := range p.Titles {
		out.Titles = append(out.Titles, Term(t))
	}
	if !p.Photo.IsZero() {
		out.Photo = p.Photo.String()
	}
	if p.Picture != nil {
		made := deskPicture(*p.Picture)
		out.Picture.V = &made
	}
	var held []string
	for _, t := range p.On(s.today()) {
		held = append(held, t.Title)
	}
	out.Today = strings.Join(held, ", ")
	return out
}

// People are all of them, by precedence, then by name.
type People struct {
	People []Person `json:"people" nullable:"false"`
}

func (s *Server) people(ctx context.Context, _ *none) (*struct{ Body People }, error) {
	all, err := s.o.Real.Library.People(ctx)
	if err != nil {
		return nil, err
	}
	out := People{People: []Person{}}
	for _, p := range all {
		out.People = append(out.People, s.person(p))
	}
	return &struct{ Body People }{out}, nil
}

func (s *Server) addPerson(ctx context.Context, in *struct{ Body PersonEdit }) (*struct{ Body Person }, error) {
	return s.savePerson(ctx, app.ID{}, in.Body)
}

func (s *Server) editPerson(ctx context.Context, in *struct {
	Person string `path:"person"`
	Body   PersonEdit
}) (*struct{ Body Person }, error) {
	id, err := personID(in.Person)
	if err != nil {
		return nil, err
	}
	return s.savePerson(ctx, id, in.Body)
}

func (s *Server) savePerson(ctx context.Context, id app.ID, e PersonEdit) (*struct{ Body Person }, error) {
	by, err := s.actor(ctx)
	if err != nil {
		return nil, err
	}
	p := app.Person{ID: id, Name: e.Name, Form: e.Form, Precedence: e.Precedence, Note: e.Note, Retired: e.Retired}
	for _, t := range e.Titles {
		p.Titles = append(p.Titles, app.Term(t))
	}
	if e.Photo != "" {
		if p.Photo, err = app.ParseHash(e.Photo); err != nil {
			return nil, err
		}
	}
	p, err = s.o.Real.Library.SavePerson(ctx, by, p)
	if err != nil {
		return nil, err
	}
	return &struct{ Body Person }{s.person(p)}, nil
}

// personID reads the name of somebody who is there already; one that names
// nobody must not make a new one.
func personID(text string) (app.ID, error) {
	id, err := app.ParseID(text)
	if err != nil || id.IsZero() {
		return id, app.ErrNoPerson
	}
	return id, nil
}

// Mention is how an article names a person.
type Mention struct {
	Text string `json:"text"`
	OK   bool   `json:"ok" doc:"false where a title was wanted and none is held that day"`
}

func (s *Server) mention(ctx context.Context, in *struct {
	Person string `query:"person" required:"true"`
	Day    string `query:"day" format:"date" doc:"of the event; today where it is not given"`
	First  bool   `query:"first" doc:"with titles; without, the shorter form for the second time"`
}) (*struct{ Body Mention }, error) {
	id, err := personID(in.Person)
	if err != nil {
		return nil, err
	}
	p, err := s.o.Real.Library.Person(ctx, id)
	if err != nil {
		return nil, err
	}
	day := in.Day
	if day == "" {
		day = s.today()
	}
	text, ok := app.Mention(p, day, in.First)
	return &struct{ Body Mention }{Mention{text, ok}}, nil
}
