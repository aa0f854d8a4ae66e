package api

import (
	"context"
	"time"

	"bangtin/app"
	"bangtin/app/viet"
)

// ClockView is a machine's clock, for those who can tell whether it is right.
type ClockView struct {
	Reads    string `json:"reads" format:"date-time" doc:"what the clock shows, believed or not"`
	Trusted  bool   `json:"trusted"`
	Believed string `json:"believed" format:"date-time" doc:"the latest time that was believed here"`
	Against  string `json:"against" doc:"where it goes against that: the latest time that other machines have signed; else empty"`
}

type clockOut struct{ Body ClockView }

// clockPatience is how long somebody may look at a time before saying that it
// is right.
const clockPatience = 5 * time.Minute

var (
	errClockNot = app.Fault(app.Denied, "may_not_clock",
		"Chỉ người xuất bản hoặc quản trị được xác nhận giờ của máy",
		"Only publishers and administrators may say that the machine's clock is right")
	errClockMoved = app.Fault(app.Conflict, "clock_moved",
		"Giờ của máy đã đổi từ lúc hiện trên màn hình. Xin xem lại giờ mới rồi xác nhận",
		"The machine's clock has changed since it was shown. Please look at the new time and confirm that")
)

func (s *Server) deskClock(ctx context.Context, _ *none) (*clockOut, error) {
	v, err := s.clockView(ctx)
	return &clockOut{v}, err
}

func (s *Server) clockView(ctx context.Context) (ClockView, error) {
	c := s.o.Real.Library.Clock()
	_, trusted := c.Now()
	zone := func(t time.Time) string { return t.In(viet.Zone()).Format(time.RFC3339) }
	v := ClockView{Reads: zone(c.Reading()), Trusted: trusted, Believed: zone(c.Floor())}
	others, against, err := s.o.Real.Library.Others(ctx, c.Reading())
	if against {
		v.Against = zone(others)
	}
	return v, err
}

// confirmClock takes somebody's word that the time which was shown is right.
func (s *Server) confirmClock(ctx context.Context, in *struct {
	Body struct {
		Reads time.Time `json:"reads" doc:"the time that was shown"`
	}
}) (*clockOut, error) {
	by, err := s.actor(ctx)
	if err != nil {
		return nil, err
	}
	if !app.May(by.Post, app.SetClock) {
		return nil, errClockNot
	}
	if err := s.believe(ctx, in.Body.Reads); err != nil {
		return nil, err
	}
	return s.deskClock(ctx, nil)
}

// believe confirms the clock if it still shows what somebody has looked at.
func (s *Server) believe(ctx context.Context, reads time.Time) error {
	lib := s.o.Real.Library
	if off := lib.Clock().Reading().Sub(reads).Abs(); off > clockPatience {
		return errClockMoved
	}
	if err := lib.ConfirmClock(ctx); err != nil {
		return err
	}
	return lib.Tick(ctx)
}
