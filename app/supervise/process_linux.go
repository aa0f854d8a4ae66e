package supervise

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// group is a process group, named by its leader.
type group int

func attributes(death syscall.Signal) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: death}
}

func newGroup(pid int) (group, error) { return group(pid), nil }

// await returns when the leader has ended, and leaves it unreaped.
func (g group) await() {
	for {
		err := unix.Waitid(unix.P_PID, int(g), nil, unix.WEXITED|unix.WNOWAIT, nil)
		if err != unix.EINTR {
			return
		}
	}
}

const canAsk = true // by a signal; else the end of the input has to do

func (g group) ask()   { _ = syscall.Kill(int(g), syscall.SIGTERM) }
func (g group) kill()  { _ = syscall.Kill(-int(g), syscall.SIGKILL) }
func (g group) close() {}
