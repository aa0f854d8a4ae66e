package app

import (
	"context"
	"encoding/json"
	"strconv"
)

// PartEdit is one edit of a part: the fields it sets, and what stood in them
// for whoever sets them; that decides whether anything was replaced unseen.
type PartEdit struct {
	ID   ID // zero: a new part
	Type PartType
	Set  map[string]json.RawMessage
	Was  map[string]json.RawMessage
}

// MaxPartEdits is how many edits one call takes.
const MaxPartEdits = 1000

// Refused is the fault of one edit among several.
type Refused struct {
	At  int // which of them
	Err error
}

func (r *Refused) Error() string { return r.Err.Error() }

func (r *Refused) Unwrap() error { return r.Err }

// ErrMayNotProgramme refuses whoever may not change the programme.
var ErrMayNotProgramme = Fault(Denied, "not_publisher_of_programme", "Người đăng bài và quản trị viên mới sửa được chương trình và sơ đồ",
	"Only publishers and administrators may change the programme and the plans")

// EditParts writes edits, all or none of them, and gives the parts as they
// stand afterwards, in the order of the edits. Every face shows them from
// then on. An edit that changes nothing writes nothing. Where one is at
// fault the error is a *Refused. Image.Picture of a plan is not taken from
// an edit but is what was made of its original here.
func (l *Library) EditParts(ctx context.Context, by Actor, edits []PartEdit) (out []Part, err error) {
	if !May(by.Post, SetProgramme) {
		return nil, ErrMayNotProgramme
	}
	if len(edits) > MaxPartEdits {
		return nil, Fault(TooLarge, "too_many_edits", "Quá 1.000 thay đổi một lần. Xin chia nhỏ", "More than 1,000 edits at once. Please send fewer")
	}
	todo := make([]PartChange, len(edits))
	for i := range edits {
		if todo[i], err = l.partChange(ctx, &edits[i]); err != nil {
			return nil, &Refused{i, err}
		}
	}
	return l.writeParts(ctx, by, todo)
}

func (l *Library) partChange(ctx context.Context, e *PartEdit) (c PartChange, err error) {
	c = PartChange{ID: e.ID, Type: e.Type}
	if c.ID.IsZero() {
		if c.ID, err = NewID(l.random); err != nil {
			return c, err
		}
	}
	set, was := e.Set, e.Was
	if e.Type == PartPlan {
		if set, err = l.withPicture(ctx, set); err != nil {
			return c, err
		}
		if was, err = l.withPicture(ctx, was); err != nil {
			return c, err
		}
	}
	if c.Set, err = normalFields(e.Type, set); err != nil {
		return c, err
	}
	c.Was, err = normalFields(e.Type, was)
	return c, err
}

// withPicture puts what was made of a plan's original beside its name.
func (l *Library) withPicture(ctx context.Context, fields map[string]json.RawMessage) (map[string]json.RawMessage, error) {
	raw, ok := fields["image"]
	if !ok {
		return fields, nil
	}
	var image PlanImage
	if err := json.Unmarshal(raw, &image); err != nil {
		return nil, errMalformed.With(err)
	}
	out := map[string]json.RawMessage{}
	for k, v := range fields {
		out[k] = v
	}
	if image.Media.IsZero() {
		out["image"] = null
		return out, nil
	}
	made, ok, err := l.Preview(ctx, image.Media)
	if err != nil {
		return nil, err
	}
	if !ok {
		for _, p := range l.Hall().Plans { // made on another machine
			if p.Image.Media == image.Media {
				made, ok = *p.Image.Picture, true
			}
		}
	}
	if !ok {
		return nil, Fault(Invalid, "photo_unknown", "Chưa có ảnh này. Xin chọn lại ảnh", "That picture is not here. Please choose it again")
	}
	image.Picture = &made
	out["image"], err = canonical(image)
	return out, err
}

func (l *Library) writeParts(ctx context.Context, by Actor, todo []PartChange) (out []Part, err error) {
	err = l.update(ctx, func(b *batch) error {
		out = nil
		b.account = by.Account
		parts := map[ID]*Part{}
		count := len(b.parts())
		for i := range todo {
			c := &todo[i]
			now, known := parts[c.ID], true
			if now == nil {
				if now, known = b.part(c.ID); !known {
					now = &Part{ID: c.ID, Type: c.Type, Fields: map[string]json.RawMessage{}}
					count++
				}
				parts[c.ID] = now
			}
			switch {
			case now.Type != c.Type:
				return &Refused{i, errMalformed}
			case count > MaxParts:
				return &Refused{i, Fault(TooLarge, "too_many_parts", "Quá 5.000 mục trong chương trình và sơ đồ", "More than 5,000 entries in the programme and the plans")}
			}
			if !c.does(now) {
				continue
			}
			text, err := canonical(c)
			if err != nil {
				return err
			}
			now.take(copied(c.Set), c.Was)
			if _, err := b.append(KindProgramme, Open, text); err != nil {
				return err
			}
		}
		for i := range todo {
			out = append(out, *parts[todo[i].ID])
		}
		return nil
	})
	return out, err
}

