package scene

import (
	"math"

	p "bangtin/build/sample/paint"
)

// tauDien is the tram along the lake at the end of the afternoon.
func tauDien(c *p.Canvas) {
	const line = 812
	w := float64(c.W)
	c.All(p.Down(p.NewRamp(p.Stop{At: 0, C: p.Hex(0x5f8f9c)}, p.Stop{At: 240, C: p.Hex(0xa9c0b1)}, p.Stop{At: 460, C: p.Hex(0xf0dcab)}, p.Stop{At: 660, C: p.Hex(0xfbd08f)}, p.Stop{At: line, C: p.Hex(0xf9c486)})))
	n := p.Noise(84)
	c.All(func(x, y float64) (p.Colour, float64) {
		k := n.Clouds(x/760+y/700, y/70, 4, 0.55)
		return p.Hex(0xfff0cc), 0.75 * p.Smooth(0.08, 0.4, k) * p.Smooth(560, 200, y)
	})
	c.Glow(1420, 520, 640, p.Hex(0xffe0a0), 0.75, 2)
	c.Fill(p.Ellipse(1420, 500, 58, 58, 0), p.Solid(p.Hex(0xfff7dc)))
	for i, m := range []struct {
		top  skyline
		tint p.Colour
	}{
		{peaks(221, 500, 100, 480, 5), p.Hex(0xc2a888)},
		{hills(226, 560, 110, 560, 5), p.Hex(0x8f987f)},
		{hills(229, 630, 80, 420, 5), p.Hex(0x647f70)},
	} {
		field := slopes(p.Noise(280+i), m.top, 80, -0.35)
		under(c, m.top, line, hazy(p.Cut(field, []float64{0.1}, []p.Colour{m.tint, p.Mix(m.tint, p.Hex(0xfbd79a), 0.3)}), p.Hex(0xf8d79c), 520+45*float64(i), 740+10*float64(i), 0.85))
	}
	// Trees of the park behind the line.
	r := p.Rand(61)
	inks := []p.Colour{p.Hex(0x3a6456), p.Hex(0x5f8259), p.Hex(0x9a9d5c), p.Hex(0xe0bf6c)}
	for i := range 26 {
		x := w * (float64(i) + r.Float64()) / 26
		s := 40 + 40*r.Float64()
		bushLit(c, p.Noise(700+i), x, line-56-s*0.7, s*1.1, s, 1, inks)
	}
	bank(c, line)
	tram(c, 880, line-40)
	c.Fill(p.Rect(0, line-36, w, 14), p.Solid(p.Hex(0x6f7d46)))
	c.Fill(p.Rect(0, line-24, w, 30), p.Cut(func(x, y float64) float64 { return n.Clouds(x/30, y/9, 3, 0.6) - (y-line+10)/30 }, []float64{0.0}, []p.Colour{p.Hex(0x41543f), p.Hex(0x8c8f52)}))
	for i, q := range [...][2]float64{{96, 1.5}, {1800, 1.25}} {
		willow(c, uint64(40+i), q[0], line-8, 430*q[1])
	}
	lake(c, 74, line+4, 22, p.Hex(0x2b5d60), 0.4)
	glints(c, 28, 1100, line+4, p.Hex(0xfff0c2), func(x, y float64) float64 {
		return 0.08 + 0.8*math.Exp(-math.Pow((x-1420)/(120+0.3*(y-line)), 2))
	})
	lotus(c)
	c.Grain(5, 0.011)
}

// bank is the grass track with its masts and wire.
func bank(c *p.Canvas, line float64) {
	w := float64(c.W)
	c.Fill(p.Rect(0, line-64, w, 40), p.Solid(p.Hex(0x7f8f50)))
	for x := 60.0; x < w; x += 330 {
		c.Fill(p.Line(7, p.P(x, line-40), p.P(x, line-330)), p.Solid(p.Hex(0x3d4f4a)))
		c.Fill(p.Line(4, p.P(x, line-306), p.P(x+74, line-306)), p.Solid(p.Hex(0x3d4f4a)))
		c.Fill(p.Line(2.4, p.P(x, line-270), p.P(x+66, line-304)), p.Solid(p.Hex(0x3d4f4a)))
	}
	c.Fill(p.Line(2, p.P(0, line-302), p.P(w, line-302)), p.Flat(p.Hex(0x3d4f4a), 0.85))
	c.Fill(p.Line(1.4, p.P(0, line-322), p.P(w, line-322)), p.Flat(p.Hex(0x3d4f4a), 0.6))
}

