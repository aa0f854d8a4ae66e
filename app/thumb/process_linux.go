package thumb

import (
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// limitMemory holds this process to so many bytes of memory, leaves no core file, and asks the kernel to
// end it before the engine if the machine itself runs out of memory.
//
// RLIMIT_DATA (setrlimit(2)) counts what is mapped writable, used or not: 100 MB in any Go program, 300
// in one linked with WebKit. So the limit is what is mapped now and what is not yet used of the bytes,
// less one arena of 64 MB, which Go's heap has mapped at the start and fills later.
// Linux checks it before a mapping and not with it where Go maps over address space that it reserved
// earlier, so one allocation may pass it; RLIMIT_AS, twice the bytes above what is reserved now, bounds
// that one. The hard limit leaves room for toolMemory.
func limitMemory(bytes uint64) error {
	m, err := mapped()
	if err != nil {
		return err
	}
	data := m.data + bytes - min(bytes/2, m.resident+64<<20)
	if err := lower(unix.RLIMIT_DATA, data, toolMemory); err != nil {
		return err
	}
	if err := lower(unix.RLIMIT_AS, m.total+2*bytes, math.MaxUint64); err != nil {
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

// memory is what this process holds, in bytes: addresses, memory in use, writable addresses.
type memory struct{ total, resident, data uint64 }

// mapped reads /proc/self/statm (proc(5)): pages total, resident, shared, text, lib, data, dt.
func mapped() (memory, error) {
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return memory{}, err
	}
	var m memory
	var skip uint64
	if _, err := fmt.Sscan(string(statm), &m.total, &m.resident, &skip, &skip, &skip, &m.data); err != nil {
		return memory{}, fmt.Errorf("statm: %w", err)
	}
	page := uint64(os.Getpagesize())
	return memory{m.total * page, m.resident * page, m.data * page}, nil
}

// processorTime is for how long this process has worked.
func processorTime() time.Duration {
	var r unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &r); err != nil {
		return 0 // never, for these arguments
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
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
