package app

import (
	"encoding/json"
	"slices"
	"strings"

	"bangtin/app/viet"
)

// Ticket is what somebody tells the office, as it was sent; its change is
// personal and for staff only.
type Ticket struct {
	ID         ID           `json:"id"`
	Number     TicketNumber `json:"number"`
	Department string       `json:"department"`
	Topic      string       `json:"topic"`
	Article    ID           `json:"article,omitzero"`  // that it is about
	Passage    string       `json:"passage,omitempty"` // of the article, as the reader selected it
	Name       string       `json:"name,omitempty"`
	Answer     bool         `json:"answer,omitempty"` // an answer is wanted; else there is neither phone nor e-mail
	Phone      string       `json:"phone,omitempty"`
	Email      string       `json:"email,omitempty"`
	Text       string       `json:"text"`
	Key        string       `json:"key"` // opens the answer, with the number
	At         int64        `json:"at"`  // ms since 1970 UTC
	Held       string       `json:"held,omitempty"`
}

// TicketState is where a ticket stands.
type TicketState string

// The states, in the order of a ticket's way; AllTickets lists all.
const (
	TicketNew        TicketState = "new"
	TicketReceived   TicketState = "received"
	TicketProcessing TicketState = "processing"
	TicketPassed     TicketState = "passed" // on to a unit of the directory
	TicketAnswered   TicketState = "answered"
	AllTickets       TicketState = "*"
)

// TicketStates are all of them, in the order of a ticket's way.
var TicketStates = []TicketState{TicketNew, TicketReceived, TicketProcessing, TicketPassed, TicketAnswered}

// nextTicketStates is where a step may lead. One that was passed on or
// answered may be taken up again, passed on again and answered once more.
var nextTicketStates = map[TicketState][]TicketState{
	TicketNew:        {TicketReceived, TicketProcessing, TicketPassed, TicketAnswered},
	TicketReceived:   {TicketProcessing, TicketPassed, TicketAnswered},
	TicketProcessing: {TicketPassed, TicketAnswered},
	TicketPassed:     {TicketProcessing, TicketPassed, TicketAnswered},
	TicketAnswered:   {TicketProcessing, TicketAnswered},
}

// NextTicketStates lists where a ticket in a state may go from there.
func NextTicketStates(s TicketState) []TicketState { return slices.Clone(nextTicketStates[s]) }

// TicketStep is the words of one step of the work on a ticket; its change is
// personal and for staff only. Who took it and when stands in its header.
type TicketStep struct {
	Ticket   ID          `json:"ticket"`
	State    TicketState `json:"state"`
	Note     string      `json:"note,omitempty"`
	Unit     ID          `json:"unit,omitzero"` // it was passed on to
	UnitName string      `json:"unitName,omitempty"`
	Answer   string      `json:"answer,omitempty"`
}

// TicketAct is the body of the same step for everyone. It holds no personal
// word, so that whoever may not know the ticket can tell how it stands, and
// so that number and history outlive what is erased.
type TicketAct struct {
	Ticket ID           `json:"ticket"`
	Number TicketNumber `json:"number"`
	State  TicketState  `json:"state"`
	At     int64        `json:"at"`
	Step   Hash         `json:"step,omitzero"` // change of its TicketStep
	Seen   []Hash       `json:"seen,omitempty"`
}

// Limits of a ticket and of the work on it, in characters.
const (
	MaxTicketText    = 2000
	MaxTicketPassage = 500
	MaxTicketAnswer  = 5000
	maxTicketPhone   = 30
)

func (t *Ticket) validate() error {
	if t.ID.IsZero() || !t.Number.valid() || len(t.Key) != keyLength || len(t.Held) > 40 ||
		t.Department == "" || viet.CountChars(t.Department) > maxDepartment || t.Topic == "" || viet.CountChars(t.Topic) > maxDepartment ||
		!t.Answer && t.Phone+t.Email != "" {
		return errMalformed
	}
	return t.saidWell()
}

