package paint

import (
	"math"
	"math/rand/v2"
)

// Noise is a seed for smooth noise over the plane (Perlin 2002): the same
// seed gives the same noise on every machine of one architecture.
type Noise uint32

// At is the noise at a point, about -1 to 1, with features of size 1.
func (n Noise) At(x, y float64) float64 {
	fx, fy := math.Floor(x), math.Floor(y)
	ix, iy := int32(fx), int32(fy)
	x -= fx
	y -= fy
	u := x * x * x * (x*(x*6-15) + 10)
	v := y * y * y * (y*(y*6-15) + 10)
	top := Lerp(n.slope(ix, iy, x, y), n.slope(ix+1, iy, x-1, y), u)
	low := Lerp(n.slope(ix, iy+1, x, y-1), n.slope(ix+1, iy+1, x-1, y-1), u)
	return Lerp(top, low, v) * 1.5
}

func (n Noise) slope(ix, iy int32, x, y float64) float64 {
	h := n.hash(ix, iy)
	d := directions[h&63]
	return d[0]*x + d[1]*y
}

var directions = func() (d [64][2]float64) {
	for i := range d {
		a := 2 * math.Pi * float64(i) / float64(len(d))
		d[i] = [2]float64{math.Cos(a), math.Sin(a)}
	}
	return d
}()

func (n Noise) hash(x, y int32) uint32 {
	h := uint32(n)*0x9e3779b1 ^ uint32(x)*0x85ebca6b ^ uint32(y)*0xc2b2ae35
	h ^= h >> 15
	h *= 0x2c1b3c6d
	h ^= h >> 12
	h *= 0x297a2d39
	return h ^ h>>15
}

// Speck is white noise: a number from 0 to 1 that belongs to one pixel.
func (n Noise) Speck(x, y int) float64 {
	return float64(n.hash(int32(x), int32(y))) / (1 << 32)
}

// Clouds sums octaves of noise, each of half the size and gain the weight
// of the one before; about -1 to 1.
func (n Noise) Clouds(x, y float64, octaves int, gain float64) float64 {
	sum, weight, total := 0.0, 1.0, 0.0
	for i := range octaves {
		sum += (n+Noise(i)*101).At(x, y) * weight
		total += weight
		weight *= gain
		x, y = x*2.03+17.1, y*2.03-9.7
	}
	return sum / total
}

// Ridges is like Clouds but with sharp crests; 0 to 1, crests at 1.
func (n Noise) Ridges(x, y float64, octaves int, gain float64) float64 {
	sum, weight, total := 0.0, 1.0, 0.0
	for i := range octaves {
		v := 1 - math.Abs((n+Noise(i)*101).At(x, y))
		sum += v * v * weight
		total += weight
		weight *= gain
		x, y = x*2.03+17.1, y*2.03-9.7
	}
	return sum / total
}

// Rand is a source of fixed random numbers for scattering things.
func Rand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0x42414e47)) }

// Cells scatters one point in each square of size 1 and gives the distance
// to the nearest, 0 to about 1, and a number from 0 to 1 that belongs to
// that point (Worley 1996).
func (n Noise) Cells(x, y float64) (distance, own float64) {
	fx, fy := math.Floor(x), math.Floor(y)
	distance = 9
	for i := -1; i <= 1; i++ {
		for j := -1; j <= 1; j++ {
			h := n.hash(int32(fx)+int32(i), int32(fy)+int32(j))
			px := fx + float64(i) + 0.15 + 0.7*float64(h&0xffff)/0xffff
			py := fy + float64(j) + 0.15 + 0.7*float64(h>>16)/0xffff
			if d := (px-x)*(px-x) + (py-y)*(py-y); d < distance {
				distance, own = d, float64(h*0x9e3779b1>>8)/(1<<24)
			}
		}
	}
	return math.Sqrt(distance), own
}
