package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"
	"time"

	"bangtin/app"
	"bangtin/app/thumb"
)

// previews makes in the background what nothing was made of yet: the
// pictures that somebody looks at first, then the others in the order in
// which they came. What waits is noted in the library, so that an engine
// that ends goes on with it at its next start.
type previews struct {
	*darkroom
	log  *slog.Logger
	temp string // folder for what comes over the network

	mu    sync.Mutex
	waits map[app.Hash]*wait
	count uint64
	turn  chan struct{} // closed whenever waits changes
}

// wait is one original that is made or waits for it.
type wait struct {
	wanted uint64 // when somebody last looked at it; zero: nobody did
	since  uint64
	busy   bool
	again  bool // it was sent anew while it was worked on
}

func newPreviews(room *darkroom, temp string, log *slog.Logger) *previews {
	return &previews{darkroom: room, log: log, temp: temp, waits: map[app.Hash]*wait{}, turn: make(chan struct{})}
}

// Keep keeps an original that is a picture by all that it says of itself.
// Whoever notes it then tells Add.
func (p *previews) Keep(ctx context.Context, picture io.Reader) (app.Developed, error) {
	return p.stream(ctx, picture, p.keep)
}

// Develop keeps an original and makes its derivatives.
func (p *previews) Develop(ctx context.Context, picture io.Reader) (app.Developed, error) {
	return p.stream(ctx, picture, p.develop)
}

// stream puts what comes over the network into a file first: a slow sender
// holds up no worker, and the decoder may read it twice.
func (p *previews) stream(ctx context.Context, picture io.Reader, use func(context.Context, *os.File) (app.Developed, error)) (app.Developed, error) {
	if f, ok := picture.(*os.File); ok {
		return use(ctx, f)
	}
	f, err := os.CreateTemp(p.temp, "picture-*.tmp")
	if err != nil {
		return app.Developed{}, fmt.Errorf("keep a picture: %w", err)
	}
	defer func() {
		f.Close()
		_ = os.Remove(f.Name()) // the next start sweeps it
	}()
	n, err := io.Copy(f, io.LimitReader(picture, thumb.MaxBytes+1))
	if err == nil && n > thumb.MaxBytes {
		err = photoFault(&thumb.Error{Code: thumb.TooLarge})
	}
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return app.Developed{}, err
	}
	return use(ctx, f)
}

// Small gives the thumbnail that lies in an original, nil where none does.
func (p *previews) Small(original app.Hash) ([]byte, error) {
	f, err := p.media.Open(original)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	head, err := io.ReadAll(io.LimitReader(f, thumb.SmallWithin))
	return thumb.Small(head), err
}

// Add puts originals behind those that wait.
func (p *previews) Add(originals ...app.Hash) { p.enter(originals, false) }

// Want puts originals before all others, the first before the rest.
func (p *previews) Want(originals ...app.Hash) { p.enter(originals, true) }

func (p *previews) enter(originals []app.Hash, wanted bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.count++
	when := p.count
	for _, h := range originals {
		w := p.waits[h]
		if w == nil {
			p.count++
			w = &wait{since: p.count}
			p.waits[h] = w
		}
		w.again = w.again || w.busy
		if wanted {
			w.wanted = when
		}
	}
	p.changed()
}

// changed wakes whoever waits for a change. The lock is held.
func (p *previews) changed() {
	close(p.turn)
	p.turn = make(chan struct{})
}

// Await waits until nothing of the given originals waits any more. It fails
// where nothing can be made of one of them.
func (p *previews) Await(ctx context.Context, originals ...app.Hash) error {
	var open []app.Hash
	for _, h := range originals {
		d, ok, err := p.lib.Developed(ctx, h)
		if err != nil {
			return err
		}
		if ok && d.Waits() {
			open = append(open, h)
		}
	}
	if len(open) > 0 {
		p.Want(open...)
	}
	for _, h := range open {
		if err := p.settled(ctx, h); err != nil {
			return err
		}
	}
	for _, h := range originals {
		if d, ok, err := p.lib.Developed(ctx, h); err != nil {
			return err
		} else if ok && d.Fault != nil {
			return app.Fault(app.Invalid, d.Fault.Key, "Một ảnh trong bài không dùng được. "+d.Fault.Message.VI,
				"A picture of the article cannot be used. "+d.Fault.Message.EN)
		}
	}
	return nil
}

// settled waits until an original does not wait any more.
func (p *previews) settled(ctx context.Context, h app.Hash) error {
	for {
		p.mu.Lock()
		here, turn := p.waits[h], p.turn
		p.mu.Unlock()
		if here == nil {
			return nil
		}
		select {
		case <-turn:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// run works until ctx is done, or the store is damaged.
func (p *previews) run(ctx context.Context) error {
	waiting, err := p.lib.Waiting(ctx)
	if err != nil {
		return err
	}
	p.Add(waiting...)
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	var workers sync.WaitGroup
	for range p.pool.Workers() {
		workers.Go(func() { end(p.work(ctx)) })
	}
	workers.Wait()
	return context.Cause(ctx)
}

func (p *previews) work(ctx context.Context) error {
	for {
		h, ok := p.next(ctx)
		if !ok {
			return nil
		}
		err := p.make(ctx, h)
		if app.CodeOf(err) == app.Damaged {
			return err
		}
		if err != nil && ctx.Err() == nil {
			p.log.Warn("a preview has to wait", "original", h, "err", err)
			select { // no worker, or a full disk: it is tried again
			case <-time.After(previewPause):
			case <-ctx.Done():
			}
		}
		p.left(h, err == nil)
	}
}

// previewPause is how long an original waits that failed without fault of
// its own.
const previewPause = 2 * time.Second

// next waits for the original that is wanted most.
func (p *previews) next(ctx context.Context) (app.Hash, bool) {
	for {
		p.mu.Lock()
		var first app.Hash
		var best *wait
		for h, w := range p.waits {
			if !w.busy && (best == nil || w.wanted > best.wanted || w.wanted == best.wanted && w.since < best.since) {
				first, best = h, w
			}
		}
		if best != nil && ctx.Err() == nil {
			best.busy = true
			p.mu.Unlock()
			return first, true
		}
		turn := p.turn
		p.mu.Unlock()
		select {
		case <-turn:
		case <-ctx.Done():
			return app.Hash{}, false
		}
	}
}

// left notes that an original is not worked on any more.
func (p *previews) left(h app.Hash, done bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if w := p.waits[h]; done && !w.again {
		delete(p.waits, h)
	} else {
		w.busy, w.again = false, false
	}
	p.changed()
}

// make makes one preview, or notes why there will be none. Its error is a
// reason to try it again.
func (p *previews) make(ctx context.Context, h app.Hash) error {
	d, noted, err := p.lib.Developed(ctx, h)
	if err != nil || d.Made() {
		return err
	}
	err = p.again(ctx, h)
	switch {
	case err == nil, ctx.Err() != nil, errors.Is(err, thumb.ErrClosed):
		return ctx.Err()
	case !theirs(err):
		return err
	case !noted: // a name that means nothing here
		return nil
	}
	p.log.Info("nothing can be made of a picture", "original", h, "err", err)
	return p.lib.FailPreview(ctx, h, err)
}

// theirs tells a fault that lies with the original from one that passes.
func theirs(err error) bool {
	switch app.CodeOf(err) {
	case app.Invalid, app.TooLarge, app.NotFound:
		return true
	}
	return false
}
