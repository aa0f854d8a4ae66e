package thumb_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math"
	"testing"
	"time"

	"github.com/disintegration/imaging"

	"bangtin/app/thumb"
)

func mustMake(t *testing.T, original []byte) thumb.Picture {
	t.Helper()
	p, err := thumb.Make(context.Background(), original)
	if err != nil {
		t.Fatal(err)
	}
	checkPicture(t, p)
	return p
}

// checkPicture holds every picture against what Picture promises.
func checkPicture(t testing.TB, p thumb.Picture) {
	t.Helper()
	if len(p.Derivatives) < 1 || len(p.Derivatives) > 3 {
		t.Fatalf("%d derivatives", len(p.Derivatives))
	}
	last := max(p.Width, p.Height) + 1
	for _, d := range p.Derivatives {
		if d.Edge != max(d.Width, d.Height) || d.Edge >= last {
			t.Errorf("derivative of edge %d, %d × %d, after %d", d.Edge, d.Width, d.Height, last)
		}
		last = d.Edge
		m := decoded(t, d)
		if m.Bounds() != image.Rect(0, 0, d.Width, d.Height) {
			t.Errorf("derivative says %d × %d and is %v", d.Width, d.Height, m.Bounds())
		}
		long := max(p.Width, p.Height)
		w, h := max(1, float64(p.Width*d.Edge)/float64(long)), max(1, float64(p.Height*d.Edge)/float64(long))
		if math.Abs(w-float64(d.Width)) > 0.51 || math.Abs(h-float64(d.Height)) > 0.51 {
			t.Errorf("%d × %d became %d × %d", p.Width, p.Height, d.Width, d.Height)
		}
	}
}

func decoded(t testing.TB, d thumb.Derivative) image.Image {
	t.Helper()
	decode := jpeg.Decode
	if d.Type == "image/png" {
		decode = png.Decode
	}
	m, err := decode(bytes.NewReader(d.Data))
	if err != nil {
		t.Fatalf("%s of %d bytes: %v", d.Type, len(d.Data), err)
	}
	return m
}

// checkCorners looks at the middle of each quarter.
func checkCorners(t *testing.T, m image.Image, tolerance int, want ...color.NRGBA) {
	t.Helper()
	if len(want) == 0 {
		want = []color.NRGBA{red, green, blue, yellow}
	}
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	at := []image.Point{{w / 4, h / 4}, {w - 1 - w/4, h / 4}, {w - 1 - w/4, h - 1 - h/4}, {w / 4, h - 1 - h/4}}
	for i, p := range at {
		got := color.NRGBAModel.Convert(m.At(p.X, p.Y)).(color.NRGBA)
		if away(got, want[i]) > tolerance {
			t.Errorf("quarter %d is %v, want %v", i, got, want[i])
		}
	}
}

// away is the largest difference of a channel; transparent pixels are all alike.
func away(a, b color.NRGBA) int {
	if a.A == 0 && b.A == 0 {
		return 0
	}
	d := func(x, y uint8) int { return max(int(x)-int(y), int(y)-int(x)) }
	return max(d(a.R, b.R), d(a.G, b.G), d(a.B, b.B), d(a.A, b.A))
}

func TestMakeTurnsUpright(t *testing.T) {
	const w, h = 400, 240
	for o := 0; o <= 9; o++ {
		drawn, fw, fh := turned[o], w, h
		if drawn == nil {
			drawn = turned[1] // 0 and 9 mean nothing
		}
		if o >= 5 && o <= 8 {
			fw, fh = h, w
		}
		big, small := exifBlock(binary.BigEndian, o, "", ""), exifBlock(binary.LittleEndian, o, "", "")
		m := corners(fw, fh, drawn...)
		for name, file := range map[string][]byte{
			"JPEG, big endian":    withEXIF(asJPEG(t, m), big),
			"JPEG, little endian": withEXIF(asJPEG(t, m), small),
			"PNG":                 chunk(asPNG(t, m), "eXIf", small),
		} {
			t.Run(fmt.Sprintf("%d %s", o, name), func(t *testing.T) {
				p := mustMake(t, file)
				if p.Width != w || p.Height != h {
					t.Errorf("%d × %d, want %d × %d", p.Width, p.Height, w, h)
				}
				for _, d := range p.Derivatives {
					checkCorners(t, decoded(t, d), 6)
				}
			})
		}
	}
	t.Run("WebP", func(t *testing.T) {
		tiff := hex.EncodeToString(exifBlock(binary.LittleEndian, 3, "", ""))
		p := mustMake(t, webp(t, "VP8X", canvas(8, 32, 16), "VP8L", vp8l, "EXIF", tiff))
		checkCorners(t, decoded(t, p.Derivatives[0]), 8, blue, yellow, red, green)
	})
}

