package thumb

import (
	"context"
	"image"
	"math"
	"runtime"

	"github.com/disintegration/imaging"
)

// edges are the long edges of derivatives in pixels, largest first.
var edges = [...]int{1920, 960, 320}

// ownSize is by how much an original must be longer than the next smaller derivative for its own size
// to stand in for the ones it is too small for: 1600 gives 1600, 960, 320, and 1000 gives 960, 320.
const ownSize = 1.25

// edgesFor lists the long edges of the derivatives of an original with this long edge, largest first,
// at least one and none above the original's.
func edgesFor(long int) []int {
	var fit []int
	for _, e := range edges {
		if e <= long {
			fit = append(fit, e)
		}
	}
	if len(fit) == 0 {
		return []int{long}
	}
	if len(fit) < len(edges) && float64(long) >= ownSize*float64(fit[0]) {
		return append([]int{long}, fit...)
	}
	return fit
}

// fitted gives the size of a picture of w × h pixels whose longer side becomes edge; never below 1.
func fitted(w, h, edge int) (int, int) {
	long := max(w, h)
	scale := func(side int) int { return max(1, (2*side*edge+long)/(2*long)) }
	return scale(w), scale(h)
}

// boxFrom is the ratio from which the first step may average whole pixels: it costs half of Lanczos and
// then loses 0.1 to 1.6 dB. Below it, an average of one and two pixels in turn would be visible.
const boxFrom = 2.0

// shrink makes the pictures of those long edges, upright, each from the one before it: the first from
// the original by a box filter, the others by Lanczos. Turning comes after the first step, when a tenth
// of the pixels is left.
func shrink(ctx context.Context, img image.Image, long []int, orientation int) ([]*image.NRGBA, error) {
	b := img.Bounds()
	w, h := fitted(b.Dx(), b.Dy(), long[0])
	first, err := firstStep(ctx, img, w, h)
	if err != nil {
		return nil, err
	}
	made := []*image.NRGBA{upright(first, orientation)}
	uw, uh := b.Dx(), b.Dy()
	if orientation >= 5 {
		uw, uh = uh, uw
	}
	for _, edge := range long[1:] {
		w, h := fitted(uw, uh, edge)
		made = append(made, imaging.Resize(made[len(made)-1], w, h, imaging.Lanczos))
	}
	return made, nil
}

func firstStep(ctx context.Context, img image.Image, w, h int) (*image.NRGBA, error) {
	long := max(img.Bounds().Dx(), img.Bounds().Dy())
	switch {
	case long == max(w, h): // nothing to resize: the pixels are copied
		return inBands(ctx, img, w, h, imaging.NearestNeighbor)
	case float64(long) < boxFrom*float64(max(w, h)):
		return imaging.Resize(img, w, h, imaging.Lanczos), ctx.Err()
	}
	return inBands(ctx, img, w, h, imaging.Box)
}

// bandRows is how many rows of the result are made at a time: enough that the choice of a seam is good,
// few enough that the band stays in a processor's cache.
const bandRows = 32

// sweepAfter is how many bytes of finished bands may lie about beside the original and the result.
const sweepAfter = 3 << 20

// inBands resizes a picture by a filter that never looks beyond its own pixels, band by band, so that
// imaging's intermediate picture is as high as a band and not as the original.
func inBands(ctx context.Context, img image.Image, w, h int, filter imaging.ResampleFilter) (*image.NRGBA, error) {
	b := img.Bounds()
	dst := image.NewNRGBA(image.Rect(0, 0, w, h))
	var packed []byte
	for y, litter := 0, 0; y < h; {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		end := seam(y, h, b.Dy())
		rows := image.Rect(b.Min.X, b.Min.Y+sourceRow(y, h, b.Dy()), b.Max.X, b.Min.Y+sourceRow(end, h, b.Dy()))
		done := dst.Pix[y*dst.Stride : end*dst.Stride]
		switch m := img.(type) {
		case *image.YCbCr:
			packed = pack(packed, m, rows)
			band := &image.NRGBA{Pix: packed, Stride: 4 * rows.Dx(), Rect: image.Rect(0, 0, rows.Dx(), rows.Dy())}
			unpack(done, imaging.Resize(band, w, end-y, filter).Pix)
		case interface {
			SubImage(image.Rectangle) image.Image
		}:
			copy(done, imaging.Resize(m.SubImage(rows), w, end-y, filter).Pix)
		}
		if litter += 4 * w * (rows.Dy() + end - y); litter > sweepAfter {
			runtime.GC()
			litter = 0
		}
		y = end
	}
	return dst, nil
}

// sourceRow is the source row nearest to where row y of h begins.
func sourceRow(y, h, srcH int) int { return (2*y*srcH + h) / (2 * h) }

// seam chooses the row where the band that begins at y ends: of the next 32 the one that lies closest
// to a boundary between two source rows, so that no band is stretched visibly.
func seam(y, h, srcH int) int {
	if y+bandRows*5/4 >= h {
		return h
	}
	best, off := 0, math.MaxInt
	for end := y + bandRows; end > y+bandRows/4; end-- {
		d := 2*end*srcH - 2*h*sourceRow(end, h, srcH)
		if d = max(d, -d); d < off {
			best, off = end, d
		}
	}
	return best
}

// upright undoes an EXIF orientation (CIPA DC-008, tag 274).
func upright(img *image.NRGBA, orientation int) *image.NRGBA {
	switch orientation {
	case 2:
		return imaging.FlipH(img)
	case 3:
		return imaging.Rotate180(img)
	case 4:
		return imaging.FlipV(img)
	case 5:
		return imaging.Transpose(img)
	case 6:
		return imaging.Rotate270(img)
	case 7:
		return imaging.Transverse(img)
	case 8:
		return imaging.Rotate90(img)
	}
	return img
}
