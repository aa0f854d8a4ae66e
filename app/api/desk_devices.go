package api

import (
	"context"

	"bangtin/app"

	"rsc.io/qr"
)

// Device is a machine of the library.
type Device struct {
	Device  string   `json:"device"`
	Number  string   `json:"number" doc:"the beginning of its key, as its panel shows it"`
	Name    string   `json:"name"`
	Role    app.Role `json:"role" enum:"administrator,publisher,desk,kiosk,screen,hub"`
	Me      bool     `json:"me"`
	Revoked bool     `json:"revoked"`
	Senior  bool     `json:"senior" doc:"this machine cannot revoke it without the recovery words"`
	Cloned  bool     `json:"cloned" doc:"it has written two histories: its disk was copied"`
	By      string   `json:"by" doc:"name of the machine that admitted it"`
	Version string   `json:"version" doc:"of its program; empty while it was never met"`
	Met     string   `json:"met,omitempty" format:"date-time" doc:"when this machine last heard of it"`
	Via     string   `json:"via" doc:"where"`
	Here    int      `json:"here" doc:"changes that it does not know yet"`
	There   int      `json:"there" doc:"changes of which only it knows"`
	Same    bool     `json:"same" doc:"when it was last met it had what this machine has now"`
	Newer   bool     `json:"newer" doc:"it holds changes that its program is too old for"`
	Failed  string   `json:"failed" doc:"version of the program that it tried last and that did not work there; mostly empty"`
	Older   bool     `json:"older" doc:"it folds by an older version: its code cannot be compared"`
	Root    string   `json:"root" doc:"four digits"`
	Shown   int      `json:"shown"`
}

// Invite is a code under which machines may join.
type Invite struct {
	ID     string    `json:"id"`
	Code   string    `json:"code" doc:"four groups of four"`
	Role   app.Role  `json:"role" enum:"administrator,publisher,desk,kiosk,screen"`
	Names  []string  `json:"names" nullable:"false"`
	Until  string    `json:"until" format:"date-time"`
	Left   int       `json:"left" doc:"machines that may still join"`
	Open   bool      `json:"open"`
	QR     Maybe[QR] `json:"qr"`
	Joined []string  `json:"joined" nullable:"false" doc:"names of those that did"`
}

// DevicesView is the machines and the open codes.
type DevicesView struct {
	Devices  []Device `json:"devices" nullable:"false"`
	Invites  []Invite `json:"invites" nullable:"false"`
	Erasures []Erased `json:"erasures" nullable:"false" doc:"machines that have not answered an erasure yet"`
	May      bool     `json:"may" doc:"this machine may admit and revoke others"`
}

// Erased is a machine that may still hold words that were erased.
type Erased struct {
	Device string `json:"device"`
	Name   string `json:"name"`
	Count  int    `json:"count" doc:"erasures that it does not know of"`
}

type devicesOut struct{ Body DevicesView }

func (s *Server) devices(ctx context.Context, _ *none) (*devicesOut, error) {
	x, err := s.exchanger(ctx, app.Exchange, false)
	if err != nil {
		return nil, err
	}
	v, err := x.Devices(ctx)
	if by, denied := s.actor(ctx); denied != nil || !app.May(by.Post, app.SetDevices) {
		v.Invites, v.May = []Invite{}, false
	}
	for i := range v.Invites {
		if v.Invites[i].Open {
			v.Invites[i].QR = drawQR(v.Invites[i].Code, qr.M)
		}
	}
	return &devicesOut{v}, err
}

// NewInvite asks for a code.
type NewInvite struct {
	Role  app.Role `json:"role" enum:"administrator,publisher,desk,kiosk,screen"`
	Name  string   `json:"name" maxLength:"200"`
	Hours float64  `json:"hours" minimum:"0.1" maximum:"720"`
	Code  string   `json:"code,omitempty" maxLength:"100" doc:"that the other machine shows; empty: a new one"`
}

// NewKit asks for a kit on a drive.
type NewKit struct {
	Path   string     `json:"path" minLength:"1" maxLength:"4096"`
	Places []KitPlace `json:"places" minItems:"1" maxItems:"200" nullable:"false"`
	Hours  *Hours     `json:"hours,omitempty" doc:"of the hall; missing: always open"`
	PIN    string     `json:"pin,omitempty" pattern:"^[0-9]{4,12}$" doc:"that staff type at a kiosk; each machine gets it sealed with the answer to its request"`
	Days   int        `json:"days" minimum:"1" maximum:"90"`
}

// KitPlace is one machine of a kit.
type KitPlace struct {
	Name string   `json:"name" minLength:"1" maxLength:"200"`
	Role app.Role `json:"role" enum:"kiosk,screen"`
	Turn app.Turn `json:"turn" enum:",portrait,portrait-left,landscape,landscape-left" doc:"how its display is turned; empty: as the system has it"`
}

// Hours are when a hall is open, in Vietnam.
type Hours struct {
	From  int   `json:"from" minimum:"0" maximum:"1439" doc:"minutes since midnight"`
	Until int   `json:"until" minimum:"1" maximum:"1440"`
	Days  []int `json:"days" maxItems:"7" nullable:"false" doc:"1 is Monday, 7 Sunday, rising; empty: every day"`
}

type inviteOut struct{ Body Invite }

func (s *Server) inviteDevice(ctx context.Context, in *struct{ Body NewInvite }) (*inviteOut, error) {
	x, err := s.exchanger(ctx, app.SetDevices, true)
	if err != nil {
		return nil, err
	}
	i, err := x.Invite(ctx, in.Body)
	if err == nil {
		i.QR = drawQR(i.Code, qr.M)
	}
	return &inviteOut{i}, err
}

func (s *Server) dropInvite(ctx context.Context, in *struct {
	Invite string `path:"invite" maxLength:"64"`
}) (*none, error) {
	x, err := s.exchanger(ctx, app.SetDevices, true)
	if err != nil {
		return nil, err
	}
	return nil, x.DropInvite(ctx, in.Invite)
}

func (s *Server) makeKit(ctx context.Context, in *struct{ Body NewKit }) (*inviteOut, error) {
	x, err := s.exchanger(ctx, app.SetDevices, true)
	if err != nil {
		return nil, err
	}
	i, err := x.Kit(ctx, in.Body)
	return &inviteOut{i}, err
}

// Blinked tells when a machine shows its name.
type Blinked struct {
	Here bool `json:"here" doc:"it does so now; else when it meets a stick that this machine has met"`
}

func (s *Server) blinkDevice(ctx context.Context, in *struct {
	Device string `path:"device" maxLength:"64"`
}) (*struct{ Body Blinked }, error) {
	x, err := s.exchanger(ctx, app.Exchange, false)
	if err != nil {
		return nil, err
	}
	here, err := x.Call(ctx, in.Device)
	return &struct{ Body Blinked }{Blinked{here}}, err
}

func (s *Server) revokeDevice(ctx context.Context, in *struct {
	Device string `path:"device" maxLength:"64"`
	Body   struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500"`
		Words  string `json:"words,omitempty" maxLength:"4096" doc:"the 24 recovery words, which revoke any machine"`
	}
}) (*devicesOut, error) {
	x, err := s.exchanger(ctx, app.SetDevices, true)
	if err == nil {
		err = x.Revoke(ctx, in.Device, in.Body.Reason, in.Body.Words)
	}
	if err != nil {
		return nil, err
	}
	return s.devices(ctx, nil)
}
