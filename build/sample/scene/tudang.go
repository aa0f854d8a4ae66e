package scene

import (
	"math"
	"sort"

	p "bangtin/build/sample/paint"
)

// tuDang is the wisteria walk in bloom.
func tuDang(c *p.Canvas) {
	r := room{eye: 1.6, focal: 1250, cx: 880, horizon: 640}
	c.All(func(x, y float64) (p.Colour, float64) {
		d := math.Hypot((x-880)/900, (y-560)/620)
		return p.Mix(p.Hex(0xfdf4d2), p.Mix(p.Hex(0xb9cfa8), p.Hex(0x5f8f86), p.Smooth(0.5, 1.3, d)), p.Smooth(0.02, 0.7, d)), 1
	})
	garden(c, r)
	gate(c, r)
	c.Glow(880, 560, 420, p.Hex(0xfff3c8), 0.55, 1.8)
	path(c, r)
	frames(c, r)
	c.Shine(p.Hex(0xfff0c4), func(x, y float64) float64 {
		return 0.26 * p.Smooth(760, 0, math.Hypot(x-880, (y-560)*1.2))
	})
	c.Grain(5, 0.011)
}

// garden is the green on both sides of the walk.
func garden(c *p.Canvas, r room) {
	rnd := p.Rand(31)
	for layer := range 5 {
		f := float64(layer) / 4
		z := 40 * math.Pow(0.45, float64(layer))
		inks := []p.Colour{
			p.Mix(p.Hex(0x8fb49c), p.Hex(0x1f4a44), f), p.Mix(p.Hex(0xa9c6a2), p.Hex(0x356a50), f),
			p.Mix(p.Hex(0xc9d8ae), p.Hex(0x6a8f55), f), p.Mix(p.Hex(0xe9e8c0), p.Hex(0xb9b868), f),
		}
		for i := range 16 {
			side := float64(i%2*2 - 1)
			x := side * (3.0 + 1.6*f*rnd.Float64() + 9*rnd.Float64()*rnd.Float64())
			q := r.at(x, 0.3+1.1*rnd.Float64(), z*(0.8+0.4*rnd.Float64()))
			s := (0.6 + 0.7*rnd.Float64()) * r.size(z)
			bushLit(c, p.Noise(800+layer*40+i), q.X, q.Y, s*1.15, s, -side, inks)
		}
	}
}

// gate closes the walk, with somebody going through it.
func gate(c *p.Canvas, r room) {
	const z = 27.0
	at := func(x, y float64) p.Point { return r.at(x, y, z) }
	fill := func(tint p.Colour, points ...p.Point) { c.Fill(p.Poly(points...), p.Solid(tint)) }
	fill(p.Hex(0xfff6da), at(-1.3, 0), at(1.3, 0), at(1.3, 2.7), at(-1.3, 2.7))
	for _, s := range []float64{-1, 1} {
		fill(p.Hex(0x6a4a3a), at(s*1.2, 0), at(s*1.45, 0), at(s*1.45, 2.8), at(s*1.2, 2.8))
		fill(p.Hex(0x8f6a50), at(s*1.0, 0), at(s*1.2, 0), at(s*1.2, 2.2), at(s*1.0, 2.2))
	}
	roof := append(p.Curve(at(-2.3, 2.86), at(-1.2, 2.74), at(0, 2.7), at(1.2, 2.74), at(2.3, 2.86)), p.Curve(at(2.3, 2.86), at(1.4, 3.3), at(0.9, 3.55), at(-0.9, 3.55), at(-1.4, 3.3), at(-2.3, 2.86))...)
	c.Fill(p.Poly(roof...), p.Solid(p.Hex(0x75504a)))
	fill(p.Hex(0x9a6f60), at(-1.0, 3.6), at(1.0, 3.6), at(0.95, 3.48), at(-0.95, 3.48))
	// A woman in a conical hat.
	feet := r.at(-0.25, 0, 21)
	b := body{c, feet, 1.62 * r.size(21), 1}
	standing(b, p.Hex(0xb0272b), p.Hex(0x2c2530), true)
	b.poly(p.Hex(0xf6e4b4), -0.17, 0.885, 0, 1.05, 0.17, 0.885, 0, 0.86)
	b.poly(p.Hex(0xcfae72), 0.0, 1.05, 0.17, 0.885, 0.04, 0.863)
}

