package app

import (
	"bytes"
	"cmp"
	"context"
	"slices"
)

// DeskTicket is a ticket as staff see it.
type DeskTicket struct {
	ID      ID
	Number  TicketNumber
	State   TicketState
	At      int64   // when it was sent, ms since 1970 UTC
	Sent    *Ticket // nil where it was erased
	Erased  bool
	Title   string // of its article, as readers see it; empty where they do not
	History []TicketEvent
	Photos  int // that came with it; see Library.TicketPhoto
}

// TicketEvent is a step with whoever took it. Its words are empty where they
// were erased.
type TicketEvent struct {
	TicketStep
	By ID
	At int64 // ms since 1970 UTC
}

// deskTicket brings together what everyone is told of a ticket and what only
// staff know of it: each step once, in the order of time.
func (v view) deskTicket(id ID) (t DeskTicket, ok bool) {
	kept, acts := v.ticketKept(id), v.ticketActs(id)
	if kept == nil {
		return t, false
	}
	t = DeskTicket{ID: id, Number: v.ticketNumber(id), State: TicketNew, At: kept.At, Sent: kept.Sent, Erased: kept.Gone && kept.Sent == nil, Photos: len(kept.Photos)}
	words := map[Hash]keptStep{}
	for _, s := range kept.Steps {
		words[s.Change] = s
	}
	if acts != nil {
		t.State = acts.State
		for _, a := range acts.Acts {
			if a.State == TicketNew {
				continue // no step: see keepNumbers
			}
			s := words[a.Step]
			delete(words, a.Step)
			s.State = a.State // also where the words are gone or have not come
			t.History = append(t.History, TicketEvent{s.TicketStep, s.By, a.At})
		}
	}
	for _, s := range kept.Steps {
		if _, left := words[s.Change]; left && s.State != "" {
			t.History = append(t.History, TicketEvent{s.TicketStep, s.By, s.At})
		}
	}
	slices.SortStableFunc(t.History, func(a, b TicketEvent) int { return cmp.Compare(a.At, b.At) })
	if t.Sent != nil && !t.Sent.Article.IsZero() {
		if card := v.card(t.Sent.Article); card != nil {
			t.Title = card.Title
		}
	}
	return t, true
}

// Tickets lists tickets for desks, of one state or all, those that came last
// first; new ones, the longest waiting first. The cursor is that of the last
// one, empty for the first page.
func (l *Library) Tickets(ctx context.Context, by Actor, state TicketState, after string) (out []DeskTicket, next string, err error) {
	if !May(by.Post, ReadTickets) {
		return nil, "", errNoTickets
	}
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		prefix := append([]byte(state), 0)
		var from []byte
		if after != "" {
			from = append(bytes.Clone(prefix), after...)
		}
		for key := range tx.Scan(v.table(tableTicket), prefix, from, state != TicketNew) {
			rest := string(key[len(prefix):])
			if len(rest) != 8+len(ID{}) || rest == after {
				continue
			}
			if len(out) == TicketPage {
				last := out[TicketPage-1]
				next = placeOfTicket(last.At, last.ID)
				break
			}
			if t, ok := v.deskTicket(ID([]byte(rest[8:]))); ok {
				out = append(out, t)
			}
		}
		return nil
	})
	return out, next, err
}

// Ticket gives one ticket as staff see it.
func (l *Library) Ticket(ctx context.Context, by Actor, id ID) (t DeskTicket, err error) {
	if !May(by.Post, ReadTickets) {
		return t, errNoTickets
	}
	err = l.store.View(ctx, func(tx Tx) error {
		ok := false
		if t, ok = l.view(tx).deskTicket(id); !ok {
			return ErrNoTicket
		}
		return nil
	})
	return t, err
}
