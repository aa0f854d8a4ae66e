// Package paint draws posters: shapes filled with inks, with light and
// grain, in the way of a screen print. Everything is a function of its
// arguments, so a picture is the same each time it is drawn.
package paint

import (
	"image"
	"math"
	"runtime"
	"sync"

	"golang.org/x/image/vector"
)

// Canvas is a picture being painted. It is not safe for concurrent use; its
// own methods use all processors.
type Canvas struct {
	W, H int
	Pix  []Colour // row by row

	Draft bool // fewer samples, for a quick look

	raster vector.Rasterizer
	alpha  *image.Alpha
}

// New is a canvas of one colour.
func New(w, h int, ground Colour) *Canvas {
	c := &Canvas{W: w, H: h, Pix: make([]Colour, w*h)}
	for i := range c.Pix {
		c.Pix[i] = ground
	}
	return c
}

// Ink says what is laid on the pixel whose centre is x, y, and how thickly,
// from 0 to 1.
type Ink func(x, y float64) (Colour, float64)

// Flat is one colour at one thickness.
func Flat(c Colour, thick float64) Ink {
	return func(float64, float64) (Colour, float64) { return c, thick }
}

// Solid is one opaque colour.
func Solid(c Colour) Ink { return Flat(c, 1) }

// Down is a ramp over y.
func Down(r *Ramp) Ink { return func(_, y float64) (Colour, float64) { return r.At(y), 1 } }

// Across is a ramp over x.
func Across(r *Ramp) Ink { return func(x, _ float64) (Colour, float64) { return r.At(x), 1 } }

// Thick lays an ink at a thickness that depends on the place.
func Thick(ink Ink, thick func(x, y float64) float64) Ink {
	return func(x, y float64) (Colour, float64) {
		t := Clamp(thick(x, y))
		if t == 0 {
			return Colour{}, 0
		}
		c, a := ink(x, y)
		return c, a * t
	}
}

// All lays ink on the whole canvas.
func (c *Canvas) All(ink Ink) { c.area(0, 0, c.W, c.H, ink, nil) }

// Fill lays ink inside a path, with smooth edges.
func (c *Canvas) Fill(p *Path, ink Ink) {
	mask, r := c.mask(p)
	if r.Empty() {
		return
	}
	c.area(r.Min.X, r.Min.Y, r.Max.X, r.Max.Y, ink, mask)
}

// Cover is how much of each pixel of the canvas a path covers, 0 to 1, to
// be asked again and again.
func (c *Canvas) Cover(p *Path) func(x, y float64) float64 {
	mask, r := c.mask(p)
	kept := image.NewAlpha(r)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			kept.Pix[kept.PixOffset(x, y)] = mask.Pix[(y-r.Min.Y)*mask.Stride+x-r.Min.X]
		}
	}
	return func(x, y float64) float64 {
		q := image.Pt(int(math.Floor(x)), int(math.Floor(y)))
		if !q.In(r) {
			return 0
		}
		return float64(kept.Pix[kept.PixOffset(q.X, q.Y)]) / 255
	}
}

// mask rasterises a path into the canvas's scratch picture, whose pixel 0, 0
// lies at the returned rectangle's corner.
func (c *Canvas) mask(p *Path) (*image.Alpha, image.Rectangle) {
	x0, y0, x1, y1 := p.Box()
	if !(x0 < x1) {
		return nil, image.Rectangle{}
	}
	r := image.Rect(int(math.Floor(max(x0, -1e6))), int(math.Floor(max(y0, -1e6))),
		int(math.Ceil(min(x1, 1e6))), int(math.Ceil(min(y1, 1e6)))).Intersect(image.Rect(0, 0, c.W, c.H))
	if r.Empty() {
		return nil, r
	}
	w, h := r.Dx(), r.Dy()
	if c.alpha == nil || len(c.alpha.Pix) < w*h {
		c.alpha = image.NewAlpha(image.Rect(0, 0, w, h))
	}
	c.alpha = &image.Alpha{Pix: c.alpha.Pix[:cap(c.alpha.Pix)], Stride: w, Rect: image.Rect(0, 0, w, h)}
	clear(c.alpha.Pix[:w*h])
	c.raster.Reset(w, h)
	// The rasteriser takes no lines left of or above its box: clip to it.
	dx, dy := float64(r.Min.X), float64(r.Min.Y)
	for _, ring := range p.rings {
		ring = clip(ring, dx, dy, float64(r.Max.X), float64(r.Max.Y))
		for i, q := range ring {
			x, y := float32(q.X-dx), float32(q.Y-dy)
			if i == 0 {
				c.raster.MoveTo(x, y)
			} else {
				c.raster.LineTo(x, y)
			}
		}
		if len(ring) > 0 {
			c.raster.ClosePath()
		}
	}
	c.raster.Draw(c.alpha, c.alpha.Rect, image.Opaque, image.Point{})
	return c.alpha, r
}

