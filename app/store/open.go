package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/bits"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"bangtin/app"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
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
	// to. The program never deletes it.
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

// errBroken is why a file cannot be trusted, to be answered by restoring.
type errBroken struct{ reason error }

func (e errBroken) Error() string { return e.reason.Error() }
func (e errBroken) Unwrap() error { return e.reason }

// Open opens a data folder, making it where there is none, and brings it in
// order: it restores a damaged file from the newest good snapshot, migrates
// an older format and finds out what has to be replayed. What it did is told
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
	if err := db.enterFolder(ctx); err != nil {
		return nil, diskFault("open data folder", err)
	}
	if err := db.start(ctx, steps); err != nil {
		return nil, errors.Join(diskFault("open store", err), db.letGo())
	}
	return db, nil
}

// enterFolder makes the folders and takes the lock.
func (db *DB) enterFolder(ctx context.Context) error {
	info, err := os.Stat(db.dir)
	if err == nil && !info.IsDir() {
		return errNotFolder
	}
	if errors.Is(err, fs.ErrNotExist) {
		if err = os.MkdirAll(db.dir, folderMode); err == nil {
			err = syncFolder(filepath.Dir(db.dir))
		}
	}
	if err != nil {
		return err
	}
	v, err := VolumeOf(db.dir)
	if err != nil {
		return err
	}
	switch v.Kind {
	case Network:
		return errNetwork.With(fmt.Errorf("file system %s", v.Name))
	case FAT:
		db.warn(textFAT)
	}
	if err := os.MkdirAll(db.path(runFolder), folderMode); err != nil {
		return err
	}
	db.lock, err = os.OpenFile(db.path(runFolder, lockName), os.O_RDWR|os.O_CREATE, fileMode)
	if err != nil {
		return err
	}
	pause := time.NewTicker(20 * time.Millisecond)
	defer pause.Stop()
	err = lockFile(db.lock, db.wait, func() bool {
		select {
		case <-pause.C:
			return true
		case <-ctx.Done():
			return false
		}
	})
	if err != nil {
		err = errors.Join(err, db.lock.Close())
		return cmpErr(ctx.Err(), err)
	}
	return nil
}

// cmpErr is the first of two errors that is one.
func cmpErr(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

func (db *DB) warn(t app.Text) { db.opening.Warnings = append(db.opening.Warnings, t) }

// start brings the files in order and opens them.
func (db *DB) start(ctx context.Context, steps []migration) error {
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

// bringUp checks, migrates and opens the file and reads the logs beside it.
func (db *DB) bringUp(ctx context.Context, clean int64, steps []migration) error {
	format, err := db.trust(ctx, clean)
	if err != nil {
		return err
	}
	if format <= len(steps) {
		if err := db.migrate(format, steps); err != nil {
			return err
		}
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

// tidy makes the folders that are missing, durably, and sweeps away what
// was being written when an earlier process ended.
func (db *DB) tidy() error {
	made := false
	for _, name := range []string{ownFolder, snapFolder, mediaFolder} {
		err := os.Mkdir(db.path(name), folderMode)
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
		made = made || err == nil
	}
	if made {
		if err := db.disk.syncFolder("folders", db.dir); err != nil {
			return err
		}
	}
	for _, name := range []string{".", ownFolder, snapFolder, runFolder} {
		if err := sweep(db.path(name)); err != nil {
			return err
		}
	}
	var err error
	db.media, err = openMedia(db.path(mediaFolder), db.disk)
	return err
}

// refuseNewer looks for files of a newer program before anything is written.
func (db *DB) refuseNewer(newest int) error {
	path := db.path(dbName)
	if err := inspect(path, nil); errors.Is(err, errBoltNewer) {
		return errNewer.With(err)
	} else if err == nil {
		format, err := readFormat(path, db.wait)
		switch {
		case errors.Is(err, errHeld):
			return err
		case err == nil && format > newest:
			return errNewer.With(fmt.Errorf("format %d, this program knows %d", format, newest))
		}
	}
	names, err := logNames(db.path(ownFolder))
	if err != nil {
		return err
	}
	for _, n := range names {
		f, err := os.Open(db.path(ownFolder, logName(n)))
		if err != nil {
			return err
		}
		_, err = readLogHeader(f)
		if err := f.Close(); err != nil {
			return err
		}
		if errors.Is(err, errLogNewer) {
			return errNewer.With(err)
		}
	}
	return nil
}

// inspect looks at the head of a file of tables and hands it to then.
func inspect(path string, then func(*boltFile) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return errBroken{fmt.Errorf("%s is no file", info.Name())}
	}
	pages, err := openPages(f, info.Size())
	if err != nil {
		return errBroken{err}
	}
	if then == nil {
		return nil
	}
	return then(pages)
}

// trust decides whether the file of the tables can be used, and returns its
// format. It always looks at what bbolt needs to open it. It looks at every
// page if there is cause: a mark that the file is damaged, a lost meta page,
// or a process that ended without Close (then only up to checkedBytes, so
// that starting stays quick). Without cause that is left to Upkeep.
func (db *DB) trust(ctx context.Context, clean int64) (int, error) {
	path := db.path(dbName)
	_, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := db.createOrMiss(); err != nil {
			return 0, err
		}
	} else if err != nil {
		return 0, err
	}
	marked, last := db.readMark()
	err = inspect(path, func(f *boltFile) error {
		if id := int64(f.meta.tx); id < last || clean >= 0 && clean != id {
			db.behind = fmt.Sprintf("file holds transaction %d, %d was the last", id, max(clean, last))
		}
		if !marked && f.metas == 2 && (clean >= 0 || f.size > checkedBytes) {
			return nil
		}
		db.walked.Store(true)
		_, _, err := walkPages(ctx, f, nil)
		return asBroken(ctx, err)
	})
	if err != nil {
		return 0, err
	}
	format, err := readFormat(path, db.wait)
	if err != nil {
		return 0, err
	}
	if marked {
		return format, os.Remove(db.path(runFolder, damagedName))
	}
	return format, nil
}

// readMark tells whether the file was marked as damaged, and the last
// transaction it held then.
func (db *DB) readMark() (marked bool, last int64) {
	b, err := os.ReadFile(db.path(runFolder, damagedName))
	if err != nil {
		return !errors.Is(err, fs.ErrNotExist), 0
	}
	number, _, _ := strings.Cut(string(b), " ")
	last, err = strconv.ParseInt(number, 10, 64)
	if err != nil {
		last = 0
	}
	return true, last
}

// createOrMiss makes the first file of a folder. In a folder that has
// snapshots, own-logs or damaged files it is not the first: then the file is
// missing, which is damage too.
func (db *DB) createOrMiss() error {
	past, err := db.hasPast()
	if err != nil {
		return err
	}
	if past {
		return errBroken{errors.New("file is missing")}
	}
	if err := db.create(""); err != nil {
		return err
	}
	db.opening.Created = true
	return nil
}

func (db *DB) hasPast() (bool, error) {
	logs, err := logNames(db.path(ownFolder))
	if err != nil {
		return false, err
	}
	snaps, err := db.Snapshots()
	if err != nil {
		return false, err
	}
	entries, err := os.ReadDir(db.dir)
	if err != nil {
		return false, err
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), dbName+".damaged-") {
			return true, nil
		}
	}
	return len(logs)+len(snaps) > 0, nil
}

