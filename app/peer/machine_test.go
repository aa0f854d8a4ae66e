package peer_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/peer"
	"bangtin/app/store"

	"crypto/rand"

	"filippo.io/age"
)

// machine is one device with a real data folder.
type machine struct {
	t     testing.TB
	name  string
	dir   string
	db    *store.DB
	lib   *app.Library
	keys  *app.Keys
	staff string // identity that opens what is sealed to desks
	facts string // what the system says of the machine; see store.Options

	version string // that it tells of its program
}

// memory is a folder on a disk in memory, where there is one: how long a
// disk takes is not what these tests are about.
func memory(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "bangtin-peer-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func newMachine(t testing.TB, name string) *machine {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	keys, err := app.NewKeys(rand.Reader, id.String(), id.Recipient().String())
	if err != nil {
		t.Fatal(err)
	}
	dir := memory(t)
	m := &machine{t: t, name: name, dir: dir, keys: keys, facts: "disk:" + dir, version: "thử"}
	m.open()
	t.Cleanup(func() { _ = m.db.Close() })
	return m
}

func (m *machine) open() {
	m.t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, store.Options{Dir: m.dir, Machine: m.facts})
	if err != nil {
		m.t.Fatal(err)
	}
	lib, err := openLibrary(ctx, db, m.keys)
	if err != nil {
		m.t.Fatal(err)
	}
	m.db, m.lib = db, lib
}

// openLibrary opens the library of a store as the program does.
func openLibrary(ctx context.Context, db *store.DB, keys *app.Keys) (*app.Library, error) {
	o := db.Opening()
	lib, err := app.OpenLibrary(ctx, db, app.Options{Keys: keys, NewIncarnation: o.Restored || o.Moved,
		Clock: func(floor int64) *app.Clock {
			if floor == 0 {
				return app.NewClock(time.Now, time.Time{})
			}
			return app.NewClock(time.Now, time.UnixMilli(floor))
		}})
	if err == nil {
		_, err = db.Replay(ctx, func(tx app.Tx, _ uint64, r []byte) error { return lib.Replay(tx, r) })
	}
	if err == nil {
		err = lib.Reload(ctx)
	}
	return lib, err
}

func (m *machine) found() {
	m.t.Helper()
	staff, err := age.GenerateX25519Identity()
	if err != nil {
		m.t.Fatal(err)
	}
	m.staff = staff.String()
	recovery := newMachine(m.t, "giấy")
	if err := m.lib.Found(context.Background(), "Thử", m.keys.Card(m.name), recovery.keys.Device(), staff.Recipient().String()); err != nil {
		m.t.Fatal(err)
	}
}

// join lets a machine into the library of another, which tells it the
// staff key where its role may have it.
func (m *machine) join(at *machine, role app.Role) {
	m.t.Helper()
	ctx := context.Background()
	if err := at.lib.Admit(ctx, m.keys.Card(m.name), role); err != nil {
		m.t.Fatal(err)
	}
	if err := m.lib.Join(ctx, at.lib.Name()); err != nil {
		m.t.Fatal(err)
	}
	if role != app.Kiosk && role != app.Screen {
		m.staff = at.staff
	}
}

// revoke takes another machine out of the library, as of now.
func (m *machine) revoke(other *machine) {
	m.t.Helper()
	ctx := context.Background()
	cut, err := m.lib.CutNow(ctx, other.keys.Device())
	if err == nil {
		err = m.lib.Revoke(ctx, other.keys.Device(), cut, "mất máy")
	}
	if err != nil {
		m.t.Fatal(err)
	}
}

// twoMachines are a founder and a machine that it has let in.
func twoMachines(t testing.TB, role app.Role) (a, b *machine) {
	t.Helper()
	a, b = newMachine(t, "Máy A"), newMachine(t, "Máy B")
	a.found()
	b.join(a, role)
	return a, b
}

func (m *machine) party() *peer.Party {
	return &peer.Party{Library: m.lib, Media: m.db.Media(), Keys: m.keys, Staff: m.staff, Version: m.version, Via: "USB"}
}

// try exchanges with a folder.
func (m *machine) try(dir string) (*peer.Report, error) {
	m.t.Helper()
	f, err := peer.OpenFolder(dir, m.lib.Name(), m.lib.Device())
	if err != nil {
		m.t.Fatal(err)
	}
	defer f.Close()
	return m.party().Exchange(context.Background(), f, nil)
}

