package peer_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"bangtin/app"
	"bangtin/app/peer"
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

// What a visitor told a kiosk reaches the desk, and once it has, the kiosk
// and the stick hold nothing of it that can be read. A comment is shown where
// the house shows them at once.
func TestKioskLetsGo(t *testing.T) {
	ctx := context.Background()
	stick := t.TempDir()
	a, k := newMachine(t, "Máy A"), newMachine(t, "Ki-ốt")
	a.found()
	k.join(a, app.Kiosk)
	if err := a.lib.SaveSettings(ctx, app.Settings{Agency: "Thử", Readers: app.Readers{AtOnce: true}}); err != nil {
		t.Fatal(err)
	}
	a.publish(1, "Bài có ý kiến", false)
	a.meet(stick)
	k.meet(stick)
	words := app.CommentSent{Article: articleID(1), Name: "Nguyễn Văn Thử", Email: "rieng-tu@example.org", Text: "Ý kiến của khách tham quan"}
	id, shown, err := k.lib.SendComment(ctx, words)
	if err != nil || shown {
		t.Fatalf("shown %v, %v", shown, err)
	}
	if err := k.lib.Vote(ctx, app.ID{7}, articleID(1), 5); err != nil {
		t.Fatal(err)
	}
	if err := k.lib.SealVotes(ctx); err != nil {
		t.Fatal(err)
	}
	k.meet(stick)
	if len(holds(t, k.dir, words.Email)) == 0 {
		t.Error("the kiosk lets go of a comment that no desk has")
	}
	if found := holds(t, stick, words.Email); len(found) > 0 {
		t.Errorf("an address can be read on the stick, in %v", found)
	}
	a.meet(stick)
	if talk, err := a.lib.Talk(ctx, articleID(1)); err != nil || len(talk.Comments) != 1 || talk.Comments[0].ID != id {
		t.Errorf("the desk shows %+v, %v", talk.Comments, err)
	}
	k.meet(stick)
	if err := k.db.Purge(ctx); err != nil {
		t.Fatal(err)
	}
	if found := holds(t, k.dir, words.Email); len(found) > 0 {
		t.Errorf("the kiosk still holds an address that a desk has, in %v", found)
	}
	if r, err := k.lib.Rating(ctx, articleID(1), app.ID{}); err != nil || r.Count != 1 {
		t.Errorf("the kiosk counts %+v, %v", r, err)
	}
	a.meet(stick)
	k.meet(stick)
	sameOpen(t, a, k)
	if len(holds(t, a.dir, words.Email)) == 0 {
		t.Error("the desk has lost the comment")
	}

	// Another stick, that has met nobody: the kiosk sends no hollow comment.
	other, b := t.TempDir(), newMachine(t, "Máy B")
	b.join(a, app.Publisher)
	k.meet(other)
	a.meet(other)
	b.meet(other)
	a.meet(other)
	sameOpen(t, a, b)
	sameStaff(t, a, b)
	if len(holds(t, b.dir, words.Email)) == 0 {
		t.Error("another desk does not get the comment")
	}
}

// A machine that left a stick once and never came again was last met then,
// however often others meet the stick.
func TestWhoDoesNotComeIsNotMet(t *testing.T) {
	t.Parallel()
	a, k := twoMachines(t, app.Kiosk)
	stick := memory(t)
	a.meet(stick)
	k.meet(stick)
	a.meet(stick)
	heard := func() int64 {
		t.Helper()
		all, err := a.lib.Met(t.Context())
		if err != nil || len(all) != 1 || all[0].Device != k.lib.Device() {
			t.Fatalf("met %+v, %v", all, err)
		}
		return all[0].Heard
	}
	later := func(than int64) {
		for time.Now().UnixMilli() <= than {
		}
	}
	first := heard()
	later(first)
	a.publish(1, "Bài mà ki-ốt chưa có", false)
	a.meet(stick)
	if last := heard(); last != first {
		t.Errorf("the kiosk that never came again is told to have been met %d ms later", last-first)
	}
	k.meet(stick)
	a.meet(stick)
	if heard() == first {
		t.Error("the kiosk came again and is told not to have been met")
	}
}

// cut is a folder that is pulled out after what lies there was taken.
type cut struct{ *peer.Folder }

func (c cut) Notes(context.Context, string) (map[string][]byte, error) {
	return nil, errors.New("pulled out")
}

// The house shows comments at once. Those that a kiosk brought are shown also
// where the stick was pulled out behind them, and the program was ended, once
// the exchange was done again.
func TestCommentsAreShownThoughTheStickWasPulledOut(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	a, k := twoMachines(t, app.Kiosk)
	stick := memory(t)
	a.publish(1, "Bài có ý kiến", false)
	if err := a.lib.SaveSettings(ctx, app.Settings{Agency: "Thử", Readers: app.Readers{AtOnce: true}}); err != nil {
		t.Fatal(err)
	}
	a.meet(stick)
	k.meet(stick)
	id, _, err := k.lib.SendComment(ctx, app.CommentSent{Article: articleID(1), Name: "Bạn đọc", Text: "Hay"})
	if err != nil {
		t.Fatal(err)
	}
	k.meet(stick)
	f, err := peer.OpenFolder(stick, a.lib.Name(), a.lib.Device())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.party().Exchange(ctx, cut{f}, nil); err == nil {
		t.Fatal("no error")
	}
	if err := errors.Join(f.Close(), a.db.Close()); err != nil {
		t.Fatal(err)
	}
	a.open()
	a.meet(stick)
	if talk, err := a.lib.Talk(ctx, articleID(1)); err != nil || len(talk.Comments) != 1 || talk.Comments[0].ID != id {
		t.Errorf("readers see %+v, %v", talk.Comments, err)
	}
	if n, err := a.lib.CommentsWaiting(ctx); err != nil || n != 0 {
		t.Errorf("%d wait for staff for ever, in a house that shows comments at once, %v", n, err)
	}
}
