package app_test

import (
	"context"
	"slices"
	"testing"

	"bangtin/app"
)

// A clock that was years ahead and is put right does not silence its
// machine, and a note of an earlier day does not pass for today's.
func TestWhatAMachineTellsLast(t *testing.T) {
	ctx := context.Background()
	a, b := newMachine(t), newMachine(t)
	a.found()
	tell := func(at int64, seq uint64, living app.HexNumber) app.Met {
		return app.Met{Device: b.keys.Device(), At: at, Living: living, Known: []app.TipName{{Device: b.keys.Device(), Seq: seq}}}
	}
	for _, step := range []struct {
		name  string
		tells app.Met
		keeps int64
	}{
		{"from 2099", tell(4_000_000, 5, 1), 4_000_000},
		{"with its clock put right", tell(1_000, 6, 1), 1_000},
		{"an old note again", tell(4_000_000, 5, 1), 1_000},
		{"later", tell(2_000, 6, 1), 2_000},
		{"after it was restored", tell(3_000, 4, 2), 3_000},
		{"an old note of its life before", tell(900, 3, 1), 3_000},
	} {
		if err := a.lib.NoteMet(ctx, step.tells); err != nil {
			t.Fatal(err)
		}
		met, err := a.lib.Met(ctx)
		if err != nil || !slices.ContainsFunc(met, func(m app.Met) bool { return m.At == step.keeps }) {
			t.Errorf("%s: %+v is kept, %v", step.name, met, err)
		}
	}
}

// told is what a machine tells of itself in its head.
func (m *machine) told() app.Met {
	m.t.Helper()
	s := m.status()
	out := app.Met{Device: m.lib.Device(), Fold: app.Fold(), RootOpen: s.RootOpen, RootStaff: s.RootStaff, Published: s.Published}
	for _, a := range []app.Audience{app.Open, app.Staff} {
		for _, t := range m.known(a) {
			out.Known = append(out.Known, t.Name())
		}
	}
	return out
}

// The folder of B was copied and both copies wrote. A has met both, B not its
// copy. What B lacks is told as what it is: not as damage, and not as nothing.
func TestABranchThatAMachineLacks(t *testing.T) {
	ctx := context.Background()
	a, b, twin := newMachine(t), newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Publisher)
	b.publish(entry(articleID(1), "Trước khi chép"))
	twin.keys = b.keys
	twin.reopen(false)
	twin.belong(a.lib.Name())
	past := len(b.all())
	twin.take(b.all())
	twin.setIncarnation(b.lib.Incarnation())
	twin.publish(entry(articleID(2), "Của bản chép"))
	target := twin.all()
	var first app.Hash
	for _, raw := range target {
		if c, err := app.DecodeChange(raw); err == nil && c.Kind == app.KindPublication && first.IsZero() {
			first = c.ID
		}
	}
	twin.erase(app.Open, app.Target{Change: first, Noun: "publication", ID: articleID(1)})
	for i := range 5 {
		b.publish(entry(articleID(10+i), "Của máy"))
	}
	a.take(b.all())
	a.take(twin.all())
	met := b.told()
	d, err := a.lib.Differ(ctx, met)
	if err != nil {
		t.Fatal(err)
	}
	if d.Unexplained {
		t.Error("staff are told that one of two healthy machines is damaged, and to run a check on both")
	}
	if w, err := a.lib.Waits(ctx, met); err != nil || w != (app.Waiting{Here: len(twin.all()) - past}) {
		t.Errorf("for a machine that lacks an article and an erasure waits %+v, %v", w, err)
	}
	if err := a.lib.NoteMet(ctx, met); err != nil {
		t.Fatal(err)
	}
	if due, err := a.lib.UnansweredErasures(ctx); err != nil || len(due) != 1 {
		t.Errorf("the machine that still holds what was erased is not named: %v, %v", due, err)
	}

	// What B finds in the head of A is of the branch that B has not met.
	met = a.told()
	if d, err = b.lib.Differ(ctx, met); err != nil || d.Unexplained || d.Count != 0 || d.Others != 0 || d.Unnamed == 0 {
		t.Errorf("B is told %+v, %v", d, err)
	}
	if w, err := b.lib.Waits(ctx, met); err != nil || w.Here != 0 || w.There == 0 {
		t.Errorf("at B waits %+v, %v", w, err)
	}
	b.take(twin.all())
	for _, m := range []*machine{a, b} {
		if w, err := m.lib.Waits(ctx, b.told()); err != nil || w != (app.Waiting{}) {
			t.Errorf("with both branches waits %+v, %v", w, err)
		}
	}
	if err := a.lib.NoteMet(ctx, b.told()); err != nil {
		t.Fatal(err)
	}
	if due, err := a.lib.UnansweredErasures(ctx); err != nil || len(due) != 0 {
		t.Errorf("B has erased what was to be: %v, %v", due, err)
	}
}
