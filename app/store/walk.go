package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
)

// maxDepth is far deeper than any tree of pages that fits on a disk.
const maxDepth = 64

// walker visits every page of a file once.
type walker struct {
	f        *boltFile
	ctx      context.Context
	progress func(done, total int64)
	seen     pageSet
	free     pageSet
	buffers  [maxDepth][]byte
	done     int64
	values   int64
	table    string   // where the walk is
	tables   []string // seen so far, without "meta"
	listed   []byte   // what "meta" says they are; nil where it does not
}

// pageSet is a set of page numbers.
type pageSet []uint64

func newPageSet(n uint64) pageSet   { return make(pageSet, n/64+1) }
func (b pageSet) has(i uint64) bool { return b[i/64]&(1<<(i%64)) != 0 }
func (b pageSet) add(i uint64)      { b[i/64] |= 1 << (i % 64) }

// walkPages visits all that can be reached from the root and returns the
// first thing that is wrong: a page out of place or of the wrong kind, used
// twice or both used and free, keys out of order, elements out of place, a value whose sum
// is wrong, tables other than those that were kept.
// It also returns how many values it read and how many pages are neither
// used nor free, which wastes space and harms nothing. Progress is told in
// bytes and may be nil.
func walkPages(ctx context.Context, f *boltFile, progress func(done, total int64)) (values, leaked int64, err error) {
	if progress == nil {
		progress = func(int64, int64) {}
	}
	w := &walker{f: f, ctx: ctx, progress: progress, seen: newPageSet(f.meta.high), free: newPageSet(f.meta.high)}
	for _, id := range f.free {
		w.free.add(id)
	}
	page, err := f.page(f.meta.freelist, nil)
	if err == nil {
		err = w.mark(f.meta.freelist, page)
	}
	if err == nil {
		err = w.visit(f.meta.root, 0, nil, nil)
	}
	if err == nil && w.listed != nil {
		err = compareNames(w.listed, w.tables)
	}
	if err != nil {
		return w.values, 0, err
	}
	for id := uint64(2); id < f.meta.high; id++ {
		if !w.seen.has(id) && !w.free.has(id) {
			leaked++
		}
	}
	return w.values, leaked, nil
}

// mark notes that a page and its overflow are in use.
func (w *walker) mark(id uint64, page []byte) error {
	for i := range uint64(int64(len(page)) / w.f.meta.pageSize) {
		if w.seen.has(id + i) {
			return fmt.Errorf("page %d is used twice", id+i)
		}
		if w.free.has(id + i) {
			return fmt.Errorf("page %d is used and free", id+i)
		}
		w.seen.add(id + i)
	}
	w.done += int64(len(page))
	w.progress(w.done, int64(w.f.meta.high)*w.f.meta.pageSize)
	return w.ctx.Err()
}

// visit checks the tree below a page. All keys are at or above low, and
// below high unless that is nil.
func (w *walker) visit(id uint64, depth int, low, high []byte) error {
	if depth == maxDepth {
		return fmt.Errorf("page %d lies %d deep", id, depth)
	}
	page, err := w.f.page(id, w.buffers[depth])
	w.buffers[depth] = page
	if err != nil {
		return err
	}
	if err := w.mark(id, page); err != nil {
		return err
	}
	switch pageFlags(page) {
	case branchFlag:
		err = w.branch(page, depth, low, high)
	case leafFlag:
		err = w.leaf(page, depth, low, high)
	default:
		err = fmt.Errorf("flags %#x", pageFlags(page))
	}
	if err != nil {
		return fmt.Errorf("page %d: %w", id, err)
	}
	return nil
}

func (w *walker) branch(page []byte, depth int, low, high []byte) error {
	n := pageCount(page)
	if n == 0 {
		return fmt.Errorf("empty branch")
	}
	data := newPacked(n)
	key := func(i int) ([]byte, uint64, error) {
		at := pageHead + i*elemSize
		if at+elemSize > len(page) {
			return nil, 0, fmt.Errorf("branch %d of %d lies outside", i, n)
		}
		e := page[at:]
		pos, size := order.Uint32(e), order.Uint32(e[4:])
		if !data.next(at, pos, size) {
			return nil, 0, fmt.Errorf("key of branch %d of %d is out of place", i, n)
		}
		k, err := cut(page, at, pos, size)
		return k, order.Uint64(e[8:]), err
	}
	k, child, err := key(0)
	if err != nil {
		return err
	}
	if bytes.Compare(k, low) < 0 && low != nil {
		return fmt.Errorf("first key %x is below %x", k, low)
	}
	for i := range n {
		end, after := high, uint64(0)
		if i+1 < n {
			if end, after, err = key(i + 1); err != nil {
				return err
			}
			if bytes.Compare(k, end) >= 0 {
				return fmt.Errorf("key %x before %x", k, end)
			}
		}
		if high != nil && bytes.Compare(k, high) >= 0 {
			return fmt.Errorf("key %x is not below %x", k, high)
		}
		if err := w.visit(child, depth+1, k, end); err != nil {
			return err
		}
		k, child = end, after
	}
	return nil
}

