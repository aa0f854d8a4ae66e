package api_test

import (
	"encoding/json"
	"image/color"
	"maps"
	"net/http"
	"strings"
	"testing"

	"bangtin/app"
	"bangtin/app/api"
)

// The emblem is chosen, stays where the form says nothing of it, and is
// taken away again; readers get what was made of it.
func TestEmblemOfTheOffice(t *testing.T) {
	s := newSite(t)
	s.save(true, s.article(1, "Hội nghị", color.White)) // else readers see the sample
	admin := s.staff()[app.Admin]
	r := admin.do("POST", "/api/desk/pictures", "\xff\xd8\xff\xe0 một biểu trưng")
	var added api.AddedPicture
	if err := json.Unmarshal(r.Body.Bytes(), &added); err != nil || r.Code != http.StatusOK {
		t.Fatalf("a picture: %d %s %v", r.Code, r.Body, err)
	}
	with := func(more map[string]any) map[string]any {
		form := map[string]any{"agency": "Cơ quan thử", "parentAgency": "", "slogan": "", "responsible": "", "licence": "",
			"address": "", "phones": []string{}, "email": "", "website": "", "ownApproval": false}
		maps.Copy(form, more)
		return form
	}
	for _, c := range []struct {
		name string
		form map[string]any
		want string
	}{
		{"chosen", with(map[string]any{"emblem": added.Media}), added.Media},
		{"said nothing of", with(nil), added.Media},
		{"taken away", with(map[string]any{"emblem": ""}), ""},
	} {
		var got api.OfficeAnswer
		admin.ask("PUT", "/api/desk/settings", c.form, http.StatusOK, &got)
		if got.Emblem == nil || *got.Emblem != c.want || (got.EmblemPicture.V != nil) != (c.want != "") {
			t.Errorf("%s: %+v", c.name, got)
		}
		if seen := strings.Contains(text(s.public().get("/api/site")), `"emblem":null`); seen == (c.want != "") {
			t.Errorf("%s: readers see none: %v", c.name, seen)
		}
	}
	for name, emblem := range map[string]string{"no hash": "anh.jpg", "an unknown one": strings.Repeat("ab", 32)} {
		if got := admin.ask("PUT", "/api/desk/settings", with(map[string]any{"emblem": emblem}), http.StatusUnprocessableEntity, nil); !strings.Contains(got, "vi") {
			t.Errorf("%s: %s", name, got)
		}
	}
}
