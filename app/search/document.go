package search

import (
	"strings"
	"time"

	"bangtin/app"
	"bangtin/app/viet"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"
	"golang.org/x/text/language"
)

// Names of the fields; doc.go says what they hold.
const (
	fieldTitle      = "t"
	fieldTitleExact = "tx"
	fieldAll        = "a"
	fieldAllExact   = "x"
	fieldFacet      = "f"
	fieldKey        = "k"
	fieldPublished  = "p"
	fieldID         = "_id" // scorch's own
)

// paragraphGap parts paragraphs so that no phrase reaches over their ends.
const paragraphGap = 8

// stream is a field whose words were found before.
type stream analysis.TokenStream

// Analyze gives the words, whatever the text.
func (s stream) Analyze([]byte) analysis.TokenStream { return analysis.TokenStream(s) }

// streams gathers the words of a text in both forms.
type streams struct {
	folded, exact analysis.TokenStream
	at            int
}

func (s *streams) add(text string) {
	ws := wordsOf(text)
	until := 0 // of the date that was read last
	for i := range ws {
		s.at++
		s.token(ws[i].folded)
		if r, ok := runAt(text, ws, i); ok {
			s.token(r.whole)
		}
		if i >= until {
			if d, ok := dateAt(text, ws, i); ok {
				until = i + d.words
				s.token(d.month)
				if d.day != "" {
					s.token(d.day)
				}
			}
		}
		s.exact = append(s.exact, &analysis.Token{Term: []byte(ws[i].exact), Position: s.at})
	}
	s.at += paragraphGap
}

func (s *streams) token(term string) {
	s.folded = append(s.folded, &analysis.Token{Term: []byte(term), Position: s.at})
}

// documentOf is an article as an index holds it.
func documentOf(p *app.Piece) *document.Document {
	d := &p.Document
	var title, all streams
	title.add(d.Title)
	for _, text := range textsOf(p) {
		all.add(text)
	}
	doc := document.NewDocument(string(p.Article[:]))
	field := func(name string, s analysis.TokenStream, o index.FieldIndexingOptions) {
		doc.AddField(document.NewTextFieldCustom(name, nil, nil, o, stream(s)))
	}
	const plain, placed = index.IndexField, index.IndexField | index.IncludeTermVectors
	field(fieldTitle, title.folded, placed)
	field(fieldTitleExact, title.exact, plain)
	field(fieldAll, all.folded, placed)
	field(fieldAllExact, all.exact, plain)
	field(fieldFacet, tokens(facetsOf(p)), plain|index.DocValues)
	field(fieldKey, tokens(keysOf(p)), plain)
	if at := publishedOf(p); at != 0 {
		doc.AddField(document.NewNumericFieldWithIndexingOptions(fieldPublished, nil, float64(at/1000), plain|index.DocValues))
	}
	return doc
}

// textsOf is everything in an article that words are looked for in, in the
// order in which it is read.
func textsOf(p *app.Piece) []string {
	d := &p.Document
	out := append([]string{d.Title, d.Lead}, p.Paragraphs...)
	out = append(out, d.Byline, d.Source, d.Topic, d.Series, d.Exhibit)
	return append(out, d.Tags...)
}

func tokens(terms []string) (out analysis.TokenStream) {
	for i, t := range terms {
		out = append(out, &analysis.Token{Term: []byte(t), Position: i + 1})
	}
	return out
}

// The kinds of facets, in front of their values.
const (
	facetCategory = 'c'
	facetAuthor   = 'a'
	facetGenre    = 'g'
	facetLang     = 'l'
	facetYear     = 'y'
	facetState    = 's'
)

func facetsOf(p *app.Piece) (out []string) {
	d := &p.Document
	add := func(kind byte, value string) {
		if value != "" {
			out = append(out, string(kind)+value)
		}
	}
	for _, id := range categoriesOf(d) {
		add(facetCategory, id.String())
	}
	add(facetAuthor, viet.Line(d.Byline))
	add(facetGenre, viet.Line(d.Genre))
	add(facetLang, primary(d.Lang))
	if at := publishedOf(p); at != 0 {
		add(facetYear, time.UnixMilli(at).In(viet.Zone()).Format("2006"))
	}
	if p.Card == nil {
		add(facetState, string(p.Row.State))
	}
	return out
}

func categoriesOf(d *app.Document) (out []app.ID) {
	seen := map[app.ID]bool{}
	for _, id := range append([]app.ID{d.Category}, d.Categories...) {
		if !seen[id] && !id.IsZero() {
			seen[id] = true
			out = append(out, id)
		}
	}
	return out
}

// The kinds of keys, in front of their values.
const (
	keyTag   = 'g'
	keyDay   = 'd'
	keyShown = "o" // of a piece of a desk: readers see a version of it too
)

func keysOf(p *app.Piece) (out []string) {
	d := &p.Document
	for _, t := range d.Tags {
		out = append(out, tagKey(t))
	}
	if p.Card == nil && p.Row.Shown {
		out = append(out, keyShown)
	}
	days := []string{d.EventDate}
	if at := publishedOf(p); at != 0 {
		days = append(days, time.UnixMilli(at).In(viet.Zone()).Format("2006-01-02"))
	}
	for _, day := range days {
		if len(day) == len("2006-01-02") {
			out = append(out, string(keyDay)+day, string(keyDay)+day[:len("2006-01")])
		}
	}
	return out
}

func tagKey(tag string) string { return string(keyTag) + viet.Slug(tag, 200) }

// publishedOf is when readers were shown a piece; of one that they never
// were, when it was last edited.
func publishedOf(p *app.Piece) int64 {
	switch {
	case p.Card != nil:
		return p.Card.Published.At
	case p.Row.Card != nil && p.Row.Card.Published.At != 0:
		return p.Row.Card.Published.At
	}
	return p.Row.Edited
}

// primary is the language of a BCP 47 tag without script and region.
func primary(tag string) string {
	t, err := language.Parse(strings.TrimSpace(tag))
	if err != nil {
		return ""
	}
	base, _ := t.Base()
	return base.String()
}
