package app_test

import (
	"bytes"
	"context"
	"maps"
	"slices"

	"bangtin/app"
)

// look holds a machine to what must be so at every moment: its log has grown
// by what was written and holds together, and nothing is answered to readers
// that was not released.
func (w *world) look(p *party) {
	ctx := context.Background()
	rs, err := p.lib.Read(ctx, p.last, 1<<30)
	if err != nil {
		w.fail("%s cannot read its log: %v", p.name, err)
		return
	}
	for _, r := range rs {
		c := r.Change
		if r.Arrival != p.last+1 || p.holds[c.ID] {
			w.fail("%s holds change %d after %d, twice: %v", p.name, r.Arrival, p.last, p.holds[c.ID])
		}
		p.last, p.holds[c.ID] = r.Arrival, true
		known := w.ever[c.ID]
		if known == nil || known.Erased {
			w.ever[c.ID] = &c
		}
		if known != nil || c.Log.Device != p.device() || w.forged[c.ID] {
			continue
		}
		p.wrote[c.ID] = true
		if c.Log.Incarnation != p.lib.Incarnation() || c.Seq > 1 && !p.holds[c.Prev] {
			w.fail("%s has a gap in its log before %d", p.name, c.Seq)
		}
	}
	w.lookAsReader(p)
}

// released tells whether words were put before readers by a machine that may.
func (w *world) released(words string) bool {
	return slices.ContainsFunc(w.approved[words], func(k app.Key) bool { return w.granted[k] })
}

func (w *world) release(p *party, words string) {
	w.approved[words] = append(w.approved[words], p.device())
}

// grant notes that somebody gives a machine a role.
func (w *world) grant(device app.Key, role app.Role) {
	if role == app.Administrator || role == app.Publisher {
		w.granted[device] = true
	}
}

func (w *world) lookAsReader(p *party) {
	ctx := context.Background()
	page, err := p.lib.List(ctx, app.All(), "", nil, 20)
	if err != nil {
		w.fail("%s does not list: %v", p.name, err)
		return
	}
	for _, c := range page.Cards {
		if !w.released(c.Title) {
			w.fail("%s lists %q, which nobody released", p.name, c.Title)
		}
		if slices.ContainsFunc(page.Cards, func(o *app.Card) bool { return o != c && o.Article == c.Article }) {
			w.fail("%s lists %q twice", p.name, c.Title)
		}
	}
	id := articleID(int(p.last) % 3)
	a, err := p.lib.Article(ctx, id)
	if err != nil {
		if app.CodeOf(err) != app.NotFound {
			w.fail("%s does not show an article: %v", p.name, err)
		}
		return
	}
	if !w.released(a.Title) || a.Publication.Document.Title != a.Title {
		w.fail("%s shows %q, which nobody released", p.name, a.Title)
	}
	talk, err := p.lib.Talk(ctx, id)
	if err != nil || a.Talk != len(talk.Comments) {
		w.fail("%s counts %d comments of %d: %v", p.name, a.Talk, len(talk.Comments), err)
	}
	for _, c := range talk.Comments {
		if !w.released(c.Text) {
			w.fail("%s shows the comment %q, which nobody released", p.name, c.Text)
		}
	}
	rating, err := p.lib.Rating(ctx, id, app.ID{})
	if err != nil || rating.Count > len(w.voters[id]) || rating.Sum > app.MaxPoints*rating.Count {
		w.fail("%s counts %+v of %d voters: %v", p.name, rating, len(w.voters[id]), err)
	}
}

// settle brings all that is left to all, and compares.
func (w *world) settle() {
	ctx := context.Background()
	w.note("all meet")
	for _, p := range w.parties {
		if p.desk() || p.role == app.Kiosk || p.role == app.Screen {
			w.refuse(p.lib.KeepOpenings(ctx))
			w.refuse(p.lib.SealVotes(ctx))
			w.look(p)
		}
	}
	w.meet()
	if len(w.failed) > 0 {
		return
	}
	w.compare()
	if m, ok := w.parties[0].lib.Roster().Member(w.parties[0].device()); len(w.failed) == 0 && ok && !m.Revoked {
		if err := w.parties[0].lib.SaveSettings(context.Background(), app.Settings{Agency: "Sau cùng"}); err != nil {
			w.fail("the founder cannot write any more: %v", err)
		}
	}
}

