package scene

import (
	"math"

	p "bangtin/build/sample/paint"
)

// ripples moves mirrored points: little at the far shore (y = line), more
// towards the viewer. size is the height of a ripple near the viewer.
func ripples(seed p.Noise, line, low, size float64) func(x, y float64) (dx, dy float64) {
	return func(x, y float64) (float64, float64) {
		d := (y - line) / (low - line)
		s := 5 + 1.5*size*d
		n := seed.Clouds(x/(s*7), y/s, 2, 0.4)
		return n * (3 + 24*d), n * (2 + 34*d)
	}
}

// lake mirrors the picture in still water below a line and tints it; the
// nearer the darker.
func lake(c *p.Canvas, seed p.Noise, line, size float64, deep p.Colour, most float64) {
	low := float64(c.H)
	area := p.Rect(0, line, float64(c.W), low-line)
	c.Mirror(area, line, ripples(seed, line, low, size), func(float64, float64) float64 { return 1 })
	c.Fill(area, func(x, y float64) (p.Colour, float64) {
		d := (y - line) / (low - line)
		s := 3 + size*d
		n := (seed + 5).Clouds(x/(s*11), y/s, 2, 0.5)
		return deep, most * (0.25 + 0.75*d) * (0.8 + 0.5*p.Smooth(-0.05, 0.05, n-0.12))
	})
}

// glints are short bright dashes on the water, thickest where dense is 1.
func glints(c *p.Canvas, seed uint64, count int, line float64, tint p.Colour, dense func(x, y float64) float64) {
	r := p.Rand(seed)
	low := float64(c.H)
	for range count {
		x := r.Float64() * float64(c.W)
		d := math.Pow(r.Float64(), 1.6)
		y := line + 3 + d*(low-line)
		if r.Float64() > dense(x, y) {
			continue
		}
		l := (8 + 70*d) * (0.4 + r.Float64())
		h := 0.8 + 4*d
		c.Fill(p.Poly(p.P(x-l, y), p.P(x-l*0.2, y-h/2), p.P(x+l, y), p.P(x+l*0.1, y+h/2)), p.Flat(tint, 0.85))
	}
}

// reflect lays a thing's own reflection on the water in front of it: the
// part of the picture inside the shape, turned over at the line.
func reflect(c *p.Canvas, shape *p.Path, line float64, seed p.Noise, ripple, thick float64) {
	cover := c.Cover(shape)
	x0, y0, x1, _ := shape.Box()
	drift := func(x, y float64) (float64, float64) {
		d := y - line
		n := seed.Clouds(x/(ripple*8), y/ripple, 2, 0.5)
		return n * (2 + 0.16*d), n * (1 + 0.10*d)
	}
	c.Mirror(p.Rect(x0-60, line, x1-x0+120, (line-y0)*1.15), line, drift, func(x, y float64) float64 {
		dx, dy := drift(x, y)
		return thick * cover(x+dx, 2*line-y+dy)
	})
}
