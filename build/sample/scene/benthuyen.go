package scene

import (
	"math"

	p "bangtin/build/sample/paint"
)

// benThuyen is three fishing boats on still water at sunrise.
func benThuyen(c *p.Canvas) {
	const line = 560
	c.All(p.Down(p.NewRamp(p.Stop{At: 0, C: p.Hex(0x2b6278)}, p.Stop{At: 200, C: p.Hex(0x6fa3a0)}, p.Stop{At: 360, C: p.Hex(0xd6cfa6)}, p.Stop{At: 480, C: p.Hex(0xf9d898)}, p.Stop{At: line, C: p.Hex(0xfbbf7c)})))
	n := p.Noise(41)
	c.All(func(x, y float64) (p.Colour, float64) {
		k := n.Clouds(x/820-y/900, y/66, 4, 0.55)
		return p.Mix(p.Hex(0xe9d7b0), p.Hex(0xffa96b), p.Smooth(200, 480, y)), 0.85 * p.Smooth(0.05, 0.36, k) * p.Smooth(560, 380, y)
	})
	c.Glow(1290, 490, 700, p.Hex(0xffd28a), 0.7, 2)
	c.Fill(p.Ellipse(1290, 476, 60, 60, 0), p.Solid(p.Hex(0xfff6d8)))
	for i, m := range []struct {
		x, wide, high float64
		tint          p.Colour
	}{{1560, 330, 86, p.Hex(0xd9a07a)}, {900, 420, 62, p.Hex(0xc99680)}, {1240, 260, 44, p.Hex(0xb8826f)}, {330, 480, 150, p.Hex(0x7c8f8b)}, {1830, 280, 190, p.Hex(0x6f7f80)}, {60, 330, 210, p.Hex(0x446c75)}} {
		karst(c, p.Noise(300+i*11), m.x, line, m.wide, m.high, m.tint)
	}
	lake(c, 24, line, 14, p.Hex(0x155061), 0.38)
	veil(c, 4, p.Hex(0xfde3b4), line-36, line+40, 460, 0.6)
	glints(c, 6, 1500, line, p.Hex(0xfff0c0), func(x, y float64) float64 { return math.Exp(-math.Pow((x-1290)/(90+0.35*(y-line)), 2)) * 0.8 })
	fishing(c, 1420, 690, 0.62, p.Hex(0x2f7480), p.Hex(0xd99a4e), 1)
	fishing(c, 520, 800, 1.0, p.Hex(0x1f5d7c), crimson, -1)
	fishing(c, 1190, 1000, 1.36, crimson, p.Hex(0x1f5d7c), 1)
	c.Grain(5, 0.011)
}

// karst is a steep limestone island standing on the line.
func karst(c *p.Canvas, seed p.Noise, x, line, wide, high float64, tint p.Colour) {
	top := func(px float64) float64 {
		u := (px - x) / wide * 2
		if math.Abs(u) >= 1 {
			return line + 4
		}
		body := math.Pow(1-math.Pow(math.Abs(u), 3.2), 0.7)
		lump := 0.62 + 0.5*math.Abs(seed.At(u*1.7, 0.3)) + 0.12*seed.Clouds(u*7, 2, 3, 0.55)
		return line - high*body*lump
	}
	field := slopes(seed+2, top, wide*0.13, 0.1)
	c.Fill(p.Below(x-wide/2, x+wide/2, 1.5, line+1, top), hazy(p.Cut(func(px, py float64) float64 {
		return field(px, py) - 0.35*(px-x)/wide*math.Copysign(1, x-1290)
	}, []float64{-0.05, 0.4}, []p.Colour{tint, p.Mix(tint, p.Hex(0xf3b27c), 0.28), p.Mix(tint, p.Hex(0xffd59a), 0.55)}), p.Hex(0xfbd49b), line-high*0.7, line+20, 0.8))
}

