package scene

import (
	"math"

	p "bangtin/build/sample/paint"
)

// kheVang is the old forest: trunks in depth, slanting light, a stream.
func kheVang(c *p.Canvas) {
	w, h := float64(c.W), float64(c.H)
	c.All(func(x, y float64) (p.Colour, float64) {
		d := math.Hypot((x-1010)/1150, (y-360)/800)
		return p.Mix(p.Mix(p.Hex(0xf7edb9), p.Hex(0xbcd09a), p.Smooth(0, 0.5, d)), p.Hex(0x4d8a74), p.Smooth(0.35, 1.15, d)), 1
	})
	r := p.Rand(12)
	far := []p.Colour{p.Hex(0xa6c392), p.Hex(0x82ad86), p.Hex(0x568d77), p.Hex(0x2f6a60), p.Hex(0x17484a), p.Hex(0x0c2c33)}
	lit := []p.Colour{p.Hex(0xcbdaa2), p.Hex(0xb0cb93), p.Hex(0x86b07c), p.Hex(0x578f68), p.Hex(0x2f6e58), p.Hex(0x1a4c46)}
	for layer := range 6 {
		f := float64(layer) / 5
		tint, light := far[layer], lit[layer]
		floor := 760 + 60*f + 400*f*f
		// Leaves of this depth along the top.
		n := p.Noise(30 + layer*7)
		edge := func(x float64) float64 {
			side := math.Abs(x-1010) / 960
			return 40 + 330*side*side*(0.4+0.6*f) - 120*(1-f) + 150*n.Clouds(x/230, 0.7, 4, 0.6) + 120*(1-f)
		}
		// Ground of this depth.
		ground := func(x float64) float64 {
			gap := math.Exp(-math.Pow((x-(1010-120*f))/(90+300*f), 2))
			return floor - 40*n.Clouds(x/260, 2.7, 4, 0.5) - 0.05*math.Abs(x-960) + 120*gap*f
		}
		if layer > 0 {
			under(c, ground, h, p.Cut(func(x, y float64) float64 {
				return n.Clouds(x/70, y/22, 3, 0.6) - (y-ground(x))/180 + 0.25
			}, []float64{0.1}, []p.Colour{tint, light}))
		}
		count := 11 - layer
		for i := range count {
			x := (float64(i)+0.5+0.7*(r.Float64()-0.5))/float64(count)*(w+300) - 150
			wide := (10 + 62*f*f + 16*f) * (0.7 + 0.7*r.Float64())
			if math.Abs(x-1010) < 120+250*f { // keep the light open
				continue
			}
			trunk(c, n+p.Noise(i), x, ground(x)+20, wide, 60*(r.Float64()-0.5), tint, light)
		}
		leafage(c, uint64(layer), edge, 12+34*f, tint, light)
		if layer == 2 || layer == 3 {
			rays(c, p.Noise(3+layer), 0.34)
		}
	}
	stream(c, h)
	ferns(c, w, h)
	rays(c, 8, 0.16)
	c.Grain(5, 0.011)
}

// leafage hangs a canopy above an edge, of leaves of one size.
func leafage(c *p.Canvas, seed uint64, edge func(x float64) float64, size float64, dark, light p.Colour) {
	under := []p.Point{p.P(-4, -4)}
	for x := -4.0; x < float64(c.W)+8; x += 12 {
		under = append(under, p.P(x, edge(x)-size*3))
	}
	c.Fill(p.Poly(append(under, p.P(float64(c.W)+8, -4))...), p.Solid(dark))
	r := p.Rand(seed + 70)
	count := int(26000 / size)
	for i := range count {
		x := r.Float64() * float64(c.W)
		y := edge(x) - size*1.2*math.Abs(r.NormFloat64())*1.8 + size*0.4
		a := math.Pi/2 + 0.9*r.NormFloat64()
		tint := dark
		if i > count/3 && r.Float64() < 0.42 {
			tint = p.Mix(dark, light, 0.4+0.6*r.Float64())
		}
		c.Fill(leafShape(x, y, size*(0.7+0.7*r.Float64()), size*0.36, a), p.Solid(tint))
	}
}

// trunk is a tall tree with spreading roots; its left side is lit.
func trunk(c *p.Canvas, seed p.Noise, x, y, wide, lean float64, tint, light p.Colour) {
	var left, right []p.Point
	for i := range 30 {
		f := float64(i) / 29
		yy := y - f*(y+30)
		flare := 1 + 1.5*math.Exp(-f*16) + 0.05*seed.At(f*9, 1)
		mid := x + lean*f + wide*0.5*seed.At(f*2.2, 4)
		left = append(left, p.P(mid-wide/2*flare*(1-0.25*f), yy))
		right = append([]p.Point{p.P(mid+wide/2*flare*(1-0.25*f), yy)}, right...)
	}
	c.Fill(p.Poly(append(left, right...)...), p.Cut(func(px, py float64) float64 {
		f := (y - py) / (y + 30)
		mid := x + lean*f + wide*0.5*seed.At(f*2.2, 4)
		return -(px-mid)/wide + 0.45*(seed+2).Clouds(px/wide*3.2, py/170, 3, 0.6)
	}, []float64{-0.12, 0.36}, []p.Colour{tint.Lighter(-0.035), tint, light}))
}

