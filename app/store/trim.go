package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
)

// trim cuts from the own-logs what every kept snapshot holds, once there are
// two of them. That is later than the second snapshot asks for, so that the
// oldest one can still stand in for all. While a migration can be undone
// nothing is cut: what was kept of before it is older than any.
func (db *DB) trim(ctx context.Context, kept []Snapshot) error {
	if len(kept) < 2 || db.mayTakeBack() {
		return nil
	}
	logs, err := db.heldLogs(ctx)
	if err != nil {
		return err
	}
	cut := make(map[uint64]uint64, len(logs))
	for i, s := range kept {
		err := peek(db.path(snapFolder, s.Name), db.wait, func(t *tx) error {
			for _, l := range logs {
				held := parseOwnState(t.metaGet(ownKey(l.incarnation))).included
				if i == 0 || held < cut[l.incarnation] {
					cut[l.incarnation] = held
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("read %s: %w", s.Name, err)
		}
	}
	for i, l := range logs {
		if to := cut[l.incarnation]; to > l.base {
			if err := db.trimLog(ctx, l, min(to, l.last), i == len(logs)-1); err != nil {
				return fmt.Errorf("trim own-log %016x: %w", l.incarnation, err)
			}
		}
	}
	return nil
}

// heldLogs are copies of what the logs are like now, in their order.
func (db *DB) heldLogs(ctx context.Context) ([]ownLog, error) {
	if err := db.acquire(ctx); err != nil {
		return nil, err
	}
	defer db.release()
	var out []ownLog
	for _, l := range db.ordered() {
		out = append(out, *l)
	}
	return out, nil
}

// trimLog writes a log anew beside the old one without the batches up to a
// number, and puts it in its place. Saves go on meanwhile; only what they
// added is copied while they wait. The log of an earlier incarnation that has
// nothing left is removed.
func (db *DB) trimLog(ctx context.Context, l ownLog, to uint64, newest bool) error {
	src, err := os.Open(db.path(ownFolder, logName(l.incarnation)))
	if err != nil {
		return err
	}
	defer src.Close()
	from, err := placeOf(ctx, src, l, to)
	if err != nil {
		return err
	}
	tmp := db.path(ownFolder, logName(l.incarnation)) + tmpSuffix
	if err := db.disk.step("trim.write"); err != nil {
		return err
	}
	dst, err := os.OpenFile(tmp, os.O_RDWR|os.O_CREATE|os.O_TRUNC, fileMode)
	if err != nil {
		return err
	}
	h := logHeader{incarnation: l.incarnation, base: to, ordinal: l.ordinal}
	_, err = dst.Write(h.bytes())
	if err == nil {
		_, err = io.Copy(dst, steady{ctx, io.NewSectionReader(src, from, l.end-from)})
	}
	if err == nil {
		err = dst.Sync()
	}
	if err == nil {
		err = db.swapLog(ctx, src, dst, l, h, from, newest)
	}
	return errors.Join(err, forgiveClosed(dst.Close()), absent(os.Remove(tmp)))
}

// placeOf finds where the batches after a number begin.
func placeOf(ctx context.Context, src *os.File, l ownLog, to uint64) (int64, error) {
	from := int64(logHead)
	_, err := scanLog(src, l.end, logHead, l.incarnation, l.base, func(b batch) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if b.number > to {
			return errEnough
		}
		from = b.end
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return from, err
}

// swapLog copies what was added since, and exchanges the files. Both are
// closed for it, because Windows renames no open file.
func (db *DB) swapLog(ctx context.Context, src, dst *os.File, was ownLog, h logHeader, from int64, newest bool) error {
	if err := db.acquire(ctx); err != nil {
		return err
	}
	defer db.release()
	l := db.logs[was.incarnation]
	if l == nil || l.base != was.base {
		return errors.New("own-log changed hands")
	}
	if l.last == h.base && !newest {
		return db.removeLog(l)
	}
	if _, err := io.Copy(dst, io.NewSectionReader(src, was.end, l.end-was.end)); err != nil {
		return err
	}
	if err := db.disk.step("trim.sync"); err != nil {
		return err
	}
	if err := errors.Join(dst.Sync(), dst.Close(), src.Close()); err != nil {
		return err
	}
	path := l.file.Name()
	if err := db.disk.step("trim.rename"); err != nil {
		return err
	}
	if err := l.file.Close(); err != nil {
		return db.lose(err)
	}
	renamed := rename(dst.Name(), path)
	f, err := os.OpenFile(path, os.O_RDWR, fileMode)
	if err != nil {
		return db.lose(errors.Join(renamed, err))
	}
	l.file = f
	if renamed != nil {
		return renamed
	}
	l.logHeader, l.end = h, l.end-from+logHead
	l.size = l.end
	return db.disk.syncFolder("trim", db.path(ownFolder))
}

// removeLog takes away the log of an earlier incarnation that has nothing
// left to tell.
func (db *DB) removeLog(l *ownLog) error {
	if err := db.disk.step("trim.remove"); err != nil {
		return err
	}
	delete(db.logs, l.incarnation)
	if err := errors.Join(l.file.Close(), os.Remove(l.file.Name())); err != nil {
		return err
	}
	return db.disk.syncFolder("trim", db.path(ownFolder))
}

// lose makes the store unusable until it is opened again.
func (db *DB) lose(cause error) error {
	db.log.Error("store is of no use until opened again", "cause", cause)
	b := errReopen.With(cause)
	db.broken.CompareAndSwap(nil, b)
	return b
}
