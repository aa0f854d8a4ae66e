package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"bangtin/app/supervise"
)

// exited is the end of another version that ran in place of this one.
type exited int

func (e exited) Error() string {
	return fmt.Sprintf("the version that ran in place of this one ended with %d", int(e))
}

// launch runs a command that shows something: in this process or, where the
// data folder keeps a newer version of the program, by that one.
func (p *program) launch(ctx context.Context, run func(context.Context) error) error {
	if os.Getenv(insteadVariable) != "" {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		go endWithInput(stop)
		return run(ctx)
	}
	dir, err := p.folder()
	if err != nil {
		return err
	}
	s := newSuccession(dir)
	for {
		again, err := p.runNewest(ctx, s, run)
		if !again || ctx.Err() != nil {
			return err
		}
	}
}

// runNewest tells whether it is to be done again because another version
// comes next.
func (p *program) runNewest(ctx context.Context, s *succession, run func(context.Context) error) (again bool, err error) {
	c, trial, err := s.command(ctx, p.argsFor(s.folder)...)
	if err != nil {
		return false, err
	}
	if len(c.Env) == 0 {
		err := run(ctx)
		if err != nil && !errors.Is(err, errNewer) {
			err = errors.Join(err, s.forgive()) // it was no fault of the newer one
		}
		return errors.Is(err, errNewer), err
	}
	err = p.runBeside(ctx, s, c)
	var e exited
	again = errors.As(err, &e) && e == exitNewer
	if trial != nil && err != nil && !again && !s.marked(trial.Sum, "good") {
		again = true
		if e != 0 { // it said why, which may hold for this one too
			s.refused = trial
		}
	}
	return again, err
}

// argsFor are the arguments of this program, for another in its place.
func (p *program) argsFor(dir string) []string { return append([]string{"--data", dir}, p.args...) }

// runBeside runs another version with the standard streams of this one.
func (p *program) runBeside(ctx context.Context, s *succession, c *exec.Cmd) error {
	in, hold, err := os.Pipe() // its end tells the other that this one is gone
	if err != nil {
		return err
	}
	defer hold.Close()
	c.Stdin, c.Stdout, c.Stderr = in, os.Stdout, os.Stderr
	child, err := supervise.Spawn(c, terminate)
	_ = in.Close()
	if err != nil {
		return err
	}
	watching, stop := context.WithCancel(ctx)
	defer stop()
	go s.watch(watching, child.Kill)
	select {
	case <-child.Done():
	case <-ctx.Done():
		child.Ask()
		_ = hold.Close()
		select {
		case <-child.Done():
		case <-time.After(8 * time.Second):
			child.Kill()
		}
	}
	return outcome(child.Wait())
}

// outcome is how another version ended: nil, its exit code, or why it could
// not be run.
func outcome(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() > 0 {
		return exited(exit.ExitCode())
	}
	return err
}

// handOver runs a command of the terminal by the newer version that works
// here. It tells whether there is one; the error is then how that ended.
func (p *program) handOver(ctx context.Context, dir string) (done bool, err error) {
	if os.Getenv(insteadVariable) != "" {
		return false, nil
	}
	k, ok := keptPrograms(dir).next()
	if !ok || !k.good {
		return false, nil
	}
	c := exec.CommandContext(ctx, k.path, p.argsFor(dir)...)
	c.Env = append(os.Environ(), insteadVariable+"="+k.Version)
	c.Stdin, c.Stdout, c.Stderr = os.Stdin, os.Stdout, os.Stderr
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) }
	c.WaitDelay = 8 * time.Second
	if err := c.Start(); err != nil {
		return false, nil // this version does what it can
	}
	if err := outcome(c.Wait()); err != nil {
		return true, err
	}
	return true, exited(exitDone)
}

// endWithInput ends a context with the standard input: whoever started this
// program is gone.
func endWithInput(stop context.CancelFunc) {
	_, _ = io.Copy(io.Discard, os.Stdin)
	stop()
}
