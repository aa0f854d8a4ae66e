package app

import "context"

// Faces are what holds for every reader's page, kiosk and screen of a
// library at once; also the body of the change that writes it. Members for
// single faces may join them: this program reads past what it does not know.
type Faces struct {
	// Solemn is trang nghiêm, the state of mourning: no colour, no motion,
	// no sound on any face until it is ended.
	Solemn bool `json:"solemn,omitempty"`
}

func (Faces) validate() error { return nil }

// Solemn tells whether the library is in trang nghiêm.
func (l *Library) Solemn() bool { return l.names.Load().faces.Solemn }

// SetSolemn begins or ends trang nghiêm. It stands in the log, so that
// every face of the library follows wherever it stands; asking for what is
// so already writes nothing.
func (l *Library) SetSolemn(ctx context.Context, by Actor, on bool) error {
	if !May(by.Post, SetSolemn) {
		return errMayNotSolemn
	}
	text, err := canonical(Faces{Solemn: on})
	if err != nil {
		return err
	}
	return l.update(ctx, func(b *batch) error {
		if readNames(b.view).faces.Solemn == on {
			return nil
		}
		b.account = by.Account
		_, err := b.append(KindFace, Open, text)
		return err
	})
}

var errMayNotSolemn = Fault(Denied, "not_publisher", "Người đăng bài và quản trị viên mới bật, tắt được Trang nghiêm",
	"Only publishers and administrators may turn state mourning on and off")
