//go:build unix

package store

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// syncFolder makes the names in a folder durable. File systems that cannot
// sync a folder say so and are believed.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = f.Sync()
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOTSUP) {
		err = nil
	}
	return errors.Join(err, f.Close())
}

// lockFile takes the exclusive lock of a file, waiting for it until the
// time is over. The lock ends with the handle or the process.
func lockFile(f *os.File, wait time.Duration, tick func() bool) error {
	end := time.Now().Add(wait)
	for {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if !errors.Is(err, unix.EWOULDBLOCK) && !errors.Is(err, unix.EINTR) {
			return err
		}
		if !time.Now().Before(end) || !tick() {
			return errHeld
		}
	}
}
