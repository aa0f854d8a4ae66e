package store_test

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/store"
)

// archived is a folder with some of everything, and its archive.
func archived(t *testing.T) (*store.DB, []byte) {
	t.Helper()
	db := open(t, t.TempDir())
	for i := range 20 {
		mustSave(t, db, 7, fmt.Sprint("change ", i))
	}
	put(t, db.Media(), "a picture")
	put(t, db.Media(), "another picture")
	if _, err := db.Journal().Write(t.Context(), "abc-def", []byte("what is being written")); err != nil {
		t.Fatal(err)
	}
	return db, archive(t, db)
}

func archive(t *testing.T, db *store.DB) []byte {
	t.Helper()
	var b bytes.Buffer
	a, err := db.WriteArchive(t.Context(), &b, store.Manifest{Library: "the library", Name: "Bảng Tin"}, "the staff key", nil)
	if err != nil || a.Tables == 0 {
		t.Fatalf("%+v, %v", a, err)
	}
	return b.Bytes()
}

func readArchive(b []byte, into string) (store.Archived, error) {
	return store.ReadArchive(context.Background(), bytes.NewReader(b), int64(len(b)), into, nil)
}

func TestArchiveBringsEverythingBack(t *testing.T) {
	_, b := archived(t)
	dir := t.TempDir()
	for _, into := range []string{"", dir} {
		a, err := readArchive(b, into)
		if err != nil || a.Library != "the library" || a.Name != "Bảng Tin" || a.Staff != "the staff key" || a.Media != 2 || a.Journal != 1 || len(a.Damaged) > 0 {
			t.Fatalf("into %q: %+v, %v", into, a, err)
		}
	}
	if err := store.RenewTables(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	db := open(t, dir)
	if o := db.Opening(); !o.Restored || o.Snapshot != "" || o.Pending > 0 {
		t.Errorf("opened as %+v", o)
	}
	for i := range 20 {
		if !has(t, db, fmt.Sprint("change ", i)) {
			t.Errorf("change %d is missing", i)
		}
	}
	for _, text := range []string{"a picture", "another picture"} {
		if err := db.Media().Verify(t.Context(), sha256.Sum256([]byte(text))); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	if n, err := db.Journal().Read(t.Context(), "abc-def"); err != nil || n == nil || string(n.Text) != "what is being written" {
		t.Errorf("the journal holds %v, %v", n, err)
	}
	if err := save(t.Context(), db, 7, "goes on"); err == nil {
		t.Error("the old incarnation goes on")
	}
	if r, err := db.Check(t.Context(), nil); err != nil || len(r.Flaws) > 0 || r.Originals != 2 {
		t.Errorf("%+v, %v", r, err)
	}
}

// Saves go on while an archive is written to a disk that takes its time,
// and are not in it.
func TestNobodyWaitsForAnArchive(t *testing.T) {
	db, _ := archived(t)
	r, w := io.Pipe()
	done := make(chan error, 1)
	go func() {
		_, err := db.WriteArchive(t.Context(), w, store.Manifest{}, "", nil)
		done <- errors.Join(err, w.Close())
	}()
	first := make([]byte, 8<<10) // the tables have begun
	if _, err := io.ReadFull(r, first); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for i := range 50 {
		if err := save(ctx, db, 7, fmt.Sprint("meanwhile ", i)); err != nil {
			t.Fatalf("save %d: %v", i, err)
		}
	}
	rest, err := io.ReadAll(r)
	if err := errors.Join(err, <-done); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if _, err := readArchive(append(first, rest...), dir); err != nil {
		t.Fatal(err)
	}
	if err := store.RenewTables(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	if db := open(t, dir); has(t, db, "meanwhile 0") || !has(t, db, "change 19") {
		t.Error("the archive is not the state in which it began")
	}
}

// What was damaged on the disk is said to be so, and left out.
func TestDamagedOriginalsAreNamedAndLeftOut(t *testing.T) {
	db, _ := archived(t)
	sum := sha256.Sum256([]byte("a picture"))
	if err := os.WriteFile(db.Media().Path(sum), []byte("A picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	a, err := readArchive(archive(t, db), dir)
	if err != nil || len(a.Damaged) != 1 || a.Damaged[0] != sum {
		t.Fatalf("%x, %v", a.Damaged, err)
	}
	if all, _ := filepath.Glob(filepath.Join(dir, "media", "*", "*")); len(all) != 1 {
		t.Errorf("it left %v", all)
	}
}

func TestDamagedTablesAreNotArchived(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir)
	for i := range 400 {
		mustSave(t, db, 7, fmt.Sprint(i, strings.Repeat("x", 300)))
	}
	f, err := os.OpenFile(filepath.Join(dir, "bangtin.db"), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := os.ReadFile(f.Name())
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.LastIndex(b, []byte("kept 7x"))
	if _, err := f.WriteAt([]byte("lost"), int64(at)); err != nil {
		t.Fatal(err)
	}
	_, err = db.WriteArchive(t.Context(), io.Discard, store.Manifest{}, "", nil)
	wants(t, err, app.Damaged, "store_damaged")
}

// entry is one file of an archive made by hand.
type entry struct {
	tar.Header
	text string
}

func entries(t *testing.T, b []byte) (out []entry) {
	t.Helper()
	r := tar.NewReader(bytes.NewReader(b))
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		text, bad := io.ReadAll(r)
		if err := errors.Join(err, bad); err != nil {
			t.Fatal(err)
		}
		out = append(out, entry{*h, string(text)})
	}
}

func packed(t *testing.T, all []entry) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, e := range all {
		e.Size = int64(len(e.text))
		if e.Typeflag != tar.TypeReg {
			e.Size = 0
		}
		if err := w.WriteHeader(&e.Header); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(e.text)[:e.Size]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestForeignArchivesAreRefused(t *testing.T) {
	_, good := archived(t)
	find := func(all []entry, prefix string) int {
		for i, e := range all {
			if strings.HasPrefix(e.Name, prefix) {
				return i
			}
		}
		t.Fatalf("there is no %s", prefix)
		return 0
	}
	renamed := func(from, to string) func([]entry) []entry {
		return func(all []entry) []entry {
			all[find(all, from)].Name = to
			return all
		}
	}
	without := func(name string) func([]entry) []entry {
		return func(all []entry) []entry {
			i := find(all, name)
			return append(all[:i], all[i+1:]...)
		}
	}
	rewritten := func(name, old, to string) func([]entry) []entry {
		return func(all []entry) []entry {
			e := &all[find(all, name)]
			e.text = strings.Replace(e.text, old, to, 1)
			return all
		}
	}
	kind := func(name string, flag byte, link string) func([]entry) []entry {
		return func(all []entry) []entry {
			e := &all[find(all, name)]
			e.Typeflag, e.Linkname = flag, link
			return all
		}
	}
	for _, c := range []struct {
		name, key string
		change    func([]entry) []entry
	}{
		{"the parent folder", "backup_unsafe", renamed("media/", "media/../../evil")},
		{"an absolute name", "backup_unsafe", renamed("media/", "/etc/passwd")},
		{"a drive of Windows", "backup_unsafe", renamed("media/", `C:\evil`)},
		{"a journal that climbs", "backup_unsafe", renamed("journal/", "journal/../keys.json")},
		{"keys of a device", "backup_unsafe", renamed("journal/", "keys.json")},
		{"a link", "backup_unsafe", kind("media/", tar.TypeSymlink, "/etc/passwd")},
		{"a hard link", "backup_unsafe", kind("media/", tar.TypeLink, "bangtin.db")},
		{"a pipe", "backup_unsafe", kind("journal/", tar.TypeFifo, "")},
		{"a folder", "backup_unsafe", kind("media/", tar.TypeDir, "")},
		{"a picture twice", "backup_unsafe", func(all []entry) []entry {
			i := find(all, "media/")
			return append(all[:i+1], all[i:]...)
		}},
		{"a journal too long", "backup_unsafe", func(all []entry) []entry {
			all[find(all, "journal/")].text = strings.Repeat("x", 5<<20)
			return all
		}},
		{"no manifest", "backup_foreign", without("manifest")},
		{"another program's tar", "backup_foreign", func([]entry) []entry {
			return []entry{{tar.Header{Typeflag: tar.TypeReg, Name: "readme.txt"}, "hello"}}
		}},
		{"a newer format", "backup_newer", rewritten("manifest", `"format":1`, `"format":2`)},
		{"another length of the tables", "backup_unsafe", rewritten("manifest", `"tables":`, `"tables":1`)},
		{"no tables", "backup_unsafe", without("bangtin.db")},
		{"other tables", "backup_broken", rewritten("bangtin.db", "change 3", "change 4")},
		{"another picture", "backup_broken", rewritten("media/", "picture", "Picture")},
		{"a picture less", "backup_broken", without("media/")},
		{"a journal less", "backup_broken", without("journal/")},
		{"no end", "backup_broken", without("end.json")},
		{"something behind the end", "backup_broken", func(all []entry) []entry {
			return append(all, entry{tar.Header{Typeflag: tar.TypeReg, Name: "more"}, "more"})
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := packed(t, c.change(entries(t, good)))
			into := filepath.Join(t.TempDir(), "into")
			_, err := readArchive(b, into)
			wants(t, err, app.Invalid, c.key)
			if _, err := os.Lstat(filepath.Join(into, "..", "evil")); err == nil {
				t.Error("it wrote outside its folder")
			}
		})
	}
	t.Run("cut at any place", func(t *testing.T) {
		for at := 0; at < len(good)-1024-512; at += 509 { // the zeros at the end say nothing
			if _, err := readArchive(good[:at], ""); app.CodeOf(err) != app.Invalid {
				t.Fatalf("at %d: %v", at, err)
			}
		}
	})
	t.Run("more than the file is long", func(t *testing.T) {
		_, err := store.ReadArchive(t.Context(), bytes.NewReader(good), 1000, "", nil)
		wants(t, err, app.Invalid, "backup_unsafe")
	})
	t.Run("bytes behind the end", func(t *testing.T) {
		_, err := readArchive(append(bytes.Clone(good), make([]byte, 4096)...), "")
		wants(t, err, app.Invalid, "backup_broken")
	})
}

// A file that claims a terabyte is refused before a byte of it is put down.
func TestBombsAreRefused(t *testing.T) {
	_, good := archived(t)
	all := entries(t, good)
	var bomb bytes.Buffer
	w := tar.NewWriter(&bomb)
	for _, e := range all[:3] {
		e.Size = int64(len(e.text))
		if err := w.WriteHeader(&e.Header); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, e.text); err != nil {
			t.Fatal(err)
		}
	}
	name := fmt.Sprintf("media/00/%064d", 0)
	if err := w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: 1 << 40, Format: tar.FormatPAX}); err != nil {
		t.Fatal(err)
	}
	into := t.TempDir()
	_, err := readArchive(bomb.Bytes(), into)
	wants(t, err, app.Invalid, "backup_unsafe")
	if _, err := os.Lstat(filepath.Join(into, name)); err == nil {
		t.Error("the file was begun")
	}
}

// Whatever the bytes, what is read is refused with a sentence, or is what
// WriteArchive writes, and nothing is put beside the folder.
func FuzzReadArchive(f *testing.F) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, e := range [][2]string{{"manifest.json", `{"format":1,"tables":3}`}, {"staff.key", "k"}, {"bangtin.db", "abc"}, {"journal/a-b.log", "x"}, {"end.json", "{}"}} {
		if err := w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: e[0], Size: int64(len(e[1])), Mode: 0o600}); err != nil {
			f.Fatal(err)
		}
		if _, err := io.WriteString(w, e[1]); err != nil {
			f.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add(bytes.Replace(b.Bytes(), []byte("journal/a-b.log"), []byte("journal/../x.log"), 1))
	f.Add([]byte("no tar"))
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := readArchive(b, "")
		if err != nil && app.CodeOf(err) != app.Invalid {
			t.Fatalf("%v tells a user nothing", err)
		}
		if a.Staff == "" {
			return // it did not come as far as the disk
		}
		above := t.TempDir()
		_, err = readArchive(b, filepath.Join(above, "in", "to"))
		if err != nil && app.CodeOf(err) != app.Invalid {
			t.Fatalf("%v tells a user nothing", err)
		}
		for _, dir := range []string{above, filepath.Join(above, "in")} {
			if all, _ := os.ReadDir(dir); len(all) > 1 {
				t.Fatalf("it wrote beside its folder: %v", all)
			}
		}
	})
}
