package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A goPkg is what a run needs to know of one Go package.
type goPkg struct {
	ImportPath   string
	Dir          string
	TestGoFiles  []string
	XTestGoFiles []string
}

func listPackages(ctx context.Context, patterns ...string) ([]goPkg, error) {
	// -e: a package that does not compile fails its block, not the run.
	args := append([]string{"list", "-e", "-json=ImportPath,Dir,TestGoFiles,XTestGoFiles"}, patterns...)
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	var pkgs []goPkg
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPkg
		switch err := dec.Decode(&p); {
		case errors.Is(err, io.EOF):
			return pkgs, nil
		case err != nil:
			return nil, fmt.Errorf("read go list: %w", err)
		}
		pkgs = append(pkgs, p)
	}
}

var testFunc = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w*)\(\w+ \*testing\.[TF]\)`)

// functions lists the test and fuzz functions of a package that match name.
// It reads the files: asking the test binary would mean linking it.
func (p goPkg) functions(name *regexp.Regexp) ([]string, error) {
	var out []string
	for _, file := range slices.Concat(p.TestGoFiles, p.XTestGoFiles) {
		text, err := os.ReadFile(filepath.Join(p.Dir, file))
		if err != nil {
			return nil, err
		}
		for _, m := range testFunc.FindAllSubmatch(text, -1) {
			if name.Match(m[1]) {
				out = append(out, string(m[1]))
			}
		}
	}
	return out, nil
}

// A goTest is one call of go test.
type goTest struct {
	env      []string
	args     []string // before the packages
	packages []string
	verbose  bool // log the output of all tests, not only of failed ones
}

// run runs the tests and keeps their events beside the log.
func (g goTest) run(ctx context.Context, log *blockLog) ([]result, error) {
	if len(g.packages) == 0 {
		return nil, errors.New("no packages to test")
	}
	events, err := os.Create(log.base + ".json")
	if err != nil {
		return nil, err
	}
	defer events.Close()
	argv := slices.Concat([]string{"go", "test", "-json"}, g.args, g.packages)
	runErr := command{env: g.env, argv: argv, stdout: events}.run(ctx, log)
	if _, err := events.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	results, err := readGoTests(events, log, g.verbose)
	return results, errors.Join(runErr, err)
}

// inTurn runs one call of go test after the other, and all of them.
func inTurn(tests ...goTest) runFunc {
	return func(ctx context.Context, log *blockLog) (all []result, err error) {
		for i, g := range tests {
			results, failure := g.run(ctx, &blockLog{File: log.File, base: log.base + "-" + strconv.Itoa(i+1)})
			all, err = append(all, results...), errors.Join(err, failure)
		}
		return all, err
	}
}

// A goEvent is one line of `go test -json`, described by `go doc test2json`
// and `go help buildjson`.
type goEvent struct {
	Action     string
	Package    string
	ImportPath string // of a build
	Test       string
	Elapsed    float64
	Output     string
}

// readGoTests turns the events of go test into results, and writes to log the
// output of packages and of failed tests, or of all. A test that has subtests
// is counted by them, unless it failed by itself.
func readGoTests(events io.Reader, log io.Writer, verbose bool) ([]result, error) {
	type key struct{ pkg, test string }
	var (
		ended   []goEvent
		begun   []goEvent // what ran and has not ended yet
		output  = map[key]*strings.Builder{}
		builds  strings.Builder  // what the compiler said
		parents = map[key]bool{} // tests with subtests
		beneath = map[key]bool{} // tests with a failed subtest; packages with a failed test
		dec     = json.NewDecoder(events)
	)
	for {
		var e goEvent
		if err := dec.Decode(&e); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("read the events of go test: %w", err)
		}
		k := key{e.Package, e.Test}
		switch e.Action {
		case "run":
			begun = append(begun, e)
		case "output":
			if output[k] == nil {
				output[k] = &strings.Builder{}
			}
			output[k].WriteString(e.Output)
		case "build-output":
			builds.WriteString(e.Output)
		case "pass", "fail", "skip":
			begun = slices.DeleteFunc(begun, func(b goEvent) bool { return b.Package == e.Package && b.Test == e.Test })
			ended = append(ended, e)
			for up := e.Test; up != ""; {
				up = up[:max(strings.LastIndexByte(up, '/'), 0)]
				above := key{e.Package, up}
				parents[above] = true
				beneath[above] = beneath[above] || e.Action == "fail"
			}
		}
	}

	// A time limit, a panic or os.Exit ends a package amid its tests, and go
	// test says nothing of those: they are the ones to look at.
	for _, e := range begun {
		e.Action = "fail"
		ended = append(ended, e)
		if i := strings.LastIndexByte(e.Test, '/'); i >= 0 {
			parents[key{e.Package, e.Test[:i]}] = true
			beneath[key{e.Package, e.Test[:i]}] = true
		}
		beneath[key{pkg: e.Package}] = true
	}

	var results []result
	for _, e := range ended {
		k := key{e.Package, e.Test}
		text := ""
		if output[k] != nil {
			text = output[k].String()
		}
		if verbose || e.Action == "fail" || e.Test == "" {
			fmt.Fprint(log, text)
		}
		name := strings.TrimPrefix(e.Package, "bangtin/")
		if e.Test != "" {
			name += "." + e.Test
		}
		r := result{name: name, seconds: e.Elapsed, goTest: e.Test != "" && !strings.Contains(e.Test, "/")}
		switch e.Action {
		case "pass":
			r.outcome = passed
		case "fail":
			r.outcome = failed
		case "skip":
			r.outcome, r.reason = skipped, skipReason(text)
		}
		// A package and a test with subtests are counted by what is in them;
		// their failure counts only where nothing in them failed.
		if holder := e.Test == "" || parents[k]; holder && (e.Action != "fail" || beneath[k]) {
			r.outcome = ""
		}
		if r.outcome != "" || r.goTest {
			results = append(results, r)
		}
	}
	fmt.Fprint(log, builds.String())
	return results, nil
}

var (
	logLine  = regexp.MustCompile(`^\s+\S+\.go:\d+: `)
	testMark = regexp.MustCompile(`^\s*(=== |--- )`)
)

// skipReason finds the sentence that a test skipped with: the last thing it
// logged.
func skipReason(output string) string {
	var reason []string
	for l := range strings.Lines(output) {
		switch at := logLine.FindString(l); {
		case at != "":
			reason = []string{strings.TrimSpace(l[len(at):])}
		case testMark.MatchString(l):
		case len(reason) > 0:
			reason = append(reason, strings.TrimSpace(l))
		}
	}
	return strings.Join(reason, " ")
}
