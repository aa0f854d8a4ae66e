package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bangtin/build/e2e/rig"

	"golang.org/x/sys/unix"
)

// smallDisk is a file system of its own, gone with the test.
func smallDisk(t *testing.T, bytes int64) string {
	t.Helper()
	dir := t.TempDir()
	err := unix.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d,mode=0700", bytes))
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

// fillUp leaves so many bytes free on a disk, about; the file it does that
// with is removed to make room again.
func fillUp(t *testing.T, dir string, left int64) (ballast string) {
	t.Helper()
	f, err := os.Create(filepath.Join(dir, "ballast"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	err = rig.Wait(within(t, 10*time.Second), "room for the ballast", func() (bool, error) {
		var v unix.Statfs_t
		if err := unix.Statfs(dir, &v); err != nil {
			return false, err
		}
		size := int64(v.Bavail)*v.Bsize - left
		if size <= 0 {
			return true, nil
		}
		err := unix.Fallocate(int(f.Fd()), 0, 0, size)
		if errors.Is(err, unix.ENOSPC) {
			return false, nil // an engine has taken some of it just now
		}
		return true, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return f.Name()
}

// A disk that fills up at any moment of an import, of a program by itself or
// of a running engine, gives a clear error and harms nothing: readers go on
// reading, and with room again everything is clean and the import goes on to
// the same end.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	lines := archive(t, 300)
	want, like, _ := undisturbed(t, lines)
	disk := smallDisk(t, 400<<20)
	r := dice(t)
	// What the whole import needs, by trying.
	p := program(t)
	p.Data = filepath.Join(disk, "0")
	run(t, p, 0, "import", "--publish", lines)
	need := weight(t, p.Data)
	if err := os.RemoveAll(p.Data); err != nil {
		t.Fatal(err)
	}

	seen, failures, libraries := acknowledged{}, 0, 1
	rounds := 8 * effort()
	for round := range rounds {
		through := round%2 == 1
		var e *rig.Engine
		if through {
			e = serve(t, p)
		}
		left := r.Int64N(max(need-weight(t, p.Data), 1<<16) * 3 / 4)
		ballast := fillUp(t, disk, left)
		proc, code, err := p.Run(within(t, time.Minute), "import", "--publish", lines)
		if err != nil {
			t.Fatal(err)
		}
		said := proc.Stderr.String()
		if code != 0 {
			failures++
			plain := strings.Contains(said, "Ổ đĩa đã đầy") && strings.Contains(said, "The disk is full") ||
				strings.Contains(said, "Ổ đĩa báo lỗi giữa lúc lưu") && strings.Contains(said, "The disk failed in the middle of a save")
			if code != 1 || !plain || strings.Contains(said, "goroutine") {
				t.Errorf("round %d, %d bytes left, through an engine %v: exit code %d; %s", round, left, through, code, said)
			}
		}
		if e != nil {
			var health struct{ OK bool }
			if err := ask(within(t, 10*time.Second), e.URL+"/api/health", &health); err != nil || !health.OK {
				t.Errorf("round %d: readers of a full disk get %+v, %v", round, health, err)
			}
			seen.held(t, e)
			seen.look(t.Context(), e.URL)
		}
		if err := os.Remove(ballast); err != nil {
			t.Fatal(err)
		}
		if e != nil {
			stop(t, e.Process, 10*time.Second)
		}
		sound(t, p)
		e = serve(t, p)
		seen.held(t, e)
		seen.look(t.Context(), e.URL)
		stop(t, e.Process, 10*time.Second)
		if t.Failed() {
			t.Fatalf("round %d: exit code %d; %s", round, code, said)
		}
		if len(seen) == len(want) {
			equalContent(t, p, want, like)
			if err := os.RemoveAll(p.Data); err != nil {
				t.Fatal(err)
			}
			p.Data = filepath.Join(disk, fmt.Sprint(libraries))
			seen = acknowledged{}
			libraries++
		}
	}
	t.Logf("the disk was full in %d of %d imports, in %d libraries", failures, rounds, libraries)
	if failures < rounds/2 {
		t.Error("the disk was hardly ever full: that proves nothing")
	}
	run(t, p, 0, "import", "--publish", lines)
	equalContent(t, p, want, like)
}

// A hole that somebody punches into the tables of a running engine is
// noticed and said, and the next start has every article back, with the
// damaged file kept aside.
func TestHoleInTheTables(t *testing.T) {
	t.Parallel()
	lines := archive(t, 300)
	want, like, _ := undisturbed(t, lines)
	r := dice(t)
	for round := range 3 * effort() {
		p := program(t)
		e := serve(t, p)
		run(t, p, 0, "import", "--publish", lines)
		seen := acknowledged{}
		seen.look(t.Context(), e.URL)
		if len(seen) != len(want) {
			t.Fatalf("a reader sees %d articles", len(seen))
		}
		before := status(t, p)
		holes := 0
		noticed := ""
		for noticed == "" {
			if holes++; holes > 2000 {
				t.Fatal("the tables can do without 2000 of their pages")
			}
			punch(t, filepath.Join(p.Data, "bangtin.db"), func(pages int64) int64 { return 2 + r.Int64N(pages-2) })
			noticed = complaint(t, p, e)
		}
		t.Logf("noticed after %d holes: %s", holes, noticed)
		code, err := e.Wait(within(t, 15*time.Second))
		if err != nil || code != 4 {
			t.Errorf("the engine ends with %d, %v; %s", code, err, e.Stderr.String())
			finish(e.Process)
		}

		e = serve(t, p)
		seen.held(t, e)
		after := status(t, p)
		if after.Articles != before.Articles || after.Root.Open != before.Root.Open || after.Library != before.Library {
			t.Errorf("status before %+v, after %+v", before, after)
		}
		stop(t, e.Process, 10*time.Second)
		if aside, err := filepath.Glob(filepath.Join(p.Data, "bangtin.db.damaged-*")); err != nil || len(aside) != 1 {
			t.Errorf("kept aside: %v, %v", aside, err)
		}
		sound(t, p)
		run(t, p, 0, "import", "--publish", lines)
		equalContent(t, p, want, like)
		if t.Failed() {
			t.Fatalf("round %d", round)
		}
	}
}

// punch makes one page of a file zero, as a dying disk does.
func punch(t *testing.T, path string, choose func(pages int64) int64) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	at := choose(info.Size() / page)
	if err := unix.Fallocate(int(f.Fd()), unix.FALLOC_FL_PUNCH_HOLE|unix.FALLOC_FL_KEEP_SIZE, at*page, page); err != nil {
		if errors.Is(err, unix.EOPNOTSUPP) {
			t.Skip("this file system has no holes")
		}
		t.Fatal(err)
	}
}

// complaint asks an engine for what readers ask, then has it checked, and
// returns the first answer that says damaged; empty if there is none.
func complaint(t *testing.T, p rig.Program, e *rig.Engine) string {
	t.Helper()
	ctx := within(t, time.Minute)
	for _, path := range []string{"/api/front", "/api/articles?limit=100"} {
		var page any
		err := ask(ctx, e.URL+path, &page)
		if err != nil {
			if !strings.Contains(err.Error(), "503") && !gone(ctx, e) {
				t.Errorf("a damaged store is told as %v", err)
			}
			return err.Error()
		}
	}
	proc, code, err := p.Run(ctx, "check")
	if err != nil {
		t.Fatal(err)
	}
	switch said := proc.Stderr.String(); {
	case code == 4 && strings.Contains(said, "hỏng") && strings.Contains(said, "damaged"):
		return "check: " + strings.TrimSpace(said)
	case code != 0:
		t.Errorf("check ends with %d; %s", code, said)
		return said
	}
	return ""
}

// gone says whether an engine has ended, or is about to.
func gone(ctx context.Context, e *rig.Engine) bool {
	limited, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	_, err := e.Wait(limited)
	return err == nil
}
