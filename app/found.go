package app

import (
	"context"
	"io"
	"slices"
)

// Found begins a library on this device, which becomes its first
// administrator. Recovery is the public half of the key on paper, staff
// the age recipient that staff content will be sealed to.
//
// It is a Conflict where the store belongs to a library already.
func (l *Library) Found(ctx context.Context, name string, card DeviceCard, recovery Key, staff string) error {
	f := Founding{DeviceCard: card, Recovery: recovery, Staff: staff, Library: name}
	if _, err := io.ReadFull(l.random, f.Nonce[:]); err != nil {
		return err
	}
	if err := f.Validate(); err != nil {
		return err
	}
	text, err := canonical(f)
	if err != nil {
		return err
	}
	library := LibraryName(text)
	err = l.update(ctx, func(b *batch) error {
		if l.Founded() {
			return Fault(Conflict, "founded_already", "Máy này đã thuộc một thư viện", "This device belongs to a library already")
		}
		l.library.Store(&library)
		l.clock.setTrial(false) // there is nobody else whose word could be asked
		b.noticed = true
		if _, err := b.append(KindFound, Open, text); err != nil {
			return err
		}
		return b.tx.Put(tableLocal, []byte(localLibrary), library[:])
	})
	if err != nil && CodeOf(err) != Conflict {
		l.library.Store(&Hash{})
	}
	return err
}

// Admit takes a device into the library with a role.
func (l *Library) Admit(ctx context.Context, card DeviceCard, role Role) error {
	if err := card.Validate(); err != nil {
		return err
	}
	if !role.Admissible() {
		return errRoleUnknown
	}
	return l.update(ctx, func(b *batch) error { return b.admit(card, role) })
}

func (b *batch) admit(card DeviceCard, role Role) error {
	again, err := b.wasAdmitted(card.Device)
	if err != nil {
		return err
	}
	return b.appendJSON(KindAdmit, Open, Admission{DeviceCard: card, Role: role, Again: again})
}

// wasAdmitted tells whether a device has been let in by one that could do so,
// and whose word counts no more: it may have worked since, and known no better.
func (b *batch) wasAdmitted(device Key) (bool, error) {
	changes, err := b.gather(noun{Open, nounRoster, ""})
	void := map[Key][]Admission{} // by who wrote them, of those that are not known
	var todo []Admission          // in good faith
	for _, c := range changes {
		var a Admission
		switch {
		case c.Kind != KindAdmit || decodeBody(c.Body, &a) != nil || b.valid(&c):
		case b.roster.grants(c.Header): // it has been revoked since
			todo = append(todo, a)
		default:
			void[c.Log.Device] = append(void[c.Log.Device], a)
		}
	}
	for len(todo) > 0 {
		a := todo[0]
		todo = todo[1:]
		if a.Device == device {
			return true, err
		}
		if MayWrite(KindAdmit, Open, a.Role) {
			todo = append(todo, void[a.Device]...)
			delete(void, a.Device)
		}
	}
	return false, err
}

// Revoke ends a device's rights: what it wrote up to the cut counts, and
// nothing after. It takes no effect on a device that this one does not
// outrank; Roster.Outranks tells beforehand, RevokeByPaper helps then.
func (l *Library) Revoke(ctx context.Context, device Key, cut []Cut, reason string) error {
	if err := l.write(ctx, KindRevoke, Open, Revocation{Device: device, Cut: cut}); err != nil {
		return err
	}
	return l.noteRevocation(ctx, device, reason)
}

// noteRevocation tells desks why a device was revoked. A machine that may not
// tell them keeps it to itself: the revocation stands.
func (l *Library) noteRevocation(ctx context.Context, device Key, reason string) error {
	if reason == "" {
		return nil
	}
	err := l.write(ctx, KindAudit, Staff, RevocationNote{device, reason})
	if CodeOf(err) == Denied {
		return nil
	}
	return err
}

// CutNow is the cut at all that is known of a device at this moment: of each
// log the last change, of one that forked the last of each branch.
func (l *Library) CutNow(ctx context.Context, device Key) (cut []Cut, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		var known []Cut
		followed := map[Hash]bool{}
		for _, at := range tx.Scan(tableLog, device[:], nil, false) {
			c, err := parseChange(tx.Get(tableChange, at))
			if err != nil {
				return errBroken.With(err)
			}
			known = append(known, Cut{Incarnation: HexNumber(c.Log.Incarnation), Audience: c.Log.Audience, Seq: c.Seq, Hash: c.ID})
			followed[c.Prev] = true
		}
		slices.Reverse(known) // of too many branches the shortest are left out
		for _, c := range known {
			if !followed[c.Hash] && len(cut) < maxCuts {
				cut = append(cut, c)
			}
		}
		return nil
	})
	return cut, err
}

// write appends one change whose body is v.
func (l *Library) write(ctx context.Context, kind Kind, audience Audience, v any) error {
	text, err := canonical(v)
	if err != nil {
		return err
	}
	return l.update(ctx, func(b *batch) error {
		_, err := b.append(kind, audience, text)
		return err
	})
}
