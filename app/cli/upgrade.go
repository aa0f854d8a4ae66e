package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"bangtin/app"
	"bangtin/app/api"

	"github.com/spf13/cobra"
)

// upgradeArgs is what the upgrade commands ask of the job "upgrade".
type upgradeArgs struct {
	Do    string   `json:"do"`
	Files []string `json:"files,omitempty"`
	Name  string   `json:"name,omitempty"`
}

// programState is a kept version as people are told of it.
type programState struct {
	Version string    `json:"version"`
	System  string    `json:"system"` // linux/amd64
	Sum     string    `json:"sum"`
	By      string    `json:"by"` // name of the machine that vouches for it
	State   string    `json:"state"`
	Why     *app.Text `json:"why,omitempty"`
}

// The states of a kept version.
const (
	programCarried = "carried" // for machines of another system, or those that are behind this one
	programWaits   = "waits"   // to be tried here
	programGood    = "good"    // has shown a right page here
	programFailed  = "failed"
)

type upgradeResult struct {
	Version  string         `json:"version"` // that runs
	Programs []programState `json:"programs"`
}

func (p *program) upgradeCommand() *cobra.Command {
	run := func(a upgradeArgs) func(*cobra.Command, []string) error {
		return func(c *cobra.Command, args []string) error { return p.upgrade(c.Context(), a, args) }
	}
	c := &cobra.Command{
		Use: "upgrade", Short: "Bản chương trình trên máy này, và bản mới cho các máy khác (this program's version, and new ones for other machines)",
		Args: cobra.NoArgs, RunE: run(upgradeArgs{Do: "list"}),
	}
	c.AddCommand(
		&cobra.Command{
			Use: "issue [TỆP…]", Short: "Ký và mang bản này, hoặc các tệp đã dựng, tới những máy khác khi trao đổi (sign this program, or built files, and carry it to the other machines)",
			Args: cobra.ArbitraryArgs, RunE: run(upgradeArgs{Do: "issue"}),
		},
		&cobra.Command{
			Use: "withdraw PHIÊN-BẢN", Short: "Thôi mang một bản từ máy này (carry a version no further)",
			Args: cobra.ExactArgs(1), RunE: run(upgradeArgs{Do: "withdraw"}),
		},
	)
	return c
}

func (p *program) upgrade(ctx context.Context, a upgradeArgs, args []string) error {
	switch a.Do {
	case "issue":
		for _, f := range args {
			full, err := filepath.Abs(f)
			if err != nil {
				return err
			}
			a.Files = append(a.Files, full)
		}
	case "withdraw":
		a.Name = args[0]
	}
	var out upgradeResult
	if err := p.run(ctx, "upgrade", a, &out); err != nil {
		return err
	}
	return p.print(out, out.text())
}

func (r upgradeResult) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Máy này chạy bản %s / this machine runs %s\n", r.Version, r.Version)
	for _, k := range r.Programs {
		w := programWords[k.State]
		fmt.Fprintf(&b, "%-8s %-14s %.8s  %s / %s\n", k.Version, k.System, k.Sum, w.VI, w.EN)
		if k.Why != nil {
			fmt.Fprintf(&b, "         %s / %s\n", k.Why.VI, k.Why.EN)
		}
	}
	return b.String()
}

var programWords = map[string]app.Text{
	programCarried: {VI: "mang tới các máy khác", EN: "carried to other machines"},
	programWaits:   {VI: "chờ dùng khi khởi động lại", EN: "waits for the next start"},
	programGood:    {VI: "chạy tốt ở đây", EN: "works here"},
	programFailed:  {VI: "không chạy được ở đây, đã quay về bản cũ", EN: "did not work here; the old version is back"},
}

func upgradeJob(ctx context.Context, c *core, args []byte, report func(any)) error {
	var a upgradeArgs
	if err := json.Unmarshal(args, &a); err != nil {
		return err
	}
	var err error
	switch a.Do {
	case "issue":
		err = c.issue(ctx, a.Files)
	case "withdraw":
		err = c.withdraw(a.Name)
	}
	if err != nil {
		return err
	}
	l, err := result(upgradeResult{version(), c.programs()})
	report(l)
	return err
}

