package cli

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"bangtin/app"
	"bangtin/app/api"
	"bangtin/app/search"
	"bangtin/app/store"
	"bangtin/app/thumb"

	"filippo.io/age"
)

// core is an open data folder: the store, its library, the sample beside
// it, and the photo workers.
type core struct {
	dir      string
	db       *store.DB
	lib      *app.Library
	keys     *keyring
	pool     *thumb.Pool
	previews *previews
	log      *slog.Logger
	sample   atomic.Pointer[shelf] // nil where there is none

	role     app.Role                  // of the face that this machine was started as; empty where it may be either
	standing atomic.Pointer[app.Panel] // see panel; nil until somebody asks
	show     func() int                // has the panels of this machine show its name, and counts them; nil without an engine
	called   int64                     // when the last call was made that this machine has answered; of exchanging

	exchanging sync.Mutex  // one exchange at a time
	moved      atomic.Bool // the data folder changes when the program starts again
	backing    sync.Mutex  // one backup at a time
	recovering sync.Mutex  // over the recovery key in keys

	searching sync.Mutex
	finder    *search.Finder // nil until somebody searches
}

// shelf is one open library with its store.
type shelf struct {
	db     *store.DB
	lib    *app.Library
	finder *search.Finder // of the sample; the library's own stands in core
}

// openCore opens a data folder. It is Held where another process has it.
func openCore(ctx context.Context, dir string, log *slog.Logger) (*core, error) {
	c := &core{dir: dir, log: log}
	if err := clearForJoining(ctx, dir, log); err != nil {
		return nil, err
	}
	keys, sh, err := openShelf(ctx, dir, log)
	if err != nil {
		return nil, err
	}
	c.keys, c.db, c.lib = keys, sh.db, sh.lib
	if err := c.endJoining(ctx); err != nil {
		return nil, errors.Join(err, c.db.Close())
	}
	self, err := os.Executable()
	if err != nil {
		return nil, errors.Join(err, c.db.Close())
	}
	c.pool = thumb.NewPool(thumb.Options{
		Command: func() *exec.Cmd { return exec.Command(self, "thumb-worker") },
		TempDir: filepath.Join(dir, "run"),
	})
	c.previews = newPreviews(c.darkroom(), filepath.Join(dir, "run"), log)
	return c, nil
}

func openShelf(ctx context.Context, dir string, log *slog.Logger) (*keyring, *shelf, error) {
	db, err := store.Open(ctx, store.Options{Dir: dir, Logger: log, Trial: onProbation(dir) != nil})
	if err != nil {
		return nil, nil, err
	}
	keys, lib, err := openLibrary(ctx, dir, db, log)
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return keys, &shelf{db: db, lib: lib}, nil
}

func openLibrary(ctx context.Context, dir string, db *store.DB, log *slog.Logger) (*keyring, *app.Library, error) {
	keys, err := loadKeys(dir)
	if err != nil {
		return nil, nil, err
	}
	o := db.Opening()
	if o.Restored || o.Moved {
		log.Warn("a new incarnation begins", "restored", o.Restored, "moved", o.Moved, "snapshot", o.Snapshot, "aside", o.Aside, "reason", o.Reason)
	}
	lib, err := app.OpenLibrary(ctx, db, app.Options{
		Keys:           &keys.Keys,
		NewIncarnation: o.Restored || o.Moved,
		Clock: func(floor int64) *app.Clock {
			if floor == 0 {
				return app.NewClock(time.Now, time.Time{})
			}
			return app.NewClock(time.Now, time.UnixMilli(floor))
		},
	})
	if err != nil {
		return nil, nil, err
	}
	if m, ok := lib.Roster().Member(lib.Device()); ok && o.Moved && (m.Role == app.Kiosk || m.Role == app.Screen) {
		return openClone(ctx, dir, db, log)
	}
	n, err := db.Replay(ctx, func(tx app.Tx, _ uint64, record []byte) error { return lib.Replay(tx, record) })
	if err != nil {
		return nil, nil, fmt.Errorf("replay the own-log: %w", err)
	}
	if n > 0 {
		log.Warn("brought back from the own-log", "changes", n)
		if err := lib.Reload(ctx); err != nil {
			return nil, nil, err
		}
	}
	return keys, lib, nil
}

// openClone gives a kiosk or screen that finds itself on another machine keys
// of its own: nobody goes from one to the next and tells them apart. It shows
// what the library shows, and has to be let in again before what its visitors
// do counts. What was written here under the keys before goes to the desks
// all the same: on a machine that only got another disk or network card nobody
// else has it.
func openClone(ctx context.Context, dir string, db *store.DB, log *slog.Logger) (*keyring, *app.Library, error) {
	if _, err := makeKeys(filepath.Join(dir, "keys.json")); err != nil {
		return nil, nil, err
	}
	log.Warn("this kiosk or screen is a copy of another and has keys of its own now")
	return openLibrary(ctx, dir, db, log)
}

// found begins a library where there is none yet: this device is its first
// administrator.
func (c *core) found(ctx context.Context) error { return found(ctx, c.dir, c.keys, c.lib) }

func found(ctx context.Context, dir string, keys *keyring, lib *app.Library) error {
	if lib.Founded() {
		return nil
	}
	if keys.Recovery == "" || keys.Staff == "" {
		_, recovery, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return err
		}
		staff, err := age.GenerateX25519Identity()
		if err != nil {
			return err
		}
		keys.Recovery, keys.Staff = hex.EncodeToString(recovery.Seed()), staff.String()
		if err := keys.save(filepath.Join(dir, "keys.json")); err != nil {
			return err
		}
	}
	seed, err := hex.DecodeString(keys.Recovery)
	if err != nil || len(seed) != ed25519.SeedSize {
		return errors.New("read the recovery key: not a seed")
	}
	staff, err := age.ParseX25519Identity(keys.Staff)
	if err != nil {
		return fmt.Errorf("read the staff key: %w", err)
	}
	recovery := ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
	return lib.Found(ctx, "Bảng Tin", keys.Card(hostName()), app.Key(recovery), staff.Recipient().String())
}

// hostName is what this machine is called where nobody says otherwise.
func hostName() string {
	name, err := os.Hostname()
	if err != nil {
		return "Bảng Tin"
	}
	return name
}

// close ends the index before what it is made of.
func (s *shelf) close() error {
	var err error
	if s.finder != nil {
		err = s.finder.Close()
	}
	return errors.Join(err, s.db.Close())
}

// real and samples hand the shelves to the handlers.
func (c *core) real() api.Shelf {
	return api.Shelf{Library: c.lib, Media: c.db.Media(), Finder: c.search(context.Background())}
}

func (c *core) samples() (api.Shelf, bool) {
	s := c.sample.Load()
	if s == nil {
		return api.Shelf{}, false
	}
	sh := api.Shelf{Library: s.lib, Media: s.db.Media()}
	if s.finder != nil {
		sh.Finder = s.finder
	}
	return sh, true
}

// close ends everything in the order that loses nothing.
func (c *core) close() error {
	err := c.pool.Close()
	if s := c.sample.Swap(nil); s != nil {
		err = errors.Join(err, s.close())
	}
	if c.finder != nil {
		err = errors.Join(err, c.finder.Close())
	}
	return errors.Join(err, c.db.Close())
}
