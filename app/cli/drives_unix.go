//go:build unix

package cli

import (
	"os"
	"path/filepath"
)

func removable() []string {
	table, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return nil // no such table on this system
	}
	return mountedDrives(string(table))
}

// driveName is how the desktop calls a stick: the last part of its path.
func driveName(path string) string { return filepath.Base(path) }
