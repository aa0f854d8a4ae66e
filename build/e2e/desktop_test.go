package e2e_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bangtin/build/e2e/rig"
)

// A desktop is a display on which somebody manages windows, without a
// session bus.
type desktop struct {
	*rig.Display
	program rig.Program
	manager *rig.Process
}

func openDesktop(t *testing.T, p rig.Program, width, height int) *desktop {
	t.Helper()
	d := &desktop{Display: display(t, width, height), program: p}
	d.program.Env = d.Env(t.TempDir())
	var err error
	if d.manager, err = rig.Start(d.command("openbox")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { finish(d.manager) })
	return d
}

// command is a program that draws on the display, not started.
func (d *desktop) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Env = d.program.Env
	return cmd
}

func (d *desktop) tool(name string, args ...string) (string, error) {
	out, err := d.command(name, args...).CombinedOutput()
	return string(out), err
}

// start starts a window of the program that ends with the test.
func (d *desktop) start(t *testing.T, args ...string) *rig.Process {
	t.Helper()
	p, err := rig.Start(d.program.Command(args...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { finish(p) })
	return p
}

// ids are the windows that are seen, in no order.
func (d *desktop) ids(t *testing.T) []string {
	t.Helper()
	out, _ := d.tool("xdotool", "search", "--onlyvisible", "--name", "Bảng Tin$") // it fails where there is none
	ids := strings.Fields(out)
	slices.Sort(ids)
	return ids
}

// awaits waits until so many windows are seen.
func (d *desktop) awaits(t *testing.T, n int) []string {
	t.Helper()
	var ids []string
	err := rig.Wait(within(t, 30*time.Second), strconv.Itoa(n)+" windows", func() (bool, error) {
		ids = d.ids(t)
		return len(ids) == n, nil
	})
	if err != nil {
		t.Fatalf("%v; there are %v", err, ids)
	}
	return ids
}

// active is the window that has the keyboard.
func (d *desktop) active() string {
	out, _ := d.tool("xdotool", "getactivewindow")
	return strings.TrimSpace(out)
}

func (d *desktop) press(t *testing.T, id string, args ...string) {
	t.Helper()
	d.must(t, append([]string{"windowfocus", "--sync", id}, args...)...)
}

func (d *desktop) must(t *testing.T, args ...string) string {
	t.Helper()
	out, err := d.tool("xdotool", args...)
	if err != nil {
		t.Fatalf("xdotool %v: %v; %s", args, err, out)
	}
	return out
}

var geometry = regexp.MustCompile(`(?m)^([A-Z]+)=(-?\d+)$`)

// content is where what is inside a window's frame lies, and its size.
func (d *desktop) content(t *testing.T, id string) (x, y, width, height int) {
	t.Helper()
	for _, m := range geometry.FindAllStringSubmatch(d.must(t, "getwindowgeometry", "--shell", id), -1) {
		n, err := strconv.Atoi(m[2])
		if err != nil {
			t.Fatal(err)
		}
		switch m[1] {
		case "X":
			x = n
		case "Y":
			y = n
		case "WIDTH":
			width = n
		case "HEIGHT":
			height = n
		}
	}
	return x, y, width, height
}

// ends waits for the end of a window that was asked to close.
func ends(t *testing.T, p *rig.Process, limit time.Duration) {
	t.Helper()
	if code, err := p.Wait(within(t, limit)); err != nil || code != 0 {
		t.Fatalf("exit code %d, %v; %s", code, err, p.Stderr.String())
	}
}

// The window comes back where it stood, and within a screen that has become
// smaller; a damaged note of its place is no reason not to come.
func TestWindowComesBackWhereItStood(t *testing.T) {
	p := windowed(t)
	run(t, p, 0, "status") // makes the folder
	d := openDesktop(t, p, 1600, 1000)
	w := d.start(t, "window")
	id := d.awaits(t, 1)[0]
	d.must(t, "windowsize", id, "1000", "700", "windowmove", id, "300", "120")
	note := filepath.Join(p.Data, "window.json")
	noted := func(want string) {
		t.Helper()
		var text []byte
		err := rig.Wait(within(t, 20*time.Second), "the note of its place", func() (bool, error) {
			text, _ = os.ReadFile(note)
			return strings.TrimSpace(string(text)) == want, nil
		})
		if err != nil {
			t.Fatalf("%v; it says %s, want %s", err, text, want)
		}
	}
	noted(`{"x":300,"y":120,"width":1000,"height":700}`)
	x, y, _, _ := d.content(t, id)
	d.must(t, "windowmove", id, "340", "150")
	d.press(t, id, "key", "alt+F4") // at once: the last place counts
	d.awaits(t, 0)
	noted(`{"x":340,"y":150,"width":1000,"height":700}`)

	again := d.start(t, "window") // with the engine of the first, or its own
	id = d.awaits(t, 1)[0]
	err := rig.Wait(within(t, 20*time.Second), "the window at its place", func() (bool, error) {
		gx, gy, width, height := d.content(t, id)
		return gx == x+40 && gy == y+30 && width == 1000 && height == 700, nil
	})
	if err != nil {
		gx, gy, width, height := d.content(t, id)
		t.Errorf("%v; its content is %d×%d at %d,%d", err, width, height, gx, gy)
	}
	for _, p := range []*rig.Process{again, w} {
		stop(t, p, 15*time.Second)
	}

	small := openDesktop(t, p, 1024, 768)
	w = small.start(t, "window")
	id = small.awaits(t, 1)[0]
	err = rig.Wait(within(t, 20*time.Second), "the window within the smaller screen", func() (bool, error) {
		x, y, width, height := small.content(t, id)
		return x >= 0 && y >= 0 && x+width <= 1024 && y+height <= 768 && width == 1000, nil
	})
	if err != nil {
		x, y, width, height := small.content(t, id)
		t.Errorf("%v; its content is %d×%d at %d,%d", err, width, height, x, y)
	}
	stop(t, w, 15*time.Second)

	if err := os.WriteFile(note, []byte(`{"x":0,"y":0,"width":-5`), 0o600); err != nil {
		t.Fatal(err)
	}
	w = small.start(t, "window")
	small.awaits(t, 1)
	stop(t, w, 15*time.Second)
}

// Whoever starts the program a second time gets the window that is open, not
// another.
func TestSecondStartRaisesTheFirst(t *testing.T) {
	p := windowed(t)
	d := openDesktop(t, p, 1366, 768)
	first := d.start(t, "window")
	id := d.awaits(t, 1)[0]
	err := rig.Wait(within(t, 20*time.Second), "the engine", func() (bool, error) {
		_, err := readEngineFile(p)
		return err == nil, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{nil, {"window"}} {
		d.must(t, "windowminimize", id)
		d.awaits(t, 0)
		start := time.Now()
		ends(t, d.start(t, args...), 10*time.Second)
		t.Logf("ended after %v", time.Since(start).Round(time.Millisecond))
		err := rig.Wait(within(t, 10*time.Second), "the first window in front", func() (bool, error) {
			return slices.Equal(d.ids(t), []string{id}) && d.active() == id, nil
		})
		if err != nil {
			t.Fatalf("%v; seen are %v, in front is %s", err, d.ids(t), d.active())
		}
	}

	second := d.start(t, "window", "--new")
	both := d.awaits(t, 2)
	if !slices.Contains(both, id) {
		t.Errorf("windows %v, want %s among them", both, id)
	}
	d.press(t, id, "key", "alt+F4")
	d.awaits(t, 1)
	ends(t, d.start(t), 10*time.Second)
	d.press(t, d.awaits(t, 1)[0], "key", "alt+F4")
	ends(t, second, 10*time.Second)
	stop(t, first, 15*time.Second)
}
