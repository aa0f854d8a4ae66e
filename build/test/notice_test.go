package main

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestNotice compares the lists of NOTICE with what the program is built
// from, so that no work of others goes out without its name and licence.
func TestNotice(t *testing.T) {
	root := filepath.Join("..", "..")
	notice := readNotice(t, filepath.Join(root, "NOTICE"))

	var modules []string
	for _, env := range [][]string{
		{"GOOS=linux", "CGO_ENABLED=1"},
		{"GOOS=windows", "CGO_ENABLED=0"},
	} {
		cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "-tags", desktopTags,
			"-f", "{{with .Module}}{{if not .Main}}{{.Path}}{{end}}{{end}}", ".")
		cmd.Dir, cmd.Env = root, append(os.Environ(), env...)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("go list for %v: %v", env, err)
		}
		modules = append(modules, strings.Fields(string(out))...)
	}
	slices.Sort(modules)
	if got, want := notice["Go modules"], slices.Compact(modules); !slices.Equal(got, want) {
		t.Errorf("NOTICE lists the Go modules\n%q\nand the program is built from\n%q", got, want)
	}

	text, err := os.ReadFile(filepath.Join(root, "frontend", "package.json"))
	if err != nil {
		t.Fatal(err)
	}
	var pkg struct{ Dependencies map[string]string }
	if err := json.Unmarshal(text, &pkg); err != nil {
		t.Fatal(err)
	}
	for name := range pkg.Dependencies {
		if !slices.Contains(notice["npm packages"], name) && !slices.Contains(notice["Fonts"], name) {
			t.Errorf("NOTICE does not list %s of frontend/package.json", name)
		}
	}
}

var entry = regexp.MustCompile(`^  (\S+)  \([^)]+\)  Copyright `)

// readNotice returns the names in each list of NOTICE, by the list's title.
func readNotice(t *testing.T, path string) map[string][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lists := map[string][]string{}
	title, before := "", ""
	for s := bufio.NewScanner(f); s.Scan(); before = s.Text() {
		if strings.HasPrefix(s.Text(), "---") {
			title = before
		}
		if m := entry.FindStringSubmatch(s.Text()); m != nil {
			lists[title] = append(lists[title], m[1])
		}
	}
	return lists
}
