package cli

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"bangtin/app"
	"bangtin/app/peer"

	"github.com/spf13/cobra"
)

const kitFor = 14 * 24 * time.Hour

// kitArgs is what a kit is made from.
type kitArgs struct {
	Places []kitPlace `json:"places"`
	Hours  *app.Hours `json:"hours,omitempty"`
	PIN    string     `json:"pin,omitempty"`

	hash string // of the PIN
}

// kitPlace is one machine of a kit.
type kitPlace struct {
	Name string   `json:"name"`
	Role app.Role `json:"role"`
	Turn app.Turn `json:"turn,omitempty"`
}

func (p *program) kitCommand() *cobra.Command {
	var names []string
	var count int
	var until time.Duration
	var name, role, turn, hours string
	var pin bool
	c := &cobra.Command{
		Use: "kit THƯ-MỤC", Short: "Ghi bộ cài cho nhiều ki-ốt lên USB (leave on a stick what new kiosks take their place from)", Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			full, err := filepath.Abs(args[0])
			if err != nil {
				return err
			}
			a := deviceArgs{Do: "kit", Folder: full, For: until}
			if a.Kit.Hours, err = app.ParseHours(hours); err != nil {
				return err
			}
			for i := range count {
				names = append(names, strings.ReplaceAll(cmp.Or(name, "Ki-ốt {}"), "{}", fmt.Sprintf("%02d", i+1)))
			}
			for _, n := range names {
				a.Kit.Places = append(a.Kit.Places, placeOf(n, kitPlace{Role: app.Role(role), Turn: app.Turn(turn)}))
			}
			if pin {
				if a.Kit.PIN, err = p.askTwice(c, "Mã PIN (PIN): "); err != nil {
					return err
				}
			}
			return p.device(c.Context(), a)
		},
	}
	c.Flags().IntVar(&count, "count", 0, "số máy (how many machines)")
	c.Flags().StringVar(&name, "name", "", "tên máy, {} là số thứ tự: \"Ki-ốt {} - Sảnh A\" (their names; {} is the number)")
	c.Flags().StringArrayVar(&names, "names", nil, "tên từng máy, lặp lại được, có thể kèm vai trò và hướng: \"Màn hình sảnh=screen,landscape\" (the name of one machine, with its role and turn if they differ; may be given again)")
	c.Flags().StringVar(&role, "role", string(app.Kiosk), "kiosk, screen")
	c.Flags().StringVar(&turn, "turn", "", "hướng màn hình: portrait, portrait-left, landscape, landscape-left (how the displays are turned)")
	c.Flags().StringVar(&hours, "hours", "", "giờ mở cửa, ví dụ \"07:30-17:00 T2-T6\" (opening hours)")
	c.Flags().BoolVar(&pin, "pin", false, "hỏi mã PIN mà nhân viên gõ ở ki-ốt (ask for the PIN that staff type at a kiosk)")
	c.Flags().DurationVar(&until, "for", kitFor, "dùng được trong bao lâu (how long it is good for)")
	return c
}

// placeOf reads "NAME=screen,portrait". What follows another "=" than that is
// part of the name.
func placeOf(s string, as kitPlace) kitPlace {
	as.Name = s
	i := strings.LastIndex(s, "=")
	if i < 0 {
		return as
	}
	out := as
	out.Name = strings.TrimSpace(s[:i])
	for word := range strings.SplitSeq(s[i+1:], ",") {
		switch word = strings.TrimSpace(word); {
		case word == string(app.Kiosk) || word == string(app.Screen):
			out.Role = app.Role(word)
		case (app.Panel{Turn: app.Turn(word)}).Validate() == nil:
			out.Turn = app.Turn(word)
		default:
			return as
		}
	}
	return out
}

