package store

import (
	"context"
	"errors"
	"time"

	"bangtin/app"
)

// When snapshots are taken and how many are kept.
const (
	maxSnapshots  = 3
	smallTables   = 64 << 20
	smallInterval = time.Hour
	largeInterval = 24 * time.Hour
	upkeepPause   = time.Minute
)

// budget is what snapshots may take: a quarter of the disk that would be free
// without them.
func budget(free int64, have []Snapshot) int64 {
	for _, s := range have {
		free += s.Size
	}
	return free / 4
}

// Maintain looks after the folder until ctx ends: each minute it asks Upkeep.
// Run it in a goroutine of its own and wait for it before Close. It returns
// the error of ctx, or Damaged once the tables cannot be trusted; a full disk
// is logged and tried again.
func (db *DB) Maintain(ctx context.Context) error {
	tick := time.NewTicker(upkeepPause)
	defer tick.Stop()
	for {
		if _, err := db.Upkeep(ctx); err != nil && ctx.Err() == nil {
			if app.CodeOf(err) == app.Damaged || errors.Is(err, errClosed) {
				return err
			}
			db.log.Warn("no snapshot was taken", "err", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Upkeep looks at every page of the tables if nobody has done so since they
// were opened, and takes a snapshot if one is due: something has changed
// since the newest, and that is an hour old, or a day where the tables have
// reached 64 MB. It tells whether it took one. Damaged means that the store
// is of no use until it is opened again.
func (db *DB) Upkeep(ctx context.Context) (bool, error) {
	if err := db.walkOnce(ctx); err != nil {
		return false, err
	}
	due, err := db.due(ctx)
	if err != nil || !due {
		return false, err
	}
	_, err = db.Snapshot(ctx)
	return err == nil, err
}

// walkOnce finds the page that went bad while nobody was running, so that
// it is not copied into snapshots until no good one is left. Tables above
// checkedBytes wait for their next snapshot, which is looked at too, unless
// their last user did not close them.
func (db *DB) walkOnce(ctx context.Context) error {
	if err := db.enter(ctx); err != nil {
		return err
	}
	defer db.leave()
	if db.walked.Load() {
		return nil
	}
	s, err := db.Sizes(ctx)
	if err != nil || s.Tables > checkedBytes && !db.opening.Unclean || db.walked.Swap(true) {
		return err
	}
	if _, _, err = db.walkLive(ctx, nil); err == nil {
		return nil
	}
	if ctx.Err() != nil {
		db.walked.Store(false)
		return err
	}
	return db.distrust(err.Error())
}

func (db *DB) due(ctx context.Context) (bool, error) {
	have, err := db.Snapshots()
	if err != nil {
		return false, err
	}
	var size, id int64
	err = db.read(ctx, func(t *tx) error {
		size, id = t.bolt.Size(), int64(t.bolt.ID())
		return nil
	})
	if err != nil || len(have) == 0 {
		return err == nil, err
	}
	interval := smallInterval
	if size >= smallTables {
		interval = largeInterval
	}
	// A snapshot from the future was taken under a wrong clock.
	age := db.now().Sub(have[0].Time)
	if age >= 0 && age < interval {
		return false, nil
	}
	if db.snapTx.Load() == 0 {
		err := peek(db.path(snapFolder, have[0].Name), db.wait, func(t *tx) error {
			db.snapTx.Store(int64(t.bolt.ID()))
			return nil
		})
		if err != nil {
			db.log.Warn("snapshot cannot be read", "name", have[0].Name, "err", err)
			return true, nil
		}
	}
	return id != db.snapTx.Load(), nil
}
