package peer_test

import (
	"fmt"
	"os"
	"slices"
	"testing"

	"bangtin/app"
)

// differ is what a machine says that is not the same here and on another.
func (m *machine) differ(other *machine) app.Differing {
	m.t.Helper()
	met, err := m.lib.Met(m.t.Context())
	if err != nil {
		m.t.Fatal(err)
	}
	i := slices.IndexFunc(met, func(x app.Met) bool { return x.Device == other.keys.Device() })
	if i < 0 {
		m.t.Fatalf("%s never heard of %s", m.name, other.name)
	}
	d, err := m.lib.Differ(m.t.Context(), met[i])
	if err != nil {
		m.t.Fatal(err)
	}
	return d
}

// side is how an article differs, "" where it is not listed.
func side(d app.Differing, n int) app.Side {
	for _, x := range d.Documents {
		if x.Noun == "article" && x.ID == articleID(n).String() {
			return x.Side
		}
	}
	return ""
}

func titled(d app.Differing, n int) string {
	for _, x := range d.Documents {
		if x.ID == articleID(n).String() {
			return x.Title
		}
	}
	return ""
}

// Two machines that do not match name what differs and on which side, from
// what their heads tell; what only desks read no head names.
func TestWhatDiffers(t *testing.T) {
	t.Parallel()
	a, b, k := newMachine(t, "A"), newMachine(t, "B"), newMachine(t, "K")
	a.found()
	b.join(a, app.Publisher)
	k.join(a, app.Kiosk)
	for i := 1; i <= 3; i++ {
		a.publish(i, fmt.Sprintf("Bài %d", i), false)
	}
	stick := memory(t)
	for _, m := range []*machine{a, b, k, a, b, a} {
		m.meet(stick)
	}
	if d := a.differ(b); d.Count+d.Others+d.Unnamed+d.Unknown > 0 || d.Partial || d.Unexplained {
		t.Errorf("two that match differ in %+v", d)
	}

	a.publish(2, "Bài 2, sửa ở A", false)
	a.publish(3, "Bài 3, sửa ở A", false)
	a.publish(4, "Bài mới ở A", false)
	b.publish(1, "Bài 1, sửa ở B", false)
	b.publish(3, "Bài 3, sửa ở B", false)
	b.publish(5, "Bài mới ở B", false)
	b.illustrate(6, "Nháp mật ở B", false, []byte("ảnh gốc"))
	other := memory(t)
	b.meet(other)
	for _, path := range packs(t, other) { // A hears of B, and does not get what B left
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	if found := holds(t, other, "Nháp mật ở B"); found != nil {
		t.Errorf("a head tells of a draft: %v", found)
	}
	a.meet(other)
	d := a.differ(b)
	for n, want := range map[int]app.Side{1: app.NewerThere, 2: app.NewerHere, 3: app.NewerBoth, 4: app.OnlyHere, 5: app.OnlyThere, 6: ""} {
		if got := side(d, n); got != want {
			t.Errorf("article %d differs as %q, want %q", n, got, want)
		}
	}
	if titled(d, 5) != "Bài mới ở B" || titled(d, 4) != "Bài mới ở A" || d.Inside == 0 || d.Unnamed != d.Inside || d.Count != len(d.Documents) {
		t.Errorf("told is %+v", d)
	}
	k.meet(other)
	if d := k.differ(b); d.Inside > 0 || side(d, 5) != app.OnlyThere || side(d, 6) != "" {
		t.Errorf("a kiosk is told %+v", d)
	}

	for _, m := range []*machine{b, a, b, a, b} {
		m.meet(stick)
	}
	a.meet(stick)
	for _, x := range []app.Differing{a.differ(b), b.differ(a)} {
		if x.Count > 0 || x.Unnamed > 0 || x.Unexplained {
			t.Errorf("after they met %+v differs", x)
		}
	}
}

// What a head says of machines that are not of the library, of logs that it
// does not list, and of what nobody knows, is counted or passed over.
func TestHeadsThatTellNonsense(t *testing.T) {
	t.Parallel()
	a, stranger := newMachine(t, "A"), newMachine(t, "lạ")
	a.found()
	known := []app.TipName{{Device: stranger.keys.Device(), Audience: app.Open, Seq: 3}, {Device: a.keys.Device(), Audience: app.Staff, Seq: 1 << 60}}
	d, err := a.lib.Differ(t.Context(), app.Met{Device: stranger.keys.Device(), Fold: a.status().Fold, Known: known, Recent: []app.Recent{
		{Tip: -1, Seq: 1, Noun: "publication"}, {Tip: 9, Seq: 1, Noun: "publication"}, {Tip: 0, Seq: 4, Noun: "publication"},
		{Tip: 0, Seq: 1, Noun: "account", ID: app.ID{1}}, {Tip: 0, Seq: 2, Noun: "bịa", ID: app.ID{1}}, {Tip: 1, Seq: 5, Noun: "publication", ID: app.ID{2}}}})
	if err != nil || d.Unknown != 3 || d.Unnamed != 0 || d.Inside != 0 || d.Unexplained {
		t.Errorf("told is %+v, %v", d, err)
	}
	for _, x := range d.Documents {
		if x.Noun == "article" {
			t.Errorf("listed is %+v", x)
		}
	}
}

// However much one machine is behind, the list is short and says that it is.
func TestVeryMuchDiffers(t *testing.T) {
	t.Parallel()
	a, b := twoMachines(t, app.Desk)
	stick := memory(t)
	for _, m := range []*machine{a, b, a} {
		m.meet(stick)
	}
	const n = 300
	for i := range n {
		a.publish(i, fmt.Sprintf("Bài %d", i), false)
	}
	d := a.differ(b)
	if len(d.Documents) != 50 || d.Count < 200 || d.Count > n+1 || !d.Partial || side(d, n-1) != app.OnlyHere {
		t.Errorf("%d documents of %d are listed, partial %v", len(d.Documents), d.Count, d.Partial)
	}
	a.meet(stick)
	for _, path := range packs(t, stick) {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	b.meet(stick)
	if d := b.differ(a); len(d.Documents) == 0 || len(d.Documents) > 50 || d.Unnamed < n-app.MaxRecent || titled(d, n-1) != "Bài 299" {
		t.Errorf("%d documents are listed, %d changes are not named", len(d.Documents), d.Unnamed)
	}
}
