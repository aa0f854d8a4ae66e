package app_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"bangtin/app"
)

// saveOn keeps a text of paragraphs, "id words" each, on top of versions.
func (m *machine) saveOn(by app.Actor, id app.ID, title string, on []app.Hash, lines ...string) app.Hash {
	m.t.Helper()
	d := draft(m, title)
	d.Body = paragraphs(lines...)
	s, err := m.lib.SaveDraft(context.Background(), by, id, d, on)
	if err != nil {
		m.t.Fatal(err)
	}
	return s.Revision
}

func (m *machine) conflicts() (out []app.ID) {
	m.t.Helper()
	p, err := m.lib.DeskList(context.Background(), app.DeskFilter{Conflict: true}, nil, 100)
	if err != nil {
		m.t.Fatal(err)
	}
	counts, err := m.lib.DeskCounts(context.Background())
	if err != nil {
		m.t.Fatal(err)
	}
	if counts["heads"] != len(p.Rows) || p.Total != len(p.Rows) {
		m.t.Errorf("%d rows, and counted are %d and %d", len(p.Rows), counts["heads"], p.Total)
	}
	for _, r := range p.Rows {
		out = append(out, r.Article)
	}
	return out
}

// meet has machines take all of each other's changes.
func meet(t *testing.T, machines ...*machine) {
	t.Helper()
	for _, m := range machines {
		for _, other := range machines {
			m.take(other.all())
		}
	}
	for _, m := range machines[1:] {
		sameRoots(t, machines[0], m)
	}
}

// Three people go on from one version on three machines. The article is in
// the list of conflicts everywhere until somebody saves what they make
// together, and each part names whose it is.
func TestThreeVersions(t *testing.T) {
	ctx := context.Background()
	a, b, c := newMachine(t), newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Desk)
	c.join(a, app.Desk)
	id := articleID(1)
	base := a.saveOn(writer, id, "Hội nghị", nil, "a một", "b hai", "c ba", "d bốn")
	a.saveOn(writer, articleID(2), "Bài khác", nil, "a một")
	meet(t, a, b, c)
	on := []app.Hash{base}
	a.saveOn(writer, id, "Hội nghị tỉnh", on, "a MỘT", "b hai", "c ba của A", "d bốn")
	b.saveOn(editor, id, "Hội nghị", on, "a một", "b HAI", "c ba của B")
	c.saveOn(publisher, id, "Hội nghị lớn", on, "a một", "b HAI", "c ba của C", "d bốn")
	if got := a.conflicts(); len(got) > 0 {
		t.Errorf("before they meet %v is a conflict", got)
	}
	meet(t, a, b, c)
	for _, m := range []*machine{a, b, c} {
		if got := m.conflicts(); !slices.Equal(got, []app.ID{id}) {
			t.Errorf("conflicts %v", got)
		}
	}
	got, err := b.lib.Merging(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	names := map[app.ID]string{writer.Account: "A", editor.Account: "B", publisher.Account: "C"}
	device := map[string]app.Key{"A": a.keys.Device(), "B": b.keys.Device(), "C": c.keys.Device()}
	of := func(heads []int) (who []string) {
		for _, h := range heads {
			name := names[got.Heads[h].Account]
			if got.Heads[h].Device != device[name] || got.Heads[h].At == 0 {
				t.Errorf("the version of %s: %+v", name, got.Heads[h])
			}
			who = append(who, name)
		}
		slices.Sort(who)
		return who
	}
	var said []string
	for _, p := range got.Parts {
		var versions []string
		for _, v := range p.Versions {
			words := "-"
			if v.Node != nil {
				words = v.Node.Content[0].Text
			}
			versions = append(versions, fmt.Sprint(words, of(v.Heads)))
		}
		slices.Sort(versions)
		said = append(said, fmt.Sprint(p.Block, versions, p.Clash()))
	}
	want := []string{"a[MỘT[A]] false", "b[HAI[B C]] false", "c[ba của A[A] ba của B[B] ba của C[C]] true", "d[-[B]] false"}
	if !slices.Equal(said, want) {
		t.Errorf("parts %q\nwant %q", said, want)
	}
	if len(got.Fields) != 1 || got.Fields[0].Field != "title" || !got.Fields[0].Clash() || len(got.Fields[0].Versions) != 2 ||
		string(got.Fields[0].Versions[0].Value) != fmt.Sprintf("%q", got.Document.Title) {
		t.Errorf("fields %+v, and the title is %q", got.Fields, got.Document.Title)
	}
	saved, err := b.lib.SaveDraft(ctx, editor, id, got.Document, b.desk(id).Heads)
	if err != nil {
		t.Fatal(err)
	}
	meet(t, a, b, c)
	for _, m := range []*machine{a, b, c} {
		if at := m.desk(id); len(m.conflicts()) > 0 || at.Revision != saved.Revision || at.Merged != nil {
			t.Errorf("after it was saved: %v, %d heads", m.conflicts(), len(at.Heads))
		}
	}
	if r, err := a.lib.Revision(ctx, id, saved.Revision); err != nil || len(r.Parents) != 3 {
		t.Errorf("saved on top of %v, %v", r.Parents, err)
	}
	if alone, err := a.lib.Merging(ctx, id); err != nil || len(alone.Heads) != 1 || len(alone.Parts)+len(alone.Fields) > 0 {
		t.Errorf("of one version: %d heads, %d parts, %v", len(alone.Heads), len(alone.Parts), err)
	}
}