func TestMakeTakesEveryKind(t *testing.T) {
	const w, h = 480, 320
	quarters := corners(w, h)
	seen := corners(w, h, red, clear, blue, clear)
	half := color.NRGBA{220, 30, 40, 128}
	palette := color.Palette{red, green, blue, yellow, clear}
	paletted := func(r image.Rectangle, c ...color.NRGBA) *image.Paletted {
		m := image.NewPaletted(r, palette)
		src := corners(r.Dx(), r.Dy(), c...)
		for y := range r.Dy() {
			for x := range r.Dx() {
				m.Set(r.Min.X+x, r.Min.Y+y, src.At(x, y))
			}
		}
		return m
	}
	gray := []color.NRGBA{{20, 20, 20, 255}, {90, 90, 90, 255}, {160, 160, 160, 255}, {240, 240, 240, 255}}
	g := evenly(w, h, 20, 90, 160, 240)
	gray16, rgb16 := image.NewGray16(g.Rect), image.NewNRGBA64(g.Rect)
	for y := range h {
		for x := range w {
			gray16.Set(x, y, g.At(x, y))
			rgb16.Set(x, y, seen.At(x, y))
		}
	}
	y, u, v := ycc(red, green, blue, yellow)
	iy, iu, iv := ycc(inverse(red), inverse(green), inverse(blue), inverse(yellow))
	k := evenly(w, h, 255, 255, 255, 255) // no ink, as Adobe writes it
	ink := func(f func(color.NRGBA) uint8) *image.Gray {
		return evenly(w, h, f(red), f(green), f(blue), f(yellow))
	}
	var animated bytes.Buffer
	if err := gif.Encode(&animated, paletted(image.Rect(0, 0, w, h)), nil); err != nil {
		t.Fatal(err)
	}
	var placed bytes.Buffer
	err := gif.EncodeAll(&placed, &gif.GIF{
		Image: []*image.Paletted{paletted(image.Rect(w/2, h/2, w, h), blue, blue, blue, blue)}, Delay: []int{0},
		Config: image.Config{Width: w, Height: h, ColorModel: palette},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name      string
		file      []byte
		kind      thumb.Kind
		format    string
		tolerance int
		want      []color.NRGBA
	}{
		{"JPEG", asJPEG(t, quarters), "jpeg", "image/jpeg", 6, nil},
		{"JPEG 4:2:0", planar(t, w, h, -1, plane{y, 2, 2}, plane{size(u, w/2, h/2), 1, 1}, plane{size(v, w/2, h/2), 1, 1}), "jpeg", "image/jpeg", 8, nil},
		{"JPEG 4:2:2", planar(t, w, h, -1, plane{y, 2, 1}, plane{size(u, w/2, h), 1, 1}, plane{size(v, w/2, h), 1, 1}), "jpeg", "image/jpeg", 8, nil},
		{"JPEG 4:4:0", planar(t, w, h, -1, plane{y, 1, 2}, plane{size(u, w, h/2), 1, 1}, plane{size(v, w, h/2), 1, 1}), "jpeg", "image/jpeg", 8, nil},
		{"JPEG 4:4:4", planar(t, w, h, -1, plane{y, 1, 1}, plane{u, 1, 1}, plane{v, 1, 1}), "jpeg", "image/jpeg", 8, nil},
		{"JPEG 4:1:1", planar(t, w, h, -1, plane{y, 4, 1}, plane{size(u, w/4, h), 1, 1}, plane{size(v, w/4, h), 1, 1}), "jpeg", "image/jpeg", 8, nil},
		{"JPEG 4:1:0", planar(t, w, h, -1, plane{y, 4, 2}, plane{size(u, w/4, h/2), 1, 1}, plane{size(v, w/4, h/2), 1, 1}), "jpeg", "image/jpeg", 8, nil},
		{"JPEG RGB", planar(t, w, h, 0,
			plane{ink(func(c color.NRGBA) uint8 { return c.R }), 1, 1},
			plane{ink(func(c color.NRGBA) uint8 { return c.G }), 1, 1},
			plane{ink(func(c color.NRGBA) uint8 { return c.B }), 1, 1}), "jpeg", "image/jpeg", 8, nil},
		{"JPEG CMYK", planar(t, w, h, 0,
			plane{ink(func(c color.NRGBA) uint8 { return c.R }), 1, 1},
			plane{ink(func(c color.NRGBA) uint8 { return c.G }), 1, 1},
			plane{ink(func(c color.NRGBA) uint8 { return c.B }), 1, 1}, plane{k, 1, 1}), "jpeg", "image/jpeg", 8, nil},
		{"JPEG YCCK", planar(t, w, h, 2, plane{iy, 1, 1}, plane{iu, 1, 1}, plane{iv, 1, 1}, plane{k, 1, 1}), "jpeg", "image/jpeg", 8, nil},
		{"JPEG gray", asJPEG(t, g), "jpeg", "image/jpeg", 4, gray},
		{"PNG", asPNG(t, quarters), "png", "image/jpeg", 6, nil},
		{"PNG gray", asPNG(t, g), "png", "image/jpeg", 4, gray},
		{"PNG gray 16", asPNG(t, gray16), "png", "image/jpeg", 4, gray},
		{"PNG 16 with alpha", asPNG(t, rgb16), "png", "image/png", 2, []color.NRGBA{red, clear, blue, clear}},
		{"PNG palette", asPNG(t, paletted(image.Rect(0, 0, w, h))), "png", "image/jpeg", 6, nil},
		{"PNG palette with alpha", asPNG(t, paletted(image.Rect(0, 0, w, h), red, clear, blue, clear)), "png", "image/png", 0, []color.NRGBA{red, clear, blue, clear}},
		{"PNG half transparent", asPNG(t, corners(w, h, half, half, half, half)), "png", "image/png", 1, []color.NRGBA{half, half, half, half}},
		{"GIF", animated.Bytes(), "gif", "image/jpeg", 6, nil},
		{"GIF, first frame in a corner", placed.Bytes(), "gif", "image/png", 0, []color.NRGBA{clear, clear, blue, clear}},
		{"WebP lossless", webp(t, "VP8L", vp8l), "webp", "image/jpeg", 8, nil},
		{"WebP lossy", webp(t, "VP8 ", vp8), "webp", "image/jpeg", 12, nil},
		{"WebP with alpha", webp(t, "VP8X", canvas(16, 32, 16), "ALPH", alpha, "VP8 ", vp8), "webp", "image/png", 8,
			[]color.NRGBA{faint(red), faint(green), faint(blue), faint(yellow)}},
		{"WebP animated", webp(t, "VP8X", canvas(2, 32, 16), "ANIM", "000000000000", "ANMF", animation(t, 0, 0, 32, 16, "VP8L", vp8l),
			"ANMF", animation(t, 0, 0, 32, 16, "VP8 ", vp8)), "webp", "image/jpeg", 8, nil},
		{"WebP animated, first frame in a corner", webp(t, "VP8X", canvas(18, 128, 64), "ANIM", "000000000000",
			"ANMF", animation(t, 80, 40, 32, 16, "ALPH", alpha, "VP8 ", vp8)), "webp", "image/png", 8,
			[]color.NRGBA{clear, clear, faint(red), clear}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := mustMake(t, c.file)
			if p.Kind != c.kind {
				t.Errorf("kind %s, want %s", p.Kind, c.kind)
			}
			for _, d := range p.Derivatives {
				if d.Type != c.format {
					t.Errorf("%s, want %s", d.Type, c.format)
				}
				checkCorners(t, decoded(t, d), c.tolerance, c.want...)
			}
		})
	}
}

