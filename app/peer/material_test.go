package peer_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"bangtin/app"
)

// Somebody writes an article with a photo and a paper at one desk, and the
// stick brings it to the one that publishes: both come with it, although
// originals are not carried, and no kiosk can have them before.
func TestADraftWithAPhotoIsPublishedAtAnotherDesk(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	a, b := twoMachines(t, app.Publisher)
	k := newMachine(t, "Ki-ốt")
	k.join(a, app.Kiosk)
	stick := memory(t)
	a.publish(9, "Để có chuyên mục", false)
	original, _, err := a.db.Media().Put(ctx, bytes.NewReader(bytes.Repeat([]byte("gốc"), 9000)), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	smaller, size, err := a.db.Media().Put(ctx, bytes.NewReader([]byte("nhỏ hơn")), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	made := app.Media{Width: 100, Height: 80, Colour: "#a4161a", Sizes: []app.Size{{Hash: smaller, Type: "image/jpeg", Width: 100, Height: 80, Bytes: size}}}
	if err := a.lib.SavePreview(ctx, app.Developed{Original: original, Media: made}); err != nil {
		t.Fatal(err)
	}
	paper, length, err := a.db.Media().Put(ctx, bytes.NewReader([]byte("%PDF-1.4 tờ trình")), 1<<20)
	if err == nil {
		err = a.lib.NoteFile(ctx, paper, app.File{Type: "application/pdf", Bytes: length}, "Tờ trình.pdf")
	}
	if err != nil {
		t.Fatal(err)
	}
	category, err := a.lib.EnsureCategory(ctx, []app.Text{{VI: "Thời sự", EN: "News"}})
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf(`{"type":"doc","content":[{"type":"paragraph","attrs":{"id":"b1"},"content":[{"type":"text","text":"Chữ"}]},`+
		`{"type":"figure","attrs":{"id":"b2","media":%q,"caption":"Ảnh","alt":"Ảnh","credit":"Ảnh: Thử"}}]}`, app.Hash(original))
	by := func(post app.Post) app.Actor {
		return app.Actor{Account: app.DeriveID("account", string(post)), Post: post}
	}
	doc := app.Document{Title: "Bài có ảnh", Lead: "Sapô", Lang: "vi", Category: category, Body: json.RawMessage(text), Attached: []app.Attachment{{Media: paper, Name: "Tờ trình"}}}
	if _, err := a.lib.SaveDraft(ctx, by(app.Writer), articleID(1), doc, nil); err != nil {
		t.Fatal(err)
	}
	if err := a.lib.Do(ctx, by(app.Writer), articleID(1), app.Deed{Act: app.ActSubmit}); err != nil {
		t.Fatal(err)
	}
	has := func(m *machine, want bool, when string) {
		t.Helper()
		for what, h := range map[string]app.Hash{"picture": smaller, "paper": paper} {
			if _, err := m.db.Media().Stat(h); (err == nil) != want {
				t.Errorf("%s: %s has the %s: %v", when, m.name, what, err == nil)
			}
		}
		if _, err := m.db.Media().Stat(original); m != a && err == nil {
			t.Errorf("%s: %s has the original", when, m.name)
		}
	}
	for _, m := range []*machine{a, b, k, a, b} {
		m.meet(stick)
	}
	has(b, true, "a draft")
	has(k, false, "a draft")
	if f, err := b.lib.NotedFile(ctx, paper); err != nil || f.Type != "application/pdf" {
		t.Errorf("of the paper B knows %+v, %v", f, err)
	}
	if again := a.meet(stick); again.Went.Changes+again.Went.Files+again.Came.Changes+again.Came.Files > 0 {
		t.Errorf("nothing is new, and %+v went, %+v came", again.Went, again.Came)
	}
	if err := b.lib.Do(ctx, by(app.Editor), articleID(1), app.Deed{Act: app.ActApprove}); err != nil {
		t.Fatal(err)
	}
	if err := b.lib.Do(ctx, by(app.PublisherIn), articleID(1), app.Deed{Act: app.ActPublish}); err != nil {
		t.Fatalf("it cannot be published there: %v", err)
	}
	for _, m := range []*machine{b, k, a} {
		m.meet(stick)
	}
	has(k, true, "published")
	if got := k.title(1); got != "Bài có ảnh" {
		t.Errorf("the kiosk shows %q", got)
	}
}
