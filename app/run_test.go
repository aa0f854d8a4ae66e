package app_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"bangtin/app"
)

func (m *machine) lacking(a app.Audience, has ...app.Run) app.Lack {
	m.t.Helper()
	lack, err := m.lib.Lacking(context.Background(), a, false, has)
	if err != nil {
		m.t.Fatal(err)
	}
	return lack
}

// runs reads what a store would send of some runs.
func (m *machine) runs(rs ...app.Run) (out [][]byte) {
	m.t.Helper()
	for _, r := range rs {
		raws, err := m.lib.ReadRun(context.Background(), r)
		if err != nil {
			m.t.Fatal(err)
		}
		if len(raws) != int(r.To-r.From)+1 {
			m.t.Errorf("a run from %d to %d has %d changes", r.From, r.To, len(raws))
		}
		out = append(out, raws...)
	}
	return out
}

func (m *machine) known(a app.Audience) []app.Tip {
	m.t.Helper()
	tips, err := m.lib.Known(context.Background(), a)
	if err != nil {
		m.t.Fatal(err)
	}
	return tips
}

// Whatever part of a log somebody has, they get the rest of it and no more,
// in whatever order it comes to them.
func TestRunsCarryWhatIsLacking(t *testing.T) {
	r := rand.New(rand.NewPCG(seed(t), 3))
	a, b := newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Publisher)
	for i := range 30 {
		a.publish(entry(articleID(i), fmt.Sprintf("Bài %d", i)))
		if i%3 == 0 {
			b.publish(entry(articleID(i+100), fmt.Sprintf("Bài %d của B", i)))
		}
	}
	a.take(b.all())
	for _, audience := range []app.Audience{app.Open, app.Staff} {
		all := a.lacking(audience)
		if len(all.Runs) < 2 || len(all.Stale) != 0 || len(all.Loose) != 0 {
			t.Fatalf("%v: %+v", audience, all)
		}
		if again := a.lacking(audience, all.Runs...); len(again.Runs) != 0 {
			t.Errorf("%v: who has all of it is sent %+v", audience, again.Runs)
		}
		var part []app.Run
		for _, run := range all.Runs {
			if run.To > 8 {
				cut := run
				cut.To = run.From + 4
				raws := a.runs(run)
				c, err := app.DecodeChange(raws[4])
				if err != nil {
					t.Fatal(err)
				}
				cut.Last = c.ID
				part = append(part, cut)
			}
		}
		n := 0
		for _, run := range a.lacking(audience, part...).Runs {
			n += int(run.To-run.From) + 1
		}
		for _, run := range append(part, app.Run{}) {
			if !run.Last.IsZero() {
				n += int(run.To-run.From) + 1
			}
		}
		whole := 0
		for _, run := range all.Runs {
			whole += int(run.To-run.From) + 1
		}
		if n != whole {
			t.Errorf("%v: a part and what is lacking are %d changes, there are %d", audience, n, whole)
		}
	}
	c := newMachine(t)
	c.belong(a.lib.Name())
	c.feed(r, shuffled(r, append(a.runs(a.lacking(app.Open).Runs...), a.runs(a.lacking(app.Staff).Runs...)...)))
	sameRoots(t, a, c)
	for _, audience := range []app.Audience{app.Open, app.Staff} {
		if fmt.Sprint(a.known(audience)) != fmt.Sprint(c.known(audience)) {
			t.Errorf("%v: known are %v and %v", audience, a.known(audience), c.known(audience))
		}
	}
	before := fmt.Sprint(c.known(app.Open))
	if err := c.lib.Rebuild(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	if after := fmt.Sprint(c.known(app.Open)); after != before {
		t.Errorf("a rebuild knows %s, not %s", after, before)
	}
}

// What comes behind a gap is not known until the gap is closed, and is sent
// on all the same.
func TestGapInALog(t *testing.T) {
	a, b := newMachine(t), newMachine(t)
	a.found()
	for i := range 6 {
		a.publish(entry(articleID(i), fmt.Sprintf("Bài %d", i)))
	}
	b.belong(a.lib.Name())
	run := a.lacking(app.Open).Runs[0]
	raws := a.runs(run)
	if len(raws) < 6 {
		t.Fatalf("%d changes", len(raws))
	}
	b.take(append(append([][]byte{}, raws[:2]...), raws[3:]...))
	if tips := b.known(app.Open); len(tips) != 1 || tips[0].Seq != 2 {
		t.Errorf("with the third change missing %+v is known", tips)
	}
	if held, _ := b.lib.Holds(context.Background(), run); held[0] {
		t.Error("a run with a gap counts as held")
	}
	if lack := b.lacking(app.Open); len(lack.Loose) != len(raws)-3 {
		t.Errorf("%d changes stand behind the gap, want %d", len(lack.Loose), len(raws)-3)
	}
	b.take(raws[2:3])
	if tips := b.known(app.Open); len(tips) != 1 || tips[0].Seq != run.To || tips[0].Hash != run.Last {
		t.Errorf("with the gap closed %+v is known", tips)
	}
	if held, _ := b.lib.Holds(context.Background(), run); !held[0] {
		t.Error("a whole run does not count as held")
	}
}

