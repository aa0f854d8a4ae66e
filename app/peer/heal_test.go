package peer_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/peer"
)

// What a revoked device wrote before its cut counts and what it wrote after
// does not, whichever of it and the revocation comes first.
func TestRevokedInBothOrders(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.b.meet(w.stick)
	w.b.publish(10, "Trước khi thu hồi", false)
	w.b.meet(w.stick)
	w.a.meet(w.stick)
	early, late := memory(t), memory(t)
	w.b.publish(11, "Sau khi thu hồi", false) // the laptop is stolen by now
	w.b.meet(early)
	w.a.revoke(w.b)
	w.a.meet(late)
	x, y := newMachine(t, "X"), newMachine(t, "Y")
	x.join(w.a, app.Publisher)
	y.join(w.a, app.Publisher)
	w.a.meet(late)
	if _, err := x.try(early); err != nil {
		t.Error(err)
	}
	if got := x.title(11); got != "Sau khi thu hồi" {
		t.Fatalf("X does not know of the revocation yet and shows %q", got)
	}
	y.meet(late)
	x.meet(late)
	r, err := y.try(early)
	if err != nil || !named(r, "change_void") {
		t.Errorf("what came after the cut is not named: %+v, %v", r.Refused, err)
	}
	for _, m := range []*machine{w.a, x, y} {
		if m.title(10) != "Trước khi thu hồi" || m.title(11) != "(not_found)" {
			t.Errorf("%s shows %q and %q", m.name, m.title(10), m.title(11))
		}
		m.clean()
	}
	sameOpen(t, w.a, x, y)
	sameStaff(t, w.a, x, y)
}

// Somebody leaves the changes of a machine without the body of one, in place
// of what the machine left. It is told, and comes with the machine again.
func TestStrippedBodyIsHealed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var all []app.Change
	for _, path := range packs(t, w.dir(app.Open)) {
		for _, c := range changesIn(t, path, w.lib, app.Open) {
			if c.Log.Device == w.a.keys.Device() && !slices.ContainsFunc(all, func(d app.Change) bool { return d.ID == c.ID }) {
				all = append(all, c)
			}
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	slices.SortFunc(all, func(c, d app.Change) int { return int(c.Seq) - int(d.Seq) })
	for i := range all {
		if all[i].Kind == app.KindPublication {
			all[i].Body, all[i].Erased = nil, true
		}
	}
	x := runThing(all...)
	x.desc["run"].(map[string]any)["erased"] = erasedIn(all)
	w.plant(app.Open, x)
	r, _ := w.tryLogged(w.b)
	if !named(r, "run_stripped") || w.b.title(2) == "Bài tốt" {
		t.Errorf("B shows %q and refuses %+v", w.b.title(2), r.Refused)
	}
	w.b.clean()
	w.a.meet(w.stick)
	w.b.meet(w.stick)
	w.k.meet(w.stick)
	sameOpen(t, w.a, w.b, w.k)
	if w.b.title(2) != "Bài tốt" || w.k.title(2) != "Bài tốt" {
		t.Errorf("after A came again B shows %q, K %q", w.b.title(2), w.k.title(2))
	}
}

func erasedIn(cs []app.Change) (n int) {
	for _, c := range cs {
		if c.Erased {
			n++
		}
	}
	return n
}

// Whoever says that something lies there which does not keeps it from the
// others no longer than until somebody looks.
func TestEmptyPromisesAreFoundOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.a.publish(3, "Bài bị che", true)
	tips, err := w.a.lib.Known(t.Context(), app.Open)
	if err != nil {
		t.Fatal(err)
	}
	for _, tip := range tips {
		if tip.Log.Device != w.a.keys.Device() {
			continue
		}
		w.plant(app.Open, thing{desc: map[string]any{"kind": "run", "run": map[string]any{
			"device": tip.Log.Device, "incarnation": app.HexNumber(tip.Log.Incarnation), "audience": app.Open,
			"from": 1, "to": tip.Seq, "last": tip.Hash}}, data: []byte("không có gì")})
	}
	shown, err := w.a.lib.ShownSizes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var promises []thing
	for h, size := range shown {
		promises = append(promises, fileThing(h, make([]byte, size)))
	}
	w.plant(app.Open, promises...)
	for range 2 { // B finds out about the changes, then about the picture
		w.a.meet(w.stick) // believes that all is there
		if _, err := w.b.try(w.stick); err != nil {
			t.Error(err)
		}
	}
	w.a.meet(w.stick)
	w.b.meet(w.stick)
	sameOpen(t, w.a, w.b)
	if w.b.title(3) != "Bài bị che" || w.b.missing() > 0 {
		t.Errorf("B shows %q and lacks %d pictures", w.b.title(3), w.b.missing())
	}
}

