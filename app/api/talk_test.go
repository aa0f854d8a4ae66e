package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bangtin/app"
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

// The house may show comments at once but for those with a word of its list,
// and a publisher erases one for good; all of it in the settings and the
// queue that people have before them.
func TestCommentsAtOnceAndErased(t *testing.T) {
	s := newSite(t)
	story := s.story(0)
	story.Document.Comments = true
	s.save(true, story)
	desk, reader := s.admin(), s.public()
	var office api.OfficeAnswer
	desk.json("/api/desk/settings", &office)
	if r := office.Readers; r == nil || r.AtOnce || r.Months != 12 || len(r.Words) != 0 {
		t.Fatalf("at first the settings are %+v", r)
	}
	office.Readers = &api.Readers{AtOnce: true, Words: []string{" cờ bạc ", ""}, Months: 6}
	desk.ask("PUT", "/api/desk/settings", office.OfficeSettings, http.StatusOK, &office)
	if r := office.Readers; !r.AtOnce || r.Months != 6 || len(r.Words) != 1 || r.Words[0] != "cờ bạc" {
		t.Fatalf("saved, the settings are %+v", r)
	}
	office.Readers = nil
	desk.ask("PUT", "/api/desk/settings", office.OfficeSettings, http.StatusOK, &office)
	if !office.Readers.AtOnce {
		t.Error("settings that were not sent have changed")
	}
	say := func(visit, text string) (out api.CommentTaken) {
		t.Helper()
		got := reader.do("POST", path(story, "/comments"), fmt.Sprintf(`{"visit":%q,"name":"Lan","email":"","text":%q,"parent":"","consent":true}`, visit, text))
		if got.Code != http.StatusOK {
			t.Fatalf("%q answers %d %s", text, got.Code, got.Body)
		}
		if err := json.Unmarshal(got.Body.Bytes(), &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	shown, held := say("mot0000000000000", "Bài hay"), say("hai0000000000000", "Chơi cờ bạc ở đây")
	if !shown.Shown || held.Shown {
		t.Errorf("shown at once: %v, with a word of the list: %v", shown.Shown, held.Shown)
	}
	var talk api.Talk
	reader.json(path(story, "/comments"), &talk)
	var article api.Article
	reader.json(path(story, ""), &article)
	if len(talk.Comments) != 1 || talk.Months != 6 || article.Comments != 1 || !article.CommentsOn {
		t.Errorf("readers see %+v, %d beside the date", talk, article.Comments)
	}
	erase := map[string]any{"comments": []string{shown.ID}, "deed": "erase", "reason": "", "text": "", "name": ""}
	desk.ask("POST", "/api/desk/comments", erase, http.StatusUnprocessableEntity, nil)
	erase["reason"] = "người viết yêu cầu"
	desk.ask("POST", "/api/desk/comments", erase, http.StatusOK, nil)
	var q api.CommentQueue
	desk.json("/api/desk/comments?state=hidden", &q)
	if len(q.Comments) != 1 || !q.Comments[0].Erased || q.Comments[0].Text != "" || q.Comments[0].Name != "" || q.Comments[0].Steps[0].Reason == "" {
		t.Errorf("erased, the desk sees %+v", q.Comments)
	}
	if page := desk.get("/api/desk/comments?state=*").Body.String(); strings.Contains(page, "Bài hay") {
		t.Error("the desk still reads what was erased")
	}
}

// A publisher and an editor on machines of their own work through the same
// queue at once, one approving and one hiding: every deed of each is in
// the trail, none is there twice, and in the end what readers see is what the
// trails say last.
func TestTwoPeopleModerateAtOnce(t *testing.T) {
	s := newSite(t)
	story := s.story(0)
	story.Document.Comments = true
	s.save(true, story)
	staff := s.staff()
	reader := s.public()
	const many = 25
	for n := range many {
		body := fmt.Sprintf(`{"visit":"%016d","name":"Lan","email":"","text":"Ý kiến %d","parent":"","consent":true}`, n, n)
		if got := reader.do("POST", path(story, "/comments"), body); got.Code != http.StatusOK {
			t.Fatalf("comment %d: %d %s", n, got.Code, got.Body)
		}
	}
	desk, away := staff[app.PublisherIn], staff[app.Editor]
	var q api.CommentQueue
	desk.json("/api/desk/comments", &q)
	if len(q.Comments) != many {
		t.Fatalf("%d wait", len(q.Comments))
	}
	var both sync.WaitGroup
	work := func(who *client, deed string, order []api.QueuedComment) {
		both.Go(func() {
			for _, c := range order {
				text := fmt.Sprintf(`{"comments":[%q],"deed":%q,"reason":"thử","text":"","name":""}`, c.ID, deed)
				if got := who.do("POST", "/api/desk/comments", text); got.Code != http.StatusOK {
					t.Errorf("%s: %d %s", deed, got.Code, got.Body)
				}
			}
		})
	}
	backwards := slices.Clone(q.Comments)
	slices.Reverse(backwards)
	work(desk, "approve", q.Comments)
	work(away, "hide", backwards)
	both.Wait()

	var talk api.Talk
	reader.json(path(story, "/comments"), &talk)
	shown := map[string]bool{}
	for _, c := range talk.Comments {
		shown[c.ID] = true
	}
	desk.json("/api/desk/comments?state=*", &q)
	for _, c := range q.Comments {
		deeds := map[app.CommentDeed]int{}
		for _, step := range c.Steps {
			deeds[step.Deed]++
		}
		if len(c.Steps) != 2 || deeds[app.ApproveComment] != 1 || deeds[app.HideComment] != 1 || c.Steps[0].By == c.Steps[1].By {
			t.Errorf("the trail of %q is %+v", c.Text, c.Steps)
			continue
		}
		if last := c.Steps[1].Deed; shown[c.ID] != (last == app.ApproveComment) {
			t.Errorf("%q is shown: %v, and the last step was to %s it", c.Text, shown[c.ID], last)
		}
	}
	if len(q.Comments) != many {
		t.Errorf("%d of %d are left", len(q.Comments), many)
	}
}
