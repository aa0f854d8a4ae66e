package e2e_test

import (
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"bangtin/build/e2e/rig"
)

// ten is how long a face may be without a correct picture.
const ten = 10 * time.Second

// kin are the processes beneath a face that run a program of that name.
func (f *face) kin(t *testing.T, name string) []rig.Proc {
	t.Helper()
	all, err := rig.Named(f.Pid(), name)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// panes are the processes of the window itself: those of ours that have
// WebKit beneath them.
func (f *face) panes(t *testing.T) (panes []rig.Proc) {
	t.Helper()
	for _, p := range f.kin(t, filepath.Base(f.program.Bin)) {
		children, err := rig.Tree(p.Pid)
		if err != nil {
			t.Fatal(err)
		}
		if slices.ContainsFunc(children, func(c rig.Proc) bool { return c.Parent == p.Pid && strings.HasPrefix(c.Name, "WebKit") }) {
			panes = append(panes, p)
		}
	}
	return panes
}

// engines are the engines beneath a guard.
func (f *face) engines(t *testing.T) []rig.Proc {
	t.Helper()
	return slices.DeleteFunc(f.kin(t, filepath.Base(f.program.Bin)), func(p rig.Proc) bool { return p.Parent != f.Pid() })
}

// ended waits until none of these processes is left.
func ended(t *testing.T, limit time.Duration, family []rig.Proc) {
	t.Helper()
	ctx := within(t, limit)
	for _, p := range family {
		err := rig.Wait(ctx, fmt.Sprintf("the end of %s (%d)", p.Name, p.Pid), func() (bool, error) { return !rig.Alive(p.Pid), nil })
		if err != nil {
			t.Error(err)
		}
	}
}

// back waits until a face shows the right picture by another web process
// than those, and returns how long that took.
func (f *face) back(t *testing.T, right *image.RGBA, old []rig.Proc) time.Duration {
	t.Helper()
	start, like := time.Now(), 0.0
	err := rig.Wait(within(t, ten), "the right picture", func() (bool, error) {
		now, err := rig.Named(f.Pid(), "WebKitWebProcess")
		if err != nil || len(now) == 0 || slices.ContainsFunc(now, func(p rig.Proc) bool { return slices.Contains(old, p) }) {
			return false, err
		}
		img, err := f.display.Image()
		if err == nil {
			like = likeness(img, right)
		}
		return like > 0.9, err
	})
	took := time.Since(start)
	if err != nil {
		name := strings.NewReplacer("/", "-", " ", "-").Replace(t.Name())
		_ = f.display.Save(shot(t, name+".png"))
		keep(t, name+"-wanted.png", right)
		t.Fatalf("%v; it is %.3f like it; %s", err, like, f.Stderr.String())
	}
	return took
}

// stopsClean wants a face to end within five seconds of SIGTERM with nothing
// left of it.
func (f *face) stopsClean(t *testing.T) {
	t.Helper()
	family, err := rig.Tree(f.Pid())
	if err != nil || len(family) == 0 {
		t.Fatalf("its processes are %v, %v", family, err)
	}
	start := time.Now()
	if err := f.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	code, err := f.Wait(within(t, 5*time.Second))
	if err != nil || code != 0 {
		t.Errorf("exit code %d, %v; %s", code, err, f.Stderr.String())
	}
	ended(t, 5*time.Second-time.Since(start), family)
	t.Logf("ended %v after SIGTERM", time.Since(start).Round(10*time.Millisecond))
}

// on lists the processes that were started on a display.
func on(t *testing.T, d *rig.Display) (found []rig.Proc) {
	t.Helper()
	entries, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range entries {
		text, err := os.ReadFile(file)
		if err != nil || !slices.Contains(strings.Split(string(text), "\x00"), "DISPLAY="+d.Name) {
			continue // gone, or of another display
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if err != nil {
			t.Fatal(err)
		}
		if rig.Alive(pid) {
			name, _ := os.Readlink(filepath.Join(filepath.Dir(file), "exe")) // it may be gone by now
			found = append(found, rig.Proc{Pid: pid, Name: filepath.Base(name)})
		}
	}
	return found
}

// A face that is asked to end while it is still starting ends too, and
// leaves nothing behind.
func TestStoppedWhileStarting(t *testing.T) {
	t.Parallel()
	r := dice(t)
	for _, name := range []string{"window", "kiosk", "screen"} {
		t.Run(name, func(t *testing.T) {
			p := windowed(t)
			d := display(t, 1024, 768)
			p.Env = d.Env(t.TempDir())
			for range 3 * effort() {
				proc, err := rig.Start(p.Command(name))
				if err != nil {
					t.Fatal(err)
				}
				defer finish(proc)
				moment := time.Duration(r.Int64N(int64(1500 * time.Millisecond)))
				<-time.After(moment)
				if err := proc.Signal(syscall.SIGTERM); err != nil {
					t.Fatalf("it ended by itself within %v: %s", moment, proc.Stderr.String())
				}
				code, err := proc.Wait(within(t, 5*time.Second))
				// Before the program has begun to listen, the signal ends it itself.
				if err != nil || code != 0 && code != -1 {
					t.Errorf("asked to end after %v it ends with %d, %v; %s", moment, code, err, proc.Stderr.String())
				}
				ended(t, 5*time.Second, on(t, d))
			}
			sound(t, p)
		})
	}
}

// The real windows, on a bare display, show the article with its photo.
// Whatever of a face dies or hangs, the whole right picture is back within
// ten seconds; the end leaves nothing behind, and a sound library.
func TestRecovery(t *testing.T) {
	for _, s := range []struct {
		face          string
		width, height int
	}{{"window", 1366, 768}, {"kiosk", 1080, 1920}, {"screen", 1920, 1080}} {
		t.Run(s.face, func(t *testing.T) {
			t.Parallel()
			p := windowed(t)
			publish(t, p)
			f := open(t, p, s.face, s.width, s.height)
			right := settle(t, within(t, time.Minute), f.display)
			keep(t, "recovery-"+s.face+".png", right)
			if !shows(right, green, 0.01) || !shows(right, violet, 0.01) {
				t.Fatal("it does not show the article with its photo")
			}
			web := func() []rig.Proc { return f.kin(t, "WebKitWebProcess") }
			type blow struct {
				name   string
				victim func() []rig.Proc
				signal syscall.Signal
			}
			blows := []blow{
				{"web process killed", web, syscall.SIGKILL},
				{"web process stopped", web, syscall.SIGSTOP},
			}
			if s.face != "window" {
				blows = append(blows, blow{"engine killed", func() []rig.Proc { return f.engines(t) }, syscall.SIGKILL})
			}
			network := func() []rig.Proc { return f.kin(t, "WebKitNetworkProcess") }
			pane := func() []rig.Proc { return f.panes(t) }
			others := []blow{
				{"network process killed", network, syscall.SIGKILL},
				{"network process stopped", network, syscall.SIGSTOP},
				{"window killed", pane, syscall.SIGKILL},
				{"window stopped", pane, syscall.SIGSTOP},
			}
			r := dice(t)
			for range effort() {
				blows = append(blows, others[r.IntN(len(others))])
			}
			for i, b := range blows {
				if i >= 4 { // a soak must not make a crash loop, which gets a poster
					calm(t, f, 15*time.Second)
				}
				t.Run(b.name, func(t *testing.T) {
					victims, old, panes := b.victim(), web(), f.panes(t)
					if len(victims) != 1 || len(old) != 1 || len(panes) != 1 {
						t.Fatalf("victims %v, web processes %v, windows %v: one each is wanted", victims, old, panes)
					}
					lost, err := rig.Tree(panes[0].Pid)
					if err != nil {
						t.Fatal(err)
					}
					if err := syscall.Kill(victims[0].Pid, b.signal); err != nil {
						t.Fatal(err)
					}
					t.Logf("a right picture after %.1f s", f.back(t, right, old).Seconds())
					ended(t, 5*time.Second, append(append(lost, panes...), victims...))
				})
				if t.Failed() {
					return
				}
			}
			f.stopsClean(t)
			ended(t, 10*time.Second, on(t, f.display))
			sound(t, p)
		})
	}
}

// calm lets time pass in which a face must go on as it is.
func calm(t *testing.T, f *face, long time.Duration) {
	t.Helper()
	web := f.kin(t, "WebKitWebProcess")
	over := time.Now().Add(long)
	err := rig.Wait(within(t, long+ten), "a calm while", func() (bool, error) {
		if now := f.kin(t, "WebKitWebProcess"); !slices.Equal(now, web) {
			return false, fmt.Errorf("its web processes were %v and are %v; %s", web, now, f.Stderr.String())
		}
		return time.Now().After(over), nil
	})
	if err != nil {
		t.Error(err)
	}
}

// A window whose process is killed leaves nothing that goes on without it,
// and starts again as if nothing had been.
func TestKilledWindowStartsAgain(t *testing.T) {
	t.Parallel()
	p := windowed(t)
	publish(t, p)
	f := open(t, p, "window", 1366, 768)
	right := settle(t, within(t, time.Minute), f.display)
	for range 2 * effort() {
		family, err := rig.Tree(f.Pid())
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Signal(syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		ended(t, 5*time.Second, family)
		if f.Process, err = rig.Start(f.program.Command("window")); err != nil {
			t.Fatal(err)
		}
		defer finish(f.Process)
		t.Logf("started again in %.1f s", f.back(t, right, family).Seconds())
	}
	f.stopsClean(t)
	sound(t, p)
}

// A desk and a screen stand side by side on one PC and one store: the second
// only adds its window to the engine of the first, which stays until both
// are closed.
func TestTwoFacesOneEngine(t *testing.T) {
	t.Parallel()
	p := windowed(t)
	publish(t, p)
	desk := open(t, p, "window", 1366, 768)
	manager := exec.Command("openbox")
	manager.Env = desk.display.Env(t.TempDir())
	wm, err := rig.Start(manager)
	if err != nil {
		t.Skip("no openbox on this machine")
	}
	defer finish(wm)
	settle(t, within(t, time.Minute), desk.display)
	engine, err := readEngineFile(p)
	if err != nil || engine.Pid != desk.Pid() {
		t.Fatalf("the engine is %d, %v; the window is %d", engine.Pid, err, desk.Pid())
	}
	screen := open(t, p, "screen", 1280, 720)
	keep(t, "two-faces-screen.png", settle(t, within(t, time.Minute), screen.display))
	if again, err := readEngineFile(p); err != nil || again != engine {
		t.Errorf("the engine was %+v and is %+v, %v", engine, again, err)
	}
	if panes := desk.panes(t); len(panes) != 2 {
		t.Errorf("the engine has the windows %v", panes)
	}
	if panes := screen.panes(t); len(panes) != 0 {
		t.Errorf("the screen has windows of its own: %v", panes)
	}

	before := desk.panes(t)
	id := strings.Fields(desk.xdotool(t, "search", "--onlyvisible", "--name", "^Bảng Tin$"))
	if len(id) != 1 {
		t.Fatalf("windows on the desk: %q", id)
	}
	desk.xdotool(t, "windowfocus", "--sync", id[0], "key", "alt+F4")
	err = rig.Wait(within(t, ten), "the desk's window to be gone", func() (bool, error) { return len(desk.panes(t)) == 1, nil })
	if err != nil {
		t.Fatal(err)
	}
	if rest := desk.panes(t); !slices.Contains(before, rest[0]) {
		t.Errorf("the screen's window was started again: %v, before %v", rest, before)
	}
	calm(t, desk, 12*time.Second) // longer than an engine waits for nobody
	// Its layout changes with time, so that nothing burns in.
	if now, err := screen.display.Image(); err != nil || !shows(now, green, 0.1) || !shows(now, violet, 0.1) {
		t.Errorf("the screen has lost its photo: %v", err)
	}

	family, err := rig.Tree(desk.Pid())
	if err != nil {
		t.Fatal(err)
	}
	if err := screen.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code, err := screen.Wait(within(t, 5*time.Second)); err != nil || code != 0 {
		t.Errorf("the screen ends with %d, %v; %s", code, err, screen.Stderr.String())
	}
	ended(t, 5*time.Second, family)
	// Nobody needs the engine any more.
	if code, err := desk.Wait(within(t, 20*time.Second)); err != nil || code != 0 {
		t.Errorf("the engine ends with %d, %v; %s", code, err, desk.Stderr.String())
	}
	sound(t, p)
}

// An engine that was started where there is no display, as a service is,
// gives windows to those who have one.
func TestFaceOnAService(t *testing.T) {
	t.Parallel()
	p := windowed(t)
	publish(t, p)
	e := serve(t, p)
	f := open(t, p, "kiosk", 1080, 1920)
	// The window belongs to the engine, and dies with it.
	err := rig.Wait(within(t, 30*time.Second), "a window of the engine", func() (bool, error) {
		web, err := rig.Named(e.Pid(), "WebKitWebProcess")
		return len(web) == 1, err
	})
	if err != nil {
		t.Fatalf("%v; %s", err, f.Stderr.String())
	}
	shown := settle(t, within(t, time.Minute), f.display)
	keep(t, "service-kiosk.png", shown)
	if !shows(shown, green, 0.01) || !shows(shown, violet, 0.01) {
		t.Error("the article's photo is not on the kiosk")
	}
	if code, err := f.Stop(within(t, 5*time.Second)); err != nil || code != 0 {
		t.Errorf("the kiosk ends with %d, %v; %s", code, err, f.Stderr.String())
	}
	stop(t, e.Process, 10*time.Second)
}

// The same with a window manager and a session bus, as on a real desktop.
func TestUnderWindowManager(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"openbox", "dbus-run-session"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("no %s on this machine", name)
		}
	}
	p := windowed(t)
	publish(t, p)
	d := display(t, 1080, 1920)
	p.Env = d.Env(t.TempDir())
	session := exec.Command("dbus-run-session", "--", "sh", "-c", `openbox & exec "$@"`, "sh", p.Bin, "--data", p.Data, "kiosk")
	session.Env = p.Env
	proc, err := rig.Start(session)
	if err != nil {
		t.Fatal(err)
	}
	f := &face{proc, "kiosk", p, d}
	defer finish(f.Process)
	right := settle(t, within(t, time.Minute), d)
	keep(t, "openbox-kiosk.png", right)
	wholeDisplay(t, f)
	old := f.kin(t, "WebKitWebProcess")
	if len(old) != 1 {
		t.Fatalf("web processes: %v", old)
	}
	if err := syscall.Kill(old[0].Pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	t.Logf("a right picture after %.1f s", f.back(t, right, old).Seconds())
	wholeDisplay(t, f)
	guard := slices.DeleteFunc(f.kin(t, filepath.Base(p.Bin)), func(p rig.Proc) bool { return p.Parent != f.Pid() })
	if len(guard) != 1 {
		t.Fatalf("guards: %v", guard)
	}
	family, err := rig.Tree(guard[0].Pid)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(guard[0].Pid, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	// The shell became the guard, so that the window manager is its child.
	family = slices.DeleteFunc(family, func(p rig.Proc) bool { return p.Name == "openbox" })
	ended(t, 5*time.Second, append(family, guard...))
	if code, err := f.Wait(within(t, ten)); err != nil || code != 0 {
		t.Errorf("the session ends with %d, %v; %s", code, err, f.Stderr.String())
	}
	sound(t, p)
}
