package thumb

import (
	"image"
	"image/color"
)

// A resizer's weights are the same for brightness and colour difference as for red, green and blue, so
// a JPEG's planes are resized as they are, laid out as the NRGBA pixels that imaging copies fastest, and
// only the quarter of the pixels that is left is turned into RGB. That saves a fifth of the first step.

// pack lays some rows of the planes out as pixels Y, Cb, Cr, 255, in buf if it is large enough.
func pack(buf []byte, m *image.YCbCr, rows image.Rectangle) []byte {
	w := rows.Dx()
	n := 4 * w * rows.Dy()
	if cap(buf) < n {
		buf = make([]byte, n+n/2) // bands differ in height
	}
	buf = buf[:n]
	shift := chromaShift(m.SubsampleRatio)
	for y := range rows.Dy() {
		yo, co := m.YOffset(rows.Min.X, rows.Min.Y+y), m.COffset(rows.Min.X, rows.Min.Y+y)
		luma := m.Y[yo : yo+w]
		n := (w-1)>>shift + 1
		cb, cr := m.Cb[co:co+n], m.Cr[co:co+n]
		row := buf[4*w*y : 4*w*(y+1)]
		for x, v := range luma {
			c := x >> shift
			p := row[4*x : 4*x+4 : 4*x+4]
			p[0], p[1], p[2], p[3] = v, cb[c], cr[c], 255
		}
	}
	return buf
}

// chromaShift is how many bits of x one sample of colour spans.
func chromaShift(r image.YCbCrSubsampleRatio) uint {
	switch r {
	case image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420:
		return 1
	case image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410:
		return 2
	}
	return 0
}

// unpack turns packed pixels into opaque RGB ones.
func unpack(dst, packed []byte) {
	for i := 0; i+4 <= len(packed); i += 4 {
		p, d := packed[i:i+4:i+4], dst[i:i+4:i+4]
		d[0], d[1], d[2] = color.YCbCrToRGB(p[0], p[1], p[2])
		d[3] = 255
	}
}
