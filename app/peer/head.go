package peer

import (
	"context"
	"crypto/ed25519"
	"encoding/json"

	"bangtin/app"
)

// headDomain begins what is signed of a head, so that a signature on one
// can never pass for one on anything else.
const headDomain = "bangtin head 1\n"

// signedHead is a note by which a machine tells of itself.
type signedHead struct {
	Head      json.RawMessage `json:"head"` // head, byte for byte as it was signed
	Signature []byte          `json:"signature"`
}

type head struct {
	Library app.Hash `json:"library"`
	app.Met
}

// writeHead tells at a remote what this machine knows.
func (p *Party) writeHead(ctx context.Context, r Remote, m app.Met) error {
	text, err := json.Marshal(head{p.Library.Name(), m})
	if err != nil {
		return err
	}
	sign := ed25519.Sign(p.Keys.Sign, append([]byte(headDomain), text...))
	note, err := json.Marshal(signedHead{text, sign})
	if err != nil {
		return err
	}
	return r.PutNote(ctx, "heads", m.Device.String()[:16], note)
}

// readHeads lists what the other machines of the library tell. What is not
// rightly signed by a member tells nothing.
func (p *Party) readHeads(ctx context.Context, r Remote) (out []app.Met, refused []Refusal, err error) {
	notes, err := r.Notes(ctx, "heads")
	if err != nil {
		return nil, nil, err
	}
	for name, text := range notes {
		m, fault := p.readHead(name, text)
		if fault != nil {
			refused = append(refused, refusal("heads/"+name, fault))
			if fault == errHeadBroken { // its machine writes it anew
				if err := r.DropNote(ctx, "heads", name); err != nil {
					return nil, nil, err
				}
			}
			continue
		}
		if m.Device != p.Library.Device() {
			out = append(out, m)
		}
	}
	return out, refused, nil
}

var errHead = app.Fault(app.Denied, "head_unsigned", "Lời khai của một máy không đúng chữ ký hoặc không thuộc thư viện này",
	"What a machine tells of itself is not rightly signed, or not of this library")

var errHeadBroken = app.Fault(app.Damaged, "head_broken", "Lời khai của một máy bị hỏng, có thể do rút USB quá sớm. Máy đó sẽ ghi lại khi gặp",
	"What a machine tells of itself is damaged, perhaps because the stick was pulled out too early. It writes it anew when it comes")

// maxHead is the most that a machine may tell of itself: some hundred
// machines with ten lives each take a tenth of it.
const maxHead = 4 << 20

func (p *Party) readHead(name string, text []byte) (app.Met, *app.Error) {
	var s signedHead
	var h head
	if text == nil {
		return h.Met, errPackUnread
	}
	if len(text) > maxHead {
		return h.Met, errHead
	}
	if json.Unmarshal(text, &s) != nil {
		return h.Met, errHeadBroken
	}
	if json.Unmarshal(s.Head, &h) != nil || h.Library != p.Library.Name() || h.Device.String()[:16] != name || len(h.Version) > 100 {
		return h.Met, errHead
	}
	if !ed25519.Verify(h.Device[:], append([]byte(headDomain), s.Head...), s.Signature) {
		return h.Met, errHead
	}
	if _, ok := p.Library.Roster().Member(h.Device); !ok {
		return h.Met, errHead
	}
	h.Trim()
	return h.Met, nil
}
