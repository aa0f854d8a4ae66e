package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"bangtin/app"
)

func raw(v any) json.RawMessage {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return text
}

type fields = map[string]json.RawMessage

func slot(day string, start, end int) json.RawMessage {
	return raw(app.Slot{Day: day, Start: start, End: end})
}

// edit writes one edit and gives the part's id.
func (m *machine) edit(id app.ID, t app.PartType, set, was fields) app.ID {
	m.t.Helper()
	parts, err := m.lib.EditParts(context.Background(), publisher, []app.PartEdit{{ID: id, Type: t, Set: set, Was: was}})
	if err != nil {
		m.t.Fatal(err)
	}
	return parts[0].ID
}

func (m *machine) item(id app.ID) (app.ProgrammeItem, bool) {
	for _, i := range m.lib.Hall().Items {
		if i.ID == id {
			return i, true
		}
	}
	return app.ProgrammeItem{}, false
}

func (m *machine) clashes(id app.ID) (out []string) {
	m.t.Helper()
	parts, err := m.lib.Parts(context.Background())
	if err != nil {
		m.t.Fatal(err)
	}
	for _, p := range parts {
		for _, c := range p.Clashes {
			if p.ID == id {
				out = append(out, fmt.Sprintf("%s=%s", c.Field, c.Lost))
			}
		}
	}
	return out
}

func TestPresentAt(t *testing.T) {
	text, err := os.ReadFile("testdata/present.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases struct {
		Items []struct {
			ID, Day    string
			Start, End int
			State      app.ItemState
		}
		Moments []struct {
			At             time.Time
			Trusted        *bool
			Now, Next, Off []string
			Left, Begins   int
		}
	}
	if err := json.Unmarshal(text, &cases); err != nil || len(cases.Moments) < 20 {
		t.Fatal(err)
	}
	m := newMachine(t)
	m.found()
	names := map[app.ID]string{}
	for _, i := range cases.Items {
		id := m.edit(app.ID{}, app.PartItem, fields{"time": slot(i.Day, i.Start, i.End), "title": raw(i.ID), "room": raw(i.ID), "state": raw(i.State)}, nil)
		names[id] = i.ID
	}
	items := m.lib.Hall().Items
	named := func(places []int) []string {
		out := []string{}
		for _, n := range places {
			out = append(out, names[items[n].ID])
		}
		return out
	}
	for _, c := range cases.Moments {
		p := app.PresentAt(items, c.At, c.Trusted == nil || *c.Trusted)
		if !slices.Equal(named(p.Now), c.Now) || !slices.Equal(named(p.Next), c.Next) || !slices.Equal(named(p.Off), c.Off) {
			t.Errorf("%s: now %v, next %v, off %v", c.At, named(p.Now), named(p.Next), named(p.Off))
		}
		if len(p.Now) > 0 && app.MinutesTo(items[p.Now[0]].Until, c.At) != c.Left {
			t.Errorf("%s: %d minutes left", c.At, app.MinutesTo(items[p.Now[0]].Until, c.At))
		}
		if len(p.Next) > 0 && app.MinutesTo(items[p.Next[0]].Time.From(), c.At) != c.Begins {
			t.Errorf("%s: begins in %d minutes", c.At, app.MinutesTo(items[p.Next[0]].Time.From(), c.At))
		}
	}
}

// An item without an end goes on until the next one in its room, but not
// for hours.
func TestItemsWithoutAnEnd(t *testing.T) {
	m := newMachine(t)
	m.found()
	day := "2026-11-26"
	for _, i := range []struct {
		title, room string
		start       int
		state       app.ItemState
	}{
		{"một", "A", 480, ""}, {"hai", "A", 500, app.ItemCancelled}, {"ba", "A", 540, ""}, {"bốn", "B", 490, ""}, {"năm", "A", 900, ""},
	} {
		m.edit(app.ID{}, app.PartItem, fields{"time": slot(day, i.start, 0), "title": raw(i.title), "room": raw(i.room), "state": raw(i.state)}, nil)
	}
	got := map[string]int{}
	for _, i := range m.lib.Hall().Items {
		if !i.Open {
			t.Errorf("%s has an end", i.Title)
		}
		got[i.Title] = int(i.Until.Sub(i.Time.From()).Minutes())
	}
	for title, want := range map[string]int{"một": 60, "ba": 120, "bốn": 120, "năm": 120} {
		if got[title] != want {
			t.Errorf("%s goes on for %d minutes, want %d", title, got[title], want)
		}
	}
}

