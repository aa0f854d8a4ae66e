package app

import (
	"context"
	"strings"

	"bangtin/app/viet"
)

// MayBeFirst tells whether the first administrator may be made at this
// machine: nil, ErrAccountsComing, or another Conflict once there is any
// account.
func (l *Library) MayBeFirst(ctx context.Context) error {
	return l.store.View(ctx, func(tx Tx) error { return l.view(tx).mayBeFirst(l.Roster(), l.device) })
}

// mayBeFirst: where there are no accounts the library may have some that have
// not come. It has none at the founder's machine, nor at one that the recovery
// words made an administrator's, if none came with what it holds; elsewhere
// the staff log of whoever let the machine in has to be here first, and of
// those who let that one in.
func (v view) mayBeFirst(r *Roster, device Key) error {
	if len(v.accounts()) > 0 {
		return errAccountsExist
	}
	m, ok := r.Member(device)
	for ; ok && m.By != m.Device && !r.byPaper(&m); m, ok = r.Member(m.By) {
		if !v.holdsLog(m.By, Staff) {
			return ErrAccountsComing
		}
	}
	if !ok {
		return ErrAccountsComing
	}
	return nil
}

// holdsLog tells whether the beginning of a log of a device is here.
func (v view) holdsLog(device Key, a Audience) bool {
	for key := range v.tx.Scan(v.table(tableTip), device[:], nil, false) {
		if Audience(key[len(device)+8]) == a {
			return true
		}
	}
	return false
}

// FirstAccount makes the first administrator, where MayBeFirst allows it:
// from then on administrators make accounts.
func (l *Library) FirstAccount(ctx context.Context, login, name, password string) (Account, error) {
	hash, err := HashPassword(l.random, password)
	if err != nil {
		return Account{}, err
	}
	id, err := NewID(l.random)
	if err != nil {
		return Account{}, err
	}
	a := Account{ID: id, Login: cleanLogin(login), Name: strings.TrimSpace(viet.Line(name)), Post: Admin, Password: hash, Epoch: 1}
	if err := a.validate(); err != nil {
		return a, err
	}
	err = l.update(ctx, func(b *batch) error {
		if err := b.mayBeFirst(b.roster, l.device); err != nil {
			return err
		}
		b.account = id
		return b.writeAccount(AccountChange{Account: a, Set: accountFields})
	})
	a.Password = ""
	return a, err
}
