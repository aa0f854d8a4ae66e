//go:build !heic

package thumb

import (
	"context"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// heicTool is libheif's converter (package libheif-examples of Debian). It turns the pixels upright and
// leaves the old orientation in its output, which is therefore never looked at.
const heicTool = "heif-convert"

func readsHEIC() bool {
	_, err := exec.LookPath(heicTool)
	return err == nil
}

// workerMemory is what a worker may allocate, in bytes.
const workerMemory = 512 << 20

// decodeHEIC has the converter write a JPEG file at quality 95 in a folder of its own and decodes that.
// The converter is ended with ctx.
func decodeHEIC(ctx context.Context, original []byte, h *Header) (image.Image, error) {
	tool, err := exec.LookPath(heicTool)
	if err != nil {
		return nil, &Error{Code: NeedsHEIC, Kind: HEIC, Err: err}
	}
	dir, err := os.MkdirTemp("", "heic-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	in, out := filepath.Join(dir, "in.heic"), filepath.Join(dir, "out.jpg")
	if err := os.WriteFile(in, original, 0o600); err != nil {
		return nil, err
	}
	var words said
	if err := runLimited(ctx, &words, toolMemory, tool, "--quiet", "-q", "95", in, out); err != nil {
		if ctx.Err() != nil {
			return nil, stopped(ctx, HEIC)
		}
		return nil, &Error{Code: toolCode(words.String()), Kind: HEIC, Detail: words.String(), Err: err}
	}
	return decodeConverted(ctx, dir, h)
}

// decodeConverted decodes what the converter wrote: out.jpg, or out-1.jpg and more for a file of
// several pictures, of which the first is taken.
func decodeConverted(ctx context.Context, dir string, h *Header) (image.Image, error) {
	name := filepath.Join(dir, "out.jpg")
	if _, err := os.Stat(name); err != nil {
		name = filepath.Join(dir, "out-1.jpg")
	}
	info, err := os.Stat(name)
	if err != nil || info.Size() > MaxBytes {
		return nil, h.fault(Corrupt, "%s wrote no usable picture", heicTool)
	}
	converted, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	j, err := ReadHeader(converted)
	if err != nil {
		return nil, h.fault(Corrupt, "%s wrote: %v", heicTool, err)
	}
	h.Width, h.Height, h.Gray = j.Width, j.Height, j.Gray
	if j.Taken != "" {
		h.Taken = j.Taken
	}
	if j.Profile != nil {
		h.Profile = j.Profile
	}
	img, err := decodePlain(ctx, converted, &j)
	if err != nil {
		return nil, err
	}
	return plain(img), nil
}

func toolCode(said string) Code {
	switch {
	case strings.Contains(said, "bad_alloc"), strings.Contains(said, "llocat"):
		return OutOfMemory
	case strings.Contains(said, "Unsupported"):
		return Unsupported
	}
	return Corrupt
}
