package api

import (
	"context"
	"strings"

	"bangtin/app"
)

// Counters are what readers are told of visits.
type Counters struct {
	Online  int  `json:"online" doc:"seen at this machine in the latest 300 seconds: members, robots and guests"`
	Robots  int  `json:"robots" doc:"of them, programs that read for search engines"`
	Guests  int  `json:"guests"`
	Members int  `json:"members" doc:"of them, staff who have signed in"`
	Today   int  `json:"today" doc:"visits of readers that began today in Vietnam"`
	Month   int  `json:"month"`
	Total   int  `json:"total"`
	Others  bool `json:"others" doc:"visits to other machines of the library are among them"`
}

// showsCounter tells whether a face shows the counters.
func showsCounter(where app.CounterPlace, face string) bool {
	switch where {
	case app.CounterNone:
		return false
	case app.CounterAll:
		return face != FaceScreen
	}
	return face != FaceScreen && face != FaceKiosk
}

func (s *Server) counters(ctx context.Context, _ *none) (*struct{ Body Counters }, error) {
	sh, _, err := s.shelf(ctx)
	if err != nil {
		return nil, err
	}
	if !showsCounter(sh.Library.Settings().Counter, who(ctx).face) {
		return nil, errNotHere
	}
	c, err := sh.Library.Counters(ctx)
	o := s.around.Online()
	return &struct{ Body Counters }{Counters{
		Online: o.All(), Robots: o.Robots, Guests: o.Guests, Members: o.Members, Today: c.Today, Month: c.Month, Total: c.Total, Others: c.Others,
	}}, err
}

// visit hears from a page that its reader is there: when it opens, and at
// most once a minute when they touch something. At a kiosk a visit lasts
// from the first touch to the rest after it, in a browser as long as the tab
// lives. Where nobody was seen for half an hour another begins. The sample
// is nobody's visit.
func (s *Server) visit(ctx context.Context, in *struct {
	Body struct {
		Visit  string `json:"visit" pattern:"^[0-9a-z]{16,40}$" doc:"drawn by the page at random for one visit"`
		Begins bool   `json:"begins" doc:"the engine has not heard of this visit, or half an hour ago"`
	}
}) (*none, error) {
	at := who(ctx)
	if at.face == FaceScreen {
		return nil, errNotHere // nobody touches it
	}
	sh, sample, err := s.shelf(ctx)
	if err != nil || sample {
		return nil, err
	}
	if at.robot {
		s.seeRobot(at)
		return nil, nil
	}
	const what = "visit"
	if _, err := s.visits.first(at.place+" "+at.cookie, what+" "+in.Body.Visit, what); err != nil { // too much to be believed
		return nil, nil
	}
	as := app.AsGuest
	if !at.signed.account.IsZero() {
		as = app.AsMember
	}
	if s.around.See(in.Body.Visit, as, in.Body.Begins) {
		sh.Library.CountVisit()
	}
	return nil, nil
}

// robots are parts of the names by which programs that read for search
// engines and previews call themselves.
var robots = []string{
	"googlebot", "google-inspection", "mediapartners-google", "bingbot", "msnbot", "slurp", "duckduckbot", "applebot", "petalbot", "coccocbot", "yandexbot", "yandeximages",
	"baiduspider", "facebookexternalhit", "zalobot", "ahrefsbot", "semrushbot", "bot/", "crawler", "spider", "validator",
}

func isRobot(agent string) bool {
	agent = strings.ToLower(agent)
	for _, name := range robots {
		if strings.Contains(agent, name) {
			return true
		}
	}
	return false
}

// seeRobot notes that a robot was served, one a place.
func (s *Server) seeRobot(at session) {
	if at.robot && s.visits.allow(at.place, "robot") == nil {
		s.around.See("robot "+at.place, app.AsRobot, false)
	}
}
