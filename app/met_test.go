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
