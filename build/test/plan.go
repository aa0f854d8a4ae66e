package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

const (
	// desktopTags are those of the binary with a window, as in the Makefile.
	desktopTags = "desktop,production,webkit2_41"
	// staticcheckTool is no library, so its modules stay out of our go.mod.
	staticcheckTool = "honnef.co/go/tools/cmd/staticcheck@v0.8.2"
)

// checkBlocks is what is run while working: no browser, no race detector.
func checkBlocks(p *place) []block {
	return slices.Concat(staticBlocks(p), []block{
		{"unit", allCores, nil, 10 * time.Minute, goTest{env: p.env, args: []string{"-short", "-timeout=10m"}, packages: p.paths(alone)}.run},
	})
}

// testBlocks is what must hold before a change is done.
func testBlocks(p *place) []block {
	return slices.Concat(staticBlocks(p), []block{
		{"pages", oneCore, []string{"npm"}, 5 * time.Minute, script(p, "build")},
		{"page sizes", allCores, []string{"pages"}, time.Minute, script(p, "bundle-size")},
		{"binary", allCores, []string{"pages"}, 15 * time.Minute, argv(p.env, "make", "--no-print-directory", "build")},
		{"unit", allCores, []string{"binary"}, 15 * time.Minute, unitTests(p)},
		{"race", allCores, []string{"binary"}, 20 * time.Minute, goTest{
			env:      p.forBinary(),
			args:     []string{"-race", "-count=1", "-timeout=15m", "-skip=" + oneByOne},
			packages: p.paths(raced),
		}.run},
		{"for Windows", allCores, []string{"pages"}, 10 * time.Minute, forWindows(p)},
		{"headless", allCores, []string{"pages"}, 10 * time.Minute, headless(p)},
		{"heic", allCores, nil, 10 * time.Minute, goTest{
			env:      p.env,
			args:     []string{"-count=1", "-timeout=8m", "-tags", "heic", "-run", "HEIC|TestRealPhotos/formats/(classic|gen2brain).*heic"},
			packages: p.paths(func(pkg goPkg) bool { return inRoom(pkg, "app/thumb") }),
		}.run},
		{"wails build", allCores, []string{"pages"}, 15 * time.Minute, wailsBuild(p)},
		{"chromium", allCores, []string{"binary"}, 32 * time.Minute, chromium(p)},
		{"end to end", allCores, []string{"binary"}, 30 * time.Minute, goTest{
			env:      p.forBinary(),
			args:     []string{"-count=1", "-timeout=28m", "-parallel=3"}, // they wait more than they work
			packages: p.paths(func(pkg goPkg) bool { return inRoom(pkg, "build/e2e") }),
		}.run},
		{"fuzz", allCores, nil, 20 * time.Minute, fuzz(p)},
	})
}

// alone says whether the tests of a package need no built program.
func alone(pkg goPkg) bool { return !inRoom(pkg, "build/e2e") }

// raced says whether a package is tested with the race detector: where things
// run side by side.
func raced(pkg goPkg) bool {
	return inRoom(pkg, "app/store", "app/api", "app/search", "app/peer", "app/supervise")
}

// oneByOne are the long tests of those that do one thing after another: the
// race detector would make them five times as long and see nothing. They run
// without it.
const oneByOne = "^(TestJudgedQueries|TestWorkflowTable|TestDieAtEveryStep|TestFailAtEveryStep|TestHoleInOpenFile|TestFullDisk|TestEveryBit|" +
	"TestFlippedBits|TestSuggestionsAmongMany|TestPhoneRefusesPictures|TestUnitsImport|TestNoPermission)$"

// staticBlocks reads the source without running the program.
func staticBlocks(p *place) []block {
	return []block{
		{"gofmt", allCores, nil, time.Minute, gofmt(p)},
		{"vet", allCores, nil, 10 * time.Minute, argv(p.env, "go", "vet", "./...")},
		{"vet desktop", allCores, nil, 15 * time.Minute, argv(p.env, "go", "vet", "-tags", desktopTags, "./...")},
		{"staticcheck", allCores, nil, 10 * time.Minute, staticcheck(p)},
		{"npm", allCores, nil, 10 * time.Minute, argv(p.env, "make", "--no-print-directory", "frontend/node_modules/.installed")},
		{"vitest", allCores, []string{"npm"}, 5 * time.Minute, vitest(p)},
		{"prettier", oneCore, []string{"npm"}, 5 * time.Minute, script(p, "format:check")},
		{"eslint", oneCore, []string{"npm"}, 5 * time.Minute, script(p, "lint")},
		{"svelte-check", oneCore, []string{"npm"}, 5 * time.Minute, script(p, "check")},
	}
}