// tram is two cars in crimson and cream; x is the joint, y the rail.
func tram(c *p.Canvas, x, y float64) {
	at := func(u, v float64) p.Point { return p.P(x+u, y-v) }
	fill := func(tint p.Colour, points ...p.Point) { c.Fill(p.Poly(points...), p.Solid(tint)) }
	cream, shade := p.Hex(0xfbf0d6), p.Hex(0xd3c3a0)
	c.Fill(p.Rect(x-560, y-6, 1130, 12), p.Flat(p.Hex(0x2f3a30), 0.7))
	for _, u := range []float64{-440, -130, 130, 440} {
		fill(p.Hex(0x2a2c2c), at(u-70, 6), at(u+70, 6), at(u+62, 30), at(u-62, 30))
		for _, d := range []float64{-38, 38} {
			q := at(u+d, 9)
			c.Fill(p.Ellipse(q.X, q.Y, 15, 15, 0), p.Solid(p.Hex(0x1d1f20)))
			c.Fill(p.Ellipse(q.X, q.Y, 6, 6, 0), p.Solid(p.Hex(0x8a8478)))
		}
	}
	for _, s := range [...]float64{-1, 1} {
		nose := func(v float64) float64 { // outer end at height v
			return s * (548 - 30*p.Smooth(90, 236, v) - 12*p.Smooth(60, 20, v))
		}
		var end []p.Point
		for v := 20.0; v <= 226; v += 6 {
			end = append(end, at(nose(v), v))
		}
		shell := append([]p.Point{at(s*10, 20)}, end...)
		shell = append(shell, at(s*490, 240), at(s*10, 240))
		body := p.Poly(shell...)
		c.Fill(body, func(px, py float64) (p.Colour, float64) {
			v := y - py
			switch {
			case v < 34:
				return p.Hex(0x5a0d12), 1
			case v < 104:
				return p.Mix(p.Hex(0x8d1217), p.Hex(0xc02a25), p.Smooth(40, 100, v)), 1
			case v < 110:
				return gold, 1
			case v > 226:
				return shade, 1
			}
			return p.Mix(cream, p.Hex(0xfff8e6), p.Smooth(120, 220, v)), 1
		})
		// Windows with the evening in them, then doors.
		pane := func(u0, u1 float64) {
			c.Fill(p.Rect(x+math.Min(s*u0, s*u1), y-208, math.Abs(u1-u0), 88), func(px, py float64) (p.Colour, float64) {
				k := p.Smooth(y-130, y-205, py)
				glare := p.Smooth(8, 0, math.Abs(math.Mod(px*0.8+py+900, 190)-60)-20)
				return p.Mix(p.Mix(p.Hex(0xffdf9c), p.Hex(0xe9a860), k), p.Hex(0xfff4d4), 0.5*glare), 1
			})
			for d := 26.0; d < math.Abs(u1-u0)-10; d += 50 { // passengers
				q := at(s*(math.Min(u0, u1)+d), 124)
				if p.Noise(6).Speck(int(q.X), 2) < 0.62 {
					tint := p.Mix(p.Hex(0x6d4630), p.Hex(0x3d4a4a), p.Noise(6).Speck(int(q.X), 3))
					c.Fill(p.Ellipse(q.X, q.Y-34, 9, 11, 0), p.Solid(tint))
					c.Fill(p.Blob(p.P(q.X-18, q.Y+4), p.P(q.X-14, q.Y-18), p.P(q.X, q.Y-24), p.P(q.X+14, q.Y-18), p.P(q.X+18, q.Y+4)), p.Solid(tint.Lighter(0.04)))
				}
			}
		}
		for _, u := range []float64{30, 222, 414} {
			wide := 104.0
			if u == 414 {
				wide = 66
			}
			pane(u, u+wide)
		}
		for _, u := range []float64{146, 338} {
			c.Fill(p.Rect(x+math.Min(s*u, s*(u+64)), y-214, 64, 184), p.Solid(p.Hex(0x7a1518)))
			for _, d := range []float64{4, 35} {
				q := math.Min(s*u, s*(u+64)) + d
				c.Fill(p.Rect(x+q, y-206, 25, 150), p.Solid(p.Hex(0xf0c27c)))
			}
		}
		c.Fill(p.Poly(at(s*490, 206), at(nose(206)-s*6, 206), at(nose(124)-s*6, 124), at(s*490, 124)), p.Solid(p.Hex(0x35545a)))
		c.Fill(p.Poly(at(s*500, 206), at(nose(206)-s*8, 206), at(nose(180)-s*8, 180), at(s*496, 160)), p.Solid(p.Hex(0x86a49c)))
		lamp := at(nose(66)-s*10, 66)
		c.Fill(p.Ellipse(lamp.X, lamp.Y, 7, 9, 0), p.Solid(p.Hex(0xfff6d6)))
		fill(p.Hex(0xa99a7c), at(s*60, 240), at(s*430, 240), at(s*418, 254), at(s*72, 254))
	}
	c.Fill(p.Rect(x-14, y-236, 28, 216), p.Solid(p.Hex(0x3a3a38)))
	for i := range 5 {
		c.Fill(p.Rect(x-12+6*float64(i), y-236, 2.4, 216), p.Solid(p.Hex(0x565550)))
	}
	q := at(-250, 254)
	c.Fill(p.Line(3, q, p.P(q.X+34, q.Y-10), p.P(q.X-2, q.Y-20)), p.Solid(p.Hex(0x3d4f4a)))
	c.Fill(p.Line(3.4, p.P(q.X-22, q.Y-20), p.P(q.X+20, q.Y-20)), p.Solid(p.Hex(0x3d4f4a)))
}

