//go:build unix

package store

import "syscall"

var (
	errnoFull     = []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG}
	errnoReadOnly = []syscall.Errno{syscall.EROFS}
	errnoDisk     = []syscall.Errno{syscall.EIO}
)
