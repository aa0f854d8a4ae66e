package scene

import (
	"math"

	p "bangtin/build/sample/paint"
)

// hung is a framed picture on a wall: its middle along the wall and its
// size, in metres.
type hung struct {
	side       int
	along, up  float64
	wide, high float64
	show       func(u, v float64) p.Colour
}

// phongTranh is the last room of the exhibition.
func phongTranh(c *p.Canvas) {
	r := room{half: 6.4, high: 6.2, deep: 19, eye: 1.75, focal: 1180, cx: 900, horizon: 742}
	cliff := hangs(c, momEn)
	pictures := []hung{{backWall, 0.3, 2.6, 7, 3.4, func(u, v float64) p.Colour { return cliff(u, 0.12+0.73*v) }}}
	for i, works := range [...][2]func(*p.Canvas){{ruongBacThang, tauKhach}, {doiChe, hoTaLuong}, {benThuyen, cuaVanDem}} {
		z := 8.5 + 3.9*float64(i)
		pictures = append(pictures, hung{leftWall, z, 2.0, 2.6, 1.75, hangs(c, works[0])}, hung{rightWall, z + 0.3, 2.0, 2.6, 1.75, hangs(c, works[1])})
	}
	look := func(side int, x, y, z float64) p.Colour { return gallerySide(pictures, side, x, y, z) }
	r.paint(c, func(side int, x, y, z float64) p.Colour {
		if side != floorSide {
			return look(side, x, y, z)
		}
		// Oiled boards that mirror the walls a little.
		board := math.Floor(x / 0.22)
		own := p.Noise(5).Speck(int(board)+900, int(math.Floor(z/2.4+board*0.37)))
		wood := p.Mix(p.Hex(0x9a7350), p.Hex(0x7d5a3f), own)
		grain := p.Noise(6).Clouds(x*9, z*0.9, 3, 0.6)
		wood = wood.Lighter(0.03 * grain)
		if f := x/0.22 - board; f < 0.03 {
			wood = wood.Lighter(-0.06)
		}
		px := r.at(x, 0, z)
		up := r.hitMirror(px.X+3*p.Noise(8).At(x*6, z*2), px.Y)
		mirrored := look(up.side, up.x, up.y, up.z)
		k := 0.2 + 0.34*p.Smooth(4, 18, z)
		return p.Mix(p.Mix(wood, mirrored, k), p.Hex(0x2a2420), 0.25*p.Smooth(7, 2, z))
	})
	// Spots on the pictures.
	for _, h := range pictures {
		q, s := placeOf(r, h)
		c.Glow(q.X, q.Y-s*0.7, s*2.1, p.Hex(0xffe0a8), 0.22, 1.8)
	}
	bench(c, r)
	visitor(c, r, -0.7, 11.2, p.Hex(0x22333d), p.Hex(0x3a3f42), false)
	visitor(c, r, 0.05, 11.0, crimson, p.Hex(0x2c2530), true)
	visitor(c, r, -4.4, 8.3, p.Hex(0x2f5a55), p.Hex(0x2b2b30), true)
	c.Shade(p.Hex(0x6a5a50), func(x, y float64) float64 {
		return 0.55 * p.Smooth(0.55, 1.15, math.Hypot((x-900)/1180, (y-620)/820))
	})
	c.Grain(5, 0.011)
}

type mirrorHit struct {
	side    int
	x, y, z float64
}

// hitMirror is what a level mirror on the floor shows at a pixel.
func (r room) hitMirror(px, py float64) mirrorHit {
	d := (py - r.horizon) / r.focal
	m := room{half: r.half, high: r.high + r.eye, deep: r.deep, eye: 0, focal: r.focal, cx: r.cx, horizon: 0}
	side, x, y, z := m.hit(px, -d*r.focal)
	return mirrorHit{side, x, y - r.eye, z}
}

