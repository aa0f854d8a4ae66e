package thumb_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"bangtin/app/thumb"
)

// contents lists what a derivative's file is made of: marker bytes of a JPEG ("e2"), chunk names of a
// PNG; and the profile in it. It knows nothing of the package under test.
func contents(t testing.TB, d thumb.Derivative) (parts []string, icc []byte) {
	t.Helper()
	if d.Type == "image/png" {
		return pngContents(t, d.Data)
	}
	b := d.Data[2:]
	for {
		if len(b) < 4 || b[0] != 0xff {
			t.Fatalf("no marker, %d bytes before the end", len(b))
		}
		n := 2 + int(binary.BigEndian.Uint16(b[2:]))
		parts = append(parts, fmt.Sprintf("%02x", b[1]))
		if b[1] == 0xe2 {
			if !bytes.HasPrefix(b[4:], []byte("ICC_PROFILE\x00")) {
				t.Error("an APP2 segment that is no profile")
			}
			icc = append(icc, b[18:n]...)
		}
		if b[1] == 0xda {
			if end := bytes.Index(b, []byte{0xff, 0xd9}); end != len(b)-2 {
				t.Errorf("bytes behind the end marker")
			}
			return parts, icc
		}
		b = b[n:]
	}
}

func pngContents(t testing.TB, b []byte) (parts []string, icc []byte) {
	t.Helper()
	for b = b[8:]; len(b) > 0; {
		n, name := int(binary.BigEndian.Uint32(b)), string(b[4:8])
		parts = append(parts, name)
		if name == "iCCP" {
			_, rest, _ := bytes.Cut(b[8:8+n], []byte{0})
			z, err := zlib.NewReader(bytes.NewReader(rest[1:]))
			if err != nil {
				t.Fatal(err)
			}
			if icc, err = io.ReadAll(z); err != nil {
				t.Fatal(err)
			}
		}
		b = b[12+n:]
	}
	return parts, icc
}

// plain are the parts that a derivative may have beside a profile.
var plain = []string{"db", "c0", "c4", "da", "IHDR", "IDAT", "IEND"}

// checkForgotten tells what a derivative holds that it must not: anything but pixels and a profile.
func checkForgotten(t testing.TB, d thumb.Derivative) {
	t.Helper()
	parts, _ := contents(t, d)
	for _, p := range parts {
		if p != "e2" && p != "iCCP" && !slices.Contains(plain, p) {
			t.Errorf("%d pixel derivative holds %s", d.Edge, p)
		}
	}
}

