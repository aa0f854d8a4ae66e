package store_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/store"
)

// tryOpen opens a folder that may not open.
func tryOpen(t *testing.T, o store.Options) error {
	t.Helper()
	if o.Machine == "" {
		o.Machine = "os:this"
	}
	db, err := store.Open(t.Context(), o)
	if err == nil {
		mustClose(t, db)
	}
	return err
}

// wants fails unless err has this code and key and speaks both languages.
func wants(t *testing.T, err error, code app.Code, key string) {
	t.Helper()
	var e *app.Error
	if !errors.As(err, &e) || e.Code != code || e.Key != key {
		t.Errorf("err = %v, want %s %s", err, code, key)
		return
	}
	if e.Msg.VI == "" || e.Msg.EN == "" || strings.Contains(e.Msg.VI, "/") {
		t.Errorf("%s: %+v", key, e.Msg)
	}
}

func TestHeldByAnotherProcess(t *testing.T) {
	dir := t.TempDir()
	holder := exec.CommandContext(t.Context(), os.Args[0])
	holder.Env = append(os.Environ(), childEnv+"=holder", dirEnv+"="+dir)
	in, err := holder.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 5)); err != nil {
		t.Fatal(err)
	}
	held := func(what string) {
		start := time.Now()
		wants(t, tryOpen(t, store.Options{Dir: dir, Timeout: 300 * time.Millisecond}), app.Held, "store_held")
		if took := time.Since(start); took < 200*time.Millisecond || took > 3*time.Second {
			t.Errorf("%s: gave up after %v", what, took)
		}
	}
	held("lock")
	// Somebody tidies up: bbolt's own lock still holds.
	remove(t, filepath.Join(dir, "run", "lock"))
	held("bbolt's lock")
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	if err := holder.Wait(); err != nil {
		t.Fatal(err)
	}
	if err := tryOpen(t, store.Options{Dir: dir}); err != nil {
		t.Errorf("after the holder has gone: %v", err)
	}
}

// Waiting for the lock ends well once it is free.
func TestHeldForAWhile(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir)
	opened := make(chan error)
	go func() { opened <- tryOpen(t, store.Options{Dir: dir, Timeout: time.Minute}) }()
	select {
	case err := <-opened:
		t.Fatalf("opened twice: %v", err)
	case <-time.After(100 * time.Millisecond):
	}
	mustClose(t, db)
	if err := <-opened; err != nil {
		t.Error(err)
	}
}

func TestNotAFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, []byte("x"))
	for _, dir := range []string{file, filepath.Join(file, "below"), filepath.Join(file, "far", "below")} {
		wants(t, tryOpen(t, store.Options{Dir: dir}), app.Invalid, "not_a_folder")
	}
}

// The data of a newer program is refused and not a byte of it is touched.
func TestNewerFormat(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(t *testing.T, dir string)
	}{
		{"tables", func(t *testing.T, dir string) {
			o := store.Options{Dir: dir, Machine: "os:this"}
			store.WithSteps(&o, func(app.Tx) error { return nil })
			if err := tryOpen(t, o); err != nil {
				t.Fatal(err)
			}
		}},
		{"bbolt", func(t *testing.T, dir string) {
			b := read(t, dbFile(dir))
			for i := range 2 {
				binary.NativeEndian.PutUint32(b[i*page+16+4:], 3)
			}
			sealMetas(b)
			write(t, dbFile(dir), b)
		}},
		{"own-log", func(t *testing.T, dir string) {
			path := filepath.Join(dir, "own", "0000000000000007.log")
			write(t, path, store.NewerLog(read(t, path)))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, _ := filled(t)
			c.change(t, dir)
			before := contents(t, dir)
			wants(t, tryOpen(t, store.Options{Dir: dir}), app.Invalid, "newer_format")
			sameContents(t, dir, before)
		})
	}
}

// A snapshot of a newer program is not taken for our own format either.
func TestNewerSnapshot(t *testing.T) {
	dir, texts := filled(t)
	o := store.Options{Dir: dir, Machine: "os:this"}
	store.WithSteps(&o, func(app.Tx) error { return nil })
	db, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	snapshot(t, db)
	mustClose(t, db)
	write(t, dbFile(dir), nil)
	for range 2 {
		wants(t, tryOpen(t, store.Options{Dir: dir}), app.Invalid, "newer_format")
	}
	if db, err = store.Open(t.Context(), o); err != nil || !db.Opening().Restored {
		t.Fatalf("the newer program: %v %+v", err, db.Opening())
	}
	replay(t, db)
	if err := look(t, db, texts); err != nil {
		t.Error(err)
	}
	mustClose(t, db)
}

