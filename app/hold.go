package app

// What a batch asks for over and over it holds at hand: the changes that came
// in it, the names of tables, counts.

// mostHere is how many bytes of bodies are held. The fold reads changes beyond
// that from the tables, and what they say each time it is asked for.
const mostHere = 16 << 20

// hold keeps a change that has come at hand, and what it says.
func (b *batch) hold(c *Change) {
	if c.Erased || b.hereBytes+len(c.Body) > mostHere {
		return
	}
	c.Read()
	if b.here == nil {
		b.here = map[Hash]Change{}
	}
	b.here[c.ID] = *c
	b.hereBytes += len(c.Body)
}

// change is view.change for those too that are held.
func (b *batch) change(id Hash) (Change, bool) {
	if c, ok := b.here[id]; ok {
		return c, true
	}
	return b.view.change(id)
}

// table is view.table; the name of a table is made once.
func (b *batch) table(name string) string {
	out, ok := b.tables[name]
	if !ok {
		out = b.view.table(name)
		if b.tables == nil {
			b.tables = map[string]string{}
		}
		b.tables[name] = out
	}
	return out
}

// add raises a count, or lowers it. No count falls below zero.
func (b *batch) add(key []byte, by int) error {
	n, ok := b.counts[string(key)]
	if !ok {
		n = b.count(key)
	}
	if b.counts == nil {
		b.counts = map[string]uint64{}
	}
	b.counts[string(key)] = uint64(max(int64(n)+int64(by), 0))
	return nil
}

// writeCounts keeps the counts that have changed: many of them over and over.
func (b *batch) writeCounts() error {
	for key, n := range b.counts {
		if err := b.tx.Put(b.table(tableCount), []byte(key), bytes8(n)); err != nil {
			return err
		}
	}
	clear(b.counts)
	return nil
}
