package thumb

import (
	"context"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// limitMemory holds this process below so many bytes of data (setrlimit(2), RLIMIT_DATA: what it can
// write to, not libraries), leaves no core file, and asks the kernel to end it before the engine if the
// machine itself runs out of memory. The hard limit leaves room for toolMemory.
func limitMemory(bytes uint64) error {
	var r unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_DATA, &r); err != nil {
		return err
	}
	r.Max = min(r.Max, max(bytes, toolMemory))
	r.Cur = min(r.Max, bytes)
	if err := unix.Setrlimit(unix.RLIMIT_DATA, &r); err != nil {
		return err
	}
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		return err
	}
	// Not every container lets a process write this; it is a wish, not a limit.
	_ = os.WriteFile("/proc/self/oom_score_adj", []byte("500"), 0)
	return nil
}

// runLimited runs a program until it ends or ctx does, under a limit of its own on data in bytes. The
// shell sets the limits before it becomes the program, so there is no moment without. The program dies
// with this process.
func runLimited(ctx context.Context, stderr io.Writer, bytes int64, program string, args ...string) error {
	const script = `ulimit -c 0 && ulimit -s 1024 && ulimit -d "$1" && shift && exec "$@"`
	kb := strconv.FormatInt(bytes>>10, 10)
	c := exec.CommandContext(ctx, "/bin/sh", append([]string{"-c", script, "sh", kb, program}, args...)...)
	c.Stderr = stderr
	c.WaitDelay = time.Second
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	runtime.LockOSThread() // Pdeathsig is bound to the thread that starts the process
	defer runtime.UnlockOSThread()
	return c.Run()
}
