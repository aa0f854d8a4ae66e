package cli

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"bangtin/app"
	"bangtin/app/peer"
)

// programs are the versions of the program that a data folder keeps beside
// the one that was started, each in bin/SHA-256:
//
//	bangtin, bangtin.exe   the program
//	release.json           the note by which an administrator's machine vouches for it
//	tried                  as many bytes as it was tried here
//	good                   it has shown a right page here
//	failed                 it has not, and why: failure in JSON
//
// A program is there whole or not at all. Each of the other files is made
// once, so that a power cut leaves nothing half said.
type programs struct {
	dir  string // bin in the data folder
	runs string // the version that asks
}

// keptPrograms are those of a data folder.
func keptPrograms(dataDir string) programs {
	return programs{dir: filepath.Join(dataDir, "bin"), runs: version()}
}

// failure is why a version is not used any more.
type failure struct {
	At  time.Time `json:"at"`
	Why app.Text  `json:"why"`

	// Disowned: it may have worked, but who signed it may not do so any more.
	Disowned bool `json:"disowned,omitempty"`
}

// kept is one version that is kept.
type kept struct {
	peer.Release
	note   []byte
	good   bool
	failed *failure
	tried  int
	path   string // of the program
}

// newerThan tells whether a version came after the one that asks.
func (s programs) newerThan(k kept) bool { return peer.NewerVersion(k.Version, s.runs) }

// here tells whether a release is for this machine.
func here(r peer.Release) bool { return r.OS == runtime.GOOS && r.Arch == runtime.GOARCH }

func (s programs) folder(sum app.Hash) string { return filepath.Join(s.dir, sum.String()) }

func programName(system string) string {
	if system == "windows" {
		return "bangtin.exe"
	}
	return "bangtin"
}

// list gives what is kept, the newest version first. What cannot be read is
// passed over.
func (s programs) list() (out []kept) {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return nil // there is none
	}
	for _, e := range entries {
		note, err := os.ReadFile(filepath.Join(s.dir, e.Name(), "release.json"))
		if err != nil {
			continue
		}
		r, err := peer.ReadRelease(note)
		if err != nil || r.Sum.String() != e.Name() {
			continue
		}
		k := kept{Release: r, note: note, path: filepath.Join(s.dir, e.Name(), programName(r.OS))}
		k.good = s.marked(r.Sum, "good")
		if text, err := os.ReadFile(filepath.Join(s.folder(r.Sum), "failed")); err == nil {
			k.failed = &failure{}
			_ = json.Unmarshal(text, k.failed) // without its reason it has failed all the same
		}
		if info, err := os.Stat(filepath.Join(s.folder(r.Sum), "tried")); err == nil {
			k.tried = int(info.Size())
		}
		out = append(out, k)
	}
	slices.SortStableFunc(out, func(a, b kept) int {
		switch {
		case peer.NewerVersion(a.Version, b.Version):
			return -1
		case peer.NewerVersion(b.Version, a.Version):
			return 1
		}
		return int(max(-1, min(1, b.At-a.At)))
	})
	return out
}

func (s programs) marked(sum app.Hash, mark string) bool {
	_, err := os.Stat(filepath.Join(s.folder(sum), mark))
	return err == nil
}

// whole tells whether the program of a release is there, byte for byte.
func (k kept) whole() bool {
	f, err := os.Open(k.path)
	if err != nil {
		return false
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, f)
	return err == nil && n == k.Size && app.Hash(h.Sum(nil)) == k.Sum
}

// present is a cheaper look.
func (k kept) present() bool {
	info, err := os.Stat(k.path)
	return err == nil && info.Size() == k.Size
}

// Wants takes what is newer than what runs and than what waits to run, and
// has not failed here.
func (s programs) Wants(r peer.Release) bool {
	if !here(r) || !peer.NewerVersion(r.Version, s.runs) {
		return false
	}
	for _, k := range s.list() {
		if k.Sum == r.Sum && (k.failed != nil || k.present()) {
			return false
		}
		if here(k.Release) && k.failed == nil && k.present() && !peer.NewerVersion(r.Version, k.Version) {
			return false
		}
	}
	return true
}

var errProgramOther = app.Fault(app.Damaged, "program_damaged",
	"Bản chương trình mới trên đó bị hỏng nên không được dùng. Máy quản trị sẽ để lại bản khác",
	"The new version of the program there is damaged and is not used. An administrator's machine will leave it anew")

// Take keeps a program once it is whole and durable.
func (s programs) Take(ctx context.Context, r peer.Release, note []byte, src io.Reader) error {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	tmp, err := os.MkdirTemp(s.dir, "new-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp) // gone already when all went well
	f, err := os.OpenFile(filepath.Join(tmp, programName(r.OS)), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o700)
	if err != nil {
		return err
	}
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, h), io.LimitReader(whileLive{ctx, src}, r.Size+1))
	if err == nil && (n != r.Size || app.Hash(h.Sum(nil)) != r.Sum) {
		err = errProgramOther
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := writeWhole(filepath.Join(tmp, "release.json"), note); err != nil {
		return err
	}
	if err := os.RemoveAll(s.folder(r.Sum)); err != nil { // a damaged one
		return err
	}
	if err := os.Rename(tmp, s.folder(r.Sum)); err != nil {
		return err
	}
	return syncFolder(s.dir)
}

