package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/store"

	"filippo.io/age"
)

// machine is one device with a real store in a folder of the test.
type machine struct {
	t    testing.TB
	dir  string
	db   *store.DB
	lib  *app.Library
	keys *app.Keys
	now  func() time.Time
	// fault is asked before each step of a write; see store.Options.
	fault func(step string) error
}

func newKeys(t testing.TB) *app.Keys {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	k, err := app.NewKeys(randomBytes{}, id.String(), id.Recipient().String())
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// randomBytes gives other bytes at every call; keys of tests need no more.
type randomBytes struct{}

func (randomBytes) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(rand.Uint32())
	}
	return len(b), nil
}

// memory is a folder on a disk in memory, where there is one: how long a
// disk takes is not what these tests are about.
func memory(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "bangtin-app-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func newMachine(t testing.TB) *machine {
	t.Helper()
	m := &machine{t: t, dir: memory(t), keys: newKeys(t), now: time.Now}
	m.open(false)
	t.Cleanup(m.close)
	return m
}

func (m *machine) open(newIncarnation bool) {
	m.t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, store.Options{Dir: m.dir})
	if err != nil {
		m.t.Fatal(err)
	}
	lib, err := m.library(ctx, db, newIncarnation)
	if err != nil {
		m.t.Fatal(err)
	}
	m.db, m.lib = db, lib
}

// library opens the library of a store, as the program does.
func (m *machine) library(ctx context.Context, db *store.DB, newIncarnation bool) (*app.Library, error) {
	o := db.Opening()
	lib, err := app.OpenLibrary(ctx, db, app.Options{
		Keys: m.keys, NewIncarnation: newIncarnation || o.Restored || o.Moved,
		Clock: func(floor int64) *app.Clock {
			if floor == 0 {
				return app.NewClock(m.now, time.Time{})
			}
			return app.NewClock(m.now, time.UnixMilli(floor))
		},
	})
	if err != nil {
		return nil, err
	}
	if _, err := db.Replay(ctx, func(tx app.Tx, _ uint64, r []byte) error { return lib.Replay(tx, r) }); err != nil {
		return nil, err
	}
	return lib, lib.Reload(ctx)
}

func (m *machine) close() {
	if m.db != nil {
		if err := m.db.Close(); err != nil {
			m.t.Error(err)
		}
		m.db = nil
	}
}

func (m *machine) reopen(newIncarnation bool) {
	m.t.Helper()
	m.close()
	m.open(newIncarnation)
}

func (m *machine) found() {
	m.t.Helper()
	recovery := newKeys(m.t)
	if err := m.lib.Found(context.Background(), "Thử", m.keys.Card("máy thử"), recovery.Device(), recovery.AgeTo); err != nil {
		m.t.Fatal(err)
	}
}

// join takes a machine into another's library by hand: it is admitted
// there and receives everything from there.
func (m *machine) join(at *machine, role app.Role) {
	m.t.Helper()
	if err := at.lib.Admit(context.Background(), m.keys.Card("máy "+string(role)), role); err != nil {
		m.t.Fatal(err)
	}
	m.belong(at.lib.Name())
	m.take(at.all())
}

// belong makes an empty store a member of a library, as joining will.
func (m *machine) belong(name app.Hash) {
	m.t.Helper()
	err := m.db.Update(context.Background(), func(tx app.Tx) error { return tx.Put("local", []byte("library"), name[:]) })
	if err != nil {
		m.t.Fatal(err)
	}
	if err := m.lib.Reload(context.Background()); err != nil {
		m.t.Fatal(err)
	}
}

// all reads every change of a store.
func (m *machine) all() (out [][]byte) {
	m.t.Helper()
	for after := uint64(0); ; {
		rs, err := m.lib.Read(context.Background(), after, 100)
		if err != nil {
			m.t.Fatal(err)
		}
		if len(rs) == 0 {
			return out
		}
		for _, r := range rs {
			out = append(out, r.Change.Encode())
			after = r.Arrival
		}
	}
}

func (m *machine) take(changes [][]byte) int {
	m.t.Helper()
	n, err := m.lib.Receive(context.Background(), changes...)
	if err != nil {
		m.t.Fatal(err)
	}
	return n
}

func (m *machine) status() app.Status {
	m.t.Helper()
	s, err := m.lib.Status(context.Background())
	if err != nil {
		m.t.Fatal(err)
	}
	return s
}

// entry is a plain article.
func entry(id app.ID, title string) app.Entry {
	body := fmt.Sprintf(`{"type":"doc","content":[{"type":"paragraph","attrs":{"id":"b1"},"content":[{"type":"text","text":%q}]}]}`, "Nội dung của "+title)
	return app.Entry{
		Article: id, Category: []app.Text{{VI: "Thời sự", EN: "News"}},
		Document: app.Document{Title: title, Lead: "Sapô", Lang: "vi", Body: json.RawMessage(body)},
	}
}

