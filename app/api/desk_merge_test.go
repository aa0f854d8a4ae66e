package api_test

import (
	"encoding/json"
	"fmt"
	"image/color"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bangtin/app"
	"bangtin/app/api"
)

// revise saves a document on top of versions, and gives the new one's name.
func (c *client) revise(id string, doc map[string]any, base ...string) string {
	c.t.Helper()
	var saved api.SavedRevision
	c.ask("POST", "/api/desk/articles/"+id+"/revisions", map[string]any{"doc": doc, "base": append([]string{}, base...)}, http.StatusOK, &saved)
	return saved.Revision
}

// two has a writer and an editor go on from the same version, both with
// words that nobody approved.
func two(staff map[app.Post]*client, id string) (heads []string) {
	var at api.DeskArticle
	staff[app.Writer].ask("GET", "/api/desk/articles/"+id, nil, http.StatusOK, &at)
	for i, p := range []app.Post{app.Writer, app.Editor} {
		var doc map[string]any
		_ = json.Unmarshal(at.Doc, &doc) // as the engine has just written it
		for _, field := range []string{"title", "lead", "byline", "topic"} {
			doc[field] = fmt.Sprintf("%s %s %d", field, secretWord, i)
		}
		doc["tags"] = []string{fmt.Sprintf("thẻ %s %d", secretWord, i)}
		heads = append(heads, staff[p].revise(id, doc, at.Revision))
	}
	return heads
}

// While two versions stand beside each other every public path answers to
// the byte what it answered before: the approved revision.
func TestTwoVersionsChangeNothingThatReadersSee(t *testing.T) {
	s := newSite(t)
	staff := s.staff()
	shown := s.article(1, "công khai", color.RGBA{1, 200, 0, 255})
	s.save(true, shown)
	s.save(true, s.article(2, "khác", color.RGBA{2, 200, 0, 255}))
	values := []string{shown.Article.String(), "thoi-su-cong-khai", "1"}
	for original, m := range shown.Media {
		values = append(values, original.String(), m.Sizes[0].Hash.String())
	}
	words := []string{"công khai", secretWord, "bài"}
	now := regexp.MustCompile(`"now":"[^"]*"`) // some answers tell the time
	readers := map[string]*client{"public": s.public(), "kiosk": s.window(api.FaceKiosk), "screen": s.window(api.FaceScreen)}
	ask := func() map[string]string {
		out := map[string]string{}
		for name, c := range readers {
			for _, r := range s.server.Routes() {
				if r.Role != "reader" || r.Method != "GET" || r.Pattern == "/api/events" || r.Pattern == "/api/counters" {
					continue
				}
				for _, path := range fill(r.Pattern, values) {
					for _, w := range words {
						path := path + "?" + url.Values{"q": {w}, "tag": {"thẻ " + w}}.Encode()
						if r.Pattern != "/api/search" && r.Pattern != "/api/suggest" && r.Pattern != "/api/articles" {
							path, _, _ = strings.Cut(path, "?")
						}
						got := c.get(path)
						out[name+" "+path] = now.ReplaceAllString(fmt.Sprint(got.Code, " ", text(got)), "now")
					}
				}
			}
		}
		return out
	}
	before := ask()
	id := shown.Article.String()
	heads := two(staff, id)
	var found api.DeskSearchAnswer
	staff[app.Writer].json("/api/desk/search?q="+url.QueryEscape(secretWord), &found)
	if found.Total != 1 {
		t.Fatalf("the desk finds %d with the words of the versions", found.Total)
	}
	after := ask()
	if len(before) < 50 || len(before) != len(after) {
		t.Fatalf("%d questions, then %d", len(before), len(after))
	}
	for path, was := range before {
		if is := after[path]; is != was || strings.Contains(is, secretWord) && !strings.Contains(path, url.QueryEscape(secretWord)) {
			t.Errorf("%s answered\n%s\nand with two versions\n%s", path, was, is)
		}
	}
	// What a person makes of them is on its way like any edit, and shows
	// once it is published.
	var m api.Merging
	staff[app.Editor].ask("GET", "/api/desk/articles/"+id+"/merging", nil, http.StatusOK, &m)
	var doc map[string]any
	if err := json.Unmarshal(m.Doc, &doc); err != nil {
		t.Fatal(err)
	}
	staff[app.Editor].revise(id, doc, heads...)
	if !maps.Equal(ask(), before) {
		t.Error("saving the merged text changed what readers see")
	}
	staff[app.Editor].act(id, app.ActSubmit, nil, http.StatusOK)
	staff[app.Admin].act(id, app.ActApprove, nil, http.StatusOK)
	staff[app.Admin].act(id, app.ActPublish, nil, http.StatusOK)
	if !strings.Contains(ask()["public /api/articles/"+id], secretWord) {
		t.Error("what was published does not show")
	}
}

