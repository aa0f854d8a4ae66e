package scene

import (
	"math"

	p "bangtin/build/sample/paint"
)

// choPhien is a hill market in the early morning.
func choPhien(c *p.Canvas) {
	r := room{eye: 3.1, focal: 1300, cx: 940, horizon: 560}
	w, h := float64(c.W), float64(c.H)
	c.All(p.Down(p.NewRamp(p.Stop{At: 0, C: p.Hex(0x7fa9b0)}, p.Stop{At: 240, C: p.Hex(0xbdd0c4)}, p.Stop{At: 430, C: p.Hex(0xf3e3bf)}, p.Stop{At: 600, C: p.Hex(0xfbe6bb)})))
	c.Glow(1300, 330, 620, p.Hex(0xfff0c8), 0.6, 2)
	for i, m := range []struct {
		top  skyline
		tint p.Colour
	}{
		{peaks(421, 330, 120, 520, 5), p.Hex(0xb3c4bc)},
		{peaks(426, 420, 140, 600, 5), p.Hex(0x86a8a6)},
		{hills(429, 500, 110, 620, 5), p.Hex(0x5f8d88)},
	} {
		field := slopes(p.Noise(480+i), m.top, 90+20*float64(i), -0.35)
		under(c, m.top, 800, hazy(p.Cut(field, []float64{0.08}, []p.Colour{m.tint, p.Mix(m.tint, p.Hex(0xf7e3b4), 0.3)}), p.Hex(0xf5e6c6), 300+70*float64(i), 560+20*float64(i), 0.85))
	}
	veil(c, 19, p.Hex(0xfdf2d8), 420, 590, 460, 0.8)
	hamlet(c)
	n := p.Noise(26)
	c.Fill(p.Rect(0, 575, w, h), func(px, py float64) (p.Colour, float64) {
		z := r.eye * r.focal / (py - r.horizon)
		x := (px - r.cx) * z / r.focal
		k := step(n.Clouds(x*0.6, z*0.42, 4, 0.6)+0.25*p.Smooth(2.6, 0.4, math.Abs(x)), -0.08, 0.14, 0.34)
		tint := []p.Colour{p.Hex(0xa3855f), p.Hex(0xb3946c), p.Hex(0xc5a67a), p.Hex(0xd9bd8c)}[k]
		return p.Mix(tint, p.Hex(0xf3dfb6), 0.8*p.Smooth(8, 46, z)), 1
	})
	market(c, r)
	c.Shine(p.Hex(0xffe9b8), func(x, y float64) float64 { return 0.2 * p.Smooth(1000, 0, math.Hypot(x-1300, y-330)) })
	c.Grain(5, 0.011)
}

// hamlet is a few stilt houses on the slope behind.
func hamlet(c *p.Canvas) {
	r := p.Rand(33)
	greens := []p.Colour{p.Hex(0x4f7f72), p.Hex(0x6f9a7a), p.Hex(0x9db986), p.Hex(0xdcdc9c)}
	for i := range 30 {
		x := 1920 * (float64(i) + r.Float64()) / 30
		s := 34 + 34*r.Float64()
		bushLit(c, p.Noise(950+i), x, 588-s*0.55-34*math.Abs(x-960)/960, s*1.2, s, 1, greens)
	}
	for _, q := range [...][3]float64{{250, 560, 150}, {470, 575, 110}, {1500, 566, 130}, {1700, 548, 165}} {
		x, y, s := q[0], q[1], q[2]
		at := func(u, v float64) p.Point { return p.P(x+u*s, y+v*s) }
		fill := func(tint p.Colour, pts ...p.Point) { c.Fill(p.Poly(pts...), p.Solid(tint)) }
		for k := range 5 {
			u := -0.42 + 0.21*float64(k)
			fill(p.Hex(0x5f5248), at(u, 0), at(u+0.03, 0), at(u+0.03, 0.26), at(u, 0.26))
		}
		fill(p.Hex(0x9a7456), at(-0.47, -0.2), at(0.47, -0.2), at(0.47, 0.06), at(-0.47, 0.06))
		for _, u := range []float64{-0.3, -0.05, 0.22} {
			fill(p.Hex(0x5f4638), at(u, -0.15), at(u+0.11, -0.15), at(u+0.11, 0.0), at(u, 0.0))
		}
		fill(p.Hex(0x7f6a58), at(-0.6, -0.16), at(0.6, -0.16), at(0.38, -0.56), at(-0.38, -0.56))
		fill(p.Hex(0xb39a78), at(0.1, -0.16), at(0.6, -0.16), at(0.38, -0.56), at(0.06, -0.56))
		smokeAt(c, x+0.1*s, y-0.56*s, s*1.5, p.Hex(0xf6efe0))
	}
}

