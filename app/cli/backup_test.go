package cli_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"bangtin/app/cli"
	"bangtin/app/store"
)

// run runs a command line of the program and gives what it printed.
func run(t *testing.T, code int, name string, args ...string) []byte {
	t.Helper()
	c := exec.Command(name, args...)
	var out, wrong bytes.Buffer
	c.Stdout, c.Stderr = &out, &wrong
	err := c.Run()
	if got := c.ProcessState.ExitCode(); got != code {
		t.Fatalf("%s %q: exit %d, want %d (%v)\n%s%s", name, args, got, code, err, out.Bytes(), wrong.Bytes())
	}
	return out.Bytes()
}

func status(t *testing.T, dir string) (s cli.Status) {
	t.Helper()
	if err := json.Unmarshal(run(t, 0, "bangtin", "status", "--json", "--data", dir), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// memory is a folder on a disk in memory, where there is one: how long a
// disk takes is not what these tests are about.
func memory(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "bangtin-cli-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// newsroom makes a data folder with so many articles on show.
func newsroom(t *testing.T, articles int) (dir string) {
	t.Helper()
	dir = filepath.Join(memory(t), "data")
	lines := ""
	for i := range articles {
		lines += fmt.Sprintf(`{"id": "%d", "title": "Bài số %d", "body": "Một đoạn.", "source": "thử"}`+"\n", i, i)
	}
	file := filepath.Join(memory(t), "news.jsonl")
	if err := os.WriteFile(file, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, 0, "bangtin", "import", file, "--publish", "--data", dir)
	return dir
}

// backedUp is a backup of a newsroom and the paper that opens it.
func backedUp(t *testing.T, dir string) (file, paper string) {
	t.Helper()
	file, paper = filepath.Join(memory(t), "one.tar.age"), filepath.Join(memory(t), "paper.txt")
	run(t, 0, "bangtin", "backup", file, "--data", dir)
	var r struct{ Words []string }
	if err := json.Unmarshal(run(t, 0, "bangtin", "device", "recovery", "--json", "--data", dir), &r); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(paper, []byte(strings.Join(r.Words, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	return file, paper
}

// original puts a sparse original of so many bytes into a data folder.
func original(t *testing.T, dir string, n uint64, size int64) {
	t.Helper()
	var first [8]byte
	binary.BigEndian.PutUint64(first[:], n)
	tmp := filepath.Join(dir, "run", "sparse")
	f, err := os.Create(tmp)
	if err != nil {
		t.Fatal(err)
	}
	hash := sha256.New()
	zeros := make([]byte, 1<<20)
	hash.Write(first[:])
	for left := size - 8; left > 0; left -= int64(len(zeros)) {
		hash.Write(zeros[:min(left, int64(len(zeros)))])
	}
	_, err = f.Write(first[:])
	name := fmt.Sprintf("%x", hash.Sum(nil))
	path := filepath.Join(dir, "media", name[:2], name)
	err = errors.Join(err, f.Truncate(size), f.Close(), os.MkdirAll(filepath.Dir(path), 0o700), os.Rename(tmp, path))
	if err != nil {
		t.Fatal(err)
	}
}

// What comes back is what was backed up: the same roots, but for the
// admission that the recovery key wrote.
func TestRestoredRootsAreTheSame(t *testing.T) {
	dir := newsroom(t, 3)
	file, paper := backedUp(t, dir)
	before := status(t, dir)
	kept, other := filepath.Join(memory(t), "kept"), filepath.Join(memory(t), "other")
	if err := os.CopyFS(kept, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	keys := filepath.Join(kept, "keys.json")
	text, err := os.ReadFile(keys)
	if err != nil {
		t.Fatal(err)
	}
	// A desk whose recovery words are on paper already.
	var fields map[string]any
	if err := json.Unmarshal(text, &fields); err != nil {
		t.Fatal(err)
	}
	delete(fields, "recovery")
	if text, err = json.Marshal(fields); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(keys, text, 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, 0, "bangtin", "restore", file, "--data", kept)
	run(t, 0, "bangtin", "restore", file, "--words="+paper, "--data", other)
	for _, c := range []struct {
		dir, role string
		changes   int
		open      bool // the root of everyone's content is the same
	}{{kept, "", before.Changes, true}, {other, "administrator", before.Changes + 1, false}} {
		s := status(t, c.dir)
		if s.Root.Staff != before.Root.Staff || (s.Root.Open == before.Root.Open) != c.open {
			t.Errorf("%q has the roots %+v, and had %+v", c.role, s.Root, before.Root)
		}
		if s.Library != before.Library || s.Changes != c.changes || s.Role != c.role || s.Articles != before.Articles {
			t.Errorf("restored %+v\nof %+v", s, before)
		}
		if s.Device == before.Device {
			t.Error("the restored machine signs with the old key")
		}
		run(t, 0, "bangtin", "check", "--data", c.dir)
	}
}

// A seed that nobody has written down yet is not lost with the old folder.
func TestUnwrittenRecoveryKeyComesAlong(t *testing.T) {
	dir := newsroom(t, 1)
	file, paper := backedUp(t, dir)
	run(t, 0, "bangtin", "restore", file, "--data", dir)
	if s := status(t, dir); s.Role != "administrator" {
		t.Errorf("the machine is %q", s.Role)
	}
	var r struct{ Words []string }
	if err := json.Unmarshal(run(t, 0, "bangtin", "device", "recovery", "--json", "--data", dir), &r); err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(paper); strings.Join(r.Words, "\n") != string(text) {
		t.Error("it shows other words")
	}
}

// A restore that is killed leaves the old folder or the new one, whole, and
// the next one succeeds.
func TestKilledRestoreIsOldOrNew(t *testing.T) {
	old := newsroom(t, 1)
	file, paper := backedUp(t, newsroom(t, 2))
	wanted := status(t, old).Library
	for _, c := range []struct {
		step string
		now  bool // the new one is there
	}{
		{"read", false}, {"half", false}, {"tables", false}, {"keys", false}, {"open", false}, {"ready", false}, {"aside", false}, {"swap", true}, {"done", true},
	} {
		t.Run(c.step, func(t *testing.T) {
			dir := filepath.Join(memory(t), "data")
			if err := os.CopyFS(dir, os.DirFS(old)); err != nil {
				t.Fatal(err)
			}
			run(t, -1, "restore-until", c.step, dir, file, paper)
			s := status(t, dir)
			if c.now != (s.Library != wanted) || s.Articles.Published != map[bool]int{false: 1, true: 2}[c.now] {
				t.Errorf("the folder holds %d articles of %.8s", s.Articles.Published, s.Library)
			}
			if aside, _ := filepath.Glob(dir + ".before-*"); len(aside) != map[bool]int{false: 0, true: 1}[c.now] {
				t.Errorf("aside are %q", aside)
			}
			run(t, 0, "bangtin", "check", "--data", dir)
			run(t, 0, "bangtin", "restore", file, "--words="+paper, "--data", dir)
			if s := status(t, dir); s.Library == wanted || s.Articles.Published != 2 || s.Role != "administrator" {
				t.Errorf("restored again it holds %+v", s)
			}
			for _, end := range []string{".restoring", ".restored"} {
				if _, err := os.Lstat(dir + end); err == nil {
					t.Errorf("%s was left", end)
				}
			}
		})
	}
}

// The same where the data folder is a link to another disk.
func TestKilledRestoreBehindALink(t *testing.T) {
	real := newsroom(t, 1)
	file, paper := backedUp(t, newsroom(t, 2))
	link := filepath.Join(memory(t), "data")
	if err := os.Symlink(real, link); err != nil {
		t.Fatal(err)
	}
	run(t, -1, "restore-until", "swap", link, file, paper)
	if s := status(t, link); s.Articles.Published != 2 {
		t.Errorf("behind the link are %d articles", s.Articles.Published)
	}
}

// A backup that was cut, or had a bit turned, anywhere, changes nothing.
func TestDamagedBackupsAreRefused(t *testing.T) {
	dir := newsroom(t, 1)
	original(t, dir, 1, 300<<10)
	file, paper := backedUp(t, dir)
	before := status(t, dir)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	turned := func(at int) []byte {
		b := bytes.Clone(whole)
		b[at] ^= 4
		return b
	}
	for name, b := range map[string][]byte{
		"nothing": {}, "the head alone": whole[:300], "half": whole[:len(whole)/2], "one byte less": whole[:len(whole)-1],
		"one byte more": append(bytes.Clone(whole), 0), "a bit of the head": turned(100), "a bit of the middle": turned(len(whole) / 2), "a bit of the end": turned(len(whole) - 1),
		"two chunks swapped": slicesSwapped(whole),
	} {
		t.Run(name, func(t *testing.T) {
			bad := filepath.Join(memory(t), "bad.age")
			if err := os.WriteFile(bad, b, 0o600); err != nil {
				t.Fatal(err)
			}
			run(t, 1, "bangtin", "restore", bad, "--words="+paper, "--data", dir)
			if _, err := os.Lstat(dir + ".restoring"); err == nil {
				t.Error("half a folder was left")
			}
		})
	}
	if now := status(t, dir); now.Device != before.Device || now.Root != before.Root {
		t.Errorf("the folder became %+v", now)
	}
}

// slicesSwapped lets two of age's chunks of 64 KiB change places.
func slicesSwapped(whole []byte) []byte {
	const chunk = 64<<10 + 16
	b := bytes.Clone(whole)
	n := len(b)
	copy(b[n-2*chunk:n-chunk], whole[n-chunk:])
	copy(b[n-chunk:], whole[n-2*chunk:n-chunk])
	return b
}

func held(t *testing.T, dir string) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// A restore needs the folder alone.
func TestRestoreOfAHeldFolder(t *testing.T) {
	dir := newsroom(t, 1)
	file, paper := backedUp(t, dir)
	db := held(t, dir)
	run(t, 5, "bangtin", "restore", file, "--words="+paper, "--data", dir)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	run(t, 0, "bangtin", "restore", file, "--words="+paper, "--data", dir)
}
