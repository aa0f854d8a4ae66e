package scene

import (
	p "bangtin/build/sample/paint"
)

// sail is a small boat with two brown sails, its waterline at x, y.
func sail(c *p.Canvas, x, y, size float64) {
	at := func(u, v float64) p.Point { return p.P(x+u*size, y+v*size) }
	c.Fill(p.Poly(at(-70, 6), at(-20, 0), at(60, 1), at(190, 10), at(60, 8), at(-20, 7)), p.Flat(p.Hex(0xf1ead2), 0.55))
	c.Fill(p.Ellipse(x+4*size, y+14*size, 50*size, 6*size, 0), p.Flat(p.Hex(0x0e2c40), 0.6))
	c.Fill(p.Blob(at(-46, -9), at(-30, -6), at(0, -4), at(34, -6), at(50, -13), at(40, 2), at(20, 8), at(-24, 8), at(-40, 2)), p.Solid(p.Hex(0x33231d)))
	c.Fill(p.Poly(at(-46, -9), at(50, -13), at(46, -8), at(-44, -4)), p.Solid(crimson))
	c.Fill(p.Line(2.6*size, at(4, -6), at(2, -106)), p.Solid(p.Hex(0x2a1d18)))
	c.Fill(p.Line(2.2*size, at(-26, -8), at(-28, -64)), p.Solid(p.Hex(0x2a1d18)))
	main := p.Poly(append(append(p.Curve(at(2, -108), at(24, -86), at(44, -56), at(52, -26)), at(6, -16)), p.Curve(at(6, -16), at(4, -60), at(2, -108))...)...)
	c.Fill(main, p.Solid(p.Hex(0xb5563a)))
	c.Fill(p.Poly(append(p.Curve(at(2, -108), at(8, -70), at(26, -20)), at(6, -16))...), p.Solid(p.Hex(0xd98257)))
	for i := range 4 {
		f := float64(i)
		c.Fill(p.Line(1.3*size, at(4, -32-18*f), at(50-9*f, -40-16*f)), p.Solid(p.Hex(0x7d3528)))
	}
	c.Fill(p.Poly(append(p.Curve(at(-28, -66), at(-14, -48), at(-6, -22)), at(-26, -14))...), p.Solid(p.Hex(0xc96d49)))
}
