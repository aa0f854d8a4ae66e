package scene

import (
	"math"

	p "bangtin/build/sample/paint"
)

// hoTaLuong is the lake at dusk, with a pavilion and one rowing boat.
func hoTaLuong(c *p.Canvas) {
	const line = 640
	w := float64(c.W)
	c.All(p.Down(p.NewRamp(p.Stop{At: 0, C: p.Hex(0x2f4a78)}, p.Stop{At: 180, C: p.Hex(0x5a6f9a)}, p.Stop{At: 340, C: p.Hex(0xa58fa8)}, p.Stop{At: 470, C: p.Hex(0xe8a99b)}, p.Stop{At: 560, C: p.Hex(0xf9cfa0)}, p.Stop{At: line, C: p.Hex(0xfbdcae)})))
	n := p.Noise(91)
	c.All(func(x, y float64) (p.Colour, float64) {
		k := n.Clouds(x/760+y/700, y/74, 4, 0.55)
		return p.Mix(p.Hex(0xc98f9e), p.Hex(0xffcfa6), p.Smooth(150, 480, y)), 0.85 * p.Smooth(0.06, 0.34, k) * p.Smooth(560, 330, y) * p.Smooth(-80, 160, y)
	})
	c.Glow(1180, 600, 620, p.Hex(0xffc890), 0.5, 2)
	for i, m := range []struct {
		top  skyline
		tint p.Colour
	}{
		{peaks(61, 520, 80, 460, 5), p.Hex(0xd29c9f)},
		{peaks(66, 566, 92, 520, 5), p.Hex(0xa27f9b)},
		{hills(69, 596, 90, 560, 5), p.Hex(0x6d6a90)},
		{hills(74, 628, 52, 420, 5), p.Hex(0x3c4f74)},
	} {
		field := slopes(p.Noise(80+i), m.top, 70+30*float64(i), -0.35)
		under(c, m.top, line, hazy(p.Cut(field, []float64{0.08}, []p.Colour{m.tint, p.Mix(m.tint, p.Hex(0xf6b98f), 0.22)}), p.Hex(0xf6c3a2), 470+35*float64(i), line+30, 0.8))
	}
	farShore(c, line)
	pavilion(c, 470, line, 470)
	lake(c, 14, line, 15, p.Hex(0x24406a), 0.42)
	veil(c, 4, p.Hex(0xfbd9bb), line-50, line+44, 420, 0.55)
	glints(c, 6, 900, line, p.Hex(0xffdcae), func(x, _ float64) float64 { return math.Exp(-math.Pow((x-1180)/300, 2)) * 0.5 })
	rowing(c, 1330, 905, 1.5)
	reeds(c, w)
	c.Grain(5, 0.011)
}

// farShore is a line of trees at the water's edge.
func farShore(c *p.Canvas, line float64) {
	n := p.Noise(27)
	top := func(x float64) float64 {
		return line - 8 - 26*math.Pow(math.Abs(n.At(x/46, 1)), 0.7) - 20*p.Smooth(-0.1, 0.5, n.At(x/260, 5))
	}
	under(c, top, line, p.Cut(func(x, y float64) float64 { return (y-top(x))/26 - 0.6 + 0.5*n.At(x/9, y/7) }, []float64{-0.2}, []p.Colour{p.Hex(0x41507a), p.Hex(0x27365c)}))
}

