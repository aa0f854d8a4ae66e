package peer_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"bangtin/app"
	"bangtin/app/peer"
)

// manyFiles is more than a machine leaves of an audience however often it
// comes with little: 32 small packs, and what its last meeting left.
const manyFiles = 36

// Machines that meet over one stick for months, each time with little news,
// leave no more files there than after some weeks, and whoever comes then
// gets all of it.
func TestMonthsOfSmallMeetings(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	k := newMachine(t, "K")
	k.join(p.a, app.Kiosk)
	most := 0
	for i := range 40 * effort() {
		p.n++
		p.a.publish(p.n, fmt.Sprintf("Bài %d", p.n), i%2 == 0)
		p.a.meet(p.stick)
		if i%4 == 0 {
			k.meet(p.stick)
			if err := k.lib.Vote(t.Context(), app.ID{1, byte(i), byte(i >> 8)}, articleID(p.n), 4); err != nil {
				t.Fatal(err)
			}
		}
		most = max(most, len(packs(t, p.stick)))
	}
	for _, a := range []app.Audience{app.Open, app.Staff} { // the kiosk has left up to ten
		if n := len(packs(t, filepath.Join(p.dir(), a.String()))); n > manyFiles+12 {
			t.Errorf("%d packs lie in %s", n, a)
		}
	}
	t.Logf("%d packs at most, of %d articles", most, p.n)
	p.settled("at last")
	for _, m := range []*machine{k, p.a, p.b} {
		m.meet(p.stick)
	}
	late := newMachine(t, "muộn")
	late.join(p.a, app.Desk)
	p.a.meet(p.stick)
	if r := late.meet(p.stick); r.Missing > 0 || late.missing() > 0 {
		t.Errorf("whoever comes late lacks %d pictures", r.Missing)
	}
	p.a.meet(p.stick)
	p.b.meet(p.stick)
	p.a.meet(p.stick)
	sameOpen(t, p.a, p.b, late)
	sameStaff(t, p.a, p.b, late)
	if again := p.a.meet(p.stick); again.Went.Changes+again.Went.Files > 0 {
		t.Errorf("what was put together is left anew: %+v", again.Went)
	}
}

func (p *pair) dir() string {
	return filepath.Join(p.stick, peer.FolderName, p.a.lib.Name().String()[:16])
}

// The stick is pulled out at any moment while packs are put together: the
// new one is cut and the old ones are there, or it is whole and some of the
// old ones are gone. Whoever comes then gets all.
func TestStickPulledWhileTidying(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	for len(packs(t, filepath.Join(p.dir(), "open"))) < 33 {
		p.n++
		p.a.publish(p.n, fmt.Sprintf("Bài %d", p.n), p.n%3 == 0)
		p.a.meet(p.stick)
	}
	before := readFiles(t, p.dir())
	p.a.meet(p.stick)
	after := readFiles(t, p.dir())
	var made, gone []string
	for name := range after {
		if _, ok := before[name]; !ok {
			made = append(made, name)
		}
	}
	for name := range before {
		if _, ok := after[name]; !ok {
			gone = append(gone, name)
		}
	}
	slices.Sort(gone)
	if len(made) == 0 || len(gone) < 20 {
		t.Fatalf("%d packs were made of %d", len(made), len(gone))
	}
	for round := range 4 * effort() {
		stick := memory(t)
		dir := filepath.Join(stick, filepath.Base(filepath.Dir(p.dir())), filepath.Base(p.dir()))
		what := fmt.Sprintf("round %d", round)
		if round%2 == 0 {
			writeFiles(t, dir, before)
			for _, name := range made {
				cut := p.r.IntN(len(after[name]))
				what += fmt.Sprintf(", %s cut at %d of %d", filepath.Base(name), cut, len(after[name]))
				writeFiles(t, dir, map[string][]byte{name: after[name][:cut]})
				if round%4 == 0 {
					stood(t, filepath.Join(dir, name))
				}
			}
		} else {
			writeFiles(t, dir, after)
			kept := p.r.IntN(len(gone))
			what += fmt.Sprintf(", %d of %d are left", kept, len(gone))
			for _, name := range gone[kept:] {
				writeFiles(t, dir, map[string][]byte{name: before[name]})
			}
		}
		c := newMachine(t, "C")
		c.join(p.a, app.Desk)
		if _, err := c.try(stick); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if n := c.missing(); n > 0 || c.title(p.n) != p.a.title(p.n) || c.status().Published != p.a.status().Published {
			t.Errorf("%s: C lacks %d pictures and shows %d articles", what, n, c.status().Published)
		}
		c.clean()
		for name := range readFiles(t, dir) {
			stood(t, filepath.Join(dir, name))
		}
		for range 2 {
			if _, err := p.a.try(stick); err != nil {
				t.Errorf("%s: %v", what, err)
			}
		}
		c.meet(stick)
		p.a.meet(stick)
		c.meet(stick)
		sameOpen(t, p.a, c)
		sameStaff(t, p.a, c)
		if n := len(packs(t, filepath.Join(dir, "open"))); n > manyFiles+4 {
			t.Errorf("%s: then %d packs lie there", what, n)
		}
		_ = c.db.Close()
	}
}

