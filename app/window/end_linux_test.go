package window_test

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"bangtin/app/supervise"
	"bangtin/app/window"
)

// showing opens a window of a face and waits until its page is there.
func showing(t *testing.T, d *display, e *engine, face string) *pane {
	t.Helper()
	p := d.open(t, face)
	p.shows(t, e)
	until(t, "the page", func() bool { return d.picture(t).share(marked, 5) > 0.1 })
	return p
}

// Asked to, a window ends by itself with status 0 and leaves nothing.
func TestEndsClean(t *testing.T) {
	needs(t)
	for _, c := range []struct {
		name string
		face string
		ask  func(t *testing.T, p *pane)
	}{
		{"SIGTERM", window.Desk, func(_ *testing.T, p *pane) { _ = p.cmd.Process.Signal(syscall.SIGTERM) }},
		{"SIGTERM to a kiosk", window.Kiosk, func(_ *testing.T, p *pane) { _ = p.cmd.Process.Signal(syscall.SIGTERM) }},
		{"SIGINT", window.Desk, func(_ *testing.T, p *pane) { _ = p.cmd.Process.Signal(syscall.SIGINT) }},
		{"SIGHUP", window.Screen, func(_ *testing.T, p *pane) { _ = p.cmd.Process.Signal(syscall.SIGHUP) }},
		{"command", window.Screen, func(t *testing.T, p *pane) { p.send(t, window.Command{Close: true}) }},
		{"SIGTERM while its web process stands still", window.Desk, func(t *testing.T, p *pane) {
			halt(t, p.member(t, "WebKitWebProcess"))
			_ = p.cmd.Process.Signal(syscall.SIGTERM)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, e := newDisplay(t, 1024, 768), newEngine(t)
			p := showing(t, d, e, c.face)
			scratch, err := filepath.Glob(filepath.Join(home(p), "bangtin-window-*"))
			if err != nil || len(scratch) != 1 {
				t.Fatalf("scratch folders %q, %v; want one", scratch, err)
			}
			c.ask(t, p)
			if code := p.ends(t, 2*time.Second); code != 0 {
				t.Errorf("exit status %d, want 0", code)
			}
			p.gone(t, time.Second)
			if _, err := os.Stat(scratch[0]); err == nil {
				t.Error("WebKit's files are left")
			}
			if left, _ := filepath.Glob(filepath.Join(home(p), ".*", "*")); len(left) != 0 {
				t.Errorf("left in the user's folders: %q", left)
			}
			for _, line := range strings.Split(p.stderr.String(), "\n") {
				if line != "" && !strings.Contains(line, "signal 10") {
					t.Errorf("the window said %q", line)
				}
			}
		})
	}
}

func home(p *pane) string {
	for _, v := range p.cmd.Env {
		if dir, ok := strings.CutPrefix(v, "HOME="); ok {
			return dir
		}
	}
	return ""
}

// A signal during the start finds a window that is not yet one.
func TestSignalDuringStart(t *testing.T) {
	needs(t)
	d := newDisplay(t, 800, 600)
	for after := time.Duration(0); after < 600*time.Millisecond; after += 60 * time.Millisecond {
		p := d.open(t, window.Kiosk)
		time.Sleep(after)
		_ = p.cmd.Process.Signal(syscall.SIGTERM)
		p.ends(t, 3*time.Second) // with status 0, or by the signal before Run took it
		p.gone(t, time.Second)
	}
}

// The engine's death is the end of the commands: nothing survives it,
// whatever it is doing.
func TestEngineDies(t *testing.T) {
	needs(t)
	for _, c := range []struct {
		name string
		halt []string
	}{
		{"all at work", nil},
		{"web process stopped", []string{"WebKitWebProcess"}},
		{"network process stopped", []string{"WebKitNetworkProcess"}},
		{"both stopped", []string{"WebKitWebProcess", "WebKitNetworkProcess"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, e := newDisplay(t, 1024, 768), newEngine(t)
			p := showing(t, d, e, window.Screen)
			for _, name := range c.halt {
				halt(t, p.member(t, name))
			}
			_ = p.in.Close()
			p.ends(t, 2*time.Second)
			p.gone(t, time.Second)
			if left, _ := filepath.Glob(filepath.Join(home(p), "bangtin-window-*")); len(left) != 0 {
				t.Errorf("left: %q", left)
			}
		})
	}
}

