package scene

import (
	"math"

	p "bangtin/build/sample/paint"
)

// momEn is the white cliff over the sea, seen from the trees.
func momEn(c *p.Canvas) {
	w, h := float64(c.W), float64(c.H)
	const horizon = 470
	c.All(p.Down(p.NewRamp(p.Stop{At: 0, C: p.Hex(0x5d93ad)}, p.Stop{At: 250, C: p.Hex(0x9fc3c6)}, p.Stop{At: 400, C: p.Hex(0xe6dcc3)}, p.Stop{At: horizon, C: p.Hex(0xf6dfb8)})))
	n := p.Noise(21)
	c.All(p.Thick(p.Solid(p.Hex(0xfff2da)), func(x, y float64) float64 {
		return 0.8 * p.Smooth(0.1, 0.42, n.Clouds(x/520+y/800, y/70, 4, 0.55)-0.1) * p.Smooth(470, 200, y)
	}))
	for i, far := range [...]struct{ x, wide, high float64 }{{1330, 210, 30}, {1700, 330, 46}} {
		top := hills(p.Noise(52+i*5), 0, 1, 90, 4)
		under(c, func(x float64) float64 {
			return horizon + 2 - far.high*math.Max(0, 1-math.Pow((x-far.x)/far.wide, 2))*(1-0.55*top(x))
		}, horizon+2, p.Solid([]p.Colour{p.Hex(0xb9c4bb), p.Hex(0x95b1b3)}[i]))
	}
	seaPlane(c, horizon, h)
	t := headland()
	c.Terrain(t)
	sail(c, 1290, 760, 1)
	leaves(c, w, h)
	c.Grain(5, 0.011)
}

// seaPlane is the open sea with the light on its swell.
func seaPlane(c *p.Canvas, horizon, low float64) {
	inks := []p.Colour{p.Hex(0x12415c), p.Hex(0x164d6a), p.Hex(0x1f6180), p.Hex(0x3b869b), p.Hex(0x86b9ba), p.Hex(0xe8e0c6)}
	n := p.Noise(33)
	c.Fill(p.Rect(0, horizon, float64(c.W), low-horizon), func(x, y float64) (p.Colour, float64) {
		d := (y - horizon) / (low - horizon)
		z := 1 / (d + 0.02)
		u := (x - 960) * z * 0.0022
		v := n.Clouds(u, z*3.1, 3, 0.6) + 0.6*(n+9).At(u*0.4, z*0.7)
		glint := 0.8 * p.Smooth(620, 0, math.Abs(x-1560)-300*d) * p.Smooth(0.75, 0, d)
		k := 0.15*v + 0.5*(1-d)*(1-d) + glint*(0.3+0.8*v*v)
		c, _ := p.Cut(func(float64, float64) float64 { return k }, []float64{0.0, 0.13, 0.32, 0.5, 0.72}, inks)(x, y)
		return p.Mix(c, p.Hex(0xf0dcb8), 0.75*math.Exp(-d*26)), 1
	})
}

