package store

import (
	"errors"
	"fmt"
	"os"
	"time"

	"go.etcd.io/bbolt"
)

// compactFree is how much of a file has to be free, and more than half of
// it, before it is written anew without. bbolt writes the whole list of free
// pages at every save, so that a file which once was large makes all saves
// slower for ever after; rebuilding derived tables leaves such files behind.
const compactFree = 64 << 20

// compact writes the tables anew without free pages and puts them in their
// place. It is done while opening, when nobody else has the file; a disk
// without room for it is no fault, then it stays as it is.
func (db *DB) compact() error {
	if db.freeBytes < compactFree || db.freeBytes < db.usedBytes {
		return nil
	}
	tmp := db.path(dbName) + tmpSuffix
	err := guardFile(func() error { return db.writeCompact(tmp) })
	if err == nil {
		return db.install("compact", tmp)
	}
	db.log.Warn("tables were not compacted", "free", db.freeBytes, "used", db.usedBytes, "err", err)
	var broken errBroken
	if errors.As(err, &broken) {
		return err
	}
	return absent(os.Remove(tmp))
}

func (db *DB) writeCompact(to string) error {
	if err := errors.Join(db.disk.step("compact.write"), absent(os.Remove(to))); err != nil {
		return err
	}
	src, err := bbolt.Open(db.path(dbName), fileMode, &bbolt.Options{ReadOnly: true, Timeout: db.wait})
	if err != nil {
		return boltError(err)
	}
	defer src.Close()
	dst, err := bbolt.Open(to, fileMode, &bbolt.Options{
		Timeout:      time.Second,
		FreelistType: bbolt.FreelistMapType,
		NoSync:       true, // one sync at the end
		PageSize:     src.Info().PageSize,
	})
	if err != nil {
		return err
	}
	err = bbolt.Compact(dst, src, 16<<20)
	if err == nil {
		err = dst.Sync()
	}
	if err := errors.Join(err, dst.Close()); err != nil {
		return fmt.Errorf("compact: %w", err)
	}
	return nil
}
