package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// soak runs the Go tests whose names match for as long as they take, or the
// tests of a browser in the file named, such as typing.spec, and keeps a
// report that says what was run, so that it can be run again.
func soak(ctx context.Context, p *place, name, packages string) error {
	if name == "" {
		return usageError("a soak needs the name of its tests: make soak NAME=TestName")
	}
	where, err := soaked(ctx, p, name, strings.Fields(packages))
	if err != nil {
		return err
	}
	effort := cmp.Or(os.Getenv("EFFORT"), "20")
	seed := cmp.Or(os.Getenv("SEED"), strconv.FormatUint(uint64(rand.Uint32()), 10))
	p.env = append(p.env, "EFFORT="+effort, "SEED="+seed)

	started := time.Now().UTC()
	report, err := os.Create(filepath.Join(p.out, "soak-"+started.Format("20060102-150405")+".txt"))
	if err != nil {
		return err
	}
	defer report.Close()
	w := io.MultiWriter(os.Stdout, report)
	fmt.Fprintf(w, "tests    %s in %s\ncommit   %s\neffort   %s\nseed     %s\nmachine  %s/%s, %d cores, %s\nstarted  %s\n\n",
		name, strings.Join(where, " "), commit(ctx), effort, seed,
		runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version(), started.Format(time.RFC3339))

	run := goTest{
		env:      p.forBinary(),
		args:     []string{"-count=1", "-timeout=0", "-run", name},
		packages: where,
		verbose:  true,
	}.run
	if isSpec(name) {
		run = func(ctx context.Context, log *blockLog) ([]result, error) {
			return nil, npmRun(p.forBinary(), "e2e", "--reporter=list", "--workers=1", where[0]).run(ctx, log)
		}
	}
	const noLimit = 30 * 24 * time.Hour
	err = runBlocks(ctx, p, w, []block{
		{"binary", allCores, nil, time.Hour, argv(p.env, "make", "--no-print-directory", "build")},
		{"soak", allCores, []string{"binary"}, noLimit, run},
	}, "")
	if err == nil { // a failed block's log is in the report already
		err = copyFile(report, filepath.Join(p.out, "soak.log"))
	}
	fmt.Fprintln(os.Stdout, "report:", report.Name())
	return err
}

// soaked says where the tests of a name are: Go packages, or one file of a
// browser's tests.
func soaked(ctx context.Context, p *place, name string, packages []string) ([]string, error) {
	if isSpec(name) {
		file := "tests/e2e/" + strings.TrimSuffix(name, ".ts") + ".ts"
		if _, err := os.Stat(filepath.Join("frontend", file)); err != nil {
			return nil, usageError("no file frontend/" + file)
		}
		return []string{file}, nil
	}
	re, err := regexp.Compile(name)
	if err != nil {
		return nil, usageError(err.Error())
	}
	return withTests(ctx, p, re, packages)
}

func isSpec(name string) bool {
	return strings.HasSuffix(strings.TrimSuffix(name, ".ts"), ".spec")
}

// withTests lists the packages that hold a matching test, of those that the
// patterns name, or of all.
func withTests(ctx context.Context, p *place, name *regexp.Regexp, patterns []string) ([]string, error) {
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	pkgs, err := listPackages(ctx, patterns...)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, pkg := range pkgs {
		found, err := pkg.functions(name)
		if err != nil {
			return nil, err
		}
		if len(found) > 0 {
			out = append(out, pkg.ImportPath)
		}
	}
	if len(out) == 0 {
		return nil, usageError("no Go test has a name like " + name.String())
	}
	return out, nil
}

// commit names what is tested, and says whether files differ from it.
func commit(ctx context.Context) string {
	head, err := exec.CommandContext(ctx, "git", "rev-parse", "HEAD").Output()
	if err != nil {
		return "unknown"
	}
	name := strings.TrimSpace(string(head))
	if changed, err := exec.CommandContext(ctx, "git", "status", "--porcelain").Output(); err != nil || len(changed) > 0 {
		name += ", with changes"
	}
	return name
}
