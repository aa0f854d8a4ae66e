package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/store"
)

func noted(t *testing.T, db *store.DB, name string) string {
	t.Helper()
	n, err := db.Journal().Read(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	if n == nil {
		return ""
	}
	return string(n.Text)
}

func note(t *testing.T, db *store.DB, name, text string) {
	t.Helper()
	if _, err := db.Journal().Write(t.Context(), name, []byte(text)); err != nil {
		t.Fatal(err)
	}
}

func TestJournal(t *testing.T) {
	dir := memory(t)
	db := open(t, dir)
	if got := noted(t, db, "a-1"); got != "" {
		t.Errorf("an empty journal holds %q", got)
	}
	for i := range 50 {
		note(t, db, "a-1", fmt.Sprintf("bản %d %s", i, strings.Repeat("ơ", i)))
	}
	note(t, db, "b-1", "")
	mustClose(t, db)
	db = open(t, dir)
	if got := noted(t, db, "a-1"); !strings.HasPrefix(got, "bản 49 ") {
		t.Errorf("after a restart: %q", got)
	}
	if names, err := db.Journal().Names(); err != nil || fmt.Sprint(names) != "[a-1 b-1]" {
		t.Errorf("names: %v %v", names, err)
	}
	if err := db.Journal().Remove(t.Context(), "a-1"); err != nil {
		t.Error(err)
	}
	if err := db.Journal().Remove(t.Context(), "a-1"); err != nil {
		t.Errorf("removing again: %v", err)
	}
	note(t, db, "a-1", "lại từ đầu")
	if got := noted(t, db, "a-1"); got != "lại từ đầu" {
		t.Errorf("after removing: %q", got)
	}
	for _, name := range []string{"", "../a", "A", "a/b", strings.Repeat("a", 101)} {
		_, err := db.Journal().Write(t.Context(), name, nil)
		if app.CodeOf(err) != app.Invalid {
			t.Errorf("%q: %v", name, err)
		}
	}
	_, err := db.Journal().Write(t.Context(), "a-1", make([]byte, 5<<20))
	wants(t, err, app.TooLarge, "journal_too_large")
	mustClose(t, db)
}

// What was written before the last record is there too, under its time.
func TestJournalOfATime(t *testing.T) {
	db := open(t, memory(t))
	defer mustClose(t, db)
	first, err := db.Journal().Write(t.Context(), "a", []byte("trước"))
	if err != nil {
		t.Fatal(err)
	}
	for range 20 { // a fast disk takes several in a millisecond
		note(t, db, "a", "sau")
	}
	n, err := db.Journal().ReadAt(t.Context(), "a", first)
	if err != nil || n == nil || string(n.Text) != "trước" || !n.At.Equal(first) {
		t.Errorf("of %v: %+v, %v", first, n, err)
	}
	if n, err := db.Journal().ReadAt(t.Context(), "a", first.Add(-time.Second)); n != nil || err != nil {
		t.Errorf("of a time before: %+v, %v", n, err)
	}
	if got := noted(t, db, "a"); got != "sau" {
		t.Errorf("the last is %q", got)
	}
}

// Wherever a record is cut off, the one before it counts, and writing goes
// on behind that.
func TestJournalCutAnywhere(t *testing.T) {
	dir := memory(t)
	db := open(t, dir)
	note(t, db, "a", "thứ nhất")
	path := filepath.Join(dir, "journal", "a.log")
	first := len(read(t, path))
	note(t, db, "a", "thứ hai, dài hơn một chút")
	mustClose(t, db)
	whole := read(t, path)
	for n := first; n <= len(whole); n++ {
		want := "thứ nhất"
		if n == len(whole) {
			want = "thứ hai, dài hơn một chút"
		}
		write(t, path, whole[:n])
		db := open(t, dir)
		if got := noted(t, db, "a"); got != want {
			t.Fatalf("cut at %d of %d: %q", n, len(whole), got)
		}
		note(t, db, "a", "tiếp")
		if got := noted(t, db, "a"); got != "tiếp" {
			t.Fatalf("written on after a cut at %d: %q", n, got)
		}
		mustClose(t, db)
	}
	for bit := first * 8; bit < len(whole)*8; bit += 7 {
		b := bytes.Clone(whole)
		b[bit/8] ^= 1 << (bit % 8)
		write(t, path, b)
		db := open(t, dir)
		if got := noted(t, db, "a"); got != "thứ nhất" {
			t.Fatalf("bit %d: %q", bit, got)
		}
		mustClose(t, db)
	}
}

// Hours of writing do not fill the disk.
func TestJournalIsBegunAnew(t *testing.T) {
	dir := memory(t)
	db := open(t, dir)
	text := strings.Repeat("một đoạn văn ", 40_000)
	for i := range 60 {
		note(t, db, "a", fmt.Sprint(i, text))
	}
	info, err := os.Stat(filepath.Join(dir, "journal", "a.log"))
	if err != nil || info.Size() > 18<<20 {
		t.Errorf("the journal takes %d bytes, %v", info.Size(), err)
	}
	if got := noted(t, db, "a"); !strings.HasPrefix(got, "59") {
		t.Errorf("the last record is %.10q", got)
	}
	mustClose(t, db)
}

// A step that fails leaves the record before it, and says that the new one
// is not kept.
func TestJournalFailedSteps(t *testing.T) {
	for _, step := range []string{"journal.write", "journal.sync"} {
		t.Run(step, func(t *testing.T) {
			dir := memory(t)
			db := open(t, dir)
			note(t, db, "a", "giữ")
			mustClose(t, db)
			failed := false
			db = open(t, dir, func(o *store.Options) {
				o.Fault = func(at string) error {
					if at == step && !failed {
						failed = true
						return errors.New("the disk failed")
					}
					return nil
				}
			})
			if _, err := db.Journal().Write(t.Context(), "a", []byte("mất")); err == nil {
				t.Fatal("a failed write was acknowledged")
			}
			note(t, db, "a", "sau")
			if got := noted(t, db, "a"); got != "sau" {
				t.Errorf("%q", got)
			}
			mustClose(t, db)
		})
	}
}