// pavilion is an open hall on piles in the water, its roofs turned up at the
// corners; x is its middle, line the water, size its width.
func pavilion(c *p.Canvas, x, line, size float64) {
	at := func(u, v float64) p.Point { return p.P(x+u*size, line-v*size) }
	fill := func(tint p.Colour, points ...p.Point) { c.Fill(p.Poly(points...), p.Solid(tint)) }
	dark, mid, light := p.Hex(0x1c1f38), p.Hex(0x33304a), p.Hex(0xffc878)
	// Walkway to the shore, piles, platform.
	fill(dark, at(-1.2, 0.075), at(-0.4, 0.075), at(-0.4, 0.055), at(-1.2, 0.055))
	for i := range 18 {
		u := -1.19 + 0.05*float64(i)
		fill(dark, at(u, 0.06), at(u+0.008, 0.06), at(u+0.008, 0), at(u, 0))
		fill(dark, at(u, 0.115), at(u+0.006, 0.115), at(u+0.006, 0.07), at(u, 0.07))
	}
	fill(dark, at(-1.2, 0.118), at(-0.4, 0.118), at(-0.4, 0.110), at(-1.2, 0.110))
	for i := range 9 {
		u := -0.42 + 0.105*float64(i)
		fill(dark, at(u-0.012, 0.08), at(u+0.012, 0.08), at(u+0.012, 0), at(u-0.012, 0))
	}
	fill(mid, at(-0.48, 0.10), at(0.48, 0.10), at(0.48, 0.065), at(-0.48, 0.065))
	// The lit room.
	c.Fill(p.Rect(x-0.36*size, line-0.34*size, 0.72*size, 0.24*size), func(px, py float64) (p.Colour, float64) {
		return p.Mix(p.Hex(0xffd68c), p.Hex(0xd9773f), p.Smooth(0.1, 0.75, math.Hypot((px-x)/size*1.7, (line-0.25*size-py)/size*2))), 1
	})
	for i := range 7 {
		u := -0.36 + 0.12*float64(i)
		fill(dark, at(u-0.011, 0.35), at(u+0.011, 0.35), at(u+0.011, 0.1), at(u-0.011, 0.1))
	}
	fill(dark, at(-0.40, 0.165), at(0.40, 0.165), at(0.40, 0.152), at(-0.40, 0.152))
	for i := range 33 {
		u := -0.395 + 0.0247*float64(i)
		fill(dark, at(u, 0.16), at(u+0.006, 0.16), at(u+0.006, 0.1), at(u, 0.1))
	}
	roof := func(half, low, top, ridge, lift float64) {
		line := append(p.Curve(at(-half, low+lift), at(-half*0.86, low+0.012), at(-half*0.5, low-0.012), at(0, low-0.016), at(half*0.5, low-0.012), at(half*0.86, low+0.012), at(half, low+lift)),
			p.Curve(at(half, low+lift), at(half*0.78, low+lift*0.75+0.03), at(ridge+0.06, top-0.05), at(ridge, top))...)
		line = append(line, p.Curve(at(-ridge, top), at(-ridge-0.06, top-0.05), at(-half*0.78, low+lift*0.75+0.03), at(-half, low+lift))...)
		c.Fill(p.Poly(line...), func(px, py float64) (p.Colour, float64) {
			v := (line[0].Y - py) / size
			stripe := math.Sin((px - x) / size * 210 * (1 + 0.0*v))
			tint := p.Mix(p.Hex(0x2a2742), p.Hex(0x51405a), p.Smooth(-0.4, 0.9, stripe))
			return p.Mix(tint, p.Hex(0xd98f86), 0.5*p.Smooth(0.0, 0.5, (px-x)/size)), 1
		})
		c.Fill(p.Line(size*0.014, p.Curve(at(-half, low+lift), at(-half*0.86, low+0.012), at(-half*0.5, low-0.012), at(0, low-0.016), at(half*0.5, low-0.012), at(half*0.86, low+0.012), at(half, low+lift))...), p.Solid(p.Hex(0x191a30)))
		c.Fill(p.Line(size*0.02, p.Curve(at(-ridge-0.02, top+0.02), at(-ridge+0.02, top+0.004), at(ridge-0.02, top+0.004), at(ridge+0.02, top+0.02))...), p.Solid(p.Hex(0x191a30)))
	}
	roof(0.58, 0.345, 0.50, 0.3, 0.05)
	fill(mid, at(-0.27, 0.56), at(0.27, 0.56), at(0.27, 0.49), at(-0.27, 0.49))
	for i := range 9 {
		u := -0.24 + 0.06*float64(i)
		fill(light, at(u-0.018, 0.55), at(u+0.018, 0.55), at(u+0.018, 0.505), at(u-0.018, 0.505))
	}
	roof(0.4, 0.56, 0.71, 0.17, 0.045)
	for _, u := range []float64{-0.3, -0.1, 0.1, 0.3} {
		q := at(u, 0.3)
		c.Fill(p.Ellipse(q.X, q.Y, size*0.018, size*0.024, 0), p.Solid(p.Hex(0xfff0c0)))
		c.Glow(q.X, q.Y, size*0.2, p.Hex(0xffb560), 0.5, 2.2)
	}
	c.Glow(x, line-0.2*size, size*0.75, p.Hex(0xff9f50), 0.25, 2)
}

