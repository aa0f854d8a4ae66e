package thumb

import (
	"context"
	"fmt"
	"image"
	"io"
	"runtime"
)

// Whole is what the parts of an Edit are counted in: the whole width or height of a picture.
const Whole = 10_000

// Edit is what a person does to a picture: turn it by quarters, then cut something out of it.
type Edit struct {
	Turn int `json:"turn"` // quarter turns clockwise, 0 to 3
	X    int `json:"x"`    // where the cut begins in the upright, turned picture, in parts of Whole
	Y    int `json:"y"`
	W    int `json:"w"` // how wide and high it is
	H    int `json:"h"`
}

// Valid tells whether the edit leaves something of a picture.
func (e Edit) Valid() bool {
	return e.Turn >= 0 && e.Turn <= 3 && e.X >= 0 && e.Y >= 0 && e.W >= 1 && e.H >= 1 && e.X+e.W <= Whole && e.Y+e.H <= Whole
}

// The long edges of edited pictures at most, in pixels: twice what the largest derivative shows, and of
// PNG what fits an answer whatever it shows. The original is kept, so nothing is lost by that.
const (
	maxEdited    = 4096
	maxEditedPNG = 1920
)

// editedQuality is higher than that of derivatives, which are made of it again.
const editedQuality = 93

// Cut makes an edited picture of one original in this process, as Make makes derivatives: Width and
// Height of the Picture are the original's, and its one Derivative is the edited picture.
func Cut(ctx context.Context, original []byte, e Edit) (Picture, error) {
	if !e.Valid() {
		return Picture{}, fmt.Errorf("edit %+v leaves nothing", e)
	}
	h, err := ReadHeader(original)
	if err != nil {
		return Picture{}, err
	}
	img, err := decode(ctx, original, &h)
	if err != nil {
		return Picture{}, err
	}
	runtime.GC() // what the decoder left, before the resizer asks for more
	p := Picture{Kind: h.Kind, Width: h.Width, Height: h.Height, Taken: h.Taken}
	if h.Orientation >= 5 {
		p.Width, p.Height = p.Height, p.Width
	}
	orientation := turnedBy(h.Orientation, e.Turn)
	b := img.Bounds()
	part := stored(e.in(p.Width, p.Height), orientation, b.Dx(), b.Dy()).Add(b.Min)
	sub, ok := img.(interface {
		SubImage(image.Rectangle) image.Image
	})
	if !ok {
		return Picture{}, fmt.Errorf("cannot cut a %T", img)
	}
	long := max(part.Dx(), part.Dy())
	made, err := shrink(ctx, sub.SubImage(part), []int{min(long, maxEdited)}, orientation)
	if err != nil {
		return Picture{}, stopped(ctx, h.Kind)
	}
	transparent := !made[0].Opaque()
	if transparent && long > maxEditedPNG {
		if made, err = shrink(ctx, made[0], []int{maxEditedPNG}, 1); err != nil {
			return Picture{}, stopped(ctx, h.Kind)
		}
	}
	p.Colour = dominant(made[0])
	d, err := encode(made[0], &h, transparent, editedQuality)
	p.Derivatives = []Derivative{d}
	return p, err
}

// in gives what is cut out of an upright picture of w × h pixels, in pixels of the turned one; one at least.
func (e Edit) in(w, h int) image.Rectangle {
	if e.Turn%2 == 1 {
		w, h = h, w
	}
	span := func(from, size, side int) (int, int) {
		begin := min((2*from*side+Whole)/(2*Whole), side-1)
		return begin, max(begin+1, (2*(from+size)*side+Whole)/(2*Whole))
	}
	x0, x1 := span(e.X, e.W, w)
	y0, y1 := span(e.Y, e.H, h)
	return image.Rect(x0, y0, x1, y1)
}

// size gives the size of the edited picture of an upright one of w × h pixels.
func (e Edit) size(w, h, most int) (int, int) {
	r := e.in(w, h)
	return fitted(r.Dx(), r.Dy(), min(max(r.Dx(), r.Dy()), most))
}

// turnedBy is the EXIF orientation (CIPA DC-008, tag 274) of a picture that is shown turned further.
func turnedBy(orientation, turns int) int {
	next := [...]int{1: 6, 2: 7, 3: 8, 4: 5, 5: 2, 6: 3, 7: 4, 8: 1}
	if orientation < 1 || orientation > 8 {
		orientation = 1
	}
	for range turns {
		orientation = next[orientation]
	}
	return orientation
}

// stored gives where a part of the upright picture lies in the file of w × h pixels: upright undone.
func stored(r image.Rectangle, orientation, w, h int) image.Rectangle {
	point := func(u, v int) image.Point {
		switch orientation {
		case 2:
			return image.Pt(w-u, v)
		case 3:
			return image.Pt(w-u, h-v)
		case 4:
			return image.Pt(u, h-v)
		case 5:
			return image.Pt(v, u)
		case 6:
			return image.Pt(v, h-u)
		case 7:
			return image.Pt(w-v, h-u)
		case 8:
			return image.Pt(w-v, u)
		}
		return image.Pt(u, v)
	}
	return image.Rectangle{Min: point(r.Min.X, r.Min.Y), Max: point(r.Max.X, r.Max.Y)}.Canon()
}

// Edit makes an edited picture of an original in a worker process; see Make for how it fails.
func (p *Pool) Edit(ctx context.Context, original io.Reader, size int64, e Edit) (Derivative, error) {
	if !e.Valid() {
		return Derivative{}, fmt.Errorf("edit %+v leaves nothing", e)
	}
	pic, err := p.run(ctx, original, size, &e)
	if err != nil {
		return Derivative{}, err
	}
	return pic.Derivatives[0], nil
}
