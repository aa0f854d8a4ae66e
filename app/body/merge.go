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
	all := distinct(heads)
	if len(all) == 1 {
		return all[0].doc, nil
	}
	m := merged(base, all)
	extras := make([]map[string]any, len(all))
	for i, h := range all {
		extras[i] = h.doc.Extra
	}
	return Doc{Content: m.out, Extra: mergeMembers(base.Extra, extras)}, clashesOf(m.parts)
}

// head is one of the documents that are merged, and where it was given: of
// equal ones there is but one.
type head struct {
	text string
	doc  Doc
	at   []int
}

// distinct sorts documents by their bytes, each once.
func distinct(docs []Doc) (out []head) {
	for i, d := range docs {
		v, err := d.value()
		if err != nil {
			v = fmt.Sprint(d)
		}
		text := essenceOf(v)
		if k := slices.IndexFunc(out, func(h head) bool { return h.text == text }); k >= 0 {
			out[k].at = append(out[k].at, i)
			continue
		}
		out = append(out, head{text, d, []int{i}})
	}
	slices.SortFunc(out, func(a, b head) int { return cmp.Compare(a.text, b.text) })
	return out
}

func merged(base Doc, heads []head) *merger {
	m := &merger{base: blocksOf(base), seen: map[string]bool{}, ids: map[string]bool{}}
	for id := range m.base {
		m.ids[id] = true
	}
	for _, h := range heads {
		m.heads = append(m.heads, h)
		m.blocks = append(m.blocks, blocksOf(h.doc))
		for _, n := range h.doc.Content {
			m.ids[n.ID()] = true
		}
	}
	for _, id := range m.order(base) {
		m.place(id)
	}
	return m
}

func blocksOf(d Doc) map[string]Node {
	out := make(map[string]Node, len(d.Content))
	for _, n := range d.Content {
		out[n.ID()] = n
	}
	return out
}

type merger struct {
	base   map[string]Node
	heads  []head
	blocks []map[string]Node // of each head
	stays  []map[string]bool // of each head: the blocks of the base that it has not moved
	ids    map[string]bool   // that anybody uses
	seen   map[string]bool   // ids that were placed
	out    []Node
	parts  []Part
}

// order lists the ids of all blocks, those that will be left out too. What
// nobody moved keeps its order; what a head added or moved follows the block
// that it follows there.
func (m *merger) order(base Doc) (out []string) {
	settled := map[string]bool{}
	for id := range m.base {
		settled[id] = true
	}
	for i, h := range m.heads {
		m.stays = append(m.stays, inOrder(base, h.doc))
		for _, n := range h.doc.Content {
			if !m.stays[i][n.ID()] {
				delete(settled, n.ID())
			}
		}
	}
	behind := map[string][]string{} // "" is the beginning
	for i, h := range m.heads {
		at := ""
		for _, n := range h.doc.Content {
			switch id := n.ID(); {
			case settled[id]:
				at = id
			case !m.stays[i][id]:
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
	m.seen[id] = true
	p := m.part(id)
	for i := range p.Versions {
		v := &p.Versions[i]
		if v.Node == nil {
			continue
		}
		if i > 0 {
			n := m.renamed(*v.Node)
			v.Node = &n
		}
		v.Block = v.Node.ID()
		m.out = append(m.out, *v.Node)
	}
	if len(p.Versions) == 0 {
		m.out = append(m.out, *p.Was)
	}
	if len(p.Versions)+len(p.Moved) > 0 {
		m.parts = append(m.parts, p)
	}
}

// renamed gives a block an id that follows from what it holds and that
// nobody uses: one that was kept from an earlier merge may be at work.
func (m *merger) renamed(n Node) Node {
	for text := bytesOf(n); ; text += " " {
		sum := sha256.Sum256([]byte(text))
		id := "m" + hex.EncodeToString(sum[:10])
		if m.ids[id] {
			continue
		}
		m.ids[id] = true
		n.Attrs = maps.Clone(n.Attrs)
		n.Attrs["id"] = id
		return n
	}
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
