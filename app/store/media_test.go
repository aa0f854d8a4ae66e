package store_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"bangtin/app"
	"bangtin/app/store"
)

func put(t *testing.T, m *store.Media, content string) [32]byte {
	t.Helper()
	sum, size, err := m.Put(t.Context(), strings.NewReader(content), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if want := sha256.Sum256([]byte(content)); sum != want || size != int64(len(content)) {
		t.Fatalf("put %x %d, want %x %d", sum, size, want, len(content))
	}
	return sum
}

func TestMediaPut(t *testing.T) {
	m := open(t, memory(t)).Media()
	for name, content := range map[string]string{"empty": "", "small": "ảnh", "large": strings.Repeat("0123456789", 50_000)} {
		t.Run(name, func(t *testing.T) {
			sum := put(t, m, content)
			f, err := m.Open(sum)
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(f)
			if err := errors.Join(err, f.Close()); err != nil || string(b) != content {
				t.Errorf("read %d bytes, %v", len(b), err)
			}
			if size, err := m.Stat(sum); err != nil || size != int64(len(content)) {
				t.Errorf("stat %d, %v", size, err)
			}
			if err := m.Verify(t.Context(), sum); err != nil {
				t.Error(err)
			}
		})
	}
	n := 0
	for item, err := range m.Walk(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if size, err := m.Stat(item.Sum); err != nil || size != item.Size {
			t.Errorf("walked %+v, stat %d, %v", item, size, err)
		}
		n++
	}
	if n != 3 {
		t.Errorf("walked %d originals", n)
	}
}

// What is there already is not written again, unless it went bad.
func TestMediaPutAgain(t *testing.T) {
	m := open(t, memory(t)).Media()
	sum := put(t, m, "photo")
	before, err := os.Stat(m.Path(sum))
	if err != nil {
		t.Fatal(err)
	}
	put(t, m, "photo")
	after, err := os.Stat(m.Path(sum))
	if err != nil || !os.SameFile(before, after) {
		t.Errorf("written again: %v", err)
	}
	write(t, m.Path(sum), []byte("phot0"))
	if err := m.Verify(t.Context(), sum); app.CodeOf(err) != app.Damaged {
		t.Errorf("verify: %v", err)
	}
	put(t, m, "photo")
	if err := m.Verify(t.Context(), sum); err != nil {
		t.Errorf("not healed: %v", err)
	}
}

func TestMediaRefuses(t *testing.T) {
	dir := memory(t)
	m := open(t, dir).Media()
	_, _, err := m.Put(t.Context(), strings.NewReader("12345"), 4)
	wants(t, err, app.TooLarge, "media_too_large")
	if _, size, err := m.Put(t.Context(), strings.NewReader("1234"), 4); err != nil || size != 4 {
		t.Errorf("at the limit: %d %v", size, err)
	}
	if _, _, err := m.Put(t.Context(), io.MultiReader(strings.NewReader("half"), broken{}), 1<<20); !errors.Is(err, errBoom) {
		t.Errorf("reader that breaks: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := m.Put(ctx, strings.NewReader("x"), 4); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	_, err = m.Open([32]byte{1})
	wants(t, err, app.NotFound, "media_missing")
	_, err = m.Stat([32]byte{1})
	wants(t, err, app.NotFound, "media_missing")
	wants(t, m.Verify(t.Context(), [32]byte{1}), app.NotFound, "media_missing")
	if left, _ := filepath.Glob(filepath.Join(dir, "media", "*.tmp")); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errBoom }

// Links, folders and pipes under the name of an original are no originals.
func TestMediaFollowsNoLinks(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need a privilege on Windows")
	}
	dir := memory(t)
	m := open(t, dir).Media()
	secret := filepath.Join(dir, "secret")
	write(t, secret, []byte("secret"))
	sum := sha256.Sum256([]byte("secret"))
	path := m.Path(sum)
	folder := filepath.Dir(path)
	elsewhere := filepath.Join(dir, "elsewhere")
	for name, make := range map[string]func() error{
		"link to a file": func() error {
			return errors.Join(os.MkdirAll(folder, 0o700), os.Symlink(secret, path))
		},
		"linked folder": func() error {
			return errors.Join(os.MkdirAll(elsewhere, 0o700), os.Symlink(elsewhere, folder),
				os.WriteFile(filepath.Join(elsewhere, filepath.Base(path)), []byte("secret"), 0o600))
		},
		"folder": func() error { return os.MkdirAll(path, 0o700) },
	} {
		t.Run(name, func(t *testing.T) {
			if err := make(); err != nil {
				t.Fatal(err)
			}
			if f, err := m.Open(sum); app.CodeOf(err) != app.NotFound {
				t.Errorf("open: %v %v", f, err)
			}
			if _, err := m.Stat(sum); app.CodeOf(err) != app.NotFound {
				t.Errorf("stat: %v", err)
			}
			for item, err := range m.Walk(t.Context()) {
				t.Errorf("walked %+v %v", item, err)
			}
			if err := errors.Join(os.RemoveAll(folder), os.RemoveAll(elsewhere)); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// Files that are not ours stay where they are and are passed over; what was
// being written when a process ended is swept away.
func TestMediaSweep(t *testing.T) {
	dir := memory(t)
	db := open(t, dir)
	put(t, db.Media(), "photo")
	mustClose(t, db)
	media := filepath.Join(dir, "media")
	if err := os.MkdirAll(filepath.Join(media, "zz"), 0o700); err != nil {
		t.Fatal(err)
	}
	strange := []string{"zz/photo.jpg", "README", "zz/" + strings.Repeat("AB", 32)}
	for _, name := range strange {
		write(t, filepath.Join(media, name), []byte("x"))
	}
	write(t, filepath.Join(media, "half.tmp"), []byte("x"))
	m := open(t, dir).Media()
	n := 0
	for _, err := range m.Walk(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n != 1 {
		t.Errorf("walked %d originals", n)
	}
	for _, name := range strange {
		if _, err := os.Stat(filepath.Join(media, name)); err != nil {
			t.Error(err)
		}
	}
	if _, err := os.Stat(filepath.Join(media, "half.tmp")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("half a file: %v", err)
	}
}

// Many may put the same thing at once.
func TestMediaPutTogether(t *testing.T) {
	m := open(t, memory(t)).Media()
	content := bytes.Repeat([]byte("photo"), 100_000)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			sum, _, err := m.Put(context.Background(), bytes.NewReader(content), 1<<20)
			if err != nil || sum != sha256.Sum256(content) {
				t.Errorf("%x %v", sum, err)
			}
		})
	}
	all.Wait()
	if err := m.Verify(t.Context(), sha256.Sum256(content)); err != nil {
		t.Error(err)
	}
}
