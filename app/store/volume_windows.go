package store

import (
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows"
)

// VolumeOf tells what a folder lies on.
func VolumeOf(dir string) (Volume, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return Volume{}, diskFault("look at volume", err)
	}
	path, err := windows.UTF16PtrFromString(abs)
	if err != nil {
		return Volume{}, diskFault("look at volume", err)
	}
	v := Volume{Kind: Local}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(path, &free, nil, nil); err != nil {
		return v, diskFault("look at volume", err)
	}
	v.Free = int64(free)
	root := make([]uint16, windows.MAX_PATH+1)
	if err := windows.GetVolumePathName(path, &root[0], uint32(len(root))); err != nil {
		return v, diskFault("look at volume", err)
	}
	name := make([]uint16, 64)
	if err := windows.GetVolumeInformation(&root[0], nil, 0, nil, nil, nil, &name[0], uint32(len(name))); err == nil {
		v.Name = strings.ToLower(windows.UTF16ToString(name))
	}
	switch {
	case windows.GetDriveType(&root[0]) == windows.DRIVE_REMOTE:
		v.Kind = Network
	case strings.Contains(v.Name, "fat"):
		v.Kind = FAT
	}
	return v, nil
}
