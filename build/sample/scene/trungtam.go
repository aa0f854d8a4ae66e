package scene

import (
	"math"

	p "bangtin/build/sample/paint"
)

// trungTam is the conference centre on the river in the early morning.
func trungTam(c *p.Canvas) {
	const line = 800
	w := float64(c.W)
	c.All(p.Down(p.NewRamp(p.Stop{At: 0, C: p.Hex(0x4d7f96)}, p.Stop{At: 260, C: p.Hex(0x96b8ba)}, p.Stop{At: 470, C: p.Hex(0xe4d7bb)}, p.Stop{At: 640, C: p.Hex(0xf8d6a6)}, p.Stop{At: line, C: p.Hex(0xf9d3a2)})))
	n := p.Noise(64)
	c.All(func(x, y float64) (p.Colour, float64) {
		k := n.Clouds(x/760-y/900, y/72, 4, 0.55)
		return p.Mix(p.Hex(0xf4ead2), p.Hex(0xffc99a), p.Smooth(120, 460, y)), 0.8 * p.Smooth(0.08, 0.4, k) * p.Smooth(560, 330, y)
	})
	c.Glow(330, 560, 640, p.Hex(0xffdca6), 0.55, 2)
	for i, m := range []struct {
		top  skyline
		tint p.Colour
	}{
		{peaks(121, 470, 120, 460, 5), p.Hex(0xb3b1a8)},
		{peaks(126, 545, 140, 560, 5), p.Hex(0x859e9f)},
		{hills(129, 620, 120, 620, 5), p.Hex(0x5c858a)},
	} {
		field := slopes(p.Noise(180+i), m.top, 80+30*float64(i), 0.3)
		under(c, m.top, line, hazy(p.Cut(field, []float64{0.1}, []p.Colour{m.tint, p.Mix(m.tint, p.Hex(0xf8d9ae), 0.3)}), p.Hex(0xf4dcb6), 470+50*float64(i), 700+24*float64(i), 0.88))
	}
	veil(c, 33, p.Hex(0xfdeccb), 610, 780, 500, 0.8)
	c.Fill(p.Below(0, w, 4, line, func(x float64) float64 { return line - 44 - 14*n.At(x/160, 3) }), p.Cut(func(x, y float64) float64 {
		return n.Clouds(x/60, y/14, 3, 0.6)
	}, []float64{0.05}, []p.Colour{p.Hex(0x54775c), p.Hex(0x86986a)}))
	grove(c, 150, line)
	hall(c, 1030, line-16)
	// The embankment and its steps.
	c.Fill(p.Rect(0, line-18, w, 22), p.Solid(p.Hex(0x8f8a7c)))
	c.Fill(p.Rect(0, line-18, w, 6), p.Solid(p.Hex(0xd9ccb0)))
	c.Fill(p.Rect(0, line-3, w, 8), p.Solid(p.Hex(0x4d5a5c)))
	palms(c, line-16)
	strollers(c, line-14)
	lake(c, 54, line+4, 15, p.Hex(0x24596b), 0.4)
	glints(c, 8, 700, line+4, p.Hex(0xffe6b8), func(x, _ float64) float64 { return 0.15 + 0.5*math.Exp(-math.Pow((x-330)/260, 2)) })
	rowing(c, 380, 1080, 1.35)
	c.Grain(5, 0.011)
}