// gallerySide is the colour of a wall, the ceiling, or a picture hung there.
func gallerySide(pictures []hung, side int, x, y, z float64) p.Colour {
	if side == ceiling {
		tint := p.Mix(p.Hex(0x3b342e), p.Hex(0x6a5c4d), p.Smooth(2, 19, z))
		if f := math.Mod(z, 2.6); f < 0.14 {
			tint = p.Hex(0x2a2522)
		}
		if math.Abs(math.Abs(x)-4.1) < 0.09 {
			tint = p.Hex(0xfff1cf)
		}
		return tint
	}
	along := z
	if side == backWall {
		along = x
	}
	wall := p.Mix(p.Hex(0xe9dcc2), p.Hex(0xf6ecd6), p.Smooth(0, 4, y))
	if side == rightWall {
		wall = wall.Lighter(-0.025)
	}
	if side == leftWall {
		wall = wall.Lighter(-0.055)
	}
	wall = wall.Lighter(-0.10*p.Smooth(3.6, 6.4, y) - 0.03*p.Smooth(6, 2, z))
	if y < 0.16 {
		return p.Hex(0x4a3a2e)
	}
	for _, h := range pictures {
		if h.side != side {
			continue
		}
		du, dv := along-h.along, y-h.up
		// A fan of light from above the picture.
		cone := h.wide*0.34 + 0.42*(h.up+h.high/2+1.1-y)
		lit := p.Smooth(cone+0.25, cone-0.5, math.Abs(du)) * p.Smooth(h.up+h.high/2+1.3, h.up+h.high/2+0.5, y) * p.Smooth(-0.2, 1.2, y)
		wall = p.Mix(wall, p.Hex(0xfff3d6), 0.75*lit)
		u, v := du/h.wide+0.5, 0.5-dv/h.high
		border := 0.09
		switch {
		case u > 0 && u < 1 && v > 0 && v < 1:
			if side == rightWall {
				u = 1 - u
			}
			return h.show(u, v)
		case math.Abs(du) < h.wide/2+border && math.Abs(dv) < h.high/2+border:
			return p.Hex(0x2b211b)
		case math.Abs(du+0.05) < h.wide/2+border+0.07 && math.Abs(dv+0.1) < h.high/2+border+0.07:
			wall = p.Mix(wall, p.Hex(0x8d7a62), 0.5)
		}
		label := math.Abs(du-h.wide/2-0.42) < 0.14 && math.Abs(y-1.35) < 0.11
		if side != backWall && label {
			return p.Hex(0xfffdf6)
		}
	}
	return wall
}

// placeOf is the middle of a picture on the canvas, and its height there.
func placeOf(r room, h hung) (p.Point, float64) {
	switch h.side {
	case backWall:
		return r.at(h.along, h.up, r.deep), h.high * r.size(r.deep)
	case leftWall:
		return r.at(-r.half, h.up, h.along), h.high * r.size(h.along)
	}
	return r.at(r.half, h.up, h.along), h.high * r.size(h.along)
}

// visitor stands with the back to us, with a soft reflection on the floor.
func visitor(c *p.Canvas, r room, x, z float64, coat, lower p.Colour, dress bool) {
	feet := r.at(x, 0, z)
	h := 1.66 * r.size(z)
	c.Fill(p.Ellipse(feet.X+h*0.1, feet.Y, h*0.24, h*0.035, 0), p.Flat(p.Hex(0x2b1f18), 0.5))
	standing(body{c, feet, h, 1}, coat, lower, dress)
	shape := p.Poly((body{c, feet, h, 1}).points([]float64{-0.13, 0, -0.13, 0.8, -0.06, 0.99, 0.06, 0.99, 0.13, 0.8, 0.13, 0})...)
	reflect(c, shape, feet.Y+2, 9, 30, 0.22)
}

