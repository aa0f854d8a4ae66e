package api_test

import (
	"net/http"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/api"
)

// A clock that has leapt is not believed until somebody who may publish says
// that it is right, of the time that was shown.
func TestSomebodySaysThatTheClockIsRight(t *testing.T) {
	s := newSite(t)
	staff := s.staff()
	see := func(c *client) (v api.ClockView, reads time.Time) {
		t.Helper()
		c.ask("GET", "/api/desk/clock", nil, http.StatusOK, &v)
		reads, err := time.Parse(time.RFC3339, v.Reads)
		if err != nil {
			t.Fatal(err)
		}
		return v, reads
	}
	if v, reads := see(staff[app.Writer]); !v.Trusted || time.Since(reads).Abs() > time.Minute {
		t.Fatalf("at first: %+v", v)
	}
	s.ahead.Store(int64(100 * 24 * time.Hour))
	v, reads := see(staff[app.Auditor])
	if v.Trusted || v.Reads == v.Believed {
		t.Fatalf("%+v", v)
	}
	say := func(c *client, at time.Time, status int) {
		t.Helper()
		c.ask("PUT", "/api/desk/clock", map[string]any{"reads": at.Format(time.RFC3339)}, status, nil)
	}
	for _, post := range []app.Post{app.Writer, app.Editor, app.Auditor} {
		say(staff[post], reads, http.StatusForbidden)
	}
	say(staff[app.PublisherIn], time.Now(), http.StatusConflict) // it was shown before the clock leapt
	if v, _ := see(staff[app.Admin]); v.Trusted {
		t.Error("it is believed though nobody said so")
	}
	s.lost.Store(true) // no clock that shows 1970 is right, whoever says so
	_, impossible := see(staff[app.Admin])
	say(staff[app.Admin], impossible, http.StatusUnprocessableEntity)
	s.lost.Store(false)
	say(staff[app.PublisherIn], reads, http.StatusOK)
	var site api.Site
	s.public().json("/api/site", &site)
	if v, _ := see(staff[app.Writer]); !v.Trusted || !site.ClockTrusted {
		t.Errorf("it is not believed: %+v", v)
	}
}
