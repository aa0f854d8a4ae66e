package api

import (
	"context"
	"io"

	"bangtin/app"
)

// takesPhotos tells whether a visitor's phone reaches this machine: only
// where it is served to a network, and has one to open a link in.
func (s *Server) takesPhotos(ctx context.Context) bool {
	return s.o.Desk != nil && s.o.Desk.Lan != nil && s.nearby(ctx) != ""
}

// TicketPhone opens the page of a phone that sends pictures along with
// feedback.
type TicketPhone struct {
	URL   string    `json:"url"`
	QR    Maybe[QR] `json:"qr"`
	Until string    `json:"until" format:"date-time"`
}

// TicketPhotos is what has come from the phone.
type TicketPhotos struct {
	Used   bool `json:"used" doc:"a phone has opened the page"`
	Photos int  `json:"photos" doc:"that have come whole"`
	Most   int  `json:"most"`
}

var errNoPhotos = app.Fault(app.Unavailable, "ticket_no_photos", "Máy này không nhận ảnh từ điện thoại được", "This machine cannot receive pictures from phones")

func (s *Server) openTicketPhone(ctx context.Context, in *struct {
	Body struct {
		Visit string `json:"visit" pattern:"^[0-9a-z]{16,40}$" doc:"drawn by the page at random for one visit"`
	}
}) (*struct{ Body TicketPhone }, error) {
	at := who(ctx)
	if at.face == FaceScreen {
		return nil, errNotHere
	}
	if !s.takesPhotos(ctx) {
		return nil, errNoPhotos
	}
	if err := s.visits.allow(at.place+" "+at.cookie, "phone"); err != nil {
		return nil, err
	}
	token, l, hosts, err := s.phones.openFor("ticket " + voter(ctx, in.Body.Visit))
	if err != nil {
		return nil, err
	}
	url := "http://" + hosts[0] + "/gui-anh/" + token
	return &struct{ Body TicketPhone }{TicketPhone{URL: url, QR: qrOf(url), Until: stampExact(l.until)}}, nil
}

func (s *Server) ticketPhotos(ctx context.Context, in *struct {
	Visit string `query:"visit" pattern:"^[0-9a-z]{16,40}$" required:"true"`
}) (*struct{ Body TicketPhotos }, error) {
	if who(ctx).face == FaceScreen {
		return nil, errNotHere
	}
	photos, used := s.phones.photos("ticket " + voter(ctx, in.Visit))
	return &struct{ Body TicketPhotos }{TicketPhotos{Used: used, Photos: len(photos), Most: app.MaxTicketPhotos}}, nil
}

// small is how many pictures a link takes that phones make small; 0 where
// they come whole.
func (l *phoneLink) small() int {
	if l.visitor == "" {
		return 0
	}
	return app.MaxTicketPhotos
}

// keepPhoto keeps a picture in memory until its visitor sends it.
func (s *Server) keepPhoto(f *phoneFile, file io.ReadCloser) error {
	photo, err := io.ReadAll(io.LimitReader(file, app.MaxTicketPhoto+1))
	if err == nil {
		err = app.ValidTicketPhoto(photo)
	}
	if err != nil {
		return err
	}
	_ = file.Close() // else Windows keeps its name
	s.phones.locked(func() {
		size := f.offset
		f.drop()
		f.state, f.offset, f.photo = phoneKept, size, photo
	})
	return nil
}