func TestMigrate(t *testing.T) {
	step := func(from, to string) func(app.Tx) error {
		return func(tx app.Tx) error {
			if got := string(tx.Get("steps", []byte("last"))); got != from {
				return fmt.Errorf("step to %s found %q", to, got)
			}
			return tx.Put("steps", []byte("last"), []byte(to))
		}
	}
	dir, texts := filled(t)
	before := read(t, dbFile(dir))

	// A step that fails leaves the file as it was, and a copy of it.
	o := store.Options{Dir: dir}
	store.WithSteps(&o, step("", "2"), func(app.Tx) error { return errBoom })
	if err := tryOpen(t, o); !errors.Is(err, errBoom) {
		t.Fatalf("err = %v", err)
	}
	if !bytes.Equal(read(t, dbFile(dir)), before) {
		t.Error("a failed migration changed the file")
	}

	store.WithSteps(&o, step("", "2"), step("2", "3"))
	o.Machine = "os:this"
	o.Now = func() time.Time { return time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC) }
	db, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if db.Opening().From != 1 || db.Opening().Restored {
		t.Errorf("opening: %+v", db.Opening())
	}
	if err := look(t, db, texts); err != nil {
		t.Error(err)
	}
	mustClose(t, db)
	if kept := read(t, dbFile(dir)+".format1-20300102T030405Z"); !bytes.Equal(kept, before) {
		t.Error("the copy is not what was there before")
	}
	if db, err = store.Open(t.Context(), o); err != nil || db.Opening().From != 0 {
		t.Fatalf("again: %v %+v", err, db.Opening())
	}
	mustClose(t, db)
	if store.Steps() != store.Format-1 {
		t.Errorf("%d migrations lead to format %d", store.Steps(), store.Format)
	}
}

// The folder in testdata was written by the first program of format 1. It
// has to open for ever.
func TestFixtureOfFormat1(t *testing.T) {
	from := filepath.Join("testdata", "format1")
	if os.Getenv("UPDATE_FIXTURE") != "" {
		makeFixture(t, from)
	}
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	db := open(t, dir)
	if o := db.Opening(); o.Created || o.Restored || o.Moved || o.Pending != 1 || o.Reason != "" {
		t.Errorf("opening: %+v", o)
	}
	if n := replay(t, db); n != 1 {
		t.Errorf("%d records were replayed", n)
	}
	for _, text := range []string{"một", "hai", "ba"} {
		if !has(t, db, text) {
			t.Errorf("%q is missing", text)
		}
	}
	var got []string
	for r, err := range db.Records(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%x %d %s", r.Incarnation, r.Batch, r.Bytes))
	}
	if want := []string{"7 1 một", "7 2 hai", "7 3 ba"}; !slices.Equal(got, want) {
		t.Errorf("own-log: %q", got)
	}
	r := clean(t, db)
	if r.Snapshots != 1 || r.Originals != 1 || r.Records != 3 {
		t.Errorf("check: %+v", r)
	}
}

