package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/store"
)

// tried is a folder in which a newer version of the program was tried: it has
// taken the tables to its format, saved and made snapshots, and never showed
// that it works.
func tried(t *testing.T) (dir string, texts []string) {
	t.Helper()
	dir, texts = filled(t)
	db, err := store.Open(t.Context(), newer(dir, true))
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		text := "on trial " + time.Now().String()
		if err := save(t.Context(), db, 7, text); err != nil {
			t.Fatal(err)
		}
		texts = append(texts, text)
		snapshot(t, db)
	}
	mustClose(t, db)
	return dir, texts
}

// newer opens a folder as a version with a format of its own does.
func newer(dir string, trial bool) store.Options {
	o := store.Options{Dir: dir, Machine: "os:this", Trial: trial}
	store.WithSteps(&o, func(tx app.Tx) error { return tx.Put("newer", []byte("of"), []byte("format 2")) })
	return o
}

// A new version is tried, takes the tables to its format and shows no page:
// the one before it comes up again with all that was acknowledged, and keeps
// aside what the new one has made.
func TestTheVersionBeforeComesBackAfterAMigration(t *testing.T) {
	dir, texts := tried(t)
	o := recovered(t, dir, texts)
	if !o.Restored || o.Aside == "" || len(o.Warnings) != 1 || !strings.Contains(o.Warnings[0].VI, "trước khi nâng cấp") {
		t.Errorf("opening: %+v", o)
	}
	db := open(t, dir)
	must(t, db.View(t.Context(), func(tx app.Tx) error {
		if tx.Get("newer", []byte("of")) != nil || db.Opening().Aside != "" {
			t.Errorf("opened again it is not what it was: %+v", db.Opening())
		}
		return nil
	}))
	mustClose(t, db)
	for _, s := range snapshotFiles(t, dir) {
		if err := os.Remove(dbFile(dir)); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		recovered(t, dir, texts) // from a snapshot that this version knows
		remove(t, s)
	}

	// The new version may be tried again.
	if err := tryOpen(t, newer(dir, true)); err != nil {
		t.Errorf("the new version again: %v", err)
	}
}

// A version that has shown that it works is not gone back from, whether it
// told so or was started without a trial; nor is one that people started.
func TestNoWayBackFromAVersionThatWorks(t *testing.T) {
	for name, prove := range map[string]func(t *testing.T, dir string){
		"told":    func(t *testing.T, dir string) { must(t, store.Proven(dir)); must(t, store.Proven(dir)) },
		"started": func(t *testing.T, dir string) { must(t, tryOpen(t, newer(dir, false))) },
	} {
		t.Run(name, func(t *testing.T) {
			dir, texts := tried(t)
			prove(t, dir)
			before := contents(t, dir)
			wants(t, tryOpen(t, store.Options{Dir: dir}), app.Invalid, "newer_format")
			sameContents(t, dir, before)
			db, err := store.Open(t.Context(), newer(dir, false))
			if err != nil || db.Opening().Restored || db.Opening().From != 0 {
				t.Fatalf("%v %+v", err, db.Opening())
			}
			must(t, look(t, db, texts))
			mustClose(t, db)
		})
	}
	dir, _ := filled(t)
	must(t, tryOpen(t, newer(dir, false)))
	wants(t, tryOpen(t, store.Options{Dir: dir}), app.Invalid, "newer_format")
}

// The trial itself goes on over restarts and migrates once.
func TestTrialOpensItsOwnFormatAgain(t *testing.T) {
	dir, texts := tried(t)
	db, err := store.Open(t.Context(), newer(dir, true))
	if err != nil || db.Opening().From != 0 || db.Opening().Restored {
		t.Fatalf("%v %+v", err, db.Opening())
	}
	mustClose(t, db)
	if o := recovered(t, dir, texts); !o.Restored {
		t.Errorf("opening: %+v", o)
	}
}

// The way back is cut off at any of its steps and gone on with.
func TestFailOnTheWayBack(t *testing.T) {
	from, texts := tried(t)
	for n := 1; ; n++ {
		dir := copyFolder(t, from)
		left := n
		var steps []string
		err := tryOpen(t, store.Options{Dir: dir, Fault: func(step string) error {
			steps = append(steps, step)
			if left--; left == 0 {
				return errBoom
			}
			return nil
		}})
		if left > 0 {
			if err != nil || !slices.Contains(steps, "undo.rename") {
				t.Errorf("%v after %q", err, steps)
			}
			return
		}
		if !errors.Is(err, errBoom) && !strings.HasPrefix(steps[len(steps)-1], "clean.") { // Close does without
			t.Fatalf("step %d, %q: %v", n, steps[len(steps)-1], err)
		}
		recovered(t, dir, texts)
	}
}

// What was kept of before the migration is damaged, or gone: the folder stays
// as it is for the new version.
func TestNoWayBackToWhatIsDamaged(t *testing.T) {
	for name, spoil := range map[string]func(path string){
		"damaged": func(path string) { write(t, path, overwrite(read(t, path), 5, 0xff)) },
		"empty":   func(path string) { write(t, path, nil) },
		"gone":    func(path string) { remove(t, path) },
	} {
		t.Run(name, func(t *testing.T) {
			dir, texts := tried(t)
			kept, _ := filepath.Glob(dbFile(dir) + ".format1-*")
			if len(kept) != 1 {
				t.Fatalf("kept: %q", kept)
			}
			spoil(kept[0])
			wants(t, tryOpen(t, store.Options{Dir: dir}), app.Invalid, "newer_format")
			db, err := store.Open(t.Context(), newer(dir, false))
			if err != nil {
				t.Fatal(err)
			}
			must(t, look(t, db, texts))
			mustClose(t, db)
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
