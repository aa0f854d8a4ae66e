package scene

import (
	"math"

	p "bangtin/build/sample/paint"
)

// cuaVanDem is the town by night, seen from the sea.
func cuaVanDem(c *p.Canvas) {
	const line = 740
	w := float64(c.W)
	c.All(p.Down(p.NewRamp(p.Stop{At: 0, C: p.Hex(0x071626)}, p.Stop{At: 300, C: p.Hex(0x102c47)}, p.Stop{At: 540, C: p.Hex(0x27506a)}, p.Stop{At: line, C: p.Hex(0x4f7781)})))
	r := p.Rand(77)
	for range 420 {
		x, y := r.Float64()*w, 520*math.Pow(r.Float64(), 1.4)
		s := 0.6 + 1.3*math.Pow(r.Float64(), 4)
		c.Fill(p.Ellipse(x, y, s, s, 0), p.Flat(p.Hex(0xf4ecd0), (0.35+0.6*r.Float64())*p.Smooth(560, 200, y)))
	}
	c.Glow(300, 210, 300, p.Hex(0xd9d4b4), 0.28, 2.4)
	c.Fill(p.Ellipse(300, 210, 50, 50, 0), p.Solid(p.Hex(0xf7efd2)))
	n := p.Noise(15)
	c.All(func(x, y float64) (p.Colour, float64) {
		return p.Hex(0x3c6478), 0.55 * p.Smooth(0.05, 0.45, n.Clouds(x/700+y/900, y/70, 4, 0.55)) * p.Smooth(620, 300, y)
	})
	for i, m := range []struct {
		top  skyline
		tint p.Colour
	}{{peaks(71, 540, 110, 520, 5), p.Hex(0x244a63)}, {hills(76, 610, 120, 600, 5), p.Hex(0x17384f)}, {hills(81, 672, 60, 360, 5), p.Hex(0x0f2a3f)}} {
		field := slopes(p.Noise(90+i), m.top, 90, 0.4)
		under(c, m.top, line, hazy(p.Cut(field, []float64{0.1}, []p.Colour{m.tint, m.tint.Lighter(0.03)}), p.Hex(0x547d85), 600, line+60, 0.5))
	}
	// Lights of houses on the slopes.
	for range 260 {
		x := w * r.Float64()
		y := 640 + 90*r.Float64() - 40*math.Exp(-math.Pow((x-900)/300, 2))
		c.Fill(p.Ellipse(x, y, 1.5, 1.5, 0), p.Flat(gold, 0.4+0.5*r.Float64()))
	}
	for k := range 5 {
		rise := []float64{210, 150, 96, 46, 0}[k]
		base := func(x float64) float64 {
			hill := math.Exp(-math.Pow((x-560)/390, 2)) + 0.42*math.Exp(-math.Pow((x-1290)/330, 2))
			return line - rise*hill
		}
		if k < 4 {
			under(c, func(x float64) float64 { return base(x) - 6 }, line+4, p.Solid(p.Mix(p.Hex(0x163349), p.Hex(0x0e2030), float64(k)/3)))
		}
		town(c, uint64(k+5), base, k)
	}
	c.Fill(p.Rect(0, line-10, w, 14), p.Solid(p.Hex(0x0c1f2f)))
	for x := 30.0; x < w; x += 62 { // lamps of the promenade
		c.Fill(p.Line(2, p.P(x, line-8), p.P(x, line-34)), p.Solid(p.Hex(0x0c1f2f)))
		c.Fill(p.Ellipse(x, line-36, 4.2, 4.2, 0), p.Solid(p.Hex(0xfff0c0)))
		c.Glow(x, line-36, 44, p.Hex(0xffb65c), 0.6, 2)
	}
	beacon(c, 1700, line)
	lake(c, 34, line+4, 17, p.Hex(0x06182a), 0.36)
	glints(c, 16, 500, line+4, p.Hex(0xffd48a), func(x, y float64) float64 { return 0.25 })
	glints(c, 17, 500, line+4, p.Hex(0xe9e4c4), func(x, y float64) float64 { return 0.8 * math.Exp(-math.Pow((x-300)/(50+0.2*(y-line)), 2)) })
	// A ferry coming home.
	ferry(c, 1010, 985, 1.2)
	c.Grain(5, 0.011)
}