func copied(m map[string]json.RawMessage) map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	for k, v := range m {
		out[k] = v
	}
	return out
}

// does tells whether a change of this device does anything: it sets a field
// to something else, or says the last word on a clash.
func (c *PartChange) does(now *Part) bool {
	for name, v := range c.Set {
		if !same(valueOf(now.Fields, name), v) || now.clashes(name) {
			return true
		}
	}
	return false
}

func (v view) part(id ID) (*Part, bool) {
	p := &Part{Fields: map[string]json.RawMessage{}}
	s := v.state(noun{Open, nounPart, string(id[:])})
	return p, s != nil && json.Unmarshal(s, p) == nil
}

// Parts are all that desks work on, what was removed too.
func (l *Library) Parts(ctx context.Context) (out []Part, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		out = l.view(tx).parts()
		return nil
	})
	return out, err
}

// Hall is what the conference shows at this moment. Callers must not change
// it.
func (l *Library) Hall() *Hall { return l.names.Load().hall }

// Cards finds articles that are on show now, by their ids; others are
// absent.
func (l *Library) Cards(ctx context.Context, ids []ID) (out map[ID]*Card, err error) {
	out = map[ID]*Card{}
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		horizon := l.clock.Horizon().UnixMilli()
		for _, id := range ids {
			if card := l.cardOf(v, id); card != nil && v.tx.Get(v.table(tableShown), id[:]) != nil && card.shownAt(horizon) {
				out[id] = card
			}
		}
		return nil
	})
	return out, err
}

// ReadPart reads a part's fields into an *Item, *Plan, *Point or *InfoCard.
func ReadPart(p Part) (any, error) { return readFields(p.Type, p.Fields) }

// TitleOf is what an article is called: on show, else at the desk; empty for
// one that is not here.
func (l *Library) TitleOf(ctx context.Context, article ID) (title string, err error) {
	if article.IsZero() {
		return "", nil
	}
	err = l.store.View(ctx, func(tx Tx) error {
		if row, ok := l.deskRow(l.view(tx), article); ok {
			title = row.Title
		}
		return nil
	})
	return title, err
}

// ProgrammeEntry is an item that comes from a table, with the names of its
// speakers only.
type ProgrammeEntry struct {
	Line int
	ID   ID // zero: it may be new
	Item
}

// TableFault is what is wrong in one line of a table, and in which column, as
// the table calls it; none where it is the whole line.
type TableFault struct {
	Line   int
	Column string
	Text   Text
}

// ImportProgramme writes items from outside and tells how many are new or
// have changed. One without an id gets its own from its day, beginning, room
// and title, so that the same table makes the same items on every machine.
// Speakers who alone bear their name in the list of people become those.
func (l *Library) ImportProgramme(ctx context.Context, by Actor, entries []ProgrammeEntry) (written int, err error) {
	people, err := l.People(ctx)
	if err != nil {
		return 0, err
	}
	known := map[string]ID{}
	for _, p := range people {
		if _, twice := known[p.Name]; twice {
			known[p.Name] = ID{}
		} else {
			known[p.Name] = p.ID
		}
	}
	parts, err := l.Parts(ctx)
	if err != nil {
		return 0, err
	}
	now := map[ID]Part{}
	for _, p := range parts {
		now[p.ID] = p
	}
	var edits []PartEdit
	for _, e := range entries {
		e.Speakers = append([]Speaker(nil), e.Speakers...)
		for i := range e.Speakers {
			e.Speakers[i].Person = known[e.Speakers[i].Name]
		}
		if e.ID.IsZero() {
			e.ID = DeriveID("programme", l.Name().String(), e.Time.Day, strconv.Itoa(e.Time.Start), e.Room, e.Title, e.TitleEN)
		}
		text, err := canonical(e.Item)
		if err != nil {
			return 0, err
		}
		set := map[string]json.RawMessage{}
		if err := json.Unmarshal(text, &set); err != nil {
			return 0, err
		}
		was := map[string]json.RawMessage{}
		for name, v := range now[e.ID].Fields {
			was[name] = v
			if _, has := set[name]; !has {
				set[name] = null
			}
		}
		if now[e.ID].Type != "" && now[e.ID].Type != PartItem {
			return 0, errMalformed
		}
		differs := false
		for name, v := range set {
			differs = differs || !same(valueOf(was, name), v)
		}
		if differs {
			written++
			edits = append(edits, PartEdit{ID: e.ID, Type: PartItem, Set: set, Was: was})
		}
	}
	for len(edits) > 0 {
		n := min(len(edits), MaxPartEdits)
		if _, err := l.EditParts(ctx, by, edits[:n]); err != nil {
			return 0, err
		}
		edits = edits[n:]
	}
	if written == 0 && !May(by.Post, SetProgramme) {
		return 0, ErrMayNotProgramme
	}
	return written, nil
}
