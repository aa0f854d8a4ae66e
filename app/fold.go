package app

import (
	"encoding/json"
	"slices"
)

// Everything shared is a fold over the set of changes: for each noun, the
// changes that have to do with it are gathered, those whose device had no
// right to write them are passed over, and a pure function makes its state
// of the rest. The set alone decides, never the order of arrival.

// touches tells which nouns a change has to do with. It depends on the
// change alone. A change that cannot be read touches nothing; nor does one
// of a kind that this program does not fold: it waits in the log for a
// later version, which folds everything anew.
func touches(c *Change) []noun {
	if c.Erased || !kinds[c.Kind].folded || kinds[c.Kind].writers[c.Log.Audience] == nil {
		return nil
	}
	a := c.Log.Audience
	switch c.Kind {
	case KindFound, KindAdmit, KindRevoke:
		return []noun{{a, nounRoster, ""}}
	case KindSettings:
		return []noun{{a, nounSettings, ""}}
	case KindFace:
		var f Face
		if decodeBody(c.Body, &f) == nil && !f.Device.IsZero() {
			return []noun{{a, nounFace, string(f.Device[:])}}
		}
		return []noun{{a, nounFaces, ""}}
	case KindErase:
		return eraseTouches(c)
	case KindReceipt:
		var r Receipt
		if decodeBody(c.Body, &r) != nil {
			return nil
		}
		return []noun{{a, nounReceipt, string(logPrefix(r.log()))}}
	case KindMaterial:
		var m Material
		if decodeBody(c.Body, &m) != nil {
			return nil
		}
		return []noun{nounOfMaterial(m.Name)}
	case KindVotes, KindVotesSent:
		return voteTouches(c)
	case KindComment, KindCommentSent, KindAudit:
		return commentTouches(c)
	case KindTotals, KindVisits:
		return dayTouches(c)
	case KindTicket, KindTicketStep, KindTicketPhoto, KindTicketState:
		return ticketTouches(c)
	}
	id, article, ok := c.names()
	if !ok {
		return nil
	}
	switch c.Kind {
	case KindCategory:
		return []noun{{a, nounCategory, string(id[:])}}
	case KindPublication, KindRetraction:
		return []noun{{a, nounPublication, string(article[:])}}
	case KindPerson:
		return []noun{{a, nounPerson, string(id[:])}}
	case KindProgramme:
		return []noun{{a, nounPart, string(id[:])}}
	case KindUnit:
		return []noun{{a, nounUnit, string(id[:])}}
	case KindAccount:
		return []noun{{a, nounAccount, string(id[:])}}
	case KindRevision, KindWorkflow:
		return []noun{{a, nounArticle, string(article[:])}}
	}
	return nil
}

// settle folds anew whatever was marked.
func (b *batch) settle() error {
	if b.newRights {
		if err := b.settleRoster(); err != nil {
			return err
		}
	}
	for n := range b.marked { // erasures first: others depend on them
		if n.name == nounErasure {
			if err := b.foldErasure(n); err != nil {
				return err
			}
		}
	}
	accounts := false
	for n := range b.marked {
		if n.name == nounAccount {
			accounts = true
		} else if err := b.fold(n); err != nil {
			return err
		}
	}
	if accounts {
		if err := b.foldAccounts(); err != nil {
			return err
		}
	}
	b.marked, b.walked = map[noun]bool{}, map[Key]bool{}
	b.here, b.hereBytes = nil, 0
	return nil
}

// conclude settles at the end of an Update and keeps what changes over and
// over in it.
func (b *batch) conclude() error {
	return firstError(b.settle, b.writeTips, b.writeCounts, b.writeSums)
}

func (b *batch) fold(n noun) error {
	changes, err := b.gather(n)
	if err != nil {
		return err
	}
	erased := b.erasures(n, changes)
	changes = b.ofNoun(n, changes, erased)
	if n.name == nounPublication || n.name == nounArticle {
		b.touched[ID([]byte(n.id))] = true
	}
	switch n.name {
	case nounPublication:
		card := foldPublication(ID([]byte(n.id)), changes, b.valid, erased)
		return firstError(
			func() error { return b.show(n, card) },
			func() error { return b.file(ID([]byte(n.id)), lastShown(card, changes, b.valid)) },
		)
	case nounArticle:
		d := b.foldDraft(ID([]byte(n.id)), changes, erased)
		if _, err := setState(b, n, d, d != nil); err != nil {
			return err
		}
		if err := b.noteUses(ID([]byte(n.id)), useDraft, d.pictures()); err != nil {
			return err
		}
		return b.noteDraft(ID([]byte(n.id)), d, b.card(ID([]byte(n.id))))
	case nounPerson:
		p, ok := foldRecord[Person](changes, b.valid, erased)
		_, err := setState(b, n, p, ok && string(p.ID[:]) == n.id)
		return err
	case nounUnit:
		u, ok := foldRecord[Unit](changes, b.valid, erased)
		changed, err := setState(b, n, u, ok && string(u.ID[:]) == n.id)
		b.units, b.noticed = b.units || changed, b.noticed || changed
		return err
	case nounCategory:
		c, ok := foldRecord[Category](changes, b.valid, erased)
		return b.setNamed(n, c, ok && string(c.ID[:]) == n.id)
	case nounSettings:
		s, ok := foldRecord[Settings](changes, b.valid, erased)
		return b.setNamed(n, s, ok)
	case nounPart:
		p, ok := foldPart(ID([]byte(n.id)), changes, b.valid, erased)
		return b.setNamed(n, p, ok)
	case nounFace:
		f, ok := foldLast[Face](changes, b.valid, erased)
		return b.setNamed(n, f, ok && string(f.Device[:]) == n.id)
	case nounReceipt:
		r, ok := foldReceipt(n, changes, b.valid)
		_, err := setState(b, n, r, ok)
		return err
	case nounMaterial:
		return b.foldMaterial(n, changes, erased)
	case nounVote:
		return b.foldVote(n, changes)
	case nounComment:
		return b.foldComment(n, changes, erased)
	case nounDay:
		return b.foldDay(n, changes)
	case nounTicket:
		return b.foldTicket(n, changes, erased)
	case nounFaces:
		f, ok := foldLast[Faces](changes, b.valid, erased)
		return b.setNamed(n, f, ok)
	}
	return nil
}

