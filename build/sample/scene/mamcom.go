package scene

import (
	"math"

	p "bangtin/build/sample/paint"
)

// mamCom is a tray of food on indigo cloth, seen at an angle from above.
func mamCom(c *p.Canvas) {
	cloth(c)
	tray(c, 940, 660, 640)
	rice(c, 720, 590)
	pot(c, 1160, 520)
	soup(c, 1010, 800)
	greens(c, 640, 810)
	teapot(c, 1660, 830)
	cup(c, 1455, 985, 1)
	cup(c, 1610, 1060, 1.06)
	chopsticks(c)
	steam(c, 1160, 400, 1)
	steam(c, 1462, 930, 0.5)
	steam(c, 1010, 730, 0.8)
	c.Shade(p.Hex(0x4a4058), func(x, y float64) float64 {
		return 0.6 * p.Smooth(0.5, 1.2, math.Hypot((x-960)/1150, (y-600)/800))
	})
	c.Shine(p.Hex(0xffe2b0), func(x, y float64) float64 { return 0.2 * p.Smooth(900, 0, math.Hypot(x-420, y-120)) })
	c.Grain(5, 0.011)
}

// cloth is indigo homespun with a woven border in crimson, white and gold.
func cloth(c *p.Canvas) {
	n := p.Noise(3)
	c.All(func(x, y float64) (p.Colour, float64) {
		// The table falls away upwards: rows get closer.
		v := math.Log((y+900)/900) * 900
		u := (x-960)*(1+(1280-y)/2600) + 960
		weave := 0.004*math.Sin(u*0.45) + 0.004*math.Sin(v*0.6)
		fold := 0.05 * n.Clouds(u/420, v/300, 3, 0.5)
		tint := p.Hex(0x1e3352).Lighter(weave + fold)
		band := func(lo, hi float64) bool { return v > lo && v < hi }
		cell := math.Mod(u+4000, 64) / 64
		diamond := math.Abs(cell-0.5) * 2
		switch {
		case band(40, 48) || band(132, 140) || band(722, 730) || band(814, 822):
			tint = p.Hex(0xd9cbb0)
		case band(52, 128) || band(734, 810):
			m := 90.0
			if v > 700 {
				m = 772
			}
			d := math.Abs(v-m)/38 + diamond
			switch {
			case d < 0.34:
				tint = gold.Lighter(-0.05)
			case d < 0.62:
				tint = p.Hex(0xf0e6d0)
			case d < 1.0:
				tint = crimson
			default:
				tint = p.Hex(0x16273f)
			}
		}
		return tint, 1
	})
}

// dish is an ellipse seen at the tray's angle.
const tilt = 0.56

func oval(x, y, rx float64) *p.Path { return p.Ellipse(x, y, rx, rx*tilt, 0) }

// shadow falls to the lower right of things.
func shadow(c *p.Canvas, x, y, rx, thick float64) {
	for i := range 6 {
		f := float64(i) / 5
		c.Fill(oval(x+rx*0.10, y+rx*0.12, rx*(1.12-0.2*f)), p.Flat(p.Hex(0x0b1424), thick/6*1.5))
	}
}

func tray(c *p.Canvas, x, y, rx float64) {
	shadow(c, x+10, y+24, rx, 0.6)
	c.Fill(oval(x, y+26, rx), p.Solid(p.Hex(0x3f2216)))
	c.Fill(oval(x, y, rx), p.Across(p.NewRamp(p.Stop{At: x - rx, C: p.Hex(0xb97a46)}, p.Stop{At: x, C: p.Hex(0x8f5630)}, p.Stop{At: x + rx, C: p.Hex(0x5f3420)})))
	n := p.Noise(14)
	c.Fill(oval(x, y+4, rx*0.94), func(px, py float64) (p.Colour, float64) {
		u, v := (px-x)/rx, (py-y)/rx/tilt
		ring := n.Clouds(u*2.2, v*13+0.6*n.At(u*3, v*3), 4, 0.55)
		tint := p.Mix(p.Hex(0x9a5f36), p.Hex(0xc58a52), 0.5+0.9*ring)
		return p.Mix(tint, p.Hex(0x4a281a), 0.5*p.Smooth(-0.7, 1.1, u*0.7+v*0.7)), 1
	})
	c.Fill(p.Line(4, ellipseLine(x, y, rx*0.985, math.Pi*1.05, math.Pi*1.9)...), p.Flat(p.Hex(0xf0c48c), 0.8))
}

