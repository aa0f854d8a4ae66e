package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"bangtin/app"
	"bangtin/app/peer"
)

// exchanged is what came of a meeting with a folder.
type exchanged struct {
	peer.Report
	// Joined: this machine has just become a member of a library.
	Joined bool `json:"joined,omitempty"`
	// Waits: this machine has asked to join, and nobody has answered yet.
	Waits bool `json:"waits,omitempty"`
	// Restart: it has, and goes on as soon as the program starts again.
	Restart bool `json:"restart,omitempty"`
	// Aside is the folder in the data folder that a library which was left is
	// moved to then.
	Aside string `json:"aside,omitempty"`
	// Admitted are the machines that were let in.
	Admitted []admitted `json:"admitted,omitempty"`
	// Asking are machines that ask under a code that is not known here.
	Asking []asking `json:"asking,omitempty"`
	// Matched are the machines whose library was the same when they left
	// the place, by their names.
	Matched []string `json:"matched,omitempty"`
	// Differing tells of those whose library was another.
	Differing []differing `json:"differing,omitempty"`
	Root      string      `json:"root"` // of what is open, for comparing by eye
	Shown     int         `json:"shown"`
}

type admitted struct {
	Name string   `json:"name"`
	Role app.Role `json:"role"`
}

type asking struct {
	Device app.Key `json:"device"`
	Name   string  `json:"name"`
	ID     string  `json:"id"`
	At     int64   `json:"at"`
}

// exchange meets the other machines at a folder.
func (c *core) exchange(ctx context.Context, dir string, tell func(peer.Progress)) (*exchanged, error) {
	c.exchanging.Lock()
	defer c.exchanging.Unlock()
	out := &exchanged{}
	if err := c.goOnJoining(ctx, dir, out); err != nil || out.Restart {
		c.moved.Store(out.Restart)
		return out, err
	}
	if !c.lib.Founded() {
		if out.Waits {
			return out, nil
		}
		return out, app.Fault(app.Invalid, "no_library_yet",
			"Máy này chưa thuộc thư viện nào. Xin ghép máy trước: bangtin device join MÃ THƯ-MỤC",
			"This machine belongs to no library yet. Please join one first: bangtin device join CODE FOLDER")
	}
	f, err := peer.OpenFolder(dir, c.lib.Name(), c.lib.Device())
	if err != nil {
		return out, err
	}
	defer f.Close()
	reply, err := c.admitAsked(ctx, f, out)
	if err != nil {
		return out, err
	}
	report, err := c.party(dir).Exchange(ctx, f, tell)
	report.Refused = append(out.Refused, report.Refused...)
	out.Report = *report
	if err := keptPrograms(c.dir).disown(c.lib); err != nil {
		c.log.Error("let go of versions whose issuer was revoked", "err", err)
	}
	if err != nil {
		return out, err
	}
	if err := reply(); err != nil { // only now: whoever is answered finds what it is told there
		return out, err
	}
	if err := c.carryCalls(ctx, f); err != nil {
		return out, err
	}
	if out.Joined {
		c.lib.Look() // its faces show that it is in
	}
	if c.lib.Revoked() { // what matches is not all that this machine wrote
		return out, c.tellRevoked(ctx, out)
	}
	return out, c.compare(ctx, out)
}

// tellRevoked says first of all what has become of this machine.
func (c *core) tellRevoked(ctx context.Context, out *exchanged) error {
	unheard, err := c.lib.Unheard(ctx)
	if err != nil {
		return err
	}
	out.Refused = append([]peer.Refusal{{What: c.deviceName(c.lib.Device()), Reason: revokedWords(len(unheard)), Key: "device_revoked"}}, out.Refused...)
	return nil
}

// revokedWords tell staff that their machine was revoked, and of how many
// articles nobody hears what was written on it since.
func revokedWords(unheard int) app.Text {
	t := app.Text{
		VI: "Máy này đã bị thu hồi khỏi thư viện. Những gì ghi ở đây từ nay không tới máy nào và không được hiện. Xin hỏi quản trị viên của thư viện",
		EN: "This machine was revoked. What is written here from now on reaches no machine and is not shown. Please ask an administrator of the library",
	}
	if unheard > 0 {
		t.VI += fmt.Sprintf(". Số bài viết sau lúc đó, không còn giá trị: %d; bàn biên tập cho tải về ở đầu trang", unheard)
		t.EN += fmt.Sprintf(". Articles written after that, which count no more: %d; the desk offers them at the top of its pages", unheard)
	}
	return t
}

// party is this machine in an exchange.
func (c *core) party(dir string) *peer.Party {
	return &peer.Party{
		Library: c.lib, Media: c.db.Media(), Keys: &c.keys.Keys, Staff: c.keys.Staff,
		Originals: c.exchangeSettings().Originals, Version: version(), Via: filepath.Base(dir), Log: c.log,
		Programs: keptPrograms(c.dir),
	}
}

// exchangeSettings are the local ones; a file that cannot be read is told
// where they are changed, and stops no exchange.
func (c *core) exchangeSettings() exchangeSettings {
	s, err := readExchangeSettings(c.dir)
	if err != nil {
		c.log.Warn("go on without the settings of the exchange", "err", err)
	}
	return s
}

