package api

import (
	"context"
	"crypto/rand"
	"slices"
	"sync"
	"time"

	"bangtin/app"
)

// Limits of meetings: a person has to come and look at the digits.
const (
	meetingLife = 3 * time.Minute
	maxMeetings = 8
)

var errMeeting = app.Fault(app.NotFound, "meeting_over", "Lần so số này đã hết hạn. Xin mở lại cửa sổ ở máy kia",
	"This comparison is over. Please open the window on the other machine again")

// Meeting is a machine that calls for the first time, with the digits that
// it has to show as well; see app.Digits.
type Meeting struct {
	Name   string `json:"name" doc:"as the other machine calls itself"`
	Place  string `json:"place" doc:"the address it calls from"`
	Digits string `json:"digits"`
	Since  string `json:"since" format:"date-time"`
}

// meetings are those of the last minutes.
type meetings struct {
	mu   sync.Mutex
	now  func() time.Time
	tell func(Meeting) // shows a meeting to whoever started the program
	key  app.Hash
	all  []*meeting // the latest first
}

type meeting struct {
	Meeting
	id     string
	commit app.Hash
	server app.Nonce
	begun  time.Time
}

func newMeetings(now func() time.Time, tell func(Meeting)) *meetings {
	return &meetings{now: now, tell: tell}
}

func (m *meetings) setKey(key app.Hash) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.key = key
}

// begin notes what the caller binds itself to and gives the nonce of this
// side. The oldest gives way: whoever calls eight times has been seen.
func (m *meetings) begin(commit app.Hash, name, place string) *meeting {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	x := &meeting{Meeting: Meeting{Name: name, Place: place, Since: stamp(now.UnixMilli())}, id: secret(16), commit: commit, begun: now}
	rand.Read(x.server[:]) // never fails, see its documentation
	m.sweep(now)
	m.all = append([]*meeting{x}, m.all...)
	if len(m.all) > maxMeetings {
		m.all = m.all[:maxMeetings]
	}
	return x
}

// show takes the caller's nonce, once, and reckons the digits.
func (m *meetings) show(id string, caller app.Nonce) (Meeting, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sweep(m.now())
	for i, x := range m.all {
		if x.id != id || x.Digits != "" {
			continue
		}
		if app.Commit(caller) != x.commit {
			m.all = slices.Delete(m.all, i, i+1)
			return Meeting{}, errMeeting
		}
		x.Digits = app.Digits(m.key, caller, x.server)
		return x.Meeting, nil
	}
	return Meeting{}, errMeeting
}

func (m *meetings) sweep(now time.Time) {
	m.all = slices.DeleteFunc(m.all, func(x *meeting) bool { return now.Sub(x.begun) > meetingLife })
}

func (m *meetings) list() []Meeting {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sweep(m.now())
	out := []Meeting{}
	for _, x := range m.all {
		if x.Digits != "" {
			out = append(out, x.Meeting)
		}
	}
	return out
}

// BegunMeeting is what the other machine gets for its commitment.
type BegunMeeting struct {
	Meeting string   `json:"meeting"`
	Nonce   app.Hash `json:"nonce"`
}

func (s *Server) beginMeeting(ctx context.Context, in *struct {
	Body struct {
		Commit app.Hash `json:"commit"`
		Name   string   `json:"name" maxLength:"200"`
	}
}) (*struct{ Body BegunMeeting }, error) {
	x := s.meetings.begin(in.Body.Commit, in.Body.Name, who(ctx).place)
	return &struct{ Body BegunMeeting }{BegunMeeting{x.id, app.Hash(x.server)}}, nil
}

func (s *Server) showMeeting(_ context.Context, in *struct {
	Meeting string `path:"meeting" maxLength:"100"`
	Body    struct {
		Nonce app.Hash `json:"nonce"`
	}
}) (*none, error) {
	x, err := s.meetings.show(in.Meeting, app.Nonce(in.Body.Nonce))
	if err == nil && s.meetings.tell != nil {
		s.meetings.tell(x)
	}
	return nil, err
}
