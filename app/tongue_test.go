package app_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"bangtin/app"
)

// Whatever was published, withdrawn and linked in whatever order: a reader
// sees each article once, in their language where there is such a version.
func TestEachArticleOnceInTheReadersLanguage(t *testing.T) {
	ctx := context.Background()
	m := newMachine(t)
	m.found()
	r := rand.New(rand.NewPCG(seed(t), 1))
	const articles = 14
	langs := []string{"vi", "vi", "en", "en-GB", "lo"}
	shown := map[int]app.Entry{}
	for range 60 * effort() {
		n := r.IntN(articles)
		if _, here := shown[n]; here && r.IntN(3) == 0 {
			if err := m.lib.Retract(ctx, articleID(n), ""); err != nil {
				t.Fatal(err)
			}
			delete(shown, n)
		} else {
			e := about(n, string(rune('A'+n)), "Sapô.", "Chủ đề")
			e.Document.Lang = langs[r.IntN(len(langs))]
			if of := r.IntN(4); of != n && r.IntN(4) > 0 {
				e.Document.VersionOf = articleID(of)
			}
			if r.IntN(4) == 0 {
				e.Document.Topic = "Another topic"
			}
			m.publish(e)
			shown[n] = e
		}
		for _, scope := range []app.Scope{app.All(), app.InTopic("Chủ đề")} {
			for _, tongue := range app.Tongues {
				want := onceEach(shown, tongue, string(scope) != "a")
				got := m.listedIn(scope, tongue)
				if !slices.Equal(got, want) {
					t.Fatalf("%s in %q: %q, want %q", tongue, scope, got, want)
				}
			}
		}
	}
	if v, err := m.lib.Verify(ctx, nil); err != nil || len(v.Faults) > 0 {
		t.Errorf("verify: %v %v", v.Faults, err)
	}
}

// onceEach is what readers of a tongue should see, by the letter of its title.
func onceEach(shown map[int]app.Entry, tongue string, topic bool) (out []string) {
	groups := map[app.ID][]app.Entry{}
	for _, e := range shown {
		if group := e.Document.Group(e.Article); !topic || e.Document.Topic == "Chủ đề" {
			groups[group] = append(groups[group], e)
		}
	}
	for group, all := range groups {
		slices.SortFunc(all, func(a, b app.Entry) int {
			if a.Article == group || b.Article == group {
				return map[bool]int{true: -1, false: 1}[a.Article == group]
			}
			return slices.Compare(a.Article[:], b.Article[:])
		})
		own := slices.DeleteFunc(slices.Clone(all), func(e app.Entry) bool { return e.Document.Lang[:2] != tongue })
		if len(own) == 0 {
			own = all[:1]
		}
		for _, e := range own {
			out = append(out, e.Document.Title)
		}
	}
	slices.Sort(out)
	return out
}

// listedIn walks a list in pages of three, both ways.
func (m *machine) listedIn(scope app.Scope, tongue string) []string {
	m.t.Helper()
	walk := func(list func(context.Context, app.Scope, string, *app.Place, int) (app.Page, error)) (out []string) {
		for from := (*app.Place)(nil); ; {
			p, err := list(context.Background(), scope, tongue, from, 3)
			if err != nil {
				m.t.Fatal(err)
			}
			for _, c := range p.Cards {
				out = append(out, c.Title)
			}
			if from = p.Next; from == nil {
				if p.Total != len(out) {
					m.t.Fatalf("%d of %d", len(out), p.Total)
				}
				return out
			}
		}
	}
	down, up := walk(m.lib.ListIn), walk(m.lib.ListInUpward)
	slices.Reverse(up)
	if !slices.Equal(down, up) {
		m.t.Fatalf("down %q, upward %q", down, up)
	}
	slices.Sort(down)
	return down
}

func TestDeskListsWhatLacksATranslation(t *testing.T) {
	m := newMachine(t)
	m.found()
	of := func(n int, lang string, original int) app.Entry {
		e := about(n, string(rune('A'+n)), "Sapô.", "")
		e.Document.Lang = lang
		if original >= 0 {
			e.Document.VersionOf = articleID(original)
		}
		return e
	}
	m.publish(of(0, "vi", -1), of(1, "en", 0), of(2, "vi", -1), of(3, "en", -1), of(4, "lo", 2))
	if _, err := m.lib.Save(context.Background(), false, of(5, "vi", -1)); err != nil {
		t.Fatal(err)
	}
	for tongue, want := range map[string]string{"en": "CE", "vi": "D", "": "ABCDEF"} {
		p, err := m.lib.DeskList(context.Background(), app.DeskFilter{Lacks: tongue}, nil, 100)
		var got []string
		for _, row := range p.Rows {
			got = append(got, row.Title)
		}
		slices.Sort(got)
		if s := strings.Join(got, ""); err != nil || s != want {
			t.Errorf("without %q: %s %v, want %s", tongue, s, err, want)
		}
	}
}