// smokeAt is a thread of smoke of one height.
func smokeAt(c *p.Canvas, x, y, high float64, tint p.Colour) {
	n := p.Noise(uint32(x))
	c.Fill(p.Rect(x-high*0.4, y-high, high*0.9, high), func(px, py float64) (p.Colour, float64) {
		t := (y - py) / high
		mid := x + high*(0.14*t*t+0.06*math.Sin(t*5)*t)
		d := (px - mid + high*0.05*n.Clouds(px/30, py/40, 2, 0.5)) / (high * (0.025 + 0.14*t))
		return tint, 0.6 * math.Exp(-d*d) * p.Smooth(1, 0.2, t) * p.Smooth(-0.02, 0.08, t)
	})
}

// market is stalls on both sides of a lane, and people, far ones first.
func market(c *p.Canvas, r room) {
	rnd := p.Rand(58)
	awnings := [][2]p.Colour{{p.Hex(0x1f3f66), p.Hex(0x2f5a86)}, {p.Hex(0xa4161a), p.Hex(0xc63a30)}, {p.Hex(0xd99a34), p.Hex(0xf0bf5c)}, {p.Hex(0x2f5f58), p.Hex(0x4a837a)}, {p.Hex(0xe9dcc0), p.Hex(0xfaf1da)}}
	type thing struct {
		z    float64
		draw func()
	}
	var all []thing
	for i := range 9 {
		z := 6.2 * math.Pow(1.265, float64(i))
		for s, side := range []float64{-1, 1} {
			x := side * (2.75 + 0.5*rnd.Float64())
			zz := z * (1 + 0.05*float64(s)) // the right side stands a little deeper
			tint := awnings[(i*2+s*3)%len(awnings)]
			seed := rnd.Uint64()
			all = append(all, thing{zz, func() { stall(c, r, x, zz, side, tint, seed) }})
			if i > 1 {
				tint2 := awnings[(i*3+s+1)%len(awnings)]
				seed2 := rnd.Uint64()
				all = append(all, thing{zz * 1.04, func() { stall(c, r, x+side*3.5, zz*1.04, side, tint2, seed2) }})
			}
		}
	}
	for _, q := range [...]struct{ x, z float64 }{{-0.5, 34}, {0.8, 30}, {-1.2, 25}, {0.2, 22}, {1.4, 19}, {-0.9, 16}, {0.5, 14.2}, {-1.5, 12.4}, {1.2, 10.6}, {-0.35, 9.2}, {0.35, 9.0}} {
		kind := rnd.IntN(4)
		all = append(all, thing{q.z, func() { shopper(c, r, q.x, q.z, kind) }})
	}
	for done := false; !done; { // a short list: far to near
		done = true
		for i := 1; i < len(all); i++ {
			if all[i].z > all[i-1].z {
				all[i], all[i-1] = all[i-1], all[i]
				done = false
			}
		}
	}
	for _, t := range all {
		t.draw()
	}
}

// dawn fades what is far into the morning.
func dawn(tint p.Colour, z float64) p.Colour {
	return p.Mix(tint, p.Hex(0xf3e0b8), 0.85*(1-math.Exp(-math.Max(0, z-5)/24)))
}

