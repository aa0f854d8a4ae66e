package app

import (
	"context"
	"encoding/json"
	"strings"

	"bangtin/app/body"
	"bangtin/app/viet"
)

// Everything in this file is for signed-in staff only: it reads drafts.

// everyState is the scope of the desk's list with all articles but those
// in the bin.
const everyState State = "*"

// conflicting is the scope of the articles of which several versions stand
// beside each other, but those in the bin.
const conflicting State = "heads"

func deskKey(s State, edited int64, article ID) []byte {
	return append(append(deskPrefix(s), timeKey(edited)...), article[:]...)
}

func deskPrefix(s State) []byte { return append([]byte(s), 0) }

func deskCount(s State) []byte { return append([]byte(tableDesk+" "), s...) }

// noteDesk puts an article where it stands in the desk's list.
func (b *batch) noteDesk(article ID, d *Draft, card *Card, here bool) error {
	var now []byte
	if here {
		now = append(timeKey(d.Edited), standing(d, card, b.l.clock.Horizon().UnixMilli())...)
		if len(d.Heads) > 1 {
			now = append(append(now, 0), conflicting...)
		}
	}
	was := append([]byte(nil), b.tx.Get(b.table(tableStand), article[:])...)
	if string(was) == string(now) {
		return nil
	}
	if len(was) > 8 {
		for _, s := range scopesOfStand(was[8:]) {
			if err := firstError(
				func() error { return b.tx.Delete(b.table(tableDesk), deskKey(s, timeOfKey(was[:8]), article)) },
				func() error { return b.add(deskCount(s), -1) },
			); err != nil {
				return err
			}
		}
	}
	if now == nil {
		return b.tx.Delete(b.table(tableStand), article[:])
	}
	for _, s := range scopesOfStand(now[8:]) {
		if err := firstError(
			func() error { return b.tx.Put(b.table(tableDesk), deskKey(s, d.Edited, article), []byte{}) },
			func() error { return b.add(deskCount(s), 1) },
		); err != nil {
			return err
		}
	}
	return b.tx.Put(b.table(tableStand), article[:], now)
}

// scopesOfStand are the lists that an article is in, by where it stands.
func scopesOfStand(stand []byte) []State {
	state, several := splitStand(stand)
	switch {
	case state == Trashed:
		return []State{Trashed}
	case several:
		return []State{state, everyState, conflicting}
	}
	return []State{state, everyState}
}

func splitStand(stand []byte) (s State, several bool) {
	state, _, several := strings.Cut(string(stand), "\x00")
	return State(state), several
}

// DeskRow is what the desk's list shows of an article.
type DeskRow struct {
	Draft
	State State
	Shown bool // readers see a revision of it now
	Card  *Card
}

// DeskFilter narrows the desk's list; zero fields narrow nothing.
type DeskFilter struct {
	State    State
	Conflict bool // several versions stand beside each other
	Category ID
	Account  ID     // last or first editor
	Genre    string //
	Lacks    string // shown, and in no article of its group in this tongue
	Words    string // all of them in title, lead or byline; marks count where they are typed
	From     int64  // last edited, ms since 1970 UTC
	Until    int64
}

// DeskPage is a run of the desk's list, last edited first.
type DeskPage struct {
	Rows  []DeskRow
	Next  *Place // where the next page begins; nil at the end
	Total int    // of the state, whatever else the filter says
}

// maxDeskWalk is how many articles one page of a filtered list looks at.
const maxDeskWalk = 5000