// hall is the building: one wide curved roof on slender columns over glass.
func hall(c *p.Canvas, x, y float64) {
	at := func(u, v float64) p.Point { return p.P(x+u, y-v) }
	fill := func(tint p.Colour, points ...p.Point) { c.Fill(p.Poly(points...), p.Solid(tint)) }
	roof := func(u float64) float64 { // height of the eaves
		return 218 + 60*math.Cos(u/640*1.9) - 0.00004*u*u
	}
	// Side wings.
	for _, s := range [...]float64{-1, 1} {
		fill(p.Hex(0xcbbfa6), at(s*520, 0), at(s*800, 0), at(s*800, 96), at(s*520, 96))
		fill(p.Hex(0xf2e6cc), at(s*510, 96), at(s*815, 96), at(s*815, 108), at(s*510, 108))
		for i := range 9 {
			u := s * (540 + 28*float64(i))
			fill(p.Mix(p.Hex(0xf3cf90), p.Hex(0x5c7f88), float64((i*7)%9)/9), at(u-9, 14), at(u+9, 14), at(u+9, 82), at(u-9, 82))
		}
	}
	// Glass front with warm light behind and the sky on it.
	var top []p.Point
	for u := -560.0; u <= 560; u += 10 {
		top = append(top, at(u, roof(u)-20))
	}
	glass := p.Poly(append(top, at(560, 0), at(-560, 0))...)
	c.Fill(glass, func(px, py float64) (p.Colour, float64) {
		u, v := px-x, y-py
		warm := p.Mix(p.Hex(0xffd891), p.Hex(0xc9803f), p.Smooth(20, 260, v))
		sky := p.Mix(p.Hex(0x7fa4a6), p.Hex(0x47727f), p.Smooth(60, 300, v))
		k := 0.08 + 0.62*p.Smooth(120, 270, v) + 0.25*p.Smooth(200, 560, math.Abs(u))
		return p.Mix(warm, sky, k), 1
	})
	for v := 64.0; v < 230; v += 62 { // floors seen through the glass
		half := 560.0
		for half > 0 && roof(half) < v+24 {
			half -= 20
		}
		c.Fill(p.Rect(x-half, y-v, 2*half, 7), p.Flat(p.Hex(0x7a5532), 0.7))
	}
	r := p.Rand(44)
	for range 46 { // people inside
		u := -500 + 1000*r.Float64()
		v := 2 + 62*float64(r.IntN(2))
		h := 26 + 3*r.Float64()
		tint := p.Mix(p.Hex(0x5b3a26), p.Hex(0x2f3f44), r.Float64())
		c.Fill(p.Taper(11, 7, at(u, v+h*0.8), at(u, v)), p.Solid(tint))
		c.Fill(p.Ellipse(x+u, y-v-h, 4.2, 4.8, 0), p.Solid(tint))
	}
	for u := -560.0; u <= 560; u += 28 {
		c.Fill(p.Line(2, at(u, 0), at(u, roof(u)-18)), p.Flat(p.Hex(0x3b4f50), 0.75))
	}
	// Columns before the glass.
	for i := range 15 {
		u := -588 + 84*float64(i)
		c.Fill(p.Taper(17, 10, at(u, -2), at(u, roof(u)-4)), p.Solid(p.Hex(0xe9dcc0)))
		c.Fill(p.Taper(7, 4, at(u+5, -2), at(u+3, roof(u)-4)), p.Solid(p.Hex(0xa89f8c)))
	}
	// Roof: a thin shell with a deep soffit.
	curve := func(lift, half float64) []p.Point {
		var line []p.Point
		for u := -half; u <= half; u += 12 {
			line = append(line, at(u, roof(u)+lift))
		}
		return line
	}
	back := func(l []p.Point) []p.Point {
		out := make([]p.Point, len(l))
		for i, q := range l {
			out[len(l)-1-i] = q
		}
		return out
	}
	c.Fill(p.Poly(append(curve(-20, 640), back(curve(6, 690))...)...), p.Across(p.NewRamp(p.Stop{At: x - 690, C: p.Hex(0xc58f5a)}, p.Stop{At: x, C: p.Hex(0xe9b878)}, p.Stop{At: x + 690, C: p.Hex(0x8a6a4e)})))
	c.Fill(p.Poly(append(curve(4, 696), back(curve(30, 690))...)...), p.Across(p.NewRamp(p.Stop{At: x - 690, C: p.Hex(0xfff3da)}, p.Stop{At: x + 100, C: p.Hex(0xf3e6ca)}, p.Stop{At: x + 690, C: p.Hex(0xb9b5a6)})))
	c.Fill(p.Poly(append(curve(26, 692), back(curve(36, 640))...)...), p.Solid(p.Hex(0x8fa09c)))
	c.Fill(p.Line(3, curve(2, 694)...), p.Solid(crimson))
	c.Glow(x, y-110, 620, p.Hex(0xffc070), 0.16, 2)
	// Steps.
	for i := range 4 {
		f := float64(i)
		fill(p.Mix(p.Hex(0xf0e3c8), p.Hex(0xb9ab91), f/4), at(-360-22*f, 2-6*f), at(360+22*f, 2-6*f), at(360+22*f, 8-6*f), at(-360-22*f, 8-6*f))
	}
}