// path is the stone walk with dapples of light and fallen petals.
func path(c *p.Canvas, r room) {
	n := p.Noise(36)
	half := 1.5
	c.Fill(p.Poly(r.at(-half, 0, 30), r.at(half, 0, 30), r.at(half, 0, 1.4), r.at(-half, 0, 1.4)), func(px, py float64) (p.Colour, float64) {
		z := r.eye * r.focal / (py - r.horizon)
		x := (px - r.cx) * z / r.focal
		d, own := n.Cells(x*1.9, z*1.5)
		stone := p.Mix(p.Hex(0xb9ab9c), p.Hex(0xd3c5b0), own)
		stone = p.Mix(stone, p.Hex(0x86906f), 0.85*p.Smooth(0.47, 0.5, d)*p.Smooth(18, 8, z))
		light := (n + 7).Clouds(x*1.3, z*0.75, 3, 0.55)
		stone = p.Mix(p.Mix(stone, p.Hex(0x6a6488), 0.46), p.Hex(0xfff3d2), 0.85*p.Smooth(0.10, 0.16, light))
		return p.Mix(stone, p.Hex(0xfdf1cf), 0.8*p.Smooth(8, 28, z)), 1
	})
	for _, s := range []float64{-1, 1} { // grass along both edges
		c.Fill(p.Poly(r.at(s*half, 0, 30), r.at(s*9, 0, 30), r.at(s*9, 0, 1.2), r.at(s*half, 0, 1.2)), func(px, py float64) (p.Colour, float64) {
			z := r.eye * r.focal / (py - r.horizon)
			x := (px - r.cx) * z / r.focal
			k := step((n+9).Clouds(x*2, z*1.1, 3, 0.6)-0.25*(math.Abs(x)-half-0.6), -0.12, 0.14)
			tint := []p.Colour{p.Hex(0x2f5f4c), p.Hex(0x5f8a58), p.Hex(0xb9c47a)}[k]
			return p.Mix(tint, p.Hex(0xeef0c6), 0.8*p.Smooth(6, 28, z)), p.Smooth(half+4.2, half+2.2, math.Abs(x))
		})
	}
	rnd := p.Rand(77)
	for range 900 {
		z := 2 + 20*math.Pow(rnd.Float64(), 1.5)
		x := 2.4 * (rnd.Float64()*2 - 1)
		q := r.at(x, 0, z)
		s := 0.03 * r.size(z)
		c.Fill(p.Ellipse(q.X, q.Y, s*(0.7+0.5*rnd.Float64()), s*0.45, rnd.NormFloat64()), p.Flat([]p.Colour{p.Hex(0xa48cc4), p.Hex(0xcfb9dd), p.Hex(0xe9dcec)}[rnd.IntN(3)], 0.9))
	}
}

// frames are the posts and beams, and the flowers that hang from them.
func frames(c *p.Canvas, r room) {
	rnd := p.Rand(45)
	type raceme struct{ x, y, z, long float64 }
	var all []raceme
	for range 760 {
		z := 2.1 + 24*math.Pow(rnd.Float64(), 1.35)
		x := 2.9 * (rnd.Float64()*2 - 1)
		y := 3.35 + 0.12*rnd.NormFloat64() - 0.10*x*x*0.3
		if math.Abs(x) > 2.1 {
			y -= 1.1 * rnd.Float64()
		}
		long := 0.65 + 0.55*rnd.Float64() + 0.12*math.Abs(x)
		if math.Abs(x) < 0.8 {
			long *= 0.75
		}
		all = append(all, raceme{x, y, z, long})
	}
	sort.Slice(all, func(i, j int) bool { return all[i].z > all[j].z })
	next := 26.0
	for _, f := range all {
		for f.z < next {
			beam(c, r, next)
			next -= 2.3
		}
		bloom(c, r, f.x, f.y, f.z, f.long, rnd.Uint64())
	}
}