// create makes an empty file of tables. A power cut while bbolt makes a file
// can leave half a one, so it is made under another name.
func (db *DB) create(stale string) error {
	path := db.path(dbName)
	tmp := path + tmpSuffix
	if err := errors.Join(db.disk.step("init.write"), absent(os.Remove(tmp))); err != nil {
		return err
	}
	b, err := bbolt.Open(tmp, fileMode, &bbolt.Options{Timeout: time.Second, FreelistType: bbolt.FreelistMapType})
	if err != nil {
		return err
	}
	err = b.Update(func(t *bbolt.Tx) error {
		m, err := t.CreateBucketIfNotExists([]byte(metaTable))
		if err != nil {
			return err
		}
		return errors.Join(
			m.Put(formatKey, seal(formatKey, []byte(strconv.Itoa(Format)))),
			m.Put(createdKey, seal(createdKey, db.now().UTC().AppendFormat(nil, time.RFC3339))),
			m.Put(machineKey, seal(machineKey, []byte(db.machine))),
			m.Put(staleKey, seal(staleKey, []byte(stale))),
		)
	})
	if err := errors.Join(err, b.Close()); err != nil {
		return err
	}
	return db.install("init", tmp)
}

// install gives a complete and synced file the name of the tables.
func (db *DB) install(step, tmp string) error {
	if err := db.disk.step(step + ".rename"); err != nil {
		return err
	}
	if err := os.Rename(tmp, db.path(dbName)); err != nil {
		return err
	}
	return db.disk.syncFolder(step, db.dir)
}

// readFormat reads the format of a file that inspect has let through.
func readFormat(path string, wait time.Duration) (int, error) {
	format := 0
	err := peek(path, wait, func(t *tx) error {
		v := t.metaGet(formatKey)
		n, err := strconv.Atoi(string(v))
		if err != nil || n < 1 {
			return errBroken{fmt.Errorf("format %q", v)}
		}
		format = n
		return nil
	})
	return format, err
}

