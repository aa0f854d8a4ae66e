package e2e_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"bangtin/build/e2e/rig"
)

// What photos may cost, in bytes. A worker's limit is on its data; what it
// shares with other processes, the program itself, comes on top.
const (
	engineMemory = 300 << 20
	workerMemory = 512 << 20
	toolMemory   = 1 << 30
	programSize  = 64 << 20
	// mappedFirst is what a program linked with WebKit has mapped writable
	// before it does anything; RLIMIT_DATA counts that too.
	mappedFirst = 300 << 20
)

// A watch looks at the memory of an engine and of what it starts until it is
// ended: photo workers, and the tools they call.
type watch struct {
	stop, done chan struct{}

	mu     sync.Mutex
	peaks  map[string]int64 // by name: engine, worker, tool
	limits map[string]int64 // RLIMIT_DATA of workers that had begun to work
	seen   map[int]bool     // pids of workers
}

func watchMemory(t *testing.T, e *rig.Engine) *watch {
	t.Helper()
	w := &watch{stop: make(chan struct{}), done: make(chan struct{}), peaks: map[string]int64{}, limits: map[string]int64{}, seen: map[int]bool{}}
	go func() {
		defer close(w.done)
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for {
			w.look(e)
			select {
			case <-w.stop:
				return
			case <-tick.C:
			}
		}
	}()
	return w
}

func (w *watch) look(e *rig.Engine) {
	children, err := rig.Tree(e.Pid())
	if err != nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.peaks["engine"] = max(w.peaks["engine"], field(e.Pid(), "status", "VmHWM:")<<10)
	for _, c := range children {
		name := c.Name
		line, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", c.Pid)) // it may be gone
		if bytes.Contains(line, []byte("\x00thumb-worker")) {
			name = "worker"
			w.seen[c.Pid] = true
			if field(c.Pid, "status", "VmHWM:")<<10 > programSize {
				w.limits[name] = max(w.limits[name], field(c.Pid, "limits", "Max data size"))
			}
		}
		w.peaks[name] = max(w.peaks[name], field(c.Pid, "status", "VmHWM:")<<10)
	}
}

// field is the first number after a name in a file of /proc; 0 where there
// is none, or the process.
func field(pid int, file, name string) int64 {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/%s", pid, file))
	_, rest, found := strings.Cut(string(text), name)
	words := strings.Fields(rest)
	if !found || len(words) == 0 {
		return 0
	}
	n, _ := strconv.ParseInt(words[0], 10, 64)
	return n
}

// end holds what was seen to the limits.
func (w *watch) end(t *testing.T) {
	t.Helper()
	close(w.stop)
	<-w.done
	for name, peak := range w.peaks {
		limit := int64(toolMemory + programSize)
		switch name {
		case "engine":
			limit = engineMemory
		case "worker":
			limit = workerMemory + programSize
		}
		t.Logf("%s: %d MB at most", name, peak>>20)
		if peak > limit {
			t.Errorf("%s took %d MB, the limit is %d", name, peak>>20, limit>>20)
		}
	}
	if len(w.seen) == 0 {
		t.Error("no photo worker was ever seen")
	}
	if got, ok := w.limits["worker"]; ok && (got <= 0 || got > workerMemory+mappedFirst) {
		t.Errorf("a worker may take %d bytes of data", got)
	}
	t.Logf("%d workers were seen", len(w.seen))
}

// refusals are what an import says of pictures that it left out:
// lines.jsonl:3 file.jpg: reason (reason)
var refusals = regexp.MustCompile(`(?m)^[^:\n]+:(\d+) (\S+): (.+) \((.+)\)$`)

