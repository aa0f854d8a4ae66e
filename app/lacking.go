package app

import (
	"cmp"
	"context"
	"slices"
)

// Lack is what somebody lacks.
type Lack struct {
	Runs []Run // in the order of their logs, none larger than MaxRun
	// Urgent are those of its changes that must not wait behind the others:
	// who may do what, what was taken off, and what was erased.
	Urgent []Hash
	// Loose are changes behind a gap in what is known here.
	Loose []Hash
	// Kinds counts the changes in Runs.
	Kinds map[Kind]int
	// Articles and Drafts count the articles that publications and
	// retractions in Runs are of, and revisions, however many of each.
	Articles, Drafts int
	// Stale are those of the runs that somebody has in which bodies stand
	// that were erased, or lack that were not; they are among Runs as well.
	Stale []Run

	shows, drafts map[Hash]bool // the publications and retractions in Runs, and the revisions
}

// bodiesAside is how many bodies are gone from a run where that does not
// matter: to a kiosk, which has let go of what a desk has received.
const bodiesAside = -1

// Lacking tells what somebody lacks of an audience who has certain runs.
// All of those must be here (Holds), or they count for nothing. With aside it
// is what a kiosk keeps for desks: only what none has acknowledged, and bodies
// that the kiosk has let go of are not missed.
func (l *Library) Lacking(ctx context.Context, a Audience, aside bool, has []Run) (out Lack, err error) {
	out.Kinds, out.shows, out.drafts = map[Kind]int{}, map[Hash]bool{}, map[Hash]bool{}
	theirs := map[LogName][]Run{}
	for _, r := range has {
		if aside {
			r.Erased = bodiesAside
		}
		theirs[r.Log] = append(theirs[r.Log], r)
	}
	err = l.store.View(ctx, func(tx Tx) error {
		b := l.begin(tx, l.view(tx).gen)
		v := b.view
		var tips []Tip
		for k, seq := range tx.Scan(v.table(tableTip), nil, nil, false) {
			if log := parseLog(k); log.Audience == a {
				tips = append(tips, Tip{log, number(seq), Hash(k[len(k)-32:])})
				if !aside || len(tips) > 1 && tips[len(tips)-2].Log == log {
					continue
				}
				_, ends, err := b.acknowledged(log)
				if err != nil {
					return err
				}
				for _, t := range ends {
					theirs[log] = append(theirs[log], Run{Log: log, From: 1, To: t.Seq, Last: t.Hash, Erased: bodiesAside})
				}
			}
		}
		for k := range tx.Scan(v.table(tableGap), nil, nil, false) {
			if parseLog(k).Audience == a {
				out.Loose = append(out.Loose, Hash(k[len(k)-32:]))
			}
		}
		for len(tips) > 0 {
			n := 1
			for n < len(tips) && tips[n].Log == tips[0].Log {
				n++
			}
			if err := v.lacking(tips[:n], theirs[tips[0].Log], &out); err != nil {
				return err
			}
			tips = tips[n:]
		}
		out.Articles, out.Drafts = v.countNouns(a, nounPublication, out.shows), v.countNouns(a, nounArticle, out.drafts)
		return nil
	})
	return out, err
}

// fewNamed is how many changes are read to see what they are of; for more
// than that all that is known of such nouns is gone through.
const fewNamed = 50

// countNouns counts the nouns of a name, each of an article, that some changes
// have to do with.
func (v view) countNouns(a Audience, name string, changes map[Hash]bool) int {
	found := map[ID]bool{}
	if len(changes) <= fewNamed {
		for id := range changes {
			if c, ok := v.change(id); ok {
				if article, named := c.Article(); named {
					found[article] = true
				}
			}
		}
		return len(found)
	}
	prefix := noun{a, name, ""}.key()
	for k := range v.tx.Scan(v.table(tableTouch), prefix, nil, false) {
		rest := k[len(prefix):]
		if len(rest) == len(ID{})+len(Hash{}) && changes[Hash(rest[len(ID{}):])] {
			found[ID(rest[:len(ID{})])] = true
		}
	}
	return len(found)
}

// lacking lays out in runs what is missing of one log, which mostly has one
// branch.
func (v view) lacking(branches []Tip, has []Run, out *Lack) error {
	var held []Run
	for _, r := range has {
		if r.Erased == bodiesAside {
			if v.reaches(r) {
				held = append(held, r)
			}
			continue
		}
		if !v.holds(r) {
			continue
		}
		if erased, _ := v.gone(r); erased != r.Erased {
			out.Stale = append(out.Stale, r)
			continue
		}
		held = append(held, r)
	}
	if len(branches) > 1 {
		return v.lackingOfFork(branches, held, out)
	}
	whole := stretchesOf(held)
	var missing []link
	err := v.walk(branches[0].Hash, func(h *Header, l link) uint64 {
		if from := whole.from(l.seq); from > 0 {
			return from - 1
		}
		if v.sendable(h, l) {
			missing = append(missing, l)
		}
		return l.seq - 1
	})
	slices.Reverse(missing)
	v.layOut(branches[0].Log, missing, out)
	return err
}

