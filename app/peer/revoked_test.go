package peer_test

import (
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bangtin/app"
)

// draft saves a draft and publishes nothing.
func (m *machine) draft(n int, title string) {
	m.t.Helper()
	e := app.Entry{Article: articleID(n), Category: []app.Text{{VI: "Thời sự", EN: "News"}},
		Document: app.Document{Title: title, Lead: "Sapô", Lang: "vi", Body: json.RawMessage(`{"type":"doc","content":[{"type":"paragraph","attrs":{"id":"b1"},"content":[{"type":"text","text":"x"}]}]}`)}}
	saved, err := m.lib.Save(context.Background(), false, e)
	if err == nil {
		err = saved[0].Err
	}
	if err != nil {
		m.t.Fatal(err)
	}
}

// A desk that knows that it was revoked takes what is open and no drafts any
// more. What it wrote before and had not told yet it still hands over.
func TestARevokedDeskTakesNoDrafts(t *testing.T) {
	ctx := t.Context()
	stick := t.TempDir()
	a, b := twoMachines(t, app.Publisher)
	for _, m := range []*machine{a, b, a} {
		m.meet(stick)
	}
	a.revoke(b)
	b.draft(2, "Viết khi chưa biết")
	if _, err := a.try(stick); err != nil { // it tells of what does not count
		t.Fatal(err)
	}
	b.meet(stick)
	a.draft(1, "Nháp sau khi thu hồi")
	a.publish(3, "Đã đăng", false)
	if _, err := a.try(stick); err != nil { // it tells of what does not count
		t.Fatal(err)
	}
	b.meet(stick)
	if title, err := b.lib.TitleOf(ctx, articleID(1)); err != nil || title != "" {
		t.Errorf("a revoked desk reads the draft %q: %v", title, err)
	}
	if got := b.title(3); got != "Đã đăng" {
		t.Errorf("of what is open it shows %q", got)
	}
	if _, err := a.try(stick); err != nil { // it tells of what does not count
		t.Fatal(err)
	}
	known, err := a.lib.Known(ctx, app.Staff)
	if err != nil {
		t.Fatal(err)
	}
	came := false
	for _, tip := range known {
		came = came || tip.Log.Device == b.lib.Device()
	}
	if !came {
		t.Error("what it wrote before it knew did not arrive")
	}
}

// A revoked machine publishes an article that is a draft elsewhere. Its act
// counts for nothing, and the head on the stick does not tell the draft's
// title either; nor that of one that was withdrawn and is worked on.
func TestHeadsTellNoTitlesOfDrafts(t *testing.T) {
	ctx := t.Context()
	stick := t.TempDir()
	a, b := twoMachines(t, app.Publisher)
	for _, m := range []*machine{a, b, a} {
		m.meet(stick)
	}
	a.draft(5, "Chưa duyệt một")
	a.meet(stick)
	b.meet(stick)
	a.revoke(b)
	b.publish(5, "Do máy bị thu hồi đăng", false)
	b.meet(stick)
	a.draft(5, "Chưa duyệt hai")
	a.publish(6, "Đã đăng", false)
	if err := a.lib.Retract(ctx, articleID(6), "nhầm"); err != nil {
		t.Fatal(err)
	}
	a.draft(6, "Chưa duyệt ba")
	a.publish(7, "Đang đăng", false)
	if _, err := a.try(stick); err != nil {
		t.Fatal(err)
	}
	if found := holds(t, stick, "Chưa duyệt"); len(found) > 0 {
		t.Errorf("titles of drafts are in clear in %v", found)
	}
	if found := holds(t, filepath.Join(stick, "BangTin"), "Đang đăng"); !slices.ContainsFunc(found, func(p string) bool { return strings.Contains(p, "heads") }) {
		t.Errorf("what is on show is not named in a head but in %v", found)
	}
}

// What a revoked machine wrote after its end counts for nothing, and is told
// as refused: it is not told as an article that has come as well. Nor is it
// where the revocation lies on the same stick.
func TestWhatIsVoidHasNotCome(t *testing.T) {
	t.Parallel()
	a, b, c := newMachine(t, "Máy A"), newMachine(t, "Máy B"), newMachine(t, "Máy C")
	a.found()
	b.join(a, app.Publisher)
	c.join(a, app.Publisher)
	stick, other := memory(t), memory(t)
	for _, m := range []*machine{a, b, a, c} {
		m.meet(stick)
	}
	a.revoke(b)
	b.publish(1, "Sau khi bị thu hồi", false)
	b.meet(other)
	for _, m := range []*machine{a, c} {
		r, err := m.try(other)
		if err != nil || len(r.Refused) == 0 {
			t.Fatalf("%s refuses nothing: %+v, %v", m.name, r, err)
		}
		if n := r.Came.Kinds["publication"]; n != 0 || len(r.Articles) != 0 {
			t.Errorf("%s tells that %d articles have come, of %v; readers see %q", m.name, n, r.Articles, m.title(1))
		}
	}
}
