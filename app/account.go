package app

import (
	"context"
	"encoding/json"
	"sort"
	"strings"

	"bangtin/app/viet"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
)

// Account is a person at a desk. Names are what this library's devices
// claim: the right to publish belongs to the device (see Role), an account
// bounds what a person may ask it to do.
type Account struct {
	ID       ID     `json:"id"`
	Login    string `json:"login"` // lower case, compared as written
	Name     string `json:"name"`
	Post     Post   `json:"post"`
	Password string `json:"password"` // see HashPassword
	Disabled bool   `json:"disabled,omitempty"`
	// Epoch counts up to end all sessions that began before: after a new
	// password, and when somebody signs out everywhere.
	Epoch int `json:"epoch"`
}

// Post is what a person may do; see MayAct.
type Post string

// The posts. An auditor reads all and changes nothing; an administrator
// also looks after accounts and settings.
const (
	Writer      Post = "writer"
	Editor      Post = "editor"
	PublisherIn Post = "publisher"
	Admin       Post = "administrator"
	Auditor     Post = "auditor"
)

// Posts are all of them, the least first.
var Posts = []Post{Auditor, Writer, Editor, PublisherIn, Admin}

func (p Post) known() bool {
	for _, q := range Posts {
		if p == q {
			return true
		}
	}
	return false
}

// Actor is whoever asks for something to be done. The zero Actor is the
// program itself, such as an import from the command line.
type Actor struct {
	Account ID
	Name    string
	Post    Post
}

// Limits of an account, in characters.
const (
	MinPassword = 8
	MaxPassword = 200
	maxLogin    = 64
)

func (a Account) validate() error {
	if a.ID.IsZero() || !a.Post.known() || a.Epoch < 0 || len(a.Password) > 300 {
		return errMalformed
	}
	if a.Login == "" || a.Login != cleanLogin(a.Login) || len(a.Login) > maxLogin || strings.ContainsAny(a.Login, " \t\n@") {
		return Fault(Invalid, "login_malformed", "Tên đăng nhập gồm chữ, số, dấu chấm, không có dấu cách",
			"A login is made of letters, digits and full stops, without spaces")
	}
	if n := viet.CountChars(a.Name); n == 0 || n > maxLine {
		return Fault(Invalid, "name_missing", "Xin ghi họ tên", "Please give the full name")
	}
	return nil
}

func cleanLogin(s string) string {
	return cases.Lower(language.Und).String(strings.TrimSpace(viet.Line(s)))
}

var (
	errNoAccount = Fault(NotFound, "no_account", "Không có tài khoản này", "There is no such account")
	// ErrNotAdmin refuses what only an administrator may do.
	ErrNotAdmin      = Fault(Denied, "not_administrator", "Chỉ quản trị viên làm được việc này", "Only an administrator may do that")
	errAccountsExist = Fault(Conflict, "accounts_exist", "Đã có tài khoản quản trị. Xin đăng nhập", "There is an administrator already. Please sign in")
	// ErrAccountsComing refuses a first administrator where those of the
	// library have not come yet.
	ErrAccountsComing = Fault(Conflict, "accounts_coming",
		"Tài khoản của thư viện chưa về đến máy này. Xin trao đổi với máy đã ghép máy này vào cho đến khi xong, rồi đăng nhập",
		"The accounts of the library have not come to this machine yet. Please finish the exchange with the machine that let this one in, then sign in")
	// ErrSignIn does not tell which of the two was wrong.
	ErrSignIn = Fault(Denied, "sign_in_refused", "Tên đăng nhập hoặc mật khẩu không đúng", "The login or the password is wrong")
)

// account reads one account.
func (v view) account(id ID) (Account, bool) {
	var a Account
	s := v.state(noun{Staff, nounAccount, string(id[:])})
	return a, s != nil && json.Unmarshal(s, &a) == nil
}

// accounts lists all, by name.
func (v view) accounts() (out []Account) {
	for _, s := range v.tx.Scan(v.table(tableState), noun{Staff, nounAccount, ""}.key(), nil, false) {
		var a Account
		if json.Unmarshal(s[len(Hash{}):], &a) == nil {
			out = append(out, a)
		}
	}
	sort.Slice(out, func(i, j int) bool {
		if o := viet.CompareNames(out[i].Name, out[j].Name); o != 0 {
			return o < 0
		}
		return out[i].Login < out[j].Login
	})
	return out
}

