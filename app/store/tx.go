package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"

	"bangtin/app"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// sumSize is what the sum behind each value takes.
const sumSize = 4

// damage is panicked with where a value and its sum differ, as deep as Get
// and Scan, which return no error; View and Update catch it.
type damage string

// tx is one transaction as the rules see it.
type tx struct {
	db     *DB
	bolt   *bbolt.Tx
	write  bool
	done   bool
	dirty  bool
	tables map[string]*table
	held   int // bytes in the writes of all tables
	most   int // of them; where 0 each goes straight into bbolt
	own    []*ownWrite
	replay *replaying
}

// table is an open bucket and what is to be written to it.
type table struct {
	bucket *bbolt.Bucket
	writes writes
	poured bool
	walks  int // Scans under way, during which nothing may be written
}

// mostHeld is how many bytes of writes an Update holds until it commits.
const mostHeld = 16 << 20

var errWalked = errors.New("a table is written to during its walk")

var _ app.Tx = (*tx)(nil)

// alive stops a caller that kept a transaction beyond its end: what it
// would read is unmapped memory.
func (t *tx) alive() {
	if t.done {
		panic("store: transaction used after its end")
	}
}

// bucket finds a table; nil where there is none.
func (t *tx) bucket(name string) *table {
	if tb := t.tables[name]; tb != nil {
		return tb
	}
	b := t.bolt.Bucket([]byte(name))
	if b == nil {
		return nil
	}
	return t.remember(name, b)
}

func (t *tx) remember(name string, b *bbolt.Bucket) *table {
	tb := &table{bucket: b}
	if t.tables == nil {
		t.tables = make(map[string]*table, 4)
	}
	t.tables[name] = tb
	return tb
}

// Get implements app.Tx.
func (t *tx) Get(name string, key []byte) []byte {
	t.alive()
	if name == metaTable {
		return nil
	}
	return t.get(name, key)
}

func (t *tx) get(name string, key []byte) []byte {
	tb := t.bucket(name)
	if tb == nil {
		return nil
	}
	if v, known := tb.writes.get(key); known {
		if v == nil {
			return nil
		}
		return unsealed(v)
	}
	v := tb.bucket.Get(key)
	if v == nil {
		return nil
	}
	return open(name, key, v)
}

func (t *tx) metaGet(key []byte) []byte { return t.get(metaTable, key) }

// Put implements app.Tx.
func (t *tx) Put(name string, key, value []byte) error {
	t.alive()
	if err := t.owned(name); err != nil {
		return err
	}
	return t.put(name, key, value)
}

func (t *tx) put(name string, key, value []byte) error {
	tb := t.bucket(name)
	if tb == nil {
		b, err := t.bolt.CreateBucketIfNotExists([]byte(name))
		if err != nil {
			return fmt.Errorf("table %q: %w", name, err)
		}
		tb = t.remember(name, b)
		if name != metaTable {
			if err := t.noteTables(); err != nil {
				return err
			}
		}
	}
	if tb.walks > 0 {
		return fmt.Errorf("put into %q: %w", name, errWalked)
	}
	switch {
	case len(key) == 0:
		return fmt.Errorf("put into %q: %w", name, berrors.ErrKeyRequired)
	case len(key) > bbolt.MaxKeySize:
		return fmt.Errorf("put into %q: %w", name, berrors.ErrKeyTooLarge)
	case len(value) > bbolt.MaxValueSize-sumSize:
		return fmt.Errorf("put into %q: %w", name, berrors.ErrValueTooLarge)
	}
	return t.hold(tb, key, tb.writes.keep(value, sumOf(key, value)))
}

// hold keeps a write for the commit. What a large transaction cannot keep
// goes into bbolt before.
func (t *tx) hold(tb *table, key, sealed []byte) error {
	t.dirty = true
	tb.writes.set(key, sealed)
	if t.held += len(key) + len(sealed) + writeSize; t.held < t.most {
		return nil
	}
	return t.pour()
}

// pour puts into bbolt what was held, but for tables that are being walked.
func (t *tx) pour() error {
	t.held = 0
	for name, tb := range t.tables {
		if tb.walks > 0 {
			continue
		}
		if err := tb.pour(); err != nil {
			return fmt.Errorf("put into %q: %w", name, err)
		}
	}
	return nil
}

// pour packs pages full where keys only ever grow, and leaves room in them
// where keys come in any order.
func (tb *table) pour() error {
	if tb.writes.n == 0 {
		return nil
	}
	last, _ := lastOf(tb.bucket.Cursor())
	if !tb.poured {
		tb.bucket.FillPercent, tb.poured = 0.95, true
	}
	for _, run := range tb.writes.runs {
		for _, w := range run {
			if w.value == nil {
				if err := tb.bucket.Delete(w.key); err != nil {
					return err
				}
				continue
			}
			if bytes.Compare(w.key, last) <= 0 {
				tb.bucket.FillPercent = bbolt.DefaultFillPercent
			}
			if err := tb.bucket.Put(w.key, w.value); err != nil {
				return err
			}
		}
	}
	tb.writes = writes{}
	return nil
}

// Delete implements app.Tx.
func (t *tx) Delete(name string, key []byte) error {
	t.alive()
	if err := t.owned(name); err != nil {
		return err
	}
	tb := t.bucket(name)
	if tb == nil {
		return nil
	}
	if tb.walks > 0 {
		return fmt.Errorf("delete from %q: %w", name, errWalked)
	}
	if len(key) == 0 {
		return nil
	}
	return t.hold(tb, key, nil)
}

// Drop implements app.Tx.
func (t *tx) Drop(name string) error {
	t.alive()
	if err := t.owned(name); err != nil {
		return err
	}
	tb := t.bucket(name)
	if tb == nil {
		return nil
	}
	if tb.walks > 0 {
		return fmt.Errorf("drop %q: %w", name, errWalked)
	}
	delete(t.tables, name)
	t.dirty = true
	if err := t.bolt.DeleteBucket([]byte(name)); err != nil {
		return fmt.Errorf("drop %q: %w", name, err)
	}
	return t.noteTables()
}

// owned says whether the rules may write to a table now.
func (t *tx) owned(name string) error {
	if !t.write {
		return errors.New("write inside a View")
	}
	if name == metaTable {
		return fmt.Errorf("table %q belongs to the store", name)
	}
	return nil
}

// Own implements app.Tx.
func (t *tx) Own(incarnation uint64, record []byte) error {
	t.alive()
	if !t.write {
		return errors.New("write inside a View")
	}
	if t.replay != nil {
		return t.replay.recognise(incarnation, record)
	}
	return t.addOwn(incarnation, record)
}

// seal puts the sum behind a value.
func seal(key, value []byte) []byte { return append(bytes.Clone(value), sumOf(key, value)...) }

func sumOf(key, value []byte) []byte {
	return binary.BigEndian.AppendUint32(nil, valueSum(key, value))
}

// open takes the sum off a value.
func open(name string, key, sealed []byte) []byte {
	n := len(sealed) - sumSize
	if n < 0 || binary.BigEndian.Uint32(sealed[n:]) != valueSum(key, sealed[:n]) {
		panic(damage(fmt.Sprintf("value of %x in table %q and its sum differ", key, name)))
	}
	return unsealed(sealed)
}

func unsealed(sealed []byte) []byte {
	n := len(sealed) - sumSize
	return sealed[:n:n]
}

func valueSum(key, value []byte) uint32 {
	return crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, value)
}
