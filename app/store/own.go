package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
)

// ownLog is the own-log of one incarnation, open for appending.
type ownLog struct {
	logHeader
	file     *os.File
	last     uint64 // the last batch in the file, or base
	end      int64  // place behind it
	size     int64  // of the file; from end on there are zeros
	included uint64 // the last batch that the tables hold
	fresh    bool   // made by the Update that is under way
}

// ownState is what "meta" knows of an own-log.
type ownState struct {
	included uint64
	end      int64
	base     uint64
}

func ownKey(incarnation uint64) []byte {
	return fmt.Appendf(nil, "own/%016x", incarnation)
}

func logName(incarnation uint64) string {
	return fmt.Sprintf("%016x.log", incarnation)
}

func (s ownState) bytes() []byte {
	b := binary.BigEndian.AppendUint64(nil, s.included)
	b = binary.BigEndian.AppendUint64(b, uint64(s.end))
	return binary.BigEndian.AppendUint64(b, s.base)
}

func parseOwnState(b []byte) ownState {
	if len(b) != 24 {
		return ownState{}
	}
	return ownState{
		included: binary.BigEndian.Uint64(b),
		end:      int64(binary.BigEndian.Uint64(b[8:])),
		base:     binary.BigEndian.Uint64(b[16:]),
	}
}

// logNames lists the incarnations that have a log in a folder.
func logNames(dir string) ([]uint64, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, absent(err)
	}
	var out []uint64
	for _, e := range entries {
		hex, ok := strings.CutSuffix(e.Name(), ".log")
		if !ok || len(hex) != 16 || !e.Type().IsRegular() {
			continue
		}
		if n, err := strconv.ParseUint(hex, 16, 64); err == nil {
			out = append(out, n)
		}
	}
	return out, nil
}

// openLog opens one own-log and finds its end, reading only what the tables
// do not vouch for where that is possible. A torn end is cut off. It returns
// what was wrong, for the warnings.
func (db *DB) openLog(incarnation uint64, state ownState) (*ownLog, []string, error) {
	path := db.path(ownFolder, logName(incarnation))
	f, err := os.OpenFile(path, os.O_RDWR, fileMode)
	if err != nil {
		return nil, nil, err
	}
	l, gaps, err := db.readLog(f, incarnation, state)
	if err != nil {
		return nil, gaps, errors.Join(err, f.Close())
	}
	return l, gaps, nil
}

func (db *DB) readLog(f *os.File, incarnation uint64, state ownState) (*ownLog, []string, error) {
	h, err := readLogHeader(f)
	if err != nil {
		return nil, nil, err
	}
	if h.incarnation != incarnation {
		return nil, nil, fmt.Errorf("%w: it is that of %016x", errNotLog, h.incarnation)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	from, after := int64(logHead), h.base
	if state.base == h.base && state.included >= h.base && state.end >= logHead && state.end <= info.Size() {
		from, after = state.end, state.included
	}
	s, err := scanLog(f, info.Size(), from, incarnation, after, func(batch) error { return nil })
	if err != nil {
		return nil, nil, err
	}
	l := &ownLog{logHeader: h, file: f, last: s.last, end: s.end, size: info.Size(), included: state.included}
	if zero, err := allZero(f, s.end, l.size); err != nil || zero {
		return l, s.gaps, err
	}
	return l, s.gaps, db.cutBack(l)
}

// cutBack makes the file of a log end where its last batch does, durably.
func (db *DB) cutBack(l *ownLog) error {
	if err := db.disk.step("own.cut"); err != nil {
		return err
	}
	if err := l.file.Truncate(l.end); err != nil {
		return err
	}
	l.size = l.end
	return l.file.Sync()
}

// createLog begins the log of an incarnation that has none. Batches that
// the tables hold already count as cut.
func (db *DB) createLog(incarnation, included uint64) (*ownLog, error) {
	h := logHeader{incarnation: incarnation, base: included, ordinal: 1}
	for _, l := range db.logs {
		h.ordinal = max(h.ordinal, l.ordinal+1)
	}
	path := db.path(ownFolder, logName(incarnation))
	err := db.disk.place("own.create", path, func(f *os.File) error {
		_, err := f.Write(h.bytes())
		return err
	})
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_RDWR, fileMode)
	if err != nil {
		return nil, err
	}
	return &ownLog{logHeader: h, file: f, last: included, end: logHead, size: logHead, included: included, fresh: true}, nil
}

