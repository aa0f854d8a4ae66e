package store

import (
	"context"
	"fmt"
	"os"
)

// Report is what Check found.
type Report struct {
	Values    int64 // in the tables, each compared with its sum
	Leaked    int64 // pages that are neither used nor free: room lost, nothing else
	Records   int64 // in the own-logs
	Snapshots int   // that are what their names say
	Originals int64 // that are what their names say
	Flaws     []Flaw
}

// Flaw is one thing that is wrong.
type Flaw struct {
	Where string // file in the data folder
	What  string
}

func (r *Report) flaw(where string, err error) {
	r.Flaws = append(r.Flaws, Flaw{Where: where, What: err.Error()})
}

// Check reads everything in the folder: all pages and values of the tables,
// all batches of the own-logs, all snapshots and originals, each against its
// sum. It changes nothing and may run beside saves. Progress is told in
// bytes, may be nil, and total may still grow by what is saved meanwhile. The
// error is only for a check that could not be finished.
func (db *DB) Check(ctx context.Context, progress func(done, total int64)) (Report, error) {
	var r Report
	if err := db.enter(ctx); err != nil {
		return r, err
	}
	defer db.leave()
	p, err := db.measure(ctx, progress)
	if err != nil {
		return r, err
	}
	if r.Values, r.Leaked, err = db.walkLive(ctx, p.sub()); err != nil && ctx.Err() == nil {
		r.flaw(dbName, err)
	}
	for _, step := range []func(context.Context, *Report, *meter) error{db.checkLogs, db.checkSnapshots, db.checkMedia} {
		if err := ctx.Err(); err != nil {
			return r, err
		}
		if err := step(ctx, &r, p); err != nil {
			return r, err
		}
	}
	return r, ctx.Err()
}

// meter adds up progress over the parts of a check.
type meter struct {
	done, total int64
	tell        func(done, total int64)
}

func (m *meter) add(n int64) {
	m.done += n
	m.total = max(m.total, m.done)
	m.tell(m.done, m.total)
}

// sub counts a part that tells where it is rather than how far it came.
func (m *meter) sub() func(done, total int64) {
	last := int64(0)
	return func(done, _ int64) {
		m.add(done - last)
		last = done
	}
}

func (db *DB) measure(ctx context.Context, tell func(done, total int64)) (*meter, error) {
	if tell == nil {
		tell = func(int64, int64) {}
	}
	s, err := db.Sizes(ctx)
	m := &meter{total: s.Tables + s.Own + s.Snapshots, tell: tell}
	if err != nil {
		return m, err
	}
	for item, err := range db.media.Walk(ctx) {
		if err != nil {
			return m, err
		}
		m.total += item.Size
	}
	return m, nil
}

// Sizes is how many bytes the parts of a folder take.
type Sizes struct {
	Tables, Own, Snapshots int64
}

// Sizes measures the folder without its originals.
func (db *DB) Sizes(ctx context.Context) (Sizes, error) {
	var s Sizes
	err := db.read(ctx, func(t *tx) error {
		s.Tables = t.bolt.Size()
		return nil
	})
	if err != nil {
		return s, err
	}
	logs, err := db.heldLogs(ctx)
	if err != nil {
		return s, err
	}
	for _, l := range logs {
		s.Own += l.end
	}
	snaps, err := db.Snapshots()
	for _, c := range snaps {
		s.Snapshots += c.Size
	}
	return s, err
}

// walkLive looks at every page of the tables as they are now, past bbolt. An
// open transaction keeps the pages from being used again; that it is the one
// that the meta pages tell of is sure only while nobody commits.
func (db *DB) walkLive(ctx context.Context, progress func(done, total int64)) (values, leaked int64, err error) {
	var pages *boltFile
	if err := db.acquire(ctx); err != nil {
		return 0, 0, err
	}
	turn := db.readers.begin()
	defer db.readers.end(turn)
	b, err := func() (*heldTx, error) {
		defer db.release()
		return db.hold(&pages)
	}()
	if err != nil {
		return 0, 0, err
	}
	defer b.end()
	return walkPages(ctx, pages, progress)
}

// heldTx keeps pages from being used again.
type heldTx struct{ tx }

// hold begins a transaction and reads the meta pages that belong to it.
func (db *DB) hold(pages **boltFile) (*heldTx, error) {
	var h *heldTx
	err := guardFile(func() error {
		b, err := db.begin(false)
		if err != nil {
			return err
		}
		h = &heldTx{tx{db: db, bolt: b}}
		info, err := db.file.Stat()
		if err != nil {
			return err
		}
		if *pages, err = openPages(db.file, info.Size()); err != nil {
			return err
		}
		if id := int64((*pages).meta.tx); id != db.lastTx.Load() || id != int64(b.ID()) {
			return fmt.Errorf("file holds transaction %d, %d was the last", id, db.lastTx.Load())
		}
		return nil
	})
	if err != nil && h != nil {
		h.end()
	}
	return h, err
}

func (db *DB) checkLogs(ctx context.Context, r *Report, m *meter) error {
	logs, err := db.heldLogs(ctx)
	if err != nil {
		return err
	}
	for _, l := range logs {
		name := ownFolder + "/" + logName(l.incarnation)
		gaps, n, err := db.readWhole(ctx, l)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		r.Records += n
		for _, g := range gaps {
			r.flaw(name, fmt.Errorf("%s", g))
		}
		if err != nil {
			r.flaw(name, err)
		}
		m.add(l.end)
	}
	return nil
}

// readWhole reads a log from its header to where it ended when it was looked
// at. A log that was trimmed since has been read by that.
func (db *DB) readWhole(ctx context.Context, l ownLog) ([]string, int64, error) {
	f, err := os.Open(db.path(ownFolder, logName(l.incarnation)))
	if err != nil {
		return nil, 0, absent(err)
	}
	defer f.Close()
	h, err := readLogHeader(f)
	if err != nil || h.base != l.base {
		return nil, 0, err
	}
	n := int64(0)
	s, err := scanLog(f, l.end, logHead, l.incarnation, l.base, func(b batch) error {
		n += int64(len(b.records))
		return ctx.Err()
	})
	if err == nil && s.end != l.end {
		err = fmt.Errorf("%d bytes at %d make no sense", l.end-s.end, s.end)
	}
	return s.gaps, n, err
}

func (db *DB) checkSnapshots(ctx context.Context, r *Report, m *meter) error {
	snaps, err := db.Snapshots()
	if err != nil {
		return err
	}
	for _, s := range snaps {
		if err := db.proveSum(ctx, s); err == nil {
			r.Snapshots++
		} else if ctx.Err() == nil && absent(err) != nil {
			r.flaw(snapFolder+"/"+s.Name, err)
		}
		m.add(s.Size)
	}
	return nil
}

func (db *DB) checkMedia(ctx context.Context, r *Report, m *meter) error {
	for item, err := range db.media.Walk(ctx) {
		if err != nil {
			return err
		}
		if err := db.media.Verify(ctx, item.Sum); err == nil {
			r.Originals++
		} else if ctx.Err() == nil {
			r.flaw(fmt.Sprintf("%s/%02x/%x", mediaFolder, item.Sum[:1], item.Sum), err)
		}
		m.add(item.Size)
	}
	return nil
}
