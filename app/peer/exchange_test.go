package peer_test

import (
	"context"
	"fmt"
	"testing"

	"bangtin/app"
)

// Two desks and a kiosk that only ever meet over one stick end with the same
// library, and what only desks may read stays with them.
func TestThreeMachinesOverOneStick(t *testing.T) {
	ctx := context.Background()
	stick := t.TempDir()
	a, b, k := newMachine(t, "Máy A"), newMachine(t, "Máy B"), newMachine(t, "Ki-ốt")
	a.found()
	b.join(a, app.Publisher)
	k.join(a, app.Kiosk)
	for i := range 10 {
		a.publish(i, fmt.Sprintf("Bài %d của A", i), i%2 == 0)
	}
	draft := app.Entry{Article: articleID(500), Category: []app.Text{{VI: "Thời sự"}}, Document: app.Document{Title: "Bản thảo mật", Lang: "vi",
		Body: []byte(`{"type":"doc","content":[{"type":"paragraph","attrs":{"id":"b1"},"content":[{"type":"text","text":"CHƯA DUYỆT"}]}]}`)}}
	if saved, err := a.lib.Save(ctx, false, draft); err != nil || saved[0].Err != nil {
		t.Fatal(err, saved[0].Err)
	}
	went := a.meet(stick)
	if went.Went.Changes == 0 || went.Went.Files != 5 || went.Came.Changes != 0 {
		t.Errorf("A left %+v and took %+v", went.Went, went.Came)
	}
	if found := holds(t, stick, "CHƯA DUYỆT"); len(found) > 0 {
		t.Errorf("a draft can be read on the stick, in %v", found)
	}
	came := b.meet(stick)
	if came.Came.Files != 5 || len(came.Articles) != 11 || len(came.Met) != 1 || came.Met[0].Device != a.lib.Device() {
		t.Errorf("B took %+v, articles %d, met %+v", came.Came, len(came.Articles), came.Met)
	}
	k.meet(stick)
	sameOpen(t, a, b, k)
	sameStaff(t, a, b)
	if k.missing() > 0 || b.missing() > 0 || k.title(3) != "Bài 3 của A" {
		t.Errorf("%d pictures are missing at the kiosk, %d at B", k.missing(), b.missing())
	}
	if found := holds(t, k.dir, "CHƯA DUYỆT"); len(found) > 0 {
		t.Errorf("the kiosk holds a draft, in %v", found)
	}

	// All three go on apart.
	b.publish(20, "Bài của B", true)
	if err := b.lib.Retract(ctx, articleID(2), "sai"); err != nil {
		t.Fatal(err)
	}
	a.publish(3, "Bài 3 của A, đã sửa", false)
	if err := k.lib.Vote(ctx, app.ID{1}, articleID(4), 4); err != nil {
		t.Fatal(err)
	}
	if err := k.lib.SealVotes(ctx); err != nil {
		t.Fatal(err)
	}
	for range 2 { // what the kiosk brings needs a second round to come back to it
		for _, m := range []*machine{b, k, a} {
			m.meet(stick)
		}
	}
	for _, m := range []*machine{a, b, k} { // what those rounds wrote themselves
		m.meet(stick)
	}
	sameOpen(t, a, b, k)
	sameStaff(t, a, b)
	if k.title(20) != "Bài của B" || k.title(3) != "Bài 3 của A, đã sửa" || k.title(2) != "(not_found)" {
		t.Errorf("the kiosk shows %q, %q and %q", k.title(20), k.title(3), k.title(2))
	}
	if r, err := a.lib.Rating(ctx, articleID(4), app.ID{}); err != nil || r.Count != 1 {
		t.Errorf("the kiosk's vote counts %+v at a desk, %v", r, err)
	}
	log := app.LogName{Device: k.lib.Device(), Incarnation: k.lib.Incarnation(), Audience: app.Staff}
	if n, err := k.lib.Received(ctx, log); err != nil || n == 0 {
		t.Errorf("the kiosk knows of receipts up to %d, %v", n, err)
	}
	before := len(packs(t, stick))
	again := a.meet(stick)
	if again.Came.Changes+again.Went.Changes+again.Went.Files > 0 || len(packs(t, stick)) != before {
		t.Errorf("a meeting with nothing to tell took %+v and left %+v", again.Came, again.Went)
	}
}
