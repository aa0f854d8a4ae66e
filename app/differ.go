package app

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"
)

// What two machines hold that is not the same can be told without asking the
// other: its head says up to where it knows each log, and names what lately
// changed of what is open. What lies behind its tips here is looked up here;
// what lies behind ours there is named there. What only desks may read is
// never named in a head, which lies open on a stick: of that only the number
// of changes is known.

const (
	// maxDiffers is how many documents are listed.
	maxDiffers = 50
	// maxLooked is how many changes are looked at for them, newest first.
	maxLooked = 500
	// MaxRecent is how many documents a head names.
	MaxRecent = 40
	// maxRecentTitle is how long a title in a head is, in bytes.
	maxRecentTitle = 160
)

// Recent is a document of what is open that lately changed at a machine.
type Recent struct {
	Tip   int    `json:"tip"` // the log of the change, by its place in Known
	Seq   uint64 `json:"seq"`
	Noun  string `json:"noun"`
	ID    ID     `json:"id,omitzero"`
	Title string `json:"title,omitempty"`
}

// Side says on which side what of a document is.
type Side string

// The ways in which documents differ.
const (
	NewerHere  Side = "here"
	NewerThere Side = "there"
	NewerBoth  Side = "both"       // each side has a change that the other lacks
	OnlyHere   Side = "only_here"  // the other has never heard of it
	OnlyThere  Side = "only_there" // nothing of it is here
)

// Differs is one document that is not the same on two machines.
type Differs struct {
	Noun  string `json:"noun"` // article, category, person, part, unit, settings, face, account, comment, ticket
	ID    string `json:"id,omitempty"`
	Title string `json:"title,omitempty"`
	Staff bool   `json:"staff,omitempty"` // desks only see that it differs
	Side  Side   `json:"side"`
}

// Differing is what is not the same on this machine and another.
type Differing struct {
	Documents []Differs `json:"documents"` // at most 50
	Count     int       `json:"count"`     // of all documents found to differ
	Partial   bool      `json:"partial"`   // there is more than was looked at
	// Others counts the changes here that are no document's: votes, visits,
	// receipts, machines.
	Others int `json:"others"`
	// Unnamed counts the changes there whose documents its head does not
	// name, Inside those of them that only desks read.
	Unnamed int `json:"unnamed"`
	Inside  int `json:"inside"`
	// Unknown counts those there by machines that are not of the library as
	// far as is known here: they are taken once the admission has come.
	Unknown int `json:"unknown"`
	// Newer counts changes here of kinds that this program does not know;
	// NewerThere says that the other machine has such.
	Newer      int  `json:"newer"`
	NewerThere bool `json:"newerThere"`
	// Older: the two programs fold differently, and cannot be compared.
	Older bool `json:"older"`
	// Unexplained: both hold the same changes and make different things of
	// them. One of the two is damaged.
	Unexplained bool `json:"unexplained"`
}

// documents are the nouns that people know, by what they are called in a
// Differs.
var documents = map[string]string{
	nounPublication: "article", nounArticle: "article", nounCategory: "category", nounPerson: "person", nounPart: "part", nounUnit: "unit",
	nounSettings: "settings", nounFaces: "face", nounFace: "face", nounAccount: "account", nounComment: "comment", nounTicket: "ticket",
}

// Differ tells what is not the same here and on a machine, by what it last
// told of itself. It looks at a bounded number of changes.
func (l *Library) Differ(ctx context.Context, m Met) (out Differing, err error) {
	err = l.store.View(ctx, func(tx Tx) error {
		v := l.view(tx)
		both := m.RootStaff != "" && l.HoldsAudience(Staff)
		a, err := v.apart(m)
		if err != nil {
			return err
		}
		ahead := slices.DeleteFunc(a.ahead, func(t Tip) bool { return t.Log.Audience != Open && !both })
		d := differing{library: l, v: v, apart: a, found: map[noun]*Differs{}, looked: map[Hash]bool{}, out: &out}
		if err := d.ofHere(ahead); err != nil {
			return err
		}
		d.ofThere(m, both)
		d.list()
		out.Newer, out.NewerThere, out.Older = int(v.count([]byte(countNewer))), m.Newer, m.Fold != foldVersion
		if out.Count+out.Others+out.Unnamed+out.Unknown+out.Newer == 0 && !out.Older && !m.Newer {
			out.Unexplained = v.root(Open) != m.RootOpen || both && v.root(Staff) != m.RootStaff
		}
		return nil
	})
	return out, err
}