// Two desks work on the programme at once without knowing of each other:
// whatever either wrote is there afterwards, in the item or beside it.
func TestTwoDesksEditAtOnce(t *testing.T) {
	ctx := context.Background()
	a, b := newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Publisher)
	whole := fields{"time": slot("2026-11-26", 480, 540), "title": raw("Khai mạc"), "room": raw("A")}
	id := a.edit(app.ID{}, app.PartItem, whole, nil)
	gone := a.edit(app.ID{}, app.PartItem, whole, nil)
	b.take(a.all())
	meet := func() {
		t.Helper()
		a.take(b.all())
		b.take(a.all())
		sameRoots(t, a, b)
	}
	// Another field each, the same field both, and an item each.
	a.edit(id, app.PartItem, fields{"room": raw("B")}, fields{"room": raw("A")})
	a.edit(id, app.PartItem, fields{"title": raw("Lễ khai mạc")}, fields{"title": raw("Khai mạc")})
	b.edit(id, app.PartItem, fields{"time": slot("2026-11-26", 510, 540)}, fields{"time": whole["time"]})
	b.edit(id, app.PartItem, fields{"title": raw("Phiên khai mạc")}, fields{"title": raw("Khai mạc")})
	mine := a.edit(app.ID{}, app.PartItem, whole, nil)
	theirs := b.edit(app.ID{}, app.PartItem, whole, nil)
	// One takes away what the other is changing.
	a.edit(gone, app.PartItem, fields{"removed": raw(true)}, whole)
	b.edit(gone, app.PartItem, fields{"note": raw("Mang thẻ")}, nil)
	meet()
	i, ok := a.item(id)
	if !ok || i.Room != "B" || i.Time.Start != 510 {
		t.Errorf("the two fields: %+v", i)
	}
	lost := a.clashes(id)
	if len(lost) != 1 || !(i.Title == "Lễ khai mạc" && lost[0] == `title="Phiên khai mạc"` || i.Title == "Phiên khai mạc" && lost[0] == `title="Lễ khai mạc"`) {
		t.Errorf("the title is %q, and beside it stands %v", i.Title, lost)
	}
	for _, n := range []app.ID{mine, theirs} {
		if _, ok := a.item(n); !ok {
			t.Error("a new item is lost")
		}
	}
	if i, ok := b.item(gone); !ok || i.Note != "Mang thẻ" || !slices.Equal(b.clashes(gone), []string{"removed=true"}) {
		t.Errorf("what one removed and one changed: %+v %v", i, b.clashes(gone))
	}
	// Whoever has seen both says the last word; then nothing stands beside.
	b.edit(id, app.PartItem, fields{"title": raw(i.Title)}, fields{"title": raw(i.Title)})
	b.edit(gone, app.PartItem, fields{"removed": raw(true)}, fields{"time": whole["time"], "title": whole["title"], "room": whole["room"], "note": raw("Mang thẻ")})
	meet()
	if c := append(a.clashes(id), a.clashes(gone)...); len(c) != 0 {
		t.Errorf("still beside: %v", c)
	}
	if _, ok := a.item(gone); ok {
		t.Error("what was removed knowingly is there")
	}
	before := a.status().Changes
	a.edit(id, app.PartItem, fields{"title": raw(i.Title)}, fields{"title": raw(i.Title)})
	if now := a.status().Changes; now != before {
		t.Errorf("an edit that changes nothing wrote %d changes", now-before)
	}
	a.reopen(false)
	if err := a.lib.Rebuild(ctx, nil); err != nil {
		t.Fatal(err)
	}
	sameRoots(t, a, b)
	if i, ok := a.item(id); !ok || i.Room != "B" {
		t.Errorf("after a rebuild: %+v", i)
	}
}

