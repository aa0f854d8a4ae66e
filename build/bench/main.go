// Command bench measures the table of figures that Bảng Tin promises, each
// side by side with what a user would pick instead, in one run: the ratios
// hold whatever else the machine does, the times are only of this machine.
//
//	go run ./build/bench [-only reads,import,…]
//
// It takes articles from BANGTIN_SAMPLES (../shared/data beside the
// checkout) where they are, else it writes its own. It reports; it fails
// only where something could not be measured at all.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A row is one figure of the table.
type row struct {
	what   string
	value  string
	target string
	ok     verdict
}

type verdict int

const (
	reported verdict = iota // there is no target
	reached
	missed
)

func (v verdict) String() string { return [...]string{"", "reached", "MISSED"}[v] }

func judge(ok bool) verdict {
	if ok {
		return reached
	}
	return missed
}

// A section measures some rows.
type section struct {
	name string
	run  func(ctx context.Context, b *bench) ([]row, error)
	long bool // it runs only where it is asked for
}

var sections = []section{
	{name: "thumb", run: otherProgram("./build/bench/thumb")},
	{name: "store", run: otherProgram("./build/bench/store")},
	{name: "exchange", run: otherProgram("./build/bench/exchange")},
	{name: "growth", run: otherProgram("./build/bench/exchange", "-articles", "0", "-changes", "10000,100000,1000000"), long: true},
	{name: "import", run: measureImport},
	{name: "reads", run: measureReads},
	{name: "search", run: measureSearch},
	{name: "desk", run: measureDesk},
	{name: "pages", run: measurePages},
	{name: "start", run: measureStart},
	{name: "memory", run: measureMemory},
	{name: "screen", run: measureScreen},
	{name: "typing", run: measureTyping},
}

// bench is what the sections share.
type bench struct {
	bin    string
	dir    string // for data folders and the like
	folder map[int]string
	most   int // articles of the larger library
	reuse  bool
}

func main() {
	only := flag.String("only", "", "sections to run, by commas: thumb, store, exchange, import, reads, search, desk, pages, start, memory, screen, typing; growth, with a million changes, only runs where it is named")
	bin := flag.String("bin", "build/bin/bangtin", "the program to measure")
	most := flag.Int("articles", 5000, "how many the larger library of the sections reads and search holds; the plan asks for 100000 (half an hour)")
	work := flag.String("dir", "", "folder to work in, which is kept: the next run finds the libraries there")
	reuse := flag.Bool("reuse", false, "search in the index that a run before has left in -dir, which is not timed then")
	flag.Parse()
	if err := run(*bin, *only, *work, *most, *reuse); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(bin, only, dir string, most int, reuse bool) error {
	bin, err := filepath.Abs(bin)
	if err != nil {
		return err
	}
	if dir == "" {
		if dir, err = os.MkdirTemp("", "bangtin-bench-"); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
	}
	b := &bench{bin: bin, dir: dir, folder: map[int]string{}, most: most, reuse: reuse}
	ctx := context.Background()
	var all []row
	var failed error
	for _, s := range sections {
		if only == "" && s.long || only != "" && !strings.Contains(","+only+",", ","+s.name+",") {
			continue
		}
		fmt.Printf("== %s\n", s.name)
		rows, err := s.run(ctx, b)
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", s.name, err))
			rows = append(rows, row{what: s.name, value: "not measured: " + err.Error()})
		}
		all = append(all, rows...)
	}
	fmt.Printf("\n%-58s %-34s %-34s\n", "what", "measured", "to reach")
	for _, r := range all {
		fmt.Printf("%-58s %-34s %-24s %s\n", r.what, r.value, r.target, r.ok)
	}
	return failed
}

// otherProgram is a section that prints its own table.
func otherProgram(pkg string, args ...string) func(context.Context, *bench) ([]row, error) {
	return func(ctx context.Context, b *bench) ([]row, error) {
		c := exec.CommandContext(ctx, "go", append([]string{"run", pkg}, args...)...)
		c.Stdout, c.Stderr = os.Stdout, os.Stderr
		return nil, c.Run()
	}
}
