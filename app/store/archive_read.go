package store

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	"bangtin/app"
)

// Limits of an archive's small files, in bytes.
const (
	maxManifest = 64 << 10
	maxStaffKey = 4 << 10
	maxTail     = 16 << 20
)

var (
	errArchiveForeign = app.Fault(app.Invalid, "backup_foreign",
		"Tệp này không phải là bản sao lưu của Bảng Tin", "This file is no backup of Bảng Tin")
	errArchiveNewer = app.Fault(app.Invalid, "backup_newer",
		"Bản sao lưu do phiên bản mới hơn của chương trình tạo ra. Xin dùng phiên bản mới hơn",
		"A newer version of the program made this backup. Please use the newer version")
	errArchiveBroken = app.Fault(app.Invalid, "backup_broken",
		"Bản sao lưu bị cụt hoặc bị hỏng. Xin dùng bản sao lưu khác", "The backup is cut short or damaged. Please use another one")
	errArchiveUnsafe = app.Fault(app.Invalid, "backup_unsafe",
		"Bản sao lưu chứa thứ không được phép có trong đó nên bị từ chối", "The backup holds what has no place in it and is refused")
)

// ReadArchive reads an archive to its end and holds everything in it to its
// sums. Where into is a folder, its files are put there, durably; else they
// are only looked at. Most is the size of the file it comes from: an archive
// that claims to hold more is refused, as are names, links and orders of files
// that WriteArchive does not write. Progress is told in bytes and may be nil.
//
// What is wrong with an archive is Invalid, a full disk Unavailable. What was
// put into the folder until then stays there.
func ReadArchive(ctx context.Context, r io.Reader, most int64, into string, progress func(done int64)) (Archived, error) {
	a := &unarchiver{ctx: ctx, in: r, tar: tar.NewReader(r), left: most, into: into, progress: progress, seen: map[[32]byte]bool{}}
	if err := a.read(); err != nil {
		if ctx.Err() != nil {
			return a.out, ctx.Err()
		}
		return a.out, diskFault("read backup", err)
	}
	return a.out, nil
}

type unarchiver struct {
	ctx      context.Context
	in       io.Reader
	tar      *tar.Reader
	left     int64 // bytes that files may still claim
	into     string
	progress func(done int64)
	done     int64
	out      Archived
	tables   string
	seen     map[[32]byte]bool // media; true where their bytes are not what the name says
	media    string            // the last of the media, for they come in order
}

func broken(err error) error { return errArchiveBroken.With(err) }

func unsafeName(name string) error {
	return errArchiveUnsafe.With(fmt.Errorf("%.200q", name))
}

func (a *unarchiver) read() error {
	if err := a.readManifest(); err != nil {
		return err
	}
	staff, err := a.wholeFile(archiveStaff, maxStaffKey)
	if err != nil {
		return err
	}
	a.out.Staff = string(staff)
	if err := a.readTables(); err != nil {
		return err
	}
	for {
		h, err := a.next()
		if err != nil {
			return err
		}
		switch {
		case h.Name == archiveTail:
			return a.readTail(h)
		case strings.HasPrefix(h.Name, journFolder+"/"):
			err = a.readJournal(h)
		default:
			err = a.readOriginal(h)
		}
		if err != nil {
			return err
		}
	}
}

// next is the head of the next file.
func (a *unarchiver) next() (*tar.Header, error) {
	h, err := a.tar.Next()
	if err != nil {
		return nil, broken(noEnd(err))
	}
	if h.Typeflag != tar.TypeReg || h.Linkname != "" || h.Size < 0 {
		return nil, unsafeName(h.Name)
	}
	if a.left -= h.Size; a.left < 0 {
		return nil, errArchiveUnsafe.With(errors.New("it claims to hold more than the file is long"))
	}
	return h, nil
}

// noEnd: an archive ends where its last file says so, and nowhere else.
func noEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

func (a *unarchiver) readManifest() error {
	h, err := a.tar.Next()
	if err != nil || h.Name != archiveManifest || h.Typeflag != tar.TypeReg || h.Size > maxManifest {
		return errArchiveForeign.With(err)
	}
	a.left -= h.Size
	text, err := a.whole(h, maxManifest)
	if err != nil {
		return err
	}
	var first struct {
		Format int `json:"format"`
	}
	if json.Unmarshal(text, &first) != nil || first.Format < 1 {
		return errArchiveForeign
	}
	if first.Format > archiveFormat {
		return errArchiveNewer.With(fmt.Errorf("format %d", first.Format))
	}
	if err := json.Unmarshal(text, &a.out.Manifest); err != nil {
		return errArchiveForeign.With(err)
	}
	return nil
}

func (a *unarchiver) wholeFile(name string, most int64) ([]byte, error) {
	h, err := a.next()
	if err == nil && h.Name != name {
		err = unsafeName(h.Name)
	}
	if err != nil {
		return nil, err
	}
	return a.whole(h, most)
}

