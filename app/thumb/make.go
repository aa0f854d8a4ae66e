package thumb

import (
	"context"
	"runtime"
)

// Make makes the derivatives of one original in this process. A picture made to do harm can end the
// process, so in the engine use Pool.Make; Make is for workers and tests. It stops soon after ctx does:
// with an *Error of TimedOut if that had a deadline, else with its cause. All other errors that the
// picture is to blame for are an *Error too.
func Make(ctx context.Context, original []byte) (Picture, error) {
	h, err := ReadHeader(original)
	if err != nil {
		return Picture{}, err
	}
	img, err := decode(ctx, original, &h)
	if err != nil {
		return Picture{}, err
	}
	runtime.GC() // what the decoder left, before the resizer asks for more
	width, height := h.Width, h.Height
	small, err := shrink(ctx, img, edgesFor(max(width, height)), h.Orientation)
	if err != nil {
		return Picture{}, stopped(ctx, h.Kind)
	}
	if h.Orientation >= 5 {
		width, height = height, width
	}
	p := Picture{Kind: h.Kind, Width: width, Height: height, Taken: h.Taken, Colour: dominant(small[len(small)-1])}
	transparent := !small[0].Opaque()
	for _, m := range small {
		d, err := encode(m, &h, transparent, quality)
		if err != nil {
			return Picture{}, err
		}
		p.Derivatives = append(p.Derivatives, d)
	}
	return p, nil
}
