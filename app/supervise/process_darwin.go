package supervise

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// group is a process group, named by its leader.
type group int

// attributes knows no death signal here: the child watches its input.
func attributes(syscall.Signal) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}

func newGroup(pid int) (group, error) { return group(pid), nil }

// await returns when the leader has ended, and leaves it unreaped.
func (g group) await() {
	queue, err := unix.Kqueue()
	if err != nil {
		return
	}
	defer unix.Close(queue)
	exit := []unix.Kevent_t{{Ident: uint64(g), Filter: unix.EVFILT_PROC, Flags: unix.EV_ADD, Fflags: unix.NOTE_EXIT}}
	for {
		// ESRCH: it has ended before we asked.
		if _, err := unix.Kevent(queue, exit, make([]unix.Kevent_t, 1), nil); err != unix.EINTR {
			return
		}
	}
}

const canAsk = true // by a signal; else the end of the input has to do

func (g group) ask()   { _ = syscall.Kill(int(g), syscall.SIGTERM) }
func (g group) kill()  { _ = syscall.Kill(-int(g), syscall.SIGKILL) }
func (g group) close() {}
