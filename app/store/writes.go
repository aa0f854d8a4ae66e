package store

import (
	"bytes"
	"slices"
	"sort"
)

// writes are what a transaction has put into a table and taken out of it, in
// the order of their keys, while bbolt does not know of it. A bucket that
// takes keys in any order moves half of a page for each, and pages grow
// without limit until the commit: keys that come ascending are appended.
type writes struct {
	runs [][]write // each in order, none empty, and each before the next
	n    int
	room []byte // for the bytes of the writes to come
}

type write struct {
	key   []byte
	value []byte // with its sum; nil where the key was deleted
}

const (
	// mostOfRun is how many writes one has to move at most for another.
	mostOfRun = 64
	// writeSize is about what one takes besides its bytes.
	writeSize = 80
	// roomSize is how many bytes are made room for at a time at most: most
	// keys and values are small and many.
	roomSize = 32 << 10
)

// keep copies bytes, many of few into one piece of memory.
func (w *writes) keep(parts ...[]byte) []byte {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	if n > roomSize/16 {
		return bytes.Join(parts, nil)
	}
	if cap(w.room)-len(w.room) < n {
		w.room = make([]byte, 0, max(n, min(2*cap(w.room), roomSize)))
	}
	from := len(w.room)
	for _, p := range parts {
		w.room = append(w.room, p...)
	}
	return w.room[from:len(w.room):len(w.room)]
}

// find tells where a key stands, or where it would.
func (w *writes) find(key []byte) (run, at int, found bool) {
	run = sort.Search(len(w.runs), func(i int) bool { return bytes.Compare(w.runs[i][0].key, key) > 0 })
	if run == 0 {
		return 0, 0, false
	}
	at, found = slices.BinarySearchFunc(w.runs[run-1], key, func(one write, key []byte) int { return bytes.Compare(one.key, key) })
	return run - 1, at, found
}

// get tells what is known of a key here; the value is nil where it is gone.
func (w *writes) get(key []byte) (value []byte, known bool) {
	if w.n == 0 {
		return nil, false
	}
	run, at, found := w.find(key)
	if !found {
		return nil, false
	}
	return w.runs[run][at].value, true
}

func (w *writes) set(key, value []byte) {
	run, at, found := w.find(key)
	if found {
		w.runs[run][at].value = value
		return
	}
	w.n++
	one := write{w.keep(key), value}
	if len(w.runs) == 0 {
		w.runs = append(w.runs, append(make([]write, 0, mostOfRun), one))
		return
	}
	here := w.runs[run]
	if len(here) < mostOfRun {
		w.runs[run] = slices.Insert(here, at, one)
		return
	}
	half := mostOfRun / 2
	if at == mostOfRun { // keys that grow fill one run after another
		half = at
	}
	rest := append(make([]write, 0, mostOfRun), here[half:]...)
	here = here[:half]
	if at > half || half == mostOfRun {
		rest = slices.Insert(rest, at-half, one)
	} else {
		here = slices.Insert(here, at, one)
	}
	w.runs[run] = here
	w.runs = slices.Insert(w.runs, run+1, rest)
}

// spot is a place among the writes: of one of them, or behind either end.
type spot struct {
	*writes
	run, at int
}

// from is the place of the first write at or behind a key.
func (w *writes) from(key []byte) spot {
	run, at, _ := w.find(key)
	s := spot{w, run, at}
	if run < len(w.runs) && at == len(w.runs[run]) {
		s.run, s.at = run+1, 0
	}
	return s
}

// upTo is the place of the last write before a key; of the last of all where
// that is nil.
func (w *writes) upTo(key []byte) spot {
	if key == nil {
		s := spot{w, len(w.runs), 0}
		return s.before()
	}
	return w.from(key).before()
}

func (s spot) write() *write {
	if s.run < 0 || s.run >= len(s.runs) {
		return nil
	}
	return &s.runs[s.run][s.at]
}

func (s spot) next() spot {
	if s.at++; s.at == len(s.runs[s.run]) {
		s.run, s.at = s.run+1, 0
	}
	return s
}

func (s spot) before() spot {
	if s.at--; s.at < 0 {
		if s.run--; s.run >= 0 {
			s.at = len(s.runs[s.run]) - 1
		}
	}
	return s
}
