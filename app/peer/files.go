package peer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"sync"

	"bangtin/app"
)

var errFileWrong = app.Fault(app.Denied, "file_wrong",
	"Một tệp không có kích thước như bài viết ghi nên không được nhận",
	"A file is not of the size that its article says and is not taken")

// maxOriginal is the most that an original for other desks may take up:
// what a desk accepts of a picture, sealed.
const maxOriginal = 48 << 20

// takeFiles takes the pictures and other files that readers are to see, and
// originals where they are wanted. Some may have been taken beside the fold.
func (x *exchange) takeFiles(ctx context.Context) error {
	x.filing.Phase = PhaseFiles
	if x.early != nil {
		if err := x.judgeFiles(ctx, x.early, func(app.Hash) {}); err != nil {
			return err
		}
	}
	wanted, take, err := x.filesLacking(ctx)
	if err != nil {
		return err
	}
	for len(take) > 0 { // what lies there twice is looked at again only where the first was damaged
		now, again := firstOfEach(take)
		if err := x.judgeFiles(ctx, x.startTaking(ctx, now, nil), func(h app.Hash) { delete(wanted, h) }); err != nil {
			return err
		}
		take = slices.DeleteFunc(again, func(o Offer) bool { return !x.absent(o.File) })
	}
	x.report.Missing = len(wanted)
	return nil
}

// filesLacking are the files on show that are not here, and the offers to
// take of these and of originals.
func (x *exchange) filesLacking(ctx context.Context) (wanted map[app.Hash]int64, take []Offer, err error) {
	if wanted, err = x.Library.ShownSizes(ctx); err != nil {
		return nil, nil, err
	}
	for h := range wanted {
		if !x.absent(h) {
			delete(wanted, h)
		}
	}
	take, err = x.filesToTake(ctx, wanted)
	return wanted, take, err
}

// judgeFiles looks at what came of files and tells which were taken.
func (x *exchange) judgeFiles(ctx context.Context, all <-chan got, took func(app.Hash)) error {
	unread := 0
	for g := range all {
		x.filing.Done += g.offer.Size
		x.tell(x.filing)
		what := fmt.Sprintf("%.8s…", g.offer.File)
		switch {
		case g.err != nil:
			return g.err
		case errors.Is(g.unreadable, fs.ErrNotExist):
			x.tried[g.offer.place()] = true
			x.refuse(refusal(what, errPackMoved))
		case g.unreadable != nil:
			x.tried[g.offer.place()] = true
			x.refuse(refusal(what, errPackUnread))
			if unread++; unread == maxUnread {
				return g.unreadable
			}
		case g.fault != nil:
			x.refuse(refusal(what, g.fault))
			x.spoil(g.offer)
		default:
			unread = 0
			took(g.offer.File)
			x.report.Came.Files++
			x.report.Came.Bytes += g.offer.Size
		}
	}
	return ctx.Err()
}

func firstOfEach(offers []Offer) (first, rest []Offer) {
	seen := map[app.Hash]bool{}
	for _, o := range offers {
		if seen[o.File] {
			rest = append(rest, o)
		} else {
			first = append(first, o)
		}
		seen[o.File] = true
	}
	return first, rest
}

const (
	// filesAtOnce is how many files are taken at a time. Each is durable
	// before the next: a disk makes sixteen so in hardly more time than one.
	filesAtOnce = 16
	// filesAhead is how many are taken at most before somebody looks at what
	// came of them.
	filesAhead = 1000
)

// got is what came of taking a file; see takeFile.
type got struct {
	offer           Offer
	fault           *app.Error
	unreadable, err error
}

// startTaking begins to take files, once a channel is closed unless that is
// nil, and gives what comes of each. It ends with the exchange at the latest.
func (x *exchange) startTaking(ctx context.Context, offers []Offer, after <-chan struct{}) <-chan got {
	for _, o := range offers {
		x.filing.Total += o.Size
	}
	next, out := make(chan Offer), make(chan got, min(filesAhead, len(offers)))
	x.work.Go(func() {
		defer close(next)
		if after != nil {
			select {
			case <-after:
			case <-ctx.Done():
				return
			}
		}
		for _, o := range offers {
			select {
			case next <- o:
			case <-ctx.Done():
				return
			}
		}
	})
	var hands sync.WaitGroup
	for range min(filesAtOnce, len(offers)) {
		hands.Go(func() {
			for o := range next {
				g := got{offer: o}
				g.fault, g.unreadable, g.err = x.takeFile(ctx, o)
				select {
				case out <- g:
				case <-ctx.Done():
				}
			}
		})
	}
	x.work.Go(func() {
		hands.Wait()
		close(out)
	})
	return out
}

