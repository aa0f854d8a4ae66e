package store

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"go.etcd.io/bbolt"
)

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
		if old != nil && old.Key == errDamaged.Key {
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