// town is one depth of house fronts, 0 to 4, along a rising street, with lit
// windows.
func town(c *p.Canvas, seed uint64, base func(x float64) float64, depth int) {
	r := p.Rand(seed)
	f := float64(depth) / 4
	for x := -20.0; x < float64(c.W)+20; {
		wide := (30 + 40*r.Float64()) * (0.8 + 0.55*f)
		high := (40 + 44*r.Float64()) * (0.85 + 0.5*f)
		tall := depth == 3 && r.Float64() < 0.2*math.Exp(-math.Pow((x-1290)/300, 2))
		if tall {
			high += 90 + 150*r.Float64()
			wide *= 1.15
		}
		wall := p.Mix(p.Mix(p.Hex(0x2b4f61), p.Hex(0x37495a), r.Float64()), p.Mix(p.Hex(0x182a3a), p.Hex(0x2c2836), r.Float64()), f)
		line := base(x + wide/2)
		top := line - high
		c.Fill(p.Rect(x, top, wide, high+40), p.Solid(wall))
		c.Fill(p.Rect(x, top, wide*0.18, high+40), p.Solid(wall.Lighter(0.03)))
		roof := p.Mix(wall, p.Mix(p.Hex(0x5d3038), p.Hex(0x22303f), r.Float64()), 0.6)
		switch k := r.Float64(); {
		case tall:
			c.Fill(p.Rect(x+wide*0.3, top-10, wide*0.35, 12), p.Solid(wall.Lighter(-0.02)))
			c.Fill(p.Line(1.6, p.P(x+wide*0.45, top-8), p.P(x+wide*0.45, top-40)), p.Solid(wall.Lighter(-0.02)))
		case k < 0.4: // the ridge runs along the street
			c.Fill(p.Poly(p.P(x-4, top+3), p.P(x+6, top-15), p.P(x+wide-6, top-15), p.P(x+wide+4, top+3)), p.Solid(roof))
		case k < 0.65:
			c.Fill(p.Poly(p.P(x-4, top+3), p.P(x+wide*0.5, top-20), p.P(x+wide+4, top+3)), p.Solid(roof))
		default:
			c.Fill(p.Rect(x-2, top-5, wide+4, 6), p.Solid(wall.Lighter(-0.03)))
			c.Fill(p.Rect(x+wide*0.6, top-15, wide*0.24, 11), p.Solid(wall.Lighter(-0.02)))
		}
		gap, ww, wh := 11+4*f, 5.2+2.2*f, 7.5+3.2*f
		for wy := top + 9; wy < line-12; wy += gap * 1.4 {
			for wx := x + 5; wx < x+wide-ww-2; wx += gap {
				if r.Float64() < 0.4 {
					tint := p.Mix(gold, p.Hex(0xfff0c4), r.Float64())
					if r.Float64() < 0.1 {
						tint = p.Hex(0xe07a52)
					}
					c.Fill(p.Rect(wx, wy, ww, wh), p.Flat(tint, 0.45+0.55*r.Float64()))
				} else {
					c.Fill(p.Rect(wx, wy, ww, wh), p.Flat(p.Hex(0x0b1c2b), 0.5))
				}
			}
		}
		if r.Float64() < 0.35 { // a tree between the houses
			bush(c, p.Noise(r.IntN(9999)), x+wide+4, line-10, 13+10*f, []p.Colour{p.Hex(0x0d2430), p.Hex(0x143240), p.Hex(0x2a4a4c)})
		}
		x += wide + (3+8*f)*r.Float64()
	}
	c.Fill(p.Rect(0, 430, float64(c.W), 320), func(x, y float64) (p.Colour, float64) {
		return p.Hex(0xe0935a), 0.13 * p.Smooth(base(x)-110, base(x), y) * p.Smooth(base(x)+40, base(x), y)
	})
}

