package store

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// syncFolder has nothing to do: NTFS journals names by itself and folders
// cannot be synced.
func syncFolder(string) error { return nil }

// lockFile takes the exclusive lock of a file, waiting for it until the
// time is over. The lock ends with the handle or the process.
func lockFile(f *os.File, wait time.Duration, tick func() bool) error {
	end := time.Now().Add(wait)
	for {
		err := windows.LockFileEx(windows.Handle(f.Fd()),
			windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &windows.Overlapped{})
		if !errors.Is(err, windows.ERROR_LOCK_VIOLATION) && !errors.Is(err, windows.ERROR_IO_PENDING) {
			return err
		}
		if !time.Now().Before(end) || !tick() {
			return errHeld
		}
	}
}