type runFunc = func(context.Context, *blockLog) ([]result, error)

// argv is a block of one command.
func argv(env []string, argv ...string) runFunc {
	return func(ctx context.Context, log *blockLog) ([]result, error) {
		return nil, command{env: env, argv: argv}.run(ctx, log)
	}
}

// npmRun is one script of frontend/package.json.
func npmRun(env []string, name string, args ...string) command {
	c := command{dir: "frontend", env: env, argv: []string{"npm", "run", name}}
	if len(args) > 0 {
		c.argv = slices.Concat(c.argv, []string{"--"}, args)
	}
	return c
}

func script(p *place, name string) runFunc {
	return func(ctx context.Context, log *blockLog) ([]result, error) {
		return nil, npmRun(p.env, name).run(ctx, log)
	}
}

// gofmt fails where a Go file of ours is not as gofmt writes it.
func gofmt(p *place) runFunc {
	return func(ctx context.Context, log *blockLog) ([]result, error) {
		cmd := exec.CommandContext(ctx, "gofmt", "-l", "main.go", "app", "build")
		cmd.Env, cmd.Stderr = p.env, log
		out, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("gofmt: %w", err)
		}
		if len(bytes.TrimSpace(out)) > 0 {
			fmt.Fprintf(log, "not formatted; run gofmt -w on:\n%s", out)
			return nil, errors.New("files are not formatted")
		}
		return nil, nil
	}
}

// staticcheck looks at both builds together: what only the window uses is
// not unused.
func staticcheck(p *place) runFunc {
	return func(ctx context.Context, log *blockLog) ([]result, error) {
		return nil, command{
			env:   p.env,
			stdin: "headless:\ndesktop: -tags=" + desktopTags + "\n",
			argv:  []string{"go", "run", staticcheckTool, "-matrix", "./..."},
		}.run(ctx, log)
	}
}

// unitTests is all Go tests but those that drive the built program, and but
// those that the race detector watches: without it they would show the same.
func unitTests(p *place) runFunc {
	args := []string{"-count=1", "-timeout=10m"}
	return inTurn(
		goTest{env: p.forBinary(), args: args, packages: p.paths(func(pkg goPkg) bool { return alone(pkg) && !raced(pkg) })},
		goTest{env: p.forBinary(), args: append(slices.Clone(args), "-run="+oneByOne), packages: p.paths(raced)},
	)
}

// forWindows compiles the whole program for Windows, window included.
func forWindows(p *place) runFunc {
	env := append(slices.Clone(p.env), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0")
	return argv(env, "go", "build", "-tags", "desktop,production", "-o", filepath.Join(p.out, "bangtin.exe"), ".")
}

// headless builds the program without a window, without C and for machines
// that have neither, and tests its handlers.
func headless(p *place) runFunc {
	env := append(slices.Clone(p.env), "CGO_ENABLED=0")
	return func(ctx context.Context, log *blockLog) ([]result, error) {
		build := command{env: env, argv: []string{"go", "build", "-o", filepath.Join(p.out, "bangtin-headless"), "."}}
		if err := build.run(ctx, log); err != nil {
			return nil, err
		}
		return goTest{
			env:      env,
			args:     []string{"-count=1", "-timeout=10m"},
			packages: p.paths(func(pkg goPkg) bool { return inRoom(pkg, "app/api") }),
		}.run(ctx, log)
	}
}

// wailsBuild tries that the tool of Wails, in the version of the library,
// builds the program too, and that what it built starts.
func wailsBuild(p *place) runFunc {
	return func(ctx context.Context, log *blockLog) ([]result, error) {
		const module = "github.com/wailsapp/wails/v2"
		version, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Version}}", module).Output()
		if err != nil {
			return nil, fmt.Errorf("version of wails: %w", err)
		}
		tool := module + "/cmd/wails@" + strings.TrimSpace(string(version))
		built := filepath.Join("build", "bin", "bangtin-wails")
		if err := os.Remove(built); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
		return nil, runAll(ctx, log,
			// The pages are built already, and go.mod is not Wails's to tidy.
			command{env: p.env, argv: []string{"go", "run", tool, "build", "-s", "-m", "-nosyncgomod",
				"-trimpath", "-tags", "webkit2_41", "-o", filepath.Base(built)}},
			command{env: p.env, argv: []string{built, "--help"}},
		)
	}
}

