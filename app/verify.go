package app

import (
	"context"
	"fmt"
)

// Verification is the outcome of Verify.
type Verification struct {
	Changes int
	Faults  []string
	Media   []Hash // derivatives on show, whose files the caller checks
}

// maxFaults is how many faults are listed before Verify gives up.
const maxFaults = 100

// Verify holds every change on the disk to its hash and signature, our own
// logs to their chains, and the fold to one made anew of the same changes.
func (l *Library) Verify(ctx context.Context, progress func(done, total int)) (out Verification, err error) {
	fault := func(format string, args ...any) {
		if len(out.Faults) < maxFaults {
			out.Faults = append(out.Faults, fmt.Sprintf(format, args...))
		}
	}
	total := uint64(0)
	for at := uint64(0); ; {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		more := false
		err := l.store.View(ctx, func(tx Tx) error {
			for k := range tx.Scan(tableChange, nil, nil, true) {
				total = number(k)
				break
			}
			for k, raw := range tx.Scan(tableChange, nil, bytes8(at+1), false) {
				if number(k) != at+1 {
					fault("change %d is missing", at+1)
				}
				at = number(k)
				l.verifyChange(tx, k, raw, fault)
				out.Changes++
				if at%1000 == 0 {
					more = true
					break
				}
			}
			return nil
		})
		if err != nil {
			return out, err
		}
		if progress != nil {
			progress(int(at), int(total))
		}
		if !more {
			break
		}
	}
	before, err := l.Status(ctx)
	if err != nil {
		return out, err
	}
	open, staff, err := l.foldAgain(ctx)
	if err != nil {
		return out, err
	}
	walkedOpen, walkedStaff, err := l.walkedRoots(ctx)
	if err != nil {
		return out, err
	}
	if open != before.RootOpen || staff != before.RootStaff || walkedOpen != open || walkedStaff != staff {
		fault("the fold differs from one made anew; run rebuild")
	}
	out.Media, err = l.shownMedia(ctx)
	return out, err
}

func (l *Library) verifyChange(tx Tx, at, raw []byte, fault func(string, ...any)) {
	c, err := DecodeChange(raw)
	if err != nil {
		fault("change %d: %v", number(at), err)
		return
	}
	if string(tx.Get(tableID, c.ID[:])) != string(at) || string(tx.Get(tableLog, logKey(&c.Header, c.ID))) != string(at) {
		fault("change %d is not indexed", number(at))
	}
	if c.Log.Device != l.device || c.Seq == 1 {
		return
	}
	prev, ok := view{tx: tx}.change(c.Prev)
	if !ok || prev.Log != c.Log || prev.Seq != c.Seq-1 {
		fault("change %d does not follow the one before it", number(at))
	}
}

// foldAgain folds everything in a transaction that is then given up, and
// tells the roots.
func (l *Library) foldAgain(ctx context.Context) (open, staff string, err error) {
	errGiveUp := fmt.Errorf("only looking")
	err = l.store.Update(ctx, func(tx Tx) error {
		b := l.begin(tx, l.view(tx).gen+2) // the next may hold half a rebuild
		b.bind(foldRoster(Hash{}, nil, nil))
		for _, raw := range tx.Scan(tableChange, nil, nil, false) {
			c, err := parseChange(raw)
			if err != nil {
				return err
			}
			if err := b.index(&c); err != nil {
				return err
			}
		}
		if err := b.conclude(); err != nil {
			return err
		}
		open, staff = b.root(Open), b.root(Staff)
		return errGiveUp
	})
	if err == errGiveUp {
		err = nil
	}
	return open, staff, err
}

// walkedRoots makes the roots of all states there are.
func (l *Library) walkedRoots(ctx context.Context) (open, staff string, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		o, s := l.view(tx).walkSum(Open), l.view(tx).walkSum(Staff)
		open, staff = o.root(), s.root()
		return nil
	})
	return open, staff, err
}

func (l *Library) shownMedia(ctx context.Context) (out []Hash, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		last := Hash{}
		for k := range tx.Scan(v.table(tableMedia), nil, nil, false) {
			if h := Hash(k[:32]); h != last {
				out, last = append(out, h), h
			}
		}
		return nil
	})
	return out, err
}
