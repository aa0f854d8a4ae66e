package body

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// diffWords compares two texts by words. Only words decide what is the same;
// white space goes with what is around it.
func diffWords(old, new written) []Span {
	if old.text == "" && new.text == "" {
		return []Span{}
	}
	oldWords, newWords := wordsOf(old.text), wordsOf(new.text)
	ids := map[string]int{}
	a := number(ids, old.text, oldWords)
	b := number(ids, new.text, newWords)
	s := spans{old: old, new: new}
	i, j := 0, 0 // bytes written
	runs := fold(align(a, b), len(a), len(b))
	slide(runs, a, b, func(i int) int { return opening(old.text, oldWords, i) }, func(j int) int { return opening(new.text, newWords, j) })
	for _, r := range runs {
		for k := range r.n {
			was, is := oldWords[r.i+k], newWords[r.j+k]
			s.change(i, was.start, j, is.start)
			s.same(was.start, was.end, is.start)
			i, j = was.end, is.end
		}
	}
	s.change(i, len(old.text), j, len(new.text))
	return s.out
}

func number(ids map[string]int, text string, words []word) []int {
	out := make([]int, len(words))
	for k, w := range words {
		s := text[w.start:w.end]
		id, known := ids[s]
		if !known {
			id = len(ids)
			ids[s] = id
		}
		out[k] = id
	}
	return out
}

// fold gives up runs that only break a rewritten phrase into crumbs: at most
// three words, and no more than were changed on either side. A run between two
// insertions, or between two deletions, stays: nothing was rewritten there.
func fold(runs []run, oldLen, newLen int) []run {
	const crumb = 3
	kept := []run{{}}
	for _, r := range append(runs, run{oldLen, newLen, 0}) {
		kept = append(kept, r)
		for len(kept) >= 3 {
			last := len(kept) - 1
			before, mid, after := kept[last-2], kept[last-1], kept[last]
			removed, added := mid.i-before.i-before.n, mid.j-before.j-before.n
			removedAfter, addedAfter := after.i-mid.i-mid.n, after.j-mid.j-mid.n
			one := removed+removedAfter == 0 || added+addedAfter == 0
			if one || mid.n > crumb || mid.n > max(removed, added) || mid.n > max(removedAfter, addedAfter) {
				break
			}
			kept = append(kept[:last-1], after)
		}
	}
	return kept
}

// slide moves an insertion or a deletion that could as well stand some words
// before or after ("A. [B. ]C." or "A[. B]. C.") to where a sentence or else
// a clause begins.
func slide(runs []run, a, b []int, oldOpening, newOpening func(int) int) {
	const most = 64 // words
	for k := range len(runs) - 1 {
		p, q := &runs[k], &runs[k+1]
		opening, at := newOpening, p.j+p.n
		removed, added := q.i-p.i-p.n, q.j-at
		if added == 0 {
			opening, at = oldOpening, p.i+p.n
		}
		if (removed == 0) == (added == 0) {
			continue
		}
		keep := 1 // words of a run that others stand before
		if p.i == 0 && p.j == 0 {
			keep = 0
		}
		best, where := opening(at), 0
		for by := -1; p.n+by >= keep && by >= -most && a[q.i+by] == b[q.j+by]; by-- {
			if o := opening(at + by); o > best {
				best, where = o, by
			}
		}
		for by := 1; q.n-by >= 1 && by <= most && a[p.i+p.n+by-1] == b[p.j+p.n+by-1]; by++ {
			if o := opening(at + by); o > best {
				best, where = o, by
			}
		}
		p.n += where
		q.i, q.j, q.n = q.i+where, q.j+where, q.n-where
	}
}

// opening is how well a change may begin at a word: 2 where a sentence or a
// line does, 1 where a clause does, else 0.
func opening(text string, words []word, at int) int {
	if at == 0 {
		return 2
	}
	before := words[at-1]
	end := len(text)
	if at < len(words) {
		end = words[at].start
	}
	switch mark := text[before.start:before.end]; {
	case strings.Contains(text[before.end:end], "\n"), strings.Contains(".!?…", mark):
		return 2
	case strings.Contains(",;:–—-", mark):
		return 1
	}
	return 0
}

// spans writes the outcome.
type spans struct {
	old, new written
	out      []Span
	begin    int    // of the last span, in the text it is from
	key      string // of its marks
	oldAt    int    // the sets that hold the last byte written
	newAt    int
}

// change writes what stood in old[i:iEnd] and stands in new[j:jEnd], apart
// from the white space that both begin or end with.
func (s *spans) change(i, iEnd, j, jEnd int) {
	was, is := s.old.text[i:iEnd], s.new.text[j:jEnd]
	if was == is {
		s.same(i, iEnd, j)
		return
	}
	lead := commonSpace(was, is, utf8.DecodeRuneInString, func(s string, n int) string { return s[n:] })
	was, is = was[lead:], is[lead:]
	trail := commonSpace(was, is, utf8.DecodeLastRuneInString, func(s string, n int) string { return s[:len(s)-n] })
	s.same(i, i+lead, j)
	for at := i + lead; at < iEnd-trail; {
		set := setAt(s.old.set, &s.oldAt, at)
		end := min(set.end, iEnd-trail)
		s.add(Removed, s.old.text, at, end, set, set)
		at = end
	}
	for at := j + lead; at < jEnd-trail; {
		set := setAt(s.new.set, &s.newAt, at)
		end := min(set.end, jEnd-trail)
		s.add(Added, s.new.text, at, end, set, set)
		at = end
	}
	s.same(iEnd-trail, iEnd, jEnd-trail)
}

// commonSpace is the length of the white space that two texts have in common
// at one end.
func commonSpace(a, b string, next func(string) (rune, int), rest func(string, int) string) int {
	n := 0
	for a != "" && b != "" {
		r, size := next(a)
		if other, _ := next(b); r != other || !unicode.IsSpace(r) {
			break
		}
		a, b = rest(a, size), rest(b, size)
		n += size
	}
	return n
}

// same writes old[i:iEnd], which also stands in the new text from j on.
func (s *spans) same(i, iEnd, j int) {
	for i < iEnd {
		was, is := setAt(s.old.set, &s.oldAt, i), setAt(s.new.set, &s.newAt, j)
		n := min(iEnd-i, was.end-i, is.end-j)
		if was.key == is.key {
			s.add(Same, s.new.text, j, j+n, is, is)
		} else {
			s.add(Marked, s.new.text, j, j+n, is, was)
		}
		i, j = i+n, j+n
	}
}

// setAt finds the set that holds a byte, at or after the one found before.
func setAt(sets []set, from *int, at int) set {
	for sets[*from].end <= at {
		*from++
	}
	return sets[*from]
}

// add writes text[from:to]. What follows a span of its kind in the outcome
// follows it in the text too, and lengthens it.
func (s *spans) add(kind Kind, text string, from, to int, is, was set) {
	key := is.key + "\n" + was.key
	if last := len(s.out) - 1; last >= 0 && s.out[last].Kind == kind && s.key == key {
		s.out[last].Text = text[s.begin:to]
		return
	}
	span := Span{Kind: kind, Text: text[from:to], Marks: is.marks, OldMarks: []Mark{}}
	if kind == Marked {
		span.OldMarks = was.marks
	}
	s.out, s.begin, s.key = append(s.out, span), from, key
}
