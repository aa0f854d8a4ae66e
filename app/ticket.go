package app

import (
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

// TicketStateWords are what people call the states.
var TicketStateWords = map[TicketState]Text{
	TicketNew: {VI: "Mới", EN: "New"}, TicketReceived: {VI: "Đã tiếp nhận", EN: "Received"}, TicketProcessing: {VI: "Đang xử lý", EN: "In progress"},
	TicketPassed: {VI: "Đã chuyển đơn vị", EN: "Passed on"}, TicketAnswered: {VI: "Đã trả lời", EN: "Answered"},
}

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
	if t.ID.IsZero() || !t.Number.valid() || !exact(t.At) || len(t.Key) != keyLength || len(t.Held) > 40 ||
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
	if a.Ticket.IsZero() || !a.Number.valid() || !exact(a.At) || !slices.Contains(TicketStates, a.State) || len(a.Seen) > 1000 {
		return errMalformed
	}
	return nil
}
