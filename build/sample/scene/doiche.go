package scene

import (
	"math"

	p "bangtin/build/sample/paint"
)

// doiChe is tea hills in the early morning, with three pickers.
func doiChe(c *p.Canvas) {
	const horizon = 380
	c.All(p.Down(p.NewRamp(p.Stop{At: 0, C: p.Hex(0x8db8b8)}, p.Stop{At: 200, C: p.Hex(0xcfdcc6)}, p.Stop{At: 340, C: p.Hex(0xf6e6bd)}, p.Stop{At: 460, C: p.Hex(0xfbe7bd)})))
	c.Glow(1500, 250, 620, p.Hex(0xfff0c4), 0.6, 2)
	c.Fill(p.Ellipse(1500, 238, 50, 50, 0), p.Solid(p.Hex(0xfffbe8)))
	for i, m := range []struct {
		top  skyline
		tint p.Colour
		low  float64
	}{
		{peaks(21, 330, 54, 380, 5), p.Hex(0xb4ccc2), 430},
		{peaks(26, 372, 84, 470, 5), p.Hex(0x8db3b1), 480},
		{hills(29, 420, 110, 560, 5), p.Hex(0x679a9c), 540},
	} {
		field := slopes(p.Noise(80+i), m.top, 80+40*float64(i), -0.3)
		under(c, m.top, 760, hazy(p.Cut(field, []float64{0.05}, []p.Colour{m.tint, m.tint.Lighter(0.05)}), p.Hex(0xf3e8c8), m.low-120, m.low, 0.92))
	}
	veil(c, 3, p.Hex(0xfdf2d6), 330, 560, 500, 0.8)
	t := teaHills(horizon)
	c.Terrain(t)
	for _, at := range []struct {
		x, z, flip float64
		coat       p.Colour
	}{{14, 62, 1, p.Hex(0x6a2f57)}, {-7, 40, -1, p.Hex(0x1f4566)}, {4.5, 25, 1, crimson}} {
		q, metre := t.On(at.x, at.z)
		picker(body{c, p.P(q.X, q.Y+metre*0.75), metre * 2.0, at.flip}, at.coat)
		hedge(c, t, q, metre)
	}
	c.Grain(5, 0.011)
}

func teaHills(horizon float64) p.Terrain {
	ground := func(x, z float64) float64 {
		n := p.Noise(19)
		h := 24*n.At(x/120+0.3, z/110+0.1) + 9*n.At(x/52+7, z/60)
		return h - 0.03*z + 0.16*math.Max(0, math.Abs(x+10)-40)*p.Smooth(20, 160, z)
	}
	rows := func(x, z float64) float64 { return (ground(x, z) + 0.34*x - 0.12*z) / 0.78 }
	bush := func(x, z float64) float64 {
		f := rows(x, z)
		f -= math.Floor(f)
		d := math.Abs(f-0.5) * 2
		return 0.85*math.Sqrt(math.Max(0, 1-math.Pow(d/0.8, 4))) + 0.03*math.Exp(-z/30)*p.Noise(5).At(x/0.6, z/0.6)
	}
	inks := []p.Colour{p.Hex(0x143b39), p.Hex(0x205243), p.Hex(0x3c7148), p.Hex(0x7fa04f), p.Hex(0xcfc968)}
	t := p.Terrain{
		Height: func(x, z float64) float64 { return ground(x, z) + bush(x, z) },
		Eye:    [3]float64{0, 26, -22}, Focal: 1500, CentreX: 900, Horizon: horizon,
		Near: 14, Far: 520, Fine: 0.0016,
		Sun: [3]float64{0.8, 0.5, 0.55}, Shadow: 26,
	}
	t.Ink = func(h p.Hit) (p.Colour, float64) {
		air := 0.95 * (1 - math.Exp(-math.Max(0, h.Z-50)/230))
		mist := p.Mix(p.Hex(0xdfe6cd), p.Hex(0xfdeec2), p.Smooth(200, 1700, h.Px))
		v := h.Light + 0.15*math.Exp(-h.Z/36)*p.Noise(6).Clouds(h.X/1.0, h.Z/1.0, 2, 0.4)
		return p.Mix(inks[step(v, 0.02, 0.3, 0.58, 0.84)], mist, air), 1
	}
	return t
}

// picker is a woman in a conical hat bent over the bushes, a basket on her
// back.
func picker(b body, coat p.Colour) {
	b.limb(p.Hex(0x1d2a2e), 0.16, 0.12, 0.02, 0.5, 0.03, 0.0)
	b.blob(coat, -0.12, 0.72, 0.02, 0.78, 0.14, 0.70, 0.13, 0.46, 0.1, 0.36, -0.1, 0.36, -0.13, 0.5)
	b.limb(coat.Lighter(0.05), 0.075, 0.05, 0.1, 0.68, 0.2, 0.55, 0.3, 0.5)
	b.disc(p.Hex(0xd7a67c), 0.31, 0.5, 0.022, 0.022)
	b.blob(p.Hex(0x9a6b35), -0.27, 0.72, -0.1, 0.74, -0.1, 0.5, -0.22, 0.48)
	b.blob(p.Hex(0xc8944d), -0.27, 0.72, -0.2, 0.74, -0.19, 0.5, -0.22, 0.48)
	b.blob(p.Hex(0x5f8a45), -0.27, 0.72, -0.2, 0.77, -0.1, 0.74, -0.18, 0.72)
	b.disc(p.Hex(0x2a201b), 0.05, 0.83, 0.06, 0.065)
	b.poly(p.Hex(0xf2dfae), -0.13, 0.83, 0.07, 1.0, 0.24, 0.84, 0.06, 0.82)
	b.poly(p.Hex(0xc9a868), -0.13, 0.83, 0.07, 1.0, 0.03, 0.822)
}

// hedge puts the row in front of a picker over her feet.
func hedge(c *p.Canvas, t p.Terrain, q p.Point, metre float64) {
	r := p.Rand(uint64(q.X))
	for range 46 {
		x := q.X + metre*(r.Float64()-0.5)*2.0
		y := q.Y + metre*(0.18+0.55*r.Float64())
		tint := []p.Colour{p.Hex(0x205243), p.Hex(0x3c7148), p.Hex(0x7fa04f)}[r.IntN(3)]
		c.Fill(p.Ellipse(x, y, metre*0.16, metre*0.11, 0.3), p.Solid(tint))
	}
}
