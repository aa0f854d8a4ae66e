package scene

import (
	p "bangtin/build/sample/paint"
)

// limb draws strokes given in parts of a body's height, from the feet up.
type body struct {
	c    *p.Canvas
	feet p.Point
	h    float64 // height in pixels
	flip float64 // 1 or -1
}

func (b body) at(x, y float64) p.Point { return p.P(b.feet.X+b.flip*x*b.h, b.feet.Y-y*b.h) }

func (b body) limb(ink p.Colour, from, to float64, points ...float64) {
	var line []p.Point
	for i := 0; i+1 < len(points); i += 2 {
		line = append(line, b.at(points[i], points[i+1]))
	}
	b.c.Fill(p.Taper(from*b.h, to*b.h, line...), p.Solid(ink))
}

func (b body) blob(ink p.Colour, points ...float64) {
	b.c.Fill(p.Blob(b.points(points)...), p.Solid(ink))
}

func (b body) poly(ink p.Colour, points ...float64) {
	b.c.Fill(p.Poly(b.points(points)...), p.Solid(ink))
}

func (b body) points(at []float64) []p.Point {
	var out []p.Point
	for i := 0; i+1 < len(at); i += 2 {
		out = append(out, b.at(at[i], at[i+1]))
	}
	return out
}

func (b body) disc(ink p.Colour, x, y, rx, ry float64) {
	q := b.at(x, y)
	b.c.Fill(p.Ellipse(q.X, q.Y, rx*b.h, ry*b.h, 0), p.Solid(ink))
}

// walker is somebody with a rucksack, seen from behind and a little from
// the side, the left foot forward.
func walker(b body, coat, pack, trousers p.Colour) {
	dark := trousers.Lighter(-0.06)
	b.limb(dark, 0.085, 0.06, 0.04, 0.48, 0.075, 0.25, 0.03, 0.02)
	b.limb(trousers, 0.095, 0.065, -0.04, 0.48, -0.08, 0.26, -0.10, 0.02)
	b.limb(coat.Lighter(-0.08), 0.07, 0.05, 0.11, 0.78, 0.16, 0.62, 0.2, 0.54)
	b.blob(coat, -0.13, 0.80, 0, 0.845, 0.13, 0.80, 0.125, 0.6, 0.10, 0.44, -0.10, 0.44, -0.125, 0.6)
	b.disc(p.Hex(0x2a211c), 0, 0.92, 0.062, 0.075)
	b.blob(pack, -0.085, 0.79, 0, 0.815, 0.085, 0.79, 0.10, 0.62, 0.075, 0.51, -0.075, 0.51, -0.10, 0.62)
	b.blob(pack.Lighter(0.1), -0.085, 0.79, -0.03, 0.81, -0.045, 0.62, -0.05, 0.51, -0.075, 0.51, -0.10, 0.62)
	b.limb(coat, 0.07, 0.05, -0.125, 0.77, -0.17, 0.64, -0.19, 0.53)
	b.limb(p.Hex(0x3a2a20), 0.014, 0.012, -0.185, 0.6, -0.215, 0.0)
}
