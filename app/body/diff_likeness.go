package body

import (
	"cmp"
	"slices"
)

// A trait is a word of a block (the second is "") or two that stand together.
type trait [2]string

func traitsOf(n Node) map[trait]bool {
	out := map[trait]bool{}
	addTraits(out, writtenOf(n).text, true)
	for child := range (Doc{Content: []Node{n}}).walk() {
		for _, name := range []string{"alt", "caption", "credit"} {
			addTraits(out, child.String(name), true)
		}
		if s := child.String("media"); s != "" {
			out[trait{s}] = true
		}
	}
	return out
}

func addTraits(out map[trait]bool, text string, single bool) {
	words := wordsOf(text)
	for k, w := range words {
		s := text[w.start:w.end]
		if single {
			out[trait{s}] = true
		}
		if k > 0 {
			out[trait{text[words[k-1].start:words[k-1].end], s}] = true
		}
	}
}

// alike pairs those that share two fifths of their traits, the likest first
// and then the nearest.
func (m *match) alike() {
	const enough = 400 // thousandths
	there, sizes := m.newTraits()
	if len(there) == 0 {
		return
	}
	type pair struct{ i, j, score int }
	var pairs []pair
	for i, n := range m.old {
		if m.toNew[i] >= 0 {
			continue
		}
		size := 0
		shared := map[int]int{}
		for t := range traitsOf(n) {
			places, known := there[t]
			if known && len(places) == 0 {
				continue
			}
			size++
			for _, j := range places {
				shared[j]++
			}
		}
		for j, count := range shared {
			if score := 2000 * count / (size + sizes[j]); score >= enough && kin(n, m.new[j]) {
				pairs = append(pairs, pair{i, j, score})
			}
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(distance(a.i, a.j), distance(b.i, b.j)),
			cmp.Compare(a.i, b.i), cmp.Compare(a.j, b.j))
	})
	for _, p := range pairs {
		if m.toNew[p.i] < 0 && m.toOld[p.j] < 0 {
			m.pair(p.i, p.j)
		}
	}
}

// newTraits tells of each trait which unpaired new blocks have it, and of each
// block how many it has. A trait that many have tells nothing: it is known but
// in none, and does not count.
func (m *match) newTraits() (there map[trait][]int, sizes []int) {
	const many = 24
	there, sizes = map[trait][]int{}, make([]int, len(m.new))
	for j, n := range m.new {
		if m.toOld[j] >= 0 {
			continue
		}
		for t := range traitsOf(n) {
			there[t] = append(there[t], j)
		}
	}
	for t, places := range there {
		if len(places) > many {
			there[t] = nil
			continue
		}
		for _, j := range places {
			sizes[j]++
		}
	}
	return there, sizes
}

func distance(i, j int) int { return max(i-j, j-i) }
