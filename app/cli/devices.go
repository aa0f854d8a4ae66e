package cli

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"bangtin/app"
	"bangtin/app/peer"
	"bangtin/app/viet"

	"github.com/spf13/cobra"
)

// deviceArgs is what the device commands ask of the job "device".
type deviceArgs struct {
	Do     string        `json:"do"`
	Role   app.Role      `json:"role,omitempty"`
	Name   string        `json:"name,omitempty"`
	Code   string        `json:"code,omitempty"`
	Folder string        `json:"folder,omitempty"`
	For    time.Duration `json:"for,omitempty"`
	Device string        `json:"device,omitempty"`
	Reason string        `json:"reason,omitempty"`
	Words  string        `json:"words,omitempty"` // the 24, for a revocation by them
	Kit    kitArgs       `json:"kit,omitzero"`
	Panel  panelArgs     `json:"panel,omitzero"`
}

// device is one machine as `device list` prints it.
type device struct {
	Device  app.Key      `json:"device"`
	Name    string       `json:"name"`
	Role    app.Role     `json:"role"`
	Me      bool         `json:"me,omitempty"`
	Revoked bool         `json:"revoked,omitempty"`
	Cloned  bool         `json:"cloned,omitempty"` // it wrote two histories
	Met     *app.Met     `json:"met,omitempty"`
	Waits   *app.Waiting `json:"waits,omitempty"`
	Same    bool         `json:"same,omitempty"` // when it was last met it had what this machine has now
}

type deviceResult struct {
	Code    string   `json:"code,omitempty"`
	Until   string   `json:"until,omitempty"`
	Devices []device `json:"devices,omitempty"`
	Panel   *panel   `json:"panel,omitempty"`
	Note    app.Text `json:"note,omitzero"`
}

const inviteFor = 10 * time.Minute