// nounKinds are the kinds that a noun is folded of; erase acts come on top.
var nounKinds = map[string][]Kind{
	nounSettings:    {KindSettings},
	nounFaces:       {KindFace},
	nounCategory:    {KindCategory},
	nounPublication: {KindPublication, KindRetraction},
	nounArticle:     {KindRevision, KindWorkflow},
	nounAccount:     {KindAccount},
	nounPerson:      {KindPerson},
	nounPart:        {KindProgramme},
	nounFace:        {KindFace},
	nounUnit:        {KindUnit},
	nounReceipt:     {KindReceipt},
	nounMaterial:    {KindMaterial},
	nounVote:        {KindVotes, KindVotesSent},
	nounComment:     {KindComment, KindCommentSent, KindAudit},
	nounDay:         {KindTotals, KindVisits},
	nounTicket:      {KindTicket, KindTicketStep, KindTicketPhoto, KindTicketState},
}

// ofNoun keeps the changes that a noun is folded of and adds those whose
// body is gone: only the act that erased them still knows their noun.
func (b *batch) ofNoun(n noun, touching []Change, erased map[Hash]bool) (out []Change) {
	here := map[Hash]bool{}
	for _, c := range touching {
		here[c.ID] = true
		if slices.Contains(nounKinds[n.name], c.Kind) {
			out = append(out, c)
		}
	}
	for id := range erased {
		if c, ok := b.change(id); ok && !here[id] && c.Log.Audience == n.audience && slices.Contains(nounKinds[n.name], c.Kind) {
			out = append(out, c)
		}
	}
	return out
}

// setNamed is setState for what headers, footers and menus are made of.
func (b *batch) setNamed(n noun, v any, ok bool) error {
	changed, err := setState(b, n, v, ok)
	if changed {
		b.noticed, b.names = true, true
	}
	return err
}

// gather reads the changes that have to do with a noun, revisions in their
// brief form.
func (b *batch) gather(n noun) ([]Change, error) {
	prefix := n.key()
	var out []Change
	for k := range b.tx.Scan(b.table(tableTouch), prefix, nil, false) {
		if len(k) != len(prefix)+len(Hash{}) {
			continue
		}
		read := b.change
		if n.name == nounArticle {
			read = b.briefly
		}
		c, ok := read(Hash(k[len(prefix):]))
		if !ok {
			return nil, errBroken
		}
		out = append(out, c)
	}
	return out, nil
}

// valid is the verdict on a change that was stored: it depends on its
// bytes, the roster and this program's table only.
func (b *batch) valid(c *Change) bool { return b.roster.allows(c.Header, c.ID) }

// state reads what a noun folds to, nil if nothing.
func (v view) state(n noun) []byte {
	s := v.tx.Get(v.table(tableState), n.key())
	if len(s) < len(Hash{}) {
		return nil
	}
	return s[len(Hash{}):]
}

// setState writes what a noun folds to and tells whether that is new.
func setState(b *batch, n noun, value any, ok bool) (bool, error) {
	key, table := n.key(), b.table(tableState)
	old := b.tx.Get(table, key)
	var was *Hash
	if len(old) >= len(Hash{}) {
		h := Hash(old[:len(Hash{})])
		was = &h
	}
	if !ok {
		if old == nil {
			return false, nil
		}
		b.turn(key, was, nil)
		return true, b.tx.Delete(table, key)
	}
	text, err := canonical(value)
	if err != nil {
		// A number that JSON does not hold exactly, say, in what another machine
		// has signed: it is kept as it is, for what comes with it must not wait.
		if text, err = json.Marshal(value); err != nil {
			return false, err
		}
	}
	hash := Sum(text)
	if was != nil && *was == hash {
		return false, nil
	}
	b.turn(key, was, &hash)
	return true, b.tx.Put(table, key, append(hash[:], text...))
}

// settleRoster folds the roster and marks what devices with other rights
// than before have written. That walks their whole logs: it is rare, and
// what they wrote must turn in the same moment as their rights.
func (b *batch) settleRoster() error {
	n := noun{Open, nounRoster, ""}
	changes, err := b.gather(n)
	if err != nil {
		return err
	}
	before := b.roster
	b.chains = map[chainName]map[Hash]bool{}
	after := foldRoster(b.l.Name(), changes, b.onChain)
	b.roster = after
	for k := range union(before.members, after.members) {
		if before.rights(k) != after.rights(k) {
			if err := b.markDevice(k); err != nil {
				return err
			}
			b.mine = b.mine || k == b.l.device
		}
		m, ok := after.Member(k) // of equal rights it may hold another admission
		if _, err := setState(b, noun{Open, nounDevice, string(k[:])}, m, ok && m.Role != Recovery); err != nil {
			return err
		}
	}
	for k := range b.linked {
		if err := b.markDevice(k); err != nil {
			return err
		}
	}
	clear(b.linked)
	b.newRights = false
	return nil
}

func union(a, b map[Key]*Member) map[Key]bool {
	out := map[Key]bool{}
	for k := range a {
		out[k] = true
	}
	for k := range b {
		out[k] = true
	}
	return out
}