func ellipseLine(x, y, rx, from, to float64) []p.Point {
	var line []p.Point
	for i := range 61 {
		a := p.Lerp(from, to, float64(i)/60)
		line = append(line, p.P(x+rx*math.Cos(a), y+rx*tilt*math.Sin(a)))
	}
	return line
}

// plate is a shallow glazed dish with a rim.
func plate(c *p.Canvas, x, y, rx float64, glaze, rim p.Colour) {
	shadow(c, x, y+14, rx, 0.5)
	c.Fill(oval(x, y+rx*0.09, rx*0.94), p.Solid(glaze.Lighter(-0.28)))
	c.Fill(oval(x, y, rx), p.Solid(glaze))
	c.Fill(p.Line(rx*0.035, ellipseLine(x, y, rx*0.965, 0, 2*math.Pi)...), p.Solid(rim))
	c.Fill(oval(x, y+rx*0.02, rx*0.76), p.Solid(glaze.Lighter(-0.09)))
	c.Fill(oval(x+rx*0.02, y+rx*0.045, rx*0.70), p.Solid(glaze.Lighter(-0.03)))
	c.Fill(p.Line(rx*0.02, ellipseLine(x, y, rx*0.9, math.Pi*1.1, math.Pi*1.6)...), p.Flat(paper, 0.9))
}

// rice is five-coloured sticky rice in heaps on a plate lined with leaf.
func rice(c *p.Canvas, x, y float64) {
	plate(c, x, y, 250, p.Hex(0xe9dfc8), p.Hex(0x24507a))
	for i := range 9 {
		a := float64(i) * 0.7
		c.Fill(leafShape(x+40*math.Cos(a), y+20*math.Sin(a), 190, 90, a), p.Solid([]p.Colour{p.Hex(0x2f6a45), p.Hex(0x3f7f50)}[i%2]))
	}
	heaps := []struct {
		dx, dy float64
		tint   p.Colour
	}{{-20, -58, p.Hex(0xf6ecd8)}, {-108, -6, p.Hex(0x5f2f6a)}, {88, -24, p.Hex(0xe9b43c)}, {-44, 44, p.Hex(0xc2352c)}, {64, 48, p.Hex(0x4f8a4a)}}
	r := p.Rand(18)
	for _, h := range heaps {
		hx, hy := x+h.dx, y+h.dy
		c.Fill(p.Ellipse(hx+8, hy+26, 84, 40, 0), p.Flat(p.Hex(0x14241c), 0.4))
		c.Fill(p.Ellipse(hx, hy+6, 78, 48, 0), p.Solid(h.tint.Lighter(-0.12)))
		for range 230 {
			a, d := r.Float64()*2*math.Pi, math.Sqrt(r.Float64())
			gx, gy := hx+76*d*math.Cos(a), hy-30*(1-d*d)+46*d*math.Sin(a)
			light := 0.10*(-math.Cos(a)*0.6-math.Sin(a))*d + 0.06*(1-d) + 0.03*r.NormFloat64()
			c.Fill(p.Ellipse(gx, gy, 9.5, 5, r.Float64()*3), p.Solid(h.tint.Lighter(light)))
		}
	}
}