func (a *unarchiver) whole(h *tar.Header, most int64) ([]byte, error) {
	if h.Size > most {
		return nil, errArchiveUnsafe.With(fmt.Errorf("%s of %d bytes", h.Name, h.Size))
	}
	text, err := io.ReadAll(a.tar)
	if err != nil {
		return nil, broken(err)
	}
	a.tell(int64(len(text)))
	return text, nil
}

func (a *unarchiver) tell(n int64) {
	a.done += n
	if a.progress != nil {
		a.progress(a.done)
	}
}

func (a *unarchiver) readTables() error {
	h, err := a.next()
	if err != nil {
		return err
	}
	if h.Name != dbName || h.Size != a.out.Tables {
		return unsafeName(h.Name)
	}
	sum, err := a.put(dbName)
	a.tables = hex.EncodeToString(sum[:])
	return err
}

func (a *unarchiver) readJournal(h *tar.Header) error {
	name, ok := strings.CutSuffix(strings.TrimPrefix(h.Name, journFolder+"/"), ".log")
	if _, err := (&Journal{}).path(name); !ok || err != nil || a.media != "" {
		return unsafeName(h.Name)
	}
	if h.Size > noteHead+maxNote {
		return errArchiveUnsafe.With(fmt.Errorf("%s of %d bytes", h.Name, h.Size))
	}
	a.out.Journal++
	_, err := a.put(filepath.Join(journFolder, name+".log"))
	return err
}

func (a *unarchiver) readOriginal(h *tar.Header) error {
	sum, ok := parseSum(path.Base(h.Name))
	if !ok || mediaName(sum) != h.Name || h.Name <= a.media {
		return unsafeName(h.Name)
	}
	a.media = h.Name
	name := filepath.FromSlash(h.Name)
	got, err := a.put(name)
	if err != nil {
		return err
	}
	a.seen[sum] = got != sum
	return nil
}

// put takes one file in and gives its sum.
func (a *unarchiver) put(name string) (sum [32]byte, err error) {
	hash := sha256.New()
	if a.into == "" {
		err = a.copy(hash)
		return [32]byte(hash.Sum(nil)), err
	}
	file := filepath.Join(a.into, name)
	if err := os.MkdirAll(filepath.Dir(file), folderMode); err != nil {
		return sum, err
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if errors.Is(err, os.ErrExist) {
		err = unsafeName(name) // the same file twice
	}
	if err != nil {
		return sum, err
	}
	err = a.copy(io.MultiWriter(hash, f))
	if err == nil {
		err = f.Sync()
	}
	return [32]byte(hash.Sum(nil)), errors.Join(err, f.Close())
}

// copy tells a fault of the archive from one of the disk.
func (a *unarchiver) copy(w io.Writer) error {
	b := make([]byte, 256<<10)
	for {
		if err := a.ctx.Err(); err != nil {
			return err
		}
		n, err := a.tar.Read(b)
		if _, err := w.Write(b[:n]); err != nil {
			return err
		}
		a.tell(int64(n))
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return broken(err)
		}
	}
}

// readTail compares what came with what was written, and makes sure that
// nothing follows.
func (a *unarchiver) readTail(h *tar.Header) error {
	text, err := a.whole(h, maxTail)
	if err != nil {
		return err
	}
	var end archiveEnd
	if err := json.Unmarshal(text, &end); err != nil {
		return broken(err)
	}
	for _, name := range end.Damaged {
		sum, ok := parseSum(name)
		if !ok || !a.seen[sum] {
			return broken(fmt.Errorf("%s is said to be damaged and is not", name))
		}
		delete(a.seen, sum)
		a.out.Damaged = append(a.out.Damaged, sum)
	}
	for sum, wrong := range a.seen {
		if wrong {
			return broken(fmt.Errorf("media %x has another sum", sum))
		}
	}
	if end.Tables != a.tables || end.Media != len(a.seen)+len(a.out.Damaged) || end.Journal != a.out.Journal {
		return broken(errors.New("files are missing or are others"))
	}
	a.out.Media = end.Media
	if _, err := a.tar.Next(); !errors.Is(err, io.EOF) {
		return broken(errors.New("something follows the last file"))
	}
	if n, err := io.Copy(io.Discard, a.in); err != nil || n > 0 {
		return broken(errors.Join(err, fmt.Errorf("%d bytes follow the end", n)))
	}
	return a.finish()
}

// finish leaves out what was damaged and makes the folders durable.
func (a *unarchiver) finish() error {
	if a.into == "" {
		return nil
	}
	for _, sum := range a.out.Damaged {
		if err := os.Remove(filepath.Join(a.into, filepath.FromSlash(mediaName(sum)))); err != nil {
			return err
		}
	}
	return filepath.WalkDir(a.into, func(dir string, d os.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		return syncFolder(dir)
	})
}