// makeFixture writes a folder with everything in it, and a record that the
// tables do not hold yet.
func makeFixture(t *testing.T, to string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	o := store.Options{Dir: dir, Machine: "os:this"}
	db, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"một", "hai"} {
		if err := save(t.Context(), db, 7, text); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := db.Media().Put(t.Context(), strings.NewReader("ảnh"), 100); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Snapshot(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := read(t, dbFile(dir))
	if err := save(t.Context(), db, 7, "ba"); err != nil {
		t.Fatal(err)
	}
	mustClose(t, db)
	// The zeros that the files grow by need not be kept.
	before = bytes.TrimRight(before, "\x00")
	write(t, dbFile(dir), append(before, make([]byte, page-len(before)%page)...))
	log := filepath.Join(dir, "own", "0000000000000007.log")
	write(t, log, bytes.TrimRight(read(t, log), "\x00"))
	for _, name := range []string{"clean", "lock"} {
		remove(t, filepath.Join(dir, "run", name))
	}
	if err := errors.Join(os.RemoveAll(to), os.CopyFS(to, os.DirFS(dir))); err != nil {
		t.Fatal(err)
	}
}

func TestMoved(t *testing.T) {
	for _, c := range []struct {
		name, was, is string
		moved         bool
	}{
		{"same", "os:a card:x", "os:a card:x", false},
		{"cloned disk", "os:a card:x", "os:a card:y", true},
		{"copied folder", "os:a card:x", "os:b card:y", true},
		{"one of two cards gone", "os:a card:x card:z", "os:a card:z", false},
		{"cards switched off", "os:a card:x", "os:a", false},
		{"nothing known before", "", "os:a", false},
		{"nothing known now", "os:a", " ", false},
		{"a plain name", "here", "there", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := store.OtherMachine(c.was, c.is); got != c.moved {
				t.Errorf("other machine: %v", got)
			}
			dir := t.TempDir()
			at := func(machine string) *store.DB {
				return open(t, dir, func(o *store.Options) { o.Machine = machine })
			}
			db := at(c.was + " ")
			if err := save(t.Context(), db, 7, "before"); err != nil {
				t.Fatal(err)
			}
			mustClose(t, db)
			// It is told until a new incarnation has begun.
			for range 2 {
				db = at(c.is)
				if db.Opening().Moved != c.moved {
					t.Errorf("opening: %+v", db.Opening())
				}
				err := save(t.Context(), db, 7, "after")
				if !c.moved && err != nil {
					t.Error(err)
				} else if c.moved {
					wants(t, err, app.Conflict, "new_incarnation")
				}
				mustClose(t, db)
			}
			db = at(c.is)
			if err := save(t.Context(), db, 8, "anew"); err != nil {
				t.Error(err)
			}
			if err := save(t.Context(), db, 8, "anew again"); err != nil {
				t.Error(err)
			}
			mustClose(t, db)
			if db = at(c.is); db.Opening().Moved {
				t.Error("still moved after a new incarnation began")
			}
			if !has(t, db, "before") || !has(t, db, "anew") {
				t.Error("something is missing")
			}
			mustClose(t, db)
		})
	}
}

// This machine knows itself: asking twice gives the same answer.
func TestThisMachine(t *testing.T) {
	dir := t.TempDir()
	for range 2 {
		db, err := store.Open(t.Context(), store.Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		if db.Opening().Moved {
			t.Error("moved without moving")
		}
		mustClose(t, db)
	}
}

func TestUnclean(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir)
	if err := save(t.Context(), db, 7, "a"); err != nil {
		t.Fatal(err)
	}
	mustClose(t, db)
	if db = open(t, dir); db.Opening().Unclean {
		t.Error("unclean after Close")
	}
	mustClose(t, db)
	remove(t, filepath.Join(dir, "run", "clean"))
	if db = open(t, dir); !db.Opening().Unclean || db.Opening().Restored {
		t.Errorf("opening: %+v", db.Opening())
	}
}

// A file that is mostly empty is written anew by the next start, whatever
// goes wrong with that.
func TestCompact(t *testing.T) {
	dir := memory(t)
	db := open(t, dir)
	mustSave(t, db, 7, "a")
	for i := range 40 {
		update(t, db, func(tx app.Tx) error { return tx.Put("big", []byte{byte(i)}, make([]byte, 2<<20)) })
	}
	update(t, db, func(tx app.Tx) error { return tx.Drop("big") })
	mustSave(t, db, 7, "b")
	mustClose(t, db)
	large := int64(len(read(t, dbFile(dir))))

	steps := []string{"compact.write", "compact.rename", "compact.folder", ""}
	for _, fail := range steps {
		dir := copyFolder(t, dir)
		o := store.Options{Dir: dir, Machine: "os:this", Fault: func(step string) error {
			if step == fail {
				return errFull
			}
			return nil
		}}
		if err := tryOpen(t, o); err != nil {
			wants(t, err, app.Unavailable, "disk_full")
		}
		db := open(t, dir)
		if o := db.Opening(); o.Restored || o.Pending != 0 {
			t.Errorf("fail at %q: %+v", fail, o)
		}
		s, err := db.Sizes(t.Context())
		if err != nil || s.Tables > large/10 {
			t.Errorf("fail at %q: %d bytes of %d are left, %v", fail, s.Tables, large, err)
		}
		if !has(t, db, "a") || !has(t, db, "b") {
			t.Errorf("fail at %q: something is missing", fail)
		}
		mustSave(t, db, 7, "c")
		clean(t, db)
		mustClose(t, db)
	}
}

func TestModes(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no modes")
	}
	dir := filepath.Join(t.TempDir(), "data")
	db := open(t, dir)
	if err := save(t.Context(), db, 7, "a"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := db.Media().Put(t.Context(), strings.NewReader("x"), 10); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Snapshot(t.Context()); err != nil {
		t.Fatal(err)
	}
	mustClose(t, db)
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if want := fs.FileMode(0o600); !d.IsDir() && info.Mode().Perm() != want || d.IsDir() && info.Mode().Perm() != 0o700 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
