package app

import "slices"

// AccountChange is the body of the change that writes an account: the whole
// of it as it then stood, which of its fields the change sets, and what whoever
// made it had seen. A change of earlier programs tells neither: it sets all
// fields, and has seen all that comes before it in the order of the log.
type AccountChange struct {
	Account
	Set  []string `json:"set,omitempty"`
	Seen []Hash   `json:"seen,omitempty"` // the changes of accounts, of whichever, that this one follows
}

// The fields of an account that a change may set.
const (
	fieldLogin    = "login"
	fieldName     = "name"
	fieldPost     = "post"
	fieldPassword = "password"
	fieldDisabled = "disabled"
	fieldEpoch    = "epoch"
)

var accountFields = []string{fieldLogin, fieldName, fieldPost, fieldPassword, fieldDisabled, fieldEpoch}

// What a change of an account may name at most: fields, and changes that it
// follows.
const (
	maxSet  = 100
	maxSeen = 1000
)

// accountAct is one change of an account on its way through the fold.
type accountAct struct {
	AccountChange
	change *Change
	valid  bool
	whole  bool // of an earlier program
	seen   []int
}

// accountActs are the changes of all accounts in the order of the log, which
// is also the one in which they can have seen each other.
type accountActs []*accountAct

// readAccountActs reads changes. Those that do not count are kept as well:
// who follows one has seen what it had.
func readAccountActs(changes []Change, valid func(*Change) bool) accountActs {
	sortChanges(changes)
	var acts accountActs
	at := map[Hash]int{}
	for i := range changes {
		a := &accountAct{change: &changes[i]}
		if decodeBody(a.change.Body, &a.AccountChange) != nil || len(a.Set) > maxSet || len(a.Seen) > maxSeen {
			continue
		}
		a.valid = valid(a.change) && a.validate() == nil && exact(int64(a.Epoch))
		if a.whole = len(a.Set) == 0; a.whole {
			a.Set = accountFields
		}
		for _, id := range a.Seen {
			if s, ok := at[id]; ok {
				a.seen = append(a.seen, s)
			}
		}
		at[a.change.ID] = len(acts)
		acts = append(acts, a)
	}
	return acts
}

