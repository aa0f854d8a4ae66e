package scene

import (
	"math"

	p "bangtin/build/sample/paint"
)

// ruongBacThang is flooded rice terraces towards evening.
func ruongBacThang(c *p.Canvas) {
	const horizon = 420
	sky := p.NewRamp(p.Stop{At: -700, C: p.Hex(0x3f5f86)}, p.Stop{At: 0, C: p.Hex(0x6d87a0)}, p.Stop{At: 150, C: p.Hex(0xb0a9a8)},
		p.Stop{At: 260, C: p.Hex(0xe7b993)}, p.Stop{At: 350, C: p.Hex(0xf8d49a)}, p.Stop{At: horizon, C: p.Hex(0xfce3ae)})
	n := p.Noise(77)
	clouds := func(x, y float64) p.Colour {
		tint := sky.At(y)
		k := n.Clouds(x/620+y/900, y/85, 4, 0.55)
		tint = p.Mix(tint, p.Hex(0xf3a988), 0.75*p.Smooth(0.02, 0.34, k)*p.Smooth(330, 60, y))
		return p.Mix(tint, p.Hex(0xffe3b8), 0.8*p.Smooth(0.2, 0.42, k)*p.Smooth(360, 120, y))
	}
	c.All(func(x, y float64) (p.Colour, float64) { return clouds(x, y), 1 })
	c.Glow(620, 372, 700, p.Hex(0xffc27a), 0.6, 2.2)
	c.Fill(p.Ellipse(620, 352, 46, 46, 0), p.Solid(p.Hex(0xfff4d4)))
	for i, m := range []struct {
		top  skyline
		tint p.Colour
	}{
		{peaks(41, 372, 50, 330, 5), p.Hex(0xc99d94)},
		{peaks(46, 412, 74, 420, 5), p.Hex(0x9c8492)},
		{hills(49, 440, 86, 520, 5), p.Hex(0x71708a)},
	} {
		light := m.tint.Lighter(0.055)
		field := slopes(p.Noise(80+i), m.top, 70+30*float64(i), 0.35)
		under(c, m.top, 700, hazy(p.Cut(field, []float64{0.12}, []p.Colour{m.tint, light}), p.Hex(0xf1c79f), 380, 520+20*float64(i), 0.75))
	}
	t := terraces(clouds, horizon)
	c.Terrain(t)
	at, metre := t.On(46, 128)
	stiltHouse(c, at.X, at.Y+4, metre*16)
	c.Grain(5, 0.011)
}

// terraces is the hillside: level paddies with a grass bank under each.
func terraces(sky func(x, y float64) p.Colour, horizon float64) p.Terrain {
	const rise = 1.9
	ground := func(x, z float64) float64 {
		n := p.Noise(63)
		valley := 24*math.Sin(z/140+0.4) - 22
		d := math.Abs(x-valley) - 6
		return 40 + 0.23*math.Max(0, d) + 15*n.Clouds(x/120, z/135, 2, 0.4) - 0.085*z + 0.00022*math.Max(0, z-260)*math.Max(0, z-260)
	}
	part := func(x, z float64) (k, f float64) {
		q := ground(x, z) / rise
		k = math.Floor(q)
		return k, q - k
	}
	height := func(x, z float64) float64 {
		k, f := part(x, z)
		return (k + 0.1*p.Smooth(0.70, 0.74, f)*p.Smooth(0.80, 0.76, f) + p.Smooth(0.8, 1, f)) * rise
	}
	green := []p.Colour{p.Hex(0x233a3a), p.Hex(0x3d5440), p.Hex(0x6f7a45), p.Hex(0xb4a552)}
	t := p.Terrain{
		Height: height,
		Eye:    [3]float64{-20, 84, -30}, Focal: 1500, CentreX: 900, Horizon: horizon,
		Near: 26, Far: 900, Fine: 0.0016,
		Sun: [3]float64{-0.35, 0.4, 0.75}, Shadow: 0,
	}
	t.Ink = func(h p.Hit) (p.Colour, float64) {
		air := 0.96 * (1 - math.Exp(-math.Max(0, h.Z-60)/260))
		mist := p.Hex(0xf3cba0)
		k, f := part(h.X, h.Z)
		if f > 0.79 {
			v := h.Light + 0.3*p.Noise(71).Clouds(h.X/2.5, h.Z/2.5, 2, 0.6)
			return p.Mix(green[step(v, 0.0, 0.3, 0.62)], mist, air), 1
		}
		if f > 0.7 {
			return p.Mix(p.Hex(0x55583f), mist, air), 1
		}
		own := p.Noise(9).Speck(int(k), 3)
		ripple := p.Noise(10).Clouds(h.X/9+own*50, h.Z/4, 2, 0.5)
		c := sky(h.Px+60*ripple, horizon-30-(h.Py-horizon)*0.42-(own-0.5)*120+40*ripple)
		c = p.Mix(c, p.Hex(0x3a4a58), 0.06+0.12*own)
		if own > 0.72 { // planted: rows of seedlings along the bank
			row := math.Sin((f*rise*14 + 0.2*ripple) * math.Pi * 2)
			dot := p.Noise(12).At(h.X*1.9, h.Z*1.9)
			if row+dot > 0.9 && h.Z < 170 {
				c = p.Mix(c, p.Hex(0x5f7a3c), 0.7)
			}
		}
		if f < 0.05 {
			c = p.Mix(c, p.Hex(0x2c3f40), 0.6)
		}
		return p.Mix(c, mist, air*0.8), 1
	}
	return t
}

