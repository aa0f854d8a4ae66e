package body

import "slices"

// Part is what became of one block of the base, or of a new one, where
// somebody did something to it. Heads are named by their place among those
// that were given.
type Part struct {
	Block    string    // its id, which the first version has in the merged document
	Was      *Node     // nil where it is new
	Versions []Version // that a reader could tell apart; none where it was only moved
	Moved    []int     // heads that put it elsewhere
}

// Version is what some of the heads made of a block.
type Version struct {
	Block string // its id in the merged document; empty where it was removed
	Node  *Node  // nil where it was removed
	Heads []int
}

// Clash tells whether a person has to choose.
func (p *Part) Clash() bool { return len(p.Versions) > 1 }

// Parts tells what Merge makes a document of: every block that somebody
// added, changed, moved or removed, in the order of the merged document,
// and whose work it was. Its promises are those of Merge.
func Parts(base Doc, heads ...Doc) []Part { return merged(base, distinct(heads)).parts }

// part finds who did what to a block. What cannot be told from the base
// counts only where nobody did more, and the removal of a block that
// somebody changed comes last.
func (m *merger) part(id string) Part {
	was, known := m.base[id]
	p := Part{Block: id}
	if known {
		p.Was = &was
	}
	var quiet, gone []int
	var other *Node // like the base but for its bytes
	var told []string
	for i, h := range m.heads {
		n, here := m.blocks[i][id]
		if here && known && !m.stays[i][id] {
			p.Moved = append(p.Moved, h.at...)
		}
		switch key := essence(n); {
		case !here && known:
			gone = append(gone, h.at...)
		case !here, known && bytesOf(n) == bytesOf(was):
		case known && key == essence(was):
			quiet = append(quiet, h.at...)
			if other == nil {
				other = &n
			}
		default:
			k := slices.Index(told, key)
			if k < 0 {
				k, told = len(told), append(told, key)
				p.Versions = append(p.Versions, Version{Node: &n})
			}
			p.Versions[k].Heads = append(p.Versions[k].Heads, h.at...)
		}
	}
	if len(p.Versions) == 0 && other != nil {
		p.Versions = append(p.Versions, Version{Node: other, Heads: quiet})
	}
	if len(gone) > 0 {
		p.Versions = append(p.Versions, Version{Heads: gone})
	}
	slices.Sort(p.Moved)
	for _, v := range p.Versions {
		slices.Sort(v.Heads)
	}
	return p
}

func clashesOf(parts []Part) (out []Clash) {
	for i := range parts {
		p := &parts[i]
		if !p.Clash() {
			continue
		}
		c := Clash{Block: p.Block, Others: []string{}}
		for _, v := range p.Versions[1:] {
			if v.Node == nil {
				c.Removed = true
			} else {
				c.Others = append(c.Others, v.Block)
			}
		}
		out = append(out, c)
	}
	return out
}
