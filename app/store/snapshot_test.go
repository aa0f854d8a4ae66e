package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/store"
)

// clocked opens a folder whose clock the test holds.
func clocked(t *testing.T, dir string, clock *time.Time) *store.DB {
	t.Helper()
	return open(t, dir, func(o *store.Options) { o.Now = func() time.Time { return *clock } })
}

func snapshot(t *testing.T, db *store.DB) store.Snapshot {
	t.Helper()
	s, err := db.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func mustSave(t *testing.T, db *store.DB, incarnation uint64, text string) {
	t.Helper()
	if err := save(t.Context(), db, incarnation, text); err != nil {
		t.Fatal(err)
	}
}

// Upkeep takes a snapshot each hour if something has changed, a day apart
// where the tables are large, and keeps three.
func TestUpkeep(t *testing.T) {
	clock := time.Date(2026, 5, 6, 7, 8, 9, 0, time.UTC)
	dir := memory(t)
	db := clocked(t, dir, &clock)
	for _, c := range []struct {
		name  string
		pass  time.Duration
		save  bool
		taken bool
	}{
		{"the first at once", 0, true, true},
		{"not yet", 59 * time.Minute, true, false},
		{"after an hour", time.Minute, false, true},
		{"nothing has changed", 3 * time.Hour, false, false},
		{"something has", 0, true, true},
		{"the clock went back", -50 * time.Hour, true, true},
		{"an hour later", time.Hour, true, true},
	} {
		clock = clock.Add(c.pass)
		if c.save {
			mustSave(t, db, 7, c.name)
		}
		if taken, err := db.Upkeep(t.Context()); err != nil || taken != c.taken {
			t.Errorf("%s: taken %v, %v", c.name, taken, err)
		}
	}
	snaps, err := db.Snapshots()
	if err != nil || len(snaps) != 3 || snaps[0].Number != 5 || snaps[2].Number != 3 {
		t.Errorf("kept: %+v %v", snaps, err)
	}
	// Another start knows that nothing has changed.
	mustClose(t, db)
	db = clocked(t, dir, &clock)
	clock = clock.Add(2 * time.Hour)
	if taken, err := db.Upkeep(t.Context()); err != nil || taken {
		t.Errorf("after a start: taken %v, %v", taken, err)
	}

	update(t, db, func(tx app.Tx) error { return tx.Put("big", []byte("k"), make([]byte, 64<<20)) })
	for _, c := range []struct {
		pass  time.Duration
		taken bool
	}{{20 * time.Hour, false}, {3 * time.Hour, true}} {
		clock = clock.Add(c.pass)
		if taken, err := db.Upkeep(t.Context()); err != nil || taken != c.taken {
			t.Errorf("large, %v later: taken %v, %v", c.pass, taken, err)
		}
	}
}

// The own-log is cut once two snapshots hold its records, and only as far
// as the oldest kept one does: each of them can stand in for all.
func TestTrim(t *testing.T) {
	dir := memory(t)
	db := open(t, dir)
	var texts []string
	for i := range 6 {
		text := fmt.Sprint("text ", i)
		mustSave(t, db, 7, text)
		texts = append(texts, text)
		snapshot(t, db)
		first := strings.Fields(records(t, db)[0])[1]
		// Snapshot n holds n records, and the oldest kept is the last but two.
		want := []string{"1", "2", "2", "3", "4", "5"}[i]
		if got := first; got != want {
			t.Errorf("after snapshot %d the log begins with %s, want %s", i+1, got, want)
		}
	}
	mustSave(t, db, 7, "last")
	texts = append(texts, "last")
	clean(t, db)
	mustClose(t, db)

	// Any one of the three brings everything back.
	files := snapshotFiles(t, dir)
	if len(files) != 3 {
		t.Fatalf("kept: %v", files)
	}
	for i := range files {
		dir := copyFolder(t, dir)
		copies := snapshotFiles(t, dir)
		for j, path := range copies {
			if j != i {
				write(t, path, read(t, path)[:page])
			}
		}
		write(t, dbFile(dir), []byte("damaged"))
		if o := recovered(t, dir, texts); o.Snapshot != filepath.Base(copies[i]) {
			t.Errorf("snapshot %d: %+v", i, o)
		}
	}
	// None of them: what was cut is gone, which is said, and the rest is there.
	for _, path := range files {
		remove(t, path)
	}
	write(t, dbFile(dir), nil)
	db = open(t, dir)
	replay(t, db)
	if !db.Opening().Restored || !has(t, db, "last") || !has(t, db, "text 5") || has(t, db, "text 0") {
		t.Errorf("opening: %+v", db.Opening())
	}
}

// Saving goes on while snapshots are taken and the log is cut.
func TestTrimBesideSaves(t *testing.T) {
	dir := memory(t)
	db := open(t, dir)
	done := make(chan error)
	go func() {
		var err error
		for i := 0; i < 30 && err == nil; i++ {
			_, err = db.Snapshot(context.Background())
		}
		done <- err
	}()
	n := 0
	for saving := true; saving; {
		select {
		case err := <-done:
			if err != nil {
				t.Error(err)
			}
			saving = false
		default:
			mustSave(t, db, 7, fmt.Sprint(n))
			n++
		}
	}
	clean(t, db)
	mustClose(t, db)
	write(t, dbFile(dir), nil)
	var texts []string
	for i := range n {
		texts = append(texts, fmt.Sprint(i))
	}
	recovered(t, dir, texts)
	t.Logf("%d saves beside 30 snapshots", n)
}

// The log of an incarnation that is over goes once snapshots hold all of it;
// it is known for ever.
func TestTrimOldIncarnation(t *testing.T) {
	dir := memory(t)
	db := open(t, dir)
	mustSave(t, db, 7, "old")
	mustSave(t, db, 8, "new")
	for range 3 {
		snapshot(t, db)
		mustSave(t, db, 8, fmt.Sprint("more", time.Now()))
	}
	if got := records(t, db); !strings.HasPrefix(got[0], "8 ") {
		t.Errorf("own-logs: %q", got)
	}
	if _, err := os.Stat(filepath.Join(dir, logFile)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the log is still there: %v", err)
	}
	mustClose(t, db)
	db = open(t, dir, func(o *store.Options) { o.Machine = "os:other" })
	wants(t, save(t.Context(), db, 7, "again"), app.Conflict, "new_incarnation")
	mustSave(t, db, 9, "anew")
}

// A copy that comes out wrong gets no name.
func TestSnapshotFails(t *testing.T) {
	for _, step := range []string{"snapshot.write", "snapshot.sync", "snapshot.rename"} {
		t.Run(step, func(t *testing.T) {
			dir := memory(t)
			fail := false
			db := open(t, dir, func(o *store.Options) {
				o.Fault = func(s string) error {
					if fail && s == step {
						return errDisk
					}
					return nil
				}
			})
			mustSave(t, db, 7, "a")
			snapshot(t, db)
			fail = true
			if _, err := db.Snapshot(t.Context()); app.CodeOf(err) != app.Unavailable {
				t.Errorf("err = %v", err)
			}
			fail = false
			if left, _ := filepath.Glob(filepath.Join(dir, "snapshots", "*")); len(left) != 1 {
				t.Errorf("left over: %v", left)
			}
			mustSave(t, db, 7, "b")
			snapshot(t, db)
			clean(t, db)
		})
	}
}

func TestSnapshotCancelled(t *testing.T) {
	db := open(t, memory(t))
	update(t, db, func(tx app.Tx) error { return tx.Put("big", []byte("k"), make([]byte, 20<<20)) })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := db.Snapshot(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v", err)
	}
	if s, err := db.Snapshots(); err != nil || len(s) != 0 {
		t.Errorf("kept: %v %v", s, err)
	}
}

// A snapshot that went bad is neither counted nor relied upon: the log keeps
// what the good ones lack.
func TestBadSnapshotIsNotReliedUpon(t *testing.T) {
	dir := memory(t)
	db := open(t, dir)
	texts := []string{"a", "b", "c"}
	for _, text := range texts {
		mustSave(t, db, 7, text)
		s := snapshot(t, db)
		path := filepath.Join(dir, "snapshots", s.Name)
		b := read(t, path)
		b[len(b)/2] ^= 1
		write(t, path, b)
	}
	mustSave(t, db, 7, "d")
	snapshot(t, db)
	if got := records(t, db); len(got) != 4 {
		t.Errorf("own-log: %q", got)
	}
	if s, err := db.Snapshots(); err != nil || len(s) != 1 {
		t.Errorf("kept: %+v %v", s, err)
	}
	clean(t, db)
	mustClose(t, db)
	remove(t, dbFile(dir))
	recovered(t, dir, append(texts, "d"))
}

// Maintain ends with its context, and by itself once the tables are damaged.
func TestMaintain(t *testing.T) {
	dir, _ := filled(t)
	db := open(t, dir)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- db.Maintain(ctx) }()
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
	mustClose(t, db)

	b := read(t, dbFile(dir))
	b[bytes.Index(b, []byte("kept 119 ơ"))+7] ^= 1
	write(t, dbFile(dir), b)
	db = open(t, dir)
	ctx, cancel = context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := db.Maintain(ctx); app.CodeOf(err) != app.Damaged {
		t.Errorf("with a damaged page: %v", err)
	}
}

