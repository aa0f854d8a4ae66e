package scene

import (
	"math"

	p "bangtin/build/sample/paint"
)

// cotDa is the cairn on a summit in the afternoon.
func cotDa(c *p.Canvas) {
	w, h := float64(c.W), float64(c.H)
	c.All(p.Down(p.NewRamp(p.Stop{At: 0, C: p.Hex(0x2c6287)}, p.Stop{At: 420, C: p.Hex(0x5d94ad)}, p.Stop{At: 800, C: p.Hex(0xaacbc8)}, p.Stop{At: 1060, C: p.Hex(0xf0e2c0)}, p.Stop{At: 1200, C: p.Hex(0xf8deb0)})))
	cumulus(c, 5, 980, 560, 150, 0.9)
	cumulus(c, 8, 200, 860, 110, 0.75)
	cumulus(c, 12, 1230, 930, 90, 0.6)
	c.Terrain(cloudPeaks(1130))
	veil(c, 9, p.Hex(0xfdf0d8), 1240, 1480, 420, 0.8)

	// The summit rock.
	top := func(x float64) float64 {
		n := p.Noise(17)
		return 1560 - 150*math.Exp(-math.Pow((x-560)/330, 2)) + 46*n.Ridges(x/240, 0.3, 4, 0.5) + 0.10*math.Abs(x-560)
	}
	field := slopes(33, top, 150, -0.9)
	inks := []p.Colour{p.Hex(0x1d3140), p.Hex(0x34505d), p.Hex(0x6d7f7c), p.Hex(0xb9ac90), p.Hex(0xf0dfb6)}
	n := p.Noise(35)
	under(c, top, h, p.Cut(func(x, y float64) float64 {
		return 0.6*field(x, y) + 0.42*n.Clouds(x/46, y/26, 4, 0.6) - 0.0012*(y-1480) + 0.10*p.Smooth(40, 0, y-top(x)) + 0.05
	}, []float64{-0.32, -0.06, 0.2, 0.46}, inks))

	r := p.Rand(3)
	// Small stones around the foot, then the column from below.
	for _, s := range [][5]float64{{250, 1560, 74, 46, 0.1}, {930, 1555, 90, 52, -0.1}, {1050, 1600, 64, 40, 0.2}, {400, 1545, 110, 66, -0.06}, {800, 1540, 120, 72, 0.08}} {
		stone(c, p.Noise(r.IntN(900)), s[0], s[1], s[2], s[3], s[4])
	}
	y := 1520.0
	for i, s := range [][4]float64{
		{592, 226, 84, -0.03}, {556, 182, 70, 0.05}, {640, 118, 52, 0.0}, {576, 150, 62, -0.06}, {602, 128, 46, 0.08},
		{566, 118, 58, -0.02}, {604, 104, 36, 0.1}, {578, 92, 50, -0.08}, {590, 76, 30, 0.05}, {578, 64, 46, 0.16},
	} {
		if i == 2 { // two stones share a course
			stone(c, 411, 470, y-40, 96, 46, 0.1)
		}
		stone(c, p.Noise(500+i*7), s[0], y-s[2]*0.82, s[1], s[2], s[3])
		y -= s[2] * 1.52
		if i == 2 {
			y += 14
		}
	}
	// Grass in the wind.
	for range 900 {
		x := r.Float64() * w
		y := top(x) + 20 + 380*math.Pow(r.Float64(), 0.8)
		l := 30 + 50*r.Float64()
		tint := []p.Colour{p.Hex(0x3a5648), p.Hex(0x8c8350), p.Hex(0xd8b767), p.Hex(0xf3dc97)}[r.IntN(4)]
		if math.Abs((p.Noise(4)).At(x/190, y/120)) < 0.18 {
			continue
		}
		c.Fill(p.Taper(4, 0.4, p.Curve(p.P(x, y), p.P(x+l*0.25, y-l*0.6), p.P(x+l*0.8, y-l))...), p.Flat(tint, 0.9))
	}
	c.Grain(5, 0.011)
}

// stone is one rounded, weathered rock centred on x, y, lit from the left.
func stone(c *p.Canvas, seed p.Noise, x, y, wide, high, angle float64) {
	const n, planes = 72, 9
	sa, ca := math.Sincos(angle)
	var turn, dist [planes]float64 // a rock is what several planes leave over
	for i := range turn {
		turn[i] = 2*math.Pi*float64(i)/planes + 0.5*seed.Speck(i, 1)
		dist[i] = 0.80 + 0.24*seed.Speck(i, 2)
	}
	ring := make([]p.Point, n)
	for i := range ring {
		a := 2 * math.Pi * float64(i) / n
		f := 1.08
		for k := range turn {
			if d := math.Cos(a - turn[k]); d > 0.2 {
				f = math.Min(f, dist[k]/d)
			}
		}
		s, k := math.Sincos(a)
		f *= 1 + 0.05*seed.At(k*4, s*4)
		u := math.Copysign(math.Pow(math.Abs(k), 0.85), k) * wide * f
		v := math.Copysign(math.Pow(math.Abs(s), 0.85), s) * high * f
		ring[i] = p.P(x+u*ca-v*sa, y+u*sa+v*ca)
	}
	inks := []p.Colour{p.Hex(0x1b2b38), p.Hex(0x33495a), p.Hex(0x62747a), p.Hex(0x9d9a8a), p.Hex(0xd9c7a0), p.Hex(0xf7e8c4)}
	c.Fill(p.Blob(ring...), p.Cut(func(px, py float64) float64 {
		dx, dy := px-x, py-y
		u, v := (dx*ca+dy*sa)/wide, (dy*ca-dx*sa)/high
		facet, own := (seed + 9).Cells(u*1.7+5, v*1.3+5)
		grit := 0.22 * (seed+3).Clouds(px/26, py/17, 4, 0.62)
		crack := -0.3 * p.Smooth(0.035, 0.0, math.Abs((seed+6).At(u*0.8+v*0.5, v*0.7-u*0.4))) * p.Smooth(-0.1, 0.3, (seed+2).At(u*2, v*2))
		return -0.52*u - 0.42*v + 0.46*(own-0.5) - 0.1*facet + grit + crack - 0.3*p.Smooth(0.55, 1, v) + 0.1
	}, []float64{-0.62, -0.34, -0.06, 0.2, 0.5}, inks))
}

