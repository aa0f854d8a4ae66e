package scene

import (
	"math"

	p "bangtin/build/sample/paint"
)

// dienGia is a talk: a speaker beside a screen, the audience from behind.
func dienGia(c *p.Canvas) {
	r := room{half: 8.2, high: 5.4, deep: 13, eye: 2.2, focal: 1250, cx: 960, horizon: 640}
	cliff := hangs(c, momEn)
	screen := hung{backWall, 1.5, 2.95, 7.4, 3.7, func(u, v float64) p.Colour { return cliff(u, 0.1+0.75*v) }}
	r.paint(c, func(side int, x, y, z float64) p.Colour {
		switch side {
		case backWall:
			u, v := (x-screen.along)/screen.wide+0.5, 0.5-(y-screen.up)/screen.high
			if u > 0 && u < 1 && v > 0 && v < 1 {
				return p.Mix(screen.show(u, v), p.Hex(0xfff0d0), 0.06)
			}
			if math.Abs(x-screen.along) < screen.wide/2+0.07 && math.Abs(y-screen.up) < screen.high/2+0.07 {
				return p.Hex(0x14100f)
			}
			slat := math.Mod(x+40, 0.32) / 0.32
			wood := p.Mix(p.Hex(0x5b3a2b), p.Hex(0x3a251f), p.Smooth(0.2, 0.9, slat))
			near := math.Exp(-math.Pow((x-screen.along)/5.4, 2)) * math.Exp(-math.Pow((y-screen.up)/2.9, 2))
			return p.Mix(wood, p.Hex(0xd99a78), 0.45*near)
		case leftWall, rightWall:
			panel := math.Mod(z, 1.9) / 1.9
			tint := p.Mix(p.Hex(0x3d2b2a), p.Hex(0x241a1f), p.Smooth(15, 3, z))
			if panel < 0.04 {
				tint = tint.Lighter(-0.05)
			}
			wash := math.Exp(-math.Pow((math.Mod(z, 3.8)-1.9)/0.7, 2)) * p.Smooth(4.6, 1.6, y) * p.Smooth(0.4, 2.6, y)
			return p.Mix(p.Mix(tint, p.Hex(0xc98d6c), 0.3*p.Smooth(8, 15, z)), p.Hex(0xf3b877), 0.5*wash)
		case ceiling:
			tint := p.Mix(p.Hex(0x2a2024), p.Hex(0x57403c), p.Smooth(4, 15, z))
			f := math.Mod(z, 2.5) / 2.5
			if f < 0.42 && math.Abs(x) < 6.6 {
				tint = tint.Lighter(0.05)
			}
			if math.Abs(f-0.44) < 0.02 && math.Abs(x) < 6.6 {
				tint = p.Hex(0xf6c98c)
			}
			return tint
		}
		tint := p.Mix(p.Hex(0x241a1c), p.Hex(0x5a3c34), p.Smooth(5, 14, z))
		if z > 10.4 {
			tint = p.Mix(p.Hex(0x8a5f48), p.Hex(0xb9835f), p.Smooth(10.4, 13, z))
		}
		return tint
	})
	mid := r.at(screen.along, screen.up, 13)
	c.Glow(mid.X, mid.Y, 900, p.Hex(0xf3a98a), 0.3, 2)
	// The edge of the platform, then the speaker and her desk.
	c.Fill(p.Poly(r.at(-8.2, 0.34, 10.4), r.at(8.2, 0.34, 10.4), r.at(8.2, 0, 10.4), r.at(-8.2, 0, 10.4)), p.Solid(p.Hex(0x3d2620)))
	c.Fill(p.Poly(r.at(-8.2, 0.36, 10.4), r.at(8.2, 0.36, 10.4), r.at(8.2, 0.32, 10.4), r.at(-8.2, 0.32, 10.4)), p.Solid(p.Hex(0xe2a778)))
	c.Fill(p.Poly(r.at(-8.2, 0.34, 13), r.at(8.2, 0.34, 13), r.at(8.2, 0.34, 10.4), r.at(-8.2, 0.34, 10.4)), p.Across(p.NewRamp(p.Stop{At: 200, C: p.Hex(0x7a4e3c)}, p.Stop{At: 1100, C: p.Hex(0xd99a70)}, p.Stop{At: 1800, C: p.Hex(0x8a5a44)})))
	lectern(c, r, -4.9, 11.6)
	feet := r.at(-3.55, 0.34, 11.2)
	c.Fill(p.Ellipse(feet.X-26, feet.Y+2, 62, 9, 0), p.Flat(p.Hex(0x3d2219), 0.6))
	speaker(body{c, feet, 1.68 * r.size(11.2), 1})
	// Heads and shoulders, row behind row.
	rnd := p.Rand(23)
	for row := range 5 {
		z := 8.9 - 1.5*float64(row)
		s := r.size(z)
		f := float64(row) / 4
		gap := 0.86
		shift := 0.43 * float64(row%2)
		for x := -9.0; x < 9; x += gap {
			if rnd.Float64() < 0.12 || math.Abs(x+shift+0.4) < 0.55 {
				continue
			}
			at := r.at(x+shift+0.09*rnd.NormFloat64(), 1.18+0.07*rnd.NormFloat64(), z)
			head(c, at, s, 1-f, mid, rnd.IntN(4))
			seat(c, at, s, 1-f)
		}
	}
	c.Shade(p.Hex(0x40303a), func(x, y float64) float64 {
		return 0.4 * p.Smooth(0.6, 1.3, math.Hypot((x-1040)/1150, (y-560)/760))
	})
	c.Grain(5, 0.011)
}

