package cli

import (
	"bufio"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"bangtin/app"
	"bangtin/app/store"

	"filippo.io/age"
	"filippo.io/age/agessh"
	"github.com/spf13/cobra"
	"golang.org/x/crypto/ssh"
)

// A backup is one file: an archive (see store.WriteArchive) encrypted with
// age (age-encryption.org/v1) to the library's staff key and to its recovery
// key, so that either a desk or the words on paper open it.

func (p *program) backupCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "backup TỆP",
		Short: "Sao lưu cả thư viện ra một tệp, rồi đọc lại để kiểm (write the whole library to one file, and read it back)",
		Long: `Sao lưu cả thư viện ra một tệp đã mã hóa: bài, nháp, ảnh gốc, tài khoản. Tệp được đọc lại và kiểm trước khi nhận tên.
Nếu TỆP là thư mục thì tên tệp được đặt theo ngày giờ. Mở lại bằng: bangtin restore TỆP

Writes the whole library to one encrypted file: articles, drafts, originals, accounts. The file is read back and checked
before it gets its name. Where it is a folder, the file is named by date and time. To bring it back: bangtin restore FILE`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			file, err := filepath.Abs(args[0])
			if err != nil {
				return err
			}
			var r backupResult
			err = p.run(c.Context(), "backup", backupArgs{file}, &r)
			if c.Context().Err() != nil {
				return errBackupStopped // and not done, which a script would believe
			}
			if err != nil {
				return err
			}
			return p.print(r, r.text())
		},
	}
}

type backupArgs struct {
	File string `json:"file"`
}

type backupResult struct {
	File     string `json:"file"`
	Bytes    int64  `json:"bytes"`
	Articles int    `json:"articles"`
	Changes  int    `json:"changes"`
	Media    int    `json:"media"`
	Damaged  int    `json:"damaged"` // media that were damaged before
}

func (r *backupResult) text() string {
	return fmt.Sprintf("Bản sao lưu đã được đọc lại và đúng: %s (%d MB, %d bài, %d tệp ảnh)\nThe backup was read back and is right: %s (%d MB, %d articles, %d media files)\n",
		r.File, r.Bytes>>20, r.Articles, r.Media, r.File, r.Bytes>>20, r.Articles, r.Media)
}

func backupJob(ctx context.Context, c *core, args []byte, report func(any)) error {
	var a backupArgs
	if err := json.Unmarshal(args, &a); err != nil {
		return err
	}
	last := time.Time{}
	r, err := c.backup(ctx, a.File, func(x progress) {
		if time.Since(last) >= progressPause || x.Done == x.Total {
			last = time.Now()
			report(line{Progress: &x})
		}
	}, func(x refusal) { report(line{Refused: &x}) })
	if err != nil {
		return err
	}
	l, err := result(r)
	report(l)
	return err
}

// progressPause is how often somebody hears how far a backup is.
const progressPause = 200 * time.Millisecond

var (
	errBackupRunning = app.Fault(app.Conflict, "backup_running", "Đang có một lần sao lưu khác. Xin chờ xong rồi thử lại",
		"Another backup is being written. Please wait and try again")
	errBackupStopped = app.Fault(app.Unavailable, "backup_stopped", "Đã dừng, chưa có bản sao lưu nào được ghi", "Stopped: no backup was written")
	errNoStaffKey    = app.Fault(app.Denied, "backup_no_key", "Máy này không giữ khóa của bàn biên tập nên không sao lưu được. Xin sao lưu từ máy bàn biên tập",
		"This machine does not hold the desk's key, so it can make no backup. Please do it at a desk")
	errReadBack = app.Fault(app.Unavailable, "backup_differs", "Đọc lại bản sao lưu thì thấy khác lúc ghi: ổ đĩa ấy không đáng tin. Xin dùng ổ khác",
		"The backup was read back and differs from what was written: that disk cannot be trusted. Please use another one")
	writingWords = app.Text{VI: "Đang ghi bản sao lưu", EN: "Writing the backup"}
	readingWords = app.Text{VI: "Đang đọc lại để kiểm", EN: "Reading it back"}
)

