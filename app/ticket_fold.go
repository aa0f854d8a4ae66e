package app

import (
	"encoding/json"
	"slices"
)

// ticketTouches: what is sent, the steps and what everyone is told of them
// have to do with one ticket, each for its audience.
func ticketTouches(c *Change) []noun {
	var v struct {
		ID     ID `json:"id"`
		Ticket ID `json:"ticket"`
	}
	decode := decodeSalted
	if c.Kind == KindTicketState {
		decode = decodeBody
	}
	if decode(c.Body, &v) != nil {
		return nil
	}
	id := v.Ticket
	if c.Kind == KindTicket {
		id = v.ID
	}
	if id.IsZero() {
		return nil
	}
	return []noun{{c.Log.Audience, nounTicket, string(id[:])}}
}

// ticketStanding is what everyone knows of a ticket.
type ticketStanding struct {
	Number TicketNumber `json:"number"`
	State  TicketState  `json:"state"`
	Acts   []TicketAct  `json:"acts"`  // all of them, in the order of the log
	Heads  []Hash       `json:"heads"` // what the next act must have seen
}

// foldTicketActs folds what everyone is told of a ticket. Of acts that have
// not seen each other the one that leads furthest says how it stands; every
// act stays in its history. An erased act counts for nothing.
func foldTicketActs(id ID, changes []Change, valid func(*Change) bool, erased map[Hash]bool) *ticketStanding {
	sortChanges(changes)
	acts, said := map[Hash]*act{}, map[Hash]TicketAct{}
	out := &ticketStanding{State: TicketNew}
	for _, c := range changes {
		a := &act{change: c}
		acts[c.ID] = a
		var t TicketAct
		if c.Erased || erased[c.ID] || !valid(&c) || decodeBody(c.Body, &t) != nil || t.Ticket != id || t.validate() != nil {
			continue
		}
		a.valid, a.seen, said[c.ID] = true, t.Seen, t
		if out.Number == "" {
			out.Number = t.Number
		}
		t.Seen = nil
		out.Acts = append(out.Acts, t)
	}
	for _, h := range headsOf(acts) {
		out.Heads = append(out.Heads, h.change.ID)
		if s := said[h.change.ID].State; slices.Index(TicketStates, s) > slices.Index(TicketStates, out.State) {
			out.State = s
		}
	}
	if len(out.Heads) == 0 {
		return nil
	}
	sortHashes(out.Heads)
	return out
}

// keptTicket is what staff know of a ticket.
type keptTicket struct {
	Sent  *Ticket    `json:"sent"` // nil where it was erased, or has not come
	At    int64      `json:"at"`   // when it was sent; of one that has not come, 0
	Steps []keptStep `json:"steps"`
	Gone  bool       `json:"gone,omitempty"` // it was erased
	// Photos are the changes of its pictures, those first that came first.
	Photos []Hash `json:"photos,omitempty"`
}

// keptStep is a step with whoever took it; its words are empty where they
// were erased.
type keptStep struct {
	TicketStep
	Change Hash  `json:"change"`
	By     ID    `json:"by,omitzero"`
	At     int64 `json:"at"`
}

// foldTicketKept folds what staff hold of a ticket: the first of what was
// sent under its id, and all steps in the order of the log.
func foldTicketKept(id ID, changes []Change, valid func(*Change) bool, erased map[Hash]bool) *keptTicket {
	sortChanges(changes)
	out := &keptTicket{}
	for i := range changes {
		c := &changes[i]
		if !valid(c) {
			continue
		}
		gone := c.Erased || erased[c.ID]
		switch c.Kind {
		case KindTicket:
			var t Ticket
			switch {
			case gone:
				out.Gone = true
				if out.At == 0 {
					out.At = c.Wall
				}
			case out.Sent == nil && decodeSalted(c.Body, &t) == nil && t.ID == id && t.validate() == nil:
				out.Sent, out.At = &t, t.At
			}
		case KindTicketPhoto:
			var p TicketPhoto
			if !gone && len(out.Photos) < MaxTicketPhotos && decodeSalted(c.Body, &p) == nil && p.Ticket == id && p.validate() == nil {
				out.Photos = append(out.Photos, c.ID)
			}
		case KindTicketStep:
			step := keptStep{Change: c.ID, By: c.Account, At: c.Wall}
			if !gone && (decodeSalted(c.Body, &step.TicketStep) != nil || step.Ticket != id || step.validate() != nil) {
				continue
			}
			step.Ticket = ID{}
			out.Steps = append(out.Steps, step)
		}
	}
	if out.Sent == nil && !out.Gone && len(out.Steps) == 0 {
		return nil
	}
	return out
}

func (v view) ticketActs(id ID) *ticketStanding {
	var out ticketStanding
	text := v.state(noun{Open, nounTicket, string(id[:])})
	if text == nil || json.Unmarshal(text, &out) != nil {
		return nil
	}
	return &out
}

func (v view) ticketKept(id ID) *keptTicket {
	var out keptTicket
	text := v.state(noun{Staff, nounTicket, string(id[:])})
	if text == nil || json.Unmarshal(text, &out) != nil {
		return nil
	}
	return &out
}