func faint(c color.NRGBA) color.NRGBA { c.A = 128; return c }

func inverse(c color.NRGBA) color.NRGBA { return color.NRGBA{255 - c.R, 255 - c.G, 255 - c.B, 255} }

// ycc gives the planes of the usual corners, 480 × 320.
func ycc(c ...color.NRGBA) (y, u, v *image.Gray) {
	var planes [3][4]uint8
	for i, c := range c {
		planes[0][i], planes[1][i], planes[2][i] = color.RGBToYCbCr(c.R, c.G, c.B)
	}
	return evenly(480, 320, planes[0][:]...), evenly(480, 320, planes[1][:]...), evenly(480, 320, planes[2][:]...)
}

// size takes samples of a plane so that w × h are left.
func size(m *image.Gray, w, h int) *image.Gray {
	s := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			s.SetGray(x, y, m.GrayAt(x*m.Rect.Dx()/w, y*m.Rect.Dy()/h))
		}
	}
	return s
}

func TestMakeSizes(t *testing.T) {
	for _, c := range []struct{ w, h int }{
		{1, 1}, {2, 1}, {1, 3000}, {3000, 1}, {5000, 3}, {200, 300}, {320, 320}, {399, 20}, {400, 300}, {960, 540}, {1199, 800}, {1200, 800},
		{1600, 1063}, {1919, 1919}, {1920, 1080}, {2400, 100}, {4000, 120},
	} {
		want := map[[2]int][]int{
			{1, 1}: {1}, {2, 1}: {2}, {1, 3000}: {1920, 960, 320}, {3000, 1}: {1920, 960, 320}, {5000, 3}: {1920, 960, 320}, {200, 300}: {300},
			{320, 320}: {320}, {399, 20}: {320}, {400, 300}: {400, 320}, {960, 540}: {960, 320}, {1199, 800}: {960, 320}, {1200, 800}: {1200, 960, 320},
			{1600, 1063}: {1600, 960, 320}, {1919, 1919}: {1919, 960, 320}, {1920, 1080}: {1920, 960, 320}, {2400, 100}: {1920, 960, 320}, {4000, 120}: {1920, 960, 320},
		}[[2]int{c.w, c.h}]
		t.Run(fmt.Sprintf("%d × %d", c.w, c.h), func(t *testing.T) {
			p := mustMake(t, asJPEG(t, corners(c.w, c.h)))
			var got []int
			for _, d := range p.Derivatives {
				got = append(got, d.Edge)
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("edges %v, want %v", got, want)
			}
		})
	}
}

