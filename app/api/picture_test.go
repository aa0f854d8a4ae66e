package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
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
		if got := writer.do("POST", path+"/edits", asJSON(t, part)); got.Code != http.StatusUnprocessableEntity && got.Code != http.StatusBadRequest {
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
