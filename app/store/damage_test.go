package store_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/store"
)

const page = 4096

// filled is a closed folder with texts in several leaves, values that run
// over many pages, a deleted table and a snapshot of half of it.
func filled(t *testing.T) (dir string, texts []string) {
	t.Helper()
	dir = memory(t)
	db := open(t, dir)
	for i := range 120 {
		text := fmt.Sprintf("%d %s", i, strings.Repeat("ơ", i))
		err := db.Update(t.Context(), func(tx app.Tx) error {
			if err := tx.Own(7, []byte(text)); err != nil {
				return err
			}
			if err := tx.Put("big", []byte(text), bytes.Repeat([]byte(text), 1+i%60)); err != nil {
				return err
			}
			if err := tx.Put("gone", []byte(text), []byte(text)); err != nil {
				return err
			}
			return tx.Put("texts", []byte(text), []byte("kept "+text))
		})
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, text)
		if i == 60 {
			if _, err := db.Snapshot(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := db.Update(t.Context(), func(tx app.Tx) error { return tx.Drop("gone") }); err != nil {
				t.Fatal(err)
			}
		}
	}
	mustClose(t, db)
	return dir, texts
}

// copyFolder makes a folder like another.
func copyFolder(t *testing.T, dir string) string {
	t.Helper()
	to := filepath.Join(memory(t), "copy")
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}

func dbFile(dir string) string { return filepath.Join(dir, "bangtin.db") }

// look reads everything through the store. What it finds has to be right;
// not being able to read is what it returns.
func look(t *testing.T, db *store.DB, texts []string) error {
	t.Helper()
	return db.View(t.Context(), func(tx app.Tx) error {
		n := 0
		for k, v := range tx.Scan("texts", nil, nil, false) {
			if string(v) != "kept "+string(k) {
				t.Errorf("%q holds %q", k, v)
			}
			n++
		}
		for k, v := range tx.Scan("big", nil, nil, true) {
			if !bytes.HasPrefix(v, k) {
				t.Errorf("big %q holds %q…", k, v[:min(len(v), 20)])
			}
		}
		for _, text := range texts {
			if v := tx.Get("texts", []byte(text)); v != nil && string(v) != "kept "+text {
				t.Errorf("%q holds %q", text, v)
			}
		}
		if n != len(texts) {
			return fmt.Errorf("%d texts of %d", n, len(texts))
		}
		return nil
	})
}

// recovered opens a folder after damage and expects everything back.
func recovered(t *testing.T, dir string, texts []string) store.Opening {
	t.Helper()
	db := open(t, dir)
	replay(t, db)
	for _, text := range texts {
		if !has(t, db, text) {
			t.Errorf("%q was acknowledged and is missing", text)
		}
	}
	sound(t, db, "snapshots/")
	mustClose(t, db)
	return db.Opening()
}

// A page that is lost while the store is open is noticed before anybody is
// told anything wrong, and the next start has everything back.
func TestHoleInOpenFile(t *testing.T) {
	dir, texts := filled(t)
	info, err := os.Stat(dbFile(dir))
	if err != nil {
		t.Fatal(err)
	}
	damaged, harmless := 0, 0
	step := int64(page)
	if testing.Short() {
		step = 3 * page
	}
	for at := int64(0); at < info.Size(); at += step {
		dir := copyFolder(t, dir)
		db := open(t, dir)
		punch(t, dbFile(dir), at, page)
		err := look(t, db, texts)
		if err == nil {
			err = save(t.Context(), db, 7, "one more")
		}
		if err == nil {
			_, err = db.Upkeep(t.Context())
		}
		if err == nil {
			harmless++
			mustClose(t, db)
			recovered(t, dir, texts)
			continue
		}
		damaged++
		if app.CodeOf(err) != app.Damaged {
			t.Fatalf("hole at %d: %v", at, err)
		}
		if err := db.View(t.Context(), func(app.Tx) error { return nil }); app.CodeOf(err) != app.Damaged {
			t.Errorf("hole at %d: a later View says %v", at, err)
		}
		if err := save(t.Context(), db, 7, "later"); app.CodeOf(err) != app.Damaged {
			t.Errorf("hole at %d: a later Update says %v", at, err)
		}
		mustClose(t, db)
		o := recovered(t, dir, texts)
		if !o.Restored || (o.Snapshot == "" || o.Aside == "" || len(o.Warnings) == 0) && at >= 2*page {
			t.Errorf("hole at %d: %+v", at, o)
		}
		if t.Failed() {
			t.Fatalf("hole at %d", at)
		}
	}
	t.Logf("%d holes were noticed, %d were in free pages or behind the end", damaged, harmless)
	if damaged < 30 || harmless < 5 {
		t.Error("that is too few to prove anything")
	}
}

