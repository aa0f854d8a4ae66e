package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"bangtin/app"
	"bangtin/app/api"
)

// edit stands for the worker: the edited picture is the original with what
// was done to it behind.
func (s *site) edit(ctx context.Context, original app.Hash, e app.PictureEdit) (d app.Developed, err error) {
	f, err := s.db.Media().Open(original)
	if err != nil {
		return d, err
	}
	defer f.Close()
	return s.develop(ctx, io.MultiReader(f, strings.NewReader(fmt.Sprintf(" %+v", e))))
}

// add sends a picture to the desk.
func (c *client) add(words string) api.AddedPicture {
	c.t.Helper()
	r := c.do("POST", "/api/desk/pictures", "\xff\xd8\xff\xe0 "+words)
	var added api.AddedPicture
	if err := json.Unmarshal(r.Body.Bytes(), &added); err != nil || r.Code != http.StatusOK {
		c.t.Fatalf("%d %s %v", r.Code, r.Body, err)
	}
	return added
}

func TestEditedPicturesAreOriginalsOfTheirOwn(t *testing.T) {
	s := newSite(t)
	staff := s.staff()
	writer := staff[app.Writer]
	original := writer.add("một tấm ảnh")
	path := "/api/desk/pictures/" + original.Media
	part := map[string]any{"turn": 1, "x": 0, "y": 1250, "width": 10_000, "height": 7500}
	var first, again, other api.AddedPicture
	writer.ask("POST", path+"/edits", part, http.StatusOK, &first)
	writer.ask("POST", path+"/edits", part, http.StatusOK, &again)
	part["turn"] = 2
	writer.ask("POST", path+"/edits", part, http.StatusOK, &other)
	if first.Media == original.Media || first.Media != again.Media || other.Media == first.Media {
		t.Errorf("edits: %s, %s, %s of %s", first.Media, again.Media, other.Media, original.Media)
	}
	for name, c := range map[string]struct{ want, is api.AddedPicture }{"the edited": {want: first}, "the original": {want: original}} {
		staff[app.Auditor].ask("GET", "/api/desk/pictures/"+c.want.Media, nil, http.StatusOK, &c.is)
		if c.is.Media != c.want.Media || len(c.is.Picture.Sizes) != 1 || c.is.Picture.Sizes[0].URL != c.want.Picture.Sizes[0].URL {
			t.Errorf("%s: %+v", name, c.is)
		}
	}
	for name, part := range map[string]map[string]any{
		"nothing":         {"turn": 0, "x": 0, "y": 0, "width": 0, "height": 100},
		"beyond the edge": {"turn": 0, "x": 5001, "y": 0, "width": 5000, "height": 100},
		"before the edge": {"turn": 0, "x": -1, "y": 0, "width": 5000, "height": 100},
		"far beyond":      {"turn": 0, "x": 1 << 62, "y": 0, "width": 1 << 62, "height": 100},
		"a fifth turn":    {"turn": 4, "x": 0, "y": 0, "width": 100, "height": 100},
	} {
		if got := writer.do("POST", path+"/edits", asJSON(t, part)); got.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s", name, got.Code, got.Body)
		}
	}
	part["turn"] = 0
	unknown := "/api/desk/pictures/" + strings.Repeat("ab", 32)
	writer.ask("POST", unknown+"/edits", part, http.StatusNotFound, nil)
	writer.ask("GET", unknown, nil, http.StatusNotFound, nil)
	writer.ask("GET", "/api/desk/pictures/khong", nil, http.StatusNotFound, nil)
	staff[app.Auditor].ask("POST", path+"/edits", part, http.StatusForbidden, nil)
	if got := s.window(api.FaceKiosk).get("/api/desk/pictures/" + original.Media); got.Code != http.StatusNotFound {
		t.Errorf("a kiosk gets %d", got.Code)
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestAllPicturesAreListedWithWhereTheyStand(t *testing.T) {
	s := newSite(t)
	staff := s.staff()
	admin := staff[app.Admin]
	admin.ask("POST", "/api/desk/categories", map[string]any{"name": map[string]string{"vi": "Thời sự", "en": ""}, "parent": ""}, http.StatusOK, nil)
	r := admin.do("POST", "/api/desk/pictures?name="+url.QueryEscape("../Chợ phiên.jpg"), "\xff\xd8\xff\xe0 chợ")
	var market api.AddedPicture
	if err := json.Unmarshal(r.Body.Bytes(), &market); err != nil || r.Code != http.StatusOK {
		t.Fatalf("%d %s", r.Code, r.Body)
	}
	unused := admin.add("không ai dùng")
	var cut api.AddedPicture
	admin.ask("POST", "/api/desk/pictures/"+market.Media+"/edits", map[string]any{"turn": 1, "x": 0, "y": 0, "width": 100, "height": 100}, http.StatusOK, &cut)
	var made struct{ ID string }
	admin.ask("POST", "/api/desk/articles", nil, http.StatusOK, &made)
	doc := admin.draft(s, "có ảnh")
	content := doc["body"].(map[string]any)
	content["content"] = append(content["content"].([]any), map[string]any{"type": "figure",
		"attrs": map[string]any{"id": "b2", "media": cut.Media, "original": market.Media, "edit": "1 0 0 100 100", "caption": "Quang cảnh", "credit": ""}})
	admin.ask("POST", "/api/desk/articles/"+made.ID+"/revisions", map[string]any{"doc": doc, "base": []string{}}, http.StatusOK, nil)

	auditor := staff[app.Auditor]
	list := func(query string) (p api.LibraryPage) {
		t.Helper()
		auditor.ask("GET", "/api/desk/pictures"+query, nil, http.StatusOK, &p)
		return p
	}
	all := list("")
	found := map[string]api.LibraryPicture{}
	for _, p := range all.Pictures {
		found[p.Media] = p
	}
	if len(found) != 3 || all.Total != 3 || all.Next != "" {
		t.Fatalf("%+v", all)
	}
	if p := found[market.Media]; len(p.Names) != 1 || p.Names[0] != "Chợ phiên.jpg" || p.Picture.V == nil || p.Added == "" || len(p.Uses) != 1 || !p.Uses[0].Edited {
		t.Errorf("the original: %+v", p)
	}
	if p := list("?words=cho+phien"); len(p.Pictures) != 2 {
		t.Errorf("by the name of the file: %+v", p.Pictures)
	}
	if p := found[cut.Media]; p.Of != market.Media || len(p.Uses) != 1 || p.Uses[0].Article != made.ID || p.Uses[0].Block != "b2" || p.Uses[0].State != "draft" {
		t.Errorf("what was made of it: %+v", p)
	}
	for query, want := range map[string]string{
		"?lacks=use": unused.Media, "?lacks=credit": cut.Media, "?words=quang+canh&lacks=alt": cut.Media, "?words=cho+phien&lacks=credit": cut.Media,
	} {
		if p := list(query); len(p.Pictures) != 1 || p.Pictures[0].Media != want {
			t.Errorf("%s: %+v", query, p.Pictures)
		}
	}
	seen := map[string]bool{}
	for at := ""; ; {
		p := list("?limit=1&at=" + at)
		seen[p.Pictures[0].Media] = true
		if at = p.Next; at == "" {
			break
		}
	}
	if len(seen) != 3 {
		t.Errorf("one by one: %v", seen)
	}
	for _, at := range []string{"x", "1.x", "x." + market.Media, market.Media} {
		auditor.ask("GET", "/api/desk/pictures?at="+at, nil, http.StatusUnprocessableEntity, nil)
	}
	if got := s.window(api.FaceKiosk).get("/api/desk/pictures"); got.Code != http.StatusNotFound {
		t.Errorf("a kiosk gets %d", got.Code)
	}
}