// pot is fish braised in an earthen pot.
func pot(c *p.Canvas, x, y float64) {
	const rx = 205.0
	shadow(c, x+6, y+92, rx*1.02, 0.7)
	body := p.Blob(p.P(x-rx, y), p.P(x-rx*0.98, y+60), p.P(x-rx*0.72, y+132), p.P(x, y+168), p.P(x+rx*0.72, y+132), p.P(x+rx*0.98, y+60), p.P(x+rx, y), p.P(x, y-rx*tilt))
	c.Fill(body, p.Cut(func(px, py float64) float64 {
		return -(px-x)/rx*0.8 + 0.25*p.Noise(5).Clouds(px/40, py/20, 3, 0.6) - (py-y-60)/260
	}, []float64{-0.5, 0.1, 0.52}, []p.Colour{p.Hex(0x33190f), p.Hex(0x6a3319), p.Hex(0x94502a), p.Hex(0xc4824e)}))
	for _, s := range []float64{-1, 1} {
		c.Fill(p.Line(26, p.Curve(p.P(x+s*rx*0.96, y+20), p.P(x+s*rx*1.2, y+34), p.P(x+s*rx*0.98, y+70))...), p.Solid(p.Hex(0x6a3319)))
	}
	c.Fill(oval(x, y, rx), p.Solid(p.Hex(0xa9653a)))
	c.Fill(oval(x, y+6, rx*0.9), p.Solid(p.Hex(0x2a130c)))
	c.Fill(oval(x, y+16, rx*0.86), p.Across(p.NewRamp(p.Stop{At: x - rx, C: p.Hex(0x8a3f16)}, p.Stop{At: x + rx, C: p.Hex(0x4a1d0c)})))
	r := p.Rand(33)
	for i, q := range [...][3]float64{{-70, -8, 0.25}, {52, -20, -0.35}, {-8, 44, 0.05}} { // cuts of fish
		fx, fy := x+q[0], y+16+q[1]
		c.Fill(p.Ellipse(fx+4, fy+10, 78, 34, q[2]), p.Flat(p.Hex(0x1d0a06), 0.6))
		c.Fill(p.Ellipse(fx, fy, 76, 34, q[2]), p.Solid(p.Hex(0x7a4a2c)))
		c.Fill(p.Ellipse(fx-4, fy-5, 62, 24, q[2]), p.Solid(p.Hex(0xb9784a)))
		c.Fill(p.Ellipse(fx-10, fy-9, 34, 10, q[2]), p.Flat(p.Hex(0xe9b47c), 0.9))
		for k := range 4 {
			d := -40 + 26*float64(k)
			c.Fill(p.Line(3, p.P(fx+d, fy-20), p.P(fx+d+10, fy+18)), p.Flat(p.Hex(0x5f3018), 0.6))
		}
		_ = i
	}
	for range 46 {
		a, d := r.Float64()*2*math.Pi, math.Sqrt(r.Float64())*0.8
		qx, qy := x+rx*d*math.Cos(a), y+16+rx*tilt*d*math.Sin(a)
		switch r.IntN(3) {
		case 0:
			c.Fill(p.Ellipse(qx, qy, 11, 4, r.Float64()*3), p.Solid(p.Hex(0xd9362a)))
		case 1:
			c.Fill(p.Ellipse(qx, qy, 9, 7, 0), p.Solid(p.Hex(0x6f9a4a)))
			c.Fill(p.Ellipse(qx, qy, 4, 3, 0), p.Solid(p.Hex(0xbfd08a)))
		default:
			c.Fill(p.Ellipse(qx, qy, 3.4, 3, 0), p.Solid(p.Hex(0x1d0f0a)))
		}
	}
}

