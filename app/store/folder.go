package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// enterFolder makes the folders and takes the lock.
func (db *DB) enterFolder(ctx context.Context) error {
	if err := makeFolder(db.dir); err != nil {
		return err
	}
	v, err := VolumeOf(db.dir)
	if err != nil {
		return err
	}
	switch v.Kind {
	case Network:
		return errNetwork.With(fmt.Errorf("file system %s", v.Name))
	case FAT:
		db.warn(textFAT)
	}
	if err := os.MkdirAll(db.path(runFolder), folderMode); err != nil {
		return err
	}
	db.lock, err = os.OpenFile(db.path(runFolder, lockName), os.O_RDWR|os.O_CREATE, fileMode)
	if err != nil {
		return err
	}
	pause := time.NewTicker(20 * time.Millisecond)
	defer pause.Stop()
	err = lockFile(db.lock, db.wait, func() bool {
		select {
		case <-pause.C:
			return true
		case <-ctx.Done():
			return false
		}
	})
	if err != nil {
		return errors.Join(cmp.Or(ctx.Err(), err), db.lock.Close())
	}
	return nil
}

// makeFolder makes a folder and those above it that are missing, durably.
func makeFolder(dir string) error {
	info, err := os.Stat(dir)
	switch {
	case err == nil && !info.IsDir(), errors.Is(err, syscall.ENOTDIR):
		return errNotFolder.With(err)
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	above := filepath.Dir(dir)
	if above == dir {
		return err
	}
	if err := makeFolder(above); err != nil {
		return err
	}
	if err := os.Mkdir(dir, folderMode); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncFolder(above)
}

// tidy makes the folders that are missing, durably, and sweeps away what
// was being written when an earlier process ended.
func (db *DB) tidy() error {
	made := false
	for _, name := range []string{ownFolder, snapFolder, mediaFolder, journFolder} {
		err := os.Mkdir(db.path(name), folderMode)
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
		made = made || err == nil
	}
	if made {
		if err := db.disk.syncFolder("folders", db.dir); err != nil {
			return err
		}
	}
	for folder, prefix := range map[string]string{".": dbName, ownFolder: "", snapFolder: "", runFolder: cleanName} {
		if err := sweep(db.path(folder), prefix); err != nil {
			return err
		}
	}
	var err error
	if db.media, err = openMedia(db.path(mediaFolder), db.disk); err != nil {
		return err
	}
	db.journal, err = openJournal(db.path(journFolder), db.disk, db.now)
	return err
}

// Forget drops what a folder remembers of tables that somebody has moved away,
// so that those which come after are not taken for older ones.
func Forget(dir string) error {
	for _, name := range []string{cleanName, damagedName, undoName} {
		if err := absent(os.Remove(filepath.Join(dir, runFolder, name))); err != nil {
			return err
		}
	}
	return nil
}

func (db *DB) stamp() string { return db.now().UTC().Format(timeLayout) }

// readClean reads the transaction that the last Close left behind; -1 where
// nobody closed.
func (db *DB) readClean() (int64, error) {
	b, err := os.ReadFile(db.path(runFolder, cleanName))
	if errors.Is(err, fs.ErrNotExist) {
		return -1, nil
	}
	if err != nil {
		return -1, err
	}
	n, err := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64)
	if err != nil || n < 0 {
		return -1, nil
	}
	return n, nil
}

// forgetClean says that from here on only Close makes the folder clean.
func (db *DB) forgetClean() error {
	err := os.Remove(db.path(runFolder, cleanName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return db.disk.syncFolder("clean", db.path(runFolder))
}

func (db *DB) markClean() error {
	n := strconv.FormatInt(db.lastTx.Load(), 10)
	return db.disk.place("clean", db.path(runFolder, cleanName), func(f *os.File) error {
		_, err := f.WriteString(n + "\n")
		return err
	})
}
