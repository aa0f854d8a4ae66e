package peer

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"bangtin/app"
)

// FolderName is the folder on a stick or share that holds everything of
// ours. Below it:
//
//	README.txt              what this is, for whoever finds it
//	joins/                  machines that ask to be let in, and the answers
//	kits/                   what new kiosks take their place from
//	<16 digits>/            a library, by the beginning of its name
//	    open/  staff/       packs, one audience each, and damaged ones put aside
//	    heads/              what each machine knows, by the machine's name
const FolderName = "BangTin"

const (
	packExt   = ".pack"
	asideExt  = ".damaged" // in place of packExt; see aside.go
	tmpExt    = ".tmp"
	maxNote   = 32 << 20
	maxNotes  = 5000
	abandoned = 24 * time.Hour // a temporary file this old is nobody's any more
	// settles is how long a file has to stand still until nobody is copying
	// it any more: a slow stick makes a copy wait for minutes.
	settles     = 10 * time.Minute
	writeBuffer = 1 << 20
	// maxOffers is after how many things no further pack is listed: three
	// pictures for each of 100,000 articles, and as much again.
	maxOffers = 600_000
)

// Folder is a remote in a folder: on a stick, or shared by Syncthing, SMB
// or whatever else brings files along. Nothing outside of it is ever
// reached, whatever links it holds.
type Folder struct {
	root    *os.Root // FolderName itself
	library string   // folder of the library below it
	name    app.Hash
	writer  app.Key
	now     func() time.Time // as the folder tells the time; see folderTime
	own     []ownPack        // small packs of the writer's that were listed; see tidy.go
}

var _ Remote = (*Folder)(nil)

var errNoFolder = app.Fault(app.NotFound, "folder_missing",
	"Không mở được thư mục này. Xin kiểm tra USB đã cắm và đường dẫn đúng",
	"This folder cannot be opened. Please check that the stick is plugged in and the path is right")

// OpenFolder opens the place of a library in a folder and makes it where it
// is missing. Writer is the device that will leave things there.
func OpenFolder(dir string, library app.Hash, writer app.Key) (*Folder, error) {
	root, err := openRoot(dir, true)
	if err != nil {
		return nil, err
	}
	f := &Folder{root: root, library: library.String()[:16], name: library, writer: writer}
	f.now = sync.OnceValue(f.folderTime)
	for _, sub := range []string{"open", "staff", "heads"} {
		if err := root.MkdirAll(path.Join(f.library, sub), 0o755); err != nil {
			return nil, errors.Join(remoteFault(err), root.Close())
		}
	}
	f.sweep()
	return f, nil
}

// OpenJoins opens the part of a folder that belongs to no library: where
// machines that have none yet ask to be let in. It offers nothing.
func OpenJoins(dir string, writer app.Key) (*Folder, error) {
	root, err := openRoot(dir, true)
	if err != nil {
		return nil, err
	}
	return &Folder{root: root, library: "no-library", writer: writer}, nil
}

// openRoot opens FolderName in a folder, or makes it.
func openRoot(dir string, make bool) (*os.Root, error) {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, errNoFolder.With(err)
	}
	outer, err := os.OpenRoot(dir)
	if err != nil {
		return nil, errNoFolder.With(err)
	}
	defer outer.Close()
	if isInner(outer) {
		return os.OpenRoot(dir)
	}
	if make {
		if err := outer.Mkdir(FolderName, 0o755); err == nil {
			_ = outer.WriteFile(path.Join(FolderName, readme), []byte(folderNote), 0o644) // where it fails, isInner knows it by what comes
		} else if !errors.Is(err, fs.ErrExist) {
			return nil, remoteFault(err)
		}
	}
	root, err := outer.OpenRoot(FolderName)
	if err != nil {
		return nil, remoteFault(err)
	}
	return root, nil
}

// isInner tells whether somebody chose FolderName itself. Its own name says
// nothing: people call a stick so too, and the same stick has other names on
// other machines. What lies in it is the same on all of them: our note or, as
// programs before this one left a stick of that name, a library that stands
// beside no FolderName.
func isInner(root *os.Root) bool {
	info, err := root.Lstat(readme)
	if err == nil && info.Mode().IsRegular() && info.Size() == int64(len(folderNote)) {
		if text, err := root.ReadFile(readme); err == nil && string(text) == folderNote {
			return true
		}
	}
	if _, err := root.Lstat(FolderName); err == nil {
		return false
	}
	dir, err := root.Open(".")
	if err != nil {
		return false
	}
	defer dir.Close()
	names, _ := dir.Readdirnames(-1) // as many as can be read
	return slices.ContainsFunc(names, func(name string) bool { return libraryNames.MatchString(name) && isDir(root, path.Join(name, "heads")) })
}

// libraryNames are what folders of libraries are called.
var libraryNames = regexp.MustCompile(`(?i)^[0-9a-f]{16}$`)

func isDir(root *os.Root, name string) bool {
	info, err := root.Lstat(name)
	return err == nil && info.IsDir()
}