// deviceCommands are those below `bangtin device`.
func (p *program) deviceCommands() []*cobra.Command {
	var role, name, reason, words, joinName string
	var until, admitUntil time.Duration
	invite := &cobra.Command{
		Use: "invite --role VAI-TRÒ", Short: "Tạo mã ghép máy (make a code by which a machine may join)", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return p.device(c.Context(), deviceArgs{Do: "invite", Role: app.Role(role), Name: name, For: until})
		},
	}
	invite.Flags().StringVar(&role, "role", "", "administrator, publisher, desk, kiosk, screen")
	invite.Flags().StringVar(&name, "name", "", "tên máy (what the machine is called)")
	invite.Flags().DurationVar(&until, "for", inviteFor, "mã dùng được trong bao lâu, ví dụ 24h khi phải mang USB đi xa (how long the code is good for)")
	_ = invite.MarkFlagRequired("role") // fails only where the flag is not there

	admit := &cobra.Command{
		Use: "admit MÃ --role VAI-TRÒ", Short: "Nhận máy đang hiện mã trên màn hình của nó (admit a machine by the code that it shows)", Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return p.device(c.Context(), deviceArgs{Do: "invite", Role: app.Role(cmp.Or(role, string(app.Kiosk))), Name: name, Code: args[0], For: admitUntil})
		},
	}
	admit.Flags().StringVar(&role, "role", "", "kiosk, screen, desk, publisher, administrator")
	admit.Flags().StringVar(&name, "name", "", "tên máy (what the machine is called)")
	admit.Flags().DurationVar(&admitUntil, "for", 24*time.Hour, "trong bao lâu (for how long)")

	join := &cobra.Command{
		Use: "join MÃ NƠI", Short: "Xin vào thư viện bằng mã của máy quản trị, qua USB hoặc địa chỉ như 192.168.1.20:8443 (ask to be let into a library, over a stick or the network)", Args: cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) (err error) {
			at := args[1]
			if !isAddress(at) {
				if at, err = filepath.Abs(at); err != nil {
					return err
				}
			}
			return p.device(c.Context(), deviceArgs{Do: "join", Code: args[0], Folder: at, Name: joinName})
		},
	}
	join.Flags().StringVar(&joinName, "name", "", "tên máy này (what this machine is called)")

	unask := &cobra.Command{
		Use: "unask", Short: "Hủy yêu cầu xin vào thư viện của máy này (take back what this machine asked with join)", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return p.device(c.Context(), deviceArgs{Do: "unask"}) },
	}

	list := &cobra.Command{
		Use: "list", Short: "Các máy của thư viện (the machines of the library)", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return p.device(c.Context(), deviceArgs{Do: "list"}) },
	}

	revoke := &cobra.Command{
		Use: "revoke MÁY [--words[=TỆP]]", Short: "Thu hồi một máy: những gì nó ghi đến nay vẫn có giá trị (end a machine's rights; what it wrote until now counts)",
		Long: `Thu hồi một máy. Máy quản trị chỉ thu hồi được máy vào thư viện sau nó; với --words, 24 từ khôi phục (gõ vào, từ đầu vào,
hoặc --words=TỆP) thu hồi được mọi máy, kể cả máy đã lập thư viện, và làm được ở máy bất kỳ của thư viện.

Ends a machine's rights. An administrator's machine can revoke only those that joined after it; with --words the 24
recovery words (typed, from the input, or --words=FILE) revoke any, the one that began the library too, and on whichever
machine of the library.`, Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			a := deviceArgs{Do: "revoke", Device: args[0], Reason: reason}
			if c.Flags().Changed("words") {
				seed, err := p.askWords(c, words)
				if err != nil {
					return err
				}
				a.Words = strings.Join(app.RecoveryWords(*seed), " ")
			}
			return p.device(c.Context(), a)
		},
	}
	revoke.Flags().StringVar(&words, "words", "", "thu hồi bằng 24 từ khôi phục: gõ vào, hoặc từ tệp (revoke by the 24 recovery words: typed, or from a file)")
	revoke.Flags().Lookup("words").NoOptDefVal = typedWords
	revoke.Flags().StringVar(&reason, "reason", "", "lý do, ví dụ mất máy (why)")

	return []*cobra.Command{invite, admit, join, unask, list, revoke, p.kitCommand(), p.panelCommand(), p.blinkCommand()}
}

func (p *program) device(ctx context.Context, a deviceArgs) error {
	var out deviceResult
	if err := p.run(ctx, "device", a, &out); err != nil {
		return err
	}
	return p.print(out, out.text())
}

func (r deviceResult) text() string {
	var b strings.Builder
	if r.Code != "" {
		fmt.Fprintf(&b, "Mã ghép máy / join code   %s\nDùng được đến / until      %s\n", r.Code, r.Until)
	}
	for _, d := range r.Devices {
		mark := ""
		switch {
		case d.Me && d.Revoked:
			mark = "máy này, đã thu hồi / this machine, revoked"
		case d.Me:
			mark = "máy này / this machine"
		case d.Revoked:
			mark = "đã thu hồi / revoked"
		case d.Met == nil:
			mark = "chưa gặp / never met"
		case d.Same:
			mark = "đã khớp / the same"
		default:
			mark = fmt.Sprintf("còn %d thay đổi chờ / %d changes wait", d.Waits.Here+d.Waits.There, d.Waits.Here+d.Waits.There)
		}
		if d.Cloned {
			mark += ", bị chép / cloned"
		}
		if d.Met != nil && d.Met.Newer {
			mark += ", cần bản chương trình mới / needs an upgrade"
		}
		if d.Met != nil && d.Met.Failed != "" {
			mark += fmt.Sprintf(", bản %s không chạy được ở đó / version %s does not work there", d.Met.Failed, d.Met.Failed)
		}
		fmt.Fprintf(&b, "%.8s  %-14s %-28s %s\n", d.Device, d.Role, d.Name, mark)
	}
	if r.Panel != nil {
		b.WriteString(r.Panel.text())
	}
	if r.Note != (app.Text{}) {
		fmt.Fprintf(&b, "%s\n  %s\n", r.Note.VI, r.Note.EN)
	}
	return b.String()
}