// cumulus is one heap of cloud, its flat foot at y.
func cumulus(c *p.Canvas, seed p.Noise, x, y, size, thick float64) {
	path := &p.Path{}
	r := p.Rand(uint64(seed))
	type puff struct{ x, y, r float64 }
	var puffs []puff
	for i := range 15 {
		u := (float64(i)/14*2 - 1) + 0.08*r.NormFloat64()
		s := size * (0.26 + 0.34*(1-u*u)*r.Float64())
		puffs = append(puffs, puff{x + u*size*1.7, y - s*0.5 - size*0.55*(1-u*u)*r.Float64(), s})
	}
	for _, q := range puffs {
		path.Add(p.Ellipse(q.x, q.y, q.r*1.2, q.r, 0))
	}
	path.Add(p.Ellipse(x, y-size*0.16, size*1.75, size*0.24, 0))
	foot := y
	inks := []p.Colour{p.Hex(0xa9c3cb), p.Hex(0xd6d9cf), p.Hex(0xf4e8d0), p.Hex(0xfffaee)}
	cut := p.Cut(func(px, py float64) float64 {
		best := -0.4
		for _, q := range puffs {
			u, v := (px-q.x)/q.r/1.2, (py-q.y)/q.r
			if u*u+v*v < 1.15 {
				best = math.Max(best, -0.5*u-0.75*v+0.25*math.Sqrt(math.Max(0, 1-u*u-v*v))-0.3*(q.y-y)/size*0.5)
			}
		}
		return best + 0.1*seed.Clouds(px/60, py/40, 3, 0.5) - 0.9*p.Smooth(size*0.35, 0, foot-py)
	}, []float64{-0.55, -0.1, 0.32}, inks)
	c.Fill(path, p.Thick(cut, func(_, py float64) float64 { return thick * p.Smooth(foot+size*0.12, foot-size*0.28, py) }))
}

// cloudPeaks is a wide sea of cloud with peaks standing out of it.
func cloudPeaks(horizon float64) p.Terrain {
	rock := func(x, z float64) float64 {
		k := p.Noise(108)
		r := k.Ridges(x/1700+0.62, z/1500+0.2, 6, 0.46)
		return 620*math.Pow(math.Max(0, r-0.36), 1.3) - 345 + 0.004*z + 90*k.At(x/3800, z/3800) - 500*p.Smooth(3600, 2400, z)
	}
	bank := func(x, z float64) float64 {
		b := p.Noise(140)
		s := math.Abs(b.At(x/300, z/300)) + 0.5*math.Abs((b+1).At(x/130, z/130)) + 0.18*math.Abs((b+2).At(x/55, z/55))
		return -150 + 44*s + 18*b.At(x/900, z/900)
	}
	stone := []p.Colour{p.Hex(0x2f5c78), p.Hex(0x4a7689), p.Hex(0x7f9388), p.Hex(0xcdb58f)}
	white := p.NewRamp(p.Stop{At: -0.1, C: p.Hex(0x8fb2c0)}, p.Stop{At: 0.15, C: p.Hex(0xbccbc9)}, p.Stop{At: 0.4, C: p.Hex(0xf1e4c9)}, p.Stop{At: 0.7, C: paper})
	t := p.Terrain{
		Height: func(x, z float64) float64 { return math.Max(rock(x, z), bank(x, z)) },
		Eye:    [3]float64{0, 60, 0}, Focal: 1500, CentreX: 640, Horizon: horizon,
		Near: 500, Far: 16000, Fine: 0.0035,
		Sun: [3]float64{-0.8, 0.5, 0.1}, Shadow: 200,
	}
	t.Ink = func(h p.Hit) (p.Colour, float64) {
		air := 1 - math.Exp(-math.Max(0, h.Z-600)/5200)
		mist := p.Hex(0xe9dfc6)
		up := rock(h.X, h.Z) - bank(h.X, h.Z)
		if up <= 0 {
			return p.Mix(white.At(h.Light), mist, air*0.9), 1
		}
		tint := p.Mix(stone[step(h.Light, 0.05, 0.28, 0.55)], paper, 0.6*p.Smooth(80, 0, up))
		return p.Mix(tint, mist, air), 1
	}
	return t
}
