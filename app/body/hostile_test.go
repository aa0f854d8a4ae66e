package body_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"bangtin/app/body"
)

// securityTexts gives the strings of other people's security suites.
func securityTexts(t *testing.T) []string {
	t.Helper()
	folder := os.Getenv("BANGTIN_SAMPLES")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared", "data")
	}
	folder = filepath.Join(folder, "security")
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("the hostile strings were not tried: there is no folder %s (set BANGTIN_SAMPLES)", folder)
	}
	var texts []string
	err := filepath.WalkDir(folder, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		texts = append(texts, strings.Split(string(data), "\n")...)
		if filepath.Base(file) == "blns.json" {
			var list []string
			if err := json.Unmarshal(data, &list); err != nil {
				return err
			}
			texts = append(texts, list...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(texts) < 5000 {
		t.Fatalf("only %d strings in %s", len(texts), folder)
	}
	return texts
}

func TestHostileTextsComeBackEqual(t *testing.T) {
	kept, refused := 0, 0
	for _, s := range securityTexts(t) {
		if s == "" {
			continue
		}
		in := body.Doc{Content: []body.Node{
			block("paragraph", "p", text(s)),
			{Type: "figure", Attrs: map[string]any{"id": "f", "media": media, "caption": s, "alt": s, "credit": s}},
		}}
		if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
			refused++
			if err := in.Check(); err == nil {
				t.Errorf("%q was accepted", s)
			}
			continue
		}
		data, err := in.Canonical()
		if err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		out, err := body.Parse(data)
		if err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		if !reflect.DeepEqual(in, out) {
			t.Fatalf("%q came back as %+v", s, out)
		}
		kept++
	}
	t.Logf("%d strings came back equal, %d with U+0000 or broken UTF-8 were refused", kept, refused)
}

func TestHostileTextsAsLinks(t *testing.T) {
	accepted := 0
	for _, s := range securityTexts(t) {
		err := body.CheckLink(s)
		var e *body.Error
		if err != nil {
			if !errors.As(err, &e) {
				t.Fatalf("%q: %v", s, err)
			}
			continue
		}
		accepted++
		plain := strings.ToLower(strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(strings.TrimFunc(s, func(r rune) bool { return r <= ' ' })))
		if !strings.HasPrefix(plain, "http") && !strings.HasPrefix(plain, "mailto:") && !strings.HasPrefix(plain, "tel:") {
			t.Errorf("%q was accepted", s)
		}
	}
	t.Logf("%d strings are links", accepted)
}
