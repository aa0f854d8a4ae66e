// Package supervise keeps child processes alive: windows and workers under
// an engine, the engine under a kiosk. It starts them in groups of their
// own, listens to their heartbeats, kills what has stopped answering and
// starts it again, for ever and with back-off. It knows nothing of what the
// children do.
package supervise

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// The ends that a supervisor gives to a run of its child; found in State.Err.
var (
	ErrSilent = errors.New("no heartbeat")
	ErrKilled = errors.New("did not end when asked, killed")
)

// Child is one supervised process, or rather the chain of its runs.
type Child struct {
	spec    Spec
	silence *silence
	crashes crashes // of the loop's goroutine

	stop    context.CancelFunc
	restart chan error    // a reason to end this run
	heard   chan struct{} // the first beat of this run
	hurry   chan struct{} // closed: do not wait for a clean end any longer
	hasten  sync.Once
	done    chan struct{}

	mu    sync.Mutex
	state State
}

// Start begins to supervise. It never fails: a command that cannot be
// started counts as a crash and is tried again. The end of ctx is a Stop.
func Start(ctx context.Context, s Spec) *Child {
	s = s.withDefaults()
	ctx, stop := context.WithCancel(ctx)
	c := &Child{
		spec:    s,
		silence: newSilence(s.Silence, s.Grace),
		stop:    stop,
		restart: make(chan error, 1),
		heard:   make(chan struct{}, 1),
		hurry:   make(chan struct{}),
		done:    make(chan struct{}),
	}
	go c.loop(ctx)
	return c
}

// Beat notes that the child has answered and what it shows is up to date.
// After visible == false the child is not expected to beat, for a hidden or
// minimised page does not run; the next visible beat ends that.
func (c *Child) Beat(visible bool) {
	if c.silence.beat(visible) {
		select {
		case c.heard <- struct{}{}:
		default:
		}
	}
}

// Progress notes that the child works though it has nothing to show yet: a
// rebuild, a migration. It counts as a beat but not as the first one, and
// leaves a hidden child hidden.
func (c *Child) Progress() { c.silence.progress() }

// State is what is known at this moment.
func (c *Child) State() State {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state
}

// Restart ends the present run at once and starts the child again. It
// counts as a crash, with why as its reason.
func (c *Child) Restart(why error) {
	select {
	case c.restart <- why:
	default: // another reason is already waiting
	}
}

// Done is closed when the child has ended for good and all that belonged to
// it is gone.
func (c *Child) Done() <-chan struct{} { return c.done }

// Stop asks the child to end: SIGTERM, and the end of its standard input
// after half of Patience (at once where there are no signals). When Patience
// or ctx is over it kills the group. It returns when process, group and
// goroutines are gone: nil after a clean end, else an ErrKilled.
func (c *Child) Stop(ctx context.Context) error {
	c.stop()
	select {
	case <-c.done:
	case <-ctx.Done():
		c.hasten.Do(func() { close(c.hurry) })
		<-c.done
	}
	if err := c.State().Err; errors.Is(err, ErrKilled) {
		return err
	}
	return nil
}

// loop is the child's life: run, judge, wait, run again.
func (c *Child) loop(ctx context.Context) {
	defer close(c.done)
	defer c.stop()
	for pause(ctx, c.crashes.delay()) {
		err := c.run(ctx)
		if ctx.Err() != nil || !c.again(err) {
			c.set(func(s *State) { s.Pid, s.Err = 0, err })
			break
		}
		c.crashes.add(time.Now())
		c.set(func(s *State) { s.Phase, s.Pid, s.Err = Waiting, 0, err })
	}
	c.set(func(s *State) { s.Phase = Ended })
}

// again says whether a run that ended unasked with err is followed by another.
func (c *Child) again(err error) bool {
	switch c.spec.Restart {
	case Never:
		return false
	case OnFailure:
		return err != nil
	}
	return true
}

// pause waits and reports whether ctx still stands.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
	return ctx.Err() == nil
}

// run is one run of the child, from its start until nothing is left of it.
func (c *Child) run(ctx context.Context) error {
	c.set(func(s *State) { s.Phase, s.Starts = Starting, s.Starts+1 })
	cmd, err := c.spec.Command()
	if err != nil {
		return fmt.Errorf("start %s: %w", c.spec.Name, err)
	}
	talk, err := c.connect(cmd)
	if err != nil {
		return fmt.Errorf("start %s: %w", c.spec.Name, err)
	}
	drain(c.heard)
	drain(c.restart)
	c.silence.start(time.Now())
	p, err := Spawn(cmd, c.spec.Death)
	talk.started()
	if err != nil {
		talk.end()
		return fmt.Errorf("start %s: %w", c.spec.Name, err)
	}
	c.set(func(s *State) {
		s.Pid = p.Pid()
		if c.spec.Silence == 0 {
			s.Phase = Running
		}
	})
	talk.begin(c.spec.Serve)
	err = c.watch(ctx, p, talk)
	talk.end()
	if err != nil {
		return fmt.Errorf("%s: %w", c.spec.Name, err)
	}
	return nil
}

// watch waits for the end of a run, or brings it about.
func (c *Child) watch(ctx context.Context, p *Process, talk *talk) error {
	tick := time.NewTicker(c.silence.tick)
	defer tick.Stop()
	for {
		select {
		case <-p.Done():
			return p.Wait()
		case <-c.heard:
			c.set(func(s *State) { s.Phase = Running })
		case why := <-c.restart:
			return end(p, why)
		case now := <-tick.C:
			c.calm(now)
			if c.silence.passed(now) {
				return end(p, ErrSilent)
			}
		case <-ctx.Done():
			return c.finish(p, talk)
		}
	}
}

// finish asks a run to end and sees to it that it does.
func (c *Child) finish(p *Process, talk *talk) error {
	p.Ask()
	if !canAsk {
		talk.hangUp()
	}
	second := time.NewTimer(c.spec.Patience / 2)
	defer second.Stop()
	last := time.NewTimer(c.spec.Patience)
	defer last.Stop()
	for {
		select {
		case <-p.Done():
			return nil // however it ended, that was asked for
		case <-second.C:
			talk.hangUp()
		case <-last.C:
			return end(p, ErrKilled)
		case <-c.hurry:
			return end(p, ErrKilled)
		}
	}
}

func end(p *Process, why error) error {
	p.Kill()
	<-p.Done()
	return why
}

// calm notices that a minute has passed without a crash.
func (c *Child) calm(now time.Time) {
	c.crashes.prune(now)
	if s := c.State(); s.Crashing != c.crashes.crashing || s.Crashes != len(c.crashes.at) {
		c.set(func(*State) {})
	}
}

func (c *Child) set(change func(*State)) {
	c.mu.Lock()
	change(&c.state)
	c.state.Crashes, c.state.Crashing = len(c.crashes.at), c.crashes.crashing
	s := c.state
	c.mu.Unlock()
	if c.spec.OnState != nil {
		c.spec.OnState(s)
	}
}

func drain[T any](ch chan T) {
	select {
	case <-ch:
	default:
	}
}