// inOurs looks at what is ours in a folder, and makes nothing there.
func inOurs(dir string, look func(*os.Root) bool) bool {
	root, err := openRoot(dir, false)
	if err != nil {
		return false
	}
	defer root.Close()
	return look(root)
}

const readme = "README.txt"

const folderNote = "Thư mục này thuộc chương trình Bảng Tin: các máy của một thư viện để lại dữ liệu cho nhau ở đây.\r\n" +
	"Xin đừng xóa hoặc sửa các tệp bên trong.\r\n\r\n" +
	"This folder belongs to the program Bảng Tin: the machines of a library leave data for each other here.\r\n" +
	"Please do not remove or change the files in it.\r\n"

// HasLibrary tells whether a folder holds anything of a library.
func HasLibrary(dir string, library app.Hash) bool {
	return inOurs(dir, func(root *os.Root) bool { return isDir(root, path.Join(library.String()[:16], "heads")) })
}

// Close lets go of the folder.
func (f *Folder) Close() error { return f.root.Close() }

// sweep removes what somebody began to write and never came back to.
func (f *Folder) sweep() {
	for _, sub := range []string{"open", "staff", "heads"} {
		dir := path.Join(f.library, sub)
		entries, _ := fs.ReadDir(f.root.FS(), dir) // nothing to sweep is no fault
		for _, e := range entries {
			info, err := e.Info()
			mine := strings.HasPrefix(e.Name(), f.writer.String()[:16])
			if err == nil && strings.HasSuffix(e.Name(), tmpExt) && (mine || f.now().Sub(info.ModTime()) > abandoned) {
				_ = f.root.Remove(path.Join(dir, e.Name()))
			}
		}
	}
}

func packDir(a app.Audience) string { return a.String() }

// folderTime is what the time is by the clock that dates the files there. It
// may be another machine's, and a stick keeps no time zone.
func (f *Folder) folderTime() time.Time {
	probe := path.Join(f.library, f.writer.String()[:16]+"-"+rand.Text()[:8]+tmpExt)
	w, err := f.root.OpenFile(probe, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return time.Now() // nothing can be removed there either
	}
	info, err := w.Stat()
	if err = errors.Join(err, w.Close(), f.root.Remove(probe)); err != nil {
		return time.Now()
	}
	return info.ModTime()
}

// fresh tells of a file's date that somebody may still be writing the file.
// One that is dated ahead was not written just now.
func (f *Folder) fresh(at time.Time) bool { return f.now().Sub(at).Abs() < settles }

// Offers lists the things of all packs, oldest pack first.
func (f *Folder) Offers(ctx context.Context) (offers []Offer, refused []Refusal, err error) {
	f.own = nil
	for _, a := range []app.Audience{app.Open, app.Staff} {
		dir := path.Join(f.library, packDir(a))
		entries, err := fs.ReadDir(f.root.FS(), dir)
		if err != nil {
			return nil, nil, remoteFault(err)
		}
		type aged struct {
			name string
			size int64
			at   time.Time
		}
		var packs []aged
		for _, e := range entries {
			info, err := e.Info()
			if err != nil || !packNames.MatchString(e.Name()) && !asideNames.MatchString(e.Name()) {
				continue
			}
			if !info.Mode().IsRegular() {
				refused = append(refused, refusal(e.Name(), errNoFile))
				continue
			}
			packs = append(packs, aged{e.Name(), info.Size(), info.ModTime()})
		}
		slices.SortStableFunc(packs, func(x, y aged) int { return x.at.Compare(y.at) })
		for _, p := range packs {
			if err := ctx.Err(); err != nil {
				return nil, nil, err
			}
			if len(offers) > maxOffers {
				refused = append(refused, refusal(p.name, errPackMany))
				continue
			}
			found, err := f.list(path.Join(dir, p.name), p.name, p.size, a)
			var fault *app.Error
			fresh := f.fresh(p.at)
			if errors.As(err, &fault) && fault.Code == app.Damaged && fresh {
				fault = errPackUnfinished
			}
			for i := range found {
				found[i].fresh = fresh
			}
			offers = append(offers, found...)
			if err == nil {
				f.noteOwn(packAt{p.name, a}, p.at, p.size, found)
			}
			switch {
			case asideNames.MatchString(p.name): // told when it was put there
			case fault != nil:
				refused = append(refused, refusal(p.name, fault))
			case errors.Is(err, fs.ErrNotExist): // somebody made it anew meanwhile
			case err != nil:
				refused = append(refused, refusal(p.name, errPackUnread))
			}
		}
	}
	return offers, refused, nil
}

var errNoFile = app.Fault(app.Denied, "pack_no_file", "Mục này mang tên một gói nhưng không phải tệp nên không được mở",
	"This has the name of a pack and is no file. It was not opened")

// Packs that went through a system which knows no small letters keep their
// names.
var packNames = regexp.MustCompile(`(?i)^[0-9a-f]{32}\.pack$`)

