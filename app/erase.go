package app

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

// erasable are the nouns whose changes may be erased. The roster is not
// among them, nor is an erasure: a library must be able to say who was who.
var erasable = map[string]bool{nounPublication: true, nounArticle: true, nounCategory: true, nounSettings: true, nounPerson: true, nounPart: true, nounUnit: true, nounComment: true, nounTicket: true}

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
		if !erasable[t.Noun] || t.Change.IsZero() {
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

// erasures gathers what valid erase acts have removed from a noun.
func erasures(n noun, changes []Change, valid func(*Change) bool) map[Hash]bool {
	out := map[Hash]bool{}
	for i := range changes {
		c := &changes[i]
		if c.Kind != KindErase || !valid(c) {
			continue
		}
		for _, t := range readErasure(c) {
			if t.noun(n.audience) == n {
				out[t.Change] = true
			}
		}
	}
	return out
}

// foldErasure folds the erase acts on one change, and removes its body
// where one stands.
func (b *batch) foldErasure(n noun) error {
	acts, err := b.gather(n)
	if err != nil {
		return err
	}
	target := Hash([]byte(n.id))
	c, here := b.change(target)
	ok := false
	for i := range acts {
		if acts[i].Kind != KindErase || !b.valid(&acts[i]) {
			continue
		}
		for _, t := range readErasure(&acts[i]) {
			ok = ok || t.Change == target && (!here || c.Erased || has(touches(&c), t.noun(n.audience)))
		}
	}
	if _, err := setState(b, n, "erased", ok); err != nil || !here {
		return err
	}
	if ok || c.Erased {
		if err := b.noteGone(&c, ok); err != nil {
			return err
		}
	}
	if !ok || c.Erased {
		return nil
	}
	return b.strip(&c)
}

// strip removes the body of a change for good.
func (b *batch) strip(c *Change) error {
	at := append([]byte(nil), b.tx.Get(tableID, c.ID[:])...)
	c.Body, c.Erased = nil, true
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
