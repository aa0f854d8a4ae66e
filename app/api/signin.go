package api

import (
	"context"
	"errors"

	"bangtin/app"
)

var (
	errSignIn         = app.Fault(app.Denied, "sign_in_needed", "Xin đăng nhập để tiếp tục", "Please sign in to go on")
	errManyColleagues = app.Fault(app.Unavailable, "many_colleagues", "Đang có quá nhiều người làm việc từ máy khác. Xin thử lại sau",
		"Too many are working from other machines. Please try again later")
	errNoDesk = app.Fault(app.Unavailable, "no_desk", "Chương trình này không có bàn biên tập", "This program has no desk")
)

// admit lets a request through to a route, or says why not. Whoever is not
// at a desk learns of the desk's routes as little as of any that do not
// exist, whatever they know.
func (s *Server) admit(ctx context.Context, r role) error {
	if r != desk && r != staff {
		return nil
	}
	if who(ctx).face != FaceDesk {
		return errNotHere
	}
	if s.o.Desk == nil {
		return errNoDesk
	}
	if r == staff {
		_, err := s.actor(ctx)
		return err
	}
	return nil
}

// actor is whoever has signed in at the window that asks. An account that
// was disabled or signed out everywhere since is nobody.
func (s *Server) actor(ctx context.Context) (app.Actor, error) {
	return s.actorOf(ctx, who(ctx).signed)
}

func (s *Server) actorOf(ctx context.Context, at signed) (app.Actor, error) {
	if at.account.IsZero() {
		return app.Actor{}, errSignIn
	}
	a, err := s.o.Real.Library.Account(ctx, at.account)
	if err != nil && app.CodeOf(err) != app.NotFound {
		return app.Actor{}, err
	}
	if err != nil || a.Disabled || a.Epoch != at.epoch {
		return app.Actor{}, errSignIn
	}
	return app.Actor{Account: a.ID, Name: a.Name, Post: a.Post}, nil
}

// Me is who sits at a desk.
type Me struct {
	ID    string   `json:"id"`
	Login string   `json:"login"`
	Name  string   `json:"name"`
	Post  app.Post `json:"post" enum:"writer,editor,publisher,administrator,auditor"`
	// Rights are those that are not about one article.
	Rights []app.Right `json:"rights" nullable:"false" enum:"accounts,answer_tickets,clock,comments,devices,exchange,forget,moderate,office,programme,solemn,statistics,tickets,trail,units"`
}

// DeskState tells the page of a desk what to show first.
type DeskState struct {
	First bool `json:"first" doc:"there is no account yet: make the first administrator"`
	Code  bool `json:"code" doc:"and that needs the code that stands on the program's terminal"`
	// Coming: whoever stood here would else make themselves the administrator
	// of a library that has one.
	Coming bool      `json:"coming" doc:"the accounts of the library have not come to this machine yet: its exchange has to be finished"`
	Me     Maybe[Me] `json:"me"`
}

type deskStateOut struct{ Body DeskState }

func (s *Server) me(ctx context.Context, _ *none) (*deskStateOut, error) {
	all, err := s.o.Real.Library.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	out := &deskStateOut{}
	if len(all) == 0 {
		switch err := s.o.Real.Library.MayBeFirst(ctx); {
		case err == nil:
			out.Body.First, out.Body.Code = true, who(ctx).away
		case errors.Is(err, app.ErrAccountsComing):
			out.Body.Coming = true
		case app.CodeOf(err) != app.Conflict: // else the first has just been made
			return nil, err
		}
	}
	if by, err := s.actor(ctx); err == nil {
		for _, a := range all {
			if a.ID == by.Account {
				out.Body.Me.V = meOf(a)
			}
		}
	}
	return out, nil
}

func meOf(a app.Account) *Me {
	return &Me{ID: a.ID.String(), Login: a.Login, Name: a.Name, Post: a.Post, Rights: append([]app.Right{}, app.RightsOf(a.Post)...)}
}

// enter signs an account in at the window that asks, or gives a browser that
// is away a session of its own.
func (s *Server) enter(ctx context.Context, a app.Account) (*deskStateOut, error) {
	at, by := who(ctx), signed{a.ID, a.Epoch}
	if at.away {
		cookie, err := s.sessions.arrive(at, by)
		if err != nil {
			return nil, err
		}
		at.give(cookie)
	} else {
		s.sessions.sign(at.cookie, by)
	}
	return &deskStateOut{DeskState{Me: Maybe[Me]{meOf(a)}}}, nil
}

func (s *Server) first(ctx context.Context, in *struct {
	Body struct {
		Login    string `json:"login" maxLength:"200"`
		Name     string `json:"name" maxLength:"500"`
		Password string `json:"password" maxLength:"1000"`
		Alone    bool   `json:"alone" doc:"an office of one: whoever writes may also approve"`
		Code     string `json:"code,omitempty" maxLength:"100" doc:"from the program's terminal, if this is another machine"`
	}
}) (*deskStateOut, error) {
	if err := s.mayBeFirst(who(ctx), in.Body.Code); err != nil {
		return nil, err
	}
	l := s.o.Real.Library
	a, err := l.FirstAccount(ctx, in.Body.Login, in.Body.Name, in.Body.Password)
	if err != nil {
		return nil, err
	}
	if in.Body.Alone {
		settings := l.Settings()
		settings.OwnApproval = true
		if err := l.SaveSettings(ctx, settings); err != nil {
			return nil, err
		}
	}
	return s.enter(ctx, a)
}

func (s *Server) signIn(ctx context.Context, in *struct {
	Body struct {
		Login    string `json:"login" maxLength:"200"`
		Password string `json:"password" maxLength:"1000"`
	}
}) (*deskStateOut, error) {
	at := who(ctx)
	if err := s.door.wait(at, in.Body.Login); err != nil {
		return nil, err
	}
	leave, err := s.door.turn(ctx)
	if err != nil {
		return nil, err
	}
	a, err := s.o.Real.Library.SignIn(ctx, in.Body.Login, in.Body.Password)
	leave()
	s.door.tried(at, in.Body.Login, err == nil)
	if err != nil {
		return nil, err
	}
	return s.enter(ctx, a)
}

func (s *Server) signOut(ctx context.Context, _ *none) (*deskStateOut, error) {
	at := who(ctx)
	s.sessions.sign(at.cookie, signed{})
	s.holds.leave(at.cookie)
	return &deskStateOut{}, nil
}

func (s *Server) changePassword(ctx context.Context, in *struct {
	Body struct {
		Old string `json:"old" maxLength:"1000"`
		New string `json:"new" maxLength:"1000"`
	}
}) (*deskStateOut, error) {
	by, err := s.actor(ctx)
	if err != nil {
		return nil, err
	}
	at, key := who(ctx), by.Account.String()
	if err := s.door.wait(at, key); err != nil {
		return nil, err
	}
	leave, err := s.door.turn(ctx)
	if err != nil {
		return nil, err
	}
	a, err := s.o.Real.Library.ChangePassword(ctx, by, in.Body.Old, in.Body.New)
	leave()
	s.door.tried(at, key, app.CodeOf(err) != app.Denied)
	if err != nil {
		return nil, err
	}
	return s.enter(ctx, a)
}
