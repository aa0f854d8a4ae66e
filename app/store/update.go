package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"bangtin/app"

	"go.etcd.io/bbolt"
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
		t := &tx{db: db, bolt: b, write: true, replay: r}
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

// begin starts a transaction. bbolt panics there when both meta pages are
// gone, and takes locks with it that nobody can open again, so they are
// looked at first.
func (db *DB) begin(write bool) (b *bbolt.Tx, err error) {
	if _, err := lastMeta(db.file, db.pageSize); err != nil {
		panic(damage(err.Error()))
	}
	returned := false
	defer func() {
		if !returned {
			db.stuck.Store(true)
		}
	}()
	b, err = db.bolt.Begin(write)
	returned = true
	return b, err
}

// commit makes a transaction durable: own-log first, tables second.
func (db *DB) commit(t *tx) error {
	id := int64(t.bolt.ID())
	err := db.reserve(t.bolt.Size())
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
	db.log.Error("store is unusable until reopened", "cause", cause, "undo", err)
	b := errReopen.With(fmt.Errorf("save: %w", cause))
	db.broken.CompareAndSwap(nil, b)
	return b
}

// fileTx is the number of the last transaction in the file.
func (db *DB) fileTx() (int64, error) {
	b, err := db.begin(false)
	if err != nil {
		return 0, err
	}
	return int64(b.ID()), b.Rollback()
}

// end closes a transaction that was not committed, whatever happened in it.
func (t *tx) end() {
	t.done = true
	rollback(t.bolt)
}

// rollback gives up a transaction. A second attempt helps where the first
// one stumbled over the file: it takes the short way.
func rollback(b *bbolt.Tx) {
	defer func() {
		if recover() != nil {
			defer func() { _ = recover() }()
			_ = b.Rollback()
		}
	}()
	_ = b.Rollback()
}

// guard runs fn so that a fault in the mapped file does not end the process
// but comes back as Damaged. The switch that makes the runtime panic at a
// fault belongs to one goroutine, so this is done for each transaction.
//
// A panic is the file's if it is a memory fault, if a sum was wrong, or if
// it was raised inside bbolt, which has no other answer to a page that makes
// no sense. Every other panic is the caller's bug and goes on. A caller that
// writes into a slice from Get also faults; the store is then marked damaged
// wrongly, and the next Open finds the file sound and lifts the mark.
func (db *DB) guard(act string, fn func() error) error {
	err := guardFile(fn)
	var broken errBroken
	if errors.As(err, &broken) {
		return db.distrust(act + ": " + broken.Error())
	}
	return err
}

func guardFile(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			reason, ok := fromFile(r)
			if !ok {
				panic(r)
			}
			err = errBroken{errors.New(reason)}
		}
	}()
	return fn()
}

// fromFile tells the file's panics from everybody else's. It is called by
// the deferred function that recovered, while the stack still stands.
func fromFile(r any) (string, bool) {
	switch p := r.(type) {
	case damage:
		return string(p), true
	case interface {
		error
		Addr() uintptr
	}:
		return p.Error(), true
	}
	return fmt.Sprint(r), strings.HasPrefix(culprit(), "go.etcd.io/bbolt")
}

// culprit names the function that panicked: the first below the runtime's
// own, past the small helpers of the standard library.
func culprit() string {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	panicked := false
	for {
		f, more := frames.Next()
		switch {
		case f.Function == "runtime.gopanic":
			panicked = true
		case !panicked || isHelper(f.Function):
		default:
			return f.Function
		}
		if !more {
			return ""
		}
	}
}

func isHelper(function string) bool {
	for _, p := range []string{"runtime.", "sort.", "slices.", "bytes.", "internal/", "sync.", "sync/atomic."} {
		if strings.HasPrefix(function, p) {
			return true
		}
	}
	return false
}

// Distrust marks the file of the tables as damaged, as a fault in it does
// by itself: calls fail with Damaged, and the next Open looks at every page
// and restores if there is cause. It is for callers that find what the store
// cannot see, such as a change that does not match its signature.
func (db *DB) Distrust(reason string) { _ = db.distrust(reason) }

func (db *DB) distrust(reason string) error {
	b := errDamaged.With(errors.New(reason))
	for {
		old := db.broken.Load()
		if old != nil && old.Code == app.Damaged {
			return old
		}
		if db.broken.CompareAndSwap(old, b) {
			break
		}
	}
	db.log.Error("the file of the tables is damaged", "reason", reason)
	note := fmt.Sprintf("%d %s %s\n", db.lastTx.Load(), db.now().UTC().Format(time.RFC3339), reason)
	if err := os.WriteFile(db.path(runFolder, damagedName), []byte(note), fileMode); err != nil {
		db.log.Error("mark the file as damaged", "err", err)
	}
	return b
}
