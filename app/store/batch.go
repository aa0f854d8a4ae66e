package store

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
)

const (
	logMagic   = "BTOWNLOG"
	logVersion = 1
	logHead    = 40
	batchHead  = 20
	// maxBatch bounds the records of one Update, so that a damaged length
	// can be told from a true one.
	maxBatch = 64 << 20
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// logHeader is the beginning of an own-log.
type logHeader struct {
	incarnation, base, ordinal uint64
}

func (h logHeader) bytes() []byte {
	b := make([]byte, 0, logHead)
	b = append(b, logMagic...)
	b = binary.BigEndian.AppendUint32(b, logVersion)
	b = binary.BigEndian.AppendUint32(b, 0)
	b = binary.BigEndian.AppendUint64(b, h.incarnation)
	b = binary.BigEndian.AppendUint64(b, h.base)
	b = binary.BigEndian.AppendUint64(b, h.ordinal)
	binary.BigEndian.PutUint32(b[12:], crc32.Checksum(b, castagnoli))
	return b
}

// errNotLog is a file that does not begin like an own-log.
var errNotLog = errors.New("no own-log")

// errLogNewer is a log of a later version of this program, which must not
// be taken for a damaged one.
var errLogNewer = errors.New("own-log of a newer version")

func readLogHeader(r io.ReaderAt) (logHeader, error) {
	var b [logHead]byte
	if n, err := r.ReadAt(b[:], 0); n < logHead {
		return logHeader{}, endOfHeader(err)
	}
	sum := binary.BigEndian.Uint32(b[12:])
	clear(b[12:16])
	if string(b[:8]) != logMagic || sum != crc32.Checksum(b[:], castagnoli) {
		return logHeader{}, errNotLog
	}
	if v := binary.BigEndian.Uint32(b[8:]); v != logVersion {
		return logHeader{}, fmt.Errorf("%w: %d", errLogNewer, v)
	}
	return logHeader{
		incarnation: binary.BigEndian.Uint64(b[16:]),
		base:        binary.BigEndian.Uint64(b[24:]),
		ordinal:     binary.BigEndian.Uint64(b[32:]),
	}, nil
}

func endOfHeader(err error) error {
	if errors.Is(err, io.EOF) {
		return errNotLog
	}
	return err
}

// batch is what one Update added to one own-log.
type batch struct {
	number  uint64
	records [][]byte
	end     int64 // place in the file behind it
}

// encodeBatch makes the bytes that go to the file.
func encodeBatch(incarnation, number uint64, records [][]byte) []byte {
	size := batchHead
	for _, r := range records {
		size += 4 + len(r)
	}
	b := make([]byte, 4, size)
	b = binary.BigEndian.AppendUint32(b, uint32(size-batchHead))
	b = binary.BigEndian.AppendUint32(b, uint32(len(records)))
	b = binary.BigEndian.AppendUint64(b, number)
	for _, r := range records {
		b = binary.BigEndian.AppendUint32(b, uint32(len(r)))
		b = append(b, r...)
	}
	binary.BigEndian.PutUint32(b, batchSum(incarnation, b[4:]))
	return b
}

func batchSum(incarnation uint64, b []byte) uint32 {
	var own [8]byte
	binary.BigEndian.PutUint64(own[:], incarnation)
	return crc32.Update(crc32.Checksum(own[:], castagnoli), castagnoli, b)
}

// splitRecords takes a payload apart. Its sum was right, so a payload that
// does not come out even was never written by us.
func splitRecords(payload []byte, count uint32) ([][]byte, error) {
	records := make([][]byte, 0, min(int(count), len(payload)/4))
	for len(payload) >= 4 {
		n := binary.BigEndian.Uint32(payload)
		payload = payload[4:]
		if uint64(n) > uint64(len(payload)) {
			return nil, errors.New("record longer than its batch")
		}
		records = append(records, payload[:n:n])
		payload = payload[n:]
	}
	if len(payload) != 0 || len(records) != int(count) {
		return nil, errors.New("records and their count differ")
	}
	return records, nil
}

// logScan is what reading an own-log found.
type logScan struct {
	last uint64 // the last batch, or the one it was told to begin after
	end  int64  // place behind the last good batch
	gaps []string
}

// scanLog reads the batches from a place in an own-log to the end of the
// file and hands each to fn. Batches numbered after or below are an error in
// the file. Where the bytes make no sense it looks for the next batch that
// does: if there is one, what lies between is a gap and reported, else it is
// the torn end and lies behind end. Zeros up to the end of the file are room
// for the batches to come.
func scanLog(r io.ReaderAt, size, from int64, incarnation, after uint64, fn func(batch) error) (logScan, error) {
	s := logScan{last: after, end: from}
	in := bufio.NewReaderSize(io.NewSectionReader(r, from, size-from), 256<<10)
	for at := from; at < size; {
		b, err := nextBatch(in, size-at, incarnation, s.last)
		if err == nil {
			if b.number != s.last+1 {
				s.gaps = append(s.gaps, fmt.Sprintf("batches %d to %d are missing", s.last+1, b.number-1))
			}
			at += b.end
			b.end, s.end, s.last = at, at, b.number
			if err := fn(b); err != nil {
				return s, err
			}
			continue
		}
		if !errors.Is(err, errNoBatch) {
			return s, err
		}
		if zero, err := allZero(r, at, size); err != nil || zero {
			return s, err
		}
		next, err := findBatch(r, size, at+1, incarnation, s.last)
		if err != nil {
			return s, err
		}
		if next < 0 {
			return s, nil
		}
		s.gaps = append(s.gaps, fmt.Sprintf("%d bytes at %d make no sense", next-at, at))
		at = next
		in.Reset(io.NewSectionReader(r, at, size-at))
	}
	return s, nil
}

// errNoBatch says that the bytes are no batch; any other error is the disk's.
var errNoBatch = errors.New("no batch here")

// nextBatch reads one batch; its end is its length.
func nextBatch(in *bufio.Reader, left int64, incarnation, after uint64) (batch, error) {
	head, err := in.Peek(batchHead)
	if err != nil {
		return batch{}, endOr(err)
	}
	length, ok := plausible(head, left, after)
	if !ok {
		return batch{}, errNoBatch
	}
	whole := make([]byte, batchHead+length)
	if _, err := io.ReadFull(in, whole); err != nil {
		return batch{}, endOr(err)
	}
	if binary.BigEndian.Uint32(whole) != batchSum(incarnation, whole[4:]) {
		return batch{}, errNoBatch
	}
	records, err := splitRecords(whole[batchHead:], binary.BigEndian.Uint32(whole[8:]))
	if err != nil {
		return batch{}, errNoBatch
	}
	return batch{number: binary.BigEndian.Uint64(whole[12:]), records: records, end: int64(len(whole))}, nil
}

func endOr(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errNoBatch
	}
	return err
}

