package cli

import (
	"testing"

	"bangtin/app"
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
