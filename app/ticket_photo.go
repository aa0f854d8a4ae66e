package app

import (
	"bytes"
	"context"
)

// TicketPhoto is a picture that came with a ticket. It lies in its change and
// in no file, so that it is forgotten in the same way as the words.
type TicketPhoto struct {
	Ticket ID     `json:"ticket"`
	JPEG   []byte `json:"jpeg"`
}

// Limits of the pictures of a ticket.
const (
	MaxTicketPhotos = 3
	MaxTicketPhoto  = 500 << 10 // bytes
)

// ErrTicketPhoto tells what a picture of a ticket has to be.
var ErrTicketPhoto = Fault(Invalid, "ticket_photo", "Ảnh kèm góp ý phải là JPEG, không quá 500 KB", "A picture with feedback has to be a JPEG of 500 KB at most")

func (p *TicketPhoto) validate() error {
	if p.Ticket.IsZero() {
		return errMalformed
	}
	return ValidTicketPhoto(p.JPEG)
}

// ValidTicketPhoto tells whether a picture may come with a ticket. It looks
// at the first bytes; nothing here decodes it.
func ValidTicketPhoto(jpeg []byte) error {
	if len(jpeg) > MaxTicketPhoto || !bytes.HasPrefix(jpeg, []byte("\xff\xd8\xff")) {
		return ErrTicketPhoto
	}
	return nil
}

// TicketPhoto gives a picture of a ticket as a JPEG, the first for 0.
func (l *Library) TicketPhoto(ctx context.Context, by Actor, id ID, n int) (jpeg []byte, err error) {
	if !May(by.Post, ReadTickets) {
		return nil, errNoTickets
	}
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		kept := v.ticketKept(id)
		if kept == nil || n < 0 || n >= len(kept.Photos) {
			return ErrNoTicket
		}
		var p TicketPhoto
		c, ok := v.change(kept.Photos[n])
		if !ok || c.Erased || decodeSalted(c.Body, &p) != nil {
			return ErrNoTicket
		}
		jpeg = p.JPEG
		return nil
	})
	return jpeg, err
}
