package app

// end is what a batch knows of the end of a log. Most changes of a batch go
// on where the one before them stopped: what else is kept of their log then
// need not be asked for each.
type end struct {
	top  uint64 // the highest seq that is in the log
	seq  uint64 // of the change linked last in this batch, if nothing is missing before it
	last Hash   // which that is
}

func (b *batch) end(log LogName) *end {
	e := b.ends[log]
	if e == nil {
		e = &end{}
		prefix := logPrefix(log)
		for k := range b.tx.Scan(tableLog, prefix, nil, true) {
			e.top = number(k[len(prefix) : len(prefix)+8])
			break
		}
		if b.ends == nil {
			b.ends = map[LogName]*end{}
		}
		b.ends[log] = e
	}
	return e
}

// tip makes a change the tip of its log in place of the one before it.
func (b *batch) tip(log LogName, seq uint64, prev, id Hash) error {
	before := chainName{log, prev}
	_, here := b.tips[before]
	delete(b.tips, before)
	if b.tips == nil {
		b.tips = map[chainName]uint64{}
	}
	b.tips[chainName{log, id}] = seq
	if here { // of a long run all but the last are none any more before anybody asks
		return nil
	}
	return b.tx.Delete(b.table(tableTip), append(logPrefix(log), prev[:]...))
}

// writeTips keeps the tips that are new.
func (b *batch) writeTips() error {
	for t, seq := range b.tips {
		if err := b.tx.Put(b.table(tableTip), append(logPrefix(t.log), t.end[:]...), bytes8(seq)); err != nil {
			return err
		}
	}
	clear(b.tips)
	return nil
}

// noErasures tells that no act of the tables erases anything, which is so in
// most libraries for most of the time.
func (b *batch) noErasures() bool {
	if !b.asked {
		b.asked = true
		for _, a := range []Audience{Open, Staff} {
			n := noun{a, nounErasure, ""}
			b.erasing = b.erasing || holdsAny(b.tx, b.table(tableTouch), n.key())
		}
	}
	return !b.erasing
}
