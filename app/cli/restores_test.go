package cli

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"bangtin/app"
	"bangtin/app/api"
)

// beginEngine opens a data folder as a window's process does after another
// engine has ended, if any.
func beginEngine(t *testing.T, dir string, was *restored) *engine {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	e := newEngine(dir, "vi", stop)
	e.notes, e.was = io.Discard, was
	web := fstest.MapFS{"app/index.html": {Data: []byte("<!doctype html><title>Bảng Tin</title>")}}
	if err := e.start(ctx, web, true, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	return e
}

// endEngine ends one that was asked to make room for another.
func endEngine(t *testing.T, e *engine) *restored {
	t.Helper()
	if err := e.end(); err != nil {
		t.Fatal(err)
	}
	return e.was
}

// unsigned is a desk's window at which nobody has signed in.
func unsigned(t *testing.T, e *engine) *deskWindow {
	t.Helper()
	w := newDeskWindow(t, "http://"+e.address)
	r, err := w.http.Get(w.at + e.server.Invite(api.FaceDesk, "window"))
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	return w
}

// came waits until no restore is under way.
func (w *deskWindow) came() (s api.RestoreState) {
	w.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		s = api.RestoreState{}
		if w.ask("GET", "/api/desk/restore", nil, http.StatusOK, &s); s.Running.V == nil {
			return s
		}
		if time.Now().After(deadline) {
			w.t.Fatalf("still running: %+v", *s.Running.V)
		}
	}
}

type asked = map[string]string

// backupOf is a backup of an engine's library on a stick, and the words that
// open it.
func backupOf(t *testing.T, e *engine, stick string) (file, words string) {
	t.Helper()
	w := openDesk(t, e, "http://"+e.address, "lan")
	w.ask("POST", "/api/desk/backup", asked{"folder": stick}, http.StatusOK, nil)
	s := w.ended()
	if s.Done.V == nil {
		t.Fatalf("no backup: %+v", s)
	}
	list, _, err := e.recoveryWords()
	if err != nil {
		t.Fatal(err)
	}
	return s.Done.V.File, strings.Join(list, " ")
}

// A machine that nobody has taken charge of takes a backup and the words, in
// its window: it then is an administrator of the library in it.
func TestFreshDeskBringsABackupBack(t *testing.T) {
	stick := t.TempDir()
	t.Setenv(drivesVariable, stick)
	t.Setenv("HOME", t.TempDir())
	old, _ := testEngine(t)
	library := old.lib.Name()
	file, words := backupOf(t, old, stick)

	dir := filepath.Join(t.TempDir(), "data")
	if err := os.MkdirAll(dir+".restoring/media", 0o700); err != nil { // left by a run that lost its power
		t.Fatal(err)
	}
	e := beginEngine(t, dir, nil)
	if _, err := os.Lstat(dir + ".restoring"); err == nil {
		t.Error("what an earlier run has left is still there")
	}
	if err := os.WriteFile(filepath.Join(dir, "exchange.json"), []byte("{}"), 0o600); err != nil { // the machine's own
		t.Fatal(err)
	}
	w := unsigned(t, e)
	s := w.came()
	if !s.Words || s.Ready.V != nil || s.Done.V != nil || len(s.Found) != 1 || s.Found[0].Path != file || s.Found[0].Bytes == 0 {
		t.Errorf("before the first it says %+v", s)
	}

	// What cannot be is told at once, and nothing comes of it.
	swapped := strings.Fields(words)
	for i := 0; ; i++ { // one swap in 256 has the right sum
		swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
		if _, err := app.ReadRecoveryWords(strings.Join(swapped, " ")); err != nil {
			break
		}
	}
	for name, c := range map[string]struct {
		body asked
		want int
	}{
		"no words":        {asked{"file": file, "words": ""}, http.StatusUnprocessableEntity},
		"too few words":   {asked{"file": file, "words": "thuyen"}, http.StatusUnprocessableEntity},
		"words that err":  {asked{"file": file, "words": strings.Join(swapped, " ")}, http.StatusUnprocessableEntity},
		"no such file":    {asked{"file": file + "x", "words": words}, http.StatusNotFound},
		"a folder":        {asked{"file": stick, "words": words}, http.StatusUnprocessableEntity},
		"half a path":     {asked{"file": filepath.Base(file), "words": words}, http.StatusUnprocessableEntity},
		"nothing to swap": {nil, http.StatusNotFound},
	} {
		path := "/api/desk/restore"
		if c.body == nil {
			path, c.body = path+"/swap", asked{}
		}
		t.Run(name, func(t *testing.T) {
			here := *w
			here.t = t
			here.ask("POST", path, c.body, c.want, nil)
		})
	}
	foreign := filepath.Join(stick, "thư.tar.age")
	if err := os.WriteFile(foreign, []byte("không phải bản sao lưu"), 0o600); err != nil {
		t.Fatal(err)
	}
	w.ask("POST", "/api/desk/restore", asked{"file": foreign, "words": words}, http.StatusOK, nil)
	if s = w.came(); s.Failed.V == nil || !strings.Contains(s.Failed.V.EN, "no backup of Bảng Tin") || s.Ready.V != nil {
		t.Errorf("of a foreign file it says %+v", s)
	}

	w.ask("POST", "/api/desk/restore", asked{"file": file, "words": strings.ToUpper(words)}, http.StatusOK, nil)
	s = w.came()
	if r := s.Ready.V; r == nil || r.File != file || !r.Administrator || r.Name == "" || s.Failed.V != nil {
		t.Fatalf("read, it says %+v", s)
	}
	if e.lib.Name() == library {
		t.Fatal("the library is in use before anybody has said so")
	}
	w.ask("POST", "/api/desk/restore/swap", asked{}, http.StatusNoContent, nil)
	if !e.again.Load() {
		t.Fatal("the engine does not make room")
	}
	was := endEngine(t, e)
	if was == nil || was.failed != nil || was.result.Aside == "" {
		t.Fatalf("the swap ended with %+v", was)
	}

	e = beginEngine(t, dir, was)
	defer func() { endEngine(t, e) }()
	if m, ok := e.lib.Roster().Member(e.lib.Device()); e.lib.Name() != library || !ok || m.Role != app.Administrator {
		t.Errorf("the machine is %+v of %s", m, e.lib.Name())
	}
	if _, err := os.Stat(filepath.Join(was.result.Aside, "bangtin.db")); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "exchange.json")); err != nil {
		t.Errorf("the machine lost what is its own: %v", err)
	}
	w = openDesk(t, e, "http://"+e.address, "lan") // the account that is in the backup
	if s = w.came(); s.Done.V == nil || s.Done.V.Aside != was.result.Aside || s.Words {
		t.Errorf("afterwards it says %+v", s)
	}
	unsigned(t, e).ask("GET", "/api/desk/restore", nil, http.StatusForbidden, nil)
}