// Files are taken only where an article lists them, of the size it lists.
func TestFilesNobodyAskedFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.b.meet(w.stick)
	w.a.publish(3, "Bài có ảnh", true)
	w.a.meet(w.stick)
	shown, err := w.a.lib.ShownSizes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range packs(t, w.dir(app.Open)) {
		if changesIn(t, path, w.lib, app.Open) == nil { // the pictures
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}
	}
	junk := bytes.Repeat([]byte("rác"), 1<<20)
	w.plant(app.Open, fileThing(sha256.Sum256(junk), junk))
	w.plant(app.Staff, fileThing(sha256.Sum256(junk), junk).sealed(t, w.staff()))
	for h, size := range shown {
		if w.b.db.Media().Verify(t.Context(), h) != nil {
			w.plant(app.Open, fileThing(h, make([]byte, size+1)))
			w.plant(app.Open, fileThing(h, make([]byte, size)))
		}
	}
	before := dirSize(t, filepath.Join(w.b.dir, "media"))
	r, _ := w.tryLogged(w.b)
	if !named(r, "file_wrong") || !named(r, "pack_broken") || r.Missing != 1 {
		t.Errorf("%d files are missing, refused are %+v", r.Missing, r.Refused)
	}
	if after := dirSize(t, filepath.Join(w.b.dir, "media")); after != before {
		t.Errorf("files that nobody asked for take %d bytes", after-before)
	}
	w.a.meet(w.stick)
	if r := w.b.meet(w.stick); r.Missing > 0 || w.b.missing() > 0 {
		t.Errorf("after A came again %d pictures are missing", w.b.missing())
	}
}

// A kind that only a newer program knows is kept, passed on and told; what a
// newer program wrote otherwise stays where it lies.
func TestNewerThanThisProgram(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.plant(app.Open, runThing(w.chain(w.b, app.Kind(999), app.Open, `{"mới":1}`, `{"mới":2}`)...))
	newer := runThing(w.chain(w.d, app.KindSettings, app.Open, `{}`)...)
	newer.data[5] = 2
	stays := w.plant(app.Open, newer)
	r, _ := w.tryLogged(w.k)
	if r.Newer != 2 || named(r, "change_void") {
		t.Errorf("told as newer are %d changes, refused %+v", r.Newer, r.Refused)
	}
	other := memory(t)
	w.k.meet(other)
	if r := w.d.meet(other); r.Newer != 2 || len(r.Met) != 1 || !r.Met[0].Newer {
		t.Errorf("passed on are %d changes, met %+v", r.Newer, r.Met)
	}
	if _, err := os.Stat(stays); err != nil {
		t.Errorf("what a newer program left is gone: %v", err)
	}
}

// A flipped bit that makes something look newer than this program is damage
// all the same: it does not keep it from being left anew.
func TestDamageThatLooksNewer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, path := range packs(t, w.dir(app.Open)) {
		all, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all[bytes.IndexByte(all, '1')] = '5' // the format of the pack
		for _, c := range changesIn(t, path, w.lib, app.Open) {
			all[bytes.Index(all, c.Raw[:])] = 1 // the format of a change
		}
		if err := os.WriteFile(path, all, 0o600); err != nil {
			t.Fatal(err)
		}
		stood(t, path)
	}
	r, _ := w.tryLogged(w.b)
	if !named(r, "pack_broken") || named(r, "pack_newer") || named(r, "change_newer") {
		t.Errorf("refused are %+v", r.Refused)
	}
	w.a.meet(w.stick)
	w.b.meet(w.stick)
	sameOpen(t, w.a, w.b)
	if w.b.title(2) != "Bài tốt" || w.b.missing() > 0 {
		t.Errorf("B shows %q and lacks %d pictures", w.b.title(2), w.b.missing())
	}
}

// Many packs that hold next to nothing cost seconds.
func TestManyTinyPacks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := 500 * effort()
	for i := range n {
		w.plant(app.Open, looseThing(w.sign(w.k, app.Header{Log: app.LogName{Incarnation: uint64(i + 1)}, Kind: app.KindSettings}, "{}")))
	}
	start := time.Now()
	r, log := w.tryLogged(w.b)
	if took := time.Since(start); took > 20*time.Second*time.Duration(effort()) {
		t.Errorf("%d packs took %v", n, took)
	}
	if len(r.Refused) != 100 || !bytes.Contains([]byte(log), []byte("key=change_void")) {
		t.Errorf("%d are named", len(r.Refused))
	}
	sameOpen(t, w.a, w.b)
}

// Nothing is read or written outside of the folder, whatever links it holds.
func TestLinksOutOfTheFolder(t *testing.T) {
	t.Parallel()
	outside := t.TempDir()
	for _, name := range []string{"open", "staff", "heads", ""} {
		w := newWorld(t)
		at := filepath.Join(filepath.Dir(w.dir(app.Open)), name)
		if err := os.RemoveAll(at); err != nil {
			t.Fatal(err)
		}
		link(w, outside, at)
		f, err := peer.OpenFolder(w.stick, w.lib, w.b.keys.Device())
		if err == nil {
			_, err = w.b.party().Exchange(t.Context(), f, nil)
			_ = f.Close()
		}
		var fault *app.Error
		if app.CodeOf(err) == app.Internal || err == nil {
			t.Errorf("with a link in place of %q: %v %v", name, err, fault)
		}
	}
	if left, err := os.ReadDir(outside); err != nil || len(left) > 0 {
		t.Errorf("outside of the folder lies %v, %v", left, err)
	}
}

// changesIn reads the changes that a pack of an audience holds.
func changesIn(t testing.TB, path string, library app.Hash, a app.Audience) (out []app.Change) {
	t.Helper()
	all, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = readAll(all, filepath.Base(path), library, a, func(c app.Change) { out = append(out, c) })
	if err != nil {
		t.Fatal(fmt.Errorf("%s: %w", path, err))
	}
	return out
}
