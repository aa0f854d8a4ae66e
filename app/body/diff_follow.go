package body

// followWords finds for each block removed the one that took up its words,
// and for each added the one that gave them.
func followWords(changes []BlockChange) {
	taken := wordsIn(changes, Added)
	given := wordsIn(changes, Removed)
	for k := range changes {
		switch c := &changes[k]; c.Kind {
		case Removed:
			if at := taken.holder(given.of[k]); at >= 0 {
				c.Into = changes[at].NewIndex
			}
		case Added:
			if at := given.holder(taken.of[k]); at >= 0 {
				c.From = changes[at].OldIndex
			}
		}
	}
}

// loose are the pairs of words that were added, or removed, in each change,
// and the changes that each pair is in.
type loose struct {
	of []map[trait]bool
	in map[trait][]int
}

func wordsIn(changes []BlockChange, kind Kind) loose {
	l := loose{of: make([]map[trait]bool, len(changes)), in: map[trait][]int{}}
	for k, c := range changes {
		l.of[k] = map[trait]bool{}
		addLoose(l.of[k], c, kind)
		for t := range l.of[k] {
			l.in[t] = append(l.in[t], k)
		}
	}
	return l
}

func addLoose(out map[trait]bool, c BlockChange, kind Kind) {
	switch {
	case c.Kind == kind && c.New != nil:
		addTraits(out, writtenOf(*c.New).text, false)
	case c.Kind == kind:
		addTraits(out, writtenOf(*c.Old).text, false)
	case c.Kind == Changed:
		for _, s := range c.Spans {
			if s.Kind == kind {
				addTraits(out, s.Text, false)
			}
		}
		for _, part := range c.Parts {
			addLoose(out, part, kind)
		}
	}
}

// holder is the change that holds most of some pairs of words, and more than
// half of them; -1 if none does. Pairs that many hold tell nothing.
func (l loose) holder(pairs map[trait]bool) int {
	const few, common = 3, 24
	counts := map[int]int{}
	size := 0
	for t := range pairs {
		if len(l.in[t]) > common {
			continue
		}
		size++
		for _, k := range l.in[t] {
			counts[k]++
		}
	}
	best := -1
	for k, n := range counts {
		if n < few || 2*n <= size {
			continue
		}
		if best < 0 || n > counts[best] || n == counts[best] && k < best {
			best = k
		}
	}
	return best
}