// Check reads everything and tells what is wrong and where.
func TestCheck(t *testing.T) {
	dir, texts := filled(t)
	db := open(t, dir)
	photo, _, err := db.Media().Put(t.Context(), strings.NewReader("photo"), 100)
	if err != nil {
		t.Fatal(err)
	}
	snapshot(t, db)
	var last, total int64
	r, err := db.Check(t.Context(), func(done, all int64) {
		if done < last || all < done {
			t.Errorf("progress %d of %d after %d", done, all, last)
		}
		last, total = done, all
	})
	if err != nil || len(r.Flaws) > 0 || r.Records != int64(len(texts)-61) || r.Snapshots != 2 || r.Originals != 1 || r.Leaked != 0 || r.Values < 240 {
		t.Errorf("check: %+v %v", r, err)
	}
	if last == 0 || last > total {
		t.Errorf("progress ended at %d of %d", last, total)
	}

	write(t, db.Media().Path(photo), []byte("other"))
	flip := func(path string, at int) {
		b := read(t, path)
		b[at] ^= 1
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteAt(b[at:at+1], int64(at)); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	flip(snapshotFiles(t, dir)[0], 9000)
	flip(filepath.Join(dir, logFile), 3000)
	b := read(t, dbFile(dir))
	flip(dbFile(dir), int(newestMeta(b).root)*page+9)
	r, err = db.Check(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var where []string
	for _, f := range r.Flaws {
		where = append(where, strings.Split(f.Where, "/")[0])
	}
	if slices.Sort(where); strings.Join(slices.Compact(where), " ") != "bangtin.db media own snapshots" {
		t.Errorf("flaws: %+v", r.Flaws)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := db.Check(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
