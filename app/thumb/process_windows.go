package thumb

import (
	"context"
	"io"
	"os/exec"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// limitMemory puts this process into a Job Object in which no process may commit more than so many
// bytes, and which ends its children with it. The handle stays open as long as the process.
func limitMemory(bytes uint64) error {
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return err
	}
	var info windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION
	info.BasicLimitInformation.LimitFlags = windows.JOB_OBJECT_LIMIT_PROCESS_MEMORY |
		windows.JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION | windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
	info.ProcessMemoryLimit = uintptr(bytes)
	if _, err := windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation,
		uintptr(unsafe.Pointer(&info)), uint32(unsafe.Sizeof(info))); err != nil {
		return err
	}
	return windows.AssignProcessToJobObject(job, windows.CurrentProcess())
}

// processorTime is for how long this process has worked.
func processorTime() time.Duration {
	var created, exited, kernel, user windows.Filetime
	if err := windows.GetProcessTimes(windows.CurrentProcess(), &created, &exited, &kernel, &user); err != nil {
		return 0 // then the clock decides
	}
	ticks := func(t windows.Filetime) time.Duration {
		return 100 * time.Duration(int64(t.HighDateTime)<<32|int64(t.LowDateTime)) // of 100 ns
	}
	return ticks(kernel) + ticks(user)
}

// runLimited runs a program until it ends or ctx does, under the limits of this process's Job Object.
func runLimited(ctx context.Context, stderr io.Writer, _ int64, program string, args ...string) error {
	c := exec.CommandContext(ctx, program, args...)
	c.Stderr = stderr
	c.WaitDelay = time.Second
	return c.Run()
}