func deviceJob(ctx context.Context, c *core, args []byte, report func(any)) error {
	var a deviceArgs
	if err := json.Unmarshal(args, &a); err != nil {
		return err
	}
	var out deviceResult
	var err error
	switch a.Do {
	case "invite":
		out, err = c.invite(ctx, a)
	case "join":
		out, err = c.joinBy(ctx, a)
	case "unask":
		out.Note = unaskedNote
		err = c.unask(ctx)
	case "list":
		out.Devices, err = c.devices(ctx)
	case "revoke":
		out, err = c.revoke(ctx, a)
	case "kit":
		out, err = c.kit(ctx, a)
	case "panel":
		out.Panel, err = c.configurePanel(a.Panel)
	case "blink":
		out, err = c.blink(a)
	default:
		err = app.Fault(app.NotFound, "no_command", "Không có lệnh này", "There is no such command")
	}
	if err != nil {
		return err
	}
	l, err := result(out)
	report(l)
	return err
}

func (c *core) invite(ctx context.Context, a deviceArgs) (out deviceResult, err error) {
	code := peer.NewCode()
	if a.Code != "" {
		if code, err = peer.ParseCode(a.Code); err != nil {
			return out, err
		}
	}
	i := app.Invite{ID: code.ID(), Code: string(code), Role: a.Role, Name: a.Name, Left: max(1, len(a.Kit.Places)), Made: time.Now().UnixMilli(), PIN: a.Kit.hash}
	for _, at := range a.Kit.Places {
		i.Names, i.Roles = append(i.Names, at.Name), append(i.Roles, at.Role)
	}
	until := time.Now().Add(a.For)
	i.Until = until.UnixMilli()
	if err := c.lib.AddInvite(ctx, i); err != nil {
		return out, err
	}
	out.Code, out.Until = code.String(), until.In(viet.Zone()).Format("15:04 02/01/2006")
	if a.Code != "" {
		out.Note = app.Text{VI: "Xin chạy sync với USB mà máy kia đã để lại yêu cầu, rồi mang USB về máy kia",
			EN: "Please run sync with the stick that the other machine left its request on, then take the stick back to it"}
	}
	return out, nil
}

func (c *core) joinBy(ctx context.Context, a deviceArgs) (out deviceResult, err error) {
	code, err := peer.ParseCode(a.Code)
	if err != nil {
		return out, err
	}
	if isAddress(a.Folder) {
		if err := c.joinOverLan(ctx, a.Folder, code, cmp.Or(a.Name, hostName())); err != nil {
			return out, err
		}
		out.Note = app.Text{VI: "Đã được nhận vào thư viện. Bài sẽ tới khi trao đổi qua USB hoặc thư mục chung",
			EN: "Admitted to the library. Articles come with the next exchange over a stick or shared folder"}
		return out, nil
	}
	out.Note = app.Text{VI: "Đã để lại yêu cầu. Xin mang USB tới máy quản trị, chạy sync ở đó, rồi mang về đây chạy sync",
		EN: "The request was left there. Please take the stick to the administrator's machine and run sync there, then run sync here"}
	return out, c.ask(ctx, a.Folder, code, cmp.Or(a.Name, hostName()), 0)
}

var unaskedNote = app.Text{
	VI: "Đã hủy yêu cầu. USB nào còn giữ yêu cầu này, xin cắm lại vào máy này để xóa (bangtin sync THƯ-MỤC). Nếu máy quản trị đã nhận máy này, xin thu hồi nó ở đó",
	EN: "The request was taken back. Where it still lies on a stick, plug that in here to remove it (bangtin sync FOLDER). If an administrator has let this machine in already, please revoke it there"}

