package app_test

import (
	"bytes"
	"slices"
	"sort"

	"bangtin/app"
)

// What the model makes of the changes on one thing.

// saying is one of several acts on one thing, some of which have seen others.
type saying struct {
	change *app.Change
	counts bool
	hides  bool
	seen   []app.Hash
	title  string
	from   int64
	until  int64
	words  app.CommentAct
	state  app.TicketState
}

// heads are the acts that count and that no other that counts has seen,
// itself or through others.
func heads(acts []*saying) (out []*saying) {
	by := map[app.Hash]*saying{}
	for _, a := range acts {
		by[a.change.ID] = a
	}
	covered := map[app.Hash]bool{}
	var cover func(root app.Hash, a *saying, done map[app.Hash]bool)
	cover = func(root app.Hash, a *saying, done map[app.Hash]bool) {
		for _, id := range a.seen {
			if by[id] != nil && id != root && !done[id] {
				done[id], covered[id] = true, true
				cover(root, by[id], done)
			}
		}
	}
	for _, a := range acts {
		if a.counts {
			cover(a.change.ID, a, map[app.Hash]bool{})
		}
	}
	for _, a := range acts {
		if a.counts && !covered[a.change.ID] {
			out = append(out, a)
		}
	}
	sort.Slice(out, func(i, j int) bool { return earlier(out[i].change, out[j].change) })
	return out
}

// standing is the act that counts: one that hides, if any does, else the latest.
func standing(acts []*saying) *saying {
	var last *saying
	for _, a := range heads(acts) {
		if last == nil || a.hides || !last.hides {
			last = a
		}
	}
	return last
}

func exactly(ns ...int64) bool {
	return !slices.ContainsFunc(ns, func(n int64) bool { return n >= 1<<53 || n <= -1<<53 })
}

// shows is the act on an article that counts; nil where there is none.
func (m *model) shows(article app.ID) *saying {
	var acts []*saying
	for _, c := range m.list {
		a := &saying{change: c, counts: m.valid[c.ID]}
		switch {
		case c.Kind != app.KindPublication && c.Kind != app.KindRetraction:
			continue
		case c.Erased:
			a.hides = true
			if !slices.Contains(m.named[c.ID], place{"publication", article}) {
				continue
			}
		case m.placeOf(c).id != article:
			continue
		case c.Kind == app.KindRetraction:
			r, _ := read[app.Retraction](c, app.KindRetraction)
			a.hides, a.seen = true, r.Seen
		default:
			p, _ := read[app.Publication](c, app.KindPublication)
			a.seen, a.title, a.from, a.until = p.Seen, p.Document.Title, p.From, p.Until
			a.counts = a.counts && exactly(p.Published.At, p.Created, p.Edited, p.From, p.Until)
		}
		acts = append(acts, a)
	}
	return standing(acts)
}

// title is what readers see of an article at a time.
func (m *model) title(article app.ID, horizon int64) string {
	a := m.shows(article)
	if a == nil || a.hides || a.from > horizon || a.until != 0 && a.until <= horizon {
		return ""
	}
	return a.title
}

// drafts are the revisions of an article that count and that no other that
// counts was made from, itself or through revisions that do not count.
func (m *model) drafts(article app.ID) (out []app.Hash) {
	counts, parents := map[app.Hash]bool{}, map[app.Hash][]app.Hash{}
	for _, c := range m.list {
		if r, ok := read[app.Revision](c, app.KindRevision); ok && r.Article == article {
			counts[c.BodyHash] = counts[c.BodyHash] || m.valid[c.ID]
			parents[c.BodyHash] = r.Parents
		}
	}
	behind := map[app.Hash]bool{}
	var cover func(name app.Hash)
	cover = func(name app.Hash) {
		for _, p := range parents[name] {
			if !behind[p] {
				behind[p] = true
				if !counts[p] {
					cover(p)
				}
			}
		}
	}
	for name, counted := range counts {
		if counted {
			cover(name)
		}
	}
	for name, counted := range counts {
		if counted && !behind[name] {
			out = append(out, name)
		}
	}
	slices.SortFunc(out, func(a, b app.Hash) int { return bytes.Compare(a[:], b[:]) })
	return out
}

// rating counts each visitor's last vote once.
func (m *model) rating(article app.ID) (r app.Rating) {
	last := map[app.ID]app.Vote{}
	for _, c := range m.list {
		if c.Kind != app.KindVotes && c.Kind != app.KindVotesSent || !m.valid[c.ID] {
			continue
		}
		b, ok := read[struct{ Votes []app.Vote }](c, c.Kind)
		if !ok {
			continue
		}
		for _, v := range b.Votes {
			was, voted := last[v.ID]
			later := v.Turn > was.Turn || v.Turn == was.Turn && (v.At > was.At || v.At == was.At && v.Points > was.Points)
			if v.Points >= 1 && v.Points <= 5 && exactly(v.At) && (!voted || later) {
				last[v.ID] = v
			}
		}
	}
	for _, v := range last {
		if v.Article == article {
			r.Count, r.Sum = r.Count+1, r.Sum+v.Points
		}
	}
	return r
}

