package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"

	"bangtin/app"
)

// Record is one record of an own-log.
type Record struct {
	Incarnation uint64
	Batch       uint64 // the Update it came with, counted from 1
	Bytes       []byte
}

// How much Replay puts into one transaction.
const (
	replayRecords = 500
	replayBytes   = 8 << 20
)

// replaying is the record that Replay is handing out.
type replaying struct {
	incarnation uint64
	record      []byte
}

func (r *replaying) recognise(incarnation uint64, record []byte) error {
	if incarnation != r.incarnation || !bytes.Equal(record, r.record) {
		return errors.New("another record than the one being replayed")
	}
	return nil
}

// Pending is the number of records in the own-logs that the tables lack.
func (db *DB) Pending() int { return int(db.pending.Load()) }

// Replay hands the records that the tables lack to fn, in the order they
// were written, older incarnations first, inside transactions of its own, and
// returns how many there were. The records of one Update are never divided
// over two transactions. They are in the own-log and stay there: fn may call
// Own with the very record it was given, which adds nothing, and with no
// other.
//
// After a crash or an error of fn the next Replay goes on behind the last
// transaction that was kept, so fn never sees a record twice that it has
// dealt with. Until all is replayed, Update refuses Own.
func (db *DB) Replay(ctx context.Context, fn func(tx app.Tx, incarnation uint64, record []byte) error) (int, error) {
	done := 0
	for {
		n, err := db.replaySome(ctx, fn)
		done += n
		if err != nil || n == 0 {
			return done, err
		}
	}
}

// replaySome runs one transaction; 0 means there is nothing left.
func (db *DB) replaySome(ctx context.Context, fn func(app.Tx, uint64, []byte) error) (int, error) {
	if db.pending.Load() == 0 {
		return 0, ctx.Err()
	}
	var l *ownLog
	var s ownState
	n := 0
	r := new(replaying)
	err := db.change(ctx, r, func(t *tx) error {
		var batches []batch
		var err error
		l, s, batches, err = db.nextPending(t)
		if err != nil || l == nil {
			return err
		}
		r.incarnation = l.incarnation
		for _, b := range batches {
			for _, r.record = range b.records {
				if err := fn(t, l.incarnation, r.record); err != nil {
					return fmt.Errorf("replay batch %d of %016x: %w", b.number, l.incarnation, err)
				}
				n++
			}
		}
		return t.put(metaTable, ownKey(l.incarnation), s.bytes())
	})
	if err != nil {
		return 0, err
	}
	if l == nil {
		db.pending.Store(0)
		return 0, nil
	}
	db.pending.Add(int64(-n))
	return max(n, 1), nil
}

// errEnough ends a walk through a log.
var errEnough = errors.New("enough")

// nextPending reads the next batches that the tables lack, and what the
// tables hold once they are in.
func (db *DB) nextPending(t *tx) (*ownLog, ownState, []batch, error) {
	for _, l := range db.ordered() {
		s := parseOwnState(t.metaGet(ownKey(l.incarnation)))
		if l.last <= s.included {
			continue
		}
		from, after := int64(logHead), l.base
		if s.base == l.base && s.included >= l.base && s.end >= logHead && s.end <= l.end {
			from, after = s.end, s.included
		}
		var out []batch
		records, size := 0, 0
		_, err := scanLog(l.file, l.end, from, l.incarnation, after, func(b batch) error {
			if b.number <= s.included {
				return nil
			}
			if records > 0 && (records+len(b.records) > replayRecords || size > replayBytes) {
				return errEnough
			}
			out = append(out, b)
			records += len(b.records)
			size = int(b.end - from)
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			return nil, s, nil, diskFault("read own-log", err)
		}
		if len(out) == 0 {
			continue
		}
		end := out[len(out)-1]
		return l, ownState{included: end.number, end: end.end, base: l.base}, out, nil
	}
	return nil, ownState{}, nil, nil
}

// countPending counts the records that the tables lack.
func (db *DB) countPending() (int, error) {
	n := 0
	for _, l := range db.ordered() {
		if l.last <= l.included {
			continue
		}
		_, err := scanLog(l.file, l.end, logHead, l.incarnation, l.base, func(b batch) error {
			if b.number > l.included {
				n += len(b.records)
			}
			return nil
		})
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// Records walks everything that the own-logs still hold, older incarnations
// first, whether the tables hold it too or not. What is added during the
// walk may be missing. An error ends the walk.
func (db *DB) Records(ctx context.Context) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		if err := db.enter(ctx); err != nil {
			yield(Record{}, err)
			return
		}
		defer db.leave()
		logs, err := db.heldLogs(ctx)
		if err != nil {
			yield(Record{}, err)
			return
		}
		for _, l := range logs {
			err := db.eachRecord(ctx, l, yield)
			if errors.Is(err, errEnough) {
				return
			}
			if err != nil {
				yield(Record{}, diskFault("read own-log", err))
				return
			}
		}
	}
}

// eachRecord reads a log through a handle of its own, because the log may be
// trimmed meanwhile.
func (db *DB) eachRecord(ctx context.Context, l ownLog, yield func(Record, error) bool) error {
	f, err := os.Open(db.path(ownFolder, logName(l.incarnation)))
	if err != nil {
		return err
	}
	defer f.Close()
	h, err := readLogHeader(f)
	if err != nil {
		return err
	}
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	_, err = scanLog(f, size, logHead, l.incarnation, h.base, func(b batch) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		for _, r := range b.records {
			if !yield(Record{Incarnation: l.incarnation, Batch: b.number, Bytes: r}, nil) {
				return errEnough
			}
		}
		return nil
	})
	return err
}