// standing is somebody at ease, seen from behind.
func standing(b body, coat, lower p.Colour, dress bool) {
	if dress {
		b.limb(p.Hex(0xe9dcc4), 0.07, 0.05, -0.035, 0.3, -0.035, 0.015)
		b.limb(p.Hex(0xd5c6aa), 0.07, 0.05, 0.04, 0.3, 0.04, 0.015)
		b.blob(coat, -0.105, 0.80, 0, 0.835, 0.105, 0.80, 0.088, 0.62, 0.12, 0.36, 0.13, 0.10, 0, 0.085, -0.13, 0.10, -0.12, 0.36, -0.088, 0.62)
		b.blob(coat.Lighter(-0.06), 0.02, 0.82, 0.105, 0.80, 0.088, 0.62, 0.12, 0.36, 0.13, 0.10, 0.05, 0.09, 0.035, 0.4)
		b.limb(coat.Lighter(-0.02), 0.052, 0.04, -0.105, 0.77, -0.13, 0.6, -0.10, 0.47)
		b.limb(coat.Lighter(-0.08), 0.052, 0.04, 0.105, 0.77, 0.13, 0.6, 0.10, 0.47)
		b.blob(p.Hex(0x1d1715), -0.052, 0.955, 0, 0.99, 0.052, 0.955, 0.058, 0.86, 0.045, 0.70, -0.045, 0.70, -0.058, 0.86)
		return
	}
	b.limb(lower, 0.085, 0.06, -0.045, 0.48, -0.055, 0.015)
	b.limb(lower.Lighter(-0.03), 0.085, 0.06, 0.045, 0.48, 0.055, 0.015)
	b.blob(coat, -0.125, 0.81, 0, 0.84, 0.125, 0.81, 0.112, 0.6, 0.10, 0.45, -0.10, 0.45, -0.112, 0.6)
	b.blob(coat.Lighter(-0.04), 0.01, 0.84, 0.125, 0.81, 0.112, 0.6, 0.10, 0.45, 0.03, 0.45)
	b.limb(coat, 0.06, 0.045, -0.12, 0.78, -0.15, 0.6, -0.13, 0.46)
	b.limb(coat.Lighter(-0.05), 0.06, 0.045, 0.12, 0.78, 0.15, 0.6, 0.13, 0.46)
	b.disc(p.Hex(0xb98a66), 0, 0.86, 0.03, 0.04)
	b.disc(p.Hex(0x211a17), 0, 0.925, 0.055, 0.068)
}

// bench is a long seat in the middle of the room.
func bench(c *p.Canvas, r room) {
	box := func(x0, x1, y0, y1, z0, z1 float64, top, front, side p.Colour) {
		c.Fill(p.Poly(r.at(x0, y1, z0), r.at(x1, y1, z0), r.at(x1, y1, z1), r.at(x0, y1, z1)), p.Solid(top))
		c.Fill(p.Poly(r.at(x0, y1, z0), r.at(x1, y1, z0), r.at(x1, y0, z0), r.at(x0, y0, z0)), p.Solid(front))
		if x0 > 0 {
			c.Fill(p.Poly(r.at(x0, y1, z0), r.at(x0, y1, z1), r.at(x0, y0, z1), r.at(x0, y0, z0)), p.Solid(side))
		}
	}
	a, b := r.at(1.0, 0, 5.9), r.at(3.4, 0, 6.9)
	c.Fill(p.Ellipse((a.X+b.X)/2, (a.Y+b.Y)/2+12, (b.X-a.X)*0.62, 46, 0), p.Flat(p.Hex(0x2b1f18), 0.4))
	for _, x := range []float64{1.15, 2.95} {
		box(x, x+0.12, 0, 0.4, 6.05, 6.15, p.Hex(0x2b211b), p.Hex(0x2b211b), p.Hex(0x1d1713))
		box(x, x+0.12, 0, 0.4, 6.65, 6.75, p.Hex(0x2b211b), p.Hex(0x2b211b), p.Hex(0x1d1713))
	}
	box(1.0, 3.2, 0.4, 0.52, 6.0, 6.8, p.Hex(0x8d1d20), p.Hex(0x5f1216), p.Hex(0x4a0e12))
}
