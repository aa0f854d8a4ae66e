package api

import (
	"context"
	"time"

	"bangtin/app"
)

// Backups writes the library to files for whoever sits at this machine, and
// looks after the words on paper.
type Backups interface {
	// State tells what is going on and what was; it may take a moment.
	State(ctx context.Context) (BackupState, error)
	// Begin begins a backup into a folder and returns once it is under way.
	// Conflict where another one is.
	Begin(folder string) error
	// Cancel ends the one that is under way, if any.
	Cancel()
	// Words are the recovery words and the places of the two that Forget
	// asks for; NotFound where they are not on this machine any more.
	Words() (words []string, asked [2]int, err error)
	// Forget removes the recovery key from this machine once the answer holds
	// the two words; Invalid where it does not.
	Forget(answer string) error
}

// BackupState is what an administrator has to know of backups.
type BackupState struct {
	Last    Maybe[LastBackup]    `json:"last"`
	Due     bool                 `json:"due" doc:"the last is more than seven days old, or there was none"`
	Running Maybe[BackupRunning] `json:"running"`
	Done    Maybe[BackupDone]    `json:"done" doc:"the last that this run of the program wrote"`
	Failed  Maybe[app.Text]      `json:"failed" doc:"why the last one came to nothing"`
	Drives  []Drive              `json:"drives" nullable:"false" doc:"removable drives that can be written to"`
	Words   bool                 `json:"words" doc:"the recovery words are still on this machine"`
}

// LastBackup is one that was written, read back and found right.
type LastBackup struct {
	At    string `json:"at" format:"date-time"`
	File  string `json:"file"`
	Bytes int64  `json:"bytes"`
}

// BackupRunning is how far one is.
type BackupRunning struct {
	Reading bool  `json:"reading" doc:"it is written and is being read back"`
	Done    int64 `json:"done"`
	Total   int64 `json:"total"`
}

// BackupDone is what one holds.
type BackupDone struct {
	File     string `json:"file"`
	Bytes    int64  `json:"bytes"`
	Articles int    `json:"articles"`
	Media    int    `json:"media"`
	Damaged  int    `json:"damaged" doc:"media that were damaged before and are not in it"`
}

// Drive is a removable drive.
type Drive struct {
	Path string `json:"path"`
	Name string `json:"name"`
	Free int64  `json:"free"`
}

var (
	errNoBackups  = app.Fault(app.Unavailable, "no_backups", "Chương trình này không sao lưu được", "This program cannot make backups")
	errBackupAway = app.Fault(app.Denied, "backup_here", "Chỉ sao lưu và xem từ khôi phục được trên chính máy giữ dữ liệu",
		"Backups are made, and recovery words shown, only at the machine that holds the data")
	errPassword = app.Fault(app.Denied, "password_wrong", "Mật khẩu không đúng", "The password is wrong")
	errNoPlace  = app.Fault(app.Invalid, "backup_no_place", "Xin chọn ổ đĩa hoặc ghi đường dẫn đầy đủ của thư mục", "Please choose a drive or write the whole path of a folder")
)

// keeper is the administrator who asks, at the machine itself.
func (s *Server) keeper(ctx context.Context) (app.Actor, Backups, error) {
	by, err := s.actor(ctx)
	switch {
	case err != nil:
	case !app.May(by.Post, app.SetOffice):
		err = app.ErrNotAdmin
	case who(ctx).away:
		err = errBackupAway
	case s.o.Desk.Backups == nil:
		err = errNoBackups
	}
	return by, s.o.Desk.Backups, err
}

type backupOut struct{ Body BackupState }

func (s *Server) backupState(ctx context.Context, _ *none) (*backupOut, error) {
	_, b, err := s.keeper(ctx)
	if err != nil {
		return nil, err
	}
	state, err := b.State(ctx)
	return &backupOut{state}, err
}

func (s *Server) beginBackup(ctx context.Context, in *struct {
	Body struct {
		Folder string `json:"folder" maxLength:"4000" doc:"where the file goes; its name is made of the time"`
	}
}) (*backupOut, error) {
	_, b, err := s.keeper(ctx)
	if err != nil {
		return nil, err
	}
	if in.Body.Folder == "" {
		return nil, errNoPlace
	}
	if err := b.Begin(in.Body.Folder); err != nil {
		return nil, err
	}
	return s.backupState(ctx, nil)
}

func (s *Server) cancelBackup(ctx context.Context, _ *none) (*backupOut, error) {
	_, b, err := s.keeper(ctx)
	if err != nil {
		return nil, err
	}
	b.Cancel()
	return s.backupState(ctx, nil)
}

// RecoveryWords are the words on paper.
type RecoveryWords struct {
	Words []string `json:"words" nullable:"false"`
	Asked []int    `json:"asked" nullable:"false" doc:"places, from 1, of the two that are asked for before the key is removed"`
}

// recoveryWords shows the words to an administrator who says the password
// again: whoever walks up to a desk that was left open must not see them.
func (s *Server) recoveryWords(ctx context.Context, in *struct {
	Body struct {
		Password string `json:"password" maxLength:"1000"`
	}
}) (*struct{ Body RecoveryWords }, error) {
	by, b, err := s.keeper(ctx)
	if err == nil {
		err = s.passwordAgain(ctx, by, in.Body.Password)
	}
	if err != nil {
		return nil, err
	}
	words, asked, err := b.Words()
	return &struct{ Body RecoveryWords }{RecoveryWords{words, asked[:]}}, err
}

func (s *Server) passwordAgain(ctx context.Context, by app.Actor, password string) error {
	at, key := who(ctx), by.Account.String()
	if err := s.door.wait(at, key); err != nil {
		return err
	}
	leave, err := s.door.turn(ctx)
	if err != nil {
		return err
	}
	err = s.o.Real.Library.KnowsPassword(ctx, by, password)
	leave()
	s.door.tried(at, key, err == nil)
	if app.CodeOf(err) == app.Denied {
		err = errPassword // the login is not what was asked for
	}
	return err
}

func (s *Server) forgetRecovery(ctx context.Context, in *struct {
	Body struct {
		Answer string `json:"answer" maxLength:"200" doc:"the two words, in their order"`
	}
}) (*none, error) {
	_, b, err := s.keeper(ctx)
	if err != nil {
		return nil, err
	}
	return nil, b.Forget(in.Body.Answer)
}

// BackupOf says what the library notes of its last backup.
func BackupOf(last app.Backup, now time.Time) (out Maybe[LastBackup], due bool) {
	if last.At.IsZero() {
		return out, true
	}
	out.V = &LastBackup{At: stamp(last.At.UnixMilli()), File: last.File, Bytes: last.Bytes}
	return out, now.Sub(last.At) > app.BackupDue
}
