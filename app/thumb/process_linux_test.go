package thumb_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"bangtin/app/thumb"
)

// workerLimit is what a worker may hold of memory, in MB.
const workerLimit = 512

func init() {
	roles["hungry"] = func() { eat(64, 16<<20) }     // in many pieces
	roles["greedy"] = func() { eat(1, 3<<30) }       // in one
	roles["engine"] = func() { engine(os.Args[1:]) } // makes pictures of files
	roles["orphan"] = func() { orphan(os.Args[1]) }  // is killed while its worker works
}

// eat limits this process as a worker does and then takes memory.
func eat(pieces, size int) {
	in, _, err := os.Pipe() // nothing ever comes
	if err != nil {
		panic(err)
	}
	ready, done := io.Pipe()
	go func() { _ = thumb.Serve(in, done) }()
	if _, err := io.ReadFull(ready, make([]byte, len(greeting))); err != nil {
		panic(err)
	}
	var all [][]byte
	for range pieces {
		b := make([]byte, size)
		for i := 0; i < len(b); i += 4096 {
			b[i] = 1
		}
		all = append(all, b)
	}
	fmt.Println("had", len(all)*size)
}

// engine makes the pictures of files with one worker, counts what comes, and tells its own peak in MB.
func engine(names []string) {
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	p := thumb.NewPool(thumb.Options{Workers: 1, Timeout: patience, Command: func() *exec.Cmd {
		c := exec.Command(self)
		c.Env = append(os.Environ(), roleVar+"=serve")
		return c
	}})
	made, refused := 0, 0
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			panic(err)
		}
		info, err := f.Stat()
		if err != nil {
			panic(err)
		}
		if _, err = p.Make(context.Background(), f, info.Size()); err != nil {
			refused++
		} else {
			made++
		}
		f.Close()
	}
	p.Close()
	peak, err := peakMB(os.Getpid())
	if err != nil {
		panic(err)
	}
	fmt.Println(made, refused, peak)
}

// orphan prints its worker's pid when the worker has all of a large picture.
func orphan(name string) {
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	var worker *exec.Cmd
	p := thumb.NewPool(thumb.Options{Workers: 1, Timeout: patience, Command: func() *exec.Cmd {
		worker = exec.Command(self)
		worker.Env = append(os.Environ(), roleVar+"=serve")
		return worker
	}})
	b, err := os.ReadFile(name)
	if err != nil {
		panic(err)
	}
	r := &at{bytes.NewReader(b), len(b), func() { fmt.Println(worker.Process.Pid) }}
	_, _ = p.Make(context.Background(), r, int64(len(b)))
	hang()
}

func peakMB(pid int) (int, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(b), "VmHWM:")
	var kb int
	_, err = fmt.Sscan(rest, &kb)
	return kb >> 10, err
}

// peak is the most memory that an ended worker held, in MB.
func peak(c *exec.Cmd) int {
	return int(c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss >> 10)
}

func TestServeLimitsItself(t *testing.T) {
	for _, role := range []string{"hungry", "greedy"} {
		t.Run(role, func(t *testing.T) {
			c := command(t, role)()
			out, err := c.CombinedOutput()
			if err == nil || strings.Contains(string(out), "had ") {
				t.Errorf("it lives: %.200s", out)
			}
			if mb := peak(c); mb > workerLimit {
				t.Errorf("it had %d MB", mb)
			}
		})
	}
}

// running tells whether a process exists and is no zombie.
func running(pid int) bool {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	_, state, _ := bytes.Cut(b, []byte(") "))
	return len(state) > 0 && state[0] != 'Z' && state[0] != 'X'
}

// SIGKILL at any moment of a picture costs that picture.
func TestPoolOutlivesSIGKILL(t *testing.T) {
	c := newCrew(t, "serve")
	p := pool(t, thumb.Options{Command: c.start, Workers: 1})
	file, small := asJPEG(t, corners(4000, 3000)), asPNG(t, corners(4, 4))
	killed := 0
	for i := range 8 {
		mustSend(t, p, small) // there is a worker
		victim := c.last()
		n := max(1, len(file)*i/6) // the last two: when it has all, and is at work
		_, err := p.Make(context.Background(), &at{bytes.NewReader(file), min(n, len(file)), func() { _ = victim.Kill() }}, int64(len(file)))
		if err != nil {
			killed++
			if code(err) != thumb.Crashed {
				t.Errorf("killed after %d bytes: %v", n, err)
			}
		}
	}
	if killed < 6 {
		t.Errorf("%d of 8 kills hit", killed)
	}
	mustSend(t, p, file)
}

// A stopped worker is silent; it is killed in time and replaced.
func TestPoolOutlivesSIGSTOP(t *testing.T) {
	c := newCrew(t, "serve")
	p := pool(t, thumb.Options{Command: c.start, Workers: 1, Timeout: time.Second})
	small := asPNG(t, corners(4, 4))
	mustSend(t, p, small)
	victim := c.last()
	if err := victim.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	if _, err := send(p, small); code(err) != thumb.TimedOut {
		t.Errorf("stopped: %v", err)
	}
	if d := time.Since(begin); d < time.Second || d > 30*time.Second {
		t.Errorf("given up after %v", d)
	}
	if running(victim.Pid) {
		t.Error("the stopped worker still exists")
	}
	until(t, "a new worker makes it", func() bool { _, err := send(p, small); return err == nil })
}

// When the engine is killed its workers end by themselves, at work or not.
func TestWorkerEndsWithItsEngine(t *testing.T) {
	file := filepath.Join(t.TempDir(), "large.jpg")
	if err := os.WriteFile(file, asJPEG(t, corners(5000, 4000)), 0o600); err != nil {
		t.Fatal(err)
	}
	c := command(t, "orphan")()
	c.Args = append(c.Args, file)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	var pid int
	if _, err := fmt.Fscan(out, &pid); err != nil {
		t.Fatal(err)
	}
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	until(t, "the worker ends", func() bool { return !running(pid) })
}

// The pool passes originals on in small pieces.
func TestPoolStreams(t *testing.T) {
	name := filepath.Join(t.TempDir(), "long.jpg")
	long := append(asJPEG(t, corners(400, 300)), make([]byte, thumb.MaxBytes-1<<20)...)
	if err := os.WriteFile(name, long, 0o600); err != nil {
		t.Fatal(err)
	}
	c := command(t, "engine")()
	c.Args = append(c.Args, name, name, name)
	out, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	var made, refused, mb int
	if _, err := fmt.Sscan(string(out), &made, &refused, &mb); err != nil || made != 3 {
		t.Fatalf("%q: %v", out, err)
	}
	if mb > 40 {
		t.Errorf("an engine that passes 39 MB on three times held %d MB", mb)
	}
}

// checkPeaks tells which of a closed pool's workers held more memory than its limit.
func checkPeaks(t *testing.T, c *crew) {
	t.Helper()
	for _, cmd := range c.started {
		t.Logf("a worker held %d MB", peak(cmd))
		if peak(cmd) > workerLimit {
			t.Errorf("a worker held %d MB", peak(cmd))
		}
	}
}
