package api

import (
	"context"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"bangtin/app"
	"bangtin/app/viet"
)

// DeskTicket is a ticket as staff see it.
type DeskTicket struct {
	ID         string            `json:"id"`
	Number     string            `json:"number"`
	State      app.TicketState   `json:"state" enum:"new,received,processing,passed,answered"`
	Next       []app.TicketState `json:"next" nullable:"false" doc:"where whoever asks may take it"`
	At         string            `json:"at" doc:"when it was sent, RFC 3339; empty where that is not known"`
	Erased     bool              `json:"erased" doc:"number, state and history are all that is left of it"`
	Department string            `json:"department"`
	Topic      string            `json:"topic"`
	Article    string            `json:"article" doc:"id; empty: it is about none"`
	Title      string            `json:"title" doc:"of the article, as readers see it; empty if they do not"`
	Path       string            `json:"path" doc:"of the article for readers; empty if they do not see it"`
	Passage    string            `json:"passage"`
	Name       string            `json:"name"`
	Answer     bool              `json:"answer" doc:"an answer is wanted"`
	Phone      string            `json:"phone"`
	Email      string            `json:"email"`
	Text       string            `json:"text"`
	Held       string            `json:"held" enum:",links,words" doc:"why it needs a second look"`
	Photos     int               `json:"photos" doc:"that came with it, see /api/desk/tickets/{ticket}/photos/{photo}"`
	Steps      []TicketStep      `json:"steps" nullable:"false" doc:"the first first"`
}

// TicketStep is one step of the work on a ticket; its words are empty where
// they were erased.
type TicketStep struct {
	State  app.TicketState `json:"state" enum:"new,received,processing,passed,answered"`
	Note   string          `json:"note"`
	Unit   string          `json:"unit" doc:"name of the unit it was passed on to"`
	Answer string          `json:"answer"`
	By     string          `json:"by" doc:"name of the account"`
	At     string          `json:"at" doc:"RFC 3339"`
}

// TicketCount is how many tickets are in a state; "*" is all.
type TicketCount struct {
	State app.TicketState `json:"state" enum:"new,received,processing,passed,answered,*"`
	Count int             `json:"count"`
}

// DeskTickets are a piece of the list.
type DeskTickets struct {
	Tickets []DeskTicket  `json:"tickets" nullable:"false"`
	Next    string        `json:"next" doc:"where the next piece begins; empty at the end"`
	Counts  []TicketCount `json:"counts" nullable:"false"`
}

func (s *Server) tickets(ctx context.Context, in *struct {
	State string `query:"state" enum:"new,received,processing,passed,answered,*" default:"new"`
	After string `query:"after" maxLength:"100"`
}) (*struct{ Body DeskTickets }, error) {
	l := s.o.Real.Library
	by, err := s.actor(ctx)
	if err != nil {
		return nil, err
	}
	after, err := hex.DecodeString(in.After)
	if err != nil {
		after = nil
	}
	found, next, err := l.Tickets(ctx, by, app.TicketState(in.State), string(after))
	if err != nil {
		return nil, err
	}
	names, err := s.names(ctx)
	if err != nil {
		return nil, err
	}
	counts, err := l.TicketCounts(ctx)
	if err != nil {
		return nil, err
	}
	out := DeskTickets{Tickets: []DeskTicket{}, Next: hex.EncodeToString([]byte(next))}
	for i := range found {
		out.Tickets = append(out.Tickets, deskTicket(&found[i], by, names))
	}
	for _, st := range append([]app.TicketState{app.AllTickets}, app.TicketStates...) {
		out.Counts = append(out.Counts, TicketCount{st, counts[st]})
	}
	return &struct{ Body DeskTickets }{out}, nil
}

func deskTicket(t *app.DeskTicket, by app.Actor, names map[app.ID]string) DeskTicket {
	out := DeskTicket{
		ID: t.ID.String(), Number: t.Number.String(), State: t.State, Next: []app.TicketState{}, Erased: t.Erased, Title: t.Title, Photos: t.Photos, Steps: []TicketStep{},
	}
	if t.At != 0 {
		out.At = stamp(t.At)
	}
	if c := t.Sent; c != nil {
		if app.May(by.Post, app.AnswerTickets) {
			out.Next = append(out.Next, app.NextTicketStates(t.State)...)
		}
		out.Department, out.Topic, out.Passage, out.Name = c.Department, c.Topic, c.Passage, c.Name
		out.Answer, out.Phone, out.Email, out.Text, out.Held = c.Answer, c.Phone, c.Email, c.Text, c.Held
		out.Article = idText(c.Article)
		if t.Title != "" {
			out.Path = "/bai/" + viet.Slug(t.Title, 80) + "-" + out.Article
		}
	}
	for _, e := range t.History {
		out.Steps = append(out.Steps, TicketStep{e.State, e.Note, e.UnitName, e.Answer, names[e.By], stamp(e.At)})
	}
	return out
}

func (s *Server) ticket(ctx context.Context, in *struct {
	Ticket string `path:"ticket" maxLength:"26"`
}) (*struct{ Body DeskTicket }, error) {
	by, err := s.actor(ctx)
	if err != nil {
		return nil, err
	}
	return s.oneTicket(ctx, by, in.Ticket)
}

