package cli

import (
	"os"

	"golang.org/x/sys/unix"
)

// forgetCached makes the next reader of a synced file ask the disk.
func forgetCached(f *os.File) error {
	return os.NewSyscallError("fadvise", unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED))
}
