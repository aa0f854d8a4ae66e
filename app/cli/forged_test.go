package cli

import (
	"crypto/ed25519"
	"encoding/json"
	"testing"

	"bangtin/app"
	"bangtin/app/peer"
)

// forged is the request of somebody who has seen the id of a code, which
// stands on the stick, and does not know the code.
func forged(t *testing.T, knows, under peer.Code, keys *app.Keys) []byte {
	t.Helper()
	r, note, err := peer.NewRequest(knows, keys, "kẻ lạ", 0)
	if err != nil {
		t.Fatal(err)
	}
	r.ID = under.ID()
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(note, &parts); err != nil {
		t.Fatal(err)
	}
	if parts["text"], err = json.Marshal(r); err != nil {
		t.Fatal(err)
	}
	sign := ed25519.Sign(keys.Sign, append([]byte("bangtin join request 1\n"), parts["text"]...))
	if parts["signature"], err = json.Marshal(sign); err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(parts)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
