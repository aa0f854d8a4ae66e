package api_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/api"
)

func somebody(name string, titles ...map[string]string) map[string]any {
	list := []map[string]string{}
	for _, t := range titles {
		whole := map[string]string{"title": "", "short": "", "from": "", "until": ""}
		for k, v := range t {
			whole[k] = v
		}
		list = append(list, whole)
	}
	return map[string]any{"name": name, "form": "dong_chi", "titles": list, "precedence": 0, "photo": "", "note": "", "retired": false}
}

// Editors and above keep the list; everybody on the staff reads it.
func TestPeopleByPost(t *testing.T) {
	s := newSite(t)
	staff := s.staff()
	for post, want := range map[app.Post]int{
		app.Auditor: http.StatusForbidden, app.Writer: http.StatusForbidden,
		app.Editor: http.StatusOK, app.PublisherIn: http.StatusOK, app.Admin: http.StatusOK,
	} {
		name := "Nguyễn Văn " + string(post)
		before := s.status()
		staff[post].ask("POST", "/api/desk/people", somebody(name), want, nil)
		got := staff[post].ask("GET", "/api/desk/people", nil, http.StatusOK, nil)
		if strings.Contains(got, name) != (want == http.StatusOK) {
			t.Errorf("%s adds somebody: %d, and the list is %s", post, want, got)
		}
		if want != http.StatusOK && s.status() != before {
			t.Errorf("%s was refused, and something was written", post)
		}
	}
	for _, path := range []string{"/api/site", "/api/front", "/api/articles"} {
		if got := text(s.public().get(path)); strings.Contains(got, "Nguyễn Văn") {
			t.Errorf("readers see the list at %s", path)
		}
	}
}

