package app_test

import (
	"context"
	"fmt"
	"testing"

	"bangtin/app"
)

// What waits is known after a restart. Of what nothing can be made is
// named in every tray that holds it, and tried again when it is sent again.
func TestWaitingPreviews(t *testing.T) {
	ctx := context.Background()
	m := newMachine(t)
	m.found()
	picture := func(name string) app.Developed {
		return app.Developed{Original: app.Sum([]byte(name)), Media: app.Media{Width: 1920, Height: 1080}, Small: true, Bytes: 7}
	}
	add := func(d app.Developed, article int, name string) {
		t.Helper()
		if _, err := m.lib.AddToTray(ctx, writer, articleID(article), d, name, 0, app.FromPhone); err != nil {
			t.Fatal(err)
		}
	}
	tray := func(article int) (out string) {
		t.Helper()
		got, err := m.lib.Tray(ctx, writer, articleID(article))
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range got.Items {
			out += fmt.Sprintf("%v %d %v; ", it.Names, len(it.Media.Sizes), it.Waits)
		}
		for _, f := range got.Faults {
			out += fmt.Sprintf("%s: %s; ", f.Name, f.Key)
		}
		return out
	}
	want := func(what, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %s, want %s", what, got, want)
		}
	}
	good, bad := picture("lành"), picture("nứt")
	add(good, 1, "a.jpg")
	add(bad, 1, "b.jpg")
	add(bad, 1, "c.jpg")
	add(bad, 2, "d.jpg")
	m.reopen(false)
	if waiting, err := m.lib.Waiting(ctx); err != nil || len(waiting) != 2 {
		t.Fatalf("waiting after a restart: %v %v", waiting, err)
	}
	made := good
	made.Colour, made.Taken = "#334455", "2024-07-03T17:59:08"
	made.Sizes = []app.Size{{Hash: app.Sum([]byte("nhỏ")), Type: "image/jpeg", Width: 1920, Height: 1080, Bytes: 3}}
	if err := m.lib.SavePreview(ctx, made); err != nil {
		t.Fatal(err)
	}
	why := app.Fault(app.Invalid, "photo_corrupt", "Tệp ảnh bị hỏng. Xin chép lại", "The picture is damaged. Please copy it again")
	if err := m.lib.FailPreview(ctx, bad.Original, why); err != nil {
		t.Fatal(err)
	}
	want("the first tray", tray(1), "[a.jpg] 1 false; b.jpg: photo_corrupt; c.jpg: photo_corrupt; ")
	want("the second tray", tray(2), "d.jpg: photo_corrupt; ")
	if got, _ := m.lib.Tray(ctx, writer, articleID(1)); got.Items[0].TakenBy != app.TakenCamera {
		t.Errorf("its time is known by %q", got.Items[0].TakenBy)
	}
	if waiting, err := m.lib.Waiting(ctx); err != nil || len(waiting) != 0 {
		t.Errorf("waiting: %v %v", waiting, err)
	}
	if _, ok, err := m.lib.Preview(ctx, bad.Original); ok || err != nil {
		t.Errorf("a preview of which nothing can be made: %v %v", ok, err)
	}
	add(bad, 2, "d.jpg")
	want("sent again", tray(2), "[d.jpg] 0 true; ")
	if waiting, err := m.lib.Waiting(ctx); err != nil || len(waiting) != 1 || waiting[0] != bad.Original {
		t.Errorf("waiting again: %v %v", waiting, err)
	}
	add(good, 2, "a.jpg")
	want("made before", tray(2), "[a.jpg] 1 false; [d.jpg] 0 true; ")
}
