package body

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
)

// Clash is a place of a merged document that a person has to look at.
type Clash struct {
	Block   string   `json:"block"`                                                       // its id
	Others  []string `json:"others" nullable:"false" doc:"what others made of the block"` // ids of the blocks behind it
	Removed bool     `json:"removed" doc:"somebody took the block away, somebody else changed it"`
}

// Merge makes one document of several that were made from the same base.
// What one of them added, changed, moved or removed is so in the result.
// Where two made different things of a block both stand, one behind the
// other, and where one changed what another removed it stays: nothing that
// was written is lost, and the clashes tell where to look.
//
// It is a pure function of the base and the set of heads: their order does
// not count, nor that one is given twice. The merge of a single document is
// that document, as it is where all others are the base. The result keeps
// the form of a document, but may be larger than one may be; see Doc.Check.
func Merge(base Doc, heads ...Doc) (Doc, []Clash) {
	heads = distinct(heads)
	if len(heads) == 1 {
		return heads[0], nil
	}
	m := &merger{base: blocksOf(base), seen: map[string]bool{}}
	for _, h := range heads {
		m.heads = append(m.heads, blocksOf(h))
	}
	for _, id := range m.order(base, heads) {
		m.place(id)
	}
	extras := make([]map[string]any, len(heads))
	for i, h := range heads {
		extras[i] = h.Extra
	}
	return Doc{Content: m.out, Extra: mergeMembers(base.Extra, extras)}, m.clashes
}

// distinct sorts documents by their bytes, each once.
func distinct(docs []Doc) []Doc {
	type written struct {
		text string
		doc  Doc
	}
	all := make([]written, len(docs))
	for i, d := range docs {
		v, err := d.value()
		if err != nil {
			v = fmt.Sprint(d)
		}
		all[i] = written{essenceOf(v), d}
	}
	slices.SortFunc(all, func(a, b written) int { return cmp.Compare(a.text, b.text) })
	all = slices.CompactFunc(all, func(a, b written) bool { return a.text == b.text })
	out := make([]Doc, len(all))
	for i, w := range all {
		out[i] = w.doc
	}
	return out
}

func blocksOf(d Doc) map[string]Node {
	out := make(map[string]Node, len(d.Content))
	for _, n := range d.Content {
		out[n.ID()] = n
	}
	return out
}

type merger struct {
	base    map[string]Node
	heads   []map[string]Node
	out     []Node
	seen    map[string]bool // ids that are in out
	clashes []Clash
}

// order lists the ids of all blocks, those that will be left out too. What
// nobody moved keeps its order; what a head added or moved follows the block
// that it follows there.
func (m *merger) order(base Doc, heads []Doc) (out []string) {
	settled := map[string]bool{}
	for id := range m.base {
		settled[id] = true
	}
	stays := make([]map[string]bool, len(heads))
	for i, h := range heads {
		stays[i] = inOrder(base, h)
		for _, n := range h.Content {
			if !stays[i][n.ID()] {
				delete(settled, n.ID())
			}
		}
	}
	behind := map[string][]string{} // "" is the beginning
	for i, h := range heads {
		at := ""
		for _, n := range h.Content {
			switch id := n.ID(); {
			case settled[id]:
				at = id
			case !stays[i][id]:
				behind[at] = append(behind[at], id)
			}
		}
	}
	out = append(out, behind[""]...)
	for _, n := range base.Content {
		if settled[n.ID()] {
			out = append(append(out, n.ID()), behind[n.ID()]...)
		}
	}
	return out
}

// inOrder tells which blocks of the base a head has not moved.
func inOrder(base, head Doc) map[string]bool {
	numbers := map[string]int{}
	number := func(d Doc) []int {
		out := make([]int, len(d.Content))
		for i, n := range d.Content {
			if _, known := numbers[n.ID()]; !known {
				numbers[n.ID()] = len(numbers)
			}
			out[i] = numbers[n.ID()]
		}
		return out
	}
	out := map[string]bool{}
	for _, r := range align(number(base), number(head)) {
		for k := range r.n {
			out[base.Content[r.i+k].ID()] = true
		}
	}
	return out
}

// place puts what came of a block into the result.
func (m *merger) place(id string) {
	if m.seen[id] {
		return
	}
	was, known := m.base[id]
	removed := false
	var made []Node // of it, by those who changed it
	for _, h := range m.heads {
		n, here := h[id]
		switch {
		case !here:
			removed = removed || known
		case !known || bytesOf(n) != bytesOf(was):
			made = append(made, n)
		}
	}
	made = m.different(made, was, known)
	switch {
	case len(made) > 0:
		c := Clash{Block: id, Others: []string{}, Removed: removed}
		m.put(made[0])
		for _, n := range made[1:] {
			n = renamed(n)
			c.Others = append(c.Others, n.ID())
			m.put(n)
		}
		if removed || len(c.Others) > 0 {
			m.clashes = append(m.clashes, c)
		}
	case !removed:
		m.put(was)
	}
}

// different leaves out what readers could not tell from another version or,
// where one of them can be told, from the base.
func (m *merger) different(made []Node, was Node, known bool) (out []Node) {
	told := map[string]bool{}
	if known {
		told[essence(was)] = true
	}
	for _, n := range made {
		if key := essence(n); !told[key] {
			told[key] = true
			out = append(out, n)
		}
	}
	if len(out) == 0 && len(made) > 0 {
		return made[:1]
	}
	return out
}

func (m *merger) put(n Node) {
	if !m.seen[n.ID()] {
		m.seen[n.ID()] = true
		m.out = append(m.out, n)
	}
}

// renamed gives a block an id that follows from what it holds.
func renamed(n Node) Node {
	sum := sha256.Sum256([]byte(bytesOf(n)))
	n.Attrs = maps.Clone(n.Attrs)
	n.Attrs["id"] = "m" + hex.EncodeToString(sum[:10])
	return n
}

func bytesOf(n Node) string {
	v, err := n.value()
	if err != nil {
		return fmt.Sprint(n)
	}
	return essenceOf(v)
}

// mergeMembers merges members by name: what one changed is so, and of two
// changes the first by the order of the heads.
func mergeMembers(base map[string]any, heads []map[string]any) map[string]any {
	out := map[string]any{}
	names := maps.Clone(base)
	if names == nil {
		names = map[string]any{}
	}
	for _, h := range heads {
		maps.Copy(names, h)
	}
	for name := range names {
		was, known := base[name]
		gone, changed := false, false
		for _, h := range heads {
			v, here := h[name]
			switch {
			case !here:
				gone = gone || known
			case !changed && (!known || essenceOf(v) != essenceOf(was)):
				out[name], changed = v, true
			}
		}
		if !changed && known && !gone {
			out[name] = was
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}
