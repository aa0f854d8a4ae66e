package search

import (
	"strings"

	"bangtin/app/viet"
)

// A question is what was typed, taken apart.
type question struct {
	units  []unit
	marked bool // a word carries marks
}

// A unit is one thing that an article must have: a word, the words of a
// phrase or of a run that is written as one, a date.
type unit struct {
	words  []word
	whole  string // of a run
	date   string // key of a date
	phrase bool   // the words stand one behind the other
}

// maxWords of a question are looked for; those behind are passed over.
const maxWords = 24

// askFor takes apart what was typed. Quotes of any style hold a phrase.
func askFor(typed string) (q question) {
	left := maxWords
	for i, part := range strings.Split(quotes.Replace(viet.Clean(typed)), `"`) {
		ws := wordsOf(part)
		ws = ws[:min(len(ws), left)]
		left -= len(ws)
		if i%2 == 1 && len(ws) > 1 {
			if _, ok := dateAt(part, ws, 0); !ok {
				q.units = append(q.units, unit{words: ws, phrase: true})
				continue
			}
		}
		q.units = append(q.units, unitsOf(part, ws)...)
	}
	for _, u := range q.units {
		for _, w := range u.words {
			q.marked = q.marked || w.folded != w.exact
		}
	}
	return q
}

var quotes = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`, "‟", `"`)

func unitsOf(text string, ws []word) (out []unit) {
	for i := 0; i < len(ws); {
		if d, ok := dateAt(text, ws, i); ok {
			out = append(out, unit{words: ws[i : i+d.words], date: d.key()})
			i += d.words
			continue
		}
		if r, ok := runAt(text, ws, i); ok {
			out = append(out, unit{words: ws[i : i+r.words], whole: r.whole, phrase: true})
			i += r.words
			continue
		}
		out = append(out, unit{words: ws[i : i+1]})
		i++
	}
	return out
}

func foldedOf(ws []word) (out []string) {
	for _, w := range ws {
		out = append(out, w.folded)
	}
	return out
}

// plain are the words that are looked for each by itself.
func (q *question) plain() (out []word) {
	for _, u := range q.units {
		if u.date == "" && !u.phrase {
			out = append(out, u.words...)
		}
	}
	return out
}
