package search_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"bangtin/app"
)

// TestPhrases holds what is found between quotes to reading all texts: of few
// words that come again and again, so that most pairs of a phrase stand in an
// article that does not have it.
func TestPhrases(t *testing.T) {
	const seed = 41
	r := rand.New(rand.NewPCG(seed, seed))
	words := []string{"hội", "nghị", "tỉnh", "đảng"}
	some := func(n int) string {
		out := make([]string, n)
		for i := range out {
			out[i] = words[r.IntN(len(words))]
		}
		return strings.Join(out, " ")
	}
	s := newShelf(t)
	var entries []app.Entry
	var texts []string
	for i := range 200 {
		title, lead, text := some(1+r.IntN(5)), some(1+r.IntN(12)), some(1+r.IntN(12))
		entries = append(entries, entry(fmt.Sprint(i), title, lead, text))
		texts = append(texts, title+"\n"+lead+"\n"+text)
	}
	s.save(true, entries...)
	s.open()
	s.settle()
	many := 0
	for range 120 {
		asked, want := some(3+r.IntN(3)), 0
		for _, text := range texts {
			if strings.Contains(text, asked) {
				want++
			}
		}
		found, err := s.finder.Search(context.Background(), app.Search{Words: `"` + asked + `"`, Limit: 10})
		if err != nil || found.Total != want && found.Spelling == "" {
			t.Fatalf("%q: found %d of %d (%v), seed %d", asked, found.Total, want, err, seed)
		}
		if want > 1 {
			many++
		}
	}
	if many < 40 {
		t.Fatalf("only %d phrases stood in several articles", many)
	}
}
