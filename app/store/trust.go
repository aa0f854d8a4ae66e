package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// errBroken is why a file cannot be trusted, to be answered by restoring.
type errBroken struct{ reason error }

func (e errBroken) Error() string { return e.reason.Error() }
func (e errBroken) Unwrap() error { return e.reason }

// refuseNewer looks for files of a newer program before anything is written.
func (db *DB) refuseNewer(newest int) error {
	path := db.path(dbName)
	if err := inspect(path, nil); errors.Is(err, errBoltNewer) {
		return errNewer.With(err)
	} else if err == nil {
		format, err := readFormat(path, db.wait)
		switch {
		case errors.Is(err, errHeld):
			return err
		case err == nil && format > newest:
			return errNewer.With(fmt.Errorf("format %d, this program knows %d", format, newest))
		}
	}
	names, err := logNames(db.path(ownFolder))
	if err != nil {
		return err
	}
	for _, n := range names {
		f, err := os.Open(db.path(ownFolder, logName(n)))
		if err != nil {
			return err
		}
		_, err = readLogHeader(f)
		if err := f.Close(); err != nil {
			return err
		}
		if errors.Is(err, errLogNewer) {
			return errNewer.With(err)
		}
	}
	return nil
}

// inspect looks at the head of a file of tables and hands it to then.
func inspect(path string, then func(*boltFile) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return errBroken{fmt.Errorf("%s is no file", info.Name())}
	}
	pages, err := openPages(f, info.Size())
	if err != nil {
		return errBroken{err}
	}
	if then == nil {
		return nil
	}
	return then(pages)
}

// trust decides whether the file of the tables can be used, and returns its
// format. It always looks at what bbolt needs to open it. It looks at every
// page if there is cause: a mark that the file is damaged, a lost meta page,
// or a process that ended without Close (then only up to checkedBytes, so
// that starting stays quick). Without cause that is left to Upkeep.
func (db *DB) trust(ctx context.Context, clean int64) (int, error) {
	path := db.path(dbName)
	_, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := db.createOrMiss(); err != nil {
			return 0, err
		}
	} else if err != nil {
		return 0, err
	}
	marked, last := db.readMark()
	err = inspect(path, func(f *boltFile) error {
		db.freeBytes = int64(len(f.free)) * f.meta.pageSize
		db.usedBytes = int64(f.meta.high)*f.meta.pageSize - db.freeBytes
		if id := int64(f.meta.tx); id < last || clean >= 0 && clean != id {
			db.behind = fmt.Sprintf("file holds transaction %d, %d was the last", id, max(clean, last))
		}
		if !marked && f.metas == 2 && (clean >= 0 || f.size > checkedBytes) {
			return nil
		}
		db.walked.Store(true)
		_, _, err := walkPages(ctx, f, nil)
		return asBroken(ctx, err)
	})
	if err != nil {
		return 0, err
	}
	format, err := readFormat(path, db.wait)
	if err != nil {
		return 0, err
	}
	if marked {
		return format, os.Remove(db.path(runFolder, damagedName))
	}
	return format, nil
}

// readMark tells whether the file was marked as damaged, and the last
// transaction it held then.
func (db *DB) readMark() (marked bool, last int64) {
	b, err := os.ReadFile(db.path(runFolder, damagedName))
	if err != nil {
		return !errors.Is(err, fs.ErrNotExist), 0
	}
	number, _, _ := strings.Cut(string(b), " ")
	last, err = strconv.ParseInt(number, 10, 64)
	if err != nil {
		last = 0
	}
	return true, last
}

// createOrMiss makes the first file of a folder. In a folder that has
// snapshots, own-logs or damaged files it is not the first: then the file is
// missing, which is damage too.
func (db *DB) createOrMiss() error {
	past, err := db.hasPast()
	if err != nil {
		return err
	}
	if past {
		return errBroken{errors.New("file is missing")}
	}
	if err := db.create(""); err != nil {
		return err
	}
	db.opening.Created = true
	return nil
}

func (db *DB) hasPast() (bool, error) {
	logs, err := logNames(db.path(ownFolder))
	if err != nil {
		return false, err
	}
	snaps, err := db.Snapshots()
	if err != nil {
		return false, err
	}
	entries, err := os.ReadDir(db.dir)
	if err != nil {
		return false, err
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), dbName+".damaged-") {
			return true, nil
		}
	}
	return len(logs)+len(snaps) > 0, nil
}

// create makes an empty file of tables. A power cut while bbolt makes a file
// can leave half a one, so it is made under another name.
func (db *DB) create(stale string) error {
	path := db.path(dbName)
	tmp := path + tmpSuffix
	if err := errors.Join(db.disk.step("init.write"), absent(os.Remove(tmp))); err != nil {
		return err
	}
	b, err := bbolt.Open(tmp, fileMode, &bbolt.Options{Timeout: time.Second, FreelistType: bbolt.FreelistMapType})
	if err != nil {
		return err
	}
	err = b.Update(func(t *bbolt.Tx) error {
		m, err := t.CreateBucketIfNotExists([]byte(metaTable))
		if err != nil {
			return err
		}
		return errors.Join(
			m.Put(formatKey, seal(formatKey, []byte(strconv.Itoa(Format)))),
			m.Put(createdKey, seal(createdKey, db.now().UTC().AppendFormat(nil, time.RFC3339))),
			m.Put(machineKey, seal(machineKey, []byte(db.machine))),
			m.Put(staleKey, seal(staleKey, []byte(stale))),
			m.Put(tablesKey, seal(tablesKey, nil)),
		)
	})
	if err := errors.Join(err, b.Close()); err != nil {
		return err
	}
	return db.install("init", tmp)
}

// install gives a complete and synced file the name of the tables.
func (db *DB) install(step, tmp string) error {
	if err := db.disk.step(step + ".rename"); err != nil {
		return err
	}
	if err := rename(tmp, db.path(dbName)); err != nil {
		return err
	}
	return db.disk.syncFolder(step, db.dir)
}

// readFormat reads the format of a file that inspect has let through.
func readFormat(path string, wait time.Duration) (int, error) {
	format := 0
	err := peek(path, wait, func(t *tx) error {
		v := t.metaGet(formatKey)
		n, err := strconv.Atoi(string(v))
		if err != nil || n < 1 {
			return errBroken{fmt.Errorf("format %q", v)}
		}
		format = n
		return nil
	})
	return format, err
}

// peek reads a file of tables that is not open, without changing it.
func peek(path string, wait time.Duration, fn func(*tx) error) error {
	return guardFile(func() error {
		b, err := bbolt.Open(path, fileMode, &bbolt.Options{ReadOnly: true, Timeout: wait})
		if err != nil {
			return boltError(err)
		}
		defer b.Close()
		return b.View(func(bt *bbolt.Tx) error { return fn(&tx{bolt: bt}) })
	})
}

// boltError sorts what bbolt says when it opens a file.
func boltError(err error) error {
	if errors.Is(err, berrors.ErrTimeout) {
		return errHeld.With(err)
	}
	for _, e := range []error{berrors.ErrInvalid, berrors.ErrVersionMismatch, berrors.ErrChecksum, berrors.ErrInvalidMapping} {
		if errors.Is(err, e) {
			return errBroken{err}
		}
	}
	return err
}
