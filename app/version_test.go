package app_test

import (
	"context"
	"strings"
	"testing"

	"bangtin/app"
)

// A name is a step in the log: it is given, changed and taken away without a
// new version, and of two that did not know of each other one counts
// everywhere.
func TestVersionNames(t *testing.T) {
	ctx := context.Background()
	a, b := newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Publisher)
	id := articleID(1)
	first := a.write(writer, id, "Bản một")
	second := a.write(writer, id, "Bản hai")
	name := func(m *machine, by app.Actor, of app.Hash, name string) error {
		return m.lib.NameVersion(ctx, by, id, of, name)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	called := func(m *machine, of app.Hash, want string) {
		t.Helper()
		names, err := m.lib.VersionNames(ctx, id)
		must(err)
		if names[of] != want {
			t.Errorf("it is called %q, want %q", names[of], want)
		}
	}
	before := a.desk(id)
	must(name(a, writer, first, "  Bản gửi\nSở  "))
	called(a, first, "Bản gửi Sở")
	called(a, second, "")
	must(name(a, editor, first, "Bản gửi Ủy ban"))
	called(a, first, "Bản gửi Ủy ban")
	changes := a.status().Changes
	must(name(a, editor, first, "Bản gửi Ủy ban"))
	if now := a.status().Changes; now != changes {
		t.Errorf("the same name again wrote %d changes", now-changes)
	}
	if now := a.desk(id); now.Revision != before.Revision || now.State != before.State || now.Edited != before.Edited {
		t.Error("a name changed the article")
	}

	b.take(a.all())
	sameRoots(t, a, b)
	must(name(a, writer, first, "Tên ở máy A"))
	must(name(b, writer, first, "Tên ở máy B"))
	must(name(b, writer, second, "Bản đọc"))
	a.take(b.all())
	b.take(a.all())
	sameRoots(t, a, b)
	called(a, second, "Bản đọc")
	must(name(b, writer, second, ""))
	called(b, second, "")

	history, err := b.lib.History(ctx, id)
	must(err)
	if h := &history[0]; h.What() != "name" || h.Revision != second || h.Reason != "" || h.Account != writer.Account {
		t.Errorf("the history begins with %s of %s: %q", h.What(), h.Revision, h.Reason)
	}
	if h := &history[1]; h.Reason == "" {
		t.Errorf("before it: %+v", h)
	}

	for want, err := range map[app.Code]error{
		app.Denied:   name(a, app.Actor{Post: app.Auditor}, first, "x"),
		app.NotFound: name(a, writer, app.Sum([]byte("x")), "x"),
		app.TooLarge: name(a, writer, first, strings.Repeat("ữ", 101)),
	} {
		if app.CodeOf(err) != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if err := a.lib.Do(ctx, writer, id, app.Deed{Act: app.ActName}); app.CodeOf(err) != app.Denied {
		t.Errorf("a name is given by the way of deeds: %v", err)
	}
}