// Whatever a file is that calls itself a photo, it is refused with a reason
// or becomes one, and the engine goes on as if nothing had been.
func TestBadPhotos(t *testing.T) {
	folder := sample(t, "photos/bad")
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	all := record{ID: "all", Title: "Mọi tệp trong một bài", Body: "Một đoạn."}
	records := []record{all}
	for i, f := range entries {
		copyFile(t, filepath.Join(folder, f.Name()), filepath.Join(dir, f.Name()))
		one := figure{File: f.Name(), Caption: f.Name()}
		records[0].Figures = append(records[0].Figures, one)
		records = append(records, record{ID: fmt.Sprint(i), Title: f.Name(), Body: "Một đoạn.", Figures: []figure{one}})
	}
	lines := filepath.Join(dir, "bad.jsonl")
	writeLines(t, lines, records)

	p := program(t)
	e := serve(t, p)
	w := watchMemory(t, e)
	start := time.Now()
	proc := run(t, p, 3, "import", "--publish", "--json", lines)
	t.Logf("%d files twice in %v", len(entries), time.Since(start).Round(time.Millisecond))
	var r struct{ Read, Saved, Published, Pictures, Refused int }
	if err := json.Unmarshal([]byte(proc.Stdout.String()), &r); err != nil {
		t.Fatal(err)
	}
	if r.Published != len(records) || r.Pictures != 2*len(entries) {
		t.Errorf("import says %+v of %d articles and %d files", r, len(records), len(entries))
	}
	refused := map[string]string{} // line and file: reason
	for _, m := range refusals.FindAllStringSubmatch(proc.Stderr.String(), -1) {
		refused[m[1]+" "+m[2]] = m[3]
		if len(m[3]) < 10 || len(m[4]) < 10 {
			t.Errorf("%s is refused without a reason: %q, %q", m[2], m[3], m[4])
		}
	}
	if len(refused) != r.Refused {
		t.Errorf("%d refusals are listed, %d counted", len(refused), r.Refused)
	}
	photos := map[string]*photo{}
	figures := 0
	for _, c := range everyCard(t, e) {
		photos[c.Title] = c.Photo
		if c.Title == all.Title {
			var article struct{ Media map[string]photo }
			get(t, e.URL+"/api/articles/"+c.ID, &article)
			figures = len(article.Media)
		}
	}
	derivatives := drawer(t.TempDir())
	done := map[string]bool{} // by content: the same photo lies there under several names
	for i, f := range entries {
		alone, among := refused[fmt.Sprintf("%d %s", i+2, f.Name())], refused["1 "+f.Name()]
		shown := photos[f.Name()]
		switch {
		case alone != among:
			t.Errorf("%s: %q alone and %q among others", f.Name(), alone, among)
		case (alone == "") == (shown == nil):
			t.Errorf("%s: refused %q and shown %v", f.Name(), alone, shown)
		case shown != nil:
			t.Logf("%s: done, %d×%d", f.Name(), shown.Width, shown.Height)
			done[string(fetchOriginal(t, filepath.Join(folder, f.Name())))] = true
			for _, s := range shown.Sizes {
				derivatives.add(t, f.Name(), s, fetch(t, e, s))
			}
		default:
			t.Logf("%s: %s", f.Name(), alone)
		}
	}
	if figures != len(done) {
		t.Errorf("the article with all of them shows %d, want %d", figures, len(done))
	}
	derivatives.tellsNothing(t)
	w.end(t)
	stop(t, e.Process, 10*time.Second)
	sound(t, p)
}

