package peer_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"bangtin/app"

	"golang.org/x/sys/unix"
)

// smallStick is a file system of its own, gone with the test.
func smallStick(t *testing.T, size int64) string {
	t.Helper()
	dir := t.TempDir()
	err := unix.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d,mode=0700", size))
	if errors.Is(err, unix.EPERM) || errors.Is(err, unix.ENOSYS) {
		t.Skip("nothing can be mounted here; only root can")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// fill leaves so many bytes of a stick, about.
func fill(t *testing.T, stick string, left int64) (ballast string) {
	t.Helper()
	ballast = filepath.Join(stick, "phim.mp4")
	var v unix.Statfs_t
	err := unix.Statfs(stick, &v)
	if size := int64(v.Bavail)*v.Bsize - left; err == nil && size > 0 {
		err = os.WriteFile(ballast, bytes.Repeat([]byte("x"), int(size)), 0o644)
	}
	if err != nil && !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	return ballast
}

// A stick that is full says so and is none the worse: what lay there can be
// taken, and with room again everything comes to its end.
func TestFullStick(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	p.stick = smallStick(t, 8<<20)
	for _, m := range []*machine{p.a, p.b, p.a} {
		m.meet(p.stick)
	}
	full := 0
	for round := range 6 * effort() {
		left := p.r.Int64N(120 << 10)
		if round%2 == 0 { // hardly enough for a page of text
			left /= 30
		}
		what := fmt.Sprintf("round %d, %d bytes left", round, left)
		before := packs(t, p.stick)
		p.news()
		ballast := fill(t, p.stick, left)
		_, err := p.a.try(p.stick)
		if err != nil {
			full++
			var fault *app.Error
			if !errors.As(err, &fault) || fault.Key != "remote_full" {
				t.Errorf("%s: %v", what, err)
			}
		}
		for _, path := range p.files() {
			if strings.HasSuffix(path, ".tmp") {
				t.Errorf("%s: %s is left and takes room", what, filepath.Base(path))
			}
		}
		for _, path := range before {
			if !slices.Contains(packs(t, p.stick), path) {
				t.Errorf("%s: %s is gone", what, filepath.Base(path))
			}
		}
		if r, err := p.b.try(p.stick); len(r.Refused) > 0 || err != nil && full == 0 {
			t.Errorf("%s: B refuses %+v, %v", what, r.Refused, err)
		}
		if err := os.Remove(ballast); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		p.settled(what)
	}
	if full == 0 {
		t.Error("it was never full: the test proves nothing")
	}
}

// Where there is no room to put packs together they stay as they are, and
// the exchange is none the worse.
func TestNoRoomToTidy(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	p.stick = smallStick(t, 8<<20)
	p.a.meet(p.stick)
	for len(packs(t, filepath.Join(p.dir(), "open"))) < 33 {
		p.n++
		p.a.publish(p.n, fmt.Sprintf("Bài %d", p.n), true)
		p.a.meet(p.stick)
	}
	before := packs(t, p.stick)
	ballast := fill(t, p.stick, 20<<10)
	p.a.meet(p.stick)
	for _, path := range before {
		if !slices.Contains(packs(t, p.stick), path) {
			t.Errorf("%s is gone", filepath.Base(path))
		}
	}
	p.b.publish(900, "Bài của B", false)
	p.b.meet(p.stick)
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	p.settled("with room again")
	if n := len(packs(t, filepath.Join(p.dir(), "open"))); n > 20 {
		t.Errorf("with room again %d packs lie there", n)
	}
}