// A conflict leaves its list with the article that goes into the bin, comes
// back with it, and a rebuild lists the same.
func TestConflictsInTheBin(t *testing.T) {
	m := newMachine(t)
	m.found()
	id := articleID(1)
	base := []app.Hash{m.write(writer, id, "Bản đầu")}
	m.write(writer, id, "Bản một", base...)
	m.write(editor, id, "Bản hai", base...)
	check := func(state app.State, want int) {
		t.Helper()
		for range 2 {
			if got := m.conflicts(); len(got) != want || m.desk(id).State != state {
				t.Errorf("%d conflicts, it is %s; want %d, %s", len(got), m.desk(id).State, want, state)
			}
			if err := m.lib.Rebuild(context.Background(), nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	check(app.Drafted, 1)
	page, err := m.lib.DeskList(context.Background(), app.DeskFilter{Conflict: true, State: app.InReview}, nil, 10)
	if err != nil || len(page.Rows) != 0 {
		t.Errorf("conflicts in review: %d, %v", len(page.Rows), err)
	}
	m.do(editor, id, app.ActTrash)
	check(app.Trashed, 0)
	m.do(editor, id, app.ActRestore)
	check(app.Drafted, 1)
}

// What one desk puts away while another still edits it stays with its edit,
// in whatever order they hear of each other; once the edit was seen it goes.
func TestDeletionAgainstEditKeepsTheEdit(t *testing.T) {
	for _, c := range []struct {
		act app.Act
		in  app.State
	}{{app.ActTrash, app.Trashed}, {app.ActArchive, app.Archived}} {
		a, b := newMachine(t), newMachine(t)
		a.found()
		b.join(a, app.Desk)
		id := articleID(1)
		a.write(writer, id, "Bản đầu")
		meet(t, a, b)
		a.do(editor, id, c.act)
		b.write(writer, id, "Bản đầu, sửa ở máy B")
		if got := a.desk(id).State; got != c.in {
			t.Errorf("%s alone: %s", c.act, got)
		}
		meet(t, a, b)
		for _, m := range []*machine{a, b} {
			if got := m.desk(id); got.State != app.Drafted || got.Title != "Bản đầu, sửa ở máy B" {
				t.Errorf("%s against an edit: %s %q", c.act, got.State, got.Title)
			}
		}
		b.do(editor, id, c.act)
		meet(t, a, b)
		if got := a.desk(id).State; got != c.in {
			t.Errorf("%s after the edit was seen: %s", c.act, got)
		}
		// Two put it away, one of them knew of every version.
		b.do(editor, id, app.ActRestore)
		meet(t, a, b)
		b.write(writer, id, "Bản thứ ba")
		b.do(editor, id, c.act)
		a.do(editor, id, c.act)
		meet(t, a, b)
		if got := b.desk(id).State; got != c.in {
			t.Errorf("%s on both: %s", c.act, got)
		}
	}
}

// A retraction hides what was published without knowing of it, in every
// order in which the acts arrive, also where that was published twice; only
// who has seen both shows the article again.
func TestRetractionAgainstPublications(t *testing.T) {
	ctx := context.Background()
	a, b := newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Publisher)
	id := articleID(1)
	a.publish(entry(id, "Bản đầu"))
	meet(t, a, b)
	before := a.all()
	if err := a.lib.Retract(ctx, id, "sai số liệu"); err != nil {
		t.Fatal(err)
	}
	b.publish(entry(id, "Bản sửa"))
	b.publish(entry(id, "Bản sửa lần hai"))
	acts := forEveryone(t, 3, a.all()[len(before):], b.all()[len(before):])
	if got := b.title(id); got != "Bản sửa lần hai" {
		t.Errorf("before they meet B shows %q", got)
	}
	orders(acts, func(in [][]byte) {
		m := newMachine(t)
		m.belong(a.lib.Name())
		m.take(before)
		for _, act := range in {
			m.take([][]byte{act})
		}
		if got := m.title(id); got != "(not_found)" {
			t.Errorf("it shows %q", got)
		}
	})
	meet(t, a, b)
	sides := map[string]*machine{"A": a, "B": b}
	for name, m := range sides {
		if got, list := m.title(id), listed(t, m); got != "(not_found)" || list != 0 {
			t.Errorf("at %s it shows %q, and %d are listed", name, got, list)
		}
		if len(m.desk(id).Card.Rivals) != 1 {
			t.Errorf("the desk at %s is not told of the publication", name)
		}
	}
	b.publish(entry(id, "Bản đã biết cả hai"))
	meet(t, a, b)
	for name, m := range sides {
		if got, list := m.title(id), listed(t, m); got != "Bản đã biết cả hai" || list != 1 {
			t.Errorf("after both were seen %s shows %q, and %d are listed", name, got, list)
		}
		if rivals := m.desk(id).Card.Rivals; len(rivals) > 0 {
			t.Errorf("the desk at %s is still told of %v", name, rivals)
		}
	}
}

// Who publishes after a retraction that counts no more has seen what that one
// had seen: its machine was revoked, and the article stays shown.
func TestPublicationAfterAVoidRetraction(t *testing.T) {
	ctx := context.Background()
	a, b := newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Administrator)
	id := articleID(1)
	a.publish(entry(id, "Bản đầu"))
	if err := a.lib.Retract(ctx, id, "sai số liệu"); err != nil {
		t.Fatal(err)
	}
	meet(t, a, b)
	before := a.all()
	b.publish(entry(id, "Bản của máy mất"))
	if err := b.lib.Retract(ctx, id, "nhầm"); err != nil {
		t.Fatal(err)
	}
	meet(t, a, b)
	a.publish(entry(id, "Bản cuối"))
	if err := a.lib.Revoke(ctx, b.keys.Device(), nil, "mất máy"); err != nil {
		t.Fatal(err)
	}
	if got := a.title(id); got != "Bản cuối" {
		t.Errorf("where it was written it shows %q", got)
	}
	acts := forEveryone(t, 4, a.all()[len(before):])
	orders(acts, func(in [][]byte) {
		m := newMachine(t)
		m.belong(a.lib.Name())
		m.take(before)
		for _, act := range in {
			m.take([][]byte{act})
		}
		if got := m.title(id); got != "Bản cuối" {
			t.Errorf("it shows %q", got)
		}
	})
}

// forEveryone picks the changes that everyone may have, so many of them.
func forEveryone(t *testing.T, many int, all ...[][]byte) (open [][]byte) {
	t.Helper()
	for _, raw := range slices.Concat(all...) {
		c, err := app.DecodeChange(raw)
		if err != nil {
			t.Fatal(err)
		}
		if c.Log.Audience == app.Open {
			open = append(open, raw)
		}
	}
	if len(open) != many {
		t.Fatalf("%d changes for everyone, not %d", len(open), many)
	}
	return open
}

func listed(t *testing.T, m *machine) int {
	t.Helper()
	p, err := m.lib.List(context.Background(), app.All(), "", nil, 10)
	if err != nil || len(p.Cards) != p.Total {
		t.Errorf("%d of %d are listed, %v", len(p.Cards), p.Total, err)
	}
	return p.Total
}

// orders calls f with every order of a few changes.
func orders(all [][]byte, f func([][]byte)) {
	var walk func(done, rest [][]byte)
	walk = func(done, rest [][]byte) {
		if len(rest) == 0 {
			f(done)
		}
		for i := range rest {
			left := append(slices.Clone(rest[:i]), rest[i+1:]...)
			walk(append(slices.Clone(done), rest[i]), left)
		}
	}
	walk(nil, all)
}
