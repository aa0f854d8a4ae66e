package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"bangtin/app"
)

var textUndone = app.Text{
	VI: "Bản chương trình mới không chạy được trên máy này; dữ liệu trở lại như trước khi nâng cấp, các bài đã lưu được khôi phục từ nhật ký",
	EN: "The new version of the program did not work on this machine; the data is as it was before the upgrade, and saved work is restored from the log",
}

// A version of the program that is tried here may take the tables to a format
// that the version before it does not know. Should it fail, that one has to
// come up again: so what the migration kept is named in run/undo until the new
// version has shown that it works, and only then the way back is closed.

// noteUndo names what the tables were before a migration, where the program
// that migrates is tried.
func (db *DB) noteUndo(kept string) error {
	if !db.trial {
		return nil
	}
	return db.disk.place("undo.note", db.path(runFolder, undoName), func(f *os.File) error {
		_, err := f.WriteString(filepath.Base(kept))
		return err
	})
}

// mayTakeBack tells whether the way back is open.
func (db *DB) mayTakeBack() bool {
	_, err := os.Lstat(db.path(runFolder, undoName))
	return err == nil
}

// Proven closes the way back of a data folder in which a new version of the
// program was tried. So does the next Open by a program that is not tried and
// knows the format.
func Proven(dir string) error {
	return absent(os.Remove(filepath.Join(dir, runFolder, undoName)))
}

// takeBack goes back to what the tables were before a version that was tried
// here and failed took them to a format that this program does not know. The file
// of that version is kept aside. What was acknowledged by it, the own-logs
// bring back.
func (db *DB) takeBack(ctx context.Context, newest int) error {
	name, err := os.ReadFile(db.path(runFolder, undoName))
	if err != nil {
		return absent(err)
	}
	kept := db.path(filepath.Base(string(name)))
	path := db.path(dbName)
	format, err := readFormat(path, db.wait)
	switch {
	case errors.Is(err, errHeld):
		return err
	case err == nil && format <= newest: // the migration did not come to its end, or this program knows it
		if db.trial {
			return nil
		}
		return Proven(db.dir)
	case !strings.HasPrefix(string(name), dbName+".format"):
		return nil
	}
	if format, err := readFormat(kept, db.wait); err != nil || format > newest {
		return nil // it is refused or restored like any other
	}
	tmp := path + tmpSuffix
	err = db.disk.fill("undo", tmp, func(f *os.File) error { return copyInto(f, kept) })
	if err == nil {
		err = ofThePast(ctx, tmp)
	}
	var broken errBroken
	if errors.As(err, &broken) {
		return absent(os.Remove(tmp)) // likewise
	}
	if err == nil {
		err = db.dropNewer(newest)
	}
	if err == nil {
		err = db.setAside()
	}
	if err == nil {
		err = db.install("undo", tmp)
	}
	if err != nil {
		return errors.Join(err, absent(os.Remove(tmp)))
	}
	db.opening.Reason = fmt.Sprintf("a version that was tried here left format %d", format)
	db.warn(textUndone)
	db.log.Warn("back to the tables of before a migration", "copy", filepath.Base(kept), "aside", db.opening.Aside)
	return errors.Join(db.lift(), absent(os.Remove(db.path(runFolder, cleanName))), Proven(db.dir))
}

// dropNewer removes the snapshots that the version which failed has taken.
func (db *DB) dropNewer(newest int) error {
	snaps, err := db.Snapshots()
	if err != nil {
		return err
	}
	for _, s := range snaps {
		path := db.path(snapFolder, s.Name)
		if format, err := readFormat(path, db.wait); err == nil && format > newest {
			if err := os.Remove(path); err != nil {
				return err
			}
		}
	}
	return nil
}
