package api_test

import (
	"sync/atomic"
	"testing"

	"bangtin/app/api"
)

// A page that was opened before the sample was there hears of it, then of
// what changes in it, and of what is shown beside it, such as how a panel
// stands. One that did not listen finds another cursor.
func TestPageIsToldOfTheSampleThatCameLater(t *testing.T) {
	real, other := newSite(t), newSite(t)
	other.save(true, other.story(0))
	var ready atomic.Bool
	s, err := api.New(api.Options{
		Real: api.Shelf{Library: real.lib, Media: real.db.Media(), Finder: &finder{s: real}}, Web: pagesOfTests, Version: "test", Engine: real.engine, Now: real.clock, Desk: real.desk(),
		Sample: func() (api.Shelf, bool) {
			return api.Shelf{Library: other.lib, Media: other.db.Media(), Finder: &finder{s: other}}, ready.Load()
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	lines := events(t, s)
	told := func(what string) {
		t.Helper()
		for lines.Scan() {
			if lines.Text() == "event: change" {
				return
			}
		}
		t.Fatalf("the stream ended before it told of %s", what)
	}
	ready.Store(true)
	real.lib.Look()
	told("the sample")
	other.save(true, other.story(1))
	told("a change in it")
	var before, after struct{ Cursor string }
	public := &client{t: t, h: s.Public("bangtin.test"), host: "bangtin.test"}
	public.json("/api/health", &before)
	real.lib.Look()
	told("what stands beside it")
	public.json("/api/health", &after)
	if before.Cursor == after.Cursor {
		t.Errorf("who was away does not look again: %s", after.Cursor)
	}
}
