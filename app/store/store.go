// Package store keeps the tables of the rules, the own-log of this device
// and the media originals in one data folder. It is the only package that
// knows bbolt and the only one that writes there.
//
// # The data folder
//
//	bangtin.db                     the tables, one bbolt file
//	bangtin.db.damaged-<UTC>       a file that could not be trusted, kept for people to look at until a Purge
//	bangtin.db.format<n>-<UTC>     the file as it was before a migration from format n
//	own/<incarnation>.log          the own-log of one incarnation, named in 16 hex digits
//	snapshots/<n>-<UTC>-<sha256>.db  copies of the tables; n counts up, the sum is that of the file
//	media/<ab>/<sha256>            originals; <ab> are the first two digits of the sum
//	journal/<article>-<account>.log   what people are writing, see Journal
//	journal/programme-<account>.log   what they typed into the programme and it has not taken
//	run/lock                       locked while a process has the folder open
//	run/clean                      the number of the last transaction, written by Close, removed by Open
//	run/damaged                    the file is not to be trusted; the next Open checks and restores.
//	                               Holds the last transaction, a time and the reason
//	run/undo                       names the file of before a migration by a version on trial
//
// <UTC> is a time as 20060102T150405Z. Files being written end in .tmp, are
// renamed when complete and synced, and are swept by the next Open. Folders
// are made with mode 0700, files with 0600.
//
// # Tables
//
// Every table is a top-level bucket of its name. A value is followed by four
// bytes, big-endian: the CRC-32C of key and value. bbolt itself has no sums
// but those of its two meta pages, so without them a page that the disk
// forgot would be read as an article full of zeros.
//
// The bucket "meta" is the store's own, its values carry the same sum:
//
//	format          decimal, 1
//	created         RFC 3339
//	machine         the facts by which the machine is known, see Options.Machine
//	tables          the names of all other tables, sorted, divided by line feeds
//	stale           "restored", "moved" or both with a comma: set until a new incarnation begins
//	purged          when Purge last emptied the free pages, a time
//	own/<16 hex>    what the tables hold of an own-log: last batch, the place in the file
//	                behind it, the base of the file then; three big-endian 64-bit numbers
//
// # Own-log
//
// The file begins with 40 bytes: "BTOWNLOG", version (32 bits, 1), CRC-32C
// of the 40 bytes with these four as zero, incarnation, base, ordinal (64
// bits each). Batches up to and including base were cut away; ordinals count
// the logs of a folder in the order they began. Then come batches, one for
// each Update, with a head of 20 bytes: CRC-32C (32) of the incarnation, of
// the rest of the head and of the payload; length of the payload (32), number
// of records (32), number of the batch (64). The payload is the records, each
// after its length (32). All numbers are big-endian. Batches are numbered
// from 1 without gaps, unless the tables went on after the log was lost.
//
// An Update writes its batch and syncs it, then commits the tables with the
// number of the batch in "meta". Whatever happens between, the next Open
// finds out: batches beyond that number are handed to Replay, half a batch at
// the end is cut off.
package store

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"bangtin/app"

	"go.etcd.io/bbolt"
)

// Format is the format of the tables and files that this program writes. A
// folder with a greater number is refused and left as it is.
const Format = 1

const (
	dbName       = "bangtin.db"
	ownFolder    = "own"
	snapFolder   = "snapshots"
	mediaFolder  = "media"
	journFolder  = "journal"
	runFolder    = "run"
	lockName     = "lock"
	cleanName    = "clean"
	damagedName  = "damaged"
	undoName     = "undo"
	tmpSuffix    = ".tmp"
	timeLayout   = "20060102T150405Z"
	defaultWait  = 2 * time.Second
	folderMode   = 0o700
	fileMode     = 0o600
	metaTable    = "meta"
	growLeast    = 256 << 10
	growMost     = 4 << 20
	checkedBytes = 256 << 20
)

// Options says where a store is and what it borrows from outside.
type Options struct {
	// Dir is the data folder. It is made where it is missing.
	Dir string
	// Timeout is how long to wait for another process to let go of the
	// folder; 0 means two seconds.
	Timeout time.Duration
	// Now is the clock for names and intervals of snapshots; nil means
	// time.Now. The order of things never depends on it.
	Now func() time.Time
	// Machine names this machine by facts "kind:value" divided by blanks.
	// Two lists are of different machines if some kind occurs in both and
	// they share no value of it. Empty means: ask the system.
	Machine string
	// Trial: this program has yet to show that it works here, and the one
	// before it is gone back to if it does not. A migration can be undone then,
	// until Proven.
	Trial bool
	// Logger hears what no caller is told; nil means nobody does.
	Logger *slog.Logger
	// Fault is for tests: it is called before each step that writes, with
	// the name of the step ("own.write", "commit", …). Its error stands in
	// for the disk's; it may also end the process.
	Fault func(step string) error

	migrations []migration
	most       int // bytes of writes that an Update holds; see mostHeld
}

