package api

import (
	"context"
	"strings"

	"bangtin/app"
)

// Upgrader looks after the versions of the program that a machine keeps.
type Upgrader interface {
	// Programs lists them, the newest first.
	Programs() []Program
	// Issue vouches for the program that runs, so that it is left for the
	// other machines. Denied where this machine is no administrator's.
	Issue(ctx context.Context) error
	// Withdraw keeps a version no longer, by its sum.
	Withdraw(sum string) error
	// TakeOver starts the newest version in place of the one that runs.
	TakeOver() error
}

// Program is a version of the program that this machine keeps.
type Program struct {
	Version string          `json:"version"`
	System  string          `json:"system" doc:"such as linux/amd64"`
	Sum     string          `json:"sum"`
	By      string          `json:"by" doc:"name of the machine that vouches for it"`
	State   string          `json:"state" enum:"carried,waits,good,failed"`
	Why     Maybe[app.Text] `json:"why" doc:"it failed"`
}

// ProgramsView is what runs on this machine and what it keeps.
type ProgramsView struct {
	Version  string    `json:"version" doc:"that runs"`
	Programs []Program `json:"programs" nullable:"false"`
	Waits    string    `json:"waits" doc:"version that the next start uses; empty: the one that runs"`
	Issued   bool      `json:"issued" doc:"the version that runs is carried to the others"`
	May      bool      `json:"may" doc:"this machine may issue a version"`
}

type programsOut struct{ Body ProgramsView }

func (s *Server) upgrader(ctx context.Context, right app.Right) (Upgrader, error) {
	if _, err := s.exchanger(ctx, right, true); err != nil {
		return nil, err
	}
	if s.o.Desk.Upgrades == nil {
		return nil, errNoExchange
	}
	return s.o.Desk.Upgrades, nil
}

func (s *Server) programs(ctx context.Context, _ *none) (*programsOut, error) {
	if _, err := s.exchanger(ctx, app.Exchange, false); err != nil {
		return nil, err
	}
	v := ProgramsView{Version: s.o.Version, Programs: []Program{}}
	if s.o.Desk.Upgrades != nil {
		v.Programs = s.o.Desk.Upgrades.Programs()
	}
	running, _, _ := strings.Cut(s.o.Version, "+") // the commit
	for _, p := range v.Programs {
		if p.State == "waits" && v.Waits == "" {
			v.Waits = p.Version
		}
		if p.State != "failed" && p.Version == running {
			v.Issued = true
		}
	}
	if by, err := s.actor(ctx); err == nil && app.May(by.Post, app.SetDevices) {
		lib := s.o.Real.Library
		m, ok := lib.Roster().Member(lib.Device())
		v.May = ok && !m.Revoked && m.Role == app.Administrator && !who(ctx).away
	}
	return &programsOut{v}, nil
}

func (s *Server) issueProgram(ctx context.Context, _ *none) (*programsOut, error) {
	u, err := s.upgrader(ctx, app.SetDevices)
	if err == nil {
		err = u.Issue(ctx)
	}
	if err != nil {
		return nil, err
	}
	return s.programs(ctx, nil)
}

func (s *Server) withdrawProgram(ctx context.Context, in *struct {
	Sum string `path:"sum" maxLength:"64" minLength:"64"`
}) (*programsOut, error) {
	u, err := s.upgrader(ctx, app.SetDevices)
	if err == nil {
		err = u.Withdraw(in.Sum)
	}
	if err != nil {
		return nil, err
	}
	return s.programs(ctx, nil)
}

func (s *Server) takeOver(ctx context.Context, _ *none) (*none, error) {
	u, err := s.upgrader(ctx, app.Exchange)
	if err != nil {
		return nil, err
	}
	return nil, u.TakeOver()
}