// meet hands everything that is left anywhere to everybody who may have it,
// until nothing is new to anybody.
func (w *world) meet() {
	ctx := context.Background()
	for round, fresh := 0, 1; fresh > 0; round++ {
		left := map[app.Hash]app.Change{}
		whole := make([]map[app.Hash]bool, len(w.parties)) // of what each holds: with its body
		for i, p := range w.parties {
			whole[i] = map[app.Hash]bool{}
			for _, c := range p.all() {
				whole[i][c.ID] = !c.Erased
				if known, ok := left[c.ID]; !ok || known.Erased {
					left[c.ID] = c
				}
			}
		}
		order := slices.SortedFunc(maps.Keys(left), func(a, b app.Hash) int { return bytes.Compare(a[:], b[:]) })
		fresh = 0
		for i, p := range w.parties {
			w.r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
			var raw [][]byte
			for _, id := range order {
				c := left[id]
				if has, held := whole[i][id]; p.may(&c) && (!held || !has && !c.Erased) {
					raw = append(raw, c.Encode())
				}
			}
			n, err := p.lib.Receive(ctx, raw...)
			if err != nil {
				w.fail("%s does not take what is left: %v", p.name, err)
				return
			}
			fresh += n
		}
		if round > 4 {
			w.fail("something stays new to somebody, however often they meet")
			return
		}
	}
	for _, p := range w.parties {
		w.refuse(p.lib.Tick(ctx))
		w.look(p)
	}
}

// compare holds machines that have the same changes to the same answers.
func (w *world) compare() {
	ctx := context.Background()
	var open, staff *app.Status
	var desk *party
	for _, p := range w.parties {
		s, err := p.lib.Status(ctx)
		if err != nil {
			w.fail("%s has no status: %v", p.name, err)
			return
		}
		if open == nil {
			open = &s
		}
		if s.RootOpen != open.RootOpen {
			w.fail("the open root of %s differs from that of A", p.name)
			w.differ(w.parties[0], p, app.Open)
		}
		if !p.desk() {
			continue
		}
		if staff == nil {
			staff, desk = &s, p
		}
		if s.RootStaff != staff.RootStaff {
			w.fail("the staff root of %s differs from that of %s", p.name, desk.name)
			w.differ(desk, p, app.Staff)
		}
		if s.Changes != staff.Changes || s.Draft != staff.Draft {
			w.fail("%s counts %d changes and %d drafts, others %d and %d", p.name, s.Changes, s.Draft, staff.Changes, staff.Draft)
		}
	}
	if len(w.failed) == 0 {
		w.compareFolds(staff)
	}
}

// compareFolds holds a desk to what is made of its changes in another order,
// and sometimes to what it makes of them anew; and that to the model.
func (w *world) compareFolds(want *app.Status) {
	ctx := context.Background()
	var desk, reader *party
	for _, p := range w.parties {
		if p.desk() {
			desk = p
		} else if p.role != app.Recovery {
			reader = p
		}
	}
	late := w.add(app.Desk, keyring()[14], w.disks())
	late.now = desk.now
	late.open(false)
	late.belong()
	w.whole(desk, late)
	w.whole(desk, late) // a body that seemed erased comes with the second copy
	w.refuse(late.lib.Tick(ctx))
	again := []*party{late}
	if w.r.IntN(4) == 0 {
		again = append(again, desk)
		w.refuse(desk.lib.Rebuild(ctx, nil))
	}
	for _, p := range again {
		s, err := p.lib.Status(ctx)
		if err != nil || s.RootOpen != want.RootOpen || s.RootStaff != want.RootStaff || s.Draft != want.Draft {
			w.fail("%s folds to others anew: %+v, not %+v, %v", p.name, s, *want, err)
			w.differ(w.parties[0], p, app.Open)
			w.differ(desk, p, app.Staff)
			return
		}
	}
	m := newModel(w, late.all())
	w.askReader(late, m)
	w.askStaff(late, m)
	w.adminStays(late)
	if reader != nil {
		w.askReader(reader, newModel(w, reader.all()))
	}
}
