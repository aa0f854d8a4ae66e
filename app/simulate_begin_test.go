package app_test

import (
	"context"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"

	"bangtin/app"
)

// beginnings are the worlds that schedules begin in, each made once and then
// copied.
type beginnings struct {
	disks func() disk
	mu    sync.Mutex
	made  map[uint64]*world
}

// distinct is how many there are of them.
const distinct = 200

// world gives the one for a seed.
func (b *beginnings) world(seed uint64) *world {
	b.mu.Lock()
	defer b.mu.Unlock()
	seed %= distinct
	old := b.made[seed]
	if old == nil {
		old = &world{
			disks: b.disks, writing: deeds[:crashing], decoded: &decoder{seen: map[string]app.Change{}}, ever: map[app.Hash]*app.Change{}, forged: map[app.Hash]bool{},
			approved: map[string][]app.Key{}, granted: map[app.Key]bool{}, voters: map[app.ID]map[app.ID]bool{}, r: rand.New(rand.NewPCG(seed, 101)),
		}
		old.found()
		for _, p := range old.parties {
			p.disk.close()
		}
		if b.made == nil {
			b.made = map[uint64]*world{}
		}
		b.made[seed] = old
	}
	w := *old
	w.parties, w.said, w.failed = nil, slices.Clone(old.said), slices.Clone(old.failed)
	w.decoded = &decoder{seen: maps.Clone(old.decoded.seen)}
	w.ever, w.forged, w.approved = maps.Clone(old.ever), maps.Clone(old.forged), maps.Clone(old.approved)
	w.granted, w.voters = maps.Clone(old.granted), map[app.ID]map[app.ID]bool{}
	for _, was := range old.parties {
		p := w.add(was.role, was.keys, was.disk.copy())
		p.last, p.holds, p.wrote = was.last, maps.Clone(was.holds), maps.Clone(was.wrote)
		p.open(false)
	}
	return &w
}

// forget removes the folders that the worlds lie in.
func (b *beginnings) forget() {
	for _, w := range b.made {
		for _, p := range w.parties {
			p.disk.remove()
		}
	}
}

// found founds the library and admits most of its machines.
func (w *world) found() {
	ctx := context.Background()
	roles := []app.Role{app.Administrator, app.Publisher, app.Kiosk, app.Desk, app.Administrator, app.Publisher, app.Screen}
	n := 3 + w.r.IntN(3)
	if w.r.IntN(20) == 0 {
		n = len(roles)
	}
	founder := w.add(app.Administrator, keyring()[0], w.disks())
	founder.open(false)
	w.grant(founder.device(), founder.role)
	paper := keyring()[15]
	w.refuse(founder.lib.Found(ctx, "Thử", founder.keys.Card("máy A"), paper.Device(), paper.AgeTo))
	w.library = founder.lib.Name()
	w.refuse(doPublish(w, founder))
	w.look(founder)
	for range 2 {
		w.refuse(newAccount(w, founder, app.Admin))
	}
	w.look(founder)
	for i := 1; i < n; i++ {
		role := roles[i]
		if w.r.IntN(4) == 0 {
			role = roles[w.r.IntN(len(roles))]
		}
		p := w.add(role, keyring()[i], w.disks())
		p.open(false)
		p.belong()
		if w.r.IntN(6) > 0 {
			w.grant(p.device(), role)
			w.refuse(founder.lib.Admit(ctx, p.keys.Card("máy "+p.name), role))
		}
		if w.r.IntN(6) > 0 {
			w.whole(founder, p)
		}
		w.note("%s is a %s", p.name, role)
	}
	if w.r.IntN(6) == 0 {
		p := w.add(app.Recovery, paper, w.disks())
		p.open(false)
		p.belong()
		w.note("%s is the key on paper", p.name)
	}
	for _, p := range w.parties {
		w.look(p)
	}
}