// soup is a bowl of clear broth with herbs.
func soup(c *p.Canvas, x, y float64) {
	const rx = 165.0
	shadow(c, x, y+70, rx*0.9, 0.6)
	body := p.Blob(p.P(x-rx, y), p.P(x-rx*0.8, y+74), p.P(x-rx*0.42, y+122), p.P(x+rx*0.42, y+122), p.P(x+rx*0.8, y+74), p.P(x+rx, y), p.P(x, y-rx*tilt))
	c.Fill(body, p.Cut(func(px, _ float64) float64 { return -(px - x) / rx }, []float64{-0.6, 0.0, 0.55}, []p.Colour{p.Hex(0x8a96a0), p.Hex(0xbfc6c4), p.Hex(0xe3e2d4), paper}))
	band := append(ellipseLine(x, y+34, rx*0.92, math.Pi*0.04, math.Pi*0.96), ellipseLine(x, y+46, rx*0.88, math.Pi*0.96, math.Pi*0.04)...)
	c.Fill(p.Poly(band...), p.Solid(p.Hex(0x24507a)))
	c.Fill(oval(x, y, rx), p.Solid(p.Hex(0xfdf8ea)))
	c.Fill(p.Line(5, ellipseLine(x, y, rx*0.97, 0, 2*math.Pi)...), p.Solid(p.Hex(0x24507a)))
	c.Fill(oval(x, y+8, rx*0.88), p.Across(p.NewRamp(p.Stop{At: x - rx, C: p.Hex(0xe9cf86)}, p.Stop{At: x + rx, C: p.Hex(0xb98f45)})))
	r := p.Rand(51)
	for range 60 {
		a, d := r.Float64()*2*math.Pi, math.Sqrt(r.Float64())*0.78
		qx, qy := x+rx*d*math.Cos(a), y+8+rx*tilt*d*math.Sin(a)
		tint := []p.Colour{p.Hex(0x3f7a3f), p.Hex(0x6fa04f), p.Hex(0xd94a32), p.Hex(0xf3e3b0)}[r.IntN(4)]
		c.Fill(leafShape(qx, qy, 22, 8, r.Float64()*6), p.Solid(tint))
	}
	c.Fill(p.Ellipse(x-60, y-30, 34, 7, -0.3), p.Flat(paper, 0.6))
}

// greens is a plate of herbs and boiled leaves.
func greens(c *p.Canvas, x, y float64) {
	plate(c, x, y, 178, p.Hex(0xd9dcc8), p.Hex(0x6a4a35))
	r := p.Rand(64)
	for i := range 130 {
		a, d := r.Float64()*2*math.Pi, math.Sqrt(r.Float64())
		qx, qy := x+112*d*math.Cos(a), y-14*(1-d)+58*d*math.Sin(a)
		tint := []p.Colour{p.Hex(0x1f5138), p.Hex(0x2f6f42), p.Hex(0x55914a), p.Hex(0x8fb95c)}[min(3, i/34)]
		c.Fill(leafShape(qx, qy, 44, 20, r.Float64()*6.3), p.Solid(tint))
	}
	for i := range 3 {
		q := p.P(x+36+26*float64(i), y+40-9*float64(i))
		c.Fill(p.Ellipse(q.X, q.Y, 26, 15, 0), p.Solid(p.Hex(0xf3e29a)))
		c.Fill(p.Ellipse(q.X, q.Y-1, 19, 11, 0), p.Solid(p.Hex(0xfaf2c4)))
	}
}

// teapot is brown stoneware.
func teapot(c *p.Canvas, x, y float64) {
	shadow(c, x, y+96, 176, 0.7)
	clay := []p.Colour{p.Hex(0x2a1613), p.Hex(0x5a2f24), p.Hex(0x86503a), p.Hex(0xbf8560)}
	shade := func(px, py float64) float64 { return -(px-x)/170*0.7 - (py-y)/150*0.55 + 0.1 }
	cut := p.Cut(shade, []float64{-0.42, 0.12, 0.5}, clay)
	c.Fill(p.Taper(46, 20, p.Curve(p.P(x-120, y+30), p.P(x-196, y-6), p.P(x-226, y-76))...), cut)
	c.Fill(p.Line(20, p.Curve(p.P(x+118, y-36), p.P(x+214, y-40), p.P(x+206, y+44), p.P(x+124, y+66))...), cut)
	c.Fill(p.Blob(p.P(x-150, y), p.P(x-132, y+80), p.P(x, y+124), p.P(x+132, y+80), p.P(x+150, y), p.P(x+92, y-74), p.P(x, y-92), p.P(x-92, y-74)), cut)
	c.Fill(p.Ellipse(x, y-72, 84, 34, 0), p.Solid(p.Hex(0x3d1f19)))
	c.Fill(p.Ellipse(x, y-82, 78, 34, 0), p.Cut(func(px, py float64) float64 { return -(px-x)/80 - (py-y+82)/60 }, []float64{-0.3, 0.5}, clay[1:]))
	c.Fill(p.Ellipse(x, y-116, 18, 16, 0), p.Cut(func(px, py float64) float64 { return -(px - x) / 18 }, []float64{0.1}, clay[1:3]))
	c.Fill(p.Ellipse(x-62, y-18, 16, 40, 0.35), p.Flat(p.Hex(0xf0c9a4), 0.5))
}

