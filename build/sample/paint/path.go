package paint

import (
	"math"
	"strconv"
	"strings"
)

// Point is a place on the canvas, in pixels from the top left.
type Point struct{ X, Y float64 }

// P is short for a Point.
func P(x, y float64) Point { return Point{x, y} }

// Between is the point t of the way from p to q.
func (p Point) Between(q Point, t float64) Point {
	return Point{Lerp(p.X, q.X, t), Lerp(p.Y, q.Y, t)}
}

// Path is a set of closed outlines. Where outlines of one direction overlap
// the path is whole; opposite directions cut holes.
type Path struct {
	rings [][]Point
}

// Poly is a closed polygon.
func Poly(points ...Point) *Path { return &Path{rings: [][]Point{points}} }

// Rect is an upright rectangle.
func Rect(x, y, w, h float64) *Path {
	return Poly(P(x, y), P(x+w, y), P(x+w, y+h), P(x, y+h))
}

// Ellipse is turned by angle radians about its centre.
func Ellipse(x, y, rx, ry, angle float64) *Path {
	n := int(min(max(10, (rx+ry)*0.8), 240))
	ring := make([]Point, n)
	sa, ca := math.Sincos(angle)
	for i := range ring {
		s, c := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		ring[i] = P(x+c*rx*ca-s*ry*sa, y+c*rx*sa+s*ry*ca)
	}
	return &Path{rings: [][]Point{ring}}
}

// Blob is a closed smooth outline through the points.
func Blob(points ...Point) *Path {
	return &Path{rings: [][]Point{curve(points, true)}}
}

// Curve is a smooth open line through the points, for use as part of an
// outline or to be stroked.
func Curve(points ...Point) []Point { return curve(points, false) }

// curve is a centripetal-like Catmull-Rom spline cut into short lines.
func curve(p []Point, closed bool) []Point {
	n := len(p)
	at := func(i int) Point {
		if closed {
			return p[((i%n)+n)%n]
		}
		return p[min(max(i, 0), n-1)]
	}
	var out []Point
	last := n - 1
	if closed {
		last = n
	}
	for i := range last {
		a, b, c, d := at(i-1), at(i), at(i+1), at(i+2)
		steps := int(min(max(4, math.Hypot(c.X-b.X, c.Y-b.Y)/4), 60))
		for s := range steps {
			t := float64(s) / float64(steps)
			out = append(out, P(spline(a.X, b.X, c.X, d.X, t), spline(a.Y, b.Y, c.Y, d.Y, t)))
		}
	}
	if !closed {
		out = append(out, p[n-1])
	}
	return out
}

func spline(a, b, c, d, t float64) float64 {
	return 0.5 * (2*b + (c-a)*t + (2*a-5*b+4*c-d)*t*t + (3*b-a-3*c+d)*t*t*t)
}

// Add joins the outlines of others to this path.
func (p *Path) Add(others ...*Path) *Path {
	for _, o := range others {
		p.rings = append(p.rings, o.rings...)
	}
	return p
}

// Line is a stroke of one width with round ends and joins.
func Line(width float64, points ...Point) *Path {
	return Taper(width, width, points...)
}

// Taper is a stroke whose width goes from one end's to the other's.
func Taper(from, to float64, points ...Point) *Path {
	path := &Path{}
	n := float64(max(1, len(points)-1))
	for i, b := range points {
		wb := Lerp(from, to, float64(i)/n) / 2
		if wb > 0.6 {
			path.Add(Ellipse(b.X, b.Y, wb, wb, 0))
		}
		if i == 0 {
			continue
		}
		a, wa := points[i-1], Lerp(from, to, float64(i-1)/n)/2
		l := math.Hypot(b.X-a.X, b.Y-a.Y)
		if l == 0 {
			continue
		}
		nx, ny := -(b.Y-a.Y)/l, (b.X-a.X)/l
		path.Add(Poly(P(a.X-nx*wa, a.Y-ny*wa), P(b.X-nx*wb, b.Y-ny*wb), P(b.X+nx*wb, b.Y+ny*wb), P(a.X+nx*wa, a.Y+ny*wa)))
	}
	return path
}

// Below is everything under a skyline down to y. top gives the skyline's
// height at each x; step is the distance between samples.
func Below(x0, x1, step, y float64, top func(x float64) float64) *Path {
	ring := []Point{P(x0, y)}
	for x := x0; x < x1; x += step {
		ring = append(ring, P(x, top(x)))
	}
	ring = append(ring, P(x1, top(x1)), P(x1, y))
	return &Path{rings: [][]Point{ring}}
}

// Move shifts a copy of the path.
func (p *Path) Move(dx, dy float64) *Path {
	return p.Map(func(q Point) Point { return P(q.X+dx, q.Y+dy) })
}

// Map sends each point of a copy elsewhere.
func (p *Path) Map(f func(Point) Point) *Path {
	out := &Path{rings: make([][]Point, len(p.rings))}
	for i, ring := range p.rings {
		out.rings[i] = make([]Point, len(ring))
		for j, q := range ring {
			out.rings[i][j] = f(q)
		}
	}
	return out
}

// Box is the smallest upright rectangle around the path.
func (p *Path) Box() (x0, y0, x1, y1 float64) {
	x0, y0, x1, y1 = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, ring := range p.rings {
		for _, q := range ring {
			x0, y0, x1, y1 = min(x0, q.X), min(y0, q.Y), max(x1, q.X), max(y1, q.Y)
		}
	}
	return x0, y0, x1, y1
}

// Outline reads an outline written as in SVG with the commands M, L and Q,
// absolute, numbers parted by spaces. It panics on anything else: outlines
// are constants of this program.
func Outline(d string) *Path {
	path := &Path{}
	var last Point
	words := strings.Fields(d)
	number := func(i int) float64 {
		v, err := strconv.ParseFloat(strings.TrimLeft(words[i], "MLQ"), 64)
		if err != nil {
			panic("outline: " + words[i])
		}
		return v
	}
	add := func(q Point) {
		n := len(path.rings) - 1
		path.rings[n] = append(path.rings[n], q)
		last = q
	}
	for i := 0; i < len(words); {
		to := P(number(i), number(i+1))
		switch words[i][0] {
		case 'M':
			path.rings = append(path.rings, nil)
			add(to)
			i += 2
		case 'L':
			add(to)
			i += 2
		case 'Q':
			from, end := last, P(number(i+2), number(i+3))
			for k := 1; k <= 10; k++ {
				t := float64(k) / 10
				add(from.Between(to, t).Between(to.Between(end, t), t))
			}
			i += 4
		default:
			panic("outline: " + words[i])
		}
	}
	return path
}
