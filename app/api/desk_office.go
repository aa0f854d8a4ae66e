package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"bangtin/app"
	"bangtin/app/viet"
)

// DeskAccount is an account as administrators see it.
type DeskAccount struct {
	Me
	Disabled bool `json:"disabled"`
}

func deskAccount(a app.Account) DeskAccount { return DeskAccount{*meOf(a), a.Disabled} }

// DeskAccounts are all of them, by name.
type DeskAccounts struct {
	Accounts []DeskAccount `json:"accounts" nullable:"false"`
}

func (s *Server) accounts(ctx context.Context, _ *none) (*struct{ Body DeskAccounts }, error) {
	all, err := s.o.Real.Library.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	out := DeskAccounts{Accounts: []DeskAccount{}}
	for _, a := range all {
		out.Accounts = append(out.Accounts, deskAccount(a))
	}
	return &struct{ Body DeskAccounts }{out}, nil
}

func (s *Server) addAccount(ctx context.Context, in *struct {
	Body struct {
		Login    string   `json:"login" maxLength:"200"`
		Name     string   `json:"name" maxLength:"500"`
		Post     app.Post `json:"post" enum:"writer,editor,publisher,administrator,auditor"`
		Password string   `json:"password" maxLength:"1000"`
	}
}) (*struct{ Body DeskAccount }, error) {
	by, err := s.actor(ctx)
	if err != nil {
		return nil, err
	}
	b := &in.Body
	a, err := s.o.Real.Library.SaveAccount(ctx, by, app.AccountEdit{Login: &b.Login, Name: &b.Name, Post: &b.Post, Password: &b.Password})
	return &struct{ Body DeskAccount }{deskAccount(a)}, err
}

func (s *Server) editAccount(ctx context.Context, in *struct {
	Account string `path:"account"`
	Body    struct {
		Login    *string   `json:"login,omitempty" maxLength:"200"`
		Name     *string   `json:"name,omitempty" maxLength:"500"`
		Post     *app.Post `json:"post,omitempty" enum:"writer,editor,publisher,administrator,auditor"`
		Password *string   `json:"password,omitempty" maxLength:"1000"`
		Disabled *bool     `json:"disabled,omitempty"`
		SignOut  bool      `json:"signOut,omitempty" doc:"end all sessions of this account"`
	}
}) (*struct{ Body DeskAccount }, error) {
	by, id, err := s.actorAt(ctx, in.Account)
	if err != nil {
		return nil, err
	}
	b := &in.Body
	a, err := s.o.Real.Library.SaveAccount(ctx, by, app.AccountEdit{
		ID: id, Login: b.Login, Name: b.Name, Post: b.Post, Password: b.Password, Disabled: b.Disabled, SignOut: b.SignOut,
	})
	return &struct{ Body DeskAccount }{deskAccount(a)}, err
}

// OfficeSettings are what the library says of itself, and how it works.
type OfficeSettings struct {
	Agency       string   `json:"agency" maxLength:"2000"`
	ParentAgency string   `json:"parentAgency" maxLength:"2000"`
	Slogan       string   `json:"slogan" maxLength:"2000"`
	Responsible  string   `json:"responsible" maxLength:"2000"`
	Licence      string   `json:"licence" maxLength:"2000"`
	Address      string   `json:"address" maxLength:"2000"`
	Phones       []string `json:"phones" nullable:"false" maxItems:"30"`
	Email        string   `json:"email" maxLength:"2000"`
	Website      string   `json:"website" maxLength:"3000"`
	OwnApproval  bool     `json:"ownApproval" doc:"an office of one: the last editor may approve"`
	Tone         *string  `json:"tone,omitempty" enum:",old,new" doc:"where the house writes the tone of oa, oe, uy: old (hòa), new (hoà), empty: either; not sent, it stays"`
	Counter      *string  `json:"counter,omitempty" enum:",kiosks,none" doc:"where readers see the counters of visits: empty: not at kiosks; not sent, it stays"`
	Views        *bool    `json:"views,omitempty" doc:"readers see how often an article was opened; not sent, it stays"`
	Numbers      *string  `json:"numbers,omitempty" enum:",portal" doc:"how numbers are written in Vietnamese pages: 53.206, or as the portal of old: 53,206; not sent, it stays"`
	Emblem       *string  `json:"emblem,omitempty" pattern:"^([0-9a-f]{64})?$" doc:"the emblem's original, empty: none; not sent, it stays"`
	Readers      *Readers `json:"readers,omitempty" doc:"not sent, it stays"`
}

