//go:build heic

package thumb

import (
	"bytes"
	"context"
	"image"

	"github.com/gen2brain/heic"
)

func readsHEIC() bool { return true }

// workerMemory is what a worker may allocate, in bytes: the decoder alone takes 300 to 500 MB.
const workerMemory = 1 << 30

// decodeHEIC decodes with libheif and libde265 compiled to WebAssembly, which runs inside this process:
// LGPL code, and HEVC is patented, so releases are built without the tag heic. Its pixels come upright.
func decodeHEIC(ctx context.Context, original []byte, h *Header) (image.Image, error) {
	img, err := heic.Decode(bytes.NewReader(original))
	if ctx.Err() != nil {
		return nil, stopped(ctx, HEIC)
	}
	if err != nil {
		return nil, &Error{Code: Corrupt, Kind: HEIC, Err: err}
	}
	h.Width, h.Height = img.Bounds().Dx(), img.Bounds().Dy()
	return plain(img), nil
}
