package scene

import (
	"math"

	p "bangtin/build/sample/paint"
)

// bienMay is a ridge walk above a sea of cloud at sunrise.
func bienMay(c *p.Canvas) {
	pale := p.Hex(0xfbe9cf)
	c.All(p.Down(p.NewRamp(
		p.Stop{At: 0, C: p.Hex(0x32607f)}, p.Stop{At: 300, C: p.Hex(0x6796ac)}, p.Stop{At: 560, C: p.Hex(0xb9c9c0)},
		p.Stop{At: 720, C: p.Hex(0xf3d9b4)}, p.Stop{At: 860, C: p.Hex(0xf6c99a)})))
	c.Glow(300, 700, 640, p.Hex(0xffd9a0), 0.75, 2)
	c.Fill(p.Ellipse(300, 706, 62, 62, 0), p.Solid(p.Hex(0xfff6df)))
	n := p.Noise(31)
	c.All(p.Thick(p.Solid(pale), func(x, y float64) float64 {
		return 0.5 * p.Smooth(0.12, 0.5, n.Clouds(x/700+y/900, y/90, 4, 0.55)) * p.Smooth(640, 120, y)
	}))
	t, spine := ridgeWalk()
	c.Terrain(t)
	for _, at := range []struct {
		x, z       float64
		coat, pack p.Colour
	}{
		{0, 41, p.Hex(0x24485a), p.Hex(0xd0a040)},
		{-0.2, 31, crimson, p.Hex(0x2b3d46)},
	} {
		feet, metre := t.On(spine(at.z)+at.x, at.z)
		shadow := p.Hex(0x8a6c3f)
		c.Fill(p.Ellipse(feet.X+metre*0.7, feet.Y, metre*0.85, metre*0.1, 0.05), p.Flat(shadow, 0.7))
		walker(body{c, feet, metre * 2.2, 1}, at.coat, at.pack, p.Hex(0x202a30))
	}
	c.Grain(5, 0.011)
}

// ridgeWalk is the land: a crest that winds away to a summit, peaks beyond,
// and cloud between.
func ridgeWalk() (t p.Terrain, spine func(z float64) float64) {
	spine = func(z float64) float64 { return 20*math.Sin(z/62-0.7)*p.Smooth(10, 120, z) + 0.10*z }
	rock := func(x, z float64) float64 {
		d := x - spine(z)
		crest := 34 - 0.055*z + 66*p.Smooth(230, 420, z)*p.Smooth(640, 440, z) - 0.2*math.Max(0, z-520)
		a := math.Sqrt(d*d+9) - 3
		near := crest - 0.74*a + 7*(p.Noise(5).Ridges(d/46, z/70, 4, 0.5)-0.62)*p.Smooth(2, 26, math.Abs(d))
		k := p.Noise(8)
		r := k.Ridges(x/1500+0.2, z/1350+0.1, 6, 0.46)
		far := 800*math.Pow(math.Max(0, r-0.33), 1.3) - 270 + 0.012*z + 90*k.At(x/3800, z/3800)
		return math.Max(near, far-300*p.Smooth(1700, 800, z))
	}
	bank := func(x, z float64) float64 {
		b := p.Noise(40)
		s := math.Abs(b.At(x/260, z/260)) + 0.5*math.Abs((b+1).At(x/110, z/110)) + 0.16*math.Abs((b+2).At(x/46, z/46))
		return -44 + 26*s + 14*b.At(x/900, z/900)
	}
	grass := []p.Colour{p.Hex(0x17303f), p.Hex(0x2f5458), p.Hex(0x7d8657), p.Hex(0xd3a95c), p.Hex(0xf0cf86)}
	dim := []p.Colour{p.Hex(0x17303f), p.Hex(0x1d3a49), p.Hex(0x294d59)}
	stone := []p.Colour{p.Hex(0x3f6480), p.Hex(0x5f7f95), p.Hex(0xb58c84), p.Hex(0xe8b28c)}
	white := p.NewRamp(p.Stop{At: -0.2, C: p.Hex(0x86a5b8)}, p.Stop{At: 0.08, C: p.Hex(0xb9b7bd)}, p.Stop{At: 0.3, C: p.Hex(0xf0c9ae)}, p.Stop{At: 0.5, C: p.Hex(0xfdebd0)}, p.Stop{At: 0.75, C: paper})
	t = p.Terrain{
		Height: func(x, z float64) float64 { return math.Max(rock(x, z), bank(x, z)) },
		Eye:    [3]float64{-9, 52, -24}, Focal: 1500, CentreX: 470, Horizon: 850,
		Near: 16, Far: 12000, Fine: 0.0035,
		Sun: [3]float64{-0.86, 0.36, 0.30}, Shadow: 140,
	}
	t.Ink = func(h p.Hit) (p.Colour, float64) {
		air := 1 - math.Exp(-math.Max(0, h.Z-200)/4200)
		mist := p.Mix(p.Hex(0xf6cda2), p.Hex(0xd9cdc4), p.Smooth(200, 1280, h.Px))
		up := rock(h.X, h.Z) - bank(h.X, h.Z)
		if up <= 0 {
			return p.Mix(white.At(math.Max(h.Light, -0.06+0.3*p.Noise(41).At(h.X/70, h.Z/70))), mist, air*0.9), 1
		}
		if h.Z > 900 {
			tint := p.Mix(stone[step(h.Light, 0.02, 0.22, 0.45)], paper, 0.55*p.Smooth(60, 0, up))
			return p.Mix(tint, mist, air), 1
		}
		d := math.Abs(h.X - spine(h.Z))
		v := h.Light + 0.15*p.Noise(72).Clouds(h.X/4, h.Z/6, 3, 0.6) - 0.14*p.Smooth(60, 4, h.Z)
		tint := grass[step(v, 0.0, 0.16, 0.42, 0.74)]
		if v <= 0 {
			w := p.Noise(74).Ridges(h.X/17+h.Z/40, h.Z/29, 4, 0.5) + 0.25*p.Noise(73).Clouds(h.X/3, h.Z/4, 2, 0.6)
			tint = p.Mix(dim[step(w, 0.62, 0.83)], grass[1], 0.3*p.Smooth(60, 400, h.Z))
		}
		if path := d + 0.5*p.Noise(9).At(h.Z/6, 0); path < 0.8 {
			tint = p.Hex(0xf8e3b4)
		}
		return p.Mix(tint, p.Hex(0xf3d6b4), 0.5*p.Smooth(30, 0, up)+0.5*air), 1
	}
	return t, spine
}

// step counts the edges that v has passed.
func step(v float64, edges ...float64) int {
	k := 0
	for _, e := range edges {
		if v > e {
			k++
		}
	}
	return k
}
