package search

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"bangtin/app"
)

// Finder searches one library and keeps its indexes up to date. All its
// methods may be called from several goroutines.
type Finder struct {
	lib      *app.Library
	dir      string
	log      *slog.Logger
	free     func() (int64, error)
	follower *app.Follower
	unfollow func()
	titles   *titles

	work   sync.Mutex // held by whoever writes to an index
	closed bool       // under work

	mu       sync.RWMutex // held to read while something is searched
	now      *pair        // nil where there is none
	next     *pair        // is filled beside now, or is the same
	edited   map[app.ID]bool
	progress atomic.Pointer[app.Progress] // nil: the index is whole
	caughtUp atomic.Bool                  // with the log, as it was when the finder opened
	suspect  atomic.Bool                  // a search met what no sound index gives
	words    vocabulary
	tree     tree
}

// pair is the two indexes, made and thrown away together.
type pair struct {
	n           int
	open, staff *folder
}

func (p *pair) folders() []*folder { return []*folder{p.open, p.staff} }

func (p *pair) whole() bool { return p.open.mark.Whole && p.staff.mark.Whole }

func (p *pair) close() error { return errors.Join(p.open.close(), p.staff.close()) }

func (p *pair) remove() error { return errors.Join(p.open.remove(), p.staff.remove()) }

// Options are what a finder needs.
type Options struct {
	Library *app.Library
	Dir     string // of the indexes; nothing else lies in it
	Log     *slog.Logger
	// Free tells how many bytes may still be written there; nil where that
	// is not known.
	Free func() (int64, error)
}

// leastFree is how much room a disk must have before an index is written to.
// What it is made with does not bear a disk that fills while it writes: it
// goes on reading from what it could not keep.
const leastFree = 64 << 20

var errFull = app.Fault(app.Unavailable, "index_disk_full", "Ổ đĩa sắp đầy nên chỉ mục tìm kiếm tạm dừng cập nhật. Xin giải phóng dung lượng",
	"The disk is nearly full, so the search index is not brought up to date. Please free some space")

// errWrite is what came between when an index was written to.
type errWrite struct{ err error }

func (e errWrite) Error() string { return "write the index: " + e.err.Error() }
func (e errWrite) Unwrap() error { return e.err }

// Open opens the indexes as they are, which takes milliseconds; where they
// cannot be used there are none until Run or Settle has made them anew. It
// never fails for what is in the folder, nor for its disk.
func Open(ctx context.Context, o Options) *Finder {
	f := &Finder{lib: o.Library, dir: o.Dir, log: o.Log, free: o.Free, edited: map[app.ID]bool{}}
	if f.log == nil {
		f.log = slog.New(slog.DiscardHandler)
	}
	f.follower, f.unfollow = f.lib.Follow()
	f.titles = newTitles(f.lib)
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		f.log.Warn("keep an index", "err", err)
	}
	unclean, trust := f.begin()
	f.openPair(ctx, unclean, trust)
	return f
}

// openPair takes the newest pair that is whole, or else one that was being
// filled, and removes all others.
func (f *Finder) openPair(ctx context.Context, unclean, trust bool) {
	var kept *pair
	for _, n := range f.numbers() {
		if trust && (kept == nil || !kept.whole()) {
			if p, err := f.load(ctx, n, unclean); err != nil {
				f.log.Info("an index is made anew", "index", n, "reason", err)
			} else if kept == nil || p.whole() {
				if kept != nil {
					f.drop(kept)
				}
				kept = p
				continue
			} else {
				f.drop(p)
			}
		}
		f.sweep(n)
	}
	if kept == nil {
		f.progress.Store(&app.Progress{})
		return
	}
	f.now = kept
	if !kept.whole() {
		f.next = kept
		f.progress.Store(&app.Progress{})
	}
}

func (f *Finder) load(ctx context.Context, n int, unclean bool) (*pair, error) {
	p := &pair{n: n}
	for _, x := range []struct {
		to   **folder
		name string
	}{{&p.open, "open"}, {&p.staff, "staff"}} {
		in, err := openFolder(f.folder(x.name, n))
		if err == nil {
			*x.to = in
			if !in.mark.made(f.lib) {
				err = errOther
			} else if unclean {
				err = in.verify(ctx)
			}
		}
		if err != nil {
			for _, in := range p.folders() {
				if in != nil {
					_ = in.close() // it is thrown away
				}
			}
			return nil, err
		}
	}
	edited, err := p.edited(ctx)
	if err != nil {
		_ = p.close()
		return nil, err
	}
	f.edited = edited
	return p, nil
}

