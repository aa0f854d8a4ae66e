package search

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"

	"bangtin/app"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// version changes whenever what an index holds does: one of another version
// is made anew.
const version = 2

// mark says what an index was made of. It is written with every batch, in
// one step with it.
type mark struct {
	Version     int
	Fold        int    // of the library it was made of
	Library     string // its name
	Incarnation uint64
	Arrival     uint64 // of the last change that is in it
	Horizon     int64  // up to which embargoes had opened, ms since 1970 UTC
	At          app.ID // how far it was filled
	Whole       bool   // it was filled to the end
}

var markKey = []byte("mark")

// made tells whether an index was made of this library, as it is now, by
// this version of the program.
func (m *mark) made(l *app.Library) bool {
	return m.Version == version && m.Fold == app.Fold() && m.Library == l.Name().String() && m.Incarnation == l.Incarnation()
}

// folder is one index on the disk, open.
type folder struct {
	bleve.Index
	dir   string
	mark  mark
	ended <-chan error // gives why its background work ended
}

var errOther = errors.New("made by another version, or of another library")

// config: the lock of its bolt is never held by anybody else, for the data
// folder has one owner.
func config() map[string]any {
	return map[string]any{"bolt_timeout": "5s", "asyncErrorCallbackName": watchName}
}

func createFolder(dir string, m mark) (*folder, error) {
	if err := os.RemoveAll(dir); err != nil {
		return nil, err
	}
	ended := watch(dir)
	in, err := bleve.NewUsing(dir, mapping.NewIndexMapping(), scorch.Name, scorch.Name, config())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("make an index: %w", err), os.RemoveAll(dir))
	}
	if err := os.Chmod(filepath.Join(dir, "index_meta.json"), 0o600); err != nil { // Bleve lets everybody read it
		return nil, errors.Join(err, in.Close(), os.RemoveAll(dir))
	}
	f := &folder{Index: in, dir: dir, ended: ended}
	b := in.NewBatch()
	if err := f.write(b, m); err != nil {
		return nil, errors.Join(err, f.remove())
	}
	return f, nil
}

// openFolder opens an index and reads its mark. What comes out of a damaged
// one may be a panic: it comes back as an error.
func openFolder(dir string) (f *folder, err error) {
	err = guarded(func() error {
		ended := watch(dir)
		in, err := bleve.OpenUsing(dir, config())
		if err != nil {
			return fmt.Errorf("open %s: %w", filepath.Base(dir), err)
		}
		f = &folder{Index: in, dir: dir, ended: ended}
		text, err := in.GetInternal(markKey)
		if err == nil && json.Unmarshal(text, &f.mark) != nil {
			err = errOther
		}
		if err != nil {
			return errors.Join(err, in.Close())
		}
		return nil
	})
	return f, err
}

// write keeps a batch together with the mark.
func (f *folder) write(b *bleve.Batch, m mark) error {
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	b.SetInternal(markKey, text)
	done := make(chan error, 1)
	go func() { done <- guarded(func() error { return f.Batch(b) }) }()
	select {
	case err = <-done:
	case err = <-f.ended: // nobody is left who would end the batch
	}
	if err == nil {
		f.mark = m
	}
	return err
}

func (f *folder) close() error {
	unwatch(f.dir)
	return guarded(f.Close)
}

func (f *folder) remove() error {
	return errors.Join(f.close(), os.RemoveAll(f.dir))
}

// verify holds the segments that an index reads to their checksums: a
// damaged one could stop the whole program. In each file the last four bytes
// are the CRC-32 of those before them.
func (f *folder) verify(ctx context.Context) error {
	return guarded(func() error {
		in, err := f.Advanced()
		if err != nil {
			return err
		}
		r, err := in.Reader() // while it is open none of its files is removed
		if err != nil {
			return err
		}
		defer r.Close()
		shot, ok := r.(*scorch.IndexSnapshot)
		if !ok {
			return nil
		}
		for _, s := range shot.Segments() {
			file, ok := s.Segment().(segment.PersistedSegment)
			if !ok {
				continue
			}
			if err := verifyFile(file.Path()); err != nil {
				return fmt.Errorf("%s/%s: %w", filepath.Base(f.dir), filepath.Base(file.Path()), err)
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
		return nil
	})
}

var errSum = errors.New("damaged: the checksum is another")

func verifyFile(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if info.Size() < 4 {
		return errSum
	}
	h := crc32.NewIEEE()
	if _, err := io.CopyN(h, f, info.Size()-4); err != nil {
		return err
	}
	var sum [4]byte
	if _, err := io.ReadFull(f, sum[:]); err != nil {
		return err
	}
	if binary.BigEndian.Uint32(sum[:]) != h.Sum32() {
		return errSum
	}
	return nil
}
