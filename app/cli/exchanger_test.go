package cli

import (
	"os"
	"path/filepath"
	"testing"

	"bangtin/app"
	"bangtin/app/api"
)

const oneParagraph = `{"type":"doc","content":[{"type":"paragraph","attrs":{"id":"b1"},"content":[{"type":"text","text":"Chữ"}]}]}`

// An article that was published and put right twice on its way is one article
// to whoever reads how many have come, and how many went.
func TestCorrectionsAreNotCountedAsArticles(t *testing.T) {
	stick := t.TempDir()
	a, b := testCore(t, t.TempDir(), true), testCore(t, t.TempDir(), false)
	if _, err := b.joinBy(t.Context(), deviceArgs{Code: newCode(t, a, app.Publisher, "Máy B"), Folder: stick}); err != nil {
		t.Fatal(err)
	}
	for _, title := range []string{"Bài", "Bài, sửa", "Bài, sửa lần nữa"} {
		saved, err := a.lib.Save(t.Context(), true, app.Entry{Article: app.DeriveID("article", "1"), Category: []app.Text{{VI: "Thời sự", EN: "News"}},
			Document: app.Document{Title: title, Lang: "vi", Body: []byte(oneParagraph)}})
		if err != nil || saved[0].Err != nil {
			t.Fatal(err, saved)
		}
	}
	for _, m := range []*core{a, b} {
		x := newExchanger(&engine{core: m})
		out, err := m.exchange(t.Context(), stick, nil)
		told := x.tell(t.Context(), stick, out, err)
		if told.Problem.V != nil || told.Shown != 1 {
			t.Fatalf("%+v", told)
		}
		counted := told.Went
		if m == b {
			counted = told.Came
		}
		if counted.Articles != 1 || counted.Drafts != 1 || counted.Changes != counted.Others+6 {
			t.Errorf("one article changed hands, and the page says %+v", counted)
		}
		if m == b && len(told.Articles) != 1 {
			t.Errorf("the page lists %+v", told.Articles)
		}
	}
}

// A machine asks under a code that nobody has typed here: the page has a form
// for it. It stays while somebody types, though the shared folder, which is
// met every few minutes, has been met meanwhile, and until it is let in. What
// came of the stick, which may be pulled out now, is told as long as it is
// there.
func TestWhoAsksStaysOnThePageThoughAFolderIsMet(t *testing.T) {
	stick, share := t.TempDir(), t.TempDir()
	a, k := testCore(t, t.TempDir(), true), testCore(t, t.TempDir(), false)
	k.role = app.Kiosk
	if err := k.showCode(); err != nil {
		t.Fatal(err)
	}
	if _, err := k.exchange(t.Context(), stick, nil); err != nil {
		t.Fatal(err)
	}
	x := newExchanger(&engine{core: a})
	asking := func() int {
		v, err := x.View(t.Context())
		if err != nil || v.Last.V == nil {
			t.Fatal(v, err)
		}
		return len(v.Last.V.Asking)
	}
	gone := filepath.Join(t.TempDir(), "gone")
	for _, place := range []string{stick, share, gone} {
		if err := x.meet(t.Context(), place); err != nil {
			t.Fatal(err)
		}
		if n := asking(); n != 1 {
			t.Errorf("after %s was met %d machines ask", place, n)
		}
	}
	if err := os.Rename(stick, gone+"1"); err != nil {
		t.Fatal(err)
	}
	if err := x.meet(t.Context(), stick); err != nil { // pulled out: nobody has looked who asks
		t.Fatal(err)
	}
	if n := asking(); n != 1 {
		t.Errorf("after the stick was pulled out %d machines ask", n)
	}
	there := []api.Place{{Path: stick}, {Path: share, Shared: true}, {Path: gone}}
	for last, want := range map[string]int{share: 2, stick: 1} {
		x.last = x.results[last]
		if got := x.beside(there); len(got) != want || got[0].Place == x.last.Place {
			t.Errorf("when %s was met last, beside it are told %+v", last, got)
		}
	}
	if err := a.lib.Admit(t.Context(), k.keys.Card("Ki-ốt"), app.Kiosk); err != nil {
		t.Fatal(err)
	}
	if n := asking(); n != 0 {
		t.Errorf("%d machines ask that were let in", n)
	}
}
