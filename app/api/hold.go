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
	cookie  string
	account app.ID
	name    string
	post    app.Post
	since   time.Time
	seen    time.Time
}

func newHolds(now func() time.Time, alive func(string) bool) *holds {
	return &holds{now: now, by: map[app.ID]holder{}, alive: alive}
}

// take gives the article to a window that finds it free, holds it already,
// or takes it over; it tells who has it now.
func (h *holds) take(article app.ID, cookie string, by app.Actor, over bool) holder {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.now()
	at, held := h.by[article]
	life := holdLife
	if at.account == by.Account {
		life = ownLife
	}
	held = held && now.Sub(at.seen) < life && h.alive(at.cookie)
	switch {
	case held && at.cookie == cookie && at.account == by.Account:
		at.seen = now
	case !held || over && mayTakeOver(by, at):
		at = holder{cookie, by.Account, by.Name, by.Post, now, now}
	default:
		return at
	}
	h.by[article] = at
	return at
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
		if at.cookie == cookie {
			delete(h.by, id)
		}
	}
}

// free lets go of one article.
func (h *holds) free(article app.ID, cookie string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.by[article].cookie == cookie {
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
		Over bool `json:"over" doc:"take it over from whoever has it"`
		Free bool `json:"free" doc:"let go of it"`
	}
}) (*struct{ Body Hold }, error) {
	by, id, err := s.actorAt(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	cookie := who(ctx).cookie
	if in.Body.Free {
		s.holds.free(id, cookie)
		return &struct{ Body Hold }{Hold{Since: stamp(s.o.Now().UnixMilli())}}, nil
	}
	at := s.holds.take(id, cookie, by, in.Body.Over)
	return &struct{ Body Hold }{Hold{
		Mine: at.cookie == cookie && at.account == by.Account, Name: at.name, Since: stamp(at.since.UnixMilli()), Take: mayTakeOver(by, at),
	}}, nil
}