// lectern is a slim stand with a microphone and a bowl of flowers.
func lectern(c *p.Canvas, r room, x, z float64) {
	fill := func(tint p.Colour, points ...p.Point) { c.Fill(p.Poly(points...), p.Solid(tint)) }
	fill(p.Hex(0x6d452f), r.at(x-0.34, 1.42, z), r.at(x+0.34, 1.42, z), r.at(x+0.26, 0.34, z), r.at(x-0.26, 0.34, z))
	fill(p.Hex(0x9a6746), r.at(x+0.06, 1.42, z), r.at(x+0.34, 1.42, z), r.at(x+0.26, 0.34, z), r.at(x+0.04, 0.34, z))
	fill(p.Hex(0xe0ad80), r.at(x-0.4, 1.50, z), r.at(x+0.4, 1.50, z), r.at(x+0.36, 1.42, z), r.at(x-0.36, 1.42, z))
	a, b := r.at(x+0.08, 1.5, z), r.at(x+0.22, 1.78, z)
	c.Fill(p.Line(2.6, a, b), p.Solid(p.Hex(0x1d1614)))
	c.Fill(p.Ellipse(b.X, b.Y, 5, 7, 0.4), p.Solid(p.Hex(0x1d1614)))
	rnd := p.Rand(6)
	for range 40 {
		q := r.at(x-0.62+0.22*rnd.NormFloat64(), 0.62+0.13*math.Abs(rnd.NormFloat64())*1.4, z-0.3)
		tint := []p.Colour{p.Hex(0x2f5a45), p.Hex(0x4d7a4f), p.Hex(0xf6dcc0), gold, p.Hex(0xd9574f)}[rnd.IntN(5)]
		c.Fill(p.Ellipse(q.X, q.Y, 8, 7, 0), p.Solid(tint))
	}
	fill(p.Hex(0xe9d6bd), r.at(x-0.86, 0.58, z-0.3), r.at(x-0.38, 0.58, z-0.3), r.at(x-0.46, 0.34, z-0.3), r.at(x-0.78, 0.34, z-0.3))
}

