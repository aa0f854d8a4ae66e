package scene

import (
	"math"

	p "bangtin/build/sample/paint"
)

// haiDang is the lighthouse of Hòn Lặng as its lamp is lit.
func haiDang(c *p.Canvas) {
	const line = 1250
	w, h := float64(c.W), float64(c.H)
	c.All(p.Down(p.NewRamp(p.Stop{At: 0, C: p.Hex(0x1e2f5c)}, p.Stop{At: 380, C: p.Hex(0x45517f)}, p.Stop{At: 760, C: p.Hex(0x96749a)}, p.Stop{At: 1020, C: p.Hex(0xdd9a92)}, p.Stop{At: line, C: p.Hex(0xf8cb98)})))
	n := p.Noise(23)
	c.All(func(x, y float64) (p.Colour, float64) {
		k := n.Clouds(x/620+y/500, y/96, 4, 0.55)
		return p.Mix(p.Hex(0x7d6593), p.Hex(0xf3a88f), p.Smooth(300, 1100, y)), 0.8 * p.Smooth(0.06, 0.36, k) * p.Smooth(1250, 900, y)
	})
	r := p.Rand(17)
	for range 130 {
		x, y := r.Float64()*w, 460*r.Float64()
		c.Fill(p.Ellipse(x, y, 1.3, 1.3, 0), p.Flat(p.Hex(0xfbf0d4), 0.7*p.Smooth(520, 60, y)))
	}
	for i, m := range []struct{ x, wide, high float64 }{{140, 460, 60}, {1180, 420, 84}} {
		island(c, p.Noise(430+i*9), m.x, line, m.wide, m.high, p.Hex(0x9a7c9b))
	}
	swell(c, line, h)
	sail(c, 240, line+58, 0.85)
	rocks(c, h, func() { tower(c, 690, 1160) })
	c.Grain(5, 0.011)
}

// swell is the evening sea.
func swell(c *p.Canvas, line, h float64) {
	inks := []p.Colour{p.Hex(0x14284f), p.Hex(0x203c68), p.Hex(0x47608a), p.Hex(0x9c7f9b), p.Hex(0xf0b596)}
	n := p.Noise(33)
	c.Fill(p.Rect(0, line, float64(c.W), h-line), func(x, y float64) (p.Colour, float64) {
		d := (y - line) / (h - line)
		z := 1 / (d + 0.03)
		u := (x - 640) * z * 0.0045
		v := n.Clouds(u, z*2.9, 4, 0.6) + 0.55*(n+9).At(u*0.4, z*0.7)
		k := 0.3*v + 0.62*math.Pow(1-d, 2.4) + 0.35*p.Smooth(420, 0, math.Abs(x-300))*p.Smooth(0.8, 0, d)*(0.5+v)
		return p.Cut(func(float64, float64) float64 { return k }, []float64{0.08, 0.3, 0.52, 0.78}, inks)(x, y)
	})
}

// rocks is the island with surf at its foot; build puts up what stands on it
// before the grass grows.
func rocks(c *p.Canvas, h float64, build func()) {
	top := func(x float64) float64 {
		n := p.Noise(43)
		u := (x - 740) / 500
		rise := 560 * math.Exp(-math.Pow(math.Abs(u), 3.2)*1.5)
		rise = math.Min(rise, 500+24*n.At(x/80, 3))
		return 1690 - rise + 70*n.Ridges(x/170, 0.3, 4, 0.5)*p.Smooth(60, 220, math.Abs(x-700)) - 34
	}
	field := slopes(53, top, 130, -0.5)
	n := p.Noise(55)
	inks := []p.Colour{p.Hex(0x141c3a), p.Hex(0x2a2f52), p.Hex(0x5a4a6a), p.Hex(0xa8747f), p.Hex(0xeaae90)}
	under(c, top, h, p.Cut(func(x, y float64) float64 {
		return field(x, y) + 0.42*n.Clouds(x/46, y/30, 4, 0.6) - 0.0011*(y-1300) - 0.0004*(x-500) + 0.06
	}, []float64{-0.28, -0.02, 0.26, 0.52}, inks))
	build()
	r := p.Rand(5)
	for range 1300 {
		x := 380 + 700*r.Float64()
		y := top(x) + 8 + 60*r.Float64()*r.Float64()
		l := 14 + 26*r.Float64()
		c.Fill(p.Taper(4, 0.5, p.P(x, y), p.P(x+l*0.3, y-l)), p.Solid([]p.Colour{p.Hex(0x1f3a3f), p.Hex(0x3f5a4a), p.Hex(0x8a7a55), p.Hex(0xd0a870)}[r.IntN(4)]))
	}
	// The sea before the rock, and the surf where they meet.
	foot := func(x float64) float64 {
		return 1668 + 60*p.Smooth(420, 60, x) + 50*p.Smooth(980, 1280, x) + 12*n.At(x/90, 9) + 26*math.Sin(x/190)
	}
	inksea := []p.Colour{p.Hex(0x111f45), p.Hex(0x182e58), p.Hex(0x2c4674), p.Hex(0x6a6790)}
	c.Fill(p.Below(-4, float64(c.W)+4, 2, h, foot), p.Cut(func(x, y float64) float64 {
		d := (y - 1660) / 260
		return 0.9*n.Clouds(x/(90+150*d), y/(12+22*d), 4, 0.6) + 0.25 - 0.5*d
	}, []float64{-0.16, 0.12, 0.42}, inksea))
	for i, tint := range []p.Colour{p.Hex(0x8f86a8), p.Hex(0xd9c3c6), p.Hex(0xfff3e2)} {
		seed, f := p.Noise(66+i*3), float64(i)
		c.All(func(x, y float64) (p.Colour, float64) {
			d := y - foot(x)
			reach := math.Exp(-math.Pow((x-720)/(600-40*f), 6))
			throw := (64 - 20*f) * (0.35 + 1.1*math.Abs(seed.Clouds(x/110, 0.5, 4, 0.6)))
			spread := (70 - 22*f) * (0.5 + seed.At(x/150, 4))
			var k float64
			if d < 0 {
				k = 1 + d/throw + 0.5*seed.Clouds(x/16, y/12, 3, 0.6)
			} else {
				k = 1 - d/math.Max(8, spread) + 0.9*seed.Clouds(x/50, y/11, 3, 0.6)
			}
			return tint, p.Smooth(0.2, 0.3, k*reach)
		})
	}
}

