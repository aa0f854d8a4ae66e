//go:build unix

package store_test

import "syscall"

var (
	errDisk error = syscall.EIO
	errFull error = syscall.ENOSPC
)
