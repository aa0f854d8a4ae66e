package peer

import (
	"os"

	"golang.org/x/sys/unix"
)

// forgetCached makes the next reader of a synced file ask the disk, where
// the system heeds it.
func forgetCached(f *os.File) { _ = unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED) }