// filesToTake are the files that readers lack, those that desks need for what
// is worked on and, where they are wanted, the originals that articles name
// and that are not here. Anybody can seal something for desks: what no
// article speaks of is not taken.
func (x *exchange) filesToTake(ctx context.Context, lack map[app.Hash]int64) (out []Offer, err error) {
	drafted := map[app.Hash]int64{}
	if x.staffed() {
		if drafted, err = x.Library.DraftFiles(ctx); err != nil {
			return nil, err
		}
	}
	var originals []Offer
	var names []app.Hash
	for _, o := range x.offers {
		if o.Kind != KindFile || o.Part || x.failed(o) {
			continue
		}
		sealed := o.Audience == app.Staff && o.Seal && x.staffed()
		size, wanted := lack[o.File]
		switch {
		case o.Audience == app.Open && !o.Seal && wanted && o.Size == size:
			out = append(out, o)
		case o.Audience == app.Open && !o.Seal && wanted:
			x.refuse(refusal(fmt.Sprintf("%.8s…", o.File), errFileWrong))
			x.spoil(o)
		case sealed && x.isDraftFile(o, drafted):
			out = append(out, o)
		case sealed && x.Originals && o.Size <= maxOriginal && x.absent(o.File):
			originals, names = append(originals, o), append(names, o.File)
		}
	}
	used, err := x.Library.Used(ctx, names...)
	for i, o := range originals {
		if err == nil && used[i] {
			out = append(out, o)
		}
	}
	return out, err
}

// isDraftFile tells of something sealed whether it is a file that a draft
// needs here, of the size that was told of it.
func (x *exchange) isDraftFile(o Offer, drafted map[app.Hash]int64) bool {
	size, wanted := drafted[o.File]
	if !wanted || !x.absent(o.File) {
		return false
	}
	size, err := x.seal.size(size)
	return err == nil && o.Size == size
}

// failed tells of an offer that was of no use before.
func (x *exchange) failed(o Offer) bool {
	_, broken := x.broken[o.place()]
	return broken || x.tried[o.place()]
}

func (x *exchange) absent(h app.Hash) bool {
	_, err := x.Media.Stat(h)
	return err != nil
}

// takeFile takes one file, if it is what its name says. Fault is of what
// lies there, unreadable of the remote, err of this machine.
func (x *exchange) takeFile(ctx context.Context, o Offer) (fault *app.Error, unreadable, err error) {
	o.summed = !o.Seal // a file is named by its sum
	r, err := x.remote.Open(ctx, o)
	if err != nil {
		return nil, err, nil
	}
	defer r.Close()
	source := &blamed{r: r}
	var plain io.Reader = source
	if o.Seal {
		if plain, err = x.seal.open(source); err != nil {
			fault, unreadable = source.judge(err)
			return fault, unreadable, nil
		}
	}
	read := &blamed{r: plain}
	_, _, err = x.Media.Take(ctx, read, o.Size, func(_ io.ReaderAt, sum [32]byte, _ int64) error {
		switch {
		case sum == o.File:
			return nil
		case o.summed && sum != o.sum: // not as somebody left it
			return o.damage()
		}
		return errPackBroken
	})
	switch {
	case read.err != nil:
		fault, unreadable = source.judge(read.err)
		return fault, unreadable, ctx.Err()
	case errors.Is(err, errPackBroken):
		return errPackBroken, nil, nil
	case errors.Is(err, errPackUnfinished):
		return errPackUnfinished, nil, nil
	}
	return nil, nil, err
}

// blamed remembers the fault of a source, apart from those of what is made
// of it.
type blamed struct {
	r   io.Reader
	err error
}

func (b *blamed) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if err != nil && err != io.EOF {
		b.err = err
	}
	return n, err
}

// judge tells a fault of what lies at a remote from one of reading it. Err
// is what came of reading through the source.
func (b *blamed) judge(err error) (fault *app.Error, unreadable error) {
	switch {
	case errors.As(b.err, &fault):
		return fault, nil
	case b.err != nil && !cutOff(b.err):
		return nil, b.err
	case errors.As(err, &fault):
		return fault, nil
	}
	return errPackBroken.With(err), nil
}
