package app

import (
	"bytes"
	"context"
	"encoding/binary"
	"slices"
	"strings"

	"bangtin/app/viet"
)

var (
	// ErrNoTicket tells that this machine holds no such ticket.
	ErrNoTicket = Fault(NotFound, "no_ticket", "Máy này chưa có góp ý mang số đó. Góp ý gửi ở máy khác có thể đến sau",
		"This machine holds no ticket with that number. One that was sent elsewhere may come later")
	errTicketKey     = Fault(Denied, "ticket_key", "Mã xem trả lời không đúng", "The key to the answer is wrong")
	errNoFeedback    = Fault(Unavailable, "feedback_closed", "Máy này chưa nhận góp ý được", "This machine takes no feedback yet")
	errDepartment    = Fault(Invalid, "ticket_department", "Xin chọn nơi nhận và chủ đề", "Please choose a department and a topic")
	errNoTickets     = Fault(Denied, "may_not_read_tickets", "Vai trò này không xem góp ý", "This role does not see feedback")
	errNoTicketWork  = Fault(Denied, "may_not_answer_tickets", "Biên tập viên trở lên mới xử lý được góp ý", "Only editors and above may work on feedback")
	errTicketErased  = Fault(Conflict, "ticket_erased", "Góp ý này đã được xóa theo yêu cầu", "This ticket has been erased")
	errTicketMoved   = Fault(Conflict, "ticket_moved", "Góp ý vừa được người khác xử lý. Xin xem lại rồi quyết định", "Somebody else has just worked on this ticket. Please look again first")
	errNoTicketState = Fault(Invalid, "no_deed", "Không có việc này", "There is no such deed")
)

// SendTicket takes what somebody tells the office. ID, number, key and time
// are given by the library, and come back with it. NotFound where readers do
// not see the article that it names. The photos are JPEG, at most
// MaxTicketPhotos.
func (l *Library) SendTicket(ctx context.Context, t Ticket, photos ...[]byte) (Ticket, error) {
	if !l.Founded() {
		return t, errNoFeedback
	}
	t = cleanTicket(t)
	if !departmentWell(l.Settings().DepartmentsOrDefault(), t.Department, t.Topic) {
		return t, errDepartment
	}
	if err := t.saidWell(); err != nil {
		return t, err
	}
	if len(photos) > MaxTicketPhotos {
		return t, ErrTicketPhoto
	}
	for _, p := range photos {
		if err := ValidTicketPhoto(p); err != nil {
			return t, err
		}
	}
	now, _ := l.clock.Now()
	t.At = now.UnixMilli()
	var err error
	if t.ID, err = NewID(l.random); err != nil {
		return t, err
	}
	if t.Key, err = newTicketKey(l.random); err != nil {
		return t, err
	}
	if t.Held == "" && holdsWord(t.Name+"\n"+t.Text, l.Settings().Readers.Words) {
		t.Held = "words"
	}
	err = l.update(ctx, func(b *batch) error {
		if !t.Article.IsZero() {
			if _, err := l.shown(b.view, t.Article); err != nil {
				return err
			}
		}
		if t.Number, err = b.nextNumber(now); err != nil {
			return err
		}
		text, err := salted(l.random, t)
		if err != nil {
			return err
		}
		if _, err = b.append(KindTicket, Staff, text); err != nil {
			return err
		}
		for _, p := range photos {
			text, err := salted(l.random, TicketPhoto{Ticket: t.ID, JPEG: p})
			if err != nil {
				return err
			}
			if _, err = b.append(KindTicketPhoto, Staff, text); err != nil {
				return err
			}
		}
		return nil
	})
	return t, err
}

