package app

import (
	"context"
	"crypto/subtle"
	"slices"
	"time"
)

// nextNumber gives out a number of this device. The last one stands in a
// local table, so that it outlives a ticket that was erased and a rebuild,
// and is found in the log where that table was lost.
func (b *batch) nextNumber(at time.Time) (TicketNumber, error) {
	device, incarnation := b.l.device, b.l.Incarnation()
	prefix, last := ticketPrefix(device, incarnation, at), uint64(0)
	if kept := b.tx.Get(tableLocal, []byte(localRunning)); len(kept) > 8 && string(kept[8:]) == string(prefix) {
		last = number(kept[:8])
	}
	for key := range b.tx.Scan(b.table(tableNumber), []byte(prefix), nil, true) {
		if n := numberOfKey(key); n != "" {
			last = max(last, n.running())
		}
		break
	}
	n, last := NextTicketNumber(device, incarnation, at, last)
	return n, b.tx.Put(tableLocal, []byte(localRunning), append(bytes8(last), prefix...))
}

// numberKey is where a ticket is found by its number; keys of one prefix
// stand in the order of their running numbers.
func numberKey(n TicketNumber, id ID) []byte {
	digits := n[len(n.prefix()) : len(n)-1]
	return slices.Concat([]byte(n.prefix()), []byte{byte(len(digits))}, []byte(digits), id[:])
}

func numberOfKey(key []byte) TicketNumber {
	at := codeLength + dayLength
	if len(key) < at+1+leastRunning+len(ID{}) {
		return ""
	}
	text := string(key[:at]) + string(key[at+1:len(key)-len(ID{})])
	return TicketNumber(text + string(checkCharacter(text)))
}

// TicketMove is one step of a ticket's history, as everyone may know it.
type TicketMove struct {
	State TicketState
	At    int64 // ms since 1970 UTC
}

// TicketLook is a ticket as its sender sees it again. By number alone nobody
// learns more than how it stands and since when: a number can be guessed.
type TicketLook struct {
	Number TicketNumber
	State  TicketState
	Moves  []TicketMove // the first: when it was sent, where that is known
	Opened bool         // the key was given: what follows may be told
	Held   bool         // this machine holds the answer, if there is one
	Answer string
	Unit   string // it was passed on to
}

// LookUpTicket finds a ticket by its number, however that is written.
// Invalid for a number that was mistyped, NotFound for one that this machine
// does not know, Denied for a wrong key.
func (l *Library) LookUpTicket(ctx context.Context, typed, key string) (look TicketLook, err error) {
	n, err := ParseTicketNumber(typed)
	if err != nil {
		return look, err
	}
	key = asCrockford(key)
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		none := numberKey(n, ID{})
		prefix := none[:len(none)-len(ID{})]
		for k := range tx.Scan(v.table(tableNumber), prefix, nil, false) {
			if len(k) != len(none) {
				continue
			}
			// A folder that was copied gives a number out twice: then the key decides.
			if one := v.lookAt(n, ID(k[len(prefix):]), key); look.Number == "" || one.Opened {
				look = one
			}
		}
		return nil
	})
	switch {
	case err != nil:
		return look, err
	case look.Number == "":
		return look, ErrNoTicket
	case key != "" && look.Held && !look.Opened:
		return TicketLook{}, errTicketKey
	}
	return look, nil
}

func (v view) lookAt(n TicketNumber, id ID, key string) TicketLook {
	look := TicketLook{Number: n, State: TicketNew}
	kept, acts := v.ticketKept(id), v.ticketActs(id)
	if kept != nil && kept.At != 0 {
		look.Moves = append(look.Moves, TicketMove{TicketNew, kept.At})
	}
	if acts != nil {
		look.State = acts.State
		for _, a := range acts.Acts {
			if a.State == TicketNew && len(look.Moves) > 0 {
				continue // it was told when it was sent
			}
			look.Moves = append(look.Moves, TicketMove{a.State, a.At})
		}
	}
	if kept == nil || kept.Sent == nil {
		return look
	}
	look.Held = true
	look.Opened = key != "" && subtle.ConstantTimeCompare([]byte(key), []byte(kept.Sent.Key)) == 1
	if !look.Opened {
		return look
	}
	for _, s := range kept.Steps { // the last of each counts
		if s.Answer != "" {
			look.Answer = s.Answer
		}
		if s.UnitName != "" {
			look.Unit = s.UnitName
		}
	}
	return look
}
