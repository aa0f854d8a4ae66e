package app_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// The picture of the house as rules. Arrows point inward only:
//
//	main → cli → {api, peer, convert, search, store, thumb, window, supervise}
//	           → app → {body, viet} → standard library, x/text, x/crypto, go-udiff
//
// A room changes here only together with the picture in README.md, and the
// commit says why: these few arrows are what lets a reader understand one
// room without reading the others.
var rooms = map[string]room{
	"main":      {ours: []string{"cli"}, anyModule: true},
	"cli":       {ours: append([]string{"app", "body", "viet"}, ring...), anyModule: true},
	"api":       {ours: inner, anyModule: true},
	"peer":      {ours: inner, anyModule: true},
	"convert":   {ours: inner, anyModule: true},
	"search":    {ours: inner, anyModule: true},
	"store":     {ours: inner, anyModule: true},
	"thumb":     {anyModule: true}, // runs as a worker that must not reach the store
	"window":    {anyModule: true}, // owns nothing but a URL
	"supervise": {anyModule: true}, // knows no WebKit and no article
	"app": {ours: []string{"body", "viet"}, modules: []string{"golang.org/x/text", "golang.org/x/crypto"},
		without: outside},
	"body": {modules: []string{"golang.org/x/text", "github.com/aymanbagabas/go-udiff"}, without: outside},
	"viet": {modules: []string{"golang.org/x/text"}, without: outside},
	// Tools: they may look into every room, and no room may look at them.
	"build": {ours: append([]string{"cli", "app", "body", "viet", "build"}, ring...), anyModule: true},
}

var (
	ring  = []string{"api", "peer", "convert", "search", "store", "thumb", "window", "supervise"}
	inner = []string{"app", "body", "viet"}
	// outside is what makes a package more than a function of its input.
	outside = []string{"C", "net", "net/http", "os", "os/exec", "os/signal", "os/user", "plugin", "syscall", "unsafe"}
)

// A room says what the packages in one folder may import besides themselves.
type room struct {
	ours      []string // rooms of this module
	modules   []string // other modules, by prefix
	anyModule bool     // every other module
	without   []string // what of the standard library it must do without
}

// A goPackage is what `go list -json` says of one package.
type goPackage struct {
	ImportPath string
	Dir        string
	Doc        string
	GoFiles    []string
	CgoFiles   []string
	Imports    []string
}

// A build is a set of flags under which files come and go.
type build struct {
	name string
	env  []string
	args []string
}

var builds = []build{
	{name: "headless"},
	{name: "desktop", args: []string{"-tags", "desktop,production,webkit2_41"}},
	{name: "windows", env: []string{"GOOS=windows", "CGO_ENABLED=0"}, args: []string{"-tags", "desktop,production"}},
}

func TestLayers(t *testing.T) {
	for _, b := range builds {
		t.Run(b.name, func(t *testing.T) {
			pkgs := list(t, b)
			if len(pkgs) == 0 {
				t.Fatal("go list found no packages")
			}
			for _, fault := range faults(pkgs) {
				t.Error(fault)
			}
		})
	}
}

