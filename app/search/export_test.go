package search

import "bangtin/app"

// Quote is what a hit shows of an article, without one.
func (f *Finder) Quote(asked, title string, paragraphs ...string) (spans, snippet []app.Span) {
	q := askFor(asked)
	spans, snippet, _ = q.quote(&app.Piece{Document: app.Document{Title: title}, Paragraphs: paragraphs})
	return spans, snippet
}
