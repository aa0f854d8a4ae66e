package app

import (
	"context"
	"encoding/json"
	"strings"

	"bangtin/app/viet"
)

// TicketDepartment is one that people tell something, with what they may tell it
// about.
type TicketDepartment struct {
	Name   Text   `json:"name"`
	Topics []Text `json:"topics"`
}

const (
	maxDepartments = 20
	maxTopics      = 20  // of one department
	maxDepartment  = 100 // characters of a name
)

// defaultDepartments stand until an office has named its own.
var defaultDepartments = []TicketDepartment{{
	Name: Text{VI: "UBND tỉnh", EN: "Provincial People's Committee"},
	Topics: []Text{
		{VI: "Góp ý", EN: "Feedback"}, {VI: "Câu hỏi", EN: "Question"}, {VI: "Phản ánh", EN: "Complaint"},
	},
}}

// DepartmentsOrDefault are the departments of the settings, those of every
// new library where none are named.
func (s Settings) DepartmentsOrDefault() []TicketDepartment {
	if len(s.Departments) == 0 {
		return defaultDepartments
	}
	return s.Departments
}

// departmentWell finds a department and a topic by their Vietnamese names.
func departmentWell(ds []TicketDepartment, name, topic string) bool {
	for _, d := range ds {
		if d.Name.VI != name {
			continue
		}
		for _, t := range d.Topics {
			if t.VI == topic {
				return true
			}
		}
	}
	return false
}

func validateDepartments(ds []TicketDepartment) error {
	if len(ds) > maxDepartments {
		return Fault(TooLarge, "departments_many", "Quá 20 nơi nhận góp ý", "More than 20 departments")
	}
	seen := map[string]bool{}
	for _, d := range ds {
		if len(d.Topics) == 0 {
			return Fault(Invalid, "department_without_topic", "Mỗi nơi nhận cần ít nhất một chủ đề", "Each department needs at least one topic")
		}
		if len(d.Topics) > maxTopics {
			return Fault(TooLarge, "topics_many", "Một nơi nhận có quá 20 chủ đề", "A department has more than 20 topics")
		}
		topics := map[string]bool{}
		for i, t := range append([]Text{d.Name}, d.Topics...) {
			known := seen
			if i > 0 {
				known = topics
			}
			switch {
			case t.VI == "":
				return Fault(Invalid, "department_nameless", "Nơi nhận và chủ đề phải có tên tiếng Việt", "Departments and topics need a Vietnamese name")
			case viet.CountChars(t.VI) > maxDepartment || viet.CountChars(t.EN) > maxDepartment:
				return Fault(TooLarge, "department_long", "Tên nơi nhận hoặc chủ đề dài quá 100 ký tự", "The name of a department or a topic is longer than 100 characters")
			case known[t.VI]:
				return Fault(Invalid, "department_twice", "Có hai nơi nhận hoặc hai chủ đề trùng tên", "Two departments, or two topics of one, have the same name")
			}
			known[t.VI] = true
		}
	}
	return nil
}

// SetDepartments names whom people may tell something; none at all brings
// the default back. It is for whoever may change the office's settings, and
// leaves the others as they are.
func (l *Library) SetDepartments(ctx context.Context, by Actor, ds []TicketDepartment) error {
	if !May(by.Post, SetOffice) {
		return ErrNotAdmin
	}
	clean := func(t Text) Text { return Text{VI: viet.Line(t.VI), EN: viet.Line(t.EN)} }
	var kept []TicketDepartment
	for _, d := range ds {
		one := TicketDepartment{Name: clean(d.Name)}
		for _, t := range d.Topics {
			one.Topics = append(one.Topics, clean(t))
		}
		kept = append(kept, one)
	}
	if err := validateDepartments(kept); err != nil {
		return err
	}
	return l.update(ctx, func(b *batch) error {
		var s Settings
		if text := b.state(noun{Open, nounSettings, ""}); text != nil {
			if err := json.Unmarshal(text, &s); err != nil {
				return err
			}
		}
		s.Departments = kept
		b.account = by.Account
		return b.appendSettings(s)
	})
}

// cleanTicket brings what somebody wrote into the form in which it is kept.
// Who wants no answer leaves no number and no address.
func cleanTicket(t Ticket) Ticket {
	for _, s := range []*string{&t.Department, &t.Topic, &t.Name, &t.Phone, &t.Email} {
		*s = viet.Line(*s)
	}
	t.Text, t.Passage = strings.TrimSpace(viet.Clean(t.Text)), strings.TrimSpace(viet.Clean(t.Passage))
	if !t.Answer {
		t.Phone, t.Email = "", ""
	}
	return t
}
