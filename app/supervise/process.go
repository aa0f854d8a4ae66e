package supervise

import (
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// Process is a running program together with everything it started: they
// end together, and none of them outlives this process.
type Process struct {
	pid   int
	group group
	done  chan struct{}
	err   error // of exec.Cmd.Wait; read after done

	mu     sync.Mutex
	reaped bool // the pid may belong to somebody else now
}

// Spawn starts cmd in a process group of its own (on Windows in a Job
// Object). When this process dies, by kill -9 too, the kernel sends death to
// the child on Linux (0: SIGKILL) and ends the whole job on Windows; on
// other systems the child must watch for the end of its standard input.
//
// When the program itself ends, whatever is left of its group is killed.
// Children that made a session of their own have left the group. Spawn owns
// cmd.SysProcAttr and cmd.WaitDelay; pipes are the caller's.
func Spawn(cmd *exec.Cmd, death syscall.Signal) (*Process, error) {
	if death == 0 {
		death = syscall.SIGKILL
	}
	p := &Process{done: make(chan struct{})}
	started := make(chan error, 1)
	go p.live(cmd, death, started)
	if err := <-started; err != nil {
		return nil, err
	}
	return p, nil
}

// live starts the program and waits for its end on one system thread,
// because Linux sends the death signal when the thread that forked ends.
func (p *Process) live(cmd *exec.Cmd, death syscall.Signal, started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	cmd.SysProcAttr = attributes(death)
	// A writer as Stderr is fed through a pipe that strays may hold open.
	cmd.WaitDelay = time.Second
	if err := cmd.Start(); err != nil {
		started <- err
		return
	}
	p.pid = cmd.Process.Pid
	g, err := newGroup(p.pid)
	if err != nil {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		started <- err
		return
	}
	p.group = g
	started <- nil
	g.await()
	// The leader is dead but not reaped, so that its number still names the group.
	g.kill()
	p.mu.Lock()
	p.reaped = true
	p.mu.Unlock()
	p.err = cmd.Wait()
	g.close()
	close(p.done)
}

// Pid is the number of the program itself, also after its end.
func (p *Process) Pid() int { return p.pid }

// Ask requests a clean end of the program alone: SIGTERM, and on Windows
// nothing, where the end of the standard input has to do.
func (p *Process) Ask() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.reaped {
		p.group.ask()
	}
}

// Kill ends the whole group at once, stopped processes too. It does not
// wait; after the end it does nothing.
func (p *Process) Kill() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.reaped {
		p.group.kill()
	}
}

// Done is closed when the program has ended and its group was killed.
func (p *Process) Done() <-chan struct{} { return p.done }

// Wait waits for Done and returns what exec.Cmd.Wait gave. Any number of
// goroutines may call it.
func (p *Process) Wait() error {
	<-p.done
	return p.err
}
