package app_test

import (
	"context"
	"slices"
	"testing"

	"bangtin/app"
)

// bare is a change as one who relays it leaves it who has no body of it.
func bare(raw []byte) []byte { return raw[:app.HeaderSize+64] }

func (m *machine) erase(a app.Audience, t app.Target) {
	m.t.Helper()
	if err := m.lib.Erase(context.Background(), a, app.Erasure{Targets: []app.Target{t}}); err != nil {
		m.t.Fatal(err)
	}
}

// What was erased comes in every order: the act first or last, the change
// with its body or without.
func TestErasureInAnyOrder(t *testing.T) {
	a := newMachine(t)
	a.found()
	before := a.all()
	a.publish(talked(1))
	a.tell("Góp ý để quên")
	sent, ticket := a.lastOf(app.KindTicket)
	shown, act := a.lastOf(app.KindPublication)
	rest := slices.DeleteFunc(a.all()[len(before):], func(raw []byte) bool {
		return slices.Equal(raw, sent) || slices.Equal(raw, shown)
	})
	a.erase(app.Open, app.Target{Change: act, Noun: "publication", ID: articleID(1)})
	tickets, _, err := a.lib.Tickets(context.Background(), publisher, app.AllTickets, "")
	if err != nil || len(tickets) != 1 {
		t.Fatal(tickets, err)
	}
	a.erase(app.Staff, app.Target{Change: ticket, Noun: "ticket", ID: tickets[0].ID})
	all := a.all()
	erasures := all[len(before)+len(rest)+2:]
	for name, order := range map[string][][]byte{
		"acts last":              slices.Concat(before, rest, [][]byte{sent, shown}, erasures),
		"acts last, no body":     slices.Concat(before, rest, [][]byte{bare(sent), bare(shown)}, erasures),
		"acts first":             slices.Concat(before, rest, erasures, [][]byte{sent, shown}),
		"acts first, no body":    slices.Concat(before, rest, erasures, [][]byte{bare(sent), bare(shown)}),
		"with and without it":    slices.Concat(before, rest, [][]byte{bare(sent), bare(shown)}, erasures, [][]byte{sent, shown}),
		"before anybody belongs": slices.Concat([][]byte{sent, shown}, erasures, rest, before),
	} {
		t.Run(name, func(t *testing.T) {
			m := a.fresh(order...)
			m.t = t
			sameRoots(t, a, m)
			m.rebuilt()
			if raw, _ := m.lastOf(app.KindTicket); len(raw) != len(bare(raw)) {
				t.Error("the words are still there")
			}
		})
	}
}

// An erasure that names another noun than the change's own has no effect,
// also where it comes before the change.
func TestErasureOfAnotherNoun(t *testing.T) {
	a := newMachine(t)
	a.found()
	a.publish(entry(articleID(1), "Một"), entry(articleID(2), "Hai"))
	all := a.all()
	shown, act := a.lastOf(app.KindPublication) // of the second
	a.erase(app.Open, app.Target{Change: act, Noun: "publication", ID: articleID(1)})
	erasure, _ := a.lastOf(app.KindErase)
	rest := slices.DeleteFunc(slices.Clone(all), func(raw []byte) bool { return slices.Equal(raw, shown) })
	for _, m := range []*machine{
		a, a.fresh(append(rest, erasure, shown)...), a.fresh(append(rest, bare(shown), erasure, shown)...),
	} {
		if m.title(articleID(1)) != "Một" || m.title(articleID(2)) != "Hai" {
			t.Errorf("readers see %q and %q", m.title(articleID(1)), m.title(articleID(2)))
		}
		sameRoots(t, a, m)
		m.rebuilt()
	}
}

// A body that somebody on the way has left out comes with the next copy.
func TestMissingBodyComesBack(t *testing.T) {
	a := newMachine(t)
	a.found()
	a.publish(entry(articleID(1), "Một"))
	var without [][]byte
	for _, raw := range a.all() {
		without = append(without, bare(raw))
	}
	m := a.fresh(without...)
	if got := m.title(articleID(1)); got != "(not_found)" {
		t.Errorf("of nothing readers see %q", got)
	}
	if n := m.take(a.all()); n != len(without) {
		t.Errorf("%d of %d bodies are new", n, len(without))
	}
	if n := m.take(a.all()); n != 0 {
		t.Errorf("%d are new once more", n)
	}
	sameRoots(t, a, m)
	m.rebuilt()
}

