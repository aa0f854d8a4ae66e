package app_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"bangtin/app"
)

// shuffled gives the changes in random order, some of them twice.
func shuffled(r *rand.Rand, all [][]byte) [][]byte {
	out := append([][]byte(nil), all...)
	for _, c := range all {
		if r.IntN(3) == 0 {
			out = append(out, c)
		}
	}
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// feed gives a machine changes in pieces of random length.
func (m *machine) feed(r *rand.Rand, changes [][]byte) {
	m.t.Helper()
	for len(changes) > 0 {
		n := min(1+r.IntN(5), len(changes))
		m.take(changes[:n])
		changes = changes[n:]
	}
}

func sameRoots(t *testing.T, a, b *machine) {
	t.Helper()
	x, y := a.status(), b.status()
	if x.RootOpen != y.RootOpen || x.RootStaff != y.RootStaff {
		t.Errorf("roots differ: %s %s, %s %s", x.RootOpen[:8], x.RootStaff[:8], y.RootOpen[:8], y.RootStaff[:8])
	}
	if x.Changes != y.Changes || x.Published != y.Published || x.Draft != y.Draft {
		t.Errorf("counts differ: %+v, %+v", x, y)
	}
}

// Two desks write apart, one of them also after a new incarnation, and a
// copy of its folder goes on writing under the same keys: a fork. Whoever
// gets all of it, in whatever order, holds every change once and folds to
// the same.
func TestLogsCopiedInAnyOrderFoldToTheSame(t *testing.T) {
	r := rand.New(rand.NewPCG(seed(t), 1))
	ctx := context.Background()
	a, b, twin, late := newMachine(t), newMachine(t), newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Publisher)
	for i := range 20 {
		a.publish(entry(articleID(i), fmt.Sprintf("Bài %d của A", i)))
	}
	// The twin holds the keys and all the changes of A, and so goes on in
	// A's own log from where the copy was made.
	twin.keys = a.keys
	twin.reopen(false)
	twin.belong(a.lib.Name())
	twin.take(a.all())
	twin.setIncarnation(a.lib.Incarnation())
	for i := range 10 {
		b.publish(entry(articleID(i+10), fmt.Sprintf("Bài %d của B", i+10)))
		twin.publish(entry(articleID(i+5), fmt.Sprintf("Bài %d của bản chép", i+5)))
		a.publish(entry(articleID(i), fmt.Sprintf("Bài %d của A, sửa", i)))
	}
	if err := b.lib.Retract(ctx, articleID(12), ""); err != nil {
		t.Fatal(err)
	}
	a.reopen(true)
	a.publish(entry(articleID(50), "Bài sau khi khôi phục"))
	if err := a.lib.SaveSettings(ctx, app.Settings{Agency: "Cơ quan thử"}); err != nil {
		t.Fatal(err)
	}

	everything := append(append(a.all(), b.all()...), twin.all()...)
	distinct := map[app.Hash]bool{}
	for _, raw := range everything {
		c, err := app.DecodeChange(raw)
		if err != nil {
			t.Fatal(err)
		}
		distinct[c.ID] = true
	}
	late.belong(a.lib.Name())
	for _, m := range []*machine{a, b, twin, late} {
		m.feed(r, shuffled(r, everything))
		if got := m.status().Changes; got != len(distinct) {
			t.Errorf("holds %d changes, there are %d", got, len(distinct))
		}
	}
	for _, m := range []*machine{b, twin, late} {
		sameRoots(t, a, m)
		if forked := m.status().Forked; len(forked) != 1 || forked[0] != a.keys.Device().String() {
			t.Errorf("forked devices = %v", forked)
		}
	}
	if got := late.title(articleID(12)); got != "(not_found)" {
		t.Errorf("a retraction was lost: %q", got)
	}
	if got := late.title(articleID(50)); got != "Bài sau khi khôi phục" {
		t.Errorf("the new incarnation was lost: %q", got)
	}
	if err := late.lib.Rebuild(ctx, nil); err != nil {
		t.Fatal(err)
	}
	sameRoots(t, a, late)
}

// setIncarnation makes a copy go on in the log of its original.
func (m *machine) setIncarnation(n uint64) {
	m.t.Helper()
	b := []byte{byte(n >> 56), byte(n >> 48), byte(n >> 40), byte(n >> 32), byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}
	if err := m.db.Update(context.Background(), func(tx app.Tx) error { return tx.Put("local", []byte("incarnation"), b) }); err != nil {
		m.t.Fatal(err)
	}
	if err := m.lib.Reload(context.Background()); err != nil {
		m.t.Fatal(err)
	}
}

