package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"bangtin/app"

	"go.etcd.io/bbolt"
)

var (
	textRestored = app.Text{
		VI: "Tệp dữ liệu bị hỏng đã được giữ lại và thay bằng bản sao gần nhất; các bài đã lưu được khôi phục từ nhật ký",
		EN: "The damaged data file was kept aside and replaced by the newest copy; saved work is restored from the log",
	}
	textFresh = app.Text{
		VI: "Tệp dữ liệu bị hỏng đã được giữ lại và không có bản sao nào dùng được; dữ liệu được dựng lại từ nhật ký của máy này",
		EN: "The damaged data file was kept aside and no copy was usable; the data is rebuilt from this machine's log",
	}
	textGap = app.Text{
		VI: "Một phần nhật ký lưu trên máy này bị hỏng. Xin chạy lệnh kiểm tra và sao lưu dữ liệu",
		EN: "Part of this machine's log is damaged. Run the check command and make a backup",
	}
)

// restore keeps a damaged file aside and puts the newest good snapshot in
// its place, or an empty file where there is none.
func (db *DB) restore(ctx context.Context, reason error) error {
	db.opening.Reason = reason.Error()
	db.log.Error("the file of the tables is damaged, restoring", "reason", reason)
	if err := db.setAside(); err != nil {
		return err
	}
	snaps, err := db.Snapshots()
	if err != nil {
		return err
	}
	for _, s := range snaps {
		err := db.restoreFrom(ctx, s)
		if err == nil {
			db.opening.Snapshot = s.Name
			db.warn(textRestored)
			return db.lift()
		}
		var broken errBroken
		if !errors.As(err, &broken) {
			return fmt.Errorf("restore %s: %w", s.Name, err)
		}
		db.log.Warn("snapshot is of no use", "name", s.Name, "reason", err)
	}
	if err := db.create(staleRestored); err != nil {
		return err
	}
	db.warn(textFresh)
	return db.lift()
}

// lift takes the mark off: the file is another one now.
func (db *DB) lift() error {
	return absent(os.Remove(db.path(runFolder, damagedName)))
}

// setAside renames the damaged file, to a name that is free.
func (db *DB) setAside() error {
	path := db.path(dbName)
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	aside, err := freeName(path + ".damaged-" + db.stamp())
	if err != nil {
		return err
	}
	if err := db.disk.step("aside.rename"); err != nil {
		return err
	}
	if err := os.Rename(path, aside); err != nil {
		return err
	}
	db.opening.Aside = filepath.Base(aside)
	return db.disk.syncFolder("aside", db.dir)
}

// restoreFrom copies a snapshot into place if it is what its name says and
// every page is sound. The copy carries the mark that a new incarnation is
// due before it gets its name.
func (db *DB) restoreFrom(ctx context.Context, s Snapshot) error {
	tmp := db.path(dbName) + tmpSuffix
	err := db.copySnapshot(ctx, s, tmp)
	if err == nil {
		err = ofThePast(ctx, tmp)
	}
	if err != nil {
		return errors.Join(err, absent(os.Remove(tmp)))
	}
	return db.install("restore", tmp)
}

// ofThePast looks at every page of an older copy of the tables and notes in it
// that a new incarnation is due.
func ofThePast(ctx context.Context, path string) error {
	err := inspect(path, func(f *boltFile) error {
		_, _, err := walkPages(ctx, f, nil)
		return asBroken(ctx, err)
	})
	if err != nil {
		return err
	}
	return markStale(path)
}

func (db *DB) copySnapshot(ctx context.Context, s Snapshot, to string) error {
	return db.disk.fill("restore", to, func(f *os.File) error {
		src, err := os.Open(db.path(snapFolder, s.Name))
		if err != nil {
			return err
		}
		hash := sha256.New()
		_, err = io.Copy(io.MultiWriter(f, hash), steady{ctx, src})
		if err := errors.Join(err, src.Close()); err != nil {
			return err
		}
		if [32]byte(hash.Sum(nil)) != s.Sum {
			return errBroken{errors.New("sum differs")}
		}
		return nil
	})
}

// asBroken takes an error for damage unless the caller gave up.
func asBroken(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil {
		return err
	}
	return errBroken{err}
}

// markStale notes in a file that is not open that it is of the past.
func markStale(path string) error {
	return guardFile(func() error {
		b, err := bbolt.Open(path, fileMode, &bbolt.Options{Timeout: time.Second, FreelistType: bbolt.FreelistMapType})
		if err != nil {
			return boltError(err)
		}
		err = b.Update(func(bt *bbolt.Tx) error {
			t := &tx{bolt: bt, write: true}
			s := parseStale(t.metaGet(staleKey))
			s[staleRestored] = true
			return t.put(metaTable, staleKey, []byte(s.String()))
		})
		return errors.Join(err, b.Close())
	})
}