// Readers is how the house deals with what readers write.
type Readers struct {
	AtOnce bool     `json:"atOnce" doc:"comments are shown before anybody has looked, but for those that are held"`
	Words  []string `json:"words" nullable:"false" maxItems:"2000" doc:"a comment with one of them is held"`
	Months int      `json:"months" doc:"how long what readers tell of themselves is kept"`
}

// OfficeAnswer is OfficeSettings with how the emblem looks.
type OfficeAnswer struct {
	OfficeSettings
	EmblemPicture Maybe[Picture] `json:"emblemPicture"`
}

type officeOut struct{ Body OfficeAnswer }

func (s *Server) deskSettings(context.Context, *none) (*officeOut, error) {
	v := s.o.Real.Library.Settings()
	tone, counter, numbers := string(v.Tone), string(v.Counter), string(v.Numbers)
	emblem := ""
	out := &officeOut{}
	if v.Picture != nil {
		emblem = v.Emblem.String()
		made := deskPicture(*v.Picture)
		out.Body.EmblemPicture.V = &made
	}
	out.Body.OfficeSettings = OfficeSettings{v.Agency, v.ParentAgency, v.Slogan, v.Responsible, v.Licence, v.Address,
		append([]string{}, v.Phones...), v.Email, v.Website, v.OwnApproval, &tone, &counter, &v.Views, &numbers, &emblem,
		&Readers{v.Readers.AtOnce, append([]string{}, v.Readers.Words...), v.Readers.KeptMonths()}}
	return out, nil
}

func (s *Server) saveSettings(ctx context.Context, in *struct{ Body OfficeSettings }) (*officeOut, error) {
	by, err := s.actor(ctx)
	if err != nil {
		return nil, err
	}
	b := in.Body
	now := s.o.Real.Library.Settings()
	tone, emblem := now.Tone, now.Emblem
	if b.Tone != nil {
		tone = viet.ToneStyle(*b.Tone)
	}
	counter, views, numbers := now.Counter, now.Views, now.Numbers
	if b.Counter != nil {
		counter = app.CounterPlace(*b.Counter)
	}
	if b.Views != nil {
		views = *b.Views
	}
	if b.Numbers != nil {
		numbers = app.NumberStyle(*b.Numbers)
	}
	if b.Emblem != nil {
		emblem = app.Hash{}
		if *b.Emblem != "" {
			if emblem, err = app.ParseHash(*b.Emblem); err != nil {
				return nil, err
			}
		}
	}
	readers := now.Readers
	if r := b.Readers; r != nil {
		readers = app.Readers{AtOnce: r.AtOnce, Words: linesOf(r.Words), Months: r.Months}
	}
	err = s.o.Real.Library.PutSettings(ctx, by, app.Settings{
		Agency: b.Agency, ParentAgency: b.ParentAgency, Slogan: b.Slogan, Responsible: b.Responsible, Licence: b.Licence,
		Address: b.Address, Phones: b.Phones, Email: b.Email, Website: b.Website, OwnApproval: b.OwnApproval, Tone: tone, Emblem: emblem, Readers: readers,
		Counter: counter, Views: views, Numbers: numbers, Departments: now.Departments,
	})
	if err != nil {
		return nil, err
	}
	return s.deskSettings(ctx, nil)
}