// compare tells which machines had the same as this one now has.
func (c *core) compare(ctx context.Context, out *exchanged) error {
	s, err := c.lib.Status(ctx)
	if err != nil {
		return err
	}
	out.Root, out.Shown = s.RootOpen, s.Published
	for _, m := range out.Met {
		if c.matches(m, s) {
			out.Matched = append(out.Matched, c.deviceName(m.Device))
		}
	}
	out.Differing, err = c.differing(ctx, s, out.Met)
	return err
}

func (c *core) deviceName(k app.Key) string {
	if m, ok := c.lib.Roster().Member(k); ok && m.Name != "" {
		return m.Name
	}
	return k.String()[:8]
}

// admitAsked lets in the machines that asked at a folder and know a code of
// an invite. Their answers are left by the function that is given back.
func (c *core) admitAsked(ctx context.Context, r peer.Remote, out *exchanged) (reply func() error, err error) {
	reply = func() error { return nil }
	if m, ok := c.lib.Roster().Member(c.lib.Device()); !ok || m.Revoked || m.Role != app.Administrator {
		return reply, nil
	}
	asked, err := peer.Requests(ctx, r)
	if err != nil {
		return reply, err
	}
	invites, err := c.lib.Invites(ctx)
	if err != nil {
		return reply, err
	}
	var replies []func() error
	for _, a := range asked {
		i, ok := inviteOf(invites, a.ID)
		if !ok {
			if _, known := c.lib.Roster().Member(a.Card.Device); !known {
				out.Asking = append(out.Asking, asking{a.Card.Device, a.Card.Name, a.ID, a.At})
			}
			continue
		}
		note, as, err := c.answer(ctx, a, i)
		if fault := new(app.Error); errors.As(err, &fault) && fault.Code == app.Denied {
			out.Refused = append(out.Refused, peer.Refusal{What: a.Card.Name, Reason: fault.Msg, Key: fault.Key})
			if peer.IsRefusal(err) {
				code, failed := peer.ParseCode(i.Code)
				if failed != nil {
					return reply, failed
				}
				replies = append(replies, func() error { return peer.RefuseAsked(ctx, r, code, a, fault) })
			}
			continue
		}
		if err != nil {
			return reply, err
		}
		out.Admitted = append(out.Admitted, as)
		replies = append(replies, func() error { return peer.LeaveAnswer(ctx, r, a, note) })
	}
	return func() error {
		for _, f := range replies {
			if err := f(); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

func inviteOf(invites []app.Invite, id string) (app.Invite, bool) {
	for _, i := range invites {
		if i.ID == id {
			return i, true
		}
	}
	return app.Invite{}, false
}

// answer admits a machine that asked under an invite, and makes its answer.
func (c *core) answer(ctx context.Context, a peer.Asked, i app.Invite) (note []byte, as admitted, err error) {
	code, err := peer.ParseCode(i.Code)
	if err != nil {
		return nil, as, err
	}
	if !a.Knows(code) {
		return nil, as, errors.Join(peer.ErrProof, c.lib.WrongProof(ctx, i.ID))
	}
	as.Role, as.Name, err = c.lib.AdmitBy(ctx, i.ID, a.Card, a.Slot, time.Now())
	if err != nil {
		return nil, as, err
	}
	var s peer.Secrets
	switch as.Role {
	case app.Administrator, app.Publisher, app.Desk:
		s.Staff = c.keys.Staff
	case app.Kiosk, app.Screen:
		s.PIN = i.PIN
	}
	note, err = peer.MakeAnswer(code, a, peer.Answer{
		Library: c.lib.Name(), Called: c.lib.Settings().Agency, By: c.lib.Device(), Role: as.Role, Name: as.Name,
	}, s)
	return note, as, err
}

// syncJob is `bangtin sync`.
func syncJob(ctx context.Context, c *core, args []byte, report func(any)) error {
	var a struct {
		Folder string `json:"folder"`
	}
	if err := json.Unmarshal(args, &a); err != nil {
		return err
	}
	out, err := c.exchange(ctx, a.Folder, func(p peer.Progress) {
		report(line{Progress: &progress{Done: p.Done, Total: p.Total, What: phaseWords[p.Phase]}})
	})
	for _, r := range out.Refused {
		report(line{Refused: &refusal{File: r.What, Key: r.Key, Reason: r.Reason}})
	}
	if err != nil {
		return err
	}
	l, err := result(out)
	report(l)
	return err
}

var phaseWords = map[string]app.Text{
	peer.PhaseLook:  {VI: "Xem trên đó có gì", EN: "Looking at what is there"},
	peer.PhaseTake:  {VI: "Nhận bài", EN: "Taking articles"},
	peer.PhaseFiles: {VI: "Nhận ảnh", EN: "Taking pictures"},
	peer.PhaseGive:  {VI: "Gửi", EN: "Leaving what others lack"},
	peer.PhaseDone:  {VI: "Xong", EN: "Done"},
}