// Random edits on three machines, exchanged in random order, fold to the
// same; and every value that was ever set in a field either stands there,
// stands beside it, or was replaced by somebody who had seen it.
func TestPartsFoldInAnyOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 20))
	machines := []*machine{newMachine(t), newMachine(t), newMachine(t)}
	machines[0].found()
	for _, m := range machines[1:] {
		m.join(machines[0], app.Publisher)
	}
	id := machines[0].edit(app.ID{}, app.PartItem, fields{"title": raw("0"), "time": slot("2026-11-26", 480, 0)}, nil)
	for _, m := range machines[1:] {
		m.take(machines[0].all())
	}
	for round := range 6 {
		for n, m := range machines {
			i, _ := m.item(id)
			for range 1 + r.IntN(3) {
				m.edit(id, app.PartItem, fields{"title": raw(fmt.Sprintf("%d.%d", round, n))}, fields{"title": raw(i.Title)})
				i, _ = m.item(id)
				m.edit(id, app.PartItem, fields{"room": raw(fmt.Sprint(r.IntN(3)))}, fields{"room": raw(i.Room)})
			}
		}
		for _, m := range machines {
			for _, other := range machines {
				if other != m {
					m.feed(r, other.all())
				}
			}
		}
		for _, m := range machines[1:] {
			sameRoots(t, machines[0], m)
		}
		i, _ := machines[0].item(id)
		beside := machines[0].clashes(id)
		for n := range machines {
			mine := fmt.Sprintf("%d.%d", round, n)
			if i.Title != mine && !slices.Contains(beside, fmt.Sprintf("title=%q", mine)) {
				t.Fatalf("%s is lost: the title is %s, beside it %v", mine, i.Title, beside)
			}
		}
		// One settles it before the next round.
		machines[0].edit(id, app.PartItem, fields{"title": raw("0")}, fields{"title": raw(i.Title)})
		for _, m := range machines[1:] {
			m.take(machines[0].all())
		}
	}
}

func TestPartsAreHeldToTheirRules(t *testing.T) {
	m := newMachine(t)
	m.found()
	plan := m.edit(app.ID{}, app.PartPlan, fields{"name": raw("Tầng 1")}, nil)
	for name, c := range map[string]struct {
		id  app.ID
		t   app.PartType
		set fields
		key string
	}{
		"day":           {app.ID{}, app.PartItem, fields{"time": slot("26/11/2026", 480, 0)}, "day_malformed"},
		"no day":        {app.ID{}, app.PartItem, fields{"time": raw(app.Slot{Start: 480})}, "day_malformed"},
		"start":         {app.ID{}, app.PartItem, fields{"time": slot("2026-11-26", 1440, 0)}, "time_malformed"},
		"end":           {app.ID{}, app.PartItem, fields{"time": slot("2026-11-26", 480, 480)}, "end_before_start"},
		"unknown field": {app.ID{}, app.PartItem, fields{"colour": raw("red")}, "malformed"},
		"state":         {app.ID{}, app.PartItem, fields{"state": raw("maybe")}, "malformed"},
		"other type":    {plan, app.PartItem, fields{"title": raw("x")}, "malformed"},
		"picture":       {plan, app.PartPlan, fields{"image": raw(app.PlanImage{Media: app.Sum([]byte("x"))})}, "photo_unknown"},
		"spot":          {app.ID{}, app.PartPoint, fields{"at": raw(app.Spot{X: 1001})}, "spot_outside"},
		"password":      {app.ID{}, app.PartCard, fields{"wifi": raw(app.Wifi{Name: "a", Password: "short"})}, "wifi_password"},
	} {
		_, err := m.lib.EditParts(context.Background(), publisher, []app.PartEdit{{Type: app.PartItem, Set: fields{"title": raw("đúng")}}, {ID: c.id, Type: c.t, Set: c.set}})
		refused, ok := err.(*app.Refused)
		if !ok || refused.At != 1 || app.CodeOf(err) == app.Internal || app.TextOf(err).VI == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if items, err := m.lib.Parts(context.Background()); err != nil || len(items) != 1 {
		t.Errorf("a refused call left %d parts, %v", len(items), err)
	}
	for _, post := range app.Posts {
		_, err := m.lib.EditParts(context.Background(), app.Actor{Post: post}, []app.PartEdit{{Type: app.PartCard, Set: fields{"title": raw("x")}}})
		if may := post == app.PublisherIn || post == app.Admin; may != (err == nil) || !may && app.CodeOf(err) != app.Denied {
			t.Errorf("%s: %v", post, err)
		}
	}
}

// What phones make of a network's code.
func TestWifiCode(t *testing.T) {
	for want, w := range map[string]app.Wifi{
		"":                                   {},
		`WIFI:T:nopass;S:Hoi nghi;;`:         {Name: "Hoi nghi"},
		`WIFI:T:WPA;S:Hội nghị;P:12345678;;`: {Name: "Hội nghị", Password: "12345678"},
		`WIFI:T:WPA;S:a\;b\,c\:d;P:\\\"\\xyz12;H:true;;`: {Name: "a;b,c:d", Password: `\"\xyz12`, Hidden: true},
	} {
		if got := w.QR(); got != want {
			t.Errorf("%+v is %s, want %s", w, got, want)
		}
	}
}
