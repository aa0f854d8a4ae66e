package app_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"bangtin/app"
)

// A rebuild that was cut short goes on where it stopped, also after what
// was written meanwhile, and gives what one in a single run gives.
func TestRebuildGoesOn(t *testing.T) {
	ctx := context.Background()
	m := newMachine(t)
	m.found()
	var entries []app.Entry
	for i := range 700 {
		entries = append(entries, entry(articleID(i), fmt.Sprintf("Bài %d", i)))
	}
	m.publish(entries...)
	rebuild := func(until int) (from, to int) { // stops as soon as so many are done
		t.Helper()
		stopped, stop := context.WithCancel(ctx)
		defer stop()
		from = -1
		err := m.lib.Rebuild(stopped, func(done, total int) {
			if from < 0 {
				from = done
			}
			if to = done; done >= until {
				stop()
			}
		})
		if (err == nil) != (until > to) {
			t.Fatalf("stopped at %d of %d: %v", to, until, err)
		}
		return from, to
	}
	tables := func(gen int) (n int) {
		t.Helper()
		if err := m.db.View(ctx, func(tx app.Tx) error {
			for range tx.Scan(fmt.Sprintf("state@%d", gen), nil, nil, false) {
				n++
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if from, to := rebuild(1); from != 0 || to != 500 {
		t.Fatalf("folded %d to %d", from, to)
	}
	m.reopen(false)
	m.publish(entry(articleID(3), "Bài 3 đã sửa"))
	if v, err := m.lib.Verify(ctx, nil); err != nil || len(v.Faults) > 0 {
		t.Errorf("with half a rebuild: %v %v", v.Faults, err)
	}
	if from, to := rebuild(501); from != 500 || to != 1000 {
		t.Fatalf("went on from %d to %d", from, to)
	}
	m.reopen(false)
	m.publish(entry(articleID(7), "Bài 7 đã sửa"))
	before := m.status()
	if from, to := rebuild(1_000_000); from != 1000 || to < 1400 {
		t.Errorf("ended from %d to %d", from, to)
	}
	after := m.status()
	if after.RootOpen != before.RootOpen || after.RootStaff != before.RootStaff || after.Published != before.Published || m.title(articleID(7)) != "Bài 7 đã sửa" {
		t.Errorf("folded differently: %+v, before %+v", after, before)
	}
	if v, err := m.lib.Verify(ctx, nil); err != nil || len(v.Faults) > 0 {
		t.Errorf("verify: %v %v", v.Faults, err)
	}
	if from, _ := rebuild(1_000_000); from != 0 || tables(2) != 0 || tables(3) == 0 {
		t.Errorf("the next one begins at %d and leaves %d states of the one before", from, tables(2))
	}
	// Killed between the swap and the end of the old: the next start ends it.
	stopped, stop := context.WithCancel(ctx)
	if err := m.lib.Rebuild(stopped, func(done, total int) {
		if done == total {
			stop()
		}
	}); err == nil || tables(3) == 0 || tables(4) == 0 {
		t.Fatalf("not cut between the two: %v", err)
	}
	m.reopen(false)
	if tables(3) != 0 || m.status().RootOpen != before.RootOpen {
		t.Error("the old one is still there after a restart")
	}
}

// Pictures are gone through once, however often that is cut short, and what
// is lost is told at the end with where it was.
func TestRebuildPicturesGoesOn(t *testing.T) {
	ctx := context.Background()
	m := newMachine(t)
	m.found()
	const lostOne, cut = 5, 40
	var all []app.Hash
	for i := range 90 {
		all = append(all, app.Sum([]byte{byte(i)}))
		d := app.Developed{Original: all[i], Media: app.Media{Width: 3, Height: 2}}
		if _, err := m.lib.AddToTray(ctx, writer, articleID(i%3), d, fmt.Sprintf("%d.jpg", i), 0, app.FromDesk); err != nil {
			t.Fatal(err)
		}
	}
	slices.SortFunc(all, func(a, b app.Hash) int { return slices.Compare(a[:], b[:]) })
	var seen []app.Hash
	run := func(stop int) (int, []app.Lost, error) {
		return m.lib.RebuildPictures(ctx, func(_ context.Context, h app.Hash) (bool, error) {
			if len(seen) == stop {
				return false, app.Fault(app.Unavailable, "disk_full", "Đĩa đầy", "The disk is full")
			}
			seen = append(seen, h)
			if h == all[lostOne] {
				return false, app.Fault(app.Invalid, "media_damaged", "Ảnh hỏng", "Damaged")
			}
			return true, nil
		}, nil)
	}
	if _, lost, err := run(cut); app.CodeOf(err) != app.Unavailable || lost != nil {
		t.Fatalf("%v %v", lost, err)
	}
	m.reopen(false)
	if under, err := m.lib.PicturesUnderWay(ctx); err != nil || !under {
		t.Fatalf("under way %v, %v", under, err)
	}
	made, lost, err := run(-1)
	if err != nil || made > len(all)-cut+32 || made < len(all)-cut {
		t.Fatalf("%d made, %v", made, err)
	}
	if len(lost) != 1 || lost[0].File != all[lostOne] || lost[0].Key != "media_damaged" || len(lost[0].Where) < 5 {
		t.Errorf("lost: %+v", lost)
	}
	slices.SortFunc(seen, func(a, b app.Hash) int { return slices.Compare(a[:], b[:]) })
	if got := slices.Compact(seen); !slices.Equal(got, all) {
		t.Errorf("went through %d of %d", len(got), len(all))
	}
	if under, err := m.lib.PicturesUnderWay(ctx); err != nil || under {
		t.Errorf("still under way: %v %v", under, err)
	}
	// The next one finds out for itself.
	if _, _, err := run(len(seen)); app.CodeOf(err) != app.Unavailable {
		t.Error(err)
	}
	if err := m.lib.ForgetRebuild(ctx); err != nil {
		t.Fatal(err)
	}
	seen = nil
	if _, lost, err := run(-1); err != nil || len(lost) != 1 || len(seen) != len(all) {
		t.Errorf("from the beginning: %d seen, %v %v", len(seen), lost, err)
	}
}