// saidWell holds what people write to its rules.
func (t *Ticket) saidWell() error {
	switch n := viet.CountChars(t.Text); {
	case n == 0:
		return Fault(Invalid, "ticket_empty", "Xin viết nội dung góp ý", "Please write your feedback")
	case n > MaxTicketText:
		return Fault(TooLarge, "ticket_long", "Nội dung dài quá 2.000 ký tự", "The text is longer than 2,000 characters")
	case viet.CountChars(t.Passage) > MaxTicketPassage:
		return Fault(TooLarge, "ticket_passage_long", "Đoạn được trích dài quá 500 ký tự", "The passage is longer than 500 characters")
	case viet.CountChars(t.Name) > MaxCommentName:
		return Fault(TooLarge, "ticket_name_long", "Tên dài quá 100 ký tự", "The name is longer than 100 characters")
	case t.Answer && t.Phone+t.Email == "":
		return Fault(Invalid, "ticket_no_contact", "Xin ghi điện thoại hoặc thư điện tử để cơ quan trả lời", "Please give a telephone number or an e-mail address for the answer")
	case t.Phone != "" && !phoneNumber(t.Phone):
		return Fault(Invalid, "ticket_phone", "Số điện thoại chưa đúng", "That is no telephone number")
	case t.Email != "" && (viet.CountChars(t.Email) > maxEmail || !mailAddress(t.Email)):
		return Fault(Invalid, "ticket_email", "Địa chỉ thư điện tử chưa đúng", "That is no e-mail address")
	}
	return nil
}

// phoneNumber tells whether a text can be dialled: six digits or more, and
// nothing but what people put between them.
func phoneNumber(s string) bool {
	digits := 0
	for _, c := range s {
		switch {
		case '0' <= c && c <= '9':
			digits++
		case !strings.ContainsRune(" +().-/", c):
			return false
		}
	}
	return digits >= 6 && len(s) <= maxTicketPhone
}

func (s *TicketStep) validate() error {
	if s.Ticket.IsZero() || !slices.Contains(TicketStates, s.State) || viet.CountChars(s.UnitName) > maxLine {
		return errMalformed
	}
	switch {
	case viet.CountChars(s.Note) > maxReason:
		return Fault(TooLarge, "ticket_note_long", "Ghi chú dài quá 2.000 ký tự", "The note is longer than 2,000 characters")
	case viet.CountChars(s.Answer) > MaxTicketAnswer:
		return Fault(TooLarge, "ticket_answer_long", "Câu trả lời dài quá 5.000 ký tự", "The answer is longer than 5,000 characters")
	case s.State == TicketAnswered && s.Answer == "":
		return Fault(Invalid, "ticket_answer_empty", "Xin viết câu trả lời", "Please write the answer")
	case s.State == TicketPassed && (s.Unit.IsZero() || s.UnitName == ""):
		return Fault(Invalid, "ticket_unit_missing", "Xin chọn đơn vị nhận", "Please choose the unit that it goes to")
	}
	return nil
}

func (a *TicketAct) validate() error {
	if a.Ticket.IsZero() || !a.Number.valid() || !slices.Contains(TicketStates, a.State) || len(a.Seen) > 1000 {
		return errMalformed
	}
	return nil
}

// ticketTouches: what is sent, the steps and what everyone is told of them
// have to do with one ticket, each for its audience.
func ticketTouches(c *Change) []noun {
	var v struct {
		ID     ID `json:"id"`
		Ticket ID `json:"ticket"`
	}
	decode := decodeSalted
	if c.Kind == KindTicketState {
		decode = decodeBody
	}
	if decode(c.Body, &v) != nil {
		return nil
	}
	id := v.Ticket
	if c.Kind == KindTicket {
		id = v.ID
	}
	if id.IsZero() {
		return nil
	}
	return []noun{{c.Log.Audience, nounTicket, string(id[:])}}
}

// ticketStanding is what everyone knows of a ticket.
type ticketStanding struct {
	Number TicketNumber `json:"number"`
	State  TicketState  `json:"state"`
	Acts   []TicketAct  `json:"acts"`  // all of them, in the order of the log
	Heads  []Hash       `json:"heads"` // what the next act must have seen
}

