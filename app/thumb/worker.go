package thumb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// worker is one process of a Pool, seen from the pool. Only one goroutine uses it at a time.
type worker struct {
	cmd     *exec.Cmd
	in, out *os.File // our ends of its input and output
	dir     string   // its temporary folder
	words   said     // what it wrote to standard error
	exited  chan struct{}
	rest    *time.Timer // ends it when idle
	timeout time.Duration
	used    bool // it has answered before
}

// state is how a worker came out of a job.
type state int

const (
	fit    state = iota // ready for another
	spent               // did its job and is to be replaced
	died                // dead, or killed because it misbehaved
	broken              // killed for a reason that lay with the caller
	asleep              // found dead before the original was touched: another one can have the job
)

// startTime is how long a new process may take until it greets; a slow disk reads the binary first.
const startTime = 20 * time.Second

// startWorker starts a process and waits until it greets. Errors are *Error of Unavailable, or ctx's.
func startWorker(ctx context.Context, o Options) (*worker, error) {
	w := &worker{cmd: o.Command(), exited: make(chan struct{}), timeout: o.Timeout}
	if err := w.start(o.TempDir); err != nil {
		return nil, &Error{Code: Unavailable, Err: err}
	}
	stop := w.killAfter(ctx, startTime)
	name, body, err := readMessage(w.out)
	_, killed := stop()
	if err == nil && (name != frameHello || string(body) != protocol) {
		err = fmt.Errorf("greeting %q %q", name, body)
	}
	if err == nil && !killed {
		return w, nil
	}
	w.kill()
	w.end()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return nil, &Error{Code: Unavailable, Detail: w.words.String(), Err: err}
}

func (w *worker) start(tempDir string) error {
	dir, err := os.MkdirTemp(tempDir, "thumb-")
	if err != nil {
		return err
	}
	w.dir = dir
	theirIn, in, err := os.Pipe()
	if err != nil {
		os.RemoveAll(dir)
		return err
	}
	out, theirOut, err := os.Pipe()
	if err != nil {
		theirIn.Close()
		in.Close()
		os.RemoveAll(dir)
		return err
	}
	w.in, w.out = in, out
	w.cmd.Stdin, w.cmd.Stdout, w.cmd.Stderr = theirIn, theirOut, &w.words
	w.cmd.Env = append(w.cmd.Environ(), "TMPDIR="+dir, "TMP="+dir, "TEMP="+dir)
	w.cmd.WaitDelay = time.Second
	err = w.cmd.Start()
	theirIn.Close()
	theirOut.Close()
	if err != nil {
		in.Close()
		out.Close()
		os.RemoveAll(dir)
		return err
	}
	go func() {
		defer close(w.exited)
		_ = w.cmd.Wait() // how it ended is read from ProcessState
	}()
	return nil
}

func (w *worker) alive() bool {
	select {
	case <-w.exited:
		return false
	default:
		return true
	}
}

func (w *worker) kill() { _ = w.cmd.Process.Kill() }

// end closes the worker's input, at which it exits, kills it if it does not, and waits until it is gone
// and its temporary folder with it.
func (w *worker) end() {
	w.in.Close()
	w.out.Close()
	t := time.AfterFunc(grace, w.kill)
	<-w.exited
	t.Stop()
	os.RemoveAll(w.dir)
}

// killAfter kills the worker when ctx is done or the time is over. The function it gives takes that
// back; it tells whether the time was over, and whether it came too late for one of the two, so that
// the worker is dead or about to be.
func (w *worker) killAfter(ctx context.Context, d time.Duration) (stop func() (late, killed bool)) {
	t := time.AfterFunc(d, w.kill)
	cancel := context.AfterFunc(ctx, w.kill)
	return func() (late, killed bool) {
		late = !t.Stop()
		return late, !cancel() || late
	}
}

// do sends one original, with what is to be done to it if that is not the usual, and reads what becomes of it.
func (w *worker) do(ctx context.Context, original io.Reader, size int64, e *Edit) (Picture, state, error) {
	j := job{Size: size, TimeoutMS: max(1, w.timeout.Milliseconds()), Edit: e}
	if err := w.write(ctx, func() error { return writeMessage(w.in, frameJob, j) }); err != nil {
		if w.used && ctx.Err() == nil && !errors.Is(err, errStuck) {
			return Picture{}, asleep, nil
		}
		return w.failed(ctx, err, false)
	}
	sent, err := w.send(ctx, original, size)
	if !sent {
		return Picture{}, broken, err // the worker waits for the rest: it is no use any more
	}
	if err != nil {
		return w.failed(ctx, err, false)
	}
	stop := w.killAfter(ctx, patience*w.timeout+grace)
	a, err := readAnswer(w.out, e)
	late, killed := stop()
	if err != nil {
		return w.failed(ctx, err, late)
	}
	w.used = true
	s := fit
	if a.Retire || killed {
		s = spent
	}
	if a.Code != "" {
		return Picture{}, s, &Error{Code: a.Code, Kind: a.Kind, Detail: a.Detail}
	}
	return Picture{a.Kind, a.Width, a.Height, a.Colour, a.Taken, a.made}, s, nil
}

// errStuck is the error of a worker that does not take the original it is given.
var errStuck = errors.New("the worker does not read")

// write does one write to the worker, which may take as long as for a whole picture.
func (w *worker) write(ctx context.Context, f func() error) error {
	stop := w.killAfter(ctx, patience*w.timeout+grace)
	err := f()
	if late, _ := stop(); late {
		return errStuck
	}
	return err
}

// send passes the original on. It gives false with the reader's error if that cannot be read to its
// end; how long the reader takes is the caller's affair.
func (w *worker) send(ctx context.Context, original io.Reader, size int64) (bool, error) {
	part := make([]byte, min(maxPart, size))
	for left := size; left > 0; left -= int64(len(part)) {
		part = part[:min(int64(len(part)), left)]
		if _, err := io.ReadFull(original, part); err != nil {
			return false, fmt.Errorf("read original: %w", unexpected(err))
		}
		if err := w.write(ctx, func() error { return writeFrame(w.in, frameData, part) }); err != nil {
			return true, err
		}
	}
	return true, nil
}

// failed says why a job got no answer, once the worker is dead.
func (w *worker) failed(ctx context.Context, cause error, late bool) (Picture, state, error) {
	w.kill() // one that exited by itself keeps its exit status
	<-w.exited
	if ctx.Err() != nil {
		return Picture{}, broken, context.Cause(ctx)
	}
	e := &Error{Code: Crashed, Detail: w.cmd.ProcessState.String(), Err: cause}
	words := w.words.String()
	switch {
	case late || errors.Is(cause, errStuck):
		e.Code, e.Detail = TimedOut, "the worker was silent"
	case strings.Contains(words, "out of memory"), strings.Contains(words, "cannot allocate memory"):
		e.Code = OutOfMemory
	}
	if words != "" {
		first, _, _ := strings.Cut(words, "\n")
		e.Detail += ": " + first
	}
	return Picture{}, died, e
}
