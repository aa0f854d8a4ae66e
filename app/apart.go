package app

// apart is what two machines have not told each other, as far as one of them
// can tell from what the other said that it knows. A log mostly has one
// branch, and then its seq says it all. Where it has several, as after a data
// folder was copied and both copies wrote, only the changes themselves do.
type apart struct {
	here    map[LogName]uint64        // how far a log is known here
	there   map[LogName]uint64        // and there
	ahead   []Tip                     // ends of what is known here that are not there
	lacked  map[LogName]map[Hash]bool // of logs with several branches, what is here and not there
	missing map[LogName]int           // how many are there and not here, at least
	strange map[Hash]bool             // ends of what is there that are not here
}

// apart compares what is here with what a machine told of itself.
func (v view) apart(m Met) (*apart, error) {
	a := &apart{map[LogName]uint64{}, map[LogName]uint64{}, nil, map[LogName]map[Hash]bool{}, map[LogName]int{}, map[Hash]bool{}}
	mine, theirs := map[LogName][]Tip{}, map[LogName][]Tip{}
	for k, seq := range v.tx.Scan(v.table(tableTip), nil, nil, false) {
		t := Tip{parseLog(k), number(seq), Hash(k[len(k)-32:])}
		mine[t.Log] = append(mine[t.Log], t)
		a.here[t.Log] = max(a.here[t.Log], t.Seq)
	}
	for _, n := range m.Known {
		t := Tip{n.log(), n.Seq, n.Hash}
		theirs[t.Log] = append(theirs[t.Log], t)
		a.there[t.Log] = max(a.there[t.Log], t.Seq)
	}
	for log, tips := range theirs {
		var known []Tip
		far, forked := uint64(0), len(tips) > 1 || len(mine[log]) > 1
		for _, t := range tips {
			if v.follows(t) {
				known = append(known, t)
				continue
			}
			a.strange[t.Hash] = true
			far, forked = max(far, t.Seq), forked || t.Seq <= a.here[log]
		}
		if n := len(tips) - len(known); n > 0 {
			a.missing[log] = n
			if far > a.here[log] {
				a.missing[log] = max(n, int(far-a.here[log]))
			}
		}
		if !forked {
			continue
		}
		var err error
		if a.lacked[log], err = v.lacked(mine[log], known, far); err != nil {
			return nil, err
		}
	}
	for log, tips := range mine {
		for _, t := range tips {
			if a.lacks(log, t.Seq, t.Hash) {
				a.ahead = append(a.ahead, t)
			}
		}
	}
	return a, nil
}

// follows tells whether a change is here with everything before it.
func (v view) follows(t Tip) bool {
	key := logKey(&Header{Log: t.Log, Seq: t.Seq}, t.Hash)
	return v.tx.Get(tableLog, key) != nil && v.tx.Get(v.table(tableGap), key) == nil
}

// lacked are the changes of a log before some ends that are not before some
// others of the same log, which are here as well. Who knows of another end up
// to a seq that is not here has the past that all branches here share, as far
// as anybody can tell.
func (v view) lacked(mine, theirs []Tip, far uint64) (map[Hash]bool, error) {
	front := map[uint64]map[Hash]bool{} // by seq, whether it is before an end of theirs
	ends, only, top := 0, 0, uint64(0)  // how many are in front, how many of those are before none of theirs
	put := func(seq uint64, id Hash, there bool) {
		if front[seq] == nil {
			front[seq] = map[Hash]bool{}
		}
		was, known := front[seq][id]
		front[seq][id] = was || there
		switch {
		case !known:
			ends++
			if !there {
				only++
			}
		case there && !was:
			only--
		}
		top = max(top, seq)
	}
	for _, t := range mine {
		put(t.Seq, t.Hash, false)
	}
	for _, t := range theirs {
		put(t.Seq, t.Hash, true)
	}
	out := map[Hash]bool{}
	for seq := top; seq > 0; seq-- {
		for id, there := range front[seq] {
			if only == 0 || ends == 1 && seq < far {
				return out, nil
			}
			ends--
			if !there {
				out[id] = true
				only--
			}
			if seq == 1 {
				continue
			}
			raw := v.raw(id)
			if len(raw) < HeaderSize {
				return nil, errBroken
			}
			h, err := DecodeHeader(raw[:HeaderSize])
			if err != nil {
				return nil, errBroken.With(err)
			}
			put(seq-1, h.Prev, there)
		}
		delete(front, seq)
	}
	return out, nil
}

// lacks tells whether the other machine lacks a change that is here.
func (a *apart) lacks(log LogName, seq uint64, id Hash) bool {
	if lacked, forked := a.lacked[log]; forked {
		return lacked[id]
	}
	return seq > a.there[log]
}

// waits counts the changes of a log that are here and not there.
func (a *apart) waits(log LogName) int {
	if lacked, forked := a.lacked[log]; forked {
		return len(lacked)
	}
	return int(a.here[log] - min(a.here[log], a.there[log]))
}
