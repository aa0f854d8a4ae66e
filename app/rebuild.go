package app

import (
	"context"
	"encoding/json"
	"fmt"
)

// rebuildBatch is how many changes one step of a rebuild folds.
const rebuildBatch = 500

// foldMark tells how far a rebuild of the fold is, under localRebuild. It is
// written with what each step folds, so that one that was killed goes on
// behind the last whole step.
type foldMark struct {
	Fold uint64 `json:"fold"` // foldVersion that it is made by
	Next uint64 `json:"next"` // generation that is filled
	Done uint64 `json:"done"` // arrival of the last change that is in it
}

// Stale tells that the fold was made by another version of the program and
// has to be rebuilt.
func (l *Library) Stale() bool { return l.stale.Load() }

// Rebuild folds the whole log anew, beside the current tables, and then
// swaps. Readers and writers go on meanwhile. Progress is told in changes;
// a rebuild that is cut short, by whatever, leaves the current tables as
// they were, and the next one goes on where it stopped: progress begins
// there.
func (l *Library) Rebuild(ctx context.Context, progress func(done, total int)) error {
	l.rebuilding.Lock()
	defer l.rebuilding.Unlock()
	mark, roster, total, err := l.beginRebuild(ctx)
	if err != nil {
		return fmt.Errorf("begin a rebuild: %w", err)
	}
	for swapped := false; ; {
		if progress != nil {
			progress(int(mark.Done), int(total))
		}
		if swapped {
			break
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		total, swapped, err = l.rebuildStep(ctx, &mark, &roster)
		if err != nil {
			return fmt.Errorf("rebuild the fold: %w", err)
		}
	}
	if err := l.reload(ctx); err != nil {
		return err
	}
	l.cards.clear()
	l.writing.Lock()
	l.tellFollowers(nil, mark.Done, true)
	l.writing.Unlock()
	l.feed.publish(Event{Cursor: l.Cursor()})
	return l.store.Update(ctx, dropOld)
}

// beginRebuild finds out what a rebuild that was cut short has folded, with
// the roster at that place, or makes room for a new one.
func (l *Library) beginRebuild(ctx context.Context) (mark foldMark, roster *Roster, total uint64, err error) {
	err = l.store.Update(ctx, func(tx Tx) error {
		if err := dropOld(tx); err != nil {
			return err
		}
		v := l.view(tx)
		b := l.begin(tx, v.gen+1)
		total = b.arrival
		text := tx.Get(tableLocal, []byte(localRebuild))
		if text != nil && json.Unmarshal(text, &mark) == nil && mark.Fold == foldVersion && mark.Next == v.gen+1 && mark.Done > 0 {
			changes, err := b.gather(noun{Open, nounRoster, ""})
			if err != nil {
				return err
			}
			roster = foldRoster(l.Name(), changes, b.onChain)
			return nil
		}
		mark, roster = foldMark{Fold: foldVersion, Next: v.gen + 1}, foldRoster(Hash{}, nil, nil)
		return dropGeneration(tx, mark.Next)
	})
	return mark, roster, total, err
}

// rebuildStep folds the next changes into the next generation; the step
// that reaches the end of the log also makes it the current one.
func (l *Library) rebuildStep(ctx context.Context, mark *foldMark, roster **Roster) (total uint64, swapped bool, err error) {
	l.writing.Lock()
	defer l.writing.Unlock()
	at := *mark
	var b *batch
	err = l.store.Update(ctx, func(tx Tx) error {
		b = l.begin(tx, mark.Next)
		b.bind(*roster)
		total, swapped, at = b.arrival, false, *mark
		var changes []Change
		for k, raw := range tx.Scan(tableChange, nil, bytes8(mark.Done+1), false) {
			c, err := parseChange(raw)
			if err != nil {
				return errBroken.With(err)
			}
			changes = append(changes, c)
			if at.Done = number(k); at.Done >= mark.Done+rebuildBatch {
				break
			}
		}
		readTogether(changes)
		for i := range changes {
			if err := b.index(&changes[i]); err != nil {
				return err
			}
		}
		if err := b.conclude(); err != nil {
			return err
		}
		if at.Done < total {
			text, err := json.Marshal(at)
			if err != nil {
				return err
			}
			return tx.Put(tableLocal, []byte(localRebuild), text)
		}
		swapped = true
		return firstError(
			func() error { return tx.Put(tableLocal, []byte(localOld), bytes8(l.view(tx).gen)) },
			func() error { return tx.Put(tableLocal, []byte(localGeneration), bytes8(mark.Next)) },
			func() error { return tx.Put(tableLocal, []byte(localFold), bytes8(foldVersion)) },
			func() error { return tx.Put(tableLocal, []byte(localShow), bytes8(b.number(tableLocal, localShow)+1)) },
			func() error { return tx.Delete(tableLocal, []byte(localRebuild)) },
		)
	})
	if err == nil {
		*mark, *roster = at, b.roster
	}
	return total, swapped, err
}

// dropOld drops the generation that a swap left behind.
func dropOld(tx Tx) error {
	old := tx.Get(tableLocal, []byte(localOld))
	if old == nil {
		return nil
	}
	if err := dropGeneration(tx, number(old)); err != nil {
		return err
	}
	return tx.Delete(tableLocal, []byte(localOld))
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
