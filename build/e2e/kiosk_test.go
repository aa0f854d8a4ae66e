package e2e_test

import (
	"fmt"
	"image/color"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"bangtin/build/e2e/rig"
)

// behind is the colour of what lies behind a kiosk; nothing of ours has it.
var behind = color.RGBA{255, 0, 255, 255}

// wholeDisplay fails the test unless one window of ours covers all of the
// display.
func wholeDisplay(t *testing.T, f *face) {
	t.Helper()
	img, err := f.display.Image()
	if err != nil {
		t.Fatal(err)
	}
	size := fmt.Sprintf("Geometry: %dx%d", img.Bounds().Dx(), img.Bounds().Dy())
	ids := strings.Fields(f.xdotool(t, "search", "--onlyvisible", "--name", "^Bảng Tin$"))
	if len(ids) != 1 {
		t.Fatalf("%d windows of ours are to be seen", len(ids))
	}
	place := f.xdotool(t, "getwindowgeometry", ids[0])
	if !strings.Contains(place, size) || !strings.Contains(place, "Position: 0,0") {
		t.Errorf("the window is at\n%s", place)
	}
	if shows(img, behind, 1.0/float64(img.Bounds().Dx()*img.Bounds().Dy())) {
		_ = f.display.Save(shot(t, "kiosk-hole.png"))
		t.Error("what lies behind the window is to be seen")
	}
}

// kioskKeys are keys and combinations that lead out of other programs.
var kioskKeys = []string{
	"alt+F4", "ctrl+w", "ctrl+q", "F11", "Escape", "ctrl+n", "ctrl+t", "ctrl+p", "ctrl+s", "ctrl+o", "ctrl+r", "F5",
	"alt+Left", "alt+Home", "BackSpace", "ctrl+plus", "ctrl+minus", "ctrl+shift+i", "F12", "Menu", "shift+F10", "super", "ctrl+f",
}

// A visitor who presses everything, with every button and every key, does
// not get out of a kiosk: the same page in the same process goes on, covers
// every pixel, and once nobody is there it is as it was in the beginning.
func TestKioskHoldsVisitors(t *testing.T) {
	t.Parallel()
	p := windowed(t)
	publish(t, p)
	d := display(t, 1080, 1920)
	// Something in a glaring colour lies behind, as a desktop would.
	wall := exec.Command("xlogo", "-geometry", "1080x1920+0+0", "-bg", "#ff00ff", "-fg", "#ff00ff")
	wall.Env = d.Env(t.TempDir())
	w, err := rig.Start(wall)
	if err != nil {
		t.Skip("no xlogo on this machine")
	}
	defer finish(w)
	err = rig.Wait(within(t, 20*time.Second), "the wall", func() (bool, error) {
		img, err := d.Image()
		return err == nil && shows(img, behind, 0.99), err
	})
	if err != nil {
		t.Fatal(err)
	}
	p.Env = append(d.Env(t.TempDir()), "BANGTIN_IDLE=20s")
	proc, err := rig.Start(p.Command("kiosk"))
	if err != nil {
		t.Fatal(err)
	}
	f := &face{proc, "kiosk", p, d}
	defer finish(f.Process)
	err = rig.Wait(within(t, time.Minute), "the kiosk with its photo", func() (bool, error) {
		img, err := d.Image()
		return err == nil && shows(img, green, 0.01) && shows(img, violet, 0.01), err
	})
	if err != nil {
		t.Fatalf("%v; %s", err, f.Stderr.String())
	}
	home := settle(t, within(t, time.Minute), d)
	keep(t, "kiosk-home.png", home)
	wholeDisplay(t, f)

	web, panes := f.kin(t, "WebKitWebProcess"), f.panes(t)
	r := dice(t)
	at := func() []string { return []string{"mousemove", fmt.Sprint(r.IntN(1080)), fmt.Sprint(r.IntN(1920))} }
	presses := 200 * effort()
	for i := 0; i < presses; i += 20 {
		for range 20 {
			act := []string{"click", "1"}
			switch r.IntN(10) {
			case 0:
				act = []string{"click", "3"}
			case 1:
				act = []string{"click", "2"}
			case 2:
				act = []string{"keydown", "ctrl", "click", "--repeat", "3", fmt.Sprint(4 + r.IntN(2)), "keyup", "ctrl"}
			case 3, 4:
				act = []string{"key", "--clearmodifiers", kioskKeys[r.IntN(len(kioskKeys))]}
			case 5:
				act = append(append([]string{"mousedown", "1"}, at()...), "mouseup", "1")
			}
			f.xdotool(t, append(at(), act...)...)
		}
		wholeDisplay(t, f)
		if img, err := d.Image(); err != nil || ink(img) < 0.02 {
			t.Errorf("after %d presses the kiosk is empty: %v", i+20, err)
		}
		if now := f.kin(t, "WebKitWebProcess"); !slices.Equal(now, web) || !slices.Equal(f.panes(t), panes) {
			t.Errorf("after %d presses the window was begun anew: %v, now %v; %s", i+20, web, now, f.Stderr.String())
		}
		if t.Failed() {
			_ = d.Save(shot(t, "kiosk-lost.png"))
			return
		}
	}
	// Every key there is, on whatever page that is.
	for _, key := range kioskKeys {
		f.xdotool(t, "key", "--clearmodifiers", key)
	}
	keep(t, "kiosk-pressed.png", settle(t, within(t, time.Minute), d))

	// Nobody touches it: the notice counts, then it is as in the beginning.
	start, like := time.Now(), 0.0
	err = rig.Wait(within(t, 20*time.Second+60*time.Second+20*time.Second), "the kiosk as it was", func() (bool, error) {
		img, err := d.Image()
		if err == nil {
			like = likeness(img, home)
		}
		return like > 0.97, err
	})
	_ = d.Save(shot(t, "kiosk-reset.png"))
	if err != nil {
		t.Errorf("%v; it is %.3f like it", err, like)
	}
	t.Logf("as in the beginning %.0f s after the last touch", time.Since(start).Seconds())
	wholeDisplay(t, f)
	if now := f.kin(t, "WebKitWebProcess"); !slices.Equal(now, web) {
		t.Errorf("the window was begun anew: %v, now %v", web, now)
	}
	f.stopsClean(t)
}