// fishing is a wooden fishing boat seen from the side; dir is where its bow
// points.
func fishing(c *p.Canvas, x, y, size float64, hullTint, bandTint p.Colour, dir float64) {
	at := func(u, v float64) p.Point { return p.P(x+dir*u*size, y+v*size) }
	fill := func(tint p.Colour, points ...p.Point) { c.Fill(p.Poly(points...), p.Solid(tint)) }
	dark := p.Hex(0x14262e)
	sheer := p.Curve(at(-190, -46), at(-110, -36), at(0, -34), at(110, -48), at(178, -78), at(206, -104))
	keel := p.Curve(at(206, -104), at(186, -50), at(150, -6), at(120, 6), at(0, 8), at(-150, 8), at(-180, -4), at(-190, -46))
	hull := p.Poly(append(append([]p.Point{}, sheer...), keel...)...)
	shape := (&p.Path{}).Add(hull, p.Line(5*size, at(-20, -40), at(-26, -250)), p.Line(3.4*size, at(100, -60), at(104, -170)),
		p.Poly(at(-150, -40), at(-143, -116), at(-158, -116), at(-152, -130), at(-40, -126), at(-36, -113), at(-46, -113), at(-46, -36)), p.Line(3.6*size, at(-24, -120), at(90, -196)),
		p.Blob(at(-30, -34), at(-10, -62), at(30, -66), at(70, -56), at(86, -40)), p.Poly(at(112, -44), at(128, -44), at(131, -78), at(129, -102), at(138, -111), at(121, -124), at(105, -111), at(112, -102), at(110, -78)))
	draw := func() {
		c.Fill(p.Line(5*size, at(-20, -40), at(-26, -250)), p.Solid(dark))
		c.Fill(p.Line(3.4*size, at(100, -60), at(104, -170)), p.Solid(dark))
		for _, q := range [][4]float64{{-26, -246, 190, -96}, {-26, -246, -186, -52}, {-26, -200, 104, -166}, {104, -166, 204, -104}} {
			c.Fill(p.Line(1.5*size, at(q[0], q[1]), at(q[2], q[3])), p.Flat(dark, 0.8))
		}
		c.Fill(p.Line(3.6*size, at(-24, -120), at(90, -196)), p.Solid(dark))
		for i := range 6 { // squid lamps
			u := -150 + 24*float64(i)
			q := at(u, -150-0.10*u)
			c.Fill(p.Ellipse(q.X, q.Y, 5*size, 6*size, 0), p.Solid(p.Hex(0xffe9b0)))
		}
		c.Fill(p.Line(2*size, at(-160, -142), at(-22, -158)), p.Solid(dark))
		// Wheelhouse.
		fill(p.Hex(0xe9dcc0), at(-150, -40), at(-46, -36), at(-46, -116), at(-142, -118))
		fill(p.Hex(0xb7ac98), at(-150, -40), at(-112, -38), at(-108, -117), at(-142, -118))
		for _, u := range []float64{-100, -74} {
			fill(p.Hex(0x21434e), at(u, -76), at(u+19, -76), at(u+19, -104), at(u, -104))
		}
		fill(p.Hex(0x21434e), at(-136, -76), at(-118, -76), at(-117, -104), at(-134, -104))
		fill(bandTint, at(-158, -116), at(-36, -113), at(-40, -126), at(-152, -130))
		// Heaps of net and floats.
		c.Fill(p.Blob(at(-30, -34), at(-10, -62), at(30, -66), at(70, -56), at(86, -40)), p.Solid(p.Hex(0x2f6a5c)))
		c.Fill(p.Blob(at(-18, -40), at(0, -60), at(30, -64), at(34, -48)), p.Solid(p.Hex(0x5f9a78)))
		for i := range 5 {
			q := at(20+13*float64(i), -60+3*float64(i%2))
			c.Fill(p.Ellipse(q.X, q.Y, 6.5*size, 6.5*size, 0), p.Solid(p.Hex(0xf0b04c)))
		}
		c.Fill(hull, func(px, py float64) (p.Colour, float64) {
			u, v := dir*(px-x)/size, (py-y)/size
			tint := hullTint
			if v > -8 {
				tint = p.Hex(0x3a2a26)
			}
			plank := 0.04 * math.Sin(v*0.75)
			return tint.Lighter(plank + 0.07*p.Smooth(60, 200, u)*dir - 0.03), 1
		})
		low := make([]p.Point, len(sheer))
		for i, q := range sheer {
			low[len(sheer)-1-i] = p.P(q.X, q.Y+13*size)
		}
		c.Fill(p.Poly(append(append([]p.Point{}, sheer...), low...)...), p.Solid(bandTint))
		c.Fill(p.Line(4*size, sheer...), p.Solid(p.Hex(0xf2e4c4)))
		eye := at(158, -52)
		c.Fill(p.Ellipse(eye.X, eye.Y, 11*size, 7*size, -0.35*dir), p.Solid(p.Hex(0xfbf3dc)))
		c.Fill(p.Ellipse(eye.X+2*dir*size, eye.Y, 4.6*size, 4.6*size, 0), p.Solid(dark))
		// Somebody at the rail.
		b := body{c, at(120, -44), 74 * size, dir}
		b.limb(p.Hex(0x22343c), 0.2, 0.18, 0, 0, 0, 0.5)
		b.blob(p.Hex(0xd8c49a), -0.14, 0.78, 0, 0.84, 0.14, 0.78, 0.12, 0.42, -0.12, 0.42)
		b.disc(p.Hex(0x6d4630), 0.02, 0.9, 0.07, 0.08)
		b.poly(p.Hex(0xf2dca8), -0.2, 0.91, 0.02, 1.08, 0.24, 0.92)
		// The sun stands behind: this side lies in a blue shade.
		c.Fill(shape, func(px, py float64) (p.Colour, float64) {
			return p.Hex(0x123c4e), 0.2 + 0.22*p.Smooth(-60, 10, (py-y)/size)
		})
	}
	draw()
	reflect(c, shape, y+7*size, p.Noise(uint32(x)), 6+5*size, 0.82)
	c.Fill(p.Rect(x-200*size, y+5*size, 400*size, 3*size), p.Flat(p.Hex(0xfff0c8), 0.22))
	draw()
}
