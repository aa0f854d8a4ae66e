package store_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"bangtin/app"
	"bangtin/app/store"

	"golang.org/x/sys/unix"
)

// mount makes a small disk in memory; it is gone with the test.
func mount(t *testing.T, options string) string {
	t.Helper()
	dir := t.TempDir()
	err := unix.Mount("none", dir, "tmpfs", 0, options)
	if errors.Is(err, unix.EPERM) {
		t.Skip("only root can mount the small disk that this test fills")
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

// fillDisk leaves so many bytes free, and returns what gives the rest back.
func fillDisk(t *testing.T, dir string, leave int64) func() {
	t.Helper()
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "ballast")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	err = unix.Fallocate(int(f.Fd()), 0, 0, max(int64(s.Bavail)*int64(s.Bsize)-leave, 1))
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	return func() { remove(t, path) }
}

// On a full disk reading goes on and writing says why it does not; once
// there is room it goes on where it was.
func TestFullDisk(t *testing.T) {
	disk := mount(t, "size=8m")
	dir := filepath.Join(disk, "data")
	db := open(t, dir)
	var acked []string
	n := 0
	one := func() error {
		text := fmt.Sprint(n)
		n++
		err := db.Update(t.Context(), func(tx app.Tx) error {
			return errors.Join(tx.Own(7, []byte(text)), tx.Put("big", []byte(text), make([]byte, 20_000)),
				tx.Put("texts", []byte(text), []byte("kept "+text)))
		})
		if err == nil {
			acked = append(acked, text)
		}
		return err
	}
	// At every amount of room that is too little for a save, step by step.
	failures := 0
	for leave := int64(0); leave < 400<<10; leave += 8 << 10 {
		free := fillDisk(t, disk, leave)
		for range 100 {
			err := one()
			if err == nil {
				continue
			}
			failures++
			wants(t, err, app.Unavailable, "disk_full")
			break
		}
		for _, a := range acked {
			if !has(t, db, a) {
				t.Fatalf("%d left: %s is missing while the disk is full", leave, a)
			}
		}
		if _, _, err := db.Media().Put(t.Context(), io.LimitReader(endless{}, 1<<20), 1<<20); leave < 100<<10 {
			wants(t, err, app.Unavailable, "disk_full")
		}
		_, err := db.Snapshot(t.Context())
		wants(t, err, app.Unavailable, "disk_full")
		free()
		if err := one(); err != nil {
			t.Fatalf("%d left: after there is room again: %v", leave, err)
		}
		if t.Failed() || failures > 20 {
			break
		}
		update(t, db, func(tx app.Tx) error { return tx.Drop("big") })
	}
	if failures < 10 {
		t.Errorf("the disk was full %d times only", failures)
	}
	mustClose(t, db)
	// A start on a full disk: it opens, or says why not and loses nothing.
	free := fillDisk(t, disk, 0)
	if err := tryOpen(t, store.Options{Dir: dir}); err != nil {
		wants(t, err, app.Unavailable, "disk_full")
	}
	write(t, dbFile(dir), nil) // restoring needs room
	if err := tryOpen(t, store.Options{Dir: dir}); err != nil {
		wants(t, err, app.Unavailable, "disk_full")
	}
	free()
	recovered(t, dir, acked)
}

// Snapshots take a quarter of the disk at most, and while only one fits the
// own-log is not cut: it is the second copy.
func TestSnapshotsOnSmallDisk(t *testing.T) {
	disk := mount(t, "size=64m")
	dir := filepath.Join(disk, "data")
	db := open(t, dir)
	update(t, db, func(tx app.Tx) error { return tx.Put("big", []byte("k"), make([]byte, 8<<20)) })
	kept := func() (n int) {
		s, err := db.Snapshots()
		if err != nil {
			t.Fatal(err)
		}
		return len(s)
	}
	for i := range 3 {
		mustSave(t, db, 7, fmt.Sprint(i))
		snapshot(t, db)
		if kept() != 1 {
			t.Errorf("%d are kept", kept())
		}
	}
	if got := records(t, db); len(got) != 3 {
		t.Errorf("own-log: %q", got)
	}
	update(t, db, func(tx app.Tx) error { return tx.Put("big", []byte("k2"), make([]byte, 10<<20)) })
	_, err := db.Snapshot(t.Context())
	wants(t, err, app.Unavailable, "disk_full")
	if kept() != 1 {
		t.Errorf("%d are kept after one that did not fit", kept())
	}
	clean(t, db)
}

// endless is a reader of noughts.
type endless struct{}

func (endless) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// The first start on a disk that is full says so and leaves nothing that the
// next would stumble over.
func TestFirstStartOnFullDisk(t *testing.T) {
	disk := mount(t, "size=1m")
	dir := filepath.Join(disk, "data")
	for leave := int64(0); leave <= 128<<10; leave += page {
		free := fillDisk(t, disk, leave)
		db, err := store.Open(t.Context(), store.Options{Dir: dir, Machine: "os:this"})
		if err != nil {
			wants(t, err, app.Unavailable, "disk_full")
		} else {
			mustClose(t, db)
		}
		free()
	}
	db := open(t, dir)
	if err := save(t.Context(), db, 7, "a"); err != nil {
		t.Fatal(err)
	}
	clean(t, db)
}

func TestReadOnlyDisk(t *testing.T) {
	disk := mount(t, "size=8m")
	dir := filepath.Join(disk, "data")
	db := open(t, dir)
	if err := save(t.Context(), db, 7, "a"); err != nil {
		t.Fatal(err)
	}
	mustClose(t, db)
	if err := unix.Mount("none", disk, "", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	before := contents(t, dir)
	wants(t, tryOpen(t, store.Options{Dir: dir}), app.Denied, "read_only")
	wants(t, tryOpen(t, store.Options{Dir: filepath.Join(disk, "new")}), app.Denied, "read_only")
	sameContents(t, dir, before)
}

// Files and folders that this user may not write are told as that, and are
// not taken for damage.
func TestNoPermission(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can start a child as another user")
	}
	const nobody = 65534
	program := filepath.Join(openToAll(t), "test")
	b := read(t, os.Args[0])
	if err := os.WriteFile(program, b, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		deny func(t *testing.T, dir string)
	}{
		{"data folder", func(t *testing.T, dir string) {
			chmod(t, dir, 0o500)
			remove(t, filepath.Join(dir, "run", "lock"))
			chmod(t, filepath.Join(dir, "run"), 0o500)
		}},
		{"somebody else's", func(t *testing.T, dir string) { chown(t, dir, 0) }},
		{"tables", func(t *testing.T, dir string) { chmod(t, dbFile(dir), 0o400) }},
		{"own-log", func(t *testing.T, dir string) { chmod(t, filepath.Join(dir, "own", "0000000000000007.log"), 0o400) }},
		{"tables unreadable", func(t *testing.T, dir string) { chmod(t, dbFile(dir), 0) }},
		{"lock", func(t *testing.T, dir string) { chmod(t, filepath.Join(dir, "run", "lock"), 0o400) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(openToAll(t), "data")
			db := open(t, dir)
			if err := save(t.Context(), db, 7, "a"); err != nil {
				t.Fatal(err)
			}
			mustClose(t, db)
			err := filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
				return errors.Join(err, os.Chown(path, nobody, nobody))
			})
			if err != nil {
				t.Fatal(err)
			}
			c.deny(t, dir)
			before := contents(t, dir)
			cmd := exec.CommandContext(t.Context(), program)
			cmd.Env = append(os.Environ(), childEnv+"=open", dirEnv+"="+dir)
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
			out, err := cmd.CombinedOutput()
			if err != nil || strings.TrimSpace(string(out)) != "denied no_permission" {
				t.Errorf("said %q %v", out, err)
			}
			sameContents(t, dir, before, "run/clean")
		})
	}
}

