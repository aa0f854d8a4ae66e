package store

import (
	"bytes"
	"iter"
	"runtime/debug"

	"go.etcd.io/bbolt"
)

// Scan implements app.Tx. The walk may be handed to iter.Pull: each start
// protects the goroutine it runs in.
func (t *tx) Scan(name string, prefix, from []byte, down bool) iter.Seq2[[]byte, []byte] {
	return func(yield func([]byte, []byte) bool) {
		t.alive()
		defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
		if name == metaTable {
			return
		}
		tb := t.bucket(name)
		if tb == nil {
			return
		}
		tb.walks++
		defer func() { tb.walks-- }()
		c := tb.bucket.Cursor()
		switch {
		case tb.writes.n > 0 && down:
			tb.scanDown(c, name, prefix, from, yield)
		case tb.writes.n > 0:
			tb.scanUp(c, name, prefix, from, yield)
		case down:
			scanDown(c, name, prefix, from, yield)
		default:
			scanUp(c, name, prefix, from, yield)
		}
	}
}

// scanUp walks what is in bbolt and what is held for it as one.
func (tb *table) scanUp(c *bbolt.Cursor, name string, prefix, from []byte, yield func([]byte, []byte) bool) {
	start := prefix
	if bytes.Compare(from, start) > 0 {
		start = from
	}
	s := tb.writes.from(start)
	k, v := c.Seek(start)
	for {
		w := s.write()
		if w != nil && !bytes.HasPrefix(w.key, prefix) {
			w = nil
		}
		if k != nil && !bytes.HasPrefix(k, prefix) {
			k = nil
		}
		order := -1 // of what is in bbolt
		switch {
		case w == nil && k == nil:
			return
		case k == nil:
			order = 1
		case w != nil:
			order = bytes.Compare(k, w.key)
		}
		if order < 0 {
			if !yield(k, open(name, k, v)) {
				return
			}
		} else if w.value != nil && !yield(w.key, unsealed(w.value)) {
			return
		}
		if order <= 0 {
			k, v = c.Next()
		}
		if order >= 0 {
			s = s.next()
		}
	}
}

// scanDown is scanUp from the end.
func (tb *table) scanDown(c *bbolt.Cursor, name string, prefix, from []byte, yield func([]byte, []byte) bool) {
	end := successor(prefix)
	s := tb.writes.upTo(end)
	if from != nil && (end == nil || bytes.Compare(from, end) < 0) {
		if s = tb.writes.from(from); s.write() == nil || !bytes.Equal(s.write().key, from) {
			s = s.before()
		}
	}
	k, v := seekDown(c, prefix, from)
	for {
		w := s.write()
		if w != nil && !bytes.HasPrefix(w.key, prefix) {
			w = nil
		}
		if k != nil && !bytes.HasPrefix(k, prefix) {
			k = nil
		}
		order := -1 // of what is in bbolt
		switch {
		case w == nil && k == nil:
			return
		case k == nil:
			order = 1
		case w != nil:
			order = bytes.Compare(w.key, k)
		}
		if order < 0 {
			if !yield(k, open(name, k, v)) {
				return
			}
		} else if w.value != nil && !yield(w.key, unsealed(w.value)) {
			return
		}
		if order <= 0 {
			k, v = before(c, k)
		}
		if order >= 0 {
			s = s.before()
		}
	}
}

func scanUp(c *bbolt.Cursor, name string, prefix, from []byte, yield func([]byte, []byte) bool) {
	start := prefix
	if bytes.Compare(from, start) > 0 {
		start = from
	}
	for k, v := c.Seek(start); k != nil && bytes.HasPrefix(k, prefix); k, v = c.Next() {
		if !yield(k, open(name, k, v)) {
			return
		}
	}
}

func scanDown(c *bbolt.Cursor, name string, prefix, from []byte, yield func([]byte, []byte) bool) {
	k, v := seekDown(c, prefix, from)
	for k != nil && bytes.HasPrefix(k, prefix) {
		if !yield(k, open(name, k, v)) {
			return
		}
		k, v = before(c, k)
	}
}

// seekDown finds the last key at or before from that may have the prefix.
func seekDown(c *bbolt.Cursor, prefix, from []byte) ([]byte, []byte) {
	end := successor(prefix)
	if from != nil && (end == nil || bytes.Compare(from, end) < 0) {
		if k, v := c.Seek(from); bytes.Equal(k, from) && k != nil {
			return k, v
		} else if k != nil {
			return before(c, k)
		}
		return lastOf(c)
	}
	if end != nil {
		if k, _ := c.Seek(end); k != nil {
			return before(c, k)
		}
	}
	return lastOf(c)
}

// lastOf is the greatest key. bbolt's own Last walks in circles where a
// transaction has emptied all pages of a table (seen with v1.5.0).
func lastOf(c *bbolt.Cursor) ([]byte, []byte) {
	if k, _ := c.First(); k == nil {
		return nil, nil
	}
	return c.Last()
}

// before steps down from key. bbolt's Prev answers nil both at the first
// key and at a page that this transaction has emptied; while smaller keys
// exist it is the latter, and asking again goes on below that page.
func before(c *bbolt.Cursor, key []byte) ([]byte, []byte) {
	k, v := c.Prev()
	if k != nil {
		return k, v
	}
	first, _ := c.Bucket().Cursor().First()
	for k == nil && first != nil && bytes.Compare(first, key) < 0 {
		k, v = c.Prev()
	}
	return k, v
}

// successor is the least key greater than all that begin with prefix; nil
// where there is none.
func successor(prefix []byte) []byte {
	for i := len(prefix) - 1; i >= 0; i-- {
		if prefix[i] != 0xff {
			next := bytes.Clone(prefix[:i+1])
			next[i]++
			return next
		}
	}
	return nil
}
