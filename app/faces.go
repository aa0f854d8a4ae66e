package app

import (
	"context"
	"slices"
)

// Faces are what holds for every reader's page, kiosk and screen of a
// library at once; also the body of the change that writes it.
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

// Face is what holds for the faces of one device; also the body of the
// change that writes it, which names the device.
type Face struct {
	Device Key `json:"device"`
	Here   ID  `json:"here,omitzero"` // a point on a plan
}

func (f Face) validate() error {
	if f.Device.IsZero() {
		return errMalformed
	}
	return nil
}

// Here is the point at which a device stands, zero where nobody has said.
func (l *Library) Here(device Key) ID { return l.names.Load().here[device] }

// SetHere says at which point a device stands; a zero point takes that back.
func (l *Library) SetHere(ctx context.Context, by Actor, device Key, point ID) error {
	if !May(by.Post, SetProgramme) {
		return ErrMayNotProgramme
	}
	if _, ok := l.Roster().Member(device); !ok {
		return Fault(NotFound, "no_device", "Không có máy này trong thư viện", "There is no such device in the library")
	}
	known := slices.ContainsFunc(l.Hall().Points, func(p HallPoint) bool { return p.ID == point })
	if !known && !point.IsZero() {
		return Fault(NotFound, "no_point", "Không có điểm này trên sơ đồ", "There is no such point on a plan")
	}
	text, err := canonical(Face{Device: device, Here: point})
	if err != nil || l.Here(device) == point {
		return err
	}
	return l.update(ctx, func(b *batch) error {
		b.account = by.Account
		_, err := b.append(KindFace, Open, text)
		return err
	})
}
