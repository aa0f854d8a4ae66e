package e2e_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"bangtin/build/e2e/rig"
)

// inBothWidths is a text as programs hold it: in bytes, and in the two bytes
// a letter of WebKit.
func inBothWidths(text string) [][]byte {
	var wide []byte
	for _, u := range utf16.Encode([]rune(text)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	return [][]byte{[]byte(text), wide}
}

func holds(b []byte, text string) bool {
	for _, form := range inBothWidths(text) {
		if bytes.Contains(b, form) {
			return true
		}
	}
	return false
}

// onDisk lists the files below some folders that hold a text.
func onDisk(t *testing.T, text string, folders ...string) (out []string) {
	t.Helper()
	seen := 0
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
			if err != nil || !e.Type().IsRegular() {
				return err
			}
			seen++
			b, err := os.ReadFile(path)
			if holds(b, text) {
				out = append(out, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d files were searched", seen)
	return out
}

// inMemory tells whether a process holds a text in memory that it may write.
func inMemory(t *testing.T, pid, text string) bool {
	t.Helper()
	maps, err := os.ReadFile(filepath.Join("/proc", pid, "maps"))
	if err != nil {
		t.Fatal(err)
	}
	mem, err := os.Open(filepath.Join("/proc", pid, "mem"))
	if err != nil {
		t.Skipf("nobody may look into another process here: %v", err)
	}
	defer mem.Close()
	lines := bufio.NewScanner(bytes.NewReader(maps))
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		from, to, ok := strings.Cut(fields[0], "-")
		start, err := strconv.ParseInt(from, 16, 64)
		end, err2 := strconv.ParseInt(to, 16, 64)
		if !ok || err != nil || err2 != nil || !strings.HasPrefix(fields[1], "rw") || end-start > 1<<30 {
			continue
		}
		b := make([]byte, end-start)
		n, _ := mem.ReadAt(b, start) // a page that went away meanwhile ends it
		if holds(b[:n], text) {
			return true
		}
	}
	return false
}

// What a visitor of the real window types is in no file afterwards: not of
// the data folder, and not of what WebKit keeps.
func TestKioskWritesDownNothingOfAVisitor(t *testing.T) {
	t.Parallel()
	const typed = "zqwebkit7391"
	p := windowed(t)
	publish(t, p)
	p.Env = nil
	e := serve(t, p)
	c := openChrome(t)
	c.page(t, 1080, 1920)
	// Where things stand in the window is asked of a page of the same size.
	place := func(path, selector string) (at [2]int) {
		t.Helper()
		c.open(t, e.URL+path)
		c.await(t, selector, `return document.querySelector(arguments[0]) !== null`, selector)
		c.eval(t, &at, `const r = document.querySelector(arguments[0]).getBoundingClientRect();
			return [Math.round(r.x + r.width / 2), Math.round(r.y + r.height / 2)]`, selector)
		return at
	}
	way, field := place("/kiosk/", `nav[aria-label="Điều khiển"] button:nth-of-type(2)`), place("/kiosk/tim", "[role=combobox]")
	if code, err := e.Stop(within(t, time.Minute)); code != 0 || err != nil {
		t.Fatalf("the engine ends with %d, %v", code, err)
	}

	d, home := display(t, 1080, 1920), t.TempDir()
	p.Env = append(d.Env(home), "BANGTIN_IDLE=5s")
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
	front := settle(t, within(t, time.Minute), d)
	click := func(at [2]int) {
		t.Helper()
		f.xdotool(t, "mousemove", fmt.Sprint(at[0]), fmt.Sprint(at[1]), "click", "1")
	}
	web := f.kin(t, "WebKitWebProcess")
	if len(web) == 0 {
		t.Fatal("there is no page")
	}
	click(way)
	settle(t, within(t, time.Minute), d)
	click(field)
	f.xdotool(t, "type", "--delay", "40", typed)
	err = rig.Wait(within(t, 20*time.Second), "the text in the page's memory", func() (bool, error) {
		return inMemory(t, fmt.Sprint(web[0].Pid), typed), nil
	})
	_ = d.Save(shot(t, "kiosk-typed.png"))
	if err != nil {
		t.Fatal(err)
	}
	like := 0.0
	err = rig.Wait(within(t, 2*time.Minute), "the kiosk as it was", func() (bool, error) {
		img, err := d.Image()
		if err == nil {
			like = likeness(img, front)
		}
		return like > 0.97, err
	})
	if err != nil {
		t.Fatalf("%v; it is %.3f like it", err, like)
	}
	if in := onDisk(t, typed, p.Data, home); len(in) > 0 {
		t.Errorf("%q is in %q", typed, in)
	}
	f.stopsClean(t)
	if in := onDisk(t, typed, p.Data, home); len(in) > 0 {
		t.Errorf("after the end %q is in %q", typed, in)
	}
}