func vitest(p *place) runFunc {
	return func(ctx context.Context, log *blockLog) ([]result, error) {
		report := log.base + ".json"
		if err := os.RemoveAll(report); err != nil {
			return nil, err
		}
		runErr := npmRun(p.env, "test", "--reporter=default", "--reporter=json", "--outputFile.json="+report).run(ctx, log)
		results, err := readVitest(report)
		return results, errors.Join(runErr, err)
	}
}

// chromium runs the pages of the built program in Debian's browser.
func chromium(p *place) runFunc {
	return func(ctx context.Context, log *blockLog) ([]result, error) {
		var all []result
		var errs []error
		for _, projects := range [][]string{{"long", "still"}, {"moving"}} { // one after the other: see playwright.config.ts
			report := log.base + "-" + strings.Join(projects, "-") + ".json"
			if err := os.RemoveAll(report); err != nil {
				return nil, err
			}
			env := append(p.forBinary(), "PLAYWRIGHT_JSON_OUTPUT_FILE="+report)
			args := []string{"--reporter=list,json"}
			for _, project := range projects {
				args = append(args, "--project="+project)
			}
			runErr := npmRun(env, "e2e", args...).run(ctx, log)
			results, err := readPlaywright(report)
			all, errs = append(all, results...), append(errs, runErr, err)
		}
		return all, errors.Join(errs...)
	}
}

// fuzz gives every fuzz target two seconds. A package is built once for all of
// its targets: go test -fuzz would link it anew for each.
func fuzz(p *place) runFunc {
	return func(ctx context.Context, log *blockLog) ([]result, error) {
		cache, err := exec.CommandContext(ctx, "go", "env", "GOCACHE").Output()
		if err != nil {
			return nil, fmt.Errorf("cache of go: %w", err)
		}
		var results []result
		var errs []error
		for _, pkg := range p.packages {
			targets, err := pkg.functions(regexp.MustCompile("^Fuzz"))
			if err != nil {
				return results, err
			}
			if len(targets) == 0 {
				continue
			}
			built := filepath.Join(p.out, "fuzz.test")
			build := command{env: p.env, argv: []string{"go", "test", "-c", "-fuzz=^Fuzz", "-o", built, pkg.ImportPath}}
			if err := build.run(ctx, log); err != nil {
				return results, err
			}
			for _, target := range targets {
				start := time.Now()
				r := result{name: strings.TrimPrefix(pkg.ImportPath, "bangtin/") + "." + target, outcome: passed}
				try := command{dir: pkg.Dir, env: p.env, argv: []string{built, "-test.run=^$", "-test.fuzz=^" + target + "$",
					"-test.fuzztime=2s", "-test.fuzzminimizetime=2s", "-test.paniconexit0",
					// What go test -fuzz has found counts here too, and the other way about.
					"-test.fuzzcachedir=" + filepath.Join(strings.TrimSpace(string(cache)), "fuzz", pkg.ImportPath)}}
				err := try.run(ctx, log)
				if err != nil {
					// Where the time ends at a bad moment go says "context deadline exceeded".
					// A bad input was written to testdata and fails again.
					err = try.run(ctx, log)
				}
				if err != nil {
					r.outcome = failed
					errs = append(errs, fmt.Errorf("%s: %w", r.name, err))
				}
				r.seconds = time.Since(start).Seconds()
				results = append(results, r)
			}
		}
		return results, errors.Join(errs...)
	}
}