func (f *Folder) list(file, name string, size int64, a app.Audience) ([]Offer, error) {
	r, err := f.root.Open(file)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return readPack(r, size, name, f.name, a)
}

// Open opens what an offer holds.
func (f *Folder) Open(_ context.Context, o Offer) (io.ReadCloser, error) {
	r, err := f.root.Open(f.pack(o))
	if err != nil {
		return nil, err
	}
	return openThing(r, r, o), nil
}

func (f *Folder) pack(o Offer) string { return path.Join(f.library, packDir(o.Audience), o.pack) }

// Put leaves items in as few packs as they fill.
func (f *Folder) Put(ctx context.Context, a app.Audience, items []Item, wrote func(Item)) error {
	_, err := f.put(ctx, a, items, wrote)
	return err
}

// put tells the names of the packs it made.
func (f *Folder) put(ctx context.Context, a app.Audience, items []Item, wrote func(Item)) (names []string, err error) {
	for len(items) > 0 {
		n, size, index := 0, int64(0), 0
		for n < len(items) && (n == 0 || size+items[n].Size <= maxPack && index+items[n].listed() <= maxIndex) {
			size, index = size+items[n].Size, index+items[n].listed()
			n++
		}
		name, err := f.putPack(ctx, a, items[:n])
		if err != nil {
			return names, err
		}
		names = append(names, name)
		for _, it := range items[:n] {
			wrote(it)
		}
		items = items[n:]
	}
	return names, nil
}

func (f *Folder) putPack(ctx context.Context, a app.Audience, items []Item) (name string, err error) {
	dir := path.Join(f.library, packDir(a))
	err = f.write(dir, func(w io.Writer) error {
		p, err := newPackWriter(w, packIndex{Library: f.name, Audience: a, Writer: f.writer})
		for _, it := range items {
			if err == nil {
				err = ctx.Err()
			}
			if err == nil {
				err = p.add(it.Thing, it.Write)
			}
		}
		if err == nil {
			name, err = p.end()
		}
		return err
	}, func() string { return name })
	return name, err
}

// write makes a file whole and durable under a name that is known at its
// end, or not at all.
func (f *Folder) write(dir string, fill func(io.Writer) error, name func() string) error {
	tmp := path.Join(dir, f.writer.String()[:16]+"-"+rand.Text()[:8]+tmpExt)
	w, err := f.root.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return remoteFault(err)
	}
	buffer := bufio.NewWriterSize(w, writeBuffer)
	err = fill(buffer)
	if err == nil {
		err = buffer.Flush()
	}
	if err == nil {
		err = w.Sync()
	}
	err = errors.Join(err, w.Close())
	if err == nil {
		err = f.root.Rename(tmp, path.Join(dir, name()))
	}
	if err == nil {
		err = f.syncFile(path.Join(dir, name()))
	}
	if err != nil {
		return errors.Join(remoteFault(err), absent(f.root.Remove(tmp)))
	}
	return remoteFault(f.syncDir(dir))
}

func absent(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// syncFile makes a file durable under the name that it has now: what FAT
// knows of its length and place stands beside its name, and a new name stands
// there without them until the file is synced once more.
func (f *Folder) syncFile(name string) error {
	w, err := f.root.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(w.Sync(), w.Close())
}

// syncDir makes the names in a folder durable, where the system can.
func (f *Folder) syncDir(dir string) error {
	d, err := f.root.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, fs.ErrInvalid) || os.PathSeparator == '\\' {
		err = nil // Windows and some file systems have no folders to sync
	}
	return errors.Join(err, d.Close())
}

var (
	errRemoteFull = app.Fault(app.Unavailable, "remote_full",
		"USB hoặc thư mục đã đầy. Xin xóa bớt tệp khác trên đó, hoặc dùng USB lớn hơn, rồi làm lại",
		"The stick or folder is full. Please remove other files from it or take a larger one, then try again")
	errRemoteReadOnly = app.Fault(app.Denied, "remote_read_only",
		"Không ghi được vào USB hoặc thư mục này. Xin kiểm tra khóa chống ghi trên USB, hoặc dùng USB khác",
		"This stick or folder cannot be written to. Please check its write lock, or take another one")
	errRemoteGone = app.Fault(app.Unavailable, "remote_gone",
		"USB hoặc thư mục không còn đọc, ghi được, có thể đã bị rút ra. Những gì đã nhận vẫn còn nguyên. Xin cắm lại rồi làm tiếp",
		"The stick or folder can no longer be read or written; perhaps it was pulled out. What was received is safe. Please plug it in again and go on")
)

// remoteFault says in words of the user's what a file system says.
func remoteFault(err error) error {
	var known *app.Error
	switch {
	case err == nil || errors.As(err, &known) || errors.Is(err, context.Canceled):
		return err
	case diskFull(err):
		return errRemoteFull.With(err)
	case errors.Is(err, fs.ErrPermission) || readOnly(err):
		return errRemoteReadOnly.With(err)
	}
	return errRemoteGone.With(err)
}
