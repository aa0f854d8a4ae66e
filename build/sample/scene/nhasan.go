package scene

import (
	"math"

	p "bangtin/build/sample/paint"
)

// nhaSan is a stilt house in the trees at nightfall.
func nhaSan(c *p.Canvas) {
	w, h := float64(c.W), float64(c.H)
	c.All(p.Down(p.NewRamp(p.Stop{At: 0, C: p.Hex(0x223a5e)}, p.Stop{At: 260, C: p.Hex(0x456184)}, p.Stop{At: 460, C: p.Hex(0x8f8aa0)}, p.Stop{At: 620, C: p.Hex(0xd9a596)}, p.Stop{At: 760, C: p.Hex(0xf0c49a)})))
	n := p.Noise(17)
	c.All(func(x, y float64) (p.Colour, float64) {
		k := n.Clouds(x/760+y/700, y/74, 4, 0.55)
		return p.Mix(p.Hex(0x6f7396), p.Hex(0xe9a992), p.Smooth(150, 560, y)), 0.75 * p.Smooth(0.08, 0.36, k) * p.Smooth(660, 420, y)
	})
	r := p.Rand(9)
	for range 110 {
		x, y := r.Float64()*w, 380*r.Float64()
		c.Fill(p.Ellipse(x, y, 1.4, 1.4, 0), p.Flat(p.Hex(0xfbf3da), 0.8*p.Smooth(400, 40, y)))
	}
	// A young moon.
	c.Fill(p.Ellipse(1600, 190, 40, 40, 0), p.Solid(p.Hex(0xfaeccb)))
	c.Fill(p.Ellipse(1583, 182, 38, 38, 0), p.Solid(p.Hex(0x37527a)))
	for i, m := range []struct {
		top  skyline
		tint p.Colour
	}{
		{peaks(321, 600, 110, 560, 5), p.Hex(0x9a8fa6)},
		{peaks(326, 680, 130, 620, 5), p.Hex(0x677595)},
		{hills(329, 760, 100, 640, 5), p.Hex(0x43587c)},
	} {
		field := slopes(p.Noise(380+i), m.top, 90+30*float64(i), -0.35)
		under(c, m.top, 1000, hazy(p.Cut(field, []float64{0.08}, []p.Colour{m.tint, p.Mix(m.tint, p.Hex(0xe9b49c), 0.18)}), p.Hex(0xd9b2a4), 600+40*float64(i), 880, 0.7))
	}
	veil(c, 41, p.Hex(0xe3bfae), 700, 900, 480, 0.6)
	back := []p.Colour{p.Hex(0x1d3448), p.Hex(0x28475a), p.Hex(0x3f6266), p.Hex(0x7d8a78)}
	for i := range 22 {
		x := w * (float64(i) + 0.6*r.Float64()) / 21
		s := 70 + 60*r.Float64()
		bushLit(c, p.Noise(900+i), x, 900-s*0.5-70*math.Abs(x-960)/960, s*1.2, s, -1, back)
	}
	under(c, func(x float64) float64 { return 850 + 20*n.Clouds(x/120, 7, 3, 0.5) }, 1060, p.Cut(func(x, y float64) float64 {
		return n.Clouds(x/80, y/34, 3, 0.6) - (y-860)/240
	}, []float64{-0.1}, []p.Colour{p.Hex(0x182c3c), p.Hex(0x28475a)}))
	ground := func(x float64) float64 { return 985 + 22*n.Clouds(x/300, 0.4, 3, 0.5) }
	under(c, ground, h, p.Cut(func(x, y float64) float64 {
		lamp := math.Exp(-math.Pow((x-930)/470, 2) - math.Pow((y-1060)/110, 2))
		return n.Clouds(x/90, y/20, 4, 0.6)*0.5 + 1.1*lamp - (y-1000)/500
	}, []float64{-0.3, 0.12, 0.62}, []p.Colour{p.Hex(0x13222f), p.Hex(0x1f3640), p.Hex(0x4a5a4a), p.Hex(0xb08a55)}))
	for i, x := range []float64{250, 1620, 1760} {
		areca(c, uint64(i+60), x, 1000, 640+60*float64(i%2))
	}
	house(c, 930, 1030, 620)
	banana(c, 1480, 1050, 1.25, 5)
	banana(c, 330, 1080, 1.45, 9)
	fence(c, h)
	c.Grain(5, 0.011)
}

