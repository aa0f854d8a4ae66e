package app

import (
	"context"
	"encoding/json"
	"sort"
	"strings"
	"time"

	"bangtin/app/viet"
)

// Person is somebody whom articles name, with the titles they hold; also
// the body of the change that writes it. It is open: whatever stands here,
// the note too, goes to every face.
type Person struct {
	ID     ID     `json:"id"`
	Name   string `json:"name"` // full
	Form   Form   `json:"form,omitempty"`
	Titles []Term `json:"titles,omitempty"` // in the order in which they are written
	// Precedence is the place in lists of people, 1 first; 0 stands behind
	// all that have one.
	Precedence int    `json:"precedence,omitempty"`
	Photo      Hash   `json:"photo,omitzero"` // the original
	Picture    *Media `json:"picture,omitempty"`
	Note       string `json:"note,omitempty"`
	Retired    bool   `json:"retired,omitempty"` // not offered any more; names are checked against it all the same
}

// Form is how a person is addressed in an article.
type Form string

// The forms of address; the zero Form is none.
const (
	Comrade Form = "dong_chi"
	Mister  Form = "ong"
	Madam   Form = "ba"
)

// Word is the form as it is written.
func (f Form) Word() string {
	switch f {
	case Comrade:
		return "đồng chí"
	case Mister:
		return "ông"
	case Madam:
		return "bà"
	}
	return ""
}

// Term is a title and the days on which it is held, first and last among
// them, written as 2026-11-26. An empty one is open: since ever, for good.
type Term struct {
	Title string `json:"title"`
	Short string `json:"short,omitempty"`
	From  string `json:"from,omitempty"`
	Until string `json:"until,omitempty"`
}

// Limits of a person.
const (
	maxName       = 200 // characters
	maxTitle      = 300 // characters
	maxTerms      = 50
	maxPrecedence = 9999
)

const dayForm = time.DateOnly

// Holds tells whether a term runs on a day. On no day at all runs only what
// is open at both ends.
func (t Term) Holds(day string) bool {
	if day == "" {
		return t.From == "" && t.Until == ""
	}
	return t.From <= day && (t.Until == "" || day <= t.Until)
}

// On lists the terms that run on a day.
func (p Person) On(day string) (out []Term) {
	for _, t := range p.Titles {
		if t.Holds(day) {
			out = append(out, t)
		}
	}
	return out
}

func (p Person) validate() error {
	n := viet.CountChars(p.Name)
	switch {
	case p.ID.IsZero() || p.Precedence < 0 || p.Precedence > maxPrecedence || p.Form != "" && p.Form.Word() == "":
		return errMalformed
	case n == 0:
		return Fault(Invalid, "name_missing", "Xin ghi họ tên", "Please give the full name")
	case n > maxName:
		return Fault(TooLarge, "name_too_long", "Họ tên dài quá 200 ký tự", "The name is longer than 200 characters")
	case len(p.Titles) > maxTerms:
		return Fault(TooLarge, "too_many_titles", "Quá 50 chức danh", "More than 50 titles")
	case viet.CountChars(p.Note) > MaxLead:
		return Fault(TooLarge, "note_too_long", "Ghi chú dài quá 5.000 ký tự", "The note is longer than 5,000 characters")
	}
	for _, t := range p.Titles {
		if err := t.validate(); err != nil {
			return err
		}
	}
	if p.Photo.IsZero() != (p.Picture == nil) {
		return errMalformed
	}
	if p.Picture != nil {
		return p.Picture.validate()
	}
	return nil
}

