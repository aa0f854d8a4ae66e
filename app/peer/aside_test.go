package peer_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bangtin/app"
)

// Somebody copies a library's folder to a stick with another program, and B
// meets the stick meanwhile: what is not whole yet is left as it is, and
// said so.
func TestPackThatIsStillBeingCopied(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	for round := range 3 * effort() {
		p.news()
		p.a.meet(p.stick)
		path := p.fresh()
		for !strings.HasSuffix(path, ".pack") {
			path = p.fresh()
		}
		all, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		cut := p.r.IntN(len(all))
		what := fmt.Sprintf("round %d, %s of %d bytes at %d", round, filepath.Base(path), len(all), cut)
		half := bytes.Clone(all[:cut])
		if round%3 == 1 { // a program that makes room for all of it first
			half = append(half, make([]byte, len(all)-cut)...)
		}
		if err := os.WriteFile(path, half, 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := p.b.try(p.stick)
		if err != nil || !named(r, "pack_unfinished") && !bytes.HasSuffix(half, []byte("bangtin pack end\n")) {
			t.Errorf("%s: %v, refused are %+v", what, err, r.Refused)
		}
		if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, half) {
			t.Errorf("%s: it was not left as it was, %v", what, err)
		}
		p.whole(what, r)
		if err := os.WriteFile(path, all, 0o600); err != nil {
			t.Fatal(err)
		}
		p.b.meet(p.stick)
		sameOpen(t, p.a, p.b)
		sameStaff(t, p.a, p.b)
		p.settled(what)
	}
}

// What is damaged in its middle may be the only copy of what comes behind:
// it is put aside, byte for byte, until its writer has left that anew.
func TestDamagedPackIsPutAside(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var path string
	var all []byte
	for _, path = range packs(t, w.dir(app.Open)) {
		if len(changesIn(t, path, w.lib, app.Open)) > 0 {
			break
		}
	}
	all, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	all[bytes.Index(all, []byte("Bài tốt"))] ^= 1
	if err := os.WriteFile(path, all, 0o600); err != nil {
		t.Fatal(err)
	}
	stood(t, path)
	r, _ := w.tryLogged(w.b)
	if !named(r, "pack_broken") || !named(r, "pack_aside") || w.b.title(2) == "Bài tốt" {
		t.Errorf("B shows %q and refuses %+v", w.b.title(2), r.Refused)
	}
	aside := strings.TrimSuffix(path, ".pack") + ".damaged"
	kept := func() bool {
		now, err := os.ReadFile(aside)
		return err == nil && bytes.Equal(now, all)
	}
	if !kept() {
		t.Error("the damaged pack is not kept as it was")
	}
	w.b.meet(w.stick) // it was told once
	w.k.meet(w.stick)
	if !kept() || w.b.title(2) == "Bài tốt" {
		t.Error("the damaged pack is gone, and nobody has what it held")
	}
	w.a.meet(w.stick)
	w.b.meet(w.stick)
	w.k.meet(w.stick)
	sameOpen(t, w.a, w.b, w.k)
	if w.b.title(2) != "Bài tốt" || w.b.missing() > 0 {
		t.Errorf("after A came again B shows %q", w.b.title(2))
	}
	if _, err := os.Stat(aside); !os.IsNotExist(err) {
		t.Errorf("the damaged pack is kept though all of it is here, %v", err)
	}
}

// A pack that came through a system with capital letters only is the same.
func TestPacksInCapitals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, path := range packs(t, w.stick) {
		if err := os.Rename(path, filepath.Join(filepath.Dir(path), strings.ToUpper(filepath.Base(path)))); err != nil {
			t.Fatal(err)
		}
	}
	w.b.meet(w.stick)
	sameOpen(t, w.a, w.b)
	sameStaff(t, w.a, w.b)
}

// Where only what lies before its things is damaged, a pack made anew has the
// name of the old one, and takes its place.
func TestPackWithADamagedHead(t *testing.T) {
	stick := t.TempDir()
	a, b := newMachine(t, "A"), newMachine(t, "B")
	a.found()
	b.join(a, app.Publisher)
	a.publish(1, "Bài", true)
	a.meet(stick)
	long := time.Now().Add(-time.Hour)
	for _, p := range packs(t, stick) {
		f, err := os.OpenFile(p, os.O_RDWR, 0)
		if err == nil {
			_, err = f.WriteAt([]byte{0}, 3)
		}
		if err = errors.Join(err, f.Close(), os.Chtimes(p, long, long)); err != nil {
			t.Fatal(err)
		}
	}
	n := len(packs(t, stick))
	if _, err := a.try(stick); err != nil {
		t.Fatal(err)
	}
	if got := len(packs(t, stick)); got != n {
		t.Errorf("%d packs of %d are left", got, n)
	}
	if _, err := b.try(stick); err != nil || b.title(1) != "Bài" || b.missing() != 0 {
		t.Errorf("B has %q, lacks %d: %v", b.title(1), b.missing(), err)
	}
}
