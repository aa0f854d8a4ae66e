package peer_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// copied is a machine on whose disk stands what was on another's when it was
// closed: the same keys, the same logs.
func (m *machine) copied(name string, facts string) *machine {
	m.t.Helper()
	if err := m.db.Close(); err != nil {
		m.t.Fatal(err)
	}
	dir, err := os.MkdirTemp("/dev/shm", "bangtin-peer-")
	if err != nil {
		dir = m.t.TempDir()
	}
	m.t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.CopyFS(filepath.Join(dir, "data"), os.DirFS(m.dir)); err != nil {
		m.t.Fatal(err)
	}
	m.open()
	c := &machine{t: m.t, name: name, dir: filepath.Join(dir, "data"), keys: m.keys, staff: m.staff, facts: facts}
	c.open()
	m.t.Cleanup(func() { _ = c.db.Close() })
	return c
}

// A data folder that finds itself elsewhere, or in an earlier state, goes on
// in a log of its own; where nobody could notice, both branches are kept. In
// each case both sides write, and every change is found once.
func TestFoldersThatAreNotTheOnlyOne(t *testing.T) {
	ctx := context.Background()
	ways := map[string]struct {
		second func(a *machine) *machine
		fork   bool // nothing could be noticed before they met
	}{
		"a cloned disk":                       {func(a *machine) *machine { return a.copied("Bản chép", "disk:other") }, false},
		"a copied folder on the same machine": {func(a *machine) *machine { return a.copied("Bản chép", a.facts) }, true},
		"a snapshot fallback": {func(a *machine) *machine {
			if _, err := a.db.Snapshot(ctx); err != nil {
				a.t.Fatal(err)
			}
			a.publish(90, "Bài sau ảnh chụp", false)
			c := a.copied("Bản cũ", a.facts)
			if err := c.db.Close(); err != nil {
				a.t.Fatal(err)
			}
			for _, damage := range []string{"bangtin.db", "own"} { // the tables are lost, and the log with them
				if err := os.RemoveAll(filepath.Join(c.dir, damage)); err != nil {
					a.t.Fatal(err)
				}
			}
			if err := os.WriteFile(filepath.Join(c.dir, "bangtin.db"), []byte("hỏng"), 0o600); err != nil {
				a.t.Fatal(err)
			}
			c.open()
			if !c.db.Opening().Restored {
				a.t.Fatal("the snapshot was not taken")
			}
			return c
		}, false},
	}
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			stick := t.TempDir()
			a, b := newMachine(t, "Máy A"), newMachine(t, "Máy B")
			a.found()
			b.join(a, "publisher")
			for i := range 5 {
				a.publish(i, fmt.Sprintf("Bài %d", i), i == 0)
			}
			a.meet(stick)
			b.meet(stick)
			c := way.second(a)
			if new := c.lib.Incarnation() != a.lib.Incarnation(); new == way.fork {
				t.Errorf("it goes on in a log of its own: %v", new)
			}
			for i := range 3 {
				a.publish(10+i, fmt.Sprintf("Bài %d của A", i), false)
				c.publish(20+i, fmt.Sprintf("Bài %d của bản kia", i), i == 1)
				b.publish(30+i, fmt.Sprintf("Bài %d của B", i), false)
			}
			renewed := false
			for range 3 {
				for _, m := range []*machine{a, c, b} {
					renewed = m.meet(stick).Renewed || renewed
				}
			}
			if renewed != way.fork {
				t.Errorf("one of them noticed that its log went on elsewhere: %v", renewed)
			}
			if a.lib.Incarnation() == c.lib.Incarnation() {
				t.Error("both still write one log")
			}
			late := newMachine(t, "Máy muộn")
			late.join(a, "desk")
			a.meet(stick)
			late.meet(stick)
			for _, m := range []*machine{a, c, b} {
				m.meet(stick)
			}
			sameOpen(t, a, b, c, late)
			sameStaff(t, a, b, c, late)
			want := 14
			if name == "a snapshot fallback" {
				want++
			}
			for _, m := range []*machine{a, b, c, late} {
				s := m.status()
				if s.Published != want || s.Changes != a.status().Changes || m.missing() > 0 {
					t.Errorf("%s shows %d articles of %d changes, %d pictures missing; want %d of %d", m.name, s.Published, s.Changes, m.missing(), want, a.status().Changes)
				}
				if forked := len(s.Forked) > 0; forked != way.fork {
					t.Errorf("%s names a device that was copied: %v", m.name, s.Forked)
				}
			}
			// They go on, and nothing forks any more.
			a.publish(50, "Bài sau cùng của A", false)
			c.publish(51, "Bài sau cùng của bản kia", false)
			for range 2 {
				for _, m := range []*machine{a, c, b} {
					m.meet(stick)
				}
			}
			sameOpen(t, a, b, c)
		})
	}
}