// Accounts lists all accounts, by name, without their passwords.
func (l *Library) Accounts(ctx context.Context) (out []Account, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		out = l.view(tx).accounts()
		return nil
	})
	for i := range out {
		out[i].Password = ""
	}
	return out, err
}

// Account finds an account, without its password; NotFound where there is
// none.
func (l *Library) Account(ctx context.Context, id ID) (a Account, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		ok := false
		if a, ok = l.view(tx).account(id); !ok {
			return errNoAccount
		}
		return nil
	})
	a.Password = ""
	return a, err
}

// AccountEdit is what an administrator asks to be changed of an account;
// nil leaves a field as it is. A zero ID makes a new one, for which all
// but Disabled is needed.
type AccountEdit struct {
	ID       ID
	Login    *string
	Name     *string
	Post     *Post
	Password *string
	Disabled *bool
	SignOut  bool // end all sessions
}

// SaveAccount writes an account. Nobody can take the last administrator
// away: an administrator cannot disable or demote themselves, and of several
// that do it to each other on machines that are apart one stays; see inVain.
func (l *Library) SaveAccount(ctx context.Context, by Actor, e AccountEdit) (Account, error) {
	if !May(by.Post, SetAccounts) {
		return Account{}, ErrNotAdmin
	}
	hash := ""
	if e.Password != nil {
		h, err := HashPassword(l.random, *e.Password)
		if err != nil {
			return Account{}, err
		}
		hash = h
	}
	var a AccountChange
	err := l.update(ctx, func(b *batch) (err error) {
		// What another machine has brought since they asked.
		if me, ok := b.view.account(by.Account); ok && (me.Disabled || !May(me.Post, SetAccounts)) {
			return ErrNotAdmin
		}
		if a, err = b.editAccount(e, hash); err != nil {
			return err
		}
		if a.ID == by.Account && (a.Disabled || a.Post != Admin) {
			return Fault(Conflict, "own_account", "Không thể tự khóa hoặc tự hạ quyền. Xin nhờ quản trị viên khác",
				"Nobody can disable or demote themselves. Please ask another administrator")
		}
		was, _ := b.view.account(a.ID)
		for _, other := range b.accounts() {
			// Two may have one login that were made apart; see SignIn.
			if other.Login == a.Login && other.ID != a.ID && a.Login != was.Login {
				return Fault(Conflict, "login_taken", "Tên đăng nhập này đã có người dùng", "This login is taken")
			}
		}
		b.account = by.Account
		return b.writeAccount(a)
	})
	a.Password = ""
	return a.Account, err
}

// editAccount makes the change that an edit asks for.
func (b *batch) editAccount(e AccountEdit, hash string) (a AccountChange, err error) {
	if e.ID.IsZero() {
		if hash == "" || e.Login == nil || e.Name == nil || e.Post == nil {
			return a, Fault(Invalid, "account_incomplete", "Tài khoản mới cần tên đăng nhập, họ tên, vai trò và mật khẩu",
				"A new account needs a login, a name, a role and a password")
		}
		if a.ID, err = NewID(b.l.random); err != nil {
			return a, err
		}
	} else {
		ok := false
		if a.Account, ok = b.view.account(e.ID); !ok {
			return a, errNoAccount
		}
	}
	if e.Login != nil {
		a.Login, a.Set = cleanLogin(*e.Login), append(a.Set, fieldLogin)
	}
	if e.Name != nil {
		a.Name, a.Set = strings.TrimSpace(viet.Line(*e.Name)), append(a.Set, fieldName)
	}
	if e.Post != nil {
		a.Post, a.Set = *e.Post, append(a.Set, fieldPost)
	}
	if e.Disabled != nil {
		a.Disabled, a.Set = *e.Disabled, append(a.Set, fieldDisabled)
	}
	if hash != "" {
		a.Password, a.Set = hash, append(a.Set, fieldPassword)
	}
	if hash != "" || e.SignOut || a.Disabled {
		a.Epoch++
		a.Set = append(a.Set, fieldEpoch)
	}
	return a, a.validate()
}

// writeAccount writes a change of an account, unless it changes nothing.
func (b *batch) writeAccount(a AccountChange) error {
	if len(a.Set) == 0 {
		return nil
	}
	acts, err := b.accountActs()
	if err != nil {
		return err
	}
	a.Seen = acts.heads()
	text, err := canonical(a)
	if err != nil {
		return err
	}
	_, err = b.append(KindAccount, Staff, text)
	return err
}