// willow hangs over the water; x is its foot, high its height.
func willow(c *p.Canvas, seed uint64, x, y, high float64) {
	const strands = 190
	r := p.Rand(seed)
	lean := 30 * r.NormFloat64()
	fork := p.P(x+lean*0.5, y-high*0.42)
	c.Fill(p.Taper(high*0.085, high*0.05, p.Curve(p.P(x-6, y+10), p.P(x+lean*0.2, y-high*0.2), fork)...), p.Solid(p.Hex(0x3a3a30)))
	c.Fill(p.Taper(high*0.02, high*0.012, p.Curve(p.P(x+8, y), p.P(x+lean*0.2+9, y-high*0.2), p.P(fork.X+7, fork.Y))...), p.Solid(p.Hex(0xa88a58)))
	type limb struct{ from, to p.Point }
	var limbs []limb
	for i := range 8 {
		f := float64(i)/7*2 - 1
		to := p.P(fork.X+f*high*0.36, y-high*(0.92-0.26*f*f)-10*r.Float64())
		limbs = append(limbs, limb{fork, to})
		c.Fill(p.Taper(high*0.035, high*0.008, p.Curve(fork, p.P(fork.X+f*high*0.16, fork.Y-high*0.3), to)...), p.Solid(p.Hex(0x3a3a30)))
	}
	inks := []p.Colour{p.Hex(0x2c4d46), p.Hex(0x44694c), p.Hex(0x6d8650), p.Hex(0xb5aa62)}
	for i := range strands {
		l := limbs[r.IntN(len(limbs))]
		top := l.from.Between(l.to, 0.45+0.62*r.Float64())
		top.X += 22 * r.NormFloat64()
		drop := high * (0.2 + 0.42*r.Float64())
		drop = math.Min(drop, y+16-top.Y)
		sway := 16*r.NormFloat64() + 0.10*(top.X-fork.X)
		tint := inks[min(3, i*4/strands)]
		strand := p.Curve(top, p.P(top.X+sway*0.9, top.Y+drop*0.4), p.P(top.X+sway, top.Y+drop))
		c.Fill(p.Taper(2.4, 1, strand...), p.Solid(tint))
		for k := 1; k < len(strand); k += 3 {
			q := strand[k]
			s := 17 * (1 - 0.4*float64(k)/float64(len(strand)))
			c.Fill(leafShape(q.X, q.Y, s, s*0.34, math.Pi/2+0.5*float64(k%4-1)), p.Solid(tint))
		}
	}
}

// lotus leaves float in the near corners.
func lotus(c *p.Canvas) {
	r := p.Rand(19)
	for i := range 46 {
		d := math.Pow(r.Float64(), 0.8)
		y := 1040 + 260*d
		x := 620 * math.Pow(r.Float64(), 1.4)
		if i%2 == 1 {
			x = float64(c.W) - 480*math.Pow(r.Float64(), 1.5)
		}
		wide := 26 + 74*d*(0.7+0.4*r.Float64())
		c.Fill(p.Ellipse(x, y+wide*0.08, wide, wide*0.26, 0), p.Flat(p.Hex(0x14383c), 0.7))
		tint := []p.Colour{p.Hex(0x285a4c), p.Hex(0x3f7553), p.Hex(0x6f9459)}[r.IntN(3)]
		c.Fill(p.Ellipse(x, y, wide, wide*0.25, 0), p.Solid(tint))
		c.Fill(p.Ellipse(x-wide*0.12, y-wide*0.03, wide*0.7, wide*0.14, 0), p.Flat(tint.Lighter(0.08), 0.8))
		c.Fill(p.Poly(p.P(x, y), p.P(x+wide*0.5, y+wide*0.26), p.P(x+wide*0.2, y+wide*0.28)), p.Solid(p.Hex(0x1f4a4c)))
		if r.Float64() < 0.2 {
			top := y - wide*(0.7+0.5*r.Float64())
			c.Fill(p.Line(3, p.P(x+6, y), p.P(x+8, top)), p.Solid(p.Hex(0x4d7a4f)))
			for k := range 7 {
				a := -math.Pi/2 + (float64(k)-3)*0.36
				l := wide * 0.36
				c.Fill(leafShape(x+8, top+l*0.3, l, l*0.46, a), p.Solid(p.Mix(p.Hex(0xf7c9bf), p.Hex(0xd9676a), math.Abs(float64(k)-3)/3.4)))
			}
			c.Fill(leafShape(x+8, top+wide*0.11, wide*0.3, wide*0.18, -math.Pi/2), p.Solid(p.Hex(0xfbe0d4)))
		}
	}
}
