package window_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bangtin/app/window"
)

// escapes are the ways in which a page might leave for AWAY, or make the
// window show or do something else.
var escapes = []struct{ name, script string }{
	{"location", `location.href = AWAY`},
	{"location.replace", `location.replace(AWAY)`},
	{"link", `link(AWAY).click()`},
	{"link to a new window", `link(AWAY, "_blank").click()`},
	{"link to the top", `link(AWAY, "_top").click()`},
	{"link to a named window", `link(AWAY, "other").click()`},
	{"link to a download", `const a = link(AWAY); a.download = "x"; a.click()`},
	{"window.open", `window.open(AWAY)`},
	{"window.open of nothing", `window.open("about:blank")`},
	{"form", `form("get").submit()`},
	{"posting form", `form("post").submit()`},
	{"form to a new window", `const f = form("post"); f.target = "_blank"; f.submit()`},
	{"frame", `add("iframe").src = AWAY`},
	{"frame that leads the top away", `add("iframe").srcdoc = "<script>top.location='" + AWAY + "'</scr" + "ipt>"`},
	{"refresh", `const m = document.createElement("meta"); m.httpEquiv = "refresh"; m.content = "0; url=" + AWAY; document.head.append(m)`},
	{"redirect by our own server", `location.href = "/redirect?" + AWAY`},
	{"user name that looks like us", `location.href = AWAY.replace("//", "//" + location.host + "@")`},
	{"host that begins like us", `location.href = location.origin + ".example.invalid/"`},
	{"file", `location.href = "file:///etc/passwd"`},
	{"mail", `location.href = "mailto:a@example.invalid"`},
	{"telephone", `location.href = "tel:113"`},
	{"data", `location.href = "data:text/html,<body bgcolor=white>"`},
	{"blank page", `location.href = "about:blank"`},
	{"script link", `link("javascript:'<body>gone</body>'").click()`},
	{"window's own page", `location.href = "wails://wails/"`},
	{"other scheme", `location.href = "bangtin://x"`},
	{"closing", `window.close()`},
	{"going back", `history.back(); history.go(-2)`},
}

// facesOnly are refused by a face that takes the whole display.
var facesOnly = []struct{ name, script string }{
	{"alert", `alert("x")`},
	{"confirm", `if (confirm("x")) say("confirmed")`},
	{"prompt", `if (prompt("x") !== null) say("answered")`},
	{"print", `print()`},
	{"file chooser", `const i = add("input"); i.type = "file"; i.click()`},
	{"colour chooser", `const i = add("input"); i.type = "color"; i.click()`},
	{"full screen", `document.documentElement.requestFullscreen()`},
	{"download", `link("/attachment").click()`},
	{"download by name", `const a = link("/style.css"); a.download = "x.css"; a.click()`},
	{"notification", `Notification.requestPermission()`},
	{"place", `navigator.geolocation.getCurrentPosition(() => say("place"), () => {})`},
}

const escapeTools = `
	const add = (name) => { const e = document.createElement(name); document.body.append(e); return e; };
	const link = (href, target) => { const a = add("a"); a.href = href; if (target) a.target = target; return a; };
	const form = (method) => { const f = add("form"); f.action = AWAY; f.method = method; return f; };
`

