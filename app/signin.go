package app

import (
	"context"
	"fmt"
)

// ChangePassword is for the person themselves; it ends their other
// sessions.
func (l *Library) ChangePassword(ctx context.Context, by Actor, old, new string) (Account, error) {
	if _, err := l.passwordOf(ctx, func(a Account) bool { return a.ID == by.Account }, old); err != nil {
		return Account{}, err
	}
	hash, err := HashPassword(l.random, new)
	if err != nil {
		return Account{}, err
	}
	var a AccountChange
	err = l.update(ctx, func(b *batch) (err error) {
		if a, err = b.editAccount(AccountEdit{ID: by.Account}, hash); err != nil {
			return err
		}
		b.account = by.Account
		return b.writeAccount(a)
	})
	a.Password = ""
	return a.Account, err
}

// SignIn finds the account of a login and a password. Where machines that
// were apart have made several of one login, the password tells which. It
// takes as long where there is no such login as where the password is wrong.
func (l *Library) SignIn(ctx context.Context, login, password string) (Account, error) {
	login = cleanLogin(login)
	return l.passwordOf(ctx, func(a Account) bool { return a.Login == login }, password)
}

// KnowsPassword tells whether somebody who has signed in has their own
// password, ErrSignIn where it is another.
func (l *Library) KnowsPassword(ctx context.Context, by Actor, password string) error {
	_, err := l.passwordOf(ctx, func(a Account) bool { return a.ID == by.Account }, password)
	return err
}

// passwordOf finds the account of a password among those wanted, one that is
// disabled only where there is no other.
func (l *Library) passwordOf(ctx context.Context, wanted func(Account) bool, password string) (Account, error) {
	var tried []Account
	err := l.store.View(ctx, func(tx Tx) error {
		for _, a := range l.view(tx).accounts() {
			if wanted(a) {
				tried = append(tried, a)
			}
		}
		return nil
	})
	if err != nil {
		return Account{}, fmt.Errorf("read accounts: %w", err)
	}
	if len(tried) == 0 {
		tried = []Account{{Password: nobody}}
	}
	var found Account
	for _, a := range tried {
		if CheckPassword(a.Password, password) && (found.ID.IsZero() || found.Disabled) {
			found = a
		}
	}
	if found.ID.IsZero() {
		return Account{}, ErrSignIn
	}
	if found.Disabled {
		return Account{}, Fault(Denied, "account_disabled", "Tài khoản đã bị khóa. Xin hỏi quản trị viên",
			"This account is disabled. Please ask an administrator")
	}
	found.Password = ""
	return found, nil
}
