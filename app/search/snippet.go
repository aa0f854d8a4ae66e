package search

import (
	"strings"

	"bangtin/app"
	"bangtin/app/viet"
)

// markWords cuts a text into spans, those of words that hit being hits.
// Neighbouring spans of one kind are one; put together they are the text.
func markWords(text string, hit func(word) bool) (out []app.Span) {
	return spansOf(text, 0, len(text), wordsOf(text), func(i int, ws []word) bool { return hit(ws[i]) })
}

// spansOf is markWords for the words that lie in a part of a text.
func spansOf(text string, from, to int, ws []word, hit func(int, []word) bool) (out []app.Span) {
	at := from
	add := func(until int, hit bool) {
		if until <= at {
			return
		}
		if n := len(out); n > 0 && out[n-1].Hit == hit {
			out[n-1].Text += text[at:until]
		} else {
			out = append(out, app.Span{Text: text[at:until], Hit: hit})
		}
		at = until
	}
	for i, w := range ws {
		if w.from >= from && w.to <= to && hit(i, ws) {
			add(w.from, false)
			add(w.to, true)
		}
	}
	add(to, false)
	return out
}

// hits tells which words of a text a question hits: the words of a phrase
// only where all of it stands. Near says that words stand beside each other
// elsewhere in the article.
func (q *question) hits(text string, ws []word, near bool) (hit []bool, units map[int]bool, exact map[string]bool) {
	hit, units, exact = make([]bool, len(ws)), map[int]bool{}, map[string]bool{}
	for i := range ws {
		for n, u := range q.units {
			k := 0
			switch {
			case u.date != "":
				if d, ok := dateAt(text, ws, i); ok && (d.day == u.date || d.month == u.date) {
					k = d.words
				}
			case ws[i].folded == u.words[0].folded:
				for k < len(u.words) && i+k < len(ws) && ws[i+k].folded == u.words[k].folded {
					k++
				}
				if k < len(u.words) {
					k = 0
				}
			}
			for j := range k {
				hit[i+j], units[n] = true, true
				if u.date == "" && ws[i+j].exact == u.words[j].exact {
					exact[u.words[j].exact] = true
				}
			}
		}
	}
	q.narrow(ws, hit, near)
	return hit, units, exact
}

// narrow leaves single words unmarked where words stand beside each other as
// they were typed: of “hội nghị” the one, and not each hội as well.
func (q *question) narrow(ws []word, hit []bool, some bool) {
	plain := q.plain()
	pairs, paired := map[string]bool{}, map[string]bool{}
	for i := 1; i < len(plain); i++ {
		pairs[pairOf(plain[i-1], plain[i])] = true
		paired[plain[i-1].folded], paired[plain[i].folded] = true, true
	}
	near := make([]bool, len(ws))
	for i := 1; i < len(ws); i++ {
		if pairs[pairOf(ws[i-1], ws[i])] {
			near[i-1], near[i], some = true, true, true
		}
	}
	for i := range ws {
		if some && !near[i] && paired[ws[i].folded] {
			hit[i] = false
		}
	}
}

// beside counts the pairs of neighbouring words that both are marked.
func beside(hit []bool) (n int) {
	for i := 1; i < len(hit); i++ {
		if hit[i-1] && hit[i] {
			n++
		}
	}
	return n
}

// Lengths of a snippet, in words: altogether, and before its first hit.
const (
	snippetWords  = 36
	snippetBefore = 8
)

// quote gives the title and a piece of the text, with what was looked for
// marked, and tells whether all of it has the marks that were typed.
func (q *question) quote(p *app.Piece) (title, snippet []app.Span, exact bool) {
	seen := map[string]bool{}
	text := viet.NFC(p.Document.Title)
	ws := wordsOf(text)
	hit, _, marks := q.hits(text, ws, false)
	near := beside(hit) > 0
	title = spansOf(text, 0, len(text), ws, func(i int, _ []word) bool { return hit[i] })
	merge(seen, marks)

	best := -1
	for _, paragraph := range append([]string{p.Document.Lead}, p.Paragraphs...) {
		text := viet.NFC(paragraph)
		ws := wordsOf(text)
		if len(ws) == 0 {
			continue
		}
		hit, units, marks := q.hits(text, ws, near)
		merge(seen, marks)
		pairs := min(beside(hit), len(q.units)-1)
		score := 4*len(units) + len(marks) + 8*pairs
		if score <= best {
			continue
		}
		best = score
		snippet = cut(text, ws, hit)
		if len(units) == len(q.units) && pairs == len(q.units)-1 && q.exactIn(marks) {
			break // nothing better can come
		}
	}
	return title, snippet, q.exactIn(seen)
}

// exactIn tells whether all words were seen with the marks that were typed.
func (q *question) exactIn(seen map[string]bool) bool {
	for _, u := range q.units {
		for _, w := range u.words {
			if u.date == "" && !seen[w.exact] {
				return false
			}
		}
	}
	return true
}

func merge(into, from map[string]bool) {
	for k := range from {
		into[k] = true
	}
}

// cut takes the part of a paragraph with the most hits, from a little before
// the first of them.
func cut(text string, ws []word, hit []bool) []app.Span {
	count := 0
	most, at := 0, 0
	for i := range ws { // count: hits among the words before i, at most snippetWords of them
		if hit[i] {
			count++
		}
		if i >= snippetWords-snippetBefore && hit[i-(snippetWords-snippetBefore)] {
			count--
		}
		if count > most {
			most, at = count, max(0, i-(snippetWords-snippetBefore)+1)
		}
	}
	for most > 0 && !hit[at] {
		at++
	}
	first := max(0, at-snippetBefore)
	for i := at; i > first; i-- { // a sentence's beginning is a better one
		if gap := text[ws[i-1].to:ws[i].from]; strings.ContainsAny(gap, ".!?…") && strings.Contains(gap, " ") {
			first = i
			break
		}
	}
	last := min(first+snippetWords, len(ws))
	from, to := ws[first].from, ws[last-1].to
	if first == 0 {
		from = 0
	}
	if last == len(ws) {
		to = len(text)
	}
	out := spansOf(text, from, to, ws, func(i int, _ []word) bool { return hit[i] })
	if from > 0 {
		out = append([]app.Span{{Text: "… "}}, out...)
	}
	if to < len(text) {
		out = append(out, app.Span{Text: " …"})
	}
	return out
}
