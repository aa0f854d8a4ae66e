package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/store"
)

// holding lists the files of a folder that hold a text, byte for byte.
func holding(t *testing.T, dir, text string) (out []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, []byte(text)) {
			name, _ := filepath.Rel(dir, path)
			out = append(out, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// forget deletes a text and overwrites another.
func forget(ctx context.Context, db *store.DB, gone, changed string) error {
	return db.Update(ctx, func(tx app.Tx) error {
		return errors.Join(tx.Delete("texts", []byte(gone)), tx.Put("texts", []byte(changed), []byte("nothing")))
	})
}

// What was deleted or replaced stands nowhere in the folder after a purge,
// while others go on reading and writing; the store is whole, and what was
// saved comes back from a copy and the own-log when the tables are lost.
func TestPurge(t *testing.T) {
	dir := memory(t)
	clock := time.Date(2026, 5, 6, 7, 8, 9, 0, time.UTC)
	db := clocked(t, dir, &clock)
	const gone, changed = "0912 345 678 of Lò Thị Mai", "mai@vidu.example"
	mustSave(t, db, 7, gone)
	snapshot(t, db)
	for i := range 300 {
		mustSave(t, db, 7, fmt.Sprint("kept ", i))
	}
	mustSave(t, db, 7, changed)
	snapshot(t, db)
	if err := os.WriteFile(filepath.Join(dir, "bangtin.db.damaged-20260101T000000Z"), []byte(gone), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := forget(t.Context(), db, gone, changed); err != nil {
		t.Fatal(err)
	}
	if len(holding(t, dir, gone)) < 4 || len(holding(t, dir, "kept "+changed)) < 2 {
		t.Fatalf("%q, %q: there is nothing to purge", holding(t, dir, gone), holding(t, dir, "kept "+changed))
	}

	ctx, stop := context.WithCancel(t.Context())
	var others sync.WaitGroup
	busy := func(work func(i int) error) {
		others.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				if err := work(i); err != nil && ctx.Err() == nil {
					t.Error(err)
					return
				}
			}
		})
	}
	saved := 0
	begun := make(chan struct{})
	busy(func(i int) error {
		err := save(ctx, db, 7, fmt.Sprint("meanwhile ", i))
		if err == nil {
			if saved++; i == 0 {
				close(begun)
			}
		}
		return err
	})
	busy(func(int) error {
		return db.View(ctx, func(tx app.Tx) error {
			n := 0
			for k := range tx.Scan("texts", []byte("kept "), nil, false) {
				if string(tx.Get("texts", k)) != "kept "+string(k) {
					return fmt.Errorf("%q has changed", k)
				}
				n++
			}
			if n != 300 {
				return fmt.Errorf("%d texts", n)
			}
			time.Sleep(2 * time.Millisecond) // a reader who takes their time
			return nil
		})
	})
	<-begun
	err := db.Purge(t.Context())
	stop()
	others.Wait()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{gone, "kept " + changed} {
		if in := holding(t, dir, text); len(in) > 0 {
			t.Errorf("%q is still in %q", text, in)
		}
	}
	if kept, err := db.Snapshots(); err != nil || len(kept) != 2 {
		t.Errorf("%d copies, %v", len(kept), err)
	}
	mustSave(t, db, 7, "afterwards")
	report, err := db.Check(t.Context(), nil)
	if err != nil || len(report.Flaws) > 0 {
		t.Errorf("check: %v, %v", report.Flaws, err)
	}
	mustClose(t, db)
	if err := os.WriteFile(filepath.Join(dir, "bangtin.db"), []byte("lost"), 0o600); err != nil {
		t.Fatal(err)
	}
	db = clocked(t, dir, &clock)
	replay(t, db)
	all := []string{"kept 0", "kept 299", "afterwards"}
	for i := range saved {
		all = append(all, fmt.Sprint("meanwhile ", i))
	}
	for _, text := range all {
		if !has(t, db, text) {
			t.Errorf("%q is lost", text)
		}
	}
	if has(t, db, gone) || has(t, db, changed) {
		t.Error("what was erased is back")
	}
}

// A purge that ends at any of its steps harms nothing, and the next one does
// it all.
func TestPurgeCutShort(t *testing.T) {
	steps := map[string]bool{}
	erased := "erased " + strings.Repeat("x", 20_000) // several pages, so that no later save takes them all
	for stopAt := 0; ; stopAt++ {
		dir := memory(t)
		at, armed := 0, false
		db := open(t, dir, func(o *store.Options) {
			o.Fault = func(step string) error {
				if !armed {
					return nil
				}
				steps[step] = true
				if at++; at > stopAt {
					return errors.New("the power is gone")
				}
				return nil
			}
		})
		mustSave(t, db, 7, erased)
		mustSave(t, db, 7, "kept")
		snapshot(t, db)
		if err := forget(t.Context(), db, erased, "other"); err != nil {
			t.Fatal(err)
		}
		armed = true
		err := db.Purge(t.Context())
		_ = db.Close() // as it is
		again := open(t, dir)
		replay(t, again)
		if !has(t, again, "kept") {
			t.Fatalf("step %d: what was kept is lost", stopAt)
		}
		if e := again.Purge(t.Context()); e != nil || len(holding(t, dir, erased[:2000])) > 0 {
			t.Fatalf("step %d: the next purge: %v, %q", stopAt, e, holding(t, dir, erased[:2000]))
		}
		if err == nil {
			break
		}
	}
	if !steps["purge.zero"] || !steps["purge.remove"] || !steps["trim.rename"] {
		t.Errorf("not all steps were seen: %v", steps)
	}
}
