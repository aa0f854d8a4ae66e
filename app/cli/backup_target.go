package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"bangtin/app"
	"bangtin/app/store"
	"bangtin/app/viet"
)

// target is the file that a backup is written to, under a name ending in
// .tmp until it is right.
type target struct {
	file, tmp string
	f         *os.File
	since     int   // bytes written since the disk had them all
	err       error // what the disk said
}

// syncEvery is how much is written between syncs: what is told of progress is
// then true of slow sticks as well.
const syncEvery = 32 << 20

// maxFAT is the longest file that FAT can hold, in bytes.
const maxFAT = 1<<32 - 1

var (
	errBackupExists = app.Fault(app.Conflict, "backup_exists", "Đã có tệp mang tên này. Xin chọn tên khác",
		"There is a file of this name already. Please choose another")
	errBackupInside = app.Fault(app.Invalid, "backup_inside", "Không sao lưu vào trong thư mục dữ liệu được. Xin chọn ổ đĩa hoặc thư mục khác",
		"A backup cannot lie in the data folder. Please choose another disk or folder")
	errBackupNoFolder = app.Fault(app.NotFound, "backup_no_folder", "Không có thư mục này. Xin xem lại đường dẫn, hoặc cắm lại ổ đĩa",
		"There is no such folder. Please look at the path, or plug the disk in again")
	errBackupFull = app.Fault(app.Unavailable, "backup_full", "Ổ đĩa nhận bản sao lưu không đủ chỗ. Xin dùng ổ lớn hơn hoặc xóa bớt tệp trên đó",
		"The disk for the backup has not enough room. Please use a larger one, or delete files on it")
	errBackupFAT = app.Fault(app.Unavailable, "backup_fat", "Ổ định dạng FAT32 không chứa được tệp từ 4 GB. Xin dùng ổ định dạng exFAT, NTFS hoặc ext4",
		"A disk formatted as FAT32 cannot hold files of 4 GB or more. Please use one formatted as exFAT, NTFS or ext4")
	errBackupDenied = app.Fault(app.Denied, "backup_denied", "Không ghi được vào nơi này: ổ đang khóa ghi hoặc thiếu quyền. Xin chọn nơi khác",
		"This place cannot be written to: it is write-protected or not yours. Please choose another")
	errBackupDisk = app.Fault(app.Unavailable, "backup_disk", "Ổ đĩa nhận bản sao lưu báo lỗi, hoặc đã bị rút ra. Xin cắm lại rồi thử lại",
		"The disk for the backup reports an error, or was pulled out. Please plug it in and try again")
)

// newTarget begins a file of about so many bytes. Where the path is a folder
// the file is named by the time in Vietnam.
func newTarget(data, file string, size int64, now time.Time) (*target, error) {
	if info, err := os.Stat(file); err == nil && info.IsDir() {
		file = filepath.Join(file, "bangtin-"+now.In(viet.Zone()).Format("20060102-150405")+".tar.age")
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(file))
	if info, bad := os.Stat(filepath.Dir(file)); err != nil || bad != nil || !info.IsDir() {
		return nil, errBackupNoFolder.With(errors.Join(err, bad))
	}
	if own, err := filepath.EvalSymlinks(data); err == nil && within(own, folder) {
		return nil, errBackupInside
	}
	file = filepath.Join(folder, filepath.Base(file))
	if _, err := os.Lstat(file); err == nil {
		return nil, errBackupExists
	}
	t := &target{file: file, tmp: file + ".tmp"}
	v, err := store.VolumeOf(folder)
	if err != nil {
		return nil, t.fault(err)
	}
	if v.Kind == store.FAT && v.Name != "exfat" && size > maxFAT {
		return nil, errBackupFAT
	}
	if size > v.Free {
		return nil, errBackupFull
	}
	if info, err := os.Lstat(t.tmp); err == nil && info.Mode().IsRegular() { // of one that was cut short
		if err := os.Remove(t.tmp); err != nil {
			return nil, t.fault(err)
		}
	}
	if t.f, err = os.OpenFile(t.tmp, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600); err != nil {
		return nil, t.fault(err)
	}
	return t, nil
}

// within tells whether a path lies in a folder or is it.
func within(folder, path string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

func (t *target) Write(b []byte) (int, error) {
	n, err := t.f.Write(b)
	if t.since += n; err == nil && t.since >= syncEvery {
		t.since = 0
		err = t.f.Sync()
	}
	if err != nil {
		t.err = err
	}
	return n, err
}

// settle makes sure that the disk has it all, and that what is read next
// comes from the disk and not from memory.
func (t *target) settle() error {
	err := t.f.Sync()
	if err == nil {
		err = forgetCached(t.f)
	}
	err = errors.Join(err, t.f.Close())
	t.f = nil
	return err
}

// name gives the file its name, which nobody must have taken meanwhile.
func (t *target) name() error {
	if _, err := os.Lstat(t.file); err == nil {
		return errBackupExists
	}
	if err := rename(t.tmp, t.file); err != nil {
		return err
	}
	t.tmp = ""
	return nil
}

// close takes away what has no name yet.
func (t *target) close() error {
	if t.f != nil {
		_ = t.f.Close() // it goes away with what could not be written to it
	}
	if t.tmp == "" {
		return nil
	}
	if err := os.Remove(t.tmp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return t.fault(err)
	}
	return nil
}

// fault says of an error of this disk what to do about it; others it leaves
// as they are.
func (t *target) fault(err error) error {
	if t.err != nil { // what lies around it speaks of the data folder's disk
		err = t.err
	}
	var known *app.Error
	switch {
	case errors.As(err, &known):
		return err
	case isErrno(err, errnosFull):
		return errBackupFull.With(err)
	case isErrno(err, errnosDisk):
		return errBackupDisk.With(err)
	case isErrno(err, errnosDenied), errors.Is(err, fs.ErrPermission):
		return errBackupDenied.With(err)
	case errors.Is(err, fs.ErrNotExist):
		return errBackupNoFolder.With(err)
	}
	return err
}

func isErrno(err error, numbers []syscall.Errno) bool {
	var n syscall.Errno
	return errors.As(err, &n) && slices.Contains(numbers, n)
}
