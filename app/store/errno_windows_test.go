package store_test

import "golang.org/x/sys/windows"

var (
	errDisk error = windows.ERROR_IO_DEVICE
	errFull error = windows.ERROR_DISK_FULL
)
