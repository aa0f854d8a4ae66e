package app

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Invite is a code under which machines may join, and what they become. It
// is local: the machine that made it answers.
type Invite struct {
	ID     string   `json:"id"` // names the code without telling it
	Code   string   `json:"code"`
	Role   Role     `json:"role"`
	Name   string   `json:"name"`            // of the machine; empty: what it calls itself
	Names  []string `json:"names,omitempty"` // of the machines of a kit, by their place
	Roles  []Role   `json:"roles,omitempty"` // of those, where they differ: as many as names
	PIN    string   `json:"pin,omitempty"`   // Panel.PIN of those; empty: they have none
	Made   int64    `json:"made"`            // ms since 1970
	Until  int64    `json:"until"`
	Left   int      `json:"left"`             // how many may still join
	Tries  int      `json:"tries"`            // wrong proofs that it may still survive
	Joined []Key    `json:"joined,omitempty"` // those that took a place
}

const (
	inviteTries = 5                   // wrong proofs that end an invite
	inviteKept  = 30 * 24 * time.Hour // how long one that is over is still told of
)

// Open tells whether machines may still join by an invite.
func (i Invite) Open(now time.Time) bool { return i.Left > 0 && i.holdsPlaces(now) }

// holdsPlaces tells whether those that have a place may still take it.
func (i Invite) holdsPlaces(now time.Time) bool { return i.Tries > 0 && now.UnixMilli() < i.Until }

// AddInvite keeps an invite. Denied where this device may admit nobody; a
// Conflict where its code is that of one that is open when it is made, which
// stays as it is: a kit with places for many would become an invite for one.
// One that is over is replaced.
func (l *Library) AddInvite(ctx context.Context, i Invite) error {
	if !l.mayWrite(KindAdmit, Open) {
		return l.noRight()
	}
	if !i.Role.Admissible() || i.Role == Hub || i.ID == "" || i.Code == "" || i.Left < 1 || i.Left > 500 {
		return errRoleUnknown
	}
	if i.Until <= i.Made {
		return errInviteTime
	}
	for _, r := range i.Roles {
		if len(i.Roles) != len(i.Names) || r != Kiosk && r != Screen {
			return errRoleUnknown
		}
	}
	if err := (Panel{PIN: i.PIN}).Validate(); err != nil {
		return err
	}
	i.Tries = inviteTries
	return l.store.Update(ctx, func(tx Tx) error {
		var here Invite
		if text := tx.Get(tableInvite, []byte(i.ID)); text != nil && json.Unmarshal(text, &here) == nil && here.Open(time.UnixMilli(i.Made)) {
			return errInviteOpen(here)
		}
		var over [][]byte
		for k, text := range tx.Scan(tableInvite, nil, nil, false) {
			var old Invite
			if json.Unmarshal(text, &old) == nil && i.Made-old.Until > inviteKept.Milliseconds() {
				over = append(over, bytes.Clone(k))
			}
		}
		for _, k := range over {
			if err := tx.Delete(tableInvite, k); err != nil {
				return err
			}
		}
		return putInvite(tx, i)
	})
}

// errInviteOpen says of what a code is that somebody enters although it is
// known here.
func errInviteOpen(i Invite) error {
	vi, en, name := "lời mời", "invitation", cmp.Or(i.Name, string(i.Role))
	if len(i.Names) > 0 {
		vi, en, name = "bộ cài", "kit", strings.Join(i.Names[:min(3, len(i.Names))], ", ")
		if len(i.Names) > 3 {
			name += ", …"
		}
	}
	vi = fmt.Sprintf("Mã này là của %s “%s”, còn dùng được ở máy này. Không phải nhập gì: xin cắm USB mà máy kia đã để lại yêu cầu và trao đổi, rồi mang USB về máy kia", vi, name)
	en = fmt.Sprintf("This code is that of the %s “%s”, which is still open on this machine. Nothing has to be entered: please exchange with the stick that the other machine left its request on, then take it back there", en, name)
	if len(i.Names) == 0 { // a role that was chosen by mistake
		vi += ". Muốn đổi vai trò hay tên, xin bấm “Hủy mã” ở trang Các máy rồi nhập lại"
		en += ". To change the role or the name, end the code on the page Machines first"
	}
	return Fault(Conflict, "invite_open", vi, en)
}