func (t Term) validate() error {
	if t.Title == "" {
		return Fault(Invalid, "title_missing", "Xin ghi chức danh, hoặc bỏ dòng trống", "Please give the title, or remove the empty line")
	}
	if viet.CountChars(t.Title) > maxTitle || viet.CountChars(t.Short) > maxTitle {
		return Fault(TooLarge, "title_too_long", "Chức danh dài quá 300 ký tự", "A title is longer than 300 characters")
	}
	if !isDay(t.From) || !isDay(t.Until) {
		return Fault(Invalid, "day_malformed", "Ngày giữ chức danh không đúng", "A day of a title is not a date")
	}
	if t.From != "" && t.Until != "" && t.Until < t.From {
		return Fault(Invalid, "days_reversed", "Ngày thôi giữ chức danh đứng trước ngày bắt đầu", "A title ends before it begins")
	}
	return nil
}

func isDay(s string) bool {
	if s == "" {
		return true
	}
	_, err := time.Parse(dayForm, s)
	return err == nil
}

func (p Person) clean() Person {
	p.Name, p.Note = viet.Line(p.Name), strings.TrimSpace(viet.Clean(p.Note))
	terms := p.Titles
	p.Titles = nil
	for _, t := range terms {
		t.Title, t.Short = viet.Line(t.Title), viet.Line(t.Short)
		p.Titles = append(p.Titles, t)
	}
	return p
}

// ErrNoPerson tells that the list does not hold somebody.
var ErrNoPerson = Fault(NotFound, "no_person", "Không có nhân vật này", "There is no such person")

func (v view) person(id ID) (p Person, ok bool) {
	s := v.state(noun{Open, nounPerson, string(id[:])})
	return p, s != nil && json.Unmarshal(s, &p) == nil
}

func (v view) people() (out []Person) {
	for _, s := range v.tx.Scan(v.table(tableState), noun{Open, nounPerson, ""}.key(), nil, false) {
		var p Person
		if json.Unmarshal(s[len(Hash{}):], &p) == nil {
			out = append(out, p)
		}
	}
	return out
}

// People lists everybody, by precedence, then by name.
func (l *Library) People(ctx context.Context) (out []Person, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		out = l.view(tx).people()
		return nil
	})
	viet.SortBy(out, func(p Person) []byte { return viet.NameKey(p.Name) })
	sort.SliceStable(out, func(i, j int) bool { return out[i].rank() < out[j].rank() })
	return out, err
}

func (p Person) rank() int {
	if p.Precedence == 0 {
		return maxPrecedence + 1
	}
	return p.Precedence
}

// Person finds somebody; NotFound where there is nobody.
func (l *Library) Person(ctx context.Context, id ID) (p Person, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		ok := false
		if p, ok = l.view(tx).person(id); !ok {
			return ErrNoPerson
		}
		return nil
	})
	return p, err
}

// SavePerson writes a person whole, which editors may do at a device that
// publishes. A zero ID makes a new one. Picture is not taken from p but is
// what was made of Photo here. Where nothing has changed nothing is written.
func (l *Library) SavePerson(ctx context.Context, by Actor, p Person) (Person, error) {
	if !MayAct(by.Post, InReview, ActEdit) {
		return p, Fault(Denied, "not_editor_of_people", "Biên tập viên trở lên mới sửa được danh sách nhân vật", "Only editors and above may change the list of people")
	}
	p = p.clean()
	isNew := p.ID.IsZero()
	if isNew {
		id, err := NewID(l.random)
		if err != nil {
			return p, err
		}
		p.ID = id
	}
	made, ok, err := l.Preview(ctx, p.Photo)
	if err != nil {
		return p, err
	}
	err = l.update(ctx, func(b *batch) error {
		n := noun{Open, nounPerson, string(p.ID[:])}
		old, known := b.person(p.ID)
		switch {
		case !known && !isNew:
			return ErrNoPerson
		case p.Photo.IsZero():
			p.Picture = nil
		case known && old.Photo == p.Photo:
			p.Picture = old.Picture
		case ok:
			p.Picture = &made
		default:
			return Fault(Invalid, "photo_unknown", "Chưa có ảnh này. Xin chọn lại ảnh", "That picture is not here. Please choose it again")
		}
		if err := p.validate(); err != nil {
			return err
		}
		b.account = by.Account
		return b.appendRecord(KindPerson, n, p)
	})
	return p, err
}
