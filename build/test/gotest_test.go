package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// sample is a module whose tests end in every way that a test can end.
var sample = map[string]string{
	"go.mod": "module bangtin\n\ngo 1.26\n",
	"good/good_test.go": `package good_test

import "testing"

func TestPlain(t *testing.T) { t.Log("not a reason") }

func TestSkipped(t *testing.T) {
	t.Log("also not a reason")
	t.Skip("no loop mounts here:\nthe kernel refuses them")
}

func TestFamily(t *testing.T) {
	t.Run("one", func(t *testing.T) {})
	t.Run("two", func(t *testing.T) { t.Skip("no bus") })
}

func FuzzPlain(f *testing.F) { f.Fuzz(func(t *testing.T, b []byte) {}) }
`,
	"bad/bad_test.go": `package bad_test

import "testing"

func TestFamily(t *testing.T) {
	t.Run("good", func(t *testing.T) {})
	t.Run("bad", func(t *testing.T) { t.Error("seen from below") })
}

func TestAlone(t *testing.T) {
	t.Run("good", func(t *testing.T) {})
	t.Error("seen from above")
}
`,
	"broken/broken_test.go": "package broken_test\n\nvar x int = \"not a number\"\n",
	"exits/exits_test.go": `package exits_test

import (
	"os"
	"testing"
)

func TestMain(m *testing.M) { m.Run(); os.Exit(3) }

func TestPlain(t *testing.T) {}
`,
	"hangs/hangs_test.go": `package hangs_test

import (
	"testing"
	"time"
)

func TestPlain(t *testing.T) {}

func TestFamily(t *testing.T) {
	t.Run("one", func(t *testing.T) {})
	t.Run("two", func(t *testing.T) { time.Sleep(time.Hour) })
}
`,
	"empty/empty.go": "package empty\n",
}

func TestGoTest(t *testing.T) {
	dir := t.TempDir()
	for name, text := range sample {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)

	tests := []struct {
		name     string
		packages []string
		args     []string
		fails    bool
		passed   []string
		failed   []string
		skipped  map[string]string
		log      []string
		notInLog []string
	}{
		{
			name: "good", packages: []string{"./good", "./empty"},
			passed:   []string{"good.FuzzPlain", "good.TestFamily/one", "good.TestPlain"},
			skipped:  map[string]string{"good.TestFamily/two": "no bus", "good.TestSkipped": "no loop mounts here: the kernel refuses them"},
			notInLog: []string{"not a reason"},
		},
		{
			name: "bad", packages: []string{"./bad"}, fails: true,
			passed: []string{"bad.TestAlone/good", "bad.TestFamily/good"},
			failed: []string{"bad.TestAlone", "bad.TestFamily/bad"},
			log:    []string{"seen from below", "seen from above"},
		},
		{
			name: "does not compile", packages: []string{"./broken", "./good"}, fails: true,
			passed:  []string{"good.FuzzPlain", "good.TestFamily/one", "good.TestPlain"},
			failed:  []string{"broken"},
			skipped: map[string]string{"good.TestFamily/two": "no bus", "good.TestSkipped": "no loop mounts here: the kernel refuses them"},
			log:     []string{"broken_test.go:3"},
		},
		{
			name: "exits by itself", packages: []string{"./exits"}, fails: true,
			passed: []string{"exits.TestPlain"},
			failed: []string{"exits"},
		},
		{
			name: "hangs", packages: []string{"./hangs"}, args: []string{"-timeout=1s"}, fails: true,
			passed: []string{"hangs.TestFamily/one", "hangs.TestPlain"},
			failed: []string{"hangs.TestFamily/two"},
			log:    []string{"test timed out after 1s", "TestFamily/two"},
		},
		{name: "no packages", fails: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			base := filepath.Join(t.TempDir(), "log")
			file, err := os.Create(base + ".log")
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			results, err := goTest{env: os.Environ(), args: tt.args, packages: tt.packages}.run(t.Context(), &blockLog{file, base})
			if (err != nil) != tt.fails {
				t.Errorf("err = %v, want a failure: %v", err, tt.fails)
			}
			rep := report{lines: []line{{results: results}}}
			if got := names(rep.with(passed)); !slices.Equal(got, tt.passed) {
				t.Errorf("passed = %q, want %q", got, tt.passed)
			}
			if got := names(rep.with(failed)); !slices.Equal(got, tt.failed) {
				t.Errorf("failed = %q, want %q", got, tt.failed)
			}
			if got := rep.with(skipped); len(got) != len(tt.skipped) {
				t.Errorf("skipped = %q, want %d", names(got), len(tt.skipped))
			}
			for _, r := range rep.with(skipped) {
				if r.reason != tt.skipped[r.name] {
					t.Errorf("reason of %s = %q, want %q", r.name, r.reason, tt.skipped[r.name])
				}
			}
			log, err := os.ReadFile(file.Name())
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range tt.log {
				if !strings.Contains(string(log), want) {
					t.Errorf("the log does not hold %q:\n%s", want, log)
				}
			}
			for _, not := range tt.notInLog {
				if strings.Contains(string(log), not) {
					t.Errorf("the log holds %q:\n%s", not, log)
				}
			}
		})
	}

	t.Run("one call after the other", func(t *testing.T) {
		base := filepath.Join(t.TempDir(), "log")
		file, err := os.Create(base + ".log")
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		results, err := inTurn(
			goTest{env: os.Environ(), packages: []string{"./exits"}},
			goTest{env: os.Environ(), args: []string{"-run=^TestPlain$"}, packages: []string{"./good"}},
		)(t.Context(), &blockLog{file, base})
		if err == nil {
			t.Error("the failure of the first is forgotten")
		}
		rep := report{lines: []line{{results: results}}}
		if got := names(rep.with(passed)); !slices.Equal(got, []string{"exits.TestPlain", "good.TestPlain"}) {
			t.Errorf("passed = %q", got)
		}
		if got := names(rep.with(failed)); !slices.Equal(got, []string{"exits"}) {
			t.Errorf("failed = %q", got)
		}
	})

	t.Run("names", func(t *testing.T) {
		pkgs, err := listPackages(t.Context(), "./good")
		if err != nil || len(pkgs) != 1 {
			t.Fatalf("listPackages = %v, %v", pkgs, err)
		}
		got, err := pkgs[0].functions(regexp.MustCompile("^Fuzz|Skip"))
		if want := []string{"TestSkipped", "FuzzPlain"}; err != nil || !slices.Equal(got, want) {
			t.Errorf("functions = %q, %v, want %q", got, err, want)
		}
	})
}

func names(results []result) []string {
	var out []string
	for _, r := range results {
		out = append(out, r.name)
	}
	slices.Sort(out)
	return out
}
