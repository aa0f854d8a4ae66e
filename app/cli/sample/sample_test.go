package sample_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io/fs"
	"strings"
	"testing"

	"bangtin/app/body"
	"bangtin/app/cli/sample"
	"bangtin/app/viet"
)

// article is a line of articles.jsonl as far as these tests look at it.
type article struct {
	ID, Title, Lead, Lang, VersionOf, Address string
	Body                                      json.RawMessage
}

func articles(t *testing.T) (out []article) {
	t.Helper()
	text, err := sample.Files.ReadFile("articles.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var a article
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		out = append(out, a)
	}
	return out
}

// What the program shows on its first day must itself be spotless: clean
// text, captions and credits everywhere, languages linked.
func TestArticles(t *testing.T) {
	all := articles(t)
	byID := map[string]article{}
	versions := map[string]int{}
	for _, a := range all {
		if _, twice := byID[a.ID]; twice {
			t.Errorf("%s stands twice", a.ID)
		}
		byID[a.ID] = a
	}
	for _, a := range all {
		if a.Title != viet.Line(a.Title) || a.Lead != viet.Line(a.Lead) || a.Title == "" || a.Lead == "" {
			t.Errorf("%s: title or lead is missing or not clean", a.ID)
		}
		if a.Address != "" && body.CheckLink(a.Address) != nil {
			t.Errorf("%s: address %s", a.ID, a.Address)
		}
		if a.VersionOf != "" {
			if of, ok := byID[a.VersionOf]; !ok || of.Lang != "vi" || a.Lang == "vi" {
				t.Errorf("%s is a version of %q", a.ID, a.VersionOf)
			}
			versions[a.Lang]++
		}
		if string(a.Body) != viet.Clean(string(a.Body)) {
			t.Errorf("%s: the body is not clean", a.ID)
		}
	}
	// A third language stands among those to choose from; most pieces are in Vietnamese only.
	if vi := len(all) - versions["en"] - versions["fr"]; vi < 12 || versions["en"] < 3 || versions["fr"] < 1 {
		t.Errorf("%d articles in Vietnamese, versions %v", vi, versions)
	}
}

// Every picture is used, described, credited, and there in all its sizes.
func TestPictures(t *testing.T) {
	text, err := sample.Files.ReadFile("pictures.json")
	if err != nil {
		t.Fatal(err)
	}
	var list map[string]struct {
		Original, Colour string
		Sizes            []struct {
			File          string
			Width, Height int
		}
	}
	if err := json.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{"emblem.png": true}
	for _, a := range articles(t) {
		var doc any
		if err := json.Unmarshal(a.Body, &doc); err != nil {
			t.Fatal(err)
		}
		figures(doc, func(attrs map[string]any) {
			file, _ := attrs["file"].(string)
			used[file] = true
			if _, ok := list[file]; !ok {
				t.Errorf("%s: no picture %q", a.ID, file)
			}
			for _, name := range []string{"alt", "caption", "credit"} {
				if s, _ := attrs[name].(string); strings.TrimSpace(s) == "" {
					t.Errorf("%s: %s has no %s", a.ID, file, name)
				}
			}
		})
	}
	files := map[string]bool{}
	for name, p := range list {
		if !used[name] {
			t.Errorf("%s is not used", name)
		}
		if len(p.Sizes) < 2 || len(p.Original) != 64 || len(p.Colour) != 7 {
			t.Errorf("%s: %+v", name, p)
		}
		for _, s := range p.Sizes {
			files[s.File] = true
			if _, err := fs.Stat(sample.Files, s.File); err != nil {
				t.Error(err)
			}
		}
	}
	all, err := fs.Glob(sample.Files, "*.[jp][pn]g")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		if !files[f] {
			t.Errorf("%s is carried for nothing", f)
		}
	}
}

func figures(v any, each func(attrs map[string]any)) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			figures(x, each)
		}
	case map[string]any:
		if attrs, ok := v["attrs"].(map[string]any); ok && v["type"] == "figure" {
			each(attrs)
		}
		figures(v["content"], each)
	}
}
