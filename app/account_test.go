package app_test

import (
	"context"
	"crypto/ed25519"
	"math/rand/v2"
	"testing"

	"bangtin/app"
)

var accountAdmin = app.Actor{Post: app.Admin}

// account makes an account on a machine.
func (m *machine) account(by app.Actor, login, name string, post app.Post, password string) app.Account {
	m.t.Helper()
	a, err := m.lib.SaveAccount(context.Background(), by, app.AccountEdit{Login: &login, Name: &name, Post: &post, Password: &password})
	if err != nil {
		m.t.Fatal(err)
	}
	return a
}

func (m *machine) editAccount(by app.Actor, e app.AccountEdit) {
	m.t.Helper()
	if _, err := m.lib.SaveAccount(context.Background(), by, e); err != nil {
		m.t.Fatal(err)
	}
}

func (m *machine) accountOf(id app.ID) app.Account {
	m.t.Helper()
	a, err := m.lib.Account(context.Background(), id)
	if err != nil {
		m.t.Fatal(err)
	}
	return a
}

// anyOrder holds other machines that are given the changes of one, in
// whatever order, and its own rebuild, to what it makes of them.
func (m *machine) anyOrder(t *testing.T) {
	t.Helper()
	r, all := rand.New(rand.NewPCG(seed(t), 11)), m.all()
	for range 5 {
		late := newMachine(t)
		late.belong(m.lib.Name())
		late.feed(r, shuffled(r, all))
		sameRoots(t, m, late)
	}
	m.rebuilt()
}

// An administrator locks out somebody who has left, on one machine. On
// another, which has not heard of it, that person gives themselves another
// password (or an administrator there mends the spelling of their name).
// After the machines have met the account has to stay locked on both.
func TestALockedAccountStaysLockedWhenMachinesMeet(t *testing.T) {
	ctx := context.Background()
	yes, lower, fixed := true, app.Writer, "Nguyễn Văn Bình"
	old, fresh := "mật khẩu cũ 1", "mật khẩu mới 2"
	mend := func(b *machine, who app.Account) {
		b.editAccount(accountAdmin, app.AccountEdit{ID: who.ID, Name: &fixed})
	}
	change := func(b *machine, who app.Account) {
		if _, err := b.lib.ChangePassword(ctx, app.Actor{Account: who.ID, Post: who.Post}, old, fresh); err != nil {
			b.t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		here  app.AccountEdit // what the administrator at A does
		there func(b *machine, who app.Account)
		well  func(a app.Account) bool
	}{
		"locked, and the person changes their password": {
			app.AccountEdit{Disabled: &yes},
			change,
			func(a app.Account) bool { return a.Disabled },
		},
		"locked, and somebody mends the name": {
			app.AccountEdit{Disabled: &yes},
			mend,
			func(a app.Account) bool { return a.Disabled },
		},
		"signed out everywhere, and somebody mends the name": {
			app.AccountEdit{SignOut: true},
			mend,
			func(a app.Account) bool { return a.Epoch > 1 }, // sessions of epoch 1 stay ended
		},
		"made a writer, and the person changes their password": {
			app.AccountEdit{Post: &lower},
			change,
			func(a app.Account) bool { return a.Post == app.Writer },
		},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := newMachine(t), newMachine(t)
			a.found()
			b.join(a, app.Administrator)
			if _, err := a.lib.FirstAccount(ctx, "quantri", "Quản trị", "mật khẩu quản trị"); err != nil {
				t.Fatal(err)
			}
			who := a.account(accountAdmin, "binh", "Nguyễn Văn Bính", app.Editor, old)
			meet(t, a, b)
			e := c.here
			e.ID = who.ID
			a.editAccount(accountAdmin, e)
			// B has been at work meanwhile: its clock of changes is ahead.
			b.write(writer, articleID(1), "Một bài nháp")
			c.there(b, who)
			meet(t, a, b)
			for i, m := range []*machine{a, b} {
				if got := m.accountOf(who.ID); !c.well(got) {
					t.Errorf("machine %d: disabled %v, post %s, epoch %d", i, got.Disabled, got.Post, got.Epoch)
				}
			}
			if _, err := a.lib.SignIn(ctx, "binh", fresh); e.Disabled != nil && err == nil {
				t.Error("who was locked out signs in at the administrator's own machine")
			}
			a.anyOrder(t)
		})
	}
}

