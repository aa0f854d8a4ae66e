package search

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"bangtin/app"
)

// pair is the two indexes, made and thrown away together.
type pair struct {
	n           int
	open, staff *folder
}

func (p *pair) folders() []*folder { return []*folder{p.open, p.staff} }

func (p *pair) whole() bool { return p.open.mark.Whole && p.staff.mark.Whole }

func (p *pair) close() error { return errors.Join(p.open.close(), p.staff.close()) }

func (p *pair) remove() error { return errors.Join(p.open.remove(), p.staff.remove()) }

// openPair takes the newest pair that is whole, or else one that was being
// filled, and removes all others.
func (f *Finder) openPair(ctx context.Context, unclean, trust bool) {
	var kept *pair
	for _, n := range f.numbers() {
		if trust && (kept == nil || !kept.whole()) {
			if p, err := f.load(ctx, n, unclean); err != nil {
				f.log.Info("an index is made anew", "index", n, "reason", err)
			} else if kept == nil || p.whole() {
				if kept != nil {
					f.drop(kept)
				}
				kept = p
				continue
			} else {
				f.drop(p)
			}
		}
		f.sweep(n)
	}
	if kept == nil {
		f.progress.Store(&app.Progress{})
		return
	}
	f.now = kept
	if !kept.whole() {
		f.next = kept
		f.progress.Store(&app.Progress{})
	}
}

func (f *Finder) load(ctx context.Context, n int, unclean bool) (*pair, error) {
	p := &pair{n: n}
	for _, x := range []struct {
		to   **folder
		name string
	}{{&p.open, "open"}, {&p.staff, "staff"}} {
		in, err := openFolder(f.folder(x.name, n))
		if err == nil {
			*x.to = in
			if !in.mark.made(f.lib) {
				err = errOther
			} else if unclean {
				err = in.verify(ctx)
			}
		}
		if err != nil {
			for _, in := range p.folders() {
				if in != nil {
					_ = in.close() // it is thrown away
				}
			}
			return nil, err
		}
	}
	edited, err := p.edited(ctx)
	if err != nil {
		_ = p.close()
		return nil, err
	}
	f.edited = edited
	return p, nil
}

func (f *Finder) folder(name string, n int) string {
	return filepath.Join(f.dir, name+"-"+strconv.Itoa(n))
}

// numbers lists the pairs on the disk, the newest first.
func (f *Finder) numbers() (out []int) {
	entries, _ := os.ReadDir(f.dir) // none: there is nothing to open
	for _, e := range entries {
		_, tail, ok := strings.Cut(e.Name(), "-")
		if n, err := strconv.Atoi(tail); ok && err == nil && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	slices.Reverse(out)
	return out
}

func (f *Finder) sweep(n int) {
	for _, name := range []string{"open", "staff"} {
		if err := os.RemoveAll(f.folder(name, n)); err != nil {
			f.log.Warn("remove an index", "err", err)
		}
	}
}

func (f *Finder) drop(p *pair) {
	if err := p.remove(); err != nil {
		f.log.Warn("remove an index", "err", err)
	}
	f.sweep(p.n)
}

// The file "running" stands in the folder while a finder is open. It holds
// how many have ended without a word, one after the other.
const runningFile = "running"

// maxFalls is how often the program may end without a word with an index
// open before that is thrown away, however sound it looks.
const maxFalls = 3
