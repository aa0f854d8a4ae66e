package scene

import (
	"math"

	p "bangtin/build/sample/paint"
)

// tauKhach is a cruise ship at the quay on a clear morning.
func tauKhach(c *p.Canvas) {
	const line = 700
	w := float64(c.W)
	c.All(p.Down(p.NewRamp(p.Stop{At: 0, C: p.Hex(0x3f86ae)}, p.Stop{At: 300, C: p.Hex(0x86b9c9)}, p.Stop{At: 520, C: p.Hex(0xd4e0d4)}, p.Stop{At: line, C: p.Hex(0xf7e6c4)})))
	cumulus(c, 15, 300, 500, 150, 0.85)
	cumulus(c, 19, 1660, 400, 190, 0.85)
	cumulus(c, 27, 1010, 300, 80, 0.6)
	n := p.Noise(51)
	c.All(func(x, y float64) (p.Colour, float64) {
		return p.Hex(0xfff6e2), 0.6 * p.Smooth(0.14, 0.45, n.Clouds(x/640+y/900, y/60, 4, 0.55)) * p.Smooth(330, 60, y)
	})
	for i, m := range []struct {
		x, wide, high float64
		tint          p.Colour
	}{{1500, 620, 70, p.Hex(0xa9c3c4)}, {260, 760, 120, p.Hex(0x8db2b8)}, {1860, 520, 150, p.Hex(0x7fa8b1)}, {-20, 420, 190, p.Hex(0x5f929f)}} {
		island(c, p.Noise(400+i*9), m.x, line, m.wide, m.high, m.tint)
	}
	terminal(c, line)
	ship(c, 1230, line+6, 1.1)
	open := func(x, y float64) float64 { return (y - line) / (float64(c.H) - line) }
	c.Mirror(p.Rect(0, line+6, w, float64(c.H)), line+6, ripples(17, line, float64(c.H), 20), func(float64, float64) float64 { return 1 })
	inks := []p.Colour{p.Hex(0x0f466b), p.Hex(0x175a80), p.Hex(0x2a7799), p.Hex(0x62a3b3), p.Hex(0xcfdccb)}
	c.Fill(p.Rect(0, line+6, w, float64(c.H)), func(x, y float64) (p.Colour, float64) {
		d := open(x, y)
		z := 1 / (d + 0.03)
		v := n.Clouds((x-960)*z*0.004, z*2.7, 4, 0.6) + 0.5*(n+9).At((x-960)*z*0.0016, z*0.7)
		k := 0.34*v + 0.62*(1-d)*(1-d) + 0.5*p.Smooth(500, 0, math.Abs(x-420))*p.Smooth(0.7, 0, d)*(0.4+v)
		tint, _ := p.Cut(func(float64, float64) float64 { return k }, []float64{0.06, 0.27, 0.5, 0.8}, inks)(x, y)
		return tint, 0.34 + 0.6*p.Smooth(0.02, 0.62, d)
	})
	c.Fill(p.Rect(690, line+2, 1110, 9), p.Flat(p.Hex(0x0d3550), 0.6))
	pilot(c, 470, 960, 1.35)
	gulls(c, [][3]float64{{640, 250, 34}, {760, 190, 24}, {560, 330, 20}, {880, 300, 16}, {330, 210, 18}})
	c.Grain(5, 0.011)
}

// island is a low wooded island on the horizon.
func island(c *p.Canvas, seed p.Noise, x, line, wide, high float64, tint p.Colour) {
	top := func(px float64) float64 {
		u := (px - x) / wide * 2
		return line + 2 - high*math.Pow(math.Max(0, 1-u*u), 0.8)*(0.7+0.5*seed.Clouds(u*2.1, 0.4, 5, 0.55))
	}
	field := slopes(seed+2, top, wide*0.09, -0.5)
	c.Fill(p.Below(x-wide/2, x+wide/2, 1.5, line+4, top), hazy(p.Cut(field, []float64{0.1}, []p.Colour{tint, tint.Lighter(0.05)}), p.Hex(0xf2e6cb), line-high*0.7, line+8, 0.8))
}

