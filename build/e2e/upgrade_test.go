package e2e_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bangtin/build/e2e/rig"
)

// nextVersion is the built program as a later version, and, where it is
// black, one whose pages never paint: nothing calls for a frame any more.
func nextVersion(t *testing.T, p rig.Program, version string, black bool) string {
	t.Helper()
	text, err := os.ReadFile(p.Bin)
	if err != nil {
		t.Fatal(err)
	}
	was := []byte("bangtin release 0.1.0;")
	if n := bytes.Count(text, was); n != 1 {
		t.Fatalf("the program has %d stamps", n)
	}
	text = bytes.Replace(text, was, []byte("bangtin release "+version+";"), 1)
	if black {
		text = bytes.ReplaceAll(text, []byte("requestAnimationFrame"), []byte("requestAnimationFrume"))
	}
	name := filepath.Join(t.TempDir(), "bangtin")
	if err := os.WriteFile(name, text, 0o755); err != nil {
		t.Fatal(err)
	}
	return name
}

// kept is what `upgrade --json` tells.
type kept struct {
	Version  string
	Programs []struct{ Version, State string }
}

func (k kept) state(version string) string {
	for _, p := range k.Programs {
		if p.Version == version {
			return p.State
		}
	}
	return ""
}

// A new version travels on a stick to a kiosk, which changes over by itself;
// one that shows nothing is gone back from, and the others hear of it.
func TestUpgradeOnAStick(t *testing.T) {
	t.Parallel()
	stick := t.TempDir()
	a, k := windowed(t), windowed(t)
	publish(t, a)
	var made struct{ Code string }
	runJSON(t, a, &made, "device", "kit", stick, "--count", "1")
	d := display(t, 1080, 1920)
	k.Env = append(d.Env(t.TempDir()), "BANGTIN_DRIVES="+stick, "BANGTIN_TRIAL_TIME=12s")
	face, err := rig.Start(k.Command("kiosk"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { finish(face) })
	s := &stage{name: "kiosk-upgraded", display: d, face: face}
	meet := func() {
		for _, p := range []rig.Program{k, a, k} {
			run(t, p, 0, "sync", stick)
		}
	}
	// It first asks to be let in and starts again as a member.
	err = rig.Wait(within(t, time.Minute), "the kiosk to be of the library", func() (bool, error) {
		run(t, a, 0, "sync", stick)
		p, code, err := k.Run(within(t, time.Minute), "sync", stick)
		return err == nil && code == 0 && strings.Contains(p.Stdout.String(), "khớp"), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s.await(t, time.Minute, "before", nil)
	awaits := func(what string, ok func(kept) bool) {
		t.Helper()
		var now kept
		err := rig.Wait(within(t, 90*time.Second), what, func() (bool, error) {
			now = kept{}
			runJSON(t, k, &now, "upgrade")
			return ok(now), nil
		})
		if err != nil {
			t.Fatalf("%v: %+v; %s", err, now, face.Stderr.String())
		}
	}

	old, err := s.web()
	if err != nil {
		t.Fatal(err)
	}
	run(t, a, 0, "upgrade", "issue", nextVersion(t, a, "0.2.0", false))
	meet()
	awaits("the kiosk to run the new version", func(n kept) bool { return n.Version == "0.2.0" && n.state("0.2.0") == "good" })
	s.await(t, 20*time.Second, "after", old)

	run(t, a, 0, "upgrade", "issue", nextVersion(t, a, "0.3.0", true))
	meet()
	awaits("the kiosk to go back", func(n kept) bool { return n.Version == "0.2.0" && n.state("0.3.0") == "failed" })
	s.await(t, 30*time.Second, "back", nil)
	meet()
	if list := run(t, a, 0, "device", "list").Stdout.String(); !strings.Contains(list, "0.3.0") {
		t.Errorf("nobody hears that the version failed:\n%s", list)
	}
	stop(t, face, 15*time.Second)

	// Whoever types the old program has the new one do it, and whoever
	// starts the kiosk again has it at once.
	if v := run(t, k, 0, "status").Stdout.String(); !strings.Contains(v, "1") {
		t.Errorf("status by the new version: %q", v)
	}
}
