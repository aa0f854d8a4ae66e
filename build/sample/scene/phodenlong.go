package scene

import (
	"math"

	p "bangtin/build/sample/paint"
)

// phoDenLong is the old street by night, hung with lanterns, after rain.
func phoDenLong(c *p.Canvas) {
	r := room{eye: 1.75, focal: 1250, cx: 930, horizon: 700}
	c.All(p.Down(p.NewRamp(p.Stop{At: 0, C: p.Hex(0x0c1a2e)}, p.Stop{At: 360, C: p.Hex(0x1d3450)}, p.Stop{At: 640, C: p.Hex(0x51556a)}, p.Stop{At: 720, C: p.Hex(0xb5805c)})))
	n := p.Noise(12)
	c.All(func(x, y float64) (p.Colour, float64) {
		return p.Hex(0x3f5a72), 0.5 * p.Smooth(0.05, 0.45, n.Clouds(x/620+y/800, y/110, 4, 0.55)) * p.Smooth(560, 200, y)
	})
	rnd := p.Rand(41)
	for range 90 {
		x, y := 560+760*rnd.Float64(), 420*rnd.Float64()
		c.Fill(p.Ellipse(x, y, 1.3, 1.3, 0), p.Flat(p.Hex(0xf4ecd0), 0.6*p.Smooth(430, 60, y)))
	}
	c.Glow(930, 690, 420, p.Hex(0xffb45c), 0.7, 2)
	// Below the ground first: what the wet stones mirror.
	houses(c, r, -1)
	lanterns(c, r, -1)
	wet(c, r)
	houses(c, r, 1)
	walkersInStreet(c, r)
	lanterns(c, r, 1)
	c.Shade(p.Hex(0x3a3048), func(x, y float64) float64 {
		return 0.5 * p.Smooth(0.6, 1.2, math.Hypot((x-930)/1150, (y-690)/860))
	})
	c.Grain(5, 0.011)
}

// A front is one house on the street: where it stands along it, how high it
// is, its plaster, and what its ground floor is.
type front struct {
	z0, z1, high float64
	wall         p.Colour
	shop         bool
	seed         p.Noise
}

// wallAt is the distance of the house fronts from the middle of the street.
const wallAt = 3.9

// fronts are the houses of one side.
func fronts(seed uint64) []front {
	rnd := p.Rand(seed)
	walls := []p.Colour{p.Hex(0xd29a48), p.Hex(0xbb7a3c), p.Hex(0xa5563a), p.Hex(0xdcb26a), p.Hex(0x9a6a50), p.Hex(0x7d8a6a)}
	var all []front
	for z := 1.2; z < 70; {
		deep := 3.8 + 2.4*rnd.Float64()
		all = append(all, front{z, z + deep, 5.1 + 1.5*rnd.Float64(), walls[rnd.IntN(len(walls))], rnd.Float64() < 0.6, p.Noise(rnd.IntN(9000))})
		z += deep
	}
	return all
}

// houses line both sides; up = -1 draws their mirror image.
func houses(c *p.Canvas, r room, up float64) {
	for _, side := range []float64{-1, 1} {
		all := fronts(uint64(60 + side))
		at := func(x, y, z float64) p.Point { return r.at(side*x, up*y, z) }
		for i := range all {
			h := all[len(all)-1-i]
			ink := func(px, py float64) (p.Colour, float64) {
				var sum p.Colour
				for _, d := range [...][2]float64{{-0.3, -0.2}, {0.3, 0.2}} {
					z := wallAt * r.focal / math.Max(1, math.Abs(px+d[0]-r.cx))
					y := up * (r.eye - (py+d[1]-r.horizon)*z/r.focal)
					q := h.colour(z, y)
					sum.R, sum.G, sum.B = sum.R+q.R/2, sum.G+q.G/2, sum.B+q.B/2
				}
				return sum, 1
			}
			c.Fill(p.Poly(at(wallAt, -0.1, h.z0), at(wallAt, h.high, h.z0), at(wallAt, h.high, h.z1), at(wallAt, -0.1, h.z1)), ink)
			eaves(c, r, side, up, h, wallAt-0.8, h.high-0.5, wallAt+0.1, h.high+0.05)
			eaves(c, r, side, up, h, wallAt-1.25, 2.72, wallAt+0.02, 3.3)
			for _, z := range []float64{h.z0 + 0.1, (h.z0 + h.z1) / 2} { // posts of the pavement
				s := r.size(z)
				if z > 1.9 {
					c.Fill(p.Taper(0.15*s, 0.13*s, at(wallAt-1.1, 0, z), at(wallAt-1.1, 2.78, z)), p.Solid(air(p.Hex(0x3a2018), z)))
					c.Fill(p.Taper(0.05*s, 0.04*s, at(wallAt-1.14, 0, z), at(wallAt-1.14, 2.78, z)), p.Solid(air(p.Hex(0xb0703c), z)))
				}
			}
		}
	}
}

