package app_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"bangtin/app"
)

// tell sends a ticket as a reader would.
func (m *machine) tell(text string) app.Ticket {
	m.t.Helper()
	t, err := m.lib.SendTicket(context.Background(), app.Ticket{
		Department: "UBND tỉnh", Topic: "Phản ánh", Name: "Lò Thị Mai", Answer: true, Phone: "0912 345 678", Text: text,
	})
	if err != nil {
		m.t.Fatal(err)
	}
	return t
}

// handle takes a step; passing on goes to the first unit of the directory.
func (m *machine) handle(id app.ID, s app.TicketState, words string) error {
	m.t.Helper()
	d := app.TicketDeed{State: s, Note: words, Answer: words}
	if all := m.directory().All(); len(all) > 0 {
		d.Unit = all[0].ID
	}
	return m.lib.StepTicket(context.Background(), moderator, id, d)
}

func (m *machine) look(number, key string) app.TicketLook {
	m.t.Helper()
	look, err := m.lib.LookUpTicket(context.Background(), number, key)
	if err != nil {
		m.t.Fatal(err)
	}
	return look
}

// tickets lists a state at the desk, whole.
func (m *machine) tickets(s app.TicketState) (out []string) {
	m.t.Helper()
	for after, more := "", true; more; more = after != "" {
		ts, next, err := m.lib.Tickets(context.Background(), moderator, s, after)
		if err != nil {
			m.t.Fatal(err)
		}
		for _, t := range ts {
			line := t.Number.String() + " " + string(t.State)
			if t.Sent != nil {
				line += " " + t.Sent.Text
			}
			for _, e := range t.History {
				line += fmt.Sprintf(" %s(%s%s%s)", e.State, e.Note, e.Answer, e.UnitName)
			}
			out = append(out, line)
		}
		after = next
	}
	counts, err := m.lib.TicketCounts(context.Background())
	if err != nil || counts[s] != len(out) {
		m.t.Errorf("%d tickets are counted as %s, and %d listed (%v)", counts[s], s, len(out), err)
	}
	return out
}