// comment is what was decided of a comment, nil where nothing was, and
// whether its words as they were sent are here.
func (m *model) comment(id app.ID) (said *saying, sent bool) {
	var acts []*saying
	forgotten := false
	for _, c := range m.list {
		a := &saying{change: c, counts: m.valid[c.ID]}
		switch {
		case c.Kind == app.KindCommentSent:
			s, ok := read[app.CommentSent](c, c.Kind)
			sent = sent || ok && s.ID == id && a.counts && exactly(s.At)
			continue
		case c.Kind != app.KindComment:
			continue
		case c.Erased:
			a.hides = true
			if !slices.Contains(m.named[c.ID], place{"comment", id}) {
				continue
			}
		default:
			a.words, _ = read[app.CommentAct](c, c.Kind)
			if a.words.Comment != id || !exactly(a.words.At) {
				continue
			}
			a.seen, a.hides = a.words.Seen, a.words.Hidden
			forgotten = forgotten || a.counts && a.words.Forgotten
		}
		acts = append(acts, a)
	}
	said = standing(acts)
	if said != nil {
		said.hides = said.hides || forgotten
	}
	return said, sent
}

// ids are the comments or tickets that changes of some kinds are about.
func (m *model) ids(kinds ...app.Kind) (out []app.ID) {
	for _, c := range m.list {
		if !slices.Contains(kinds, c.Kind) {
			continue
		}
		for _, p := range append(m.named[c.ID], m.placeOf(c)) {
			if !p.id.IsZero() && !slices.Contains(out, p.id) {
				out = append(out, p.id)
			}
		}
	}
	return out
}

// talk are the comments that readers see under an article: those whose
// parent they see.
func (m *model) talk(article app.ID) (out []string) {
	shown := map[app.ID]app.CommentAct{}
	for _, id := range m.ids(app.KindComment, app.KindCommentSent) {
		if said, _ := m.comment(id); said != nil && !said.hides && said.words.Article == article {
			shown[id] = said.words
		}
	}
	for _, c := range shown {
		at, steps := c, 0
		for ok := true; ok && !at.Parent.IsZero() && steps < 100; steps++ {
			at, ok = shown[at.Parent]
			if !ok {
				steps = 100
			}
		}
		if steps < 100 {
			out = append(out, c.Text)
		}
	}
	slices.Sort(out)
	return out
}

// ticket tells how a ticket stands, and whether its words are here.
func (m *model) ticket(id app.ID) (state app.TicketState, words, known bool) {
	var acts []*saying
	for _, c := range m.list {
		if a, ok := read[app.TicketAct](c, app.KindTicketState); ok && a.Ticket == id && m.valid[c.ID] {
			acts = append(acts, &saying{change: c, counts: true, seen: a.Seen, state: a.State})
		}
		if m.valid[c.ID] && (c.Kind == app.KindTicket || c.Kind == app.KindTicketStep) {
			here := !c.Erased && m.placeOf(c) == place{"ticket", id}
			known = known || here || slices.Contains(m.named[c.ID], place{"ticket", id})
			words = words || here && c.Kind == app.KindTicket
		}
	}
	state = app.TicketNew
	for _, a := range heads(acts) {
		if slices.Index(app.TicketStates, a.state) > slices.Index(app.TicketStates, state) {
			state = a.state
		}
	}
	return state, words, known
}

// visits is the sum over all days of what each machine counted at most.
func (m *model) visits() (sum int) {
	type hour struct {
		device      app.Key
		incarnation app.HexNumber
		day, hour   int
	}
	most := map[hour]int{}
	for _, c := range m.list {
		if c.Kind != app.KindVisits && c.Kind != app.KindTotals || !m.valid[c.ID] {
			continue
		}
		b, ok := read[struct{ Days []app.Day }](c, c.Kind)
		if !ok {
			continue
		}
		for _, d := range b.Days {
			if d.Device.IsZero() {
				d.Device = c.Log.Device
			}
			for h, n := range d.Hours {
				if c.Kind == app.KindTotals || d.Device == c.Log.Device {
					at := hour{d.Device, d.Incarnation, d.Day, h}
					most[at] = max(most[at], n)
				}
			}
		}
	}
	for _, n := range most {
		sum += n
	}
	return sum
}

// latest is the last body of a kind, under an id where one is given.
func latest[T any](m *model, kind app.Kind, id app.ID) (last T, found bool) {
	for _, c := range m.list {
		of, _ := read[struct {
			ID app.ID `json:"id"`
		}](c, kind)
		if v, ok := read[T](c, kind); ok && m.valid[c.ID] && of.ID == id {
			last, found = v, true
		}
	}
	return last, found
}