// ship is a white cruise ship seen from the side, bow to the right; x is
// amidships, y its waterline.
func ship(c *p.Canvas, x, y, size float64) {
	at := func(u, v float64) p.Point { return p.P(x+u*size, y-v*size) }
	fill := func(tint p.Colour, points ...p.Point) { c.Fill(p.Poly(points...), p.Solid(tint)) }
	white, shade, deep := p.Hex(0xfffaf0), p.Hex(0xd9dfdc), p.Hex(0x27506b)
	// Superstructure: a long block, terraced at the stern, swept at the bow.
	const decks = 8
	front := func(v float64) float64 { return 424 - 0.42*(v-92) - 0.0022*(v-92)*(v-92) }
	stern := func(i int) float64 { return -486 + 6*float64(i) + 30*math.Max(0, float64(i-3)) }
	for i := range decks {
		v0 := 92 + 21*float64(i)
		left := stern(i)
		side := p.Poly(at(left, v0), at(front(v0), v0), at(front(v0+21), v0+21), at(left, v0+21))
		c.Fill(side, func(px, _ float64) (p.Colour, float64) {
			return p.Mix(white, p.Hex(0xcfdadb), p.Smooth(-100, -520, (px-x)/size)), 1
		})
		fill(p.Hex(0xb9c8cc), at(left, v0), at(front(v0), v0), at(front(v0)-1, v0+3.5), at(left, v0+3.5))
		switch {
		case i == 1: // lifeboats hang before a dark gallery
			fill(p.Hex(0x6f8c9b), at(left+20, v0+3), at(front(v0)-60, v0+3), at(front(v0)-66, v0+19), at(left+20, v0+19))
			for k := range 15 {
				q := at(-440+54*float64(k), v0+11)
				c.Fill(p.Ellipse(q.X, q.Y+1*size, 21*size, 7.5*size, 0), p.Solid(p.Hex(0xd06a2e)))
				c.Fill(p.Ellipse(q.X, q.Y-3*size, 19*size, 5*size, 0), p.Solid(p.Hex(0xf6f0e0)))
			}
		case i == 0 || i == decks-1: // one long band of glass
			fill(deep, at(left+10, v0+6), at(front(v0)-22, v0+6), at(front(v0+15)-22, v0+15), at(left+10, v0+15))
			for u := left + 40; u < front(v0)-40; u += 46 {
				fill(white, at(u, v0+5), at(u+4, v0+5), at(u+4, v0+16), at(u, v0+16))
			}
		default: // balconies
			for u := left + 9; u < front(v0)-30; u += 15.6 {
				glass := p.Mix(p.Hex(0x4b7389), deep, p.Noise(8).Speck(int(u), i))
				if p.Noise(7).Speck(int(u), i) < 0.12 {
					glass = p.Hex(0xeac88b)
				}
				fill(glass, at(u, v0+6), at(u+12.6, v0+6), at(u+12.6, v0+18), at(u, v0+18))
				fill(p.Hex(0xbcd0d4), at(u, v0+4), at(u+12.6, v0+4), at(u+12.6, v0+8.6), at(u, v0+8.6))
			}
		}
	}
	top := 92 + 21*float64(decks)
	// Bridge, sun deck, mast, funnels.
	fill(white, at(262, top-44), at(392, top-44), at(366, top-16), at(268, top-16))
	fill(deep, at(276, top-36), at(384, top-36), at(374, top-24), at(276, top-24))
	fill(shade, at(-380, top), at(250, top), at(230, top+12), at(-370, top+12))
	fill(white, at(-60, top+12), at(110, top+12), at(92, top+28), at(-50, top+28))
	for _, u := range []float64{-300, -170} {
		fill(crimson, at(u-36, top+12), at(u+34, top+12), at(u+14, top+86), at(u-44, top+86))
		fill(crimson.Lighter(-0.08), at(u+4, top+12), at(u+34, top+12), at(u+14, top+86), at(u-6, top+86))
		fill(ink, at(u-43, top+78), at(u+16, top+78), at(u+14, top+90), at(u-45, top+90))
		fill(p.Hex(0xf7e9c9), at(u-40, top+52), at(u+22, top+52), at(u+20, top+60), at(u-41, top+60))
	}
	c.Fill(p.Line(5*size, at(40, top+28), at(34, top+92)), p.Solid(white))
	c.Fill(p.Line(3*size, at(14, top+70), at(60, top+70)), p.Solid(white))
	c.Fill(p.Ellipse(at(90, top+40).X, at(90, top+40).Y, 14*size, 14*size, 0), p.Solid(white))
	// Hull.
	hull := p.Poly(append(append(p.Curve(at(-505, 96), at(-512, 60), at(-500, 20), at(-480, -4)), at(440, -4)),
		append(p.Curve(at(440, -4), at(478, 30), at(520, 70), at(556, 104)), p.Curve(at(556, 104), at(470, 98), at(300, 94), at(-505, 96))...)...)...)
	c.Fill(hull, func(px, py float64) (p.Colour, float64) {
		v := (y - py) / size
		tint := p.Mix(p.Hex(0xe9ecea), white, p.Smooth(10, 80, v))
		if v < 16 {
			tint = p.Hex(0x6f1a1c)
		} else if v < 24 {
			tint = p.Hex(0x1c3f5c)
		}
		return p.Mix(tint, p.Hex(0x9db7c2), 0.55*p.Smooth(120, -560, (px-x)/size)*p.Smooth(30, 90, 120-v)), 1
	})
	stripe := append(p.Curve(at(-506, 78), at(-100, 74), at(260, 76), at(532, 90)), p.Curve(at(540, 97), at(260, 84), at(-100, 80), at(-506, 85))...)
	c.Fill(p.Poly(stripe...), p.Solid(crimson))
	for i := range 62 {
		u := -470 + 14.4*float64(i)
		for _, v := range []float64{62, 46} {
			q := at(u, v)
			c.Fill(p.Ellipse(q.X, q.Y, 2.6*size, 2.6*size, 0), p.Solid(deep))
		}
	}
	c.Fill(p.Line(3*size, p.Curve(at(470, 98), at(512, 100), at(556, 105))...), p.Solid(deep))
	// Flags over all from bow to mast to stern, each plain.
	line := append(p.Curve(at(540, 112), at(300, top+10), at(36, top+92)), p.Curve(at(36, top+92), at(-250, top+104), at(-480, 200))...)
	c.Fill(p.Line(1.2*size, line...), p.Flat(deep, 0.7))
	tints := []p.Colour{crimson, gold, sea, leaf}
	for i := 6; i < len(line)-4; i += 7 {
		q := line[i]
		c.Fill(p.Poly(q, p.P(q.X+9*size, q.Y+1), p.P(q.X+5*size, q.Y+13*size)), p.Solid(tints[i/7%4]))
	}
}

