package thumb_test

import (
	"bytes"
	"encoding/binary"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"

	"bangtin/app/thumb"
)

// withSmall puts a thumbnail into the second directory of a JPEG's EXIF block, as cameras do.
func withSmall(file, small []byte, orientation int, change func(tiff []byte)) []byte {
	const second = 8 + 2 + 12 + 4
	order := binary.LittleEndian
	b := order.AppendUint32([]byte("II*\x00"), 8)
	entry := func(tag, kind uint16, value uint32) {
		b = order.AppendUint16(order.AppendUint16(b, tag), kind)
		b = order.AppendUint32(order.AppendUint32(b, 1), value)
	}
	b = order.AppendUint16(b, 1)
	entry(0x0112, 3, uint32(orientation))
	b = order.AppendUint32(b, second)
	b = order.AppendUint16(b, 2)
	entry(0x0201, 4, second+2+24+4)
	entry(0x0202, 4, uint32(len(small)))
	b = order.AppendUint32(b, 0)
	b = append(b, small...)
	if change != nil {
		change(b)
	}
	return withEXIF(file, b)
}

// A camera's thumbnail is given as browsers show it upright, and without what the camera wrote into it.
func TestSmall(t *testing.T) {
	photo := asJPEG(t, corners(64, 48))
	inside := withEXIF(asJPEG(t, corners(16, 12)), exifBlock(binary.BigEndian, 3, "2024:07:03 17:59:08", "+07:00"))
	for o := 1; o <= 8; o++ {
		small := thumb.Small(withSmall(photo, inside, o, nil))
		h, err := thumb.ReadHeader(small)
		if err != nil || h.Width != 16 || h.Height != 12 || h.Orientation != o || h.Taken != "" {
			t.Errorf("orientation %d: %+v, %v", o, h, err)
			continue
		}
		m, err := jpeg.Decode(bytes.NewReader(small))
		if err != nil {
			t.Fatal(err)
		}
		checkCorners(t, m, 40)
	}
	put := func(at int, v uint32) func([]byte) {
		return func(b []byte) { binary.LittleEndian.PutUint32(b[at:], v) }
	}
	const link, second = 22, 26
	for name, file := range map[string][]byte{
		"no EXIF":                           photo,
		"no thumbnail":                      withEXIF(photo, exifBlock(binary.BigEndian, 1, "", "")),
		"another shape":                     withSmall(photo, asJPEG(t, corners(16, 9)), 1, nil),
		"larger than the photo":             withSmall(photo, asJPEG(t, corners(128, 96)), 1, nil),
		"no JPEG":                           withSmall(photo, asPNG(t, corners(16, 12)), 1, nil),
		"cut":                               withSmall(photo, inside[:len(inside)/4], 1, nil),
		"behind the block":                  withSmall(photo, inside, 1, put(second+2+8, 60_000)),
		"longer than the block":             withSmall(photo, inside, 1, put(second+2+12+8, 1<<31)),
		"second directory is the first":     withSmall(photo, inside, 1, put(link, 8)),
		"second directory behind the block": withSmall(photo, inside, 1, put(link, 1<<30)),
		"PNG":                               asPNG(t, corners(16, 12)),
		"nothing":                           nil,
	} {
		if thumb.Small(file) != nil {
			t.Errorf("%s: a thumbnail", name)
		}
	}
}

func TestGlance(t *testing.T) {
	tools := t.TempDir()
	t.Setenv("PATH", tools)
	if err := os.WriteFile(filepath.Join(tools, "heif-convert"), []byte("#!/bin/sh\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	small := asJPEG(t, corners(16, 12))
	for _, c := range []struct {
		name string
		file []byte
		want thumb.Look
	}{
		{"on its side", withSmall(asJPEG(t, corners(64, 48)), small, 6, nil), thumb.Look{Kind: "jpeg", Width: 48, Height: 64, Small: true}},
		{"larger than any derivative", withEXIF(asJPEG(t, corners(2880, 720)), exifBlock(binary.BigEndian, 1, "2024:07:03 17:59:08", "")),
			thumb.Look{Kind: "jpeg", Width: 1920, Height: 480, Taken: "2024-07-03T17:59:08"}},
		{"HEIC", heicWithEXIF(4032, 3024, exifBlock(binary.BigEndian, 6, "2024:07:03 17:59:08", "+07:00")),
			thumb.Look{Kind: "heic", Width: 1440, Height: 1920, Taken: "2024-07-03T17:59:08+07:00"}},
		{"HEIC without EXIF", heic(4032, 3024, 0), thumb.Look{Kind: "heic", Width: 1920, Height: 1440}},
	} {
		if got, err := thumb.Glance(c.file); err != nil || got != c.want {
			t.Errorf("%s: %+v (%v), want %+v", c.name, got, err, c.want)
		}
	}
	if _, err := thumb.Glance([]byte("đây là chữ")); code(err) != thumb.Unsupported {
		t.Error(err)
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := thumb.Glance(heic(64, 48, 0)); code(err) != thumb.NeedsHEIC && code(err) != "" {
		t.Error(err)
	}
}

// heicWithEXIF is heic with an EXIF block among its items.
func heicWithEXIF(w, h int, tiff []byte) []byte {
	box := func(name string, body []byte) []byte {
		return append(append(binary.BigEndian.AppendUint32(nil, uint32(8+len(body))), name...), body...)
	}
	plain := heic(w, h, 0)
	infe := box("infe", append([]byte{2, 0, 0, 0, 0, 7, 0, 0}, "Exif\x00"...))
	iinf := box("iinf", append([]byte{0, 0, 0, 0, 0, 1}, infe...))
	item := append(append(binary.BigEndian.AppendUint32(nil, 6), "Exif\x00\x00"...), tiff...)
	place := func(at int) []byte { // version 0, offsets and lengths of four bytes, no base
		b := []byte{0, 0, 0, 0, 0x44, 0x00, 0, 1, 0, 7, 0, 0, 0, 1}
		return box("iloc", binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(b, uint32(at)), uint32(len(item))))
	}
	more := len(iinf) + len(place(0))
	at := bytes.Index(plain, []byte("meta")) + 4 + 4
	file := append(bytes.Clone(plain[:at]), append(iinf, place(len(plain)+more+8)...)...)
	file = append(file, plain[at:]...)
	size := file[at-12:]
	binary.BigEndian.PutUint32(size, binary.BigEndian.Uint32(size)+uint32(more))
	return append(file, box("mdat", item)...)
}

// Of real photos a good many bring a thumbnail along, and it looks like them in size.
func TestSmallOfRealPhotos(t *testing.T) {
	dir := samples(t, "bench")
	found := 0
	for _, name := range files(t, dir, ".jpg") {
		file := read(t, name)
		small := thumb.Small(file[:min(len(file), thumb.SmallWithin)])
		if small == nil {
			continue
		}
		found++
		m, err := jpeg.Decode(bytes.NewReader(small))
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(name), err)
			continue
		}
		t.Logf("%s: %v, %d bytes", filepath.Base(name), m.Bounds().Size(), len(small))
	}
	if found < 3 {
		t.Errorf("%d photos with a thumbnail", found)
	}
	for _, name := range files(t, filepath.Join(dir, "..", "bench"), ".heic") {
		if h, err := thumb.ReadHeader(read(t, name)); err != nil || h.Taken == "" {
			t.Errorf("%s was taken %q, %v", filepath.Base(name), h.Taken, err)
		}
	}
}
