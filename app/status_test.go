package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"bangtin/app"
)

// What status tells is kept with each change and not counted anew. It is what
// counting gives, and roots are what a fold in another order and a walk give.
func TestStatusIsKept(t *testing.T) {
	ctx := context.Background()
	m := newMachine(t)
	m.found()
	pictured := func(n int, title string, names ...string) app.Entry {
		e := entry(articleID(n), title)
		e.Media = map[app.Hash]app.Media{}
		for i, name := range names { // of two originals the same may come
			size := app.Size{Hash: app.Sum([]byte(name)), Type: "image/jpeg", Width: 320, Height: 240, Bytes: 9}
			e.Media[app.Sum(fmt.Append(nil, name, i))] = app.Media{Width: 400, Height: 300, Colour: "#a4161a", Sizes: []app.Size{size}}
		}
		return e
	}
	pictures := func(want int, after string) {
		t.Helper()
		if got := m.status().Pictures; got != want {
			t.Errorf("%s: %d pictures, not %d", after, got, want)
		}
	}
	m.publish(pictured(1, "Một", "a", "b"), pictured(2, "Hai", "b", "c"), pictured(3, "Ba", "d", "d"))
	pictures(4, "three articles")
	m.publish(pictured(1, "Một, sửa", "a"))
	pictures(4, "one that another shows too was taken out")
	m.publish(pictured(2, "Hai, sửa", "b"))
	pictures(3, "one that no other shows was taken out")
	if err := m.lib.Retract(ctx, articleID(3), "nhầm"); err != nil {
		t.Fatal(err)
	}
	pictures(2, "one that stood there twice was taken off")
	act := shownAct(t, m, articleID(2))
	if err := m.lib.Erase(ctx, app.Open, app.Erasure{Targets: []app.Target{{Change: act, Noun: "publication", ID: articleID(2)}}}); err != nil {
		t.Fatal(err)
	}
	pictures(1, "one was erased")

	before := m.status()
	if v, err := m.lib.Verify(ctx, nil); err != nil || len(v.Faults) > 0 {
		t.Errorf("the kept roots are not those of the states: %v %v", v.Faults, err)
	}
	if err := m.lib.Rebuild(ctx, nil); err != nil {
		t.Fatal(err)
	}
	if after := m.status(); !sameJSON(before, after) {
		t.Errorf("counted anew: %+v, kept: %+v", after, before)
	}
	other := newMachine(t)
	other.join(m, app.Publisher)
	before = m.status()
	all := m.all()
	for i := range all { // the last first
		other.take(all[len(all)-1-i : len(all)-i])
	}
	if got := other.status(); got.RootOpen != before.RootOpen || got.RootStaff != before.RootStaff || got.Pictures != before.Pictures {
		t.Errorf("in another order: %+v, %+v", got, before)
	}
}

func sameJSON(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}
