package e2e_test

import (
	"image"
	"image/color"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"bangtin/build/e2e/rig"
)

// script is what the README has people type for two laptops and a kiosk:
// lines "# Laptop A", and commands.
func script(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, after, ok := strings.Cut(string(text), "**Two laptops and a kiosk in five minutes**")
	_, after, begun := strings.Cut(after, "```sh\n")
	block, _, ended := strings.Cut(after, "```")
	if !ok || !begun || !ended {
		t.Fatal("the README has no such script")
	}
	return strings.Split(strings.TrimSpace(block), "\n")
}

// words splits a command as a shell would that knows double quotes and
// comments.
func words(line string) (out []string) {
	for _, m := range regexp.MustCompile(`"([^"]*)"|(#.*$)|([^\s"]+)`).FindAllStringSubmatch(line, -1) {
		if m[2] == "" {
			out = append(out, m[1]+m[3])
		}
	}
	return out
}

// Two laptops and a kiosk, each with a data folder of its own and one stick
// between them, are set up as the README says, word for word; in the end the
// three show the same.
func TestTwoLaptopsAndAKiosk(t *testing.T) {
	t.Parallel()
	stick := t.TempDir()
	a, b, k := windowed(t), windowed(t), windowed(t)
	machines := map[string]rig.Program{"# Laptop A": a, "# Laptop B": b, "# The kiosk": k}
	code := regexp.MustCompile(`\b[0-9A-Z]{4}(-[0-9A-Z]{4}){3}\b`)
	var at rig.Program
	given := ""
	var shown *stage
	for _, line := range script(t) {
		if strings.HasPrefix(line, "#") {
			for name, p := range machines {
				if strings.HasPrefix(line, name) {
					at = p
				}
			}
			continue
		}
		args := words(strings.ReplaceAll(line, "/media/USB", stick))
		if len(args) < 2 || args[0] != "bangtin" {
			t.Fatalf("not a command: %q", line)
		}
		if given != "" {
			args = words(code.ReplaceAllString(strings.Join(quoted(args), " "), given))
		}
		switch args[1] {
		case "import":
			publish(t, at) // the reader has articles of their own
		case "kiosk":
			d := display(t, 1080, 1920)
			at.Env = append(d.Env(t.TempDir()), "BANGTIN_DRIVES="+stick)
			w, err := rig.Start(at.Command(args[1:]...))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { finish(w) })
			shown = &stage{name: "kiosk-from-kit", display: d, face: w}
			shown.await(t, time.Minute, "shows", nil)
		default:
			p := run(t, at, 0, args[1:]...)
			if c := code.FindString(p.Stdout.String()); c != "" && given == "" {
				given = c
			}
			t.Logf("%s\n%s", strings.Join(args, " "), p.Stdout.String())
		}
	}
	if shown == nil {
		t.Fatal("the README starts no kiosk")
	}
	setUp(t, k, *shown)
	stop(t, shown.face, 15*time.Second)
	for _, p := range []rig.Program{k, a, b, k, a} { // what its visitors did goes round once more
		run(t, p, 0, "sync", stick)
	}
	var first summary
	for name, p := range map[string]rig.Program{"A": a, "B": b, "kiosk": k} {
		var s summary
		runJSON(t, p, &s, "status", "--json")
		if first.Root.Open == "" {
			first = s
		}
		if s.Articles.Published != 1 || s.Root.Open != first.Root.Open {
			t.Errorf("%s shows %d articles, root %.8s, another %.8s", name, s.Articles.Published, s.Root.Open, first.Root.Open)
		}
	}
	for name, p := range map[string]rig.Program{"laptop-a": a, "laptop-b": b} {
		opens(t, p, name)
	}
	var list struct {
		Devices []struct{ Name, Role string }
	}
	runJSON(t, a, &list, "device", "list", "--json")
	var names []string
	for _, d := range list.Devices {
		names = append(names, d.Role+" "+d.Name)
	}
	for _, want := range []string{"publisher Máy B", "kiosk Ki-ốt 01"} {
		if !slices.Contains(names, want) {
			t.Errorf("the machines are %q", names)
		}
	}
}

// opens opens the window of a laptop, which shows the article.
func opens(t *testing.T, p rig.Program, name string) {
	t.Helper()
	d := display(t, 1366, 768)
	p.Env = append(d.Env(t.TempDir()), "BANGTIN_DRIVES="+t.TempDir())
	w, err := rig.Start(p.Command("window"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { finish(w) })
	s := stage{name: name, display: d, face: w}
	s.await(t, time.Minute, "shows", nil)
	settle(t, within(t, 20*time.Second), d) // the letters come a moment after the picture
	s.keep(t, "stands")
	stop(t, w, 15*time.Second)
}

// setUp holds a kiosk that runs to what the kit has said of it, and has it
// show its name.
func setUp(t *testing.T, k rig.Program, shown stage) {
	t.Helper()
	var is struct {
		Panel struct{ Hours, Turn string }
	}
	runJSON(t, k, &is, "device", "panel", "--json")
	if is.Panel.Hours != "07:30-17:00 T2,T3,T4,T5,T6" {
		t.Errorf("it stands as %+v", is)
	}
	gold := color.RGBA{0xff, 0xc1, 0x5e, 0xff}
	for _, turn := range []string{"landscape", ""} { // its panel is portrait
		run(t, k, 0, "device", "panel", "--turn", turn)
		err := rig.Wait(within(t, 20*time.Second), "the kiosk turned "+turn, func() (bool, error) {
			img, err := shown.display.Image()
			if err != nil {
				return false, err
			}
			dark := plinth(img)
			if dark.Dx()*dark.Dy() > 1080*1920/3 { // one page has gone, the other is not there yet
				return false, nil
			}
			return turn == "" && dark.Dx() > dark.Dy() || turn != "" && dark.Dy() > dark.Dx(), nil
		})
		shown.keep(t, "turned-"+turn)
		if err != nil {
			t.Error(err)
		}
	}
	run(t, k, 0, "device", "blink")
	err := rig.Wait(within(t, 10*time.Second), "the name of the kiosk", func() (bool, error) {
		img, err := shown.display.Image()
		return err == nil && shows(img, gold, 0.6), err
	})
	shown.keep(t, "called")
	if err != nil {
		t.Error(err)
	}
}

// plinth is where a kiosk's picture is as dark as its plinth.
func plinth(img *image.RGBA) (box image.Rectangle) {
	for y := 0; y < img.Rect.Dy(); y += 8 {
		run := 0
		for x := 0; x < img.Rect.Dx(); x += 8 {
			if c := img.RGBAAt(x, y); c.R < 40 && c.G < 40 && c.B < 40 {
				run++
			} else {
				run = 0
			}
			if run == 12 { // no letter is as wide
				box = box.Union(image.Rect(x-12*8, y, x+8, y+8))
			} else if run > 12 {
				box = box.Union(image.Rect(x, y, x+8, y+8))
			}
		}
	}
	return box
}

func quoted(args []string) (out []string) {
	for _, a := range args {
		out = append(out, `"`+a+`"`)
	}
	return out
}
