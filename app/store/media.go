package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"

	"bangtin/app"
)

// Media keeps originals, of pictures and of what else goes with articles,
// as files named by the SHA-256 of their bytes, in media/<ab>/<sha256>. A file is complete and durable under its name or not
// there, and is never changed. Links are not followed.
type Media struct {
	dir  string
	disk disk
}

// Item is one original.
type Item struct {
	Sum  [32]byte
	Size int64 // bytes
}

var (
	errNoMedia = app.Fault(app.NotFound, "media_missing",
		"Không tìm thấy tệp ảnh gốc", "The original picture is missing")
	errBigMedia = app.Fault(app.TooLarge, "media_too_large",
		"Tệp quá lớn. Xin giảm dung lượng rồi thử lại", "The file is too large. Make it smaller and try again")
	errBadMedia = app.Fault(app.Damaged, "media_damaged",
		"Tệp ảnh gốc bị hỏng. Xin đưa lại tệp này vào", "The original picture is damaged. Add the file again")
)

// openMedia sweeps what was left unfinished.
func openMedia(dir string, d disk) (*Media, error) {
	if err := os.MkdirAll(dir, folderMode); err != nil {
		return nil, err
	}
	return &Media{dir: dir, disk: d}, sweep(dir, "")
}

// Path is where an original is or would be, for programs that want a name.
func (m *Media) Path(sum [32]byte) string {
	name := hex.EncodeToString(sum[:])
	return filepath.Join(m.dir, name[:2], name)
}

// Put keeps what r yields, up to limit bytes, and returns its sum and size.
// When it returns, the file is durable. An original that is there already
// and sound is left alone. More than limit bytes is TooLarge.
func (m *Media) Put(ctx context.Context, r io.Reader, limit int64) (sum [32]byte, size int64, err error) {
	return m.Take(ctx, r, limit, nil)
}

// Take is Put for what look finds nothing wrong with, once all of it is
// there and before it gets its name. What look refuses is not kept.
func (m *Media) Take(ctx context.Context, r io.Reader, limit int64, look func(f io.ReaderAt, sum [32]byte, size int64) error) (sum [32]byte, size int64, err error) {
	tmp := filepath.Join(m.dir, rand.Text()+tmpSuffix)
	defer func() {
		if err != nil {
			err = errors.Join(diskFault("keep original", err), absent(os.Remove(tmp)))
		}
	}()
	hash := sha256.New()
	known := false
	err = m.disk.fill("media", tmp, func(f *os.File) error {
		var err error
		size, err = io.Copy(io.MultiWriter(f, hash), io.LimitReader(steady{ctx, r}, limit+1))
		if err == nil && size > limit {
			err = errBigMedia
		}
		hash.Sum(sum[:0])
		if err == nil && look != nil {
			err = look(f, sum, size)
		}
		if err != nil {
			return err
		}
		if known = m.Verify(ctx, sum) == nil; known {
			return errKnown
		}
		return nil
	})
	if known {
		return sum, size, absent(os.Remove(tmp))
	}
	if err != nil {
		return sum, size, err
	}
	return sum, size, m.settle(tmp, sum)
}

// errKnown ends the writing of an original that is there already.
var errKnown = errors.New("already kept")

// settle gives a complete temporary file its name.
func (m *Media) settle(tmp string, sum [32]byte) error {
	path := m.Path(sum)
	folder := filepath.Dir(path)
	if err := os.Mkdir(folder, folderMode); err == nil {
		if err := m.disk.syncFolder("media", m.dir); err != nil {
			return err
		}
	} else if !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := m.disk.step("media.rename"); err != nil {
		return err
	}
	if err := rename(tmp, path); err != nil {
		return err
	}
	return m.disk.syncFolder("media", folder)
}

// steady is a reader that ends with its context.
type steady struct {
	ctx context.Context
	r   io.Reader
}

func (s steady) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}

// Stat is the size of an original; NotFound where there is none.
func (m *Media) Stat(sum [32]byte) (int64, error) {
	info, err := m.stat(sum)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// stat looks at the file itself, never at what a link points to.
func (m *Media) stat(sum [32]byte) (fs.FileInfo, error) {
	path := m.Path(sum)
	folder, err := os.Lstat(filepath.Dir(path))
	if err == nil && !folder.IsDir() {
		err = fs.ErrNotExist
	}
	if err != nil {
		return nil, missing(err)
	}
	info, err := os.Lstat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = fs.ErrNotExist
	}
	return info, missing(err)
}

func missing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return errNoMedia.With(err)
	}
	return diskFault("read original", err)
}

// Open opens an original for reading; NotFound where there is none.
func (m *Media) Open(sum [32]byte) (*os.File, error) {
	before, err := m.stat(sum)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(m.Path(sum))
	if err != nil {
		return nil, missing(err)
	}
	after, err := f.Stat()
	if err == nil && !os.SameFile(before, after) {
		err = fs.ErrNotExist
	}
	if err != nil {
		return nil, errors.Join(missing(err), f.Close())
	}
	return f, nil
}

// Verify reads an original and compares it with its name; Damaged where
// they differ.
func (m *Media) Verify(ctx context.Context, sum [32]byte) error {
	f, err := m.Open(sum)
	if err != nil {
		return err
	}
	defer f.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, steady{ctx, f}); err != nil {
		return diskFault("read original", err)
	}
	if got := hash.Sum(nil); [32]byte(got) != sum {
		return errBadMedia.With(fmt.Errorf("%x holds %x", sum, got))
	}
	return nil
}

// Walk goes through all originals in the order of their sums. Files with
// other names are not ours and are passed over. An error ends the walk.
func (m *Media) Walk(ctx context.Context) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		folders, err := os.ReadDir(m.dir)
		if err != nil {
			yield(Item{}, diskFault("list originals", err))
			return
		}
		for _, folder := range folders {
			if !folder.IsDir() || len(folder.Name()) != 2 {
				continue
			}
			if !m.walkFolder(ctx, folder.Name(), yield) {
				return
			}
		}
	}
}

func (m *Media) walkFolder(ctx context.Context, folder string, yield func(Item, error) bool) bool {
	files, err := os.ReadDir(filepath.Join(m.dir, folder))
	if err != nil {
		return yield(Item{}, diskFault("list originals", err)) && false
	}
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return yield(Item{}, err) && false
		}
		sum, ok := parseSum(f.Name())
		if !ok || f.Name()[:2] != folder || !f.Type().IsRegular() {
			continue
		}
		info, err := f.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return yield(Item{}, diskFault("list originals", err)) && false
		}
		if !yield(Item{Sum: sum, Size: info.Size()}, nil) {
			return false
		}
	}
	return true
}

// parseSum reads a sum written as 64 lower-case hex digits.
func parseSum(name string) (sum [32]byte, ok bool) {
	b, err := hex.DecodeString(name)
	if err != nil || len(b) != len(sum) {
		return sum, false
	}
	copy(sum[:], b)
	return sum, hex.EncodeToString(b) == name
}
