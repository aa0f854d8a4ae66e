package window_test

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"bangtin/app/supervise"
	"bangtin/app/window"
)

func TestWithoutADisplay(t *testing.T) {
	needs(t)
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	for name, env := range map[string][]string{
		"nothing named":   nil,
		"nobody there":    {"DISPLAY=:987"},
		"no number":       {"DISPLAY=x"},
		"no such host":    {"DISPLAY=127.0.0.1:987"},
		"no such session": {"WAYLAND_DISPLAY=wayland-9", "XDG_RUNTIME_DIR=/nonexistent"},
	} {
		t.Run(name, func(t *testing.T) {
			p := start(t, exec.Command(path), env...)
			if code := p.ends(t, 3*time.Second); code != 1 {
				t.Errorf("exit status %d, want 1", code)
			}
			if got := p.stderr.String(); !strings.Contains(got, window.ErrNoDisplay.Error()) {
				t.Errorf("it says %q", got)
			}
		})
	}
}

// A desktop has a session bus and a window manager; with the bus at hand
// GTK starts what screen readers need, and none of that may stay behind.
func TestOnADesktop(t *testing.T) {
	needs(t, "openbox", "dbus-daemon")
	d, e := newDisplay(t, 1366, 768), newEngine(t)
	d.run(t, "openbox")
	bus := exec.Command("dbus-daemon", "--session", "--nofork", "--print-address")
	bus.Env = append(os.Environ(), "DISPLAY="+d.name, "HOME="+t.TempDir())
	out, err := bus.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := bus.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { end(bus) })
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	p := d.open(t, window.Desk, "LANG=vi_VN.UTF-8", "DBUS_SESSION_BUS_ADDRESS="+strings.TrimSpace(address))
	p.shows(t, e)
	until(t, "the page", func() bool { return d.picture(t).share(marked, 5) > 0.1 })
	d.picture(t).keep(t, "desktop")
	p.send(t, window.Command{Close: true})
	if code := p.ends(t, 2*time.Second); code != 0 {
		t.Errorf("exit status %d, want 0", code)
	}
	p.gone(t, time.Second)
}

// Without a bus a window starts none: dbus-launch's would outlive it.
func TestStartsNoBus(t *testing.T) {
	needs(t)
	d, e := newDisplay(t, 800, 600), newEngine(t)
	mark := "BANGTIN_TEST=" + t.TempDir() // whatever it starts inherits this
	p := d.open(t, window.Kiosk, mark)
	p.shows(t, e)
	until(t, "the page", func() bool { return d.picture(t).share(marked, 5) > 0.1 })
	family := 0
	stats, err := os.ReadDir("/proc")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range stats {
		env, err := os.ReadFile("/proc/" + entry.Name() + "/environ")
		if err != nil || !strings.Contains("\x00"+string(env), "\x00"+mark+"\x00") {
			continue
		}
		family++
		name, err := os.ReadFile("/proc/" + entry.Name() + "/comm")
		if err == nil && (strings.HasPrefix(string(name), "dbus") || strings.HasPrefix(string(name), "at-spi")) {
			t.Errorf("started %s", name)
		}
	}
	if family < 3 {
		t.Errorf("%d processes with the mark: the test shows nothing", family)
	}
}

// A minimised desk stops beating and says so before; it is left in peace
// and beats again when it is shown.
func TestMinimisedDeskIsLeftInPeace(t *testing.T) {
	needs(t, "xdotool", "openbox")
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	d, e := newDisplay(t, 1366, 768), newEngine(t)
	d.run(t, "openbox")
	dir := t.TempDir()
	const silence = time.Second
	child := supervise.Start(context.Background(), supervise.Spec{
		Name:    "window",
		Silence: silence,
		Command: func() (*exec.Cmd, error) {
			cmd := exec.Command(path)
			cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + dir, "DISPLAY=" + d.name}
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
	defer func() { _ = child.Stop(context.Background()) }()
	var shown, hidden atomic.Int64
	e.mu.Lock()
	e.beat = func(visible bool) {
		child.Beat(visible)
		if visible {
			shown.Add(1)
		} else {
			hidden.Add(1)
		}
	}
	e.mu.Unlock()
	until(t, "beats", func() bool { return shown.Load() > 3 })
	id := strings.Fields(d.tool(t, "xdotool", "search", "--onlyvisible", "--name", "^Bảng Tin$"))[0]
	d.tool(t, "xdotool", "windowminimize", "--sync", id)
	until(t, "the page to say that it is hidden", func() bool { return hidden.Load() == 1 })
	before, begin := shown.Load(), time.Now()
	until(t, "a long silence", func() bool { return time.Since(begin) > 4*silence })
	if n := shown.Load() - before; n > 1 {
		t.Errorf("%d beats while it was minimised: the test shows nothing", n)
	}
	if n := child.State().Starts; n != 1 {
		t.Fatalf("started %d times, want once", n)
	}
	d.tool(t, "xdotool", "windowmap", id)
	before = shown.Load()
	until(t, "beats again", func() bool { return shown.Load() > before+3 })
	if err := syscall.Kill(child.State().Pid, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	until(t, "a hanging shown desk to be replaced", func() bool { return child.State().Starts == 2 })
}
