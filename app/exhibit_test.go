package app_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"bangtin/app"
)

func TestExhibitNumbersSortAsPeopleCount(t *testing.T) {
	want := []string{"1", "2", "10", "12", "12a", "12b", "100", "B3", "B12"}
	got := slices.Clone(want)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
	slices.SortFunc(got, func(a, b string) int { return bytes.Compare(app.ExhibitKey(a), app.ExhibitKey(b)) })
	if !slices.Equal(got, want) {
		t.Errorf("sorted: %v", got)
	}
	for _, same := range [][2]string{{"12", " 012 "}, {"12a", "12 A"}, {"Đ1", "d-1"}, {"0", "000"}} {
		if !bytes.Equal(app.ExhibitKey(same[0]), app.ExhibitKey(same[1])) {
			t.Errorf("%q and %q are two numbers", same[0], same[1])
		}
	}
	if key := app.ExhibitKey(" -/ "); key != nil {
		t.Errorf("no number has the key %q", key)
	}
}

func FuzzExhibitKey(f *testing.F) {
	f.Add("12a")
	f.Add("Hiện vật số 012/B")
	f.Fuzz(func(t *testing.T, s string) {
		if key := app.ExhibitKey(s); bytes.IndexByte(key, 0) >= 0 || len(key) > 250 {
			t.Errorf("%q has the key %q", s, key)
		}
	})
}

// An exhibit is found by its number in the reader's language while it is on
// show, and in no other way.
func TestExhibits(t *testing.T) {
	ctx := context.Background()
	m := newMachine(t)
	m.found()
	exhibit := func(n int, number, lang string, of app.ID) app.Entry {
		e := entry(articleID(n), fmt.Sprintf("Hiện vật %s (%s)", number, lang))
		e.Document.Exhibit, e.Document.Lang, e.Document.VersionOf = number, lang, of
		return e
	}
	m.publish(exhibit(1, "12", "vi", app.ID{}), exhibit(2, "012", "en", articleID(1)), exhibit(3, "9", "vi", app.ID{}), exhibit(4, "14", "vi", app.ID{}))
	if _, err := m.lib.Save(ctx, false, exhibit(5, "13", "vi", app.ID{})); err != nil {
		t.Fatal(err)
	}
	find := func(number, lang string) string {
		t.Helper()
		card, near, err := m.lib.Exhibit(ctx, number, lang)
		if err != nil {
			t.Fatal(err)
		}
		if card != nil {
			return card.Title
		}
		var out []string
		for _, c := range near {
			out = append(out, c.Exhibit)
		}
		return "near " + strings.Join(out, " ")
	}
	for _, c := range [][3]string{
		{"12", "vi", "Hiện vật 12 (vi)"}, {"0012", "en", "Hiện vật 012 (en)"}, {"12", "lo", "Hiện vật 12 (vi)"}, {"9", "en", "Hiện vật 9 (vi)"},
		{"13", "vi", "near 9 12 14"}, {"11", "en", "near 9 012 14"}, {"1", "vi", "near 9 12"}, {"99", "vi", "near 12 14"}, {"-", "vi", "near "},
	} {
		if got := find(c[0], c[1]); got != c[2] {
			t.Errorf("%s in %s: %s, want %s", c[0], c[1], got, c[2])
		}
	}
	index := func(lang string, limit int) (out []string) {
		t.Helper()
		for from := []byte(nil); ; {
			run, err := m.lib.Exhibits(ctx, lang, from, limit)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range run.Cards {
				out = append(out, c.Exhibit+" "+c.Lang)
			}
			if from = run.Next; from == nil {
				return out
			}
		}
	}
	for limit := 1; limit < 5; limit++ {
		if got := index("en", limit); !slices.Equal(got, []string{"9 vi", "012 en", "14 vi"}) {
			t.Errorf("index by %d: %v", limit, got)
		}
	}
	claimed := func(number string, n int, group app.ID) string {
		t.Helper()
		title, _, err := m.lib.Claimed(ctx, number, articleID(n), group)
		if err != nil {
			t.Fatal(err)
		}
		return title
	}
	if got := claimed("12", 2, articleID(1)); got != "" {
		t.Errorf("a translation stands in the way of %s", got)
	}
	for _, number := range []string{"12", "13"} {
		if got := claimed(number, 9, articleID(9)); !strings.Contains(got, number) {
			t.Errorf("%s is taken by %q", number, got)
		}
	}
	if err := m.lib.Retract(ctx, articleID(1), ""); err != nil {
		t.Fatal(err)
	}
	if got := find("12", "vi"); got != "Hiện vật 012 (en)" {
		t.Errorf("after one version was withdrawn: %s", got)
	}
	m.publish(exhibit(2, "20", "en", articleID(1)))
	if got := find("12", "vi"); got != "near 9 14 20" {
		t.Errorf("after its number has changed: %s", got)
	}
	if err := m.lib.Rebuild(ctx, nil); err != nil {
		t.Fatal(err)
	}
	if got := index("vi", 10); !slices.Equal(got, []string{"9 vi", "14 vi", "20 en"}) {
		t.Errorf("index after a rebuild: %v", got)
	}
}
