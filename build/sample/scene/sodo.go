package scene

import (
	"math"
	"strconv"

	p "bangtin/build/sample/paint"
)

// soDo is the plan of the ground floor, the river above. Its letters are
// explained in a table beside it, so that nobody has to read a picture.
func soDo(c *p.Canvas) {
	w, h := float64(c.W), float64(c.H)
	garden := p.Hex(0xdfe6d0)
	c.All(p.Solid(garden))
	n := p.Noise(6)
	c.All(func(x, y float64) (p.Colour, float64) {
		return p.Hex(0xd3ddc2), p.Smooth(-0.01, 0.01, n.Clouds(x/170, y/120, 3, 0.5)-0.12)
	})
	river(c, w)
	paths(c, w, h)
	parking(c)
	building(c)
	stalls(c)
	trees(c)
	for _, q := range []struct {
		x, y float64
		text string
		tint p.Colour
	}{
		{1040, 880, "A", crimson}, {960, 560, "B", crimson}, {470, 590, "C", crimson}, {1470, 700, "D", crimson},
		{1330, 455, "E", crimson}, {1240, 880, "G", crimson},
		{420, 1150, "P1", sea}, {1420, 1150, "P2", sea}, {920, 1215, "P3", sea},
		{120, 500, "T", leaf}, {1800, 470, "T", leaf},
	} {
		badge(c, q.x, q.y, q.text, q.tint, 46)
	}
	north(c, 1800, 110)
	c.Grain(5, 0.006)
}

// river flows along the top.
func river(c *p.Canvas, w float64) {
	bankLine := func(x float64) float64 { return 190 + 14*math.Sin(x/330) + 8*math.Sin(x/120+1) }
	var ring []p.Point
	for x := -10.0; x <= w+10; x += 10 {
		ring = append(ring, p.P(x, bankLine(x)))
	}
	ring = append(ring, p.P(w+10, -10), p.P(-10, -10))
	c.Fill(p.Poly(ring...), p.Solid(p.Hex(0xb9d3da)))
	for k := range 4 {
		var line []p.Point
		for x := -10.0; x <= w+10; x += 10 {
			line = append(line, p.P(x, bankLine(x)-26-38*float64(k)))
		}
		for i := 0; i+9 < len(line); i += 13 { // broken current lines
			j := (i + 5*k) % (len(line) - 9)
			c.Fill(p.Line(3.5, line[j:j+7+k]...), p.Solid(p.Hex(0x8fb5c1)))
		}
	}
	var edge []p.Point
	for x := -10.0; x <= w+10; x += 10 {
		edge = append(edge, p.P(x, bankLine(x)))
	}
	c.Fill(p.Line(9, edge...), p.Solid(p.Hex(0xa49a84)))
}

// paths are the streets and walks.
func paths(c *p.Canvas, w, h float64) {
	walk := p.Solid(p.Hex(0xf6efdf))
	c.Fill(p.Rect(0, 218, w, 92), walk) // the river terrace
	c.Fill(p.Rect(0, 1030, w, 40), walk)
	c.Fill(p.Rect(0, 1062, w, 190), p.Solid(p.Hex(0xe4ded0)))
	c.Fill(p.Rect(0, 1240, w, h-1240), p.Solid(p.Hex(0xcfc8b8)))
	c.Fill(p.Rect(0, 1236, w, 5), p.Solid(p.Hex(0xa49a84)))
	for x := 20.0; x < w; x += 96 {
		c.Fill(p.Rect(x, 1262, 52, 5), p.Solid(paper))
	}
	c.Fill(p.Rect(850, 960, 200, 110), walk)
	c.Fill(p.Line(46, p.Curve(p.P(850, 1040), p.P(420, 1020), p.P(150, 860), p.P(110, 560), p.P(150, 300))...), walk)
	c.Fill(p.Line(46, p.Curve(p.P(1050, 1040), p.P(1520, 1020), p.P(1760, 860), p.P(1810, 560), p.P(1770, 300))...), walk)
	for i, q := range [...][2]float64{{120, 500}, {1800, 470}} { // assembly points
		c.Fill(p.Ellipse(q[0], q[1], 104, 92, 0), p.Solid(p.Hex(0xc4d8ba)))
		c.Fill(p.Line(4, ringLine(q[0], q[1], 104, 92, float64(i))...), p.Solid(leaf))
	}
}

func ringLine(x, y, rx, ry, turn float64) []p.Point {
	var line []p.Point
	for i := range 73 {
		s, k := math.Sincos(turn + 2*math.Pi*float64(i)/72)
		line = append(line, p.P(x+rx*k, y+ry*s))
	}
	return line
}

// parking is drawn as marked bays.
func parking(c *p.Canvas) {
	bays := func(x0, x1, y, deep, step float64) {
		c.Fill(p.Rect(x0, y, x1-x0, deep), p.Solid(p.Hex(0xd3ccba)))
		for x := x0; x <= x1+1; x += step {
			c.Fill(p.Rect(x-1.5, y, 3, deep), p.Solid(paper))
		}
	}
	bays(90, 760, 1082, 56, 17)
	bays(90, 760, 1166, 56, 17)
	bays(1080, 1830, 1082, 56, 44)
	bays(1080, 1830, 1166, 56, 44)
	c.Fill(p.Rect(800, 1180, 240, 62), p.Solid(p.Hex(0xb9cbd2)))
}

