package thumb

import (
	"context"
	"io"
	"math"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// limitMemory holds this process below so many bytes of data (setrlimit(2), RLIMIT_DATA: what it can
// write to, not libraries), leaves no core file, and asks the kernel to end it before the engine if the
// machine itself runs out of memory. The hard limit leaves room for toolMemory.
//
// Linux checks RLIMIT_DATA before a mapping and not with it where Go maps over address space that it
// reserved earlier, so one allocation may pass the limit. RLIMIT_AS, set to twice as much above what is
// reserved now, bounds that one.
func limitMemory(bytes uint64) error {
	if err := lower(unix.RLIMIT_DATA, bytes, toolMemory); err != nil {
		return err
	}
	reserved, err := addressSpace()
	if err != nil {
		return err
	}
	if err := lower(unix.RLIMIT_AS, reserved+2*bytes, math.MaxUint64); err != nil {
		return err
	}
	if err := lower(unix.RLIMIT_CORE, 0, 0); err != nil {
		return err
	}
	// Not every container lets a process write this; it is a wish, not a limit.
	_ = os.WriteFile("/proc/self/oom_score_adj", []byte("500"), 0)
	return nil
}

// lower sets a soft limit, and a hard limit that is not below it; neither above what they were.
func lower(resource int, soft, hard uint64) error {
	var r unix.Rlimit
	if err := unix.Getrlimit(resource, &r); err != nil {
		return err
	}
	r.Max = min(r.Max, max(soft, hard))
	r.Cur = min(r.Cur, r.Max, soft)
	return unix.Setrlimit(resource, &r)
}

// addressSpace is how many bytes of addresses this process holds (proc(5), statm: the first figure).
func addressSpace() (uint64, error) {
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, err
	}
	first, _, _ := strings.Cut(string(statm), " ")
	pages, err := strconv.ParseUint(first, 10, 64)
	return pages * uint64(os.Getpagesize()), err
}

// runLimited runs a program until it ends or ctx does, under a limit of its own on data in bytes. The
// shell sets the limits before it becomes the program, so there is no moment without. The program dies
// with this process.
func runLimited(ctx context.Context, stderr io.Writer, bytes int64, program string, args ...string) error {
	const script = `ulimit -c 0 && ulimit -s 1024 && ulimit -v unlimited && ulimit -d "$1" && shift && exec "$@"`
	kb := strconv.FormatInt(bytes>>10, 10)
	c := exec.CommandContext(ctx, "/bin/sh", append([]string{"-c", script, "sh", kb, program}, args...)...)
	c.Stderr = stderr
	c.WaitDelay = time.Second
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	runtime.LockOSThread() // Pdeathsig is bound to the thread that starts the process
	defer runtime.UnlockOSThread()
	return c.Run()
}