// Both meta pages at once is the one damage at which bbolt keeps its locks.
func TestHoleOverMetaPages(t *testing.T) {
	dir, texts := filled(t)
	db := open(t, dir)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		// A reader that began before can still come to its end.
		_ = db.View(context.Background(), func(app.Tx) error {
			punch(t, dbFile(dir), 0, 2*page)
			for range 3 {
				if err := look(t, db, texts); app.CodeOf(err) != app.Damaged {
					t.Errorf("view: %v", err)
				}
			}
			return nil
		})
	}()
	select {
	case <-ended:
	case <-time.After(30 * time.Second):
		t.Fatal("a reader is stuck")
	}
	if err := save(t.Context(), db, 7, "one more"); app.CodeOf(err) != app.Damaged {
		t.Errorf("update: %v", err)
	}
	mustClose(t, db)
	if o := recovered(t, dir, texts); !o.Restored {
		t.Errorf("opening: %+v", o)
	}
}

// A file that gets shorter under the store makes reading it a bus error.
func TestCutWhileOpen(t *testing.T) {
	dir, texts := filled(t)
	info, err := os.Stat(dbFile(dir))
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int64{info.Size() / 2, 3 * page, 2*page + 1, page, 0} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			dir := copyFolder(t, dir)
			db := open(t, dir)
			if err := os.Truncate(dbFile(dir), size); err != nil {
				t.Fatal(err)
			}
			if err := look(t, db, texts); app.CodeOf(err) != app.Damaged {
				t.Errorf("view: %v", err)
			}
			mustClose(t, db)
			if o := recovered(t, dir, texts); !o.Restored {
				t.Errorf("opening: %+v", o)
			}
		})
	}
}

// Whatever happens to the file between two starts, the second one has
// everything, keeps what it found and says so.
func TestDamagedBetweenStarts(t *testing.T) {
	zero := func(from, to int) func([]byte) []byte {
		return func(b []byte) []byte { clear(b[from:to]); return b }
	}
	for _, c := range []struct {
		name   string
		change func([]byte) []byte
		aside  bool // the file is replaced, not just used with care
	}{
		{"empty", func(b []byte) []byte { return nil }, true},
		{"one byte", func(b []byte) []byte { return b[:1] }, true},
		{"one page", func(b []byte) []byte { return b[:page] }, true},
		{"cut in half", func(b []byte) []byte { return b[:len(b)/2] }, true},
		{"zeros", func(b []byte) []byte { clear(b); return b }, true},
		{"text", func(b []byte) []byte { return bytes.Repeat([]byte("Bảng tin. "), len(b)/12) }, true},
		{"another magic", func(b []byte) []byte { b[16] ^= 1; b[page+16] ^= 1; return b }, true},
		{"both metas", zero(0, 2*page), true},
		{"first meta", zero(0, page), false},
		{"second meta", zero(page, 2*page), false},
		{"page size", func(b []byte) []byte { b[16+8] ^= 0xff; b[page+16+8] ^= 0xff; return b }, true},
		{"freelist", func(b []byte) []byte { return overwrite(b, newestMeta(b).freelist, 0) }, true},
		{"freelist of ones", func(b []byte) []byte { return overwrite(b, newestMeta(b).freelist, 0xff) }, true},
		{"freelist too long", func(b []byte) []byte {
			at := newestMeta(b).freelist * page
			binary.NativeEndian.PutUint16(b[at+10:], 0xffff)
			binary.NativeEndian.PutUint64(b[at+16:], 1<<40)
			return b
		}, true},
		{"root", func(b []byte) []byte { return overwrite(b, newestMeta(b).root, 0) }, true},
		{"root runs over", func(b []byte) []byte {
			binary.NativeEndian.PutUint32(b[newestMeta(b).root*page+12:], 1<<31)
			return b
		}, true},
		{"name of a table", func(b []byte) []byte {
			root := b[newestMeta(b).root*page:][:page]
			root[bytes.Index(root, []byte("texts"))] ^= 1
			return b
		}, true},
		{"table left out", func(b []byte) []byte {
			root := b[newestMeta(b).root*page:]
			binary.NativeEndian.PutUint16(root[10:], binary.NativeEndian.Uint16(root[10:])-1)
			return b
		}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, texts := filled(t)
			b := read(t, dbFile(dir))
			bad := c.change(bytes.Clone(b))
			write(t, dbFile(dir), bad)
			if c.name == "root" || c.name == "root runs over" {
				// Nothing is amiss before somebody looks at the pages.
				remove(t, filepath.Join(dir, "run", "clean"))
			}
			o := recovered(t, dir, texts)
			if c.aside != (o.Aside != "") || c.aside != (o.Snapshot != "") || (c.aside && !o.Restored) {
				t.Fatalf("opening: %+v", o)
			}
			if c.aside && !bytes.Equal(read(t, filepath.Join(dir, o.Aside)), bad) {
				t.Error("the damaged file was changed")
			}
			if c.aside && len(o.Warnings) == 0 {
				t.Error("nobody was told")
			}
			if again := recovered(t, dir, texts); again.Aside != "" || again.Restored != o.Restored {
				t.Errorf("the next opening: %+v", again)
			}
		})
	}
}

// A file that is gone is not taken for a first start.
func TestFileMissing(t *testing.T) {
	dir, texts := filled(t)
	remove(t, dbFile(dir))
	if o := recovered(t, dir, texts); o.Created || !o.Restored || o.Snapshot == "" {
		t.Errorf("opening: %+v", o)
	}
}

