package thumb

import (
	"image"
	"image/color"
	"image/draw"
	"math"
)

// plain gives an image in one of the types that imaging reads by itself. Others, palettes above all,
// are copied to NRGBA here: imaging works in goroutines of its own, where a fault (CVE-2023-36308, a
// palette index out of range) could not be recovered from.
func plain(img image.Image) image.Image {
	switch m := img.(type) {
	case *image.NRGBA, *image.RGBA, *image.NRGBA64, *image.RGBA64, *image.Gray, *image.Gray16, *image.YCbCr:
		return img
	case *image.CMYK:
		return fromCMYK(m)
	case *image.Paletted:
		return fromPalette(m)
	case *image.NYCbCrA:
		return fromNYCbCrA(m)
	}
	b := img.Bounds()
	dst := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(dst, dst.Rect, img, b.Min, draw.Src)
	return dst
}

// fromCMYK turns ink into light in place, without a profile: the plain formula of image/color.
func fromCMYK(m *image.CMYK) *image.RGBA {
	for i := 0; i+4 <= len(m.Pix); i += 4 {
		p := m.Pix[i : i+4 : i+4]
		w := 255 - uint32(p[3])
		p[0] = uint8((255 - uint32(p[0])) * w / 255)
		p[1] = uint8((255 - uint32(p[1])) * w / 255)
		p[2] = uint8((255 - uint32(p[2])) * w / 255)
		p[3] = 255
	}
	return &image.RGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect}
}

// fromPalette looks every index up in a table of 256, so that none can be out of range; a colour that
// the palette lacks is opaque black, as image/png has it.
func fromPalette(m *image.Paletted) *image.NRGBA {
	var table [256]color.NRGBA
	for i := range table {
		table[i].A = 255
		if i < len(m.Palette) {
			table[i] = color.NRGBAModel.Convert(m.Palette[i]).(color.NRGBA)
		}
	}
	b := m.Bounds()
	dst := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := range b.Dy() {
		src := m.Pix[y*m.Stride : y*m.Stride+b.Dx()]
		row := dst.Pix[y*dst.Stride:]
		for x, index := range src {
			c := table[index]
			p := row[4*x : 4*x+4 : 4*x+4]
			p[0], p[1], p[2], p[3] = c.R, c.G, c.B, c.A
		}
	}
	return dst
}

// fromNYCbCrA is draw.Draw without its detour over premultiplied colours, which loses them where
// alpha is low.
func fromNYCbCrA(m *image.NYCbCrA) *image.NRGBA {
	b := m.Bounds()
	dst := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := range b.Dy() {
		row := dst.Pix[y*dst.Stride:]
		for x := range b.Dx() {
			yi, ci := m.YOffset(b.Min.X+x, b.Min.Y+y), m.COffset(b.Min.X+x, b.Min.Y+y)
			p := row[4*x : 4*x+4 : 4*x+4]
			p[0], p[1], p[2] = color.YCbCrToRGB(m.Y[yi], m.Cb[ci], m.Cr[ci])
			p[3] = m.A[m.AOffset(b.Min.X+x, b.Min.Y+y)]
		}
	}
	return dst
}

// widen spreads the planes of a lossy WebP in place: VP8 stores brightness as 16 to 235 and colour as 16
// to 240 (RFC 9649, 2.5; BT.601), and image/color reads both as 0 to 255, which looks washed out.
func widen(img image.Image) {
	var m *image.YCbCr
	switch w := img.(type) {
	case *image.YCbCr:
		m = w
	case *image.NYCbCrA:
		m = &w.YCbCr
	default:
		return
	}
	spread(m.Y, 16, 219, 0)
	spread(m.Cb, 128, 224, 128)
	spread(m.Cr, 128, 224, 128)
}

// spread stretches a span of values to 255 around from, which becomes to.
func spread(plane []byte, from, span, to int) {
	var table [256]byte
	for v := range table {
		table[v] = byte(min(255, max(0, to+int(math.Round(float64((v-from)*255)/float64(span))))))
	}
	for i, v := range plane {
		plane[i] = table[v]
	}
}