// terminal is the quay with its low hall, gantry and lamps.
func terminal(c *p.Canvas, line float64) {
	fill := func(tint p.Colour, points ...p.Point) { c.Fill(p.Poly(points...), p.Solid(tint)) }
	at := p.P
	fill(p.Hex(0x9a9a8e), at(-4, line-26), at(690, line-26), at(720, line+8), at(-4, line+8))
	fill(p.Hex(0xc9c2ad), at(-4, line-26), at(724, line-26), at(724, line-18), at(-4, line-18))
	for i := range 18 {
		x := 10 + 41*float64(i)
		fill(p.Hex(0x565f60), at(x, line-16), at(x+12, line-16), at(x+12, line+8), at(x, line+8))
	}
	roof := append(p.Curve(at(40, line-96), at(160, line-142), at(300, line-128), at(440, line-92)), p.Curve(at(440, line-78), at(300, line-110), at(160, line-122), at(40, line-80))...)
	fill(p.Hex(0x3d5e6d), at(60, line-26), at(420, line-26), at(420, line-92), at(300, line-118), at(160, line-130), at(60, line-96))
	for i := range 14 {
		x := 72 + 25*float64(i)
		fill(p.Mix(p.Hex(0xf2d9a2), p.Hex(0x8fb3b8), float64(i)/14), at(x, line-28), at(x+17, line-28), at(x+17, line-76), at(x, line-76))
	}
	c.Fill(p.Poly(roof...), p.Solid(p.Hex(0xf4ecd8)))
	for _, x := range []float64{470, 600} {
		c.Fill(p.Line(5, at(x, line-26), at(x, line-176)), p.Solid(p.Hex(0x35505c)))
		c.Fill(p.Line(4, at(x-22, line-176), at(x+22, line-176)), p.Solid(p.Hex(0x35505c)))
	}
	// People on the quay, small and many.
	r := p.Rand(31)
	tints := []p.Colour{crimson, p.Hex(0x1f4566), p.Hex(0xe9b558), p.Hex(0x2f6a5c), p.Hex(0xf4ecd8), ink}
	for range 34 {
		x := 440 + 200*r.Float64()
		h := 15 + 3*r.Float64()
		tint := tints[r.IntN(len(tints))]
		c.Fill(p.Taper(6, 4, at(x, line-26-h*0.85), at(x, line-26)), p.Solid(tint))
		c.Fill(p.Ellipse(x, line-26-h, 2.6, 2.8, 0), p.Solid(p.Hex(0x3a2a22)))
	}
}

