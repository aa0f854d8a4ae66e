package cli

import (
	"context"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"bangtin/app"
	"bangtin/app/api"
)

// restores are those that the desk asks for, one at a time: made beside the
// data folder while everybody works on, and swapped with it once somebody has
// seen what is in it. For that the engine ends, and another one begins.
type restores struct {
	dir   string
	log   *slog.Logger
	heard func()                                // the engine stays while one is made
	run   func(func(ctx context.Context) error) // owns the work
	end   func()                                // ends the engine; whoever runs it then calls swap
	last  func(context.Context) (app.Backup, error)

	mu     sync.Mutex
	cancel context.CancelFunc // nil while nothing is under way
	at     *api.RestoreRunning
	ready  *restorer
	failed *app.Text
	wanted bool // what is ready takes the place of the data folder
	was    *restored
}

// restored is how the last swap ended, for the engine that comes after it.
type restored struct {
	result restoreResult
	failed *app.Text
}

var (
	errRestoreRunning = app.Fault(app.Conflict, "restore_running", "Đang đưa một bản sao lưu khác về. Xin chờ xong, hoặc bấm Dừng",
		"Another backup is being brought back. Please wait, or press Stop")
	errRestoreNone = app.Fault(app.NotFound, "restore_none", "Chưa có bản sao lưu nào đọc xong. Xin chọn tệp và bắt đầu lại",
		"No backup has been read yet. Please choose the file and begin again")
	errRestorePath = app.Fault(app.Invalid, "restore_path", "Xin ghi đường dẫn đầy đủ của tệp sao lưu", "Please write the whole path of the backup file")
)

// State is asked for every other second while somebody looks at the page.
func (r *restores) State(ctx context.Context) (s api.RestoreState, err error) {
	last, err := r.last(ctx)
	if err != nil {
		return s, err
	}
	s.Found = foundBackups(last.File)
	r.mu.Lock()
	defer r.mu.Unlock()
	s.Failed.V = r.failed
	if r.at != nil {
		at := *r.at
		s.Running.V = &at
	}
	if r.ready != nil {
		x := r.ready.result
		s.Ready.V = &api.RestoreReady{File: r.ready.file, Name: r.ready.name, Made: x.Made, Articles: x.Articles, Media: x.Media, Administrator: x.Administrator}
	}
	if r.was != nil && r.was.failed == nil {
		x := r.was.result
		s.Done.V = &api.RestoreDone{Made: x.Made, Articles: x.Articles, Media: x.Media, Administrator: x.Administrator, Aside: x.Aside}
	}
	return s, nil
}

// Begin begins to read a backup. Without words the key on this machine has to
// open it.
func (r *restores) Begin(file, words string) error {
	if !filepath.IsAbs(file) {
		return errRestorePath
	}
	one := &restorer{dir: r.dir, file: filepath.Clean(file), log: r.log, tell: r.tell}
	if strings.TrimSpace(words) != "" {
		seed, err := app.ReadRecoveryWords(words)
		if err != nil {
			return err
		}
		one.words = &seed
	}
	if info, err := os.Stat(one.file); err != nil {
		return noFile(one.file, err)
	} else if !info.Mode().IsRegular() {
		return errNoBackup
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.cancel != nil || r.wanted {
		return errRestoreRunning
	}
	if err := r.drop(); err != nil {
		return err
	}
	until, cancel := context.WithCancel(context.Background())
	r.cancel, r.at, r.failed, r.was = cancel, &api.RestoreRunning{}, nil, nil
	r.run(func(ctx context.Context) error {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		defer context.AfterFunc(until, stop)()
		r.finish(ctx, one, one.prepare(ctx))
		return nil // what may happen is told at the desk; the data folder was not touched
	})
	return nil
}

func (r *restores) tell(x progress) {
	r.heard()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.at = &api.RestoreRunning{Checking: x.What == provingWords, Done: x.Done, Total: x.Total}
}

func (r *restores) finish(ctx context.Context, one *restorer, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	stopped := ctx.Err() != nil
	one.words = nil // they have done their work
	r.cancel()
	r.cancel, r.at = nil, nil
	switch {
	case stopped: // somebody wanted that; what came first counts no more
		if err == nil {
			err = os.RemoveAll(one.made())
		}
		r.log.Info("a restore was stopped", "err", err)
	case err != nil:
		text := app.TextOf(err)
		r.failed = &text
		r.log.Warn("restore", "err", err)
	default:
		r.ready = one
	}
}

// Drop ends what is under way, or forgets what is ready.
func (r *restores) Drop() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.cancel != nil {
		r.cancel()
		return nil
	}
	if r.wanted {
		return errRestoreRunning
	}
	r.failed, r.was = nil, nil
	return r.drop()
}

