package paint_test

import (
	"math"
	"testing"

	"bangtin/build/sample/paint"
)

var (
	black = paint.Hex(0x000000)
	white = paint.Hex(0xffffff)
)

// area is how many pixels' worth of white is on a canvas.
func area(c *paint.Canvas) float64 {
	sum := 0.0
	for _, p := range c.Pix {
		sum += float64(p.G)
	}
	return sum
}

func TestFill(t *testing.T) {
	tests := []struct {
		name string
		path *paint.Path
		want float64
	}{
		{"a rectangle between pixels", paint.Rect(10.5, 20.25, 30, 8), 240},
		{"a disc", paint.Ellipse(50, 50, 20, 20, 0), math.Pi * 400},
		{"half outside on the left and above", paint.Rect(-30, -30, 40, 40), 100},
		{"all outside", paint.Rect(200, 10, 40, 40), 0},
		{"covering everything", paint.Rect(-500, -500, 5000, 5000), 10000},
		{"two that overlap count once", paint.Rect(10, 10, 20, 20).Add(paint.Rect(20, 10, 20, 20)), 600},
		{"a stroke", paint.Line(4, paint.P(20, 50), paint.P(80, 50)), 4*60 + math.Pi*4},
		{"an outline with a hole", paint.Outline("M10 10 L50 10 L50 50 L10 50 M20 20 L20 40 L40 40 L40 20"), 1600 - 400},
		{"an outline with a curve", paint.Outline("M10 50 Q50 10 90 50 L10 50"), 80 * 20 * 2.0 / 3},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := paint.New(100, 100, black)
			c.Fill(test.path, paint.Solid(white))
			if got := area(c); math.Abs(got-test.want) > 0.012*test.want+1 {
				t.Errorf("covers %.1f pixels, want %.1f", got, test.want)
			}
		})
	}
}

func TestMix(t *testing.T) {
	red, blue := paint.Hex(0xa4161a), paint.Hex(0x1c4a73)
	if paint.Mix(red, blue, -1) != red || paint.Mix(red, blue, 2) != blue {
		t.Error("outside 0 to 1 a mixture is not one of its inks")
	}
	if m := paint.Mix(black, white, 0.5); m.R < 0.3 || m.R > 0.5 || math.Abs(float64(m.R-m.B)) > 1e-3 {
		t.Errorf("the middle of black and white is %v", m)
	}
	r := paint.NewRamp(paint.Stop{At: 10, C: red}, paint.Stop{At: 20, C: white}, paint.Stop{At: 30, C: blue})
	if r.At(0) != red || r.At(99) != blue {
		t.Error("a ramp goes on beyond its ends")
	}
	if m := r.At(20); m.G < 0.97 {
		t.Errorf("the middle stop is %v", m)
	}
}

func TestCut(t *testing.T) {
	ink := paint.Cut(func(x, _ float64) float64 { return x }, []float64{50}, []paint.Colour{black, white})
	for x, want := range map[float64]float32{10: 0, 50: 0.5, 90: 1} {
		if c, _ := ink(x, 0); math.Abs(float64(c.R-want)) > 0.01 {
			t.Errorf("at %v: %v, want %v", x, c.R, want)
		}
	}
}

// TestTerrain draws a level plain: it begins at the horizon, and a point on
// it is drawn where Project says.
func TestTerrain(t *testing.T) {
	plain := paint.Terrain{
		Height: func(_, _ float64) float64 { return 0 },
		Eye:    [3]float64{0, 10, 0}, Focal: 100, CentreX: 50, Horizon: 40, Near: 1, Far: 1e6, Fine: 0.01,
		Sun: [3]float64{0, 1, 0},
	}
	plain.Ink = func(h paint.Hit) (paint.Colour, float64) {
		if h.Z > 30 {
			return black, 1
		}
		return white, 1
	}
	grey := paint.Hex(0x808080)
	c := paint.New(100, 100, grey)
	c.Terrain(plain)
	if c.At(50, 38) != grey {
		t.Error("land above the horizon")
	}
	edge, metre := plain.Project(0, 0, 30)
	if math.Abs(metre-100.0/30) > 1e-9 {
		t.Errorf("a metre is %v pixels", metre)
	}
	if c.At(50, edge.Y-3) != black || c.At(50, edge.Y+3) != white {
		t.Errorf("the mark at 30 m is not drawn at row %.1f", edge.Y)
	}
}

func TestNoiseIsFixed(t *testing.T) {
	n := paint.Noise(7)
	if n.At(1.3, 2.7) != n.At(1.3, 2.7) || n.At(1.3, 2.7) == paint.Noise(8).At(1.3, 2.7) {
		t.Error("noise does not depend on its seed alone")
	}
	for i := range 2000 {
		x, y := float64(i)*0.37, float64(i)*0.11
		if v := n.Clouds(x, y, 5, 0.5); v < -1.5 || v > 1.5 {
			t.Fatalf("clouds reach %v", v)
		}
		if d, own := n.Cells(x, y); d < 0 || d > 1.5 || own < 0 || own >= 1 {
			t.Fatalf("cells give %v, %v", d, own)
		}
		if a, b := n.At(x, y), n.At(x+1e-4, y); math.Abs(a-b) > 0.01 {
			t.Fatalf("noise jumps from %v to %v", a, b)
		}
	}
}

// TestJPEGKeepsItsLimit asks for less than the first quality needs.
func TestJPEGKeepsItsLimit(t *testing.T) {
	c := paint.New(256, 256, black)
	n := paint.Noise(3)
	c.All(func(x, y float64) (paint.Colour, float64) {
		return paint.Mix(black, white, 0.5+n.Clouds(x/9, y/9, 4, 0.6)), 1
	})
	big, err := c.JPEG(1 << 30)
	if err != nil {
		t.Fatal(err)
	}
	small, err := c.JPEG(len(big) * 9 / 10)
	if err != nil {
		t.Fatal(err)
	}
	if len(small) > len(big)*9/10 {
		t.Errorf("%d bytes, want at most nine tenths of %d", len(small), len(big))
	}
}
