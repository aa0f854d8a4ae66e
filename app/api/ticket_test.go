package api_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"

	"bangtin/app"
	"bangtin/app/api"
)

// aTicket is what a visit sends, with some of it otherwise.
func aTicket(other map[string]any) string {
	visitNames++
	b := map[string]any{
		"visit": fmt.Sprintf("gopy%016d", visitNames), "department": "UBND tỉnh", "topic": "Phản ánh", "article": "", "passage": "", "name": "Lò Thị Mai",
		"answer": true, "phone": "0912 345 678", "email": "mai@vidu.example", "text": "Đèn đường hỏng", "consent": true,
	}
	maps.Copy(b, other)
	text, _ := json.Marshal(b)
	return string(text)
}

func (c *client) tell(other map[string]any) (slip api.TicketSlip) {
	c.t.Helper()
	r := c.do("POST", "/api/feedback", aTicket(other))
	if r.Code != http.StatusOK || json.Unmarshal(r.Body.Bytes(), &slip) != nil {
		c.t.Fatalf("sending answers %d %s", r.Code, r.Body)
	}
	return slip
}

func (c *client) lookUp(number, key string, want int) (look api.TicketLook, text string) {
	c.t.Helper()
	text = c.ask("POST", "/api/feedback/lookup", map[string]string{"number": number, "key": key}, want, &look)
	return look, text
}

func TestFeedbackOverTheWire(t *testing.T) {
	s := newSite(t)
	shown := s.story(0)
	s.save(true, shown)
	admin := s.admin()
	reader, kiosk := s.public(), s.window(api.FaceKiosk)
	var f api.Feedback
	reader.json("/api/feedback", &f)
	if !f.Open || f.Months != 12 || len(f.Departments) != 1 || f.Departments[0].Name.VI != "UBND tỉnh" || len(f.Departments[0].Topics) != 3 {
		t.Errorf("readers are told %+v", f)
	}
	for path, want := range map[string]int{"/gop-y": 200, "/gop-y/tra-cuu": 200, "/gop-y/khac": 404} {
		if got := reader.get(path).Code; got != want {
			t.Errorf("the page %s answers %d, want %d", path, got, want)
		}
	}
	slip := kiosk.tell(map[string]any{"article": shown.Article.String(), "passage": "một đoạn", "text": "Xem http://a http://b http://c"})
	if len(slip.Key) != 6 || slip.QR.V == nil || slip.Address != "" {
		t.Errorf("at a kiosk in no network the slip is %+v", slip)
	}
	if other := reader.tell(nil); other.Address != "http://bangtin.test/gop-y/tra-cuu" || other.Number == slip.Number {
		t.Errorf("in a network the slip is %+v", other)
	}
	draft := aTicket(nil)
	if got := reader.do("POST", "/api/feedback", draft); got.Code != http.StatusOK {
		t.Errorf("another visit answers %d %s", got.Code, got.Body)
	}
	if got := reader.do("POST", "/api/feedback", draft); got.Code != http.StatusServiceUnavailable || !strings.Contains(got.Body.String(), "giây nữa") {
		t.Errorf("a second in the same breath answers %d %s", got.Code, got.Body)
	}

	var list api.DeskTickets
	admin.json("/api/desk/tickets", &list)
	if len(list.Tickets) != 3 || list.Counts[0].Count != 3 || list.Counts[1].Count != 3 {
		t.Fatalf("desks see %+v", list)
	}
	at := func(number string) api.DeskTicket {
		for _, one := range list.Tickets {
			if one.Number == number {
				return one
			}
		}
		t.Fatalf("%s is not listed", number)
		return api.DeskTicket{}
	}
	one := at(slip.Number)
	if one.Passage != "một đoạn" || one.Title != shown.Document.Title || one.Phone != "0912 345 678" || one.Held != "links" || len(one.Next) != 4 || one.Article != shown.Article.String() {
		t.Errorf("the ticket is %+v", one)
	}
	steps := "/api/desk/tickets/" + one.ID + "/steps"
	step := func(was, state, note, answer string) map[string]string {
		return map[string]string{"was": was, "state": state, "note": note, "unit": "", "answer": answer}
	}
	var before api.Site
	reader.json("/api/site", &before)
	var after api.DeskTicket
	admin.ask("POST", steps, step("new", "received", "đã nhận", ""), http.StatusOK, &after)
	if after.State != app.TicketReceived || len(after.Steps) != 1 || after.Steps[0].By != "Phạm Minh Khuê" || after.Steps[0].Note != "đã nhận" {
		t.Errorf("after a step it is %+v", after)
	}
	var now api.Site
	if reader.json("/api/site", &now); now.Cursor == before.Cursor {
		t.Error("it has gone on, and open faces are not told")
	}
	admin.ask("POST", steps, step("new", "answered", "", "x"), http.StatusConflict, nil)
	admin.ask("POST", steps, step("received", "answered", "nội bộ", "Đèn đã được sửa"), http.StatusOK, nil)

	look, text := reader.lookUp(strings.ToLower(strings.ReplaceAll(slip.Number, "-", " ")), "", http.StatusOK)
	if look.State != app.TicketAnswered || len(look.Moves) != 3 || look.Answer != "" || look.Opened {
		t.Errorf("by number it looks so: %+v", look)
	}
	for _, word := range []string{"Mai", "0912", "Đèn", "nội bộ", "http:", "Khuê", slip.Key} {
		if strings.Contains(text, word) {
			t.Errorf("the number alone tells %s", word)
		}
	}
	look, text = reader.lookUp(slip.Number, slip.Key, http.StatusOK)
	if look.Answer != "Đèn đã được sửa" || !look.Opened || strings.Contains(text, "nội bộ") || strings.Contains(text, "0912") {
		t.Errorf("by number and key it looks so: %s", text)
	}

	screen := s.window(api.FaceScreen)
	for _, ask := range []func() int{
		func() int { return screen.get("/api/feedback").Code },
		func() int { return screen.do("POST", "/api/feedback", aTicket(nil)).Code },
		func() int { return screen.do("POST", "/api/feedback/lookup", `{"number":"x","key":""}`).Code },
	} {
		if got := ask(); got != http.StatusNotFound {
			t.Errorf("a screen is answered %d", got)
		}
	}
	for name, c := range map[string]*client{"public": reader, "kiosk": kiosk, "screen": screen} {
		for _, path := range []string{"/api/desk/tickets", "/api/desk/tickets/table", "/api/desk/tickets/" + one.ID, "/api/desk/departments"} {
			if got := c.get(path).Code; got != http.StatusNotFound {
				t.Errorf("%s at %s is answered %d", name, path, got)
			}
		}
	}
	table := admin.get("/api/desk/tickets/table")
	if body := table.Body.String(); table.Code != http.StatusOK || !strings.HasPrefix(body, "\ufeffSố;") || strings.Count(body, "\r\n") != 4 || !strings.Contains(body, "Đèn đã được sửa") {
		t.Errorf("the table is %d %q", table.Code, body)
	}
}