// openToAll is a temporary folder that other users may enter.
func openToAll(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "bangtin-store-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	chmod(t, dir, 0o755)
	return dir
}

func chmod(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func chown(t *testing.T, path string, uid int) {
	t.Helper()
	if err := os.Chown(path, uid, uid); err != nil {
		t.Fatal(err)
	}
}

func TestVolumeKind(t *testing.T) {
	for _, c := range []struct {
		magic uint32
		fuse  string
		kind  store.Kind
		name  string
	}{
		{0xef53, "", store.Local, "ext4"},
		{0x9123683e, "", store.Local, "btrfs"},
		{0x12345678, "", store.Local, ""},
		{0x6969, "", store.Network, "nfs"},
		{0xff534d42, "", store.Network, "cifs"},
		{0xfe534d42, "", store.Network, "smb2"},
		{0x01021997, "", store.Network, "9p"},
		{0x65735546, "fuse.sshfs", store.Network, "sshfs"},
		{0x65735546, "fuse.rclone", store.Network, "rclone"},
		{0x65735546, "fuseblk", store.Local, "fuseblk"},
		{0x65735546, "fuse.mergerfs", store.Local, "mergerfs"},
		{0x4d44, "", store.FAT, "vfat"},
		{0x2011bab0, "", store.FAT, "exfat"},
	} {
		if kind, name := store.VolumeKind(c.magic, c.fuse); kind != c.kind || name != c.name {
			t.Errorf("%#x %q is %s %q, want %s %q", c.magic, c.fuse, kind, name, c.kind, c.name)
		}
	}
	const table = `22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
50 22 0:40 / /mnt/chia\040se rw - fuse.sshfs may:/ rw
51 22 0:41 / /mnt rw - tmpfs none rw
52 22 0:42 / /home rw shared:2 - fuseblk /dev/sdb1 rw
broken line
`
	for dir, want := range map[string]string{
		"/mnt/chia se/bang tin": "fuse.sshfs",
		"/mnt/chia":             "tmpfs",
		"/home":                 "fuseblk",
		"/homer":                "ext4",
		"/":                     "ext4",
	} {
		if got := store.MountType(table, dir); got != want {
			t.Errorf("%s lies on %q, want %q", dir, got, want)
		}
	}
	v, err := store.VolumeOf(t.TempDir())
	if err != nil || v.Kind != store.Local || v.Free <= 0 {
		t.Errorf("here: %+v %v", v, err)
	}
}