// The first step works in bands and, for a JPEG, on the planes. Nothing of that may be seen: the result
// is that of imaging's box filter over the whole picture.
func TestMakeSeamless(t *testing.T) {
	// Sizes whose ratio puts seams between source rows (4100 / 1920 is 2.135).
	for _, s := range []image.Point{{4100, 1001}, {1001, 4100}, {3840, 997}, {5003, 701}} {
		src := image.NewNRGBA(image.Rect(0, 0, s.X, s.Y))
		for y := range s.Y {
			for x := range s.X {
				wave := 110 + 100*math.Sin(float64(x+2*y)/23)
				src.SetNRGBA(x, y, color.NRGBA{uint8(wave), uint8(255 * y / s.Y), uint8(255 * x / s.X), 255})
			}
		}
		w, h := 1920, (2*s.Y*1920+s.X)/(2*s.X)
		if s.Y > s.X {
			w, h = (2*s.X*1920+s.Y)/(2*s.Y), 1920
		}
		again, err := jpeg.Decode(bytes.NewReader(asJPEG(t, src)))
		if err != nil {
			t.Fatal(err)
		}
		var once bytes.Buffer
		if err := imaging.Encode(&once, imaging.Resize(again, w, h, imaging.Box), imaging.JPEG, imaging.JPEGQuality(82)); err != nil {
			t.Fatal(err)
		}
		fromJPEG := decoded(t, thumb.Derivative{Type: "image/jpeg", Data: once.Bytes()})
		fromPNG := imaging.Resize(src, w, h, imaging.Box)
		src.SetNRGBA(0, 0, clear) // one transparent pixel makes the derivatives lossless PNG
		for _, c := range []struct {
			name string
			file []byte
			want image.Image
			most int     // difference anywhere
			mean float64 // difference
		}{
			{"PNG", asPNG(t, src), fromPNG, 8, 0.05},
			{"JPEG", asJPEG(t, src), fromJPEG, 24, 1.2}, // rounded once more before encoding
		} {
			t.Run(fmt.Sprintf("%v %s", s, c.name), func(t *testing.T) {
				got := imaging.Clone(decoded(t, mustMake(t, c.file).Derivatives[0]))
				want := imaging.Clone(c.want)
				most, sum := 0, 0
				for i := range got.Pix {
					if i < 64 || i%4 == 3 {
						continue // the transparent pixel's neighbours, alpha
					}
					d := max(int(got.Pix[i])-int(want.Pix[i]), int(want.Pix[i])-int(got.Pix[i]))
					most, sum = max(most, d), sum+d
				}
				mean := float64(sum) / float64(len(got.Pix))
				if most > c.most || mean > c.mean {
					t.Errorf("differs by up to %d, %.3f in the mean", most, mean)
				}
			})
		}
	}
}

