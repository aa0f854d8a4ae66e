package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"bangtin/app"
	"bangtin/app/api"
	"bangtin/app/peer"

	"github.com/spf13/cobra"
)

// callsFile is calls.json in the data folder: machines that somebody at this
// desk looks for. They are told over the next sticks, for as long as a call
// counts.
func callsFile(dir string) string { return filepath.Join(dir, "calls.json") }

// waitingCalls are those that are not over.
func (c *core) waitingCalls() (out []peer.Call) {
	text, err := os.ReadFile(callsFile(c.dir))
	if err == nil {
		err = json.Unmarshal(text, &out)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		c.log.Warn("go on without the calls of other machines", "err", err)
	}
	now := time.Now().UnixMilli()
	return slices.DeleteFunc(out, func(one peer.Call) bool { return one.Until <= now })
}

// call has a machine show its name: this one at once, another when it meets
// a stick that this one has met. It tells which.
func (c *core) call(device app.Key) (here bool, err error) {
	if device == c.lib.Device() {
		if c.show == nil || c.show() == 0 {
			return true, app.Fault(app.Unavailable, "no_panel", "Máy này không mở ki-ốt hay màn hình nào", "No kiosk or screen is open on this machine")
		}
		return true, nil
	}
	now := time.Now()
	all := slices.DeleteFunc(c.waitingCalls(), func(one peer.Call) bool { return one.Device == device })
	all = append(all, peer.Call{Library: c.lib.Name(), Device: device, By: c.lib.Device(), At: now.UnixMilli(), Until: now.Add(peer.CallFor).UnixMilli()})
	text, err := json.Marshal(all)
	if err != nil {
		return false, err
	}
	return false, writeWhole(callsFile(c.dir), text)
}

// carryCalls leaves at a place the calls of this desk, and shows this
// machine's name if somebody calls it there.
func (c *core) carryCalls(ctx context.Context, r peer.Remote) error {
	for _, one := range c.waitingCalls() {
		if err := peer.LeaveCall(ctx, r, &c.keys.Keys, one); err != nil {
			return err
		}
	}
	one, called, err := peer.TakeCall(ctx, r, c.lib)
	if err == nil && called && one.At > c.called { // two sticks may bring the same
		c.called = one.At
		if c.show != nil {
			c.show()
		}
	}
	return err
}

// machineNumber is the beginning of a key as people read it: 4A0F-91C2.
func machineNumber(k app.Key) string {
	n := strings.ToUpper(k.String()[:8])
	return n[:4] + "-" + n[4:]
}

// machine is for api.Options.
func (c *core) machine(ctx context.Context) (api.Machine, error) {
	s, err := c.lib.Status(ctx)
	if err != nil {
		return api.Machine{}, err
	}
	return api.Machine{Name: c.ownName(), Number: machineNumber(c.lib.Device()), Member: c.member(), Root: shortRoot(s.RootOpen), Shown: s.Published}, nil
}

// ownName is what this machine is called: in its library, or else as it has
// asked to be.
func (c *core) ownName() string {
	if m, ok := c.lib.Roster().Member(c.lib.Device()); ok && m.Name != "" {
		return m.Name
	}
	if j, err := readJoining(c.dir); err == nil && j != nil {
		if asked, err := peer.ReadAsked(j.Note); err == nil {
			return asked.Card.Name
		}
	}
	return hostName()
}

func (p *program) blinkCommand() *cobra.Command {
	return &cobra.Command{
		Use: "blink [MÁY]", Short: "Cho một ki-ốt hiện tên và số máy trên màn hình của nó (have a kiosk show its name and number)", Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			a := deviceArgs{Do: "blink"}
			if len(args) == 1 {
				a.Device = args[0]
			}
			return p.device(c.Context(), a)
		},
	}
}

func (c *core) blink(a deviceArgs) (out deviceResult, err error) {
	m := app.Member{DeviceCard: app.DeviceCard{Device: c.lib.Device(), Name: c.ownName()}}
	if a.Device != "" {
		if m, err = c.findDevice(a.Device); err != nil {
			return out, err
		}
	}
	here, err := c.call(m.Device)
	if here {
		out.Note = app.Text{VI: fmt.Sprintf("%s đang hiện tên và số máy", m.Name), EN: fmt.Sprintf("%s shows its name and number", m.Name)}
	} else {
		out.Note = app.Text{VI: fmt.Sprintf("%s sẽ hiện tên và số máy khi gặp USB mà máy này trao đổi trong 24 giờ tới", m.Name),
			EN: fmt.Sprintf("%s will show its name and number when it meets a stick that this machine exchanges with within 24 hours", m.Name)}
	}
	return out, err
}