// Two publications that have not seen each other: one shows, the same one
// everywhere, and the desk is told. A retraction beats both.
func TestActsThatHaveNotSeenEachOther(t *testing.T) {
	a, b := newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Publisher)
	id := articleID(1)
	a.publish(entry(id, "Bản của A"))
	b.publish(entry(id, "Bản của B"))
	x, y := a.all(), b.all()
	a.take(y)
	b.take(x)
	sameRoots(t, a, b)
	if a.title(id) != b.title(id) {
		t.Errorf("A shows %q, B shows %q", a.title(id), b.title(id))
	}
	art, err := a.lib.Article(context.Background(), id)
	if err != nil || len(art.Rivals) != 1 {
		t.Errorf("rivals = %v, %v", art.Rivals, err)
	}
	// Now one retracts while the other corrects.
	a.publish(entry(id, "Bản sửa của A"))
	if err := b.lib.Retract(context.Background(), id, ""); err != nil {
		t.Fatal(err)
	}
	x, y = a.all(), b.all()
	a.take(y)
	b.take(x)
	sameRoots(t, a, b)
	if got := a.title(id); got != "(not_found)" {
		t.Errorf("a retraction did not beat a publication: %q", got)
	}
	// Whoever has seen both may publish again.
	a.publish(entry(id, "Bản chung"))
	if got := a.title(id); got != "Bản chung" {
		t.Errorf("after both were seen: %q", got)
	}
}

// Rights belong to the device: what a plain desk or a stranger publishes
// is kept and relayed, but shows nowhere; and it counts as soon as an
// admission that was on its way arrives.
func TestVerdictsFollowTheRoster(t *testing.T) {
	a, b, c := newMachine(t), newMachine(t), newMachine(t)
	a.found()
	before := a.all()
	b.join(a, app.Publisher)
	b.publish(entry(articleID(1), "Bài của B"))
	c.belong(a.lib.Name())
	c.take(before)
	ofB := b.all()[len(a.all()):]
	c.take(ofB) // the admission of B has not arrived
	if got := c.title(articleID(1)); got != "(not_found)" {
		t.Errorf("a stranger's article shows: %q", got)
	}
	c.take(a.all())
	if got := c.title(articleID(1)); got != "Bài của B" {
		t.Errorf("after the admission: %q", got)
	}
	d := newMachine(t)
	d.join(a, app.Desk)
	if _, err := d.lib.Save(context.Background(), true, entry(articleID(2), "Bài chưa duyệt")); app.CodeOf(err) != app.Denied {
		t.Errorf("a plain desk may publish: %v", err)
	}
}

// A revocation carries a cut: what came before counts, what came after is
// void, in any order of arrival.
func TestRevocationWithCut(t *testing.T) {
	ctx := context.Background()
	r := rand.New(rand.NewPCG(7, 7))
	a, b := newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Publisher)
	b.publish(entry(articleID(1), "Trước khi thu hồi"))
	a.take(b.all())
	cut, err := a.lib.CutNow(ctx, b.keys.Device())
	if err != nil {
		t.Fatal(err)
	}
	b.publish(entry(articleID(2), "Sau khi thu hồi"))
	b.publish(entry(articleID(1), "Sửa sau khi thu hồi"))
	if err := a.lib.Revoke(ctx, b.keys.Device(), cut, "mất máy"); err != nil {
		t.Fatal(err)
	}
	everything := append(a.all(), b.all()...)
	for range 5 {
		m := newMachine(t)
		m.belong(a.lib.Name())
		m.feed(r, shuffled(r, everything))
		if got := m.title(articleID(1)); got != "Trước khi thu hồi" {
			t.Errorf("article 1 = %q", got)
		}
		if got := m.title(articleID(2)); got != "(not_found)" {
			t.Errorf("article 2 = %q", got)
		}
		a.take(everything)
		sameRoots(t, a, m)
	}
	b.take(a.all())
	if _, err := b.lib.Save(ctx, true, entry(articleID(3), "Vẫn viết")); app.CodeOf(err) != app.Denied {
		t.Errorf("a revoked device may go on: %v", err)
	}
}