// clip cuts a ring to a rectangle, side by side (Sutherland and Hodgman
// 1974).
func clip(ring []Point, x0, y0, x1, y1 float64) []Point {
	sides := []struct {
		in  func(Point) bool
		cut func(a, b Point) Point
	}{
		{func(p Point) bool { return p.X >= x0 }, func(a, b Point) Point { return a.Between(b, (x0-a.X)/(b.X-a.X)) }},
		{func(p Point) bool { return p.X <= x1 }, func(a, b Point) Point { return a.Between(b, (x1-a.X)/(b.X-a.X)) }},
		{func(p Point) bool { return p.Y >= y0 }, func(a, b Point) Point { return a.Between(b, (y0-a.Y)/(b.Y-a.Y)) }},
		{func(p Point) bool { return p.Y <= y1 }, func(a, b Point) Point { return a.Between(b, (y1-a.Y)/(b.Y-a.Y)) }},
	}
	for _, side := range sides {
		var out []Point
		for i, b := range ring {
			a := ring[(i+len(ring)-1)%len(ring)]
			if side.in(a) != side.in(b) {
				out = append(out, side.cut(a, b))
			}
			if side.in(b) {
				out = append(out, b)
			}
		}
		ring = out
	}
	return ring
}

// area lays ink on a rectangle of pixels, thinned by the mask.
func (c *Canvas) area(x0, y0, x1, y1 int, ink Ink, mask *image.Alpha) {
	rows(y0, y1, (x1-x0)*(y1-y0), func(y int) {
		for x := x0; x < x1; x++ {
			thick := float32(1)
			if mask != nil {
				m := mask.Pix[(y-y0)*mask.Stride+x-x0]
				if m == 0 {
					continue
				}
				thick = float32(m) / 255
			}
			over, a := ink(float64(x)+0.5, float64(y)+0.5)
			thick *= float32(a)
			if thick <= 0 {
				continue
			}
			p := &c.Pix[y*c.W+x]
			p.R += (over.R - p.R) * thick
			p.G += (over.G - p.G) * thick
			p.B += (over.B - p.B) * thick
		}
	})
}

// rows calls do for each row, on all processors if there is much to do.
func rows(y0, y1, pixels int, do func(y int)) {
	n := runtime.GOMAXPROCS(0)
	if pixels < 20_000 || n == 1 {
		for y := y0; y < y1; y++ {
			do(y)
		}
		return
	}
	var wait sync.WaitGroup
	for k := range n {
		wait.Go(func() {
			for y := y0 + k; y < y1; y += n {
				do(y)
			}
		})
	}
	wait.Wait()
}

// Rows is the part of the picture from one row up to another.
func (c *Canvas) Rows(from, to int) *Canvas {
	return &Canvas{W: c.W, H: to - from, Pix: c.Pix[from*c.W : to*c.W]}
}

// At is the colour of the nearest pixel; outside the canvas, of its edge.
func (c *Canvas) At(x, y float64) Colour {
	ix := min(max(int(math.Floor(x)), 0), c.W-1)
	iy := min(max(int(math.Floor(y)), 0), c.H-1)
	return c.Pix[iy*c.W+ix]
}