// beam is one frame of the walk: two posts, a cross-beam, vine and leaves.
func beam(c *p.Canvas, r room, z float64) {
	far := p.Smooth(3, 27, z)
	wood := p.Mix(p.Hex(0x4a3832), p.Hex(0xc9bfa4), far)
	light := p.Mix(p.Hex(0x9a7a5c), p.Hex(0xe0d5b4), far)
	s := r.size(z)
	for _, side := range []float64{-1, 1} {
		a, b := r.at(side*2.45, 0, z), r.at(side*2.45, 3.3, z)
		c.Fill(p.Line(0.15*s, a, b), p.Solid(wood))
		c.Fill(p.Line(0.05*s, p.P(a.X-side*0.045*s, a.Y), p.P(b.X-side*0.045*s, b.Y)), p.Solid(light))
		// The stem winds round the post.
		var stem []p.Point
		for k := range 30 {
			f := float64(k) / 29
			stem = append(stem, r.at(side*(2.45+0.13*math.Sin(f*11+z)), f*3.3, z))
		}
		c.Fill(p.Taper(0.10*s, 0.05*s, stem...), p.Solid(p.Mix(p.Hex(0x5f5248), p.Hex(0xcfc6aa), far)))
	}
	c.Fill(p.Line(0.13*s, r.at(-2.8, 3.34, z), r.at(2.8, 3.34, z)), p.Solid(wood))
	rnd := p.Rand(uint64(z * 100))
	for range 190 { // leaves above the beam
		x := 3.3 * (rnd.Float64()*2 - 1)
		q := r.at(x, 3.42+0.34*math.Abs(rnd.NormFloat64()), z+rnd.NormFloat64()*0.3)
		l := (0.16 + 0.1*rnd.Float64()) * s
		tint := p.Mix([]p.Colour{p.Hex(0x3a6a4c), p.Hex(0x5f8f55), p.Hex(0xa4b964)}[rnd.IntN(3)], p.Hex(0xe6ebc2), 0.85*far)
		c.Fill(leafShape(q.X, q.Y, l, l*0.34, rnd.Float64()*6.3), p.Solid(tint))
	}
}

// bloom is one hanging raceme, petals thick at the top and thin at the tip.
func bloom(c *p.Canvas, r room, x, y, z, long float64, seed uint64) {
	rnd := p.Rand(seed)
	s := r.size(z)
	far := 0.12 + 0.88*p.Smooth(2.5, 19, z)
	count := int(math.Min(84, 8+s*0.3))
	deep := p.Mix(p.Hex(0x4f3f8c), p.Hex(0xcbbfd6), far)
	mid := p.Mix(p.Hex(0x8a72bd), p.Hex(0xdccfe0), far)
	pale := p.Mix(p.Hex(0xc7b2e0), p.Hex(0xefe4e8), far)
	white := p.Mix(p.Hex(0xf3e6f4), p.Hex(0xfbf4ea), far)
	sway := 0.05 * rnd.NormFloat64()
	grow := 1.0
	if z > 7 { // far off a raceme is a few touches of the brush
		count, grow = 9, 2.1
		mid, deep = p.Mix(mid, pale, 0.4), p.Mix(deep, mid, 0.6)
		white = p.Mix(white, pale, 0.5)
	}
	for i := range count {
		f := float64(i) / float64(count)
		v := 1 - f // from the tip upwards
		wide := 0.15 * math.Pow(math.Sin(math.Pi*math.Min(1, (1-v)*0.9+0.06)), 0.6) * (0.4 + 0.8*(1-v))
		u := rnd.NormFloat64() * 0.55
		q := r.at(x+sway*v+wide*u, y-long*v, z)
		size := (0.033 + 0.028*(1-v)) * s * grow
		shade := -u*0.5 + (1-v)*0.5 + 0.35*rnd.NormFloat64()
		tint := deep
		switch {
		case shade > 0.75:
			tint = white
		case shade > 0.3:
			tint = pale
		case shade > -0.2:
			tint = mid
		}
		c.Fill(p.Ellipse(q.X, q.Y, size*1.1, size*0.85, rnd.Float64()*3), p.Solid(tint))
	}
}
