package scene

import (
	"math"
	"math/rand/v2"

	p "bangtin/build/sample/paint"
)

// leafShape is a pointed leaf from its stem along an angle.
func leafShape(x, y, long, wide, angle float64) *p.Path {
	s, c := math.Sincos(angle)
	at := func(u, v float64) p.Point { return p.P(x+u*c-v*s, y+u*s+v*c) }
	var ring []p.Point
	const n = 7
	for i := 0; i <= n; i++ {
		u := float64(i) / n
		ring = append(ring, at(u*long, -wide/2*math.Sin(math.Pi*math.Pow(u, 0.8))))
	}
	for i := n - 1; i > 0; i-- {
		u := float64(i) / n
		ring = append(ring, at(u*long, wide/2*math.Sin(math.Pi*math.Pow(u, 0.8))))
	}
	return p.Poly(ring...)
}

// twig grows a branch with leaves on both sides. bend is how much it turns
// over its length, in radians; inks go from the darkest leaf to the lightest.
func twig(c *p.Canvas, r *rand.Rand, x, y, angle, length, bend, leaf float64, bark p.Colour, inks []p.Colour) {
	const n = 26
	line := []p.Point{p.P(x, y)}
	type place struct{ x, y, angle float64 }
	var places []place
	for i := range n {
		angle += bend/n + 0.07*r.NormFloat64()
		x += length / n * math.Cos(angle)
		y += length / n * math.Sin(angle)
		line = append(line, p.P(x, y))
		if i > 3 {
			places = append(places, place{x, y, angle})
		}
	}
	c.Fill(p.Taper(length/55, length/260, line...), p.Solid(bark))
	for pass, tint := range inks {
		for i, q := range places {
			if (i+pass)%2 != 0 && pass > 0 && r.Float64() < 0.45 {
				continue
			}
			for _, side := range [...]float64{-1, 1} {
				if r.Float64() < 0.25 {
					continue
				}
				a := q.angle + side*(0.75+0.35*r.Float64()) + 0.25*r.NormFloat64()
				l := leaf * (0.7 + 0.5*r.Float64())
				dx, dy := 6*r.NormFloat64(), 6*r.NormFloat64()
				c.Fill(leafShape(q.x+dx, q.y+dy, l, l*(0.34+0.14*r.Float64()), a), p.Solid(tint))
			}
		}
	}
}
