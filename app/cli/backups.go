package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"time"

	"bangtin/app"
	"bangtin/app/api"
)

// backups are those that the desk asks for: one at a time, in the background.
type backups struct {
	*core
	heard func()                                // the engine stays while one is written
	run   func(func(ctx context.Context) error) // owns the work

	mu     sync.Mutex
	cancel context.CancelFunc // nil while nothing is under way
	at     *api.BackupRunning
	done   *api.BackupDone
	failed *app.Text
}

var errNotWhole = app.Fault(app.Invalid, "backup_path", "Xin ghi đường dẫn đầy đủ của thư mục", "Please write the whole path of the folder")

// State is asked for every other second while somebody looks at the page.
func (b *backups) State(ctx context.Context) (s api.BackupState, err error) {
	last, err := b.lib.LastBackup(ctx)
	if err != nil {
		return s, err
	}
	s.Last, s.Due = api.BackupOf(last, time.Now())
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.at != nil {
		at := *b.at
		s.Running.V = &at
	}
	s.Done.V, s.Failed.V = b.done, b.failed
	s.Drives = append([]api.Drive{}, drives()...)
	_, gone := b.recoverySeed()
	s.Words = gone == nil
	return s, nil
}

// Begin begins a backup into a folder that is there.
func (b *backups) Begin(folder string) error {
	if !filepath.IsAbs(folder) {
		return errNotWhole
	}
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return errBackupNoFolder.With(err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.cancel != nil {
		return errBackupRunning
	}
	until, cancel := context.WithCancel(context.Background())
	b.cancel, b.at, b.done, b.failed = cancel, &api.BackupRunning{}, nil, nil
	b.run(func(ctx context.Context) error {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		defer context.AfterFunc(until, stop)()
		r, err := b.backup(ctx, filepath.Clean(folder), b.tell, func(refusal) {})
		b.end(r, err)
		if app.CodeOf(err) != app.Damaged { // what else may happen is told at the desk
			err = nil
		}
		return err
	})
	return nil
}

func (b *backups) tell(x progress) {
	b.heard()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at = &api.BackupRunning{Reading: x.What == readingWords, Done: x.Done, Total: x.Total}
}

func (b *backups) end(r backupResult, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.cancel()
	b.cancel, b.at = nil, nil
	switch {
	case errors.Is(err, context.Canceled): // somebody wanted that
	case err != nil:
		text := app.TextOf(err)
		b.failed = &text
		b.log.Warn("backup", "err", err)
	default:
		b.done = &api.BackupDone{File: r.File, Bytes: r.Bytes, Articles: r.Articles, Media: r.Media, Damaged: r.Damaged}
	}
}

// Cancel ends the backup that is under way.
func (b *backups) Cancel() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.cancel != nil {
		b.cancel()
	}
}

// Words are the recovery words, while they are on this machine.
func (b *backups) Words() ([]string, [2]int, error) { return b.recoveryWords() }

// Forget removes them.
func (b *backups) Forget(answer string) error { return b.forgetRecovery(answer) }
