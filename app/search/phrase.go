package search

import (
	"context"
	"math"
	"slices"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	index "github.com/blevesearch/bleve_index_api"
)

// A phrase is words that stand one behind the other in a field. Its pairs,
// which an index has as terms, leave few articles, and in those alone places
// are compared. Bleve's own phrase compares them wherever all words are, which
// of common words is half a library.
type phrase struct {
	words, pairs string // the fields
	of           []string
	boost        float64
}

// phraseOf asks for words one behind the other; field and pairs are where the
// words and their pairs lie.
func phraseOf(field, pairs string, ws []word, boost float64) query.Query {
	switch len(ws) {
	case 1:
		return term(field, ws[0].folded, boost)
	case 2:
		return term(pairs, pairOf(ws[0], ws[1]), boost)
	}
	return &phrase{field, pairs, foldedOf(ws), boost}
}

func (p *phrase) Searcher(ctx context.Context, i index.IndexReader, m mapping.IndexMapping, _ search.SearcherOptions) (out search.Searcher, err error) {
	s := &phraseSearcher{boost: p.boost, norm: 1, fewest: math.MaxUint64}
	defer func() {
		if err != nil {
			_ = s.Close() // the fault is told of
		}
	}()
	unweighed := search.SearcherOptions{Score: "none"}
	var pairs []query.Query
	for n := 1; n < len(p.of); n++ {
		pair := term(p.pairs, p.of[n-1]+" "+p.of[n], 0)
		pairs = append(pairs, pair)
		one, err := pair.Searcher(ctx, i, m, unweighed)
		if err != nil {
			return nil, err
		}
		s.fewest = min(s.fewest, one.Count())
		if err := one.Close(); err != nil {
			return nil, err
		}
	}
	if s.maybe, err = bleve.NewConjunctionQuery(pairs...).Searcher(ctx, i, m, unweighed); err != nil {
		return nil, err
	}
	for n, w := range p.of {
		r, err := i.TermFieldReader(ctx, []byte(w), p.words, n == 0, n == 0, true)
		if err != nil {
			return nil, err
		}
		s.words = append(s.words, place{reader: r})
	}
	docs, err := i.DocCount()
	s.idf = 1 + math.Log(float64(docs+1)/float64(s.fewest+1))
	return s, err
}

// A phraseSearcher gives the articles that have a phrase, in the order of the
// index. They are weighed as Bleve weighs a term that stands there as often.
type phraseSearcher struct {
	maybe  search.Searcher // articles that have every pair
	words  []place
	fewest uint64 // articles of the rarest pair

	boost, idf, norm float64
}

// A place is where a word stands in the article that is looked at.
type place struct {
	reader index.TermFieldReader
	room   index.TermFieldDoc
	at     []uint64 // ascending
	weight float64  // of the field's length
}

func (s *phraseSearcher) Next(c *search.SearchContext) (*search.DocumentMatch, error) {
	found, err := s.maybe.Next(c)
	return s.first(c, found, err)
}

func (s *phraseSearcher) Advance(c *search.SearchContext, to index.IndexInternalID) (*search.DocumentMatch, error) {
	found, err := s.maybe.Advance(c, to)
	return s.first(c, found, err)
}

// first is the first article from one on that has the phrase.
func (s *phraseSearcher) first(c *search.SearchContext, found *search.DocumentMatch, err error) (*search.DocumentMatch, error) {
	for ; found != nil && err == nil; found, err = s.maybe.Next(c) {
		n, err := s.count(found.IndexInternalID)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			found.Score = math.Sqrt(float64(n)) * s.words[0].weight * s.idf * s.idf * s.boost * s.norm
			return found, nil
		}
		c.DocumentMatchPool.Put(found)
	}
	return nil, err
}

// count tells how often the phrase stands in an article.
func (s *phraseSearcher) count(in index.IndexInternalID) (n int, err error) {
	for i := range s.words {
		if ok, err := s.words[i].look(in); err != nil || !ok {
			return 0, err
		}
	}
	for _, from := range s.words[0].at {
		whole := true
		for i := 1; whole && i < len(s.words); i++ {
			_, whole = slices.BinarySearch(s.words[i].at, from+uint64(i))
		}
		if whole {
			n++
		}
	}
	return n, nil
}

func (p *place) look(in index.IndexInternalID) (bool, error) {
	doc, err := p.reader.Advance(in, p.room.Reset())
	if err != nil || doc == nil || !doc.ID.Equals(in) {
		return false, err
	}
	p.at, p.weight = p.at[:0], doc.Norm
	for _, v := range doc.Vectors {
		p.at = append(p.at, v.Pos)
	}
	return true, nil
}

func (s *phraseSearcher) Close() error {
	var first error
	if s.maybe != nil {
		first = s.maybe.Close()
	}
	for _, w := range s.words {
		if err := w.reader.Close(); first == nil {
			first = err
		}
	}
	return first
}

func (s *phraseSearcher) Weight() float64           { return s.boost * s.boost * s.idf * s.idf }
func (s *phraseSearcher) SetQueryNorm(norm float64) { s.norm = norm }
func (s *phraseSearcher) Count() uint64             { return s.fewest }
func (s *phraseSearcher) Min() int                  { return 0 }

func (s *phraseSearcher) Size() int {
	out := s.maybe.Size()
	for _, w := range s.words {
		out += w.reader.Size() + 8*cap(w.at)
	}
	return out
}

func (s *phraseSearcher) DocumentMatchPoolSize() int { return s.maybe.DocumentMatchPoolSize() + 1 }
