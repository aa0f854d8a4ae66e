package app_test

import (
	"context"
	"encoding/json"
	"testing"

	"bangtin/app"
)

// forge signs a change with the keys of a machine, past its services, behind
// the last of its log, and has the machine keep it.
func (m *machine) forge(kind app.Kind, a app.Audience, v any, edit func(*app.Header)) []byte {
	m.t.Helper()
	h := app.Header{
		Library: m.lib.Name(), Kind: kind, Seq: 1, Lamport: 1000,
		Log: app.LogName{Device: m.keys.Device(), Incarnation: m.lib.Incarnation(), Audience: a},
	}
	for _, raw := range m.all() {
		if c, err := app.DecodeChange(raw); err == nil && c.Log == h.Log && c.Seq >= h.Seq {
			h.Seq, h.Prev = c.Seq+1, c.ID
		}
	}
	if edit != nil {
		edit(&h)
	}
	text, err := json.Marshal(v)
	if err != nil {
		m.t.Fatal(err)
	}
	c, err := app.Sign(h, text, m.keys.Sign)
	if err != nil {
		m.t.Fatal(err)
	}
	raw := c.Encode()
	m.take([][]byte{raw})
	return raw
}

// The last number there is, and times that no clock shows, come from one
// machine: the others go on, and take what comes with it.
func TestNumbersAtTheirEndStopNobody(t *testing.T) {
	ctx := context.Background()
	a, b, c := newMachine(t), newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Publisher)
	c.join(a, app.Publisher)
	late := func(h *app.Header) { h.Lamport = app.MaxLamport }
	wrong := func(h *app.Header) { h.Wall = 1<<63 - 1 }
	settings := b.forge(app.KindSettings, app.Open, app.Settings{Agency: "Mãi mãi"}, late)
	published := b.forge(app.KindPublication, app.Open, app.Publication{
		Article: articleID(1), Revision: app.Sum(nil), Document: talked(1).Document, Published: app.Moment{At: 1 << 60},
	}, nil)
	draft := b.forge(app.KindRevision, app.Staff, app.Revision{Article: articleID(2), Document: talked(2).Document}, wrong)
	for _, m := range []*machine{a, c} {
		if n := m.take([][]byte{settings, published, draft}); n != 3 {
			t.Fatalf("%d of 3 changes were taken", n)
		}
	}
	a.publish(talked(1), talked(2), talked(3))
	c.take(a.all())
	for n := range 3 {
		if got := c.title(articleID(n + 1)); got != talked(n+1).Document.Title {
			t.Errorf("readers see %q", got)
		}
	}
	// Admissions at the end of numbers: a state that holds them can be written.
	other := newKeys(t)
	a.forge(app.KindAdmit, app.Open, app.Admission{DeviceCard: other.Card("máy"), Role: app.Kiosk}, late)
	c.take(a.all())
	if err := c.lib.SaveSettings(ctx, app.Settings{Agency: "Cơ quan"}); err != nil {
		t.Errorf("a machine cannot write any more: %v", err)
	}
	b.take(a.all())
	b.take(c.all())
	a.take(c.all())
	sameRoots(t, a, c)
	sameRoots(t, a, b)
	a.rebuilt()
}
