package app

import (
	"context"
	"strings"

	"bangtin/app/viet"
)

// ReportFilter narrows a report; zero fields narrow nothing.
type ReportFilter struct {
	From, Until int64  // published, ms since 1970 UTC; Until is past the end
	Category    ID     // the main one
	Person      string // all of these words in the byline, with or without marks
}

// ReportRow is an article that readers see or have seen, with what they
// made of it.
type ReportRow struct {
	Card     *Card
	State    State // Public, Scheduled, Expired, Withdrawn or Archived
	Views    int
	Rating   Rating
	Comments int // those that are shown
}

// reportStep is how many articles are looked at in one transaction, so that
// whoever reads slowly holds none.
const reportStep = 200

// Report gives every article that was published in a period: those on show,
// the newest first, then those that are not any more or not yet. It walks
// what was published then and what is no longer on show, a step at a time.
func (l *Library) Report(ctx context.Context, f ReportFilter, each func(ReportRow) error) error {
	words := strings.Fields(viet.Fold(f.Person))
	if err := l.reportShown(ctx, &f, words, each); err != nil {
		return err
	}
	for _, s := range []State{Scheduled, Expired, Withdrawn, Archived} {
		if err := l.reportState(ctx, &f, words, s, each); err != nil {
			return err
		}
	}
	return nil
}

func (l *Library) reportShown(ctx context.Context, f *ReportFilter, words []string, each func(ReportRow) error) error {
	scope := All()
	if !f.Category.IsZero() {
		scope = InCategory(f.Category)
	}
	prefix := listPrefix(scope, "*")
	from := prefix
	if f.Until != 0 {
		from = append(prefix[:len(prefix):len(prefix)], timeKey(f.Until-1)...)
		from = append(from, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)
	} else {
		from = nil
	}
	return l.reportWalk(ctx, tableList, prefix, from, each, func(v view, key []byte) (row ReportRow, fits, done bool) {
		if timeOfKey(key[len(key)-24:len(key)-16]) < f.From {
			return row, false, true
		}
		row.Card, row.State = l.cardOf(v, ID(key[len(key)-16:])), Public
		return row, row.Card != nil && f.takes(row.Card, words), false
	})
}

func (l *Library) reportState(ctx context.Context, f *ReportFilter, words []string, s State, each func(ReportRow) error) error {
	return l.reportWalk(ctx, tableDesk, deskPrefix(s), nil, each, func(v view, key []byte) (row ReportRow, fits, done bool) {
		card := l.shownLast(v, ID(key[len(key)-16:]))
		if card == nil || card.shownAt(l.clock.Horizon().UnixMilli()) {
			return row, false, false
		}
		row.Card, row.State = card, s
		return row, f.takes(card, words), false
	})
}

// reportWalk goes down a table, in steps.
func (l *Library) reportWalk(ctx context.Context, table string, prefix, from []byte, each func(ReportRow) error, read func(v view, key []byte) (row ReportRow, fits, done bool)) error {
	for {
		var rows []ReportRow
		var next []byte
		err := l.store.View(ctx, func(tx Tx) error {
			v, looked := l.view(tx), 0
			for key := range tx.Scan(v.table(table), prefix, from, true) {
				if looked == reportStep {
					next = append([]byte(nil), key...)
					break
				}
				looked++
				row, fits, done := read(v, key)
				if done {
					break
				}
				if !fits {
					continue
				}
				id := row.Card.Article
				row.Views, row.Rating, row.Comments = l.views(v, id), v.rating(id), int(number(tx.Get(v.table(tableTalk), id[:])))
				rows = append(rows, row)
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := each(row); err != nil {
				return err
			}
		}
		if next == nil {
			return nil
		}
		from = next
	}
}

func (f *ReportFilter) takes(c *Card, words []string) bool {
	if c.Published.At < f.From || f.Until != 0 && c.Published.At >= f.Until || !f.Category.IsZero() && c.Category != f.Category {
		return false
	}
	byline := viet.Fold(c.Byline)
	for _, w := range words {
		if !strings.Contains(byline, w) {
			return false
		}
	}
	return true
}

// shownLast is the card of what readers see of an article, or what they saw
// last; nil where they never saw anything.
func (l *Library) shownLast(v view, article ID) *Card {
	card := l.cardOf(v, article)
	if card == nil || !card.Withdrawn {
		return card
	}
	b := l.begin(v.tx, v.gen)
	changes, err := b.gather(noun{Open, nounPublication, string(article[:])})
	if err != nil {
		return nil
	}
	return lastShown(card, changes, b.valid)
}

// lastShown is the card that the acts on an article fold to, or of one that
// was withdrawn what its last publication said, as far as lists of staff
// need it; nil where nothing is left of that.
func lastShown(card *Card, changes []Change, valid func(*Change) bool) *Card {
	if card == nil || !card.Withdrawn {
		return card
	}
	var last *Change
	for i := range changes {
		c := &changes[i]
		if c.Kind == KindPublication && !c.Erased && valid(c) && (last == nil || changeBefore(last, c)) {
			last = c
		}
	}
	var p Publication
	if last == nil || readPublication(last.Body, &p) != nil {
		return nil
	}
	d := &p.Document
	return &Card{
		Article: p.Article, Withdrawn: true, Title: d.Title, Byline: d.Byline, Source: d.Source, Lang: d.Lang, Category: d.Category, Published: p.Published,
	}
}
