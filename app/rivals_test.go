package app_test

import (
	"context"
	"testing"
	"time"

	"bangtin/app"
)

// One desk bins or archives an article that readers do not see; another,
// which has not heard of that, publishes the same version. Readers then see
// it, so staff have to find it where they look for what is on show and be
// able to withdraw it.
func TestPublishedHereAndBinnedThere(t *testing.T) {
	ctx := context.Background()
	for _, away := range []app.Act{app.ActTrash, app.ActArchive} {
		t.Run(string(away), func(t *testing.T) {
			a, b := newMachine(t), newMachine(t)
			a.found()
			b.join(a, app.Publisher)
			id := articleID(1)
			a.write(writer, id, "Bài đã gỡ")
			a.do(writer, id, app.ActSubmit)
			a.do(editor, id, app.ActApprove)
			a.do(publisher, id, app.ActPublish)
			a.do(editor, id, app.ActRetract)
			meet(t, a, b)
			a.do(editor, id, away)
			b.do(publisher, id, app.ActPublish)
			meet(t, a, b)
			if got := a.title(id); got != "Bài đã gỡ" {
				t.Fatalf("readers see %q", got)
			}
			row := a.desk(id)
			if row.State != app.Public {
				t.Errorf("readers see it, and staff find it under %q", row.State)
			}
			p, err := a.lib.DeskList(ctx, app.DeskFilter{State: app.Public}, nil, 10)
			if err != nil || len(p.Rows) != 1 {
				t.Errorf("the list of what is on show has %d rows: %v", len(p.Rows), err)
			}
			if err := a.lib.Do(ctx, publisher, id, app.Deed{Act: app.ActRetract, Reason: "sai"}); err != nil {
				t.Errorf("withdraw it: %v", err)
			}
			if row := a.desk(id); row.State == app.Public || a.title(id) == "Bài đã gỡ" {
				t.Errorf("withdrawn it is %q, and readers see %q", row.State, a.title(id))
			}
		})
	}
}

// Two desks publish the same version at different times, apart: one puts
// the embargo off, the other only adds a note. The greater shows, and the
// desk is told.
func TestTwoTimesForOneVersionAreTold(t *testing.T) {
	ctx := context.Background()
	a, b := newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Publisher)
	id := articleID(1)
	a.write(writer, id, "Bài có cấm vận")
	a.do(writer, id, app.ActSubmit)
	a.do(editor, id, app.ActApprove)
	soon, later := time.Now().Add(time.Hour).UnixMilli(), time.Now().Add(240*time.Hour).UnixMilli()
	if err := a.lib.Do(ctx, publisher, id, app.Deed{Act: app.ActPublish, From: soon}); err != nil {
		t.Fatal(err)
	}
	meet(t, a, b)
	if err := a.lib.Do(ctx, publisher, id, app.Deed{Act: app.ActPublish, From: later}); err != nil {
		t.Fatal(err)
	}
	b.write(writer, articleID(2), "Bài khác")
	if err := b.lib.Do(ctx, publisher, id, app.Deed{Act: app.ActPublish, From: soon, Note: "Sửa chú thích"}); err != nil {
		t.Fatal(err)
	}
	meet(t, a, b)
	row := a.desk(id)
	if row.Card.From != soon {
		t.Fatalf("the other one counts: %d", row.Card.From)
	}
	if len(row.Card.Rivals) == 0 {
		t.Errorf("the embargo that A put off by ten days opens in an hour, and no desk is told")
	}
}

// B changes a draft, A goes on from that, and C, who has heard of neither,
// revokes B. What A saved holds B's words and stands; the version that both
// came from is behind it, and is no second version beside it.
func TestAVersionMadeFromWhatARevocationVoids(t *testing.T) {
	ctx := context.Background()
	a, b, c := newMachine(t), newMachine(t), newMachine(t)
	a.found()
	c.join(a, app.Administrator)
	b.join(a, app.Desk)
	id := articleID(1)
	first := a.saveOn(writer, id, "Bản đầu", nil, "p1 một", "p2 hai")
	meet(t, a, b, c)
	second := b.saveOn(editor, id, "Bản của B", []app.Hash{first}, "p1 MỘT", "p2 hai")
	a.take(b.all())
	third := a.saveOn(writer, id, "Bản của A", []app.Hash{second}, "p1 MỘT", "p2 HAI")
	cut, err := c.lib.CutNow(ctx, b.keys.Device())
	if err == nil {
		err = c.lib.Revoke(ctx, b.keys.Device(), cut, "mất máy")
	}
	if err != nil {
		t.Fatal(err)
	}
	meet(t, a, c)
	got := a.desk(id)
	if len(got.Heads) != 1 || got.Heads[0] != third {
		t.Errorf("%d versions are told to stand beside each other; the first is an ancestor", len(got.Heads))
	}
	if got.Merged != nil {
		t.Errorf("put together they say: %s", got.Document.Body)
	}
}