// forgetTicket erases every word of a ticket for good.
func (s *Server) forgetTicket(ctx context.Context, in *struct {
	Ticket string `path:"ticket" maxLength:"26"`
	Body   struct {
		Reason string `json:"reason" maxLength:"20000"`
	}
}) (*struct{ Body DeskTicket }, error) {
	by, err := s.actor(ctx)
	if err != nil {
		return nil, err
	}
	id, err := app.ParseID(in.Ticket)
	if err != nil {
		return nil, app.ErrNoTicket
	}
	if err := s.o.Real.Library.ForgetTicket(ctx, by, id, in.Body.Reason); err != nil {
		return nil, err
	}
	return s.oneTicket(ctx, by, in.Ticket)
}

func (s *Server) oneTicket(ctx context.Context, by app.Actor, text string) (*struct{ Body DeskTicket }, error) {
	id, err := app.ParseID(text)
	if err != nil {
		return nil, app.ErrNoTicket
	}
	t, err := s.o.Real.Library.Ticket(ctx, by, id)
	if err != nil {
		return nil, err
	}
	names, err := s.names(ctx)
	return &struct{ Body DeskTicket }{deskTicket(&t, by, names)}, err
}

func (s *Server) stepTicket(ctx context.Context, in *struct {
	Ticket string `path:"ticket" maxLength:"26"`
	Body   struct {
		State  app.TicketState `json:"state" enum:"received,processing,passed,answered" doc:"where it is taken"`
		Was    app.TicketState `json:"was" enum:"new,received,processing,passed,answered" doc:"where whoever asks saw it"`
		Note   string          `json:"note" maxLength:"20000" doc:"for staff"`
		Unit   string          `json:"unit" maxLength:"26" doc:"needed to pass it on"`
		Answer string          `json:"answer" maxLength:"50000" doc:"needed to answer; whoever sent the ticket reads it with number and key"`
	}
}) (*struct{ Body DeskTicket }, error) {
	by, err := s.actor(ctx)
	if err != nil {
		return nil, err
	}
	id, err := app.ParseID(in.Ticket)
	if err != nil {
		return nil, app.ErrNoTicket
	}
	unit, err := app.ParseID(in.Body.Unit)
	if err != nil {
		return nil, app.ErrNoUnit
	}
	b := &in.Body
	if err := s.o.Real.Library.StepTicket(ctx, by, id, app.TicketDeed{State: b.State, Was: b.Was, Note: b.Note, Unit: unit, Answer: b.Answer}); err != nil {
		return nil, err
	}
	return s.oneTicket(ctx, by, in.Ticket)
}

// ticketPhoto shows a picture that came with a ticket, the first for 0.
func (s *Server) ticketPhoto(w http.ResponseWriter, r *http.Request) {
	by, err := s.actor(r.Context())
	id, malformed := app.ParseID(r.PathValue("ticket"))
	n, noNumber := strconv.Atoi(r.PathValue("photo"))
	if err == nil && (malformed != nil || noNumber != nil) {
		err = app.ErrNoTicket
	}
	var jpeg []byte
	if err == nil {
		jpeg, err = s.o.Real.Library.TicketPhoto(r.Context(), by, id, n)
	}
	if err != nil {
		writeProblem(w, err)
		return
	}
	common(w)
	h := w.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Cache-Control", "no-store") // it may be erased
	_, _ = w.Write(jpeg)               // the client is gone if this fails
}

// exportTickets writes all tickets as a table, the latest first.
func (s *Server) exportTickets(w http.ResponseWriter, r *http.Request) {
	ctx, after := r.Context(), ""
	by, err := s.actor(ctx)
	if err == nil && !app.May(by.Post, app.ReadTickets) {
		_, _, err = s.o.Real.Library.Tickets(ctx, by, app.AllTickets, "")
	}
	if err != nil {
		writeProblem(w, err)
		return
	}
	lang, name := "vi", "gop-y"
	if r.URL.Query().Get("lang") == "en" {
		lang, name = "en", "feedback"
	}
	common(w)
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%s.csv"`, name, s.o.Now().In(viet.Zone()).Format(time.DateOnly)))
	err = s.o.Desk.WriteTickets(w, lang, func() (piece []app.DeskTicket, more bool, err error) {
		piece, after, err = s.o.Real.Library.Tickets(ctx, by, app.AllTickets, after)
		return piece, after != "", err
	})
	if err != nil && ctx.Err() == nil {
		s.o.Log.Error("write the table of tickets", "error", err)
	}
}

// DeskDepartments are those that people tell something.
type DeskDepartments struct {
	Departments []TicketDepartment `json:"departments" nullable:"false" maxItems:"30" doc:"empty: the default"`
}

func (s *Server) deskDepartments(context.Context, *none) (*struct{ Body DeskDepartments }, error) {
	return &struct{ Body DeskDepartments }{DeskDepartments{departments(s.o.Real.Library.Settings())}}, nil
}

func (s *Server) saveDepartments(ctx context.Context, in *struct{ Body DeskDepartments }) (*struct{ Body DeskDepartments }, error) {
	by, err := s.actor(ctx)
	if err != nil {
		return nil, err
	}
	var ds []app.TicketDepartment
	for _, d := range in.Body.Departments {
		ds = append(ds, app.TicketDepartment{Name: d.Name, Topics: d.Topics})
	}
	if err := s.o.Real.Library.SetDepartments(ctx, by, ds); err != nil {
		return nil, err
	}
	return s.deskDepartments(ctx, nil)
}