func TestMakeForgets(t *testing.T) {
	m := corners(500, 300)
	where := exifBlock(binary.LittleEndian, 1, "2024:07:03 17:59:08", "+07:00")
	j := withEXIF(asJPEG(t, m), where)
	j = segment(j, 0xe1, []byte("http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>exif:GPSLatitude</x:xmpmeta>"))
	j = segment(j, 0xed, []byte("Photoshop 3.0\x008BIM\x04\x04SECRET"))
	j = segment(j, 0xfe, []byte("SECRET"))
	j = segment(j, 0xe0, []byte("JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00SECRET"))
	j = append(j, "SECRET trailing film"...)
	tell := func(p []byte) []byte {
		p = chunk(p, "eXIf", where)
		p = chunk(p, "tEXt", []byte("Comment\x00SECRET"))
		p = chunk(p, "iTXt", []byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00SECRET"))
		return append(p, "SECRET"...)
	}
	seen := asPNG(t, corners(500, 300, red, clear, blue, yellow))
	w := webp(t, "VP8X", canvas(12, 32, 16), "VP8L", vp8l, "EXIF", "53454352455431", "XMP ", "534543524554")
	for name, file := range map[string][]byte{"JPEG": j, "PNG": tell(asPNG(t, m)), "PNG with alpha": tell(seen), "WebP": w} {
		t.Run(name, func(t *testing.T) {
			for _, d := range mustMake(t, file).Derivatives {
				checkForgotten(t, d)
				if bytes.Contains(d.Data, []byte("SECRET")) || bytes.Contains(d.Data, []byte("Exif")) {
					t.Errorf("%d pixel derivative tells the secret", d.Edge)
				}
			}
		})
	}
}

func TestMakeKeepsProfile(t *testing.T) {
	rgb, grayP := profile("RGB ", 548), profile("GRAY", 412)
	colour, gray := asJPEG(t, corners(400, 300)), asJPEG(t, evenly(400, 300, 10, 80, 150, 220))
	seen := asPNG(t, corners(400, 300, red, clear, blue, yellow))
	cmyk := planar(t, 64, 64, 0, plane{evenly(64, 64, 1, 2, 3, 4), 1, 1}, plane{evenly(64, 64, 1, 2, 3, 4), 1, 1},
		plane{evenly(64, 64, 1, 2, 3, 4), 1, 1}, plane{evenly(64, 64, 255, 255, 255, 255), 1, 1})
	longest := profile("RGB ", 64<<10)
	lying := profile("RGB ", 600)
	lying[3]++
	unsigned := profile("RGB ", 600)
	unsigned[36] = 'x'
	swapped := withProfile(colour, rgb, 300)
	i, j := bytes.Index(swapped, []byte("ICC_PROFILE\x00\x01")), bytes.Index(swapped, []byte("ICC_PROFILE\x00\x02"))
	swapped[i+12], swapped[j+12] = 2, 1
	lacking := withProfile(colour, rgb, 300)
	lacking = append(lacking[:2], lacking[2+4+14+300:]...)
	for _, c := range []struct {
		name string
		file []byte
		want []byte
	}{
		{"JPEG", withProfile(colour, rgb, 60000), rgb},
		{"JPEG, two parts", withProfile(colour, rgb, 300), rgb},
		{"JPEG, the longest", withProfile(colour, longest, 65000), longest},
		{"JPEG, too long", withProfile(colour, profile("RGB ", 64<<10+1), 65000), nil},
		{"JPEG, many parts", withProfile(colour, profile("RGB ", 50000), 250), profile("RGB ", 50000)},
		{"JPEG, a part lacks", lacking, nil},
		{"JPEG, numbers disagree with content", swapped, nil},
		{"JPEG, length is a lie", withProfile(colour, lying, 60000), nil},
		{"JPEG, no profile at all", withProfile(colour, unsigned, 60000), nil},
		{"JPEG, shorter than a header", withProfile(colour, profile("RGB ", 100), 60000), nil},
		{"JPEG, gray profile on colour", withProfile(colour, grayP, 60000), nil},
		{"gray JPEG", withProfile(gray, grayP, 60000), grayP},
		{"gray JPEG, colour profile", withProfile(gray, rgb, 60000), nil},
		{"CMYK JPEG", withProfile(cmyk, profile("CMYK", 900), 60000), nil},
		{"CMYK JPEG, colour profile", withProfile(cmyk, rgb, 60000), nil},
		{"PNG to JPEG", chunk(asPNG(t, corners(400, 300)), "iCCP", iccp(t, rgb)), rgb},
		{"PNG to PNG", chunk(seen, "iCCP", iccp(t, rgb)), rgb},
		{"PNG, a bomb", chunk(seen, "iCCP", iccp(t, make([]byte, 50<<20))), nil},
		{"PNG, no stream", chunk(seen, "iCCP", []byte("name\x00\x00nonsense")), nil},
		{"PNG, name too long", chunk(seen, "iCCP", append([]byte(strings.Repeat("n", 80)), iccp(t, rgb)[3:]...)), nil},
		{"WebP", webp(t, "VP8X", canvas(32, 32, 16), "ICCP", fmt.Sprintf("%x", rgb), "VP8L", vp8l), rgb},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, d := range mustMake(t, c.file).Derivatives {
				if _, got := contents(t, d); !bytes.Equal(got, c.want) {
					t.Errorf("%d pixel derivative has a profile of %d bytes, want %d bytes", d.Edge, len(got), len(c.want))
				}
				checkForgotten(t, d)
			}
		})
	}
}

// iccp is the body of an iCCP chunk.
func iccp(t testing.TB, profile []byte) []byte {
	t.Helper()
	b := bytes.NewBufferString("icc\x00\x00")
	z := zlib.NewWriter(b)
	if _, err := z.Write(profile); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
