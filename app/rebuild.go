package app

import (
	"context"
	"fmt"
)

// rebuildBatch is how many changes one step of a rebuild folds.
const rebuildBatch = 500

// Stale tells that the fold was made by another version of the program and
// has to be rebuilt.
func (l *Library) Stale() bool { return l.stale.Load() }

// Rebuild folds the whole log anew, beside the current tables, and then
// swaps. Readers and writers go on meanwhile. Progress is told in changes;
// a rebuild that is cut short leaves the current tables as they were.
func (l *Library) Rebuild(ctx context.Context, progress func(done, total int)) error {
	var old, next uint64
	err := l.store.Update(ctx, func(tx Tx) error {
		old = l.view(tx).gen
		next = old + 1
		return dropGeneration(tx, next)
	})
	if err != nil {
		return fmt.Errorf("begin a rebuild: %w", err)
	}
	roster := foldRoster(Hash{}, nil, nil)
	for done := uint64(0); ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		total, swapped, err := l.rebuildStep(ctx, next, &done, &roster)
		if err != nil {
			return fmt.Errorf("rebuild the fold: %w", err)
		}
		if progress != nil {
			progress(int(done), int(total))
		}
		if swapped {
			break
		}
	}
	if err := l.reload(ctx); err != nil {
		return err
	}
	l.cards.clear()
	l.feed.publish(Event{Cursor: l.Cursor()})
	return l.store.Update(ctx, func(tx Tx) error { return dropGeneration(tx, old) })
}

// rebuildStep folds the next changes into the next generation; the step
// that reaches the end of the log also makes it the current one.
func (l *Library) rebuildStep(ctx context.Context, next uint64, done *uint64, roster **Roster) (total uint64, swapped bool, err error) {
	l.writing.Lock()
	defer l.writing.Unlock()
	at := *done
	var b *batch
	err = l.store.Update(ctx, func(tx Tx) error {
		b = l.begin(tx, next)
		b.bind(*roster)
		total, swapped, at = b.arrival, false, *done
		for k, raw := range tx.Scan(tableChange, nil, bytes8(*done+1), false) {
			c, err := parseChange(raw)
			if err != nil {
				return errBroken.With(err)
			}
			if err := b.index(&c); err != nil {
				return err
			}
			if at = number(k); at >= *done+rebuildBatch {
				break
			}
		}
		if err := b.settle(); err != nil {
			return err
		}
		if at < total {
			return nil
		}
		swapped = true
		return firstError(
			func() error { return tx.Put(tableLocal, []byte(localGeneration), bytes8(next)) },
			func() error { return tx.Put(tableLocal, []byte(localFold), bytes8(foldVersion)) },
			func() error { return tx.Put(tableLocal, []byte(localShow), bytes8(b.number(tableLocal, localShow)+1)) },
		)
	})
	if err == nil {
		*done, *roster = at, b.roster
	}
	return total, swapped, err
}

func dropGeneration(tx Tx, gen uint64) error {
	v := view{tx: tx, gen: gen}
	for _, t := range derivedTables {
		if err := tx.Drop(v.table(t)); err != nil {
			return err
		}
	}
	return nil
}
