package cli

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"bangtin/app"
	"bangtin/app/peer"
)

// issue vouches for programs: for the one that runs where none is named.
func (c *core) issue(ctx context.Context, files []string) error {
	if len(files) == 0 {
		self, err := os.Executable()
		if err != nil {
			return err
		}
		files = []string{self}
	}
	for _, f := range files {
		if _, err := c.offer(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

var errNoVersion = app.Fault(app.NotFound, "no_such_version", "Máy này không giữ bản ấy. Xem: bangtin upgrade",
	"This machine keeps no such version. See: bangtin upgrade")

// withdraw keeps a version no longer, by its number or the beginning of its
// sum. What lies on sticks stays there.
func (c *core) withdraw(name string) error {
	s := keptPrograms(c.dir)
	found := false
	for _, k := range s.list() {
		if name == "" || k.Version != name && !strings.HasPrefix(k.Sum.String(), name) {
			continue
		}
		found = true
		if err := os.RemoveAll(s.folder(k.Sum)); err != nil {
			return err
		}
	}
	if !found {
		return errNoVersion
	}
	return nil
}

// offer keeps a program so that it is left wherever this machine meets
// others, under a note that its keys sign. One that is older than what runs is
// Invalid.
func (c *core) offer(ctx context.Context, file string) (peer.Release, error) {
	m, ok := c.lib.Roster().Member(c.lib.Device())
	if !ok || m.Revoked || m.Role != app.Administrator {
		return peer.Release{}, app.Fault(app.Denied, "release_no_administrator",
			"Chỉ máy quản trị mới phát hành được bản chương trình mới", "Only an administrator's machine can issue a new version of the program")
	}
	b, err := readBuilt(file)
	if err != nil {
		return peer.Release{}, err
	}
	s := keptPrograms(c.dir)
	if peer.NewerVersion(s.runs, b.Version) {
		return peer.Release{}, errOlder(b.Version, s.runs)
	}
	f, err := os.Open(file)
	if err != nil {
		return peer.Release{}, err
	}
	defer f.Close()
	h := sha256.New()
	size, err := io.Copy(h, f)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return peer.Release{}, fmt.Errorf("read %s: %w", file, err)
	}
	r := peer.Release{
		Library: c.lib.Name(), By: c.lib.Device(), Version: b.Version, OS: b.OS, Arch: b.Arch,
		Sum: app.Hash(h.Sum(nil)), Size: size, At: time.Now().UnixMilli(),
	}
	note, err := peer.Vouch(&c.keys.Keys, r)
	if err != nil {
		return r, err
	}
	if err := s.Take(ctx, r, note, f); err != nil {
		return r, err
	}
	if here(r) && !peer.NewerVersion(r.Version, s.runs) {
		return r, s.keep(r.Sum) // what runs here works here
	}
	return r, s.prune()
}

func errOlder(version, runs string) error {
	return app.Fault(app.Invalid, "program_older", fmt.Sprintf("Bản %s cũ hơn bản %s đang chạy nên không máy nào nhận. Xin phát hành một bản mới hơn", version, runs),
		fmt.Sprintf("Version %s is older than %s, which runs here, and no machine would take it. Please issue a newer one", version, runs))
}