// Two administrators that revoke each other without knowing: the senior
// one wins, whatever arrives first.
func TestMutualRevocation(t *testing.T) {
	ctx := context.Background()
	r := rand.New(rand.NewPCG(8, 8))
	a, b, c := newMachine(t), newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Administrator)
	c.join(a, app.Administrator)
	b.take(a.all())
	cutC, _ := b.lib.CutNow(ctx, c.keys.Device())
	cutB, _ := c.lib.CutNow(ctx, b.keys.Device())
	cutA, _ := c.lib.CutNow(ctx, a.keys.Device())
	for _, err := range []error{
		b.lib.Revoke(ctx, c.keys.Device(), cutC, ""),
		c.lib.Revoke(ctx, b.keys.Device(), cutB, ""),
		c.lib.Revoke(ctx, a.keys.Device(), cutA, ""),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	everything := append(append(a.all(), b.all()...), c.all()...)
	for range 5 {
		m := newMachine(t)
		m.belong(a.lib.Name())
		m.feed(r, shuffled(r, everything))
		for name, want := range map[*machine]bool{a: false, b: false, c: true} {
			got, ok := m.lib.Roster().Member(name.keys.Device())
			if !ok || got.Revoked != want {
				t.Errorf("revoked = %v, want %v", got.Revoked, want)
			}
		}
	}
}

// An erasure removes a body everywhere: a store that had it and one that
// never did fold to the same.
func TestErasure(t *testing.T) {
	ctx := context.Background()
	r := rand.New(rand.NewPCG(9, 9))
	a := newMachine(t)
	a.found()
	id := articleID(1)
	a.publish(entry(id, "Bản đầu"))
	first := shownAct(t, a, id)
	full := a.all()
	a.publish(entry(id, "Bản có tên người"))
	second := shownAct(t, a, id)
	withBody := a.all()
	if err := a.lib.Erase(ctx, app.Open, app.Erasure{Targets: []app.Target{{Change: second, Noun: "publication", ID: id}}}); err != nil {
		t.Fatal(err)
	}
	if got := a.title(id); got != "(not_found)" {
		t.Errorf("after the shown act was erased readers see %q, not nothing", got)
	}
	for _, raw := range a.all() {
		c, err := app.DecodeChange(raw)
		if err != nil {
			t.Fatal(err)
		}
		if c.ID == second && !c.Erased {
			t.Error("the body is still there")
		}
	}
	_ = first
	for name, sources := range map[string][][]byte{"with the body": append(withBody, a.all()...), "without": append(full, a.all()...)} {
		m := newMachine(t)
		m.belong(a.lib.Name())
		m.feed(r, shuffled(r, sources))
		x, y := a.status(), m.status()
		if x.RootOpen != y.RootOpen || x.RootStaff != y.RootStaff {
			t.Errorf("%s: roots differ", name)
		}
		if err := m.lib.Rebuild(ctx, nil); err != nil {
			t.Fatal(err)
		}
		if z := m.status(); z.RootOpen != x.RootOpen {
			t.Errorf("%s: a rebuild folds differently", name)
		}
	}
	err := a.lib.Erase(ctx, app.Open, app.Erasure{Targets: []app.Target{{Change: first, Noun: "roster"}}})
	if app.CodeOf(err) != app.Invalid {
		t.Errorf("the roster can be erased: %v", err)
	}
}

func shownAct(t *testing.T, m *machine, id app.ID) app.Hash {
	t.Helper()
	a, err := m.lib.Article(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return a.Act
}

// lastOf is the last change of a kind that a machine holds.
func (m *machine) lastOf(kind app.Kind) (raw []byte, id app.Hash) {
	m.t.Helper()
	rs, err := m.lib.Read(context.Background(), 0, 1<<20)
	if err != nil {
		m.t.Fatal(err)
	}
	for _, r := range rs {
		if r.Change.Kind == kind {
			raw, id = r.Change.Encode(), r.Change.ID
		}
	}
	if raw == nil {
		m.t.Fatalf("there is no %v", kind)
	}
	return raw, id
}

// fresh is another machine that has been given changes one by one.
func (m *machine) fresh(changes ...[]byte) *machine {
	m.t.Helper()
	n := newMachine(m.t)
	n.belong(m.lib.Name())
	for _, raw := range changes {
		n.take([][]byte{raw})
	}
	return n
}

// rebuilt holds a machine to what it makes of its log anew.
func (m *machine) rebuilt() {
	m.t.Helper()
	x := m.status()
	if err := m.lib.Rebuild(context.Background(), nil); err != nil {
		m.t.Fatal(err)
	}
	if y := m.status(); x.RootOpen != y.RootOpen || x.RootStaff != y.RootStaff || x.Draft != y.Draft {
		m.t.Error("a rebuild folds differently")
	}
}