// readFiles are all the files below a folder by their names in it.
func readFiles(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for _, path := range packs(t, dir) {
		all, err := os.ReadFile(path)
		name, bad := filepath.Rel(dir, path)
		if err != nil || bad != nil {
			t.Fatal(err, bad)
		}
		out[name] = all
	}
	return out
}

func writeFiles(t *testing.T, dir string, files map[string][]byte) {
	t.Helper()
	for name, all := range files {
		path := filepath.Join(dir, name)
		err := os.MkdirAll(filepath.Dir(path), 0o755)
		if err == nil {
			err = os.WriteFile(path, all, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// However little each thing has, the index of a pack is not longer than what
// is read of it.
func TestPacksOfVeryManyThings(t *testing.T) {
	t.Parallel()
	if effort() == 1 {
		t.Skip("17 MB of descriptions take a second: make soak NAME=TestPacksOfVeryManyThings EFFORT=2 PACKAGES=./app/peer")
	}
	a := newMachine(t, "A")
	a.found()
	f, err := peer.OpenFolder(memory(t), a.lib.Name(), a.lib.Device())
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var items []peer.Item
	for i := range 130 {
		thing := peer.Thing{Kind: peer.KindLoose, Size: 1}
		for j := range 2000 {
			thing.IDs = append(thing.IDs, sha256.Sum256([]byte{byte(i), byte(j), byte(j >> 8)}))
		}
		items = append(items, peer.Item{Thing: thing, Write: func(w io.Writer) error {
			_, err := w.Write([]byte("x"))
			return err
		}})
	}
	if err := f.Put(t.Context(), app.Open, items, func(peer.Item) {}); err != nil {
		t.Fatal(err)
	}
	offers, refused, err := f.Offers(t.Context())
	if err != nil || len(refused) > 0 || len(offers) != len(items) {
		t.Errorf("%d things are offered of %d, refused are %+v, %v", len(offers), len(items), refused, err)
	}
}

// Whoever chooses the folder that lies on a stick meets the same library as
// who chooses the stick.
func TestInnerFolder(t *testing.T) {
	stick := t.TempDir()
	a, b := newMachine(t, "A"), newMachine(t, "B")
	a.found()
	b.join(a, app.Publisher)
	a.publish(1, "Bài", false)
	inner := filepath.Join(stick, peer.FolderName)
	if peer.HasLibrary(stick, a.lib.Name()) {
		t.Error("an empty stick has the library")
	}
	a.meet(stick)
	for _, dir := range []string{stick, inner} {
		if !peer.HasLibrary(dir, a.lib.Name()) {
			t.Errorf("%s does not have the library", dir)
		}
	}
	b.meet(inner)
	if b.title(1) != "Bài" {
		t.Errorf("B has %q", b.title(1))
	}
	if _, err := os.Stat(filepath.Join(inner, peer.FolderName)); err == nil {
		t.Error("there is a folder within the folder")
	}
}

// People call their stick BangTin. Linux mounts it at /media/lan/BangTin, and
// the next time at BangTin1 or, on Windows, at E:\. It is one and the same
// stick, and who has left something there is found there. So is who left it
// at its root, as earlier programs did where it was mounted under that name.
func TestAStickThatIsCalledLikeOurFolder(t *testing.T) {
	t.Parallel()
	for _, earlier := range []bool{false, true} {
		a, k := twoMachines(t, app.Kiosk)
		stick, elsewhere := filepath.Join(memory(t), peer.FolderName), filepath.Join(memory(t), "BangTin1")
		if err := errors.Join(os.Mkdir(stick, 0o755), os.Symlink(stick, elsewhere)); err != nil {
			t.Fatal(err)
		}
		if earlier {
			if err := os.MkdirAll(filepath.Join(stick, a.lib.Name().String()[:16], "heads"), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		a.publish(1, "Bài", false)
		a.meet(stick)
		if _, err := os.Stat(filepath.Join(stick, peer.FolderName)); (err == nil) == earlier {
			t.Errorf("a folder within the stick, where an earlier program left one %v: %v", earlier, err)
		}
		if !peer.HasLibrary(elsewhere, a.lib.Name()) {
			t.Error("the stick is not known, and is not met by itself")
		}
		f, err := peer.OpenJoins(stick, a.lib.Device())
		if err == nil {
			err = errors.Join(f.PutNote(t.Context(), "kits", "x", []byte("{}")), f.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, dir := range []string{stick, elsewhere} {
			if !peer.HasKits(dir) {
				t.Errorf("a kit that was left there is not found at %s", dir)
			}
		}
		k.meet(elsewhere)
		if got := k.title(1); got != "Bài" {
			t.Errorf("the kiosk reads %q from the stick that the desk has just met", got)
		}
	}
}
