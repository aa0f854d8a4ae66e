package api

import (
	"context"
	"strings"

	"bangtin/app"

	"rsc.io/qr"
)

// Feedback is what a reader needs to know to tell the office something.
type Feedback struct {
	Open        bool               `json:"open" doc:"this machine takes feedback"`
	Keeper      string             `json:"keeper" doc:"who keeps what is sent; empty where the office has not named itself"`
	Months      int                `json:"months" doc:"how long it is kept"`
	Photos      bool               `json:"photos" doc:"pictures may be sent along from a phone"`
	Departments []TicketDepartment `json:"departments" nullable:"false"`
}

// TicketDepartment is one that people tell something.
type TicketDepartment struct {
	Name   app.Text   `json:"name" doc:"English may be empty"`
	Topics []app.Text `json:"topics" nullable:"false" maxItems:"30"`
}

func departments(s app.Settings) []TicketDepartment {
	out := []TicketDepartment{}
	for _, d := range s.DepartmentsOrDefault() {
		out = append(out, TicketDepartment{d.Name, append([]app.Text{}, d.Topics...)})
	}
	return out
}

func (s *Server) feedback(ctx context.Context, _ *none) (*struct{ Body Feedback }, error) {
	if who(ctx).face == FaceScreen {
		return nil, errNotHere // nobody touches it
	}
	l := s.o.Real.Library
	settings := l.Settings()
	return &struct{ Body Feedback }{Feedback{Open: l.Founded(), Keeper: settings.Agency, Months: settings.Readers.KeptMonths(), Photos: s.takesPhotos(ctx), Departments: departments(settings)}}, nil
}

// TicketDraft is what a reader sends.
type TicketDraft struct {
	Visit      string `json:"visit" pattern:"^[0-9a-z]{16,40}$" doc:"drawn by the page at random for one visit"`
	Department string `json:"department" maxLength:"2000" doc:"its Vietnamese name"`
	Topic      string `json:"topic" maxLength:"2000" doc:"its Vietnamese name"`
	Article    string `json:"article" maxLength:"26" doc:"that it is about; empty: none"`
	Passage    string `json:"passage" maxLength:"10000" doc:"of the article"`
	Name       string `json:"name" maxLength:"2000" doc:"may be empty"`
	Answer     bool   `json:"answer" doc:"an answer is wanted; else phone and e-mail are not kept"`
	Phone      string `json:"phone" maxLength:"2000"`
	Email      string `json:"email" maxLength:"2000"`
	Text       string `json:"text" maxLength:"20000"`
	Consent    bool   `json:"consent" doc:"the reader has read what becomes of it and agrees"`
}

// TicketSlip is what a reader keeps: it is told once.
type TicketSlip struct {
	Number  string    `json:"number"`
	Key     string    `json:"key" doc:"opens the answer, with the number"`
	Address string    `json:"address" doc:"where it is looked up from a phone; empty where no phone reaches this machine"`
	QR      Maybe[QR] `json:"qr" doc:"holds the address, else number and key"`
}

func (s *Server) sendTicket(ctx context.Context, in *struct{ Body TicketDraft }) (*struct{ Body TicketSlip }, error) {
	at, b := who(ctx), &in.Body
	if at.face == FaceScreen {
		return nil, errNotHere
	}
	article, err := app.ParseID(b.Article)
	if err != nil {
		return nil, app.ErrNoArticle
	}
	if !b.Consent {
		return nil, errConsent
	}
	// The office reads what is told it while the sample is shown, too; the
	// sample's articles are none of its own.
	if _, sample, err := s.shelf(ctx); err != nil {
		return nil, err
	} else if sample {
		article = app.ID{}
	}
	deed := "ticket " + voter(ctx, b.Visit)
	if left := s.visits.left(deed); left > 0 {
		return nil, errGap(left)
	}
	if err := s.visits.allow(at.place+" "+at.cookie, "ticket"); err != nil {
		return nil, err
	}
	t := app.Ticket{
		Department: b.Department, Topic: b.Topic, Article: article, Passage: b.Passage, Name: b.Name,
		Answer: b.Answer, Phone: b.Phone, Email: b.Email, Text: b.Text,
	}
	if manyLinks(t.Text) {
		t.Held = "links"
	}
	photos, _ := s.phones.photos(deed)
	if t, err = s.o.Real.Library.SendTicket(ctx, t, photos...); err != nil {
		return nil, err
	}
	s.phones.drop(deed)
	s.visits.rest(deed, commentGap)
	return &struct{ Body TicketSlip }{s.slip(ctx, &t)}, nil
}

// slip puts number and key into a code: as the address of the page that looks
// them up, where a phone can reach it.
func (s *Server) slip(ctx context.Context, t *app.Ticket) TicketSlip {
	out := TicketSlip{Number: t.Number.String(), Key: t.Key}
	if base := s.nearby(ctx); base != "" {
		out.Address = base + "/gop-y/tra-cuu"
		out.QR = qrOf(out.Address + "?so=" + string(t.Number) + "&ma=" + t.Key)
		return out
	}
	out.QR = drawQR("Góp ý / Feedback "+out.Number+"\nMã / Key "+t.Key, qr.M)
	return out
}

// TicketLook is a ticket as its sender sees it again.
type TicketLook struct {
	Number string          `json:"number"`
	State  app.TicketState `json:"state" enum:"new,received,processing,passed,answered"`
	Moves  []TicketMove    `json:"moves" nullable:"false" doc:"the first first"`
	Opened bool            `json:"opened" doc:"the key was given and fits: what follows is told"`
	Held   bool            `json:"held" doc:"this machine would hold the answer; else it has to be asked for where the ticket was sent or at the office"`
	Answer string          `json:"answer"`
	Unit   string          `json:"unit" doc:"it was passed on to"`
}

// TicketMove is one step of it.
type TicketMove struct {
	State app.TicketState `json:"state" enum:"new,received,processing,passed,answered"`
	At    string          `json:"at" doc:"RFC 3339"`
}

// lookUpTicket takes number and key in the body, so that they stand in no
// address.
func (s *Server) lookUpTicket(ctx context.Context, in *struct {
	Body struct {
		Number string `json:"number" maxLength:"200"`
		Key    string `json:"key" maxLength:"200" doc:"may be empty: then only state and dates are told"`
	}
}) (*struct{ Body TicketLook }, error) {
	at := who(ctx)
	if at.face == FaceScreen {
		return nil, errNotHere
	}
	if err := s.visits.allow(at.place+" "+at.cookie, "lookup"); err != nil {
		return nil, err
	}
	look, err := s.o.Real.Library.LookUpTicket(ctx, in.Body.Number, strings.TrimSpace(in.Body.Key))
	if err != nil {
		return nil, err
	}
	out := TicketLook{
		Number: look.Number.String(), State: look.State, Moves: []TicketMove{},
		Opened: look.Opened, Held: look.Held, Answer: look.Answer, Unit: look.Unit,
	}
	for _, m := range look.Moves {
		out.Moves = append(out.Moves, TicketMove{m.State, stamp(m.At)})
	}
	return &struct{ Body TicketLook }{out}, nil
}
