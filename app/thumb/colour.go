package thumb

import (
	"fmt"
	"image"
)

// dominant is the colour that most of a picture is near to, as "#rrggbb": of 512 equal boxes of the RGB
// cube the fullest, and of the pixels in it the mean. Transparent pixels do not count.
func dominant(img *image.NRGBA) string {
	type box struct{ n, r, g, b int }
	var boxes [512]box
	for y := range img.Rect.Dy() {
		row := img.Pix[y*img.Stride : y*img.Stride+4*img.Rect.Dx()]
		for i := 0; i < len(row); i += 4 {
			if row[i+3] < 128 {
				continue
			}
			r, g, b := int(row[i]), int(row[i+1]), int(row[i+2])
			x := &boxes[r>>5<<6|g>>5<<3|b>>5]
			x.n++
			x.r, x.g, x.b = x.r+r, x.g+g, x.b+b
		}
	}
	most := boxes[0]
	for _, x := range boxes {
		if x.n > most.n {
			most = x
		}
	}
	if most.n == 0 {
		return "#ffffff" // nothing to be seen
	}
	return fmt.Sprintf("#%02x%02x%02x", most.r/most.n, most.g/most.n, most.b/most.n)
}
