package peer_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"bangtin/app"
)

// comment has a visitor send a comment on article 1 and gives the address that
// is in it.
func (m *machine) comment(who string) string {
	m.t.Helper()
	c := app.CommentSent{Article: articleID(1), Name: who, Email: who + "@example.org", Text: "Ý kiến của " + who}
	if _, _, err := m.lib.SendComment(context.Background(), c); err != nil {
		m.t.Fatal(err)
	}
	return c.Email
}

// putBack has the machine fall back to an earlier state of its disk.
func (m *machine) putBack(image string) {
	m.t.Helper()
	err := m.db.Close()
	if err == nil {
		err = os.RemoveAll(m.dir)
	}
	if err == nil {
		err = os.CopyFS(m.dir, os.DirFS(image))
	}
	if err != nil {
		m.t.Fatal(err)
	}
	m.open()
}

// image copies the disk as it is.
func (m *machine) image() string {
	m.t.Helper()
	dir := filepath.Join(m.t.TempDir(), "data")
	err := m.db.Close()
	if err == nil {
		err = os.CopyFS(dir, os.DirFS(m.dir))
	}
	if err != nil {
		m.t.Fatal(err)
	}
	m.open()
	return dir
}

// A kiosk that was put back to an earlier image of its disk writes other words
// under numbers that a desk has acknowledged: they reach the desk before they
// go from the kiosk, and it goes on in a log of its own.
func TestKioskPutBack(t *testing.T) {
	stick := t.TempDir()
	a, k := twoMachines(t, app.Kiosk)
	a.publish(1, "Bài", false)
	a.meet(stick)
	k.meet(stick)
	words := []string{k.comment("truoc")}
	image := k.image()
	for i := range 5 {
		words = append(words, k.comment(fmt.Sprintf("mot%d", i)))
	}
	k.meet(stick)
	a.meet(stick)
	k.putBack(image)
	for i := range 3 {
		words = append(words, k.comment(fmt.Sprintf("hai%d", i)))
	}
	if r := k.meet(stick); !r.Renewed || r.Went.Kinds["comment sent"] == 0 {
		t.Errorf("the kiosk noticed that its log went on elsewhere: %v; it left %+v", r.Renewed, r.Went.Kinds)
	}
	words = append(words, k.comment("sau"))
	for range 2 {
		k.meet(stick)
		a.meet(stick)
	}
	k.meet(stick)
	if err := k.db.Purge(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, w := range words {
		if len(holds(t, a.dir, w)) == 0 {
			t.Errorf("the desk lacks %s", w)
		}
		if found := holds(t, k.dir, w); len(found) > 0 {
			t.Errorf("the kiosk still holds %s, that a desk has, in %v", w, found)
		}
	}
	a.meet(stick)
	if again := a.meet(stick); again.Came.Changes+again.Went.Changes > 0 {
		t.Errorf("a meeting with nothing to tell took %+v and left %+v", again.Came, again.Went)
	}
	sameOpen(t, a, k)
}

// The head of a machine that writes no receipts tells as much.
func TestKioskPutBackHearsOfItself(t *testing.T) {
	stick := t.TempDir()
	a, k := twoMachines(t, app.Kiosk)
	a.publish(1, "Bài", false)
	a.meet(stick)
	k.meet(stick)
	log := app.TipName{Device: k.lib.Device(), Incarnation: app.HexNumber(k.lib.Incarnation()), Audience: app.Staff, Seq: 6, Hash: app.Hash{6}}
	for _, c := range []struct {
		name string
		met  app.Met
		anew bool
	}{
		{"a stranger", app.Met{Device: app.Key{9}, Known: []app.TipName{log}}, false},
		{"nothing of this log", app.Met{Device: a.lib.Device()}, false},
		{"what is not here", app.Met{Device: a.lib.Device(), Known: []app.TipName{log}}, true},
		{"of the log before", app.Met{Device: a.lib.Device(), Known: []app.TipName{log}}, false},
	} {
		before := k.lib.Incarnation()
		anew, err := k.lib.Renew(t.Context(), c.met)
		if err != nil || anew != c.anew || (k.lib.Incarnation() != before) != c.anew {
			t.Errorf("%s: a new log begins: %v, %v", c.name, anew, err)
		}
	}
}

// A receipt that a desk makes up has a kiosk let go of nothing, and stands in
// the way of no true one.
func TestForgedReceipt(t *testing.T) {
	for _, seq := range []uint64{1, 2, 1 << 40} {
		t.Run(fmt.Sprint(seq), func(t *testing.T) {
			ctx, stick := t.Context(), t.TempDir()
			a, b, k := newMachine(t, "Máy A"), newMachine(t, "Máy B"), newMachine(t, "Ki-ốt")
			a.found()
			b.join(a, app.Desk)
			k.join(a, app.Kiosk)
			a.publish(1, "Bài", false)
			for _, m := range []*machine{a, b, k} {
				m.meet(stick)
			}
			body, err := json.Marshal(map[string]any{"audience": app.Staff, "device": k.keys.Device(), "hash": app.Hash{1},
				"incarnation": app.HexNumber(k.lib.Incarnation()), "seq": seq})
			if err != nil {
				t.Fatal(err)
			}
			c, err := app.Sign(app.Header{Library: a.lib.Name(), Log: app.LogName{Device: b.keys.Device(), Incarnation: 77, Audience: app.Open},
				Seq: 1, Lamport: 1000, Kind: app.KindReceipt}, body, b.keys.Sign)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := b.lib.Receive(ctx, c.Encode()); err != nil {
				t.Fatal(err)
			}
			b.meet(stick)
			words := k.comment("khach")
			k.meet(stick)
			if len(holds(t, k.dir, words)) == 0 {
				t.Fatal("the kiosk let go of what no desk has")
			}
			for range 2 {
				a.meet(stick)
				k.meet(stick)
			}
			if err := k.db.Purge(ctx); err != nil {
				t.Fatal(err)
			}
			if len(holds(t, a.dir, words)) == 0 {
				t.Error("the desk lacks the comment")
			}
			if found := holds(t, k.dir, words); len(found) > 0 {
				t.Errorf("the kiosk never lets go of what a desk has, in %v", found)
			}
		})
	}
}
