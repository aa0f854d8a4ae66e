package peer_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"testing"

	"bangtin/app"
	"bangtin/app/peer"
)

// A stick is pulled out while A writes: the file is cut, or cut and then
// zeros, or empty, or has no name yet, or is not there.
func TestStickPulledWhileWriting(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	for round := range 6 * effort() {
		p.news()
		p.a.meet(p.stick)
		path := p.fresh()
		all, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		cut := p.r.IntN(len(all))
		what := fmt.Sprintf("round %d, %s of %d bytes at %d", round, filepath.Base(path), len(all), cut)
		kept := all[:cut]
		switch round % 6 {
		case 0, 1:
			err = os.WriteFile(path, kept, 0o600)
		case 2:
			err = os.WriteFile(path, append(bytes.Clone(kept), make([]byte, len(all)-cut)...), 0o600)
		case 3:
			kept = nil
			err = os.WriteFile(path, nil, 0o600)
		case 4:
			kept = nil
			err = os.Remove(path)
		case 5:
			kept = nil
			err = os.Rename(path, filepath.Join(filepath.Dir(path), p.a.keys.Device().String()[:16]+"-ABCDEFGH.tmp"))
		}
		if err != nil {
			t.Fatal(err)
		}
		stood(t, path)
		r, err := p.b.try(p.stick)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		damaged := round%6 < 4 && !bytes.HasSuffix(kept, []byte("}"))
		if damaged && len(r.Refused) == 0 {
			t.Errorf("%s: nothing is refused", what)
		}
		for _, id := range changesBefore(t, kept) {
			if here, err := p.b.lib.Has(t.Context(), id); err != nil || !here[0] {
				t.Errorf("%s: a whole change before the cut was not used, %v", what, err)
			}
		}
		p.whole(what, r)
		p.settled(what)
	}
}

// changesBefore are the changes, in open things, that lie whole in the
// beginning of a pack, found by the format as pack.go describes it.
func changesBefore(t *testing.T, kept []byte) (out []app.Hash) {
	t.Helper()
	rest, ok := bytes.CutPrefix(kept, []byte("bangtin pack 1\n"))
	if !ok {
		return nil
	}
	length := func() (n int, ok bool) {
		if len(rest) < 4 {
			return 0, false
		}
		n, rest = int(binary.BigEndian.Uint32(rest)), rest[4:]
		return n, n <= len(rest)
	}
	for {
		n, ok := length()
		if !ok {
			return out
		}
		var of struct {
			Kind string
			Size int
			Seal bool
		}
		if json.Unmarshal(rest[:n], &of) != nil || of.Kind == "" {
			return out
		}
		rest = rest[n:]
		data := rest[:min(of.Size, len(rest))]
		rest = rest[min(of.Size+32, len(rest)):]
		for of.Kind != peer.KindFile && !of.Seal && len(data) >= 4 {
			n := int(binary.BigEndian.Uint32(data))
			if len(data) < 4+n {
				break
			}
			c, err := app.DecodeChange(data[4 : 4+n])
			if err != nil {
				break
			}
			out, data = append(out, c.ID), data[4+n:]
		}
	}
}

// flaky is a remote that stops being readable.
type flaky struct {
	peer.Remote
	mu      sync.Mutex
	left    int    // bytes that can still be read
	vanish  string // a file that is gone once everything is listed
	noList  bool
	noNotes bool
}

func (f *flaky) Offers(ctx context.Context) ([]peer.Offer, []peer.Refusal, error) {
	if f.noList {
		return nil, nil, &fs.PathError{Op: "readdirent", Path: "open", Err: syscall.EIO}
	}
	offers, refused, err := f.Remote.Offers(ctx)
	if f.vanish != "" {
		err = errors.Join(err, os.Remove(f.vanish))
	}
	return offers, refused, err
}

func (f *flaky) Notes(ctx context.Context, kind string) (map[string][]byte, error) {
	if f.noNotes {
		return nil, &fs.PathError{Op: "readdirent", Path: kind, Err: syscall.EIO}
	}
	return f.Remote.Notes(ctx, kind)
}

func (f *flaky) Open(ctx context.Context, o peer.Offer) (io.ReadCloser, error) {
	r, err := f.Remote.Open(ctx, o)
	if err != nil {
		return nil, err
	}
	return flakyReader{r, f}, nil
}

type flakyReader struct {
	io.ReadCloser
	f *flaky
}

func (r flakyReader) Read(b []byte) (int, error) {
	r.f.mu.Lock() // several things are read at a time
	defer r.f.mu.Unlock()
	if r.f.left <= 0 {
		return 0, &fs.PathError{Op: "read", Path: "pack", Err: syscall.EIO}
	}
	n, err := r.ReadCloser.Read(b[:min(len(b), r.f.left)])
	r.f.left -= n
	return n, err
}

// A stick is pulled out while B reads. What B got counts, and nothing that
// lies there is taken for damaged.
func TestStickPulledWhileReading(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	for round := range 5 * effort() {
		p.news()
		p.a.meet(p.stick)
		inner, err := peer.OpenFolder(p.stick, p.b.lib.Name(), p.b.lib.Device())
		if err != nil {
			t.Fatal(err)
		}
		f := &flaky{Remote: inner, left: 1 << 40}
		switch round % 5 {
		case 0, 1:
			f.left = p.r.IntN(40_000)
		case 2:
			f.noList = true
		case 3:
			f.noNotes = true
		case 4:
			f.vanish = p.fresh()
		}
		before := p.files()
		r, err := p.b.party().Exchange(t.Context(), f, nil)
		_ = inner.Close()
		what := fmt.Sprintf("round %d, %d bytes left, %v", round, f.left, err)
		if err != nil && app.CodeOf(err) != app.Unavailable {
			t.Errorf("%s: not told in words of the user's", what)
		}
		for _, path := range before {
			if _, err := os.Stat(path); err != nil && path != f.vanish {
				t.Errorf("%s: %s is gone", what, path)
			}
		}
		p.whole(what, r)
		p.settled(what)
	}
}

// A pack is made anew without what is damaged in it, and the stick is pulled
// out meanwhile: the old one is still there beside the new, or beside a part
// of it.
func TestStickPulledWhileDropping(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	for round := range 2 * effort() {
		p.news()
		p.a.meet(p.stick)
		path := p.fresh()
		all, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			all[p.r.IntN(len(all))] ^= 1 << p.r.IntN(8)
		}
		if err := os.WriteFile(path, all, 0o600); err != nil {
			t.Fatal(err)
		}
		stood(t, path)
		old := p.files()
		r, err := p.b.try(p.stick)
		what := fmt.Sprintf("round %d, %s", round, filepath.Base(path))
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		p.whole(what, r)
		if err := os.WriteFile(path, all, 0o600); err != nil {
			t.Fatal(err)
		}
		made := slices.DeleteFunc(p.files(), func(path string) bool { return slices.Contains(old, path) })
		for _, path := range made {
			info, err := os.Stat(path)
			if err == nil && round%2 == 0 {
				err = os.Truncate(path, p.r.Int64N(info.Size()))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		stood(t, p.files()...)
		p.settled(what)
	}
}