// drop forgets what is ready; r.mu is held.
func (r *restores) drop() error {
	if r.ready == nil {
		return nil
	}
	made := r.ready.made()
	r.ready = nil
	return os.RemoveAll(made)
}

// Swap lets what is ready take the place of the data folder: the engine ends
// soon, and another one begins with it.
func (r *restores) Swap() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ready == nil || r.wanted {
		return errRestoreNone
	}
	r.wanted = true
	r.end()
	return nil
}

// swap lets the folders change places where somebody wants that, once nobody
// has the old one open, and gives how it went; nil where nobody does. What
// is ready and not wanted goes.
func (r *restores) swap(ctx context.Context) *restored {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.wanted {
		if err := r.drop(); err != nil {
			r.log.Warn("what was made of a backup stays where it is", "err", err)
		}
		return r.was
	}
	err := r.ready.alone(ctx, func() error { return nil }, r.ready.swap)
	out := &restored{result: r.ready.result}
	if err != nil {
		text := app.TextOf(err)
		out.failed = &text
		_ = os.RemoveAll(r.ready.made()) // the next engine sweeps it, then
		r.log.Error("swap the data folders", "err", err)
		return out
	}
	r.log.Info("a backup was brought back", "file", r.ready.file, "made", out.result.Made, "articles", out.result.Articles, "aside", out.result.Aside)
	return out
}

// sweepRestores takes away what a program that was cut short has made beside
// the data folder, which the caller holds.
func sweepRestores(dir string, log *slog.Logger) {
	r := &restorer{dir: dir}
	r.resolve()
	for _, left := range []string{r.made(), r.dir + ".restored"} {
		if err := os.RemoveAll(left); err != nil {
			log.Warn("what was made of a backup stays where it is", "err", err)
		}
	}
}

const (
	maxFoundBackups = 30
	maxLookedAt     = 200 // folders, and names in each
)

// foundBackups lists backups by their name where people put them: on
// removable drives and in the user's folder, there and one level below, and
// where the last one of this machine went. The latest comes first.
func foundBackups(last string) []api.BackupFile {
	out := []api.BackupFile{}
	add := func(path, on string) {
		info, err := os.Stat(path)
		if err == nil && info.Mode().IsRegular() && !slices.ContainsFunc(out, func(f api.BackupFile) bool { return f.Path == path }) {
			out = append(out, api.BackupFile{Path: path, Name: filepath.Base(path), On: on, Bytes: info.Size(), At: info.ModTime().UTC().Format(time.RFC3339)})
		}
	}
	for _, d := range drives() {
		for _, path := range backupsBelow(d.Path) {
			add(path, d.Name)
		}
	}
	if home, err := os.UserHomeDir(); err == nil {
		for _, path := range backupsBelow(home) {
			add(path, "")
		}
	}
	if last != "" {
		add(last, "")
	}
	slices.SortStableFunc(out, func(a, b api.BackupFile) int { return strings.Compare(b.At, a.At) })
	return out[:min(len(out), maxFoundBackups)]
}

// backupsBelow gives the backups in a folder and in the folders in it.
func backupsBelow(root string) (out []string) {
	names := func(dir string) []fs.DirEntry {
		f, err := os.Open(dir)
		if err != nil {
			return nil
		}
		defer f.Close()
		all, _ := f.ReadDir(maxLookedAt) // what could be read is enough
		return all
	}
	look := func(dir string, e fs.DirEntry) {
		if strings.HasSuffix(e.Name(), ".tar.age") {
			out = append(out, filepath.Join(dir, e.Name()))
		}
	}
	for _, e := range names(root) {
		look(root, e)
		if !e.IsDir() || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		below := filepath.Join(root, e.Name())
		for _, e := range names(below) {
			look(below, e)
		}
	}
	return out
}

// errAgain tells whoever serves that the data folder changes.
var errAgain = app.Fault(app.Unavailable, "start_again", "Dữ liệu của máy này đã đổi: máy được nhận vào thư viện, hoặc một bản sao lưu được đưa về. Xin chạy lại chương trình",
	"What this machine holds has changed: it was admitted to a library, or a backup was brought back. Please start the program again")
