package cli

import (
	"cmp"
	"context"
	"time"

	"bangtin/app"
	"bangtin/app/api"
	"bangtin/app/peer"
)

// Devices lists the machines of the library and the codes.
func (x *exchanger) Devices(ctx context.Context) (v api.DevicesView, err error) {
	v = api.DevicesView{Devices: []api.Device{}, Invites: []api.Invite{}, Erasures: []api.Erased{}}
	all, err := x.e.devices(ctx)
	if err != nil {
		return v, err
	}
	s, err := x.e.lib.Status(ctx)
	if err != nil {
		return v, err
	}
	roster := x.e.lib.Roster()
	for _, d := range all {
		m, _ := roster.Member(d.Device)
		out := api.Device{Device: d.Device.String(), Number: machineNumber(d.Device), Name: d.Name, Role: d.Role, Me: d.Me, Revoked: d.Revoked, Cloned: d.Cloned, Same: d.Same,
			By: x.e.deviceName(m.By), Senior: !roster.Outranks(x.e.lib.Device(), d.Device)}
		if d.Met != nil {
			out.Version, out.Via, out.Newer, out.Older = d.Met.Version, d.Met.Via, d.Met.Newer, d.Met.Fold != s.Fold
			out.Failed = d.Met.Failed
			out.Met = time.UnixMilli(d.Met.Heard).UTC().Format(time.RFC3339)
			out.Here, out.There, out.Root, out.Shown = d.Waits.Here, d.Waits.There, shortRoot(d.Met.RootOpen), d.Met.Published
		}
		if d.Me {
			out.Failed = keptPrograms(x.e.dir).Failed()
			out.Version, out.Same, out.Root, out.Shown = version(), true, shortRoot(s.RootOpen), s.Published
		}
		v.Devices = append(v.Devices, out)
	}
	due, err := x.e.lib.UnansweredErasures(ctx)
	if err != nil {
		return v, err
	}
	for _, d := range due {
		v.Erasures = append(v.Erasures, api.Erased{Device: d.Device.String(), Name: x.e.deviceName(d.Device), Count: d.Count})
	}
	invites, err := x.e.lib.Invites(ctx)
	if err != nil {
		return v, err
	}
	now := time.Now()
	for _, i := range invites {
		if now.Sub(time.UnixMilli(i.Until)) < 24*time.Hour { // one that is just over is still worth telling of
			v.Invites = append(v.Invites, x.invite(i))
		}
	}
	m, ok := roster.Member(x.e.lib.Device())
	v.May = ok && !m.Revoked && m.Role == app.Administrator
	return v, nil
}

func (x *exchanger) invite(i app.Invite) api.Invite {
	out := api.Invite{ID: i.ID, Code: peer.Code(i.Code).String(), Role: i.Role, Names: append([]string{}, i.Names...),
		Until: time.UnixMilli(i.Until).UTC().Format(time.RFC3339), Left: i.Left, Open: i.Open(time.Now()), Joined: []string{}}
	if i.Name != "" {
		out.Names = []string{i.Name}
	}
	for _, k := range i.Joined {
		out.Joined = append(out.Joined, x.e.deviceName(k))
	}
	return out
}

// Invite makes a code, or takes the one that the other machine shows.
func (x *exchanger) Invite(ctx context.Context, in api.NewInvite) (api.Invite, error) {
	r, err := x.e.core.invite(ctx, deviceArgs{Role: in.Role, Name: in.Name, Code: in.Code, For: time.Duration(in.Hours * float64(time.Hour))})
	if err != nil {
		return api.Invite{}, err
	}
	return x.invited(ctx, r.Code)
}

// Kit leaves a kit on a drive.
func (x *exchanger) Kit(ctx context.Context, in api.NewKit) (api.Invite, error) {
	k := kitArgs{PIN: in.PIN}
	if h := in.Hours; h != nil {
		k.Hours = &app.Hours{From: h.From, Until: h.Until, Days: h.Days}
	}
	for _, p := range in.Places {
		k.Places = append(k.Places, kitPlace{Name: p.Name, Role: p.Role, Turn: p.Turn})
	}
	r, err := x.e.core.kit(ctx, deviceArgs{Kit: k, Folder: in.Path, For: time.Duration(in.Days) * 24 * time.Hour})
	if err != nil {
		return api.Invite{}, err
	}
	return x.invited(ctx, r.Code)
}

func (x *exchanger) invited(ctx context.Context, code string) (api.Invite, error) {
	c, err := peer.ParseCode(code)
	if err != nil {
		return api.Invite{}, err
	}
	all, err := x.e.lib.Invites(ctx)
	if err != nil {
		return api.Invite{}, err
	}
	i, _ := inviteOf(all, c.ID())
	return x.invite(i), nil
}

// DropInvite ends a code.
func (x *exchanger) DropInvite(ctx context.Context, id string) error {
	return x.e.lib.DropInvite(ctx, id)
}

// Revoke ends a machine's rights.
func (x *exchanger) Revoke(ctx context.Context, device, reason, words string) error {
	_, err := x.e.core.revoke(ctx, deviceArgs{Device: device, Reason: reason, Words: words})
	return err
}

// Call has a machine show its name.
func (x *exchanger) Call(_ context.Context, device string) (here bool, err error) {
	m, err := x.e.findDevice(device)
	if err != nil {
		return false, err
	}
	return x.e.call(m.Device)
}

// Join asks at a place to be let into a library.
func (x *exchanger) Join(ctx context.Context, in api.JoinRequest) error {
	code, err := peer.ParseCode(in.Code)
	if err != nil {
		return err
	}
	name := cmp.Or(in.Name, hostName())
	switch {
	case (in.Path == "") == (in.Address == ""):
		err = errJoinWhere
	case in.Address != "":
		err = x.e.joinOverLan(ctx, in.Address, code, name)
	default:
		err = x.e.ask(ctx, in.Path, code, name, 0)
	}
	x.e.beginAnew()
	return err
}

// Unask takes back what Join has asked.
func (x *exchanger) Unask(ctx context.Context) error { return x.e.unask(ctx) }

var errJoinWhere = app.Fault(app.Invalid, "join_where", "Xin chọn USB, thư mục, hoặc địa chỉ của máy quản trị",
	"Please choose a stick, a folder, or the address of the administrator's machine")

// Answer answers a machine that asks over the network.
func (x *exchanger) Answer(ctx context.Context, note []byte) ([]byte, error) {
	asked, err := peer.ReadAsked(note)
	if err != nil {
		return nil, err
	}
	invites, err := x.e.lib.Invites(ctx)
	if err != nil {
		return nil, err
	}
	i, ok := inviteOf(invites, asked.ID)
	if !ok { // ended, or of another machine
		return nil, peer.ErrProof
	}
	answer, as, err := x.e.answer(ctx, asked, i)
	if err == nil {
		x.e.log.Info("let a machine in", "name", as.Name, "role", as.Role)
	}
	return answer, err
}