func (w *walker) leaf(page []byte, depth int, low, high []byte) error {
	n := pageCount(page)
	if n == 0 && low != nil {
		return fmt.Errorf("empty leaf below a branch")
	}
	if pageHead+n*elemSize > len(page) {
		return fmt.Errorf("%d elements lie outside", n)
	}
	data := newPacked(n)
	var last []byte
	for i := range n {
		at := pageHead + i*elemSize
		e := page[at:]
		flags, pos, ks, vs := order.Uint32(e), order.Uint32(e[4:]), order.Uint32(e[8:]), order.Uint32(e[12:])
		k, err := cut(page, at, pos, ks)
		if err != nil {
			return err
		}
		v, err := cut(page, at, pos+ks, vs)
		if err != nil || pos+ks < pos {
			return fmt.Errorf("value of %x lies outside", k)
		}
		if !data.next(at, pos, ks, vs) {
			return fmt.Errorf("value of %x is out of place", k)
		}
		switch {
		case i > 0 && bytes.Compare(last, k) >= 0:
			return fmt.Errorf("key %x before %x", last, k)
		case i == 0 && low != nil && bytes.Compare(k, low) < 0:
			return fmt.Errorf("key %x is below %x", k, low)
		case high != nil && bytes.Compare(k, high) >= 0:
			return fmt.Errorf("key %x is not below %x", k, high)
		}
		last = k
		if err := w.element(k, v, flags, depth); err != nil {
			return err
		}
	}
	return nil
}

// element checks a value, or goes down into a table.
func (w *walker) element(k, v []byte, flags uint32, depth int) error {
	if w.table != "" {
		if flags != 0 {
			return fmt.Errorf("bucket %q inside table %q", k, w.table)
		}
		w.values++
		n := len(v) - sumSize
		if n < 0 || binary.BigEndian.Uint32(v[n:]) != valueSum(k, v[:n]) {
			return fmt.Errorf("value of %x in table %q and its sum differ", k, w.table)
		}
		if w.table == metaTable && bytes.Equal(k, tablesKey) {
			w.listed = append([]byte{}, v[:n]...)
		}
		return nil
	}
	if flags != bucketFlag || len(v) < 16 || len(k) == 0 {
		return fmt.Errorf("%x is no table", k)
	}
	w.table = string(k)
	if w.table != metaTable {
		w.tables = append(w.tables, w.table)
	}
	defer func() { w.table = "" }()
	if root := order.Uint64(v); root != 0 {
		return w.visit(root, depth+1, nil, nil)
	}
	inline := v[16:]
	if len(inline) < pageHead || pageFlags(inline) != leafFlag {
		return fmt.Errorf("table %q is neither inline nor on pages", k)
	}
	if err := w.leaf(inline, depth, nil, nil); err != nil {
		return err
	}
	if pageCount(inline) == 0 && len(inline) > pageHead {
		return fmt.Errorf("table %q is empty with bytes behind", k)
	}
	return nil
}

// packed follows the bytes of a page's elements. bbolt lays them right behind
// the last element and each other, so a count that has changed leaves a gap
// or an overlap, where elements would otherwise be missed in silence.
type packed struct{ end uint64 }

func newPacked(elements int) packed {
	return packed{uint64(pageHead + elements*elemSize)}
}

// next takes the bytes of one element and tells whether they begin where the
// last ones ended.
func (p *packed) next(at int, pos uint32, sizes ...uint32) bool {
	ok := uint64(at)+uint64(pos) == p.end
	for _, size := range sizes {
		p.end += uint64(size)
	}
	return ok
}

// cut takes bytes out of a page, counted from one of its elements.
func cut(page []byte, at int, pos, size uint32) ([]byte, error) {
	from := uint64(at) + uint64(pos)
	to := from + uint64(size)
	if to > uint64(len(page)) {
		return nil, fmt.Errorf("bytes %d to %d of a page of %d", from, to, len(page))
	}
	return page[from:to:to], nil
}