// air warms and lightens what is far down the street.
func air(tint p.Colour, z float64) p.Colour {
	return p.Mix(tint, p.Hex(0xd2935a), 0.78*(1-math.Exp(-z/30)))
}

// eaves are the rafters under a roof, seen from below, and its edge of tiles.
func eaves(c *p.Canvas, r room, side, up float64, h front, x0, y0, x1, y1 float64) {
	at := func(x, y, z float64) p.Point { return r.at(side*x, up*y, z) }
	m := (y1 - y0) / (x1 - x0)
	c.Fill(p.Poly(at(x0, y0, h.z0), at(x1, y1, h.z0), at(x1, y1, h.z1), at(x0, y0, h.z1)), func(px, py float64) (p.Colour, float64) {
		a := side * (px - r.cx) / r.focal
		b := up * (r.horizon - py) / r.focal
		// The mirrored eye lies as far below the ground as the eye above it.
		z := (y0 - up*r.eye - x0*m) / (b - a*m)
		f := math.Mod(math.Abs(z), 0.42) / 0.42
		tint := p.Mix(p.Hex(0x7a4426), p.Hex(0x4a2618), p.Smooth(0.42, 0.5, f))
		return air(tint, h.z0), 1
	})
	c.Fill(p.Poly(at(x0, y0, h.z0), at(x0, y0, h.z1), at(x0, y0+0.17, h.z1), at(x0, y0+0.17, h.z0)), func(px, _ float64) (p.Colour, float64) {
		z := x0 * r.focal / math.Max(1, math.Abs(px-r.cx))
		f := math.Mod(z, 0.24) / 0.24
		return air(p.Mix(p.Hex(0x8f4a38), p.Hex(0x3a2028), p.Smooth(0.5, 0.8, f)), h.z0), 1
	})
}

