package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bangtin/app"
	"bangtin/app/store"

	"pgregory.net/rapid"
)

const logFile = "own/0000000000000007.log"

// saved is a closed folder with so many saves by incarnation 7, and its
// tables as they were after some of them.
func saved(t *testing.T, saves, tables int) string {
	t.Helper()
	dir := memory(t)
	db := open(t, dir)
	var older []byte
	for i := range saves {
		if i == tables {
			older = read(t, dbFile(dir))
		}
		if err := save(t.Context(), db, 7, fmt.Sprint("text ", i)); err != nil {
			t.Fatal(err)
		}
	}
	mustClose(t, db)
	if older != nil {
		write(t, dbFile(dir), older)
		remove(t, filepath.Join(dir, "run", "clean"))
	}
	return dir
}

func records(t *testing.T, db *store.DB) []string {
	t.Helper()
	var out []string
	for r, err := range db.Records(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprintf("%x %d %s", r.Incarnation, r.Batch, r.Bytes))
	}
	return out
}

// The records of one save are all replayed or none, in their order, and not
// twice; meanwhile nothing is added.
func TestReplay(t *testing.T) {
	dir := memory(t)
	db := open(t, dir)
	two := func(a, b string) func(app.Tx) error {
		return func(tx app.Tx) error {
			return errors.Join(tx.Own(7, []byte(a)), tx.Own(7, []byte(b)))
		}
	}
	update(t, db, two("a", "b"))
	mustClose(t, db)
	older := read(t, dbFile(dir))
	db = open(t, dir)
	update(t, db, two("c", "d"))
	update(t, db, two("e", "f"))
	update(t, db, func(tx app.Tx) error { return errors.Join(tx.Own(8, []byte("g")), tx.Own(7, []byte("h"))) })
	mustClose(t, db)
	write(t, dbFile(dir), older)
	remove(t, filepath.Join(dir, "run", "clean"))

	db = open(t, dir)
	if db.Pending() != 6 || db.Opening().Pending != 6 {
		t.Errorf("%d records are pending", db.Pending())
	}
	wants(t, save(t.Context(), db, 7, "too early"), app.Conflict, "replay_first")
	update(t, db, func(tx app.Tx) error { return tx.Put("t", []byte("k"), nil) })

	var seen []string
	fail := 3 // the second record of the second save
	see := func(tx app.Tx, incarnation uint64, record []byte) error {
		if fail--; fail == 0 {
			return errBoom
		}
		seen = append(seen, fmt.Sprintf("%x%s", incarnation, record))
		if err := tx.Own(incarnation, record); err != nil {
			t.Errorf("own of what is replayed: %v", err)
		}
		if tx.Own(incarnation, []byte("other")) == nil || tx.Own(9, record) == nil {
			t.Error("something was added during a replay")
		}
		return tx.Put("seen", record, nil)
	}
	if n, err := db.Replay(t.Context(), see); !errors.Is(err, errBoom) || n != 0 {
		t.Fatalf("replayed %d, %v", n, err)
	}
	err := db.View(t.Context(), func(tx app.Tx) error {
		if tx.Get("seen", []byte("c")) != nil {
			t.Error("half a replay was kept")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	seen = nil
	if n, err := db.Replay(t.Context(), see); err != nil || n != 6 {
		t.Fatalf("replayed %d, %v", n, err)
	}
	if got := strings.Join(seen, " "); got != "7c 7d 7e 7f 7h 8g" {
		t.Errorf("replayed %s", got)
	}
	if n, err := db.Replay(t.Context(), see); err != nil || n != 0 {
		t.Errorf("again: %d, %v", n, err)
	}
	if err := save(t.Context(), db, 7, "after"); err != nil {
		t.Error(err)
	}
	want := []string{"7 1 a", "7 1 b", "7 2 c", "7 2 d", "7 3 e", "7 3 f", "7 4 h", "7 5 after", "8 1 g"}
	if got := records(t, db); !slices.Equal(got, want) {
		t.Errorf("own-logs: %q", got)
	}
	mustClose(t, db)
	if db = open(t, dir); db.Pending() != 0 {
		t.Errorf("%d records are pending after all", db.Pending())
	}
}

// A long replay goes on where it was interrupted.
func TestReplayInterrupted(t *testing.T) {
	const saves = 2500
	dir := saved(t, saves, 3)
	seen := make(map[string]int)
	for round := 1; ; round++ {
		db := open(t, dir)
		before := db.Pending()
		n := 0
		_, err := db.Replay(t.Context(), func(tx app.Tx, _ uint64, record []byte) error {
			if n++; n > 700 {
				return errBoom
			}
			return tx.Put("seen", record, nil)
		})
		mustClose(t, db)
		if err == nil {
			break
		}
		if !errors.Is(err, errBoom) || round > 10 || db.Pending() >= before {
			t.Fatalf("round %d: %v, %d of %d pending", round, err, db.Pending(), before)
		}
	}
	db := open(t, dir)
	err := db.View(t.Context(), func(tx app.Tx) error {
		for k := range tx.Scan("seen", nil, nil, false) {
			seen[string(k)]++
		}
		return nil
	})
	if err != nil || len(seen) != saves-3 {
		t.Errorf("%d of %d were replayed: %v", len(seen), saves-3, err)
	}
}

// What a power cut or a bad disk does to an own-log.
func TestDamagedLog(t *testing.T) {
	const saves = 40
	at := func(b []byte, text string) int { return bytes.Index(b, []byte(text)) }
	for _, c := range []struct {
		name     string
		tables   int // saves that the tables hold
		change   func([]byte) []byte
		lost     []int // saves that nobody has any more
		restored bool  // a new incarnation has to begin
		warned   bool
	}{
		{"torn end", saves - 2, func(b []byte) []byte { return b[:len(b)-3] }, []int{saves - 1}, false, false},
		{"torn end among zeros", saves - 2, func(b []byte) []byte { clear(b[len(b)-5:]); return append(b, make([]byte, 5000)...) }, []int{saves - 1}, false, false},
		{"rubbish behind the end", saves - 1, func(b []byte) []byte { return append(b, "rubbish that is no batch at all"...) }, nil, false, false},
		{"end that the tables hold", saves, func(b []byte) []byte { return b[:at(b, "text 30")] }, nil, false, false},
		{"middle that the tables hold", saves, func(b []byte) []byte { b[at(b, "text 20")] ^= 1; return b }, nil, false, false},
		{"middle that the tables lack", 10, func(b []byte) []byte { b[at(b, "text 20")] ^= 1; return b }, []int{20}, true, true},
		{"a page in the middle", 10, func(b []byte) []byte { clear(b[at(b, "text 20"):at(b, "text 25")]); return b }, []int{20, 21, 22, 23, 24, 25}, true, true},
		{"header", saves, func(b []byte) []byte { b[20] ^= 1; return b }, nil, false, true},
		{"header that the tables need", saves - 2, func(b []byte) []byte { b[20] ^= 1; return b }, nil, true, true},
		{"header and the first records", saves - 2, func(b []byte) []byte { clear(b[:200]); return b }, nil, true, true},
		{"empty", saves, func(b []byte) []byte { return nil }, nil, true, true},
		{"another log", saves, func(b []byte) []byte { return store.LogBytes(9, 0, [][]byte{[]byte("x")}) }, nil, true, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			tables := c.tables
			dir := saved(t, saves, tables)
			path := filepath.Join(dir, logFile)
			write(t, path, c.change(bytes.TrimRight(read(t, path), "\x00")))
			db := open(t, dir)
			if o := db.Opening(); o.Restored != c.restored || (len(o.Warnings) > 0) != c.warned {
				t.Errorf("opening: %+v", o)
			}
			replay(t, db)
			for i := range saves {
				if text := fmt.Sprint("text ", i); has(t, db, text) == slices.Contains(c.lost, i) {
					t.Errorf("%s: there is %v", text, has(t, db, text))
				}
			}
			next := uint64(7)
			if c.restored {
				wants(t, save(t.Context(), db, 7, "more"), app.Conflict, "new_incarnation")
				next = 8
			}
			if err := save(t.Context(), db, next, "more"); err != nil {
				t.Fatal(err)
			}
			mustClose(t, db)
			db = open(t, dir)
			if n := replay(t, db); n != 0 || !has(t, db, "more") || db.Opening().Restored {
				t.Errorf("next start: %d pending, %+v", n, db.Opening())
			}
			if got := records(t, db); !strings.HasSuffix(got[len(got)-1], " more") {
				t.Errorf("own-log ends with %q", got[len(got)-1])
			}
		})
	}
}

// A log that was lost goes on behind what the tables hold, so that a later
// restore does not take new records for old ones.
func TestLostLog(t *testing.T) {
	dir := saved(t, 5, 5)
	remove(t, filepath.Join(dir, logFile))
	db := open(t, dir)
	if err := save(t.Context(), db, 7, "more"); err != nil {
		t.Fatal(err)
	}
	if got := records(t, db); !slices.Equal(got, []string{"7 6 more"}) {
		t.Errorf("own-log: %q", got)
	}
}

// Tables that are older than the beginning of the log have lost records for
// good; a new incarnation has to begin.
func TestTablesOlderThanLog(t *testing.T) {
	dir := saved(t, 5, 2)
	path := filepath.Join(dir, logFile)
	write(t, path, store.LogBytes(7, 4, [][]byte{[]byte("text 4")}))
	db := open(t, dir)
	if !db.Opening().Restored || db.Pending() != 1 {
		t.Errorf("opening: %+v", db.Opening())
	}
	replay(t, db)
	if !has(t, db, "text 4") {
		t.Error("what the log still had was not replayed")
	}
}

func TestSaveTooLarge(t *testing.T) {
	db := open(t, memory(t))
	err := db.Update(t.Context(), func(tx app.Tx) error {
		half := make([]byte, 33<<20)
		return errors.Join(tx.Own(7, half), tx.Own(7, half))
	})
	wants(t, err, app.TooLarge, "save_too_large")
	if err := save(t.Context(), db, 7, "small"); err != nil {
		t.Error(err)
	}
}

// If a failed save cannot be taken out of the log again, nobody may go on:
// the tables and the log would differ.
func TestUndoFails(t *testing.T) {
	for _, c := range []struct {
		step string
		kept bool // the save that failed is there after opening again
	}{{"own.cut", true}, {"committed", true}} {
		t.Run(c.step, func(t *testing.T) {
			dir := memory(t)
			armed := false
			db := open(t, dir, func(o *store.Options) {
				o.Fault = func(step string) error {
					if armed && (step == "commit" && c.step == "own.cut" || step == c.step) {
						return errDisk
					}
					return nil
				}
			})
			if err := save(t.Context(), db, 7, "a"); err != nil {
				t.Fatal(err)
			}
			armed = true
			wants(t, save(t.Context(), db, 7, "b"), app.Damaged, "reopen")
			armed = false
			wants(t, save(t.Context(), db, 7, "c"), app.Damaged, "reopen")
			wants(t, db.View(t.Context(), func(app.Tx) error { return nil }), app.Damaged, "reopen")
			mustClose(t, db)
			db = open(t, dir)
			replay(t, db)
			if !has(t, db, "a") || has(t, db, "b") != c.kept || has(t, db, "c") {
				t.Errorf("a %v b %v c %v", has(t, db, "a"), has(t, db, "b"), has(t, db, "c"))
			}
			if err := save(t.Context(), db, 7, "d"); err != nil {
				t.Error(err)
			}
			clean(t, db)
		})
	}
}

// Whatever bytes a log holds, reading it ends, and finds every whole batch.
func FuzzLog(f *testing.F) {
	f.Add(store.LogBytes(7, 0, [][]byte{[]byte("a"), []byte("b")}, [][]byte{nil}, [][]byte{bytes.Repeat([]byte("c"), 300)}))
	f.Add(store.LogBytes(1<<63, 5))
	f.Add(append(store.LogBytes(7, 0, [][]byte{[]byte("a")}), make([]byte, 100)...))
	f.Fuzz(func(t *testing.T, b []byte) {
		recs, end, gaps, err := store.ScanLog(b)
		if err != nil {
			return
		}
		if end < 40 || end > int64(len(b)) {
			t.Fatalf("end at %d of %d", end, len(b))
		}
		last := uint64(0)
		for _, r := range recs {
			if r.Batch < last {
				t.Fatalf("batch %d after %d", r.Batch, last)
			}
			last = r.Batch
		}
		// What was read reads the same without what came behind it.
		again, end2, gaps2, err := store.ScanLog(b[:end])
		if err != nil || end2 != end || len(again) != len(recs) || !slices.Equal(gaps2, gaps) {
			t.Fatalf("again: %d records to %d, %v; %d to %d, %v", len(again), end2, gaps2, len(recs), end, gaps)
		}
	})
}

// A log with some bytes changed yields the batches before and behind them.
func TestLogWithFlippedByte(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var batches [][][]byte
		for range rapid.IntRange(1, 12).Draw(rt, "batches") {
			batches = append(batches, rapid.SliceOfN(rapid.SliceOf(rapid.Byte()), 1, 4).Draw(rt, "records"))
		}
		b := store.LogBytes(7, 0, batches...)
		at := rapid.IntRange(40, len(b)-1).Draw(rt, "at")
		hit, place := -1, 40
		for i := range batches {
			size := len(store.LogBytes(7, 0, batches[i])) - 40
			if at >= place && at < place+size {
				hit = i
			}
			place += size
		}
		b[at] ^= byte(rapid.IntRange(1, 255).Draw(rt, "bits"))
		recs, _, gaps, err := store.ScanLog(b)
		if err != nil {
			rt.Fatal(err)
		}
		var want, got []string
		for i, records := range batches {
			for _, r := range records {
				if i != hit {
					want = append(want, fmt.Sprintf("%d %x", i+1, r))
				}
			}
		}
		for _, r := range recs {
			got = append(got, fmt.Sprintf("%d %x", r.Batch, r.Bytes))
		}
		if !slices.Equal(got, want) {
			rt.Fatalf("got %v, want %v", got, want)
		}
		if last := hit == len(batches)-1; last == (len(gaps) > 0) {
			rt.Fatalf("batch %d of %d was hit, gaps %v", hit, len(batches), gaps)
		}
	})
}
