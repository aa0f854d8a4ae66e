package window_test

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"bangtin/app/window"
)

// From the first frame to the engine's page a window shows its face's
// ground: the display is looked at all the time.
func TestStartShowsNoWhite(t *testing.T) {
	needs(t)
	for _, face := range []string{window.Desk, window.Kiosk, window.Screen} {
		t.Run(face, func(t *testing.T) {
			d := newDisplay(t, 1920, 1080)
			e := newEngine(t)
			e.ground = ground(face)
			p := d.open(t, face)
			up, ready, painted := time.Duration(0), time.Duration(0), time.Duration(0)
			frames, whites := 0, 0
			for next := time.Now(); painted == 0; next = next.Add(20 * time.Millisecond) {
				time.Sleep(time.Until(next))
				since := time.Since(p.started)
				if since > 20*time.Second {
					t.Fatal("no page after twenty seconds")
				}
				now := d.picture(t)
				frames++
				if s := now.share(white, 7); s > 0.002 {
					whites++
					now.keep(t, fmt.Sprintf("white-%s-%d", face, whites))
					t.Errorf("%v after the start %.0f %% of the display is white", since, 100*s)
				}
				if up == 0 && now.share(ground(face), 7) > 0.4 {
					up = since
				}
				if ready != 0 && now.share(marked, 7) > 0.1 {
					painted = since
				}
				select {
				case r := <-p.replies:
					if r.Place != nil { // a desk tells where it stands
						continue
					}
					if !r.Ready {
						t.Fatalf("reply %+v", r)
					}
					ready = time.Since(p.started)
					now.keep(t, "first-"+face)
					p.send(t, window.Command{Open: e.address()})
				default:
				}
			}
			if up == 0 || up > painted {
				t.Errorf("the face's ground was up at %v, the page at %v", up, painted)
			}
			t.Logf("%d frames; ground up %v, ready %v, page painted %v after the start", frames,
				up.Round(time.Millisecond), ready.Round(time.Millisecond), painted.Round(time.Millisecond))
		})
	}
}

// A kiosk and a screen cover every pixel of any display, a window manager
// or none.
func TestCoversEveryPixel(t *testing.T) {
	needs(t)
	for _, c := range []struct {
		name          string
		width, height int
		face          string
		manager       string
	}{
		{"kiosk portrait", 1080, 1920, window.Kiosk, ""},
		{"kiosk landscape", 1920, 1080, window.Kiosk, ""},
		{"screen landscape", 1920, 1080, window.Screen, ""},
		{"screen portrait", 1080, 1920, window.Screen, ""},
		{"screen 4K", 3840, 2160, window.Screen, ""},
		{"kiosk under openbox", 1080, 1920, window.Kiosk, "openbox"},
		{"screen under openbox", 1920, 1080, window.Screen, "openbox"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.manager != "" {
				needs(t, c.manager)
			}
			d := newDisplay(t, c.width, c.height)
			if c.manager != "" {
				d.run(t, c.manager)
			}
			e := newEngine(t)
			e.style = `main{inset:0}`
			d.open(t, c.face).shows(t, e)
			until(t, "the whole display to be covered", func() bool { return d.picture(t).share(marked, 1) == 1 })
		})
	}
}

func TestDeskIsOneWindowAmongOthers(t *testing.T) {
	needs(t, "xdotool", "xprop", "openbox")
	d := newDisplay(t, 1920, 1080)
	d.run(t, "openbox")
	e := newEngine(t)
	e.script = `const tell = () => say([innerWidth, innerHeight, document.visibilityState]); tell(); addEventListener("resize", tell);`
	p := d.open(t, window.Desk)
	p.shows(t, e)
	if got := e.hears(t); got != `[1366,768,"visible"]` {
		t.Errorf("the page has %s, want 1366 × 768", got)
	}
	id := strings.TrimSpace(d.tool(t, "xdotool", "search", "--onlyvisible", "--name", "^Bảng Tin$"))
	if strings.Contains(id, "\n") {
		t.Fatalf("several windows: %q", id)
	}
	if got := d.tool(t, "xprop", "-id", id, "-notype", "-len", "40", "-f", "_NET_WM_ICON", "32c",
		"WM_CLASS", "_NET_WM_NAME", "_NET_WM_ICON"); !strings.Contains(got, `"bangtin", "Bangtin"`) ||
		!strings.Contains(got, `_NET_WM_NAME = "Bảng Tin"`) || !strings.Contains(got, "_NET_WM_ICON = 256, 256") {
		t.Errorf("the window manager is told %.300s", got)
	}
	d.tool(t, "xdotool", "windowsize", id, "100", "100")
	until(t, "the least size", func() bool { return e.hears(t) == `[390,600,"visible"]` })
	d.tool(t, "xdotool", "windowclose", id) // destroyed by another program
	if r := p.hears(t); r.Failed == "" {
		t.Errorf("reply %+v, want failed", r)
	}
	if code := p.ends(t, 2*time.Second); code != 1 {
		t.Errorf("exit status %d, want 1", code)
	}
}

