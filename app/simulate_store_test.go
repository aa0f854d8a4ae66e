package app_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"bangtin/app"
	"bangtin/app/store"
)

// folderDisk is a real data folder.
type folderDisk struct {
	dir   string
	db    *store.DB
	fault func(step string) error
}

var errDiskFailed = errors.New("the disk failed")

func (d *folderDisk) open() (app.Store, bool, error) {
	if d.db != nil {
		return d.db, false, nil
	}
	db, err := store.Open(context.Background(), store.Options{Dir: d.dir, Machine: "test:simulated", Fault: func(step string) error {
		if d.fault == nil {
			return nil
		}
		return d.fault(step)
	}})
	if err != nil {
		return nil, false, err
	}
	d.db = db
	o := db.Opening()
	return db, o.Restored || o.Moved, nil
}

func (d *folderDisk) replay(fn func(app.Tx, []byte) error) error {
	_, err := d.db.Replay(context.Background(), func(tx app.Tx, _ uint64, record []byte) error { return fn(tx, record) })
	return err
}

// close ends the use of the folder; after a failed write that is all that can
// be done with it.
func (d *folderDisk) close() {
	if d.db != nil {
		_ = d.db.Close()
	}
	d.db, d.fault = nil, nil
}

func (d *folderDisk) remove() { _ = os.RemoveAll(d.dir) }

func (d *folderDisk) fail(r *rand.Rand) {
	left := r.IntN(12)
	d.fault = func(string) error {
		if left--; left < 0 {
			return errDiskFailed
		}
		return nil
	}
}

func (d *folderDisk) copy() disk {
	to := &folderDisk{dir: freshFolder()}
	if err := os.CopyFS(to.dir, os.DirFS(d.dir)); err != nil {
		panic(err)
	}
	return to
}

func (d *folderDisk) back(to disk, whole bool) {
	from := to.(*folderDisk).dir
	if whole {
		_ = os.RemoveAll(d.dir)
		if err := os.CopyFS(d.dir, os.DirFS(from)); err != nil {
			panic(err)
		}
		return
	}
	b, err := os.ReadFile(filepath.Join(from, "bangtin.db"))
	if err == nil {
		err = os.WriteFile(filepath.Join(d.dir, "bangtin.db"), b, 0o600)
	}
	if err != nil {
		panic(err)
	}
}

// freshFolder is one on a disk in memory, where there is one.
func freshFolder() string {
	dir, err := os.MkdirTemp("/dev/shm", "bangtin-simulated-")
	if err != nil {
		dir, err = os.MkdirTemp("", "bangtin-simulated-")
	}
	if err != nil {
		panic(err)
	}
	return dir
}

func newFolderDisk() disk { return &folderDisk{dir: freshFolder()} }

// The same on real folders, which crash by failing writes, and notice
// themselves that their tables are older than their own-log.
func TestSimulateOnFolders(t *testing.T) {
	simulateAll(t, 200*effort(), newFolderDisk)
}
