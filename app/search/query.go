package search

import (
	"strings"

	"bangtin/app"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"
)

// How much the places weigh in which a word was found: in the title, with
// its marks, beside the word that it was typed beside.
const (
	weighTitle       = 3.0
	weighTitleExact  = 3.0
	weighExact       = 1.5
	weighTitlePair   = 3.0
	weighTitlePhrase = 6.0
	weighRun         = 4.0
	weighDay         = 2.0
)

func term(field, value string, boost float64) query.Query {
	q := bleve.NewTermQuery(value)
	q.SetField(field)
	q.SetBoost(boost)
	return q
}

func phrase(field string, words []string, boost float64) query.Query {
	if len(words) == 1 {
		return term(field, words[0], boost)
	}
	q := query.NewPhraseQuery(words, field)
	q.SetBoost(boost)
	return q
}

// match makes of a question what an index is asked for: each unit must be
// there, all else only makes one article better than another.
func (q *question) match() query.Query {
	out := bleve.NewBooleanQuery()
	for _, u := range q.units {
		out.AddMust(u.match())
		switch {
		case u.date != "":
		case u.phrase:
			out.AddShould(phrase(fieldTitle, foldedOf(u.words), weighTitlePhrase))
		default:
			out.AddShould(term(fieldTitle, u.words[0].folded, weighTitle))
		}
		for _, w := range u.words {
			if u.date == "" && w.exact != w.folded {
				out.AddShould(term(fieldTitleExact, w.exact, weighTitleExact), term(fieldAllExact, w.exact, weighExact))
			}
		}
	}
	plain := q.plain()
	for i := 1; i < len(plain); i++ {
		out.AddShould(phrase(fieldTitle, foldedOf(plain[i-1:i+1]), weighTitlePair))
	}
	if len(plain) > 2 {
		out.AddShould(phrase(fieldTitle, foldedOf(plain), weighTitlePhrase))
	}
	return out
}

func (u *unit) match() query.Query {
	switch {
	case u.date != "":
		return bleve.NewDisjunctionQuery(term(fieldKey, string(keyDay)+u.date, weighDay), term(fieldAll, u.date, 1))
	case u.whole != "":
		return bleve.NewDisjunctionQuery(term(fieldAll, u.whole, weighRun), phrase(fieldAll, foldedOf(u.words), 1))
	}
	return phrase(fieldAll, foldedOf(u.words), 1)
}

// narrow adds what else an article must be.
func narrow(match query.Query, s *app.Search, below []app.ID, without []app.ID) query.Query {
	out := bleve.NewBooleanQuery()
	out.AddMust(match)
	if !s.Category.IsZero() {
		any := bleve.NewDisjunctionQuery()
		for _, id := range below {
			any.AddQuery(term(fieldFacet, string(facetCategory)+id.String(), 0))
		}
		out.AddMust(any)
	}
	for _, x := range []struct {
		kind  byte
		value string
	}{{facetAuthor, s.Author}, {facetGenre, s.Genre}, {facetLang, primary(s.Lang)}, {facetState, string(s.State)}} {
		if x.value != "" {
			out.AddMust(term(fieldFacet, string(x.kind)+x.value, 0))
		}
	}
	if s.Tag != "" {
		out.AddMust(term(fieldKey, tagKey(s.Tag), 0))
	}
	if s.From != 0 || s.Until != 0 {
		var from, until *float64
		if s.From != 0 {
			v := float64(s.From / 1000)
			from = &v
		}
		if s.Until != 0 {
			v := float64(s.Until / 1000)
			until = &v
		}
		q := bleve.NewNumericRangeQuery(from, until)
		q.SetField(fieldPublished)
		q.SetBoost(0)
		out.AddMust(q)
	}
	for _, id := range without { // as a term: what a query for documents runs beside could not be guarded
		out.AddMustNot(term(fieldID, string(id[:]), 0))
	}
	if len(out.Must.(*query.ConjunctionQuery).Conjuncts) == 1 && out.MustNot == nil {
		return match
	}
	return out
}

// narrowed tells whether a search asks for anything besides words.
func narrowed(s *app.Search) bool {
	return !s.Category.IsZero() || s.From != 0 || s.Until != 0 || strings.TrimSpace(s.Author+s.Genre+s.Tag+s.Lang+string(s.State)) != ""
}