// stiltHouse is a timber house on posts under a thatched roof, about size
// pixels wide, its posts standing on y.
func stiltHouse(c *p.Canvas, x, y, size float64) {
	at := func(u, v float64) p.Point { return p.P(x+u*size, y+v*size) }
	fill := func(tint p.Colour, points ...p.Point) { c.Fill(p.Poly(points...), p.Solid(tint)) }
	for i, q := range [...][3]float64{{-0.62, -0.42, 0.3}, {0.6, -0.5, 0.34}, {-0.34, -0.66, 0.3}, {0.3, -0.74, 0.33}, {0, -0.62, 0.3}, {0.84, -0.24, 0.22}, {-0.85, -0.2, 0.2}} {
		bush(c, p.Noise(20+i), x+q[0]*size, y+q[1]*size, q[2]*size, []p.Colour{p.Hex(0x24403c), p.Hex(0x3a5a42), p.Hex(0x6f7d48), p.Hex(0xb5a257)})
		c.Fill(p.Taper(0.03*size, 0.02*size, at(q[0], 0), at(q[0], q[1]+q[2]*0.6)), p.Solid(p.Hex(0x2a2421)))
	}
	for i := range 5 {
		u := -0.42 + 0.21*float64(i)
		c.Fill(p.Line(size*0.022, at(u, 0), at(u, -0.2)), p.Solid(p.Hex(0x2a211d)))
	}
	fill(p.Hex(0x1f1c1c), at(-0.45, -0.16), at(0.45, -0.16), at(0.45, -0.2), at(-0.45, -0.2))
	fill(p.Hex(0x5b3c28), at(-0.44, -0.18), at(0.44, -0.18), at(0.44, -0.36), at(-0.44, -0.36))
	fill(p.Hex(0x402a1f), at(0.1, -0.18), at(0.44, -0.18), at(0.44, -0.36), at(0.1, -0.36))
	for _, u := range []float64{-0.3, -0.08, 0.2} {
		fill(p.Hex(0xffcf7a), at(u, -0.22), at(u+0.09, -0.22), at(u+0.09, -0.33), at(u, -0.33))
	}
	fill(p.Hex(0x3d3029), at(-0.56, -0.33), at(0.56, -0.33), at(0.34, -0.64), at(-0.34, -0.64))
	fill(p.Hex(0x8a6740), at(-0.56, -0.33), at(0.12, -0.33), at(-0.02, -0.64), at(-0.34, -0.64))
	fill(p.Hex(0xb48a54), at(-0.56, -0.33), at(-0.3, -0.33), at(-0.28, -0.64), at(-0.34, -0.64))
	c.Glow(x, y-0.28*size, size*0.7, p.Hex(0xffb45c), 0.28, 2)
}
