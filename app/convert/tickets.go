package convert

import (
	"encoding/csv"
	"io"
	"strings"
	"time"

	"bangtin/app"
	"bangtin/app/viet"
)

// ticketColumns are what a table of tickets tells, in the order of its
// columns.
var ticketColumns = []struct {
	vi, en string
	of     func(t *app.DeskTicket, sent *app.Ticket, last *app.TicketEvent, lang string) string
}{
	{"Số", "Number", func(t *app.DeskTicket, _ *app.Ticket, _ *app.TicketEvent, _ string) string { return t.Number.String() }},
	{"Gửi lúc", "Sent", func(t *app.DeskTicket, _ *app.Ticket, _ *app.TicketEvent, _ string) string { return ticketTime(t.At) }},
	{"Trạng thái", "State", func(t *app.DeskTicket, _ *app.Ticket, _ *app.TicketEvent, lang string) string {
		if lang == "en" {
			return app.TicketStateWords[t.State].EN
		}
		return app.TicketStateWords[t.State].VI
	}},
	{"Nơi nhận", "Department", func(_ *app.DeskTicket, s *app.Ticket, _ *app.TicketEvent, _ string) string { return s.Department }},
	{"Chủ đề", "Topic", func(_ *app.DeskTicket, s *app.Ticket, _ *app.TicketEvent, _ string) string { return s.Topic }},
	{"Nội dung", "Text", func(_ *app.DeskTicket, s *app.Ticket, _ *app.TicketEvent, _ string) string { return s.Text }},
	{"Về bài", "Article", func(t *app.DeskTicket, _ *app.Ticket, _ *app.TicketEvent, _ string) string { return t.Title }},
	{"Đoạn trích", "Passage", func(_ *app.DeskTicket, s *app.Ticket, _ *app.TicketEvent, _ string) string { return s.Passage }},
	{"Họ tên", "Name", func(_ *app.DeskTicket, s *app.Ticket, _ *app.TicketEvent, _ string) string { return s.Name }},
	{"Điện thoại", "Telephone", func(_ *app.DeskTicket, s *app.Ticket, _ *app.TicketEvent, _ string) string { return s.Phone }},
	{"Thư điện tử", "E-mail", func(_ *app.DeskTicket, s *app.Ticket, _ *app.TicketEvent, _ string) string { return s.Email }},
	{"Chuyển đến", "Passed on to", func(t *app.DeskTicket, _ *app.Ticket, _ *app.TicketEvent, _ string) string {
		return lastOf(t, func(e *app.TicketEvent) string { return e.UnitName })
	}},
	{"Trả lời", "Answer", func(t *app.DeskTicket, _ *app.Ticket, _ *app.TicketEvent, _ string) string {
		return lastOf(t, func(e *app.TicketEvent) string { return e.Answer })
	}},
	{"Bước gần nhất", "Last step", func(_ *app.DeskTicket, _ *app.Ticket, last *app.TicketEvent, _ string) string {
		return ticketTime(last.At)
	}},
}

// WriteTickets writes tickets as CSV, a row each: UTF-8 with a byte order
// mark, parted by ";" as Excel opens it where the comma stands in numbers,
// without a cell that a spreadsheet would take for a formula. lang "en" names
// columns and states in English. Next gives the tickets piece by piece, the
// last piece with false.
func WriteTickets(w io.Writer, lang string, next func() (piece []app.DeskTicket, more bool, err error)) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	c := csv.NewWriter(w)
	c.Comma, c.UseCRLF = ';', true
	row := make([]string, len(ticketColumns))
	for i, column := range ticketColumns {
		if row[i] = column.vi; lang == "en" {
			row[i] = column.en
		}
	}
	if err := c.Write(row); err != nil {
		return err
	}
	for more := true; more; {
		var piece []app.DeskTicket
		var err error
		if piece, more, err = next(); err != nil {
			return err
		}
		for i := range piece {
			t := &piece[i]
			sent, last := t.Sent, &app.TicketEvent{At: t.At}
			if sent == nil { // erased
				sent = &app.Ticket{}
			}
			if n := len(t.History); n > 0 {
				last = &t.History[n-1]
			}
			for j, column := range ticketColumns {
				row[j] = safeCell(column.of(t, sent, last, lang))
			}
			if err := c.Write(row); err != nil {
				return err
			}
		}
		c.Flush()
		if err := c.Error(); err != nil {
			return err
		}
	}
	return nil
}

func lastOf(t *app.DeskTicket, of func(*app.TicketEvent) string) (last string) {
	for i := range t.History {
		if s := of(&t.History[i]); strings.TrimSpace(s) != "" {
			last = s
		}
	}
	return last
}

func ticketTime(ms int64) string {
	if ms == 0 {
		return ""
	}
	return time.UnixMilli(ms).In(viet.Zone()).Format("02/01/2006 15:04")
}
