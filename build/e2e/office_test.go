package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bangtin/build/e2e/rig"
)

// A colleague's machine opens the desk of another in a window: the digits of
// both are the same, and once somebody has pressed “Giống nhau” the desk is
// there. The next time it is there at once.
func TestDeskOfAnotherMachine(t *testing.T) {
	there := program(t)
	server, err := there.Serve(within(t, time.Minute), "--staff=127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { finish(server.Process) })
	url, err := server.Line(within(t, 10*time.Second), "staff on ")
	if err != nil {
		t.Fatal(err)
	}
	at := strings.TrimPrefix(url, "https://")

	here := windowed(t)
	d := display(t, 1366, 768)
	here.Env = d.Env(t.TempDir())
	window := func() *face {
		t.Helper()
		w, err := rig.Start(here.Command("window", "--at", at))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { finish(w) })
		return &face{w, "window", here, d}
	}
	w := window()
	digits := settle(t, within(t, time.Minute), d)
	keep(t, "away-digits.png", digits)
	if told := server.Stderr.String(); !strings.Contains(told, "nối lần đầu, sáu số phải giống") {
		t.Errorf("the other machine shows no digits: %s", told)
	}
	known := filepath.Join(here.Data, "offices.json")
	if _, err := os.Stat(known); err == nil {
		t.Error("it is known before anybody has compared the digits")
	}
	w.xdotool(t, "key", "Tab", "Return")
	err = rig.Wait(within(t, 20*time.Second), "the machine to be known", func() (bool, error) {
		text, err := os.ReadFile(known)
		return err == nil && strings.Contains(string(text), at), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	// Nobody has an account there yet: the code of its terminal is asked for.
	first := settle(t, within(t, time.Minute), d)
	keep(t, "away-first.png", first)
	if likeness(digits, first) > 0.95 {
		t.Error("the digits still stand there")
	}
	stop(t, w.Process, 10*time.Second)

	again := window()
	again.comesToShow(t, within(t, time.Minute), "away-again.png", first)
	stop(t, again.Process, 10*time.Second)
	if n := strings.Count(server.Stderr.String(), "nối lần đầu"); n != 1 {
		t.Errorf("the digits were compared %d times", n)
	}
}
