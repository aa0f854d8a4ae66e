package app_test

import (
	"context"
	"slices"
	"testing"

	"bangtin/app"
)

// Two administrators who are apart change different things of the settings:
// one has readers' comments wait again and lists words to look out for, the
// other puts the telephone number right. Both stay so when the machines meet.
func TestSettingsChangedOnTwoMachines(t *testing.T) {
	ctx := context.Background()
	a, b := newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Administrator)
	if err := a.lib.SaveSettings(ctx, app.Settings{Agency: "Báo tỉnh", Readers: app.Readers{AtOnce: true}}); err != nil {
		t.Fatal(err)
	}
	meet(t, a, b)
	admin := app.Actor{Post: app.Admin}
	s := a.lib.Settings()
	s.Readers = app.Readers{Words: []string{"lừa đảo"}, Months: 60}
	if err := a.lib.PutSettings(ctx, admin, s); err != nil {
		t.Fatal(err)
	}
	b.write(writer, articleID(1), "Bài nháp")
	s = b.lib.Settings()
	s.Phones = []string{"024 1234 5678"}
	if err := b.lib.PutSettings(ctx, admin, s); err != nil {
		t.Fatal(err)
	}
	meet(t, a, b)
	got := a.lib.Settings()
	if got.Readers.AtOnce || !slices.Contains(got.Readers.Words, "lừa đảo") {
		t.Errorf("comments are shown at once again, and the list of words is gone: %+v", got.Readers)
	}
	if got.Readers.KeptMonths() != 60 {
		t.Errorf("what readers told is to be erased for good after %d months again", got.Readers.KeptMonths())
	}
	if len(got.Phones) != 1 {
		t.Errorf("the telephone number is gone: %v", got.Phones)
	}
}

// Two desks that are apart put different things of one unit right.
func TestAUnitChangedOnTwoMachines(t *testing.T) {
	ctx := context.Background()
	a, b := newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Publisher)
	u, err := a.lib.SaveUnit(ctx, publisher, app.Unit{Name: app.Text{VI: "Sở Y tế"}})
	if err != nil {
		t.Fatal(err)
	}
	meet(t, a, b)
	x, y := u, u
	x.Address = "1 Lê Lợi"
	if _, err := a.lib.SaveUnit(ctx, publisher, x); err != nil {
		t.Fatal(err)
	}
	b.write(writer, articleID(1), "Bài nháp")
	y.Phones = []string{"024 1234 5678"}
	if _, err := b.lib.SaveUnit(ctx, publisher, y); err != nil {
		t.Fatal(err)
	}
	meet(t, a, b)
	d, err := a.lib.Directory(ctx)
	if err != nil {
		t.Fatal(err)
	}
	got, err := d.Unit(u.ID)
	if err != nil || got.Address == "" || len(got.Phones) != 1 {
		t.Errorf("one of two changes is lost, and nobody is told: %+v, %v", got, err)
	}
}

// Of the same member the last change counts, one that takes a member away
// takes it away, and what another has set beside it stays.
func TestOneMemberChangedOnTwoMachines(t *testing.T) {
	ctx := context.Background()
	a, b := newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Publisher)
	u, err := a.lib.SaveUnit(ctx, publisher, app.Unit{Name: app.Text{VI: "Sở Y tế"}, Address: "1 Lê Lợi", Phones: []string{"024 1"}})
	if err != nil {
		t.Fatal(err)
	}
	meet(t, a, b)
	x, y := u, u
	x.Address, x.Phones = "2 Lê Lợi", nil
	if _, err := a.lib.SaveUnit(ctx, publisher, x); err != nil {
		t.Fatal(err)
	}
	b.write(writer, articleID(1), "Bài nháp") // what B says next is the later
	y.Address = "3 Lê Lợi"
	if _, err := b.lib.SaveUnit(ctx, publisher, y); err != nil {
		t.Fatal(err)
	}
	meet(t, a, b)
	for _, m := range []*machine{a, b} {
		d, err := m.lib.Directory(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := d.Unit(u.ID); err != nil || got.Address != "3 Lê Lợi" || len(got.Phones) != 0 || got.Name.VI != "Sở Y tế" {
			t.Errorf("%+v, %v", got, err)
		}
	}
}