// What a device erased counts for nothing once it was revoked up to before
// that: the bodies come back from where they are left. Where none is left
// all fold alike.
func TestErasureOfARevokedDevice(t *testing.T) {
	ctx := context.Background()
	a, b := newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Publisher)
	a.publish(entry(articleID(1), "Một"))
	a.publish(entry(articleID(1), "Một, sửa"))
	shown, act := a.lastOf(app.KindPublication)
	b.take(a.all())
	cut, err := a.lib.CutNow(ctx, b.keys.Device())
	if err != nil {
		t.Fatal(err)
	}
	b.erase(app.Open, app.Target{Change: act, Noun: "publication", ID: articleID(1)})
	if got := b.title(articleID(1)); got != "(not_found)" {
		t.Fatalf("after the erasure readers see %q", got)
	}
	holds := a.all()
	a.take(b.all())
	if err := a.lib.Revoke(ctx, b.keys.Device(), cut, "mất máy"); err != nil {
		t.Fatal(err)
	}
	// Nobody has it: what it showed must not come back, nor what it replaced.
	never := a.fresh(a.all()...)
	for _, m := range []*machine{a, never} {
		if got := m.title(articleID(1)); got != "(not_found)" {
			t.Errorf("readers see %q, of which nobody has the words", got)
		}
		m.rebuilt()
	}
	sameRoots(t, a, never)
	// Somebody who was away has it.
	away := a.fresh(holds...)
	away.take(a.all())
	for _, m := range []*machine{a, never, away} {
		m.take([][]byte{shown})
		if got := m.title(articleID(1)); got != "Một, sửa" {
			t.Errorf("the body is back, and readers see %q", got)
		}
		sameRoots(t, away, m)
		m.rebuilt()
	}
}

// A device is revoked up to before something of it that was erased: that
// counts for nothing on all machines, whatever came first.
func TestRevocationOfWhatWasErased(t *testing.T) {
	ctx := context.Background()
	a, b := newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Publisher)
	a.publish(entry(articleID(1), "Một"))
	b.take(a.all())
	cut, err := a.lib.CutNow(ctx, b.keys.Device())
	if err != nil {
		t.Fatal(err)
	}
	b.publish(entry(articleID(1), "Lậu"))
	_, act := b.lastOf(app.KindPublication)
	a.take(b.all())
	a.erase(app.Open, app.Target{Change: act, Noun: "publication", ID: articleID(1)})
	if err := a.lib.Revoke(ctx, b.keys.Device(), cut, "mất máy"); err != nil {
		t.Fatal(err)
	}
	late := a.all()
	slices.Reverse(late)
	m := a.fresh(late...)
	for _, m := range []*machine{a, m} {
		if got := m.title(articleID(1)); got != "Một" {
			t.Errorf("readers see %q", got)
		}
		m.rebuilt()
	}
	sameRoots(t, a, m)
}

// An erase act among what is for staff has nothing to do with what readers
// see, whoever signed it.
func TestErasureForStaffHidesNoPublication(t *testing.T) {
	a, b := newMachine(t), newMachine(t)
	a.found()
	a.publish(entry(articleID(1), "Một"))
	b.join(a, app.Desk)
	for _, m := range []*machine{a, b} {
		a.take([][]byte{m.forge(app.KindErase, app.Staff, app.Erasure{Targets: []app.Target{
			{Change: app.Sum([]byte("gì đó")), Noun: "publication", ID: articleID(1)},
		}}, nil)})
		if got := a.title(articleID(1)); got != "Một" {
			t.Errorf("readers see %q", got)
		}
		if s := a.status(); s.Published != 1 {
			t.Errorf("%d articles are counted", s.Published)
		}
	}
	err := a.lib.Erase(context.Background(), app.Staff, app.Erasure{Targets: []app.Target{{Change: app.Sum(nil), Noun: "publication", ID: articleID(1)}}})
	if app.CodeOf(err) != app.Invalid {
		t.Errorf("such an act can be written: %v", err)
	}
	a.rebuilt()
}

// An erasure cannot be erased, although it has to do with the same noun as
// what it erased: what is gone would otherwise be told by nobody.
func TestErasureIsNotErased(t *testing.T) {
	a := newMachine(t)
	a.found()
	a.publish(entry(articleID(1), "Một"))
	_, draft := a.lastOf(app.KindRevision)
	a.erase(app.Staff, app.Target{Change: draft, Noun: "article", ID: articleID(1)})
	first, act := a.lastOf(app.KindErase)
	a.erase(app.Staff, app.Target{Change: act, Noun: "article", ID: articleID(1)})
	second, _ := a.lastOf(app.KindErase)
	rest := slices.DeleteFunc(a.all(), func(raw []byte) bool { return slices.Equal(raw, first) || slices.Equal(raw, second) })
	for _, m := range []*machine{a, a.fresh(append(rest, second, first)...)} {
		if !slices.ContainsFunc(m.all(), func(raw []byte) bool { return slices.Equal(raw, first) }) {
			t.Error("the erasure was erased")
		}
		sameRoots(t, a, m)
		m.rebuilt()
	}
}
