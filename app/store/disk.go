package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// disk writes files so that a power cut leaves the old one or the new one.
type disk struct {
	fault func(step string) error
}

// step comes before each act that writes: tests make it fail there.
func (d disk) step(name string) error {
	if d.fault == nil {
		return nil
	}
	return d.fault(name)
}

// place writes a file of mode 0600 under a name ending in .tmp beside it,
// syncs it, renames it and syncs the folder. What it could not finish it
// takes away again.
func (d disk) place(step, path string, write func(*os.File) error) error {
	tmp := path + tmpSuffix
	err := d.fill(step, tmp, write)
	if err == nil {
		err = d.step(step + ".rename")
	}
	if err == nil {
		err = rename(tmp, path)
	}
	if err != nil {
		return errors.Join(err, absent(os.Remove(tmp)))
	}
	return d.syncFolder(step, filepath.Dir(path))
}

// rename gives a complete and synced file another name. A data folder may lie
// on a stick, and on FAT what is known of a file's length and place stands
// beside its name: a new name stands there without them until the file is
// synced once more.
func rename(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return err
	}
	f, err := os.OpenFile(to, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// fill makes a complete and synced file.
func (d disk) fill(step, path string, write func(*os.File) error) error {
	if err := d.step(step + ".write"); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, fileMode)
	if err != nil {
		return err
	}
	err = write(f)
	if err == nil {
		err = d.step(step + ".sync")
	}
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// syncFolder makes renames in a folder durable.
func (d disk) syncFolder(step, dir string) error {
	if err := d.step(step + ".folder"); err != nil {
		return err
	}
	return syncFolder(dir)
}

// absent forgives that a file was not there.
func absent(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// sweep removes what earlier processes were writing when they ended, as far
// as its names begin with a prefix: others keep files in these folders too.
func sweep(dir, prefix string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return absent(err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), prefix) || !strings.HasSuffix(e.Name(), tmpSuffix) || e.IsDir() {
			continue
		}
		if err := absent(os.Remove(filepath.Join(dir, e.Name()))); err != nil {
			return err
		}
	}
	return nil
}