// house is the stilt house, x its middle, y the ground, half its half width.
func house(c *p.Canvas, x, y, half float64) {
	at := func(u, v float64) p.Point { return p.P(x+u*half, y-v*half) }
	fill := func(tint p.Colour, points ...p.Point) { c.Fill(p.Poly(points...), p.Solid(tint)) }
	dark, wood, light := p.Hex(0x1a1a22), p.Hex(0x5a3827), p.Hex(0xa86f42)
	// Under the floor: posts, a loom, stacked firewood, a lamp.
	fill(p.Hex(0x141d28), at(-0.78, 0.34), at(0.78, 0.34), at(0.76, 0.03), at(-0.76, 0.03))
	for row := range 5 {
		for k := range 15 {
			q := at(0.24+0.032*float64(k), 0.04+0.03*float64(row))
			c.Fill(p.Ellipse(q.X, q.Y, half*0.0145, half*0.0145, 0), p.Solid(p.Mix(p.Hex(0x7a5234), p.Hex(0xb98a58), p.Noise(4).Speck(k, row))))
		}
	}
	c.Glow(x-0.2*half, y-0.24*half, half*0.7, p.Hex(0xff9f4a), 0.5, 2)
	for i := range 7 {
		u := -0.75 + 0.25*float64(i)
		c.Fill(p.Taper(half*0.036, half*0.032, at(u, 0), at(u, 0.36)), p.Solid(p.Hex(0x2a1c18)))
		c.Fill(p.Taper(half*0.012, half*0.010, at(u+0.008*math.Copysign(1, -0.2-u), 0), at(u+0.008*math.Copysign(1, -0.2-u), 0.36)), p.Solid(p.Hex(0xc07a42)))
		fill(p.Hex(0x5f6468), at(u-0.035, -0.012), at(u+0.035, -0.012), at(u+0.026, 0.02), at(u-0.026, 0.02))
	}
	// Walls: planks, lit windows, the veranda with its rail.
	c.Fill(p.Rect(x-0.78*half, y-0.66*half, 1.56*half, 0.32*half), func(px, py float64) (p.Colour, float64) {
		u := (px - x) / half
		f := math.Mod(u+9, 0.043) / 0.043
		tint := p.Mix(p.Hex(0x8a5836), p.Hex(0x4a2c20), p.Smooth(0.1, 0.95, f))
		return p.Mix(tint, p.Hex(0x1d1c2a), 0.55*p.Smooth(-0.1, 0.9, math.Abs(u+0.15))), 1
	})
	for i, u := range []float64{-0.56, -0.28, 0.0, 0.28, 0.56} {
		wide := 0.085
		low, high := 0.43, 0.59
		if i == 2 {
			wide, low = 0.10, 0.36
		}
		fill(dark, at(u-wide-0.014, low-0.014), at(u+wide+0.014, low-0.014), at(u+wide+0.014, high+0.014), at(u-wide-0.014, high+0.014))
		c.Fill(p.Poly(at(u-wide, low), at(u+wide, low), at(u+wide, high), at(u-wide, high)), func(px, py float64) (p.Colour, float64) {
			return p.Mix(p.Hex(0xffe7ac), p.Hex(0xe98f3c), p.Smooth(0, 0.16, math.Hypot((px-x)/half-u, (y-py)/half-0.5))), 1
		})
		fill(dark, at(u-0.006, low), at(u+0.006, low), at(u+0.006, high), at(u-0.006, high))
		if i != 2 {
			fill(dark, at(u-wide, 0.505), at(u+wide, 0.505), at(u+wide, 0.515), at(u-wide, 0.515))
			for _, s := range []float64{-1, 1} { // open shutters
				fill(wood, at(u+s*(wide+0.012), low), at(u+s*(wide+0.062), low-0.012), at(u+s*(wide+0.062), high+0.012), at(u+s*(wide+0.012), high))
				fill(light, at(u+s*(wide+0.012), low), at(u+s*(wide+0.024), low-0.004), at(u+s*(wide+0.024), high+0.004), at(u+s*(wide+0.012), high))
			}
		}
	}
	// Somebody in the doorway, and a kettle's steam.
	b := body{c, at(0.02, 0.36), 0.2 * half, 1}
	standing(b, p.Hex(0x2f2440), p.Hex(0x1d1a24), true)
	fill(p.Hex(0x33211a), at(-0.86, 0.37), at(0.86, 0.37), at(0.86, 0.325), at(-0.86, 0.325))
	fill(p.Hex(0xd08a4c), at(-0.86, 0.372), at(0.86, 0.372), at(0.86, 0.362), at(-0.86, 0.362))
	for i := range 43 {
		u := -0.84 + 0.04*float64(i)
		if math.Abs(u-0.02) < 0.1 {
			continue
		}
		fill(p.Hex(0x2a1c18), at(u-0.005, 0.37), at(u+0.005, 0.37), at(u+0.005, 0.46), at(u-0.005, 0.46))
	}
	for _, s := range [][2]float64{{-0.85, -0.09}, {0.13, 0.85}} {
		fill(p.Hex(0x4a2f22), at(s[0], 0.455), at(s[1], 0.455), at(s[1], 0.472), at(s[0], 0.472))
	}
	// Steps.
	for i := range 9 {
		v := 0.03 + 0.037*float64(i)
		u := 0.02 - 0.03*float64(8-i)
		fill(p.Hex(0xb0713e), at(u-0.10, v), at(u+0.10, v), at(u+0.10, v+0.013), at(u-0.10, v+0.013))
	}
	for _, d := range []float64{-0.1, 0.1} {
		c.Fill(p.Line(half*0.016, at(-0.25+d, 0), at(0.03+d, 0.38)), p.Solid(p.Hex(0x3a251b)))
	}
	// Roof of thatch: a hipped mass with a ragged edge.
	eave := func(u float64) float64 { return 0.575 + 0.014*p.Noise(6).At(u*26, 0.3) + 0.03*u*u }
	var ring []p.Point
	for u := -1.02; u <= 1.02; u += 0.012 {
		ring = append(ring, at(u, eave(u)))
	}
	ring = append(ring, p.Curve(at(1.02, eave(1.02)), at(0.82, 0.85), at(0.6, 1.16))...)
	ring = append(ring, p.Curve(at(0.6, 1.16), at(0.2, 1.135), at(-0.2, 1.135), at(-0.6, 1.16))...)
	ring = append(ring, p.Curve(at(-0.6, 1.16), at(-0.82, 0.85), at(-1.02, eave(-1.02)))...)
	c.Fill(p.Poly(ring...), p.Cut(func(px, py float64) float64 {
		u, v := (px-x)/half, (y-py)/half
		fall := u / (0.55 + 0.6*(1.16-v))
		straw := p.Noise(7).Clouds(fall*60, v*5, 3, 0.6)
		layer := math.Mod(v+0.006*p.Noise(8).At(u*18, 1), 0.085) / 0.085
		return 0.34*straw - 0.55*u + 0.3*p.Smooth(0.2, 0, layer) - 0.2*p.Smooth(0.62, 0.56, v) + 0.12*(v-0.8) - 0.05
	}, []float64{-0.42, -0.12, 0.16, 0.46}, []p.Colour{p.Hex(0x1b1d2e), p.Hex(0x2f2c3a), p.Hex(0x544043), p.Hex(0x8a6450), p.Hex(0xcf9c70)}))
	c.Fill(p.Taper(half*0.035, half*0.035, p.Curve(at(-0.62, 1.165), at(-0.2, 1.14), at(0.2, 1.14), at(0.62, 1.165))...), p.Solid(p.Hex(0x2a2632)))
	for i := range 12 {
		u := -0.56 + 0.1*float64(i)
		c.Fill(p.Line(half*0.012, at(u-0.03, 1.20), at(u+0.035, 1.10)), p.Solid(p.Hex(0x4a3a3c)))
		c.Fill(p.Line(half*0.012, at(u+0.03, 1.20), at(u-0.035, 1.10)), p.Solid(p.Hex(0x4a3a3c)))
	}
	for _, u := range []float64{-0.56, -0.28, 0, 0.28, 0.56} {
		c.Glow(x+u*half, y-0.5*half, half*0.36, p.Hex(0xff9d48), 0.34, 2)
	}
	smoke(c, x+0.42*half, y-1.12*half)
}

