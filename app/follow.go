package app

import (
	"bytes"
	"context"
	"slices"
	"sync"
)

// Follower gathers the articles that commits have to do with, until whoever
// follows the library has taken them in. It is never dropped for being slow:
// an article is noted once, however often it changes.
type Follower struct {
	mu      sync.Mutex
	noted   map[ID]bool // since the last Take
	taken   map[ID]bool // by the last Take, until Done
	all     bool
	arrival uint64 // of the last change that is noted
	wake    chan struct{}
}

// Follow begins to gather; the second function ends it. What was committed
// before has to be asked for with ArticlesSince.
func (l *Library) Follow() (*Follower, func()) {
	f := &Follower{noted: map[ID]bool{}, taken: map[ID]bool{}, wake: make(chan struct{}, 1)}
	l.writing.Lock() // no commit falls between
	defer l.writing.Unlock()
	if l.followers == nil {
		l.followers = map[*Follower]bool{}
	}
	l.followers[f] = true
	return f, func() {
		l.writing.Lock()
		defer l.writing.Unlock()
		delete(l.followers, f)
	}
}

// Wake gives one value after something was noted.
func (f *Follower) Wake() <-chan struct{} { return f.wake }

func (f *Follower) note(ids map[ID]bool, arrival uint64, all bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for id := range ids {
		f.noted[id] = true
	}
	f.arrival, f.all = max(f.arrival, arrival), f.all || all
	if len(ids) > 0 || all {
		f.Nudge()
	}
}

// Nudge gives Wake a value though nothing was noted.
func (f *Follower) Nudge() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// Take gives what was noted, or tells that all articles may be meant. With
// it everything up to the arrival is taken in. Done or Back must follow
// before the next one.
func (f *Follower) Take() (ids []ID, arrival uint64, all bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.taken, f.noted = f.noted, map[ID]bool{}
	ids, all = sortedIDs(f.taken), f.all
	f.all = false
	return ids, f.arrival, all
}

// Done tells that what was taken has been taken in.
func (f *Follower) Done() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.taken = map[ID]bool{}
}

// Back gives back what was taken: it could not be taken in.
func (f *Follower) Back(all bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for id := range f.taken {
		f.noted[id] = true
	}
	f.taken, f.all = map[ID]bool{}, f.all || all
}

// Pending are the articles that were not taken in yet.
func (f *Follower) Pending() []ID {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.noted)+len(f.taken) == 0 {
		return nil
	}
	all := make(map[ID]bool, len(f.noted)+len(f.taken))
	for _, ids := range []map[ID]bool{f.noted, f.taken} {
		for id := range ids {
			all[id] = true
		}
	}
	return sortedIDs(all)
}

func sortedIDs(m map[ID]bool) []ID {
	ids := keysOf(m)
	slices.SortFunc(ids, func(a, b ID) int { return bytes.Compare(a[:], b[:]) })
	return ids
}

// tellFollowers is called with l.writing held, after a commit.
func (l *Library) tellFollowers(ids map[ID]bool, arrival uint64, all bool) {
	for f := range l.followers {
		f.note(ids, arrival, all)
	}
}

// Arrival is how many changes have come, which names a place in the log as
// this store has it.
func (l *Library) Arrival(ctx context.Context) (n uint64, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		for k := range tx.Scan(tableChange, nil, nil, true) {
			n = number(k)
			break
		}
		return nil
	})
	return n, err
}

// ArticlesSince gives the articles that the next changes behind an arrival
// have to do with, at most limit changes at a time, and the arrival of the
// last of them. It tells where a change may have to do with all of them.
func (l *Library) ArticlesSince(ctx context.Context, arrival uint64, limit int) (ids []ID, last uint64, all bool, err error) {
	seen := map[ID]bool{}
	last = arrival
	err = l.store.View(ctx, func(tx Tx) error {
		n := 0
		for k, raw := range tx.Scan(tableChange, nil, bytes8(arrival+1), false) {
			if n++; n > limit {
				break
			}
			c, err := parseChange(raw)
			if err != nil {
				return errBroken.With(err)
			}
			all = all || c.Kind.isRoster() || c.Kind == KindErase
			for _, t := range touches(&c) {
				if t.name == nounArticle || t.name == nounPublication {
					seen[ID([]byte(t.id))] = true
				}
			}
			last = number(k)
		}
		return nil
	})
	return sortedIDs(seen), last, all, err
}

// Fold names how this program folds: what was made of a fold of another
// version has to be made anew.
func Fold() int { return foldVersion }
