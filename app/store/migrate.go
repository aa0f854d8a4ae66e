package store

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"bangtin/app"

	"go.etcd.io/bbolt"
)

// migration takes the tables from one format to the next.
type migration func(app.Tx) error

// migrations are the steps from format 1 on: the first leads to 2. A step
// that was released is never changed; a new format adds one at the end, a
// fixture of the format before it in testdata, and one to Format.
var migrations = []migration{}

// migrate keeps a copy of the file under the name of its format and runs
// the steps that it lacks, all in one transaction.
func (db *DB) migrate(from int, steps []migration) error {
	path := db.path(dbName)
	kept := fmt.Sprintf("%s.format%d-%s", path, from, db.stamp())
	if err := db.disk.place("migrate.copy", kept, func(f *os.File) error { return copyInto(f, path) }); err != nil {
		return fmt.Errorf("copy before migration: %w", err)
	}
	if err := db.noteUndo(kept); err != nil {
		return fmt.Errorf("note the way back from a migration: %w", err)
	}
	err := guardFile(func() error {
		b, err := bbolt.Open(path, fileMode, &bbolt.Options{Timeout: time.Second, FreelistType: bbolt.FreelistMapType})
		if err != nil {
			return boltError(err)
		}
		err = b.Update(func(bt *bbolt.Tx) error {
			t := &tx{bolt: bt, write: true}
			for i := from; i <= len(steps); i++ {
				if err := db.disk.step("migrate.step"); err != nil {
					return err
				}
				if err := steps[i-1](t); err != nil {
					return fmt.Errorf("migrate from format %d: %w", i, err)
				}
			}
			return t.put(metaTable, formatKey, strconv.AppendInt(nil, int64(len(steps)+1), 10))
		})
		return errors.Join(err, b.Close())
	})
	db.opening.From = from
	return err
}

// copyInto fills a file with another.
func copyInto(f *os.File, path string) error {
	src, err := os.Open(path)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, src)
	return errors.Join(err, src.Close())
}
