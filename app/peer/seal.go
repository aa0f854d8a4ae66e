package peer

import (
	"errors"
	"fmt"
	"io"

	"bangtin/app"

	"filippo.io/age"
)

// Seal is what opens and closes what only desks may read. A machine that
// may only send, such as a kiosk, has no identity.
type Seal struct {
	to *age.X25519Recipient
	by *age.X25519Identity // nil where it cannot be opened here
}

// NewSeal makes a seal of the library's staff recipient and, unless empty,
// the identity that belongs to it.
func NewSeal(recipient, identity string) (s Seal, err error) {
	if s.to, err = age.ParseX25519Recipient(recipient); err != nil {
		return s, fmt.Errorf("read the staff recipient: %w", err)
	}
	if identity == "" {
		return s, nil
	}
	if s.by, err = age.ParseX25519Identity(identity); err != nil {
		return s, fmt.Errorf("read the staff key: %w", err)
	}
	if s.by.Recipient().String() != recipient {
		return s, errors.New("the staff key is not the library's")
	}
	return s, nil
}

// Opens tells whether sealed things can be read here.
func (s Seal) Opens() bool { return s.by != nil }

// sealChunk is how many bytes age seals at a time, each with a tag of 16
// (age-encryption.org/v1, STREAM).
const (
	sealChunk = 64 << 10
	sealTag   = 16
)

// size is how many bytes the seal makes of n.
func (s Seal) size(n int64) (int64, error) {
	c := &counted{w: io.Discard}
	w, err := age.Encrypt(c, s.to)
	if err == nil {
		err = w.Close() // one empty chunk
	}
	return c.n - sealTag + n + max(1, (n+sealChunk-1)/sealChunk)*sealTag, err
}

// close seals what write writes.
func (s Seal) close(w io.Writer, write func(io.Writer) error) error {
	sealed, err := age.Encrypt(w, s.to)
	if err != nil {
		return err
	}
	if err := write(sealed); err != nil {
		return err
	}
	return sealed.Close()
}

var errSealed = app.Fault(app.Damaged, "seal_broken", "Gói nội bộ không mở được bằng khóa của thư viện này", "A pack for desks cannot be opened with the key of this library")

// open reads what was sealed. A part gives what is whole of it. Nothing but
// our own key is tried, so that a head which asks for a password costs
// nothing; age holds heads to 2 MiB.
func (s Seal) open(r io.Reader) (io.Reader, error) {
	if s.by == nil {
		return nil, errSealed
	}
	plain, err := age.Decrypt(r, s.by)
	if err != nil {
		return nil, errSealed.With(err)
	}
	return plain, nil
}
