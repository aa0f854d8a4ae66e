package app_test

import (
	"context"
	"testing"

	"bangtin/app"
)

// twoAdministrators are a founder, another, and how far the founder knows that
// one.
func twoAdministrators(t *testing.T) (a, b *machine, before []app.Cut) {
	t.Helper()
	a, b = newMachine(t), newMachine(t)
	a.found()
	a.write(writer, articleID(9), "Bài có trước")
	b.join(a, app.Administrator)
	before, err := a.lib.CutNow(context.Background(), b.keys.Device())
	if err != nil {
		t.Fatal(err)
	}
	return a, b, before
}

// B lets X in, and A, who has not heard of that, revokes B. X has worked
// meanwhile. Its admission counts no more, so A lets the same machine in
// again: what it wrote in good faith is not lost to everybody, itself included.
func TestWorkOfAMachineThatIsLetInAgain(t *testing.T) {
	ctx := context.Background()
	a, b, before := twoAdministrators(t)
	x := newMachine(t)
	x.join(b, app.Desk)
	id := articleID(1)
	x.saveOn(writer, id, "Bài viết cả tuần", nil, "p1 một")
	if err := a.lib.Revoke(ctx, b.keys.Device(), before, "nghỉ việc"); err != nil {
		t.Fatal(err)
	}
	x.take(a.all())
	a.take(x.all())
	if err := a.lib.Admit(ctx, x.keys.Card("máy X"), app.Desk); err != nil {
		t.Fatal(err)
	}
	x.take(a.all())
	a.take(x.all())
	for name, m := range map[string]*machine{"A": a, "X": x} {
		if got, err := m.lib.DeskArticle(ctx, id); err != nil || got.Title != "Bài viết cả tuần" {
			t.Errorf("at %s the article is gone: %v", name, err)
		}
	}
}

// The machine that B let in has itself let another in: that one too worked in
// good faith. Whom a machine names that could never let anybody in has not.
func TestWhoWasLetInInGoodFaith(t *testing.T) {
	ctx := context.Background()
	a, b, before := twoAdministrators(t)
	x, y, z := newMachine(t), newMachine(t), newMachine(t)
	x.join(b, app.Administrator)
	y.join(x, app.Desk)
	id, forged := articleID(1), articleID(2)
	y.saveOn(writer, id, "Bài viết cả tuần", nil, "p1 một")
	y.forge(app.KindAdmit, app.Open, app.Admission{DeviceCard: z.keys.Card("máy Z"), Role: app.Desk}, nil)
	z.belong(a.lib.Name())
	z.take(y.all())
	z.forge(app.KindRevision, app.Staff, app.Revision{Article: forged, Document: entry(forged, "Bài lậu").Document}, nil)

	if err := a.lib.Revoke(ctx, b.keys.Device(), before, "nghỉ việc"); err != nil {
		t.Fatal(err)
	}
	a.take(z.all())
	for _, m := range []*machine{y, z} {
		if err := a.lib.Admit(ctx, m.keys.Card("máy"), app.Desk); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := a.lib.DeskArticle(ctx, id); err != nil {
		t.Errorf("what Y wrote in good faith is gone: %v", err)
	}
	if _, err := a.lib.DeskArticle(ctx, forged); app.CodeOf(err) != app.NotFound {
		t.Errorf("what Z wrote before anybody let it in counts: %v", err)
	}
}
