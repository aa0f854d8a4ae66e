package window_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"bangtin/app/window"
)

// openAt opens a desk that stood at a place before.
func (d *display) openAt(t *testing.T, at window.Place) *pane {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(at)
	if err != nil {
		t.Fatal(err)
	}
	return start(t, exec.Command(path, "-face", window.Desk, "-place", string(text)), "DISPLAY="+d.name)
}

// tells waits until the window tells that it stands somewhere.
func (p *pane) tells(t *testing.T, want window.Place) {
	t.Helper()
	limit := time.After(30 * time.Second)
	for p.stands != want {
		select {
		case r, ok := <-p.replies:
			if !ok {
				t.Fatalf("the window has ended; it stood at %+v, want %+v", p.stands, want)
			}
			if r.Place != nil {
				p.stands = *r.Place
			}
		case <-limit:
			t.Fatalf("the window stands at %+v, want %+v", p.stands, want)
		}
	}
}

var geometry = regexp.MustCompile(`(?m)^([A-Z]+)=(-?\d+)$`)

// inner is where the content of the one window is, and its size.
func (d *display) inner(t *testing.T) (id string, at [4]int) {
	t.Helper()
	until(t, "the window", func() bool {
		out, err := d.try("xdotool", "search", "--onlyvisible", "--name", "^Bảng Tin$")
		id = strings.TrimSpace(out)
		return err == nil && id != ""
	})
	for _, m := range geometry.FindAllStringSubmatch(d.tool(t, "xdotool", "getwindowgeometry", "--shell", id), -1) {
		n, _ := strconv.Atoi(m[2])
		switch m[1] {
		case "X":
			at[0] = n
		case "Y":
			at[1] = n
		case "WIDTH":
			at[2] = n
		case "HEIGHT":
			at[3] = n
		}
	}
	return id, at
}

// A desk that was moved, made smaller or maximised comes back so, and one
// whose screen has become smaller or was taken away comes back within what
// there is.
func TestDeskStandsWhereItStood(t *testing.T) {
	needs(t, "xdotool", "openbox")
	d, e := newDisplay(t, 1600, 1000), newEngine(t)
	d.run(t, "openbox")
	stood := window.Place{X: 240, Y: 160, Width: 900, Height: 650}

	p := d.open(t, window.Desk)
	p.shows(t, e)
	id, _ := d.inner(t)
	d.tool(t, "xdotool", "windowsize", id, "900", "650", "windowmove", id, "240", "160")
	p.tells(t, stood)
	title := func(x, y int) { // openbox maximises whose title is clicked twice
		d.tool(t, "xdotool", "mousemove", strconv.Itoa(x), strconv.Itoa(y), "click", "--repeat", "2", "--delay", "50", "1")
	}
	title(600, 168)
	stood.Maximised = true
	p.tells(t, stood)
	p.send(t, window.Command{Close: true})
	p.ends(t, 3*time.Second)

	t.Run("maximised", func(t *testing.T) {
		p := d.openAt(t, stood)
		p.shows(t, e)
		p.tells(t, stood)
		_, at := d.inner(t)
		if at[2] != 1600 {
			t.Errorf("its content is at %v, want the whole width", at)
		}
		title(600, 8)
		normal := stood
		normal.Maximised = false
		p.tells(t, normal)
		p.send(t, window.Command{Close: true})
		p.ends(t, 3*time.Second)
	})
	t.Run("beyond the screen", func(t *testing.T) {
		p := d.openAt(t, window.Place{X: 3000, Y: 2000, Width: 1400, Height: 700})
		p.shows(t, e)
		p.tells(t, window.Place{X: 192, Y: 260, Width: 1400, Height: 700})
		p.send(t, window.Command{Close: true})
		p.ends(t, 3*time.Second)
	})
}

// With nobody to manage windows a desk remembers its place all the same.
func TestDeskStandsWhereItStoodUnmanaged(t *testing.T) {
	needs(t, "xdotool")
	d, e := newDisplay(t, 1600, 1000), newEngine(t)
	at := window.Place{X: 50, Y: 70, Width: 900, Height: 650}
	p := d.openAt(t, at)
	p.shows(t, e)
	p.tells(t, at)
	if _, got := d.inner(t); got != [4]int{50, 70, 900, 650} {
		t.Errorf("its content is at %v", got)
	}
}