// What cannot be shown any longer ends the window with status 1 and a word.
func TestPageIsLost(t *testing.T) {
	needs(t)
	t.Run("web process killed", func(t *testing.T) {
		d, e := newDisplay(t, 1024, 768), newEngine(t)
		p := showing(t, d, e, window.Kiosk)
		if err := syscall.Kill(p.member(t, "WebKitWebProcess"), syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		p.failed(t)
	})
	t.Run("web process killed before there is a page", func(t *testing.T) {
		d := newDisplay(t, 1024, 768)
		p := d.open(t, window.Kiosk)
		p.hears(t)
		if err := syscall.Kill(p.member(t, "WebKitWebProcess"), syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		p.failed(t)
	})
	t.Run("nobody answers", func(t *testing.T) {
		d, e := newDisplay(t, 1024, 768), newEngine(t)
		p := d.open(t, window.Kiosk)
		p.hears(t)
		e.Close()
		p.send(t, window.Command{Open: e.address()})
		p.failed(t)
	})
}

func (p *pane) failed(t *testing.T) {
	t.Helper()
	if r := p.hears(t); r.Failed == "" {
		t.Errorf("reply %+v, want failed", r)
	}
	if code := p.ends(t, 2*time.Second); code != 1 {
		t.Errorf("exit status %d, want 1", code)
	}
	p.gone(t, time.Second)
}

// Under supervision a window whose page has died or hangs is back within
// ten seconds, and painted.
func TestBackWithinTenSeconds(t *testing.T) {
	needs(t)
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		face   string
		victim string // "": the window itself
		signal syscall.Signal
	}{
		{"kiosk, web process killed", window.Kiosk, "WebKitWebProcess", syscall.SIGKILL},
		{"kiosk, web process stopped", window.Kiosk, "WebKitWebProcess", syscall.SIGSTOP},
		{"screen, network process killed", window.Screen, "WebKitNetworkProcess", syscall.SIGKILL},
		{"screen, network process stopped", window.Screen, "WebKitNetworkProcess", syscall.SIGSTOP},
		{"desk, window stopped", window.Desk, "", syscall.SIGSTOP},
		{"desk, web process stopped", window.Desk, "WebKitWebProcess", syscall.SIGSTOP},
		{"screen, window killed", window.Screen, "", syscall.SIGKILL},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d, e := newDisplay(t, 1024, 768), newEngine(t)
			e.ground = ground(c.face)
			dir := t.TempDir()
			var beats atomic.Int64
			child := supervise.Start(context.Background(), supervise.Spec{
				Name:    "window",
				Silence: 4 * time.Second,
				Death:   syscall.SIGTERM,
				Command: func() (*exec.Cmd, error) {
					cmd := exec.Command(path, "-face", c.face, "-scratch", filepath.Join(dir, "scratch"))
					cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "DISPLAY=" + d.name}
					return cmd, nil
				},
				Serve: func(_ context.Context, in io.WriteCloser, out io.Reader) {
					_ = window.Replies(out, func(r window.Reply) {
						if r.Ready {
							_ = window.Send(in, window.Command{Open: e.address()})
						}
					})
				},
			})
			defer func() {
				last := child.State().Pid
				if err := child.Stop(context.Background()); err != nil {
					t.Error(err)
				}
				if left := group(last); len(left) != 0 {
					t.Errorf("left of the last window: %v", left)
				}
			}()
			e.mu.Lock()
			e.beat = func(visible bool) { beats.Add(1); child.Beat(visible) }
			e.mu.Unlock()
			until(t, "the page and its beat", func() bool {
				return child.State().Phase == supervise.Running && d.picture(t).share(marked, 5) > 0.1
			})
			leader := child.State().Pid
			victim := leader
			if c.victim != "" {
				victim = (&pane{cmd: &exec.Cmd{Process: &os.Process{Pid: leader}}}).member(t, c.victim)
			}
			if err := syscall.Kill(victim, c.signal); err != nil {
				t.Fatal(err)
			}
			begin := time.Now()
			until(t, "another window, painted and beating", func() bool {
				s := child.State()
				return s.Starts == 2 && s.Phase == supervise.Running && d.picture(t).share(marked, 5) > 0.1
			})
			took := time.Since(begin)
			t.Logf("back after %v: %v", took.Round(10*time.Millisecond), child.State().Err)
			if took > 10*time.Second {
				t.Errorf("back after %v", took)
			}
			if left := group(leader); len(left) != 0 {
				t.Errorf("left of the first window: %v", left)
			}
		})
	}
}

// halt stops a process and waits until it stands.
func halt(t *testing.T, pid int) {
	t.Helper()
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	until(t, "a process to stand still", func() bool { _, state, _ := standing(pid); return state == 'T' })
}