// smoke rises from the kitchen through the thatch.
func smoke(c *p.Canvas, x, y float64) {
	n := p.Noise(88)
	c.Fill(p.Rect(x-200, y-460, 460, 480), func(px, py float64) (p.Colour, float64) {
		t := (y - py) / 460
		mid := x + 70*t*t + 46*math.Sin(t*4.5)*t
		wide := 16 + 84*t
		d := (px - mid + 26*n.Clouds(px/60, py/60, 2, 0.5)) / wide
		return p.Hex(0xd9cdc9), 0.34 * math.Exp(-d*d) * p.Smooth(1, 0.2, t) * p.Smooth(-0.02, 0.06, t) * (0.7 + 0.5*n.Clouds(px/40, py/70, 3, 0.6))
	})
}

// areca is a slim tall palm against the sky.
func areca(c *p.Canvas, seed uint64, x, y, high float64) {
	palmIn(c, seed, x, y, high, p.Hex(0x172634), p.Hex(0x3a5560), p.Hex(0x223a48))
}

// palmIn is a palm in three inks: fronds, their light side, the stem.
func palmIn(c *p.Canvas, seed uint64, x, y, high float64, dark, light, stemInk p.Colour) {
	r := p.Rand(seed)
	lean := 26 * r.NormFloat64()
	stem := p.Curve(p.P(x, y+4), p.P(x+lean*0.3, y-high*0.5), p.P(x+lean, y-high))
	c.Fill(p.Taper(high*0.026, high*0.018, stem...), p.Solid(stemInk))
	for i := range 13 {
		a := -math.Pi/2 + (float64(i)/12*2-1)*1.9 + 0.1*r.NormFloat64()
		l := high * (0.26 + 0.05*r.Float64())
		tint := p.Mix(dark, light, p.Smooth(0.4, -1, math.Cos(a-2.4)))
		rib := p.Curve(p.P(x+lean, y-high), p.P(x+lean+l*0.55*math.Cos(a), y-high+l*0.55*math.Sin(a)-l*0.1), p.P(x+lean+l*math.Cos(a), y-high+l*math.Sin(a)+l*0.34))
		for k := 2; k < len(rib); k += 2 {
			f, q := float64(k)/float64(len(rib)), rib[k]
			b := math.Atan2(q.Y-rib[k-1].Y, q.X-rib[k-1].X)
			leaf := l * 0.28 * math.Sin(math.Pi*math.Min(1, f*0.85+0.12))
			c.Fill(leafShape(q.X, q.Y, leaf, leaf*0.15+1.4, b+0.75), p.Solid(tint))
			c.Fill(leafShape(q.X, q.Y, leaf, leaf*0.15+1.4, b-0.75), p.Solid(tint.Lighter(-0.03)))
		}
	}
}