// backup writes the library to a file that is not there yet, or to a new one
// in a folder. It gets its name only once it was read back and is right; what
// could not be finished is taken away again.
func (c *core) backup(ctx context.Context, file string, tell func(progress), refuse func(refusal)) (r backupResult, err error) {
	if !c.backing.TryLock() {
		return r, errBackupRunning
	}
	defer c.backing.Unlock()
	founding, err := c.lib.Founding(ctx)
	if err != nil {
		return r, err
	}
	staff, to, err := backupKeys(c.keys.Staff, founding)
	if err != nil {
		return r, err
	}
	size, err := c.db.MeasureArchive(ctx)
	if err != nil {
		return r, err
	}
	t, err := newTarget(c.dir, file, size, time.Now())
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, t.close()) }()
	wrote, err := c.writeBackup(ctx, t, founding, to, tell)
	if err != nil {
		return r, t.fault(err)
	}
	if err := t.settle(); err != nil {
		return r, t.fault(err)
	}
	read, size, err := readBackup(ctx, t.tmp, staff, "", func(done, total int64) { tell(progress{done, total, readingWords}) })
	if err == nil && (read.Manifest != wrote.Manifest || read.Media != wrote.Media || len(read.Damaged) != len(wrote.Damaged)) {
		err = errors.New("another archive came back")
	}
	if err != nil {
		if ctx.Err() != nil {
			return r, ctx.Err()
		}
		return r, errReadBack.With(err)
	}
	if err := t.name(); err != nil {
		return r, t.fault(err)
	}
	for _, sum := range read.Damaged {
		refuse(refusal{File: fmt.Sprintf("media %x", sum), Key: "media_damaged", Reason: app.Text{
			VI: "Tệp này đã hỏng từ trước nên không có trong bản sao lưu", EN: "This file was damaged before and is not in the backup"}})
	}
	r = backupResult{File: t.file, Bytes: size, Articles: read.Articles, Changes: read.Changes, Media: read.Media, Damaged: len(read.Damaged)}
	return r, c.lib.NoteBackup(ctx, app.Backup{At: time.Now(), File: t.file, Bytes: size})
}

// backupKeys are the identity that opens a backup again and the two
// recipients that it is encrypted to.
func backupKeys(identity string, f app.Founding) (*age.X25519Identity, []age.Recipient, error) {
	staff, err := age.ParseX25519Identity(identity)
	if err != nil || staff.Recipient().String() != f.Staff {
		return nil, nil, errNoStaffKey
	}
	public, err := ssh.NewPublicKey(ed25519.PublicKey(f.Recovery[:]))
	if err != nil {
		return nil, nil, err
	}
	paper, err := agessh.NewEd25519Recipient(public)
	if err != nil {
		return nil, nil, err
	}
	return staff, []age.Recipient{staff.Recipient(), paper}, nil
}

func (c *core) writeBackup(ctx context.Context, t *target, f app.Founding, to []age.Recipient, tell func(progress)) (store.Archived, error) {
	status, err := c.lib.Status(ctx)
	if err != nil {
		return store.Archived{}, err
	}
	out := bufio.NewWriterSize(t, 1<<20)
	w, err := age.Encrypt(out, to...)
	if err != nil {
		return store.Archived{}, err
	}
	a, err := c.db.WriteArchive(ctx, w, store.Manifest{
		Library: c.lib.Name().String(), Name: f.Library, Made: time.Now().UTC().Format(time.RFC3339), Version: version(),
		Articles: status.Published, Changes: status.Changes, RootOpen: status.RootOpen, RootStaff: status.RootStaff,
	}, c.keys.Staff, func(done, total int64) { tell(progress{done, total, writingWords}) })
	if err == nil {
		err = w.Close()
	}
	if err == nil {
		err = out.Flush()
	}
	return a, err
}

var errLocked = app.Fault(app.Denied, "backup_locked",
	"Khóa này không mở được bản sao lưu. Xin dùng 24 từ khôi phục của chính thư viện ấy (trên dòng lệnh: --words)",
	"This key does not open the backup. Please use the 24 recovery words of that very library (on the command line: --words)")

// readBackup reads a backup to its end, into a folder unless that is empty,
// and gives the size of the file.
func readBackup(ctx context.Context, file string, key age.Identity, into string, tell func(done, total int64)) (a store.Archived, size int64, err error) {
	f, err := os.Open(file)
	if err != nil {
		return a, 0, noFile(file, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return a, 0, err
	}
	if !info.Mode().IsRegular() {
		return a, 0, errNoBackup
	}
	r, err := age.Decrypt(bufio.NewReaderSize(f, 1<<20), key)
	var locked *age.NoIdentityMatchError
	if errors.As(err, &locked) {
		return a, 0, errLocked.With(err)
	}
	if err != nil {
		return a, 0, errNoBackup.With(err)
	}
	a, err = store.ReadArchive(ctx, r, info.Size(), into, func(done int64) { tell(min(done, info.Size()), info.Size()) })
	return a, info.Size(), err
}

var errNoBackup = app.Fault(app.Invalid, "backup_foreign", "Tệp này không phải là bản sao lưu của Bảng Tin", "This file is no backup of Bảng Tin")
