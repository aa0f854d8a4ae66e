package thumb

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"sync"
	"time"
)

// Options say how a Pool works. Only Command is required.
type Options struct {
	// Command makes a fresh command that runs Serve on its standard input and output: this binary with
	// a hidden argument. The pool sets Stdin, Stdout, Stderr and adds a temporary folder to Env.
	Command func() *exec.Cmd
	// Workers is how many processes there are at most; 0: one less than the machine has processors, at
	// least one, at most two.
	Workers int
	// Timeout is for how long a worker may work at one picture, as processor time; 0: ten seconds, at most
	// an hour. By the clock it may take three times as long, and a worker that then stays silent for two
	// seconds more is killed.
	Timeout time.Duration
	// Idle is after how long an unused worker is ended; 0: one minute.
	Idle time.Duration
	// TempDir is where workers may put files while they work on a HEIC picture; "": os.TempDir().
	TempDir string
}

// Pool makes derivatives in worker processes. It starts them when they are needed, keeps them, and
// replaces those that die. Its methods may be called from many goroutines.
type Pool struct {
	o     Options
	slots chan struct{} // one for each worker that works
	bye   chan struct{} // closed by Close

	mu        sync.Mutex
	closed    bool
	idle      []*worker // the one used last is last
	deaths    int       // in a row, without a picture or a refusal between them
	notBefore time.Time // no worker is started earlier
	busy      sync.WaitGroup
}

// NewPool makes a pool; it starts no process yet. The caller closes it.
func NewPool(o Options) *Pool {
	if o.Workers <= 0 {
		o.Workers = min(2, max(1, runtime.NumCPU()-1))
	}
	if o.Timeout <= 0 {
		o.Timeout = 10 * time.Second
	}
	o.Timeout = min(o.Timeout, maxTimeout)
	if o.Idle <= 0 {
		o.Idle = time.Minute
	}
	return &Pool{o: o, slots: make(chan struct{}, o.Workers), bye: make(chan struct{})}
}

// Workers is how many pictures are made at the same time at most.
func (p *Pool) Workers() int { return cap(p.slots) }

// Make makes the derivatives of one original of exactly size bytes, waiting first until a worker is
// free. The original is passed on in pieces of 64 KB and never held whole.
//
// It fails with an *Error where the picture is to blame or a worker died of it, with the wrapped error
// of original if that cannot be read or is shorter than size, with the cause of ctx once that is done
// (a worker under way is killed), and with ErrClosed. Whatever it fails with, the pool goes on.
func (p *Pool) Make(ctx context.Context, original io.Reader, size int64) (Picture, error) {
	return p.run(ctx, original, size, nil)
}

func (p *Pool) run(ctx context.Context, original io.Reader, size int64, e *Edit) (Picture, error) {
	if size == 0 {
		return Picture{}, &Error{Code: Empty}
	}
	if size < 0 || size > MaxBytes {
		return Picture{}, &Error{Code: TooLarge, Detail: fmt.Sprintf("%d bytes, at most %d", size, MaxBytes)}
	}
	if !p.enter() {
		return Picture{}, ErrClosed
	}
	defer p.busy.Done()
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-p.bye:
		return Picture{}, ErrClosed
	case <-ctx.Done():
		return Picture{}, context.Cause(ctx)
	}
	for {
		w, err := p.worker(ctx)
		if err != nil {
			return Picture{}, err
		}
		pic, state, err := w.do(ctx, original, size, e)
		p.back(w, state)
		if state != asleep {
			return pic, err
		}
	}
}

// Close refuses new pictures, waits for those under way, which takes at most their time, and for
// the end of every worker. It always returns nil; calling it again is harmless.
func (p *Pool) Close() error {
	p.mu.Lock()
	first := !p.closed
	p.closed = true
	idle := p.idle
	p.idle = nil
	p.mu.Unlock()
	if first {
		close(p.bye)
	}
	for _, w := range idle {
		w.end()
	}
	p.busy.Wait()
	return nil
}

// enter counts the caller among those Close waits for, unless the pool is closed.
func (p *Pool) enter() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		p.busy.Add(1)
	}
	return !p.closed
}

// worker gives the worker that was used last, or a new one once the pause after deaths is over.
func (p *Pool) worker(ctx context.Context) (*worker, error) {
	for {
		w, wait := p.take()
		if w == nil && wait == 0 {
			break
		}
		if w != nil && w.alive() {
			return w, nil
		}
		if w != nil {
			w.end() // it died in its sleep: no picture's fault
			continue
		}
		t := time.NewTimer(wait)
		select {
		case <-t.C:
		case <-p.bye:
			t.Stop()
			return nil, ErrClosed
		case <-ctx.Done():
			t.Stop()
			return nil, context.Cause(ctx)
		}
	}
	w, err := startWorker(ctx, p.o)
	if err != nil {
		p.count(died)
		return nil, err
	}
	return w, nil
}

// take gives an idle worker, or how long to wait until one may be started.
func (p *Pool) take() (*worker, time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.idle); n > 0 {
		w := p.idle[n-1]
		p.idle = p.idle[:n-1]
		w.rest.Stop()
		return w, 0
	}
	return nil, max(0, time.Until(p.notBefore))
}

// back takes a worker back after a job: to be kept, or ended.
func (p *Pool) back(w *worker, s state) {
	p.count(s)
	p.mu.Lock()
	keep := s == fit && !p.closed
	if keep {
		w.rest = time.AfterFunc(p.o.Idle, func() { p.dismiss(w) })
		p.idle = append(p.idle, w)
	}
	p.mu.Unlock()
	if !keep {
		w.end()
	}
}

// dismiss ends a worker that was not needed for long.
func (p *Pool) dismiss(w *worker) {
	p.mu.Lock()
	found := false
	for i, x := range p.idle {
		if x == w {
			p.idle = append(p.idle[:i], p.idle[i+1:]...)
			found = true
			break
		}
	}
	if found {
		p.busy.Add(1) // under the lock and not closed, so Close is not waiting yet
	}
	p.mu.Unlock()
	if found {
		w.end()
		p.busy.Done()
	}
}

// longestPause is the most that a new worker waits after others have died.
const longestPause = 2 * time.Second

// count keeps the pause before the next start: none after one death, then 100 ms, doubled each time.
func (p *Pool) count(s state) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch s {
	case fit, spent:
		p.deaths, p.notBefore = 0, time.Time{}
	case died:
		p.deaths++
		if p.deaths > 1 {
			pause := min(longestPause, 100*time.Millisecond<<min(p.deaths-2, 10))
			p.notBefore = time.Now().Add(pause)
		}
	}
}
