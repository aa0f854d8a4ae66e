package thumb

import (
	"image"
	"image/color"
	"image/draw"
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
