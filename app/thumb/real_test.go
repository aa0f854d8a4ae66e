package thumb_test

import (
	"bytes"
	"encoding/base64"
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

	"github.com/disintegration/imaging"

	"bangtin/app/thumb"
)

// grid is how many fields a side a picture is compared by.
const grid = 12

// field is the mean colour of a part of a picture.
type field [3]float64

// fields divides a picture, laid over white, into grid × grid fields.
func fields(img image.Image) (f [grid * grid]field) {
	m := imaging.Clone(img)
	w, h := m.Rect.Dx(), m.Rect.Dy()
	for i := range f {
		x0, x1 := i%grid*w/grid, (i%grid+1)*w/grid
		y0, y1 := i/grid*h/grid, (i/grid+1)*h/grid
		x1, y1 = max(x1, x0+1), max(y1, y0+1)
		var sum [3]int
		for y := y0; y < y1; y++ {
			row := m.Pix[y*m.Stride+4*x0 : y*m.Stride+4*x1]
			for ; len(row) > 0; row = row[4:] {
				for c := range sum {
					sum[c] += 255*255 - int(row[3])*(255-int(row[c]))
				}
			}
		}
		for c := range sum {
			f[i][c] = float64(sum[c]) / float64(255*(x1-x0)*(y1-y0))
		}
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
	for _, folder := range []string{"bench", "camera", "formats"} {
		names = append(names, files(t, samples(t, folder), "")...)
	}
	// Of these TestRealOrientations sees all; one lying and one standing are enough here.
	for _, one := range []string{"Landscape_6.jpg", "Portrait_5.jpg"} {
		names = append(names, filepath.Join(samples(t, "orientation"), one))
	}
	c := newCrew(t, "serve")
	p := pool(t, thumb.Options{Command: c.start, Workers: 1})
	made, written, profiles := t.TempDir(), 0, profiles(t, names)
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
			if profiles != nil {
				checkProfile(t, profiles[name], pic)
			}
			for _, d := range pic.Derivatives {
				checkForgotten(t, d)
				file := filepath.Join(made, fmt.Sprintf("%s-%d.%s", filepath.Base(name), d.Edge, d.Type[6:]))
				if err := os.WriteFile(file, d.Data, 0o600); err != nil {
					t.Fatal(err)
				}
				written++
			}
			checkReference(t, name, pic)
		})
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	checkPeaks(t, c)
	t.Run("exiftool", func(t *testing.T) { checkWithExiftool(t, made, written) })
}

func checkReference(t *testing.T, name string, pic thumb.Picture) {
	t.Helper()
	needVips(t)
	for i, d := range pic.Derivatives {
		if i > 0 && !strings.Contains(name, "bench") {
			break // one size tells of the others, which are made from it
		}
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

// profiles has exiftool take the profiles out of the originals; it gives nil where that is not installed.
func profiles(t *testing.T, names []string) map[string][]byte {
	t.Helper()
	if _, err := exec.LookPath("exiftool"); err != nil {
		t.Log("profiles are not compared: exiftool (Debian: libimage-exiftool-perl) is not installed")
		return nil
	}
	// It exits with 1 where it does not know a kind.
	out, err := exec.Command("exiftool", append([]string{"-json", "-b", "-ICC_Profile"}, names...)...).Output()
	var all []struct {
		SourceFile string
		Profile    string `json:"ICC_Profile"`
	}
	if json.Unmarshal(out, &all) != nil || len(all) < len(names)/2 {
		t.Fatalf("exiftool: %v", err)
	}
	found := make(map[string][]byte)
	for _, f := range all {
		icc, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(f.Profile, "base64:"))
		if err != nil {
			t.Fatal(err)
		}
		if len(icc) > 20 && string(icc[16:20]) == "CMYK" {
			icc = nil
		}
		found[f.SourceFile] = icc
	}
	return found
}

// checkProfile holds the profiles of a picture against the original's.
func checkProfile(t *testing.T, want []byte, pic thumb.Picture) {
	t.Helper()
	for _, d := range pic.Derivatives {
		if _, got := contents(t, d); !bytes.Equal(got, want) {
			t.Errorf("%d: profile of %d bytes, the original has %d", d.Edge, len(got), len(want))
		}
	}
}

// checkWithExiftool has another program look for what must have been forgotten.
func checkWithExiftool(t *testing.T, dir string, files int) {
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
	if len(all) != files {
		t.Errorf("%d of %d derivatives were looked at", len(all), files)
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
