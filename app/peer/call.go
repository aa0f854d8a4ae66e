package peer

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"time"

	"bangtin/app"
)

// Call asks a machine to show its name on its panel, for whoever stands among
// twelve that look alike. It is a note on a stick, signed by a desk, and is
// over after a while; nothing of it comes into a log.
type Call struct {
	Library app.Hash `json:"library"`
	Device  app.Key  `json:"device"`
	By      app.Key  `json:"by"`
	At      int64    `json:"at"` // ms since 1970
	Until   int64    `json:"until"`
}

// CallFor is how long a call is carried about.
const CallFor = 24 * time.Hour

const (
	callNotes  = "calls"
	callDomain = "bangtin call 1\n"
	maxCall    = 4 << 10
)

// LeaveCall leaves a call at a remote, in place of an earlier one.
func LeaveCall(ctx context.Context, r Remote, keys *app.Keys, c Call) error {
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	note, err := json.Marshal(proved{Text: text, Signature: ed25519.Sign(keys.Sign, append([]byte(callDomain), text...))})
	if err != nil {
		return err
	}
	return r.PutNote(ctx, callNotes, callName(c.Device), note)
}

func callName(k app.Key) string { return k.String()[:16] }

// TakeCall takes the call for this machine from a remote, and tells whether
// there was one that counts: of a desk of the library, and not over yet.
func TakeCall(ctx context.Context, r Remote, lib *app.Library) (c Call, called bool, err error) {
	notes, err := r.Notes(ctx, callNotes)
	if err != nil {
		return c, false, err
	}
	name := callName(lib.Device())
	note, ok := notes[name]
	if !ok {
		return c, false, nil
	}
	if err := r.DropNote(ctx, callNotes, name); err != nil {
		return c, false, err
	}
	var p proved
	if len(note) > maxCall || json.Unmarshal(note, &p) != nil || json.Unmarshal(p.Text, &c) != nil ||
		c.Library != lib.Name() || c.Device != lib.Device() ||
		!ed25519.Verify(c.By[:], append([]byte(callDomain), p.Text...), p.Signature) {
		return Call{}, false, nil
	}
	m, ok := lib.Roster().Member(c.By)
	now, trusted := lib.Clock().Now()
	counts := ok && !m.Revoked && m.Role != app.Kiosk && m.Role != app.Screen &&
		c.Until-c.At <= CallFor.Milliseconds() && (!trusted || now.UnixMilli() < c.Until)
	return c, counts, nil
}
