package supervise

import (
	"fmt"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

// group is a Job Object that ends its processes when its last handle is
// closed, which the system does for us if we die.
type group struct {
	job    windows.Handle
	leader windows.Handle
}

func attributes(syscall.Signal) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: windows.CREATE_NEW_PROCESS_GROUP}
}

func newGroup(pid int) (group, error) {
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return group{}, fmt.Errorf("create job object: %w", err)
	}
	limits := windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION{
		BasicLimitInformation: windows.JOBOBJECT_BASIC_LIMIT_INFORMATION{
			LimitFlags: windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE,
		},
	}
	if _, err := windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation,
		uintptr(unsafe.Pointer(&limits)), uint32(unsafe.Sizeof(limits))); err != nil {
		_ = windows.CloseHandle(job)
		return group{}, fmt.Errorf("limit job object: %w", err)
	}
	leader, err := windows.OpenProcess(
		windows.PROCESS_SET_QUOTA|windows.PROCESS_TERMINATE|windows.SYNCHRONIZE, false, uint32(pid))
	if err != nil {
		_ = windows.CloseHandle(job)
		return group{}, fmt.Errorf("open process %d: %w", pid, err)
	}
	g := group{job: job, leader: leader}
	if err := windows.AssignProcessToJobObject(job, leader); err != nil {
		g.close()
		return group{}, fmt.Errorf("assign process %d to its job: %w", pid, err)
	}
	return g, nil
}

// await returns when the program itself has ended.
func (g group) await() { _, _ = windows.WaitForSingleObject(g.leader, windows.INFINITE) }

const canAsk = false

// ask does nothing: there is no signal that a windowless program would hear.
func (g group) ask() {}

func (g group) kill() { _ = windows.TerminateJobObject(g.job, 1) }

func (g group) close() {
	_ = windows.CloseHandle(g.leader)
	_ = windows.CloseHandle(g.job)
}
