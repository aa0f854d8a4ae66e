package store_test

import (
	"errors"
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// punch makes a hole in a file, as a disk that forgets does.
func punch(t *testing.T, path string, at, size int64) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	err = unix.Fallocate(int(f.Fd()), unix.FALLOC_FL_PUNCH_HOLE|unix.FALLOC_FL_KEEP_SIZE, at, size)
	if errors.Is(err, unix.EOPNOTSUPP) {
		t.Skip("the file system cannot punch holes")
	}
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}