// stall is an awning on bamboo over a low table of produce.
func stall(c *p.Canvas, r room, x, z, side float64, tint [2]p.Colour, seed uint64) {
	rnd := p.Rand(seed)
	const half, deep = 1.55, 1.0
	s := r.size(z)
	back := z + deep
	post := func(px, pz, top float64) {
		c.Fill(p.Line(math.Max(1.2, 0.055*s), r.at(px, 0, pz), r.at(px, top, pz)), p.Solid(dawn(p.Hex(0x5f4a34), z)))
		c.Fill(p.Line(math.Max(0.6, 0.018*s), p.P(r.at(px, 0, pz).X+0.014*s, r.at(px, 0, pz).Y), p.P(r.at(px, top, pz).X+0.014*s, r.at(px, top, pz).Y)), p.Solid(dawn(p.Hex(0xc9a870), z)))
	}
	c.Fill(p.Ellipse(r.at(x, 0, z).X-0.3*s, r.at(x, 0, z+0.4).Y, 1.9*s, 0.26*s, 0), p.Flat(dawn(p.Hex(0x5a4638), z), 0.55))
	post(x-half, back, 2.5)
	post(x+half, back, 2.5)
	seller(c, r, x-side*0.2+0.4*rnd.NormFloat64(), z+0.55, rnd.IntN(4))
	// Table with a cloth, and heaps.
	a, b := r.at(x-half*0.9, 0.62, z), r.at(x+half*0.9, 0.62, z)
	d, e := r.at(x+half*0.9, 0.62, z+0.7), r.at(x-half*0.9, 0.62, z+0.7)
	c.Fill(p.Poly(a, b, d, e), p.Solid(dawn(p.Hex(0xcdb48a), z)))
	c.Fill(p.Poly(a, b, r.at(x+half*0.9, 0.05, z), r.at(x-half*0.9, 0.05, z)), func(px, py float64) (p.Colour, float64) {
		v := (py - a.Y) / (0.57 * s)
		cloth := p.Hex(0x22375a)
		if v > 0.72 && v < 0.8 {
			cloth = p.Hex(0xd9cbb0)
		} else if v > 0.8 && v < 0.93 {
			f := math.Abs(math.Mod((px-a.X)/(0.2*s), 1)-0.5) * 2
			cloth = p.Mix(crimson, gold, p.Smooth(0.45, 0.4, f))
		}
		fold := 0.02 * math.Sin((px-a.X)/(0.11*s))
		return dawn(cloth.Lighter(fold), z), 1
	})
	goods := [][2]p.Colour{
		{p.Hex(0x2f6a42), p.Hex(0x6fa04f)}, {p.Hex(0xc85a1f), p.Hex(0xf29a45)}, {p.Hex(0xa8231f), p.Hex(0xe2553a)},
		{p.Hex(0x5a2f5f), p.Hex(0x95609a)}, {p.Hex(0xd9a12c), p.Hex(0xf7d46a)}, {p.Hex(0x8a5a30), p.Hex(0xcf9a5c)}, {p.Hex(0x8fae4a), p.Hex(0xd3dd86)},
	}
	for k := range 4 {
		g := goods[rnd.IntN(len(goods))]
		hx := x + half*(-0.68+0.45*float64(k))
		base := r.at(hx, 0.64, z+0.3)
		tray := 0.31 * s
		c.Fill(p.Ellipse(base.X, base.Y, tray, tray*0.34, 0), p.Solid(dawn(p.Hex(0x8a6238), z)))
		count := 34
		if s < 60 {
			count = 12
		}
		for range count {
			u, v := rnd.Float64()*2-1, rnd.Float64()
			if math.Abs(u) > 1-v {
				continue
			}
			q := p.P(base.X+u*tray*0.85, base.Y-v*tray*0.75+0.06*s*(rnd.Float64()-0.3))
			k := p.Clamp(0.3 + 0.5*u + 0.5*(v-0.3) + 0.25*rnd.NormFloat64())
			c.Fill(p.Ellipse(q.X, q.Y, tray*0.19, tray*0.16, 0), p.Solid(dawn(p.Mix(g[0], g[1], k), z)))
		}
	}
	post(x-half, z, 2.15)
	post(x+half, z, 2.15)
	// The awning slopes towards the lane; stripes run down it.
	f0, f1 := r.at(x-half*1.12, 2.15, z-0.25), r.at(x+half*1.12, 2.15, z-0.25)
	b0, b1 := r.at(x-half*1.12, 2.62, back+0.2), r.at(x+half*1.12, 2.62, back+0.2)
	mid := p.P((f0.X+f1.X)/2, (f0.Y+f1.Y)/2+0.10*s)
	cloth := append(p.Curve(f0, mid, f1), b1, p.P((b0.X+b1.X)/2, (b0.Y+b1.Y)/2+0.05*s), b0)
	c.Fill(p.Poly(cloth...), func(px, py float64) (p.Colour, float64) {
		t := (py - b0.Y) / (f0.Y - b0.Y + 1e-9)
		u := (px - p.Lerp(b0.X, f0.X, t)) / (p.Lerp(b1.X, f1.X, t) - p.Lerp(b0.X, f0.X, t))
		stripe := math.Mod(u*9+20, 1)
		k := tint[0]
		if stripe < 0.5 {
			k = tint[1]
		}
		return dawn(k.Lighter(0.06*u-0.02), z), 1
	})
	var hem []p.Point
	front := p.Curve(f0, mid, f1)
	for i, q := range front {
		hem = append(hem, p.P(q.X, q.Y+0.11*s+0.03*s*math.Abs(math.Sin(float64(i)*0.5))))
	}
	strip := append([]p.Point{}, front...)
	for i := len(hem) - 1; i >= 0; i-- {
		strip = append(strip, hem[i])
	}
	c.Fill(p.Poly(strip...), p.Solid(dawn(tint[0].Lighter(-0.05), z)))
}

