package convert_test

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"bangtin/app"
	"bangtin/app/convert"
)

// A table of tickets opens in a spreadsheet as text: a row each, in the order
// given, without a cell that would be a formula; an erased one keeps its row.
func TestTicketsAsTable(t *testing.T) {
	const evil = "=cmd|' /C calc'!A0"
	pieces := [][]app.DeskTicket{
		{{Number: "7F3A261126004V", State: app.TicketAnswered, At: 1_795_659_300_000, Title: "Bài 1",
			Sent: &app.Ticket{Department: "UBND tỉnh", Topic: "Phản ánh", Text: evil, Name: "+Mai", Phone: "-0912", Email: "@a.b", Passage: "hai\ndòng; \"trích\""},
			History: []app.TicketEvent{
				{TicketStep: app.TicketStep{State: app.TicketPassed, UnitName: "Sở Xây dựng"}, At: 1_795_659_400_000},
				{TicketStep: app.TicketStep{State: app.TicketAnswered, Answer: "=1+1"}, At: 1_795_745_700_000},
			}}},
		{{Number: "7F3A261126005", State: app.TicketNew, At: 1_795_659_300_000, Erased: true}},
	}
	var b strings.Builder
	err := convert.WriteTickets(&b, "vi", func() ([]app.DeskTicket, bool, error) {
		piece := pieces[0]
		pieces = pieces[1:]
		return piece, len(pieces) > 0, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	text, marked := strings.CutPrefix(b.String(), "\ufeff")
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil || !marked || len(rows) != 3 {
		t.Fatalf("%d rows, marked %v, %v", len(rows), marked, err)
	}
	want := []string{"7F3A-261126-004-V", "26/11/2026 09:15", "Đã trả lời", "UBND tỉnh", "Phản ánh", "'" + evil, "Bài 1", "hai\ndòng; \"trích\"", "'+Mai", "'-0912", "'@a.b", "Sở Xây dựng", "'=1+1", "27/11/2026 09:15"}
	if !slices.Equal(rows[1], want) {
		t.Errorf("the row is %q, want %q", rows[1], want)
	}
	if rows[2][2] != "Mới" || rows[2][5] != "" {
		t.Errorf("the row of an erased one is %q", rows[2])
	}
}
