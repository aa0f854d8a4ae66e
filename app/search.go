package app

// Search is what somebody looks for. Its zero fields narrow nothing; with no
// words it asks for everything that the others leave, newest first.
type Search struct {
	Words    string
	Category ID     // with those below it
	From     int64  // published, ms since 1970 UTC
	Until    int64  // not included
	Author   string // as the byline is written
	Genre    string
	Tag      string
	Lang     string // primary subtag
	State    State  // of a desk's search only
	Newest   bool   // the order: newest first, else what fits best
	Offset   int    // hits that were given before
	Limit    int
	Facets   bool // also where very many are found, which takes a while
}

// MaxSearch is how far into its hits a search can be walked, and
// MaxSearchPage how many of them it gives at once.
const (
	MaxSearch     = 1000
	MaxSearchPage = 50
)

// Span is a run of text; those that are hits are what was looked for. The
// spans of a text, one behind the other, are that text.
type Span struct {
	Text string `json:"text"`
	Hit  bool   `json:"hit"`
}

// Hit is one article that was found. Card is what readers see of it now; in
// a desk's search Row is set instead.
type Hit struct {
	Card    *Card
	Row     *DeskRow
	Title   []Span
	Snippet []Span
	Exact   bool // its words carry the marks that were asked for
}

// Tally is how many of the articles found have a value.
type Tally struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

// Facets count all articles found, the most frequent value first; years
// newest first. A category counts those of its own alone, not those below.
type Facets struct {
	Categories []Tally // by id
	Authors    []Tally
	Genres     []Tally
	Languages  []Tally
	Years      []Tally
	States     []Tally // of a desk's search only
}

// Progress is how far something is that goes on meanwhile.
type Progress struct {
	Done  int `json:"done"`
	Total int `json:"total"`
}

// Found is the answer to a search.
type Found struct {
	Total   int
	Hits    []Hit
	Facets  Facets
	Counted bool // the facets are of all that was found, else there are none
	// Spelling is set where nothing was found with the words as they were
	// typed: the answer is then that to these words instead.
	Spelling string
	More     bool      // there are further hits behind these
	Building *Progress // set while the index lacks articles
}

// Suggestions are what somebody might be typing.
type Suggestions struct {
	Titles     []Suggestion
	Tags       []Tally
	Categories []Branch
	Building   *Progress // set while titles are being read
}

// Suggestion is an article whose title goes on with what was typed.
type Suggestion struct {
	Card  *Card
	Title []Span
}
