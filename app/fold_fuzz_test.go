package app_test

import (
	"context"
	"testing"

	"bangtin/app"
)

// Whatever a member of the library signs, it neither stops a store nor has
// it come to something else where it arrives in another order.
func FuzzFold(f *testing.F) {
	ctx := context.Background()
	a, b, c := newMachine(f), newMachine(f), newMachine(f)
	a.found()
	a.publish(entry(articleID(1), "Bài"))
	if saved, err := a.lib.Save(ctx, false, entry(articleID(2), "Nháp")); err != nil || saved[0].Err != nil {
		f.Fatal(err, saved)
	}
	if err := a.lib.Retract(ctx, articleID(1), "sai"); err != nil {
		f.Fatal(err)
	}
	if err := a.lib.SaveSettings(ctx, app.Settings{Agency: "Cơ quan"}); err != nil {
		f.Fatal(err)
	}
	d := newMachine(f)
	d.join(a, app.Kiosk)
	b.belong(a.lib.Name())
	c.belong(a.lib.Name())
	for _, raw := range a.all() {
		x, err := app.DecodeChange(raw)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(uint16(x.Kind), x.Log.Audience == app.Staff, x.Body, x.Body)
		b.take([][]byte{raw})
		c.take([][]byte{raw})
	}
	for k := range uint16(90) {
		f.Add(k, k >= 64, []byte(`{"id":"00000000000000000000000000000001","article":"00000000000000000000000000000001"}`), []byte("0123456789abcdef{}"))
	}
	incarnation := uint64(0)
	f.Fuzz(func(t *testing.T, kind uint16, staff bool, one, other []byte) {
		a.t = t
		var raws [][]byte
		for _, body := range [][]byte{one, other} {
			incarnation++
			log := app.LogName{Incarnation: incarnation, Audience: app.Open}
			if staff {
				log.Audience = app.Staff
			}
			x := a.signed(app.Header{Log: log, Lamport: 100 + incarnation, Kind: app.Kind(kind)}, string(body))
			raws = append(raws, x.Encode())
		}
		if _, err := b.lib.Receive(ctx, raws...); err != nil {
			t.Fatalf("%v stops a store: %v", app.Kind(kind), err)
		}
		for _, raw := range [][]byte{raws[1], raws[0]} {
			if _, err := c.lib.Receive(ctx, raw); err != nil {
				t.Fatalf("%v stops a store: %v", app.Kind(kind), err)
			}
		}
		x, err := b.lib.Status(ctx)
		if err != nil {
			t.Fatal(err)
		}
		y, err := c.lib.Status(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if x.RootOpen != y.RootOpen || x.RootStaff != y.RootStaff {
			t.Fatalf("%v comes to something else in another order", app.Kind(kind))
		}
	})
}