// Without a good snapshot the own-log alone brings everything back.
func TestNoGoodSnapshot(t *testing.T) {
	for _, c := range []struct {
		name string
		bad  func([]byte) []byte
	}{
		{"none", nil},
		{"empty", func([]byte) []byte { return nil }},
		{"one bit", func(b []byte) []byte { b[len(b)/2] ^= 4; return b }},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, texts := filled(t)
			for _, s := range snapshotFiles(t, dir) {
				if c.bad == nil {
					remove(t, s)
				} else {
					write(t, s, c.bad(read(t, s)))
				}
			}
			write(t, dbFile(dir), nil)
			o := recovered(t, dir, texts)
			if !o.Restored || o.Snapshot != "" || o.Aside == "" || o.Pending != len(texts) {
				t.Errorf("opening: %+v", o)
			}
		})
	}
}

// Bits that flip on the disk are noticed before anybody is told anything
// wrong, whoever looks first.
func TestFlippedBits(t *testing.T) {
	dir, texts := filled(t)
	sound := read(t, dbFile(dir))
	r := chance(t)
	damaged := 0
	for i := range many(150) {
		dir := copyFolder(t, dir)
		b := bytes.Clone(sound)
		for range 1 + r.IntN(3) {
			b[r.IntN(len(b))] ^= 1 << r.IntN(8)
		}
		write(t, dbFile(dir), b)
		db := open(t, dir)
		if !db.Opening().Restored {
			if _, err := db.Upkeep(t.Context()); app.CodeOf(err) == app.Damaged {
				damaged++
			} else if err != nil {
				t.Fatalf("flip %d: %v", i, err)
			} else if err := look(t, db, texts); err != nil {
				t.Fatalf("flip %d: %v", i, err)
			}
		}
		mustClose(t, db)
		recovered(t, dir, texts)
		if t.Failed() {
			write(t, filepath.Join(os.TempDir(), "flipped.db"), b)
			t.Fatalf("flip %d", i)
		}
	}
	if damaged < 10 {
		t.Errorf("only %d of the flips did any damage", damaged)
	}
}

// Distrust is a person's or the rules' doubt: the next start looks, finds
// the file sound and keeps it.
func TestDistrustOfSoundFile(t *testing.T) {
	dir, texts := filled(t)
	db := open(t, dir)
	db.Distrust("a signature is wrong")
	if err := look(t, db, texts); app.CodeOf(err) != app.Damaged {
		t.Errorf("view: %v", err)
	}
	mustClose(t, db)
	if o := recovered(t, dir, texts); o.Restored || o.Aside != "" {
		t.Errorf("opening: %+v", o)
	}
}

// A file put back by hand is older than what was acknowledged.
func TestOlderFilePutBack(t *testing.T) {
	dir, texts := filled(t)
	older := read(t, dbFile(dir))
	db := open(t, dir)
	if err := save(t.Context(), db, 7, "newer"); err != nil {
		t.Fatal(err)
	}
	mustClose(t, db)
	write(t, dbFile(dir), older)
	o := recovered(t, dir, append(texts, "newer"))
	if !o.Restored || o.Aside != "" || o.Pending != 1 {
		t.Errorf("opening: %+v", o)
	}
}

type metaPage struct{ root, freelist, tx uint64 }

// newestMeta reads what the meta pages say, by the layout of bbolt.
func newestMeta(b []byte) metaPage {
	var best metaPage
	for i := range 2 {
		m := b[i*page+16:]
		p := metaPage{
			root:     binary.NativeEndian.Uint64(m[16:]),
			freelist: binary.NativeEndian.Uint64(m[32:]),
			tx:       binary.NativeEndian.Uint64(m[48:]),
		}
		if p.tx >= best.tx {
			best = p
		}
	}
	return best
}

// sealMetas makes both meta pages valid again after a change.
func sealMetas(b []byte) {
	for i := range 2 {
		h := fnv.New64a()
		h.Write(b[i*page+16 : i*page+16+56])
		binary.NativeEndian.PutUint64(b[i*page+16+56:], h.Sum64())
	}
}

func overwrite(b []byte, id uint64, with byte) []byte {
	for i := range page {
		b[id*page+uint64(i)] = with
	}
	return b
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	return readFile(t, path)
}

func readFile(tb testing.TB, path string) []byte {
	tb.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

func snapshotFiles(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "snapshots", "*.db"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// contents are all files of a folder but the lock.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := make(map[string]string)
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || name == "run/lock" {
			return err
		}
		out[name] = string(read(t, filepath.Join(dir, name)))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// sameContents fails unless a folder holds what it did, but for some names.
func sameContents(t *testing.T, dir string, before map[string]string, except ...string) {
	t.Helper()
	after := contents(t, dir)
	for _, name := range except {
		delete(before, name)
		delete(after, name)
	}
	if !maps.Equal(before, after) {
		t.Errorf("files changed: before %v, after %v", slices.Sorted(maps.Keys(before)), slices.Sorted(maps.Keys(after)))
	}
}
