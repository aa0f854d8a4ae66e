package thumb

import (
	"bytes"
	"encoding/binary"
)

// maxBoxes bounds how many boxes of one HEIC file are looked at; a 12-megapixel photo has about 150.
const maxBoxes = 10_000

// heicReader walks the boxes of a HEIC file (ISO/IEC 14496-12, 23008-12) as far as size and colour
// profile: meta > iprp > ipco > ispe and colr; and to the EXIF block: meta > iinf tells which item that
// is, meta > iloc where it lies.
type heicReader struct {
	*Header
	file []byte
	left int    // boxes that may still be read
	exif uint32 // item of the EXIF block; 0: none
	iloc []byte
}

func (h *Header) readHEIC(b []byte) error {
	h.ended = true
	r := &heicReader{Header: h, file: b, left: maxBoxes}
	if err := r.boxes(b, ""); err != nil {
		return err
	}
	if tiff := r.block(); tiff != nil {
		orientation := 1
		orientation, h.Taken = readEXIF(tiff)
		h.turned = orientation >= 5 // who decodes it turns it: Orientation stays 1
	}
	if h.Width == 0 {
		return h.short("no picture size")
	}
	h.cut = !h.ended
	return nil
}

// boxes reads the boxes inside one box; parent "" is the file.
func (r *heicReader) boxes(b []byte, parent string) error {
	for len(b) >= 8 {
		if r.left--; r.left < 0 {
			return r.fault(Corrupt, "more than %d boxes", maxBoxes)
		}
		head, n := 8, uint64(be32(b))
		switch {
		case n == 0:
			n = uint64(len(b)) // to the end
		case n == 1 && len(b) >= 16:
			head, n = 16, uint64(be32(b[8:]))<<32|uint64(be32(b[12:]))
		}
		if n < uint64(head) {
			return r.fault(Corrupt, "a box of %d bytes", n)
		}
		if n > uint64(len(b)) {
			if parent != "" {
				return r.fault(Corrupt, "a box larger than %s", parent)
			}
			r.ended = false
			n = uint64(len(b))
		}
		if err := r.box(parent+"/"+string(b[4:8]), b[head:n]); err != nil {
			return err
		}
		b = b[n:]
	}
	return nil
}

func (r *heicReader) box(path string, data []byte) error {
	switch path {
	case "/meta":
		if len(data) >= 4 {
			return r.boxes(data[4:], path) // behind version and flags
		}
	case "/meta/iinf":
		switch {
		case len(data) >= 6 && data[0] == 0:
			return r.boxes(data[6:], path) // behind a count of 16 bits
		case len(data) >= 8:
			return r.boxes(data[8:], path)
		}
	case "/meta/iinf/infe":
		switch {
		case len(data) >= 12 && data[0] == 2 && string(data[8:12]) == "Exif":
			r.exif = uint32(be16(data[4:]))
		case len(data) >= 14 && data[0] == 3 && string(data[10:14]) == "Exif":
			r.exif = uint32(be32(data[4:]))
		}
	case "/meta/iloc":
		r.iloc = data
	case "/meta/iprp", "/meta/iprp/ipco":
		return r.boxes(data, path)
	case "/meta/iprp/ipco/ispe":
		// One for the picture, others for its tiles and thumbnail: the largest is judged.
		if len(data) >= 12 {
			w, h := side(be32(data[4:])), side(be32(data[8:]))
			if int64(w)*int64(h) > int64(r.Width)*int64(r.Height) {
				r.Width, r.Height = w, h
			}
		}
	case "/meta/iprp/ipco/colr":
		if len(data) > 4 && len(data)-4 <= maxProfile && r.Profile == nil && (string(data[:4]) == "prof" || string(data[:4]) == "rICC") {
			r.Profile = checkProfile(append([]byte(nil), data[4:]...))
		}
	}
	return nil
}

// block finds the EXIF block (23008-12, annex A): the item begins with how far behind that number its TIFF
// head lies. It gives nil where there is none, or one in several pieces, which no camera writes.
func (r *heicReader) block() []byte {
	if r.exif == 0 || len(r.iloc) < 8 || r.iloc[0] > 2 {
		return nil
	}
	version, b := r.iloc[0], bits{b: r.iloc[4:]}
	sizes := b.number(2)
	offsetSize, lengthSize, baseSize, indexSize := int(sizes>>12), int(sizes>>8&15), int(sizes>>4&15), int(sizes&15)
	wide := 2
	if version == 2 {
		wide = 4
	}
	if version == 0 {
		indexSize = 0
	}
	for range min(b.number(wide), maxBoxes) {
		id, method := b.number(wide), uint64(0)
		if version > 0 {
			method = b.number(2) & 15
		}
		b.number(2) // which file: this one
		base, extents := b.number(baseSize), b.number(2)
		for range min(extents, maxBoxes) {
			b.number(indexSize)
			at, n := base+b.number(offsetSize), b.number(lengthSize)
			if b.short {
				return nil
			}
			if id != uint64(r.exif) {
				continue
			}
			size := uint64(len(r.file))
			if method != 0 || extents != 1 || at > size || n > size-at || n < 4 {
				return nil
			}
			item := r.file[at : at+n]
			if skip := uint64(be32(item)); skip <= n-4 {
				return bytes.TrimPrefix(item[4+skip:], []byte("Exif\x00\x00"))
			}
			return nil
		}
	}
	return nil
}

// bits reads numbers of several widths, one behind the other.
type bits struct {
	b     []byte
	short bool // there was less than was asked for
}

// number reads one of 0, 2, 4 or 8 bytes.
func (x *bits) number(size int) (n uint64) {
	if size > len(x.b) {
		x.b, x.short = nil, true
		return 0
	}
	switch size {
	case 0:
	case 2:
		n = uint64(binary.BigEndian.Uint16(x.b))
	case 4:
		n = uint64(binary.BigEndian.Uint32(x.b))
	case 8:
		n = binary.BigEndian.Uint64(x.b)
	default:
		x.short = true
	}
	x.b = x.b[size:]
	return n
}