func (s *site) status() int {
	s.t.Helper()
	st, err := s.lib.Status(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	return st.Changes
}

// A person with a photo and titles comes back as it was written, and is
// named by the titles of the day.
func TestPerson(t *testing.T) {
	s := newSite(t)
	staff := s.staff()
	editor, writer := staff[app.Editor], staff[app.Writer]
	s.now = func() time.Time { return time.Date(2026, 11, 25, 18, 0, 0, 0, time.UTC) } // the 26th in Vietnam
	photo := writer.do("POST", "/api/desk/pictures", "\xff\xd8\xff\xe0 một tấm ảnh")
	var added api.AddedPicture
	if err := json.Unmarshal(photo.Body.Bytes(), &added); err != nil || photo.Code != http.StatusOK {
		t.Fatalf("a photo: %d %s %v", photo.Code, photo.Body, err)
	}
	p := somebody("Nguyễn Văn An",
		map[string]string{"title": "Phó Chủ tịch UBND tỉnh", "until": "2026-11-25"},
		map[string]string{"title": "Chủ tịch UBND tỉnh", "short": "Chủ tịch", "from": "2026-11-26"})
	p["photo"], p["precedence"], p["note"] = added.Media, 1, "Sinh năm 1970"
	var made api.Person
	editor.ask("POST", "/api/desk/people", p, http.StatusOK, &made)
	if made.Picture.V == nil || !strings.HasPrefix(made.Picture.V.Sizes[0].URL, "/desk-media/") || made.Photo != added.Media {
		t.Errorf("the photo: %+v", made)
	}
	if made.Today != "Chủ tịch UBND tỉnh" || made.Titles[1].Short != "Chủ tịch" || made.Note != "Sinh năm 1970" {
		t.Errorf("made: %+v", made)
	}
	if got := writer.get(made.Picture.V.Sizes[0].URL); got.Code != http.StatusOK {
		t.Errorf("staff get %d of the photo", got.Code)
	}
	if got := s.public().get("/media/" + made.Picture.V.Sizes[0].SHA256 + "/32"); got.Code != http.StatusNotFound {
		t.Errorf("readers get %d of a photo that nothing shows", got.Code)
	}
	p["retired"] = true
	var edited api.Person
	editor.ask("PUT", "/api/desk/people/"+made.ID, p, http.StatusOK, &edited)
	if edited.ID != made.ID || !edited.Retired || edited.Picture.V == nil {
		t.Errorf("edited: %+v", edited)
	}
	for query, want := range map[string]string{
		"first=true":                 `{"text":"đồng chí Nguyễn Văn An, Chủ tịch UBND tỉnh","ok":true}`,
		"first=true&day=2026-11-25":  `{"text":"đồng chí Nguyễn Văn An, Phó Chủ tịch UBND tỉnh","ok":true}`,
		"first=false&day=2026-11-25": `{"text":"đồng chí Nguyễn Văn An","ok":true}`,
	} {
		got := writer.ask("GET", "/api/desk/people/mention?person="+made.ID+"&"+query, nil, http.StatusOK, nil)
		if strings.TrimSpace(got) != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
}

func TestPeopleRefuse(t *testing.T) {
	s := newSite(t)
	editor := s.staff()[app.Editor]
	with := func(key string, value any) map[string]any {
		p := somebody("Lê Bình")
		p[key] = value
		return p
	}
	nobody := "/api/desk/people/" + app.DeriveID("person", "nobody").String()
	for name, c := range map[string]struct {
		method, path string
		body         any
		want         int
		says         string
	}{
		"no name":          {"POST", "/api/desk/people", somebody(" "), 422, "name_missing"},
		"an unknown form":  {"POST", "/api/desk/people", with("form", "ngài"), 422, ""},
		"an unknown field": {"POST", "/api/desk/people", with("email", "a@b.vn"), 422, ""},
		"no hash":          {"POST", "/api/desk/people", with("photo", "anh.jpg"), 422, "name_malformed"},
		"an unknown photo": {"POST", "/api/desk/people", with("photo", strings.Repeat("ab", 32)), 422, "photo_unknown"},
		"days reversed": {"POST", "/api/desk/people",
			somebody("Lê Bình", map[string]string{"title": "Giám đốc", "from": "2026-02-02", "until": "2026-02-01"}), 422, "days_reversed"},
		"nobody":             {"PUT", nobody, somebody("Lê Bình"), 404, "no_person"},
		"no id":              {"PUT", "/api/desk/people/" + url.PathEscape("ai đó"), somebody("Lê Bình"), 404, "no_person"},
		"mention of nobody":  {"GET", "/api/desk/people/mention?person=" + strings.TrimPrefix(nobody, "/api/desk/people/"), nil, 404, "no_person"},
		"mention of no one":  {"GET", "/api/desk/people/mention", nil, 422, ""},
		"mention on no date": {"GET", "/api/desk/people/mention?person=x&day=26/11/2026", nil, 422, ""},
	} {
		if got := editor.ask(c.method, c.path, c.body, c.want, nil); !strings.Contains(got, c.says) {
			t.Errorf("%s: %s, want %s", name, got, c.says)
		}
	}
	var all api.People
	editor.ask("GET", "/api/desk/people", nil, http.StatusOK, &all)
	if len(all.People) != 0 {
		t.Errorf("what was refused is there: %+v", all.People)
	}
}

// The list of what to look at carries corrections, when an article is saved
// and when it is opened, and holds nothing up.
func TestChecksOverTheWire(t *testing.T) {
	s := newSite(t)
	staff := s.staff()
	admin, writer := staff[app.Admin], staff[app.Writer]
	admin.ask("POST", "/api/desk/categories", map[string]any{"name": map[string]string{"vi": "Thời sự", "en": "News"}, "parent": ""}, http.StatusOK, nil)
	admin.ask("POST", "/api/desk/people", somebody("Nguyễn Văn An"), http.StatusOK, nil)
	office := map[string]any{"agency": "Thử", "parentAgency": "", "slogan": "", "responsible": "", "licence": "",
		"address": "", "phones": []string{}, "email": "", "website": "", "ownApproval": false, "tone": "old"}
	admin.ask("PUT", "/api/desk/settings", office, http.StatusOK, nil)
	delete(office, "tone") // not sent, it stays
	var kept api.OfficeSettings
	admin.ask("PUT", "/api/desk/settings", office, http.StatusOK, &kept)
	if kept.Tone == nil || *kept.Tone != "old" {
		t.Errorf("the style of tones is now %v", kept.Tone)
	}
	office["tone"] = "khác"
	admin.ask("PUT", "/api/desk/settings", office, http.StatusUnprocessableEntity, nil)
	id, saved := writer.write(s, "của Nguyển Văn An về hoà bình")
	var opened api.DeskArticle
	admin.ask("GET", "/api/desk/articles/"+id, nil, http.StatusOK, &opened)
	for name, faults := range map[string][]app.DocumentFault{"saved": saved.Faults, "opened": opened.Faults} {
		found := map[app.Fix]bool{}
		for _, f := range faults {
			if f.Fix != nil {
				found[*f.Fix] = f.Warns
			}
		}
		for _, block := range []string{"title", "lead", "b1"} {
			if !found[app.Fix{Block: block, Found: "Nguyển Văn An", Wanted: "Nguyễn Văn An"}] || !found[app.Fix{Block: block, Found: "hoà", Wanted: "hòa"}] {
				t.Errorf("%s, in %s: %+v", name, block, faults)
			}
		}
	}
	writer.act(id, app.ActSubmit, nil, http.StatusOK)
	admin.act(id, app.ActApprove, nil, http.StatusOK)
	admin.act(id, app.ActPublish, nil, http.StatusOK)
	s.mustBeSeen(id, true)
}
