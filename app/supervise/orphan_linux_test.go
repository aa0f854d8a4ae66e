package supervise_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"bangtin/app/supervise"
)

// standing is the letter /proc gives a process or thread, 0 if there is none.
func standing(pid int) byte {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	return stat[bytes.LastIndexByte(stat, ')')+2]
}

// gone is true for a zombie too: an orphan's belongs to whoever is process 1.
func gone(pid int) bool { s := standing(pid); return s == 0 || s == 'Z' || s == 'X' }

// halt stops processes and waits until all their threads stand.
func halt(t *testing.T, pids ...int) {
	t.Helper()
	for _, pid := range pids {
		if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
			t.Fatal(err)
		}
	}
	for _, pid := range pids {
		until(t, "a process to stand still", func() bool {
			threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", pid))
			for _, thread := range threads {
				if id, _ := strconv.Atoi(filepath.Base(thread)); standing(id) != 'T' {
					return false
				}
			}
			return len(threads) > 0
		})
	}
}

func grandchild(r *record) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	pid := 0
	for _, l := range r.lines {
		_, _ = fmt.Sscanf(l, "pid %d", &pid)
	}
	return pid
}

func TestStoppedChildIsReplacedWithItsFamily(t *testing.T) {
	r := start(t, "family:mute", supervise.Spec{Silence: 400 * time.Millisecond})
	until(t, "a grandchild", func() bool { return r.running() && grandchild(r) != 0 })
	pid, young := r.child.State().Pid, grandchild(r)
	halt(t, pid, young)
	begin := time.Now()
	until(t, "another run", func() bool { s := r.child.State(); return s.Starts == 2 && s.Phase == supervise.Running })
	t.Logf("back %v after the stop, silence 400ms", time.Since(begin).Round(time.Millisecond))
	if s := standing(pid); s != 0 {
		t.Errorf("the stopped child is still there: %c", s)
	}
	until(t, "the grandchild to be gone", func() bool { return gone(young) })
}

func TestKilledChildTakesItsFamilyAlong(t *testing.T) {
	r := start(t, "family:stubborn", supervise.Spec{Silence: time.Hour})
	until(t, "a grandchild", func() bool { return r.running() && grandchild(r) != 0 })
	young := grandchild(r)
	halt(t, young)
	if err := syscall.Kill(r.child.State().Pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	until(t, "the grandchild to be gone", func() bool { return gone(young) })
	until(t, "another run", func() bool { s := r.child.State(); return s.Starts == 2 && s.Phase == supervise.Running })
}

func TestStopLeavesNoZombie(t *testing.T) {
	for _, role := range []string{"live", "stubborn", "family:stubborn"} {
		t.Run(role, func(t *testing.T) {
			r := start(t, role, supervise.Spec{Silence: time.Hour, Patience: 300 * time.Millisecond})
			until(t, "a beat", r.running)
			pid := r.child.State().Pid
			_ = r.child.Stop(context.Background())
			if s := standing(pid); s != 0 {
				t.Errorf("process %d is still there: %c", pid, s)
			}
		})
	}
}

// overseer is a supervisor in a process of its own, with one child.
type overseer struct {
	cmd    *exec.Cmd
	in     io.Closer
	child  atomic.Int64
	young  atomic.Int64
	starts atomic.Int64
	beats  atomic.Int64
}

func oversee(t *testing.T, child string) *overseer {
	t.Helper()
	o := &overseer{cmd: self("supervisor:" + child)}
	in, err := o.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	o.in = in
	out, err := o.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := o.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var reading sync.WaitGroup
	reading.Go(func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			var pid, starts int64
			switch line := lines.Text(); {
			case strings.HasPrefix(line, "state "):
				_, _ = fmt.Sscanf(line, "state %d %d", &pid, &starts)
				o.starts.Store(starts)
				if pid != 0 {
					o.child.Store(pid)
				}
			case strings.HasPrefix(line, "pid "):
				_, _ = fmt.Sscanf(line, "pid %d", &pid)
				o.young.Store(pid)
			case line == "beat":
				o.beats.Add(1)
			}
		}
	})
	t.Cleanup(func() {
		_ = o.cmd.Process.Kill()
		reading.Wait()
		_ = o.cmd.Wait()
	})
	until(t, "the child to beat", func() bool { return o.child.Load() != 0 && o.beats.Load() > 3 })
	return o
}

// kill -9 of the supervisor leaves nothing behind, whatever its child and
// grandchild are doing at that moment.
func TestNothingOutlivesAKilledSupervisor(t *testing.T) {
	for _, c := range []struct {
		name string
		role string
		stop func(o *overseer) []int64
	}{
		{"child at work", "family:mute", func(*overseer) []int64 { return nil }},
		{"child that hears nothing", "stubborn", func(*overseer) []int64 { return nil }},
		{"child stopped", "family:mute", func(o *overseer) []int64 { return []int64{o.child.Load()} }},
		{"grandchild stopped", "family:mute", func(o *overseer) []int64 { return []int64{o.young.Load()} }},
		{"both stopped", "family:mute", func(o *overseer) []int64 { return []int64{o.young.Load(), o.child.Load()} }},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := oversee(t, c.role)
			if strings.HasPrefix(c.role, "family") {
				until(t, "the grandchild", func() bool { return o.young.Load() != 0 })
			}
			for _, pid := range c.stop(o) {
				halt(t, int(pid))
			}
			child, young := int(o.child.Load()), int(o.young.Load())
			if err := o.cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			until(t, "the child to be gone", func() bool { return gone(child) })
			if young != 0 {
				until(t, "the grandchild to be gone", func() bool { return gone(young) })
			}
		})
	}
}

// A machine that slept wakes to the same child: silence counts only the
// time in which the supervisor itself ran.
func TestSleepOfTheMachineKillsNobody(t *testing.T) {
	for _, nap := range []time.Duration{time.Second, 4 * time.Second} {
		t.Run(nap.String(), func(t *testing.T) {
			t.Parallel()
			o := oversee(t, "live")
			halt(t, o.cmd.Process.Pid, int(o.child.Load()))
			slept := time.Now()
			until(t, "the nap to end", func() bool { return time.Since(slept) > nap })
			before := o.beats.Load()
			// The supervisor wakes first and finds the child silent.
			for _, pid := range []int{o.cmd.Process.Pid, int(o.child.Load())} {
				if err := syscall.Kill(pid, syscall.SIGCONT); err != nil {
					t.Fatal(err)
				}
			}
			until(t, "new beats", func() bool { return o.beats.Load() > before+30 })
			if n := o.starts.Load(); n != 1 {
				t.Errorf("started %d times, want once", n)
			}
		})
	}
}
