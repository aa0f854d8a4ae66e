package supervise_test

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"bangtin/app/supervise"
)

// record keeps every state and every line of a child.
type record struct {
	mu     sync.Mutex
	states []supervise.State
	at     []time.Time
	lines  []string
	child  *supervise.Child
	ready  chan struct{}
}

// start supervises a child that plays role and stops it after the test,
// which then finds no goroutine left.
func start(t *testing.T, role string, spec supervise.Spec) *record {
	t.Helper()
	before := runtime.NumGoroutine()
	r := &record{ready: make(chan struct{})}
	spec.Name = role
	if spec.Command == nil {
		spec.Command = command(role)
	}
	spec.OnState = func(s supervise.State) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.states, r.at = append(r.states, s), append(r.at, time.Now())
	}
	if spec.Serve == nil {
		spec.Serve = func(_ context.Context, _ io.WriteCloser, out io.Reader) {
			<-r.ready
			relay(r.child, out, func(line string) {
				r.mu.Lock()
				defer r.mu.Unlock()
				r.lines = append(r.lines, line)
			})
		}
	}
	r.child = supervise.Start(context.Background(), spec)
	close(r.ready)
	t.Cleanup(func() {
		_ = r.child.Stop(context.Background())
		until(t, "the goroutines to end", func() bool { return runtime.NumGoroutine() <= before })
	})
	return r
}

func (r *record) count(line string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := 0
	for _, l := range r.lines {
		if l == line {
			n++
		}
	}
	return n
}

func (r *record) running() bool { return r.child.State().Phase == supervise.Running }

func TestCrashedChildIsStartedAgain(t *testing.T) {
	r := start(t, "exit:3", supervise.Spec{})
	until(t, "a third start", func() bool { return r.child.State().Starts >= 3 })
	var exit *exec.ExitError
	if err := r.child.State().Err; !errors.As(err, &exit) || exit.ExitCode() != 3 {
		t.Errorf("reason %v, want exit status 3", err)
	}
}

func TestPolicy(t *testing.T) {
	for _, c := range []struct {
		name   string
		role   string
		policy supervise.Policy
		again  bool
	}{
		{"always after a crash", "exit:1", supervise.Always, true},
		{"always after a clean end", "exit:0", supervise.Always, true},
		{"on failure after a crash", "exit:1", supervise.OnFailure, true},
		{"on failure after a clean end", "exit:0", supervise.OnFailure, false},
		{"never after a crash", "exit:1", supervise.Never, false},
		{"never after a clean end", "exit:0", supervise.Never, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := start(t, c.role, supervise.Spec{Restart: c.policy})
			if c.again {
				until(t, "a second start", func() bool { return r.child.State().Starts >= 2 })
				return
			}
			select {
			case <-r.child.Done():
			case <-time.After(10 * time.Second):
				t.Fatal("not over")
			}
			if s := r.child.State(); s.Starts != 1 || s.Phase != supervise.Ended || s.Pid != 0 {
				t.Errorf("state %+v, want one start and ended", s)
			}
		})
	}
}

func TestCommandThatCannotStartIsTriedAgain(t *testing.T) {
	for name, command := range map[string]func() (*exec.Cmd, error){
		"no command": func() (*exec.Cmd, error) { return nil, os.ErrNotExist },
		"no file":    func() (*exec.Cmd, error) { return exec.Command("/nonexistent/bangtin"), nil },
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t, name, supervise.Spec{Command: command})
			until(t, "a third try", func() bool { return r.child.State().Starts >= 3 })
			if err := r.child.State().Err; !errors.Is(err, os.ErrNotExist) {
				t.Errorf("reason %v, want not exist", err)
			}
		})
	}
}

// Five crashes in a minute are made known; the pauses between starts grow
// but stay below the ten seconds in which a child has to be back.
func TestCrashingAndBackOff(t *testing.T) {
	r := start(t, "exit:1", supervise.Spec{})
	until(t, "a seventh start", func() bool { return r.child.State().Starts >= 7 })
	r.mu.Lock()
	defer r.mu.Unlock()
	var pauses []time.Duration
	for i, s := range r.states {
		if s.Crashing != (s.Crashes >= 5) {
			t.Errorf("crashing %v after %d crashes", s.Crashing, s.Crashes)
		}
		if s.Phase == supervise.Starting && s.Pid == 0 && i > 0 {
			pauses = append(pauses, r.at[i].Sub(r.at[i-1]))
		}
	}
	least := []time.Duration{0, 250, 500, 1000, 2000, 4000}
	if len(pauses) < len(least) {
		t.Fatalf("%d pauses, want %d", len(pauses), len(least))
	}
	for i, want := range least {
		if got := pauses[i]; got < want*time.Millisecond || got > want*time.Millisecond+2*time.Second {
			t.Errorf("pause %d is %v, want %v and little more", i, got, want*time.Millisecond)
		}
	}
}

func TestHeartbeat(t *testing.T) {
	for _, c := range []struct {
		name    string
		role    string
		grace   time.Duration
		killed  bool
		enough  string // after so many of this line a kill would have come
		phase   supervise.Phase
		silence time.Duration
	}{
		{"beating child lives", "live", 0, false, "beat", supervise.Running, 300 * time.Millisecond},
		{"no heartbeat asked for", "live", 0, false, "beat", supervise.Running, 0},
		{"mute child is killed after its grace", "mute", 300 * time.Millisecond, true, "", 0, 300 * time.Millisecond},
		{"progress keeps a child that shows nothing", "busy", 300 * time.Millisecond, false, "progress", supervise.Starting, 300 * time.Millisecond},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := start(t, c.role, supervise.Spec{Silence: c.silence, Grace: c.grace})
			if c.killed {
				until(t, "a kill", func() bool { return r.child.State().Starts >= 2 })
				if err := r.child.State().Err; !errors.Is(err, supervise.ErrSilent) {
					t.Errorf("reason %v, want silence", err)
				}
				return
			}
			until(t, "many lines", func() bool { return r.count(c.enough) > 60 }) // 1.2 s or more
			if s := r.child.State(); s.Starts != 1 || s.Phase != c.phase {
				t.Errorf("state %+v, want one start and %v", s, c.phase)
			}
		})
	}
}

