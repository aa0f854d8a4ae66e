package app_test

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"slices"
	"sort"
	"sync"

	"bangtin/app"
)

// memoryStore is an app.Store without a disk. A state of it is never changed
// once an Update has made it, so that to keep one, to copy one and to go back
// to one costs nothing.
type memoryStore struct {
	mu  sync.Mutex
	now memoryState
	own []ownRecord
	// tear is asked when an Update is about to be kept, and tells how far it
	// gets.
	tear func() tear
}

// memoryState is the tables, each with its rows in the order of their keys,
// and how many records of the own-log are in them.
type memoryState struct {
	tables map[string][]memoryRow
	own    int
}

type memoryRow struct{ key, value []byte }

type ownRecord struct {
	incarnation uint64
	raw         []byte
}

// tear is how far an Update gets before the power fails.
type tear int

const (
	whole    tear = iota
	torn          // its records are in the own-log, and the tables lack it
	tornLess      // nothing of it is kept
)

var errTorn = errors.New("the power failed")

func (m *memoryStore) View(ctx context.Context, fn func(app.Tx) error) error {
	m.mu.Lock()
	now := m.now
	m.mu.Unlock()
	return fn(&memoryTx{state: now})
}

func (m *memoryStore) Update(ctx context.Context, fn func(app.Tx) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	tx := &memoryTx{state: m.now, mine: map[string]bool{}}
	if err := fn(tx); err != nil {
		return err
	}
	how := whole
	if m.tear != nil {
		how = m.tear()
	}
	if how == tornLess {
		return errTorn
	}
	m.own = append(m.own[:len(m.own):len(m.own)], tx.own...)
	if how == torn {
		return errTorn
	}
	m.now = tx.state
	m.now.own += len(tx.own)
	return nil
}

// replay gives the records of the own-log that the tables lack, as app/store
// does.
func (m *memoryStore) replay(fn func(app.Tx, []byte) error) error {
	for m.now.own < len(m.own) {
		tx := &memoryTx{state: m.now, mine: map[string]bool{}}
		if err := fn(tx, m.own[m.now.own].raw); err != nil {
			return err
		}
		m.now = tx.state
		m.now.own++
	}
	return nil
}

// memoryTx is one transaction; a nil mine is one that only reads.
type memoryTx struct {
	state memoryState
	mine  map[string]bool // tables that were copied already; "" for the list of them
	own   []ownRecord
}

func find(rows []memoryRow, key []byte) (int, bool) {
	lo, hi := 0, len(rows)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if bytes.Compare(rows[mid].key, key) < 0 {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo, lo < len(rows) && bytes.Equal(rows[lo].key, key)
}

func (t *memoryTx) Get(table string, key []byte) []byte {
	rows := t.state.tables[table]
	at, ok := find(rows, key)
	if !ok {
		return nil
	}
	return rows[at].value
}

// take makes the rows of a table this transaction's to change.
func (t *memoryTx) take(table string) []memoryRow {
	if t.mine == nil {
		panic("a View writes")
	}
	if !t.mine[""] {
		all := make(map[string][]memoryRow, len(t.state.tables)+1)
		for name, rows := range t.state.tables {
			all[name] = rows
		}
		t.state.tables, t.mine[""] = all, true
	}
	rows := t.state.tables[table]
	if !t.mine[table] {
		t.mine[table] = true
		rows = append(make([]memoryRow, 0, len(rows)+8), rows...)
		t.state.tables[table] = rows
	}
	return rows
}

func (t *memoryTx) Put(table string, key, value []byte) error {
	rows := t.take(table)
	at, ok := find(rows, key)
	if ok {
		rows[at].value = slices.Clip(append([]byte{}, value...))
		return nil
	}
	row := memoryRow{slices.Clip(bytes.Clone(key)), slices.Clip(append([]byte{}, value...))}
	t.state.tables[table] = slices.Insert(rows, at, row)
	return nil
}

func (t *memoryTx) Delete(table string, key []byte) error {
	if _, ok := find(t.state.tables[table], key); !ok {
		return nil
	}
	rows := t.take(table)
	at, _ := find(rows, key)
	t.state.tables[table] = slices.Delete(rows, at, at+1)
	return nil
}

func (t *memoryTx) Drop(table string) error {
	if t.state.tables[table] == nil {
		return nil
	}
	t.take(table)
	delete(t.state.tables, table)
	return nil
}

func (t *memoryTx) Scan(table string, prefix, from []byte, down bool) iter.Seq2[[]byte, []byte] {
	return func(yield func(k, v []byte) bool) {
		rows := t.state.tables[table]
		if down {
			at := sort.Search(len(rows), func(i int) bool {
				return bytes.Compare(rows[i].key, prefix) > 0 && !bytes.HasPrefix(rows[i].key, prefix)
			})
			if from != nil {
				if to, ok := find(rows, from); ok {
					at = min(at, to+1)
				} else {
					at = min(at, to)
				}
			}
			for at--; at >= 0 && bytes.HasPrefix(rows[at].key, prefix); at-- {
				if !yield(rows[at].key, rows[at].value) {
					return
				}
			}
			return
		}
		at, _ := find(rows, prefix)
		if from != nil {
			to, _ := find(rows, from)
			at = max(at, to)
		}
		for ; at < len(rows) && bytes.HasPrefix(rows[at].key, prefix); at++ {
			if !yield(rows[at].key, rows[at].value) {
				return
			}
		}
	}
}

func (t *memoryTx) Own(incarnation uint64, record []byte) error {
	t.own = append(t.own, ownRecord{incarnation, bytes.Clone(record)})
	return nil
}
