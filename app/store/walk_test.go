package store_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"bangtin/app/store"

	"go.etcd.io/bbolt"
)

// sample is a small file of tables with branches, leaves, pages that run
// over, tables inside the root page, free pages and an emptied table.
func sample(tb testing.TB) []byte {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "sample.db")
	b, err := bbolt.Open(path, 0o600, &bbolt.Options{FreelistType: bbolt.FreelistMapType})
	if err != nil {
		tb.Fatal(err)
	}
	b.AllocSize = page
	for i := range 20 {
		err := b.Update(func(tx *bbolt.Tx) error {
			for _, name := range []string{"meta", "small", "rows", "large"} {
				t, err := tx.CreateBucketIfNotExists([]byte(name))
				if err != nil {
					return err
				}
				rows, size := map[string]int{"meta": 1, "small": 2, "rows": 30, "large": 1}[name], map[string]int{"large": 5000}[name]
				for j := range rows {
					key := fmt.Appendf(nil, "%s %d %d", name, j, i%(rows+1))
					if err := t.Put(key, store.Seal(key, bytes.Repeat([]byte{byte(i)}, size+j))); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := b.Close(); err != nil {
		tb.Fatal(err)
	}
	return readFile(tb, path)
}

// A file that Open finds sound can be read by bbolt from end to end, and
// bbolt's own check finds nothing in it; whatever the bytes are, looking at
// them ends without harm. The mutations keep the sums of the meta pages
// right, because a wrong one is refused at once.
func FuzzPages(f *testing.F) {
	sound := sample(f)
	if _, err := store.WalkPages(sound); err != nil {
		f.Fatalf("a sound file: %v", err)
	}
	for _, at := range []uint32{16 + 16, 16 + 40, 2*page + 8, 3*page + 10, 5 * page, 6*page + 20, 9*page + 100} {
		f.Add(at, uint64(0xff), at+3, byte(1))
	}
	f.Fuzz(func(t *testing.T, at uint32, with uint64, at2 uint32, with2 byte) {
		b := bytes.Clone(sound)
		for i := range 8 {
			b[(int(at)+i)%len(b)] ^= byte(with >> (8 * i))
		}
		b[int(at2)%len(b)] ^= with2
		sealMetas(b)
		if metas, err := store.WalkPages(b); err == nil {
			if err := readByBbolt(t, b, metas); err != nil {
				t.Fatalf("bbolt says %v", err)
			}
		}
	})
}

// FuzzBytes is the same for any bytes at all.
func FuzzBytes(f *testing.F) {
	f.Add([]byte{})
	f.Add(sample(f))
	f.Fuzz(func(t *testing.T, b []byte) {
		if metas, err := store.WalkPages(b); err == nil {
			if err := readByBbolt(t, b, metas); err != nil {
				t.Fatalf("bbolt says %v", err)
			}
		}
	})
}

// Every bit of a small file, one after the other.
func TestEveryBit(t *testing.T) {
	sound := sample(t)
	missed := 0
	step := max(1, len(sound)*8/many(3000))
	for bit := 0; bit < len(sound)*8; bit += step {
		b := bytes.Clone(sound)
		b[bit/8] ^= 1 << (bit % 8)
		sealMetas(b)
		if metas, err := store.WalkPages(b); err == nil {
			if missed++; missed%20 == 0 {
				if err := readByBbolt(t, b, metas); err != nil {
					t.Fatalf("bit %d: bbolt says %v", bit, err)
				}
			}
		}
	}
	t.Logf("%d flips do no harm", missed)
}

// Elements that a page no longer counts are missed by bbolt, but not by us.
func TestMissedElements(t *testing.T) {
	sound := sample(t)
	tried := 0
	for at := 2 * page; at < len(sound); at += page {
		count := binary.NativeEndian.Uint16(sound[at+10:])
		if flags := binary.NativeEndian.Uint16(sound[at+8:]); flags != 1 && flags != 2 || count < 2 {
			continue
		}
		used := bytes.Clone(sound)
		used[at+8] = 0
		if _, err := store.WalkPages(used); err == nil {
			continue // a free page
		}
		for n := uint16(1); n < count; n++ {
			b := bytes.Clone(sound)
			binary.NativeEndian.PutUint16(b[at+10:], n)
			if _, err := store.WalkPages(b); err == nil {
				t.Errorf("page %d with %d of %d elements passes", at/page, n, count)
			}
			tried++
		}
	}
	if tried < 30 {
		t.Errorf("only %d were tried", tried)
	}
}

// readByBbolt reads a whole file and checks it as bbolt does.
func readByBbolt(t *testing.T, b []byte, metas int) error {
	t.Helper()
	path := filepath.Join(memory(t), "b.db")
	write(t, path, b)
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	return errors.Join(db.View(func(tx *bbolt.Tx) error {
		err := tx.ForEach(func(_ []byte, b *bbolt.Bucket) error {
			return b.ForEach(func(k, v []byte) error {
				if !bytes.Equal(b.Get(k), v) {
					return fmt.Errorf("%q is not to be found", k)
				}
				return nil
			})
		})
		if metas < 2 {
			return err // which its Check cannot stand
		}
		for e := range tx.Check() {
			err = errors.Join(err, e)
		}
		return err
	}), db.Close())
}
