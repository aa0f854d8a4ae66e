package app

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"slices"
)

// Met is what another machine of the library last told of itself, and when
// this one heard of it.
type Met struct {
	Device  Key    `json:"device"`
	Version string `json:"version"` // of the program
	Fold    int    `json:"fold"`    // its roots are compared only where ours is the same
	At      int64  `json:"at"`      // when it told so by its own clock, ms since 1970
	Heard   int64  `json:"heard"`   // when this machine heard so by its own
	Via     string `json:"via"`     // where: the name of a stick or folder

	Published int       `json:"published"` // articles it shows
	RootOpen  string    `json:"rootOpen"`
	RootStaff string    `json:"rootStaff,omitempty"` // of desks only
	Known     []TipName `json:"known"`
	Newer     bool      `json:"newer,omitempty"` // it holds changes that its program is too old for
	Living    HexNumber `json:"living"`          // its incarnation
	// Failed is the version of the program that it tried last and that did
	// not work there; empty where there is none.
	Failed string `json:"failed,omitempty"`
	// Recent are the documents of what is open that changed there last, by
	// the changes at the ends of the logs in Known.
	Recent []Recent `json:"recent,omitempty"`
}

// TipName is a Tip as it is written down.
type TipName struct {
	Device      Key       `json:"device"`
	Incarnation HexNumber `json:"incarnation"`
	Audience    Audience  `json:"audience"`
	Seq         uint64    `json:"seq"`
	Hash        Hash      `json:"hash"`
}

// Name writes a tip down.
func (t Tip) Name() TipName {
	return TipName{t.Log.Device, HexNumber(t.Log.Incarnation), t.Log.Audience, t.Seq, t.Hash}
}

func (t TipName) log() LogName {
	return LogName{Device: t.Device, Incarnation: uint64(t.Incarnation), Audience: t.Audience}
}

// older tells whether a machine said this before something else that it
// said: it knew less then or, where it knew as much, its clock says so. A
// clock alone is not believed: one that was years ahead and was put right
// would make its machine silent.
func (m Met) older(than Met) bool {
	var here, there uint64
	for _, t := range m.Known {
		here += t.Seq
	}
	for _, t := range than.Known {
		there += t.Seq
	}
	if m.Living != than.Living { // it was restored or copied, and may know less than before
		return here < there && m.At < than.At
	}
	return here < there || here == there && m.At < than.At
}

// NoteMet keeps what a machine told of itself, unless something newer of it
// is kept. Who finds the same words again has not met the machine again: when
// and where they were first heard stays.
func (l *Library) NoteMet(ctx context.Context, all ...Met) error {
	return l.store.Update(ctx, func(tx Tx) error {
		for _, m := range all {
			kept := tx.Get(tableMet, m.Device[:])
			var old Met
			if kept != nil && json.Unmarshal(kept, &old) == nil {
				again := m
				again.Heard, again.Via = old.Heard, old.Via
				text, err := json.Marshal(again)
				if err != nil {
					return err
				}
				if m.older(old) || bytes.Equal(text, kept) {
					continue
				}
			}
			text, err := json.Marshal(m)
			if err != nil {
				return err
			}
			if err := tx.Put(tableMet, m.Device[:], text); err != nil {
				return err
			}
		}
		return nil
	})
}

// Met lists the machines that told of themselves, the last heard of first.
func (l *Library) Met(ctx context.Context) (out []Met, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		for _, text := range tx.Scan(tableMet, nil, nil, false) {
			var m Met
			if err := json.Unmarshal(text, &m); err != nil {
				return errBroken.With(err)
			}
			out = append(out, m)
		}
		return nil
	})
	slices.SortStableFunc(out, func(a, b Met) int { return cmp.Compare(b.Heard, a.Heard) })
	return out, err
}

// Waiting counts the changes that two machines have not told each other:
// those that are here and not there, and those that are there and not here.
type Waiting struct {
	Here  int `json:"here"`
	There int `json:"there"`
}

// Waits counts what waits for a machine, as far as it has told what it
// knows.
func (l *Library) Waits(ctx context.Context, m Met) (w Waiting, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		a, err := l.view(tx).apart(m)
		if err != nil {
			return err
		}
		w = Waiting{}
		for log := range a.here {
			if log.Audience == Open || m.RootStaff != "" {
				w.Here += a.waits(log)
			}
		}
		for log, n := range a.missing {
			if log.Audience == Open || l.HoldsAudience(Staff) {
				w.There += n
			}
		}
		return nil
	})
	return w, err
}
