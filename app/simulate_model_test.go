package app_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"sort"

	"bangtin/app"
)

// model is what the design says of a set of changes, worked out as plainly
// as can be: from the whole set each time, one question after the other,
// without anything of the fold.
type model struct {
	w     *world
	all   map[app.Hash]*app.Change
	list  []*app.Change // by number, then by id
	ranks []app.Key     // those who belong, the most senior first
	roles map[app.Key]app.Role
	since map[app.Key]int64 // what they wrote later counts
	cuts  map[app.Key][]app.Revocation
	valid map[app.Hash]bool
	named map[app.Hash][]place // of changes that erase acts name: as what
}

// place is a noun that something has to do with.
type place struct {
	noun string
	id   app.ID
}

func newModel(w *world, changes []app.Change) *model {
	m := &model{
		w: w, all: map[app.Hash]*app.Change{}, roles: map[app.Key]app.Role{}, since: map[app.Key]int64{},
		cuts: map[app.Key][]app.Revocation{}, valid: map[app.Hash]bool{}, named: map[app.Hash][]place{},
	}
	for i := range changes {
		c := &changes[i]
		m.all[c.ID] = c
		m.list = append(m.list, c)
	}
	sort.Slice(m.list, func(i, j int) bool { return earlier(m.list[i], m.list[j]) })
	m.belong()
	for _, c := range m.list {
		m.valid[c.ID] = m.may(c)
	}
	m.erase()
	return m
}

func earlier(a, b *app.Change) bool {
	if a.Lamport != b.Lamport {
		return a.Lamport < b.Lamport
	}
	return bytes.Compare(a.ID[:], b.ID[:]) < 0
}

// read decodes the body of a change of one kind, behind the salt of a
// personal one.
func read[T any](c *app.Change, kind app.Kind) (v T, ok bool) {
	if c.Kind != kind || c.Erased {
		return v, false
	}
	b := c.Body
	switch c.Kind {
	case app.KindCommentSent, app.KindTicket, app.KindTicketStep, app.KindTicketPhoto:
		if len(b) < 16 {
			return v, false
		}
		b = b[16:]
	}
	return v, json.Unmarshal(b, &v) == nil
}

// belong finds who belongs to the library: the key on paper, whoever it
// admitted, the latest first, the founder, and then again and again whoever
// was admitted first by one of them.
func (m *model) belong() {
	for _, c := range m.list {
		if f, ok := read[app.Founding](c, app.KindFound); ok && app.LibraryName(c.Body) == m.w.library && c.Log.Device == f.Device && len(m.ranks) == 0 {
			m.rank(f.Recovery, app.Recovery, 0)
			m.byPaper(f)
			m.rank(f.Device, app.Administrator, 0)
		}
	}
	for {
		at := slices.IndexFunc(m.list, func(c *app.Change) bool {
			a, ok := read[app.Admission](c, app.KindAdmit)
			return ok && a.Role.Admissible() && m.roles[a.Device] == "" && m.may(c)
		})
		if at < 0 {
			return
		}
		a, _ := read[app.Admission](m.list[at], app.KindAdmit)
		m.rank(a.Device, a.Role, since(m.list[at], a))
	}
}

// since is the number that what a device wrote has to be above: that of its
// admission, unless it had been let in before in good faith.
func since(c *app.Change, a app.Admission) int64 {
	if a.Again {
		return -1
	}
	return int64(c.Lamport)
}

// byPaper ranks those that the key on paper admitted, each by the first of
// its admissions.
func (m *model) byPaper(f app.Founding) {
	var first []*app.Change
	seen := map[app.Key]bool{f.Recovery: true, f.Device: true}
	for _, c := range m.list {
		a, ok := read[app.Admission](c, app.KindAdmit)
		if ok && c.Log.Device == f.Recovery && a.Role.Admissible() && !seen[a.Device] && m.may(c) {
			seen[a.Device] = true
			first = append(first, c)
		}
	}
	for _, c := range slices.Backward(first) {
		a, _ := read[app.Admission](c, app.KindAdmit)
		m.rank(a.Device, a.Role, since(c, a))
	}
}

