package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"bangtin/app"
	"bangtin/app/api"
)

// paper is a document with a block for every word.
func paper(title string, words ...string) map[string]any {
	blocks := []any{}
	for i, w := range words {
		blocks = append(blocks, map[string]any{"type": "paragraph", "attrs": map[string]any{"id": fmt.Sprint("b", i)},
			"content": []any{map[string]any{"type": "text", "text": w}}})
	}
	return map[string]any{"title": title, "lang": "vi", "category": "", "body": map[string]any{"type": "doc", "content": blocks}}
}

// said reads a document's title and words back.
func said(t *testing.T, doc json.RawMessage) string {
	t.Helper()
	var d struct {
		Title string
		Body  struct {
			Content []struct{ Content []struct{ Text string } }
		}
	}
	if err := json.Unmarshal(doc, &d); err != nil {
		t.Fatal(err)
	}
	out := d.Title
	for _, b := range d.Body.Content {
		out += " " + b.Content[0].Text
	}
	return out
}

// A page that goes away tells only what changed since what it knows to be
// kept, be that a note, one before the last, or a version.
func TestLastWordOfAPage(t *testing.T) {
	s := newSite(t)
	writer := s.staff()[app.Writer]
	var made struct{ ID string }
	writer.ask("POST", "/api/desk/articles", nil, http.StatusOK, &made)
	path := "/api/desk/articles/" + made.ID
	kept := func() *api.Note {
		var a api.DeskArticle
		writer.ask("GET", path, nil, http.StatusOK, &a)
		return a.Note.V
	}
	last := func(since string, doc map[string]any, head, tail, want int, base ...string) {
		t.Helper()
		writer.ask("PATCH", path+"/journal", map[string]any{"since": since, "doc": doc, "head": head, "tail": tail,
			"base": append([]string{}, base...), "in": "lead", "from": 3, "to": 4}, want, nil)
	}

	var first, second api.Kept
	put := func(doc map[string]any, at *api.Kept) {
		writer.ask("PUT", path+"/journal", map[string]any{"doc": doc, "base": []string{}, "from": 1, "to": 1}, http.StatusOK, at)
	}
	put(paper("Một", "a", "b", "c", "d"), &first)
	last(first.At, paper("Hai", "B", "thêm"), 1, 2, http.StatusOK)
	n := kept()
	if got := said(t, n.Doc); got != "Hai a B thêm c d" {
		t.Errorf("after the last word: %q", got)
	}
	if n.In != "lead" || n.From != 3 || n.To != 4 {
		t.Errorf("its caret: %+v", n.Caret)
	}

	// The page had sent more, and did not hear that it arrived.
	put(paper("Ba", "a"), &second)
	last(first.At, paper("Bốn"), 2, 0, http.StatusOK)
	if got := said(t, kept().Doc); got != "Bốn a b" {
		t.Errorf("after a note it did not know of: %q", got)
	}

	for name, since := range map[string]string{"no time": "hôm qua", "no note of that time": "2020-01-01T00:00:00.000+07:00", "no version": ""} {
		t.Run(name, func(t *testing.T) { last(since, paper("Sai"), 0, 0, http.StatusConflict) })
	}
	last(first.At, paper("Sai"), 3, 2, http.StatusConflict)
	last(first.At, paper("Sai"), -1, 0, http.StatusUnprocessableEntity)
	if got := said(t, kept().Doc); got != "Bốn a b" {
		t.Errorf("after refusals: %q", got)
	}

	var saved api.SavedRevision
	writer.ask("POST", path+"/revisions", map[string]any{"doc": paper("Năm", "x", "y"), "base": []string{}}, http.StatusOK, &saved)
	last("", paper("Sáu", "giữa"), 1, 1, http.StatusOK, saved.Revision)
	if got := said(t, kept().Doc); got != "Sáu x giữa y" {
		t.Errorf("over a version: %q", got)
	}
}

// A save that comes to nothing leaves the text that was to be saved, not
// what was kept before it.
func TestNoteOfAFailedSave(t *testing.T) {
	s := newSite(t)
	writer := s.staff()[app.Writer]
	var made struct{ ID string }
	writer.ask("POST", "/api/desk/articles", nil, http.StatusOK, &made)
	path := "/api/desk/articles/" + made.ID
	writer.ask("PUT", path+"/journal", map[string]any{"doc": paper("Cũ"), "base": []string{}, "in": "title", "from": 2, "to": 2}, http.StatusOK, nil)
	unknown := []string{"ab00000000000000000000000000000000000000000000000000000000000000"}
	r := writer.do("POST", path+"/revisions", mustJSON(t, map[string]any{"doc": paper("Mới"), "base": unknown}))
	if r.Code == http.StatusOK {
		t.Fatal("a version was made from one that nobody knows")
	}
	var a api.DeskArticle
	writer.ask("GET", path, nil, http.StatusOK, &a)
	if a.Note.V == nil || said(t, a.Note.V.Doc) != "Mới" || a.Note.V.In != "title" || a.Note.V.From != 2 {
		t.Errorf("kept: %+v", a.Note.V)
	}
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