// ownWrite is a batch of the Update under way and where it went.
type ownWrite struct {
	incarnation uint64
	records     [][]byte
	size        int
	log         *ownLog
	number      uint64
	end         int64
}

// appendOwn writes and syncs the batches of an Update. Whatever it returns,
// undoOwn takes them away again.
func (db *DB) appendOwn(writes []*ownWrite, included func(incarnation uint64) uint64) error {
	for _, w := range writes {
		l := db.logs[w.incarnation]
		if l == nil {
			var err error
			if l, err = db.createLog(w.incarnation, included(w.incarnation)); err != nil {
				return err
			}
			db.logs[w.incarnation] = l
		}
		w.log = l
		w.number = max(l.last, l.included) + 1
		b := encodeBatch(w.incarnation, w.number, w.records)
		if err := db.disk.step("own.write"); err != nil {
			return err
		}
		if err := l.write(b); err != nil {
			return err
		}
		if err := db.disk.step("own.sync"); err != nil {
			return err
		}
		if err := syncData(l.file); err != nil {
			return err
		}
		w.end = l.end + int64(len(b))
	}
	return nil
}

// write puts a batch behind the last one. Where the file ends it is made
// longer by more than the batch: a sync that changes no size is a third
// quicker, for it leaves the file system's journal alone.
func (l *ownLog) write(b []byte) error {
	end := l.end + int64(len(b))
	if end <= l.size {
		_, err := l.file.WriteAt(b, l.end)
		return err
	}
	spare := min(max(l.size/8, 64<<10), 1<<20)
	n, err := l.file.WriteAt(append(b, make([]byte, spare)...), l.end)
	l.size = max(l.size, l.end+int64(n))
	if err != nil && n >= len(b) {
		return nil // the disk has room for the batch and for no more
	}
	return err
}

// undoOwn takes the batches of an Update that failed out of the logs.
func (db *DB) undoOwn(writes []*ownWrite) error {
	for _, w := range writes {
		l := w.log
		if l == nil {
			continue
		}
		if !l.fresh {
			if err := db.cutBack(l); err != nil {
				return err
			}
			continue
		}
		if err := db.disk.step("own.remove"); err != nil {
			return err
		}
		delete(db.logs, l.incarnation)
		if err := errors.Join(l.file.Close(), os.Remove(l.file.Name())); err != nil {
			return err
		}
		if err := db.disk.syncFolder("own.remove", db.path(ownFolder)); err != nil {
			return err
		}
	}
	return nil
}

// keepOwn notes that the batches of an Update are in the log and in the
// tables.
func (db *DB) keepOwn(writes []*ownWrite) {
	for _, w := range writes {
		w.log.last, w.log.included, w.log.end, w.log.fresh = w.number, w.number, w.end, false
	}
}

// ordered are the logs in the order they began.
func (db *DB) ordered() []*ownLog {
	out := make([]*ownLog, 0, len(db.logs))
	for _, l := range db.logs {
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b *ownLog) int {
		if a.ordinal != b.ordinal {
			return int(int64(a.ordinal) - int64(b.ordinal))
		}
		return strings.Compare(logName(a.incarnation), logName(b.incarnation))
	})
	return out
}

// addOwn keeps a record for the end of the Update.
func (t *tx) addOwn(incarnation uint64, record []byte) error {
	db := t.db
	if db.pending.Load() > 0 {
		return errReplay
	}
	if db.stale != "" && t.knows(incarnation) {
		return errIncarnation
	}
	i := slices.IndexFunc(t.own, func(w *ownWrite) bool { return w.incarnation == incarnation })
	if i < 0 {
		i = len(t.own)
		t.own = append(t.own, &ownWrite{incarnation: incarnation})
	}
	w := t.own[i]
	if w.size += 4 + len(record); w.size > maxBatch {
		return errBatch
	}
	w.records = append(w.records, slices.Clone(record))
	return nil
}

// knows tells whether an incarnation began before.
func (t *tx) knows(incarnation uint64) bool {
	return t.db.logs[incarnation] != nil || t.metaGet(ownKey(incarnation)) != nil
}
