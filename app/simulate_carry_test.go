package app_test

import (
	"context"
	"slices"

	"bangtin/app"
)

// How changes travel, and what becomes of stores.

// reaches tells whether two machines are not apart now.
func (w *world) reaches(p, q *party) bool {
	bit := func(p *party) uint32 { return w.apart >> slices.Index(w.parties, p) & 1 }
	return bit(p) == bit(q)
}

// parcel is what one machine hands to others: all it holds or a run of one
// log, in order or not, some of it twice, cut off somewhere.
func (w *world) parcel(p *party) (out [][]byte) {
	all := p.all()
	if len(all) == 0 {
		return nil
	}
	switch w.r.IntN(4) {
	case 0:
		log := all[w.r.IntN(len(all))].Log
		all = slices.DeleteFunc(all, func(c app.Change) bool { return c.Log != log })
		all = all[w.r.IntN(len(all)):]
	case 1:
		w.r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		all = append(all, all[:w.r.IntN(len(all))]...)
	case 2:
		all = all[:1+w.r.IntN(len(all))]
	}
	for i := range all {
		raw := all[i].Encode()
		if w.r.IntN(200) == 0 {
			raw = raw[:app.HeaderSize+64] // somebody on the way has taken the body out
		}
		out = append(out, raw)
	}
	return out
}

// whole hands one machine all that another holds.
func (w *world) whole(from, to *party) {
	var all [][]byte
	for _, c := range from.all() {
		all = append(all, c.Encode())
	}
	w.r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	w.refuse(w.give(to, all))
}

// give hands a machine those changes that it may hold, in one piece or more.
func (w *world) give(p *party, parcel [][]byte) error {
	var mine [][]byte
	for _, raw := range parcel {
		if c, err := w.decoded.change(raw); err == nil && p.may(&c) {
			mine = append(mine, raw)
		}
	}
	for len(mine) > 0 {
		n := len(mine)
		if w.r.IntN(4) == 0 {
			n = 1 + w.r.IntN(n)
		}
		if _, err := p.lib.Receive(context.Background(), mine[:n]...); err != nil {
			return err
		}
		mine = mine[n:]
	}
	return nil
}

func doCarry(w *world, p *party) error {
	to, _ := pick(w, w.parties)
	if to == p || !w.reaches(p, to) {
		return nil
	}
	w.note("    to %s", to.name)
	parcel := w.parcel(p)
	if err := w.give(to, parcel); err != nil {
		return err
	}
	w.look(to)
	return nil
}

// doSend puts changes on a stick; what is on one comes late, twice or never.
func doSend(w *world, p *party) error {
	w.sticks = append(w.sticks, stick{w.parcel(p)})
	return nil
}

func doFetch(w *world, p *party) error {
	s, ok := pick(w, w.sticks)
	if !ok {
		return nil
	}
	return w.give(p, s.raw)
}

// doApart divides the machines in two halves that do not reach each other.
func doApart(w *world, p *party) error {
	w.apart = uint32(w.r.Uint64())
	return nil
}

func doJoin(w *world, p *party) error {
	w.apart = 0
	return nil
}

// doCrash ends the power while something is written. What was acknowledged
// before is there afterwards.
func doCrash(w *world, p *party) error {
	p.disk.fail(w.r)
	before := p.holds
	deed, _ := pick(w, w.writing)
	if err := deed.do(w, p); err == nil {
		w.look(p) // what came may show that its log went on elsewhere, and begin another
		from, _ := pick(w, w.parties)
		_ = w.give(p, w.parcel(from)) // it may fail, that is what it is for
	}
	p.again(false)
	w.look(p)
	for id := range before {
		if !p.holds[id] {
			w.fail("%s lost %s in a crash", p.name, id.String()[:8])
		}
	}
	return nil
}

// doKeep makes a copy of the folder.
func doKeep(w *world, p *party) error {
	p.disk.close()
	p.kept = append(p.kept, p.disk.copy())
	p.open(false)
	return nil
}

// doFallBack has the tables take the place of damaged ones: what the machine
// itself has written is in its own-log still.
func doFallBack(w *world, p *party) error {
	old, ok := pick(w, p.kept)
	if !ok {
		return nil
	}
	p.disk.close()
	p.disk.back(old, false)
	p.again(true)
	w.look(p)
	for id := range p.wrote {
		if !p.holds[id] {
			w.fail("%s lost its own %s with its tables", p.name, id.String()[:8])
		}
	}
	return nil
}

// doRestore puts an older copy in the place of the folder, as a restored backup
// does, with a new incarnation; or as people copy folders, without.
func doRestore(w *world, p *party) error {
	old, ok := pick(w, p.kept)
	if !ok {
		return nil
	}
	p.disk.close()
	p.disk.back(old, true)
	p.wrote = map[app.Hash]bool{}
	for _, k := range p.kept { // the later ones were of another life
		k.remove()
	}
	p.kept = nil
	p.again(w.r.IntN(3) > 0)
	return nil
}

// doClone copies the folder to another machine, which goes on under the same
// keys, in the same logs or in new ones, or gets keys of its own.
func doClone(w *world, p *party) error {
	if len(w.parties) >= 8 {
		return nil
	}
	p.disk.close()
	copied := p.disk.copy()
	p.open(false)
	keys, anew := p.keys, w.r.IntN(2) == 0
	if w.r.IntN(3) == 0 {
		keys, anew = keyring()[len(w.parties)], true
	}
	twin := w.add(p.role, keys, copied)
	twin.now = p.now
	w.note("    is %s", twin.name)
	twin.open(anew)
	w.look(twin)
	return nil
}
