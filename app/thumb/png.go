package thumb

import (
	"bytes"
	"compress/zlib"
	"io"
)

// readPNG walks the chunks of a PNG file (W3C PNG, third edition, 5.3).
func (h *Header) readPNG(b []byte) error {
	at, exif := 8, false
	for at+12 <= len(b) {
		n := int64(be32(b[at:]))
		if n > int64(len(b)-at-12) {
			break
		}
		name, data := string(b[at+4:at+8]), b[at+8:at+8+int(n)]
		if h.Width == 0 && name != "IHDR" {
			return h.fault(Corrupt, "chunk %q before IHDR", name)
		}
		switch name {
		case "IHDR":
			if h.Width != 0 || len(data) != 13 || be32(data) == 0 {
				return h.fault(Corrupt, "IHDR")
			}
			h.Width, h.Height = side(be32(data)), side(be32(data[4:]))
			h.Gray = data[9]&2 == 0
			h.heavy = data[8] == 16 && data[12] != 0 // interlaced: its passes are pictures of their own
		case "iCCP":
			if h.Profile == nil {
				h.Profile = inflateProfile(data)
			}
		case "eXIf":
			if !exif {
				exif = true
				h.Orientation, h.Taken = readEXIF(data)
			}
		case "IEND":
			h.ended = true
			return nil
		}
		at += 12 + int(n)
	}
	if h.Width == 0 {
		return h.short("no IHDR")
	}
	return nil
}

// side makes an int of a length that may not fit one everywhere; what is too long stays too long.
func side(n uint32) int { return int(min(n, 1<<30)) }

// inflateProfile reads an iCCP chunk: a name, a zero, method 0, the profile as a zlib stream.
func inflateProfile(chunk []byte) []byte {
	i := bytes.IndexByte(chunk, 0)
	if i < 1 || i > 79 || i+2 > len(chunk) || chunk[i+1] != 0 {
		return nil
	}
	z, err := zlib.NewReader(bytes.NewReader(chunk[i+2:]))
	if err != nil {
		return nil
	}
	p, err := io.ReadAll(io.LimitReader(z, maxProfile+1))
	if err != nil || len(p) > maxProfile {
		return nil
	}
	return checkProfile(p)
}