// colour is a point of a front: z along the street, y up.
func (h front) colour(z, y float64) p.Colour {
	u := p.Clamp((z - h.z0) / (h.z1 - h.z0))
	w := h.z1 - h.z0
	// Plaster, brighter where the lanterns hang, stained below the roof.
	glow := math.Exp(-math.Pow((y-2.6)/1.9, 2))
	stain := h.seed.Clouds(z*1.1, y*0.7, 4, 0.6)
	tint := p.Mix(p.Mix(h.wall, p.Hex(0x2a2438), 0.62), p.Mix(h.wall, p.Hex(0xffbe6e), 0.25), 0.12+0.8*glow)
	if stain > 0.12 {
		tint = p.Mix(tint, p.Hex(0x5a3f38), 0.26)
	}
	if y < 0.35 {
		tint = p.Mix(tint, p.Hex(0x3a2c30), 0.6)
	}
	if u*w < 0.16 || (1-u)*w < 0.16 {
		tint = tint.Lighter(0.045)
	}
	if math.Abs(y-3.42) < 0.07 || math.Abs(y-h.high+0.55) < 0.06 {
		tint = tint.Lighter(0.07)
	}
	// Two windows above, with louvred shutters.
	for k := range 2 {
		d := (u - (0.29 + 0.42*float64(k))) * w
		if math.Abs(d) < 0.62 && y > 3.62 && y < 4.72 {
			lit := h.seed.Speck(k, 5) < 0.4
			switch {
			case math.Abs(d) > 0.56 || y < 3.67 || y > 4.67:
				tint = p.Mix(tint, p.Hex(0x2a1a18), 0.75)
			case lit && math.Abs(d) < 0.32:
				tint = p.Mix(p.Hex(0xffe2a0), p.Hex(0xe9963f), p.Smooth(0, 0.34, math.Abs(d))*0.6+0.3*p.Smooth(4.3, 4.7, y))
				if math.Abs(d) < 0.018 || math.Abs(y-4.25) < 0.016 {
					tint = p.Hex(0x4a2a1a)
				}
			default:
				slat := math.Mod(y, 0.095) / 0.095
				tint = p.Mix(p.Hex(0x4a7468), p.Hex(0x23433f), p.Smooth(0.4, 0.7, slat))
				if math.Abs(d) < 0.02 {
					tint = p.Hex(0x1a2a28)
				}
			}
		}
	}
	if y > 2.62 {
		return air(tint, z)
	}
	a := (u - 0.5) * w
	half := w/2 - 0.42
	if math.Abs(a) > half || y < 0.04 || y > 2.42 {
		if math.Abs(a) < half+0.09 && y < 2.52 && y > 0 {
			tint = p.Hex(0x4a2a1c)
		}
		if math.Abs(a) < 1.1 && y > 2.44 && y < 2.6 { // a plain signboard
			tint = p.Hex(0x5a1a18)
		}
		return air(tint, z)
	}
	if !h.shop { // folding doors
		f := math.Mod(a+20, 0.42)
		tint = p.Mix(p.Hex(0x8a5430), p.Hex(0x5f3420), p.Smooth(0.1, 0.4, f))
		if f < 0.035 || math.Abs(y-1.0) < 0.03 {
			tint = p.Hex(0x2f180f)
		}
		if y > 1.35 && y < 2.2 && f > 0.1 && f < 0.36 {
			tint = p.Mix(p.Hex(0xffcf86), p.Hex(0xb8662f), p.Smooth(1.3, 2.3, y))
			if math.Mod(y, 0.14) < 0.022 || math.Abs(f-0.23) < 0.014 {
				tint = p.Hex(0x4a2818)
			}
		}
		return air(tint, z)
	}
	// An open shop: warm inside, goods on three shelves, a counter.
	tint = p.Mix(p.Hex(0xffdf9c), p.Hex(0xc8692c), p.Smooth(0.4, 2.5, math.Hypot(a*0.8, y-1.9)))
	shelf := math.Mod(y-0.9, 0.5)
	if y > 0.9 && y < 2.4 {
		row := int((y - 0.9) / 0.5)
		k := int(math.Floor((a + 20) / 0.17))
		tall := 0.14 + 0.24*h.seed.Speck(k, row)
		if shelf > 0.03 && shelf < tall && math.Mod(a+20, 0.17) < 0.13 {
			goods := []p.Colour{p.Hex(0x7d2a22), p.Hex(0x3f6a5c), p.Hex(0xb9772f), p.Hex(0xf3dca6), p.Hex(0x5f3a28), p.Hex(0x2f4a5a)}
			tint = p.Mix(goods[int(h.seed.Speck(k, row+40)*float64(len(goods)))], p.Hex(0xffb65c), 0.25)
		}
		if shelf < 0.03 {
			tint = p.Hex(0x6a3a20)
		}
	}
	if y < 0.8 {
		tint = p.Mix(p.Hex(0x8a4e2a), p.Hex(0x4a2818), p.Smooth(0.75, 0.1, y))
		if math.Mod(a+20, 0.6) < 0.03 || y > 0.74 {
			tint = p.Hex(0xc98a4c)
		}
	}
	return air(tint, z)
}

// lanterns hang on strings across the street and under the eaves.
func lanterns(c *p.Canvas, r room, up float64) {
	rnd := p.Rand(63)
	tints := [][2]p.Colour{{p.Hex(0xffc46a), p.Hex(0xe0622f)}, {p.Hex(0xff9a62), p.Hex(0xa4161a)}, {p.Hex(0xfff0b8), p.Hex(0xf0a63c)}, {p.Hex(0xff8a5c), p.Hex(0xc22a22)}}
	one := func(x, y, z, size float64, kind int) {
		q := r.at(x, up*y, z)
		s := size * r.size(z)
		if s < 1.6 || q.X < -100 || q.X > 2020 {
			return
		}
		tint := tints[kind%len(tints)]
		if up > 0 {
			c.Glow(q.X, q.Y, s*4.2, tint[1], 0.42, 2.2)
		}
		c.Fill(p.Ellipse(q.X, q.Y, s, s*0.82, 0), func(px, py float64) (p.Colour, float64) {
			u, v := (px-q.X)/s, (py-q.Y)/s
			rib := 0.08 * math.Cos(math.Asin(p.Clamp(math.Abs(u)/math.Sqrt(math.Max(0.05, 1-v*v*1.4))))*9)
			return p.Mix(tint[0], tint[1], p.Smooth(0.05, 1.05, math.Hypot(u, v*1.1))+rib), 1
		})
		c.Fill(p.Rect(q.X-s*0.34, q.Y-s*0.9, s*0.68, s*0.14), p.Solid(p.Hex(0x3a1a12)))
		c.Fill(p.Rect(q.X-s*0.34, q.Y+s*0.76, s*0.68, s*0.14), p.Solid(p.Hex(0x3a1a12)))
		c.Fill(p.Taper(s*0.12, s*0.05, p.P(q.X, q.Y+up*s*0.85), p.P(q.X, q.Y+up*s*1.6)), p.Solid(tint[1]))
		if up > 0 {
			c.Glow(q.X, q.Y, s*1.5, tint[0], 0.35, 1.6)
		}
	}
	for z := 46.0; z > 4; z *= 0.83 {
		var line []p.Point
		for k := range 25 {
			f := float64(k)/24*2 - 1
			line = append(line, r.at(3.9*f, up*(4.9-0.75*(1-f*f)), z))
		}
		c.Fill(p.Line(math.Max(0.8, 0.02*r.size(z)), line...), p.Flat(p.Hex(0x1a1216), 0.8))
		count := 6 + rnd.IntN(2)
		off := 0.16 * rnd.NormFloat64()
		for k := range count {
			f := (float64(k)+0.5+off)/float64(count)*2 - 1
			one(3.9*f, 4.62-0.75*(1-f*f)-0.1*rnd.Float64(), z+0.2*rnd.NormFloat64(), 0.2+0.05*rnd.Float64(), rnd.IntN(4))
		}
		for _, side := range []float64{-1, 1} {
			one(side*2.85, 2.25, z*0.94, 0.17, rnd.IntN(4))
		}
	}
}