// Both branches of a fork are sent, and what they share only once.
func TestForkedLogIsSentWhole(t *testing.T) {
	a, twin, c := newMachine(t), newMachine(t), newMachine(t)
	a.found()
	for i := range 5 {
		a.publish(entry(articleID(i), fmt.Sprintf("Bài %d", i)))
	}
	twin.keys = a.keys
	twin.reopen(false)
	twin.belong(a.lib.Name())
	twin.take(a.all())
	twin.setIncarnation(a.lib.Incarnation())
	for i := range 4 {
		a.publish(entry(articleID(10+i), fmt.Sprintf("Bản chính %d", i)))
		twin.publish(entry(articleID(20+i), fmt.Sprintf("Bản chép %d", i)))
	}
	a.take(twin.all())
	if tips := a.known(app.Open); len(tips) != 2 {
		t.Fatalf("tips of a fork: %+v", tips)
	}
	sent := append(a.runs(a.lacking(app.Open).Runs...), a.runs(a.lacking(app.Staff).Runs...)...)
	if want := a.status().Changes; len(sent) != want {
		t.Errorf("%d changes are sent, there are %d", len(sent), want)
	}
	c.belong(a.lib.Name())
	c.take(sent)
	sameRoots(t, a, c)
	if lack := a.lacking(app.Open, c.lacking(app.Open).Runs...); len(lack.Runs) != 0 {
		t.Errorf("who has both branches is sent %+v", lack.Runs)
	}
}

// A body that is missing without an erasure that counts is wanted back; one
// that was erased is not, and who still has it is told to let it go.
func TestBodiesThatAreGone(t *testing.T) {
	ctx := context.Background()
	a, b := newMachine(t), newMachine(t)
	a.found()
	id := articleID(1)
	a.publish(entry(id, "Bài có tên người"))
	act := shownAct(t, a, id)
	full := a.lacking(app.Open).Runs
	raws := a.runs(full...)
	b.belong(a.lib.Name())
	for _, raw := range raws {
		c, err := app.DecodeChange(raw)
		if err != nil {
			t.Fatal(err)
		}
		if c.ID == act {
			c.Body, c.Erased = nil, true
		}
		b.take([][]byte{c.Encode()})
	}
	if held, _ := b.lib.Holds(ctx, full...); held[0] {
		t.Error("a run whose body somebody cut away counts as held")
	}
	b.take(raws)
	if held, _ := b.lib.Holds(ctx, full...); !held[0] || b.title(id) != "Bài có tên người" {
		t.Errorf("the body was not taken back: %q", b.title(id))
	}
	sameOpen(t, a, b)

	if err := a.lib.Erase(ctx, app.Open, app.Erasure{Targets: []app.Target{{Change: act, Noun: "publication", ID: id}}}); err != nil {
		t.Fatal(err)
	}
	lack := a.lacking(app.Open, full...)
	if len(lack.Stale) != 1 || len(lack.Runs) != 1 || lack.Runs[0].Erased != 1 {
		t.Errorf("what holds an erased body is not told: %+v", lack)
	}
	b.take(a.runs(lack.Runs...))
	sameOpen(t, a, b)
	if held, _ := b.lib.Holds(ctx, lack.Runs...); !held[0] {
		t.Error("a body that was rightly erased counts as missing")
	}
}

func sameOpen(t *testing.T, a, b *machine) {
	t.Helper()
	if x, y := a.status().RootOpen, b.status().RootOpen; x != y {
		t.Errorf("roots differ: %s, %s", x[:8], y[:8])
	}
}

// An article is one that is lacking, however often it was put right, among few
// as among many.
func TestArticlesThatAreLacking(t *testing.T) {
	a := newMachine(t)
	a.found()
	for _, n := range []int{3, 100} {
		for _, title := range []string{"Bài", "Bài, sửa"} {
			var all []app.Entry
			for i := range n {
				all = append(all, entry(articleID(i), fmt.Sprint(title, i)))
			}
			a.publish(all...)
		}
		open, staff := a.lacking(app.Open), a.lacking(app.Staff)
		if open.Articles != n || open.Drafts != 0 || staff.Articles != 0 || staff.Drafts != n {
			t.Errorf("of %d articles %d are lacking, and %d drafts", n, open.Articles, staff.Drafts)
		}
	}
}