// unseen are those of some earlier acts that one has not seen, itself or
// through others.
func (acts accountActs) unseen(by int, of []int) []int {
	if len(of) == 0 {
		return nil
	}
	least := slices.Min(of)
	seen, way := map[int]bool{by: true}, []int{by}
	for len(way) > 0 {
		at := way[len(way)-1]
		way = way[:len(way)-1]
		if acts[at].whole {
			for i := least; i < at; i++ {
				seen[i] = true
			}
			continue
		}
		for _, i := range acts[at].seen {
			if i >= least && !seen[i] {
				seen[i] = true
				way = append(way, i)
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(of), func(i int) bool { return seen[i] })
}

// heads are the acts that count and that no other one that does has seen.
func (acts accountActs) heads() (out []Hash) {
	var last []int
	for i, a := range acts {
		if a.valid {
			last = append(acts.unseen(i, last), i)
		}
	}
	for _, i := range last {
		out = append(out, acts[i].change.ID)
	}
	sortHashes(out)
	return out
}

// fold makes the accounts of their changes, field by field. A field is what
// those acts say that set it and that no later one that set it has seen. Where
// these are several, a lock outlasts what was not meant to lift it, the lower
// post counts, all of the sessions end that any of them ended, and of a login,
// a name or a password the last one counts. See inVain for what counts neither
// way.
func (acts accountActs) fold() map[ID]Account {
	out, order := map[ID]Account{}, acts.accounts()
	vain := acts.inVain(order)
	for _, id := range order {
		last := map[string][]int{}
		for i, a := range acts {
			if !a.valid || a.ID != id {
				continue
			}
			set := a.Set
			if len(last) == 0 {
				set = accountFields // what it was made from has not come, or does not count
			}
			for _, field := range set {
				if vain[i] && (field == fieldDisabled || field == fieldPost) {
					continue
				}
				last[field] = append(acts.unseen(i, last[field]), i)
			}
		}
		out[id] = acts.account(last)
	}
	return out
}

// accounts are those that have an act that counts, the first one first.
func (acts accountActs) accounts() (out []ID) {
	here := map[ID]bool{}
	for _, a := range acts {
		if a.valid && !here[a.ID] {
			here[a.ID] = true
			out = append(out, a.ID)
		}
	}
	return out
}

// inVain are the acts by which administrators put each other out without
// knowing of it, as far as they concern the most senior of them, whose account
// is the oldest by the order of the log: these neither lock it nor lower its
// post, or nobody might be left who could undo any of it. It is as with machines that
// revoke each other: whoever was let in cannot put out whoever was there
// before, and it helps nobody to be the first or the last to do it. A later
// act by somebody who had seen all that counts as any other.
func (acts accountActs) inVain(order []ID) map[int]bool {
	var all []int
	first := map[ID]bool{}
	for i, a := range acts {
		if !a.valid {
			continue
		}
		if by := a.change.Account; first[a.ID] && !by.IsZero() && by != a.ID && a.putsOut() {
			all = append(all, i)
		}
		first[a.ID] = true
	}
	for n := len(all) + 1; len(all) < n; { // as long as there is less to look at
		n = len(all)
		by, of := map[ID]bool{}, map[ID]bool{}
		for _, i := range all {
			by[acts[i].change.Account], of[acts[i].ID] = true, true
		}
		all = slices.DeleteFunc(all, func(i int) bool { return !of[acts[i].change.Account] || !by[acts[i].ID] })
	}
	// An act leads to those that the person it puts out did without knowing
	// of it; one that leads back to itself is part of a ring.
	leads := map[int][]int{}
	for _, i := range all {
		for _, j := range all {
			if acts[j].change.Account == acts[i].ID && len(acts.unseen(max(i, j), []int{min(i, j)})) > 0 {
				leads[i] = append(leads[i], j)
			}
		}
	}
	reach := map[int]map[int]bool{}
	for _, i := range all {
		reach[i] = map[int]bool{}
		for way := leads[i]; len(way) > 0; {
			j := way[len(way)-1]
			if way = way[:len(way)-1]; !reach[i][j] {
				reach[i][j] = true
				way = append(slices.Clone(way), leads[j]...)
			}
		}
	}
	out := map[int]bool{}
	for _, i := range all {
		senior := reach[i][i]
		for j := range reach[i] {
			if reach[j][i] && slices.Index(order, acts[j].ID) < slices.Index(order, acts[i].ID) {
				senior = false
			}
		}
		if senior {
			out[i] = true
		}
	}
	return out
}

// putsOut tells of an act that somebody may be no administrator behind it.
func (a *accountAct) putsOut() bool {
	return a.Disabled && slices.Contains(a.Set, fieldDisabled) || a.Post != Admin && slices.Contains(a.Set, fieldPost)
}

// account puts an account together of the acts that count for each field.
func (acts accountActs) account(last map[string][]int) (out Account) {
	latest := func(field string) *accountAct { return acts[last[field][len(last[field])-1]] }
	out = Account{ID: latest(fieldName).ID, Login: latest(fieldLogin).Login, Name: latest(fieldName).Name,
		Password: latest(fieldPassword).Password, Post: latest(fieldPost).Post}
	for _, i := range last[fieldPost] {
		if p := acts[i].Post; slices.Index(Posts, p) < slices.Index(Posts, out.Post) {
			out.Post = p
		}
	}
	for _, i := range last[fieldDisabled] {
		out.Disabled = out.Disabled || acts[i].Disabled
	}
	// Of two that made the same number of it one alone would leave the sessions
	// that began behind the other.
	for _, i := range last[fieldEpoch] {
		out.Epoch = max(out.Epoch, acts[i].Epoch)
	}
	out.Epoch += len(last[fieldEpoch]) - 1
	return out
}

// accountActs reads the changes of all accounts.
func (b *batch) accountActs() (accountActs, error) {
	var changes []Change
	prefix := noun{Staff, nounAccount, ""}.key()
	for k := range b.tx.Scan(b.table(tableTouch), prefix, nil, false) {
		if len(k) != len(prefix)+len(ID{})+len(Hash{}) {
			continue
		}
		c, ok := b.change(Hash(k[len(k)-len(Hash{}):]))
		if !ok {
			return nil, errBroken
		}
		changes = append(changes, c)
	}
	return readAccountActs(changes, b.valid), nil
}

// foldAccounts folds all accounts, for an act on one may tell of another.
func (b *batch) foldAccounts() error {
	acts, err := b.accountActs()
	if err != nil {
		return err
	}
	all := acts.fold()
	for key := range b.tx.Scan(b.table(tableState), noun{Staff, nounAccount, ""}.key(), nil, false) {
		if n, ok := parseNoun(key); ok {
			if _, here := all[ID([]byte(n.id))]; !here {
				all[ID([]byte(n.id))] = Account{}
			}
		}
	}
	for id, a := range all {
		if _, err := setState(b, noun{Staff, nounAccount, string(id[:])}, a, !a.ID.IsZero()); err != nil {
			return err
		}
	}
	return nil
}
