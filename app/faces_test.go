package app_test

import (
	"context"
	"testing"

	"bangtin/app"
)

// Trang nghiêm is a fact in the log: whoever may write it, it travels, the
// later word counts on every machine, and it survives a restart.
func TestSolemn(t *testing.T) {
	ctx := context.Background()
	a, b := newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Publisher)
	for _, post := range app.Posts {
		err := a.lib.SetSolemn(ctx, app.Actor{Post: post}, true)
		if may := post == app.PublisherIn || post == app.Admin; may != (err == nil) || !may && app.CodeOf(err) != app.Denied {
			t.Errorf("%s begins it: %v", post, err)
		}
		if a.lib.Solemn() {
			if err := a.lib.SetSolemn(ctx, publisher, false); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := a.lib.SetSolemn(ctx, publisher, true); err != nil {
		t.Fatal(err)
	}
	before := a.status().Changes
	if err := a.lib.SetSolemn(ctx, publisher, true); err != nil {
		t.Fatal(err)
	}
	if now := a.status().Changes; now != before {
		t.Errorf("asking for what is so wrote %d changes", now-before)
	}
	b.take(a.all())
	sameRoots(t, a, b)
	if !b.lib.Solemn() {
		t.Error("it did not travel")
	}
	a.reopen(false)
	if !a.lib.Solemn() {
		t.Error("a restart ended it")
	}
	// One ends it while the other, not knowing, has saved settings: neither
	// takes the other's word away.
	if err := b.lib.SetSolemn(ctx, publisher, false); err != nil {
		t.Fatal(err)
	}
	if err := a.lib.SaveSettings(ctx, app.Settings{Agency: "Sở Ngoại vụ"}); err != nil {
		t.Fatal(err)
	}
	a.take(b.all())
	b.take(a.all())
	sameRoots(t, a, b)
	if a.lib.Solemn() || b.lib.Solemn() || b.lib.Settings().Agency != "Sở Ngoại vụ" {
		t.Errorf("at A %t, at B %t, and the office is %q", a.lib.Solemn(), b.lib.Solemn(), b.lib.Settings().Agency)
	}
	trail, err := a.lib.Trail(ctx, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]int{}
	for i := range trail {
		if h := &trail[i]; h.Kind == app.KindFace && h.Account == publisher.Account {
			words[h.What()]++
		}
	}
	if words["solemn"] != 1 || words["solemn-end"] < 2 {
		t.Errorf("the trail tells %v", words)
	}
	if err := a.lib.Rebuild(ctx, nil); err != nil {
		t.Fatal(err)
	}
	sameRoots(t, a, b)
}
