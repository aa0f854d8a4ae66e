package window_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
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
			left, _ := filepath.Glob(filepath.Join(home(p), ".*", "*")) // the pattern is well formed
			if c.face == window.Desk {                                  // people write there with the system's keyboard, which keeps its own folder
				left = slices.DeleteFunc(left, func(name string) bool { return filepath.Base(name) == "ibus" })
			}
			if len(left) != 0 {
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

// What WebKit stored is removed before and after, and nothing else: a folder
// named by mistake loses nothing.
func TestScratchIsSwept(t *testing.T) {
	needs(t)
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	d, e := newDisplay(t, 800, 600), newEngine(t)
	e.script = `localStorage.visitor = (localStorage.visitor ?? "") + "x"; say(localStorage.visitor);`
	dir := t.TempDir()
	for _, name := range []string{"letter.txt", "cache/old", "data/old"} {
		file := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(file, nil, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		p := start(t, exec.Command(path, "-face", window.Kiosk, "-scratch", dir), "DISPLAY="+d.name)
		p.shows(t, e)
		if got := e.hears(t); got != `"x"` {
			t.Errorf("the page finds %s of an earlier visitor", got)
		}
		if _, err := os.Stat(filepath.Join(dir, "cache", "old")); err == nil {
			t.Error("an earlier window's cache is still there")
		}
		if found, _ := os.ReadDir(filepath.Join(dir, "data")); len(found) == 0 {
			t.Error("WebKit stores nothing here: the test shows nothing")
		}
		p.send(t, window.Command{Close: true})
		p.ends(t, 2*time.Second)
		if found, _ := os.ReadDir(dir); len(found) != 1 || found[0].Name() != "letter.txt" {
			t.Errorf("left: %v, want the letter alone", found)
		}
	}
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

// engineKey makes this test binary play an engine with one window, whose
// program it names.
const engineKey = "WINDOW_TEST_ENGINE"

func playEngine(path string) {
	child := supervise.Start(context.Background(), supervise.Spec{
		Name:    "window",
		Death:   syscall.SIGTERM,
		Command: func() (*exec.Cmd, error) { return exec.Command(path, "-face", window.Kiosk), nil },
		Serve: func(_ context.Context, _ io.WriteCloser, out io.Reader) {
			_ = window.Replies(out, func(window.Reply) { fmt.Println("ready") })
		},
	})
	until := time.Now().Add(time.Minute)
	for child.State().Pid == 0 && time.Now().Before(until) {
		time.Sleep(10 * time.Millisecond)
	}
	fmt.Println("pid", child.State().Pid)
	select {}
}

// kill -9 of the engine is the end of its window, also of one that stands
// still at that moment, wholly or in part.
func TestEngineIsKilled(t *testing.T) {
	needs(t)
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		halt []string // "": the window itself
	}{
		{"all at work", nil},
		{"web process stopped", []string{"WebKitWebProcess"}},
		{"window stopped", []string{""}},
		{"all stopped", []string{"WebKitWebProcess", "WebKitNetworkProcess", ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDisplay(t, 800, 600)
			engine := exec.Command(os.Args[0])
			engine.Env = append(os.Environ(), engineKey+"="+path, "DISPLAY="+d.name, "TMPDIR="+t.TempDir())
			out, err := engine.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := engine.Start(); err != nil {
				t.Fatal(err)
			}
			defer func() { _ = engine.Process.Kill(); _ = engine.Wait() }()
			defer time.AfterFunc(30*time.Second, func() { _ = engine.Process.Kill() }).Stop()
			pid, ready := 0, false
			for lines := bufio.NewScanner(out); (pid == 0 || !ready) && lines.Scan(); {
				ready = ready || lines.Text() == "ready"
				_, _ = fmt.Sscanf(lines.Text(), "pid %d", &pid)
			}
			if pid == 0 || !ready {
				t.Fatalf("the window of the engine is not ready: pid %d", pid)
			}
			p := &pane{cmd: &exec.Cmd{Process: &os.Process{Pid: pid}}}
			web := p.member(t, "WebKitWebProcess")
			defer func() { _ = syscall.Kill(-pid, syscall.SIGKILL) }()
			for _, name := range c.halt {
				victim := pid
				if name != "" {
					victim = p.member(t, name)
				}
				halt(t, victim)
			}
			if err := engine.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			p.gone(t, 3*time.Second)
			if _, state, _ := standing(web); state != 0 && state != 'Z' {
				t.Error("the web process lives on outside its group")
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
				ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
				defer cancel()
				if err := child.Stop(ctx); err != nil {
					t.Error(err)
				}
				until(t, "the last window's processes to be gone", func() bool { return len(group(last)) == 0 })
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
			until(t, "the first window's processes to be gone", func() bool { return len(group(leader)) == 0 })
		})
	}
}

// halt stops a process and waits until all its threads stand.
func halt(t *testing.T, pid int) {
	t.Helper()
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	until(t, "a process to stand still", func() bool {
		threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", pid))
		for _, thread := range threads {
			id, _ := strconv.Atoi(filepath.Base(thread))
			if _, state, _ := standing(id); state != 'T' {
				return false
			}
		}
		return len(threads) > 0
	})
}