func TestMakeTellsColour(t *testing.T) {
	mostly := corners(300, 200, blue, blue, blue, yellow)
	for _, c := range []struct {
		name string
		file []byte
		want color.NRGBA
	}{
		{"three quarters blue", asPNG(t, mostly), blue},
		{"large JPEG", asJPEG(t, corners(2400, 1600, yellow, yellow, red, yellow)), yellow},
		{"black", asPNG(t, corners(64, 64, color.NRGBA{A: 255}, color.NRGBA{A: 255}, color.NRGBA{A: 255}, red)), color.NRGBA{A: 255}},
		{"what is transparent does not count", asPNG(t, corners(64, 64, clear, clear, clear, green)), green},
		{"nothing to be seen", asPNG(t, corners(64, 64, clear, clear, clear, clear)), color.NRGBA{255, 255, 255, 255}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := mustMake(t, c.file)
			got := color.NRGBA{A: 255}
			if n, err := fmt.Sscanf(p.Colour, "#%02x%02x%02x", &got.R, &got.G, &got.B); n != 3 || err != nil || len(p.Colour) != 7 {
				t.Fatalf("colour %q: %v", p.Colour, err)
			}
			if away(got, c.want) > 6 {
				t.Errorf("colour %s, want about %v", p.Colour, c.want)
			}
		})
	}
}

func TestMakeTellsTime(t *testing.T) {
	plain := asJPEG(t, corners(40, 30))
	for _, c := range []struct{ name, taken, offset, want string }{
		{"without offset", "2024:07:03 17:59:08", "", "2024-07-03T17:59:08"},
		{"with offset", "2024:07:03 17:59:08", "+07:00", "2024-07-03T17:59:08+07:00"},
		{"offset is no offset", "2024:07:03 17:59:08", "Hanoi!", "2024-07-03T17:59:08"},
		{"clock never set", "0000:00:00 00:00:00", "", ""},
		{"blank", "    :  :     :  :  ", "", ""},
		{"no time", "yesterday, or before", "", ""},
		{"too short", "2024:07:03", "", ""},
	} {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			t.Run(fmt.Sprintf("%s %v", c.name, order), func(t *testing.T) {
				if got := mustMake(t, withEXIF(plain, exifBlock(order, 1, c.taken, c.offset))).Taken; got != c.want {
					t.Errorf("taken %q, want %q", got, c.want)
				}
			})
		}
	}
}

func TestMakeStops(t *testing.T) {
	file := asJPEG(t, corners(3000, 2000))
	late, cancel := context.WithDeadline(context.Background(), time.Now().Add(-time.Second))
	defer cancel()
	if _, err := thumb.Make(late, file); code(err) != thumb.TimedOut {
		t.Errorf("past its deadline: %v", err)
	}
	why := errors.New("the desk was closed")
	gone, stop := context.WithCancelCause(context.Background())
	stop(why)
	if _, err := thumb.Make(gone, file); !errors.Is(err, why) {
		t.Errorf("cancelled: %v", err)
	}
}
