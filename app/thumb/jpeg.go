package thumb

import (
	"bytes"
	"sort"
)

// JPEG markers (ITU-T T.81, table B.1).
const (
	mSOF0, mSOF1, mSOF2      = 0xc0, 0xc1, 0xc2
	mDHT, mJPG, mDAC         = 0xc4, 0xc8, 0xcc
	mRST0, mRST7             = 0xd0, 0xd7
	mEOI, mSOS, mAPP1, mAPP2 = 0xd9, 0xda, 0xe1, 0xe2
)

// iccTag begins an APP2 segment with a part of an ICC profile: the tag, a number from 1, the count of
// parts (ICC.1:2022, B.4).
const iccTag = "ICC_PROFILE\x00"

// jpegReader walks the segments of one JPEG file in the same liberal way as image/jpeg, so that both
// see the same frame and the same scans.
type jpegReader struct {
	*Header
	components []byte        // their identifiers, from the frame header
	finest     [4][64]byte   // 1 + the lowest bit position sent of each coefficient; 0: nothing sent
	parts      []profilePart // of the ICC profile
	exif       bool          // an EXIF segment was read
}

type profilePart struct {
	number, count int
	data          []byte
}

func (h *Header) readJPEG(b []byte) error {
	r := &jpegReader{Header: h}
	at := 2
	for {
		marker, next := nextMarker(b, at)
		if next < 0 {
			break // the file ends without saying so
		}
		at = next
		if marker == mEOI {
			h.ended = true
			break
		}
		if marker == 0 || mRST0 <= marker && marker <= mRST7 {
			continue
		}
		if at+2 > len(b) {
			break
		}
		n := be16(b[at:])
		if n < 2 {
			return h.fault(Corrupt, "segment %02x of length %d", marker, n)
		}
		if at+n > len(b) {
			break
		}
		if err := r.segment(marker, b[at+2:at+n]); err != nil {
			return err
		}
		at += n
	}
	if r.components == nil {
		return h.short("no frame header")
	}
	h.cut = !h.ended && !r.whole()
	if !h.cmyk { // which becomes RGB
		h.Profile = joinProfile(r.parts)
	}
	return nil
}

// nextMarker finds the next marker at or after b[at:] and the place behind it; next is -1 if there is
// none. Marker 0 is a stuffed byte of entropy-coded data.
func nextMarker(b []byte, at int) (marker byte, next int) {
	i := bytes.IndexByte(b[min(at, len(b)):], 0xff)
	if i < 0 {
		return 0, -1
	}
	at += i + 1
	for at < len(b) && b[at] == 0xff {
		at++
	}
	if at >= len(b) {
		return 0, -1
	}
	return b[at], at + 1
}

func (r *jpegReader) segment(marker byte, s []byte) error {
	switch {
	case marker == mSOS:
		r.scan(s)
	case marker == mAPP1 && !r.exif && bytes.HasPrefix(s, []byte("Exif\x00\x00")):
		r.exif = true
		r.Orientation, r.Taken = readEXIF(s[6:])
	case marker == mAPP2 && bytes.HasPrefix(s, []byte(iccTag)) && len(s) > len(iccTag)+2:
		rest := s[len(iccTag):]
		r.parts = append(r.parts, profilePart{int(rest[0]), int(rest[1]), rest[2:]})
	case marker >= mSOF0 && marker <= 0xcf && marker != mDHT && marker != mJPG && marker != mDAC:
		return r.frameHeader(marker, s)
	}
	return nil
}

// frameHeader reads a frame header (T.81, B.2.2).
func (r *jpegReader) frameHeader(marker byte, s []byte) error {
	if r.components != nil {
		return r.fault(Corrupt, "two frame headers")
	}
	if marker > mSOF2 {
		return r.fault(Unsupported, "JPEG process SOF%d (lossless, hierarchical or arithmetic)", marker-mSOF0)
	}
	if len(s) < 6 || len(s) != 6+3*int(s[5]) {
		return r.fault(Corrupt, "frame header of %d bytes", len(s))
	}
	if s[0] != 8 {
		return r.fault(Unsupported, "JPEG with %d bits a sample", s[0])
	}
	n := int(s[5])
	if n != 1 && n != 3 && n != 4 {
		return r.fault(Unsupported, "JPEG with %d components", n)
	}
	r.Height, r.Width = be16(s[1:]), be16(s[3:])
	r.Baseline = marker != mSOF2
	r.Gray, r.cmyk = n == 1, n == 4
	r.heavy = r.cmyk && !r.Baseline
	for i := range n {
		r.components = append(r.components, s[6+3*i])
	}
	return nil
}

// scan counts a scan and notes what it sends (T.81, B.2.3 and G.1.1.1).
func (r *jpegReader) scan(s []byte) {
	r.Scans++
	if len(s) < 6 || len(s) != 4+2*int(s[0]) {
		return // the decoder will refuse it
	}
	first, last, low := int(s[len(s)-3]), int(s[len(s)-2]), s[len(s)-1]&15
	if r.Baseline {
		first, last, low = 0, 63, 0
	}
	for i := range int(s[0]) {
		c := bytes.IndexByte(r.components, s[1+2*i])
		if c < 0 {
			continue
		}
		for k := first; k <= min(last, 63); k++ {
			r.finest[c][k] = low + 1
		}
	}
}

// whole tells whether every coefficient was sent to its last bit, so that only the end marker lacks.
func (r *jpegReader) whole() bool {
	for c := range r.components {
		for _, sent := range r.finest[c] {
			if sent != 1 {
				return false
			}
		}
	}
	return true
}

// joinProfile puts the parts of a profile together; nil if one lacks or the whole is too long.
func joinProfile(parts []profilePart) []byte {
	if len(parts) == 0 || len(parts) > 255 {
		return nil
	}
	sort.SliceStable(parts, func(i, j int) bool { return parts[i].number < parts[j].number })
	var profile []byte
	for i, p := range parts {
		if p.number != i+1 || p.count != len(parts) || len(profile)+len(p.data) > maxProfile {
			return nil
		}
		profile = append(profile, p.data...)
	}
	return checkProfile(profile)
}
