package search_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/search"
	"bangtin/app/store"

	"filippo.io/age"
)

// shelf is a real library on a real store with its index.
type shelf struct {
	t      testing.TB
	dir    string
	db     *store.DB
	lib    *app.Library
	keys   *app.Keys
	finder *search.Finder
}

// newShelf is on a disk in memory, where there is one.
func newShelf(t testing.TB) *shelf {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "bangtin-search-")
	if err != nil {
		dir = t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	s := &shelf{t: t, dir: dir}
	if err := s.load(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if s.finder != nil {
			if err := s.finder.Close(); err != nil {
				t.Error(err)
			}
		}
		if err := s.db.Close(); err != nil {
			t.Error(err)
		}
	})
	recovery := newKeys(t)
	if err := s.lib.Found(context.Background(), "Thử", s.keys.Card("máy thử"), recovery.Device(), recovery.AgeTo); err != nil {
		t.Fatal(err)
	}
	return s
}

// load opens the store and its library, with the keys that lie beside it.
func (s *shelf) load() (err error) {
	ctx := context.Background()
	if s.db, err = store.Open(ctx, store.Options{Dir: s.dir}); err != nil {
		return err
	}
	name := filepath.Join(s.dir, "test-keys.json")
	text, err := os.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(text, &s.keys)
	} else {
		s.keys = newKeys(s.t)
		if text, err = json.Marshal(s.keys); err == nil {
			err = os.WriteFile(name, text, 0o600)
		}
	}
	if err != nil {
		return err
	}
	s.lib, err = app.OpenLibrary(ctx, s.db, app.Options{Keys: s.keys, Clock: func(int64) *app.Clock { return app.NewClock(time.Now, time.Time{}) }})
	if err != nil {
		return err
	}
	_, err = s.db.Replay(ctx, func(tx app.Tx, _ uint64, record []byte) error { return s.lib.Replay(tx, record) })
	return errors.Join(err, s.lib.Reload(ctx))
}

func (s *shelf) reopen() {
	s.t.Helper()
	if err := s.load(); err != nil {
		s.t.Fatal(err)
	}
}

func newKeys(t testing.TB) *app.Keys {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	k, err := app.NewKeys(rand.Reader, id.String(), id.Recipient().String())
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func (s *shelf) folder() string { return filepath.Join(s.dir, "search") }

// open opens the index as it is on the disk.
func (s *shelf) open() {
	s.finder = search.Open(context.Background(), search.Options{Library: s.lib, Dir: s.folder()})
}

func (s *shelf) close() {
	s.t.Helper()
	if err := s.finder.Close(); err != nil {
		s.t.Fatal(err)
	}
	s.finder = nil
}

func (s *shelf) settle() {
	s.t.Helper()
	if err := s.finder.Settle(context.Background(), nil); err != nil {
		s.t.Fatal(err)
	}
}

// entry is an article of a few words.
func entry(name, title, lead string, paragraphs ...string) app.Entry {
	var blocks []map[string]any
	for i, p := range append(paragraphs, "Hết.") {
		blocks = append(blocks, map[string]any{
			"type": "paragraph", "attrs": map[string]any{"id": fmt.Sprintf("b%d", i)},
			"content": []map[string]any{{"type": "text", "text": p}},
		})
	}
	body, err := json.Marshal(map[string]any{"type": "doc", "content": blocks})
	if err != nil {
		panic(err) // plain maps
	}
	return app.Entry{
		Article: app.DeriveID("article", "test", name), Category: []app.Text{{VI: "Thời sự", EN: "News"}},
		Document: app.Document{Title: title, Lead: lead, Body: body, Lang: "vi"},
	}
}

func (s *shelf) save(publish bool, entries ...app.Entry) {
	s.t.Helper()
	saved, err := s.lib.Save(context.Background(), publish, entries...)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, x := range saved {
		if x.Err != nil {
			s.t.Fatal(x.Err)
		}
	}
}

func (s *shelf) search(q app.Search) app.Found {
	s.t.Helper()
	if q.Limit == 0 {
		q.Limit = 10
	}
	found, err := s.finder.Search(context.Background(), q)
	if err != nil {
		s.t.Fatalf("%+v: %v", q, err)
	}
	return found
}

// titles are those of what words find.
func (s *shelf) titles(words string) (out []string) {
	s.t.Helper()
	for _, h := range s.search(app.Search{Words: words}).Hits {
		out = append(out, h.Card.Title)
	}
	return out
}