// kit leaves a kit at a folder, with an invite for whoever takes a place.
func (c *core) kit(ctx context.Context, a deviceArgs) (out deviceResult, err error) {
	bad := slices.ContainsFunc(a.Kit.Places, func(p kitPlace) bool { return p.Name == "" || p.Role != app.Kiosk && p.Role != app.Screen })
	if len(a.Kit.Places) == 0 || bad {
		return out, app.Fault(app.Invalid, "kit_names", "Xin nêu số máy (--count) hoặc tên từng máy (--names), vai trò kiosk hoặc screen",
			"Please give the number of machines (--count) or their names (--names), and the role kiosk or screen")
	}
	if a.Kit.PIN != "" {
		if a.Kit.hash, err = app.HashPIN(rand.Reader, a.Kit.PIN); err != nil {
			return out, err
		}
	}
	code := peer.NewCode()
	k := peer.Kit{Library: c.lib.Name(), Called: c.lib.Settings().Agency, Code: code, Role: a.Kit.Places[0].Role, Hours: a.Kit.Hours, Until: time.Now().Add(a.For).UnixMilli()}
	for _, p := range a.Kit.Places {
		k.Names, k.Places = append(k.Names, p.Name), append(k.Places, peer.KitPlace{Role: p.Role, Turn: p.Turn})
	}
	if err := k.Validate(); err != nil {
		return out, err
	}
	f, err := peer.OpenJoins(a.Folder, c.lib.Device())
	if err != nil {
		return out, err
	}
	defer f.Close()
	a.Code, a.Role = string(code), k.Role
	if out, err = c.invite(ctx, a); err != nil {
		return out, err
	}
	out.Note = app.Text{VI: fmt.Sprintf("Bộ cài cho %d máy đã ở trên USB, thay cho bộ cài trước nếu có. Xin chạy sync với USB này, rồi cắm lần lượt vào từng máy mới", len(k.Names)),
		EN: fmt.Sprintf("A kit is on the stick, in place of an earlier one if there was any; machines it is for: %d. Please run sync with it, then plug it into each new one in turn", len(k.Names))}
	if a.Kit.PIN != "" {
		out.Note.VI += ". Mã PIN không nằm trên USB: từng máy nhận riêng khi USB trở lại máy đó, sau khi về qua máy quản trị"
		out.Note.EN += ". The PIN is not on the stick: each machine gets it sealed when the stick comes back to it by way of an administrator"
	}
	return out, peer.LeaveKit(ctx, f, k)
}

// hasKit tells whether a drive holds a kit that this machine may take.
func (c *core) hasKit(ctx context.Context, dir string) bool {
	if !isDrive(dir) || !peer.HasKits(dir) {
		return false
	}
	f, err := peer.OpenJoins(dir, c.lib.Device())
	if err != nil {
		return false
	}
	defer f.Close()
	_, _, found, err := peer.FindKit(ctx, f, time.Now().UnixMilli(), c.role)
	return err == nil && found
}

// takeKit joins a library by the kit at a folder, if this machine belongs to
// none and the kit is good for longer than until (ms since 1970), and stands as
// the kit says. What is open it holds from then on; what it writes counts once
// an administrator has let it in.
func (c *core) takeKit(ctx context.Context, dir string, until int64) (taken bool, err error) {
	if c.member() || !peer.HasKits(dir) {
		return false, nil
	}
	f, err := peer.OpenJoins(dir, c.lib.Device())
	if err != nil {
		return false, err
	}
	defer f.Close()
	kit, slot, found, err := peer.FindKit(ctx, f, time.Now().UnixMilli(), c.role)
	if err != nil || !found || kit.Until <= until || c.lib.Founded() && c.lib.Name() != kit.Library {
		return false, err
	}
	name, _, panel := kit.At(slot)
	panel.PIN = c.panel().PIN
	if err := c.keepPanel(panel); err != nil {
		return false, err
	}
	j, err := c.beginJoining(kit.Code, name, slot, false)
	if err == nil {
		j.Until = kit.Until
		err = j.save(c.dir)
	}
	if err == nil {
		err = c.leaveRequest(ctx, dir, j)
	}
	if err != nil {
		return false, err
	}
	return true, c.enter(ctx, kit.Library, "")
}
