package thumb

import "bytes"

// maxProfile is the longest ICC profile carried over, in bytes. Those of phones, cameras and sRGB are
// 0.5 to 20 KB; what is longer are tables of printers.
const maxProfile = 64 << 10

// Places in an ICC profile's header (ICC.1:2022, 7.2).
const (
	profileSpace     = 16
	profileSignature = 36
	profileHeader    = 128
)

// checkProfile gives the profile back if its header is that of a profile of this length, else nil.
func checkProfile(p []byte) []byte {
	if len(p) < profileHeader || int64(be32(p)) != int64(len(p)) || string(p[profileSignature:profileSignature+4]) != "acsp" {
		return nil
	}
	return p
}

// fits tells whether a profile describes pixels of this colour space: "RGB " or "GRAY".
func profileFits(p []byte, gray bool) bool {
	space := "RGB "
	if gray {
		space = "GRAY"
	}
	return p != nil && bytes.Equal(p[profileSpace:profileSpace+4], []byte(space))
}
