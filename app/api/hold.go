package api

import (
	"context"
	"sync"
	"time"

	"bangtin/app"
)

// holdLife is how long an article is held after its editor was last heard
// of: a page tells every ten seconds that it is still there.
const holdLife = 30 * time.Second

// ownLife is the same for somebody's own earlier window: whoever comes back
// after it crashed does not wait for themselves.
const ownLife = 12 * time.Second

// holds tells who is writing in which article. It is a courtesy between
// people: what two of them save all the same is kept as two versions.
type holds struct {
	mu  sync.Mutex
	now func() time.Time
	by  map[app.ID]holder
	// alive tells whether a window's session is still one: a window that was
	// started again has another.
	alive func(cookie string) bool
}

type holder struct {
	seat    seat
	account app.ID
	name    string
	post    app.Post
	since   time.Time
	seen    time.Time
}

// seat is where somebody writes: a window, or of a browser on another
// machine, whose tabs share a cookie, one page.
type seat struct{ cookie, page string }

func newHolds(now func() time.Time, alive func(string) bool) *holds {
	return &holds{now: now, by: map[app.ID]holder{}, alive: alive}
}

// take gives the article to a window that finds it free, holds it already,
// or takes it over; it tells who has it now.
func (h *holds) take(article app.ID, at seat, by app.Actor, over bool) holder {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.now()
	has, held := h.by[article]
	life := holdLife
	if has.account == by.Account {
		life = ownLife
	}
	held = held && now.Sub(has.seen) < life && h.alive(has.seat.cookie)
	switch {
	case held && has.seat == at && has.account == by.Account:
		has.seen = now
	case !held || over && mayTakeOver(by, has):
		has = holder{at, by.Account, by.Name, by.Post, now, now}
	default:
		return has
	}
	h.by[article] = has
	return has
}

// mayTakeOver: one's own from another window, and everybody's from editors
// up, but never from somebody of a higher post.
func mayTakeOver(by app.Actor, at holder) bool {
	rank := func(p app.Post) int {
		for i, q := range app.Posts {
			if p == q {
				return i
			}
		}
		return -1
	}
	return by.Account == at.account || rank(by.Post) >= rank(app.Editor) && rank(by.Post) >= rank(at.post)
}

// leave ends all holds of a window.
func (h *holds) leave(cookie string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for id, at := range h.by {
		if at.seat.cookie == cookie {
			delete(h.by, id)
		}
	}
}

// free lets go of one article.
func (h *holds) free(article app.ID, at seat) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.by[article].seat == at {
		delete(h.by, article)
	}
}

// Hold tells who is writing in an article.
type Hold struct {
	Mine  bool   `json:"mine"`
	Name  string `json:"name" doc:"of whoever holds it"`
	Since string `json:"since" format:"date-time"`
	Take  bool   `json:"take" doc:"whoever asks may take it over"`
}

func (s *Server) hold(ctx context.Context, in *struct {
	ID   string `path:"id"`
	Body struct {
		Over bool   `json:"over" doc:"take it over from whoever has it"`
		Free bool   `json:"free" doc:"let go of it"`
		Page string `json:"page,omitempty" maxLength:"40" doc:"a name that the page has drawn for itself"`
	}
}) (*struct{ Body Hold }, error) {
	by, id, err := s.actorAt(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	here := seat{cookie: who(ctx).cookie}
	if who(ctx).away {
		here.page = in.Body.Page
	}
	if in.Body.Free {
		s.holds.free(id, here)
		return &struct{ Body Hold }{Hold{Since: stamp(s.o.Now().UnixMilli())}}, nil
	}
	at := s.holds.take(id, here, by, in.Body.Over)
	return &struct{ Body Hold }{Hold{
		Mine: at.seat == here && at.account == by.Account, Name: at.name, Since: stamp(at.since.UnixMilli()), Take: mayTakeOver(by, at),
	}}, nil
}
