package scene

import (
	"math"

	p "bangtin/build/sample/paint"
)

// hoiTruong is the main auditorium from the last rows, before the opening.
func hoiTruong(c *p.Canvas) {
	r := room{half: 19, high: 15.5, deep: 46, eye: 8.4, focal: 1560, cx: 900, horizon: 470}
	lake := hangs(c, ruongBacThang)
	r.paint(c, func(side int, x, y, z float64) p.Colour {
		switch side {
		case backWall:
			return stage(lake, x, y)
		case leftWall, rightWall:
			f := math.Mod(z+0.4*math.Floor(y/2.1), 0.9) / 0.9
			wood := p.Mix(p.Hex(0xb07f52), p.Hex(0x7c5236), p.Smooth(0.25, 0.95, f))
			wood = wood.Lighter(0.04 * p.Noise(4).Clouds(z*2, y*0.6, 2, 0.5))
			wash := math.Exp(-math.Pow((math.Mod(z, 7.6)-3.8)/1.5, 2)) * p.Smooth(14, 6, y) * p.Smooth(2, 7, y)
			wood = p.Mix(wood, p.Hex(0x3b261d), 0.5*p.Smooth(20, 6, z)+0.2)
			return p.Mix(wood, p.Hex(0xffd79a), 0.55*wash)
		case ceiling:
			return waves(x, z)
		}
		return p.Mix(p.Hex(0x2a1713), p.Hex(0x6a4030), p.Smooth(8, 40, z))
	})
	// The platform and what stands on it.
	front := 39.0
	c.Fill(p.Poly(r.at(-12.5, 1.1, 46), r.at(12.5, 1.1, 46), r.at(13.5, 1.1, front), r.at(-13.5, 1.1, front)), p.Down(p.NewRamp(p.Stop{At: r.at(0, 1.1, 46).Y, C: p.Hex(0xe9bd84)}, p.Stop{At: r.at(0, 1.1, front).Y, C: p.Hex(0xc08c58)})))
	c.Fill(p.Poly(r.at(-13.5, 1.1, front), r.at(13.5, 1.1, front), r.at(13.5, 0, front), r.at(-13.5, 0, front)), p.Solid(p.Hex(0x5a3423)))
	c.Fill(p.Poly(r.at(-13.5, 1.16, front), r.at(13.5, 1.16, front), r.at(13.5, 1.0, front), r.at(-13.5, 1.0, front)), p.Solid(p.Hex(0xf7dca8)))
	flowers(c, r, front)
	lecternSmall(c, r, -8.2, 41)
	for _, x := range []float64{3.2, 5.0, 6.8} { // armchairs for the panel
		b := body{c, r.at(x, 1.1, 42), 1.1 * r.size(42), 1}
		b.poly(p.Hex(0xf3e3c2), -0.5, 0.2, -0.5, 0.9, 0.5, 0.9, 0.5, 0.2)
		b.poly(p.Hex(0xd3bb90), -0.6, 0.1, -0.6, 0.55, 0.6, 0.55, 0.6, 0.1)
		b.poly(p.Hex(0x4a2c1e), -0.5, 0.1, -0.5, 0, -0.4, 0, -0.4, 0.1)
		b.poly(p.Hex(0x4a2c1e), 0.5, 0.1, 0.5, 0, 0.4, 0, 0.4, 0.1)
	}
	mid := r.at(0, 6, 46)
	c.Glow(mid.X, mid.Y, 900, p.Hex(0xffd9a0), 0.24, 2)
	rowsOfSeats(c, r)
	c.Shade(p.Hex(0x4a3038), func(x, y float64) float64 {
		return 0.62 * p.Smooth(0.5, 1.2, math.Hypot((x-900)/1180, (y-470)/860))
	})
	c.Grain(5, 0.011)
}

// stage is the back wall: the screen between panels and curtains.
func stage(show func(u, v float64) p.Colour, x, y float64) p.Colour {
	u, v := x/15.6+0.5, (11.3-y)/8.2
	if u > 0 && u < 1 && v > 0 && v < 1 {
		return p.Mix(show(u, 0.1+0.8*v), p.Hex(0xfff0cc), 0.10)
	}
	if math.Abs(x) < 8.0 && y > 2.9 && y < 11.5 {
		return p.Hex(0x1d1210)
	}
	if math.Abs(x) < 12.5 && y < 13 {
		if math.Abs(x) > 8.6 || y > 11.9 { // curtains in deep folds
			fold := math.Sin(x*5.2+0.5*math.Sin(y*0.7)) + 0.35*math.Sin(x*11.7+1)
			k := p.Smooth(-1.1, 1.1, fold)
			tint := p.Mix(p.Hex(0x4f0c12), p.Hex(0xa3262a), math.Round(k*4)/4)
			if y > 12.2 {
				tint = p.Mix(tint, p.Hex(0x3a0a10), 0.5)
			}
			return p.Mix(tint, p.Hex(0xf0a878), 0.18*p.Smooth(10.5, 8.6, math.Abs(x)))
		}
		return p.Mix(p.Hex(0xd9a468), p.Hex(0x8a5c3a), p.Smooth(1, 11, y))
	}
	return p.Mix(p.Hex(0x6b452e), p.Hex(0x3d271e), p.Smooth(2, 14, y))
}