// beacon is the small lighthouse at the end of the mole.
func beacon(c *p.Canvas, x, line float64) {
	fill := func(tint p.Colour, points ...p.Point) { c.Fill(p.Poly(points...), p.Solid(tint)) }
	at := func(u, v float64) p.Point { return p.P(x+u, line-v) }
	fill(p.Hex(0x0a1a28), at(-260, 6), at(120, 6), at(150, -6), at(-270, -6))
	fill(p.Hex(0xe8ddc6), at(-20, 6), at(20, 6), at(13, 118), at(-13, 118))
	fill(p.Hex(0xa9a89f), at(4, 6), at(20, 6), at(13, 118), at(3, 118))
	fill(crimson, at(-17, 52), at(17, 52), at(15, 84), at(-15, 84))
	fill(crimson.Lighter(-0.1), at(4, 52), at(17, 52), at(15, 84), at(4, 84))
	fill(p.Hex(0x16222c), at(-19, 118), at(19, 118), at(19, 123), at(-19, 123))
	fill(p.Hex(0xfff3c4), at(-9, 123), at(9, 123), at(9, 143), at(-9, 143))
	fill(p.Hex(0x16222c), at(-12, 143), at(12, 143), at(0, 158))
	lamp := at(0, 133)
	c.Shine(p.Hex(0xffe9ae), func(px, py float64) float64 {
		dx, dy := px-lamp.X, py-lamp.Y
		d := math.Hypot(dx, dy)
		if d < 4 || d > 900 {
			return 0
		}
		a := math.Abs(math.Atan2(dy+0.10*dx, -dx))
		return 0.5 * p.Smooth(0.055, 0.012, a) * math.Pow(1-d/900, 1.4)
	})
	c.Glow(lamp.X, lamp.Y, 120, p.Hex(0xffdf9a), 0.9, 2.4)
}

// ferry is a small lit boat with two decks.
func ferry(c *p.Canvas, x, y, size float64) {
	at := func(u, v float64) p.Point { return p.P(x+u*size, y-v*size) }
	fill := func(tint p.Colour, points ...p.Point) { c.Fill(p.Poly(points...), p.Solid(tint)) }
	shape := p.Poly(at(-150, 34), at(-120, 36), at(-112, 92), at(-40, 96), at(20, 128), at(60, 96), at(104, 88), at(112, 40), at(168, 50), at(140, -2), at(-140, -2))
	draw := func() {
		fill(p.Hex(0x0d2233), at(-118, 34), at(112, 36), at(104, 64), at(-112, 64))
		fill(p.Hex(0x14304a), at(-100, 64), at(80, 64), at(70, 92), at(-94, 92))
		for i := range 13 {
			u := -106 + 16.2*float64(i)
			fill(p.Hex(0xffd48a), at(u, 42), at(u+11, 42), at(u+11, 58), at(u, 58))
		}
		for i := range 9 {
			u := -88 + 17*float64(i)
			fill(p.Mix(p.Hex(0xffe9b8), gold, float64(i%3)/2), at(u, 70), at(u+12, 70), at(u+12, 86), at(u, 86))
		}
		fill(p.Hex(0x0d2233), at(-104, 92), at(84, 92), at(80, 98), at(-98, 98))
		c.Fill(p.Line(3*size, at(20, 98), at(18, 140)), p.Solid(p.Hex(0x0d2233)))
		c.Fill(p.Ellipse(at(18, 142).X, at(18, 142).Y, 4*size, 4*size, 0), p.Solid(p.Hex(0xfff0c4)))
		hull := append(p.Curve(at(-152, 36), at(-60, 33), at(60, 35), at(172, 52)), p.Curve(at(172, 52), at(150, 14), at(132, -4), at(-138, -4), at(-150, 20))...)
		c.Fill(p.Poly(hull...), p.Cut(func(_, py float64) float64 { return (y - py) / size }, []float64{8}, []p.Colour{p.Hex(0x4d1418), p.Hex(0x11293c)}))
		c.Fill(p.Line(2.6*size, p.Curve(at(-152, 36), at(-60, 33), at(60, 35), at(172, 52))...), p.Solid(p.Hex(0xd9a55c)))
	}
	draw()
	reflect(c, shape, y+4*size, 61, 9, 0.9)
	draw()
	c.Glow(x-10*size, y-70*size, 170*size, p.Hex(0xffb65c), 0.3, 2)
	c.Fill(p.Poly(at(150, -2), at(120, -8), at(-150, -6), at(-330, -22), at(-190, -12), at(-60, -16), at(110, -12)), p.Flat(p.Hex(0xbfd0cc), 0.35))
}
