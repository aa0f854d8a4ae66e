// Package rig is what the end-to-end tests and the measurements stand the
// built program on: processes that leave nothing behind, a display without a
// screen, an engine with its address, and WebKit driven by WebDriver.
//
// It knows the program only by its command line. Linux only: it reads /proc.
package rig

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Wait asks cond every 20 ms until it holds, fails, or ctx ends. The error
// says what was waited for.
func Wait(ctx context.Context, what string, cond func() (bool, error)) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		ok, err := cond()
		if err != nil {
			return fmt.Errorf("wait for %s: %w", what, err)
		}
		if ok {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for %s: %w", what, context.Cause(ctx))
		case <-tick.C:
		}
	}
}

// A Process is a program that was started and is stopped by its owner.
type Process struct {
	Stdout, Stderr Output

	cmd  *exec.Cmd
	done chan struct{}
	err  error // of the end; read after done
}

// Start starts a command in a process group of its own and collects what it
// prints. The command's Stdout, Stderr and SysProcAttr must be unset.
func Start(cmd *exec.Cmd) (*Process, error) {
	p := &Process{cmd: cmd, done: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = &p.Stdout, &p.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.WaitDelay = 2 * time.Second // for pipes that grandchildren hold
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		defer close(p.done)
		p.err = cmd.Wait()
	}()
	return p, nil
}

// Pid is the id of the process and of its group.
func (p *Process) Pid() int { return p.cmd.Process.Pid }

// Done is closed when the process has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Signal sends a signal to the process alone.
func (p *Process) Signal(sig syscall.Signal) error { return p.cmd.Process.Signal(sig) }

// Wait waits for the end and returns the exit code, -1 after a signal.
func (p *Process) Wait(ctx context.Context) (int, error) {
	select {
	case <-p.done:
		return p.cmd.ProcessState.ExitCode(), nil
	case <-ctx.Done():
		return -1, fmt.Errorf("wait for %s: %w", p.name(), context.Cause(ctx))
	}
}

// Stop asks the process to end, and returns its exit code. What is left of
// its group is killed; so is all of it when ctx ends first.
func (p *Process) Stop(ctx context.Context) (int, error) {
	defer p.Kill()
	if err := p.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return -1, err
	}
	return p.Wait(ctx)
}

// Kill kills the process and its group and waits for its end. It is safe
// after the end, where it kills what is left of the group.
func (p *Process) Kill() {
	_ = syscall.Kill(-p.Pid(), syscall.SIGKILL) // nothing left is no fault
	<-p.done
}

func ended(p *Process) bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// Line waits for the first whole line on standard output that begins with
// prefix and returns the rest of it.
func (p *Process) Line(ctx context.Context, prefix string) (string, error) {
	var rest string
	err := Wait(ctx, fmt.Sprintf("a line %q from %s", prefix+"…", p.name()), func() (bool, error) {
		over := ended(p) // before looking, so that the last line counts
		for line := range strings.Lines(p.Stdout.String()) {
			if after, ok := strings.CutPrefix(line, prefix); ok && strings.HasSuffix(after, "\n") {
				rest = strings.TrimSuffix(after, "\n")
				return true, nil
			}
		}
		if over {
			return false, fmt.Errorf("it ended (%v): %s", p.err, p.Stderr.String())
		}
		return false, nil
	})
	return rest, err
}

func (p *Process) name() string { return filepath.Base(p.cmd.Path) }

// An Output keeps the first megabyte of what a process prints. It may be
// read while it grows.
type Output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

const outputLimit = 1 << 20

// Write implements io.Writer; what is over the limit is dropped.
func (o *Output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.buf.Write(b[:max(0, min(len(b), outputLimit-o.buf.Len()))])
	return len(b), nil
}

func (o *Output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}
