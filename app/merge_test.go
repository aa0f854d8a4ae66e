package app_test

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"bangtin/app"
	"bangtin/app/body"
)

func paragraphs(lines ...string) json.RawMessage {
	d := body.Doc{}
	for _, l := range lines {
		id, words, _ := strings.Cut(l, " ")
		d.Content = append(d.Content, body.Node{Type: "paragraph", Attrs: map[string]any{"id": id}, Content: []body.Node{{Type: "text", Text: words}}})
	}
	b, _ := d.Canonical()
	return b
}

// Two people edit the same version on two machines. Both see one merged
// draft, readers see nothing of it, and whoever saves it ends the conflict.
func TestMergedDraft(t *testing.T) {
	ctx := context.Background()
	a, b := newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Publisher)
	id := articleID(1)
	save := func(m *machine, by app.Actor, title string, tags []string, parents []app.Hash, lines ...string) app.Hash {
		t.Helper()
		d := draft(m, title)
		d.Tags, d.Body = tags, paragraphs(lines...)
		s, err := m.lib.SaveDraft(ctx, by, id, d, parents)
		if err != nil {
			t.Fatal(err)
		}
		return s.Revision
	}
	save(a, writer, "Hội nghị", []string{"đối ngoại"}, nil, "a một", "b hai", "c ba")
	a.do(writer, id, app.ActSubmit)
	a.do(editor, id, app.ActApprove)
	a.do(publisher, id, app.ActPublish)
	b.take(a.all())
	if m := a.desk(id); m.Merged != nil {
		t.Error("one version is merged")
	}
	one := save(a, writer, "Hội nghị tỉnh", []string{"đối ngoại", "hội nghị"}, nil, "a MỘT", "b hai", "c ba")
	two := save(b, editor, "Hội nghị tỉnh", []string{"đối ngoại", "ảnh"}, nil, "a một", "b hai", "c ba!", "d bốn")
	a.take(b.all())
	b.take(a.all())
	sameRoots(t, a, b)
	at := a.desk(id)
	if at.Merged == nil || len(at.Merged.Clashes)+len(at.Merged.Fields) != 0 {
		t.Fatalf("merged: %+v", at.Merged)
	}
	want := draft(a, "Hội nghị tỉnh")
	want.Body = paragraphs("a MỘT", "b hai", "c ba!", "d bốn")
	if at.Document.Title != want.Title || string(at.Document.Body) != string(want.Body) {
		t.Errorf("it says %q %s", at.Document.Title, at.Document.Body)
	}
	slices.Sort(at.Document.Tags)
	if got := strings.Join(at.Document.Tags, ","); got != "hội nghị,đối ngoại,ảnh" {
		t.Errorf("tags %s", got)
	}
	if here, there := a.desk(id).Document, b.desk(id).Document; here.Title != there.Title || string(here.Body) != string(there.Body) {
		t.Error("the two machines merge otherwise")
	}
	if got := a.title(id); got != "Hội nghị" {
		t.Errorf("readers see %q", got)
	}
	saved, err := a.lib.SaveDraft(ctx, writer, id, a.desk(id).Document, at.Heads)
	if err != nil {
		t.Fatal(err)
	}
	r, err := a.lib.Revision(ctx, id, saved.Revision)
	if err != nil {
		t.Fatal(err)
	}
	if after := a.desk(id); after.Merged != nil || len(after.Heads) != 1 || !slices.Contains(r.Parents, one) || !slices.Contains(r.Parents, two) {
		t.Errorf("saved with parents %v, and %d heads stand", r.Parents, len(after.Heads))
	}
	if got := a.title(id); got != "Hội nghị" {
		t.Errorf("after saving readers see %q", got)
	}

	// Both change the same words: both stand, and are told.
	b.take(a.all())
	save(a, writer, "Tít một", nil, nil, "a MỘT?", "b hai")
	save(b, editor, "Tít hai", nil, nil, "a MỘT!", "b hai")
	b.take(a.all())
	at = b.desk(id)
	if at.Merged == nil || len(at.Merged.Fields) != 1 || at.Merged.Fields[0].Field != "title" || len(at.Merged.Clashes) == 0 {
		t.Fatalf("merged: %+v", at.Merged)
	}
	keys := ""
	for _, fault := range at.Merged.Faults() {
		keys += fault.Key + " " + fault.Block + " "
	}
	if keys != "merge_field  merge_twice a " {
		t.Errorf("a person is told %q", keys)
	}
	if s := at.Document.Title + string(at.Merged.Fields[0].Others[0]); !strings.Contains(s, "Tít một") || !strings.Contains(s, "Tít hai") {
		t.Errorf("titles: %s", s)
	}
}

// Documents merge to the same in any order, and one alone to itself.
func TestMergeDocuments(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	words := []string{"Hội nghị", "Triển lãm", "Thông báo", ""}
	made := func(d app.Document) app.Document {
		d.Tags = slices.Clone(d.Tags)
		for range 1 + random.IntN(4) {
			w := words[random.IntN(len(words))]
			switch random.IntN(5) {
			case 0:
				d.Title = "Tít " + w
			case 1:
				d.Lead = w
			case 2:
				d.Genre = w
			case 3:
				if w != "" && !slices.Contains(d.Tags, w) {
					d.Tags = append(d.Tags, w)
				} else if len(d.Tags) > 0 {
					d.Tags = d.Tags[1:]
				}
			case 4:
				d.Body = paragraphs("a một "+w, "b hai")
			}
		}
		return d
	}
	text := func(d app.Document) string {
		t.Helper()
		b, name, err := app.Revision{Document: d}.Encode()
		if err != nil {
			t.Fatal(err, name)
		}
		return string(b)
	}
	clashes := 0
	for range 500 {
		base := made(app.Document{Title: "Tít", Lang: "vi", Category: app.DeriveID("x"), Body: paragraphs("a một", "b hai")})
		one, two, three := made(base), made(base), made(base)
		merged, told, err := app.MergeDocuments(base, one, two, three)
		if err != nil {
			t.Fatal(err)
		}
		clashes += len(told.Fields)
		again, _, err := app.MergeDocuments(base, three, one, two, one)
		if err != nil || text(again) != text(merged) {
			t.Fatalf("another order: %v\n%s\n%s", err, text(merged), text(again))
		}
		if alone, _, err := app.MergeDocuments(base, one, base); err != nil || text(alone) != text(one) {
			t.Fatalf("one alone: %v\n%s\n%s", err, text(alone), text(one))
		}
	}
	if clashes < 50 {
		t.Errorf("%d fields clashed: that tries little", clashes)
	}
}
