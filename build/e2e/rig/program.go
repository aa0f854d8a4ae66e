package rig

import (
	"context"
	"os/exec"
)

// A Program is the built binary with the data folder it is to use.
type Program struct {
	Bin  string
	Data string
	Env  []string // the whole environment
}

// Command is a call of the program, not started.
func (p Program) Command(args ...string) *exec.Cmd {
	cmd := exec.Command(p.Bin, append([]string{"--data", p.Data}, args...)...)
	cmd.Env = p.Env
	return cmd
}

// Run runs one command to its end and returns the process, with what it
// printed, and its exit code. When ctx ends first, the process is killed.
func (p Program) Run(ctx context.Context, args ...string) (*Process, int, error) {
	proc, err := Start(p.Command(args...))
	if err != nil {
		return nil, -1, err
	}
	defer proc.Kill()
	code, err := proc.Wait(ctx)
	return proc, code, err
}

// An Engine is a running `bangtin serve`.
type Engine struct {
	*Process
	URL string // such as http://127.0.0.1:34567, without a slash at the end
}

// Serve starts an engine on a free port of the loopback and waits until it
// is ready.
func (p Program) Serve(ctx context.Context, args ...string) (*Engine, error) {
	proc, err := Start(p.Command(append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...))
	if err != nil {
		return nil, err
	}
	url, err := proc.Line(ctx, "listening on ")
	if err != nil {
		proc.Kill()
		return nil, err
	}
	return &Engine{Process: proc, URL: url}, nil
}
