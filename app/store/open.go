package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/bits"
	"os"
	"runtime"
	"sync"
	"time"

	"bangtin/app"

	"go.etcd.io/bbolt"
)

// Opening is what Open found and did.
type Opening struct {
	// Created: nothing was there and a new store was made.
	Created bool
	// Restored: the tables are older than what was once acknowledged. A new
	// incarnation has to begin; Replay brings back what is in the own-logs,
	// peers the rest. It is told again by each Open until the first record
	// of a new incarnation is kept.
	Restored bool
	// Moved: the folder was last used on another machine, so there may be
	// two of it. A new incarnation has to begin; told again like Restored.
	Moved bool
	// Unclean: the last process to use the folder ended without Close.
	Unclean bool
	// Snapshot is the file in snapshots/ that took the place of a damaged
	// one; empty where none was good, or nothing was damaged.
	Snapshot string
	// Aside is the file in the data folder that a damaged one was renamed
	// to. The program deletes it only in a Purge: it may hold what was to be
	// erased.
	Aside string
	// Reason is what was wrong, for the log.
	Reason string
	// From is the format before a migration; 0 where none ran.
	From int
	// Pending is how many records Replay has to bring back.
	Pending int
	// Warnings are for the people who look after this machine.
	Warnings []app.Text
}

var (
	staleKey   = []byte("stale")
	formatKey  = []byte("format")
	createdKey = []byte("created")
	machineKey = []byte("machine")
)

const (
	staleRestored = "restored"
	staleMoved    = "moved"
)

// Open opens a data folder, making it where there is none, and brings it in
// order: it goes back to before a migration by a version that failed its trial,
// restores a damaged file from the newest good snapshot, migrates an older
// format and finds out what has to be replayed. What it did is told
// by Opening; only what a person has to settle is an error.
//
// Errors are Held where another process has the folder open, Invalid for the
// format of a newer program, a network share or a path that is no folder,
// Denied where files may not be written, Unavailable for a full or failing
// disk.
func Open(ctx context.Context, o Options) (*DB, error) {
	db := &DB{
		dir:     o.Dir,
		disk:    disk{fault: o.Fault},
		now:     o.Now,
		log:     o.Logger,
		machine: o.Machine,
		trial:   o.Trial,
		writer:  make(chan struct{}, 1),
		logs:    make(map[uint64]*ownLog),
	}
	db.idle = sync.NewCond(&db.gate)
	if db.now == nil {
		db.now = time.Now
	}
	if db.log == nil {
		db.log = slog.New(slog.DiscardHandler)
	}
	if db.machine == "" {
		db.machine = machineFacts()
	}
	steps := migrations
	if o.migrations != nil {
		steps = o.migrations
	}
	if db.wait = o.Timeout; db.wait == 0 {
		db.wait = defaultWait
	}
	if db.most = o.most; db.most == 0 {
		db.most = mostHeld
	}
	if err := db.enterFolder(ctx); err != nil {
		return nil, diskFault("open data folder", err)
	}
	if err := db.start(ctx, steps); err != nil {
		return nil, errors.Join(diskFault("open store", err), db.letGo())
	}
	return db, nil
}

func (db *DB) warn(t app.Text) { db.opening.Warnings = append(db.opening.Warnings, t) }

// start brings the files in order and opens them.
func (db *DB) start(ctx context.Context, steps []migration) error {
	if err := db.takeBack(ctx, len(steps)+1); err != nil {
		return err
	}
	if err := db.refuseNewer(len(steps) + 1); err != nil {
		return err
	}
	if err := db.tidy(); err != nil {
		return err
	}
	clean, err := db.readClean()
	if err != nil {
		return err
	}
	for restored := false; ; restored = true {
		err := db.bringUp(ctx, clean, steps)
		var broken errBroken
		if !errors.As(err, &broken) {
			if err != nil {
				return err
			}
			break
		}
		if restored {
			return errDamaged.With(err)
		}
		if err := errors.Join(db.dropBolt(), db.restore(ctx, broken.reason)); err != nil {
			return err
		}
		clean, db.behind = -1, ""
	}
	return db.forgetClean()
}

// bringUp checks, migrates, compacts and opens the file and reads the logs beside it.
func (db *DB) bringUp(ctx context.Context, clean int64, steps []migration) error {
	format, err := db.trust(ctx, clean)
	if err != nil {
		return err
	}
	// From here on the file may change. If it is behind, the mark stays until
	// the tables themselves say so.
	if db.behind == "" {
		if err := db.forgetClean(); err != nil {
			return err
		}
	}
	if format > len(steps)+1 { // it came out of a snapshot
		return errNewer.With(fmt.Errorf("format %d", format))
	}
	if format <= len(steps) {
		if err := db.migrate(format, steps); err != nil {
			return err
		}
	}
	if err := db.compact(); err != nil {
		return err
	}
	if err := db.openBolt(); err != nil {
		return err
	}
	return guardFile(func() error { return db.settle(clean) })
}

// dropBolt lets go of a file that turned out to be damaged after all.
func (db *DB) dropBolt() error {
	err := db.closeBolt()
	for n, l := range db.logs {
		err = errors.Join(err, l.file.Close())
		delete(db.logs, n)
	}
	db.bolt, db.file = nil, nil
	db.stuck.Store(false)
	return err
}

// openBolt opens the file for good.
func (db *DB) openBolt() error {
	db.stuck.Store(true) // until bbolt comes back from opening
	return guardFile(func() error {
		b, err := bbolt.Open(db.path(dbName), fileMode, &bbolt.Options{
			Timeout:         db.wait,
			FreelistType:    bbolt.FreelistMapType,
			NoStatistics:    true,
			InitialMmapSize: mapBytes(),
			OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
				f, err := os.OpenFile(name, flag, mode)
				db.file = f
				return f, err
			},
		})
		if err != nil {
			return boltError(err)
		}
		b.AllocSize = growMost
		db.bolt, db.pageSize = b, b.Info().PageSize
		db.stuck.Store(false)
		return nil
	})
}

// mapBytes is how much of the address space to set aside at once. A file
// that outgrows its mapping has to wait until nobody reads, so where it costs
// nothing there is plenty. On Windows the file itself would grow to it.
func mapBytes() int {
	if runtime.GOOS == "windows" || bits.UintSize < 64 {
		return 0
	}
	return 1 << 30
}
