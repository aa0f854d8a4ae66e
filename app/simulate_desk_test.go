package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"bangtin/app"
)

// What desks keep of themselves: people's accounts, and what they tell each
// other of files, places and logs.

// onePassword is the hash that all accounts have: to make one takes long.
var onePassword = sync.OnceValue(func() string {
	hash, err := app.HashPassword(bytes.NewReader(make([]byte, 64)), "mật khẩu chung")
	if err != nil {
		panic(err)
	}
	return hash
})

// doAccount makes an account, or has one of the administrators edit another's.
func doAccount(w *world, p *party) error {
	ctx := context.Background()
	all, err := p.lib.Accounts(ctx)
	if err != nil {
		return err
	}
	var admins []app.Account
	for _, a := range all {
		if a.Post == app.Admin && !a.Disabled {
			admins = append(admins, a)
		}
	}
	one, ok := pick(w, all)
	by, manned := pick(w, admins)
	if !ok || !manned || w.r.IntN(6) == 0 {
		post, _ := pick(w, app.Posts)
		return newAccount(w, p, post)
	}
	e := app.AccountEdit{ID: one.ID}
	yes, no := true, false
	switch w.r.IntN(6) {
	case 0:
		name := w.words("Người")
		e.Name = &name
	case 1:
		e.SignOut = true
	case 2, 3:
		e.Disabled = &yes
	case 4:
		e.Disabled = &no
	default:
		post, _ := pick(w, app.Posts)
		e.Post = &post
	}
	_, err = p.lib.SaveAccount(ctx, app.Actor{Account: by.ID, Name: by.Name, Post: by.Post}, e)
	return err
}

func newAccount(w *world, p *party, post app.Post) error {
	name := w.words("Người")
	a := app.Account{ID: app.DeriveID("account", name), Login: fmt.Sprint("nguoi", w.r.IntN(4)), Name: name, Post: post, Password: onePassword()}
	return w.writePast(p, app.KindAccount, app.Staff, app.AccountChange{Account: a, Set: []string{"login", "name", "post", "password"}})
}

// doAside writes what machines tell each other beside the articles.
func doAside(w *world, p *party) error {
	switch w.r.IntN(3) {
	case 0:
		name := app.Sum([]byte{byte(w.r.IntN(2))})
		return w.writePast(p, app.KindMaterial, app.Staff, app.Material{Name: name, File: &app.File{Type: "application/pdf", Bytes: int64(1 + w.r.IntN(100))}})
	case 1:
		q, _ := pick(w, w.parties)
		return w.writePast(p, app.KindFace, app.Open, app.Face{Device: q.device(), Here: app.DeriveID("point", w.words("Điểm"))})
	default:
		c, ok := pick(w, p.all())
		if !ok {
			return nil
		}
		return w.writePast(p, app.KindReceipt, app.Open, app.Receipt{
			Device: c.Log.Device, Incarnation: app.HexNumber(c.Log.Incarnation), Audience: c.Log.Audience, Seq: c.Seq, Hash: c.ID,
		})
	}
}

// writePast writes a change with the keys of a machine behind the end of its
// log, past its services.
func (w *world) writePast(p *party, kind app.Kind, a app.Audience, v any) error {
	h := app.Header{
		Library: w.library, Kind: kind, Seq: 1, Wall: p.now.UnixMilli(), Account: actor.Account,
		Log: app.LogName{Device: p.device(), Incarnation: p.lib.Incarnation(), Audience: a},
	}
	for _, c := range p.all() {
		if c.Lamport < app.MaxLamport && c.Lamport > h.Lamport {
			h.Lamport = c.Lamport
		}
		if c.Log == h.Log && c.Seq >= h.Seq {
			h.Seq, h.Prev = c.Seq+1, c.ID
		}
	}
	h.Lamport++
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return w.signPast(p, h, text)
}

// signPast signs a change and has the machine keep it.
func (w *world) signPast(p *party, h app.Header, text []byte) error {
	c, err := app.Sign(h, text, p.keys.Sign)
	if err != nil {
		return err
	}
	w.forged[c.ID] = true
	_, err = p.lib.Receive(context.Background(), c.Encode())
	return err
}

// adminStays holds a desk to it that administrators who put each other out
// leave one of them. Where a machine was revoked, or a folder was put back,
// so may be what made them.
func (w *world) adminStays(p *party) {
	all, err := p.lib.Accounts(context.Background())
	if err != nil {
		w.fail("%s has no accounts: %v", p.name, err)
		return
	}
	for _, m := range p.lib.Roster().Members() {
		if m.Revoked {
			return
		}
	}
	holds, seen := map[app.Hash]bool{}, []app.Hash(nil)
	for _, c := range p.all() {
		holds[c.ID] = true
		if a, ok := read[app.AccountChange](&c, app.KindAccount); ok {
			seen = append(seen, a.Seen...)
		}
	}
	if slices.ContainsFunc(seen, func(id app.Hash) bool { return !holds[id] }) {
		return
	}
	if !slices.ContainsFunc(all, func(a app.Account) bool { return a.Post == app.Admin && !a.Disabled }) {
		w.fail("%s has no administrator any more: %+v", p.name, all)
	}
}