// linesOf are the lines that hold something, without blanks around them.
func linesOf(all []string) (out []string) {
	for _, line := range all {
		if line = viet.Line(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

func (s *Server) setSolemn(ctx context.Context, in *struct {
	Body struct {
		Solemn bool `json:"solemn" doc:"trang nghiêm: every face grey, still and quiet"`
	}
}) (*none, error) {
	by, err := s.actor(ctx)
	if err != nil {
		return nil, err
	}
	return nil, s.o.Real.Library.SetSolemn(ctx, by, in.Body.Solemn)
}

// DeskCategory is a category that an article may be put into.
type DeskCategory struct {
	CategoryRef
	Parent string `json:"parent" doc:"id, or empty at the root"`
}

func (s *Server) deskCategories(ctx context.Context, _ *none) (*struct {
	Body struct {
		Categories []DeskCategory `json:"categories" nullable:"false" doc:"each parent before its children"`
	}
}, error) {
	l := s.o.Real.Library
	all, err := l.Categories(ctx)
	if err != nil {
		return nil, err
	}
	out := &struct {
		Body struct {
			Categories []DeskCategory `json:"categories" nullable:"false" doc:"each parent before its children"`
		}
	}{}
	out.Body.Categories = []DeskCategory{}
	for _, b := range all {
		c := DeskCategory{CategoryRef: categoryRef(l, b.ID)}
		if !b.Parent.IsZero() {
			c.Parent = b.Parent.String()
		}
		out.Body.Categories = append(out.Body.Categories, c)
	}
	return out, nil
}

func (s *Server) addCategory(ctx context.Context, in *struct {
	Body struct {
		Name   app.Text `json:"name"`
		Parent string   `json:"parent"`
	}
}) (*struct{ Body DeskCategory }, error) {
	by, err := s.actor(ctx)
	if err != nil {
		return nil, err
	}
	parent, err := app.ParseID(in.Body.Parent)
	if err != nil {
		return nil, err
	}
	l := s.o.Real.Library
	id, err := l.AddCategory(ctx, by, in.Body.Name, parent)
	if err != nil {
		return nil, err
	}
	return &struct{ Body DeskCategory }{DeskCategory{categoryRef(l, id), in.Body.Parent}}, nil
}

// AddedPicture is an original that is kept, and what was made of it.
type AddedPicture struct {
	Media   string  `json:"media" doc:"its hash, as figures name it"`
	Picture Picture `json:"picture"`
}

// maxPicture is a little more than thumb takes, so that it is thumb that
// says what is wrong.
const maxPicture = 42 << 20

var errPhotoTooLarge = app.Fault(app.TooLarge, "photo_too_large", "Ảnh lớn hơn 40 MB. Xin xuất lại ảnh nhỏ hơn",
	"The picture is larger than 40 MB. Please export a smaller one")

// addPicture keeps the picture that is the body of the request.
func (s *Server) addPicture(w http.ResponseWriter, r *http.Request) {
	_, d, err := s.takePicture(w, r, s.o.Desk.Develop)
	if err != nil {
		writeProblem(w, err)
		return
	}
	if err := s.o.Real.Library.NamePicture(r.Context(), d.Original, r.URL.Query().Get("name")); err != nil {
		s.o.Log.Warn("the name of a picture was not noted", "picture", d.Original, "err", err)
	}
	writeJSON(w, AddedPicture{Media: d.Original.String(), Picture: deskPicture(d.Media)})
}

// takePicture takes in the picture that is the body of the request, for
// those who may write.
func (s *Server) takePicture(w http.ResponseWriter, r *http.Request, take func(context.Context, io.Reader) (app.Developed, error)) (by app.Actor, d app.Developed, err error) {
	by, err = s.actor(r.Context())
	if err == nil && !app.MayAct(by.Post, app.Drafted, app.ActEdit) {
		err = app.ErrMayNotWrite
	}
	if err != nil {
		return by, d, err
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(5 * time.Minute)) // a phone's picture over a slow network
	d, err = take(r.Context(), http.MaxBytesReader(w, r.Body, maxPicture))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		err = errPhotoTooLarge
	}
	return by, d, err
}

func writeJSON(w http.ResponseWriter, v any) {
	common(w)
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(v) // the client is gone if this fails
}

// deskSmall gives the thumbnail that lies in an original.
func (s *Server) deskSmall(w http.ResponseWriter, r *http.Request) {
	name, err := app.ParseHash(r.PathValue("sha256"))
	if err != nil {
		writeProblem(w, errNotHere)
		return
	}
	small, err := s.o.Desk.Darkroom.Small(name)
	if err != nil || small == nil {
		writeProblem(w, errNotHere)
		return
	}
	common(w)
	h := w.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Cache-Control", "private, max-age=86400")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(small))
}

// deskMedia gives a picture to staff, whether or not it is on show: by the
// hash of a derivative or, of JPEG, PNG and all files that are no pictures,
// of the original itself.
func (s *Server) deskMedia(w http.ResponseWriter, r *http.Request) {
	name, err := app.ParseHash(r.PathValue("sha256"))
	if err != nil {
		writeProblem(w, errNotHere)
		return
	}
	f, err := s.o.Real.Media.Open(name)
	if err != nil {
		writeProblem(w, errNotHere)
		return
	}
	defer f.Close()
	head := make([]byte, 8)
	if _, err := io.ReadFull(f, head); err != nil {
		writeProblem(w, errNotHere)
		return
	}
	kind := ""
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		kind = "image/jpeg"
	case bytes.Equal(head, []byte("\x89PNG\r\n\x1a\n")):
		kind = "image/png"
	default:
		s.deskFile(w, r, name)
		return
	}
	common(w)
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "private, max-age=86400")
	http.ServeContent(w, r, "", time.Time{}, f)
}
