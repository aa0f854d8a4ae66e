package scene

import (
	"math"

	p "bangtin/build/sample/paint"
)

// Icon is the program's sign: the wordmark's B on paper, its dấu hỏi in
// crimson. size is the side in pixels.
func Icon(size int) *p.Canvas {
	c := p.New(size, size, paper)
	s := float64(size)
	c.Fill(p.Rect(0, s*0.93, s, s*0.07), p.Solid(ink))
	scale := s * 0.00076
	letter := func(outline string, dx, dy, grow float64) *p.Path {
		return p.Outline(outline).Map(func(q p.Point) p.Point {
			return p.P(s/2+(q.X-341.5+dx)*scale*grow, s*0.84+(q.Y*grow+dy)*scale)
		})
	}
	c.Fill(letter(loraB, 0, 0, 1), p.Solid(ink))
	c.Fill(letter(loraHoi, 46, -158, 1.06), p.Solid(crimson))
	return c
}

// Emblem is the invented office's mark: a wooded ridge that becomes a wave,
// in one line of ink, with a crimson sun. It stands on paper.
func Emblem(size int) *p.Canvas {
	c := p.New(size, size, paper)
	s := float64(size)
	x, y, radius := s/2, s/2, s*0.46
	c.Fill(p.Ellipse(x, y, radius, radius, 0), p.Solid(ink))
	c.Fill(p.Ellipse(x, y, radius*0.955, radius*0.955, 0), p.Solid(paper))
	inside := c.Cover(p.Ellipse(x, y, radius*0.90, radius*0.90, 0))
	gap := c.Cover(p.Ellipse(x, y, radius*0.93, radius*0.93, 0)) // hides the rims of what lies below
	within := func(tint p.Colour) p.Ink { return p.Thick(p.Solid(tint), inside) }
	c.Fill(p.Ellipse(x+radius*0.34, y-radius*0.26, radius*0.2, radius*0.2, 0), within(crimson))
	ridge := func(shift float64) func(px float64) float64 {
		return func(px float64) float64 {
			u := (px - x) / radius
			hill := 0.52*math.Exp(-math.Pow((u+0.36)/0.34, 2)) + 0.2*math.Exp(-math.Pow((u-0.16)/0.22, 2))
			return y + radius*(0.30-hill+shift)
		}
	}
	c.Fill(p.Below(x-radius, x+radius, 1, y+radius, ridge(0)), within(leaf))
	for k := range 3 {
		f := float64(k)
		wave := func(px float64) float64 {
			u := (px - x) / radius
			return y + radius*(0.22+0.21*f-0.10*u+0.055*math.Sin(u*6.2+1.1*f))
		}
		c.Fill(p.Below(x-radius, x+radius, 1, y+radius, wave), p.Thick(p.Solid(paper), gap))
		c.Fill(p.Below(x-radius, x+radius, 1, y+radius, func(px float64) float64 { return wave(px) + radius*0.055 }), within(sea))
	}
	return c
}
