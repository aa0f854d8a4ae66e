package cli

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"bangtin/app"
	"bangtin/app/store"

	"filippo.io/age"
	"filippo.io/age/agessh"
)

// restorer brings one backup into the place of a data folder:
//
//	DIR.restoring          is being made; swept by the next restore
//	DIR.restored           complete and checked, on its way to be DIR
//	DIR.before-<time>      what was there before, kept
//
// The first can be made while a program works in DIR; from then on nobody may.
//
// A process that ends between the last two renames leaves no DIR behind;
// whoever looks for the folder next finishes that, see finishRestore.
type restorer struct {
	dir, file string
	words     *[ed25519.SeedSize]byte // nil where nobody gave any
	log       *slog.Logger
	tell      func(progress)
	step      func(name string) error // for tests, before each step; nil otherwise
	result    restoreResult
	name      string // of the library, as people call it
	keep      string // seed of the recovery key that nobody has written down yet
}

type restoreResult struct {
	Folder        string `json:"folder"`
	Aside         string `json:"aside"` // where the old folder is, empty if there was none
	Library       string `json:"library"`
	Made          string `json:"made"` // when the backup was
	Articles      int    `json:"articles"`
	Changes       int    `json:"changes"`
	Media         int    `json:"media"`
	Device        string `json:"device"`
	Administrator bool   `json:"administrator"`
}

func (r *restoreResult) text() string {
	out := fmt.Sprintf("Đã khôi phục %d bài, %d tệp ảnh từ bản sao lưu lúc %s vào %s\nRestored %d articles and %d media files from the backup of %s to %s\n",
		r.Articles, r.Media, r.Made, r.Folder, r.Articles, r.Media, r.Made, r.Folder)
	if r.Aside != "" {
		out += fmt.Sprintf("Thư mục cũ được giữ ở %s\nThe old folder is kept at %s\n", r.Aside, r.Aside)
	}
	if r.Administrator {
		return out + "Máy này có khóa mới và là máy quản trị\nThis machine has new keys and is an administrator\n"
	}
	return out + "Máy này có khóa mới và chưa được nhận vào thư viện: máy quản trị phải nhận nó, hoặc khôi phục lại với --words\n" +
		"This machine has new keys and is not admitted yet: an administrator has to admit it, or restore again with --words\n"
}

// run keeps every program away from the folder until all is done.
func (r *restorer) run(ctx context.Context) error {
	return r.alone(ctx, func() error { return r.prepare(ctx) }, r.swap)
}

// prepare makes the new folder and looks at all of it; the old one is not
// touched.
func (r *restorer) prepare(ctx context.Context) error {
	r.resolve()
	key, err := r.key()
	if err != nil {
		return err
	}
	if err := r.begin(r.made()); err != nil {
		return err
	}
	if err := r.fill(ctx, r.made(), key); err != nil {
		return errors.Join(err, os.RemoveAll(r.made()))
	}
	return nil
}

func (r *restorer) made() string { return r.dir + ".restoring" }

// resolve finds the folder that a link leads to: what is made lies beside it.
func (r *restorer) resolve() {
	if real, err := filepath.EvalSymlinks(r.dir); err == nil {
		r.dir = real
	}
}

// alone does one thing after the other while no program has the old folder.
func (r *restorer) alone(ctx context.Context, work, last func() error) (err error) {
	r.resolve()
	let, err := r.claim(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, let()) }()
	if err := work(); err != nil {
		return err
	}
	if runtime.GOOS == "windows" { // there no folder moves while a file in it is open
		if err := let(); err != nil {
			return err
		}
		let = func() error { return nil }
	}
	return last()
}

func (r *restorer) at(step string) error {
	if r.step == nil {
		return nil
	}
	return r.step(step)
}

// claim keeps programs away from the old folder.
func (r *restorer) claim(ctx context.Context) (func() error, error) {
	if _, err := os.Lstat(r.dir); errors.Is(err, fs.ErrNotExist) {
		return func() error { return nil }, nil
	}
	return store.Claim(ctx, r.dir)
}

