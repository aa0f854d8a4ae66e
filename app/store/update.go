package store

import (
	"context"
	"errors"
	"fmt"

	"bangtin/app"
)

// View implements app.Store.
func (db *DB) View(ctx context.Context, fn func(app.Tx) error) error {
	return db.read(ctx, func(t *tx) error { return fn(t) })
}

func (db *DB) read(ctx context.Context, fn func(*tx) error) error {
	if err := db.enter(ctx); err != nil {
		return err
	}
	defer db.leave()
	turn := db.readers.begin()
	defer db.readers.end(turn)
	return db.guard("read", func() error {
		known := db.lastTx.Load()
		b, err := db.begin(false)
		if err != nil {
			return diskFault("begin", err)
		}
		t := &tx{db: db, bolt: b}
		defer t.end()
		if int64(b.ID()) < known {
			panic(damage(fmt.Sprintf("file went back from transaction %d to %d", known, b.ID())))
		}
		return fn(t)
	})
}

// Update implements app.Store.
func (db *DB) Update(ctx context.Context, fn func(app.Tx) error) error {
	return db.change(ctx, nil, func(t *tx) error { return fn(t) })
}

func (db *DB) change(ctx context.Context, r *replaying, fn func(*tx) error) error {
	if err := db.enter(ctx); err != nil {
		return err
	}
	defer db.leave()
	if err := db.acquire(ctx); err != nil {
		return err
	}
	defer db.release()
	if b := db.broken.Load(); b != nil {
		return b
	}
	return db.guard("write", func() error {
		b, err := db.begin(true)
		if err != nil {
			return diskFault("begin", err)
		}
		t := &tx{db: db, bolt: b, write: true, replay: r, most: db.most}
		defer t.end()
		if int64(b.ID()) != db.lastTx.Load()+1 {
			panic(damage(fmt.Sprintf("file went from transaction %d to %d", db.lastTx.Load(), b.ID()-1)))
		}
		if err := fn(t); err != nil {
			return err
		}
		if !t.dirty && len(t.own) == 0 {
			return nil
		}
		return db.commit(t)
	})
}

// commit makes a transaction durable: own-log first, tables second.
func (db *DB) commit(t *tx) error {
	id := int64(t.bolt.ID())
	err := t.pour()
	if err == nil {
		err = db.reserve(t.bolt.Size())
	}
	if err == nil {
		err = db.appendOwn(t.own, func(incarnation uint64) uint64 {
			return parseOwnState(t.metaGet(ownKey(incarnation))).included
		})
	}
	stale := db.stale
	if err == nil {
		stale, err = t.noteOwn(stale)
	}
	if err == nil {
		err = t.pour()
	}
	if err == nil {
		err = db.disk.step("commit")
	}
	if err == nil {
		if err = t.bolt.Commit(); err == nil {
			err = db.disk.step("committed")
		}
	}
	if err != nil {
		t.end()
		return db.undo(t, id, err)
	}
	db.lastTx.Store(id)
	db.keepOwn(t.own)
	db.stale = stale
	return nil
}

// reserve makes the file longer before bbolt has to. bbolt leaves holes that
// the file system fills with a turn of its journal at each sync; zeros that
// were written make every save until the next growth a third quicker. And a
// full disk shows here, before anything was done.
func (db *DB) reserve(used int64) error {
	if used < db.fileSize-growLeast/2 {
		return nil
	}
	info, err := db.file.Stat()
	if err != nil {
		return err
	}
	db.fileSize = info.Size()
	if used < db.fileSize-growLeast/2 {
		return nil
	}
	if err := db.disk.step("grow"); err != nil {
		return err
	}
	more := min(max(db.fileSize/8, growLeast), growMost)
	more -= (db.fileSize + more) % int64(db.pageSize)
	n, err := db.file.WriteAt(make([]byte, more), db.fileSize)
	db.fileSize += int64(n)
	if err != nil {
		return err
	}
	return syncData(db.file)
}

// noteOwn writes into "meta" what the tables hold of the logs, and that the
// new incarnation has begun if this is its first record.
func (t *tx) noteOwn(stale string) (string, error) {
	for _, w := range t.own {
		s := ownState{included: w.number, end: w.end, base: w.log.base}
		if err := t.put(metaTable, ownKey(w.incarnation), s.bytes()); err != nil {
			return stale, err
		}
		if stale != "" {
			stale = ""
			if err := t.put(metaTable, staleKey, nil); err != nil {
				return stale, err
			}
		}
	}
	return stale, nil
}

// undo deals with an Update that failed while it was being kept. If the
// file still holds the transaction before, the logs are cut back to it. If
// it holds the new one, only the last sync failed and nobody knows what the
// disk will remember: then the store is of no use until it is opened again
// and has compared the two.
func (db *DB) undo(t *tx, id int64, cause error) error {
	now, err := db.fileTx()
	if err == nil && now < id {
		if err = db.undoOwn(t.own); err == nil {
			return diskFault("save", cause)
		}
	}
	return db.lose(fmt.Errorf("save: %w", errors.Join(cause, err)))
}