// foldTicketActs folds what everyone is told of a ticket. Of acts that have
// not seen each other the one that leads furthest says how it stands; every
// act stays in its history. An erased act counts for nothing.
func foldTicketActs(id ID, changes []Change, valid func(*Change) bool, erased map[Hash]bool) *ticketStanding {
	sortChanges(changes)
	acts, said := map[Hash]*act{}, map[Hash]TicketAct{}
	out := &ticketStanding{State: TicketNew}
	for _, c := range changes {
		a := &act{change: c}
		acts[c.ID] = a
		var t TicketAct
		if c.Erased || erased[c.ID] || !valid(&c) || decodeBody(c.Body, &t) != nil || t.Ticket != id || t.validate() != nil {
			continue
		}
		a.valid, a.seen, said[c.ID] = true, t.Seen, t
		if out.Number == "" {
			out.Number = t.Number
		}
		t.Seen = nil
		out.Acts = append(out.Acts, t)
	}
	for _, h := range headsOf(acts) {
		out.Heads = append(out.Heads, h.change.ID)
		if s := said[h.change.ID].State; slices.Index(TicketStates, s) > slices.Index(TicketStates, out.State) {
			out.State = s
		}
	}
	if len(out.Heads) == 0 {
		return nil
	}
	sortHashes(out.Heads)
	return out
}

// keptTicket is what staff know of a ticket.
type keptTicket struct {
	Sent  *Ticket    `json:"sent"` // nil where it was erased, or has not come
	At    int64      `json:"at"`   // when it was sent; of one that has not come, 0
	Steps []keptStep `json:"steps"`
	Gone  bool       `json:"gone,omitempty"` // it was erased
}

// keptStep is a step with whoever took it; its words are empty where they
// were erased.
type keptStep struct {
	TicketStep
	Change Hash  `json:"change"`
	By     ID    `json:"by,omitzero"`
	At     int64 `json:"at"`
}

// foldTicketKept folds what staff hold of a ticket: the first of what was
// sent under its id, and all steps in the order of the log.
func foldTicketKept(id ID, changes []Change, valid func(*Change) bool, erased map[Hash]bool) *keptTicket {
	sortChanges(changes)
	out := &keptTicket{}
	for i := range changes {
		c := &changes[i]
		if !valid(c) {
			continue
		}
		gone := c.Erased || erased[c.ID]
		switch c.Kind {
		case KindTicket:
			var t Ticket
			switch {
			case gone:
				out.Gone = true
				if out.At == 0 {
					out.At = c.Wall
				}
			case out.Sent == nil && decodeSalted(c.Body, &t) == nil && t.ID == id && t.validate() == nil:
				out.Sent, out.At = &t, t.At
			}
		case KindTicketStep:
			step := keptStep{Change: c.ID, By: c.Account, At: c.Wall}
			if !gone && (decodeSalted(c.Body, &step.TicketStep) != nil || step.Ticket != id || step.validate() != nil) {
				continue
			}
			step.Ticket = ID{}
			out.Steps = append(out.Steps, step)
		}
	}
	if out.Sent == nil && !out.Gone && len(out.Steps) == 0 {
		return nil
	}
	return out
}

func (v view) ticketActs(id ID) *ticketStanding {
	var out ticketStanding
	text := v.state(noun{Open, nounTicket, string(id[:])})
	if text == nil || json.Unmarshal(text, &out) != nil {
		return nil
	}
	return &out
}

func (v view) ticketKept(id ID) *keptTicket {
	var out keptTicket
	text := v.state(noun{Staff, nounTicket, string(id[:])})
	if text == nil || json.Unmarshal(text, &out) != nil {
		return nil
	}
	return &out
}

// TicketStateWords are what people call the states.
var TicketStateWords = map[TicketState]Text{
	TicketNew: {VI: "Mới", EN: "New"}, TicketReceived: {VI: "Đã tiếp nhận", EN: "Received"}, TicketProcessing: {VI: "Đang xử lý", EN: "In progress"},
	TicketPassed: {VI: "Đã chuyển đơn vị", EN: "Passed on"}, TicketAnswered: {VI: "Đã trả lời", EN: "Answered"},
}
