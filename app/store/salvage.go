package store

import (
	"fmt"
	"os"
	"path/filepath"
)

// judgeLog looks for records that neither the log nor the tables have any
// more. Then this device once knew more of its own past than it does now, and
// has to go on under another incarnation.
func (db *DB) judgeLog(l *ownLog, gaps []string, stale staleness) {
	if l == nil || l.base > l.included || len(gaps) > 0 && l.last > l.included {
		stale[staleRestored] = true
	}
	if l == nil || len(gaps) > 0 {
		db.warn(textGap)
	}
	for _, g := range gaps {
		db.log.Warn("own-log is damaged", "incarnation", logName(l.incarnation), "what", g)
	}
}

// rebuildLog makes a new log of the batches in a file whose header is lost,
// and keeps a copy of that file. Without a single batch there is no log.
func (db *DB) rebuildLog(incarnation uint64, state ownState, cause error) (*ownLog, []string, error) {
	path := db.path(ownFolder, logName(incarnation))
	kept, err := freeName(path + ".damaged-" + db.stamp())
	if err != nil {
		return nil, nil, err
	}
	db.log.Warn("own-log cannot be read", "kept", filepath.Base(kept), "cause", cause)
	if err := db.disk.place("aside", kept, func(f *os.File) error { return copyInto(f, path) }); err != nil {
		return nil, nil, err
	}
	found, err := looseBatches(kept, incarnation)
	if err != nil {
		return nil, nil, err
	}
	if len(found) == 0 {
		return nil, nil, os.Remove(path)
	}
	h := logHeader{incarnation: incarnation, base: found[0].number - 1, ordinal: 1}
	err = db.disk.place("rebuild", path, func(f *os.File) error {
		_, err := f.Write(h.bytes())
		for _, b := range found {
			if err == nil {
				_, err = f.Write(encodeBatch(incarnation, b.number, b.records))
			}
		}
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	l, gaps, err := db.openLog(incarnation, ownState{included: state.included})
	return l, append(gaps, "header makes no sense"), err
}

// looseBatches finds all batches of an incarnation in a file.
func looseBatches(path string, incarnation uint64) ([]batch, error) {
	src, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer src.Close()
	info, err := src.Stat()
	if err != nil {
		return nil, err
	}
	var found []batch
	_, err = scanLog(src, info.Size(), 0, incarnation, 0, func(b batch) error {
		found = append(found, b)
		return nil
	})
	return found, err
}

// freeName is a name, with a number behind it where there is such a file.
func freeName(path string) (string, error) {
	name := path
	for i := 2; ; i++ {
		_, err := os.Lstat(name)
		if absent(err) != nil {
			return "", err
		}
		if err != nil {
			return name, nil
		}
		name = fmt.Sprintf("%s-%d", path, i)
	}
}
