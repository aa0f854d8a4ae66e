package store

import (
	"syscall"

	"golang.org/x/sys/windows"
)

var (
	errnoFull     = []syscall.Errno{windows.ERROR_DISK_FULL, windows.ERROR_HANDLE_DISK_FULL, windows.ERROR_DISK_QUOTA_EXCEEDED}
	errnoReadOnly = []syscall.Errno{windows.ERROR_WRITE_PROTECT}
	errnoDisk     = []syscall.Errno{windows.ERROR_CRC, windows.ERROR_IO_DEVICE, windows.ERROR_GEN_FAILURE, windows.ERROR_DISK_CORRUPT}
)