// foldTicket folds a ticket for one audience, and brings up what desks list
// and what is found by number.
func (b *batch) foldTicket(n noun, changes []Change, erased map[Hash]bool) error {
	id := ID([]byte(n.id))
	before := b.ticketNumber(id)
	var err error
	changed := false
	if n.audience == Staff {
		kept := foldTicketKept(id, changes, b.valid, erased)
		_, err = setState(b, n, kept, kept != nil)
		if err == nil && kept != nil && kept.Gone && kept.Sent == nil {
			err = b.forgetRest(n, changes)
		}
	} else {
		acts := foldTicketActs(id, changes, b.valid, erased)
		changed, err = setState(b, n, acts, acts != nil)
	}
	if err != nil {
		return err
	}
	b.noticed = b.noticed || changed
	if after := b.ticketNumber(id); after != before {
		if before != "" {
			if err := b.tx.Delete(b.table(tableNumber), numberKey(before, id)); err != nil {
				return err
			}
		}
		if after != "" {
			if err := b.tx.Put(b.table(tableNumber), numberKey(after, id), []byte{}); err != nil {
				return err
			}
		}
	}
	return b.listTicket(id)
}

func (v view) ticketNumber(id ID) TicketNumber {
	if k := v.ticketKept(id); k != nil && k.Sent != nil {
		return k.Sent.Number
	}
	if a := v.ticketActs(id); a != nil {
		return a.Number
	}
	return ""
}

// keepNumbers tells everyone of tickets that nobody has worked on yet, before
// they are erased: their numbers are found again.
func (b *batch) keepNumbers(a Audience, targets []Target) error {
	done := map[ID]bool{}
	for _, t := range targets {
		kept := b.ticketKept(t.ID)
		if a != Staff || t.Noun != nounTicket || done[t.ID] || kept == nil || kept.Sent == nil || b.ticketActs(t.ID) != nil {
			continue
		}
		done[t.ID] = true
		if err := b.appendJSON(KindTicketState, Open, TicketAct{Ticket: t.ID, Number: kept.Sent.Number, State: TicketNew, At: kept.At}); err != nil {
			return err
		}
	}
	return nil
}

// listTicket puts a ticket where desks list it, and counts it there.
func (b *batch) listTicket(id ID) error {
	table, places := b.table(tableTicket), b.table(tableTicketed)
	if was := bytes.Clone(b.tx.Get(places, id[:])); len(was) > 8 {
		for _, s := range []TicketState{TicketState(was[8:]), AllTickets} {
			if err := firstError(
				func() error { return b.tx.Delete(table, ticketKey(s, was[:8], id)) },
				func() error { return b.add(ticketCount(s), -1) },
			); err != nil {
				return err
			}
		}
	}
	kept := b.ticketKept(id)
	if kept == nil { // a kiosk that knows no more than how it stands lists nothing
		return b.tx.Delete(places, id[:])
	}
	state := TicketNew
	if a := b.ticketActs(id); a != nil {
		state = a.State
	}
	place := append(timeKey(kept.At), state...)
	for _, s := range []TicketState{state, AllTickets} {
		if err := firstError(
			func() error { return b.tx.Put(table, ticketKey(s, place[:8], id), []byte{}) },
			func() error { return b.add(ticketCount(s), 1) },
		); err != nil {
			return err
		}
	}
	return b.tx.Put(places, id[:], place)
}

func ticketKey(s TicketState, at []byte, id ID) []byte {
	return slices.Concat([]byte(s), []byte{0}, at, id[:])
}

func ticketCount(s TicketState) []byte { return []byte("ticket " + string(s)) }

// TicketDeed is what staff do with a ticket.
type TicketDeed struct {
	State  TicketState
	Note   string
	Unit   ID // of the directory, where it is passed on
	Answer string
	Was    TicketState // the state in which they saw it; empty: whatever it is in
}