// peek reads a file of tables that is not open, without changing it.
func peek(path string, wait time.Duration, fn func(*tx) error) error {
	return guardFile(func() error {
		b, err := bbolt.Open(path, fileMode, &bbolt.Options{ReadOnly: true, Timeout: wait})
		if err != nil {
			return boltError(err)
		}
		defer b.Close()
		return b.View(func(bt *bbolt.Tx) error { return fn(&tx{bolt: bt}) })
	})
}

// boltError sorts what bbolt says when it opens a file.
func boltError(err error) error {
	if errors.Is(err, berrors.ErrTimeout) {
		return errHeld.With(err)
	}
	for _, e := range []error{berrors.ErrInvalid, berrors.ErrVersionMismatch, berrors.ErrChecksum, berrors.ErrInvalidMapping} {
		if errors.Is(err, e) {
			return errBroken{err}
		}
	}
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

// settle reads what the tables know, opens the own-logs, compares the two
// and notes in the tables what has changed around them.
func (db *DB) settle(clean int64) error {
	b, err := db.begin(true)
	if err != nil {
		return err
	}
	t := &tx{db: db, bolt: b, write: true}
	defer t.end()
	id := int64(b.ID()) - 1
	db.opening.Unclean = clean < 0 && !db.opening.Created && db.opening.Reason == ""
	stale := parseStale(t.metaGet(staleKey))
	if db.behind != "" {
		stale[staleRestored] = true
		db.opening.Reason = db.behind
	}
	if err := db.openLogs(t, stale); err != nil {
		return err
	}
	saved := string(t.metaGet(machineKey))
	if otherMachine(saved, db.machine) {
		stale[staleMoved] = true
	}
	if err := db.noteAround(t, stale, saved); err != nil {
		return err
	}
	db.stale = stale.String()
	db.opening.Restored, db.opening.Moved = stale[staleRestored], stale[staleMoved]
	db.lastTx.Store(id)
	if !t.dirty {
		return nil
	}
	if err := db.disk.step("settle"); err != nil {
		return err
	}
	if err := t.bolt.Commit(); err != nil {
		return err
	}
	db.lastTx.Store(id + 1)
	return nil
}

// noteAround keeps the facts of this machine and why a new incarnation is
// due.
func (db *DB) noteAround(t *tx, stale staleness, saved string) error {
	if s := stale.String(); s != string(t.metaGet(staleKey)) {
		if err := t.put(metaTable, staleKey, []byte(s)); err != nil {
			return err
		}
	}
	today := db.machine
	if !stale[staleMoved] || !otherMachine(saved, today) {
		today = mergeFacts(saved, today)
	}
	if today == saved {
		return nil
	}
	return t.put(metaTable, machineKey, []byte(today))
}

// staleness is the set of reasons for a new incarnation.
type staleness map[string]bool

func parseStale(b []byte) staleness {
	s := make(staleness)
	for _, r := range strings.Split(string(b), ",") {
		if r != "" {
			s[r] = true
		}
	}
	return s
}

func (s staleness) String() string {
	var out []string
	for _, r := range []string{staleRestored, staleMoved} {
		if s[r] {
			out = append(out, r)
		}
	}
	return strings.Join(out, ",")
}

// openLogs opens every own-log and finds out what the tables lack.
func (db *DB) openLogs(t *tx, stale staleness) error {
	names, err := logNames(db.path(ownFolder))
	if err != nil {
		return err
	}
	for _, n := range names {
		s := parseOwnState(t.metaGet(ownKey(n)))
		l, gaps, err := db.openLog(n, s)
		if errors.Is(err, errNotLog) {
			l, gaps, err = db.rebuildLog(n, s, err)
		}
		if err != nil {
			return fmt.Errorf("own-log %016x: %w", n, err)
		}
		db.judgeLog(l, gaps, stale)
		if l != nil {
			db.logs[n] = l
		}
	}
	n, err := db.countPending()
	db.pending.Store(int64(n))
	db.opening.Pending = n
	return err
}

func (db *DB) stamp() string { return db.now().UTC().Format(timeLayout) }

// readClean reads the transaction that the last Close left behind; -1 where
// nobody closed.
func (db *DB) readClean() (int64, error) {
	b, err := os.ReadFile(db.path(runFolder, cleanName))
	if errors.Is(err, fs.ErrNotExist) {
		return -1, nil
	}
	if err != nil {
		return -1, err
	}
	n, err := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64)
	if err != nil || n < 0 {
		return -1, nil
	}
	return n, nil
}

// forgetClean says that from here on only Close makes the folder clean.
func (db *DB) forgetClean() error {
	err := os.Remove(db.path(runFolder, cleanName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return db.disk.syncFolder("clean", db.path(runFolder))
}

func (db *DB) markClean() error {
	n := strconv.FormatInt(db.lastTx.Load(), 10)
	return db.disk.place("clean", db.path(runFolder, cleanName), func(f *os.File) error {
		_, err := f.WriteString(n + "\n")
		return err
	})
}