// key is the identity that opens the backup: the words, else what the old
// folder holds.
func (r *restorer) key() (age.Identity, error) {
	if r.words == nil {
		text, err := os.ReadFile(filepath.Join(r.dir, "keys.json"))
		var k keyring
		if err != nil || json.Unmarshal(text, &k) != nil || k.Staff == "" {
			return nil, errNeedsWords.With(err)
		}
		r.keep = k.Recovery
		return age.ParseX25519Identity(k.Staff)
	}
	return wordsIdentity(*r.words)
}

// wordsIdentity is what opens a backup with the recovery key.
func wordsIdentity(seed [ed25519.SeedSize]byte) (age.Identity, error) {
	return agessh.NewEd25519Identity(ed25519.NewKeyFromSeed(seed[:]))
}

// begin makes an empty folder beside the old one, where there is room.
func (r *restorer) begin(made string) error {
	if err := errors.Join(os.RemoveAll(made), os.RemoveAll(r.dir+".restored")); err != nil {
		return err
	}
	info, err := os.Stat(r.file)
	if err != nil {
		return noFile(r.file, err)
	}
	if err := os.MkdirAll(made, 0o700); err != nil {
		return err
	}
	v, err := store.VolumeOf(made)
	if err == nil && info.Size() > v.Free {
		err = errRestoreRoom
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(made))
	}
	return nil
}

// fill makes the new data folder and looks at all of it.
func (r *restorer) fill(ctx context.Context, made string, key age.Identity) error {
	if err := r.at("read"); err != nil {
		return err
	}
	a, _, err := readBackup(ctx, r.file, key, made, func(done, total int64) { r.tell(progress{done, total, restoringWords}) })
	if err != nil {
		return err
	}
	if err := r.at("tables"); err != nil {
		return err
	}
	if err := store.RenewTables(ctx, made); err != nil {
		return err
	}
	if err := r.at("keys"); err != nil {
		return err
	}
	k, err := makeKeys(filepath.Join(made, "keys.json"))
	if err != nil {
		return err
	}
	k.Staff = a.Staff
	if err := errors.Join(carryPrograms(r.dir, made), carryOwn(r.dir, made)); err != nil {
		return err
	}
	if err := r.at("open"); err != nil {
		return err
	}
	r.result = restoreResult{Folder: r.dir, Library: a.Library, Made: a.Made, Articles: a.Articles, Changes: a.Changes, Media: a.Media, Device: k.Device().String()}
	return r.open(ctx, made, k, a)
}

// carryOwn lets the new folder have what belongs to the machine and not to the
// library, where there was a folder before: the certificate by which
// colleagues know it, that its desk is open to them, the desks that it has
// met, how it exchanges, its panel, and where its window stood.
func carryOwn(from, to string) error {
	var err error
	for _, name := range []string{"staff.pem", "office.json", "offices.json", "exchange.json", "panel.json", "window.json"} {
		if bad := copyFile(filepath.Join(from, name), filepath.Join(to, name)); !errors.Is(bad, fs.ErrNotExist) {
			err = errors.Join(err, bad)
		}
	}
	return err
}

var (
	restoringWords = app.Text{VI: "Đang khôi phục", EN: "Restoring"}
	provingWords   = app.Text{VI: "Đang kiểm dữ liệu", EN: "Checking the data"}
)

