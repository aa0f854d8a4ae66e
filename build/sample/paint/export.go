package paint

import (
	"bytes"
	"image"
	"image/jpeg"
)

// Image is the canvas with 8 bits a channel.
func (c *Canvas) Image() *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, c.W, c.H))
	rows(0, c.H, c.W*c.H, func(y int) {
		for x := range c.W {
			p := c.Pix[y*c.W+x]
			i := out.PixOffset(x, y)
			out.Pix[i], out.Pix[i+1], out.Pix[i+2], out.Pix[i+3] = byte8(p.R), byte8(p.G), byte8(p.B), 255
		}
	})
	return out
}

func byte8(v float32) uint8 { return uint8(min(max(v, 0), 1)*255 + 0.5) }

// JPEG writes the canvas at quality 70, or at the best lower quality, down
// to 56, that needs no more than limit bytes. Flat inks with hard edges look
// the same at 70 as at 85 and take two thirds of the bytes.
func (c *Canvas) JPEG(limit int) ([]byte, error) {
	picture := c.Image()
	for quality := 70; ; quality-- {
		var out bytes.Buffer
		if err := jpeg.Encode(&out, picture, &jpeg.Options{Quality: quality}); err != nil {
			return nil, err
		}
		if out.Len() <= limit || quality <= 56 {
			return out.Bytes(), nil
		}
	}
}