// What asks for a desk brings the one that is there to the front: from
// behind others and out of the bar.
func TestDeskComesForward(t *testing.T) {
	needs(t, "xdotool", "xmessage", "openbox")
	d, e := newDisplay(t, 1280, 800), newEngine(t)
	d.run(t, "openbox")
	e.script = `const tell = () => say([document.visibilityState, document.hasFocus()]);
		addEventListener("focus", tell); addEventListener("visibilitychange", tell);`
	p := d.open(t, window.Desk)
	p.shows(t, e)
	id, _ := d.inner(t)
	front := func() string {
		out, _ := d.try("xdotool", "getactivewindow")
		return strings.TrimSpace(out)
	}
	until(t, "the page, in front", func() bool { return d.picture(t).share(marked, 5) > 0.1 && front() == id })

	for name, away := range map[string]func(){
		"behind": func() {
			d.run(t, "xmessage", "-center", "another program")
			until(t, "another window in front", func() bool { return front() != id && front() != "" })
		},
		"minimised": func() {
			d.tool(t, "xdotool", "windowminimize", id)
			until(t, "the window to be away", func() bool { return d.picture(t).share(marked, 5) < 0.01 })
		},
	} {
		away()
		p.send(t, window.Command{Raise: true})
		until(t, "the window in front again, from "+name, func() bool {
			return front() == id && d.picture(t).share(marked, 5) > 0.1
		})
	}
}

// Before a desk ends its page is asked, and waited for.
func TestDeskKeepsTheLastWords(t *testing.T) {
	needs(t, "xdotool", "openbox")
	const slow = `addEventListener(%q, (event) => event.detail.push(say("last words").then(() => %s)));`
	closed := func(t *testing.T, d *display) {
		t.Helper()
		id, _ := d.inner(t)
		d.tool(t, "xdotool", "windowfocus", "--sync", id, "key", "alt+F4")
	}
	for _, c := range []struct {
		name  string
		ask   func(t *testing.T, d *display, p *pane)
		keeps string
		stays bool
	}{
		{"closed", func(t *testing.T, d *display, _ *pane) { closed(t, d) }, "true", false},
		{"closed, and they could not be kept", func(t *testing.T, d *display, _ *pane) { closed(t, d) }, "false", true},
		{"asked to end", func(t *testing.T, _ *display, p *pane) { p.send(t, window.Command{Close: true}) }, "false", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, e := newDisplay(t, 1280, 800), newEngine(t)
			d.run(t, "openbox")
			e.script = fmt.Sprintf(slow, window.Closing, c.keeps) + `say("here");`
			p := d.open(t, window.Desk)
			p.shows(t, e)
			e.hears(t)
			c.ask(t, d, p)
			if got := e.hears(t); got != `"last words"` {
				t.Errorf("the page says %s", got)
			}
			if c.stays {
				select {
				case <-p.ended:
					t.Fatal("the window has ended with what could not be kept")
				case <-time.After(500 * time.Millisecond):
				}
				closed(t, d) // the user has seen why
			}
			if code := p.ends(t, 3*time.Second); code != 0 {
				t.Errorf("exit status %d, want 0", code)
			}
		})
	}
}

// Files are looked for among the user's pictures first, then where the last
// ones came from.
func TestDeskChoosesFiles(t *testing.T) {
	needs(t, "xdotool", "openbox")
	d, e := newDisplay(t, 1280, 800), newEngine(t)
	d.run(t, "openbox")
	e.script = `const field = document.createElement("input");
		field.type = "file";
		field.multiple = true;
		field.accept = "image/*";
		field.onchange = () => say([...field.files].map((file) => file.name));
		document.body.append(field);
		addEventListener("click", (event) => event.target === field || field.click());`
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	folder, mine := t.TempDir(), t.TempDir()
	for name, text := range map[string]string{
		filepath.Join(folder, "a.jpg"): "\xff\xd8\xff", filepath.Join(folder, "b.jpg"): "\xff\xd8\xff", filepath.Join(folder, "c.txt"): "c",
		filepath.Join(mine, "user-dirs.dirs"): "XDG_PICTURES_DIR=\"" + folder + "\"\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := start(t, exec.Command(path, "-face", window.Desk), "DISPLAY="+d.name, "XDG_CONFIG_HOME="+mine)
	p.shows(t, e)
	until(t, "the page", func() bool { return d.picture(t).share(marked, 5) > 0.1 })
	id, _ := d.inner(t)
	for _, name := range []string{"a.jpg", "b.jpg"} {
		want := `["` + name + `"]`
		d.tool(t, "xdotool", "mousemove", "--window", id, "640", "380", "click", "1")
		dialog := ""
		until(t, "the dialog", func() bool {
			out, _ := d.try("xdotool", "getactivewindow")
			dialog = strings.TrimSpace(out)
			return dialog != "" && dialog != id
		})
		got := ""
		for range 3 { // on a busy machine the dialog is in front before it hears keys
			d.tool(t, "xdotool", "key", "ctrl+l", "key", "ctrl+a", "type", "--delay", "30", name)
			d.tool(t, "xdotool", "key", "Return") // a name alone is one of the folder shown
			select {
			case got = <-e.said:
			case <-time.After(8 * time.Second):
				continue
			}
			break
		}
		if got != want {
			t.Errorf("the page gets %s, want %s", got, want)
		}
		until(t, "the window in front again", func() bool {
			out, _ := d.try("xdotool", "getactivewindow")
			return strings.TrimSpace(out) == id
		})
	}
}
