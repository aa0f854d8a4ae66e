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