// lackingOfFork walks each branch from its tip back to what they have.
func (v view) lackingOfFork(branches []Tip, held []Run, out *Lack) error {
	ends := map[Hash]uint64{} // where they have all from a seq up to a change
	for _, r := range held {
		if from, ok := ends[r.Last]; !ok || r.From < from {
			ends[r.Last] = r.From
		}
	}
	told := map[Hash]bool{} // branches share their past
	for last, from := range ends {
		if err := v.walk(last, func(h *Header, l link) uint64 {
			told[l.id] = true
			if h.Seq <= from {
				return 0
			}
			return l.seq - 1
		}); err != nil {
			return err
		}
	}
	for _, t := range branches {
		var missing []link
		err := v.walk(t.Hash, func(h *Header, l link) uint64 {
			if !told[l.id] && v.sendable(h, l) {
				missing = append(missing, l)
			}
			told[l.id] = true
			return l.seq - 1
		})
		if err != nil {
			return err
		}
		slices.Reverse(missing)
		v.layOut(t.Log, missing, out)
	}
	return nil
}

// sendable: of a change whose body is missing without reason somebody who
// has the body must not think that it was sent.
func (v view) sendable(h *Header, l link) bool { return !l.erased || v.rightlyGone(h, l.id) }

// stretches are parts of a log of which somebody has everything, apart from each
// other and in order.
type stretches []Run

func stretchesOf(runs []Run) (out stretches) {
	slices.SortFunc(runs, func(a, b Run) int { return cmp.Compare(a.From, b.From) })
	for _, r := range runs {
		if n := len(out); n > 0 && r.From <= out[n-1].To+1 {
			out[n-1].To = max(out[n-1].To, r.To)
			continue
		}
		out = append(out, r)
	}
	return out
}

// from is where the stretch that a seq lies in begins, 0 where it is in none.
func (s stretches) from(seq uint64) uint64 {
	i, _ := slices.BinarySearchFunc(s, seq, func(r Run, seq uint64) int { return cmp.Compare(r.To, seq) })
	if i < len(s) && s[i].From <= seq {
		return s[i].From
	}
	return 0
}

// walk goes back through a log from a change to its first. Visit tells the
// seq to go on with, below that of the change, or 0 for none; on the way
// there it may be shown changes that it did not ask for.
func (v view) walk(at Hash, visit func(*Header, link) uint64) error {
	for {
		raw := v.raw(at)
		if len(raw) < HeaderSize {
			return errBroken
		}
		h, err := DecodeHeader(raw[:HeaderSize])
		if err != nil {
			return errBroken.With(err)
		}
		l := link{at, h.Seq, len(raw), h.Kind, h.BodySize > 0 && len(raw) == HeaderSize+signatureSize}
		next := visit(&h, l)
		if next == 0 {
			return nil
		}
		at = h.Prev
		if next < h.Seq-1 {
			if id, ok := v.only(h.Log, next); ok {
				at = id
			}
		}
	}
}

// only finds the change of a log with a seq, unless there are several.
func (v view) only(log LogName, seq uint64) (id Hash, ok bool) {
	prefix := append(logPrefix(log), bytes8(seq)...)
	for k := range v.tx.Scan(tableLog, prefix, nil, false) {
		if ok {
			return id, false
		}
		id, ok = Hash(k[len(prefix):]), true
	}
	return id, ok
}

// link is one change of a branch, as far as sending it goes.
type link struct {
	id     Hash
	seq    uint64
	bytes  int
	kind   Kind
	erased bool
}

func (v view) layOut(log LogName, missing []link, out *Lack) {
	var r Run
	end := func() {
		if r.To > 0 {
			out.Runs = append(out.Runs, r)
		}
		r = Run{}
	}
	for _, c := range missing {
		if r.To > 0 && (c.seq != r.To+1 || r.Bytes+c.bytes > MaxRun) {
			end()
		}
		if r.To == 0 {
			r = Run{Log: log, From: c.seq}
		}
		r.To, r.Last, r.Bytes = c.seq, c.id, r.Bytes+c.bytes
		if c.erased {
			r.Erased++
		}
		out.Kinds[c.kind]++
		switch c.kind {
		case KindPublication, KindRetraction:
			out.shows[c.id] = true
		case KindRevision:
			out.drafts[c.id] = true
		}
		if c.kind.urgent() {
			out.Urgent = append(out.Urgent, c.id)
		}
	}
	end()
}

// urgent tells whether changes of this kind must not wait behind others.
func (k Kind) urgent() bool { return k.isRoster() || k == KindRetraction || k == KindErase }
