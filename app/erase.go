package app

import "slices"

// Erasure is the body of an erase act: it removes bodies everywhere and
// leaves headers, chains and ids intact. That is how a visitor's name,
// phone or photo is forgotten (Law 91/2025/QH15).
type Erasure struct {
	Targets []Target `json:"targets"` // 1 to 1,000
	Reason  string   `json:"reason,omitempty"`
}

// Target is a change to be erased, with the noun it has to do with: whoever
// never held its body must know that too, to fold the same. An erasure
// that names another noun than the change's own has no effect.
type Target struct {
	Change Hash   `json:"change"`
	Noun   string `json:"noun"`
	ID     ID     `json:"id,omitzero"`
}

// MaxTargets is how many changes one erase act may name.
const MaxTargets = 1000

// erasable are the nouns whose changes may be erased, and for which audience
// such changes are. The roster is not among them, nor is an erasure: a library
// must be able to say who was who.
var erasable = map[string][]Audience{
	nounPublication: {Open}, nounCategory: {Open}, nounSettings: {Open}, nounPerson: {Open}, nounPart: {Open}, nounUnit: {Open},
	nounArticle: {Staff}, nounComment: {Open, Staff}, nounTicket: {Open, Staff},
}

func (t Target) noun(a Audience) noun {
	if t.Noun == nounSettings {
		return noun{a, t.Noun, ""}
	}
	return noun{a, t.Noun, string(t.ID[:])}
}

func readErasure(c *Change) []Target {
	var e Erasure
	if c.Erased || decodeBody(c.Body, &e) != nil || len(e.Targets) == 0 || len(e.Targets) > MaxTargets {
		return nil
	}
	for _, t := range e.Targets {
		if !slices.Contains(erasable[t.Noun], c.Log.Audience) || t.Change.IsZero() {
			return nil
		}
	}
	return e.Targets
}

// eraseTouches: an erase act has to do with each target and its noun.
func eraseTouches(c *Change) (out []noun) {
	for _, t := range readErasure(c) {
		out = append(out, t.noun(c.Log.Audience), noun{c.Log.Audience, nounErasure, string(t.Change[:])})
	}
	return out
}

// erasures gathers what erase acts have removed from a noun. Where a body is
// still there, none that counts has named it by its own noun. Where it is
// gone, an act that does not count any more still tells what it had to do
// with: what it showed must not come back before it does itself.
func (b *batch) erasures(n noun, changes []Change) map[Hash]bool {
	out := map[Hash]bool{}
	for i := range changes {
		c := &changes[i]
		if c.Kind != KindErase || !b.roster.grants(c.Header) {
			continue
		}
		counts := b.valid(c)
		for _, t := range readErasure(c) {
			if t.noun(n.audience) != n || !counts && b.state(noun{n.audience, nounErasure, string(t.Change[:])}) != nil {
				continue
			}
			if target, here := b.change(t.Change); here && target.Erased {
				out[t.Change] = true
			}
		}
	}
	return out
}

// erased tells whether an act that counts erases a change. Of a change whose
// body is not here nobody can tell whether it names the right noun; one that
// has not come at all is of kind 0.
func (b *batch) erased(c *Change) (bool, error) {
	acts, err := b.gather(noun{c.Log.Audience, nounErasure, string(c.ID[:])})
	if err != nil || len(acts) == 0 {
		return false, err
	}
	own := touches(c)
	for i := range acts {
		if acts[i].Kind != KindErase || !b.valid(&acts[i]) {
			continue
		}
		for _, t := range readErasure(&acts[i]) {
			// An act that has to do with a noun is not one of its changes.
			is := c.Kind == 0 || slices.Contains(nounKinds[t.Noun], c.Kind)
			if t.Change == c.ID && is && (c.Erased || has(own, t.noun(c.Log.Audience))) {
				return true, nil
			}
		}
	}
	return false, nil
}

// nouns are those that a change has to do with; of one without its body,
// those that the acts on it name.
func (b *batch) nouns(c *Change) (out []noun, err error) {
	if !c.Erased {
		return touches(c), nil
	}
	return b.named(c)
}

// named are the nouns that the acts on a change name.
func (b *batch) named(c *Change) (out []noun, err error) {
	acts, err := b.gather(noun{c.Log.Audience, nounErasure, string(c.ID[:])})
	for i := range acts {
		for _, t := range readErasure(&acts[i]) {
			if t.Change == c.ID {
				out = append(out, t.noun(c.Log.Audience))
			}
		}
	}
	return out, err
}

// foldErasure folds the erase acts on one change, and removes its body
// where one stands.
func (b *batch) foldErasure(n noun) error {
	id := Hash([]byte(n.id))
	c, here := b.change(id)
	if !here {
		c = Change{Header: Header{Log: LogName{Audience: n.audience}}, ID: id, Erased: true}
	}
	if here && c.Log.Audience != n.audience {
		return nil // no act of one audience has to do with a change of the other
	}
	gone, err := b.erased(&c)
	if err != nil {
		return err
	}
	if _, err := setState(b, n, "erased", gone); err != nil || !here {
		return err
	}
	if gone && !c.Erased {
		if err := b.strip(&c); err != nil {
			return err
		}
	}
	if c.Erased {
		if err := b.noteGone(&c, gone); err != nil {
			return err
		}
	}
	ns, err := b.named(&c)
	if err != nil {
		return err
	}
	for _, m := range ns {
		b.marked[m] = true // whether the body is there may have turned
		if !c.Erased {
			continue
		}
		// From now on it is the acts alone that tell what it has to do with,
		// as on machines that never held its body.
		if err := b.tx.Delete(b.table(tableTouch), append(m.key(), id[:]...)); err != nil {
			return err
		}
	}
	if !c.Erased {
		return nil
	}
	return b.tx.Delete(b.table(tableBrief), id[:])
}

// strip removes the body of a change for good.
func (b *batch) strip(c *Change) error {
	at := append([]byte(nil), b.tx.Get(tableID, c.ID[:])...)
	c.Body, c.Erased, c.read = nil, true, nil
	delete(b.here, c.ID)
	return firstError(
		func() error { return b.noteGone(c, true) },
		func() error { return b.tx.Put(tableChange, at, c.Encode()) },
		func() error { return b.dropPersonal(c.ID) },
		func() error {
			return b.tx.Put(tableLocal, []byte(localPurge), bytes8(b.number(tableLocal, localPurge)+1))
		},
	)
}

func has(ns []noun, n noun) bool {
	for _, m := range ns {
		if m == n {
			return true
		}
	}
	return false
}
