package thumb

import (
	"bytes"
	"encoding/binary"
	"image"

	xwebp "golang.org/x/image/webp"
)

// webpReader walks the chunks of a WebP file (RFC 9649) and keeps those of its first picture. The file
// that is decoded is built anew from them, so an animation gives its first frame and the decoder
// meets nothing that was not judged here.
type webpReader struct {
	*Header
	extended bool   // VP8X was read: Width and Height are the canvas
	alpha    []byte // ALPH
	name     string // of image: "VP8 " or "VP8L"
	image    []byte
}

func (h *Header) readWebP(b []byte) error {
	r := &webpReader{Header: h}
	h.ended = int64(binary.LittleEndian.Uint32(b[4:])) <= int64(len(b)-8)
	if err := r.chunks(b[12:], true); err != nil {
		return err
	}
	if r.image == nil {
		return h.short("no image chunk")
	}
	return r.rebuild()
}

// chunks reads chunks until the first image, and the metadata behind it.
func (r *webpReader) chunks(b []byte, outer bool) error {
	for len(b) >= 8 {
		name, n := string(b[:4]), int64(binary.LittleEndian.Uint32(b[4:]))
		b = b[8:]
		if n > int64(len(b)) {
			r.ended = false
			n = int64(len(b))
			switch {
			case r.image != nil:
				return nil // what lacks is not ours
			case name == "VP8 ", name == "VP8L", name == "ALPH":
				r.cut = true
			case name != "ANMF":
				return nil
			}
		}
		if err := r.chunk(name, b[:n], outer); err != nil {
			return err
		}
		b = b[min(n+n&1, int64(len(b))):]
	}
	return nil
}

func (r *webpReader) chunk(name string, data []byte, outer bool) error {
	switch {
	case name == "VP8X" && outer:
		if len(data) != 10 || r.extended || r.image != nil {
			return r.fault(Corrupt, "VP8X")
		}
		r.extended = true
		r.Width, r.Height = 1+le24(data[4:]), 1+le24(data[7:])
	case name == "ALPH" && r.image == nil:
		r.alpha = data
	case (name == "VP8 " || name == "VP8L") && r.image == nil:
		r.name, r.image = name, data
	case name == "ANMF" && outer && r.image == nil:
		return r.animated(data)
	case name == "ICCP" && outer && r.Profile == nil && len(data) <= maxProfile:
		r.Profile = checkProfile(bytes.Clone(data))
	case name == "EXIF" && outer:
		r.Orientation, r.Taken = readEXIF(bytes.TrimPrefix(data, []byte("Exif\x00\x00")))
	}
	return nil
}

// animated reads one frame of an animation: its place on the canvas, then chunks of its own.
func (r *webpReader) animated(data []byte) error {
	if len(data) < 16 || !r.extended {
		return r.short("ANMF")
	}
	x, y := 2*le24(data), 2*le24(data[3:])
	r.frame = image.Rect(x, y, x+1+le24(data[6:]), y+1+le24(data[9:]))
	return r.chunks(data[16:], false)
}

// rebuild writes the first picture as a file of its own and compares its size with what was promised.
func (r *webpReader) rebuild() error {
	if r.name == "VP8L" {
		r.alpha = nil // it has its own
	}
	c, err := xwebp.DecodeConfig(bytes.NewReader(riff(r.name, r.image[:min(len(r.image), 64)])))
	if err != nil {
		return r.short("%v", err)
	}
	if !r.extended {
		r.Width, r.Height = c.Width, c.Height
	}
	canvas := image.Rect(0, 0, r.Width, r.Height)
	if r.frame == (image.Rectangle{}) {
		r.frame = canvas
	}
	if r.frame.Size() != image.Pt(c.Width, c.Height) || !r.frame.In(canvas) {
		return r.fault(Corrupt, "a picture of %d × %d at %v on a canvas of %v", c.Width, c.Height, r.frame, canvas)
	}
	if r.alpha == nil {
		r.still = riff(r.name, r.image)
		return nil
	}
	const alphaFlag = 1 << 4
	x := []byte{alphaFlag, 0, 0, 0}
	x = appendLE24(appendLE24(x, c.Width-1), c.Height-1)
	r.still = riff("VP8X", x, "ALPH", r.alpha, r.name, r.image)
	return nil
}

// riff writes a WebP file of the given chunks: name, data, name, data…
func riff(chunks ...any) []byte {
	size := 4
	for i := 1; i < len(chunks); i += 2 {
		n := len(chunks[i].([]byte))
		size += 8 + n + n&1
	}
	b := make([]byte, 0, 8+size)
	b = append(b, "RIFF"...)
	b = binary.LittleEndian.AppendUint32(b, uint32(size))
	b = append(b, "WEBP"...)
	for i := 0; i < len(chunks); i += 2 {
		data := chunks[i+1].([]byte)
		b = append(b, chunks[i].(string)...)
		b = binary.LittleEndian.AppendUint32(b, uint32(len(data)))
		b = append(b, data...)
		if len(data)&1 == 1 {
			b = append(b, 0)
		}
	}
	return b
}

func le24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

func appendLE24(b []byte, n int) []byte { return append(b, byte(n), byte(n>>8), byte(n>>16)) }
