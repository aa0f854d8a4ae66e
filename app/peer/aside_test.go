package peer_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/peer"
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

// full is a folder with no room for pictures any more; text still fits.
type full struct{ *peer.Folder }

func (f full) Put(ctx context.Context, a app.Audience, items []peer.Item, wrote func(peer.Item)) error {
	if slices.ContainsFunc(items, func(it peer.Item) bool { return it.Kind == peer.KindFile }) {
		return syscall.ENOSPC
	}
	return f.Folder.Put(ctx, a, items, wrote)
}

// A reader wants their words gone. The stick that carries them, in clear, has
// no room left for a picture: the words go from it all the same, for what is
// to stand in their place has been left there.
func TestErasedWordsGoFromAFullStick(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	a, k := twoMachines(t, app.Kiosk)
	stick := memory(t)
	const words = "Tôi là Trần Thị Kín, nhà số 7"
	a.publish(1, "Bài có ý kiến", false)
	id, _, err := a.lib.SendComment(ctx, app.CommentSent{Article: articleID(1), Name: "Bạn đọc", Text: words})
	if err != nil {
		t.Fatal(err)
	}
	staff := app.Actor{Account: app.DeriveID("account", "p"), Name: "Thư ký", Post: app.PublisherIn}
	if _, err := a.lib.Moderate(ctx, staff, id, app.Judgement{Deed: app.ApproveComment}); err != nil {
		t.Fatal(err)
	}
	a.meet(stick)
	k.meet(stick)
	if len(holds(t, stick, words)) == 0 {
		t.Fatal("the words are not on the stick: this proves nothing")
	}
	if _, err := a.lib.Moderate(ctx, staff, id, app.Judgement{Deed: app.EraseComment, Reason: "người viết yêu cầu"}); err != nil {
		t.Fatal(err)
	}
	a.publish(2, "Bài có ảnh", true)
	f, err := peer.OpenFolder(stick, a.lib.Name(), a.lib.Device())
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := a.party().Exchange(ctx, full{f}, nil)
	if err == nil {
		t.Fatal("the stick was not full")
	}
	if found := holds(t, stick, words); len(found) > 0 {
		t.Errorf("the words can still be read in %v", found)
	}
	if r.Went.Kinds["publication"] == 0 {
		t.Errorf("the text lies there and is told as %+v", r.Went)
	}
	k.meet(stick)
	if got := k.title(2); got != "Bài có ảnh" {
		t.Errorf("the kiosk reads %q", got)
	}
}
