package app

import (
	"bytes"
	"runtime"
	"slices"
	"sync"

	"bangtin/app/body"
)

// reading is what the fold makes of the words of a change, whatever else
// stands in the log. It asks for that several times, and JSON is slow: so it
// is read once, and by who takes many changes before their Update.
type reading struct {
	id, article ID           // the members of these names
	named       bool         // both can be read
	publication *Publication // without its body; nil where it is none that can be read
	revision    *revisionPlain
	brief       *brief
	holds       holding
	fault       error // why the document is void
}

// holding is what a document holds.
type holding struct {
	uses   map[Hash][]PictureUse
	figure *Figure
	words  int
	terms  []term
}

// Read reads the body ahead of Take, which then does not have to. One change
// is for one goroutine at a time.
func (c *Change) Read() {
	if c.read != nil || c.Erased {
		return
	}
	switch c.Kind {
	case KindPublication:
		c.read = readingOfPublication(c.Body)
	case KindRevision:
		c.read = readingOfRevision(c.Body)
	}
}

// readTogether is Read of many, on all processors.
func readTogether(changes []Change) {
	var work sync.WaitGroup
	share := len(changes)/runtime.GOMAXPROCS(0) + 1
	for part := range slices.Chunk(changes, share) {
		work.Go(func() {
			for i := range part {
				part[i].Read()
			}
		})
	}
	work.Wait()
}

// Article is the article that a change names.
func (c *Change) Article() (id ID, ok bool) {
	_, id, ok = c.names()
	return id, ok
}

// names gives the members of a body that say what it has to do with.
func (c *Change) names() (id, article ID, ok bool) {
	if c.read != nil && !c.Erased {
		return c.read.id, c.read.article, c.read.named
	}
	return namesIn(c.Body)
}

func namesIn(text []byte) (id, article ID, ok bool) {
	var v struct {
		ID      ID `json:"id"`
		Article ID `json:"article"`
	}
	if decodeBody(text, &v) != nil {
		return ID{}, ID{}, false
	}
	return v.ID, v.Article, true
}

func readingOfPublication(text []byte) *reading {
	r := &reading{publication: &Publication{}}
	var v struct {
		ID ID `json:"id"`
		publicationPlain
	}
	v.plainPublication = (*plainPublication)(r.publication)
	if decodeBody(text, &v) == nil {
		r.id, r.article, r.named = v.ID, v.Article, true
		r.publication.Document = Document(v.Document)
	} else { // some of it may be read all the same
		r.id, r.article, r.named = namesIn(text)
		r.publication = &Publication{}
		if readPublication(text, r.publication) != nil {
			r.publication = nil
			return r
		}
	}
	var doc body.Doc
	if doc, r.fault = r.publication.validate(); r.fault == nil {
		d := &r.publication.Document
		r.holds = holding{usesIn(d, doc), d.LeadFigure(doc), body.Words(d.Lead) + body.Words(body.Text(doc)), termsOf(d.Title, d.Lead, d.Lang)}
		d.Body = nil
	}
	return r
}

func readingOfRevision(text []byte) *reading {
	r := &reading{}
	var v struct {
		ID ID `json:"id"`
		revisionPlain
	}
	if decodeBody(text, &v) == nil {
		r.id, r.article, r.named = v.ID, v.Article, true
		r.revision, r.brief = &v.revisionPlain, &brief{v.Article, v.Parents}
	} else {
		r.id, r.article, r.named = namesIn(text)
		r.brief, r.revision = &brief{}, &revisionPlain{}
		if decodeBody(text, r.brief) != nil {
			r.brief = nil
		}
		if decodeBody(text, r.revision) != nil {
			r.revision = nil
			return r
		}
	}
	d := Document(r.revision.Document)
	r.revision.Document.Body = nil
	if d.Figure == nil && len(d.Attached) == 0 && !namesFiles(d.Body) {
		return r // whether it can be read or not
	}
	var doc body.Doc
	if doc, r.fault = body.Parse(d.Body); r.fault == nil {
		r.holds = holding{uses: usesIn(&d, doc), figure: d.LeadFigure(doc)}
	}
	return r
}

// namesFiles tells whether a body may name pictures or other files: every
// block that does has this member.
func namesFiles(text []byte) bool {
	return bytes.Contains(text, []byte("media")) || bytes.Contains(text, []byte(`\u`))
}

// asPublication gives what a publication says.
func (c *Change) asPublication() *reading {
	if c.read != nil {
		return c.read
	}
	return readingOfPublication(c.Body)
}

// asRevision gives what a revision says.
func (c *Change) asRevision() *reading {
	if c.read != nil {
		return c.read
	}
	return readingOfRevision(c.Body)
}

// asBrief gives what places a revision among others.
func (c *Change) asBrief() (r brief, ok bool) {
	if c.read != nil {
		if c.read.brief == nil {
			return brief{}, false
		}
		return *c.read.brief, true
	}
	return r, decodeBody(c.Body, &r) == nil
}
