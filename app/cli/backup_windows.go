package cli

import (
	"os"
	"syscall"

	"golang.org/x/sys/windows"
)

// What a disk says of itself.
var (
	errnosFull   = []syscall.Errno{windows.ERROR_DISK_FULL, windows.ERROR_HANDLE_DISK_FULL, windows.ERROR_DISK_QUOTA_EXCEEDED, windows.ERROR_FILE_TOO_LARGE}
	errnosDisk   = []syscall.Errno{windows.ERROR_CRC, windows.ERROR_IO_DEVICE, windows.ERROR_GEN_FAILURE, windows.ERROR_DISK_CORRUPT, windows.ERROR_NOT_READY, windows.ERROR_NO_SUCH_DEVICE}
	errnosDenied = []syscall.Errno{windows.ERROR_WRITE_PROTECT}
)

// forgetCached: Windows keeps what was written to removable drives in memory
// only where somebody asked for that.
func forgetCached(*os.File) error { return nil }
