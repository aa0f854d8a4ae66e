package api_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

var update = flag.Bool("update", false, "write the description of the routes anew")

// The interface's client is generated from this file: a route that changed
// without it would lie to the compiler.
func TestOpenAPIIsFresh(t *testing.T) {
	text, err := newSite(t).server.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("..", "..", "frontend", "src", "api", "openapi.json")
	if *update {
		var b bytes.Buffer
		if err := json.Indent(&b, text, "", "  "); err != nil {
			t.Fatal(err)
		}
		b.WriteByte('\n')
		if err := os.WriteFile(file, b.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	// The front end's formatter may lay the file out anew: the meaning counts.
	var a, b any
	if err := errors.Join(json.Unmarshal(text, &a), json.Unmarshal(have, &b)); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(a, b) {
		t.Errorf("%s is stale: go test ./app/api -run OpenAPI -update, then npm run api", file)
	}
}
