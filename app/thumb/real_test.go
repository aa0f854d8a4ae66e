package thumb_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"bangtin/app/thumb"
)

// grid is how many fields a side a picture is compared by.
const grid = 12

// field is the mean colour of a part of a picture.
type field [3]float64

// fields divides a picture, laid over white, into grid × grid fields.
func fields(m image.Image) (f [grid * grid]field) {
	b := m.Bounds()
	for i := range f {
		x0, x1 := i%grid*b.Dx()/grid, (i%grid+1)*b.Dx()/grid
		y0, y1 := i/grid*b.Dy()/grid, (i/grid+1)*b.Dy()/grid
		var sum field
		for y := y0; y < max(y1, y0+1); y++ {
			for x := x0; x < max(x1, x0+1); x++ {
				r, g, bl, a := m.At(b.Min.X+x, b.Min.Y+y).RGBA()
				white := 0xffff - a
				sum[0] += float64(r + white)
				sum[1] += float64(g + white)
				sum[2] += float64(bl + white)
			}
		}
		n := float64(max(x1-x0, 1) * max(y1-y0, 1) * 257)
		f[i] = field{sum[0] / n, sum[1] / n, sum[2] / n}
	}
	return f
}

// apart gives the mean and the largest difference between two pictures' fields, in levels of 255.
func apart(a, b image.Image) (mean, most float64) {
	fa, fb := fields(a), fields(b)
	for i := range fa {
		for c := range 3 {
			d := math.Abs(fa[i][c] - fb[i][c])
			mean += d / (3 * grid * grid)
			most = max(most, d)
		}
	}
	return mean, most
}