// On a display that is hardly larger than a desk it takes what there is.
func TestDeskOnASmallDisplay(t *testing.T) {
	needs(t, "openbox")
	for _, size := range [][2]int{{1366, 768}, {1024, 768}} {
		for _, manager := range []string{"", "openbox"} {
			t.Run(fmt.Sprintf("%v %s", size, manager), func(t *testing.T) {
				d, e := newDisplay(t, size[0], size[1]), newEngine(t)
				if manager != "" {
					d.run(t, manager)
				}
				d.open(t, window.Desk).shows(t, e)
				until(t, "the page within the display", func() bool {
					now := d.picture(t)
					return now.share(marked, 3) > 0.2 && now.at(2, size[1]-8) == paper && now.at(size[0]-3, size[1]-8) == paper
				})
			})
		}
	}
}

// The user closes a desk, and only a desk.
func TestCloseButton(t *testing.T) {
	needs(t, "xdotool", "openbox")
	for _, face := range []string{window.Desk, window.Kiosk, window.Screen} {
		t.Run(face, func(t *testing.T) {
			d := newDisplay(t, 1280, 800)
			d.run(t, "openbox")
			e := newEngine(t)
			e.script = `say("here");`
			p := d.open(t, face)
			p.shows(t, e)
			e.hears(t)
			id := strings.Fields(d.tool(t, "xdotool", "search", "--onlyvisible", "--name", "^Bảng Tin$"))[0]
			d.tool(t, "xdotool", "windowfocus", "--sync", id, "key", "alt+F4")
			if face == window.Desk {
				if r := p.hears(t); !r.Closed {
					t.Errorf("reply %+v, want closed", r)
				}
				if code := p.ends(t, 2*time.Second); code != 0 {
					t.Errorf("exit status %d, want 0", code)
				}
				p.gone(t, time.Second)
				return
			}
			d.tool(t, "xdotool", "windowminimize", id)
			until(t, "the window to cover the display again", func() bool {
				now := d.picture(t)
				return now.share(marked, 3) > 0.2 && now.at(0, 0) == paper && now.at(1279, 799) == paper
			})
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

// The way in: the token's page sets a Strict cookie and refreshes to the
// first page, which gets it; nothing of the way stays in the history; no
// script of Wails is on the engine's pages; the language is a real one.
func TestWayInAndLanguage(t *testing.T) {
	needs(t)
	for _, c := range []struct {
		name     string
		env      []string
		language string
	}{
		{"no language", nil, "vi-VN"},
		{"LANG=C", []string{"LANG=C"}, "vi-VN"},
		{"LC_ALL=C.UTF-8", []string{"LC_ALL=C.UTF-8"}, "vi-VN"},
		{"LC_ALL=POSIX over a language", []string{"LC_ALL=POSIX", "LANG=en_US.UTF-8"}, "vi-VN"},
		{"Vietnamese", []string{"LANG=vi_VN.UTF-8"}, "vi-VN"},
		{"English by LC_ALL", []string{"LC_ALL=en_US.UTF-8", "LANG=C"}, "en-US"},
		{"a locale that is not there", []string{"LANG=km_KH@foo"}, "km-KH"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDisplay(t, 800, 600)
			e := newEngine(t)
			e.script = `say([navigator.language, new Intl.NumberFormat(navigator.language).resolvedOptions().locale,
				(53206.5).toLocaleString("vi-VN"), history.length, typeof window.wails, typeof window.runtime, document.cookie]);`
			p := d.open(t, window.Desk, c.env...)
			p.shows(t, e)
			var got []any
			if err := json.Unmarshal([]byte(e.hears(t)), &got); err != nil {
				t.Fatal(err)
			}
			if got[0] != c.language || !strings.HasPrefix(fmt.Sprint(got[1]), c.language[:2]) {
				t.Errorf("navigator.language %v, Intl %v, want %s", got[0], got[1], c.language)
			}
			if got[2] != "53.206,5" {
				t.Errorf("number %v", got[2])
			}
			if got[3] != 1.0 || got[4] != "undefined" || got[5] != "undefined" || got[6] != "" {
				t.Errorf("history, wails, runtime, readable cookies: %v", got[3:])
			}
			log := e.log()
			if want := []string{"GET /enter/1 no cookie", "GET /page strict"}; !slices.Equal(log[:2], want) {
				t.Errorf("requests %q, want first %q", log, want)
			}
			// A later address is not gone to: the page is the engine's now.
			p.send(t, window.Command{Open: e.address()})
			p.send(t, window.Command{Poster: &window.Poster{Code: "K7F2"}})
			p.send(t, window.Command{Close: true})
			if code := p.ends(t, 2*time.Second); code != 0 {
				t.Errorf("exit status %d, want 0", code)
			}
			if slices.ContainsFunc(e.log(), func(r string) bool { return strings.HasPrefix(r, "GET /enter/2") }) {
				t.Error("a second address was gone to")
			}
		})
	}
}

// An address that comes before the first page is up waits for it; of two
// the later counts.
func TestAddressBeforeReady(t *testing.T) {
	needs(t)
	d := newDisplay(t, 800, 600)
	e := newEngine(t)
	e.script = `say(location.pathname);`
	p := d.open(t, window.Desk)
	first := e.address()
	p.send(t, window.Command{Open: first})
	p.send(t, window.Command{Open: e.address()})
	if got := e.hears(t); got != `"/page"` {
		t.Errorf("the page is %s", got)
	}
	if log := e.log(); log[0] != "GET /enter/2 no cookie" {
		t.Errorf("requests %q, want the later address first", log)
	}
}

// An address that comes once the engine's page is shown changes nothing, nor
// does it take the page's own addresses away.
func TestAddressAfterThePage(t *testing.T) {
	needs(t)
	d, e := newDisplay(t, 800, 600), newEngine(t)
	away, asked := elsewhere(t)
	e.script = `say(location.pathname); if (location.pathname === "/page") setTimeout(() => location.assign("/page/two"), 1000);`
	p := d.open(t, window.Desk)
	p.shows(t, e)
	if got := e.hears(t); got != `"/page"` {
		t.Errorf("the page is %s", got)
	}
	p.send(t, window.Command{Open: away})
	if got := e.hears(t); got != `"/page/two"` {
		t.Errorf("the page is %s", got)
	}
	if got := asked(); len(got) != 0 {
		t.Errorf("the other server was asked %q", got)
	}
}

func TestPoster(t *testing.T) {
	needs(t)
	for face, size := range map[string][2]int{window.Desk: {800, 600}, window.Kiosk: {1080, 1920}, window.Screen: {1920, 1080}} {
		t.Run(face, func(t *testing.T) {
			d, e := newDisplay(t, size[0], size[1]), newEngine(t)
			p := d.open(t, face)
			if r := p.hears(t); !r.Ready {
				t.Fatalf("reply %+v", r)
			}
			before := 0.0
			until(t, "the wordmark", func() bool {
				before = d.picture(t).share(ground(face), 1)
				return before > 0.9 && before < 0.9995
			})
			p.send(t, window.Command{Poster: &window.Poster{Code: "K7F2"}})
			until(t, "the poster's text", func() bool { return d.picture(t).share(ground(face), 1) < before-0.01 })
			d.picture(t).keep(t, "poster-"+face)
			p.send(t, window.Command{Open: e.address()})
			until(t, "the page in the poster's place", func() bool { return d.picture(t).share(marked, 3) > 0.2 })
		})
	}
}

// In mourning nothing of the first page and of the poster has a colour.
func TestPosterInMourning(t *testing.T) {
	needs(t)
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	for face, ground := range map[string]colour{window.Kiosk: {0xfd, 0xfd, 0xfd}, window.Screen: {0x10, 0x10, 0x10}} {
		t.Run(face, func(t *testing.T) {
			d := newDisplay(t, 800, 600)
			p := start(t, exec.Command(path, "-face", face, "-solemn"), "DISPLAY="+d.name)
			if r := p.hears(t); !r.Ready {
				t.Fatalf("reply %+v", r)
			}
			before := 0.0
			until(t, "the wordmark", func() bool {
				before = d.picture(t).share(ground, 1)
				return before > 0.9 && before < 0.9995
			})
			p.send(t, window.Command{Poster: &window.Poster{Code: "K7F2"}})
			until(t, "the poster's text", func() bool { return d.picture(t).share(ground, 1) < before-0.01 })
			shown := d.picture(t)
			shown.keep(t, "poster-solemn-"+face)
			for y := range shown.height {
				for x := range shown.width {
					if c := shown.at(x, y); c.r != c.g || c.g != c.b {
						t.Fatalf("at %d, %d stands %v", x, y, c)
					}
				}
			}
		})
	}
}

func TestBadAddressEndsTheWindow(t *testing.T) {
	needs(t)
	d := newDisplay(t, 800, 600)
	for _, address := range []string{"file:///etc/passwd", "javascript:alert(1)", "not an address", "http://"} {
		t.Run(address, func(t *testing.T) {
			p := d.open(t, window.Kiosk)
			p.send(t, window.Command{Open: address})
			r := p.hears(t)
			for r.Ready {
				r = p.hears(t)
			}
			if r.Failed == "" {
				t.Errorf("reply %+v, want failed", r)
			}
			if code := p.ends(t, 2*time.Second); code != 1 {
				t.Errorf("exit status %d, want 1", code)
			}
		})
	}
}
