package supervise

import (
	"context"
	"io"
	"os/exec"
	"syscall"
	"time"
)

// Policy says whether a child that ended without being asked is started again.
type Policy int

const (
	// Always starts it again however it ended: an unattended engine, the
	// windows of a kiosk and of a screen.
	Always Policy = iota
	// OnFailure leaves it ended after exit status 0: a desk window that
	// its user closed.
	OnFailure
	// Never starts it once only.
	Never
)

// Phase is where a child stands in its life.
type Phase int

const (
	Starting Phase = iota // started, or about to be; not yet heard of
	Running               // heard of, or no heartbeat is expected of it
	Waiting               // ended, and started again after the back-off
	Ended                 // over for good: stopped, or by its policy
)

// String gives the phase's name for logs.
func (p Phase) String() string {
	switch p {
	case Starting:
		return "starting"
	case Running:
		return "running"
	case Waiting:
		return "waiting"
	}
	return "ended"
}

// Spec describes one child. Only Command is required.
type Spec struct {
	Name string // for errors: "window desk"

	// Command makes a fresh command for every start. Stdin, Stdout and
	// SysProcAttr belong to this package and stay nil; Stderr is free.
	Command func() (*exec.Cmd, error)

	// Serve talks with one run of the child over its standard input and
	// output, in a goroutine that the Child owns. ctx ends with the run;
	// both ends are closed soon after, so reads and writes cannot hang for
	// ever. Without Serve the input stays an open, silent pipe (its end of
	// file tells the child that we died) and the output is discarded.
	Serve func(ctx context.Context, in io.WriteCloser, out io.Reader)

	Restart Policy

	// Silence is the longest time between two beats of a visible child.
	// 0: no heartbeat is expected.
	Silence time.Duration
	// Grace is the longest time from a start to its first beat. 0: 20 s.
	Grace time.Duration
	// Patience is how long Stop waits for the child to end by itself. 0: 5 s.
	Patience time.Duration

	// Death is what the kernel sends to the child when this process dies,
	// on Linux. 0: SIGKILL. SIGTERM is for children that close something or
	// have to end children of their own.
	Death syscall.Signal

	// OnState hears of every change of State, in order, from one goroutine.
	// It must not block and must not call Stop.
	OnState func(State)
}

func (s Spec) withDefaults() Spec {
	if s.Grace == 0 {
		s.Grace = 20 * time.Second
	}
	if s.Patience == 0 {
		s.Patience = 5 * time.Second
	}
	return s
}

// State is what is known of a child at one moment.
type State struct {
	Phase  Phase
	Pid    int // 0 while none runs
	Starts int // how often it was started

	// Crashes counts the ends nobody asked for in the last minute, an end
	// for silence, a failed start and, under Always, exit status 0 among them.
	Crashes int
	// Crashing is true from the fifth crash in a minute until a minute has
	// passed without one: the time to show people a poster.
	Crashing bool

	Err error // why the last run ended; nil before that and for exit status 0
}
