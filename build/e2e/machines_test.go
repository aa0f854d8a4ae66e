package e2e_test

import (
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

func quoted(args []string) (out []string) {
	for _, a := range args {
		out = append(out, `"`+a+`"`)
	}
	return out
}
