//go:build !linux && !windows

package store

import "golang.org/x/sys/unix"

// VolumeOf tells what a folder lies on; on this system only how much room
// there is.
func VolumeOf(dir string) (Volume, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return Volume{}, diskFault("look at volume", err)
	}
	return Volume{Kind: Local, Free: int64(uint64(s.Bavail) * uint64(s.Bsize))}, nil
}