// wet lays the paving over the mirrored street: dark stone, puddles that
// keep the picture, ripples that break it.
func wet(c *p.Canvas, r room) {
	still := append([]p.Colour(nil), c.Pix...)
	above := &p.Canvas{W: c.W, H: c.H, Pix: still}
	n := p.Noise(71)
	c.Fill(p.Rect(0, r.horizon, float64(c.W), float64(c.H)), func(px, py float64) (p.Colour, float64) {
		z := r.eye * r.focal / (py - r.horizon)
		x := (px - r.cx) * z / r.focal
		// Long vertical smears, as on wet stone.
		rough := n.Clouds(x*2.4, z*1.4, 3, 0.55)
		d := (py - r.horizon) / 580
		var sum p.Colour
		for k := range 7 {
			f := float64(k) - 3
			q := above.Soft(px+rough*(3+16*d)+f*1.2, py+f*(4+22*d)+rough*14*d)
			sum.R, sum.G, sum.B = sum.R+q.R/7, sum.G+q.G/7, sum.B+q.B/7
		}
		row := math.Floor(z / 0.62)
		brick := math.Mod(x+40+0.45*math.Mod(row, 2), 0.9)
		joint := math.Mod(z, 0.62) < 0.035 || brick < 0.03
		own := p.Noise(73).Speck(int(math.Floor((x+40+0.45*math.Mod(row, 2))/0.9)), int(row))
		stone := p.Mix(p.Hex(0x1c2030), p.Hex(0x343244), own)
		if joint && z < 24 {
			stone = p.Hex(0x10121e)
		}
		puddle := p.Smooth(-0.12, 0.22, (n+9).Clouds(x*0.55, z*0.34, 3, 0.5))
		k := 0.34 + 0.44*puddle + 0.12*p.Smooth(3, 14, z)
		if joint && z < 24 {
			k -= 0.16 * (1 - puddle)
		}
		return p.Mix(p.Mix(stone, sum, math.Min(0.92, k)), p.Hex(0xc98c58), p.Smooth(22, 60, z)), 1
	})
}

// walkersInStreet are people strolling under the lanterns, with reflections.
func walkersInStreet(c *p.Canvas, r room) {
	rnd := p.Rand(84)
	coats := []p.Colour{p.Hex(0x5a1a20), p.Hex(0x24384a), p.Hex(0x4a3a2c), p.Hex(0xb58a4c), p.Hex(0x2f4a44), p.Hex(0x6a4a58)}
	for _, q := range [...]struct {
		x, z  float64
		dress bool
	}{{-0.4, 34, false}, {0.9, 29, true}, {-1.6, 26, true}, {1.9, 22, false}, {-0.9, 19, false}, {-0.35, 18.8, true}, {1.5, 14.5, true}, {-2.1, 12.5, false}, {0.55, 9.6, true}, {1.15, 9.8, false}} {
		feet := r.at(q.x, 0, q.z)
		h := 1.64 * r.size(q.z)
		coat := p.Mix(coats[rnd.IntN(len(coats))], p.Hex(0xc98c58), 0.45*(1-math.Exp(-q.z/30)))
		draw := func() { standing(body{c, feet, h, 1}, coat, p.Hex(0x1c1c26), q.dress) }
		draw()
		shape := p.Poly((body{c, feet, h, 1}).points([]float64{-0.14, 0, -0.14, 0.8, -0.06, 1, 0.06, 1, 0.14, 0.8, 0.14, 0})...)
		reflect(c, shape, feet.Y+1, p.Noise(int(q.z)), 9, 0.42)
		draw()
	}
}