// TestLayersRefuse shows that each arrow that is not in the picture is seen:
// a test of walls that cannot fail would hold none of them.
func TestLayersRefuse(t *testing.T) {
	tests := []struct {
		name    string
		from    string
		imports []string
		fault   string // part of the one fault expected; empty: allowed
	}{
		{"main to cli", "bangtin", []string{"embed", "bangtin/app/cli"}, ""},
		{"main past cli", "bangtin", []string{"bangtin/app/store"}, "bangtin imports bangtin/app/store"},
		{"cli to every room of the ring", "bangtin/app/cli", []string{"bangtin/app/api", "bangtin/app/peer", "bangtin/app/convert", "bangtin/app/search", "bangtin/app/store", "bangtin/app/thumb", "bangtin/app/window", "bangtin/app/supervise", "bangtin/app"}, ""},
		{"cli to build", "bangtin/app/cli", []string{"bangtin/build/sample"}, "bangtin/app/cli imports bangtin/build/sample"},
		{"sibling: api to store", "bangtin/app/api", []string{"bangtin/app/store"}, "bangtin/app/api imports bangtin/app/store"},
		{"sibling: convert to thumb", "bangtin/app/convert", []string{"bangtin/app/thumb"}, "bangtin/app/convert imports bangtin/app/thumb"},
		{"sibling: store to search", "bangtin/app/store", []string{"bangtin/app/search"}, "bangtin/app/store imports bangtin/app/search"},
		{"sibling from a folder below", "bangtin/app/api/mux", []string{"bangtin/app/peer"}, "bangtin/app/api/mux imports bangtin/app/peer"},
		{"a folder below its own room", "bangtin/app/api", []string{"bangtin/app/api/mux"}, ""},
		{"convert inward", "bangtin/app/convert", []string{"bangtin/app", "bangtin/app/body", "bangtin/app/viet"}, ""},
		{"outward: api to cli", "bangtin/app/api", []string{"bangtin/app/cli"}, "bangtin/app/api imports bangtin/app/cli"},
		{"thumb to app", "bangtin/app/thumb", []string{"bangtin/app"}, "bangtin/app/thumb imports bangtin/app"},
		{"window to app", "bangtin/app/window", []string{"bangtin/app"}, "bangtin/app/window imports bangtin/app"},
		{"supervise to window", "bangtin/app/supervise", []string{"bangtin/app/window"}, "bangtin/app/supervise imports bangtin/app/window"},
		{"supervise to viet", "bangtin/app/supervise", []string{"bangtin/app/viet"}, "bangtin/app/supervise imports bangtin/app/viet"},
		{"app inward", "bangtin/app", []string{"crypto/ed25519", "bangtin/app/body", "bangtin/app/viet", "golang.org/x/text/unicode/norm", "golang.org/x/crypto/argon2"}, ""},
		{"app to the store", "bangtin/app", []string{"bangtin/app/store"}, "bangtin/app imports bangtin/app/store"},
		{"app to a database", "bangtin/app", []string{"go.etcd.io/bbolt"}, "bangtin/app imports go.etcd.io/bbolt"},
		{"app to a diff", "bangtin/app", []string{"github.com/aymanbagabas/go-udiff"}, "bangtin/app imports github.com/aymanbagabas/go-udiff"},
		{"app to the disk", "bangtin/app", []string{"os"}, "bangtin/app imports os"},
		{"app to the network", "bangtin/app", []string{"net/http"}, "bangtin/app imports net/http"},
		{"body inward", "bangtin/app/body", []string{"encoding/json", "golang.org/x/text/unicode/norm", "github.com/aymanbagabas/go-udiff"}, ""},
		{"body to app", "bangtin/app/body", []string{"bangtin/app"}, "bangtin/app/body imports bangtin/app"},
		{"body to viet", "bangtin/app/body", []string{"bangtin/app/viet"}, "bangtin/app/body imports bangtin/app/viet"},
		{"body to x/crypto", "bangtin/app/body", []string{"golang.org/x/crypto/sha3"}, "bangtin/app/body imports golang.org/x/crypto/sha3"},
		{"viet to body", "bangtin/app/viet", []string{"bangtin/app/body"}, "bangtin/app/viet imports bangtin/app/body"},
		{"viet to a namesake of x/text", "bangtin/app/viet", []string{"golang.org/x/textile"}, "bangtin/app/viet imports golang.org/x/textile"},
		{"viet to C", "bangtin/app/viet", []string{"C"}, "bangtin/app/viet imports C"},
		{"store to a database", "bangtin/app/store", []string{"go.etcd.io/bbolt", "os", "bangtin/app"}, ""},
		{"build to the rooms", "bangtin/build/bench", []string{"bangtin/app/store", "bangtin/app/cli"}, ""},
		{"build to main", "bangtin/build/bench", []string{"bangtin"}, "bangtin/build/bench imports bangtin"},
		{"a room that is not in the picture", "bangtin/app/util", nil, "bangtin/app/util is in no room"},
		{"a folder that is not in the picture", "bangtin/pkg/x", nil, "bangtin/pkg/x is in no room"},
		{"an arrow to no room", "bangtin/app/cli", []string{"bangtin/internal/x"}, "bangtin/app/cli imports bangtin/internal/x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := faults([]goPackage{{ImportPath: tt.from, Doc: "Package x is.", Imports: tt.imports}})
			switch {
			case tt.fault == "" && len(got) > 0:
				t.Errorf("refused: %q", got)
			case tt.fault != "" && (len(got) != 1 || !strings.HasPrefix(got[0], tt.fault)):
				t.Errorf("faults = %q, want one that begins %q", got, tt.fault)
			}
		})
	}

	t.Run("no doc comment", func(t *testing.T) {
		got := faults([]goPackage{{ImportPath: "bangtin/app/api", GoFiles: []string{"api.go"}}})
		if len(got) != 1 || !strings.Contains(got[0], "doc comment") {
			t.Errorf("faults = %q, want one about the doc comment", got)
		}
	})
	t.Run("only tests need no doc comment", func(t *testing.T) {
		if got := faults([]goPackage{{ImportPath: "bangtin/app/api"}}); len(got) > 0 {
			t.Errorf("faults = %q, want none", got)
		}
	})
}