func putInvite(tx Tx, i Invite) error {
	text, err := json.Marshal(i)
	if err != nil {
		return err
	}
	return tx.Put(tableInvite, []byte(i.ID), text)
}

// Invites lists the invites, the newest first. Those that are long over are
// forgotten by the next AddInvite.
func (l *Library) Invites(ctx context.Context) (out []Invite, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		for _, text := range tx.Scan(tableInvite, nil, nil, false) {
			var i Invite
			if err := json.Unmarshal(text, &i); err != nil {
				return errBroken.With(err)
			}
			out = append(out, i)
		}
		return nil
	})
	slices.SortFunc(out, func(a, b Invite) int { return cmp.Compare(b.Made, a.Made) })
	return out, err
}

// DropInvite ends an invite. One that is not there is no fault.
func (l *Library) DropInvite(ctx context.Context, id string) error {
	return l.store.Update(ctx, func(tx Tx) error { return tx.Delete(tableInvite, []byte(id)) })
}

// WrongProof counts a wrong proof against an invite. One that is not there is
// no fault: a code has 75 random bits and an id 64 of their hash, so whoever
// names none that is here is not near any, and ends nobody's code.
func (l *Library) WrongProof(ctx context.Context, id string) error {
	return l.store.Update(ctx, func(tx Tx) error {
		var i Invite
		text := tx.Get(tableInvite, []byte(id))
		if text == nil || json.Unmarshal(text, &i) != nil {
			return nil
		}
		i.Tries--
		return putInvite(tx, i)
	})
}

// AdmitBy admits a device by an invite, which counts it. A device that was
// admitted before is not admitted again and does not count. Slot is its place
// in a kit, 0 where there is none. It is Denied where the invite is over, and
// to a device that was revoked: its keys stay outside for good.
//
// The place is taken before the device is admitted, in one Update: however
// many ask at once, and whenever the program is killed, an invite lets in no
// more than it has places. Whoever has a place and was not admitted asks again.
func (l *Library) AdmitBy(ctx context.Context, id string, card DeviceCard, slot int, now time.Time) (role Role, name string, err error) {
	err = l.store.Update(ctx, func(tx Tx) error {
		var i Invite
		text := tx.Get(tableInvite, []byte(id))
		if text == nil || json.Unmarshal(text, &i) != nil {
			return ErrInviteOver
		}
		role, name = i.Role, cmp.Or(i.Name, card.Name)
		if slot >= 1 && slot <= len(i.Names) {
			name = i.Names[slot-1]
			if len(i.Roles) == len(i.Names) {
				role = i.Roles[slot-1]
			}
		}
		if m, ok := l.Roster().Member(card.Device); ok {
			role, name = m.Role, m.Name
			if m.Revoked {
				return ErrRevokedKeys
			}
			return nil
		}
		card.Name = name
		if err := card.Validate(); err != nil {
			return err
		}
		if slices.Contains(i.Joined, card.Device) && i.holdsPlaces(now) {
			return nil
		}
		if !i.Open(now) {
			return ErrInviteOver
		}
		i.Left, i.Joined = i.Left-1, append(i.Joined, card.Device)
		return putInvite(tx, i)
	})
	if err != nil {
		return "", "", err
	}
	return role, name, l.update(ctx, func(b *batch) error {
		if _, ok := b.roster.Member(card.Device); ok {
			return nil
		}
		return b.admit(card, role)
	})
}

// ErrRevokedKeys and ErrInviteOver are why a machine is not let in.
var ErrRevokedKeys = Fault(Denied, "join_revoked",
	"Máy xin vào đã bị thu hồi nên khóa cũ của nó không dùng được nữa. Xin ghép lại nó bằng thư mục dữ liệu mới (--data)",
	"The machine that asks was revoked, and its old keys are good for nothing. Please join it again with a new data folder (--data)")

var ErrInviteOver = Fault(Denied, "invite_over",
	"Mã ghép máy đã hết hạn hoặc đã dùng. Xin tạo mã mới trên máy quản trị",
	"The join code is over or used up. Please make a new one on an administrator's machine")

var errInviteTime = Fault(Invalid, "invite_time",
	"Thời hạn của mã phải dài hơn không. Xin ghi chẳng hạn 2h hoặc 48h",
	"A code has to be good for some time. Please write 2h or 48h, for example")
