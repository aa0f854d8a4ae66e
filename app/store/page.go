package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
)

// This file and walk.go read a bbolt file without bbolt and without mapping
// it. bbolt believes what it reads: a wrong page number makes it touch
// memory that is not there, a wrong length makes it ask for terabytes, a ring
// of pages overflows the stack, and its own Check does all this in a goroutine
// that nobody can guard. So a file whose last user did not close it is looked
// at here first. The layout is that of bbolt's version 2 files, numbers in
// the machine's byte order:
//
//	page     id 64, flags 16, count 16, overflow 32
//	meta     page, magic 32, version 32, page size 32, flags 32, root 64, sequence 64,
//	         freelist 64, high water mark 64, transaction 64, FNV-1a of these 64
//	branch   page, count × (position 32, key size 32, page 64), keys
//	leaf     page, count × (flags 32, position 32, key size 32, value size 32), keys and values
//	freelist page, ids 64; a count of 0xffff stands for a first id that is the count
//	bucket   value of a leaf element with flag 1: root 64, sequence 64, then, if root
//	         is 0, a whole leaf page
//
// Positions count from their own element.
const (
	boltMagic   = 0xED0CDAED
	boltVersion = 2
	pageHead    = 16
	elemSize    = 16
	metaSize    = 64
	branchFlag  = 0x01
	leafFlag    = 0x02
	metaFlag    = 0x04
	freeFlag    = 0x10
	bucketFlag  = 0x01
	noFreelist  = ^uint64(0)
)

var (
	order = binary.NativeEndian

	errNoMeta    = errors.New("both meta pages are invalid")
	errBoltNewer = errors.New("file of a newer bbolt")
)

// boltMeta is one of the two meta pages.
type boltMeta struct {
	version  uint32
	pageSize int64
	root     uint64
	freelist uint64
	high     uint64 // all pages are below
	tx       uint64
}

// parseMeta reads a meta page; false where it is none or its sum is wrong.
func parseMeta(page []byte) (boltMeta, bool) {
	if len(page) < pageHead+metaSize {
		return boltMeta{}, false
	}
	b := page[pageHead : pageHead+metaSize]
	h := fnv.New64a()
	h.Write(b[:56])
	m := boltMeta{
		version:  order.Uint32(b[4:]),
		pageSize: int64(order.Uint32(b[8:])),
		root:     order.Uint64(b[16:]),
		freelist: order.Uint64(b[32:]),
		high:     order.Uint64(b[40:]),
		tx:       order.Uint64(b[48:]),
	}
	return m, order.Uint32(b) == boltMagic && order.Uint64(b[56:]) == h.Sum64()
}

// lastMeta reads both meta pages and returns the valid one with the greater
// transaction.
func lastMeta(r io.ReaderAt, pageSize int) (boltMeta, error) {
	var best boltMeta
	found := false
	var page [pageHead + metaSize]byte
	for i := range int64(2) {
		if _, err := r.ReadAt(page[:], i*int64(pageSize)); err != nil && !errors.Is(err, io.EOF) {
			return best, err
		}
		if m, ok := parseMeta(page[:]); ok && (!found || m.tx > best.tx) {
			best, found = m, true
		}
	}
	if !found {
		return best, errNoMeta
	}
	return best, nil
}

// boltFile is a bbolt file read page by page.
type boltFile struct {
	r     io.ReaderAt
	size  int64
	meta  boltMeta
	metas int // how many of the two are valid
	free  []uint64
}

// openPages reads meta pages and freelist and sees that they fit the file,
// which is what bbolt needs to open it without harm.
func openPages(r io.ReaderAt, size int64) (*boltFile, error) {
	f := &boltFile{r: r, size: size}
	if err := f.findMeta(); err != nil {
		return nil, err
	}
	m := f.meta
	switch {
	case m.version > boltVersion:
		return nil, fmt.Errorf("%w: version %d", errBoltNewer, m.version)
	case m.version != boltVersion:
		return nil, fmt.Errorf("version %d of bbolt", m.version)
	case m.high > uint64(size/m.pageSize):
		return nil, fmt.Errorf("file of %d bytes is too short for %d pages", size, m.high)
	case m.root < 2 || m.root >= m.high:
		return nil, fmt.Errorf("root is page %d of %d", m.root, m.high)
	}
	if m.freelist == noFreelist {
		return nil, errors.New("no freelist")
	}
	return f, f.readFree()
}

