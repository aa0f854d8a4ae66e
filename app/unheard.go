package app

import (
	"context"
	"slices"
)

// Unheard is an article as this device wrote it after it was revoked: it
// counts nowhere, here included, and reaches nobody.
type Unheard struct {
	Article  ID
	Document Document
	At       int64 // ms since 1970, as the device's clock claimed
}

// Revoked tells whether this device was revoked.
func (l *Library) Revoked() bool {
	m, ok := l.Roster().Member(l.device)
	return ok && m.Revoked
}

var errRevoked = Fault(Denied, "device_revoked",
	"Máy này đã bị thu hồi khỏi thư viện nên không lưu được gì nữa. Xin hỏi quản trị viên của thư viện",
	"This machine was revoked, so nothing more can be saved on it. Please ask an administrator of the library")

// noRight is why this device may not do something.
func (l *Library) noRight() error {
	if l.Revoked() {
		return errRevoked
	}
	return errNoRight
}

// Unheard lists what this device wrote of articles after it was revoked, of
// each the last, the latest first; nothing where it was not revoked.
func (l *Library) Unheard(ctx context.Context) (out []Unheard, err error) {
	if !l.Revoked() {
		return nil, nil
	}
	err = l.store.View(ctx, func(tx Tx) error {
		b := l.begin(tx, l.view(tx).gen)
		var void []Change
		for _, at := range tx.Scan(tableLog, l.device[:], nil, false) {
			raw := tx.Get(tableChange, at)
			if len(raw) < HeaderSize {
				return errBroken
			}
			h, err := DecodeHeader(raw[:HeaderSize])
			if err != nil {
				return errBroken.With(err)
			}
			if h.Kind != KindRevision && h.Kind != KindPublication || b.roster.allows(h, Sum(raw[:HeaderSize])) {
				continue
			}
			c, err := parseChange(raw)
			if err != nil {
				return errBroken.With(err)
			}
			void = append(void, c)
		}
		sortChanges(void)
		done := map[ID]bool{}
		for _, c := range slices.Backward(void) {
			u, ok := c.asUnheard()
			if ok && !done[u.Article] {
				done[u.Article] = true
				out = append(out, u)
			}
		}
		return nil
	})
	return out, err
}

func (c *Change) asUnheard() (u Unheard, ok bool) {
	var said struct {
		Article  ID       `json:"article"`
		Document Document `json:"doc"`
	}
	err := decodeBody(c.Body, &said)
	return Unheard{said.Article, said.Document, c.Wall}, err == nil
}
