package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Snapshot is a copy of the tables in snapshots/.
type Snapshot struct {
	Name   string    // of the file
	Number uint64    // counts up
	Time   time.Time // by the clock of the machine then
	Size   int64     // bytes
	Sum    [32]byte  // SHA-256 of the file
}

// Snapshots lists the copies there are, newest first. They are what their
// names say; whether the files are too is found out when one is needed, and
// by Check.
func (db *DB) Snapshots() ([]Snapshot, error) {
	entries, err := os.ReadDir(db.path(snapFolder))
	if err != nil {
		return nil, diskFault("list snapshots", absent(err))
	}
	var out []Snapshot
	for _, e := range entries {
		s, ok := parseSnapshot(e.Name())
		if !ok || !e.Type().IsRegular() {
			continue
		}
		info, err := e.Info()
		if err != nil {
			return nil, diskFault("list snapshots", err)
		}
		s.Size = info.Size()
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b Snapshot) int {
		if a.Number != b.Number {
			return int(int64(b.Number) - int64(a.Number))
		}
		return strings.Compare(b.Name, a.Name)
	})
	return out, nil
}

// parseSnapshot reads <n>-<UTC>-<sha256>.db.
func parseSnapshot(name string) (Snapshot, bool) {
	parts := strings.Split(strings.TrimSuffix(name, ".db"), "-")
	if len(parts) != 3 || filepath.Ext(name) != ".db" {
		return Snapshot{}, false
	}
	n, err := strconv.ParseUint(parts[0], 10, 63)
	if err != nil {
		return Snapshot{}, false
	}
	at, err := time.Parse(timeLayout, parts[1])
	if err != nil {
		return Snapshot{}, false
	}
	sum, ok := parseSum(parts[2])
	return Snapshot{Name: name, Number: n, Time: at, Sum: sum}, ok
}

func snapshotName(s Snapshot) string {
	return strconv.FormatUint(s.Number, 10) + "-" + s.Time.UTC().Format(timeLayout) + "-" + hex.EncodeToString(s.Sum[:]) + ".db"
}

// syncEvery is how much of a snapshot is written between syncs: one sync of
// the whole would make every save wait behind it.
const syncEvery = 8 << 20

// pacer writes, sums up and syncs as it goes.
type pacer struct {
	ctx   context.Context
	file  *os.File
	hash  hash.Hash
	since int
}

func (p *pacer) Write(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := p.file.Write(b)
	p.hash.Write(b[:n])
	p.since += n
	if err == nil && p.since >= syncEvery {
		p.since = 0
		err = syncData(p.file)
	}
	return n, err
}

// Snapshot copies the tables as they are now, reads the copy back page by
// page, and then drops the copies and the parts of the own-logs that are not
// needed any more. Unavailable means that the disk has no room for a copy.
func (db *DB) Snapshot(ctx context.Context) (Snapshot, error) {
	if err := db.enter(ctx); err != nil {
		return Snapshot{}, err
	}
	defer db.leave()
	db.snapMu.Lock()
	defer db.snapMu.Unlock()
	s, err := db.copyTables(ctx)
	if err != nil {
		return s, diskFault("snapshot", err)
	}
	kept, err := db.prune(ctx)
	if err == nil {
		err = db.trim(ctx, kept)
	}
	return s, diskFault("after snapshot", err)
}

func (db *DB) copyTables(ctx context.Context) (Snapshot, error) {
	have, err := db.Snapshots()
	if err != nil {
		return Snapshot{}, err
	}
	s := Snapshot{Number: 1, Time: db.now().UTC().Truncate(time.Second)}
	if len(have) > 0 {
		s.Number = have[0].Number + 1
	}
	tmp := db.path(snapFolder, strconv.FormatUint(s.Number, 10)+tmpSuffix)
	var id int64
	err = db.disk.fill("snapshot", tmp, func(f *os.File) error {
		p := &pacer{ctx: ctx, file: f, hash: sha256.New()}
		err := db.read(ctx, func(t *tx) error {
			id, s.Size = int64(t.bolt.ID()), t.bolt.Size()
			if err := db.room(s.Size, have); err != nil {
				return err
			}
			_, err := t.bolt.WriteTo(p)
			return err
		})
		p.hash.Sum(s.Sum[:0])
		return err
	})
	if err == nil {
		err = db.proveCopy(ctx, tmp)
	}
	s.Name = snapshotName(s)
	if err == nil {
		err = db.disk.step("snapshot.rename")
	}
	if err == nil {
		err = rename(tmp, db.path(snapFolder, s.Name))
	}
	if err != nil {
		return s, errors.Join(err, absent(os.Remove(tmp)))
	}
	db.snapTx.Store(id)
	return s, db.disk.syncFolder("snapshot", db.path(snapFolder))
}

// room refuses a copy that would take more than a quarter of what is free.
func (db *DB) room(size int64, have []Snapshot) error {
	v, err := VolumeOf(db.dir)
	if err != nil {
		return err
	}
	if size > min(budget(v.Free, have), v.Free) {
		return errFull.With(fmt.Errorf("no room for a snapshot of %d bytes, %d are free", size, v.Free))
	}
	return nil
}

// proveCopy looks at every page of a new copy. Since it is a copy, this also
// looks at the tables themselves, which is how a page that went bad on the
// disk is noticed although nobody reads it.
func (db *DB) proveCopy(ctx context.Context, path string) error {
	err := inspect(path, func(f *boltFile) error {
		_, _, err := walkPages(ctx, f, nil)
		return asBroken(ctx, err)
	})
	var broken errBroken
	if !errors.As(err, &broken) {
		return err
	}
	if _, _, err := db.walkLive(ctx, nil); err != nil {
		if ctx.Err() != nil {
			return err
		}
		return db.distrust(err.Error())
	}
	return errDisk.With(fmt.Errorf("copy differs from the tables: %w", err))
}

// prune keeps the newest sound copies that the disk has room for, and
// removes all that are older than those.
func (db *DB) prune(ctx context.Context) ([]Snapshot, error) {
	have, err := db.Snapshots()
	if err != nil {
		return nil, err
	}
	v, err := VolumeOf(db.dir)
	if err != nil {
		return nil, err
	}
	left := budget(v.Free, have)
	var kept []Snapshot
	for _, s := range have {
		if len(kept) == maxSnapshots || (len(kept) > 0 && s.Size > left) {
			break
		}
		if err := db.proveSum(ctx, s); err != nil {
			if ctx.Err() != nil {
				return nil, err
			}
			db.log.Warn("snapshot is of no use", "name", s.Name, "reason", err)
			continue
		}
		left -= s.Size
		kept = append(kept, s)
	}
	for _, s := range have {
		if len(kept) == 0 || s.Number >= kept[len(kept)-1].Number {
			continue
		}
		if err := db.disk.step("snapshot.prune"); err != nil {
			return nil, err
		}
		if err := os.Remove(db.path(snapFolder, s.Name)); err != nil {
			return nil, err
		}
	}
	return kept, nil
}

// proveSum compares a copy with the sum in its name.
func (db *DB) proveSum(ctx context.Context, s Snapshot) error {
	f, err := os.Open(db.path(snapFolder, s.Name))
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, steady{ctx, f}); err != nil {
		return err
	}
	if [32]byte(h.Sum(nil)) != s.Sum {
		return errors.New("sum differs")
	}
	return nil
}
