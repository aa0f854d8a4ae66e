package thumb_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"reflect"
	"strings"
	"testing"

	"bangtin/app/thumb"
)

func TestSniff(t *testing.T) {
	for _, c := range []struct {
		head string
		want thumb.Kind
	}{
		{"", thumb.Unknown},
		{"\xff\xd8\xff\xe0", thumb.JPEG},
		{"\xff\xd8", thumb.Unknown},
		{"\x89PNG\r\n\x1a\n", thumb.PNG},
		{"\x89PNG\n\x1a\n", thumb.Unknown}, // sent as text
		{"GIF87a", thumb.GIF},
		{"GIF89a", thumb.GIF},
		{"GIF88a", thumb.Unknown},
		{"RIFF\x00\x00\x00\x00WEBP", thumb.WebP},
		{"RIFF\x00\x00\x00\x00WAVE", thumb.Unknown},
		{"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", thumb.HEIC},
		{"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic", thumb.HEIC},
		{"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1avif", thumb.AVIF},
		{"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1miaf", thumb.HEIC},
		{"\x00\x00\x00\x10ftypisom\x00\x00\x00\x00heic", thumb.Video}, // heic lies behind the box
		{"\x00\x00\x00\x18ftypisomheicmp41mp42", thumb.Video},         // heic is the version
		{"\xff\xff\xff\xffftypqt  ", thumb.Video},
		{"II*\x00", thumb.TIFF},
		{"MM\x00*", thumb.TIFF},
		{"BM\x00\x00", thumb.BMP},
		{"\xff\x0a", thumb.JXL},
		{"%PDF-1.7", thumb.PDF},
		{"PK\x03\x04", thumb.Archive},
		{"\xef\xbb\xbf \n<?xml version=\"1.0\"?><svg xmlns", thumb.SVG},
		{"<!DOCTYPE html><svg>", thumb.HTML},
		{"<HTML>", thumb.HTML},
		{"<svg" + strings.Repeat(" ", 600) + "<html", thumb.SVG},
		{"text about <svg", thumb.Unknown},
	} {
		t.Run(fmt.Sprintf("%.24q", c.head), func(t *testing.T) {
			if got := thumb.Sniff([]byte(c.head)); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

// resized writes another size into a JPEG's frame header.
func resized(file []byte, w, h int) []byte {
	b := bytes.Clone(file)
	i := bytes.Index(b, []byte{0xff, 0xc0})
	binary.BigEndian.PutUint16(b[i+5:], uint16(h))
	binary.BigEndian.PutUint16(b[i+7:], uint16(w))
	return b
}

// header writes a PNG that is nothing but a header.
func header(w, h, depth, kind, interlace int) []byte {
	body := binary.BigEndian.AppendUint32(nil, uint32(w))
	body = binary.BigEndian.AppendUint32(body, uint32(h))
	body = append(body, byte(depth), byte(kind), 0, 0, byte(interlace))
	b := append([]byte("\x89PNG\r\n\x1a\n"), chunk(make([]byte, 33), "IHDR", body)[33:]...)
	return append(b, "\x00\x00\x00\x00IEND\xaeB`\x82"...)
}

// setByte gives a copy of a file with one byte changed, so far behind a marker or name.
func setByte(file []byte, behind string, offset int, value byte) []byte {
	b := bytes.Clone(file)
	b[bytes.Index(b, []byte(behind))+offset] = value
	return b
}

func TestReadHeaderRefuses(t *testing.T) {
	j, p := asJPEG(t, corners(64, 48)), asPNG(t, corners(64, 48))
	sof := "\xff\xc0"
	progressive := setByte(j, sof, 1, 0xc2)
	scan := j[bytes.Index(j, []byte("\xff\xda")) : len(j)-2]
	scans := func(n int) []byte {
		return append(append(bytes.Clone(j[:len(j)-2]), bytes.Repeat(scan, n-1)...), 0xff, 0xd9)
	}
	eight := evenly(8, 8, 9, 9, 9, 9)
	cmyk := planar(t, 8, 8, 0, plane{eight, 1, 1}, plane{eight, 1, 1}, plane{eight, 1, 1}, plane{eight, 1, 1})
	cut := func(b []byte, n int) []byte { return b[:len(b)-n] }
	for _, c := range []struct {
		name string
		file []byte
		want thumb.Code
	}{
		{"nothing", nil, thumb.Empty},
		{"text", []byte("Kính gửi ban biên tập"), thumb.Unsupported},
		{"41 MB", append(bytes.Clone(j), make([]byte, 41<<20)...), thumb.TooLarge},
		{"JPEG", j, ""},
		{"JPEG of 50 MP", resized(j, 10000, 5000), ""},
		{"JPEG above 50 MP", resized(j, 10000, 5001), thumb.TooManyPixels},
		{"JPEG side", resized(j, 16385, 8), thumb.TooManyPixels},
		{"JPEG longest side", resized(j, 16384, 8), ""},
		{"JPEG without height (DNL)", resized(j, 64, 0), thumb.Corrupt},
		{"JPEG without width", resized(j, 0, 64), thumb.Corrupt},
		{"progressive of 25 MP", setByte(resized(j, 5000, 5000), sof, 1, 0xc2), ""},
		{"progressive above 25 MP", setByte(resized(j, 5001, 5000), sof, 1, 0xc2), thumb.TooManyPixels},
		{"CMYK of 25 MP", resized(cmyk, 5000, 5000), ""},
		{"CMYK above 25 MP", resized(cmyk, 5001, 5000), thumb.TooManyPixels},
		{"progressive CMYK above 12.5 MP", setByte(resized(cmyk, 2501, 5000), sof, 1, 0xc2), thumb.TooManyPixels},
		{"64 scans", scans(64), ""},
		{"65 scans", scans(65), thumb.TooManyScans},
		{"65 scans behind fill bytes", bytes.ReplaceAll(scans(65), []byte("\xff\xda"), []byte("\xff\xff\xff\xda")), thumb.TooManyScans},
		{"arithmetic coding", setByte(j, sof, 1, 0xc9), thumb.Unsupported},
		{"lossless", setByte(j, sof, 1, 0xc3), thumb.Unsupported},
		{"12 bits", setByte(j, sof, 4, 12), thumb.Unsupported},
		{"two components", segment([]byte("\xff\xd8\xff\xd9"), 0xc0, []byte("\x08\x00\x08\x00\x08\x02\x01\x11\x00\x02\x11\x00")), thumb.Unsupported},
		{"frame header of another length", setByte(j, sof, 9, 4), thumb.Corrupt},
		{"two frame headers", segment(j, 0xc0, []byte("\x08\x00\x08\x00\x08\x01\x01\x11\x00")), thumb.Corrupt},
		{"odd sampling", setByte(j, sof, 11, 0x31), thumb.Unsupported},
		{"no frame header", []byte("\xff\xd8\xff\xd9"), thumb.Corrupt},
		{"segment of length 1", []byte("\xff\xd8\xff\xe0\x00\x01\xff\xd9"), thumb.Corrupt},
		{"JPEG, end lacks", cut(j, 2), ""},
		{"JPEG, cut in the tables", j[:100], thumb.Incomplete},
		{"JPEG, cut in a length", j[:bytes.Index(j, []byte(sof))+3], thumb.Incomplete},
		{"JPEG, cut before its scan", j[:bytes.Index(j, []byte("\xff\xda"))], thumb.Incomplete},
		{"progressive, cut before its last scan", cut(progressive, 2), ""}, // claims to send all bits at once
		{"only SOI", []byte("\xff\xd8\xff"), thumb.Incomplete},
		{"PNG", p, ""},
		{"PNG of 25 MP", header(5000, 5000, 8, 6, 0), ""},
		{"PNG above 25 MP", header(5001, 5000, 1, 0, 0), thumb.TooManyPixels},
		{"PNG bomb", header(65500, 65500, 16, 6, 0), thumb.TooManyPixels},
		{"PNG of 2³¹ pixels a side", header(1<<31-1, 1<<31-1, 8, 6, 0), thumb.TooManyPixels},
		{"interlaced 16 bits above 12.5 MP", header(5000, 2501, 16, 6, 1), thumb.TooManyPixels},
		{"PNG without size", header(0, 7, 8, 6, 0), thumb.Corrupt},
		{"PNG of no colour type", header(8, 8, 8, 5, 0), thumb.Unsupported},
		{"PNG, IHDR not first", append(p[:8:8], append(bytes.Clone(p[len(p)-12:]), p[8:]...)...), thumb.Corrupt},
		{"PNG, only a signature", p[:8], thumb.Incomplete},
		{"PNG, chunk longer than the file", append(p[:33:33], "\xff\xff\xff\xffIDATxx"...), ""}, // decoding tells
		{"GIF, screen too large", []byte("GIF89a\xff\xff\xff\xff\x00\x00\x00;"), thumb.TooManyPixels},
		{"GIF, cut", []byte("GIF89a\x08\x00\x08"), thumb.Incomplete},
		{"WebP, 34 bytes for 16,383²", []byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\xfe\xbf\xff\x0f\x00\x00\x00\x00\x00\x00\x00\x00\x00"), thumb.TooManyPixels},
		{"WebP, canvas too large", webp(t, "VP8X", canvas(2, 1<<24, 1<<24), "ANMF", animation(t, 0, 0, 32, 16, "VP8L", vp8l)), thumb.TooManyPixels},
		{"WebP, canvas of another size", webp(t, "VP8X", canvas(0, 33, 16), "VP8L", vp8l), thumb.Corrupt},
		{"WebP, frame beyond the canvas", webp(t, "VP8X", canvas(2, 40, 16), "ANMF", animation(t, 10, 0, 32, 16, "VP8L", vp8l)), thumb.Corrupt},
		{"WebP, frame of another size", webp(t, "VP8X", canvas(2, 99, 99), "ANMF", animation(t, 0, 0, 31, 16, "VP8L", vp8l)), thumb.Corrupt},
		{"WebP, frame without canvas", webp(t, "ANMF", animation(t, 0, 0, 32, 16, "VP8L", vp8l)), thumb.Corrupt},
		{"WebP, two canvases", webp(t, "VP8X", canvas(0, 32, 16), "VP8X", canvas(0, 32, 16), "VP8L", vp8l), thumb.Corrupt},
		{"WebP without picture", webp(t, "EXIF", "00"), thumb.Corrupt},
		{"WebP, cut in the picture", cut(webp(t, "VP8 ", vp8), 20), thumb.Incomplete},
		{"WebP, cut behind the picture", cut(webp(t, "VP8 ", vp8, "EXIF", "00000000"), 2), ""},
		{"HEIC without boxes", []byte("\x00\x00\x00\x10ftypheic\x00\x00\x00\x00"), thumb.Corrupt},
		{"HEIC, too large", heic(9000, 9000, 0), thumb.TooManyPixels},
		{"HEIC, cut", heic(4032, 3024, 100), thumb.Incomplete},
		{"HEIC, box in box", append(heic(8, 8, 0), bytes.Repeat([]byte("\x00\x00\x00\x08free"), 20000)...), thumb.Corrupt},
		{"HEIC", heic(4032, 3024, 0), ""},
		{"AVIF", []byte("\x00\x00\x00\x10ftypavif\x00\x00\x00\x00"), thumb.Unsupported},
		{"TIFF", []byte("II*\x00\x08\x00\x00\x00"), thumb.Unsupported},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := thumb.ReadHeader(c.file); code(err) != c.want {
				t.Errorf("%q (%v), want %q", code(err), err, c.want)
			}
		})
	}
}

// heic writes the boxes of a HEIC file that tell its size, the last box so many bytes too long.
func heic(w, h, cut int) []byte {
	box := func(name string, body []byte) []byte {
		return append(append(binary.BigEndian.AppendUint32(nil, uint32(8+len(body))), name...), body...)
	}
	ispe := func(w, h int) []byte {
		return box("ispe", binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(make([]byte, 4), uint32(w)), uint32(h)))
	}
	ipco := box("ipco", append(ispe(512, 512), ispe(w, h)...))
	b := box("ftyp", []byte("heic\x00\x00\x00\x00mif1heic"))
	b = append(b, box("meta", append(make([]byte, 4), box("iprp", ipco)...))...)
	return append(b, box("mdat", make([]byte, 200))[:208-cut]...)
}

func TestReadHeaderTells(t *testing.T) {
	tiff := exifBlock(binary.BigEndian, 6, "2024:07:03 17:59:08", "+07:00")
	rgb := profile("RGB ", 548)
	for _, c := range []struct {
		name string
		file []byte
		want thumb.Header
	}{
		{"JPEG", withProfile(withEXIF(asJPEG(t, corners(64, 48)), tiff), rgb, 300), thumb.Header{Kind: "jpeg", Width: 64, Height: 48, Baseline: true,
			Scans: 1, Orientation: 6, Taken: "2024-07-03T17:59:08+07:00", Profile: rgb}},
		{"gray JPEG", asJPEG(t, evenly(64, 48, 1, 2, 3, 4)), thumb.Header{Kind: "jpeg", Width: 64, Height: 48, Baseline: true, Gray: true, Scans: 1, Orientation: 1}},
		{"JPEG, the first EXIF block counts", withEXIF(withEXIF(asJPEG(t, corners(64, 48)), exifBlock(binary.BigEndian, 3, "", "")), tiff),
			thumb.Header{Kind: "jpeg", Width: 64, Height: 48, Baseline: true, Scans: 1, Orientation: 6, Taken: "2024-07-03T17:59:08+07:00"}},
		{"PNG", chunk(chunk(asPNG(t, corners(64, 48)), "eXIf", tiff), "iCCP", iccp(t, rgb)), thumb.Header{Kind: "png", Width: 64, Height: 48,
			Orientation: 6, Taken: "2024-07-03T17:59:08+07:00", Profile: rgb}},
		{"gray PNG", asPNG(t, evenly(64, 48, 1, 2, 3, 4)), thumb.Header{Kind: "png", Width: 64, Height: 48, Gray: true, Orientation: 1}},
		{"HEIC is upright already", heic(4032, 3024, 0), thumb.Header{Kind: "heic", Width: 4032, Height: 3024, Orientation: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := thumb.ReadHeader(c.file)
			if err != nil {
				t.Fatal(err)
			}
			// Fields that are not exported are not promised.
			got = thumb.Header{Kind: got.Kind, Width: got.Width, Height: got.Height, Baseline: got.Baseline, Gray: got.Gray, Scans: got.Scans,
				Orientation: got.Orientation, Taken: got.Taken, Profile: got.Profile}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

// Blocks that lie about where things are: nothing is read twice, nothing beyond the block.
func TestReadHeaderEXIFLies(t *testing.T) {
	good := exifBlock(binary.LittleEndian, 6, "2024:07:03 17:59:08", "+07:00")
	put32 := func(at int, v uint32) []byte {
		b := bytes.Clone(good)
		binary.LittleEndian.PutUint32(b[at:], v)
		return b
	}
	const entries = 10
	for _, c := range []struct {
		name        string
		tiff        []byte
		orientation int
	}{
		{"nothing", nil, 1},
		{"seven bytes", good[:7], 1},
		{"two byte orders", append([]byte("IM"), good[2:]...), 1},
		{"not 42", append([]byte("II+"), good[3:]...), 1},
		{"directory at 0", put32(4, 0), 1},
		{"directory behind the end", put32(4, 1<<31), 1},
		{"directory at the last byte", put32(4, uint32(len(good)-1)), 1},
		{"directory cut", good[:entries+12+5], 6},
		{"65,535 entries", append(good[:8:8], append([]byte("\xff\xff"), good[10:]...)...), 6},
		{"EXIF directory is the first again", put32(entries+12+8, 8), 6},
		{"EXIF directory behind the end", put32(entries+12+8, 1<<30), 6},
		{"orientation of four billion values", put32(entries+4, 1<<32-1), 1},
		{"next directory is itself", put32(entries+36, 8), 6},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, err := thumb.ReadHeader(withEXIF(asJPEG(t, corners(16, 16)), c.tiff))
			if err != nil || h.Orientation != c.orientation {
				t.Errorf("orientation %d (%v), want %d", h.Orientation, err, c.orientation)
			}
		})
	}
}

// seeds are small files of every kind and fault.
func seeds(t testing.TB) [][]byte {
	m := corners(24, 16)
	j := asJPEG(t, m)
	tiff := exifBlock(binary.LittleEndian, 6, "2024:07:03 17:59:08", "+07:00")
	eight := evenly(8, 8, 0, 90, 180, 255)
	full := plane{eight, 1, 1}
	return [][]byte{
		j, j[:len(j)-2], j[:len(j)/2], asJPEG(t, eight), setByte(j, "\xff\xc0", 1, 0xc2),
		withProfile(withEXIF(j, tiff), profile("RGB ", 200), 150),
		planar(t, 8, 8, 0, full, full, full, full), planar(t, 8, 8, 2, full, full, full, full), planar(t, 8, 8, 0, full, full, full),
		planar(t, 16, 16, -1, plane{evenly(16, 16, 1, 2, 3, 4), 2, 2}, full, full),
		asPNG(t, m), chunk(chunk(asPNG(t, m), "eXIf", tiff), "iCCP", iccp(t, profile("RGB ", 200))),
		asPNG(t, image.NewPaletted(image.Rect(0, 0, 9, 9), color.Palette{red, clear})),
		webp(t, "VP8L", vp8l), webp(t, "VP8 ", vp8), webp(t, "VP8X", canvas(16, 32, 16), "ALPH", alpha, "VP8 ", vp8, "EXIF", fmt.Sprintf("%x", tiff)),
		webp(t, "VP8X", canvas(2, 64, 32), "ANMF", animation(t, 2, 2, 32, 16, "VP8 ", vp8)),
		[]byte("GIF89a\x02\x00\x01\x00\x80\x00\x00\xff\x00\x00\x00\x00\xff,\x00\x00\x00\x00\x02\x00\x01\x00\x00\x02\x02D\n\x00;"),
		heic(64, 48, 0), heic(64, 48, 9), heicWithEXIF(64, 48, tiff), withSmall(j, j, 6, nil),
	}
}

// checkHeader holds a header that was not refused against the limits.
func checkHeader(t *testing.T, h thumb.Header) {
	area, most := h.Width*h.Height, thumb.MaxPixels
	if h.Baseline {
		most = thumb.MaxBaselinePixels
	}
	if h.Width < 1 || h.Height < 1 || h.Width > thumb.MaxSide || h.Height > thumb.MaxSide || area > most ||
		h.Scans > thumb.MaxScans || h.Orientation < 1 || h.Orientation > 8 || len(h.Profile) > 64<<10 {
		t.Errorf("a header beyond the limits: %+v", h)
	}
}

func FuzzReadHeader(f *testing.F) {
	for _, s := range seeds(f) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		if small := thumb.Small(file); small != nil {
			if _, err := thumb.ReadHeader(small); err != nil {
				t.Errorf("a thumbnail that is none: %v", err)
			}
		}
		h, err := thumb.ReadHeader(file)
		if err == nil {
			checkHeader(t, h)
			return
		}
		if c := code(err); strings.HasPrefix(string(c), "no *Error") {
			t.Error(c)
		}
	})
}

func FuzzMake(f *testing.F) {
	for _, s := range seeds(f) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		h, err := thumb.ReadHeader(file)
		if err != nil || h.Kind == thumb.HEIC || h.Width*h.Height > 1<<18 {
			return // of HEIC another program would be tested, and large pictures only take longer
		}
		p, err := thumb.Make(context.Background(), file)
		if err == nil {
			checkPicture(t, p)
			for _, d := range p.Derivatives {
				checkForgotten(t, d)
			}
			return
		}
		if c := code(err); c != thumb.Incomplete && c != thumb.Corrupt && c != thumb.Unsupported {
			t.Error(err)
		}
	})
}