// DeskList gives a page of the articles that staff work on.
func (l *Library) DeskList(ctx context.Context, f DeskFilter, from *Place, limit int) (p DeskPage, err error) {
	scope := f.State
	switch {
	case f.Conflict:
		scope = conflicting
	case scope == "":
		scope = everyState
	}
	words := strings.Fields(strings.ToLower(viet.NFC(f.Words)))
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		p.Total = int(v.count(deskCount(scope)))
		prefix := deskPrefix(scope)
		var start []byte
		if from != nil {
			start = deskKey(scope, from.At, from.Article)
		}
		looked := 0
		for k := range v.tx.Scan(v.table(tableDesk), prefix, start, true) {
			id, at := ID(k[len(k)-16:]), timeOfKey(k[len(k)-24:len(k)-16])
			if len(p.Rows) == min(limit, MaxPage) || looked == maxDeskWalk {
				p.Next = &Place{at, id}
				break
			}
			looked++
			row, ok := l.deskRow(v, id)
			if ok && f.fits(&row, words) && (f.Lacks == "" || l.lacks(v, &row, f.Lacks)) {
				p.Rows = append(p.Rows, row)
			}
		}
		return nil
	})
	return p, err
}

func (l *Library) deskRow(v view, id ID) (row DeskRow, ok bool) {
	s := v.state(noun{Staff, nounArticle, string(id[:])})
	if s == nil || json.Unmarshal(s, &row.Draft) != nil {
		return row, false
	}
	horizon := l.clock.Horizon().UnixMilli()
	row.Card = l.cardOf(v, id)
	row.State = standing(&row.Draft, row.Card, horizon)
	row.Shown = row.Card != nil && row.Card.shownAt(horizon)
	return row, true
}

func (f *DeskFilter) fits(r *DeskRow, words []string) bool {
	switch {
	case f.Conflict && f.State != "" && r.State != f.State,
		!f.Category.IsZero() && r.Category != f.Category,
		!f.Account.IsZero() && r.Editor != f.Account && r.First != f.Account,
		f.Genre != "" && r.Genre != f.Genre,
		f.From != 0 && r.Edited < f.From,
		f.Until != 0 && r.Edited >= f.Until:
		return false
	}
	if len(words) == 0 {
		return true
	}
	text := strings.ToLower(viet.NFC(r.Title + " " + r.Lead + " " + r.Byline))
	folded := viet.Fold(text)
	for _, w := range words {
		if !strings.Contains(text, w) && (viet.Fold(w) != w || !strings.Contains(folded, w)) {
			return false
		}
	}
	return true
}

// DeskCounts counts articles by state; "*" is all but the bin, "heads" those
// of them of which several versions stand beside each other.
func (l *Library) DeskCounts(ctx context.Context) (out map[State]int, err error) {
	out = map[State]int{}
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		for _, s := range append([]State{everyState, conflicting}, States...) {
			out[s] = int(v.count(deskCount(s)))
		}
		return nil
	})
	return out, err
}

// DeskArticle is one article as staff see it: its latest revision, whole.
type DeskArticle struct {
	DeskRow
	Revision Hash
	Document Document
	Media    map[Hash]Media // what was made of the pictures it names, as far as it is ready
	// Merged is set where several versions stand beside each other: Document
	// is then what they make together, and no revision.
	Merged *Merged
}

// DeskArticle gives the latest revision of an article, or ErrNoArticle.
func (l *Library) DeskArticle(ctx context.Context, id ID) (a DeskArticle, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		row, ok := l.deskRow(v, id)
		if !ok {
			return ErrNoArticle
		}
		a.DeskRow, a.Revision = row, row.Heads[0]
		r, err := l.readRevision(tx, id, a.Revision)
		if err != nil {
			return err
		}
		a.Document = r.Document
		if len(row.Heads) > 1 {
			// Versions that cannot be put together are compared instead.
			if d, m, err := l.mergeHeads(tx, id, row.Heads); err == nil {
				a.Document, a.Merged = d, &m
			}
		}
		a.Media = l.mediaFor(v, &a.Document, row.Card)
		return nil
	})
	return a, err
}

// Revision gives one revision of an article, whole.
func (l *Library) Revision(ctx context.Context, article ID, name Hash) (r Revision, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		r, err = l.readRevision(tx, article, name)
		return err
	})
	return r, err
}

func (l *Library) readRevision(tx Tx, article ID, name Hash) (r Revision, err error) {
	c, ok := l.begin(tx, l.view(tx).gen).revision(article, name)
	if !ok {
		return r, errNoRevision
	}
	return r, decodeBody(c.Body, &r)
}