// Who has seen a lock may open it, and raise a post that was lowered; who has
// not takes neither back, and what each changed besides stays.
func TestAccountsAreFoldedByField(t *testing.T) {
	ctx := context.Background()
	a, b := newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Administrator)
	if _, err := a.lib.FirstAccount(ctx, "quantri", "Quản trị", "mật khẩu quản trị"); err != nil {
		t.Fatal(err)
	}
	yes, no, lower, higher, name, login := true, false, app.Writer, app.PublisherIn, "Nguyễn Văn Bình", "binh.nv"
	id := a.account(accountAdmin, "binh", "Nguyễn Văn Bính", app.Editor, "mật khẩu cũ 1").ID
	meet(t, a, b)
	before := a.accountOf(id).Epoch
	a.editAccount(accountAdmin, app.AccountEdit{ID: id, Disabled: &yes, Name: &name})
	a.editAccount(accountAdmin, app.AccountEdit{ID: id, Post: &higher})
	b.editAccount(accountAdmin, app.AccountEdit{ID: id, Post: &lower, Login: &login})
	b.editAccount(accountAdmin, app.AccountEdit{ID: id, Disabled: &no}) // that of A is not here
	b.editAccount(accountAdmin, app.AccountEdit{ID: id, SignOut: true})
	meet(t, a, b)
	got := a.accountOf(id)
	if !got.Disabled || got.Post != app.Writer || got.Name != name || got.Login != login {
		t.Errorf("put together: %+v", got)
	}
	if ours := before + 2; got.Epoch <= ours { // A made that many of it alone, by a lock and an edit of who is locked
		t.Errorf("sessions of epoch %d at A go on, though B has ended all: %d", ours, got.Epoch)
	}
	b.editAccount(accountAdmin, app.AccountEdit{ID: id, Disabled: &no, Post: &higher})
	meet(t, a, b)
	if got := a.accountOf(id); got.Disabled || got.Post != app.PublisherIn || got.Name != name || got.Login != login {
		t.Errorf("opened again by who had seen the lock: %+v", got)
	}
	a.anyOrder(t)
}

// Earlier programs wrote whole accounts, of which the last one counted. What
// they have written goes on to say so.
func TestAccountsOfEarlierPrograms(t *testing.T) {
	m := newMachine(t)
	m.found()
	id := app.DeriveID("account", "binh")
	write := func(seq, lamport uint64, log uint64, rest string) {
		t.Helper()
		h := app.Header{Log: app.LogName{Incarnation: log, Audience: app.Staff}, Seq: seq, Lamport: lamport, Kind: app.KindAccount}
		c := m.signed(h, `{"id":"`+id.String()+`","login":"binh","name":"Bình","password":"",`+rest+`}`)
		m.take([][]byte{c.Encode()})
	}
	write(1, 10, 7, `"post":"editor","epoch":1`)
	write(1, 30, 8, `"post":"publisher","epoch":2`)
	write(1, 20, 9, `"post":"writer","epoch":5,"disabled":true`)
	if got := m.accountOf(id); got.Disabled || got.Post != app.PublisherIn || got.Epoch != 2 {
		t.Errorf("the last does not count: %+v", got)
	}
	yes, name := true, "Nguyễn Văn Bình"
	m.editAccount(accountAdmin, app.AccountEdit{ID: id, Disabled: &yes, Name: &name})
	if got := m.accountOf(id); !got.Disabled || got.Name != name || got.Post != app.PublisherIn {
		t.Errorf("locked by this one: %+v", got)
	}
	write(1, 1000, 10, `"post":"editor","epoch":1`)
	if got := m.accountOf(id); got.Disabled || got.Name != "Bình" || got.Post != app.Editor {
		t.Errorf("written by an earlier one after that: %+v", got)
	}
	m.anyOrder(t)
}