// banana is a clump of banana plants with broad torn leaves.
func banana(c *p.Canvas, x, y, size float64, seed uint64) {
	r := p.Rand(seed)
	for i := range 9 {
		a := -math.Pi/2 + (float64(i)/8*2-1)*1.25 + 0.12*r.NormFloat64()
		l := size * (190 + 90*r.Float64())
		foot := p.P(x+10*r.NormFloat64(), y)
		tip := p.P(x+l*math.Cos(a), y-60*size+l*math.Sin(a)+l*0.10)
		mid := p.P(x+l*0.5*math.Cos(a)*0.8, y-60*size+l*0.62*math.Sin(a)-l*0.12)
		rib := p.Curve(foot, mid, tip)
		tint := []p.Colour{p.Hex(0x16303a), p.Hex(0x1f4248), p.Hex(0x2f5a50)}[i%3]
		var left, right []p.Point
		for k := len(rib) / 4; k < len(rib); k++ {
			f := (float64(k) - float64(len(rib))/4) / (float64(len(rib)) * 0.75)
			wide := size * 34 * math.Pow(math.Sin(math.Pi*math.Min(0.999, f*0.96+0.03)), 0.6)
			if k%5 == 0 {
				wide *= 0.72 // torn by the wind
			}
			q, o := rib[k], rib[k-1]
			d := math.Hypot(q.X-o.X, q.Y-o.Y) + 1e-9
			nx, ny := -(q.Y-o.Y)/d, (q.X-o.X)/d
			left = append(left, p.P(q.X+nx*wide, q.Y+ny*wide))
			right = append([]p.Point{p.P(q.X-nx*wide, q.Y-ny*wide)}, right...)
		}
		c.Fill(p.Poly(append(append([]p.Point{}, left...), right...)...), p.Solid(tint))
		half := append([]p.Point{}, left...)
		for k := len(rib) - 1; k >= len(rib)/4; k-- {
			half = append(half, rib[k])
		}
		c.Fill(p.Poly(half...), p.Solid(tint.Lighter(0.045)))
		c.Fill(p.Taper(9*size, 2*size, rib...), p.Solid(p.Hex(0x5f7f62)))
	}
}

// fence is bamboo across the foot of the picture, with grass before it.
func fence(c *p.Canvas, h float64) {
	r := p.Rand(27)
	for _, y := range []float64{1150, 1205} {
		c.Fill(p.Line(9, p.P(-10, y+8), p.P(700, y), p.P(760, y+2)), p.Solid(p.Hex(0x2a2a2e)))
		c.Fill(p.Line(9, p.P(1130, y+2), p.P(1930, y+10)), p.Solid(p.Hex(0x2a2a2e)))
	}
	for x := 14.0; x < 1920; x += 31 {
		if x > 752 && x < 1126 {
			continue
		}
		top := 1112 + 14*r.NormFloat64()
		c.Fill(p.Line(12, p.P(x, h), p.P(x+4*r.NormFloat64(), top)), p.Solid(p.Hex(0x20242c)))
		c.Fill(p.Line(3.5, p.P(x+3*math.Copysign(1, 930-x), h), p.P(x+3*math.Copysign(1, 930-x), top+8)), p.Solid(p.Hex(0x8a6848)))
	}
	for range 700 {
		x := 1920 * r.Float64()
		if x > 790 && x < 1090 && r.Float64() < 0.85 {
			continue
		}
		l := 40 + 80*r.Float64()
		c.Fill(p.Taper(6, 0.6, p.P(x, h+6), p.P(x+16*r.NormFloat64(), h-l)), p.Solid([]p.Colour{p.Hex(0x0f1c26), p.Hex(0x182c34), p.Hex(0x27443f)}[r.IntN(3)]))
	}
}
