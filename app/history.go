package app

import (
	"context"
	"slices"
)

// Happening is one change as the trail tells it: what, to what, whose word
// it was, on which device and when. It cannot be edited: it is the log.
type Happening struct {
	Arrival   uint64 // 0 in the history of an article
	Change    Hash
	Kind      Kind
	Act       Act // of a step
	Article   ID
	Revision  Hash
	Title     string // of a revision or a publication
	Reason    string // of a step or a retraction; the note of a correction; the name of a version
	Own       bool   // approved by its last editor
	Name      string // of an account or a category
	Solemn    bool   // of the faces: trang nghiêm began
	Here      bool   // of a face: where it stands
	Part      PartType
	Account   ID
	Device    Key
	Of        Key   // the device that was admitted or revoked
	At        int64 // as the device's clock claimed, ms since 1970 UTC
	Trusted   bool
	Parents   []Hash // of a revision
	Published Moment
	From      int64
	Until     int64
}

func happening(c *Change) Happening {
	h := Happening{Change: c.ID, Kind: c.Kind, Account: c.Account, Device: c.Log.Device, At: c.Wall, Trusted: c.Trusted}
	if c.Erased {
		return h
	}
	switch c.Kind {
	case KindRevision:
		var r revisionPlain
		if decodeBody(c.Body, &r) == nil {
			h.Article, h.Revision, h.Title, h.Parents = r.Article, c.BodyHash, r.Document.Title, r.Parents
		}
	case KindWorkflow:
		var s Step
		if decodeBody(c.Body, &s) == nil {
			h.Article, h.Revision, h.Act, h.Reason, h.Own = s.Article, s.Revision, s.Act, s.Reason, s.Own
			if s.Act == ActName {
				h.Reason = s.Name
			}
		}
	case KindPublication:
		var p Publication
		if readPublication(c.Body, &p) == nil {
			h.Article, h.Revision, h.Title, h.Reason = p.Article, p.Revision, p.Document.Title, p.Note
			h.Published, h.From, h.Until = p.Published, p.From, p.Until
		}
	case KindRetraction:
		var r Retraction
		if decodeBody(c.Body, &r) == nil {
			h.Article, h.Reason = r.Article, r.Reason
		}
	case KindAdmit:
		var a Admission
		if decodeBody(c.Body, &a) == nil {
			h.Of, h.Name = a.Device, a.Name
		}
	case KindRevoke:
		var r Revocation
		if decodeBody(c.Body, &r) == nil {
			h.Of, h.Reason = r.Device, r.Reason
		}
	case KindAudit:
		var r RevocationNote
		if decodeBody(c.Body, &r) == nil && !r.Device.IsZero() {
			h.Of, h.Reason = r.Device, r.Reason
		}
	case KindAccount:
		var a Account
		if decodeBody(c.Body, &a) == nil {
			h.Name = a.Name
		}
	case KindPerson:
		var p Person
		if decodeBody(c.Body, &p) == nil {
			h.Name = p.Name
		}
	case KindProgramme:
		var p PartChange
		if decodeBody(c.Body, &p) == nil {
			h.Part, h.Name = p.Type, p.name()
		}
	case KindUnit:
		var u Unit
		if decodeBody(c.Body, &u) == nil {
			h.Name = u.Name.VI
		}
	case KindFace:
		var f struct {
			Faces
			Face
		}
		if decodeBody(c.Body, &f) == nil {
			h.Solemn, h.Here = f.Solemn, !f.Device.IsZero()
		}
	case KindCategory:
		var v Category
		if decodeBody(c.Body, &v) == nil {
			h.Name = v.Name.VI
		}
	}
	return h
}

// What is a word for it: the act of a step, else the kind of change.
func (h *Happening) What() string {
	switch {
	case h.Act != "":
		return string(h.Act)
	case h.Kind == KindAudit && !h.Of.IsZero():
		return "revoke-reason"
	case h.Part == PartItem:
		return "programme"
	case h.Part != "":
		return "plan"
	case h.Here:
		return "here"
	case h.Kind == KindFace && h.Solemn:
		return "solemn"
	case h.Kind == KindFace:
		return "solemn-end"
	}
	return h.Kind.String()
}

// History tells all that has happened to an article, the latest first.
func (l *Library) History(ctx context.Context, article ID) (out []Happening, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		b := l.begin(tx, l.view(tx).gen)
		var all []Change
		for _, n := range []noun{{Staff, nounArticle, string(article[:])}, {Open, nounPublication, string(article[:])}} {
			changes, err := b.gather(n)
			if err != nil {
				return err
			}
			all = append(all, changes...)
			for id := range b.erasures(n, changes) {
				if c, ok := b.change(id); ok {
					all = append(all, c)
				}
			}
		}
		sortChanges(all)
		slices.Reverse(all)
		for i := range all {
			c, ok := b.change(all[i].ID) // a brief one does not tell its title
			if !ok {
				return errBroken
			}
			out = append(out, happening(&c))
		}
		return nil
	})
	return out, err
}

// Trail tells what has happened in the library, the latest first, from
// before an arrival on (0: from the latest).
func (l *Library) Trail(ctx context.Context, before uint64, limit int) (out []Happening, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		var from []byte
		if before > 0 {
			from = bytes8(before - 1)
		}
		for k, raw := range tx.Scan(tableChange, nil, from, true) {
			if len(out) == limit {
				break
			}
			c, err := parseChange(raw)
			if err != nil {
				return errBroken.With(err)
			}
			h := happening(&c)
			h.Arrival = number(k)
			out = append(out, h)
		}
		return nil
	})
	return out, err
}
