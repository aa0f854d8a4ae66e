package body_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"bangtin/app/body"
)

func TestAcceptedSamples(t *testing.T) {
	for name, data := range samples(t, "accepted", ".json", 30) {
		t.Run(name, func(t *testing.T) {
			d, err := body.Parse(data)
			if err != nil {
				t.Fatal(err)
			}
			written, err := d.Canonical()
			if err != nil {
				t.Fatal(err)
			}
			again, err := body.Parse(written)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(d, again) {
				t.Errorf("read again it differs:\n%#v\n%#v", d, again)
			}
			want, err := body.Canonical(withoutEmpty(t, data))
			if err != nil {
				t.Fatal(err)
			}
			if string(written) != string(want) {
				t.Errorf("something was lost or added:\n%s\n%s", written, want)
			}
			if err := d.Check(); err != nil {
				t.Errorf("Check: %v", err)
			}
		})
	}
}

// withoutEmpty brings a sample to what counts as the same: no empty lists of
// content and marks, but content in the document.
func withoutEmpty(t *testing.T, data []byte) []byte {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(string(data)))
	dec.UseNumber()
	var v map[string]any
	if err := dec.Decode(&v); err != nil {
		t.Fatal(err)
	}
	dropEmpty(v)
	if v["content"] == nil {
		v["content"] = []any{}
	}
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func dropEmpty(v map[string]any) {
	for _, name := range []string{"content", "marks"} {
		list, _ := v[name].([]any)
		if len(list) == 0 {
			delete(v, name)
		}
		for _, child := range list {
			dropEmpty(child.(map[string]any))
		}
	}
}

func TestRefusedSamples(t *testing.T) {
	for name, data := range samples(t, "refused", ".json", 30) {
		var sample struct {
			Why string          `json:"why"`
			Doc json.RawMessage `json:"doc"`
		}
		if err := json.Unmarshal(data, &sample); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		t.Run(name, func(t *testing.T) { refused(t, sample.Doc, sample.Why) })
	}
	for name, data := range samples(t, "refused", ".txt", 10) {
		why, _, _ := strings.Cut(name, ".")
		t.Run(name, func(t *testing.T) { refused(t, data, why) })
	}
}

func refused(t *testing.T, data []byte, why string) {
	t.Helper()
	d, err := body.Parse(data)
	var e *body.Error
	if !errors.As(err, &e) {
		t.Fatalf("Parse gives %v and %#v, not a refusal by %s", err, d, why)
	}
	if e.Key != why {
		t.Errorf("refused by %s (%v), not by %s", e.Key, e, why)
	}
	if e.VI == "" || e.EN == "" {
		t.Errorf("%s has no sentence in one language", e.Key)
	}
}

func samples(t *testing.T, folder, ext string, atLeast int) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", folder, "*"+ext))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < atLeast {
		t.Fatalf("only %d samples in %s", len(files), folder)
	}
	out := map[string][]byte{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		out[strings.TrimSuffix(filepath.Base(file), ext)] = data
	}
	return out
}