func (f *Finder) folder(name string, n int) string {
	return filepath.Join(f.dir, name+"-"+strconv.Itoa(n))
}

// numbers lists the pairs on the disk, the newest first.
func (f *Finder) numbers() (out []int) {
	entries, _ := os.ReadDir(f.dir) // none: there is nothing to open
	for _, e := range entries {
		_, tail, ok := strings.Cut(e.Name(), "-")
		if n, err := strconv.Atoi(tail); ok && err == nil && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	slices.Reverse(out)
	return out
}

func (f *Finder) sweep(n int) {
	for _, name := range []string{"open", "staff"} {
		if err := os.RemoveAll(f.folder(name, n)); err != nil {
			f.log.Warn("remove an index", "err", err)
		}
	}
}

func (f *Finder) drop(p *pair) {
	if err := p.remove(); err != nil {
		f.log.Warn("remove an index", "err", err)
	}
	f.sweep(p.n)
}

// The file "running" stands in the folder while a finder is open. It holds
// how many have ended without a word, one after the other.
const runningFile = "running"

// maxFalls is how often the program may end without a word with an index
// open before that is thrown away, however sound it looks.
const maxFalls = 3

// begin notes that a finder is open. It tells whether the last one ended
// without a word, and whether what lies there can be trusted.
func (f *Finder) begin() (unclean, trust bool) {
	name := filepath.Join(f.dir, runningFile)
	text, err := os.ReadFile(name)
	falls := 0
	if unclean = err == nil; unclean {
		falls, _ = strconv.Atoi(string(text)) // a torn one counts as none
		falls++
	}
	if trust = falls < maxFalls; !trust {
		falls = 0
	}
	if err := os.WriteFile(name, []byte(strconv.Itoa(falls)), 0o600); err != nil {
		f.log.Warn("keep an index", "err", err)
	}
	return unclean, trust
}

// stood notes that the program has stood for a while with this index.
func (f *Finder) stood() {
	_ = os.WriteFile(filepath.Join(f.dir, runningFile), []byte("0"), 0o600) // at worst an index is made anew
}

// Close ends the finder. Run and all searches have to be over.
func (f *Finder) Close() error {
	f.unfollow()
	f.titles.close()
	f.work.Lock()
	defer f.work.Unlock()
	f.closed = true
	f.mu.Lock()
	defer f.mu.Unlock()
	var err error
	if f.now != nil {
		err = f.now.close()
	}
	if f.next != nil && f.next != f.now {
		err = errors.Join(err, f.next.close())
	}
	f.now, f.next = nil, nil
	if e := os.Remove(filepath.Join(f.dir, runningFile)); e != nil && !errors.Is(e, os.ErrNotExist) {
		err = errors.Join(err, e)
	}
	return err
}

// standing is how long a program has to stand before it counts as sound.
const standing = time.Minute

// How long Run waits after a fault, at first and at most.
const (
	firstPause = time.Second
	maxPause   = time.Minute
)

// Run follows the library until ctx is done. It fails only where the store
// is damaged; a full disk and a broken index it lives with.
func (f *Finder) Run(ctx context.Context) error {
	stood := time.AfterFunc(standing, f.stood)
	defer stood.Stop()
	pause := firstPause
	for {
		err := f.Settle(ctx, nil)
		if ctx.Err() != nil {
			return nil
		}
		if app.CodeOf(err) == app.Damaged {
			return err
		}
		if err != nil {
			f.log.Warn("the index has to wait", "err", err, "pause", pause)
			select {
			case <-ctx.Done():
				return nil
			case <-time.After(pause):
			}
			pause = min(2*pause, maxPause)
			continue
		}
		pause = firstPause
		select {
		case <-ctx.Done():
			return nil
		case <-f.follower.Wake():
		case <-f.titles.follower.Wake():
		}
	}
}

// Settle brings the indexes up to the library as it is, making them first
// where there are none. Progress, which may be nil, is told in articles.
func (f *Finder) Settle(ctx context.Context, progress func(done, total int)) error {
	if err := f.titles.settle(ctx); err != nil {
		return err
	}
	f.work.Lock()
	defer f.work.Unlock()
	if f.closed {
		return ErrNoIndex
	}
	err := f.settle(ctx, progress)
	var broken errBroken
	var write errWrite
	switch {
	case errors.As(err, &broken):
		f.log.Error("the index is thrown away", "err", err)
		f.throwAway()
	case errors.As(err, &write):
		f.reopen(ctx)
	}
	return err
}

// reopen goes back to what the disk has of the indexes.
func (f *Finder) reopen(ctx context.Context) {
	f.mu.Lock()
	defer f.mu.Unlock()
	open := []*pair{f.now, f.next}
	for _, p := range slices.Compact(open) {
		if p == nil {
			continue
		}
		if err := p.close(); err != nil {
			f.log.Warn("close an index", "err", err)
		}
	}
	f.now, f.next = nil, nil
	f.caughtUp.Store(false)
	f.openPair(ctx, true, true)
}

func (f *Finder) settle(ctx context.Context, progress func(done, total int)) error {
	if f.suspect.Swap(false) {
		f.log.Error("a search met a broken index")
		f.throwAway()
	}
	if f.now != nil && !f.caughtUp.Load() {
		if err := f.catchUp(ctx); err != nil {
			return err
		}
	}
	for {
		if f.now == nil || f.next != nil {
			if err := f.fill(ctx, progress); err != nil {
				return err
			}
		}
		all, err := f.follow(ctx)
		if err != nil || !all {
			return err
		}
		if err := f.prepare(ctx); err != nil {
			return err
		}
	}
}

// throwAway removes what there is of indexes.
func (f *Finder) throwAway() {
	f.mu.Lock()
	now, next := f.now, f.next
	f.now, f.next = nil, nil
	f.progress.Store(&app.Progress{})
	f.mu.Unlock()
	if now != nil {
		f.drop(now)
	}
	if next != nil && next != now {
		f.drop(next)
	}
}

// Rebuild makes the indexes anew, beside the old ones.
func (f *Finder) Rebuild(ctx context.Context, progress func(done, total int)) error {
	f.work.Lock()
	err := error(ErrNoIndex)
	if !f.closed {
		err = f.prepare(ctx)
	}
	f.work.Unlock()
	if err != nil {
		return err
	}
	return f.Settle(ctx, progress)
}

// prepare makes an empty pair for fill to fill.
func (f *Finder) prepare(ctx context.Context) error {
	arrival, err := f.lib.Arrival(ctx) // before anything is read
	if err != nil {
		return err
	}
	m := mark{
		Version: version, Fold: app.Fold(), Library: f.lib.Name().String(), Incarnation: f.lib.Incarnation(),
		Arrival: arrival, Horizon: f.lib.Clock().Horizon().UnixMilli(),
	}
	if err := f.hasRoom(); err != nil {
		return err
	}
	p := &pair{n: 1}
	if ns := f.numbers(); len(ns) > 0 {
		p.n = ns[0] + 1
	}
	if p.open, err = createFolder(f.folder("open", p.n), m); err != nil {
		return err
	}
	if p.staff, err = createFolder(f.folder("staff", p.n), m); err != nil {
		return errors.Join(err, p.open.remove())
	}
	f.mu.Lock()
	old := f.next
	if f.next = p; f.now == nil || f.now == old {
		f.now, f.edited = p, map[app.ID]bool{}
		f.caughtUp.Store(true)
	}
	f.progress.Store(&app.Progress{})
	f.mu.Unlock()
	if old != nil {
		f.drop(old)
	}
	return nil
}

// fillStep is how many articles are written at once.
const fillStep = 250

// fill reads all articles into the next pair and then makes it the current
// one. Where a fill was cut short it goes on.
func (f *Finder) fill(ctx context.Context, progress func(done, total int)) error {
	if f.next == nil {
		if err := f.prepare(ctx); err != nil {
			return err
		}
	}
	ids, err := f.lib.ArticleIDs(ctx)
	if err != nil {
		return err
	}
	done, found := slices.BinarySearchFunc(ids, f.next.staff.mark.At, func(a, b app.ID) int { return bytes.Compare(a[:], b[:]) })
	if found {
		done++
	}
	for {
		f.progress.Store(&app.Progress{Done: done, Total: len(ids)})
		if progress != nil {
			progress(done, len(ids))
		}
		if done == len(ids) {
			break
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		step := ids[done:min(done+fillStep, len(ids))]
		if err := f.write(ctx, step, func(p *pair, m *mark) bool { m.At = step[len(step)-1]; return p == f.next }); err != nil {
			return err
		}
		done += len(step)
		if all, err := f.follow(ctx); err != nil {
			return err
		} else if all { // it begins anew, from what everything is now
			if err := f.prepare(ctx); err != nil {
				return err
			}
			return f.fill(ctx, progress)
		}
	}
	for _, in := range f.next.folders() {
		m := in.mark
		m.Whole = true
		if err := in.write(in.NewBatch(), m); err != nil {
			return errWrite{err}
		}
	}
	edited, err := f.next.edited(ctx)
	if err != nil {
		return err
	}
	f.mu.Lock()
	old := f.now
	f.now, f.next, f.edited = f.next, nil, edited
	f.progress.Store(nil)
	f.mu.Unlock()
	if old != f.now {
		f.drop(old)
	}
	f.words.forget()
	return nil
}

// catchUp takes in what was committed, and what time has shown or hidden,
// since the indexes were last written to.
func (f *Finder) catchUp(ctx context.Context) error {
	from, horizon := f.now.open.mark.Arrival, f.now.open.mark.Horizon
	for _, in := range f.now.folders() {
		from, horizon = min(from, in.mark.Arrival), min(horizon, in.mark.Horizon)
	}
	for {
		ids, last, all, err := f.lib.ArticlesSince(ctx, from, 1000)
		if err != nil {
			return err
		}
		if last == from {
			break
		}
		if all {
			f.caughtUp.Store(true)
			return f.prepare(ctx)
		}
		err = f.write(ctx, ids, func(_ *pair, m *mark) bool { m.Arrival = last; return true })
		if err != nil {
			return err
		}
		from = last
	}
	ids, err := f.lib.ArticleIDs(ctx)
	if err != nil {
		return err
	}
	now := f.lib.Clock().Horizon().UnixMilli()
	turned, err := f.lib.TurnedBetween(ctx, ids, min(horizon, now), now)
	if err != nil {
		return err
	}
	if len(turned) > 0 {
		if err := f.write(ctx, turned, func(*pair, *mark) bool { return true }); err != nil {
			return err
		}
	}
	f.caughtUp.Store(true)
	return nil
}

// follow takes in what was committed since, or tells that everything has to
// be read anew.
func (f *Finder) follow(ctx context.Context) (all bool, err error) {
	ids, arrival, all := f.follower.Take()
	if all {
		f.follower.Back(false)
		return true, nil
	}
	if len(ids) == 0 {
		f.follower.Done()
		return false, nil
	}
	if err := f.write(ctx, ids, func(_ *pair, m *mark) bool { m.Arrival = arrival; return true }); err != nil {
		f.follower.Back(false)
		return false, err
	}
	f.follower.Done()
	return false, nil
}

// write brings articles in the pairs up to what they are in the library,
// with the marks as to has them; it tells into which pair they go.
func (f *Finder) write(ctx context.Context, ids []app.ID, to func(*pair, *mark) bool) error {
	pairs := []*pair{f.now}
	if f.next != nil && f.next != f.now {
		pairs = append(pairs, f.next)
	}
	for len(ids) > 0 {
		step := ids[:min(len(ids), fillStep)]
		ids = ids[len(step):]
		if err := f.hasRoom(); err != nil {
			return err
		}
		horizon := f.lib.Clock().Horizon().UnixMilli() // before anything is read
		shown, err := f.lib.Shown(ctx, step)
		if err != nil {
			return err
		}
		desk, err := f.lib.AtDesk(ctx, step, false)
		if err != nil {
			return err
		}
		for _, p := range pairs {
			open, staff := p.open.mark, p.staff.mark
			if !to(p, &open) || !to(p, &staff) {
				continue
			}
			if len(ids) > 0 { // the mark is for all of them
				open, staff = p.open.mark, p.staff.mark
			} else {
				open.Horizon, staff.Horizon = horizon, horizon
			}
			if err := put(p.open, step, shown, open); err != nil {
				return errWrite{err}
			}
			if err := put(p.staff, step, desk, staff); err != nil {
				return errWrite{err}
			}
		}
		f.mu.Lock()
		for _, id := range step {
			delete(f.edited, id)
		}
		for i := range desk {
			if desk[i].Row.Shown {
				f.edited[desk[i].Article] = true
			}
		}
		f.mu.Unlock()
		f.words.grow(len(step))
	}
	return nil
}

func (f *Finder) hasRoom() error {
	if f.free == nil {
		return nil
	}
	n, err := f.free()
	if err == nil && n < leastFree {
		err = errFull
	}
	return err
}

// put writes those of the articles that there are pieces of, and takes the
// others out.
func put(to *folder, ids []app.ID, pieces []app.Piece, m mark) error {
	b := to.NewBatch()
	there := map[app.ID]bool{}
	for i := range pieces {
		there[pieces[i].Article] = true
		if err := b.IndexAdvanced(documentOf(&pieces[i])); err != nil {
			return err
		}
	}
	for _, id := range ids {
		if !there[id] {
			b.Delete(string(id[:]))
		}
	}
	return to.write(b, m)
}
