package thumb_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"
)

// The corners of drawn pictures, clockwise from top left.
var (
	red    = color.NRGBA{220, 30, 40, 255}
	green  = color.NRGBA{40, 180, 60, 255}
	blue   = color.NRGBA{30, 60, 200, 255}
	yellow = color.NRGBA{230, 210, 50, 255}
	clear  = color.NRGBA{}
)

// corners draws four quarters of one colour each: top left, top right, bottom right, bottom left.
func corners(w, h int, c ...color.NRGBA) *image.NRGBA {
	if len(c) == 0 {
		c = []color.NRGBA{red, green, blue, yellow}
	}
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			q := 0
			switch {
			case 2*x >= w && 2*y >= h:
				q = 2
			case 2*x >= w:
				q = 1
			case 2*y >= h:
				q = 3
			}
			m.SetNRGBA(x, y, c[q])
		}
	}
	return m
}

// turned lists where the corners of an upright picture lie in a file of each EXIF orientation, and
// whether its sides are exchanged. Orientation 6: the file's top left is the picture's bottom left.
var turned = map[int][]color.NRGBA{
	1: {red, green, blue, yellow},
	2: {green, red, yellow, blue},
	3: {blue, yellow, red, green},
	4: {yellow, blue, green, red},
	5: {red, yellow, blue, green},
	6: {green, blue, yellow, red},
	7: {blue, green, red, yellow},
	8: {yellow, red, green, blue},
}

func asJPEG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	e := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := e.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// segment puts a JPEG segment right behind SOI.
func segment(file []byte, marker byte, body []byte) []byte {
	s := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, marker}, uint16(2+len(body)))
	return append(append(s, body...), file[2:]...)
}

// chunk puts a PNG chunk right behind IHDR.
func chunk(file []byte, name string, body []byte) []byte {
	c := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	c = append(append(c, name...), body...)
	c = binary.BigEndian.AppendUint32(c, crc32.ChecksumIEEE(c[4:]))
	return append(append(bytes.Clone(file[:33]), c...), file[33:]...)
}

// exifBlock writes a TIFF block with orientation, time, offset and a GPS position, in either order.
func exifBlock(order binary.AppendByteOrder, orientation int, taken, offset string) []byte {
	b := []byte("II")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		b = []byte("MM")
	}
	entry := func(tag, kind uint16, count, value uint32) {
		b = order.AppendUint16(b, tag)
		b = order.AppendUint16(b, kind)
		b = order.AppendUint32(b, count)
		if kind == 3 {
			b = order.AppendUint16(b, uint16(value))
			b = append(b, 0, 0)
			return
		}
		b = order.AppendUint32(b, value)
	}
	const (
		sub  = 8 + 2 + 3*12 + 4
		gps  = sub + 2 + 2*12 + 4
		text = gps + 2 + 12 + 4
	)
	b = order.AppendUint16(b, 42)
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 3)
	entry(0x0112, 3, 1, uint32(orientation))
	entry(0x8769, 4, 1, sub)
	entry(0x8825, 4, 1, gps)
	b = order.AppendUint32(b, 0)
	b = order.AppendUint16(b, 2)
	entry(0x9003, 2, uint32(len(taken)+1), text)
	entry(0x9011, 2, uint32(len(offset)+1), uint32(text+len(taken)+1))
	b = order.AppendUint32(b, 0)
	b = order.AppendUint16(b, 1)
	entry(0x0002, 5, 3, text) // GPSLatitude, wherever it points
	b = order.AppendUint32(b, 0)
	return append(append(append(append(b, taken...), 0), offset...), 0)
}

func withEXIF(file, tiff []byte) []byte {
	return segment(file, 0xe1, append([]byte("Exif\x00\x00"), tiff...))
}

// profile makes bytes with the header of an ICC profile and noise behind it.
func profile(space string, n int) []byte {
	p := make([]byte, n)
	for i := range p {
		p[i] = byte(i * 7919 >> 4)
	}
	binary.BigEndian.PutUint32(p, uint32(n))
	copy(p[16:], space)
	copy(p[36:], "acsp")
	return p
}

// withProfile puts a profile into a JPEG in parts of at most so many bytes.
func withProfile(file, profile []byte, part int) []byte {
	count := (len(profile) + part - 1) / part
	for i := count - 1; i >= 0; i-- {
		body := append([]byte("ICC_PROFILE\x00"), byte(i+1), byte(count))
		file = segment(file, 0xe2, append(body, profile[i*part:min(len(profile), (i+1)*part)]...))
	}
	return file
}