// Administrators put each other out on machines that are apart. Whose account
// is the oldest stays, the same one everywhere, and stays when they let the
// others in again.
func TestAdministratorsPutEachOtherOut(t *testing.T) {
	ctx := context.Background()
	yes, no, lower := true, false, app.Writer
	lock, demote := app.AccountEdit{Disabled: &yes}, app.AccountEdit{Post: &lower}
	for name, acts := range map[string][]struct {
		by, on int // of the administrators, the oldest account first; by is the machine as well
		edit   app.AccountEdit
	}{
		"two lock each other":                      {{0, 1, lock}, {1, 0, lock}},
		"the other one first":                      {{1, 0, lock}, {0, 1, lock}},
		"one locks, one demotes":                   {{0, 1, demote}, {1, 0, lock}},
		"one does it twice":                        {{1, 0, demote}, {1, 0, lock}, {0, 1, lock}},
		"three in a ring":                          {{0, 2, lock}, {2, 1, lock}, {1, 0, lock}},
		"two by one, and the second is put out so": {{0, 1, lock}, {1, 0, lock}, {1, 2, demote}, {2, 0, demote}, {0, 2, lock}},
	} {
		t.Run(name, func(t *testing.T) {
			machines := []*machine{newMachine(t), newMachine(t), newMachine(t)}
			a := machines[0]
			a.found()
			machines[1].join(a, app.Administrator)
			machines[2].join(a, app.Administrator)
			one, err := a.lib.FirstAccount(ctx, "mot", "Người một", "mật khẩu một")
			if err != nil {
				t.Fatal(err)
			}
			is := func(x app.Account) app.Actor { return app.Actor{Account: x.ID, Post: app.Admin} }
			who := []app.Account{one, a.account(is(one), "hai", "Người hai", app.Admin, "mật khẩu hai"), a.account(is(one), "ba", "Người ba", app.Admin, "mật khẩu ba")}
			meet(t, machines...)
			for _, act := range acts {
				act.edit.ID = who[act.on].ID
				machines[act.by].editAccount(is(who[act.by]), act.edit)
			}
			meet(t, machines...)
			in := func(i int) bool {
				x := a.accountOf(who[i].ID)
				return x.Post == app.Admin && !x.Disabled
			}
			if !in(0) || in(1) {
				t.Errorf("one is in: %v, two: %v", in(0), in(1))
			}
			a.anyOrder(t)
			admin := app.Admin
			a.editAccount(is(one), app.AccountEdit{ID: who[1].ID, Disabled: &no, Post: &admin})
			if !in(0) || !in(1) {
				t.Errorf("let in again, one is in: %v, two: %v", in(0), in(1))
			}
			meet(t, machines...)
			machines[1].editAccount(is(who[1]), app.AccountEdit{ID: one.ID, Disabled: &yes})
			meet(t, machines...)
			if in(0) || !in(1) {
				t.Errorf("then put out by who knew all that, one is in: %v, two: %v", in(0), in(1))
			}
			if _, err := a.lib.SaveAccount(ctx, is(one), app.AccountEdit{ID: who[1].ID, Disabled: &yes}); err == nil {
				t.Error("who was put out goes on to put others out")
			}
			a.anyOrder(t)
		})
	}
}

// On two machines that were apart somebody makes an account under the same
// login, as they do where given names are logins. Both people sign in with
// their own password after the machines have met, and either can be locked or
// given another login; a login that is taken is taken still.
func TestOneLoginMadeOnTwoMachines(t *testing.T) {
	ctx := context.Background()
	a, b := newMachine(t), newMachine(t)
	a.found()
	b.join(a, app.Administrator)
	if _, err := a.lib.FirstAccount(ctx, "quantri", "Quản trị", "mật khẩu quản trị"); err != nil {
		t.Fatal(err)
	}
	meet(t, a, b)
	same := "mật khẩu của Lan"
	passwords := []string{"mật khẩu của Trần", "mật khẩu của Lê"}
	made := []app.Account{
		a.account(accountAdmin, "lan", "Trần Thị Lan", app.Writer, passwords[0]),
		b.account(accountAdmin, "lan", "Lê Thị Lan", app.Writer, passwords[1]),
	}
	meet(t, a, b)
	signIn := func(password string, want int) {
		t.Helper()
		if got, err := a.lib.SignIn(ctx, "lan", password); err != nil || got.ID != made[want].ID {
			t.Errorf("with %q: %s, %v", password, got.Name, err)
		}
	}
	for i, x := range made {
		signIn(passwords[i], i)
		is := app.Actor{Account: x.ID, Post: x.Post}
		if err := a.lib.KnowsPassword(ctx, is, passwords[i]); err != nil {
			t.Errorf("%s does not know their own password: %v", x.Name, err)
		}
		if err := a.lib.KnowsPassword(ctx, is, passwords[1-i]); err == nil {
			t.Errorf("%s is taken for who has the same login", x.Name)
		}
	}
	if _, err := a.lib.SignIn(ctx, "lan", same); app.CodeOf(err) != app.Denied {
		t.Errorf("with the password of neither: %v", err)
	}
	yes, no, login, name := true, false, "lan", "Lê Thị Hoa Lan"
	for i, x := range made {
		a.editAccount(accountAdmin, app.AccountEdit{ID: x.ID, Disabled: &yes, Login: &login, Password: &same})
		a.editAccount(accountAdmin, app.AccountEdit{ID: made[1-i].ID, Disabled: &no, Password: &same})
		signIn(same, 1-i) // not the one that is locked
	}
	login = "hoalan"
	a.editAccount(accountAdmin, app.AccountEdit{ID: made[1].ID, Login: &login, Name: &name})
	login = "lan"
	if _, err := a.lib.SaveAccount(ctx, accountAdmin, app.AccountEdit{ID: made[1].ID, Login: &login}); app.CodeOf(err) != app.Conflict {
		t.Errorf("back to a login that is taken: %v", err)
	}
	post, password := app.Writer, "mật khẩu khác 1"
	if _, err := a.lib.SaveAccount(ctx, accountAdmin, app.AccountEdit{Login: &login, Name: &name, Post: &post, Password: &password}); app.CodeOf(err) != app.Conflict {
		t.Errorf("a new account under a login that is taken: %v", err)
	}
}