func TestHiddenChildIsNotKilledForSilence(t *testing.T) {
	const silence = 200 * time.Millisecond
	r := start(t, "hidden", supervise.Spec{Silence: silence, Grace: silence})
	until(t, "hidden", func() bool { return r.count("hidden") == 1 })
	begin := time.Now()
	until(t, "a long silence", func() bool { return time.Since(begin) > 6*silence })
	r.child.Progress() // does not end the suspension
	begin = time.Now()
	until(t, "a long silence", func() bool { return time.Since(begin) > 6*silence })
	if n := r.child.State().Starts; n != 1 {
		t.Fatalf("started %d times, want once", n)
	}
	r.child.Beat(true) // shown again, and silent from here on
	until(t, "a kill", func() bool { return r.child.State().Starts == 2 })
}

func TestRestart(t *testing.T) {
	r := start(t, "live", supervise.Spec{Silence: time.Second})
	until(t, "the first run", r.running)
	pid := r.child.State().Pid
	why := errors.New("the page is black")
	r.child.Restart(why)
	until(t, "the second run", func() bool { s := r.child.State(); return s.Starts == 2 && s.Phase == supervise.Running })
	if s := r.child.State(); !errors.Is(s.Err, why) || s.Pid == pid || s.Crashes != 1 {
		t.Errorf("state %+v, want another pid, one crash and the reason", s)
	}
}

func TestLastWordsAreHeard(t *testing.T) {
	r := start(t, "parting", supervise.Spec{Restart: supervise.Never})
	<-r.child.Done()
	if r.count("farewell") != 1 {
		t.Error("what the child said before its end is lost")
	}
}

func TestStop(t *testing.T) {
	for _, c := range []struct {
		name     string
		role     string
		hurry    bool
		farewell int
		err      error
	}{
		{"by signal", "polite", false, 1, nil},
		{"by the end of its input", "listener", false, 1, nil},
		{"by force", "stubborn", false, 0, supervise.ErrKilled},
		{"by force when the caller is in a hurry", "stubborn", true, 0, supervise.ErrKilled},
	} {
		t.Run(c.name, func(t *testing.T) {
			patience := 2 * time.Second
			if c.hurry {
				patience = time.Hour
			}
			r := start(t, c.role, supervise.Spec{Silence: time.Hour, Patience: patience})
			until(t, "a beat", r.running)
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			if c.hurry {
				cancel()
			}
			if err := r.child.Stop(ctx); !errors.Is(err, c.err) {
				t.Errorf("stop: %v, want %v", err, c.err)
			}
			if n := r.count("farewell"); n != c.farewell {
				t.Errorf("%d farewells, want %d", n, c.farewell)
			}
			if s := r.child.State(); s.Phase != supervise.Ended || s.Pid != 0 || s.Starts != 1 {
				t.Errorf("state %+v, want ended after one start", s)
			}
			if err := r.child.Stop(context.Background()); !errors.Is(err, c.err) {
				t.Errorf("second stop: %v", err)
			}
		})
	}
}

func TestStopDuringBackOff(t *testing.T) {
	r := start(t, "exit:1", supervise.Spec{})
	until(t, "a long pause", func() bool { return r.child.State().Crashes == 5 }) // two seconds
	begin := time.Now()
	if err := r.child.Stop(context.Background()); err != nil {
		t.Error(err)
	}
	if d := time.Since(begin); d > time.Second {
		t.Errorf("stopping took %v", d)
	}
}

func TestEndOfContextIsAStop(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	c := supervise.Start(ctx, supervise.Spec{Name: "live", Command: command("live")})
	until(t, "the child", func() bool { return c.State().Pid != 0 })
	cancel()
	<-c.Done()
	if s := c.State(); s.Phase != supervise.Ended || s.Starts != 1 {
		t.Errorf("state %+v", s)
	}
	c = supervise.Start(ctx, supervise.Spec{Name: "live", Command: command("live")})
	<-c.Done()
	if n := c.State().Starts; n != 0 {
		t.Errorf("started %d times under an ended context", n)
	}
}

// A Serve that never reads and never looks at its context cannot hold up
// the next start.
func TestDeafServeDoesNotHoldUpTheChild(t *testing.T) {
	r := start(t, "exit:1", supervise.Spec{Serve: func(_ context.Context, in io.WriteCloser, out io.Reader) {
		for {
			if _, err := in.Write(make([]byte, 1<<16)); err != nil {
				break
			}
		}
		_, _ = io.Copy(io.Discard, out)
	}})
	until(t, "a third start", func() bool { return r.child.State().Starts >= 3 })
}

func TestStatesComeInOrder(t *testing.T) {
	r := start(t, "live", supervise.Spec{Silence: time.Second})
	until(t, "running", r.running)
	if err := r.child.Stop(context.Background()); err != nil {
		t.Fatal(err)
	}
	var phases []supervise.Phase
	for _, s := range r.states {
		phases = append(phases, s.Phase)
	}
	phases = slices.Compact(phases)
	if want := []supervise.Phase{supervise.Starting, supervise.Running, supervise.Ended}; !slices.Equal(phases, want) {
		t.Errorf("phases %v, want %v", phases, want)
	}
}
