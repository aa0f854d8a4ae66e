package app

import (
	"context"
	"iter"
)

// Store is the only door to the disk: tables of byte keys and values, in
// the order of their keys. app/store keeps them in bbolt.
type Store interface {
	// View runs fn on one consistent state. It may run beside an Update.
	View(ctx context.Context, fn func(Tx) error) error
	// Update runs fn alone and keeps everything it wrote, durably, or, if
	// fn fails or the disk does, nothing. Nothing slow belongs inside:
	// no decoding of pictures, no network, no waiting for a person.
	//
	// A fault in the file itself comes back as Damaged, a full disk as
	// Unavailable.
	Update(ctx context.Context, fn func(Tx) error) error
}

// Tx is one transaction. Slices it hands out are valid until it ends and
// must not be changed: copy what is kept.
type Tx interface {
	// Get returns nil where there is no such key or table.
	Get(table string, key []byte) []byte
	// Put makes the table where it is missing.
	Put(table string, key, value []byte) error
	// Delete is no fault where there is nothing to delete.
	Delete(table string, key []byte) error
	// Scan walks the keys that begin with prefix, upward from the first
	// at or after from, or downward from the last at or before it; a nil
	// from means the end it starts at. The table must not be written to
	// during the walk.
	Scan(table string, prefix, from []byte, down bool) iter.Seq2[[]byte, []byte]
	// Drop removes a whole table.
	Drop(table string) error
	// Own adds one record to the own-log of an incarnation of this device.
	// All records of an Update are written and synced together before the
	// tables are, so that they survive the loss of the tables.
	Own(incarnation uint64, record []byte) error
}
