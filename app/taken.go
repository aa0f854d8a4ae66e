package app

import (
	"regexp"
	"strings"
	"time"

	"bangtin/app/viet"
)

// How the time at which a picture was taken is known, best first.
const (
	TakenCamera = "camera" // it stands in the picture
	TakenName   = "name"   // phones put it into the name of the file
	TakenFile   = "file"   // when the file was last written: no earlier than the picture, often later
)

// TakenAt finds out when a picture was taken, in ms since 1970: from what
// the camera wrote (see Developed), else from the name of its file, else
// from when the file was last written, zero where nobody knows. A clock
// without a zone is read as Vietnam's.
func TakenAt(camera, name string, written int64) (ms int64, by string) {
	for _, layout := range []string{"2006-01-02T15:04:05-07:00", "2006-01-02T15:04:05"} {
		if t, err := time.ParseInLocation(layout, camera, viet.Zone()); err == nil && plausible(t) {
			return t.UnixMilli(), TakenCamera
		}
	}
	if t, ok := timeInName(name); ok {
		return t.UnixMilli(), TakenName
	}
	if t := time.UnixMilli(written); written > 0 && plausible(t) {
		return written, TakenFile
	}
	return 0, ""
}

// plausible keeps out what cameras say whose clock was never set.
func plausible(t time.Time) bool { return t.Year() >= 1990 && t.Year() < 2200 }

// nameTime finds IMG_20240703_175908.jpg, Screenshot_2024-07-03-17-59-08.png
// and "WhatsApp Image 2024-07-03 at 17.59.08.jpeg".
var nameTime = regexp.MustCompile(`(?:^|\D)(\d{4})[-_.]?(\d{2})[-_.]?(\d{2})(?:[-_. T]| at )(\d{2})[-_.:]?(\d{2})[-_.:]?(\d{2})`)

func timeInName(name string) (time.Time, bool) {
	m := nameTime.FindStringSubmatch(name)
	if m == nil {
		return time.Time{}, false
	}
	zone := viet.Zone()
	if strings.HasPrefix(name, "PXL_") { // Pixel phones write UTC
		zone = time.UTC
	}
	t, err := time.ParseInLocation("20060102150405", strings.Join(m[1:], ""), zone)
	return t, err == nil && plausible(t)
}
