package thumb_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"slices"
	"testing"

	"bangtin/app/thumb"
)

var all = thumb.Edit{W: thumb.Whole, H: thumb.Whole}

func mustCut(t *testing.T, original []byte, e thumb.Edit) (thumb.Derivative, image.Image) {
	t.Helper()
	p, err := thumb.Cut(context.Background(), original, e)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Derivatives) != 1 {
		t.Fatalf("%d pictures", len(p.Derivatives))
	}
	d := p.Derivatives[0]
	m := decoded(t, d)
	if m.Bounds() != image.Rect(0, 0, d.Width, d.Height) {
		t.Errorf("it says %d × %d and is %v", d.Width, d.Height, m.Bounds())
	}
	return d, m
}

// However the camera was held, a turn is one of the picture as people see it, and a cut is of the
// turned picture.
func TestCutTurnsWhatPeopleSee(t *testing.T) {
	const w, h = 400, 240
	seen := []color.NRGBA{red, green, blue, yellow}
	quarters := []thumb.Edit{
		{X: 0, Y: 0, W: 5000, H: 5000}, {X: 5000, Y: 0, W: 5000, H: 5000},
		{X: 5000, Y: 5000, W: 5000, H: 5000}, {X: 0, Y: 5000, W: 5000, H: 5000},
	}
	for o := 1; o <= 8; o++ {
		fw, fh := w, h
		if o >= 5 {
			fw, fh = h, w
		}
		file := withEXIF(asJPEG(t, corners(fw, fh, turned[o]...)), exifBlock(binary.BigEndian, o, "", ""))
		for turn := range 4 {
			t.Run(fmt.Sprintf("orientation %d, %d turns", o, turn), func(t *testing.T) {
				tw, th := w, h
				if turn%2 == 1 {
					tw, th = h, w
				}
				want := append(slices.Clone(seen[4-turn:]), seen[:4-turn]...)
				whole := all
				whole.Turn = turn
				d, m := mustCut(t, file, whole)
				if d.Width != tw || d.Height != th {
					t.Errorf("%d × %d, want %d × %d", d.Width, d.Height, tw, th)
				}
				checkCorners(t, m, 6, want...)
				for i, q := range quarters {
					q.Turn = turn
					d, m := mustCut(t, file, q)
					if d.Width != tw/2 || d.Height != th/2 {
						t.Errorf("a quarter of %d × %d", d.Width, d.Height)
					}
					checkCorners(t, m, 8, want[i], want[i], want[i], want[i])
				}
			})
		}
	}
}

func TestCutSizes(t *testing.T) {
	for name, c := range map[string]struct {
		file []byte
		edit thumb.Edit
		w, h int
		kind string
	}{
		"its own pixels":          {asJPEG(t, corners(1000, 600)), thumb.Edit{X: 1000, Y: 2000, W: 3333, H: 5000}, 333, 300, "image/jpeg"},
		"one pixel is left":       {asJPEG(t, corners(50, 40)), thumb.Edit{X: 9999, Y: 9999, W: 1, H: 1}, 1, 1, "image/jpeg"},
		"at most 4,096":           {asJPEG(t, corners(4200, 420)), all, 4096, 410, "image/jpeg"},
		"a part at its own scale": {asJPEG(t, corners(4200, 420)), thumb.Edit{X: 2500, Y: 0, W: 5000, H: 10_000}, 2100, 420, "image/jpeg"},
		"a PNG without holes":     {asPNG(t, corners(300, 200)), all, 300, 200, "image/jpeg"},
		"a PNG with holes":        {asPNG(t, corners(2400, 240, red, clear, blue, clear)), all, 1920, 192, "image/png"},
	} {
		t.Run(name, func(t *testing.T) {
			d, _ := mustCut(t, c.file, c.edit)
			if d.Width != c.w || d.Height != c.h || d.Type != c.kind {
				t.Errorf("%d × %d %s, want %d × %d %s", d.Width, d.Height, d.Type, c.w, c.h, c.kind)
			}
			viaPool, err := pool(t, thumb.Options{}).Edit(context.Background(), bytes.NewReader(c.file), int64(len(c.file)), c.edit)
			if err != nil || !bytes.Equal(viaPool.Data, d.Data) {
				t.Errorf("a worker makes another picture of it: %v", err)
			}
		})
	}
}

func TestCutForgets(t *testing.T) {
	file := withEXIF(asJPEG(t, corners(400, 240)), exifBlock(binary.BigEndian, 1, "2024:07:03 17:59:08", ""))
	d, _ := mustCut(t, withProfile(file, profile("RGB ", 900), 1000), thumb.Edit{Turn: 1, W: 5000, H: 5000})
	checkForgotten(t, d)
	if _, icc := contents(t, d); !bytes.Equal(icc, profile("RGB ", 900)) {
		t.Errorf("its profile has %d bytes", len(icc))
	}
}

func TestEditRefuses(t *testing.T) {
	file := asJPEG(t, corners(40, 24))
	p := pool(t, thumb.Options{})
	for name, e := range map[string]thumb.Edit{
		"nothing":         {},
		"no height":       {W: 100},
		"a fifth turn":    {Turn: 4, W: 100, H: 100},
		"backwards":       {Turn: -1, W: 100, H: 100},
		"left of it":      {X: -1, W: 100, H: 100},
		"beyond the edge": {X: 9000, W: 1001, H: 100},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := p.Edit(context.Background(), bytes.NewReader(file), int64(len(file)), e); err == nil {
				t.Error("a worker does it")
			}
			if _, err := thumb.Cut(context.Background(), file, e); err == nil {
				t.Error("it is done")
			}
		})
	}
	if _, err := p.Edit(context.Background(), bytes.NewReader(file[:60]), 60, all); code(err) != thumb.Incomplete && code(err) != thumb.Corrupt {
		t.Errorf("half a picture: %v", err)
	}
	if d, err := p.Edit(context.Background(), bytes.NewReader(file), int64(len(file)), all); err != nil || d.Width != 40 {
		t.Errorf("afterwards: %+v %v", d, err)
	}
}
