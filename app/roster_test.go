package app_test

import (
	"context"
	"slices"
	"testing"

	"bangtin/app"
)

func (m *machine) member(k app.Key) (app.Member, bool) { return m.lib.Roster().Member(k) }

// Two administrators admit one key, neither knowing of the other, with the
// same number: all machines hold the same of the two for the one that counts.
func TestTwoAdmissionsOfOneKey(t *testing.T) {
	ctx := context.Background()
	a, b := newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Administrator)
	before := a.all()
	card := newKeys(t).Card("máy mới")
	for _, m := range []*machine{a, b} {
		if err := m.lib.Admit(ctx, card, app.Kiosk); err != nil {
			t.Fatal(err)
		}
	}
	ofA, ofB := a.all()[len(before):], b.all()[len(before):]
	a.take(ofB)
	b.take(ofA)
	x, _ := a.member(card.Device)
	y, _ := b.member(card.Device)
	if x.By != y.By {
		t.Error("each holds its own admission for the one that counts")
	}
	sameRoots(t, a, b)
	a.rebuilt()
	b.rebuilt()
}

// An administrator is revoked up to an act by which it admitted somebody. The
// admission counts as soon as the chain from the cut down to it is there,
// whatever the link is that comes last.
func TestChainOfARevokedAdministratorComesLate(t *testing.T) {
	ctx := context.Background()
	a, b := newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Administrator)
	card := newKeys(t).Card("máy mới")
	if err := b.lib.Admit(ctx, card, app.Kiosk); err != nil {
		t.Fatal(err)
	}
	for _, agency := range []string{"Một", "Hai"} {
		if err := b.lib.SaveSettings(ctx, app.Settings{Agency: agency}); err != nil {
			t.Fatal(err)
		}
	}
	a.take(b.all())
	cut, err := a.lib.CutNow(ctx, b.keys.Device())
	if err != nil {
		t.Fatal(err)
	}
	if err := a.lib.Revoke(ctx, b.keys.Device(), cut, "nghỉ việc"); err != nil {
		t.Fatal(err)
	}
	all := a.all()
	link := slices.IndexFunc(all, func(raw []byte) bool {
		c, err := app.DecodeChange(raw)
		return err == nil && c.Kind == app.KindSettings && c.Seq == 2
	})
	m := a.fresh(slices.Concat(all[:link], all[link+1:])...)
	if _, ok := m.member(card.Device); ok {
		t.Fatal("an admission counts whose chain is broken")
	}
	m.take(all[link : link+1])
	if _, ok := m.member(card.Device); !ok {
		t.Error("the chain is whole, and the admission does not count")
	}
	sameRoots(t, a, m)
	m.rebuilt()
}

// A folder was copied and both copies wrote in one log. Whoever revokes the
// device keeps what is known of both branches.
func TestCutKeepsBothBranchesOfAFork(t *testing.T) {
	ctx := context.Background()
	a, b, twin := newMachine(t), newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Publisher)
	b.publish(entry(articleID(1), "Trước khi chép"))
	twin.keys = b.keys
	twin.reopen(false)
	twin.belong(a.lib.Name())
	twin.take(b.all())
	twin.setIncarnation(b.lib.Incarnation())
	b.publish(entry(articleID(2), "Của máy"))
	twin.publish(entry(articleID(3), "Của bản chép"))
	twin.publish(entry(articleID(4), "Của bản chép, nữa"))
	a.take(b.all())
	a.take(twin.all())
	cut, err := a.lib.CutNow(ctx, b.keys.Device())
	if err != nil || len(cut) != 4 {
		t.Fatalf("the cut names %d branches of two logs that forked: %v", len(cut), err)
	}
	if err := a.lib.Revoke(ctx, b.keys.Device(), cut, "bị chép"); err != nil {
		t.Fatal(err)
	}
	b.publish(entry(articleID(5), "Sau khi thu hồi"))
	a.take(b.all())
	for n, want := range []string{1: "Trước khi chép", 2: "Của máy", 3: "Của bản chép", 4: "Của bản chép, nữa", 5: "(not_found)"} {
		if got := a.title(articleID(n)); n > 0 && got != want {
			t.Errorf("readers see %q, not %q", got, want)
		}
	}
	a.rebuilt()
}

// The machines of an office were stolen, and a new one was let in with the
// 24 words: it outranks the founder, whoever speaks first.
func TestWhoeverHadThePaperLastIsSenior(t *testing.T) {
	ctx := context.Background()
	paper := newKeys(t)
	a, b, first, last := newMachine(t), newMachine(t), newMachine(t), newMachine(t)
	if err := a.lib.Found(ctx, "Thử", a.keys.Card("máy đầu"), paper.Device(), paper.AgeTo); err != nil {
		t.Fatal(err)
	}
	b.join(a, app.Administrator)
	for _, m := range []*machine{first, last} {
		m.belong(a.lib.Name())
		m.take(a.all())
		if err := m.lib.Recover(ctx, paper.Sign, m.keys.Card("máy mới")); err != nil {
			t.Fatal(err)
		}
		a.take(m.all())
	}
	first.take(a.all())
	var order []app.Key
	for _, m := range a.lib.Roster().Members() {
		order = append(order, m.Device)
	}
	if want := []app.Key{last.keys.Device(), first.keys.Device(), a.keys.Device(), b.keys.Device()}; !slices.Equal(order, want) {
		t.Fatalf("the order of seniority is %v, want %v", order, want)
	}
	for _, x := range []struct{ by, of *machine }{{a, last}, {a, first}, {first, a}, {first, last}, {last, first}} {
		cut, err := x.by.lib.CutNow(ctx, x.of.keys.Device())
		if err != nil {
			t.Fatal(err)
		}
		if err := x.by.lib.Revoke(ctx, x.of.keys.Device(), cut, ""); err != nil {
			t.Fatal(err)
		}
	}
	all := slices.Concat(a.all(), first.all(), last.all())
	m := a.fresh(all...)
	for _, x := range []struct {
		of      *machine
		revoked bool
	}{{last, false}, {first, true}, {b, false}} {
		if got, _ := m.member(x.of.keys.Device()); got.Revoked != x.revoked {
			t.Errorf("%s: revoked is %v", got.Name, got.Revoked)
		}
	}
	slices.Reverse(all)
	sameRoots(t, m, a.fresh(all...))
}

// The words alone end the rights of any machine, on a machine without any.
func TestThePaperRevokes(t *testing.T) {
	ctx := context.Background()
	paper := newKeys(t)
	a, b := newMachine(t), newMachine(t)
	if err := a.lib.Found(ctx, "Thử", a.keys.Card("máy đầu"), paper.Device(), paper.AgeTo); err != nil {
		t.Fatal(err)
	}
	b.join(a, app.Desk)
	cut, err := b.lib.CutNow(ctx, a.keys.Device())
	if err != nil {
		t.Fatal(err)
	}
	if err := b.lib.RevokeByPaper(ctx, newKeys(t).Sign, a.keys.Device(), cut, "mất"); app.CodeOf(err) != app.Denied {
		t.Errorf("another library's key revokes: %v", err)
	}
	if err := b.lib.RevokeByPaper(ctx, paper.Sign, a.keys.Device(), cut, "mất"); err != nil {
		t.Fatal(err)
	}
	a.take(b.all())
	if m, _ := a.member(a.keys.Device()); !m.Revoked {
		t.Error("the founder is not revoked")
	}
	sameRoots(t, a, b)
	a.rebuilt()
}
