package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"bangtin/app"
	"bangtin/app/store"
)

// open opens a folder and closes it with the test.
func open(t *testing.T, dir string, change ...func(*store.Options)) *store.DB {
	t.Helper()
	o := store.Options{Dir: dir, Machine: "os:this"}
	for _, c := range change {
		c(&o)
	}
	db, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func mustClose(t *testing.T, db *store.DB) {
	t.Helper()
	if err := db.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
}

// save keeps one record in the own-log and its effect in the tables.
func save(ctx context.Context, db *store.DB, incarnation uint64, text string) error {
	return db.Update(ctx, func(tx app.Tx) error {
		if err := tx.Own(incarnation, []byte(text)); err != nil {
			return err
		}
		return tx.Put("texts", []byte(text), []byte("kept "+text))
	})
}

// replay brings back what save kept.
func replay(t *testing.T, db *store.DB) int {
	t.Helper()
	n, err := db.Replay(t.Context(), func(tx app.Tx, _ uint64, record []byte) error {
		return tx.Put("texts", record, append([]byte("kept "), record...))
	})
	if err != nil {
		t.Fatalf("replay: %v", err)
	}
	return n
}

func has(t *testing.T, db *store.DB, text string) bool {
	t.Helper()
	found := false
	err := db.View(t.Context(), func(tx app.Tx) error {
		found = string(tx.Get("texts", []byte(text))) == "kept "+text
		return nil
	})
	if err != nil {
		t.Fatalf("view: %v", err)
	}
	return found
}

func TestSaveAndReopen(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	db := open(t, dir)
	if o := db.Opening(); !o.Created || o.Restored || o.Moved || o.Unclean {
		t.Errorf("first opening: %+v", o)
	}
	for i := range 10 {
		if err := save(t.Context(), db, 7, fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	mustClose(t, db)
	db = open(t, dir)
	if o := db.Opening(); o.Created || o.Restored || o.Moved || o.Unclean || o.Pending != 0 {
		t.Errorf("second opening: %+v", o)
	}
	for i := range 10 {
		if !has(t, db, fmt.Sprint(i)) {
			t.Errorf("%d is missing", i)
		}
	}
	n := 0
	for r, err := range db.Records(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if string(r.Bytes) != fmt.Sprint(n) || r.Incarnation != 7 || r.Batch != uint64(n+1) {
			t.Errorf("record %d: %+v", n, r)
		}
		n++
	}
	if n != 10 {
		t.Errorf("%d records", n)
	}
}

func TestFailedUpdateLeavesNothing(t *testing.T) {
	db := open(t, t.TempDir())
	boom := errors.New("boom")
	err := db.Update(t.Context(), func(tx app.Tx) error {
		if err := errors.Join(tx.Own(7, []byte("a")), tx.Put("texts", []byte("a"), []byte("kept a"))); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Fatalf("err = %v", err)
	}
	if has(t, db, "a") {
		t.Error("a is there")
	}
	for r := range db.Records(t.Context()) {
		t.Errorf("record %+v", r)
	}
}

// A save that failed on the disk is not there after a crash either.
func TestFailedSaveDoesNotComeBack(t *testing.T) {
	for _, step := range []string{"own.write", "own.sync", "commit"} {
		t.Run(step, func(t *testing.T) {
			dir := t.TempDir()
			fail := ""
			db := open(t, dir, func(o *store.Options) {
				o.Fault = func(s string) error {
					if s == fail {
						return errDisk
					}
					return nil
				}
			})
			big := func(incarnation uint64, text string) error {
				return db.Update(t.Context(), func(tx app.Tx) error {
					return errors.Join(tx.Own(incarnation, []byte(text)), tx.Put("big", []byte(text), make([]byte, 400_000)))
				})
			}
			if err := big(7, "a"); err != nil {
				t.Fatal(err)
			}
			fail = step
			for _, incarnation := range []uint64{7, 8} {
				if err := big(incarnation, "b"); app.CodeOf(err) != app.Unavailable {
					t.Fatalf("%d: %v", incarnation, err)
				}
			}
			fail = ""
			if got := records(t, db); !slices.Equal(got, []string{"7 1 a"}) {
				t.Errorf("own-log: %q", got)
			}
			dir = copyFolder(t, dir) // as it would be found after a crash
			if db = open(t, dir); db.Pending() != 0 {
				t.Errorf("%d records came back", db.Pending())
			}
		})
	}
}

// While a folder is being made there is nothing under the name of the
// tables, and what an earlier attempt left behind does not matter.
func TestFirstStart(t *testing.T) {
	dir := t.TempDir()
	write(t, dbFile(dir)+".tmp", []byte("half a file"))
	renamed := false
	db := open(t, dir, func(o *store.Options) {
		o.Fault = func(step string) error {
			_, err := os.Stat(dbFile(dir))
			renamed = renamed || step == "init.rename"
			if err == nil && (!renamed || step == "init.rename") {
				t.Errorf("%s: the file is there already", step)
			}
			return nil
		}
	})
	if !renamed || !db.Opening().Created {
		t.Errorf("opening: %+v", db.Opening())
	}
	clean(t, db)
}
