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
	weighPair        = 1.0
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

// A stage is what an index is asked for at a time: articles that match, but
// not those that an earlier stage has found. What else a match asks only makes
// one article better than another.
type stage struct {
	match query.Query
	again query.Query // matches those of the stage before; nil at the first
	far   int
}

// stages are asked one after the other, the best first, until there is
// enough: articles in whose titles words stand beside each other as they were
// typed, those in which they do so anywhere, and all that have each unit. Of
// half a library only few have them in the title, and only those are weighed.
func (q *question) stages() []stage {
	near := q.near(fieldPair)
	if near == nil {
		return []stage{{match: q.match(nil)}}
	}
	title := q.near(fieldTitlePair)
	return []stage{
		{match: q.match(title)},
		{match: q.match(near), again: title, far: 1},
		{match: q.match(nil), again: near, far: 2},
	}
}

// has are the units, each of which must be there.
func (q *question) has() (out []query.Query) {
	for _, u := range q.units {
		out = append(out, u.match())
	}
	return out
}

// near asks a field for half of the pairs that were typed; nil where there is
// none.
func (q *question) near(field string) query.Query {
	plain := q.plain()
	if len(plain) < 2 {
		return nil
	}
	out := bleve.NewDisjunctionQuery()
	for i := 1; i < len(plain); i++ {
		out.AddQuery(term(field, pairOf(plain[i-1], plain[i]), weighPair))
	}
	out.SetMin(float64(len(plain) / 2))
	return out
}

func (q *question) match(near query.Query) query.Query {
	out := bleve.NewBooleanQuery()
	if near != nil {
		out.AddMust(near)
	}
	out.AddMust(q.has()...)
	for _, u := range q.units {
		switch {
		case u.date != "":
		case u.phrase:
			out.AddShould(phraseOf(fieldTitle, fieldTitlePair, u.words, weighTitlePhrase))
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
		out.AddShould(term(fieldTitlePair, pairOf(plain[i-1], plain[i]), weighTitlePair))
	}
	if len(plain) > 2 {
		out.AddShould(phraseOf(fieldTitle, fieldTitlePair, plain, weighTitlePhrase))
	}
	return out
}

// match is what an article must have for a unit.
func (u *unit) match() query.Query {
	switch {
	case u.date != "":
		return bleve.NewDisjunctionQuery(term(fieldKey, string(keyDay)+u.date, weighDay), term(fieldAll, u.date, 1))
	case u.whole != "":
		return bleve.NewDisjunctionQuery(term(fieldAll, u.whole, weighRun), phraseOf(fieldAll, fieldPair, u.words, 1))
	}
	return phraseOf(fieldAll, fieldPair, u.words, 1)
}

// bounds are what else an article must be.
func bounds(s *app.Search, below []app.ID) (out []query.Query) {
	if !s.Category.IsZero() {
		any := bleve.NewDisjunctionQuery()
		for _, id := range below {
			any.AddQuery(term(fieldFacet, string(facetCategory)+id.String(), 0))
		}
		out = append(out, any)
	}
	for _, x := range []struct {
		kind  byte
		value string
	}{{facetAuthor, s.Author}, {facetGenre, s.Genre}, {facetLang, primary(s.Lang)}, {facetState, string(s.State)}} {
		if x.value != "" {
			out = append(out, term(fieldFacet, string(x.kind)+x.value, 0))
		}
	}
	if s.Tag != "" {
		out = append(out, term(fieldKey, tagKey(s.Tag), 0))
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
		out = append(out, q)
	}
	return out
}

// all asks for articles that are all of must and none of those without. Of
// terms alone an index makes one set, which is quick.
func all(must []query.Query, without ...query.Query) query.Query {
	var q query.Query = bleve.NewMatchAllQuery()
	switch {
	case len(must) == 1:
		q = must[0]
	case len(must) > 1:
		q = bleve.NewConjunctionQuery(must...)
	}
	if len(without) == 0 {
		return q
	}
	out := bleve.NewBooleanQuery()
	out.AddMust(q)
	out.AddMustNot(without...)
	return out
}

// named are articles, as a term: what a query for documents runs beside could
// not be guarded.
func named(ids []app.ID) (out []query.Query) {
	for _, id := range ids {
		out = append(out, term(fieldID, string(id[:]), 0))
	}
	return out
}

// narrowed tells whether a search asks for anything besides words.
func narrowed(s *app.Search) bool {
	return !s.Category.IsZero() || s.From != 0 || s.Until != 0 || strings.TrimSpace(s.Author+s.Genre+s.Tag+s.Lang+string(s.State)) != ""
}