// open looks at the library in the new folder and makes this machine a
// device of it.
func (r *restorer) open(ctx context.Context, made string, k *keyring, a store.Archived) (err error) {
	if err := k.save(filepath.Join(made, "keys.json")); err != nil {
		return err
	}
	db, err := store.Open(ctx, store.Options{Dir: made, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	_, lib, err := openLibrary(ctx, made, db, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	if err := r.prove(ctx, lib, a); err != nil {
		return err
	}
	r.name = cmp.Or(lib.Settings().Agency, a.Name)
	if err := lib.BeginAgain(ctx); err != nil {
		return err
	}
	return r.admit(ctx, made, lib, k)
}

// prove holds the log, the fold and what the backup says of itself against
// each other. Files that were damaged when the backup was made are not there,
// and nothing can be done about that here.
func (r *restorer) prove(ctx context.Context, lib *app.Library, a store.Archived) error {
	founding, err := lib.Founding(ctx)
	if err != nil {
		return errRestoreWrong.With(err)
	}
	if lib.Name().String() != a.Library {
		return errRestoreWrong.With(errors.New("it holds another library than it says"))
	}
	if _, _, err := backupKeys(a.Staff, founding); err != nil {
		return errRestoreWrong.With(err)
	}
	tell := func(done, total int) { r.tell(progress{int64(done), int64(total), provingWords}) }
	if lib.Stale() { // of another version
		if err := lib.Rebuild(ctx, tell); err != nil {
			return err
		}
	}
	v, err := lib.Verify(ctx, tell)
	if err != nil {
		return err
	}
	if len(v.Faults) > 0 {
		return errRestoreWrong.With(errors.New(strings.Join(v.Faults, "; ")))
	}
	return nil
}

// admit lets the recovery key make this device an administrator. Words that
// were typed are not kept; a seed that nobody has seen yet is, until it was
// written down.
func (r *restorer) admit(ctx context.Context, made string, lib *app.Library, k *keyring) error {
	seed := r.words
	if seed == nil {
		b, err := hex.DecodeString(r.keep)
		if err != nil || len(b) != ed25519.SeedSize {
			return nil
		}
		seed = (*[ed25519.SeedSize]byte)(b)
	}
	name, err := os.Hostname()
	if err != nil {
		name = "Bảng Tin"
	}
	err = lib.Recover(ctx, ed25519.NewKeyFromSeed(seed[:]), k.Card(name))
	if r.words == nil && app.CodeOf(err) == app.Denied {
		return nil // the old folder was of another library
	}
	if err != nil {
		return err
	}
	r.result.Administrator = true
	if r.words == nil {
		k.Recovery = r.keep
		return k.save(filepath.Join(made, "keys.json"))
	}
	return nil
}

// swap puts the new folder into the place of the old one.
func (r *restorer) swap() error {
	made, ready := r.made(), r.dir+".restored"
	above := filepath.Dir(r.dir)
	if err := r.at("ready"); err != nil {
		return errors.Join(err, os.RemoveAll(made))
	}
	if err := errors.Join(os.Rename(made, ready), syncFolder(above)); err != nil {
		return err
	}
	if err := r.at("aside"); err != nil {
		return err
	}
	if _, err := os.Lstat(r.dir); err == nil {
		aside, err := freeAside(r.dir)
		if err != nil {
			return err
		}
		if err := os.Rename(r.dir, aside); err != nil {
			return errors.Join(errRestoreSwap.With(err), os.RemoveAll(ready))
		}
		r.result.Aside = aside
	}
	if err := r.at("swap"); err != nil {
		return err
	}
	if err := finishRestore(r.dir); err != nil {
		return err
	}
	return r.at("done")
}

func freeAside(dir string) (string, error) {
	base := dir + ".before-" + time.Now().UTC().Format("20060102T150405Z")
	for i := range 100 {
		name := base
		if i > 0 {
			name = fmt.Sprintf("%s-%d", base, i)
		}
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			return name, nil
		}
	}
	return "", fmt.Errorf("no free name beside %s", dir)
}

// finishRestore gives a restored folder its name where a restore was cut
// short between moving the old one away and this. Everybody who looks for
// the data folder calls it first.
func finishRestore(dir string) error {
	if to, err := os.Readlink(dir); err == nil { // the folders lie where it leads
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(dir), to)
		}
		dir = to
	}
	if _, err := os.Lstat(dir); !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	err := os.Rename(dir+".restored", dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // the usual case: a folder that was never there
	}
	if err != nil {
		return err
	}
	return syncFolder(filepath.Dir(dir))
}