// No page leads a window away, by whatever means, and what is refused does
// no harm to the page that tried.
func TestNothingLeadsAway(t *testing.T) {
	needs(t, "xdotool")
	for _, face := range []string{window.Desk, window.Kiosk} {
		t.Run(face, func(t *testing.T) {
			d, e := newDisplay(t, 1024, 768), newEngine(t)
			away, asked := elsewhere(t)
			attempts := escapes
			if face != window.Desk {
				attempts = append(attempts[:len(attempts):len(attempts)], facesOnly...)
			}
			var script strings.Builder
			fmt.Fprintf(&script, "const AWAY = %q;%s const attempts = [", away+"/away", escapeTools)
			for _, a := range attempts {
				fmt.Fprintf(&script, "() => { %s },\n", a.script)
			}
			script.WriteString(`];
				addEventListener("beforeunload", (e) => e.preventDefault());
				(async () => {
					for (const [i, attempt] of attempts.entries()) {
						try { attempt(); } catch {}
						await new Promise((next) => setTimeout(next, 80));
						await say(i + " " + location.pathname);
					}
				})();`)
			e.script = script.String()
			p := d.open(t, face)
			p.shows(t, e)
			for i, a := range attempts {
				if got, want := e.hears(t), fmt.Sprintf(`"%d /page"`, i); got != want {
					t.Fatalf("%s: the page says %s, want %s", a.name, got, want)
				}
			}
			until(t, "the page to be seen", func() bool { return d.picture(t).share(marked, 3) > 0.2 })
			d.picture(t).keep(t, "escapes-"+face)
			if got := asked(); len(got) != 0 {
				t.Errorf("the other server was asked %q", got)
			}
			if windows := strings.Fields(d.tool(t, "xdotool", "search", "--onlyvisible", "--name", ".")); len(windows) != 1 {
				t.Errorf("%d windows, want one", len(windows))
			}
			if left, _ := filepath.Glob(filepath.Join(home(p), "*", "*.css")); len(left) != 0 {
				t.Errorf("downloaded: %q", left)
			}
			select {
			case r := <-p.replies:
				t.Errorf("reply %+v, want none", r)
			default:
			}
		})
	}
}

// keys are pressed on a page without a field; none may do anything.
var keys = []string{
	"F1", "F3", "F5", "F6", "F7", "F10", "F11", "F12", "Escape", "BackSpace", "Menu", "Print", "shift+F10",
	"ctrl+r", "ctrl+shift+r", "ctrl+n", "ctrl+t", "ctrl+w", "ctrl+q", "ctrl+o", "ctrl+s", "ctrl+p", "ctrl+f", "ctrl+g",
	"ctrl+h", "ctrl+j", "ctrl+d", "ctrl+l", "ctrl+u", "ctrl+shift+i", "ctrl+shift+j", "ctrl+shift+c", "ctrl+shift+F12",
	"ctrl+plus", "ctrl+minus", "ctrl+0", "alt+Left", "alt+Right", "alt+Home", "alt+space", "alt+F4", "super", "XF86Back", "XF86Reload",
}

// buttons are what a mouse can do in the middle and at the edge.
var buttons = map[string][]string{
	"right button":     {"mousemove", "512", "384", "click", "3"},
	"middle button":    {"mousemove", "512", "384", "click", "2"},
	"back button":      {"mousemove", "512", "384", "click", "--delay", "10", "--repeat", "3", "8"},
	"forward button":   {"mousemove", "512", "384", "click", "--delay", "10", "--repeat", "3", "9"},
	"wheel with ctrl":  {"mousemove", "512", "384", "keydown", "ctrl", "click", "--delay", "10", "--repeat", "20", "4", "keyup", "ctrl"},
	"wheel down":       {"mousemove", "512", "384", "keydown", "ctrl", "click", "--delay", "10", "--repeat", "20", "5", "keyup", "ctrl"},
	"sideways wheel":   {"mousemove", "512", "384", "click", "--delay", "10", "--repeat", "10", "6"},
	"double click":     {"mousemove", "512", "384", "click", "--repeat", "3", "--delay", "40", "1"},
	"dragging":         {"mousemove", "300", "300", "mousedown", "1", "mousemove", "700", "500", "mouseup", "1"},
	"dragging an edge": {"mousemove", "1023", "767", "mousedown", "1", "mousemove", "700", "500", "mouseup", "1"},
	"dragging a link":  {"mousemove", "30", "20", "mousedown", "1", "mousemove", "500", "500", "mousemove", "510", "510", "mouseup", "1"},
}

