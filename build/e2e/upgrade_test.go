package e2e_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bangtin/build/e2e/rig"
)

// ofFormat2 builds a program whose tables are of another format than those of
// this one, and which takes tables there.
func ofFormat2(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	over := map[string]string{}
	for file, change := range map[string][2]string{
		"app/store/migrate.go": {"var migrations = []migration{}", "var migrations = []migration{func(tx app.Tx) error { return tx.Put(\"newer\", []byte(\"of\"), []byte(\"format 2\")) }}"},
		"app/store/store.go":   {"const Format = 1\n", "const Format = 2\n"},
	} {
		path := filepath.Join(root, file)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Count(string(text), change[0]) != 1 {
			t.Fatalf("%s has no %q", file, change[0])
		}
		over[path] = filepath.Join(dir, filepath.Base(file))
		if err := os.WriteFile(over[path], []byte(strings.Replace(string(text), change[0], change[1], 1)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	overlay, err := json.Marshal(map[string]any{"Replace": over})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "overlay.json"), overlay, 0o644); err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(dir, "bangtin")
	cmd := exec.CommandContext(within(t, 5*time.Minute), "go", "build", "-buildvcs=false", "-overlay", filepath.Join(dir, "overlay.json"),
		"-tags", "desktop,production,webkit2_41", "-trimpath", "-ldflags", "-s -w", "-o", bin, ".")
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return bin
}

// nextVersion is a built program as a later version, and, where it is
// black, one whose pages never paint: nothing calls for a frame any more.
func nextVersion(t *testing.T, built, version string, black bool) string {
	t.Helper()
	text, err := os.ReadFile(built)
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
// one that shows nothing is gone back from, though it has taken the tables to
// a format of its own, and the others hear of it.
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
	run(t, a, 0, "upgrade", "issue", nextVersion(t, a.Bin, "0.2.0", false))
	meet()
	awaits("the kiosk to run the new version", func(n kept) bool { return n.Version == "0.2.0" && n.state("0.2.0") == "good" })
	s.await(t, 20*time.Second, "after", old)

	run(t, a, 0, "upgrade", "issue", nextVersion(t, ofFormat2(t), "0.3.0", true))
	meet()
	awaits("the kiosk to go back", func(n kept) bool { return n.Version == "0.2.0" && n.state("0.3.0") == "failed" })
	s.await(t, 30*time.Second, "back", nil)
	if left, _ := filepath.Glob(filepath.Join(k.Data, "bangtin.db.format1-*")); len(left) != 1 {
		t.Errorf("the new version has not taken the tables to its format: %q", left)
	}
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
