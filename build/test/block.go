package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// A block is one step of a run: it has a name, a log and a time of its own.
type block struct {
	name  string
	cores cores
	needs []string      // blocks without which this one cannot run
	limit time.Duration // after which it is killed and has failed
	// run writes to the log what a reader needs when it fails. It returns
	// the tests it ran; none if the block is itself the test.
	run func(ctx context.Context, log *blockLog) ([]result, error)
}

// cores is what a block keeps busy.
type cores int

const (
	allCores cores = iota
	oneCore        // and it measures no time: it may run while others like it do
)

// An outcome is how a test ended.
type outcome string

const (
	passed  outcome = "passed"
	failed  outcome = "failed"
	skipped outcome = "skipped"
)

// A result is one test, or a block that is itself the test.
type result struct {
	block   string
	name    string
	outcome outcome
	seconds float64
	reason  string // of a skip
	goTest  bool   // a test function of Go, not one of its subtests
}

// A blockLog is the output of one block.
type blockLog struct {
	*os.File
	base string // path without its extension, for further files
}

// runBlocks begins blocks in their order, prints the report, and fails if any
// of them did. only names some of them; what those need runs with them. A
// block runs alone, but for those of one core, which run beside those next
// to them as soon as a core is free and what they need has ended.
func runBlocks(ctx context.Context, p *place, w io.Writer, blocks []block, only string) error {
	blocks, err := choose(blocks, only)
	if err != nil {
		return err
	}
	start := time.Now()
	var rep report
	var running []block
	ended := make(chan line)
	next := func() error {
		line := <-ended
		i := slices.IndexFunc(running, func(b block) bool { return b.name == line.name })
		if running[i].cores == oneCore {
			fmt.Fprintf(w, "%-18s ", line.name)
		}
		running = slices.Delete(running, i, i+1)
		rep.add(line)
		fmt.Fprintln(w, line)
		if line.err == nil {
			return nil
		}
		err := copyFile(w, line.log)
		fmt.Fprintf(w, "--- %s: %v\n\n", line.name, line.err)
		return err
	}
	for _, b := range blocks {
		for len(running) > 0 && !fits(b, running) {
			err = errors.Join(err, next())
		}
		if err != nil || ctx.Err() != nil {
			break
		}
		if b.cores == allCores { // what runs beside others is named when it has ended
			fmt.Fprintf(w, "%-18s ", b.name)
		}
		running = append(running, b)
		before := slices.Clone(rep.lines)
		go func() { ended <- runBlock(ctx, p, b, before) }()
	}
	for len(running) > 0 {
		err = errors.Join(err, next())
	}
	if err != nil {
		return err
	}
	rep.sort(blocks)
	rep.print(w, time.Since(start))
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("stopped: %w", err)
	}
	if rep.count(failed) > 0 {
		return errors.New("not everything passed")
	}
	return nil
}

// fits says whether a block may begin beside those that run.
func fits(b block, running []block) bool {
	return b.cores == oneCore && len(running) < runtime.NumCPU() && !slices.ContainsFunc(running, func(r block) bool {
		return r.cores == allCores || slices.Contains(b.needs, r.name)
	})
}

// choose keeps the blocks named in only, and those they need.
func choose(blocks []block, only string) ([]block, error) {
	if only == "" {
		return blocks, nil
	}
	wanted := map[string]bool{}
	for _, name := range strings.Split(only, ",") {
		if !slices.ContainsFunc(blocks, func(b block) bool { return b.name == name }) {
			return nil, usageError("no such block: " + name)
		}
		wanted[name] = true
	}
	var out []block
	for _, b := range slices.Backward(blocks) {
		if !wanted[b.name] {
			continue
		}
		for _, n := range b.needs {
			wanted[n] = true
		}
		out = append(out, b)
	}
	slices.Reverse(out)
	return out, nil
}

// runBlock runs one block unless something it needs failed, which fails it
// too: what could not be tried is not counted as skipped.
func runBlock(ctx context.Context, p *place, b block, before []line) line {
	start := time.Now()
	l := line{name: b.name}
	base := filepath.Join(p.out, strings.ReplaceAll(b.name, " ", "-"))
	l.log = base + ".log"
	file, err := os.Create(l.log)
	if err != nil {
		l.err = err
	} else {
		defer file.Close()
		l.err = unmet(b, before)
	}
	if l.err == nil {
		limited, cancel := context.WithTimeout(ctx, b.limit)
		l.results, l.err = b.run(limited, &blockLog{File: file, base: base})
		if limited.Err() != nil && ctx.Err() == nil {
			l.err = fmt.Errorf("not done after %v", b.limit)
		}
		cancel()
	}
	l.seconds = time.Since(start).Seconds()
	for i := range l.results {
		l.results[i].block = b.name
	}
	isFailed := func(r result) bool { return r.outcome == failed }
	switch {
	case l.err != nil && !slices.ContainsFunc(l.results, isFailed):
		l.results = append(l.results, result{block: b.name, name: b.name, outcome: failed, seconds: l.seconds})
	case l.err == nil && slices.ContainsFunc(l.results, isFailed):
		l.err = errors.New("tests failed")
	case len(l.results) == 0:
		l.results = []result{{block: b.name, name: b.name, outcome: passed, seconds: l.seconds}}
	}
	return l
}

func unmet(b block, before []line) error {
	for _, l := range before {
		if l.err != nil && slices.Contains(b.needs, l.name) {
			return fmt.Errorf("not tried, because %q failed", l.name)
		}
	}
	return nil
}

func copyFile(w io.Writer, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(w, f)
	return err
}