// part are the changes of a machine for one audience.
func (m *machine) part(a app.Audience) (out [][]byte) {
	for _, raw := range m.all() {
		if c, err := app.DecodeChange(raw); err == nil && c.Log.Audience == a {
			out = append(out, raw)
		}
	}
	return out
}

// A machine is let in as an administrator's, and the stick is pulled out
// behind what everyone may hold, which is taken first. The library has
// accounts; that they have not come yet is no reason to let whoever stands
// there make themselves its administrator.
func TestNoFirstAdministratorWhereTheAccountsHaveNotCome(t *testing.T) {
	ctx := context.Background()
	first := func(m *machine) error {
		told := m.lib.MayBeFirst(ctx)
		_, err := m.lib.FirstAccount(ctx, "nguoila", "Người lạ", "mật khẩu người lạ")
		if (told == nil) != (err == nil) {
			t.Errorf("told %v, then %v", told, err)
		}
		return err
	}
	let := func(by *machine) *machine {
		t.Helper()
		m := newMachine(t)
		if err := by.lib.Admit(ctx, m.keys.Card("máy mới"), app.Administrator); err != nil {
			t.Fatal(err)
		}
		m.belong(by.lib.Name())
		return m
	}
	a := newMachine(t)
	paper := testKey()
	if err := a.lib.Found(ctx, "Thử", a.keys.Card("máy thử"), app.Key(paper.Public().(ed25519.PublicKey)), newKeys(t).AgeTo); err != nil {
		t.Fatal(err)
	}
	b := let(a)
	if err := first(b); err != app.ErrAccountsComing {
		t.Errorf("nothing has come: %v", err)
	}
	b.take(a.part(app.Open))
	if err := first(b); err != app.ErrAccountsComing {
		t.Errorf("the library has no account, for all that is here: %v", err)
	}
	restored := newMachine(t)
	if err := a.lib.Recover(ctx, paper, restored.keys.Card("máy khôi phục")); err != nil {
		t.Fatal(err)
	}
	restored.belong(a.lib.Name())
	restored.take(a.part(app.Open))
	if err := first(restored); err != nil {
		t.Errorf("where the words were typed: %v", err)
	}
	a.write(writer, articleID(1), "Một bài nháp")
	b.take(a.all())
	c := let(b)
	b.write(writer, articleID(2), "Một bài nháp khác")
	c.take(b.part(app.Open))
	c.take(b.part(app.Staff)[len(a.part(app.Staff)):])
	if err := first(c); err != app.ErrAccountsComing {
		t.Errorf("of the founder's nothing for the staff has come: %v", err)
	}
	c.take(b.all())
	if err := first(c); err != nil {
		t.Errorf("all is here, and there is no account: %v", err)
	}
	if err := first(a); err != nil {
		t.Errorf("at the founder's: %v", err)
	}
	b.take(a.all())
	if err := first(b); err == nil || err == app.ErrAccountsComing {
		t.Errorf("there is an account: %v", err)
	}
}