// programs tells of the versions that are kept.
func (c *core) programs() []programState {
	s := keptPrograms(c.dir)
	out := []programState{}
	for _, k := range s.list() {
		p := programState{Version: k.Version, System: k.OS + "/" + k.Arch, Sum: k.Sum.String(), By: c.deviceName(k.By)}
		switch {
		case k.failed != nil:
			p.State, p.Why = programFailed, &k.failed.Why
		case !here(k.Release) || !k.good && !s.newerThan(k):
			p.State = programCarried
		case k.good:
			p.State = programGood
		default:
			p.State = programWaits
		}
		out = append(out, p)
	}
	return out
}

// awaitUpgrade ends this engine for a newer version of the program as soon as
// nobody minds: where there are kiosks and screens only, and no visitor has
// left a kiosk's first page for a while. At a desk somebody says when.
func (e *engine) awaitUpgrade(ctx context.Context) error {
	if e.probation == nil { // else the one before it is still needed
		if err := keptPrograms(e.dir).prune(); err != nil {
			e.log.Warn("remove versions of the program that nobody needs", "err", err)
		}
	}
	t := time.NewTicker(time.Second)
	defer t.Stop()
	var looked *app.Roster
	for {
		if now := e.lib.Roster(); now != looked {
			looked = now
			if err := keptPrograms(e.dir).disown(e.lib); err != nil {
				e.log.Error("let go of versions whose issuer was revoked", "err", err)
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-t.C:
		}
		if !e.unattended() {
			continue
		}
		if _, ok := e.upgradeWaits(); ok || e.disowned() {
			e.takeOver()
		}
	}
}

// disowned tells whether the version that runs came over a stick and is not
// to be used any more: the one before it takes over.
func (e *engine) disowned() bool {
	self, err := os.Executable()
	if err != nil {
		return false
	}
	for _, k := range keptPrograms(e.dir).list() {
		if k.path == self {
			return k.failed != nil && k.failed.Disowned
		}
	}
	return false
}

// takeOver ends this engine for a newer version.
func (e *engine) takeOver() {
	e.newer.Store(true)
	e.stop()
}

// upgradeWaits finds the version that the next start uses in place of this.
func (e *engine) upgradeWaits() (kept, bool) {
	s := keptPrograms(e.dir)
	for _, k := range s.list() {
		if here(k.Release) && k.failed == nil && s.newerThan(k) && k.present() && (k.good || k.tried < maxTries) {
			return k, true
		}
	}
	return kept{}, false
}

// unattended tells whether only kiosks and screens are open, nobody stands
// before them and no exchange is under way.
func (e *engine) unattended() bool {
	if e.meets.busy() {
		return false
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	quiet := time.Now().Add(-trialTime()).UnixMilli()
	for _, w := range e.windows {
		if w.face == api.FaceDesk || w.face == api.FaceKiosk && w.used.Load() > quiet {
			return false
		}
	}
	return len(e.windows) > 0
}

// unproven notes that it could not be noted that this version works.
func (e *engine) unproven(err error) {
	if !errors.Is(err, os.ErrNotExist) {
		e.log.Error("note that this version works", "err", err)
	}
}

// upgrader is for api.Upgrader.
type upgrader struct{ e *engine }

func (u *upgrader) Programs() []api.Program {
	out := []api.Program{}
	for _, p := range u.e.programs() {
		a := api.Program{Version: p.Version, System: p.System, Sum: p.Sum, By: p.By, State: p.State}
		a.Why.V = p.Why
		out = append(out, a)
	}
	return out
}

func (u *upgrader) Issue(ctx context.Context) error { return u.e.issue(ctx, nil) }

func (u *upgrader) Withdraw(sum string) error { return u.e.withdraw(sum) }

var errNothingNewer = app.Fault(app.NotFound, "nothing_newer", "Không có bản nào mới hơn bản đang chạy", "No version is newer than the one that runs")

// TakeOver gives the page a moment to hear that it is done.
func (u *upgrader) TakeOver() error {
	if _, ok := u.e.upgradeWaits(); !ok {
		return errNothingNewer
	}
	time.AfterFunc(300*time.Millisecond, u.e.takeOver)
	return nil
}
