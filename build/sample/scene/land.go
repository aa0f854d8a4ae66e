package scene

import (
	"math"

	p "bangtin/build/sample/paint"
)

// skyline is a ridge: the height of its crest at each x.
type skyline func(x float64) float64

// hills makes a soft skyline: base is its mean y, high how far it rises and
// falls, wide the distance between summits, all in pixels.
func hills(seed p.Noise, base, high, wide float64, octaves int) skyline {
	return func(x float64) float64 {
		return base - high*seed.Clouds(x/wide, 0.37, octaves, 0.5)
	}
}

// peaks makes a sharp skyline.
func peaks(seed p.Noise, base, high, wide float64, octaves int) skyline {
	return func(x float64) float64 {
		return base - high*(seed.Ridges(x/wide, 0.37, octaves, 0.45)*2-1.1)
	}
}

// under fills a skyline down to y.
func under(c *p.Canvas, top skyline, y float64, ink p.Ink) {
	c.Fill(p.Below(-4, float64(c.W)+4, 1.5, y, top), ink)
}

// slopes is the light on a mountainside below a skyline, about -1 (away
// from the light) to 1. Spurs run down from the crest; size is their
// distance, lean their slant to the right in pixels a pixel.
func slopes(seed p.Noise, top skyline, size, lean float64) func(x, y float64) float64 {
	return func(x, y float64) float64 {
		d := y - top(x)
		wx := x - lean*d + size*0.5*(seed+50).At(x/size*0.6, y/size*0.5)
		a := seed.Ridges(wx/size, d/size*0.32+1.7, 3, 0.45)
		b := seed.Ridges((wx-size*0.13)/size, (d-size*0.02)/size*0.32+1.7, 3, 0.45)
		return (b - a) * 3.2
	}
}

// hazy fades an ink into mist between two heights.
func hazy(ink p.Ink, mist p.Colour, from, to, most float64) p.Ink {
	return func(x, y float64) (p.Colour, float64) {
		c, a := ink(x, y)
		return p.Mix(c, mist, most*p.Smooth(from, to, y)), a
	}
}

// veil lays long streaks of mist over a band between y0 and y1, thickest in
// its middle.
func veil(c *p.Canvas, seed p.Noise, mist p.Colour, y0, y1, wide, most float64) {
	mid, half := (y0+y1)/2, (y1-y0)/2
	c.Fill(p.Rect(0, y0, float64(c.W), y1-y0), func(x, y float64) (p.Colour, float64) {
		d := 1 - math.Abs(y-mid)/half
		n := seed.Clouds(x/wide, y/wide*5.5, 3, 0.5)
		return mist, most * p.Smooth(0, 1, d) * p.Smooth(-0.45, 0.5, n+0.25*d)
	})
}

// crowns is the roof of a wood: the height of round treetops of size metres
// across at a place, 0 to 1.
func crowns(seed p.Noise, x, z, size float64) float64 {
	d, own := seed.Cells(x/size, z/size)
	e, _ := (seed + 5).Cells(x/size*2.7, z/size*2.7)
	return (0.72 + 0.28*own) * (math.Sqrt(math.Max(0, 1-d*d*1.7)) + 0.16*math.Sqrt(math.Max(0, 1-e*e*1.7)))
}