// Where somebody is in charge, only they may, at the machine itself, and say
// their password again before anything changes.
func TestRestoreWhereSomebodyIsInCharge(t *testing.T) {
	stick := t.TempDir()
	t.Setenv(drivesVariable, stick)
	t.Setenv("HOME", t.TempDir())
	e, address := testEngine(t)
	device := e.lib.Device()
	file, _ := backupOf(t, e, stick)
	w := openDesk(t, e, "http://"+e.address, "lan")
	w.ask("POST", "/api/desk/accounts", asked{"login": "hoa", "name": "Hoa", "post": "publisher", "password": "mật khẩu dài"}, http.StatusOK, nil)
	for _, other := range []*deskWindow{openDesk(t, e, "http://"+e.address, "hoa"), openDesk(t, e, "https://"+address, "lan")} {
		other.ask("GET", "/api/desk/restore", nil, http.StatusForbidden, nil)
		other.ask("POST", "/api/desk/restore", asked{"file": file, "words": ""}, http.StatusForbidden, nil)
		other.ask("DELETE", "/api/desk/restore", nil, http.StatusForbidden, nil)
		other.ask("POST", "/api/desk/restore/swap", asked{"password": "mật khẩu dài"}, http.StatusForbidden, nil)
	}

	// The key on this machine opens the backup. What is ready can be let go of.
	w.ask("POST", "/api/desk/restore", asked{"file": file, "words": ""}, http.StatusOK, nil)
	if s := w.came(); s.Ready.V == nil || s.Words {
		t.Fatalf("it says %+v", s)
	}
	w.ask("DELETE", "/api/desk/restore", nil, http.StatusOK, nil)
	if s := w.came(); s.Ready.V != nil {
		t.Errorf("it is still ready: %+v", s)
	}
	if left, _ := filepath.Glob(e.dir + ".*"); len(left) > 0 {
		t.Errorf("left: %q", left)
	}

	w.ask("POST", "/api/desk/restore", asked{"file": file, "words": ""}, http.StatusOK, nil)
	w.came()
	w.ask("POST", "/api/desk/restore/swap", asked{"password": "mật khẩu khác"}, http.StatusForbidden, nil)
	w.ask("POST", "/api/desk/restore/swap", asked{}, http.StatusForbidden, nil)
	if e.again.Load() {
		t.Fatal("the engine ends without a password")
	}

	// Where the folders cannot change places all stays as it was, and the
	// next engine says why.
	e.returns.ready.step = func(name string) error {
		if name == "aside" {
			return errRestoreSwap.With(errors.New("a disk of its own"))
		}
		return nil
	}
	w.ask("POST", "/api/desk/restore/swap", asked{"password": "mật khẩu dài"}, http.StatusNoContent, nil)
	was := endEngine(t, e)
	if was == nil || was.failed == nil {
		t.Fatalf("the swap ended with %+v", was)
	}
	next := beginEngine(t, e.dir, was)
	defer func() { endEngine(t, next) }()
	if next.lib.Device() != device {
		t.Error("another folder is open")
	}
	if left, _ := filepath.Glob(e.dir + ".*"); len(left) > 0 {
		t.Errorf("left: %q", left)
	}
	if s := openDesk(t, next, "http://"+next.address, "lan").came(); s.Failed.V == nil || s.Done.V != nil {
		t.Errorf("afterwards it says %+v", s)
	}
}