// headland is the cliff and the wooded back of the cape.
func headland() p.Terrain {
	edge := func(z float64) float64 { // where the land ends, to the right
		cape := 60 - 210*p.Smooth(300, 60, z) - 120*p.Smooth(430, 560, z) + 105*p.Smooth(600, 760, z) - 1.2*math.Max(0, z-800)
		n := p.Noise(3)
		return cape + 42*(n.Ridges(z/120, 0.4, 2, 0.35)*2-1) + 15*(n.Ridges(z/31, 5.4, 2, 0.5)*2-1)
	}
	bulk := func(x, z float64) float64 {
		d := edge(z) - x // metres inland
		top := 128 + 34*p.Noise(4).Clouds(x/180, z/180, 3, 0.5) + 0.16*math.Min(d, 300) - 0.05*math.Max(0, z-500)
		face := 1 - math.Exp(-math.Max(0, d+6)/5.5)
		toe := 10 * p.Smooth(-26, 0, d+7*p.Noise(6).At(x/14, z/14))
		return math.Max(-3, toe*0.7+(top-10)*math.Pow(face, 1.2)*p.Smooth(-8, 2, d))
	}
	crown := func(x, z float64) float64 { return 11 * crowns(11, x, z, 12) }
	wood := func(x, z float64) float64 { return p.Smooth(7, 19, edge(z)-x+10*p.Noise(14).At(x/30, z/30)) }
	rock := []p.Colour{p.Hex(0x5f7d8c), p.Hex(0x93a3a3), p.Hex(0xd8cdb6), p.Hex(0xf5ead0), p.Hex(0xfffaea)}
	green := []p.Colour{p.Hex(0x10333a), p.Hex(0x1a4a41), p.Hex(0x336544), p.Hex(0x6d8a49), p.Hex(0xb9b45e)}
	t := p.Terrain{
		Height: func(x, z float64) float64 {
			return bulk(x, z) + crown(x, z)*wood(x, z)
		},
		Eye: [3]float64{110, 152, -210}, Focal: 1500, CentreX: 1090, Horizon: 470,
		Near: 120, Far: 2600, Fine: 0.0022,
		Sun: [3]float64{0.8, 0.52, 0.04}, Shadow: 100,
	}
	t.Ink = func(h p.Hit) (p.Colour, float64) {
		if h.Y < 0.4 {
			return shallows(edge, h)
		}
		air := 0.8 * (1 - math.Exp(-math.Max(0, h.Z-100)/1300))
		mist := p.Hex(0xdcd8c2)
		k := wood(h.X, h.Z)
		if k > 0.5 {
			v := h.Light + 0.1*p.Noise(15).At(h.X/3, h.Z/3)
			return p.Mix(green[step(v, 0.1, 0.36, 0.62, 0.84)], mist, air), 1
		}
		strata := 0.10*p.Noise(17).Clouds(h.X/60+h.Z/60, h.Y/5, 3, 0.5) + 0.16*p.Noise(18).Ridges((h.X-h.Z)/17, h.Y/70, 3, 0.5) - 0.1
		v := h.Light*0.9 + strata - 0.16*p.Smooth(26, 0, h.Y)
		return p.Mix(rock[step(v, 0.02, 0.2, 0.42, 0.68)], mist, air), 1
	}
	return t
}

// shallows is the light water and the foam at the foot of the cliff.
func shallows(edge func(z float64) float64, h p.Hit) (p.Colour, float64) {
	out := h.X - edge(h.Z) // metres from the land
	n := p.Noise(24)
	if f := out + 9*n.Clouds(h.X/16, h.Z/16, 3, 0.55); f < 12 || math.Abs(f-24-6*n.At(h.Z/40, 0)) < 2.2*p.Smooth(-0.1, 0.5, n.At(h.X/30, h.Z/22)) {
		return p.Hex(0xf7f3e2), 1
	}
	k := step(-out-22*n.Clouds(h.X/60, h.Z/60, 3, 0.5), -120, -70, -34)
	return []p.Colour{p.Hex(0x1f6180), p.Hex(0x2a7690), p.Hex(0x4595a2), p.Hex(0x7dbab4)}[k], []float64{0, 1, 1, 1}[k]
}

// leaves frame the view from the near left and below.
func leaves(c *p.Canvas, w, h float64) {
	r := p.Rand(4)
	bark := p.Hex(0x14262b)
	inks := []p.Colour{p.Hex(0x0d2228), p.Hex(0x143036), p.Hex(0x1d4038)}
	twig(c, r, w+30, 40, 2.75, 620, -0.35, 74, bark, inks)
	twig(c, r, w+20, 200, 2.5, 420, 0.4, 70, bark, inks)
	twig(c, r, w+20, -30, 2.2, 360, 0.6, 70, bark, inks)
	twig(c, r, w-250, h+60, -1.25, 470, 0.5, 84, bark, inks)
	twig(c, r, w-90, h+60, -1.5, 560, -0.4, 84, bark, inks)
	twig(c, r, w+30, h-60, -2.2, 460, 0.3, 80, bark, inks)
}
