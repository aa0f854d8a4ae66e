package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"bangtin/app"
	"bangtin/app/api"
)

const phoneVisit = "gopyanh000000000"

func (c *client) photos(visit string) (p api.TicketPhotos) {
	c.t.Helper()
	c.json("/api/feedback/phone?visit="+visit, &p)
	return p
}

// A visitor's phone sends three small pictures along with feedback and no
// more, sees nothing of anybody else, and leaves nothing on a disk before the
// visitor has sent it. Only a machine that is served to a network offers it.
func TestPhotosFromAVisitorsPhone(t *testing.T) {
	s := newSite(t)
	s.save(true, s.story(0))
	staff := s.staff()
	reader, kiosk := s.public(), s.window(api.FaceKiosk)
	body := fmt.Sprintf(`{"visit":%q}`, phoneVisit)
	var f api.Feedback
	if reader.json("/api/feedback", &f); !f.Photos {
		t.Error("where a phone reaches the machine no picture is asked for")
	}
	if kiosk.json("/api/feedback", &f); f.Photos {
		t.Error("a kiosk in no network asks for pictures")
	}
	if got := kiosk.do("POST", "/api/feedback/phone", body); got.Code != http.StatusServiceUnavailable || !strings.Contains(got.Body.String(), "ticket_no_photos") {
		t.Errorf("a kiosk in no network is answered %d %s", got.Code, got.Body)
	}
	for _, path := range []string{"/api/feedback/phone?visit=" + phoneVisit, "/api/feedback/phone"} {
		method := map[bool]string{true: "GET", false: "POST"}[strings.Contains(path, "?")]
		if got := s.window(api.FaceScreen).do(method, path, body).Code; got != http.StatusNotFound {
			t.Errorf("a screen at %s is answered %d", path, got)
		}
	}

	var o api.TicketPhone
	reader.ask("POST", "/api/feedback/phone", json.RawMessage(body), http.StatusOK, &o)
	phone, other := newHandset(t, api.PhoneOffer{URL: o.URL}), newHandset(t, api.PhoneOffer{URL: o.URL})
	if got := phone.scan(); got != http.StatusOK {
		t.Fatalf("the phone is answered %d", got)
	}
	if got := other.scan(); got != http.StatusForbidden {
		t.Errorf("a second phone is answered %d", got)
	}
	small := func(n int) []byte { return pixels(200_000, uint64(n)) }
	for n := range 2 {
		if code, text := phone.send(fmt.Sprintf("picture%d", n), "a.jpg", small(n)); code != http.StatusOK {
			t.Fatalf("picture %d: %d %s", n, code, text)
		}
	}
	if code, text := phone.send("largepicture", "b.jpg", pixels(app.MaxTicketPhoto+1, 9)); code != http.StatusUnprocessableEntity || !strings.Contains(text, "ticket_photo") {
		t.Errorf("a large one is answered %d %s", code, text)
	}
	if code, text := phone.send("nopicture", "c.jpg", []byte("<html>")); code != http.StatusUnprocessableEntity || !strings.Contains(text, "ticket_photo") {
		t.Errorf("what is no picture is answered %d %s", code, text)
	}
	if code, _ := phone.send("picture2", "a.jpg", small(2)); code != http.StatusOK {
		t.Errorf("a third, after two that were refused: %d", code)
	}
	if code, text := phone.send("picture3", "a.jpg", small(3)); code != http.StatusRequestEntityTooLarge || !strings.Contains(text, "phone_photos_full") {
		t.Errorf("a fourth is answered %d %s", code, text)
	}
	if got := reader.photos(phoneVisit); !got.Used || got.Photos != 3 || got.Most != 3 {
		t.Errorf("the form is told %+v", got)
	}
	if got := reader.photos("nguoikhac0000000"); got.Photos != 0 || got.Used {
		t.Errorf("another visit is told %+v", got)
	}
	left, err := os.ReadDir(s.scratch)
	if err != nil || len(left) != 0 {
		t.Errorf("before it is sent %d files lie on the disk, %v", len(left), err)
	}

	reader.tell(map[string]any{"visit": phoneVisit})
	if got := reader.photos(phoneVisit); got.Photos != 0 || got.Used {
		t.Errorf("after it was sent the link lives on: %+v", got)
	}
	var list api.DeskTickets
	staff[app.Editor].ask("GET", "/api/desk/tickets", nil, http.StatusOK, &list)
	if len(list.Tickets) != 1 || list.Tickets[0].Photos != 3 {
		t.Fatalf("desks see %+v", list.Tickets)
	}
	at := "/api/desk/tickets/" + list.Tickets[0].ID + "/photos/"
	if got := staff[app.Auditor].get(at + "1"); got.Code != http.StatusOK || got.Header().Get("Content-Type") != "image/jpeg" || !bytes.Equal(got.Body.Bytes(), small(1)) {
		t.Errorf("an auditor is given %d %v", got.Code, got.Header())
	}
	for _, bad := range []string{"3", "-1", "x"} {
		if got := staff[app.Auditor].get(at + bad).Code; got != http.StatusNotFound {
			t.Errorf("picture %s is answered %d", bad, got)
		}
	}
	if got := staff[app.Writer].get(at + "0").Code; got != http.StatusForbidden {
		t.Errorf("a writer is answered %d", got)
	}
	for name, c := range map[string]*client{"public": reader, "kiosk": kiosk} {
		if got := c.get(at + "0").Code; got != http.StatusNotFound {
			t.Errorf("%s is answered %d", name, got)
		}
	}

	refused := 0
	for range 15 {
		if reader.do("POST", "/api/feedback/phone", body).Code != http.StatusOK {
			refused++
		}
	}
	if refused == 0 {
		t.Error("fifteen links in a moment were all made")
	}
}
