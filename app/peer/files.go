package peer

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"bangtin/app"
)

// maxOriginal is the most that an original for other desks may take up:
// what a desk accepts of a picture, sealed.
const maxOriginal = 48 << 20

// takeFiles takes the pictures and other files that readers are to see, and
// originals where they are wanted.
func (x *exchange) takeFiles(ctx context.Context) error {
	wanted, err := x.Library.ShownSizes(ctx)
	if err != nil {
		return err
	}
	for h := range wanted {
		if !x.absent(h) {
			delete(wanted, h)
		}
	}
	take, err := x.filesToTake(ctx, wanted)
	if err != nil {
		return err
	}
	done, total, unread := int64(0), int64(0), 0
	for _, o := range take {
		total += o.Size
	}
	for _, o := range take {
		x.tell(Progress{Phase: PhaseFiles, Done: done, Total: total})
		if err := ctx.Err(); err != nil {
			return err
		}
		done += o.Size
		if !x.absent(o.File) { // it lay there twice
			continue
		}
		fault, unreadable, err := x.takeFile(ctx, o)
		what := fmt.Sprintf("%.8s…", o.File)
		switch {
		case err != nil:
			return err
		case unreadable != nil:
			x.refuse(refusal(what, errPackUnread))
			if unread++; unread == maxUnread {
				return unreadable
			}
			continue
		case fault != nil:
			x.refuse(refusal(what, fault))
			x.spoil(o)
			continue
		}
		unread = 0
		delete(wanted, o.File)
		x.report.Came.Files++
		x.report.Came.Bytes += o.Size
	}
	x.report.Missing = len(wanted)
	return nil
}

// filesToTake are the files that readers lack and, where they are wanted,
// the originals that articles name and that are not here. Anybody can seal
// something for desks: what no article speaks of is not taken.
func (x *exchange) filesToTake(ctx context.Context, lack map[app.Hash]int64) (out []Offer, err error) {
	var originals []Offer
	var names []app.Hash
	for _, o := range x.offers {
		if o.Kind != KindFile || o.Part {
			continue
		}
		size, wanted := lack[o.File]
		switch {
		case o.Audience == app.Open && !o.Seal && wanted && o.Size == size:
			out = append(out, o)
		case o.Audience == app.Open && !o.Seal && wanted:
			x.refuse(refusal(fmt.Sprintf("%.8s…", o.File), errFileWrong))
			x.spoil(o)
		case o.Audience == app.Staff && o.Seal && x.Originals && x.staffed() && o.Size <= maxOriginal && x.absent(o.File):
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

func (x *exchange) absent(h app.Hash) bool {
	_, err := x.Media.Stat(h)
	return err != nil
}

// takeFile takes one file, if it is what its name says. Fault is of what
// lies there, unreadable of the remote, err of this machine.
func (x *exchange) takeFile(ctx context.Context, o Offer) (fault *app.Error, unreadable, err error) {
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
	hash := sha256.New()
	_, _, err = x.Media.Take(ctx, io.TeeReader(read, hash), o.Size, func(io.ReaderAt, int64) error {
		if app.Hash(hash.Sum(nil)) != o.File {
			return errPackBroken
		}
		return nil
	})
	switch {
	case read.err != nil:
		fault, unreadable = source.judge(read.err)
		return fault, unreadable, ctx.Err()
	case errors.Is(err, errPackBroken):
		return errPackBroken, nil, nil
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