// differing gathers what Differ tells.
type differing struct {
	library *Library
	v       view
	apart   *apart
	looked  map[Hash]bool     // branches share their past
	found   map[noun]*Differs // by the noun, articles by their publication
	order   []noun
	out     *Differing
}

// ofHere looks at the changes that the other lacks, newest first.
func (d *differing) ofHere(ahead []Tip) error {
	slices.SortFunc(ahead, func(a, b Tip) int { return cmp.Compare(a.Log.Audience, b.Log.Audience) })
	left := maxLooked
	for i, t := range ahead {
		share := left / (len(ahead) - i) // no log keeps the others from being looked at
		var failed error
		err := d.v.walk(t.Hash, func(h *Header, at link) uint64 {
			if !d.apart.lacks(h.Log, h.Seq, at.id) || d.looked[at.id] {
				return 0
			}
			if share == 0 {
				d.out.Partial = true
				return 0
			}
			share, left = share-1, left-1
			d.looked[at.id] = true
			c, ok := d.v.change(at.id)
			if !ok {
				failed = errBroken
				return 0
			}
			if !d.name(&c) {
				d.out.Others++
			}
			return at.seq - 1
		})
		if err == nil {
			err = failed
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// name notes the documents of a change, and tells whether it has any.
func (d *differing) name(c *Change) (any bool) {
	for _, n := range touches(c) {
		if _, ok := documents[n.name]; !ok {
			continue
		}
		any = true
		of := d.entry(n)
		of.Staff = of.Staff && n.audience == Staff
		if of.Side == "" {
			of.Side = OnlyHere
		}
		if of.Side == OnlyHere && d.heardOf(n) {
			of.Side = NewerHere
		}
	}
	return any
}

// entry is what is told of a noun; the draft of an article and what is on
// show of it are one document.
func (d *differing) entry(n noun) *Differs {
	one := n
	one.audience = Open
	if n.name == nounArticle {
		one.name = nounPublication
	}
	if d.found[one] == nil {
		d.found[one] = &Differs{Noun: documents[n.name], Staff: n.audience == Staff}
		d.order = append(d.order, one)
	}
	return d.found[one]
}

// maxHeard is how many changes of one document are looked at.
const maxHeard = 20

// heardOf tells whether the other machine has a change of a noun.
func (d *differing) heardOf(n noun) bool {
	looked := 0
	for k := range d.v.tx.Scan(d.v.table(tableTouch), n.key(), nil, false) {
		id := Hash(k[len(k)-32:])
		raw := d.v.raw(id)
		if len(raw) < HeaderSize {
			continue
		}
		if h, err := DecodeHeader(raw[:HeaderSize]); err == nil && !d.apart.lacks(h.Log, h.Seq, id) {
			return true
		}
		if looked++; looked == maxHeard {
			return true // written to so often, it is not new
		}
	}
	return false
}

// ofThere counts the changes that are lacking here, and takes from the head
// which documents they are of.
func (d *differing) ofThere(m Met, both bool) {
	roster := d.library.Roster()
	for log, n := range d.apart.missing {
		if log.Audience != Open && !both {
			continue
		}
		_, known := roster.Member(log.Device)
		switch {
		case !known:
			d.out.Unknown += n
		case log.Audience == Staff:
			d.out.Inside += n
			d.out.Unnamed += n
		default:
			d.out.Unnamed += n
		}
	}
	for _, r := range m.Recent {
		if r.Tip < 0 || r.Tip >= len(m.Known) || documents[r.Noun] == "" {
			continue
		}
		end := m.Known[r.Tip]
		log := end.log()
		if log.Audience != Open || !d.apart.strange[end.Hash] || r.Seq > end.Seq || r.Seq <= d.apart.here[log] && r.Seq < end.Seq {
			continue
		}
		n := noun{Open, r.Noun, ""}
		if !r.ID.IsZero() {
			n.id = string(r.ID[:])
		}
		of := d.entry(n)
		of.Staff = false
		switch {
		case of.Side == OnlyHere || of.Side == NewerHere:
			of.Side = NewerBoth
		case d.v.state(n) != nil:
			of.Side = NewerThere
		case of.Side == "":
			of.Side = OnlyThere
		}
		if of.Title == "" {
			of.Title = r.Title
		}
		if d.out.Unnamed > d.out.Inside {
			d.out.Unnamed--
		}
	}
}

// list puts titles to the documents that are told.
func (d *differing) list() {
	d.out.Count = len(d.order)
	d.out.Documents = []Differs{}
	for _, n := range d.order[:min(len(d.order), maxDiffers)] {
		one := *d.found[n]
		if len(n.id) == len(ID{}) {
			one.ID = ID([]byte(n.id)).String()
		}
		if title := d.library.titleOf(d.v, n); title != "" {
			one.Title = title
		}
		d.out.Documents = append(d.out.Documents, one)
	}
}

// titleOf is what a document is called here; empty where it is not here or
// has no name.
func (l *Library) titleOf(v view, n noun) string {
	if n.name == nounPublication {
		if card := v.card(ID([]byte(n.id))); card != nil {
			return card.Title
		}
		row, _ := l.deskRow(v, ID([]byte(n.id)))
		return row.Title
	}
	var named struct {
		Name json.RawMessage `json:"name"`
	}
	var text Text
	var plain string
	switch {
	case n.name != nounCategory && n.name != nounPerson && n.name != nounUnit || json.Unmarshal(v.state(n), &named) != nil:
	case json.Unmarshal(named.Name, &text) == nil:
		return text.VI
	case json.Unmarshal(named.Name, &plain) == nil:
		return plain
	}
	return ""
}

// openTitle is titleOf for everybody: of an article only what is on show.
func (l *Library) openTitle(v view, n noun) string {
	if n.name != nounPublication {
		return l.titleOf(v, n)
	}
	if card := v.card(ID([]byte(n.id))); card != nil && !card.Withdrawn {
		return card.Title
	}
	return ""
}

// RecentOpen names the documents of what is open that changed here last, for
// a head with certain tips. It looks at MaxRecent changes, about as many of
// each log, from its end: whoever lacks something of a log lacks that. What
// counts for nothing is passed over. A head is no secret, so articles have the
// titles that readers see, and none where readers see nothing.
func (l *Library) RecentOpen(ctx context.Context, known []TipName) (out []Recent, err error) {
	var open []int
	for i, t := range known {
		if t.Audience == Open {
			open = append(open, i)
		}
	}
	err = l.store.View(ctx, func(tx Tx) error {
		b := l.begin(tx, l.view(tx).gen)
		v := b.view
		left := MaxRecent
		for i, tip := range open {
			seen := map[noun]bool{} // of this log: the change of another log is another thing to lack
			share := left / (len(open) - i)
			var failed error
			err := v.walk(known[tip].Hash, func(_ *Header, at link) uint64 {
				if share == 0 {
					return 0
				}
				share, left = share-1, left-1
				c, ok := v.change(at.id)
				if !ok {
					failed = errBroken
					return 0
				}
				if _, known := kinds[c.Kind]; known && c.Kind != KindFound && !b.valid(&c) {
					return at.seq - 1
				}
				for _, n := range touches(&c) {
					if documents[n.name] == "" || seen[n] || len(out) == MaxRecent || len(n.id) != len(ID{}) && n.id != "" {
						continue
					}
					seen[n] = true
					r := Recent{Tip: tip, Seq: c.Seq, Noun: n.name, Title: clip(l.openTitle(v, n), maxRecentTitle)}
					if n.id != "" {
						r.ID = ID([]byte(n.id))
					}
					out = append(out, r)
				}
				return at.seq - 1
			})
			if err == nil {
				err = failed
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// clip cuts a text after so many bytes, between characters.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return strings.TrimSpace(s[:n]) + "…"
}

// Trim holds what a head names to its limits.
func (m *Met) Trim() {
	m.Recent = m.Recent[:min(len(m.Recent), MaxRecent)]
	for i := range m.Recent {
		m.Recent[i].Title = clip(strings.ToValidUTF8(m.Recent[i].Title, "�"), maxRecentTitle)
	}
}
