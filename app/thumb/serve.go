package thumb

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"time"
)

// patience is how many times as long as it may work a picture may take by the clock: on a busy machine a
// good photo must not be called a bad one.
const patience = 3

// grace is how long past its time a picture may still be under way before its worker is given up.
const grace = 2 * time.Second

// Serve is the work of a worker process: it limits the memory of this process for good, then answers
// jobs from in on out, one at a time, until in ends; then it returns nil and the process should exit.
// It returns an error if the limit cannot be set, if the other side breaks the protocol, and after a
// picture that could not be stopped in time. Interrupts from the terminal are left to the engine.
//
// Call it before anything else has been done in the process, and write nothing else to out.
func Serve(in io.Reader, out io.Writer) error {
	signal.Ignore(os.Interrupt)
	runtime.GOMAXPROCS(1) // two decode two pictures in the time in which one picture gains a fifth
	debug.SetGCPercent(gcPercent)
	debug.SetMemoryLimit(workerMemory / 4 * 3)
	debug.FreeOSMemory() // what the rest of the program needed to start
	if err := limitMemory(workerMemory); err != nil {
		return fmt.Errorf("limit memory: %w", err)
	}
	return serve(in, out)
}

// maxTimeout is the longest time for one picture that makes sense.
const maxTimeout = time.Hour

// gcPercent lets the heap grow by a quarter before it is swept. Pictures are few large pieces without
// pointers, so a sweep costs next to nothing.
const gcPercent = 25

// request is a job with its original, or the reason why there will be no other.
type request struct {
	job
	original []byte
	err      error
}

func serve(in io.Reader, out io.Writer) error {
	ctx, cancel := context.WithCancel(context.Background())
	requests := make(chan request)
	go read(ctx, in, requests)
	done := make(chan struct{})
	close(done)
	defer func() {
		cancel()
		select {
		case <-done: // its temporary files are gone
		case <-time.After(grace):
		}
	}()
	if err := writeFrame(out, frameHello, []byte(protocol)); err != nil {
		return err
	}
	for {
		r := <-requests
		if r.err != nil {
			return ended(r.err)
		}
		done = make(chan struct{})
		type result struct {
			p   Picture
			err error
		}
		results := make(chan result, 1)
		timeout := time.Duration(r.TimeoutMS) * time.Millisecond
		go func(original []byte, e *Edit) {
			defer close(done)
			ctx, cancel := withTime(ctx, timeout)
			defer cancel()
			p, err := do(ctx, original, e)
			results <- result{p, err}
		}(r.original, r.Edit)
		r.original = nil
		late := time.NewTimer(patience*timeout + grace/2)
		select {
		case got := <-results:
			late.Stop()
			retire := worn()
			if err := writeAnswer(out, got.p, got.err, retire); err != nil {
				return err
			}
			if retire {
				return nil
			}
		case next := <-requests: // the engine is gone, or talks out of turn
			late.Stop()
			return ended(next.err)
		case <-late.C:
			err := &Error{Code: TimedOut, Detail: "the decoder did not stop"}
			return writeAnswer(out, Picture{}, err, true)
		}
		runtime.GC()
	}
}

func do(ctx context.Context, original []byte, e *Edit) (Picture, error) {
	if e != nil {
		return Cut(ctx, original, *e)
	}
	return Make(ctx, original)
}

// withTime gives a context that ends when this process has worked for so long, or when patience times as
// long has gone by.
func withTime(ctx context.Context, work time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(ctx, patience*work)
	ctx, stop := context.WithCancelCause(ctx)
	begin := processorTime()
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		t := time.NewTicker(20 * time.Millisecond)
		defer t.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-t.C:
				if processorTime()-begin > work {
					stop(context.DeadlineExceeded)
				}
			}
		}
	}()
	return ctx, func() {
		cancel()
		stop(nil)
		<-watched
	}
}

// ended gives nil if the other side closed the pipe between two messages.
func ended(err error) error {
	switch err {
	case io.EOF:
		return nil
	case nil:
		return fmt.Errorf("a job while another is under way")
	}
	return err
}

// read reads jobs until one cannot be read. Where in is a pipe nobody writes to any more it ends with
// the process.
func read(ctx context.Context, in io.Reader, requests chan<- request) {
	for {
		r := readRequest(in)
		select {
		case requests <- r:
		case <-ctx.Done():
			return
		}
		if r.err != nil {
			return
		}
	}
}

// readRequest reads the next job and its original.
func readRequest(in io.Reader) request {
	name, body, err := readMessage(in)
	if err != nil {
		return request{err: err}
	}
	if name != frameJob {
		return request{err: fmt.Errorf("frame %q where a job was due", name)}
	}
	var r request
	if err := json.Unmarshal(body, &r.job); err != nil {
		return request{err: err}
	}
	if r.Size < 1 || r.Size > MaxBytes || r.TimeoutMS < 1 || r.TimeoutMS > maxTimeout.Milliseconds() || r.Edit != nil && !r.Edit.Valid() {
		return request{err: fmt.Errorf("job %+v", r.job)}
	}
	r.original = make([]byte, r.Size)
	r.err = readParts(in, r.original)
	return r
}

// worn tells whether this process has asked the system for so much memory that a large picture might no
// longer find room in one piece; a new process is cheaper than that picture.
func worn() bool {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Sys > workerMemory/3
}
