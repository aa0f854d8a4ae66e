package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"bangtin/app/api"
	"bangtin/app/store"
)

// drivesVariable names further folders that count as removable drives, as a
// list of paths: for machines that mount sticks elsewhere.
const drivesVariable = "BANGTIN_DRIVES"

// drives are the removable drives that are plugged in and can be written to.
func drives() []api.Drive {
	var out []api.Drive
	for _, path := range append(removable(), filepath.SplitList(os.Getenv(drivesVariable))...) {
		v, err := store.VolumeOf(path)
		if err != nil || v.Kind == store.Network || slices.ContainsFunc(out, func(d api.Drive) bool { return d.Path == path }) {
			continue
		}
		out = append(out, api.Drive{Path: path, Name: driveName(path), Free: v.Free})
	}
	return out
}

// isDrive tells whether a path is that of such a drive.
func isDrive(path string) bool {
	return slices.ContainsFunc(drives(), func(d api.Drive) bool { return d.Path == path })
}

// mountedDrives reads the table of mounts (proc_pid_mountinfo(5)): those that
// lie where sticks are mounted and can be written to. Shares are left out
// before anybody asks them anything, for one that is gone does not answer.
func mountedDrives(table string) (out []string) {
	for line := range strings.Lines(table) {
		left, right, ok := strings.Cut(line, " - ")
		fields, kind := strings.Fields(left), strings.Fields(right)
		if !ok || len(fields) < 6 || len(kind) < 1 {
			continue
		}
		point := strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`).Replace(fields[4])
		under := slices.ContainsFunc([]string{"/media/", "/run/media/", "/mnt/"}, func(p string) bool { return strings.HasPrefix(point+"/", p) })
		remote := slices.Contains([]string{"nfs", "nfs4", "cifs", "smb3", "autofs", "9p", "ceph"}, kind[0]) || strings.HasPrefix(kind[0], "fuse.ssh")
		if under && !remote && !slices.Contains(strings.Split(fields[5], ","), "ro") && !slices.Contains(out, point) {
			out = append(out, point)
		}
	}
	return out
}
