package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"

	"bangtin/app"
)

// WithSteps gives a store other migrations than those of this program.
func WithSteps(o *Options, steps ...func(app.Tx) error) {
	o.migrations = []migration{}
	for _, s := range steps {
		o.migrations = append(o.migrations, s)
	}
}

// WithHeld sets how many bytes of writes an Update holds until it commits.
func WithHeld(o *Options, most int) { o.most = most }

// Steps is how many migrations this program has.
func Steps() int { return len(migrations) }

// ScanLog reads the bytes of an own-log as Open does.
func ScanLog(b []byte) (records []Record, end int64, gaps []string, err error) {
	r := bytes.NewReader(b)
	h, err := readLogHeader(r)
	if err != nil {
		return nil, 0, nil, err
	}
	s, err := scanLog(r, int64(len(b)), logHead, h.incarnation, h.base, func(b batch) error {
		for _, rec := range b.records {
			records = append(records, Record{Incarnation: h.incarnation, Batch: b.number, Bytes: rec})
		}
		return nil
	})
	return records, s.end, s.gaps, err
}

// LogBytes makes an own-log with one batch for each list of records.
func LogBytes(incarnation, base uint64, batches ...[][]byte) []byte {
	b := logHeader{incarnation: incarnation, base: base, ordinal: 1}.bytes()
	for i, records := range batches {
		b = append(b, encodeBatch(incarnation, base+uint64(i)+1, records)...)
	}
	return b
}

// WalkPages looks at the bytes of a file of tables as Open does after a
// crash, and returns how many of the two meta pages are valid.
func WalkPages(b []byte) (metas int, err error) {
	f, err := openPages(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return 0, err
	}
	_, leaked, err := walkPages(context.Background(), f, nil)
	if err == nil && leaked > 0 {
		err = errors.New("leaked pages")
	}
	return f.metas, err
}

// OtherMachine compares the facts of two machines.
func OtherMachine(saved, today string) bool { return otherMachine(saved, today) }

// NewerLog makes an own-log look like one of the next version.
func NewerLog(b []byte) []byte {
	out := bytes.Clone(b)
	binary.BigEndian.PutUint32(out[8:], logVersion+1)
	clear(out[12:16])
	binary.BigEndian.PutUint32(out[12:], crc32.Checksum(out[:logHead], castagnoli))
	return out
}

// Seal puts the sum behind a value, as the tables hold it.
func Seal(key, value []byte) []byte { return seal(key, value) }
