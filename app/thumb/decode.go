package thumb

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	xwebp "golang.org/x/image/webp"
)

// decode gives the pixels of a picture whose header was read and judged, in a type that the resizer
// reads without trouble, not yet upright. The header is adjusted where another program rewrote the
// picture on the way (HEIC).
func decode(ctx context.Context, original []byte, h *Header) (img image.Image, err error) {
	defer func() {
		if p := recover(); p != nil {
			img, err = nil, h.fault(Corrupt, "decoder: %v", p)
		}
	}()
	if h.Kind == HEIC {
		return decodeHEIC(ctx, original, h)
	}
	img, err = decodePlain(ctx, original, h)
	if err != nil {
		return nil, err
	}
	if b := img.Bounds(); b.Dx() != h.Width || b.Dy() != h.Height {
		return nil, h.fault(Corrupt, "decoded %v, promised %d × %d", b, h.Width, h.Height)
	}
	return plain(img), nil
}

func decodePlain(ctx context.Context, original []byte, h *Header) (image.Image, error) {
	r := &source{ctx: ctx, data: original}
	var img image.Image
	var err error
	switch h.Kind {
	case JPEG:
		if !h.ended {
			r.tail = []byte{0xff, mEOI} // every scan is there, only the end marker lacks
		}
		img, err = jpeg.Decode(r)
	case PNG:
		img, err = png.Decode(r)
	case GIF:
		img, err = gif.Decode(r)
	case WebP:
		r.data = h.still
		img, err = xwebp.Decode(r)
		widen(img)
	}
	if err != nil {
		if ctx.Err() != nil {
			return nil, stopped(ctx, h.Kind)
		}
		return nil, h.blame(err, !h.ended || r.dry)
	}
	return onCanvas(img, h), nil
}

// source gives a decoder its bytes, a little at a time so that a deadline is noticed, and remembers
// whether it asked for more than there is.
type source struct {
	ctx  context.Context
	data []byte
	tail []byte
	dry  bool
}

func (s *source) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	if len(s.data) == 0 {
		s.data, s.tail = s.tail, nil
	}
	if len(s.data) == 0 {
		s.dry = true
		return 0, io.EOF
	}
	n := copy(p[:min(len(p), 1024)], s.data)
	s.data = s.data[n:]
	return n, nil
}

// stopped tells a picture's own deadline from a caller that no longer wants it.
func stopped(ctx context.Context, k Kind) error {
	if errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
		return &Error{Code: TimedOut, Kind: k, Err: ctx.Err()}
	}
	return fmt.Errorf("make picture: %w", context.Cause(ctx))
}

// onCanvas puts the first frame of an animation at its place on a transparent canvas, as a viewer
// shows it.
func onCanvas(img image.Image, h *Header) image.Image {
	canvas, place := image.Rect(0, 0, h.Width, h.Height), img.Bounds()
	if h.Kind == WebP {
		place = h.frame
	}
	if h.Kind != GIF && h.Kind != WebP || place == canvas {
		return img
	}
	dst := image.NewNRGBA(canvas)
	frame := plain(img)
	draw.Draw(dst, place, frame, frame.Bounds().Min, draw.Src)
	return dst
}
