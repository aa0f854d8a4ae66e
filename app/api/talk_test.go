package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"bangtin/app/api"
)

func TestCommentsOverTheWire(t *testing.T) {
	s := newSite(t)
	open, closed := s.story(0), s.story(1)
	open.Document.Comments = true
	s.save(true, open)
	s.save(true, closed)
	reader := s.public()
	draft := func(visit, name, text, parent string) string {
		return fmt.Sprintf(`{"visit":%q,"name":%q,"email":"ban.doc@vidu.example","text":%q,"parent":%q,"consent":true}`, visit, name, text, parent)
	}
	const one, two = "mot0000000000000", "hai0000000000000"
	read := func() (out api.Talk) {
		t.Helper()
		reader.json(path(open, "/comments"), &out)
		return out
	}
	if got := reader.do("POST", path(open, "/comments"), strings.Replace(draft(one, "Lan", "Hay", ""), "true", "false", 1)); got.Code != http.StatusUnprocessableEntity && got.Code != http.StatusBadRequest {
		t.Errorf("without consent it answers %d", got.Code)
	}
	if got := reader.do("POST", path(open, "/comments"), draft(one, "Lan", "Hay quá", "")); got.Code != http.StatusOK {
		t.Fatalf("a comment answers %d %s", got.Code, got.Body)
	}
	if got := reader.do("POST", path(open, "/comments"), draft(one, "Lan", "Nữa", "")); got.Code == http.StatusOK || !strings.Contains(got.Body.String(), "giây nữa") {
		t.Errorf("a second in the same breath answers %d %s", got.Code, got.Body)
	}
	for at := time.Now().UnixMilli(); time.Now().UnixMilli() == at; { // the queue is by time
	}
	if got := reader.do("POST", path(open, "/comments"), draft(two, "Minh", "Xem http://a http://b http://c", "")); got.Code != http.StatusOK {
		t.Errorf("another visit answers %d", got.Code)
	}
	if got := reader.do("POST", path(closed, "/comments"), draft("ba00000000000000", "Lan", "Hay", "")); got.Code != http.StatusForbidden {
		t.Errorf("an article that takes none answers %d", got.Code)
	}
	if got := read(); !got.Open || len(got.Comments) != 0 {
		t.Errorf("before anybody has looked: %+v", got)
	}

	desk := s.admin()
	var q api.CommentQueue
	desk.json("/api/desk/comments", &q)
	if len(q.Comments) != 2 || q.Waiting != 2 || q.Comments[0].Text != "Hay quá" || q.Comments[0].Email == "" || q.Comments[1].Held != "links" || q.Comments[0].Title != open.Document.Title {
		t.Fatalf("the queue is %+v", q)
	}
	judge := func(deed, reason, text string, ids ...string) (out api.CommentsJudged) {
		t.Helper()
		desk.ask("POST", "/api/desk/comments", map[string]any{"comments": ids, "deed": deed, "reason": reason, "text": text, "name": ""}, http.StatusOK, &out)
		return out
	}
	before := read().Cursor
	if got := judge("approve", "", "", q.Comments[0].ID, q.Comments[1].ID); got.Done != 2 || got.Refused.V != nil {
		t.Errorf("approving both: %+v", got)
	}
	if got := read(); len(got.Comments) != 2 || got.Cursor == before {
		t.Errorf("approved, and the page is not told: %+v", got)
	}
	if got := judge("hide", "", "", q.Comments[0].ID, q.Comments[1].ID); got.Done != 0 || got.Refused.V == nil {
		t.Errorf("hiding without a reason: %+v", got)
	}
	judge("answer", "", "Cảm ơn bạn", q.Comments[0].ID)
	judge("hide", "quảng cáo", "", q.Comments[1].ID)
	got := read()
	if len(got.Comments) != 2 || !got.Comments[1].Agency || got.Comments[1].Depth != 1 {
		t.Errorf("after an answer and a hidden one: %+v", got.Comments)
	}
	page := reader.get(path(open, "/comments")).Body.String() + reader.get(path(open, "")).Body.String()
	if strings.Contains(page, "vidu.example") {
		t.Error("readers are told an address")
	}
	if got := reader.get("/api/desk/comments").Code; got != http.StatusNotFound {
		t.Errorf("the queue answers the public %d", got)
	}
}