// DB is an open data folder. Its methods may be called from any goroutine.
type DB struct {
	dir     string
	disk    disk
	now     func() time.Time
	log     *slog.Logger
	machine string
	trial   bool
	wait    time.Duration
	most    int
	lock    *os.File
	media   *Media
	journal *Journal
	opening Opening

	// What Open has learnt of the file before it opened it.
	behind               string // why it is older than it should be
	freeBytes, usedBytes int64

	bolt     *bbolt.DB
	file     *os.File // bbolt's own handle
	pageSize int
	stuck    atomic.Bool // bbolt panicked with its locks taken

	writer chan struct{} // held by the one Update
	broken atomic.Pointer[app.Error]
	lastTx atomic.Int64 // the last transaction known to be in the file

	// The fields below belong to whoever holds writer.
	logs     map[uint64]*ownLog
	stale    string
	fileSize int64 // of the tables, at least

	readers readers
	pending atomic.Int64
	walked  atomic.Bool  // every page was looked at since the file was opened
	snapMu  sync.Mutex   // one snapshot at a time
	snapTx  atomic.Int64 // the transaction that the newest snapshot holds, 0 = not known

	gate   sync.Mutex // guards the fields below
	idle   *sync.Cond
	users  int
	closed bool
}

var _ app.Store = (*DB)(nil)

// Dir is the data folder.
func (db *DB) Dir() string { return db.dir }

// Opening tells what Open found and did.
func (db *DB) Opening() Opening { return db.opening }

// Journal keeps what is being written in this folder.
func (db *DB) Journal() *Journal { return db.journal }

// Media are the originals kept in this folder.
func (db *DB) Media() *Media { return db.media }

func (db *DB) path(parts ...string) string {
	return filepath.Join(append([]string{db.dir}, parts...)...)
}

// enter counts a caller in, so that Close can wait for it to leave.
func (db *DB) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	db.gate.Lock()
	defer db.gate.Unlock()
	if db.closed {
		return errClosed
	}
	if b := db.broken.Load(); b != nil {
		return b
	}
	db.users++
	return nil
}

func (db *DB) leave() {
	db.gate.Lock()
	defer db.gate.Unlock()
	db.users--
	if db.users == 0 {
		db.idle.Broadcast()
	}
}

// acquire takes the writer's place, waiting for it as long as ctx lasts.
func (db *DB) acquire(ctx context.Context) error {
	select {
	case db.writer <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (db *DB) release() { <-db.writer }

// Close waits for running transactions, notes that all is well and lets go
// of the folder. Calls after it fail with Unavailable. Closing twice is no
// fault.
func (db *DB) Close() error {
	db.gate.Lock()
	if db.closed {
		db.gate.Unlock()
		return nil
	}
	db.closed = true
	for db.users > 0 {
		db.idle.Wait()
	}
	db.gate.Unlock()

	if db.broken.Load() == nil {
		if err := db.markClean(); err != nil {
			db.log.Warn("the next start will look at every page", "err", err)
		}
	}
	return db.letGo()
}

// letGo closes every file.
func (db *DB) letGo() error {
	errs := []error{db.closeBolt()}
	for _, l := range db.logs {
		errs = append(errs, l.file.Close())
	}
	return errors.Join(append(errs, db.lock.Close())...)
}

// closeBolt closes the file of the tables. A bbolt that is stuck would never
// return from its Close: then the handle is closed underneath it, which frees
// the lock on the file, and the mapping stays until the process ends.
func (db *DB) closeBolt() error {
	switch {
	case db.stuck.Load() && db.file != nil:
		return forgiveClosed(db.file.Close())
	case db.bolt != nil:
		return db.bolt.Close()
	}
	return nil
}

// forgiveClosed is for a handle that bbolt may have closed itself.
func forgiveClosed(err error) error {
	if errors.Is(err, os.ErrClosed) {
		return nil
	}
	return err
}
