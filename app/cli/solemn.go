package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
)

// solemnMark is an empty file in the data folder while the library is in
// mourning: a window's first page and the poster stand before any store is
// open, and must have no colour either.
type solemnMark struct {
	dir  string
	last atomic.Pointer[bool]
}

func solemnName(dir string) string { return filepath.Join(dir, "solemn") }

// isSolemn tells what the last engine of a folder knew.
func isSolemn(dir string) bool {
	_, err := os.Stat(solemnName(dir))
	return err == nil
}

// keep notes it where it has changed.
func (m *solemnMark) keep(on bool) error {
	if last := m.last.Load(); last != nil && *last == on {
		return nil
	}
	var err error
	if on {
		err = writeWhole(solemnName(m.dir), nil)
	} else if err = os.Remove(solemnName(m.dir)); errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if err == nil {
		m.last.Store(&on)
	}
	return err
}

// solemnArgument is what a window's process is told of it.
func solemnArgument(dir string) []string {
	if isSolemn(dir) {
		return []string{"--solemn"}
	}
	return nil
}
