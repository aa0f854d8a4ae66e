package peer

import (
	"errors"
	"syscall"
)

// System error codes of Windows that package syscall has no names for.
const (
	errWriteProtect   = syscall.Errno(19)
	errHandleDiskFull = syscall.Errno(39)
	errDiskFull       = syscall.Errno(112)
	errFileTooLarge   = syscall.Errno(223)
)

func diskFull(err error) bool {
	return errors.Is(err, errHandleDiskFull) || errors.Is(err, errDiskFull) || errors.Is(err, errFileTooLarge)
}

func readOnly(err error) bool { return errors.Is(err, errWriteProtect) }