// hat is a conical hat on a head.
func hat(b body, y, wide float64, z float64) {
	b.poly(dawn(p.Hex(0xf0dba4), z), -wide, y, 0, y+wide*0.82, wide, y, 0, y-wide*0.16)
	b.poly(dawn(p.Hex(0xc7a566), z), -wide, y, 0, y+wide*0.82, -wide*0.2, y-wide*0.14)
}

// seller stands behind the table, facing us.
func seller(c *p.Canvas, r room, x, z float64, kind int) {
	b := body{c, r.at(x, 0, z), 1.5 * r.size(z), 1}
	coat := dawn([]p.Colour{p.Hex(0x1f2f52), p.Hex(0x5f1a2a), p.Hex(0x2b4a44), p.Hex(0x3a2a4a)}[kind], z)
	b.blob(coat, -0.14, 0.80, 0, 0.84, 0.14, 0.80, 0.15, 0.5, 0.14, 0.3, -0.14, 0.3, -0.15, 0.5)
	b.poly(dawn(p.Hex(0xe9d9b8), z), -0.022, 0.82, 0.022, 0.82, 0.03, 0.4, -0.03, 0.4)
	b.poly(dawn(crimson, z), -0.045, 0.82, -0.022, 0.82, -0.03, 0.4, -0.06, 0.4)
	b.limb(coat.Lighter(0.04), 0.07, 0.05, -0.13, 0.77, -0.2, 0.58, -0.1, 0.47)
	b.limb(coat.Lighter(0.04), 0.07, 0.05, 0.13, 0.77, 0.2, 0.58, 0.12, 0.48)
	b.disc(dawn(p.Hex(0xcf9a72), z), 0, 0.905, 0.058, 0.075)
	switch kind % 2 {
	case 0:
		hat(b, 0.945, 0.2, z)
	default: // a wound turban
		b.blob(dawn(p.Hex(0x22304f), z), -0.075, 0.93, -0.07, 0.99, 0, 1.03, 0.07, 0.99, 0.075, 0.93, 0, 0.955)
		b.limb(dawn(p.Hex(0xd9483a), z), 0.016, 0.016, -0.072, 0.955, 0, 0.985, 0.072, 0.955)
	}
}

