package scene

import (
	"math"

	p "bangtin/build/sample/paint"
)

// room is a box seen from inside, looking along z. Metres: x to the right of
// the eye, y up from the floor, z away from the eye.
type room struct {
	half, high, deep   float64 // half width, height, distance of the back wall
	eye                float64 // height of the eye
	focal, cx, horizon float64 // pixels
}

// Sides of a room.
const (
	floorSide = iota
	ceiling
	leftWall
	rightWall
	backWall
)

// at is the pixel of a place.
func (r room) at(x, y, z float64) p.Point {
	s := r.focal / z
	return p.P(r.cx+x*s, r.horizon+(r.eye-y)*s)
}

// size is a metre in pixels at a distance.
func (r room) size(z float64) float64 { return r.focal / z }

// hit is the side seen at a pixel and the place on it.
func (r room) hit(px, py float64) (side int, x, y, z float64) {
	dx, dy := (px-r.cx)/r.focal, (r.horizon-py)/r.focal
	side, z = backWall, r.deep
	if dx < 0 && -r.half/dx < z {
		side, z = leftWall, -r.half/dx
	}
	if dx > 0 && r.half/dx < z {
		side, z = rightWall, r.half/dx
	}
	if dy < 0 && -r.eye/dy < z {
		side, z = floorSide, -r.eye/dy
	}
	if dy > 0 && (r.high-r.eye)/dy < z {
		side, z = ceiling, (r.high-r.eye)/dy
	}
	return side, dx * z, r.eye + dy*z, z
}

// paint lays an ink over the picture by what is seen of the room, four
// samples a pixel.
func (r room) paint(c *p.Canvas, ink func(side int, x, y, z float64) p.Colour) {
	c.All(func(px, py float64) (p.Colour, float64) {
		var sum p.Colour
		for _, d := range [...][2]float64{{-0.25, -0.25}, {0.25, -0.25}, {-0.25, 0.25}, {0.25, 0.25}} {
			q := ink(r.hit(px+d[0], py+d[1]))
			sum.R, sum.G, sum.B = sum.R+q.R/4, sum.G+q.G/4, sum.B+q.B/4
		}
		return sum, 1
	})
}

// hangs is a finished picture made small, to be hung on a wall or shown on a
// screen: its colour at u (0 to 1 across) and v (0 to 1 down).
func hangs(c *p.Canvas, paint func(*p.Canvas)) func(u, v float64) p.Colour {
	const w, h, part = 1920, 1280, 4
	full := p.New(w, h, paper)
	full.Draft = true
	paint(full)
	small := p.New(w/part, h/part, paper)
	small.All(func(x, y float64) (p.Colour, float64) {
		var sum p.Colour
		for i := range part * part {
			q := full.At(math.Floor(x)*part+float64(i%part), math.Floor(y)*part+float64(i/part))
			sum.R, sum.G, sum.B = sum.R+q.R, sum.G+q.G, sum.B+q.B
		}
		const n = part * part
		return p.Colour{R: sum.R / n, G: sum.G / n, B: sum.B / n}, 1
	})
	return func(u, v float64) p.Colour { return small.Soft(u*w/part, v*h/part) }
}
