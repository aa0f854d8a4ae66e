package api_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
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
	var b bytes.Buffer
	if err := json.Indent(&b, text, "", "  "); err != nil {
		t.Fatal(err)
	}
	b.WriteByte('\n')
	file := filepath.Join("..", "..", "frontend", "src", "api", "openapi.json")
	if *update {
		if err := os.WriteFile(file, b.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(have, b.Bytes()) {
		t.Errorf("%s is stale (%v): go test ./app/api -run OpenAPI -update, then npm run api", file, err)
	}
}
