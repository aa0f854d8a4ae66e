package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"bangtin/app/api"
)

func TestRatingOverTheWire(t *testing.T) {
	s := newSite(t)
	open, closed, draft := s.story(0), s.story(1), s.story(2)
	open.Document.Ratings, draft.Document.Ratings = true, true
	s.save(true, open)
	s.save(true, closed)
	s.save(false, draft)
	const one, other = "mot-0000000000000", "hai-0000000000000"
	visit := func(v string) string { return strings.ReplaceAll(v, "-", "0") }
	reader := s.public()
	read := func(v string) (r api.Rating) {
		t.Helper()
		reader.json(path(open, "/rating?visit="+visit(v)), &r)
		return r
	}
	vote := func(p, v, points string) int {
		t.Helper()
		return reader.do("POST", p, fmt.Sprintf(`{"visit":%q,"points":%s}`, visit(v), points)).Code
	}
	if got := read(one); got != (api.Rating{Open: true}) {
		t.Errorf("before any vote: %+v", got)
	}
	for _, step := range []struct{ visit, points string }{{one, "2"}, {other, "4"}, {one, "5"}} {
		if got := vote(path(open, "/rating"), step.visit, step.points); got != http.StatusOK {
			t.Errorf("%s points answer %d", step.points, got)
		}
	}
	if got := read(one); got != (api.Rating{Open: true, Sum: 9, Count: 2, Tenths: 45, Mine: 5}) {
		t.Errorf("after it was changed: %+v", got)
	}
	if got := read(other).Mine; got != 4 {
		t.Errorf("the other visit gave %d", got)
	}
	if got := read("").Mine; got != 0 {
		t.Errorf("no visit gave %d", got)
	}
	for points, want := range map[string]int{"0": 422, "6": 422, "-1": 422, "3.5": 422, `"5"`: 422, "null": 422} {
		if got := vote(path(open, "/rating"), one, points); got != want {
			t.Errorf("%s points answer %d, want %d", points, got, want)
		}
	}
	if got := vote(path(closed, "/rating"), one, "5"); got != http.StatusForbidden {
		t.Errorf("an article that takes no ratings answers %d", got)
	}
	if got := vote(path(draft, "/rating"), one, "5"); got != http.StatusNotFound {
		t.Errorf("a draft answers %d", got)
	}
	if got := reader.get(path(draft, "/rating")).Code; got != http.StatusNotFound {
		t.Errorf("the rating of a draft answers %d", got)
	}
	if got := s.window(api.FaceScreen).do("POST", path(open, "/rating"), `{"visit":"mot00000000000000","points":5}`).Code; got != http.StatusNotFound {
		t.Errorf("a screen's vote answers %d", got)
	}
	often := 0
	for range 200 {
		if vote(path(open, "/rating"), one, "1") != http.StatusOK {
			often++
		}
	}
	if often == 0 {
		t.Error("two hundred votes in a moment were all taken")
	}
	if got := read(one); got.Count != 2 {
		t.Errorf("after a flood %d votes count", got.Count)
	}
}
