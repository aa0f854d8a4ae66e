package store

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"time"
)

// Purge takes from the disk what deleted and replaced values have left
// behind: in pages of the tables that are free, in copies of the tables taken
// before, in files that were put aside, and in batches of the own-logs that
// the tables hold. Two new copies take the place of the old ones, so that no
// less stands behind the tables than before. Saves wait while free pages are
// emptied, readers do not. Unavailable means that the disk has no room for a
// copy: then the old ones stay, and Purge has to be called again.
func (db *DB) Purge(ctx context.Context) error {
	if err := db.enter(ctx); err != nil {
		return err
	}
	defer db.leave()
	db.snapMu.Lock()
	defer db.snapMu.Unlock()
	if err := db.emptyFree(ctx); err != nil {
		return diskFault("empty free pages", err)
	}
	first, err := db.copyTables(ctx)
	if err == nil {
		err = db.removeBefore(first)
	}
	if err == nil {
		_, err = db.copyTables(ctx)
	}
	if err != nil {
		return diskFault("replace the copies", err)
	}
	kept, err := db.Snapshots()
	if err == nil {
		err = db.trim(ctx, kept)
	}
	return diskFault("after purging", err)
}

// emptyFree fills the free pages of the tables with zeros. Whatever goes
// wrong in the middle, bbolt never reads them.
func (db *DB) emptyFree(ctx context.Context) error {
	// What was freed by the last save is still held by the meta page of the
	// one before. After two more, neither knows of it.
	for range 2 {
		err := db.change(ctx, nil, func(t *tx) error { return t.put(metaTable, purgedKey, []byte(db.stamp())) })
		if err != nil {
			return err
		}
	}
	for {
		done, err := db.emptyBetween(ctx)
		if done || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(purgePause):
		}
	}
}

// How long saves wait for readers who may look at a page that is free by now,
// and for how long they go on before they are asked again.
const (
	purgeWait  = 200 * time.Millisecond
	purgePause = time.Second
)

// emptyBetween empties the free pages while nobody writes, and nobody reads
// who began before; false where somebody reads for long.
func (db *DB) emptyBetween(ctx context.Context) (bool, error) {
	if err := db.acquire(ctx); err != nil {
		return false, err
	}
	defer db.release()
	soon, cancel := context.WithTimeout(ctx, purgeWait)
	defer cancel()
	if db.readers.outlast(soon) != nil {
		return false, ctx.Err()
	}
	return true, guardFile(func() error {
		free, err := db.freeTwice(ctx)
		if err != nil {
			return err
		}
		return db.zero(ctx, free)
	})
}

var purgedKey = []byte("purged")

// freeTwice gives the pages that are free by the newest meta page and by the
// one before it. It is called by whoever holds writer.
func (db *DB) freeTwice(ctx context.Context) (out []uint64, err error) {
	info, err := db.file.Stat()
	if err != nil {
		return nil, err
	}
	now, err := openPages(db.file, info.Size())
	if err != nil {
		return nil, err
	}
	before, err := db.freeBefore(now)
	if err != nil {
		return nil, err
	}
	for _, id := range now.free {
		if before.has(id) {
			out = append(out, id)
		}
	}
	return out, ctx.Err()
}

// freeBefore are the pages that are free by the older of the two meta pages.
func (db *DB) freeBefore(now *boltFile) (pageSet, error) {
	page := make([]byte, pageHead+metaSize)
	for i := range int64(2) {
		if _, err := db.file.ReadAt(page, i*now.meta.pageSize); err != nil {
			return nil, err
		}
		m, ok := parseMeta(page)
		if !ok || m.tx == now.meta.tx {
			continue
		}
		older := &boltFile{r: now.r, size: now.size, meta: m}
		if err := older.readFree(); err != nil {
			return nil, err
		}
		out := newPageSet(now.meta.high)
		for _, id := range older.free {
			out.add(id)
		}
		return out, nil
	}
	return nil, errNoMeta
}

// zero empties pages that are not empty yet.
func (db *DB) zero(ctx context.Context, pages []uint64) error {
	size := int64(db.pageSize)
	page, empty := make([]byte, size), make([]byte, size)
	written := 0
	for _, id := range pages {
		at := int64(id) * size
		if _, err := db.file.ReadAt(page, at); err != nil {
			return err
		}
		if bytes.Equal(page, empty) {
			continue
		}
		if err := errors.Join(ctx.Err(), db.disk.step("purge.zero")); err != nil {
			return err
		}
		if _, err := db.file.WriteAt(empty, at); err != nil {
			return err
		}
		written++
	}
	if written == 0 {
		return nil
	}
	return syncData(db.file)
}

// removeBefore removes the copies that are older than one, and the files that
// were put aside.
func (db *DB) removeBefore(s Snapshot) error {
	have, err := db.Snapshots()
	if err != nil {
		return err
	}
	for _, old := range have {
		if old.Number >= s.Number {
			continue
		}
		if err := errors.Join(db.disk.step("purge.remove"), os.Remove(db.path(snapFolder, old.Name))); err != nil {
			return err
		}
	}
	entries, err := os.ReadDir(db.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), dbName+".") || !e.Type().IsRegular() {
			continue
		}
		db.log.Info("a file put aside is removed, for it may hold what was to be erased", "name", e.Name())
		if err := os.Remove(db.path(e.Name())); err != nil {
			return err
		}
	}
	return errors.Join(db.disk.syncFolder("purge", db.path(snapFolder)), db.disk.syncFolder("purge", db.dir))
}

// readers counts those who read the tables, by the turn in which they began,
// so that somebody can wait for all who began before.
type readers struct {
	mu   sync.Mutex
	turn int
	at   [2]int
}

// begin is called before a transaction begins; end gets what it gave.
func (r *readers) begin() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.at[r.turn]++
	return r.turn
}

func (r *readers) end(turn int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.at[turn]--
}

// outlastPause is how often outlast looks.
const outlastPause = time.Millisecond

// outlast waits for all who read at the moment. One caller at a time may.
func (r *readers) outlast(ctx context.Context) error {
	if err := r.gone(ctx); err != nil { // whom an earlier call did not outlast
		return err
	}
	r.mu.Lock()
	r.turn = 1 - r.turn
	r.mu.Unlock()
	return r.gone(ctx)
}

// gone waits until nobody is left of the turn that is over.
func (r *readers) gone(ctx context.Context) error {
	for {
		r.mu.Lock()
		left := r.at[1-r.turn]
		r.mu.Unlock()
		if left == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(outlastPause):
		}
	}
}
