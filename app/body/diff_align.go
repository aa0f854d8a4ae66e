package body

import "slices"

// run is a stretch of n items that two sequences have in common, from old[i]
// and new[j] on.
type run struct{ i, j, n int }

// align finds a long common subsequence of two sequences as runs in order,
// none touching the next in both.
//
// Sequences that differ little are aligned by Myers, "An O(ND) Difference
// Algorithm and Its Variations", section 4b: the result is the longest there
// is and memory is linear. Where they differ much, items that occur once in
// both split them first (Cohen's patience diff). Work is bounded by a multiple
// of the length; when it is spent, what is left has nothing in common.
func align(old, new []int) []run {
	const perItem = 256
	size := len(old) + len(new)
	a := &aligner{old: old, new: new, work: perItem * size, front: make([]int, size+4), back: make([]int, size+4)}
	a.span(0, len(old), 0, len(new))
	return a.runs
}

type aligner struct {
	old, new    []int
	work        int   // steps left
	front, back []int // the furthest point on each diagonal, from either end
	runs        []run
}

func (a *aligner) add(i, j, n int) {
	if n == 0 {
		return
	}
	if last := len(a.runs) - 1; last >= 0 {
		if r := &a.runs[last]; r.i+r.n == i && r.j+r.n == j {
			r.n += n
			return
		}
	}
	a.runs = append(a.runs, run{i, j, n})
}

// span aligns old[i:iEnd] with new[j:jEnd].
func (a *aligner) span(i, iEnd, j, jEnd int) {
	n := 0
	for i+n < iEnd && j+n < jEnd && a.old[i+n] == a.new[j+n] {
		n++
	}
	a.add(i, j, n)
	i, j, n = i+n, j+n, 0
	for i < iEnd-n && j < jEnd-n && a.old[iEnd-n-1] == a.new[jEnd-n-1] {
		n++
	}
	iEnd, jEnd = iEnd-n, jEnd-n
	if i < iEnd && j < jEnd {
		a.split(i, iEnd, j, jEnd)
	}
	a.add(iEnd, jEnd, n)
}

func (a *aligner) split(i, iEnd, j, jEnd int) {
	if x, y, ok := a.middle(i, iEnd, j, jEnd); ok {
		a.span(i, x, j, y)
		a.span(x, iEnd, y, jEnd)
		return
	}
	anchors := a.anchors(i, iEnd, j, jEnd)
	if len(anchors) == 0 {
		return
	}
	for _, at := range anchors {
		a.span(i, at.i, j, at.j)
		a.add(at.i, at.j, 1)
		i, j = at.i+1, at.j+1
	}
	a.span(i, iEnd, j, jEnd)
}

// middle finds a point on a shortest way from one corner to the other by
// walking from both until the ways meet. It gives up where that costs more
// than a few steps an item.
func (a *aligner) middle(i, iEnd, j, jEnd int) (x, y int, ok bool) {
	const perItem = 64
	n, m := iEnd-i, jEnd-j
	allowed := min(a.work, perItem*(n+m))
	before := allowed
	defer func() { a.work -= before - allowed }()

	most := (n + m + 1) / 2
	odd := (n-m)%2 != 0
	forth := walk{furthest: a.front, most: most, n: n, m: m, same: func(x, y int) bool { return a.old[i+x] == a.new[j+y] }}
	back := walk{furthest: a.back, most: most, n: n, m: m, same: func(x, y int) bool { return a.old[iEnd-1-x] == a.new[jEnd-1-y] }}
	forth.begin()
	back.begin()
	for d := 0; d <= most && allowed > 0; d++ {
		allowed -= 2 * (d + 1)
		if x, y, ok := forth.step(d, odd, &back, &allowed); ok {
			return i + x, j + y, true
		}
		if x, y, ok := back.step(d, !odd, &forth, &allowed); ok {
			return iEnd - x, jEnd - y, true
		}
	}
	return 0, 0, false
}

// walk is one of the two ways. Points are counted from the corner it began in;
// diagonal k holds those with x-y = k.
type walk struct {
	furthest []int // x on diagonal k at most+1+k, -1 where it has not been
	most     int
	n, m     int
	same     func(x, y int) bool
	low, top int // diagonals left out below and above, being off the edge
}

func (w *walk) begin() {
	w.furthest = w.furthest[:2*w.most+3]
	for k := range w.furthest {
		w.furthest[k] = -1
	}
	w.furthest[w.most+2] = 0
}

// step goes one difference further on every diagonal. If check is set it tells
// the point where it met the other walk.
func (w *walk) step(d int, check bool, other *walk, allowed *int) (x, y int, ok bool) {
	zero := w.most + 1
	for k := -d + w.low; k <= d-w.top; k += 2 {
		x := w.furthest[zero+k-1] + 1
		if k == -d || k != d && w.furthest[zero+k-1] < w.furthest[zero+k+1] {
			x = w.furthest[zero+k+1]
		}
		y := x - k
		start := x
		for x < w.n && y < w.m && w.same(x, y) {
			x++
			y++
		}
		*allowed -= x - start
		w.furthest[zero+k] = x
		switch mirror := zero + w.n - w.m - k; {
		case x > w.n:
			w.top += 2
		case y > w.m:
			w.low += 2
		case check && mirror >= 0 && mirror < len(other.furthest) && other.furthest[mirror] >= 0 &&
			x+other.furthest[mirror] >= w.n && 0 < x+y && x+y < w.n+w.m:
			return x, y, true
		}
	}
	return 0, 0, false
}

// anchors are the items that occur once in either stretch, as far as they
// stand in the same order.
func (a *aligner) anchors(i, iEnd, j, jEnd int) []run {
	a.work -= 4 * (iEnd - i + jEnd - j)
	if a.work < 0 {
		return nil
	}
	type place struct{ times, at int }
	there := make(map[int]place, jEnd-j)
	for at := j; at < jEnd; at++ {
		there[a.new[at]] = place{there[a.new[at]].times + 1, at}
	}
	here := make(map[int]int, iEnd-i)
	for _, item := range a.old[i:iEnd] {
		here[item]++
	}
	var once []run
	var ats []int
	for at := i; at < iEnd; at++ {
		if p := there[a.old[at]]; p.times == 1 && here[a.old[at]] == 1 {
			once = append(once, run{at, p.at, 1})
			ats = append(ats, p.at-j)
		}
	}
	var out []run
	for _, k := range increasing(ats, jEnd-j, func(int) int { return 1 }) {
		out = append(out, once[k])
	}
	return out
}

// increasing picks from distinct values below limit those that increase and
// weigh most together, and tells their places.
func increasing(values []int, limit int, weight func(place int) int) []int {
	// best[v] of a Fenwick tree over the values is the heaviest chain that ends
	// in one of those it stands for.
	type chain struct{ weight, last int }
	best := make([]chain, limit+1)
	before := make([]int, len(values))
	heaviest := chain{0, -1}
	for place, v := range values {
		c := chain{0, -1}
		for at := v; at > 0; at -= at & -at {
			if best[at].weight > c.weight {
				c = best[at]
			}
		}
		before[place] = c.last
		c = chain{c.weight + weight(place), place}
		for at := v + 1; at <= limit; at += at & -at {
			if c.weight > best[at].weight {
				best[at] = c
			}
		}
		if c.weight > heaviest.weight {
			heaviest = c
		}
	}
	var out []int
	for at := heaviest.last; at >= 0; at = before[at] {
		out = append(out, at)
	}
	slices.Reverse(out)
	return out
}
