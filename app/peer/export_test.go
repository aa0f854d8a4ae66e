package peer

import (
	"crypto/ed25519"
	"encoding/json"
	"io"

	"bangtin/app"
)

// SignHead makes the note by which a device tells of itself.
func SignHead(keys *app.Keys, library app.Hash, m app.Met) ([]byte, error) {
	text, err := json.Marshal(head{library, m})
	if err != nil {
		return nil, err
	}
	return json.Marshal(signedHead{text, ed25519.Sign(keys.Sign, append([]byte(headDomain), text...))})
}

// ReadPack lists and reads all that a pack of any bytes holds.
func ReadPack(f io.ReaderAt, size int64, name string, library app.Hash, a app.Audience, each func(Offer, io.Reader) error) error {
	offers, err := readPack(f, size, name, library, a)
	for _, o := range offers {
		if err := each(o, openThing(f, io.NopCloser(nil), o)); err != nil {
			return err
		}
	}
	return err
}

// ReadChanges reads the body of a run.
func ReadChanges(r io.Reader, take func(app.Change) error) error { return readChanges(r, take) }

// ReadHead reads a note by which a machine tells of itself.
func (p *Party) ReadHead(name string, text []byte) (app.Met, *app.Error) {
	return p.readHead(name, text)
}