// speaker is a woman in a dark áo dài, turned to the screen, one hand out.
func speaker(b body) {
	silk, light := p.Hex(0x3b1d3a), p.Hex(0xe79a72)
	b.limb(p.Hex(0xf3e2c8), 0.09, 0.06, -0.04, 0.42, -0.045, 0.02)
	b.limb(p.Hex(0xfff0d8), 0.09, 0.06, 0.045, 0.42, 0.05, 0.02)
	b.blob(silk, -0.10, 0.80, 0, 0.84, 0.10, 0.80, 0.078, 0.62, 0.115, 0.4, 0.135, 0.12, 0.02, 0.10, -0.115, 0.12, -0.12, 0.4, -0.08, 0.62)
	b.blob(p.Hex(0x6a3550), 0.045, 0.82, 0.10, 0.80, 0.078, 0.62, 0.115, 0.4, 0.135, 0.12, 0.085, 0.11, 0.075, 0.4, 0.045, 0.62)
	b.limb(light, 0.012, 0.008, 0.098, 0.79, 0.08, 0.63, 0.116, 0.4, 0.135, 0.13)
	b.limb(silk, 0.06, 0.045, -0.09, 0.77, -0.13, 0.62, -0.08, 0.52)
	b.limb(p.Hex(0x6a3550), 0.058, 0.04, 0.09, 0.77, 0.19, 0.68, 0.29, 0.74)
	b.limb(p.Hex(0xe8b48c), 0.03, 0.022, 0.29, 0.74, 0.335, 0.775)
	b.limb(p.Hex(0xd9a57c), 0.05, 0.045, 0.005, 0.82, 0.012, 0.88)
	b.disc(p.Hex(0xe3b08a), 0.018, 0.925, 0.05, 0.066)
	b.blob(p.Hex(0x1a1216), -0.062, 0.92, -0.045, 0.99, 0.01, 1.005, 0.055, 0.975, 0.03, 0.955, -0.002, 0.94, -0.01, 0.88, -0.02, 0.76, -0.075, 0.74, -0.07, 0.85)
}

// head is one listener from behind: hair and shoulders with the light of
// the screen on their edges. far goes from 1 in the first row to 0 nearest.
func head(c *p.Canvas, at p.Point, s, far float64, light p.Point, kind int) {
	coats := []p.Colour{p.Hex(0x2b2230), p.Hex(0x1f2a36), p.Hex(0x35202a), p.Hex(0x2a2a2a)}
	coat := p.Mix(coats[kind], p.Hex(0x6a4640), 0.35*far)
	hair := p.Mix(p.Hex(0x120d10), p.Hex(0x4a3030), 0.4*far)
	rim := p.Mix(p.Hex(0x9a5f50), p.Hex(0xf0b088), 0.3+0.7*far)
	side := 1.0
	if light.X < at.X {
		side = -1
	}
	b := body{c, at, s, side}
	shoulders := []float64{-0.27, -0.9, -0.28, -0.42, -0.21, -0.215, -0.08, -0.14, 0.08, -0.14, 0.21, -0.215, 0.28, -0.42, 0.27, -0.9}
	grow := func(pts []float64, dx, dy float64) []float64 {
		out := append([]float64(nil), pts...)
		for i := 0; i < len(out); i += 2 {
			out[i] += dx
			out[i+1] += dy
		}
		return out
	}
	b.blob(rim, grow(shoulders, 0.012, 0.014)...)
	b.blob(coat, shoulders...)
	b.limb(coat.Lighter(0.06), 0.09, 0.10, 0, -0.06, 0, -0.16)
	b.disc(rim, 0.010, 0.058, 0.108, 0.142)
	b.disc(hair, 0, 0.05, 0.108, 0.142)
	if kind%2 == 0 { // long hair
		b.blob(hair, -0.108, 0.06, 0, 0.15, 0.104, 0.06, 0.118, -0.12, 0.08, -0.3, -0.08, -0.3, -0.12, -0.12)
	}
}

// seat is the back of a listener's chair.
func seat(c *p.Canvas, at p.Point, s, far float64) {
	b := body{c, at, s, 1}
	wood := p.Mix(p.Hex(0x1f1416), p.Hex(0x6a3f36), 0.5*far)
	edge := p.Mix(p.Hex(0x4a2c2a), p.Hex(0xc98a68), 0.25+0.6*far)
	for _, x := range []float64{-0.21, 0.21} {
		b.limb(wood, 0.035, 0.03, x, -0.5, x*1.06, -1.22)
	}
	round := func(ink p.Colour, grow float64) {
		b.poly(ink, -0.25-grow, -0.84, -0.255-grow, -0.40, -0.22, -0.355+grow, 0.22, -0.355+grow, 0.255+grow, -0.40, 0.25+grow, -0.84)
	}
	round(edge, 0.012)
	round(p.Mix(p.Hex(0x4a1216), p.Hex(0x8a3a34), 0.6*far), 0)
}
