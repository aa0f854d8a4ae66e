package scene

import (
	"math"

	p "bangtin/build/sample/paint"
)

// bush is a round mass of leaves about size pixels in radius, lit from the
// upper left; inks go from the darkest to the lightest.
func bush(c *p.Canvas, seed p.Noise, x, y, size float64, inks []p.Colour) {
	bushLit(c, seed, x, y, size, size*0.8, -1, inks)
}

// bushLit is a bush of given half width and height, lit from the left
// (side = -1) or the right (1).
func bushLit(c *p.Canvas, seed p.Noise, x, y, wide, high, side float64, inks []p.Colour) {
	const n = 44
	ring := make([]p.Point, n)
	for i := range ring {
		s, k := math.Sincos(2 * math.Pi * float64(i) / n)
		f := 0.86 + 0.22*math.Abs(seed.At(k*2.6+9, s*2.6)) + 0.08*seed.At(k*7, s*7)
		ring[i] = p.P(x+k*wide*f, y+s*high*f)
	}
	puff := math.Max(5, wide*0.34)
	c.Fill(p.Blob(ring...), func(px, py float64) (p.Colour, float64) {
		u, v := (px-x)/wide, (py-y)/high
		d, own := seed.Cells(px/puff, py/puff*1.15)
		dome := math.Sqrt(math.Max(0, 1-u*u-v*v))
		ox, oy := seed.At(px/puff*1.3, py/puff*1.3), (seed+4).At(px/puff*1.3, py/puff*1.3)
		light := 0.36*side*u - 0.46*v + 0.3*dome + 0.3*(0.5-d) + 0.14*(own-0.5) + 0.16*ox + 0.1*oy
		k := int(p.Clamp((light+0.42)/0.95) * (float64(len(inks)) - 0.001))
		return inks[k], 1
	})
}