func fetchOriginal(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// fetch is a derivative as readers get it.
func fetch(t *testing.T, e *rig.Engine, s size) []byte {
	t.Helper()
	res, err := http.Get(e.URL + s.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != s.Type || int64(len(b)) != s.Bytes ||
		res.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%s: %s, %d bytes, %v", s.URL, res.Status, len(b), res.Header)
	}
	return b
}

// drawer collects derivatives as readers get them, to be asked all at once
// what they tell.
type drawer string

// add wants a derivative to have the size that is listed.
func (d drawer) add(t *testing.T, name string, s size, text []byte) {
	t.Helper()
	img, _, err := image.DecodeConfig(bytes.NewReader(text))
	if err != nil || img.Width != s.Width || img.Height != s.Height {
		t.Errorf("%s: %d×%d is listed, the picture has %d×%d, %v", name, s.Width, s.Height, img.Width, img.Height, err)
	}
	if err := os.WriteFile(filepath.Join(string(d), fmt.Sprintf("%d %s", s.Width, name)), text, 0o644); err != nil {
		t.Fatal(err)
	}
}

// tellsNothing wants the derivatives to say nothing of where, when and with
// what a photo was taken: there is its form, its colours, nothing else.
func (d drawer) tellsNothing(t *testing.T) {
	t.Helper()
	files, err := os.ReadDir(string(d))
	if err != nil {
		t.Fatal(err)
	}
	told := exif(t, string(d))
	if len(told) != len(files) {
		t.Errorf("exiftool reads %d of %d derivatives", len(told), len(files))
	}
	for _, tags := range told {
		for tag, value := range tags {
			group, _, _ := strings.Cut(tag, ":")
			switch {
			case strings.HasPrefix(group, "ICC"), group == "SourceFile", group == "ExifTool", group == "System", group == "File",
				group == "JFIF", group == "PNG", group == "Composite" && !strings.Contains(tag, "GPS"):
			default:
				t.Errorf("%v tells %s = %v", tags["SourceFile"], tag, value)
			}
		}
	}
}

// exif is what exiftool finds in files and folders, by group and tag.
func exif(t *testing.T, paths ...string) (all []map[string]any) {
	t.Helper()
	if _, err := exec.LookPath("exiftool"); err != nil {
		t.Skip("no exiftool on this machine")
	}
	out, err := exec.CommandContext(within(t, time.Minute), "exiftool", append([]string{"-j", "-G1", "-n", "-q"}, paths...)...).Output()
	if err == nil {
		err = json.Unmarshal(out, &all)
	}
	if err != nil {
		t.Fatalf("exiftool: %v, %s", err, out)
	}
	return all
}

// Every photo that cameras and phones make comes out upright, in its right
// size and colours, and tells readers nothing of its past.
func TestGoodPhotos(t *testing.T) {
	t.Parallel()
	for _, need := range []string{"exiftool", "vipsthumbnail", "heif-convert"} {
		if _, err := exec.LookPath(need); err != nil {
			t.Skipf("no %s on this machine", need)
		}
	}
	var files []string
	for _, some := range [][2]string{{"photos/bench", "*"}, {"photos/orientation", "Landscape_*"}} {
		found, err := filepath.Glob(filepath.Join(sample(t, some[0]), some[1]))
		if err != nil || len(found) == 0 {
			t.Fatalf("no photos in %s, %v", some[0], err)
		}
		files = append(files, found...)
	}
	dir := t.TempDir()
	var records []record
	for i, f := range files {
		name := filepath.Base(f)
		copyFile(t, f, filepath.Join(dir, name))
		records = append(records, record{ID: fmt.Sprint(i), Title: name, Figures: []figure{{File: name}}})
	}
	lines := filepath.Join(dir, "photos.jsonl")
	writeLines(t, lines, records)
	p := program(t)
	e := serve(t, p)
	w := watchMemory(t, e)
	run(t, p, 0, "import", "--publish", lines)
	w.end(t)
	photos := map[string]*photo{}
	for _, c := range everyCard(t, e) {
		photos[c.Title] = c.Photo
	}
	derivatives := drawer(t.TempDir())
	for _, f := range files {
		name := filepath.Base(f)
		t.Run(name, func(t *testing.T) {
			got := photos[name]
			if got == nil || len(got.Sizes) == 0 {
				t.Fatal("it is not there")
			}
			theirs := f
			if filepath.Ext(f) == ".heic" {
				theirs = fromHEIC(t, f)
			}
			width, height := upright(t, theirs)
			long := max(width, height)
			edges := edgesOf(long)
			if len(got.Sizes) != len(edges) {
				t.Fatalf("%d sizes, want %v", len(got.Sizes), edges)
			}
			for i, s := range got.Sizes {
				scale := float64(edges[i]) / float64(long)
				if !near(s.Width, float64(width)*scale) || !near(s.Height, float64(height)*scale) {
					t.Errorf("size %d is %d×%d, of %d×%d upright", i, s.Width, s.Height, width, height)
				}
				derivatives.add(t, name, s, fetch(t, e, s))
			}
			ours := filepath.Join(t.TempDir(), "ours")
			if err := os.WriteFile(ours, fetch(t, e, got.Sizes[0]), 0o644); err != nil {
				t.Fatal(err)
			}
			off := difference(thumbnail(t, ours), thumbnail(t, theirs))
			t.Logf("%d×%d, %.1f of 255 off in colour", got.Sizes[0].Width, got.Sizes[0].Height, off)
			most := 4.0
			if strings.HasPrefix(name, "cmyk") || strings.HasPrefix(name, "ycck") {
				most = 40 // inks are not colours without their profile
			}
			if off > most {
				t.Errorf("colours are %.1f of 255 off on average", off)
			}
		})
	}
	derivatives.tellsNothing(t)
	stop(t, e.Process, 10*time.Second)
}

// edgesOf are the long edges that are made of an original: three, or fewer
// of a small one, whose own size is the largest unless the next is near it.
func edgesOf(long int) (edges []int) {
	for _, e := range []int{1920, 960, 320} {
		if long >= e {
			edges = append(edges, e)
		}
	}
	if len(edges) == 0 || len(edges) < 3 && float64(long) >= 1.25*float64(edges[0]) {
		edges = append([]int{long}, edges...)
	}
	return edges
}

func near(got int, want float64) bool { return float64(got) > want-1.01 && float64(got) < want+1.01 }

// upright is the size in which people see a photo.
func upright(t *testing.T, path string) (width, height int) {
	t.Helper()
	told := exif(t, path)[0]
	number := func(tags ...string) int {
		for _, tag := range tags {
			if n, ok := told[tag].(float64); ok {
				return int(n)
			}
		}
		return 0
	}
	width = number("File:ImageWidth", "PNG:ImageWidth", "GIF:ImageWidth", "RIFF:ImageWidth")
	height = number("File:ImageHeight", "PNG:ImageHeight", "GIF:ImageHeight", "RIFF:ImageHeight")
	if o := number("IFD0:Orientation"); o >= 5 && o <= 8 {
		width, height = height, width
	}
	if width == 0 || height == 0 {
		t.Fatalf("exiftool does not know the size of %s: %v", path, told)
	}
	return width, height
}

// fromHEIC is libheif's own picture of a file, upright, without what it says
// of an orientation that is not so any more.
func fromHEIC(t *testing.T, path string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "converted.jpg")
	if text, err := exec.CommandContext(within(t, time.Minute), "heif-convert", "--quiet", "-q", "98", path, out).CombinedOutput(); err != nil {
		t.Fatalf("heif-convert: %v; %s", err, text)
	}
	if text, err := exec.CommandContext(within(t, time.Minute), "exiftool", "-q", "-all=", "--icc_profile:all", "-overwrite_original", out).CombinedOutput(); err != nil {
		t.Fatalf("exiftool: %v; %s", err, text)
	}
	return out
}

// thumbnail is a small upright sRGB picture of a file, by libvips.
func thumbnail(t *testing.T, path string) image.Image {
	t.Helper()
	out := filepath.Join(t.TempDir(), "vips.png")
	cmd := exec.CommandContext(within(t, time.Minute), "vipsthumbnail", path, "-s", "96x96!", "--eprofile", "srgb", "-o", out+"[strip]")
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("vipsthumbnail: %v; %s", err, text)
	}
	f, err := os.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// difference is how far two pictures are apart on average in one channel.
func difference(a, b image.Image) float64 {
	if a.Bounds() != b.Bounds() {
		return 255
	}
	sum, n := 0.0, 0
	box := a.Bounds()
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			r, g, b1, alpha := a.At(x, y).RGBA()
			r2, g2, b2, alpha2 := b.At(x, y).RGBA()
			for _, pair := range [][2]uint32{{r, r2}, {g, g2}, {b1, b2}} {
				// Transparent parts stand on white.
				one, other := int(pair[0]+0xffff-alpha), int(pair[1]+0xffff-alpha2)
				sum += float64(max(one-other, other-one)) / 257
				n++
			}
		}
	}
	return sum / float64(n)
}