func articleID(n int) app.ID { return app.DeriveID("article", "test", fmt.Sprint(n)) }

func (m *machine) publish(es ...app.Entry) []app.Saved {
	m.t.Helper()
	saved, err := m.lib.Save(context.Background(), true, es...)
	if err != nil {
		m.t.Fatal(err)
	}
	for _, s := range saved {
		if s.Err != nil {
			m.t.Fatal(s.Err)
		}
	}
	return saved
}

func (m *machine) title(id app.ID) string {
	m.t.Helper()
	a, err := m.lib.Article(context.Background(), id)
	if err != nil {
		return "(" + string(app.CodeOf(err)) + ")"
	}
	return a.Title
}

func TestPublishAndRetract(t *testing.T) {
	m := newMachine(t)
	m.found()
	id := articleID(1)
	m.publish(entry(id, "Khai mạc hội nghị"))
	if got := m.title(id); got != "Khai mạc hội nghị" {
		t.Fatalf("title = %q", got)
	}
	if s := m.publish(entry(id, "Khai mạc hội nghị")); s[0].Drafted || s[0].Published {
		t.Errorf("saving the same again wrote %+v", s[0])
	}
	m.publish(entry(id, "Khai mạc Hội nghị"))
	if got := m.title(id); got != "Khai mạc Hội nghị" {
		t.Errorf("after a correction title = %q", got)
	}
	if s := m.status(); s.Published != 1 || s.Draft != 0 {
		t.Errorf("status = %+v", s)
	}
	if err := m.lib.Retract(context.Background(), id, "nhầm"); err != nil {
		t.Fatal(err)
	}
	if got := m.title(id); got != "(not_found)" {
		t.Errorf("after a retraction readers see %q", got)
	}
	p, err := m.lib.List(context.Background(), app.All(), "", nil, 10)
	if err != nil || len(p.Cards) != 0 || p.Total != 0 {
		t.Errorf("after a retraction the list holds %d of %d, %v", len(p.Cards), p.Total, err)
	}
	if app.CodeOf(m.lib.Retract(context.Background(), id, "")) != app.NotFound {
		t.Error("a second retraction is not refused")
	}
	before := m.status()
	m.reopen(false)
	if after := m.status(); after.RootOpen != before.RootOpen || after.RootStaff != before.RootStaff {
		t.Error("roots differ after reopening")
	}
	if err := m.lib.Rebuild(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	if after := m.status(); after.RootOpen != before.RootOpen || after.RootStaff != before.RootStaff || after.Draft != before.Draft {
		t.Errorf("a rebuild folds differently: %+v, before %+v", after, before)
	}
	v, err := m.lib.Verify(context.Background(), nil)
	if err != nil || len(v.Faults) > 0 {
		t.Errorf("verify: %v %v", v.Faults, err)
	}
}

func TestDraftsAreNotShown(t *testing.T) {
	m := newMachine(t)
	m.found()
	saved, err := m.lib.Save(context.Background(), false, entry(articleID(1), "Bài nháp"))
	if err != nil || !saved[0].Drafted {
		t.Fatalf("save: %+v %v", saved, err)
	}
	if got := m.title(articleID(1)); got != "(not_found)" {
		t.Errorf("readers see a draft: %q", got)
	}
	if s := m.status(); s.Draft != 1 || s.Published != 0 {
		t.Errorf("status = %+v", s)
	}
}

func TestBadEntriesAreRefusedOneByOne(t *testing.T) {
	m := newMachine(t)
	m.found()
	bad := entry(articleID(1), "")
	good := entry(articleID(2), "Bài tốt")
	saved, err := m.lib.Save(context.Background(), true, bad, good)
	if err != nil {
		t.Fatal(err)
	}
	if app.CodeOf(saved[0].Err) != app.Invalid || saved[1].Err != nil {
		t.Errorf("saved = %+v", saved)
	}
	if m.title(articleID(2)) != "Bài tốt" {
		t.Error("the good one was held back")
	}
}

// Names in other scripts have no slug of their own; they must not all
// become one category.
func TestCategoriesOfOtherScriptsStayApart(t *testing.T) {
	m := newMachine(t)
	m.found()
	ids := map[app.ID]string{}
	for _, name := range []string{"ຂ່າວ", "新闻", "ព័ត៌មាន", "Tin tức", "--"} {
		id, err := m.lib.EnsureCategory(context.Background(), []app.Text{{VI: name}})
		if err != nil {
			t.Fatal(err)
		}
		if other, ok := ids[id]; ok {
			t.Errorf("%q and %q are one category", name, other)
		}
		ids[id] = name
		if c, ok := m.lib.Category(id); !ok || c.Slug == "" || c.Name.VI != name {
			t.Errorf("%q is kept as %+v", name, c)
		}
	}
}
