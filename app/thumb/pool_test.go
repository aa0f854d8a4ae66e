package thumb_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"bangtin/app/thumb"
)

// crew counts the processes that a pool starts.
type crew struct {
	mu      sync.Mutex
	started []*exec.Cmd
	command func() *exec.Cmd
}

func newCrew(t testing.TB, role string) *crew { return &crew{command: command(t, role)} }

func (c *crew) start() *exec.Cmd {
	cmd := c.command()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.started = append(c.started, cmd)
	return cmd
}

func (c *crew) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.started)
}

// last is the process started last.
func (c *crew) last() *os.Process {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.started[len(c.started)-1].Process
}

// checkGone fails for every process that still runs; the pool must have been closed.
func (c *crew) checkGone(t testing.TB) {
	t.Helper()
	for _, cmd := range c.started {
		if cmd.Process != nil && cmd.ProcessState == nil {
			t.Errorf("worker %d was not waited for", cmd.Process.Pid)
		}
	}
}

// until waits for a condition, at most patience.
func until(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

func send(p *thumb.Pool, file []byte) (thumb.Picture, error) {
	return p.Make(context.Background(), bytes.NewReader(file), int64(len(file)))
}

func mustSend(t testing.TB, p *thumb.Pool, file []byte) thumb.Picture {
	t.Helper()
	pic, err := send(p, file)
	if err != nil {
		t.Fatal(err)
	}
	checkPicture(t, pic)
	return pic
}

// at calls f once when so many bytes have been read.
type at struct {
	r io.Reader
	n int
	f func()
}

func (a *at) Read(p []byte) (int, error) {
	n, err := a.r.Read(p)
	if a.n -= n; a.n <= 0 && a.f != nil {
		a.f()
		a.f = nil
	}
	return n, err
}

func TestPoolKeepsItsWorker(t *testing.T) {
	c := newCrew(t, "serve")
	p := pool(t, thumb.Options{Command: c.start, Workers: 1})
	if c.count() != 0 {
		t.Error("a worker before there is work")
	}
	file := asJPEG(t, corners(800, 600))
	want, err := thumb.Make(context.Background(), file)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		got := mustSend(t, p, file)
		if got.Colour != want.Colour || !bytes.Equal(got.Derivatives[0].Data, want.Derivatives[0].Data) {
			t.Error("a worker makes something else than this process")
		}
		if _, err := send(p, []byte("<html>")); code(err) != thumb.Unsupported {
			t.Errorf("HTML: %v", err)
		}
	}
	if c.count() != 1 {
		t.Errorf("%d workers for three pictures, want one", c.count())
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	c.checkGone(t)
}

func TestPoolLimitsItsWorkers(t *testing.T) {
	c := newCrew(t, "serve")
	p := pool(t, thumb.Options{Command: c.start, Workers: 2})
	file := asJPEG(t, corners(1200, 900))
	var wg sync.WaitGroup
	for range 12 {
		wg.Go(func() {
			if _, err := send(p, file); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if c.count() > 2 {
		t.Errorf("%d workers, at most two are allowed", c.count())
	}
}

// A worker that dies or misbehaves costs its picture and nothing else: the next picture has a new one.
func TestPoolOutlivesItsWorkers(t *testing.T) {
	file := asJPEG(t, corners(3000, 2000))
	for _, c := range []struct {
		role string
		want thumb.Code
	}{
		{"exit", thumb.Crashed}, {"panic", thumb.Crashed}, {"memory", thumb.OutOfMemory}, {"garbage", thumb.Crashed},
		{"flood", thumb.Crashed}, {"promise", thumb.Crashed}, {"script", thumb.Crashed},
		{"mute", thumb.TimedOut}, {"deaf", thumb.TimedOut}, {"shout", thumb.TimedOut}, {"no-worker", thumb.Unavailable},
	} {
		t.Run(c.role, func(t *testing.T) {
			bad, good := command(t, c.role), command(t, "serve")
			crew := newCrew(t, c.role)
			crew.command = func() *exec.Cmd {
				if crew.count() == 0 {
					return bad()
				}
				return good()
			}
			timeout := patience
			if c.want == thumb.TimedOut {
				timeout = 10 * time.Millisecond // and two seconds of grace
			}
			p := pool(t, thumb.Options{Command: crew.start, Workers: 1, Timeout: timeout})
			small := asPNG(t, corners(4, 4))
			if c.role == "deaf" {
				small = append(small, make([]byte, 1<<20)...) // more than fits the pipe
			}
			_, err := send(p, small)
			if code(err) != c.want {
				t.Errorf("%q (%v), want %q", code(err), err, c.want)
			}
			if c.want != thumb.TimedOut {
				mustSend(t, p, file)
			}
			if err := p.Close(); err != nil {
				t.Error(err)
			}
			crew.checkGone(t)
		})
	}
}

func TestPoolPausesBetweenDeaths(t *testing.T) {
	c := newCrew(t, "exit")
	p := pool(t, thumb.Options{Command: c.start, Workers: 2})
	begin := time.Now()
	for range 4 {
		if _, err := send(p, asPNG(t, corners(4, 4))); code(err) != thumb.Crashed {
			t.Error(err)
		}
	}
	if d := time.Since(begin); d < 300*time.Millisecond { // none, 100 ms, 200 ms
		t.Errorf("four deaths within %v", d)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	if _, err := p.Make(ctx, bytes.NewReader([]byte("GIF89a")), 6); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a pause does not end with its caller: %v", err)
	}
}

func TestPoolReplacesWhatDiedInItsSleep(t *testing.T) {
	c := newCrew(t, "serve")
	p := pool(t, thumb.Options{Command: c.start, Workers: 1})
	file := asPNG(t, corners(40, 40))
	mustSend(t, p, file)
	pid := c.last().Pid
	if err := c.last().Kill(); err != nil {
		t.Fatal(err)
	}
	until(t, "the worker is reaped", func() bool { return c.last().Signal(os.Interrupt) != nil })
	mustSend(t, p, file)
	if c.last().Pid == pid {
		t.Error("no new worker")
	}
}

func TestPoolLetsIdleWorkersGo(t *testing.T) {
	c := newCrew(t, "serve")
	p := pool(t, thumb.Options{Command: c.start, Workers: 1, Idle: time.Millisecond})
	file := asPNG(t, corners(40, 40))
	for n := 1; n <= 3; n++ {
		mustSend(t, p, file)
		until(t, "the worker ends", func() bool { return c.last().Signal(os.Interrupt) != nil })
		if c.count() != n {
			t.Errorf("%d workers, want %d", c.count(), n)
		}
	}
}

func TestPoolReadsTheOriginal(t *testing.T) {
	c := newCrew(t, "serve")
	p := pool(t, thumb.Options{Command: c.start, Workers: 1})
	file := asJPEG(t, corners(2000, 1500))
	broken := errors.New("the stick was pulled out")
	for _, x := range []struct {
		name string
		r    io.Reader
		size int64
		want error
	}{
		{"too short", bytes.NewReader(file), int64(len(file)) + 1, io.ErrUnexpectedEOF},
		{"cannot be read", io.MultiReader(bytes.NewReader(file[:len(file)/2]), failing{broken}), int64(len(file)), broken},
	} {
		if _, err := p.Make(context.Background(), x.r, x.size); !errors.Is(err, x.want) {
			t.Errorf("%s: %v, want %v", x.name, err, x.want)
		}
		mustSend(t, p, file)
	}
	started := c.count()
	for size, want := range map[int64]thumb.Code{0: thumb.Empty, -1: thumb.TooLarge, thumb.MaxBytes + 1: thumb.TooLarge} {
		if _, err := p.Make(context.Background(), failing{broken}, size); code(err) != want {
			t.Errorf("size %d: %v", size, err)
		}
	}
	if c.count() != started {
		t.Error("a worker was started for nothing")
	}
	// What lies behind size is not touched.
	r := bytes.NewReader(append(bytes.Clone(file), "the next file"...))
	if _, err := p.Make(context.Background(), r, int64(len(file))); err != nil || r.Len() != 13 {
		t.Errorf("%v, %d bytes left", err, r.Len())
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestPoolCancels(t *testing.T) {
	c := newCrew(t, "serve")
	p := pool(t, thumb.Options{Command: c.start, Workers: 1})
	file := asJPEG(t, corners(4000, 3000))
	why := errors.New("the visitor left")
	for _, n := range []int{1, len(file) / 2, len(file)} { // while it is sent, and while it is made
		ctx, cancel := context.WithCancelCause(context.Background())
		_, err := p.Make(ctx, &at{bytes.NewReader(file), n, func() { cancel(why) }}, int64(len(file)))
		if err != nil && !errors.Is(err, why) {
			t.Errorf("cancelled after %d bytes: %v", n, err)
		}
		if err == nil && n < len(file) {
			t.Errorf("cancelled after %d bytes and made", n)
		}
		cancel(nil)
		mustSend(t, p, asPNG(t, corners(4, 4)))
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := p.Make(gone, bytes.NewReader(file), int64(len(file))); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before: %v", err)
	}
}

func TestPoolCloses(t *testing.T) {
	c := newCrew(t, "serve")
	dir := t.TempDir()
	p := pool(t, thumb.Options{Command: c.start, Workers: 1, TempDir: dir})
	file := asJPEG(t, corners(3000, 2000))
	begun, waiting := make(chan bool), make(chan error)
	made := make(chan error)
	go func() {
		_, err := p.Make(context.Background(), &at{bytes.NewReader(file), 1, func() { close(begun) }}, int64(len(file)))
		made <- err
	}()
	<-begun
	go func() { // has to wait, as there is one worker
		_, err := send(p, file)
		waiting <- err
	}()
	closed := make(chan error)
	go func() { closed <- p.Close() }()
	if err := <-made; err != nil {
		t.Errorf("the picture under way: %v", err)
	}
	if err := <-waiting; err != nil && !errors.Is(err, thumb.ErrClosed) {
		t.Errorf("the picture that waited: %v", err)
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
	c.checkGone(t)
	if _, err := send(p, file); !errors.Is(err, thumb.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
	if err := p.Close(); err != nil {
		t.Errorf("Close again: %v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestPoolWithoutWorker(t *testing.T) {
	for name, o := range map[string]thumb.Options{
		"no such program": {Command: func() *exec.Cmd { return exec.Command("/nonexistent/bangtin") }},
		"no such folder":  {TempDir: "/nonexistent/folder"},
	} {
		t.Run(name, func(t *testing.T) {
			p := pool(t, o)
			if _, err := send(p, asPNG(t, corners(4, 4))); code(err) != thumb.Unavailable {
				t.Error(err)
			}
		})
	}
}

// A picture that takes too much work is given up by its worker itself, which goes on to the next.
func TestPoolGivesUpLongWork(t *testing.T) {
	c := newCrew(t, "serve")
	p := pool(t, thumb.Options{Command: c.start, Workers: 1, Timeout: 100 * time.Millisecond})
	large, small := asJPEG(t, corners(6000, 5000)), asPNG(t, corners(4, 4))
	for range 2 {
		if _, err := send(p, large); code(err) != thumb.TimedOut {
			t.Errorf("30 megapixels within 100 ms: %v", err)
		}
	}
	mustSend(t, p, small)
	if c.count() != 1 {
		t.Errorf("%d workers, the first should have lived", c.count())
	}
}