// meet exchanges with a folder, and nothing may be wrong with it.
func (m *machine) meet(dir string) *peer.Report {
	m.t.Helper()
	r, err := m.try(dir)
	if err != nil {
		m.t.Fatal(err)
	}
	for _, x := range r.Refused {
		m.t.Errorf("%s refuses %s: %s", m.name, x.What, x.Reason.EN)
	}
	return r
}

func articleID(n int) app.ID { return app.DeriveID("article", "test", fmt.Sprint(n)) }

// publish publishes an article with a picture that is like no other.
func (m *machine) publish(n int, title string, pictured bool) {
	m.t.Helper()
	ctx := context.Background()
	block := fmt.Sprintf(`{"type":"paragraph","attrs":{"id":"b1"},"content":[{"type":"text","text":%q}]}`, "Nội dung của "+title)
	e := app.Entry{
		Article: articleID(n), Category: []app.Text{{VI: "Thời sự", EN: "News"}},
		Document: app.Document{Title: title, Lead: "Sapô", Lang: "vi", Ratings: true, Comments: true, Body: json.RawMessage(`{"type":"doc","content":[` + block + `]}`)},
	}
	if pictured {
		bytes := strings.Repeat(title+"\n", 3000)
		sum, size, err := m.db.Media().Put(ctx, strings.NewReader(bytes), 1<<20)
		if err != nil {
			m.t.Fatal(err)
		}
		original := app.Hash(sha256.Sum256([]byte("original of " + title)))
		figure := fmt.Sprintf(`,{"type":"figure","attrs":{"id":"b2","media":%q,"caption":"Ảnh","alt":"Ảnh","credit":"Ảnh: Thử"}}`, original)
		e.Document.Body = json.RawMessage(`{"type":"doc","content":[` + block + figure + `]}`)
		e.Media = map[app.Hash]app.Media{original: {Width: 100, Height: 80, Colour: "#a4161a",
			Sizes: []app.Size{{Hash: sum, Type: "image/jpeg", Width: 100, Height: 80, Bytes: size}}}}
	}
	saved, err := m.lib.Save(ctx, true, e)
	if err == nil {
		err = saved[0].Err
	}
	if err != nil {
		m.t.Fatal(err)
	}
}

func (m *machine) title(n int) string {
	m.t.Helper()
	a, err := m.lib.Article(context.Background(), articleID(n))
	if err != nil {
		return "(" + string(app.CodeOf(err)) + ")"
	}
	return a.Title
}

func (m *machine) status() app.Status {
	m.t.Helper()
	s, err := m.lib.Status(context.Background())
	if err != nil {
		m.t.Fatal(err)
	}
	return s
}

func sameOpen(t testing.TB, ms ...*machine) {
	t.Helper()
	for _, m := range ms[1:] {
		if x, y := ms[0].status(), m.status(); x.RootOpen != y.RootOpen {
			t.Errorf("%s and %s differ: %.8s %.8s, %d and %d articles", ms[0].name, m.name, x.RootOpen, y.RootOpen, x.Published, y.Published)
		}
	}
}

func sameStaff(t testing.TB, ms ...*machine) {
	t.Helper()
	for _, m := range ms[1:] {
		if x, y := ms[0].status(), m.status(); x.RootStaff != y.RootStaff {
			t.Errorf("%s and %s differ for desks: %.8s %.8s", ms[0].name, m.name, x.RootStaff, y.RootStaff)
		}
	}
}

// complete tells how many of the files that readers may see are not here.
func (m *machine) missing() (n int) {
	m.t.Helper()
	shown, err := m.lib.ShownMedia(context.Background())
	if err != nil {
		m.t.Fatal(err)
	}
	for _, h := range shown {
		if m.db.Media().Verify(context.Background(), h) != nil {
			n++
		}
	}
	return n
}

// packs lists the packs in a folder.
func packs(t testing.TB, dir string) (out []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".pack") {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// holds tells which files of a folder hold some text.
func holds(t testing.TB, dir, text string) (out []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		all, err := io.ReadAll(f)
		if strings.Contains(string(all), text) {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
