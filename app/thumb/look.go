package thumb

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
)

// Look is what can be told of a picture before anything was made of it.
type Look struct {
	Kind          Kind
	Width, Height int    // upright, in pixels, of its largest derivative
	Taken         string // as Picture.Taken
	Small         bool   // Small gives something
}

// Glance reads what a picture says of itself, without decoding it and with the memory of ReadHeader, so that
// an engine may do it. What it refuses Pool.Make refuses too; what it lets through may still be damaged
// inside. It fails with an *Error.
func Glance(original []byte) (l Look, err error) {
	defer func() {
		if p := recover(); p != nil { // it is an engine's memory that a picture is read in
			l, err = Look{}, &Error{Code: Corrupt, Detail: fmt.Sprint(p)}
		}
	}()
	h, err := ReadHeader(original)
	if err != nil {
		return Look{}, err
	}
	if h.Kind == HEIC && !readsHEIC() {
		return Look{}, &Error{Code: NeedsHEIC, Kind: HEIC}
	}
	l = Look{Kind: h.Kind, Taken: h.Taken, Small: Small(original) != nil}
	l.Width, l.Height = fitted(h.Width, h.Height, edgesFor(max(h.Width, h.Height))[0])
	if h.Orientation >= 5 || h.turned {
		l.Width, l.Height = l.Height, l.Width
	}
	return l, nil
}

// SmallWithin is how much of the beginning of an original Small needs to see: the EXIF segment, of at most
// 64 KB, is the first of a JPEG file or stands behind one other.
const SmallWithin = 160 << 10

// smallShape is by how much the sides' ratio of a thumbnail may differ from that of its picture. Cameras
// round; one that puts black bars into a thumbnail of 4:3 is off by an eighth and more.
const smallShape = 0.03

// Small gives the thumbnail that a camera put into a JPEG photo (CIPA DC-008, 4.5.8), as a JPEG file that
// browsers show upright, without anything else that the camera wrote; nil where there is none, or it has
// another shape than the photo. It decodes nothing. Nobody knows whether it shows the same: it may stand in
// for the photo before staff until that is ready, and never leaves the desk.
func Small(original []byte) []byte {
	if Sniff(original) != JPEG {
		return nil
	}
	tiff, w, h := firstSegments(original)
	if w < 1 || h < 1 {
		return nil
	}
	small := exifThumbnail(tiff)
	if len(small) == 0 {
		return nil
	}
	head, err := ReadHeader(small)
	if err != nil || head.Kind != JPEG || head.Width > w || head.Height > h {
		return nil
	}
	own, whole := float64(head.Width)/float64(head.Height), float64(w)/float64(h)
	if math.Abs(own/whole-1) > smallShape {
		return nil
	}
	orientation, _ := readEXIF(tiff)
	return retagged(small, orientation)
}

// firstSegments gives the EXIF block of a JPEG file and the size in its frame header, zero where the bytes
// end before that.
func firstSegments(b []byte) (tiff []byte, w, h int) {
	for at := 2; ; {
		marker, next := nextMarker(b, at)
		if next < 0 || next+2 > len(b) {
			return tiff, 0, 0
		}
		if marker == 0 || mRST0 <= marker && marker <= mRST7 {
			at = next
			continue
		}
		n := be16(b[next:])
		if n < 2 || next+n > len(b) || marker == mSOS || marker == mEOI {
			return tiff, 0, 0
		}
		s := b[next+2 : next+n]
		switch {
		case marker == mAPP1 && tiff == nil && bytes.HasPrefix(s, []byte("Exif\x00\x00")):
			tiff = s[6:]
		case marker >= mSOF0 && marker <= mSOF2 && len(s) >= 5:
			return tiff, be16(s[3:]), be16(s[1:])
		}
		at = next + n
	}
}

// retagged is a JPEG file without its application segments and comments, but with an EXIF segment that says
// how it is turned, if it is.
func retagged(file []byte, orientation int) []byte {
	out := []byte{0xff, 0xd8}
	if orientation != 1 {
		tiff := []byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01")
		tiff = binary.BigEndian.AppendUint16(tiff, tagOrientation)
		tiff = binary.BigEndian.AppendUint16(tiff, typeShort)
		tiff = binary.BigEndian.AppendUint32(tiff, 1)
		tiff = binary.BigEndian.AppendUint16(tiff, uint16(orientation))
		tiff = append(tiff, 0, 0, 0, 0, 0, 0) // the rest of the value; no other directory
		out = append(out, 0xff, mAPP1)
		out = binary.BigEndian.AppendUint16(out, uint16(2+len(tiff)))
		out = append(out, tiff...)
	}
	for at := 2; ; {
		marker, next := nextMarker(file, at)
		if next < 0 || next+2 > len(file) {
			return nil
		}
		n := be16(file[next:])
		switch {
		case marker == mSOS:
			return append(out, file[next-2:]...)
		case marker < mSOF0 || n < 2 || next+n > len(file):
			return nil
		case marker >= 0xe0 && marker <= 0xef || marker == 0xfe:
		default:
			out = append(append(out, 0xff, marker), file[next:next+n]...)
		}
		at = next + n
	}
}