// faults holds a graph of packages against the picture and names each arrow
// and each package that is not in it.
func faults(pkgs []goPackage) []string {
	var out []string
	for _, p := range pkgs {
		if p.Doc == "" && len(p.GoFiles)+len(p.CgoFiles) > 0 {
			out = append(out, p.ImportPath+" has no doc comment")
		}
		name := roomOf(p.ImportPath)
		r, ok := rooms[name]
		if !ok {
			out = append(out, p.ImportPath+" is in no room of the picture")
			continue
		}
		for _, imp := range p.Imports {
			if !r.admits(name, imp) {
				out = append(out, fmt.Sprintf("%s imports %s, an arrow that is not in the picture", p.ImportPath, imp))
			}
		}
	}
	return out
}

// admits says whether a package of the room may import path.
func (r room) admits(name, path string) bool {
	if within(path, "bangtin") {
		to := roomOf(path)
		return to == name || slices.Contains(r.ours, to)
	}
	if first, _, _ := strings.Cut(path, "/"); !strings.Contains(first, ".") {
		return !slices.Contains(r.without, path)
	}
	return r.anyModule || slices.ContainsFunc(r.modules, func(m string) bool { return within(path, m) })
}

// roomOf names the room of a package of this module; a package that stands
// in none is its own name, which no rule knows.
func roomOf(path string) string {
	switch path {
	case "bangtin":
		return "main"
	case "bangtin/app":
		return "app"
	}
	if within(path, "bangtin/build") {
		return "build"
	}
	if rest, ok := strings.CutPrefix(path, "bangtin/app/"); ok {
		first, _, _ := strings.Cut(rest, "/")
		return first
	}
	return path
}

func within(path, prefix string) bool {
	return path == prefix || strings.HasPrefix(path, prefix+"/")
}

// list asks the go command for all packages of the module. Imports made only
// by tests are not arrows: a test may put real rooms side by side.
func list(t *testing.T, b build) []goPackage {
	t.Helper()
	args := append([]string{"list", "-json=ImportPath,Dir,Doc,GoFiles,CgoFiles,Imports"}, b.args...)
	cmd := exec.CommandContext(t.Context(), "go", append(args, "./...")...)
	cmd.Dir = ".."
	cmd.Env = append(os.Environ(), b.env...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	stdout, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var pkgs []goPackage
	for dec := json.NewDecoder(strings.NewReader(string(stdout))); ; {
		var p goPackage
		switch err := dec.Decode(&p); {
		case errors.Is(err, io.EOF):
			return pkgs
		case err != nil:
			t.Fatalf("read go list: %v", err)
		}
		// The go command keeps a passed test until a file that the test
		// itself opened changes; what a child process reads does not count.
		if _, err := os.ReadDir(p.Dir); err != nil {
			t.Fatal(err)
		}
		pkgs = append(pkgs, p)
	}
}