// One that is stopped while it is read leaves nothing, and the next begins.
func TestRestoreIsStopped(t *testing.T) {
	stick := t.TempDir()
	t.Setenv("HOME", t.TempDir())
	e, _ := testEngine(t)
	film := io.LimitReader(rand.NewChaCha8([32]byte{}), 300<<20)
	if _, _, err := e.db.Media().Put(t.Context(), film, 1<<30); err != nil {
		t.Fatal(err)
	}
	file, words := backupOf(t, e, stick)
	w := openDesk(t, e, "http://"+e.address, "lan")
	w.ask("POST", "/api/desk/restore", asked{"file": file, "words": words}, http.StatusOK, nil)
	w.ask("POST", "/api/desk/restore", asked{"file": file, "words": words}, http.StatusConflict, nil)
	w.ask("DELETE", "/api/desk/restore", nil, http.StatusOK, nil)
	if s := w.came(); s.Ready.V != nil || s.Failed.V != nil {
		t.Errorf("stopped, it says %+v", s)
	}
	if left, _ := filepath.Glob(e.dir + ".*"); len(left) > 0 {
		t.Errorf("left: %q", left)
	}
}

// The versions of the program that a machine keeps are not in a backup, and
// stay with the machine.
func TestRestoreKeepsThePrograms(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	if err := carryPrograms(from, to); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join("bin", strings.Repeat("ab", 32), "bangtin")
	if err := os.MkdirAll(filepath.Dir(filepath.Join(from, name)), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(from, name), []byte("chương trình"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := carryPrograms(from, to); err != nil {
		t.Fatal(err)
	}
	if err := copyFile(filepath.Join(from, name), filepath.Join(to, "copy")); err != nil { // where a disk shares no files
		t.Fatal(err)
	}
	for _, path := range []string{name, "copy"} {
		text, err := os.ReadFile(filepath.Join(to, path))
		info, bad := os.Stat(filepath.Join(to, path))
		if err != nil || bad != nil || string(text) != "chương trình" || info.Mode().Perm() != 0o700 {
			t.Errorf("%s: %q, %v, %v", path, text, err, bad)
		}
	}
}

// A stick with a code on it was lost, and somebody ended the code. A backup
// of the day before that is brought back: the code stays ended.
func TestARestoreOpensNoCodeAgain(t *testing.T) {
	stick, to := t.TempDir(), t.TempDir()
	a := testCore(t, t.TempDir(), true)
	code := newCode(t, a, app.Desk, "Máy mới")
	r, err := a.backup(t.Context(), to, func(progress) {}, func(refusal) {})
	if err != nil {
		t.Fatal(err)
	}
	all, err := a.lib.Invites(t.Context())
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	if err := a.lib.DropInvite(t.Context(), all[0].ID); err != nil {
		t.Fatal(err)
	}
	seed, err := a.recoverySeed()
	if err != nil {
		t.Fatal(err)
	}
	back := &restorer{dir: filepath.Join(t.TempDir(), "data"), file: r.File, words: &seed, log: slog.New(slog.DiscardHandler), tell: func(progress) {}}
	if err := back.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	b, found := testCore(t, back.dir, false), testCore(t, t.TempDir(), false)
	if _, err := found.joinBy(t.Context(), deviceArgs{Code: code, Folder: stick}); err != nil {
		t.Fatal(err)
	}
	if out := meetAt(t, b, stick); len(out.Admitted) > 0 {
		t.Errorf("who found the stick is let in by a code that was ended: %+v", out.Admitted)
	}
	if out := meetAt(t, found, stick); out.Joined && found.keys.Staff == a.keys.Staff {
		t.Error("and holds the key to every draft and ticket")
	}
}
