package app_test

import (
	"context"
	"strings"
	"testing"

	"bangtin/app"
)

// A laptop that was revoked without knowing it writes on. Once it hears of it,
// what it wrote since counts nowhere, and it still has it, the last of each
// article, for its people to take along; nothing more is taken.
func TestWhatARevokedMachineWrote(t *testing.T) {
	ctx := context.Background()
	a, b := newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Publisher)
	known := b.saveOn(writer, articleID(1), "Viết trước", nil, "p1 một")
	a.take(b.all())
	cut, err := a.lib.CutNow(ctx, b.keys.Device())
	if err != nil {
		t.Fatal(err)
	}
	if err := a.lib.Revoke(ctx, b.keys.Device(), cut, "nghỉ việc"); err != nil {
		t.Fatal(err)
	}
	if got, err := a.lib.Unheard(ctx); err != nil || len(got) > 0 || a.lib.Revoked() {
		t.Errorf("at a machine that was not revoked: %+v, %v", got, err)
	}
	first := b.saveOn(writer, articleID(1), "Sửa sau", []app.Hash{known}, "p1 hai")
	b.saveOn(writer, articleID(1), "Sửa lần nữa", []app.Hash{first}, "p1 ba")
	b.publish(entry(articleID(2), "Đăng sau"))
	if got, err := b.lib.Unheard(ctx); err != nil || len(got) > 0 {
		t.Errorf("before it hears of it: %+v, %v", got, err)
	}
	looks := b.lib.Looks()
	b.take(a.all())
	if !b.lib.Revoked() || b.lib.Looks() == looks {
		t.Error("its pages do not hear that it was revoked")
	}
	got, err := b.lib.Unheard(ctx)
	if err != nil || len(got) != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	if got[0].Document.Title != "Đăng sau" || got[1].Document.Title != "Sửa lần nữa" || !strings.Contains(string(got[1].Document.Body), "ba") || got[1].Article != articleID(1) {
		t.Errorf("%+v", got)
	}
	if _, err := b.lib.SaveDraft(ctx, writer, articleID(1), got[1].Document, nil); app.CodeOf(err) != app.Denied || !strings.Contains(err.Error(), "revoked") {
		t.Errorf("writing on: %v", err)
	}
}
