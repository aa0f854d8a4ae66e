package e2e_test

import (
	"encoding/json"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"bangtin/build/e2e/rig"
)

// The halves of the photo of the test's article. Nothing else in the pages
// comes near them, and the one colour that stands in for a photo until it is
// loaded is neither, so whoever sees both sees the article with its photo.
var (
	green  = color.RGBA{20, 170, 90, 255}
	violet = color.RGBA{130, 40, 200, 255}
)

// publish imports one article with a photo into the program's data folder.
func publish(t *testing.T, p rig.Program) {
	t.Helper()
	dir := t.TempDir()
	photo := image.NewRGBA(image.Rect(0, 0, 1600, 1000))
	draw.Draw(photo, image.Rect(0, 0, 800, 1000), image.NewUniform(green), image.Point{}, draw.Src)
	draw.Draw(photo, image.Rect(800, 0, 1600, 1000), image.NewUniform(violet), image.Point{}, draw.Src)
	file, err := os.Create(filepath.Join(dir, "photo.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := jpeg.Encode(file, photo, nil); err != nil {
		t.Fatal(err)
	}
	record, err := json.Marshal(map[string]any{
		"id": "1", "title": "Khai mạc triển lãm ảnh ở tỉnh nhà", "lead": "Triển lãm mở cửa đến hết tháng.",
		"body": "Đông đảo người dân đã đến xem ngay buổi sáng đầu tiên.", "category": "Thời sự", "published": "2024-07-03T17:59:00+07:00",
		"figures": []any{map[string]string{"file": "photo.jpg", "caption": "Một gian trưng bày.", "alt": "Gian trưng bày", "credit": "Minh Khuê"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	lines := filepath.Join(dir, "articles.jsonl")
	if err := os.WriteFile(lines, append(record, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
	out, code, err := p.Run(within(t, time.Minute), "import", "--publish", lines)
	if err != nil || code != 0 {
		t.Fatalf("import: exit code %d, %v\n%s%s", code, err, out.Stdout.String(), out.Stderr.String())
	}
}

// shows says whether a colour covers at least a share of a picture. What
// JPEG and a browser's scaling do to a colour is forgiven.
func shows(img *image.RGBA, c color.RGBA, share float64) bool {
	near := func(a, b uint8) bool { return max(a, b)-min(a, b) < 10 }
	n := 0
	for i := 0; i < len(img.Pix); i += 4 {
		if near(img.Pix[i], c.R) && near(img.Pix[i+1], c.G) && near(img.Pix[i+2], c.B) {
			n++
		}
	}
	return float64(n) >= share*float64(len(img.Pix)/4)
}

// A stage is a display with one face of the program on it.
type stage struct {
	name    string
	display *rig.Display
	face    *rig.Process
}

// painted says whether the article with its photo is on the display.
func (s stage) painted() (bool, error) {
	img, err := s.display.Image()
	return err == nil && shows(img, green, 0.01) && shows(img, violet, 0.01), err
}

// keep keeps a screenshot where the run wants them.
func (s stage) keep(t *testing.T, moment string) {
	t.Helper()
	if dir := os.Getenv("BANGTIN_SHOTS"); dir != "" {
		if err := s.display.Save(filepath.Join(dir, s.name+"-"+moment+".png")); err != nil {
			t.Error(err)
		}
	}
}

// await waits until the article is painted by web processes that are none
// of old, and keeps a screenshot either way.
func (s stage) await(t *testing.T, limit time.Duration, moment string, old []rig.Proc) {
	t.Helper()
	start := time.Now()
	err := rig.Wait(within(t, limit), "the article on the "+s.name, func() (bool, error) {
		now, err := s.web()
		if err != nil || len(now) == 0 || slices.ContainsFunc(now, func(p rig.Proc) bool { return slices.Contains(old, p) }) {
			return false, err
		}
		return s.painted()
	})
	s.keep(t, moment)
	if err != nil {
		t.Fatalf("%v; %s", err, s.face.Stderr.String())
	}
	t.Logf("painted after %.1f s", time.Since(start).Seconds())
}

func (s stage) web() ([]rig.Proc, error) { return rig.Named(s.face.Pid(), "WebKitWebProcess") }