// Every refusal says in both languages what is wrong.
func TestFeedbackRefusals(t *testing.T) {
	s := newSite(t)
	s.save(true, s.story(0))
	staff := s.staff()
	reader := s.public()
	slip := reader.tell(nil)
	var list api.DeskTickets
	staff[app.Editor].ask("GET", "/api/desk/tickets", nil, http.StatusOK, &list)
	refused := func(what, text, key string) {
		t.Helper()
		var p api.Problem
		if err := json.Unmarshal([]byte(text), &p); err != nil || p.Key != key || p.Message.VI == "" || p.Message.EN == "" || p.Message.VI == p.Message.EN {
			t.Errorf("%s is refused as %s, want %s", what, text, key)
		}
	}
	for what, c := range map[string]struct {
		change map[string]any
		status int
		key    string
	}{
		"no consent":      {map[string]any{"consent": false}, 422, "consent_missing"},
		"no text":         {map[string]any{"text": " \n"}, 422, "ticket_empty"},
		"a long text":     {map[string]any{"text": strings.Repeat("ạ", 2001)}, 413, "ticket_long"},
		"a long passage":  {map[string]any{"passage": strings.Repeat("ạ", 501)}, 413, "ticket_passage_long"},
		"a long name":     {map[string]any{"name": strings.Repeat("ạ", 101)}, 413, "ticket_name_long"},
		"no contact":      {map[string]any{"phone": "", "email": ""}, 422, "ticket_no_contact"},
		"no telephone":    {map[string]any{"phone": "gọi tôi"}, 422, "ticket_phone"},
		"no e-mail":       {map[string]any{"email": "tôi"}, 422, "ticket_email"},
		"no department":   {map[string]any{"department": "Sở Phép thuật"}, 422, "ticket_department"},
		"no such article": {map[string]any{"article": strings.Repeat("0", 25) + "4"}, 404, "no_article"},
	} {
		refused(what, reader.ask("POST", "/api/feedback", json.RawMessage(aTicket(c.change)), c.status, nil), c.key)
	}
	if got := reader.do("POST", "/api/feedback", aTicket(map[string]any{"state": "answered", "number": "7F3A-261126-004-V"})).Code; got != http.StatusUnprocessableEntity {
		t.Errorf("a forged state is answered %d", got)
	}
	_, text := reader.lookUp(slip.Number[:len(slip.Number)-1]+"U", "", http.StatusUnprocessableEntity)
	refused("a mistyped number", text, "ticket_mistyped")
	_, text = reader.lookUp("7F3A-261126-004-V", "", http.StatusNotFound)
	refused("an unknown number", text, "no_ticket")
	_, text = reader.lookUp(slip.Number, "WRONG1", http.StatusForbidden)
	refused("a wrong key", text, "ticket_key")

	steps := "/api/desk/tickets/" + list.Tickets[0].ID + "/steps"
	step := map[string]string{"was": "new", "state": "received", "note": "", "unit": "", "answer": ""}
	for what, c := range map[string]struct {
		as     app.Post
		change map[string]string
		status int
		key    string
	}{
		"a writer":       {app.Writer, nil, 403, "may_not_answer_tickets"},
		"an auditor":     {app.Auditor, nil, 403, "may_not_answer_tickets"},
		"without answer": {app.Editor, map[string]string{"state": "answered"}, 422, "ticket_answer_empty"},
		"without unit":   {app.Editor, map[string]string{"state": "passed"}, 422, "ticket_unit_missing"},
		"a long note":    {app.Editor, map[string]string{"note": strings.Repeat("ạ", 2001)}, 413, "ticket_note_long"},
		"a long answer":  {app.Editor, map[string]string{"state": "answered", "answer": strings.Repeat("ạ", 5001)}, 413, "ticket_answer_long"},
		"seen otherwise": {app.PublisherIn, map[string]string{"was": "passed"}, 409, "ticket_moved"},
	} {
		b := maps.Clone(step)
		maps.Copy(b, c.change)
		refused(what, staff[c.as].ask("POST", steps, b, c.status, nil), c.key)
	}
	for _, path := range []string{"/api/desk/tickets", "/api/desk/tickets/table", "/api/desk/tickets/" + list.Tickets[0].ID} {
		refused("a writer's "+path, staff[app.Writer].ask("GET", path, nil, 403, nil), "may_not_read_tickets")
		if got := staff[app.Auditor].get(path).Code; got != http.StatusOK {
			t.Errorf("an auditor is answered %d at %s", got, path)
		}
	}

	good := map[string]any{"name": map[string]string{"vi": "Sở Y tế", "en": ""}, "topics": []any{map[string]string{"vi": "Khám bệnh", "en": "Care"}}}
	for what, c := range map[string]struct {
		departments []any
		key         string
	}{
		"without topic": {[]any{map[string]any{"name": good["name"], "topics": []any{}}}, "department_without_topic"},
		"without name":  {[]any{map[string]any{"name": map[string]string{"vi": "", "en": "x"}, "topics": good["topics"]}}, "department_nameless"},
		"twice":         {[]any{good, good}, "department_twice"},
	} {
		refused(what, staff[app.Admin].ask("PUT", "/api/desk/departments", map[string]any{"departments": c.departments}, 422, nil), c.key)
	}
	refused("departments of an editor", staff[app.Editor].ask("PUT", "/api/desk/departments", map[string]any{"departments": []any{good}}, 403, nil), "not_administrator")
	staff[app.Admin].ask("PUT", "/api/desk/departments", map[string]any{"departments": []any{good}}, http.StatusOK, nil)
	var f api.Feedback
	if reader.json("/api/feedback", &f); len(f.Departments) != 1 || f.Departments[0].Topics[0].EN != "Care" {
		t.Errorf("readers choose from %+v", f.Departments)
	}
	refused("a department that is gone", reader.ask("POST", "/api/feedback", json.RawMessage(aTicket(nil)), 422, nil), "ticket_department")

	taken := 0
	for range 40 {
		if reader.do("POST", "/api/feedback", aTicket(map[string]any{"department": "Sở Y tế", "topic": "Khám bệnh"})).Code == http.StatusOK {
			taken++
		}
	}
	if taken == 0 || taken > 20 {
		t.Errorf("of forty tickets in a moment %d were taken", taken)
	}
}
