package app_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"bangtin/app"
)

// rated is an article that takes ratings.
func rated(n int) app.Entry {
	e := entry(articleID(n), fmt.Sprintf("Bài %d", n))
	e.Document.Ratings = true
	return e
}

func (m *machine) vote(visit string, n, points int) {
	m.t.Helper()
	if err := m.lib.Vote(context.Background(), app.VoteID(visit, articleID(n)), articleID(n), points); err != nil {
		m.t.Fatal(err)
	}
}

func (m *machine) rating(n int) app.Rating {
	m.t.Helper()
	r, err := m.lib.Rating(context.Background(), articleID(n), app.ID{})
	if err != nil {
		m.t.Fatal(err)
	}
	return app.Rating{Sum: r.Sum, Count: r.Count}
}

func (m *machine) seal() {
	m.t.Helper()
	if err := m.lib.SealVotes(context.Background()); err != nil {
		m.t.Fatal(err)
	}
}

// The model portal's averages: 9 in 2 is 4.5, 14 in 3 is 4.7.
func TestAverageRating(t *testing.T) {
	for r, want := range map[app.Rating]int{{}: 0, {Sum: 5, Count: 1}: 50, {Sum: 9, Count: 2}: 45, {Sum: 14, Count: 3}: 47, {Sum: 13, Count: 3}: 43, {Sum: 17, Count: 4}: 43} {
		if got := r.Tenths(); got != want {
			t.Errorf("%d in %d: %d tenths, want %d", r.Sum, r.Count, got, want)
		}
	}
}

func TestVoting(t *testing.T) {
	ctx := context.Background()
	m := newMachine(t)
	m.found()
	m.publish(rated(1), entry(articleID(2), "Bài không nhận đánh giá"))
	mine := app.VoteID("visit a", articleID(1))
	expect := func(step string, want app.Rating, own int) {
		t.Helper()
		want.Mine, want.Open = own, true
		if r, err := m.lib.Rating(ctx, articleID(1), mine); err != nil || r != want {
			t.Errorf("%s: %+v, %v; want %+v", step, r, err, want)
		}
	}
	expect("nobody has voted", app.Rating{}, 0)
	m.vote("visit a", 1, 2)
	expect("one vote", app.Rating{Sum: 2, Count: 1}, 2)
	m.vote("visit a", 1, 5)
	expect("changed", app.Rating{Sum: 5, Count: 1}, 5)
	m.seal()
	expect("sealed", app.Rating{Sum: 5, Count: 1}, 5)
	m.vote("visit b", 1, 4)
	m.vote("visit a", 1, 3)
	expect("another, and changed after sealing", app.Rating{Sum: 7, Count: 2}, 3)
	m.reopen(false) // before anything is sealed
	expect("opened again", app.Rating{Sum: 7, Count: 2}, 3)
	m.seal()
	expect("sealed again", app.Rating{Sum: 7, Count: 2}, 3)
	before := m.status().Changes
	m.seal()
	if got := m.status().Changes; got != before {
		t.Errorf("sealing nothing wrote %d changes", got-before)
	}

	for _, points := range []int{0, 6, -1} {
		if err := m.lib.Vote(ctx, mine, articleID(1), points); app.CodeOf(err) != app.Invalid {
			t.Errorf("%d points: %v", points, err)
		}
	}
	if err := m.lib.Vote(ctx, mine, articleID(2), 5); app.CodeOf(err) != app.Denied {
		t.Errorf("an article that takes no ratings: %v", err)
	}
	if err := m.lib.Vote(ctx, mine, articleID(3), 5); !errors.Is(err, app.ErrNoArticle) {
		t.Errorf("no such article: %v", err)
	}
	if err := m.lib.Retract(ctx, articleID(1), ""); err != nil {
		t.Fatal(err)
	}
	if err := m.lib.Vote(ctx, mine, articleID(1), 5); !errors.Is(err, app.ErrNoArticle) {
		t.Errorf("a withdrawn article: %v", err)
	}
	if _, err := m.lib.Rating(ctx, articleID(1), mine); !errors.Is(err, app.ErrNoArticle) {
		t.Errorf("the rating of a withdrawn article: %v", err)
	}
	m.publish(rated(1))
	expect("on show again", app.Rating{Sum: 7, Count: 2}, 3)
	if err := m.lib.Rebuild(ctx, nil); err != nil {
		t.Fatal(err)
	}
	expect("folded anew", app.Rating{Sum: 7, Count: 2}, 3)
}

// Two desks and a kiosk take votes, change them, seal them when they like
// and hand their logs on in any order, some of it twice: the kiosk's to the
// desks only, for it holds no log of staff but its own. In the end each of
// them counts every visit once, with its last word.
func TestVotesOfManyMachinesAreCountedOnce(t *testing.T) {
	r := rand.New(rand.NewPCG(seed(t), 2))
	a, b, kiosk := newMachine(t), newMachine(t), newMachine(t)
	a.found()
	a.publish(rated(0), rated(1), rated(2))
	b.join(a, app.Desk)
	kiosk.join(a, app.Kiosk)
	machines := []*machine{a, b, kiosk}
	said := map[string]int{} // what a visit said last, of an article
	meet := func() {
		b.feed(r, shuffled(r, append(a.all(), kiosk.all()...)))
		a.feed(r, shuffled(r, b.all()))
		kiosk.feed(r, shuffled(r, openOnly(t, a.all())))
	}
	for range 400 {
		at := r.IntN(len(machines))
		switch r.IntN(40) {
		case 0:
			machines[at].seal()
		case 1:
			meet()
		default:
			visit, n, points := fmt.Sprintf("%d of machine %d", r.IntN(40), at), r.IntN(3), 1+r.IntN(5)
			machines[at].vote(visit, n, points)
			said[fmt.Sprintf("%d %s", n, visit)] = points
		}
	}
	for range 2 { // there, and what the desks pass on back
		for _, m := range machines {
			m.seal()
		}
		meet()
	}
	for n := range 3 {
		var want app.Rating
		for key, points := range said {
			if key[0] == byte('0'+n) {
				want.Count, want.Sum = want.Count+1, want.Sum+points
			}
		}
		for i, m := range machines {
			if got := m.rating(n); got != want {
				t.Errorf("machine %d counts %+v for article %d, want %+v", i, got, n, want)
			}
		}
	}
	meet()
	sameRoots(t, a, b)
	if err := b.lib.Rebuild(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	sameRoots(t, a, b)
	if x, y := a.rating(1), b.rating(1); x != y {
		t.Errorf("folded anew it is %+v, was %+v", y, x)
	}
}

// openOnly are the changes that are for everyone.
func openOnly(t *testing.T, all [][]byte) (out [][]byte) {
	t.Helper()
	for _, raw := range all {
		c, err := app.DecodeChange(raw)
		if err != nil {
			t.Fatal(err)
		}
		if c.Log.Audience == app.Open {
			out = append(out, raw)
		}
	}
	return out
}

// A thousand votes are one change, and more are several.
func TestManyVotesAreSealedTogether(t *testing.T) {
	m := newMachine(t)
	m.found()
	m.publish(rated(1))
	before := m.status().Changes
	const many = app.MaxFacts + 5
	for i := range many {
		m.vote(fmt.Sprint(i), 1, 1+i%5)
	}
	m.seal()
	if got := m.status().Changes - before; got != 2 {
		t.Errorf("%d votes made %d changes, want 2", many, got)
	}
	if got := m.rating(1); got.Count != many {
		t.Errorf("%d votes count, want %d", got.Count, many)
	}
}