// rays are bands of light that fall from the upper right.
func rays(c *p.Canvas, seed p.Noise, strength float64) {
	c.Shine(p.Hex(0xfff0b0), func(x, y float64) float64 {
		a := math.Atan2(x-1280, y+520)
		band := p.Smooth(0.05, 0.5, seed.Clouds(a*13, 0.3, 2, 0.6))
		return strength * band * p.Smooth(1150, 100, y) * p.Smooth(1300, 300, math.Abs(x-900))
	})
}

// stream winds from the light towards the viewer.
func stream(c *p.Canvas, h float64) {
	mid := func(y float64) float64 {
		f := (y - 800) / (h - 800)
		return 1005 - 130*f + 120*math.Sin(f*5.2+0.5)*f
	}
	half := func(y float64) float64 {
		f := (y - 800) / (h - 800)
		return 5 + 300*f*f + 60*f + 12*f*p.Noise(5).At(y/40, 0.4)
	}
	var left, right []p.Point
	for y := 800.0; y <= h+4; y += 6 {
		left = append(left, p.P(mid(y)-half(y), y))
		right = append([]p.Point{p.P(mid(y)+half(y), y)}, right...)
	}
	n := p.Noise(44)
	c.Fill(p.Poly(append(left, right...)...), p.Cut(func(x, y float64) float64 {
		f := (y - 800) / (h - 800)
		u := (x - mid(y)) / half(y)
		return 0.9 - 1.05*f - 0.35*u*u + 0.42*n.Clouds(x/(60+150*f), y/(7+26*f), 3, 0.55)
	}, []float64{0.02, 0.3, 0.56, 0.8}, []p.Colour{p.Hex(0x14505a), p.Hex(0x2c7a78), p.Hex(0x6fae96), p.Hex(0xc6dba8), p.Hex(0xfbf3c6)}))
	r := p.Rand(9)
	for range 26 {
		f := math.Sqrt(r.Float64())
		y := 830 + (h-830)*f
		side := float64(r.IntN(2)*2 - 1)
		x := mid(y) + side*half(y)*(0.75+0.5*r.Float64())
		s := 14 + 74*f*f*(0.5+r.Float64())
		moss(c, p.Noise(r.IntN(999)), x, y, s, s*0.6)
	}
}

// moss is a boulder with a green top.
func moss(c *p.Canvas, seed p.Noise, x, y, wide, high float64) {
	const n = 30
	ring := make([]p.Point, n)
	for i := range ring {
		s, k := math.Sincos(2 * math.Pi * float64(i) / n)
		f := 0.9 + 0.25*seed.At(k*1.4, s*1.4)
		ring[i] = p.P(x+k*wide*f, y+s*high*f)
	}
	c.Fill(p.Blob(ring...), p.Cut(func(px, py float64) float64 {
		u, v := (px-x)/wide, (py-y)/high
		return -0.7*v + 0.25*u + 0.4*seed.Clouds(px/wide*3, py/wide*3, 3, 0.6)
	}, []float64{-0.35, 0.05, 0.42}, []p.Colour{p.Hex(0x0d2b33), p.Hex(0x1f4f4c), p.Hex(0x47804f), p.Hex(0xa5bd66)}))
}

// ferns frame the lower corners.
func ferns(c *p.Canvas, w, h float64) {
	r := p.Rand(21)
	frond := func(x, y, angle, length float64, tint p.Colour) {
		bend := 0.9 * r.Float64()
		if math.Cos(angle) < 0 {
			bend = -bend
		}
		px, py := x, y
		for i := range 34 {
			f := float64(i) / 34
			a := angle + bend*f*f
			nx, ny := px+length/34*math.Cos(a), py+length/34*math.Sin(a)
			c.Fill(p.Line(length/90*(1-f)+0.6, p.P(px, py), p.P(nx, ny)), p.Solid(tint))
			l := length * 0.2 * math.Pow(math.Sin(math.Pi*math.Pow(f, 0.6)), 0.8) * (1 - 0.35*f)
			if i > 3 && i%2 == 0 {
				c.Fill(leafShape(nx, ny, l, l*0.17+length*0.012, a-1.0), p.Solid(tint))
				c.Fill(leafShape(nx, ny, l, l*0.17+length*0.012, a+1.0), p.Solid(tint.Lighter(-0.03)))
			}
			px, py = nx, ny
		}
	}
	for i := range 30 {
		left := i%2 == 0
		x := 420 * math.Pow(r.Float64(), 1.3)
		a := -math.Pi/2 + 0.9*(r.Float64()-0.35)
		if !left {
			x, a = w-x*1.1, -math.Pi/2-0.9*(r.Float64()-0.35)
		}
		tint := []p.Colour{p.Hex(0x0b2a30), p.Hex(0x123c3b), p.Hex(0x1f5546), p.Hex(0x3d7a4e)}[min(3, i/8)]
		frond(x, h+30-60*r.Float64(), a, 220+230*r.Float64(), tint)
	}
}