var errNoRevision = Fault(NotFound, "no_revision", "Không có phiên bản này", "There is no such version")

// mediaFor finds the derivatives of a document's pictures: what the last
// publication lists, else what was made here.
func (l *Library) mediaFor(v view, d *Document, card *Card) map[Hash]Media {
	out := map[Hash]Media{}
	var listed map[Hash]Media
	if card != nil && !card.Act.IsZero() {
		listed = l.begin(v.tx, v.gen).lists(card).Media
	}
	for _, h := range d.Pictures() {
		if m, ok := listed[h]; ok {
			out[h] = m
			continue
		}
		if made, ok := preview(v.tx, h); ok && made.Made() {
			out[h] = made.Media
		} else if told, ok := v.toldMaterial(h); ok && told.Media != nil {
			out[h] = *told.Media
		}
	}
	return out
}

// Pictures are the originals of pictures that a document names, the posters
// of its films among them, each once.
func (d *Document) Pictures() (out []Hash) {
	seen := map[Hash]bool{}
	add := func(h Hash) {
		if !h.IsZero() && !seen[h] {
			seen[h] = true
			out = append(out, h)
		}
	}
	if d.Figure != nil {
		add(d.Figure.Media)
	}
	doc, err := body.Parse(d.Body)
	if err != nil {
		return out
	}
	for _, f := range body.Figures(doc) {
		if h, err := ParseHash(f.Media); err == nil {
			add(h)
		}
	}
	for _, f := range body.Films(doc) {
		if h, err := ParseHash(f.Poster); err == nil {
			add(h)
		}
	}
	return out
}

// PutSettings is SaveSettings by a person, who has to be an administrator.
// The emblem is named by its original, of which a picture was made here.
func (l *Library) PutSettings(ctx context.Context, by Actor, s Settings) error {
	if !May(by.Post, SetOffice) {
		return ErrNotAdmin
	}
	now := l.Settings()
	s.Picture = nil
	switch {
	case s.Emblem.IsZero():
	case s.Emblem == now.Emblem:
		s.Picture = now.Picture
	default:
		made, ok, err := l.Preview(ctx, s.Emblem)
		if err != nil {
			return err
		}
		if !ok {
			return Fault(Invalid, "photo_unknown", "Chưa có ảnh này trong máy. Xin chọn lại tệp ảnh", "This picture is not here. Please choose the file again")
		}
		s.Picture = &made
	}
	if err := s.Validate(); err != nil {
		return err
	}
	return l.update(ctx, func(b *batch) error {
		b.account = by.Account
		return b.appendSettings(s)
	})
}

func (b *batch) appendSettings(s Settings) error {
	return b.appendRecord(KindSettings, noun{Open, nounSettings, ""}, s)
}

// AddCategory makes a category below a parent (zero: at the root), which
// editors may do. One of that name that is there already is not made again.
func (l *Library) AddCategory(ctx context.Context, by Actor, name Text, parent ID) (ID, error) {
	if !MayAct(by.Post, InReview, ActEdit) {
		return ID{}, Fault(Denied, "not_editor", "Biên tập viên trở lên mới thêm được chuyên mục", "Only editors and above may add categories")
	}
	name.VI, name.EN = viet.Line(name.VI), viet.Line(name.EN)
	if name.VI == "" || viet.CountChars(name.VI) > maxLine || viet.CountChars(name.EN) > maxLine {
		return ID{}, Fault(Invalid, "category_malformed", "Chuyên mục thiếu tên hoặc tên quá dài", "The category has no name, or one that is too long")
	}
	path := []Text{name}
	for id := parent; !id.IsZero(); {
		c, ok := l.Category(id)
		if !ok || len(path) > maxDepthOfCategories {
			return ID{}, Fault(NotFound, "no_category", "Không có chuyên mục cha này", "There is no such parent category")
		}
		path = append([]Text{c.Name}, path...)
		id = c.Parent
	}
	err := l.update(ctx, func(b *batch) error {
		b.account = by.Account
		return b.saveCategories(path)
	})
	return l.categoryID(path), err
}

const maxDepthOfCategories = 5
