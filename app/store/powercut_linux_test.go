package store_test

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// loopDisk makes an ext4 file system in a file and mounts it.
type loopDisk struct {
	image, dir string
}

func newLoopDisk(t *testing.T) loopDisk {
	t.Helper()
	mkfs, err := exec.LookPath("mkfs.ext4")
	if err != nil || os.Getuid() != 0 {
		t.Skip("only root with mkfs.ext4 can make the disk whose power this test cuts")
	}
	base := t.TempDir()
	d := loopDisk{filepath.Join(base, "image"), filepath.Join(base, "disk")}
	write(t, d.image, nil)
	if err := errors.Join(os.Truncate(d.image, 128<<20), os.Mkdir(d.dir, 0o700)); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), mkfs, "-q", d.image).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if out, err := d.mount(t); err != nil {
		t.Skipf("this machine mounts no loop devices: %s", out)
	}
	t.Cleanup(func() { _ = unix.Unmount(d.dir, unix.MNT_DETACH) })
	return d
}

func (d loopDisk) mount(t *testing.T) ([]byte, error) {
	return exec.CommandContext(t.Context(), "mount", "-o", "loop", d.image, d.dir).CombinedOutput()
}

// cut makes the file system forget everything that was not synced, at once,
// as a power cut does: EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH.
func (d loopDisk) cut(t *testing.T) {
	t.Helper()
	f, err := os.Open(d.dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	const shutdown, noLogFlush = 0x8004587d, 2
	flags := uint32(noLogFlush)
	if _, _, e := unix.Syscall(unix.SYS_IOCTL, f.Fd(), shutdown, uintptr(unsafe.Pointer(&flags))); e != 0 {
		t.Skipf("this kernel cannot cut the power of ext4: %v", e)
	}
}

// restart brings the disk back as the power cut left it.
func (d loopDisk) restart(t *testing.T) {
	t.Helper()
	if err := unix.Unmount(d.dir, 0); err != nil {
		t.Fatal(err)
	}
	if out, err := d.mount(t); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// A power cut at any time, the first start included, loses nothing that was
// acknowledged: every file and every name was synced before.
func TestPowerCut(t *testing.T) {
	disk := newLoopDisk(t)
	dir := filepath.Join(disk.dir, "new", "data")
	var acked []string
	r := chance(t)
	for i := range many(12) {
		if i%4 == 0 { // another first start
			if err := os.RemoveAll(filepath.Join(disk.dir, "new")); err != nil {
				t.Fatal(err)
			}
			acked = nil
		}
		acked = append(acked, disk.writeAndCut(t, dir, r.IntN(40), time.Duration(r.IntN(30_000))*time.Microsecond)...)
		verifyOnce(t, dir, acked)
		if t.Failed() {
			t.Fatalf("cut %d", i)
		}
	}
	verify(t, dir, acked)
	if err := unix.Unmount(disk.dir, 0); err != nil {
		t.Error(err)
	}
}

// writeAndCut runs a writer and cuts the power under it, some time after so
// many acknowledgements.
func (d loopDisk) writeAndCut(t *testing.T, dir string, after int, pause time.Duration) []string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"=writer", dirEnv+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if after == 0 {
		<-time.After(pause)
		d.cut(t)
	}
	var acked []string
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if acked = append(acked, lines.Text()); len(acked) == after {
			<-time.After(pause)
			d.cut(t)
		}
	}
	_ = cmd.Wait() // its disk is gone
	d.restart(t)
	return acked
}
