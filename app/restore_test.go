package app_test

import (
	"context"
	"crypto/ed25519"
	"testing"
	"time"

	"bangtin/app"
)

// The recovery key admits a device, and no other key does.
func TestRecoveryKeyAdmitsADevice(t *testing.T) {
	ctx := context.Background()
	m := newMachine(t)
	paper := testKey()
	staff := newKeys(t)
	if err := m.lib.Found(ctx, "Thư viện", m.keys.Card("máy cũ"), app.Key(paper.Public().(ed25519.PublicKey)), staff.AgeTo); err != nil {
		t.Fatal(err)
	}
	f, err := m.lib.Founding(ctx)
	if err != nil || f.Staff != staff.AgeTo || f.Name != "máy cũ" {
		t.Fatalf("founded by %+v, %v", f, err)
	}
	fresh := newKeys(t)
	other := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	if err := m.lib.Recover(ctx, other, fresh.Card("kẻ lạ")); app.CodeOf(err) != app.Denied {
		t.Errorf("another key: %v", err)
	}
	if err := m.lib.Recover(ctx, paper, fresh.Card("máy mới")); err != nil {
		t.Fatal(err)
	}
	wants := func(when string) {
		t.Helper()
		got, ok := m.lib.Roster().Member(fresh.Device())
		if !ok || got.Role != app.Administrator || got.Name != "máy mới" || got.By != f.Recovery {
			t.Errorf("%s the roster says %+v, %v", when, got, ok)
		}
		if v, err := m.lib.Verify(ctx, nil); err != nil || len(v.Faults) > 0 {
			t.Errorf("%s: %v, %v", when, v.Faults, err)
		}
	}
	wants("at once")
	m.close()
	m.open(false)
	wants("after a restart")
}

func TestFoundingOfNoLibrary(t *testing.T) {
	m := newMachine(t)
	if _, err := m.lib.Founding(context.Background()); app.CodeOf(err) != app.NotFound {
		t.Error(err)
	}
}

func TestLastBackupIsNoted(t *testing.T) {
	ctx := context.Background()
	m := newMachine(t)
	if last, err := m.lib.LastBackup(ctx); err != nil || !last.At.IsZero() {
		t.Errorf("before any: %+v, %v", last, err)
	}
	want := app.Backup{At: time.Date(2026, 11, 26, 8, 0, 0, 0, time.UTC), File: "/media/usb/một.tar.age", Bytes: 7}
	if err := m.lib.NoteBackup(ctx, want); err != nil {
		t.Fatal(err)
	}
	if last, err := m.lib.LastBackup(ctx); err != nil || last != want {
		t.Errorf("noted %+v, %v", last, err)
	}
}

// What a device had counted and not told is told by that device, if it goes
// on, and not by the one that its backup became.
func TestBeginAgainForgetsWhatOthersCounted(t *testing.T) {
	ctx := context.Background()
	m := newMachine(t)
	m.found()
	m.lib.CountVisit()
	if err := m.lib.KeepOpenings(ctx); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	visits := func() int {
		t.Helper()
		s, err := m.lib.Statistics(ctx, app.DayOf(now.AddDate(0, 0, -1)), app.DayOf(now))
		if err != nil {
			t.Fatal(err)
		}
		return s.Visits
	}
	if n := visits(); n != 1 {
		t.Fatalf("%d visits were counted", n)
	}
	if err := m.lib.BeginAgain(ctx); err != nil {
		t.Fatal(err)
	}
	if n := visits(); n != 0 {
		t.Errorf("%d visits are counted by another device", n)
	}
}
