package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// A line is a block that was run.
type line struct {
	name    string
	log     string // file with its output
	seconds float64
	results []result
	err     error
}

func (l line) String() string {
	state := "ok"
	if l.err != nil {
		state = "FAILED"
	}
	counts := []string{}
	for _, o := range []outcome{passed, failed, skipped} {
		if n := l.count(o); n > 0 {
			counts = append(counts, fmt.Sprintf("%d %s", n, o))
		}
	}
	return fmt.Sprintf("%-6s %7.1f s  %s", state, l.seconds, strings.Join(counts, ", "))
}

func (l line) count(o outcome) int {
	n := 0
	for _, r := range l.results {
		if r.outcome == o {
			n++
		}
	}
	return n
}

// A report is what a run prints at its end.
type report struct {
	lines []line
}

func (r *report) add(l line) { r.lines = append(r.lines, l) }

// sort brings the lines into the order of the blocks, however they ended.
func (r *report) sort(blocks []block) {
	place := func(l line) int {
		return slices.IndexFunc(blocks, func(b block) bool { return b.name == l.name })
	}
	slices.SortFunc(r.lines, func(a, b line) int { return cmp.Compare(place(a), place(b)) })
}

func (r *report) count(o outcome) int {
	n := 0
	for _, l := range r.lines {
		n += l.count(o)
	}
	return n
}

// slowest lists the n Go test functions that took longest.
func (r *report) slowest(n int) []result {
	var all []result
	for _, l := range r.lines {
		for _, t := range l.results {
			if t.goTest {
				all = append(all, t)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b result) int { return cmp.Compare(b.seconds, a.seconds) })
	return all[:min(n, len(all))]
}

func (r *report) with(o outcome) []result {
	var out []result
	for _, l := range r.lines {
		for _, t := range l.results {
			if t.outcome == o {
				out = append(out, t)
			}
		}
	}
	return out
}

func (r *report) print(w io.Writer, took time.Duration) {
	fmt.Fprintf(w, "\nBlocks, %.0f s in all\n", took.Seconds())
	for _, l := range r.lines {
		fmt.Fprintf(w, "  %-18s %s\n", l.name, l)
	}
	if slow := r.slowest(10); len(slow) > 0 {
		fmt.Fprintf(w, "\nSlowest Go tests\n")
		for _, t := range slow {
			fmt.Fprintf(w, "  %7.1f s  %s (%s)\n", t.seconds, t.name, t.block)
		}
	}
	if list := r.with(skipped); len(list) > 0 {
		fmt.Fprintf(w, "\nSkipped\n")
		for _, t := range list {
			fmt.Fprintf(w, "  %s (%s): %s\n", t.name, t.block, cmp.Or(t.reason, "no reason given"))
		}
	}
	if list := r.with(failed); len(list) > 0 {
		fmt.Fprintf(w, "\nFailed\n")
		for _, t := range list {
			fmt.Fprintf(w, "  %s (%s)\n", t.name, t.block)
		}
	}
	fmt.Fprintf(w, "\n%d passed, %d failed, %d skipped\n", r.count(passed), r.count(failed), r.count(skipped))
}
