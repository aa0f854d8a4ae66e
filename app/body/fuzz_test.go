package body_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"bangtin/app/body"
)

func FuzzParse(f *testing.F) {
	for _, pattern := range []string{"accepted/*.json", "refused/*"} {
		files, err := filepath.Glob(filepath.Join("testdata", pattern))
		if err != nil || len(files) == 0 {
			f.Fatal(pattern, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			var sample struct{ Doc json.RawMessage }
			if json.Unmarshal(data, &sample) == nil && sample.Doc != nil {
				data = sample.Doc
			}
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if once, err := body.Canonical(data); err == nil {
			twice, err := body.Canonical(once)
			if err != nil || string(once) != string(twice) {
				t.Fatalf("%v\n%s\n%s", err, once, twice)
			}
		}
		d, err := body.Parse(data)
		if err != nil {
			return
		}
		once, err := d.Canonical()
		if err != nil {
			t.Fatal(err)
		}
		again, err := body.Parse(once)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(d, again) {
			t.Fatalf("%#v\n%#v", d, again)
		}
		body.Paragraphs(d)
		body.Figures(d)
		for _, href := range body.Links(d) {
			if err := body.CheckLink(href); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func FuzzDiff(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("testdata", "diff", "*.json"))
	if err != nil || len(files) == 0 {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		var s diffSample
		if err := json.Unmarshal(data, &s); err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(s.Old), []byte(s.New))
	}
	f.Fuzz(func(t *testing.T, before, after []byte) {
		old, err := body.Parse(before)
		if err != nil {
			return
		}
		new, err := body.Parse(after)
		if err != nil {
			return
		}
		changes := body.Diff(old, new)
		sound(t, old.Content, new.Content, changes)
		sound(t, new.Content, old.Content, body.Diff(new, old))
		for _, c := range body.Diff(old, old) {
			if c.Kind != body.Same {
				t.Fatalf("differs from itself: %+v", c)
			}
		}
		if _, err := json.Marshal(changes); err != nil {
			t.Fatal(err)
		}
		was, is := body.Text(old), body.Text(new)
		soundSpans(t, body.DiffText(was, is), was, is)
	})
}