// rank gives a machine its place. It is revoked by those before it only.
func (m *model) rank(k app.Key, role app.Role, since int64) {
	for _, c := range m.list {
		if v, ok := read[app.Revocation](c, app.KindRevoke); ok && v.Device == k && m.may(c) {
			m.cuts[k] = append(m.cuts[k], v)
		}
	}
	m.ranks, m.roles[k], m.since[k] = append(m.ranks, k), role, since
}

// could tells whether a change is of one who may write its kind, and was
// written after the admission.
func (m *model) could(c *app.Change) bool {
	role := m.roles[c.Log.Device]
	return role != "" && c.Lamport < 1<<53 && int64(c.Lamport) > m.since[c.Log.Device] && app.MayWrite(c.Kind, c.Log.Audience, role)
}

// may tells whether a change also lies within each cut.
func (m *model) may(c *app.Change) bool {
	return m.could(c) && !slices.ContainsFunc(m.cuts[c.Log.Device], func(v app.Revocation) bool {
		return !slices.ContainsFunc(v.Cut, func(cut app.Cut) bool {
			last := m.all[cut.Hash]
			for last != nil && last.Log == c.Log && last.ID != c.ID {
				last = m.all[last.Prev]
			}
			return last != nil && last.ID == c.ID
		})
	})
}

// erase finds what erase acts name. What still has its body was named by none
// that counts, or as something else.
func (m *model) erase() {
	for _, counts := range []bool{true, false} {
		counted := map[app.Hash]bool{}
		for id := range m.named {
			counted[id] = true
		}
		for _, c := range m.list {
			e, ok := read[app.Erasure](c, app.KindErase)
			if !ok || !m.could(c) || m.valid[c.ID] != counts || slices.ContainsFunc(e.Targets, func(t app.Target) bool {
				return t.Noun == "article" && c.Log.Audience != app.Staff ||
					!slices.Contains([]string{"article", "comment", "ticket"}, t.Noun) && c.Log.Audience != app.Open
			}) {
				continue // no such thing is for that audience
			}
			for _, t := range e.Targets {
				c2 := m.all[t.Change]
				if c2 == nil || !slices.Contains(kindsOf(t.Noun), c2.Kind) || c2.Log.Audience != c.Log.Audience || counted[t.Change] {
					continue
				}
				to := place{t.Noun, t.ID}
				if c2.Erased {
					m.named[t.Change] = append(m.named[t.Change], to)
				} else if counts && m.placeOf(c2) == to {
					m.w.fail("the model: %v %s was erased as %s and has its body", c2.Kind, c2.ID.String()[:8], t.Noun)
				}
			}
		}
	}
}

// kindsOf are the kinds of changes that something erasable is made of.
func kindsOf(noun string) []app.Kind {
	return map[string][]app.Kind{
		"publication": {app.KindPublication, app.KindRetraction}, "article": {app.KindRevision, app.KindWorkflow},
		"comment": {app.KindComment, app.KindCommentSent, app.KindAudit}, "settings": {app.KindSettings}, "category": {app.KindCategory},
		"ticket": {app.KindTicket, app.KindTicketStep, app.KindTicketPhoto, app.KindTicketState},
	}[noun]
}

// placeOf is what a change with its body has to do with, of what can be erased.
func (m *model) placeOf(c *app.Change) place {
	v, _ := read[struct {
		ID      app.ID `json:"id"`
		Article app.ID `json:"article"`
		Comment app.ID `json:"comment"`
		Ticket  app.ID `json:"ticket"`
	}](c, c.Kind)
	switch c.Kind {
	case app.KindPublication, app.KindRetraction:
		return place{"publication", v.Article}
	case app.KindRevision, app.KindWorkflow:
		return place{"article", v.Article}
	case app.KindComment, app.KindAudit:
		return place{"comment", v.Comment}
	case app.KindCommentSent:
		return place{"comment", v.ID}
	case app.KindTicket:
		return place{"ticket", v.ID}
	case app.KindTicketStep, app.KindTicketState, app.KindTicketPhoto:
		return place{"ticket", v.Ticket}
	case app.KindCategory:
		return place{"category", v.ID}
	}
	return place{}
}
