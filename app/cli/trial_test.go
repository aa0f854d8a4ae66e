package cli

import (
	"os"
	"path/filepath"
	"testing"

	"bangtin/app"
)

// A version on trial has shown its page, and that cannot be noted, on a full
// disk, say: it is judged late, and the one before it comes back. The way back
// from what it has migrated is open still.
func TestWayBackStaysOpenUntilAVersionCounts(t *testing.T) {
	dir := t.TempDir()
	sum := app.Sum([]byte("version 2"))
	p := &probation{programs: keptPrograms(dir), data: dir, sum: sum}
	undo := filepath.Join(dir, "run", "undo")
	for _, folder := range []string{filepath.Dir(undo), filepath.Dir(p.folder(sum))} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{undo, p.folder(sum)} { // nothing can be written below the latter
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var failed error
	p.pass(func(err error) { failed = err })
	if failed == nil || p.marked(sum, "good") {
		t.Fatal("it counts as good")
	}
	if _, err := os.Stat(undo); err != nil {
		t.Errorf("the version before it finds no way back: %v", err)
	}

	if err := os.Remove(p.folder(sum)); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(p.folder(sum), 0o700); err != nil {
		t.Fatal(err)
	}
	p = &probation{programs: keptPrograms(dir), data: dir, sum: sum}
	p.pass(func(err error) { t.Error(err) })
	if _, err := os.Stat(undo); err == nil || !p.marked(sum, "good") {
		t.Errorf("it counts, and the way back is open still: %v", err)
	}
}