// whileLive reads while its context stands.
type whileLive struct {
	ctx context.Context
	r   io.Reader
}

func (w whileLive) Read(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.r.Read(p)
}

// Held are those that others may have from here.
func (s programs) Held() (notes [][]byte) {
	for _, k := range s.list() {
		if k.failed == nil && k.present() {
			notes = append(notes, k.note)
		}
	}
	return notes
}

// Open opens the program of a release that is kept.
func (s programs) Open(r peer.Release) (*os.File, error) {
	return os.Open(filepath.Join(s.folder(r.Sum), programName(r.OS)))
}

// Failed is the newest version that failed here and that no later one has
// made good.
func (s programs) Failed() string {
	for _, k := range s.list() {
		if here(k.Release) && k.failed != nil && !k.failed.Disowned && peer.NewerVersion(k.Version, s.runs) {
			return k.Version
		}
	}
	return ""
}

// maxTries is how often a version is started that has not shown a right page.
const maxTries = 3

// next is the version that should run in place of the one that asks.
func (s programs) next() (kept, bool) {
	for _, k := range s.list() {
		if !here(k.Release) || k.failed != nil || !peer.NewerVersion(k.Version, s.runs) || !k.present() {
			continue
		}
		if !k.good && k.tried >= maxTries {
			_ = s.fail(k.Sum, triedWords) // it is not used, whether that can be noted or not
			continue
		}
		if !k.whole() {
			_ = os.RemoveAll(s.folder(k.Sum)) // it is taken again
			continue
		}
		return k, true
	}
	return kept{}, false
}

var (
	triedWords    = app.Text{VI: "Đã thử ba lần mà không lên được trang nào", EN: "It was tried three times and showed no page"}
	disownedWords = app.Text{VI: "Máy quản trị đã phát hành bản này bị thu hồi", EN: "The administrator's machine that issued it was revoked"}
	lateWords     = app.Text{VI: "Không lên được trang nào trong thời gian thử", EN: "It showed no page in the time that it had"}
)

// try notes that a version that has not proved itself is about to be started.
func (s programs) try(sum app.Hash) error {
	f, err := os.OpenFile(filepath.Join(s.folder(sum), "tried"), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(".")
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// keep notes that a version works here, and removes those that it replaces.
func (s programs) keep(sum app.Hash) error {
	if err := writeWhole(filepath.Join(s.folder(sum), "good"), nil); err != nil {
		return err
	}
	return s.prune()
}

func (s programs) fail(sum app.Hash, why app.Text) error {
	return s.note(sum, failure{At: time.Now().UTC(), Why: why})
}

// disown lets no version be used any more of which who signed it may not do
// so since: a stolen machine that was revoked, say.
func (s programs) disown(l *app.Library) (err error) {
	for _, k := range s.list() {
		if k.failed == nil && peer.Disowned(l, k.Release) {
			err = errors.Join(err, s.note(k.Sum, failure{At: time.Now().UTC(), Why: disownedWords, Disowned: true}))
		}
	}
	return err
}

func (s programs) note(sum app.Hash, f failure) error {
	text, err := json.Marshal(f)
	if err != nil {
		return err
	}
	return writeWhole(filepath.Join(s.folder(sum), "failed"), text)
}

// prune removes what nobody needs any more: of each system all but the
// newest that works or waits, the programs of those that failed, and what was
// cut off.
func (s programs) prune() error {
	cut, err := filepath.Glob(filepath.Join(s.dir, "new-*"))
	for _, dir := range cut {
		err = errors.Join(err, os.RemoveAll(dir))
	}
	seen := map[string]bool{}
	for _, k := range s.list() {
		system := k.OS + "/" + k.Arch
		switch {
		case k.failed != nil && peer.NewerVersion(k.Version, s.runs):
			err = errors.Join(err, absent(os.Remove(k.path)))
		case k.failed != nil || seen[system]:
			err = errors.Join(err, os.RemoveAll(s.folder(k.Sum)))
		default:
			seen[system] = k.good || !here(k.Release) || !peer.NewerVersion(k.Version, s.runs)
		}
	}
	return err
}

func absent(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// carryPrograms lets another data folder keep what this one keeps: a restored
// one must not fall back to an older version, and the program that runs may
// be one of them. The files are shared where the disk can do that.
func carryPrograms(from, to string) error {
	from, to = keptPrograms(from).dir, keptPrograms(to).dir
	err := filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := filepath.Join(to, strings.TrimPrefix(path, from))
		switch {
		case d.IsDir():
			return os.MkdirAll(name, 0o700)
		case !d.Type().IsRegular():
			return nil
		case os.Link(path, name) == nil:
			return nil
		}
		return copyFile(path, name)
	})
	if errors.Is(err, fs.ErrNotExist) { // there are none
		return nil
	}
	return err
}

// copyFile copies a file with its mode; there must be none of the name.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, info.Mode().Perm())
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err == nil {
		err = out.Sync()
	}
	return errors.Join(err, out.Close())
}