// shopper walks away from us with a basket on the back, or a bag.
func shopper(c *p.Canvas, r room, x, z float64, kind int) {
	feet := r.at(x, 0, z)
	h := 1.6 * r.size(z)
	b := body{c, feet, h, 1}
	c.Fill(p.Ellipse(feet.X-h*0.12, feet.Y, h*0.24, h*0.045, 0), p.Flat(dawn(p.Hex(0x5a4638), z), 0.6))
	coat := dawn([]p.Colour{p.Hex(0x22355c), p.Hex(0x7a1d26), p.Hex(0x2f5a50), p.Hex(0x4a335f)}[kind], z)
	skirt := dawn([]p.Colour{p.Hex(0x16233f), p.Hex(0x22283c), p.Hex(0x1b3038), p.Hex(0x26203a)}[kind], z)
	b.limb(dawn(p.Hex(0x2a2622), z), 0.055, 0.05, -0.05, 0.2, -0.055, 0.02)
	b.limb(dawn(p.Hex(0x2a2622), z), 0.055, 0.05, 0.05, 0.2, 0.06, 0.03)
	b.poly(skirt, -0.10, 0.5, 0.10, 0.5, 0.165, 0.13, 0.08, 0.115, -0.08, 0.115, -0.165, 0.13)
	for k := range 3 {
		y := 0.15 + 0.035*float64(k)
		b.poly(dawn([]p.Colour{crimson, gold, p.Hex(0xe9d9b8)}[k], z), -0.162+0.006*float64(k), y+0.016, 0.162-0.006*float64(k), y+0.016, 0.164-0.006*float64(k), y, -0.164+0.006*float64(k), y)
	}
	b.blob(coat, -0.12, 0.81, 0, 0.84, 0.12, 0.81, 0.115, 0.6, 0.11, 0.46, -0.11, 0.46, -0.115, 0.6)
	b.limb(coat, 0.06, 0.045, -0.12, 0.78, -0.16, 0.62, -0.12, 0.5)
	b.limb(coat.Lighter(0.05), 0.06, 0.045, 0.12, 0.78, 0.16, 0.62, 0.12, 0.5)
	b.poly(dawn(p.Hex(0xd9483a), z), -0.115, 0.5, 0.115, 0.5, 0.112, 0.455, -0.112, 0.455)
	b.disc(dawn(p.Hex(0x241b18), z), 0, 0.9, 0.056, 0.066)
	if kind != 1 {
		b.blob(dawn(p.Hex(0x3f7a45), z), -0.11, 0.76, -0.08, 0.86, 0, 0.84, 0.08, 0.87, 0.11, 0.76)
		b.poly(dawn(p.Hex(0xa87a42), z), -0.125, 0.77, 0.125, 0.77, 0.085, 0.5, -0.085, 0.5)
		b.poly(dawn(p.Hex(0xcfa262), z), 0.02, 0.77, 0.125, 0.77, 0.085, 0.5, 0.02, 0.5)
		for k := range 4 {
			y := 0.53 + 0.06*float64(k)
			b.limb(dawn(p.Hex(0x7a5228), z), 0.009, 0.009, -0.092-0.009*float64(k), y, 0.092+0.009*float64(k), y)
		}
	}
	if kind%2 == 0 {
		hat(b, 0.93, 0.19, z)
	} else {
		b.blob(dawn(p.Hex(0x22304f), z), -0.07, 0.91, -0.065, 0.98, 0, 1.0, 0.065, 0.98, 0.07, 0.91, 0, 0.93)
	}
}
