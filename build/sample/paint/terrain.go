package paint

import "math"

// Terrain is a land seen from a place in it. Lengths are metres: x to the
// right, y up, z away from the eye. The picture plane stays upright, as
// with a view camera, so that the horizon may lie anywhere.
type Terrain struct {
	Height  func(x, z float64) float64
	Eye     [3]float64
	Focal   float64    // pixels: width of the picture for a view of 53°
	CentreX float64    // pixel column straight ahead
	Horizon float64    // pixel row of the eye's height
	Near    float64    // metres
	Far     float64    // metres
	Fine    float64    // step as a part of the distance; 0.004 is fine
	Sun     [3]float64 // direction to the sun, of any length
	Shadow  float64    // metres over which shadows are cast; 0: none
	Ink     func(h Hit) (Colour, float64)
}

// Hit is a place on the land that is seen.
type Hit struct {
	X, Y, Z float64 // metres
	Light   float64 // -1 to 1: how squarely the sun meets the ground, 0 or less in shadow
	Steep   float64 // 0 level, 1 at 45°
	Px, Py  float64 // pixel
}

// Project is the pixel at which a place is drawn, and the size of a metre
// there. What lies behind the eye has no size.
func (t *Terrain) Project(x, y, z float64) (Point, float64) {
	d := z - t.Eye[2]
	if d <= 0 {
		return Point{}, 0
	}
	s := t.Focal / d
	return P(t.CentreX+(x-t.Eye[0])*s, t.Horizon+(t.Eye[1]-y)*s), s
}

// On is Project for a place on the ground.
func (t *Terrain) On(x, z float64) (Point, float64) { return t.Project(x, t.Height(x, z), z) }

// Sees tells whether nothing stands between the eye and a point, lift
// metres above the ground.
func (t *Terrain) Sees(x, z, lift float64) bool {
	y := t.Height(x, z) + lift
	d := z - t.Eye[2]
	for k := 1; k < 160; k++ {
		f := float64(k) / 160
		if d*f < t.Near {
			continue
		}
		if t.Height(Lerp(t.Eye[0], x, f), Lerp(t.Eye[2], z, f)) > Lerp(t.Eye[1], y, f) {
			return false
		}
	}
	return true
}

// Terrain paints a land over what is there, four samples a pixel (one in a
// draft).
func (c *Canvas) Terrain(t Terrain) {
	fine := 2
	if c.Draft {
		fine = 1
	}
	l := math.Sqrt(t.Sun[0]*t.Sun[0] + t.Sun[1]*t.Sun[1] + t.Sun[2]*t.Sun[2])
	sun := [3]float64{t.Sun[0] / l, t.Sun[1] / l, t.Sun[2] / l}
	type sample struct {
		c Colour
		a float32
	}
	rows(0, c.W, c.W*c.H, func(px int) {
		column := make([]sample, c.H*fine)
		sum := make([][4]float32, c.H)
		for k := range fine {
			clear(column)
			x := float64(px) + (float64(k)+0.5)/float64(fine)
			t.column(x, fine, len(column), sun, func(row int, colour Colour, a float64) {
				column[row] = sample{colour, float32(a)}
			})
			for i, s := range column {
				q := &sum[i/fine]
				q[0], q[1], q[2], q[3] = q[0]+s.c.R*s.a, q[1]+s.c.G*s.a, q[2]+s.c.B*s.a, q[3]+s.a
			}
		}
		for y, q := range sum {
			if q[3] == 0 {
				continue
			}
			n := float32(fine * fine)
			p := &c.Pix[y*c.W+px]
			rest := 1 - q[3]/n
			p.R, p.G, p.B = p.R*rest+q[0]/n, p.G*rest+q[1]/n, p.B*rest+q[2]/n
		}
	})
}

// column walks away from the eye and draws what rises above all before it.
func (t *Terrain) column(px float64, fine, height int, sun [3]float64, put func(row int, c Colour, a float64)) {
	slope := (px - t.CentreX) / t.Focal
	at := func(d float64) (x, y, z, row float64) {
		x, z = t.Eye[0]+slope*d, t.Eye[2]+d
		y = t.Height(x, z)
		return x, y, z, (t.Horizon + (t.Eye[1]-y)*t.Focal/d) * float64(fine)
	}
	top := height // rows below this one are done
	last, lastRow := t.Near, math.Inf(1)
	for d := t.Near; d < t.Far; d += d * t.Fine {
		_, _, _, row := at(d)
		first := max(0, int(math.Ceil(row-0.5)))
		for r := top - 1; r >= first; r-- {
			e := d
			if !math.IsInf(lastRow, 0) && lastRow-row > 1e-9 {
				e = Lerp(last, d, Clamp((lastRow-float64(r)-0.5)/(lastRow-row)))
				if lastRow-row > 1.5 {
					e = meet(at, last, d, float64(r)+0.5)
				}
			}
			x, y, z, _ := at(e)
			c, a := t.Ink(t.hit(x, y, z, e, sun, px, (float64(r)+0.5)/float64(fine)))
			put(r, c, a)
		}
		top = min(top, first)
		if top == 0 {
			return
		}
		last, lastRow = d, row
	}
}

// meet is the distance between a and b at which the land crosses a row.
func meet(at func(d float64) (x, y, z, row float64), a, b, row float64) float64 {
	for range 9 {
		m := (a + b) / 2
		if _, _, _, r := at(m); r > row {
			a = m
		} else {
			b = m
		}
	}
	return (a + b) / 2
}

func (t *Terrain) hit(x, y, z, d float64, sun [3]float64, px, py float64) Hit {
	e := max(d/t.Focal, 0.02) * 1.5
	nx, nz := (y-t.Height(x+e, z))/e, (y-t.Height(x, z+e))/e
	l := math.Sqrt(nx*nx + nz*nz + 1)
	h := Hit{X: x, Y: y, Z: z, Px: px, Py: py, Steep: math.Hypot(nx, nz)}
	h.Light = (nx*sun[0] + sun[1] + nz*sun[2]) / l
	if t.Shadow > 0 && h.Light > 0 {
		const steps = 14
		shade := 1.0
		for k := 1; k <= steps; k++ {
			f := float64(k) / steps
			s := t.Shadow * f * f
			over := t.Height(x+sun[0]*s, z+sun[2]*s) - (y + sun[1]*s)
			shade = min(shade, 1-Clamp(over/(s*0.06)+0.5))
		}
		h.Light = h.Light*shade - 0.25*(1-shade)
	}
	return h
}
