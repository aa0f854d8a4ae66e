package api

import (
	"context"

	"bangtin/app"
)

// picture tells how an original can be shown; one whose derivatives were
// forgotten is developed again.
func (s *Server) picture(ctx context.Context, in *struct {
	Media string `path:"media"`
}) (*struct{ Body AddedPicture }, error) {
	name, err := app.ParseHash(in.Media)
	if err != nil || name.IsZero() {
		return nil, app.ErrNoPicture
	}
	d, err := s.developed(ctx, name)
	if err != nil {
		return nil, err
	}
	return &struct{ Body AddedPicture }{AddedPicture{Media: name.String(), Picture: deskPicture(d.Media)}}, nil
}

func (s *Server) developed(ctx context.Context, original app.Hash) (app.Developed, error) {
	d, ok, err := s.o.Real.Library.Developed(ctx, original)
	if err != nil || ok {
		return d, err
	}
	f, err := s.o.Real.Media.Open(original)
	if err != nil {
		return d, app.ErrNoPicture.With(err)
	}
	defer f.Close()
	return s.o.Desk.Develop(ctx, f)
}

// editPicture makes another original of one that is kept. The figure that
// shows it names both; see app/body.
func (s *Server) editPicture(ctx context.Context, in *struct {
	Media string `path:"media"`
	Body  struct {
		Turn   int `json:"turn" minimum:"0" maximum:"3" doc:"quarter turns clockwise"`
		X      int `json:"x" doc:"of the turned picture, in parts of 10,000"`
		Y      int `json:"y"`
		Width  int `json:"width"`
		Height int `json:"height"`
	}
}) (*struct{ Body AddedPicture }, error) {
	by, err := s.actor(ctx)
	if err != nil {
		return nil, err
	}
	if !app.MayAct(by.Post, app.Drafted, app.ActEdit) {
		return nil, app.ErrMayNotWrite
	}
	name, err := app.ParseHash(in.Media)
	if err != nil || name.IsZero() {
		return nil, app.ErrNoPicture
	}
	e := app.PictureEdit{Turn: in.Body.Turn, X: in.Body.X, Y: in.Body.Y, Width: in.Body.Width, Height: in.Body.Height}
	if err := e.Validate(); err != nil {
		return nil, err
	}
	d, err := s.o.Desk.Edit(ctx, name, e)
	if app.CodeOf(err) == app.NotFound {
		err = app.ErrNoPicture.With(err)
	}
	if err != nil {
		return nil, err
	}
	return &struct{ Body AddedPicture }{AddedPicture{Media: d.Original.String(), Picture: deskPicture(d.Media)}}, nil
}