// rowing is a bamboo boat with somebody standing at the oar.
func rowing(c *p.Canvas, x, y, size float64) {
	at := func(u, v float64) p.Point { return p.P(x+u*size, y+v*size) }
	hull := p.Poly(append(p.Curve(at(-118, -22), at(-92, -6), at(-40, 4), at(30, 5), at(84, -4), at(112, -20)), p.Curve(at(112, -20), at(70, -12), at(0, -8), at(-60, -11), at(-118, -22))...)...)
	dark := p.Hex(0x141a33)
	shape := (&p.Path{}).Add(hull)
	b := body{c, at(-62, -8), 118 * size, 1}
	draw := func() {
		b.poly(p.Hex(0x1b2140), -0.1, 0.02, -0.09, 0.42, 0.0, 0.46, 0.1, 0.42, 0.13, 0.0, 0.02, 0.02, 0.01, 0.3, -0.03, 0.02)
		b.blob(p.Hex(0x3a2340), -0.09, 0.42, -0.11, 0.66, -0.02, 0.76, 0.11, 0.7, 0.12, 0.5, 0.09, 0.40)
		b.blob(p.Hex(0xb3604e), 0.05, 0.42, 0.06, 0.66, 0.04, 0.75, 0.11, 0.7, 0.12, 0.5, 0.1, 0.40)
		b.limb(p.Hex(0x3a2340), 0.07, 0.05, 0.06, 0.68, 0.17, 0.6, 0.27, 0.56)
		b.disc(p.Hex(0x1b1a2c), 0.035, 0.82, 0.052, 0.06)
		b.poly(p.Hex(0xe8b98a), -0.16, 0.82, 0.03, 0.985, 0.22, 0.835, 0.03, 0.81)
		b.poly(p.Hex(0x8b6a6c), -0.16, 0.82, 0.03, 0.985, 0, 0.812)
		c.Fill(p.Taper(3*size, 5*size, at(-18, -84), at(-86, 12)), p.Solid(dark))
		c.Fill(hull, p.Cut(func(_, py float64) float64 { return (py - y) / size }, []float64{-8}, []p.Colour{p.Hex(0x4a3a52), dark}))
		c.Fill(p.Line(2.2*size, p.Curve(at(-118, -22), at(-60, -11), at(0, -8), at(70, -12), at(112, -20))...), p.Solid(p.Hex(0xe0a07a)))
	}
	draw()
	shape.Add(p.Rect(b.feet.X-0.2*b.h, y-b.h-8, 0.5*b.h, b.h))
	for i := range 3 { // wake
		f := float64(i)
		c.Fill(p.Line(2*size-0.4*f, at(-130-36*f, 6+5*f), at(-20-10*f, 12+7*f)), p.Flat(p.Hex(0xf3b79b), 0.35))
	}
	figure := (&p.Path{}).Add(hull, p.Poly(b.points([]float64{-0.16, 0.82, 0.03, 0.985, 0.22, 0.835, 0.28, 0.55, 0.12, 0.5, 0.13, 0, -0.1, 0, -0.11, 0.66})...))
	reflect(c, figure, y+4*size, 33, 7, 0.8)
	draw()
}

// reeds stand in the near corner.
func reeds(c *p.Canvas, w float64) {
	r := p.Rand(15)
	h := float64(c.H)
	for range 150 {
		x := 520 * math.Pow(r.Float64(), 1.4)
		if r.Float64() < 0.35 {
			x = w - 330*math.Pow(r.Float64(), 1.4)
		}
		l := 160 + 330*r.Float64()*p.Smooth(700, 0, math.Min(x, w-x))
		lean := 50 * r.NormFloat64()
		tint := p.Mix(p.Hex(0x0d1830), p.Hex(0x24335a), r.Float64())
		c.Fill(p.Taper(7, 0.6, p.Curve(p.P(x, h+10), p.P(x+lean*0.25, h-l*0.5), p.P(x+lean, h-l))...), p.Solid(tint))
		if r.Float64() < 0.16 {
			c.Fill(p.Ellipse(x+lean, h-l, 6, 26, lean/l), p.Solid(p.Hex(0x4a2f3f)))
		}
	}
}