// pilot is a small launch under way.
func pilot(c *p.Canvas, x, y, size float64) {
	at := func(u, v float64) p.Point { return p.P(x+u*size, y+v*size) }
	fill := func(tint p.Colour, points ...p.Point) { c.Fill(p.Poly(points...), p.Solid(tint)) }
	c.Fill(p.Poly(at(86, 4), at(-60, 0), at(-330, 34), at(-210, 30), at(-300, 58), at(-90, 20), at(40, 14)), p.Flat(p.Hex(0xf6f1de), 0.75))
	c.Fill(p.Ellipse(x, y+16*size, 86*size, 7*size, 0), p.Flat(p.Hex(0x0b3350), 0.6))
	fill(p.Hex(0xf7f0de), at(-34, -22), at(34, -20), at(20, -52), at(-28, -52))
	fill(p.Hex(0x244b63), at(-26, -30), at(24, -29), at(15, -46), at(-22, -46))
	c.Fill(p.Line(2.4*size, at(-8, -52), at(-10, -86)), p.Solid(ink))
	fill(gold, at(-10, -86), at(14, -80), at(-10, -72))
	hull := append(p.Curve(at(-84, -20), at(-20, -18), at(50, -22), at(104, -34)), p.Curve(at(104, -34), at(80, 4), at(30, 14), at(-78, 12))...)
	c.Fill(p.Poly(hull...), p.Solid(p.Hex(0xb5341f)))
	fill(p.Hex(0x7d1c14), at(-80, 0), at(78, 4), at(60, 10), at(30, 14), at(-78, 12))
	fill(p.Hex(0xf7f0de), at(-84, -20), at(104, -34), at(100, -28), at(-83, -14))
	c.Fill(p.Poly(at(98, 2), at(60, 4), at(40, 16), at(92, 16), at(116, 8)), p.Flat(paper, 0.9))
}

// gulls in flight; each is x, y, wing.
func gulls(c *p.Canvas, birds [][3]float64) {
	for i, b := range birds {
		x, y, s := b[0], b[1], b[2]
		k := 0.3 + 0.15*float64(i%3)
		wing := append(p.Curve(p.P(x-s, y-s*k), p.P(x-s*0.45, y-s*0.42*k-s*0.18), p.P(x, y)), p.Curve(p.P(x, y), p.P(x+s*0.45, y-s*0.5*k-s*0.2), p.P(x+s, y-s*k*0.6))...)
		low := append(p.Curve(p.P(x+s, y-s*k*0.6), p.P(x+s*0.4, y-s*0.2*k-s*0.06), p.P(x, y+s*0.14)), p.Curve(p.P(x, y+s*0.14), p.P(x-s*0.4, y-s*0.2*k-s*0.04), p.P(x-s, y-s*k))...)
		c.Fill(p.Poly(append(wing, low...)...), p.Solid(paper))
	}
}