// A wall has one thickness all over the plan.
const wallThick = 9

func roomOf(c *p.Canvas, tint p.Colour, points ...p.Point) {
	c.Fill(p.Poly(points...), p.Solid(tint))
	c.Fill(p.Line(wallThick, append(append([]p.Point{}, points...), points[0])...), p.Solid(ink))
}

// building is the house itself.
func building(c *p.Canvas) {
	q := p.P
	// A soft shadow lifts it from the ground.
	for i := range 5 {
		d := 6 + 5*float64(i)
		c.Fill(p.Poly(q(640+d, 345+d), q(1600+d, 345+d), q(1600+d, 960+d), q(640+d, 960+d)), p.Flat(p.Hex(0x4d5a48), 0.08))
	}
	roomOf(c, p.Hex(0xfbf5e6), q(640, 345), q(1180, 345), q(1180, 780), q(640, 780))   // B
	roomOf(c, p.Hex(0xf3ede0), q(640, 780), q(1140, 780), q(1140, 965), q(640, 965))   // A
	roomOf(c, p.Hex(0xe4ecf3), q(1180, 345), q(1600, 345), q(1600, 560), q(1180, 560)) // E
	roomOf(c, p.Hex(0xf9e9e3), q(1140, 780), q(1340, 780), q(1340, 965), q(1140, 965)) // G
	// D is an open court with a round stage.
	c.Fill(p.Rect(1340, 565, 260, 395), p.Solid(p.Hex(0xe9e2d0)))
	c.Fill(p.Rect(1185, 565, 415, 215), p.Solid(p.Hex(0xe9e2d0)))
	c.Fill(p.Line(4, q(1600, 560), q(1600, 960), q(1340, 960)), p.Solid(p.Hex(0x857d6e)))
	c.Fill(p.Ellipse(1470, 700, 118, 104, 0), p.Solid(p.Hex(0xf9e9c8)))
	c.Fill(p.Line(5, ringLine(1470, 700, 118, 104, 0)...), p.Solid(ink))
	for k := range 3 {
		var arc []p.Point
		for i := range 25 {
			a := math.Pi*0.24 + math.Pi*0.52*float64(i)/24
			arc = append(arc, q(1470+(140+22*float64(k))*math.Cos(a), 700+(134+22*float64(k))*math.Sin(a)))
		}
		c.Fill(p.Line(6, arc...), p.Solid(p.Hex(0xb9ae98)))
	}
	// C is a fan; rows of seats are arcs about the stage on its left.
	fan := []p.Point{q(640, 365)}
	for i := range 33 {
		a := -1.0 + 2.0*float64(i)/32
		fan = append(fan, q(640-390*math.Cos(a)*0.98, 590+298*math.Sin(a)))
	}
	fan = append(fan, q(640, 815))
	roomOf(c, p.Hex(0xf7ead0), fan...)
	for k := range 7 {
		radius := 120 + 37*float64(k)
		var arc []p.Point
		for i := range 31 {
			a := -0.86 + 1.72*float64(i)/30
			if math.Abs(math.Abs(a)-0.3) < 0.045 {
				if len(arc) > 1 {
					c.Fill(p.Line(11, arc...), p.Solid(p.Hex(0xcf9a86)))
				}
				arc = nil
				continue
			}
			arc = append(arc, q(636-radius*math.Cos(a), 590+radius*0.78*math.Sin(a)))
		}
		c.Fill(p.Line(11, arc...), p.Solid(p.Hex(0xcf9a86)))
	}
	c.Fill(p.Poly(q(634, 500), q(590, 520), q(575, 590), q(590, 660), q(634, 680)), p.Solid(p.Hex(0xb98a5c)))
	// Partitions of the exhibition with pictures on them.
	for i, s := range [...][4]float64{{740, 430, 740, 640}, {850, 520, 850, 700}, {1080, 430, 1080, 620}, {740, 700, 1000, 700}, {900, 430, 1020, 430}} {
		c.Fill(p.Line(7, q(s[0], s[1]), q(s[2], s[3])), p.Solid(p.Hex(0x48433a)))
		for k := range 4 {
			f := (float64(k) + 0.5) / 4
			m := q(s[0], s[1]).Between(q(s[2], s[3]), f)
			tint := []p.Colour{sea, leaf, gold, crimson}[(i+k)%4]
			if s[0] == s[2] {
				c.Fill(p.Rect(m.X+5, m.Y-15, 8, 30), p.Solid(tint))
			} else {
				c.Fill(p.Rect(m.X-15, m.Y+5, 30, 8), p.Solid(tint))
			}
		}
	}
	// The information desk and work tables of the press.
	c.Fill(p.Blob(q(760, 840), q(860, 826), q(866, 850), q(770, 866)), p.Solid(p.Hex(0x9a6746)))
	for i := range 4 {
		c.Fill(p.Rect(1235+95*float64(i), 505, 62, 22), p.Solid(p.Hex(0x7d9bb0)))
	}
	for i := range 2 {
		c.Fill(p.Rect(1440+70*float64(i), 378, 46, 60), p.Solid(p.Hex(0x9cb3c4)))
	}
	// Doors: gaps in the walls, with a green way out at each.
	for _, d := range [...][4]float64{{880, 965, 1000, 965}, {880, 780, 960, 780}, {720, 345, 800, 345}, {1000, 345, 1080, 345}, {640, 700, 640, 750}, {640, 430, 640, 480}, {1180, 430, 1180, 480}, {1180, 640, 1180, 700}, {1460, 345, 1530, 345}, {1600, 430, 1600, 480}, {1140, 850, 1140, 900}, {1210, 780, 1270, 780}} {
		c.Fill(p.Line(wallThick+3, q(d[0], d[1]), q(d[2], d[3])), p.Solid(p.Hex(0xfbf5e6)))
	}
	for _, d := range [...][3]float64{{940, 990, 1}, {760, 322, -1}, {1040, 322, -1}, {1495, 322, -1}} {
		c.Fill(p.Poly(q(d[0]-15, d[1]-9*d[2]), q(d[0]+15, d[1]-9*d[2]), q(d[0], d[1]+13*d[2])), p.Solid(leaf))
	}
	c.Fill(p.Poly(q(1622, 440), q(1622, 470), q(1644, 455)), p.Solid(leaf))
}

