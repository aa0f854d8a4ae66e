package e2e_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"testing"

	"bangtin/build/e2e/rig"
)

// cell is the side in pixels of the squares that pictures are compared by:
// smaller than a letter of a headline, larger than what two ways of
// smoothing its edges differ by.
const cell = 8

// A mosaic is a picture as squares of one colour.
type mosaic struct {
	width  int // in squares
	tiles  []color.RGBA
	ground color.RGBA // the commonest colour
}

func mosaicOf(img *image.RGBA) mosaic {
	b := img.Bounds()
	m := mosaic{width: b.Dx() / cell}
	count := map[color.RGBA]int{}
	for y := b.Min.Y; y+cell <= b.Max.Y; y += cell {
		for x := b.Min.X; x+cell <= b.Max.X; x += cell {
			tile := mean(img, image.Rect(x, y, x+cell, y+cell))
			m.tiles = append(m.tiles, tile)
			if count[tile]++; count[tile] > count[m.ground] {
				m.ground = tile
			}
		}
	}
	return m
}

func mean(img *image.RGBA, r image.Rectangle) color.RGBA {
	var sum [3]int
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := img.Pix[img.PixOffset(r.Min.X, y):]
		for x := range r.Dx() {
			for c := range sum {
				sum[c] += int(row[4*x+c])
			}
		}
	}
	n := r.Dx() * r.Dy()
	return color.RGBA{uint8(sum[0] / n), uint8(sum[1] / n), uint8(sum[2] / n), 255}
}

// apart is the largest difference of two colours in one channel.
func apart(a, b color.RGBA) int {
	d := func(x, y uint8) int { return max(int(x)-int(y), int(y)-int(x)) }
	return max(d(a.R, b.R), d(a.G, b.G), d(a.B, b.B))
}

// inked says whether something stands on the ground in a square.
func (m mosaic) inked(i int) bool { return apart(m.tiles[i], m.ground) > 12 }

// likeness is how much of what stands on either picture stands on both, in
// the same place and colour: 1 for the same picture, near 0 for another text
// or an empty page.
func likeness(a, b *image.RGBA) float64 {
	if a.Bounds().Size() != b.Bounds().Size() {
		return 0
	}
	ma, mb := mosaicOf(a), mosaicOf(b)
	same, all := 0, 0
	for i := range ma.tiles {
		inA, inB := ma.inked(i), mb.inked(i)
		if inA || inB {
			all++
		}
		if inA && inB && apart(ma.tiles[i], mb.tiles[i]) <= 24 {
			same++
		}
	}
	if all == 0 || apart(ma.ground, mb.ground) > 24 {
		return 0
	}
	return float64(same) / float64(all)
}

// ink is the share of a picture that something stands on.
func ink(img *image.RGBA) float64 {
	m := mosaicOf(img)
	n := 0
	for i := range m.tiles {
		if m.inked(i) {
			n++
		}
	}
	return float64(n) / float64(len(m.tiles))
}

func readPNG(text []byte) (*image.RGBA, error) {
	img, err := png.Decode(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	out := image.NewRGBA(img.Bounds())
	draw.Draw(out, out.Bounds(), img, img.Bounds().Min, draw.Src)
	return out, nil
}

// settle waits until a display shows something and goes on showing it: three
// looks in a row that are alike.
func settle(t *testing.T, ctx context.Context, d *rig.Display) *image.RGBA {
	t.Helper()
	var last *image.RGBA
	calm := 0
	looks := 0
	err := rig.Wait(ctx, "a picture that stands still", func() (bool, error) {
		if looks++; looks%10 != 1 { // five looks a second
			return false, nil
		}
		img, err := d.Image()
		if err != nil {
			return false, err
		}
		if last != nil && ink(img) > 0.03 && likeness(last, img) > 0.999 {
			calm++
		} else {
			calm = 0
		}
		last = img
		return calm >= 3, nil
	})
	if err != nil {
		if last != nil {
			_ = d.Save(shot(t, "unsettled.png"))
		}
		t.Fatal(err)
	}
	return last
}

// keep writes a screenshot for people to look at.
func keep(t *testing.T, name string, img image.Image) {
	t.Helper()
	var buf bytes.Buffer
	if err := png.Encode(&buf, img); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(shot(t, name), buf.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// The comparison that other tests rely on tells pages apart: two texts are
// not alike, an empty page is like none, a smoothed edge does not matter.
func TestLikeness(t *testing.T) {
	page := func(shift int, ground, text color.RGBA) *image.RGBA {
		img := image.NewRGBA(image.Rect(0, 0, 400, 300))
		draw.Draw(img, img.Bounds(), image.NewUniform(ground), image.Point{}, draw.Src)
		for line := range 8 {
			for word := range 9 {
				x := 20 + word*40 + (line*line*13+shift*line*7)%23
				draw.Draw(img, image.Rect(x, 20+line*32, x+10+(word*shift+line)%17, 36+line*32), image.NewUniform(text), image.Point{}, draw.Src)
			}
		}
		return img
	}
	paper, dark := color.RGBA{255, 253, 247, 255}, color.RGBA{20, 20, 20, 255}
	this := page(1, paper, dark)
	empty := image.NewRGBA(this.Bounds())
	draw.Draw(empty, empty.Bounds(), image.NewUniform(paper), image.Point{}, draw.Src)
	for _, c := range []struct {
		name        string
		other       *image.RGBA
		least, most float64
	}{
		{"itself", this, 1, 1},
		{"a shade lighter", page(1, paper, color.RGBA{32, 30, 30, 255}), 0.99, 1},
		{"another text", page(4, paper, dark), 0, 0.6},
		{"an empty page", empty, 0, 0},
		{"another ground", page(1, dark, paper), 0, 0},
	} {
		if got := likeness(this, c.other); got < c.least || got > c.most {
			t.Errorf("%s: likeness %.3f, want %.2f to %.2f", c.name, got, c.least, c.most)
		}
	}
	if got := ink(empty); got != 0 {
		t.Errorf("ink of an empty page = %v", got)
	}
}
