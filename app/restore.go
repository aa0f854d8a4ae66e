package app

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"time"
)

// Founding is what began the library; NotFound where there is none.
func (l *Library) Founding(ctx context.Context) (f Founding, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		b := l.begin(tx, l.view(tx).gen)
		changes, err := b.gather(noun{Open, nounRoster, ""})
		if err != nil {
			return err
		}
		for _, c := range changes {
			if c.Kind == KindFound && LibraryName(c.Body) == l.Name() {
				return decodeBody(c.Body, &f)
			}
		}
		return errNotFounded
	})
	return f, err
}

var (
	errNotFounded = Fault(NotFound, "not_founded", "Thư mục này chưa có thư viện nào", "There is no library in this folder yet")
	errOtherWords = Fault(Denied, "recovery_words_other", "Các từ khôi phục này thuộc một thư viện khác", "These recovery words are those of another library")
)

// BeginAgain is called once in a store that came out of a backup and belongs
// to a new device. What the device before had counted and not told yet is
// forgotten: if that device goes on, it tells it itself. Codes that were open
// when the backup was made open nothing any more: they may have been used
// since, or ended because somebody else had got hold of them.
func (l *Library) BeginAgain(ctx context.Context) error {
	return l.store.Update(ctx, func(tx Tx) error {
		return firstError(
			func() error { return tx.Drop(tableCounting) },
			func() error { return tx.Drop(tableInvite) },
		)
	})
}

// Recover admits a device as an administrator by the word of the recovery
// key, which begins a log of its own for it and is not kept. It is Denied
// with a key that is not the library's.
func (l *Library) Recover(ctx context.Context, recovery ed25519.PrivateKey, card DeviceCard) error {
	f, err := l.Founding(ctx)
	if err != nil {
		return err
	}
	if f.Recovery != publicKey(recovery) {
		return errOtherWords
	}
	if err := card.Validate(); err != nil {
		return err
	}
	return l.writeByPaper(ctx, recovery, KindAdmit, Admission{DeviceCard: card, Role: Administrator})
}

// RevokeByPaper is Revoke by the word of the recovery key, which outranks
// every device. It is Denied with a key that is not the library's.
func (l *Library) RevokeByPaper(ctx context.Context, recovery ed25519.PrivateKey, device Key, cut []Cut, reason string) error {
	f, err := l.Founding(ctx)
	if err != nil {
		return err
	}
	if f.Recovery != publicKey(recovery) {
		return errOtherWords
	}
	if err := l.writeByPaper(ctx, recovery, KindRevoke, Revocation{Device: device, Cut: cut}); err != nil {
		return err
	}
	return l.noteRevocation(ctx, device, reason)
}

// writeByPaper appends one change of the recovery key, the only one of a log
// of its own.
func (l *Library) writeByPaper(ctx context.Context, recovery ed25519.PrivateKey, kind Kind, v any) error {
	text, err := canonical(v)
	if err != nil {
		return err
	}
	incarnation, err := drawNumber(l.random)
	if err != nil {
		return err
	}
	return l.update(ctx, func(b *batch) error {
		wall, trusted := l.clock.Now()
		c, err := Sign(Header{
			Library: l.Name(), Log: LogName{Device: publicKey(recovery), Incarnation: incarnation, Audience: Open}, Seq: 1,
			Lamport: b.lamport + 1, Wall: wall.UnixMilli(), Trusted: trusted, Kind: kind,
		}, text, recovery)
		if err != nil {
			return err
		}
		if !b.roster.allows(c.Header, c.ID) {
			return errNoRight
		}
		raw := c.Encode()
		if err := b.tx.Own(l.incarnation.Load(), raw); err != nil {
			return err
		}
		return b.put(&c, raw)
	})
}

// Backup is the last backup that was written of this store.
type Backup struct {
	At    time.Time `json:"at"`
	File  string    `json:"file"` // where it was written to, on this machine
	Bytes int64     `json:"bytes"`
}

// BackupDue is how long a backup is recent.
const BackupDue = 7 * 24 * time.Hour

// LastBackup is the last one that NoteBackup heard of; zero where there was
// none.
func (l *Library) LastBackup(ctx context.Context) (last Backup, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		if text := tx.Get(tableLocal, []byte(localBackup)); text != nil {
			return json.Unmarshal(text, &last)
		}
		return nil
	})
	return last, err
}

// NoteBackup notes a backup that was written, read back and found right.
func (l *Library) NoteBackup(ctx context.Context, b Backup) error {
	text, err := json.Marshal(b)
	if err != nil {
		return err
	}
	return l.store.Update(ctx, func(tx Tx) error { return tx.Put(tableLocal, []byte(localBackup), text) })
}
