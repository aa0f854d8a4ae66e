package app

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"

	"bangtin/app/body"
)

// Piece is an article as it is read into an index, and as it is quoted.
type Piece struct {
	Article ID
	Card    *Card   // what readers see; nil for a piece of a desk
	Row     DeskRow // of a piece of a desk only

	Document   Document
	Paragraphs []string // of the body
}

func (p *Piece) fill(d Document) error {
	doc, err := body.Parse(d.Body)
	if err != nil {
		return bodyFault(err)
	}
	p.Document, p.Paragraphs = d, body.Paragraphs(doc)
	return nil
}

// ArticleIDs are the ids of all articles that anything is known of, sorted.
// It walks the whole fold: it is for what is done in the background.
func (l *Library) ArticleIDs(ctx context.Context) (ids []ID, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		for _, n := range []noun{{Open, nounPublication, ""}, {Staff, nounArticle, ""}} {
			prefix := n.key()
			for k := range tx.Scan(v.table(tableState), prefix, nil, false) {
				ids = append(ids, ID(k[len(prefix):]))
			}
		}
		return nil
	})
	slices.SortFunc(ids, func(a, b ID) int { return bytes.Compare(a[:], b[:]) })
	return slices.Compact(ids), err
}

// Shown gives those of the articles that readers may see at this moment, in
// the order they are asked for. The others are left out.
func (l *Library) Shown(ctx context.Context, ids []ID) (out []Piece, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		horizon := l.clock.Horizon().UnixMilli()
		for _, id := range ids {
			card := v.card(id) // past the cache: an index asks for all of them
			if card == nil || !card.shownAt(horizon) {
				continue
			}
			c, ok := v.change(card.Act)
			var p Publication
			if !ok || readPublication(c.Body, &p) != nil {
				return errBroken
			}
			piece := Piece{Article: id, Card: card}
			if err := piece.fill(p.Document); err != nil {
				return err
			}
			out = append(out, piece)
		}
		return nil
	})
	return out, err
}

// ShownCards is Shown without the texts.
func (l *Library) ShownCards(ctx context.Context, ids []ID) (out []*Card, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		horizon := l.clock.Horizon().UnixMilli()
		for _, id := range ids {
			if card := v.card(id); card != nil && card.shownAt(horizon) {
				out = append(out, card)
			}
		}
		return nil
	})
	return out, err
}

// TurnedBetween are those of the articles that an embargo's end or their own
// has shown or hidden between two times.
func (l *Library) TurnedBetween(ctx context.Context, ids []ID, from, until int64) (out []ID, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		for _, id := range ids {
			var c struct{ From, Until int64 }
			s := v.state(noun{Open, nounPublication, string(id[:])})
			if s != nil && json.Unmarshal(s, &c) == nil && (c.From > from && c.From <= until || c.Until > from && c.Until <= until) {
				out = append(out, id)
			}
		}
		return nil
	})
	return out, err
}

// AtDesk gives what desks have of the articles besides what readers see: the
// latest revision of each that differs from it or that readers do not see.
// It is for signed-in staff only. With all set it gives every one of them.
func (l *Library) AtDesk(ctx context.Context, ids []ID, all bool) (out []Piece, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		for _, id := range ids {
			row, ok := l.deskRow(v, id)
			if !ok || len(row.Heads) == 0 || !all && row.State == Public && row.Shown {
				continue
			}
			r, err := l.readRevision(tx, id, row.Heads[0])
			if err != nil {
				return err
			}
			piece := Piece{Article: id, Row: row}
			if err := piece.fill(r.Document); err != nil {
				return err
			}
			out = append(out, piece)
		}
		return nil
	})
	return out, err
}
