package search

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
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