// findMeta finds the meta pages, trying every page size there can be where
// the first page is of no help.
func (f *boltFile) findMeta() error {
	page := make([]byte, pageHead+metaSize)
	at := func(off int64) (boltMeta, bool, error) {
		n, err := f.r.ReadAt(page, off)
		if err != nil && !errors.Is(err, io.EOF) {
			return boltMeta{}, false, err
		}
		m, ok := parseMeta(page[:n])
		if ok && !validPageSize(m.pageSize) {
			return m, false, fmt.Errorf("page size %d", m.pageSize)
		}
		return m, ok, nil
	}
	first, ok, err := at(0)
	if err != nil {
		return err
	}
	if ok {
		f.meta, f.metas = first, 1
		if err := metaHead(page, 0); err != nil {
			return err
		}
	}
	for size := int64(1 << 10); size <= 1<<24; size <<= 1 {
		if f.metas > 0 && size != first.pageSize {
			continue
		}
		second, ok, err := at(size)
		if err != nil {
			return err
		}
		if !ok || second.pageSize != size {
			continue
		}
		if f.metas == 0 || second.tx > f.meta.tx {
			f.meta = second
		}
		f.metas++
		return metaHead(page, 1)
	}
	if f.metas == 0 {
		return errNoMeta
	}
	return nil
}

// metaHead checks what stands before a meta page and is not in its sum.
func metaHead(page []byte, id uint64) error {
	if got := order.Uint64(page); got != id || pageFlags(page) != metaFlag {
		return fmt.Errorf("meta page %d says it is page %d with flags %#x", id, got, pageFlags(page))
	}
	return nil
}

func validPageSize(n int64) bool {
	return n >= 1<<10 && n <= 1<<24 && n&(n-1) == 0
}

// page reads a page with its overflow into buf, growing it as needed.
func (f *boltFile) page(id uint64, buf []byte) ([]byte, error) {
	if id >= f.meta.high {
		return buf, fmt.Errorf("page %d of %d", id, f.meta.high)
	}
	size := int(f.meta.pageSize)
	buf = sized(buf, size)
	if _, err := f.r.ReadAt(buf, int64(id)*f.meta.pageSize); err != nil {
		return buf, fmt.Errorf("page %d: %w", id, err)
	}
	if got := order.Uint64(buf); got != id {
		return buf, fmt.Errorf("page %d says it is page %d", id, got)
	}
	over := uint64(order.Uint32(buf[12:]))
	if over == 0 {
		return buf, nil
	}
	if over >= f.meta.high-id {
		return buf, fmt.Errorf("page %d runs over by %d of %d pages", id, over, f.meta.high)
	}
	buf = sized(buf, size*int(over+1))
	if _, err := f.r.ReadAt(buf[size:], int64(id+1)*f.meta.pageSize); err != nil {
		return buf, fmt.Errorf("page %d: %w", id, err)
	}
	return buf, nil
}

// sized returns a buffer of n bytes that begins with those of buf.
func sized(buf []byte, n int) []byte {
	if n <= cap(buf) {
		return buf[:n]
	}
	out := make([]byte, n)
	copy(out, buf)
	return out
}

func pageFlags(page []byte) uint16 { return order.Uint16(page[8:]) }
func pageCount(page []byte) int    { return int(order.Uint16(page[10:])) }

// readFree reads the list of free pages.
func (f *boltFile) readFree() error {
	page, err := f.page(f.meta.freelist, nil)
	if err != nil {
		return fmt.Errorf("freelist: %w", err)
	}
	if pageFlags(page) != freeFlag {
		return fmt.Errorf("freelist: page %d has flags %#x", f.meta.freelist, pageFlags(page))
	}
	ids, count := page[pageHead:], uint64(pageCount(page))
	if count == 0xffff {
		count, ids = order.Uint64(ids), ids[8:]
	}
	if count > uint64(len(ids)/8) {
		return fmt.Errorf("freelist: %d ids in %d bytes", count, len(ids))
	}
	f.free = make([]uint64, count)
	last := uint64(1)
	for i := range f.free {
		id := order.Uint64(ids[i*8:])
		if id <= last || id >= f.meta.high {
			return fmt.Errorf("freelist: page %d after %d of %d", id, last, f.meta.high)
		}
		f.free[i], last = id, id
	}
	return nil
}