// plausible looks at the head of a batch: does the length fit into what is
// left, the count into the length, and does the number go on.
func plausible(head []byte, left int64, after uint64) (length int64, ok bool) {
	length = int64(binary.BigEndian.Uint32(head[4:]))
	count := int64(binary.BigEndian.Uint32(head[8:]))
	number := binary.BigEndian.Uint64(head[12:])
	ok = length <= maxBatch && length <= left-batchHead && count*4 <= length &&
		number > after && number-after < 1<<32
	return length, ok
}

// findBatch looks for the next whole batch at or behind a place; -1 means
// there is none. What it reads is bounded by the window and one batch.
func findBatch(r io.ReaderAt, size, from int64, incarnation, after uint64) (int64, error) {
	const window = 1 << 20
	buf := make([]byte, window+batchHead)
	for at := from; at+batchHead <= size; at += window {
		n, err := r.ReadAt(buf, at)
		if err != nil && !errors.Is(err, io.EOF) {
			return -1, err
		}
		for i := 0; i+batchHead <= n && i < window; i++ {
			head := buf[i : i+batchHead]
			length, ok := plausible(head, size-at-int64(i), after)
			if !ok {
				continue
			}
			whole := make([]byte, batchHead+length)
			if _, err := r.ReadAt(whole, at+int64(i)); err != nil {
				return -1, err
			}
			if binary.BigEndian.Uint32(whole) == batchSum(incarnation, whole[4:]) {
				return at + int64(i), nil
			}
		}
	}
	return -1, nil
}

// allZero tells whether nothing but zeros lies between two places.
func allZero(r io.ReaderAt, from, to int64) (bool, error) {
	buf := make([]byte, 64<<10)
	zero := make([]byte, 64<<10)
	for from < to {
		n, err := r.ReadAt(buf[:min(int64(len(buf)), to-from)], from)
		if !bytes.Equal(buf[:n], zero[:n]) {
			return false, nil
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return false, err
		}
		if n == 0 {
			return true, nil
		}
		from += int64(n)
	}
	return true, nil
}