// waves is the ceiling: long curved sails of wood with light between them.
func waves(x, z float64) p.Colour {
	bend := z + 0.018*x*x
	f := math.Mod(bend, 5.4) / 5.4
	sail := p.Mix(p.Hex(0xd9b487), p.Hex(0x8f6a4a), p.Smooth(0.05, 0.95, f))
	sail = sail.Lighter(0.012 * math.Sin(x*8))
	if f < 0.05 {
		return p.Hex(0xfff2cf)
	}
	if f > 0.93 {
		return p.Hex(0x4a3224)
	}
	sail = p.Mix(sail, p.Hex(0xffe2ac), 0.5*math.Exp(-(f-0.05)*9))
	return p.Mix(sail, p.Hex(0x3a271e), 0.6*p.Smooth(26, 5, z)+0.22*p.Smooth(9, 19, math.Abs(x)))
}

// rowsOfSeats are the arcs of chairs, the far ones first, on a falling floor.
func rowsOfSeats(c *p.Canvas, r room) {
	rnd := p.Rand(12)
	const centre = 52.0 // metres to the middle of the arcs
	for row := range 15 {
		radius := 16.5 + 2.05*float64(row)
		floor := 0.2 + 0.0125*float64(row)*float64(row) + 0.10*float64(row)
		near := float64(row) / 14
		// The step of this row, so that no gap shows between rows.
		var edge []p.Point
		for a := -1.15; a <= 1.151; a += 0.02 {
			z := centre - (radius+0.62)*math.Cos(a)
			if z < 2.2 {
				z = 2.2
			}
			edge = append(edge, r.at((radius+0.62)*math.Sin(a), floor+0.02, z))
		}
		low := append([]p.Point{}, edge...)
		for i := len(edge) - 1; i >= 0; i-- {
			low = append(low, p.P(edge[i].X, edge[i].Y+float64(c.H)))
		}
		c.Fill(p.Poly(low...), p.Solid(p.Mix(p.Hex(0x5a3626), p.Hex(0x1d1012), near)))
		step := 0.72 / radius
		for a := -1.08; a < 1.08; a += step {
			if math.Abs(math.Abs(a)-0.30) < 0.055 { // the aisles
				continue
			}
			x, z := radius*math.Sin(a), centre-radius*math.Cos(a)
			if z < 2.6 {
				continue
			}
			at := r.at(x, floor, z)
			s := r.size(z)
			if at.X < -s || at.X > float64(c.W)+s {
				continue
			}
			if row > 0 && row < 12 && rnd.Float64() < 0.13 {
				sitter(c, p.P(at.X, at.Y-1.18*s), s, 1-near, rnd.IntN(4))
			}
			chair(c, at, s, math.Cos(a)*0.5+0.5, near)
		}
	}
}

// chair is a seat from behind, its foot at a point, s pixels a metre.
func chair(c *p.Canvas, at p.Point, s, turn, near float64) {
	b := body{c, at, s, 1}
	half := 0.29 * turn
	back := p.Mix(p.Hex(0xb3352f), p.Hex(0x4a0f14), p.Smooth(-0.1, 1, near))
	rim := p.Mix(p.Hex(0xf6bd86), p.Hex(0xb8604a), p.Smooth(0, 1, near))
	b.poly(p.Hex(0x24130f), -half, 0.5, half, 0.5, half*0.9, 0.0, -half*0.9, 0.0)
	shape := func(ink p.Colour, up float64) {
		b.poly(ink, -half, 0.36, -half*1.03, 0.80+up, -half*0.9, 0.93+up, -half*0.55, 1.0+up, half*0.55, 1.0+up, half*0.9, 0.93+up, half*1.03, 0.80+up, half, 0.36)
	}
	shape(rim, 0.022)
	shape(back, 0)
	b.poly(back.Lighter(-0.045), -half, 0.36, -half*1.0, 0.62, half*1.0, 0.62, half, 0.36)
}

// sitter is somebody already in the seat.
func sitter(c *p.Canvas, at p.Point, s, far float64, kind int) {
	head(c, at, s, far, p.P(900, 400), kind)
}

// flowers stand along the edge of the platform.
func flowers(c *p.Canvas, r room, z float64) {
	rnd := p.Rand(8)
	for range 900 {
		x := -13 + 26*rnd.Float64()
		q := r.at(x, 1.06+0.34*rnd.Float64()*(0.5+0.5*math.Cos(x*1.3)), z-0.2)
		tint := []p.Colour{p.Hex(0x2f5a3d), p.Hex(0x47784a), p.Hex(0x6f9a55), p.Hex(0xfff0cc), gold, p.Hex(0xd9483f)}[rnd.IntN(6)]
		c.Fill(p.Ellipse(q.X, q.Y, 3.2, 2.8, 0), p.Solid(tint))
	}
}

// lecternSmall is the speaker's desk seen from afar.
func lecternSmall(c *p.Canvas, r room, x, z float64) {
	b := body{c, r.at(x, 1.1, z), 1.2 * r.size(z), 1}
	b.poly(p.Hex(0x7a4a2c), -0.34, 1, 0.34, 1, 0.26, 0, -0.26, 0)
	b.poly(p.Hex(0xa8713f), 0.04, 1, 0.34, 1, 0.26, 0, 0.04, 0)
	b.poly(p.Hex(0xf3d6a0), -0.4, 1.07, 0.4, 1.07, 0.36, 0.98, -0.36, 0.98)
	b.limb(p.Hex(0x1d1210), 0.03, 0.03, 0.05, 1.05, 0.12, 1.3)
}
