// Command test runs what must hold before a change to Bảng Tin is done, in
// blocks, and tells at the end what each block took, which Go tests were the
// slowest, what was skipped and why, and how many tests passed and failed.
//
//	go run ./build/test check                 while working
//	go run ./build/test test                  everything
//	go run ./build/test test -only NAME,NAME  some blocks, and those they need
//	go run ./build/test soak -name REGEXP     chosen Go tests, for hours
//
// It is started by make, from the root of the checkout. Output of every
// block is kept in build/test/out; only that of failed blocks is printed.
// Tests are told: EFFORT, which multiplies the counts they choose (1, in a
// soak 20); in a soak SEED, for their random numbers; BANGTIN_SAMPLES, a
// folder of real articles and photos, which may be missing; BANGTIN_SHOTS,
// where screenshots are kept; BANGTIN_BIN, the built program.
//
// It exits with 0 if all passed, 1 if anything failed, 2 on wrong usage.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// outDir holds the output of the blocks of the last run.
const outDir = "build/test/out"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:])
	stop()
	var wrong usageError
	switch {
	case errors.As(err, &wrong):
		fmt.Fprintln(os.Stderr, "usage: go run ./build/test check|test|soak:", wrong)
		os.Exit(2)
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// A usageError says what of the command line is not understood.
type usageError string

func (e usageError) Error() string { return string(e) }

func run(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return usageError("which of them?")
	}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	only := flags.String("only", "", "blocks to run, separated by commas")
	name := flags.String("name", "", "soak: a regular expression for names of Go tests")
	packages := flags.String("packages", "", "soak: packages to look in; all if empty")
	if err := flags.Parse(args[1:]); err != nil {
		return usageError(err.Error())
	}
	if _, err := os.Stat("go.mod"); err != nil {
		return usageError("not at the root of the checkout")
	}
	p, err := newPlace(ctx)
	if err != nil {
		return err
	}
	switch args[0] {
	case "check":
		return runBlocks(ctx, p, os.Stdout, checkBlocks(p), *only)
	case "test":
		return runBlocks(ctx, p, os.Stdout, testBlocks(p), *only)
	case "soak":
		return soak(ctx, p, *name, *packages)
	}
	return usageError("no such run: " + args[0])
}

// A place is where a run happens and what its tests are told.
type place struct {
	out      string   // absolute outDir
	binary   string   // absolute path of the program under test
	packages []goPkg  // of this module
	env      []string // of every command
}

func newPlace(ctx context.Context) (*place, error) {
	root, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	p := &place{
		out:    filepath.Join(root, outDir),
		binary: filepath.Join(root, "build/bin/bangtin"),
	}
	if err := os.MkdirAll(filepath.Join(p.out, "shots"), 0o755); err != nil {
		return nil, err
	}
	// Output is for files: no colours, no progress bars, no questions.
	p.env = slices.Clip(append(os.Environ(), "NO_COLOR=1", "FORCE_COLOR=0", "CI=1",
		"EFFORT="+cmp.Or(os.Getenv("EFFORT"), "1"),
		"BANGTIN_SAMPLES="+cmp.Or(os.Getenv("BANGTIN_SAMPLES"), filepath.Join(root, "..", "shared", "data")),
		"BANGTIN_SHOTS="+filepath.Join(p.out, "shots")))
	p.packages, err = listPackages(ctx, "./...")
	return p, err
}

// forBinary is the environment of tests that drive the built program.
func (p *place) forBinary() []string {
	return append(p.env, "BANGTIN_BIN="+p.binary)
}

// paths lists the import paths of the packages that keep says yes to.
func (p *place) paths(keep func(goPkg) bool) []string {
	var out []string
	for _, pkg := range p.packages {
		if keep(pkg) {
			out = append(out, pkg.ImportPath)
		}
	}
	return out
}

// inRoom says whether a package is app/NAME or lies below it.
func inRoom(pkg goPkg, names ...string) bool {
	for _, name := range names {
		if path := "bangtin/" + name; pkg.ImportPath == path || strings.HasPrefix(pkg.ImportPath, path+"/") {
			return true
		}
	}
	return false
}
