package thumb

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
)

// Header is what a picture says of itself, read without decoding it.
type Header struct {
	Kind          Kind
	Width, Height int    // as stored, before orientation
	Baseline      bool   // a JPEG that is decoded in one pass (SOF0 or SOF1)
	Gray          bool   // stored without colour
	Scans         int    // of a JPEG
	Orientation   int    // EXIF orientation, 1 to 8; 1 where there is none or it is nonsense
	Taken         string // as Picture.Taken
	Profile       []byte // ICC profile, at most maxProfile bytes; nil if there is none or it is not whole

	cmyk   bool            // a JPEG of four components
	heavy  bool            // takes twice the memory of others of its size
	turned bool            // a HEIC that lies on its side and is turned by who decodes it
	ended  bool            // the end of the file was found
	cut    bool            // the file ends before the picture does
	still  []byte          // of a WebP: the file to decode
	frame  image.Rectangle // of a WebP: where that lies on the canvas
}

// ReadHeader reads what a picture says of itself and judges it by the limits above. It takes time in
// proportion to the length of the file and memory for one colour profile. It fails with an *Error; the
// Header is then what was read until there.
func ReadHeader(original []byte) (Header, error) {
	h := Header{Kind: Sniff(original), Orientation: 1}
	if len(original) == 0 {
		return h, &Error{Code: Empty}
	}
	if int64(len(original)) > MaxBytes {
		return h, h.fault(TooLarge, "%d bytes, at most %d", len(original), MaxBytes)
	}
	var err error
	switch h.Kind {
	case JPEG:
		err = h.readJPEG(original)
	case PNG:
		err = h.readPNG(original)
	case WebP:
		err = h.readWebP(original)
	case GIF:
		err = h.readGIF(original)
	case HEIC:
		err = h.readHEIC(original)
	default:
		return h, h.fault(Unsupported, "%s is not taken", h.Kind)
	}
	if err != nil {
		return h, err
	}
	if err := h.judge(); err != nil {
		return h, err
	}
	if h.cut {
		return h, h.fault(Incomplete, "%d bytes", len(original))
	}
	return h, h.confirm(original)
}

func (h *Header) fault(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Kind: h.Kind, Detail: fmt.Sprintf(format, args...)}
}

// short is the fault of a file whose header does not make sense: Incomplete if the file ends there.
func (h *Header) short(format string, args ...any) *Error {
	if h.ended {
		return h.fault(Corrupt, format, args...)
	}
	return h.fault(Incomplete, format, args...)
}

func (h *Header) judge() error {
	if h.Width <= 0 || h.Height <= 0 {
		return h.fault(Corrupt, "size %d × %d", h.Width, h.Height)
	}
	if h.Width > MaxSide || h.Height > MaxSide {
		return h.fault(TooManyPixels, "%d × %d, a side is at most %d", h.Width, h.Height, MaxSide)
	}
	most := MaxPixels
	switch {
	case h.heavy:
		most = MaxPixels / 2
	case h.Baseline && !h.cmyk:
		most = MaxBaselinePixels
	}
	if h.Width*h.Height > most {
		return h.fault(TooManyPixels, "%d × %d, at most %d pixels", h.Width, h.Height, most)
	}
	if h.Scans > MaxScans {
		return h.fault(TooManyScans, "%d scans, at most %d", h.Scans, MaxScans)
	}
	return nil
}

// confirm asks the decoder that will be used how large it thinks the picture is: a file in which two
// parsers see two pictures is refused, whatever it was made for.
func (h *Header) confirm(original []byte) error {
	var c image.Config
	var err error
	switch h.Kind {
	case JPEG:
		c, err = jpeg.DecodeConfig(bytes.NewReader(original))
	case PNG:
		c, err = png.DecodeConfig(bytes.NewReader(original))
	case GIF:
		c, err = gif.DecodeConfig(bytes.NewReader(original))
	default:
		return nil // WebP is rebuilt from what was read here; HEIC is read by another program
	}
	if err != nil {
		return h.blame(err, !h.ended)
	}
	if c.Width != h.Width || c.Height != h.Height {
		return h.fault(Corrupt, "two sizes, %d × %d and %d × %d", h.Width, h.Height, c.Width, c.Height)
	}
	return nil
}

// blame says what a decoder's error means to the person who gave the picture; lacking tells that the
// file ended too early for it.
func (h *Header) blame(err error, lacking bool) *Error {
	var ofJPEG jpeg.UnsupportedError
	var ofPNG png.UnsupportedError
	e := &Error{Code: Corrupt, Kind: h.Kind, Err: err}
	switch {
	case errors.As(err, &ofJPEG), errors.As(err, &ofPNG):
		e.Code = Unsupported
	case lacking:
		e.Code = Incomplete
	}
	return e
}
