package store

// VolumeKind sorts a file system by its number and FUSE type.
func VolumeKind(magic uint32, fuse string) (Kind, string) { return volumeKind(magic, fuse) }

// MountType finds a folder in a table of mounts.
func MountType(table, dir string) string { return mountType(table, dir) }
