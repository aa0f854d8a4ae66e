//go:build unix

package cli

import "syscall"

// What a disk says of itself.
var (
	errnosFull   = []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG}
	errnosDisk   = []syscall.Errno{syscall.EIO, syscall.ENODEV, syscall.ENXIO}
	errnosDenied = []syscall.Errno{syscall.EROFS}
)
