package store

import (
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// magics are the file systems that matter, by statfs(2).
var magics = map[uint32]struct {
	kind Kind
	name string
}{
	0x6969:     {Network, "nfs"},
	0x517b:     {Network, "smb"},
	0xff534d42: {Network, "cifs"},
	0xfe534d42: {Network, "smb2"},
	0x01021997: {Network, "9p"},
	0x564c:     {Network, "ncp"},
	0x5346414f: {Network, "afs"},
	0x73757245: {Network, "coda"},
	0x00c36400: {Network, "ceph"},
	0x0bd00bd0: {Network, "lustre"},
	0x786f4256: {Network, "vboxsf"},
	0x4d44:     {FAT, "vfat"},
	0x2011bab0: {FAT, "exfat"},
	0xef53:     {Local, "ext4"},
	0x58465342: {Local, "xfs"},
	0x9123683e: {Local, "btrfs"},
	0x01021994: {Local, "tmpfs"},
	0x794c7630: {Local, "overlay"},
}

// remoteFuse are file systems run by a program that reach over a network.
var remoteFuse = []string{
	"sshfs", "rclone", "gvfsd-fuse", "s3fs", "davfs", "davfs2", "curlftpfs", "glusterfs",
	"smbnetfs", "google-drive-ocamlfuse", "onedriver", "goofys", "gcsfuse", "cephfs", "nfs",
}

const fuseMagic = 0x65735546

// VolumeOf tells what a folder lies on.
func VolumeOf(dir string) (Volume, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return Volume{}, diskFault("look at volume", err)
	}
	name := ""
	if uint32(s.Type) == fuseMagic {
		name = fuseName(dir)
	}
	kind, name := volumeKind(uint32(s.Type), name)
	return Volume{Kind: kind, Name: name, Free: int64(s.Bavail) * int64(s.Bsize)}, nil
}

// volumeKind sorts a file system by its number and, for FUSE, its type in
// the table of mounts.
func volumeKind(magic uint32, fuse string) (Kind, string) {
	if magic != fuseMagic {
		m, ok := magics[magic]
		if !ok {
			return Local, ""
		}
		return m.kind, m.name
	}
	name := strings.TrimPrefix(fuse, "fuse.")
	for _, r := range remoteFuse {
		if name == r {
			return Network, name
		}
	}
	return Local, name
}

// fuseName finds the type of the mount that a folder lies on.
func fuseName(dir string) string {
	b, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return ""
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	return mountType(string(b), dir)
}

// mountType finds a folder in the text of mountinfo (proc_pid_mountinfo(5)).
// Of mounts on the same place the last one counts.
func mountType(table, dir string) string {
	best, kind := "", ""
	for line := range strings.Lines(table) {
		left, right, ok := strings.Cut(line, " - ")
		fields, types := strings.Fields(left), strings.Fields(right)
		if !ok || len(fields) < 5 || len(types) < 1 {
			continue
		}
		point := strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`).Replace(fields[4])
		under := point == "/" || dir == point || strings.HasPrefix(dir, point+"/")
		if under && len(point) >= len(best) {
			best, kind = point, types[0]
		}
	}
	return kind
}