// plane is one component of a JPEG: its samples, and how many there are for one of the coarsest.
type plane struct {
	samples *image.Gray
	h, v    byte
}

// planar writes a baseline JPEG of any components, each in a scan of its own, from gray JPEGs, which
// all use the same tables. An Adobe segment is added unless transform is negative.
func planar(t testing.TB, w, h, transform int, planes ...plane) []byte {
	t.Helper()
	out := []byte{0xff, 0xd8}
	if transform >= 0 {
		out = segment(out, 0xee, append([]byte("Adobe\x00\x64\x00\x00\x00\x00"), byte(transform)))
	}
	frame := []byte{8, byte(h >> 8), byte(h), byte(w >> 8), byte(w), byte(len(planes))}
	for i, p := range planes {
		frame = append(frame, byte(i+1), p.h<<4|p.v, 0)
	}
	var tables, scans []byte
	for i, p := range planes {
		tab, data := cutGray(t, asJPEG(t, p.samples))
		tables = tab
		scans = append(scans, 0xff, 0xda, 0, 8, 1, byte(i+1), 0, 0, 63, 0)
		scans = append(scans, data...)
	}
	out = append(out, tables...)
	out = append(out, 0xff, 0xc0, 0, byte(2+len(frame)))
	out = append(append(append(out, frame...), scans...), 0xff, 0xd9)
	return out
}

// cutGray takes the tables and the one scan's data out of a gray JPEG.
func cutGray(t testing.TB, file []byte) (tables, data []byte) {
	t.Helper()
	for at := 2; ; {
		n := 2 + int(file[at+2])<<8 + int(file[at+3])
		switch file[at+1] {
		case 0xdb, 0xc4:
			tables = append(tables, file[at:at+n]...)
		case 0xda:
			return tables, file[at+n : len(file)-2]
		}
		at += n
	}
}

// evenly draws a plane of four quarters.
func evenly(w, h int, c ...uint8) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, w, h))
	quarters := corners(w, h, color.NRGBA{R: c[0]}, color.NRGBA{R: c[1]}, color.NRGBA{R: c[2]}, color.NRGBA{R: c[3]})
	for i := range m.Pix {
		m.Pix[i] = quarters.Pix[4*i]
	}
	return m
}

// The parts of WebP files of 32 × 16 pixels with the usual corners: lossless, lossy, and the alpha plane
// of the lossy one, which is 128 everywhere.
const (
	vp8l  = "2f1fc003001f2010204ef40a52a44a484074b3fc9f60872c164cfe91041bf4fc0735587c20c8b699e4242779800b44f43f00aa7eaadbf603"
	vp8   = "9003009d012a2000100000c01225a00274ca11c0de01f881faabfd57900bb01faaa04e2b0000feea3e3ffff781abff44bcf268037ffdfb403c31643fb0cfffffcc44a22f33d504fdc0b1fe2a6000"
	alpha = "010750c088084444ff03"
)

// webp writes a WebP file of chunks: name, body in hexadecimal, name, body…
func webp(t testing.TB, chunks ...string) []byte {
	t.Helper()
	return append([]byte("RIFF"), riffBody(t, "WEBP", chunks...)...)
}

func riffBody(t testing.TB, form string, chunks ...string) []byte {
	t.Helper()
	b := []byte(form)
	for i := 0; i < len(chunks); i += 2 {
		body, err := hex.DecodeString(chunks[i+1])
		if err != nil {
			t.Fatal(err)
		}
		b = append(b, chunks[i]...)
		b = binary.LittleEndian.AppendUint32(b, uint32(len(body)))
		b = append(b, body...)
		if len(body)%2 == 1 {
			b = append(b, 0)
		}
	}
	return append(binary.LittleEndian.AppendUint32(nil, uint32(len(b))), b...)
}

// canvas is the body of a VP8X chunk.
func canvas(flags byte, w, h int) string {
	return fmt.Sprintf("%02x000000%s%s", flags, le24(w-1), le24(h-1))
}

// animation is the body of an ANMF chunk: a frame's place and size, then its chunks.
func animation(t testing.TB, x, y, w, h int, chunks ...string) string {
	t.Helper()
	return le24(x/2) + le24(y/2) + le24(w-1) + le24(h-1) + "64000000" + hex.EncodeToString(riffBody(t, "", chunks...)[4:])
}

func le24(n int) string { return fmt.Sprintf("%02x%02x%02x", n&255, n>>8&255, n>>16&255) }
