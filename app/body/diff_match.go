package body

import "slices"

// match is which of the old neighbours is which of the new; -1 where none is.
type match struct {
	old, new         []Node
	oldKeys, newKeys []string // their essence
	toNew, toOld     []int
}

// matchBlocks pairs neighbours by the surest sign there is: their id; being
// equal, in order and then elsewhere; the picture they show; likeness; and
// standing in the same gap between two that are paired.
func matchBlocks(old, new []Node) *match {
	m := &match{old: old, new: new, oldKeys: keys(old), newKeys: keys(new),
		toNew: slices.Repeat([]int{-1}, len(old)), toOld: slices.Repeat([]int{-1}, len(new))}
	m.by(func(n Node, _ string) string { return n.ID() })
	m.equalInOrder()
	m.by(func(n Node, key string) string {
		if len(traitsOf(n)) == 0 {
			return ""
		}
		return key
	})
	m.by(func(n Node, _ string) string {
		if n.String("media") == "" {
			return ""
		}
		return n.Type + " " + n.String("media")
	})
	m.alike()
	m.fillGaps()
	return m
}

func keys(nodes []Node) []string {
	out := make([]string, len(nodes))
	for i, n := range nodes {
		out[i] = essence(n)
	}
	return out
}

func (m *match) pair(i, j int) { m.toNew[i], m.toOld[j] = j, i }

func (m *match) same(i, j int) bool { return m.oldKeys[i] == m.newKeys[j] }

// by pairs those with the same sign; the empty one is none.
func (m *match) by(sign func(n Node, key string) string) {
	there := map[string][]int{}
	for j, n := range m.new {
		if m.toOld[j] >= 0 {
			continue
		}
		if s := sign(n, m.newKeys[j]); s != "" {
			there[s] = append(there[s], j)
		}
	}
	for i, n := range m.old {
		if m.toNew[i] >= 0 || len(there) == 0 {
			continue
		}
		s := sign(n, m.oldKeys[i])
		if places := there[s]; len(places) > 0 {
			m.pair(i, places[0])
			there[s] = places[1:]
		}
	}
}

// equalInOrder pairs equal ones along a common subsequence that those paired
// already are part of.
func (m *match) equalInOrder() {
	ids := map[string]int{}
	number := func(keys []string, mates []int, mate func(int) int) []int {
		out := make([]int, len(keys))
		for at, key := range keys {
			if mates[at] >= 0 {
				out[at] = -1 - mate(at)
				continue
			}
			if _, known := ids[key]; !known {
				ids[key] = len(ids)
			}
			out[at] = ids[key]
		}
		return out
	}
	a := number(m.oldKeys, m.toNew, func(i int) int { return i })
	b := number(m.newKeys, m.toOld, func(j int) int { return m.toOld[j] })
	for _, r := range align(a, b) {
		for k := range r.n {
			m.pair(r.i+k, r.j+k)
		}
	}
}

// fillGaps pairs those without ids, as the cells of a row are, where between
// two that stayed as many of the same kind are left in the one as in the
// other.
func (m *match) fillGaps() {
	moved := m.moved()
	i := 0
	var left []int // new ones of this gap
	fill := func(iEnd int) {
		var gone []int
		for ; i < iEnd; i++ {
			if m.toNew[i] < 0 {
				gone = append(gone, i)
			}
		}
		for k := range gone {
			if len(gone) != len(left) {
				break
			}
			if a, b := m.old[gone[k]], m.new[left[k]]; kin(a, b) && (a.ID() == "" || b.ID() == "") {
				m.pair(gone[k], left[k])
			}
		}
		left = nil
	}
	for j, at := range m.toOld {
		switch {
		case at < 0:
			left = append(left, j)
		case !moved[j]:
			fill(at)
			i = at + 1
		}
	}
	fill(len(m.old))
}

// kin tells whether a block of one type may have become one of another type.
func kin(a, b Node) bool {
	family := func(name string) string {
		switch name {
		case "heading":
			return "paragraph"
		case "ordered_list":
			return "bullet_list"
		case "table_header":
			return "table_cell"
		}
		return name
	}
	return family(a.Type) == family(b.Type)
}

// moved tells of each new one whether it stands elsewhere: those stay that
// keep their order and hold the most words.
func (m *match) moved() []bool {
	out := make([]bool, len(m.new))
	var places, froms []int
	for j, i := range m.toOld {
		if i >= 0 {
			places, froms = append(places, j), append(froms, i)
			out[j] = true
		}
	}
	weight := func(k int) int { return 1 + Words(writtenOf(m.new[places[k]]).text) }
	for _, k := range increasing(froms, len(m.old), weight) {
		out[places[k]] = false
	}
	return out
}
