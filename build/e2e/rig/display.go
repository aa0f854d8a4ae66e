package rig

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// A Display is an X server that draws into memory. Nothing manages its
// windows unless a window manager is started on it.
type Display struct {
	Name string // such as ":7"

	xvfb   *Process
	folder string
}

// OpenDisplay starts an X server of the given size in pixels on a number
// that is free.
func OpenDisplay(ctx context.Context, width, height int) (*Display, error) {
	folder, err := os.MkdirTemp("", "rig-display-")
	if err != nil {
		return nil, err
	}
	// Standard output is file 1: there the server tells its number.
	cmd := exec.Command("Xvfb", "-displayfd", "1", "-screen", "0", fmt.Sprintf("%dx%dx24", width, height),
		"-fbdir", folder, "-nolisten", "tcp", "-noreset")
	p, err := Start(cmd)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start a display: %w", err), os.RemoveAll(folder))
	}
	d := &Display{xvfb: p, folder: folder}
	number, err := p.Line(ctx, "")
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	d.Name = ":" + number
	return d, nil
}

// Close ends the X server, and with it every window.
func (d *Display) Close() error {
	d.xvfb.Kill()
	if number, ok := strings.CutPrefix(d.Name, ":"); ok {
		// A killed server leaves these, and its number counts as taken.
		if _, err := strconv.Atoi(number); err == nil {
			_ = os.Remove("/tmp/.X" + number + "-lock")
			_ = os.Remove("/tmp/.X11-unix/X" + number)
		}
	}
	return os.RemoveAll(d.folder)
}

// Env is the environment of programs that are to draw on the display: no
// other display, no session bus, a home of its own in folder home, software
// drawing, and the locale that a machine without settings has.
func (d *Display) Env(home string) []string {
	keep := []string{"PATH", "TMPDIR", "EFFORT", "SEED", "BANGTIN_BIN"}
	env := []string{
		"DISPLAY=" + d.Name, "GDK_BACKEND=x11", "LIBGL_ALWAYS_SOFTWARE=1", "NO_AT_BRIDGE=1", "LANG=C.UTF-8",
		"HOME=" + home, "XDG_RUNTIME_DIR=" + home,
	}
	for _, name := range keep {
		if v, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+v)
		}
	}
	return env
}

// Image is what the display shows now.
func (d *Display) Image() (*image.RGBA, error) {
	dump, err := os.ReadFile(filepath.Join(d.folder, "Xvfb_screen0"))
	if err != nil {
		return nil, err
	}
	return decodeXWD(dump)
}

// Save writes what the display shows now to a PNG file.
func (d *Display) Save(path string) error {
	img, err := d.Image()
	if err != nil {
		return err
	}
	var buf bytes.Buffer
	if err := png.Encode(&buf, img); err != nil {
		return err
	}
	return os.WriteFile(path, buf.Bytes(), 0o644)
}

// decodeXWD reads the X window dump that the server keeps its screen in: a
// header of big-endian words (XWDFile.h), a colour table, then the lines. It
// reads the one form that a display of 24 bits has: 32 bits a pixel, BGRX.
func decodeXWD(dump []byte) (*image.RGBA, error) {
	const words = 25
	if len(dump) < 4*words {
		return nil, errors.New("window dump too short")
	}
	var h [words]int
	for i := range h {
		h[i] = int(binary.BigEndian.Uint32(dump[4*i:]))
	}
	headerSize, version, width, height := h[0], h[1], h[4], h[5]
	order, bits, stride, colours := h[7], h[11], h[12], h[19]
	if version != 7 || bits != 32 || order != 0 {
		return nil, fmt.Errorf("window dump of an unknown form: version %d, %d bits, byte order %d", version, bits, order)
	}
	start := headerSize + 12*colours
	if len(dump) < start+stride*height || stride < 4*width {
		return nil, errors.New("window dump cut off")
	}
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		line, to := dump[start+y*stride:], img.Pix[y*img.Stride:]
		for x := 0; x < 4*width; x += 4 {
			to[x], to[x+1], to[x+2], to[x+3] = line[x+2], line[x+1], line[x], 255
		}
	}
	return img, nil
}
