package api_test

import (
	"net/http"
	"strings"
	"testing"

	"bangtin/app"
	"bangtin/app/api"
)

// Trang nghiêm stands in the first byte of every page and comes to the open
// ones by an event, whoever reads; only those who may publish turn it.
func TestSolemn(t *testing.T) {
	s := newSite(t)
	staff := s.staff()
	lines := events(t, s.server)
	told := func(want string) {
		t.Helper()
		for lines.Scan() {
			if lines.Text() != "event: solemn" {
				continue
			}
			if lines.Scan(); lines.Text() != "data: "+want {
				t.Fatalf("the event says %q, want %s", lines.Text(), want)
			}
			return
		}
		t.Fatal("the stream ended")
	}
	faces := map[string]*client{"/": s.public(), "/kiosk/": s.window(api.FaceKiosk), "/screen/": s.window(api.FaceScreen), "/desk/": staff[app.Writer]}
	look := func(want bool) {
		t.Helper()
		for path, c := range faces {
			if page := text(c.get(path)); strings.Contains(page, "<html data-solemn lang") != want {
				t.Errorf("%s begins %.60q, want it solemn: %t", path, page, want)
			}
			var site api.Site
			if c.json("/api/site", &site); site.Solemn != want {
				t.Errorf("the site of %s says %t", path, site.Solemn)
			}
		}
	}
	told(`{"solemn":false}`)
	look(false)
	for _, post := range []app.Post{app.Writer, app.Editor, app.Auditor} {
		staff[post].ask("PUT", "/api/desk/solemn", map[string]any{"solemn": true}, http.StatusForbidden, nil)
	}
	look(false)
	staff[app.PublisherIn].ask("PUT", "/api/desk/solemn", map[string]any{"solemn": true}, http.StatusOK, nil)
	told(`{"solemn":true}`)
	look(true)
	// A settings form that was open meanwhile does not end it.
	var office map[string]any
	staff[app.Admin].ask("GET", "/api/desk/settings", nil, http.StatusOK, &office)
	delete(office, "emblemPicture") // is told, and not asked for
	staff[app.Admin].ask("PUT", "/api/desk/settings", office, http.StatusOK, nil)
	look(true)
	staff[app.Admin].ask("PUT", "/api/desk/solemn", map[string]any{"solemn": false}, http.StatusOK, nil)
	told(`{"solemn":false}`)
	look(false)
	var trail api.Trail
	staff[app.Auditor].ask("GET", "/api/desk/trail", nil, http.StatusOK, &trail)
	said := ""
	for _, h := range trail.Happenings {
		if strings.HasPrefix(h.What, "solemn") {
			said += h.What + " by " + h.Who + "; "
		}
	}
	if said != "solemn-end by Phạm Minh Khuê; solemn by Người publisher; " {
		t.Errorf("the trail says %q", said)
	}
}
