package cli

import (
	"strings"

	"golang.org/x/sys/windows"
)

func removable() (out []string) {
	mask, err := windows.GetLogicalDrives()
	if err != nil {
		return nil
	}
	for i := range 26 {
		root := string(rune('A'+i)) + `:\`
		path, err := windows.UTF16PtrFromString(root)
		if err == nil && mask&(1<<i) != 0 && windows.GetDriveType(path) == windows.DRIVE_REMOVABLE {
			out = append(out, root)
		}
	}
	return out
}

// driveName is the label of a drive with its letter.
func driveName(root string) string {
	path, err := windows.UTF16PtrFromString(root)
	if err != nil {
		return root
	}
	label := make([]uint16, windows.MAX_PATH+1)
	if windows.GetVolumeInformation(path, &label[0], uint32(len(label)), nil, nil, nil, nil, 0) != nil || label[0] == 0 {
		return root
	}
	return windows.UTF16ToString(label) + " (" + strings.TrimSuffix(root, `\`) + ")"
}
