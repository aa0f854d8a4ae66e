package paint

import "math"

// Cut separates a field into flat inks as a screen print does: the first ink
// below the first edge, the second up to the next one, and so on, with
// edges one pixel soft. There is one ink more than there are edges.
func Cut(field func(x, y float64) float64, edges []float64, inks []Colour) Ink {
	return func(x, y float64) (Colour, float64) {
		v := field(x, y)
		soft := math.Hypot(field(x+1, y)-v, field(x, y+1)-v)*0.7 + 1e-6
		c := inks[0]
		for i, e := range edges {
			t := (v - e + soft) / (2 * soft)
			if t <= 0 {
				break
			}
			if t >= 1 {
				c = inks[i+1]
				continue
			}
			o := inks[i+1]
			f := float32(t)
			c = Colour{c.R + (o.R-c.R)*f, c.G + (o.G-c.G)*f, c.B + (o.B-c.B)*f}
		}
		return c, 1
	}
}

// Spray thins a thickness into specks, as from an airbrush: where the
// thickness is a half, half of the grains are there. size is a grain's size
// in pixels, hard from 0 (smooth) to 1 (specks only).
func Spray(seed Noise, size, hard float64, thick func(x, y float64) float64) func(x, y float64) float64 {
	return func(x, y float64) float64 {
		t := thick(x, y)
		if t <= 0 || t >= 1 {
			return t
		}
		n := 0.5 + 0.45*seed.At(x/size, y/size) + 0.25*(seed+7).At(x/size*2.3, y/size*2.3)
		return Lerp(t, Smooth(-0.22, 0.22, t-n), hard)
	}
}

// Glow adds light round a point: full at the centre, none at the radius,
// falling with the given power. Strength 1 makes the centre that colour.
func (c *Canvas) Glow(x, y, radius float64, colour Colour, strength, power float64) {
	x0, y0 := max(0, int(x-radius)), max(0, int(y-radius))
	x1, y1 := min(c.W, int(x+radius)+1), min(c.H, int(y+radius)+1)
	if x0 >= x1 || y0 >= y1 {
		return
	}
	rows(y0, y1, (x1-x0)*(y1-y0), func(py int) {
		for px := x0; px < x1; px++ {
			d := math.Hypot(float64(px)+0.5-x, float64(py)+0.5-y) / radius
			if d >= 1 {
				continue
			}
			c.screen(px, py, colour, math.Pow(1-d, power)*strength)
		}
	})
}

// Shine adds light of a thickness that depends on the place.
func (c *Canvas) Shine(colour Colour, strength func(x, y float64) float64) {
	rows(0, c.H, c.W*c.H, func(py int) {
		for px := range c.W {
			if s := strength(float64(px)+0.5, float64(py)+0.5); s > 0 {
				c.screen(px, py, colour, s)
			}
		}
	})
}

func (c *Canvas) screen(x, y int, colour Colour, strength float64) {
	p, s := &c.Pix[y*c.W+x], float32(strength)
	p.R = 1 - (1-p.R)*(1-colour.R*s)
	p.G = 1 - (1-p.G)*(1-colour.G*s)
	p.B = 1 - (1-p.B)*(1-colour.B*s)
}

// Shade multiplies by a colour, as a glaze does.
func (c *Canvas) Shade(colour Colour, thick func(x, y float64) float64) {
	rows(0, c.H, c.W*c.H, func(py int) {
		for px := range c.W {
			t := float32(Clamp(thick(float64(px)+0.5, float64(py)+0.5)))
			if t == 0 {
				continue
			}
			p := &c.Pix[py*c.W+px]
			p.R *= 1 - t*(1-colour.R)
			p.G *= 1 - t*(1-colour.G)
			p.B *= 1 - t*(1-colour.B)
		}
	})
}

// Mirror lays the picture above the line y on the water below it, inside a
// path. drift moves each point sideways and in depth, in pixels, as ripples
// do; keep is how much of the mirrored picture is seen.
func (c *Canvas) Mirror(p *Path, line float64, drift func(x, y float64) (dx, dy float64), keep func(x, y float64) float64) {
	still := append([]Colour(nil), c.Pix...)
	above := &Canvas{W: c.W, H: c.H, Pix: still}
	c.Fill(p, func(x, y float64) (Colour, float64) {
		dx, dy := drift(x, y)
		return above.Soft(x+dx, min(line-1, 2*line-y+dy)), keep(x, y)
	})
}

// Soft is the colour at a place between pixel centres.
func (c *Canvas) Soft(x, y float64) Colour {
	x, y = x-0.5, y-0.5
	fx, fy := math.Floor(x), math.Floor(y)
	tx, ty := float32(x-fx), float32(y-fy)
	a, b := c.At(fx, fy), c.At(fx+1, fy)
	d, e := c.At(fx, fy+1), c.At(fx+1, fy+1)
	mix := func(a, b, d, e float32) float32 {
		top, low := a+(b-a)*tx, d+(e-d)*tx
		return top + (low-top)*ty
	}
	return Colour{mix(a.R, b.R, d.R, e.R), mix(a.G, b.G, d.G, e.G), mix(a.B, b.B, d.B, e.B)}
}

// Blur softens the whole picture by about radius pixels (three box passes).
func (c *Canvas) Blur(radius int) {
	for range 3 {
		c.box(radius, c.W, c.H, 1, c.W)
		c.box(radius, c.H, c.W, c.W, 1)
	}
}

// box averages along lines: n lines-elements apart by step, lines by stride.
func (c *Canvas) box(radius, length, lines, step, stride int) {
	rows(0, lines, length*lines, func(line int) {
		row := make([]Colour, length)
		for i := range row {
			row[i] = c.Pix[line*stride+i*step]
		}
		var sum [3]float64
		at := func(i int) Colour { return row[min(max(i, 0), length-1)] }
		for i := -radius; i <= radius; i++ {
			v := at(i)
			sum[0], sum[1], sum[2] = sum[0]+float64(v.R), sum[1]+float64(v.G), sum[2]+float64(v.B)
		}
		n := float64(2*radius + 1)
		for i := range row {
			c.Pix[line*stride+i*step] = Colour{float32(sum[0] / n), float32(sum[1] / n), float32(sum[2] / n)}
			in, out := at(i+radius+1), at(i-radius)
			sum[0] += float64(in.R) - float64(out.R)
			sum[1] += float64(in.G) - float64(out.G)
			sum[2] += float64(in.B) - float64(out.B)
		}
	})
}

// Grain lays the tooth of the paper over everything: strength about 0.02.
func (c *Canvas) Grain(seed Noise, strength float64) {
	rows(0, c.H, c.W*c.H, func(y int) {
		for x := range c.W {
			fx, fy := float64(x), float64(y)
			n := 0.6*seed.At(fx/2.7, fy/2.7) + 0.5*(seed+3).At(fx/9, fy/7)
			p := &c.Pix[y*c.W+x]
			l := 0.3*p.R + 0.6*p.G + 0.1*p.B
			k := float32(n*strength) * (0.5 + 2*l*(1-l))
			p.R, p.G, p.B = p.R+k, p.G+k, p.B+k
		}
	})
}