// reference makes the same picture with vipsthumbnail, which turns it upright and keeps its profile.
func reference(t testing.TB, name string, edge int) image.Image {
	t.Helper()
	out := filepath.Join(t.TempDir(), "reference.png")
	c := exec.Command("vipsthumbnail", name, "-s", fmt.Sprintf("%dx%d>", edge, edge), "-o", out)
	if said, err := c.CombinedOutput(); err != nil {
		t.Skipf("vipsthumbnail cannot read it: %s", said)
	}
	m, err := png.Decode(bytes.NewReader(read(t, out)))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func needVips(t testing.TB) {
	t.Helper()
	if _, err := exec.LookPath("vipsthumbnail"); err != nil {
		t.Skip("nothing to compare with: vipsthumbnail (Debian: libvips-tools) is not installed")
	}
}

// inks are CMYK photos, which are converted without their profile: their colours are further away.
var inks = map[string]bool{
	"cmyk_icc_900.jpg":                                true,
	"ycck_adobe.jpg":                                  true,
	"Channel_digital_image_CMYK_color.jpg":            true,
	"Channel_digital_image_CMYK_color_no_profile.jpg": true,
}

// Every real photo comes out upright, of the right size and in the right colours, with its profile and
// without anything else.
func TestRealPhotos(t *testing.T) {
	var names []string
	for _, folder := range []string{"bench", "camera", "formats", "orientation"} {
		names = append(names, files(t, samples(t, folder), "")...)
	}
	c := newCrew(t, "serve")
	p := pool(t, thumb.Options{Command: c.start, Workers: 1})
	made := t.TempDir()
	for _, name := range names {
		t.Run(filepath.Base(filepath.Dir(name))+"/"+filepath.Base(name), func(t *testing.T) {
			original := read(t, name)
			pic, err := send(p, original)
			if code(err) == thumb.Unsupported || code(err) == thumb.NeedsHEIC {
				if strings.Contains(name, "bench") && code(err) != thumb.NeedsHEIC {
					t.Error(err)
				}
				t.Skip(err)
			}
			if err != nil {
				t.Fatal(err)
			}
			checkPicture(t, pic)
			checkProfile(t, name, pic)
			for _, d := range pic.Derivatives {
				checkForgotten(t, d)
				file := filepath.Join(made, fmt.Sprintf("%s-%d.%s", filepath.Base(name), d.Edge, d.Type[6:]))
				if err := os.WriteFile(file, d.Data, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			checkReference(t, name, pic)
		})
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	checkPeaks(t, c)
	t.Run("exiftool", func(t *testing.T) { checkWithExiftool(t, made) })
}

func checkReference(t *testing.T, name string, pic thumb.Picture) {
	t.Helper()
	needVips(t)
	for _, d := range pic.Derivatives {
		usual, most := 2.0, 8.0
		switch {
		case inks[filepath.Base(name)]:
			usual, most = 25, 45
		case d.Edge < 300:
			most = 18 // a field is a few pixels, and JPEG keeps a quarter of the colours
		}
		want := reference(t, name, d.Edge)
		if b := want.Bounds(); abs(b.Dx()-d.Width) > 1 || abs(b.Dy()-d.Height) > 1 {
			t.Errorf("%d × %d, the reference is %d × %d", d.Width, d.Height, b.Dx(), b.Dy())
			continue
		}
		mean, worst := apart(decoded(t, d), want)
		if mean > usual || worst > most {
			t.Errorf("%d: colours differ by %.1f, at most %.1f", d.Edge, mean, worst)
		}
	}
}

func abs(n int) int { return max(n, -n) }

// checkProfile compares the profile with the one that exiftool takes out of the original.
func checkProfile(t *testing.T, name string, pic thumb.Picture) {
	t.Helper()
	if _, err := exec.LookPath("exiftool"); err != nil {
		t.Log("profiles are not compared: exiftool is not installed")
		return
	}
	want, err := exec.Command("exiftool", "-b", "-ICC_Profile", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	if len(want) > 20 && string(want[16:20]) == "CMYK" {
		want = nil
	}
	for _, d := range pic.Derivatives {
		if _, got := contents(t, d); !bytes.Equal(got, want) {
			t.Errorf("%d: profile of %d bytes, the original has %d", d.Edge, len(got), len(want))
		}
	}
}

// checkWithExiftool has another program look for what must have been forgotten.
func checkWithExiftool(t *testing.T, dir string) {
	if _, err := exec.LookPath("exiftool"); err != nil {
		t.Skip("exiftool (Debian: libimage-exiftool-perl) is not installed")
	}
	out, err := exec.Command("exiftool", "-json", "-G0", "-r", dir).Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []map[string]any
	if err := json.Unmarshal(out, &all); err != nil {
		t.Fatal(err)
	}
	if len(all) < 50 {
		t.Errorf("only %d derivatives were looked at", len(all))
	}
	allowed := map[string]bool{"SourceFile": true, "ExifTool": true, "File": true, "Composite": true, "ICC_Profile": true, "PNG": true}
	for _, tags := range all {
		for tag := range tags {
			group, field, _ := strings.Cut(tag, ":")
			if !allowed[group] || strings.Contains(field, "GPS") {
				t.Errorf("%v holds %s", tags["SourceFile"], tag)
			}
		}
	}
}

// The same photo stored in eight orientations is one picture.
func TestRealOrientations(t *testing.T) {
	dir := samples(t, "orientation")
	p := pool(t, thumb.Options{Workers: 1})
	for _, series := range []string{"Landscape", "Portrait"} {
		var first image.Image
		for o := 1; o <= 8; o++ {
			pic := mustSend(t, p, read(t, filepath.Join(dir, fmt.Sprintf("%s_%d.jpg", series, o))))
			if (series == "Portrait") != (pic.Height > pic.Width) {
				t.Errorf("%s %d: %d × %d", series, o, pic.Width, pic.Height)
			}
			m := decoded(t, pic.Derivatives[1])
			if first == nil {
				first = m
			}
			// Each file has its number drawn in the middle; all else is equal.
			if mean, worst := apart(m, first); mean > 0.5 || worst > 15 {
				t.Errorf("%s %d: colours differ by %.1f, at most %.1f", series, o, mean, worst)
			}
		}
	}
}

// A real progressive photo that lost its end marker is whole; one that lost its last scan is not.
func TestRealProgressiveCut(t *testing.T) {
	whole := read(t, filepath.Join(samples(t, "bench"), "phone_oppoR7_progressive_13mp.jpg"))
	end := bytes.LastIndex(whole, []byte{0xff, 0xd9})
	last := bytes.LastIndex(whole[:end], []byte{0xff, 0xda})
	for name, c := range map[string]struct {
		file []byte
		want thumb.Code
	}{
		"end marker lacks":     {whole[:end], ""},
		"last scan lacks":      {whole[:last], thumb.Incomplete},
		"cut in its last scan": {whole[:end-2000], thumb.Incomplete},
	} {
		t.Run(name, func(t *testing.T) {
			p := pool(t, thumb.Options{Workers: 1})
			if _, err := send(p, c.file); code(err) != c.want {
				t.Errorf("%q (%v), want %q", code(err), err, c.want)
			}
		})
	}
}
