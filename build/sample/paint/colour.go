package paint

import "math"

// Colour is an opaque sRGB colour, each part from 0 to 1.
type Colour struct{ R, G, B float32 }

// Hex is a colour written as in a style sheet: Hex(0xa4161a).
func Hex(rgb uint32) Colour {
	return Colour{float32(rgb>>16&255) / 255, float32(rgb>>8&255) / 255, float32(rgb&255) / 255}
}

// Mix goes from a (t = 0) to b (t = 1) in OKLab, where the way between two
// inks does not turn grey (Ottosson 2020). t is clamped.
func Mix(a, b Colour, t float64) Colour {
	t = Clamp(t)
	if t == 0 {
		return a
	}
	if t == 1 {
		return b
	}
	p, q := lab(a), lab(b)
	for i := range p {
		p[i] += (q[i] - p[i]) * t
	}
	return unlab(p)
}

// Lighter moves a colour's lightness by d, about -1 to 1, and keeps its hue.
func (c Colour) Lighter(d float64) Colour {
	p := lab(c)
	p[0] = Clamp(p[0] + d)
	return unlab(p)
}

// Clamp keeps t between 0 and 1.
func Clamp(t float64) float64 { return min(max(t, 0), 1) }

// Smooth rises from 0 at a to 1 at b, flat at both ends. a may be the
// greater one; then it falls.
func Smooth(a, b, x float64) float64 {
	t := Clamp((x - a) / (b - a))
	return t * t * (3 - 2*t)
}

// Lerp goes from a to b in a straight line; t is not clamped.
func Lerp(a, b, t float64) float64 { return a + (b-a)*t }

func lab(c Colour) [3]float64 {
	r, g, b := linear(c.R), linear(c.G), linear(c.B)
	l := math.Cbrt(0.4122214708*r + 0.5363325363*g + 0.0514459929*b)
	m := math.Cbrt(0.2119034982*r + 0.6806995451*g + 0.1073969566*b)
	s := math.Cbrt(0.0883024619*r + 0.2817188376*g + 0.6299787005*b)
	return [3]float64{
		0.2104542553*l + 0.7936177850*m - 0.0040720468*s,
		1.9779984951*l - 2.4285922050*m + 0.4505937099*s,
		0.0259040371*l + 0.7827717662*m - 0.8086757660*s,
	}
}

func unlab(p [3]float64) Colour {
	l := p[0] + 0.3963377774*p[1] + 0.2158037573*p[2]
	m := p[0] - 0.1055613458*p[1] - 0.0638541728*p[2]
	s := p[0] - 0.0894841775*p[1] - 1.2914855480*p[2]
	l, m, s = l*l*l, m*m*m, s*s*s
	return Colour{
		gamma(4.0767416621*l - 3.3077115913*m + 0.2309699292*s),
		gamma(-1.2684380046*l + 2.6097574011*m - 0.3413193965*s),
		gamma(-0.0041960863*l - 0.7034186147*m + 1.7076147010*s),
	}
}

func linear(v float32) float64 {
	if v <= 0.04045 {
		return float64(v) / 12.92
	}
	return math.Pow((float64(v)+0.055)/1.055, 2.4)
}

func gamma(v float64) float32 {
	v = Clamp(v)
	if v <= 0.0031308 {
		return float32(v * 12.92)
	}
	return float32(1.055*math.Pow(v, 1/2.4) - 0.055)
}

// Stop is an ink at a place on a ramp.
type Stop struct {
	At float64
	C  Colour
}

// Ramp is a line of inks with smooth ways between them.
type Ramp struct {
	from, to float64
	table    [512]Colour
}

// NewRamp makes a ramp of stops in rising order. Before the first and after
// the last it stays as it is there.
func NewRamp(stops ...Stop) *Ramp {
	r := &Ramp{from: stops[0].At, to: stops[len(stops)-1].At}
	k := 0
	for i := range r.table {
		x := Lerp(r.from, r.to, float64(i)/float64(len(r.table)-1))
		for k < len(stops)-2 && x > stops[k+1].At {
			k++
		}
		if len(stops) == 1 {
			r.table[i] = stops[0].C
			continue
		}
		a, b := stops[k], stops[k+1]
		r.table[i] = Mix(a.C, b.C, (x-a.At)/(b.At-a.At))
	}
	return r
}

// At is the colour at x.
func (r *Ramp) At(x float64) Colour {
	if r.to == r.from {
		return r.table[0]
	}
	t := Clamp((x-r.from)/(r.to-r.from)) * float64(len(r.table)-1)
	i := min(int(t), len(r.table)-2)
	f := float32(t - float64(i))
	a, b := r.table[i], r.table[i+1]
	return Colour{a.R + (b.R-a.R)*f, a.G + (b.G-a.G)*f, a.B + (b.B-a.B)*f}
}
