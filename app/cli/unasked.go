package cli

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"

	"bangtin/app/peer"
)

// unaskedMost is how many requests that were taken back are remembered.
const unaskedMost = 20

// unasked is unasked.json in the data folder: the notes of requests that this
// machine has taken back. Each may lie on several sticks, and is removed from
// whichever comes by; until then an administrator's machine answers it.
func unaskedFile(dir string) string { return filepath.Join(dir, "unasked.json") }

// readUnasked gives none where the file cannot be read: all that is lost is
// that somebody has to revoke a machine which was let in.
func readUnasked(dir string) (notes []json.RawMessage) {
	text, err := os.ReadFile(unaskedFile(dir))
	if err != nil || json.Unmarshal(text, &notes) != nil {
		return nil
	}
	return notes
}

// noteUnasked remembers a request that counts no more.
func (c *core) noteUnasked(j *joining) error {
	if j == nil {
		return nil
	}
	return c.keepUnasked(append(readUnasked(c.dir), j.Note))
}

// askAgain forgets that requests under a code were taken back: those of one
// machine under one code have one name, and this one is wanted.
func (c *core) askAgain(code peer.Code) error {
	notes := readUnasked(c.dir)
	if len(notes) == 0 {
		return nil
	}
	return c.keepUnasked(slices.DeleteFunc(notes, func(note json.RawMessage) bool {
		asked, err := peer.ReadAsked(note)
		return err == nil && asked.ID == code.ID()
	}))
}

func (c *core) keepUnasked(notes []json.RawMessage) error {
	text, err := json.Marshal(notes[max(0, len(notes)-unaskedMost):])
	if err != nil {
		return err
	}
	return writeWhole(unaskedFile(c.dir), text)
}

// withdrawUnasked removes from a folder the requests that were taken back.
func (c *core) withdrawUnasked(ctx context.Context, dir string) error {
	notes := readUnasked(c.dir)
	if len(notes) == 0 {
		return nil
	}
	f, err := peer.OpenJoins(dir, c.lib.Device())
	if err != nil {
		return err
	}
	defer f.Close()
	for _, note := range notes {
		asked, err := peer.ReadAsked(note)
		if err != nil {
			continue // nobody could answer that either
		}
		if err := peer.Withdraw(ctx, f, asked.Request); err != nil {
			return err
		}
	}
	return nil
}