// stalls are the twelve booths along the river.
func stalls(c *p.Canvas) {
	tints := []p.Colour{p.Hex(0x1f3f66), crimson, p.Hex(0xb9772f), leaf}
	for i := range 12 {
		x := 258 + 118*float64(i)
		tint := tints[i%4]
		c.Fill(p.Rect(x+5, 234, 92, 66), p.Flat(p.Hex(0x6a6352), 0.3))
		c.Fill(p.Rect(x, 226, 92, 66), p.Solid(paper))
		for k := range 4 {
			c.Fill(p.Rect(x+23*float64(k), 226, 12, 20), p.Solid(tint))
		}
		c.Fill(p.Line(4, p.P(x, 226), p.P(x+92, 226), p.P(x+92, 292), p.P(x, 292), p.P(x, 226)), p.Solid(tint))
		write(c, x+46, 282, 36, strconv.Itoa(i+1), ink)
	}
}

// trees are round crowns seen from above.
func trees(c *p.Canvas) {
	r := p.Rand(29)
	for _, q := range [...][2]float64{{250, 380}, {60, 330}, {60, 700}, {230, 860}, {60, 960}, {520, 960}, {1700, 340}, {1880, 330}, {1880, 640}, {1690, 820}, {1860, 960}, {1690, 960}, {300, 990}, {1480, 1000}, {1690, 640}} {
		s := 34 + 14*r.Float64()
		c.Fill(p.Ellipse(q[0]+8, q[1]+9, s, s, 0), p.Flat(p.Hex(0x4d6a48), 0.35))
		bush(c, p.Noise(r.IntN(999)), q[0], q[1], s, []p.Colour{p.Hex(0x4f7a55), p.Hex(0x74996a), p.Hex(0xa3bd84)})
	}
}

// badge is a letter in a disc.
func badge(c *p.Canvas, x, y float64, text string, tint p.Colour, size float64) {
	wide := size
	if len(text) > 1 {
		wide = size * 1.35
	}
	shape := func(grow float64) *p.Path {
		if len(text) == 1 {
			return p.Ellipse(x, y, size+grow, size+grow, 0)
		}
		return p.Line(2*(size+grow), p.P(x-wide+size, y), p.P(x+wide-size, y))
	}
	c.Fill(shape(7), p.Solid(paper))
	c.Fill(shape(0), p.Solid(tint))
	write(c, x, y+size*0.42, size*1.15, text, paper)
}

// write sets a few letters, centred on x, their baseline on y.
func write(c *p.Canvas, x, y, size float64, text string, tint p.Colour) {
	wide := 0.0
	for _, l := range text {
		wide += beVietnam[l].advance
	}
	scale := size / 1000
	left := x - wide*scale/2
	for _, l := range text {
		glyph := beVietnam[l]
		at := left
		c.Fill(p.Outline(glyph.outline).Map(func(q p.Point) p.Point { return p.P(at+q.X*scale, y+q.Y*scale) }), p.Solid(tint))
		left += glyph.advance * scale
	}
}

// north is a needle without a letter, red towards the north.
func north(c *p.Canvas, x, y float64) {
	c.Fill(p.Ellipse(x, y, 58, 58, 0), p.Solid(paper))
	c.Fill(p.Line(4, ringLine(x, y, 58, 58, 0)...), p.Solid(ink))
	c.Fill(p.Poly(p.P(x, y-46), p.P(x+16, y), p.P(x-16, y)), p.Solid(crimson))
	c.Fill(p.Poly(p.P(x, y+46), p.P(x+16, y), p.P(x-16, y)), p.Solid(p.Hex(0x857d6e)))
}