// StepTicket takes a step of the work on a ticket. Conflict where it is not
// in the state any more in which the person saw it.
func (l *Library) StepTicket(ctx context.Context, by Actor, id ID, d TicketDeed) error {
	if !May(by.Post, AnswerTickets) {
		return errNoTicketWork
	}
	step := TicketStep{Ticket: id, State: d.State, Note: strings.TrimSpace(viet.Clean(d.Note)), Answer: strings.TrimSpace(viet.Clean(d.Answer))}
	if d.State == TicketPassed && !d.Unit.IsZero() {
		directory, err := l.Directory(ctx)
		if err != nil {
			return err
		}
		u, err := directory.Unit(d.Unit)
		if err != nil {
			return err
		}
		step.Unit, step.UnitName = u.ID, u.Name.VI
	}
	if d.State != TicketAnswered {
		step.Answer = ""
	}
	if err := step.validate(); err != nil {
		return err
	}
	words, err := salted(l.random, step)
	if err != nil {
		return err
	}
	now, _ := l.clock.Now()
	return l.update(ctx, func(b *batch) error {
		kept, acts := b.ticketKept(id), b.ticketActs(id)
		act := TicketAct{Ticket: id, Number: b.ticketNumber(id), State: d.State, At: now.UnixMilli()}
		state := TicketNew
		if acts != nil {
			state, act.Seen = acts.State, acts.Heads
		}
		switch {
		case kept == nil:
			return ErrNoTicket
		case kept.Sent == nil:
			return errTicketErased
		case d.Was != "" && d.Was != state:
			return errTicketMoved
		case !slices.Contains(nextTicketStates[state], d.State):
			return errNoTicketState
		}
		b.account = by.Account
		c, err := b.append(KindTicketStep, Staff, words)
		if err != nil {
			return err
		}
		act.Step = c.ID
		return b.appendJSON(KindTicketState, Open, act)
	})
}

// TicketCounts is how many tickets are in each state; AllTickets counts all.
func (l *Library) TicketCounts(ctx context.Context) (out map[TicketState]int, err error) {
	out = map[TicketState]int{}
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		for _, s := range append([]TicketState{AllTickets}, TicketStates...) {
			out[s] = int(v.count(ticketCount(s)))
		}
		return nil
	})
	return out, err
}

// TicketPage is how many tickets a list of desks gives at once.
const TicketPage = 50

// placeOfTicket is where a list goes on behind a ticket.
func placeOfTicket(at int64, id ID) string {
	return string(binary.BigEndian.AppendUint64(nil, uint64(at)^1<<63)) + string(id[:])
}

// ForgetTicket erases every word and picture of a ticket, and of the work on
// it, from all machines; number, state and steps stay. The reason is kept.
func (l *Library) ForgetTicket(ctx context.Context, by Actor, id ID, reason string) error {
	if !May(by.Post, Forget) {
		return errNoForget
	}
	if reason = strings.TrimSpace(viet.Clean(reason)); reason == "" {
		return errReason
	}
	if viet.CountChars(reason) > maxReason {
		return errReasonLong
	}
	e := Erasure{Reason: reason}
	n := noun{Staff, nounTicket, string(id[:])}
	return l.update(ctx, func(b *batch) error {
		kept := b.ticketKept(id)
		switch {
		case kept == nil:
			return ErrNoTicket
		case kept.Sent == nil:
			return errTicketErased
		}
		changes, err := b.gather(n)
		if err != nil {
			return err
		}
		for i := range changes {
			if c := &changes[i]; c.Kind.personal() && !c.Erased && len(e.Targets) < MaxTargets {
				e.Targets = append(e.Targets, Target{Change: c.ID, Noun: n.name, ID: id})
			}
		}
		b.account = by.Account
		return firstError(
			func() error { return b.keepNumbers(Staff, e.Targets) },
			func() error { return b.appendJSON(KindErase, Staff, e) },
		)
	})
}

// forgetRest has those words of an erased ticket erased too that whoever
// erased it had not seen.
func (b *batch) forgetRest(n noun, changes []Change) error {
	for i := range changes {
		if c := &changes[i]; c.Kind.personal() && !c.Erased {
			if err := b.setPersonal(c, n, 0); err != nil {
				return err
			}
		}
	}
	return nil
}
