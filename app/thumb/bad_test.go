package thumb_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bangtin/app/thumb"
)

// bad says what becomes of each known hostile or broken file: a code, or the size of a picture.
var bad = map[string]string{
	"arithmetic.jpg":                     "unsupported",
	"bmp_palette_oob.bmp":                "unsupported",
	"bomb_bmp_hdr.bmp":                   "unsupported",
	"bomb_gif_65535_hdr.gif":             "too_many_pixels",
	"bomb_jpeg_30000_gray_real.jpg":      "too_many_pixels",
	"bomb_jpeg_65500_hdr.jpg":            "too_many_pixels",
	"bomb_jpeg_65500_prog_hdr.jpg":       "too_many_pixels",
	"bomb_jpeg_scans_24mp_4000scans.jpg": "too_many_scans",
	"bomb_png_20000_rgba_real.png":       "too_many_pixels",
	"bomb_png_65500_1bit_real.png":       "too_many_pixels",
	"bomb_png_65500_hdr_rgba16.png":      "too_many_pixels",
	"bomb_png_iccp_200mb.png":            "8 × 8",
	"bomb_tiff_hdr.tif":                  "unsupported",
	"bomb_webp_16383_lossless.webp":      "too_many_pixels",
	"corrupted_real.jpg":                 "corrupt",
	"cve_2023_36308_palette.tif":         "unsupported",
	"exif_65535_entries.jpg":             "1063 × 1600", // its first entries are whole and say 6
	"exif_bad_offset.jpg":                "1600 × 1063",
	"exif_count_huge.jpg":                "1600 × 1063",
	"exif_ifd_loop.jpg":                  "1063 × 1600",
	"exif_orient_0.jpg":                  "1600 × 1063",
	"exif_orient_99.jpg":                 "1600 × 1063",
	"ff_fill.jpg":                        "1600 × 1063",
	"html_named.jpg":                     "unsupported",
	"jpg_named.png":                      "1800 × 1200",
	"many_app_segments.jpg":              "1600 × 1063",
	"odd_sampling_3x1.jpg":               "unsupported",
	"pdf_named.jpg":                      "unsupported",
	"png_named.jpg":                      "600 × 399",
	"png_palette_out_of_range.png":       "64 × 64",
	"polyglot_html.html":                 "1600 × 1063",
	"polyglot_html.jpg":                  "1600 × 1063",
	"script.svg":                         "unsupported",
	"svg_named.jpg":                      "unsupported",
	"svg_named.png":                      "unsupported",
	"thin_1x1.jpg":                       "1 × 1",
	"thin_1x65500.jpg":                   "too_many_pixels",
	"thin_3x8000.jpg":                    "3 × 8000",
	"thin_65500x1.jpg":                   "too_many_pixels",
	"tiff_bad_offset.tif":                "unsupported",
	"trailing_mp4_like.jpg":              "1600 × 1063",
	"trunc.avif":                         "unsupported",
	"trunc.gif":                          "320 × 213", // cut behind its first frame
	"trunc.heic":                         "incomplete",
	"trunc.png":                          "incomplete",
	"trunc.webp":                         "incomplete",
	"trunc_half.jpg":                     "incomplete",
	"trunc_header.jpg":                   "incomplete",
	"trunc_no_eoi.jpg":                   "1800 × 1200",
	"trunc_tail2k.jpg":                   "incomplete",
	"webp_named.png":                     "1600 × 1063",
	"zero.jpg":                           "empty",
	"zero_dim.jpg":                       "corrupt",
	"zero_height_dnl.jpg":                "corrupt",
}

// Each bad file is refused with the right reason or made, within the limits of time and memory, and the
// worker outlives all of them.
func TestBadPhotos(t *testing.T) {
	dir := samples(t, "bad")
	c := newCrew(t, "serve")
	p := pool(t, thumb.Options{Command: c.start, Workers: 1})
	names := files(t, dir, "")
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			begin := time.Now()
			pic, err := send(p, read(t, name))
			got := string(code(err))
			if err == nil {
				got = fmt.Sprintf("%d × %d", pic.Width, pic.Height)
				checkPicture(t, pic)
				for _, d := range pic.Derivatives {
					checkForgotten(t, d)
				}
			}
			if want, known := bad[filepath.Base(name)]; known && got != want {
				t.Errorf("%s (%v), want %s", got, err, want)
			} else if strings.HasPrefix(got, "no *Error") {
				t.Error(err)
			}
			t.Logf("%s in %v", got, time.Since(begin).Round(time.Millisecond))
		})
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	if c.count() != 1 {
		t.Errorf("%d workers for %d bad files: some died", c.count(), len(names))
	}
	checkPeaks(t, c)
}

// The same files in a pool with the usual ten seconds, seen from the engine's side: its own memory stays
// small, whatever passes through.
func TestBadPhotosAndTheEngine(t *testing.T) {
	if _, ok := roles["engine"]; !ok {
		t.Skip("peaks are read from /proc, which is on Linux only")
	}
	names := files(t, samples(t, "bad"), "")
	cmd := command(t, "engine")()
	cmd.Args = append(cmd.Args, names...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var made, refused, mb int
	if _, err := fmt.Sscan(string(out), &made, &refused, &mb); err != nil || made+refused != len(names) {
		t.Fatalf("%q: %v", out, err)
	}
	t.Logf("%d made, %d refused, the engine held %d MB", made, refused, mb)
	if mb > 100 {
		t.Errorf("the engine held %d MB", mb)
	}
}