// cup holds green tea.
func cup(c *p.Canvas, x, y, size float64) {
	rx := 74 * size
	shadow(c, x, y+40*size, rx*0.95, 0.6)
	body := p.Blob(p.P(x-rx, y), p.P(x-rx*0.82, y+50*size), p.P(x-rx*0.44, y+76*size), p.P(x+rx*0.44, y+76*size), p.P(x+rx*0.82, y+50*size), p.P(x+rx, y), p.P(x, y-rx*tilt))
	c.Fill(body, p.Cut(func(px, _ float64) float64 { return -(px - x) / rx }, []float64{-0.5, 0.2}, []p.Colour{p.Hex(0x5f3a2c), p.Hex(0x8a5840), p.Hex(0xc08c68)}))
	c.Fill(oval(x, y, rx), p.Solid(p.Hex(0xd3a680)))
	c.Fill(oval(x, y+4*size, rx*0.87), p.Solid(p.Hex(0x4a2c20)))
	c.Fill(oval(x, y+9*size, rx*0.8), p.Across(p.NewRamp(p.Stop{At: x - rx, C: p.Hex(0xc9c25c)}, p.Stop{At: x + rx, C: p.Hex(0x7f8a32)})))
	c.Fill(p.Ellipse(x-rx*0.3, y, rx*0.24, rx*0.06, -0.2), p.Flat(paper, 0.75))
}

// chopsticks rest beside the tray.
func chopsticks(c *p.Canvas) {
	for i := range 2 {
		d := 34 * float64(i)
		a, b := p.P(180+d, 1120+d*0.1), p.P(690+d*0.8, 1228-d*0.2)
		c.Fill(p.Taper(17, 9, p.P(a.X+10, a.Y+16), p.P(b.X+10, b.Y+12)), p.Flat(p.Hex(0x0b1424), 0.5))
		c.Fill(p.Taper(17, 9, a, b), p.Solid(p.Hex(0x7a4a2c)))
		c.Fill(p.Taper(6, 3, p.P(a.X, a.Y-4), p.P(b.X, b.Y-2)), p.Solid(p.Hex(0xc99562)))
		c.Fill(p.Taper(17, 16, a, a.Between(b, 0.1)), p.Solid(crimson))
	}
}

// steam rises in two thin curls.
func steam(c *p.Canvas, x, y, size float64) {
	n := p.Noise(41)
	c.Fill(p.Rect(x-190*size, y-340*size, 380*size, 380*size), func(px, py float64) (p.Colour, float64) {
		t := (y - py) / (340 * size)
		if t < -0.1 {
			return paper, 0
		}
		a := 0.0
		for k := range 2 {
			mid := x + size*(float64(k)*70-35) + size*46*math.Sin(t*5+float64(k)*1.4+x)*t
			wide := size * (10 + 40*t)
			d := (px - mid + 12*size*n.Clouds(px/40, py/60, 2, 0.5)) / wide
			a += 0.3 * math.Exp(-d*d)
		}
		return p.Hex(0xfff6e4), a * p.Smooth(1, 0.25, t) * p.Smooth(-0.08, 0.1, t)
	})
}