// The page of the merged draft hears whose each version is; the list, the
// count and the badge go with the person who saves.
func TestMergingOverTheWire(t *testing.T) {
	s := newSite(t)
	s.save(true, s.article(9, "nền", color.RGBA{9, 0, 0, 255})) // there has to be a category
	staff := s.staff()
	id, first := staff[app.Writer].write(s, "chung")
	doc := func(title string, lines ...string) map[string]any {
		d := staff[app.Writer].draft(s, "chung")
		d["title"] = title
		var content []any
		for i, l := range lines {
			content = append(content, map[string]any{"type": "paragraph", "attrs": map[string]any{"id": fmt.Sprint("b", i+1)}, "content": []any{map[string]any{"type": "text", "text": l}}})
		}
		d["body"] = map[string]any{"type": "doc", "content": content}
		return d
	}
	path := "/api/desk/articles/" + id + "/merging"
	var m api.Merging
	staff[app.Writer].ask("GET", path, nil, http.StatusOK, &m)
	if len(m.Heads) != 1 || len(m.Blocks)+len(m.Fields) > 0 {
		t.Errorf("of one version: %+v", m)
	}
	count := func() int {
		t.Helper()
		var counts struct{ Conflicts int }
		var list api.DeskList
		staff[app.Writer].ask("GET", "/api/desk/counts", nil, http.StatusOK, &counts)
		staff[app.Writer].ask("GET", "/api/desk/articles?conflict=true", nil, http.StatusOK, &list)
		if len(list.Rows) != counts.Conflicts || slices.ContainsFunc(list.Rows, func(r api.DeskRow) bool { return !r.Conflict || r.ID != id }) {
			t.Errorf("counted are %d, listed %+v", counts.Conflicts, list.Rows)
		}
		return counts.Conflicts
	}
	if count() != 0 {
		t.Error("one version is a conflict")
	}
	one := staff[app.Writer].revise(id, doc("Tít của người viết", "Đoạn chung, sửa ở A", "Đoạn mới"), first.Revision)
	other := staff[app.Editor].revise(id, doc("Tít của biên tập", "Đoạn chung, sửa ở B"), first.Revision)
	if count() != 1 {
		t.Error("two versions are no conflict")
	}
	staff[app.Auditor].ask("GET", path, nil, http.StatusOK, &m)
	if m.May {
		t.Error("an auditor may save")
	}
	staff[app.Editor].ask("GET", path, nil, http.StatusOK, &m)
	if len(m.Heads) != 2 || !m.May || m.Unsaved {
		t.Fatalf("merging %+v", m)
	}
	who := map[string]string{one: "Người writer", other: "Người editor"}
	for _, h := range m.Heads {
		if h.Who != who[h.Revision] || h.Device == "" || h.At == "" {
			t.Errorf("a version of %+v", h)
		}
	}
	if len(m.Blocks) != 2 || !m.Blocks[0].Clash || len(m.Blocks[0].Versions) != 2 || m.Blocks[0].Text != "Đoạn chung" ||
		m.Blocks[1].Clash || len(m.Blocks[1].Versions) != 1 || m.Heads[m.Blocks[1].Versions[0].Heads[0]].Revision != one {
		t.Errorf("blocks %+v", m.Blocks)
	}
	if !strings.Contains(string(m.Blocks[0].Versions[0].Change), `"kind":"added"`) {
		t.Errorf("no word is marked in %s", m.Blocks[0].Versions[0].Change)
	}
	if len(m.Fields) != 1 || m.Fields[0].Field != "title" || !m.Fields[0].Clash {
		t.Errorf("fields %+v", m.Fields)
	}
	// Whoever has words that are in no version is told before they choose.
	note := map[string]any{"doc": doc("Tít đang gõ", "Đoạn đang gõ"), "base": []string{other}, "in": "text", "from": 1, "to": 1}
	staff[app.Editor].ask("PUT", "/api/desk/articles/"+id+"/journal", note, http.StatusOK, nil)
	staff[app.Editor].ask("GET", path, nil, http.StatusOK, &m)
	if !m.Unsaved {
		t.Error("unsaved words are not told")
	}
	staff[app.Writer].ask("GET", path, nil, http.StatusOK, &m)
	if m.Unsaved {
		t.Error("another's unsaved words are told")
	}
	staff[app.Writer].revise(id, doc("Tít chung", "Đoạn chung"), one, other)
	if count() != 0 {
		t.Error("after a person saved it is still a conflict")
	}
	s.public().ask("GET", path, nil, http.StatusNotFound, nil)
	staff[app.Writer].ask("GET", "/api/desk/articles/"+strings.Repeat("0", 26)+"/merging", nil, http.StatusNotFound, nil)
}