func TestTickets(t *testing.T) {
	ctx := context.Background()
	m := newMachine(t)
	at := time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
	m.now = func() time.Time { at = at.Add(time.Second); return at } // no two in one millisecond
	m.reopen(false)
	m.found()
	m.publish(talked(1))
	m.saveUnit(app.Unit{Name: app.Text{VI: "Sở Xây dựng"}})
	first, second := m.tell(" Đèn đường\r\nhỏng. "), m.tell("Cổng trường bị ngập")
	if first.Number.String()[5:12] != "261126-" || first.Number == second.Number || first.Number[:10] != second.Number[:10] || len(first.Key) != 6 {
		t.Errorf("the numbers are %s and %s, the key %s", first.Number, second.Number, first.Key)
	}
	if got := m.tickets(app.TicketNew); len(got) != 2 || got[0] != first.Number.String()+" new Đèn đường\nhỏng." {
		t.Errorf("new are %q", got)
	}
	if got := m.look(strings.ToLower(first.Number.String()), ""); got.State != app.TicketNew || len(got.Moves) != 1 || got.Moves[0].At != first.At || got.Opened {
		t.Errorf("a new one looks so: %+v", got)
	}
	for _, s := range []app.TicketState{app.TicketReceived, app.TicketProcessing, app.TicketPassed, app.TicketProcessing, app.TicketAnswered} {
		if err := m.handle(first.ID, s, "lời "+string(s)); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	if got := m.look(first.Number.String(), ""); got.State != app.TicketAnswered || len(got.Moves) != 6 || got.Answer+got.Unit != "" {
		t.Errorf("the number alone tells %+v", got)
	}
	if got := m.look(first.Number.String(), strings.ToLower(first.Key)); got.Answer != "lời answered" || got.Unit != "Sở Xây dựng" || !got.Opened {
		t.Errorf("number and key tell %+v", got)
	}
	all := m.tickets(app.AllTickets)
	want := first.Number.String() + " answered Đèn đường\nhỏng. received(lời received) processing(lời processing) passed(lời passedSở Xây dựng) processing(lời processing) answered(lời answeredlời answered)"
	if len(all) != 2 || all[1] != want {
		t.Errorf("desks see %q, want %q", all, want)
	}

	for what, err := range map[string]error{
		"backwards":       m.handle(first.ID, app.TicketReceived, "x"),
		"to nowhere":      m.handle(second.ID, "elsewhere", "x"),
		"of no ticket":    m.handle(articleID(1), app.TicketReceived, "x"),
		"without answer":  m.handle(second.ID, app.TicketAnswered, " "),
		"a long answer":   m.handle(second.ID, app.TicketAnswered, strings.Repeat("ạ", 5001)),
		"without unit":    m.lib.StepTicket(ctx, moderator, second.ID, app.TicketDeed{State: app.TicketPassed}),
		"to no unit":      m.lib.StepTicket(ctx, moderator, second.ID, app.TicketDeed{State: app.TicketPassed, Unit: articleID(1)}),
		"seen otherwise":  m.lib.StepTicket(ctx, moderator, second.ID, app.TicketDeed{State: app.TicketReceived, Was: app.TicketPassed}),
		"by a writer":     m.lib.StepTicket(ctx, app.Actor{Post: app.Writer}, second.ID, app.TicketDeed{State: app.TicketReceived}),
		"by an auditor":   m.lib.StepTicket(ctx, app.Actor{Post: app.Auditor}, second.ID, app.TicketDeed{State: app.TicketReceived}),
		"a writer's list": func() error { _, _, err := m.lib.Tickets(ctx, app.Actor{Post: app.Writer}, "*", ""); return err }(),
		"a wrong key":     func() error { _, err := m.lib.LookUpTicket(ctx, first.Number.String(), second.Key); return err }(),
	} {
		if c := app.CodeOf(err); err == nil || c == app.Internal || app.TextOf(err).VI == "" {
			t.Errorf("a step %s: %v", what, err)
		}
	}
	good := app.Ticket{Department: "UBND tỉnh", Topic: "Góp ý", Text: "a"}
	for what, change := range map[string]func(*app.Ticket){
		"no text":           func(t *app.Ticket) { t.Text = " \n" },
		"a long text":       func(t *app.Ticket) { t.Text = strings.Repeat("ạ", 2001) },
		"a long passage":    func(t *app.Ticket) { t.Passage = strings.Repeat("ạ", 501) },
		"a long name":       func(t *app.Ticket) { t.Name = strings.Repeat("ạ", 101) },
		"no department":     func(t *app.Ticket) { t.Department = "" },
		"another topic":     func(t *app.Ticket) { t.Topic = "Thời tiết" },
		"a draft":           func(t *app.Ticket) { t.Article = articleID(7) },
		"no way to answer":  func(t *app.Ticket) { t.Answer = true },
		"a phone of words":  func(t *app.Ticket) { t.Answer, t.Phone = true, "không có" },
		"no e-mail address": func(t *app.Ticket) { t.Answer, t.Email = true, "khong phai" },
	} {
		one := good
		change(&one)
		if _, err := m.lib.SendTicket(ctx, one); err == nil {
			t.Errorf("%s was taken", what)
		}
	}
	quiet := good
	quiet.Phone, quiet.Email, quiet.Article = "0912 345 678", "mai@vidu.example", articleID(1)
	if kept, err := m.lib.SendTicket(ctx, quiet); err != nil || kept.Phone+kept.Email != "" {
		t.Errorf("who wants no answer leaves %q, %v", kept.Phone+kept.Email, err)
	}

	before := m.tickets(app.AllTickets)
	if err := m.lib.Rebuild(ctx, nil); err != nil {
		t.Fatal(err)
	}
	if after := m.tickets(app.AllTickets); !slices.Equal(after, before) {
		t.Errorf("folded anew: %q, before %q", after, before)
	}
	if got := m.look(first.Number.String(), first.Key); got.Answer != "lời answered" {
		t.Errorf("folded anew it looks so: %+v", got)
	}
}

// A device never gives out a number twice: not after a restart, a rebuild,
// with its own ticket erased, on another day and back again.
func TestTicketNumbersNeverRepeat(t *testing.T) {
	ctx := context.Background()
	m := newMachine(t)
	at := time.Date(2026, 11, 26, 16, 58, 0, 0, time.UTC) // two minutes before midnight in Vietnam
	m.now = func() time.Time { return at }
	m.reopen(false)
	m.found()
	seen := map[app.TicketNumber]bool{}
	give := func(what string) app.Ticket {
		t.Helper()
		one := m.tell(what)
		if seen[one.Number] {
			t.Errorf("%s: %s was given out before", what, one.Number)
		}
		seen[one.Number] = true
		return one
	}
	give("the first")
	m.reopen(false)
	give("after a restart")
	if err := m.lib.Rebuild(ctx, nil); err != nil {
		t.Fatal(err)
	}
	last := give("after a rebuild")
	m.eraseTicket(last.ID)
	give("after the last was erased")
	if err := m.lib.Rebuild(ctx, nil); err != nil {
		t.Fatal(err)
	}
	if got := give("after both"); got.Number[4:10] != "261126" {
		t.Errorf("before midnight the day is %s", got.Number)
	}
	at = at.Add(5 * time.Minute)
	if got := give("after midnight"); got.Number[4:10] != "261127" {
		t.Errorf("after midnight the day is %s", got.Number)
	}
	m.reopen(true)
	give("in another incarnation")
}

// eraseTicket erases what was sent and every word of the work on it.
func (m *machine) eraseTicket(id app.ID) {
	m.t.Helper()
	e := app.Erasure{}
	rs, err := m.lib.Read(context.Background(), 0, 1_000_000)
	if err != nil {
		m.t.Fatal(err)
	}
	for _, r := range rs {
		if c := r.Change; (c.Kind == app.KindTicket || c.Kind == app.KindTicketStep || c.Kind == app.KindTicketPhoto) && strings.Contains(string(c.Body), id.String()) {
			e.Targets = append(e.Targets, app.Target{Change: c.ID, Noun: "ticket", ID: id})
		}
	}
	if err := m.lib.Erase(context.Background(), app.Staff, e); err != nil {
		m.t.Fatal(err)
	}
}

// What is erased keeps number, state and history, and no word of anybody.
func TestErasedTickets(t *testing.T) {
	m := newMachine(t)
	m.found()
	one := m.tell("lời riêng của tôi")
	for _, s := range []app.TicketState{app.TicketReceived, app.TicketAnswered} {
		if err := m.handle(one.ID, s, "lời đáp"); err != nil {
			t.Fatal(err)
		}
	}
	m.eraseTicket(one.ID)
	look := m.look(one.Number.String(), one.Key)
	if look.State != app.TicketAnswered || len(look.Moves) != 3 || look.Opened || look.Answer != "" {
		t.Errorf("erased it looks so: %+v", look)
	}
	if got, want := m.tickets(app.TicketAnswered), one.Number.String()+" answered received() answered()"; len(got) != 1 || got[0] != want {
		t.Errorf("desks see %q, want %q", got, want)
	}
	fresh := m.tell("lời riêng chưa ai đọc")
	m.eraseTicket(fresh.ID)
	if look := m.look(fresh.Number.String(), ""); look.State != app.TicketNew || len(look.Moves) != 1 || look.Moves[0].At-fresh.At > 1000 { // the log may be written a moment later
		t.Errorf("erased before anybody worked on it, it looks so: %+v", look)
	}
	if got := m.tickets(app.TicketNew); len(got) != 1 || got[0] != fresh.Number.String()+" new" {
		t.Errorf("desks see %q", got)
	}
	if err := m.handle(one.ID, app.TicketAnswered, "nữa"); app.CodeOf(err) != app.Conflict {
		t.Errorf("an erased one is answered again: %v", err)
	}
	for _, c := range m.all() {
		if strings.Contains(string(c), "lời riêng") || strings.Contains(string(c), "lời đáp") || strings.Contains(string(c), "0912 345") {
			t.Error("the log still holds what was erased")
		}
	}
}

// Pictures lie with the ticket for staff, and go with its words.
func TestPhotosOfTickets(t *testing.T) {
	ctx := context.Background()
	m := newMachine(t)
	m.found()
	jpeg := func(n int) []byte {
		return append([]byte("\xff\xd8\xff"), strings.Repeat(fmt.Sprintf("ảnh %d ", n), 1000)...)
	}
	one := app.Ticket{Department: "UBND tỉnh", Topic: "Góp ý", Text: "xem ảnh"}
	for what, photos := range map[string][][]byte{
		"four":    {jpeg(1), jpeg(2), jpeg(3), jpeg(4)},
		"a page":  {[]byte("<html>")},
		"a large": {append(jpeg(1), make([]byte, app.MaxTicketPhoto)...)},
	} {
		if _, err := m.lib.SendTicket(ctx, one, photos...); app.CodeOf(err) != app.Invalid {
			t.Errorf("%s: %v", what, err)
		}
	}
	one, err := m.lib.SendTicket(ctx, one, jpeg(1), jpeg(2))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := m.lib.TicketPhoto(ctx, moderator, one.ID, 1); err != nil || string(got) != string(jpeg(2)) {
		t.Errorf("the second is %.20q, %v", got, err)
	}
	if seen, err := m.lib.Ticket(ctx, moderator, one.ID); err != nil || seen.Photos != 2 {
		t.Errorf("the ticket has %d, %v", seen.Photos, err)
	}
	for what, n := range map[string]int{"behind the last": 2, "before the first": -1} {
		if _, err := m.lib.TicketPhoto(ctx, moderator, one.ID, n); app.CodeOf(err) != app.NotFound {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := m.lib.TicketPhoto(ctx, app.Actor{Post: app.Writer}, one.ID, 0); app.CodeOf(err) != app.Denied {
		t.Errorf("a writer: %v", err)
	}
	m.eraseTicket(one.ID)
	if _, err := m.lib.TicketPhoto(ctx, moderator, one.ID, 0); app.CodeOf(err) != app.NotFound {
		t.Errorf("after it was erased: %v", err)
	}
}

// Two desks and a kiosk take tickets, work on them apart and hand on their
// logs in any order, some changes twice. In the end both desks list and
// count the same, every step is in the history, and a kiosk that holds
// nothing but what is for everyone tells of each the same state and dates.
func TestTicketsOfMachinesThatMeetLate(t *testing.T) {
	r := rand.New(rand.NewPCG(seed(t), 7))
	a, b, kiosk := newMachine(t), newMachine(t), newMachine(t)
	a.found()
	a.saveUnit(app.Unit{Name: app.Text{VI: "Sở Xây dựng"}})
	b.join(a, app.Publisher)
	kiosk.join(a, app.Kiosk)
	var sent []app.Ticket
	steps := 0
	meet := func() {
		b.feed(r, shuffled(r, append(a.all(), kiosk.all()...)))
		a.feed(r, shuffled(r, b.all()))
		kiosk.feed(r, shuffled(r, openOnly(t, a.all())))
	}
	for i := range 80 {
		switch r.IntN(10) {
		case 0:
			meet()
		case 1, 2, 3:
			sent = append(sent, []*machine{a, b, kiosk}[r.IntN(3)].tell(fmt.Sprintf("Góp ý %d", i)))
		default:
			if len(sent) > 0 {
				m := []*machine{a, b}[r.IntN(2)]
				if m.handle(sent[r.IntN(len(sent))].ID, app.TicketStates[r.IntN(5)], fmt.Sprintf("lời %d", i)) == nil {
					steps++
				}
			}
		}
	}
	both := a.tell("Hai máy cùng xử lý")
	sent = append(sent, both)
	meet()
	if err := a.handle(both.ID, app.TicketAnswered, "đã xong"); err != nil {
		t.Fatal(err)
	}
	if err := b.handle(both.ID, app.TicketReceived, "đã nhận"); err != nil {
		t.Fatal(err)
	}
	steps += 2
	meet()
	meet()
	sameRoots(t, a, b)
	if x, y := a.tickets(app.AllTickets), b.tickets(app.AllTickets); !slices.Equal(x, y) || len(x) != len(sent) {
		t.Errorf("of %d tickets two desks list %q and %q", len(sent), x, y)
	}
	listed, history := 0, 0
	for _, s := range app.TicketStates {
		x, y := a.tickets(s), b.tickets(s)
		if !slices.Equal(x, y) {
			t.Errorf("as %s two desks list %q and %q", s, x, y)
		}
		listed += len(x)
	}
	if listed != len(sent) {
		t.Errorf("%d tickets stand in %d places", len(sent), listed)
	}
	for _, one := range sent {
		seen, err := a.lib.Ticket(context.Background(), moderator, one.ID)
		if err != nil {
			t.Fatal(err)
		}
		history += len(seen.History)
		look, err := kiosk.lib.LookUpTicket(context.Background(), one.Number.String(), "")
		if len(seen.History) == 0 && app.CodeOf(err) == app.NotFound {
			continue // nothing for everyone to know yet, and not its own
		}
		if err != nil || look.State != seen.State {
			t.Errorf("%s is %s at the kiosk and %s at the desk (%v)", one.Number, look.State, seen.State, err)
		}
	}
	if history != steps {
		t.Errorf("of %d steps %d are in the history", steps, history)
	}
	if got := a.look(both.Number.String(), both.Key); got.State != app.TicketAnswered || got.Answer != "đã xong" {
		t.Errorf("answered here and received there: %+v", got)
	}
}
