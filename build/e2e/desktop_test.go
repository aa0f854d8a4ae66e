package e2e_test

import (
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"net/http"
	"net/http/cookiejar"
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
	// A window that came before it would be placed twice.
	err = rig.Wait(within(t, 30*time.Second), "the window manager", func() (bool, error) {
		out, err := d.tool("xdotool", "get_num_desktops") // with nobody to ask it says 0 and why
		return err == nil && desktops.MatchString(out), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

var desktops = regexp.MustCompile(`^[1-9]\d*\s*$`)

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

// closes presses Alt+F4, and again where nothing came of it: the manager
// answers the keys only once it knows itself which window has them.
func (d *desktop) closes(t *testing.T, id string) {
	t.Helper()
	const patience = 8 * time.Second // the window waits up to 3 s for its page
	for range 4 {
		d.press(t, id, "key", "alt+F4")
		err := rig.Wait(within(t, patience), "the end of the window", func() (bool, error) {
			return !slices.Contains(d.ids(t), id), nil
		})
		if err == nil {
			return
		}
		t.Logf("window %s is still there; in front is %s", id, d.active())
	}
	t.Fatalf("window %s does not close", id)
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
	d.closes(t, id) // at once: the last place counts
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
	d.closes(t, id)
	d.awaits(t, 1)
	ends(t, d.start(t), 10*time.Second)
	d.closes(t, d.awaits(t, 1)[0])
	ends(t, second, 10*time.Second)
	stop(t, first, 15*time.Second)
}

// deskLink is how often Tab is pressed on the first page until the link to
// the desk has the keyboard: the way past the header, the wordmark, the search, the link.
const deskLink = 4

// What only the desk has: its rail, and one main button a page.
var (
	bone    = color.RGBA{243, 237, 224, 255}
	crimson = color.RGBA{164, 22, 26, 255}
)

// button is where the main button of the page lies that is shown: half of
// all crimson is on either side of it.
func (d *desktop) button() (at image.Point, ok bool) {
	img, err := d.Image()
	if err != nil {
		return at, false
	}
	var xs, ys []int
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			if img.RGBAAt(x, y) == crimson {
				xs, ys = append(xs, x), append(ys, y)
			}
		}
	}
	slices.Sort(xs)
	if len(xs) < 2000 {
		return at, false
	}
	return image.Pt(xs[len(xs)/2], ys[len(ys)/2]), true
}

// Nothing that a hand presses by mistake throws away what was typed: not the
// last word before Alt+F4, and nothing at Ctrl+Q, Ctrl+W, back and reload.
func TestKeysThrowNothingAway(t *testing.T) {
	p := windowed(t)
	d := openDesktop(t, p, 1366, 768)
	w := d.start(t, "window")
	id := d.awaits(t, 1)[0]
	see := func(name string, ok func(*image.RGBA) bool) {
		t.Helper()
		err := rig.Wait(within(t, 30*time.Second), name, func() (bool, error) {
			img, err := d.Image()
			return err == nil && ok(img), nil
		})
		if saved := d.Save(shot(t, "keys-"+name+".png")); saved != nil {
			t.Error(saved)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	see("first-page", func(img *image.RGBA) bool {
		return !shows(img, color.RGBA{255, 253, 247, 255}, 0.7) && !shows(img, color.RGBA{0, 0, 0, 255}, 0.3)
	})
	for range deskLink {
		d.press(t, id, "key", "Tab")
	}
	d.press(t, id, "key", "Return")
	see("first-account", func(*image.RGBA) bool { at, ok := d.button(); return ok && at.X < 700 })
	d.press(t, id, "type", "Minh Khue")
	d.press(t, id, "key", "Tab", "Tab")
	d.press(t, id, "type", "mat khau dai")
	d.press(t, id, "key", "Tab")
	d.press(t, id, "type", "mat khau dai")
	d.press(t, id, "key", "Return")
	see("today", func(img *image.RGBA) bool { at, ok := d.button(); return ok && at.X > 1100 && shows(img, bone, 0.1) })
	at, _ := d.button()
	d.must(t, "mousemove", strconv.Itoa(at.X), strconv.Itoa(at.Y), "click", "1")
	see("editor", func(*image.RGBA) bool { now, ok := d.button(); return ok && now.Y < at.Y-20 })

	typed := "Bai dau"
	d.press(t, id, "type", typed)                                                              // a new article begins with the caret in its title
	for _, key := range []string{"ctrl+q", "ctrl+w", "alt+Left", "XF86Back", "F5", "ctrl+r"} { // none of them does anything here
		d.press(t, id, "key", key)
		word := " sau-" + strings.NewReplacer("+", "-").Replace(key)
		d.press(t, id, "type", word)
		typed += word
	}
	const last = " chu cuoi cung"
	d.press(t, id, "type", last)
	d.closes(t, id) // at once: most of the letters are still on their way to the page
	d.awaits(t, 0)
	stop(t, w, 15*time.Second)

	serve(t, p)
	if got := draftTitle(t, p, "minhkhue", "mat khau dai"); got != typed+last {
		t.Errorf("kept is %q, typed was %q", got, typed+last)
	}
}

// draftTitle signs in at the desk of a running engine and gives the title of
// its one draft, as whoever opens it gets it.
func draftTitle(t *testing.T, p rig.Program, login, password string) string {
	t.Helper()
	file, err := readEngineFile(p)
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	call := func(method, path, body string, into any) {
		t.Helper()
		req, err := http.NewRequestWithContext(within(t, time.Minute), method, "http://"+file.Address+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		if strings.HasPrefix(path, "/api/control/") {
			req.Header.Set("Authorization", "Bearer "+file.Token)
		}
		res, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if res.StatusCode != http.StatusOK {
			t.Fatalf("%s %s: %s", method, path, res.Status)
		}
		if into == nil {
			return
		}
		if err := json.NewDecoder(res.Body).Decode(into); err != nil {
			t.Fatal(err)
		}
	}
	var invited struct{ Path string }
	call("POST", "/api/control/invite", `{"face":"desk"}`, &invited)
	call("GET", invited.Path, "", nil)
	call("POST", "/api/desk/sign-in", fmt.Sprintf(`{"login":%q,"password":%q}`, login, password), nil)
	var list struct{ Rows []struct{ ID string } }
	call("GET", "/api/desk/articles", "", &list)
	if len(list.Rows) != 1 {
		t.Fatalf("%d articles, want one", len(list.Rows))
	}
	var open struct {
		Doc  struct{ Title string }
		Note *struct{ Doc struct{ Title string } }
	}
	call("GET", "/api/desk/articles/"+list.Rows[0].ID, "", &open)
	if open.Note != nil {
		return open.Note.Doc.Title
	}
	return open.Doc.Title
}
