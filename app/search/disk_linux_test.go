package search_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bangtin/app"
	"bangtin/app/search"

	"golang.org/x/sys/unix"
)

// Where the disk of the index is full, what is in it is still found and
// nothing else fails; once there is room it takes in the rest. So it is
// where the disk says in time that it is full, and where it does not.
func TestFullDisk(t *testing.T) {
	for name, told := range map[string]bool{"in time": true, "too late": false} {
		t.Run(name, func(t *testing.T) { fullDisk(t, told) })
	}
}

func fullDisk(t *testing.T, told bool) {
	s := newShelf(t)
	disk := t.TempDir()
	err := unix.Mount("none", disk, "tmpfs", 0, "size=3m")
	if errors.Is(err, unix.EPERM) {
		t.Skip("only root can mount the small disk that this test fills")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(disk, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	s.save(true, entry("1", "Chim sáo", ""))
	free := func() (int64, error) {
		var fs unix.Statfs_t
		err := unix.Statfs(disk, &fs)
		if !told {
			return 1 << 30, err
		}
		return int64(fs.Bavail) * fs.Bsize << 7, err // half a megabyte is as little as 64 are
	}
	s.finder = search.Open(context.Background(), search.Options{Library: s.lib, Dir: filepath.Join(disk, "search"), Free: free})
	s.settle()
	ballast := filepath.Join(disk, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 3<<20), 0o600); !errors.Is(err, unix.ENOSPC) {
		t.Fatalf("the disk did not fill: %v", err)
	}
	var failed error
	for i := range 12 {
		s.save(true, entry(strings.Repeat("x", i+2), "Chim khướu", "", strings.Repeat("một hai ba ", i*60+1)))
		if err := s.finder.Settle(context.Background(), nil); err != nil {
			failed = err
		}
	}
	if failed == nil {
		t.Error("writing to a full disk did not fail")
	}
	if got := s.titles("sáo"); len(got) != 1 {
		t.Errorf("on a full disk %q are found", got)
	}
	if got := s.suggest("khướu", ""); len(got.Titles) == 0 {
		t.Error("on a full disk nothing is suggested")
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	s.settle()
	if got := s.search(app.Search{Words: "chim"}); got.Total != 13 {
		t.Errorf("with room again %d of 13 are found", got.Total)
	}
}

// Where no index can be made at all, searching says so and titles are
// suggested; it is made as soon as it can be.
func TestNoIndex(t *testing.T) {
	s := newShelf(t)
	s.save(true, entry("1", "Chim sáo", ""))
	if err := os.WriteFile(s.folder(), []byte("no folder"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.open()
	if err := s.finder.Settle(context.Background(), nil); err == nil {
		t.Error("an index was made where there is no folder")
	}
	if _, err := s.finder.Search(context.Background(), app.Search{Words: "sáo", Limit: 1}); app.CodeOf(err) != app.Unavailable {
		t.Errorf("searching says %v", err)
	}
	if got := s.suggest("chim", ""); len(got.Titles) != 1 {
		t.Errorf("suggested: %+v", got)
	}
	if err := os.Remove(s.folder()); err != nil {
		t.Fatal(err)
	}
	s.settle()
	if got := s.titles("sáo"); len(got) != 1 {
		t.Errorf("found %q", got)
	}
}
