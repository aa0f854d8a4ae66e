package thumb

// maxBoxes bounds how many boxes of one HEIC file are looked at; a 12-megapixel photo has about 150.
const maxBoxes = 10_000

// heicReader walks the boxes of a HEIC file (ISO/IEC 14496-12, 23008-12) as far as size and colour
// profile: meta > iprp > ipco > ispe and colr.
type heicReader struct {
	*Header
	left int // boxes that may still be read
}

func (h *Header) readHEIC(b []byte) error {
	h.ended = true
	r := &heicReader{Header: h, left: maxBoxes}
	if err := r.boxes(b, ""); err != nil {
		return err
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