func (c *core) devices(ctx context.Context) ([]device, error) {
	s, err := c.lib.Status(ctx)
	if err != nil {
		return nil, err
	}
	met, err := c.lib.Met(ctx)
	if err != nil {
		return nil, err
	}
	var out []device
	for _, m := range c.lib.Roster().Members() {
		d := device{Device: m.Device, Name: m.Name, Role: m.Role, Revoked: m.Revoked, Me: m.Device == c.lib.Device()}
		for _, f := range s.Forked {
			d.Cloned = d.Cloned || f == m.Device.String()
		}
		for i := range met {
			if met[i].Device != m.Device {
				continue
			}
			w, err := c.lib.Waits(ctx, met[i])
			if err != nil {
				return nil, err
			}
			d.Met, d.Waits = &met[i], &w
			d.Same = c.matches(met[i], s)
		}
		out = append(out, d)
	}
	return out, nil
}

func (c *core) revoke(ctx context.Context, a deviceArgs) (out deviceResult, err error) {
	m, err := c.findDevice(a.Device)
	if err != nil {
		return out, err
	}
	if a.Words == "" && !c.lib.Roster().Outranks(c.lib.Device(), m.Device) {
		return out, c.errSenior(m)
	}
	cut, err := c.lib.CutNow(ctx, m.Device)
	if err != nil {
		return out, err
	}
	if a.Words != "" {
		seed, err := app.ReadRecoveryWords(a.Words)
		if err != nil {
			return out, err
		}
		err = c.lib.RevokeByPaper(ctx, ed25519.NewKeyFromSeed(seed[:]), m.Device, cut, a.Reason)
		if err != nil {
			return out, err
		}
	} else if err := c.lib.Revoke(ctx, m.Device, cut, a.Reason); err != nil {
		return out, err
	}
	if m, _ = c.lib.Roster().Member(m.Device); !m.Revoked { // the roster changed meanwhile
		return out, c.errSenior(m)
	}
	out.Note = app.Text{VI: fmt.Sprintf("Đã thu hồi %s. Các máy khác biết khi gặp USB này hoặc máy này", m.Name),
		EN: fmt.Sprintf("%s is revoked. The other machines learn of it when they meet a stick of this one", m.Name)}
	return out, nil
}

// errSenior tells who can revoke a machine that this one cannot.
func (c *core) errSenior(m app.Member) error {
	var who []string
	for _, r := range c.lib.Roster().Revokers(m.Device) {
		who = append(who, r.Name)
	}
	vi := fmt.Sprintf("Chưa thu hồi %s: máy này chỉ thu hồi được máy vào thư viện sau nó. ", m.Name)
	en := fmt.Sprintf("%s is not revoked: this machine can revoke only those that joined after it. ", m.Name)
	if len(who) > 0 {
		names := strings.Join(who[:min(len(who), 5)], ", ")
		vi += fmt.Sprintf("Xin thu hồi trên %s, hoặc dùng 24 từ khôi phục (trên dòng lệnh: --words)", names)
		en += fmt.Sprintf("Please do it on %s, or use the 24 recovery words (on the command line: --words)", names)
	} else {
		vi += "Xin dùng 24 từ khôi phục (trên dòng lệnh: --words)"
		en += "Please use the 24 recovery words (on the command line: --words)"
	}
	return app.Fault(app.Denied, "revoke_senior", vi, en)
}

// findDevice finds a machine by the beginning of its key, or by its name.
func (c *core) findDevice(s string) (found app.Member, err error) {
	n := 0
	for _, m := range c.lib.Roster().Members() {
		if s != "" && (m.Name == s || len(s) >= 4 && strings.HasPrefix(m.Device.String(), strings.ToLower(s))) {
			found, n = m, n+1
		}
	}
	if n != 1 {
		return found, app.Fault(app.NotFound, "no_device", "Không có máy này trong thư viện, hoặc có nhiều máy cùng tên. Xin xem: bangtin device list",
			"There is no such device in the library, or several of that name. Please see: bangtin device list")
	}
	return found, nil
}
