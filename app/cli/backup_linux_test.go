package cli_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// peak runs the program and gives its peak memory in MB.
func peak(t *testing.T, args ...string) int64 {
	t.Helper()
	c := exec.Command("bangtin", args...)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%q: %v\n%s", args, err, out)
	}
	return c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss >> 10
}

// A backup and its way back hold as little in memory with 300 MB of
// originals (2 GB with EFFORT of 7 and more) as with none.
func TestBackupIsStreamed(t *testing.T) {
	effort, _ := strconv.Atoi(os.Getenv("EFFORT"))
	dir := newsroom(t, 1)
	small, paper := backedUp(t, dir)
	for i := range min(max(effort, 1), 7) {
		for j := range 5 {
			original(t, dir, uint64(i*5+j), 60<<20)
		}
	}
	place := memory(t)
	if effort > 1 {
		place = t.TempDir() // more than fits into memory
	}
	file, other := filepath.Join(place, "big.tar.age"), filepath.Join(place, "other")
	none := peak(t, "restore", small, "--words="+paper, "--data", other)
	wrote, read := peak(t, "backup", file, "--data", dir), peak(t, "restore", file, "--words="+paper, "--data", other)
	info, err := os.Stat(file)
	if err != nil || info.Size() < 300<<20 {
		t.Fatalf("the backup has %d bytes, %v", info.Size(), err)
	}
	t.Logf("peak memory: %d MB with no originals, %d MB to write %d MB, %d MB to bring them back", none, wrote, info.Size()>>20, read)
	if most := none + 64; wrote > most || read > most {
		t.Errorf("more than %d MB", most)
	}
	if s := status(t, other); s.Media.Bytes < 300<<20 {
		t.Errorf("%d bytes of media came back", s.Media.Bytes)
	}
}

// A full disk is told in a sentence and keeps nothing half-written, whether
// it shows before or while the backup is written.
func TestBackupToAFullDisk(t *testing.T) {
	dir := newsroom(t, 1)
	stick := t.TempDir()
	if err := unix.Mount("none", stick, "tmpfs", 0, "size=3m"); err != nil {
		t.Skipf("no disk can be mounted here: %v", err)
	}
	t.Cleanup(func() { _ = unix.Unmount(stick, unix.MNT_DETACH) })
	original(t, dir, 1, 8<<20)
	for _, c := range []struct {
		name  string
		spare func()
	}{
		{"before", func() {}},
		{"meanwhile", func() { // the journal is not measured, and it is what does not fit
			if err := os.RemoveAll(filepath.Join(dir, "media")); err != nil {
				t.Fatal(err)
			}
			if err := os.MkdirAll(filepath.Join(dir, "journal"), 0o700); err != nil {
				t.Fatal(err)
			}
			db := held(t, dir)
			for i := range 2 {
				if _, err := db.Journal().Write(t.Context(), fmt.Sprint("note-", i), make([]byte, 3<<20)); err != nil {
					t.Fatal(err)
				}
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.spare()
			out, err := exec.Command("bangtin", "backup", filepath.Join(stick, "one.age"), "--data", dir).CombinedOutput()
			if err == nil || !strings.Contains(string(out), "The disk for the backup has not enough room") || !strings.Contains(string(out), "không đủ chỗ") {
				t.Errorf("%v\n%s", err, out)
			}
			if left, _ := os.ReadDir(stick); len(left) > 0 {
				t.Errorf("%s was left", left[0].Name())
			}
		})
	}
}