// tower is the lighthouse, with the keeper's house; its foot at x, y.
func tower(c *p.Canvas, x, y float64) {
	at := func(u, v float64) p.Point { return p.P(x+u, y-v) }
	fill := func(tint p.Colour, points ...p.Point) { c.Fill(p.Poly(points...), p.Solid(tint)) }
	// House.
	fill(p.Hex(0xe0c3ae), at(60, -26), at(250, -44), at(250, 80), at(60, 80))
	fill(p.Hex(0x9a7f90), at(170, -36), at(250, -44), at(250, 80), at(170, 80))
	fill(p.Hex(0x7a2430), at(44, 78), at(268, 78), at(226, 142), at(78, 142))
	fill(p.Hex(0x571c31), at(160, 78), at(268, 78), at(226, 142), at(168, 142))
	for _, u := range []float64{90, 128, 196} {
		fill(p.Hex(0xffd083), at(u, 22), at(u+22, 22), at(u+22, 56), at(u, 56))
	}
	// Tower: a tapered column lit from the left.
	side := func(v, s float64) p.Point { return at(s*(64-24*v/560), v) }
	body := p.Poly(side(-16, -1), side(560, -1), side(560, 1), side(-16, 1))
	c.Fill(body, func(px, py float64) (p.Colour, float64) {
		v := y - py
		u := (px - x) / (64 - 24*v/560)
		white := p.NewRamp(p.Stop{At: -1, C: p.Hex(0xf6d6b8)}, p.Stop{At: -0.45, C: p.Hex(0xfff2dc)}, p.Stop{At: 0.1, C: p.Hex(0xd9c0bd)}, p.Stop{At: 1, C: p.Hex(0x6f638a)})
		red := p.NewRamp(p.Stop{At: -1, C: p.Hex(0xb8382f)}, p.Stop{At: -0.45, C: p.Hex(0xc4453a)}, p.Stop{At: 0.1, C: p.Hex(0x8f1f2c)}, p.Stop{At: 1, C: p.Hex(0x481a3a)})
		q := math.Floor((u+1)*4.5)/4.5 - 0.9
		if (v > 130 && v < 250) || (v > 370 && v < 490) {
			return red.At(q), 1
		}
		return white.At(q), 1
	})
	for _, v := range []float64{60, 190, 310, 430} {
		fill(p.Hex(0x2a2745), at(-18, v), at(-2, v), at(-2, v+30), at(-18, v+30))
	}
	fill(p.Hex(0x3a2230), at(-26, -16), at(6, -16), at(6, 40), at(-26, 40))
	// Gallery and lantern.
	fill(p.Hex(0x2a2342), at(-62, 560), at(62, 560), at(54, 578), at(-54, 578))
	for i := range 13 {
		u := -58 + 9.7*float64(i)
		c.Fill(p.Line(2, at(u, 578), at(u, 604)), p.Solid(p.Hex(0x2a2342)))
	}
	c.Fill(p.Line(3, at(-60, 604), at(60, 604)), p.Solid(p.Hex(0x2a2342)))
	fill(p.Hex(0xfff0b8), at(-34, 578), at(34, 578), at(34, 654), at(-34, 654))
	for i := range 4 {
		u := -34 + 22.7*float64(i)
		c.Fill(p.Line(4, at(u, 578), at(u, 654)), p.Solid(p.Hex(0x2a2342)))
	}
	c.Fill(p.Poly(append(p.Curve(at(-44, 654), at(-30, 684), at(0, 704), at(30, 684), at(44, 654)), at(-44, 654))...), p.Solid(p.Hex(0x7a2430)))
	c.Fill(p.Line(4, at(0, 700), at(0, 738)), p.Solid(p.Hex(0x2a2342)))
	lamp := at(0, 616)
	c.Shine(p.Hex(0xffe3a0), func(px, py float64) float64 {
		dx, dy := px-lamp.X, py-lamp.Y
		d := math.Hypot(dx, dy)
		if d < 8 {
			return 0
		}
		left := math.Abs(math.Atan2(dy-0.10*dx, -dx))
		right := math.Abs(math.Atan2(dy+0.16*dx, dx))
		s := 0.72*p.Smooth(0.10, 0.03, left)*math.Pow(math.Max(0, 1-d/1000), 1.2) + 0.5*p.Smooth(0.11, 0.03, right)*math.Pow(math.Max(0, 1-d/800), 1.3)
		return s * p.Smooth(8, 60, d)
	})
	c.Glow(lamp.X, lamp.Y, 330, p.Hex(0xffd98a), 0.85, 2.6)
}