// A visitor with a keyboard and a mouse changes nothing: not the page, not
// its size, no menu, no second window. The window manager's own keys are
// switched off, as on any kiosk that has one.
func TestKeysAndButtonsDoNothing(t *testing.T) {
	needs(t, "xdotool")
	for _, manager := range []string{"no window manager", "openbox"} {
		t.Run(manager, func(t *testing.T) {
			d, e := newDisplay(t, 1024, 768), newEngine(t)
			if manager == "openbox" {
				needs(t, manager)
				config, err := filepath.Abs("testdata/openbox.xml") // it takes no other
				if err != nil {
					t.Fatal(err)
				}
				d.run(t, manager, "--config-file", config)
			}
			e.style = `html{user-select:none;-webkit-user-select:none}a{position:absolute}` // the page has to see to that
			e.script = `
				history.pushState({}, "", "/page/two");
				let asked = 0;
				addEventListener("popstate", () => say("went back"));
				addEventListener("keydown", (e) => {
					if (e.key === "x") say([location.pathname, innerWidth, innerHeight, visualViewport.scale, String(getSelection()), ++asked]);
				});
				const link = document.createElement("a"); link.href = "/page"; link.textContent = "Hội nghị triển lãm"; document.body.prepend(link);
				say("here");`
			p := d.open(t, window.Kiosk)
			p.shows(t, e)
			if got := e.hears(t); got != `"here"` {
				t.Fatalf("the page says %s", got)
			}
			until(t, "the page to be seen", func() bool { return d.picture(t).share(marked, 3) > 0.2 })
			asked := 0
			still := func(after string, args ...string) {
				t.Helper()
				d.tool(t, "xdotool", append(args, "key", "x")...)
				asked++
				if got, want := e.hears(t), fmt.Sprintf(`["/page/two",1024,768,1,"",%d]`, asked); got != want {
					t.Fatalf("after %s: %s, want %s", after, got, want)
				}
			}
			for some := range slices.Chunk(keys, 5) {
				still(fmt.Sprintf("each of %q three times", some),
					slices.Concat([]string{"key", "--clearmodifiers"}, some, some, some)...)
			}
			for name, args := range buttons {
				still(name, args...)
			}
			until(t, "nothing but the page", func() bool {
				now := d.picture(t)
				return now.at(0, 767) == paper && now.at(1023, 0) == paper && now.at(1023, 767) == paper && now.share(marked, 3) > 0.2
			})
			d.picture(t).keep(t, "keys "+manager)
			if windows := strings.Fields(d.tool(t, "xdotool", "search", "--onlyvisible", "--class", "Bangtin")); len(windows) != 1 {
				t.Errorf("%d windows, want one", len(windows))
			}
			select {
			case r := <-p.replies:
				t.Errorf("reply %+v, want none", r)
			case <-p.ended:
				t.Error("the window has ended")
			default:
			}
		})
	}
}

// A display that changes its size or is turned stays covered.
func TestFollowsTheDisplay(t *testing.T) {
	needs(t, "xrandr")
	for _, manager := range []string{"", "openbox"} {
		t.Run(fmt.Sprintf("window manager %q", manager), func(t *testing.T) {
			d, e := newDisplay(t, 1600, 1600), newEngine(t)
			if manager != "" {
				needs(t, manager)
				d.run(t, manager)
			}
			e.style = `main{inset:0}`
			d.open(t, window.Kiosk).shows(t, e)
			until(t, "the whole display to be covered", func() bool { return d.picture(t).share(marked, 1) == 1 })
			for _, size := range [][2]int{{900, 1600}, {1600, 900}, {800, 600}} {
				mode := fmt.Sprintf("%dx%d", size[0], size[1])
				d.tool(t, "xrandr", "--newmode", mode, "60", // clock, then each size with its margins
					fmt.Sprint(size[0]), fmt.Sprint(size[0]+1), fmt.Sprint(size[0]+2), fmt.Sprint(size[0]+3),
					fmt.Sprint(size[1]), fmt.Sprint(size[1]+1), fmt.Sprint(size[1]+2), fmt.Sprint(size[1]+3))
				d.tool(t, "xrandr", "--addmode", "screen", mode)
				d.tool(t, "xrandr", "--output", "screen", "--mode", mode)
				until(t, fmt.Sprintf("%v to be covered", size), func() bool {
					now := d.picture(t)
					now.width, now.height = size[0], size[1]
					return now.share(marked, 1) == 1
				})
			}
		})
	}
}