// grove is the wood beside the building.
func grove(c *p.Canvas, x, line float64) {
	r := p.Rand(14)
	inks := []p.Colour{p.Hex(0x23484a), p.Hex(0x3a6658), p.Hex(0x6d8a5e), p.Hex(0xbfae6b)}
	for i := range 26 {
		at := x - 200 + 330*r.Float64()
		if i%2 == 0 {
			at = 1700 + 260*r.Float64()
		}
		s := 50 + 56*r.Float64()
		bush(c, p.Noise(500+i), at, line-22-s*0.62, s, inks)
	}
}

// palms stand along the embankment.
func palms(c *p.Canvas, y float64) {
	for i, q := range [...][2]float64{{70, 1.15}, {228, 0.9}, {1790, 1}, {1888, 0.8}} {
		palm(c, uint64(i+3), q[0], y, 250*q[1])
	}
}

// palm is a tall areca palm, lit from the left.
func palm(c *p.Canvas, seed uint64, x, y, high float64) {
	r := p.Rand(seed)
	lean := 16 * r.NormFloat64()
	stem := p.Curve(p.P(x, y+4), p.P(x+lean*0.3, y-high*0.5), p.P(x+lean, y-high))
	c.Fill(p.Taper(high*0.05, high*0.032, stem...), p.Solid(p.Hex(0x5a5a50)))
	c.Fill(p.Taper(high*0.018, high*0.012, stem...), p.Solid(p.Hex(0xc9b58a)))
	for i := range 15 {
		a := -math.Pi/2 + (float64(i)/14*2-1)*1.95 + 0.1*r.NormFloat64()
		l := high * (0.42 + 0.08*r.Float64())
		tint := p.Mix(p.Hex(0x1f4a48), p.Hex(0x7f9356), p.Smooth(0.2, -1, math.Cos(a-2.4))*0.9)
		mid := p.P(x+lean+l*0.55*math.Cos(a), y-high+l*0.55*math.Sin(a)-l*0.1)
		end := p.P(x+lean+l*math.Cos(a), y-high+l*math.Sin(a)+l*0.34)
		rib := p.Curve(p.P(x+lean, y-high), mid, end)
		for k := 3; k < len(rib); k += 3 {
			f := float64(k) / float64(len(rib))
			q := rib[k]
			b := math.Atan2(q.Y-rib[k-1].Y, q.X-rib[k-1].X)
			leaf := l * 0.26 * math.Sin(math.Pi*math.Min(1, f*0.85+0.12))
			c.Fill(leafShape(q.X, q.Y, leaf, leaf*0.2+2, b+0.75), p.Solid(tint))
			c.Fill(leafShape(q.X, q.Y, leaf, leaf*0.2+2, b-0.75), p.Solid(tint.Lighter(-0.04)))
		}
	}
}

// strollers walk along the water.
func strollers(c *p.Canvas, y float64) {
	r := p.Rand(71)
	coats := []p.Colour{crimson, p.Hex(0x1f4566), p.Hex(0xe2b25a), p.Hex(0x2f6a5c), p.Hex(0xf3e7cf), p.Hex(0x3a2f3a)}
	for _, x := range [...]float64{320, 350, 520, 640, 668, 900, 985, 1120, 1150, 1172, 1330, 1480, 1505, 1660} {
		h := 36 + 3*r.Float64()
		b := body{c, p.P(x, y), h, float64(r.IntN(2)*2 - 1)}
		coat := coats[r.IntN(len(coats))]
		b.limb(p.Hex(0x2b3236), 0.1, 0.07, 0.02, 0.5, 0.09, 0.0)
		b.limb(p.Hex(0x3a4146), 0.1, 0.07, -0.02, 0.5, -0.08, 0.0)
		b.blob(coat, -0.13, 0.8, 0, 0.86, 0.13, 0.8, 0.11, 0.42, -0.11, 0.42)
		b.disc(p.Hex(0x3a2a22), 0, 0.93, 0.07, 0.08)
	}
}
