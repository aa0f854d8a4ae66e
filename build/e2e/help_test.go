package e2e_test

import (
	"bytes"
	"context"
	"debug/buildinfo"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bangtin/build/e2e/rig"
)

// effort multiplies counts: 1 in test, 20 and more in soak.
func effort() int {
	n, err := strconv.Atoi(os.Getenv("EFFORT"))
	if err != nil || n < 1 {
		return 1
	}
	return n
}

// dice are random numbers that a failed run can be repeated with.
func dice(t *testing.T) *rand.Rand {
	t.Helper()
	seed, err := strconv.ParseUint(os.Getenv("SEED"), 10, 64)
	if err != nil {
		seed = rand.Uint64()
	}
	t.Logf("SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 1))
}

// sample is a file or folder of real articles and photos. They are no part
// of the project, so the test is skipped where they are not.
func sample(t *testing.T, path string) string {
	t.Helper()
	dir := os.Getenv("BANGTIN_SAMPLES")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	full, err := filepath.Abs(filepath.Join(dir, path))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(full); err != nil {
		t.Skipf("there is no %s in the folder of samples (BANGTIN_SAMPLES)", path)
	}
	return full
}

// shot is where a screenshot is kept for people to look at.
func shot(t *testing.T, name string) string {
	t.Helper()
	dir := os.Getenv("BANGTIN_SHOTS")
	if dir == "" {
		dir = filepath.Join("..", "test", "out", "shots")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	full, err := filepath.Abs(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return full
}

// windowed is a program that can open windows, with an empty data folder.
func windowed(t *testing.T) rig.Program {
	t.Helper()
	p := program(t)
	info, err := buildinfo.ReadFile(p.Bin)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range info.Settings {
		if s.Key == "-tags" && slices.Contains(strings.Split(s.Value, ","), "desktop") {
			return p
		}
	}
	t.Skip("the program was built without a window")
	return p
}

// run runs one command, which has to end with the given exit code.
func run(t *testing.T, p rig.Program, code int, args ...string) *rig.Process {
	t.Helper()
	proc, got, err := p.Run(within(t, 5*time.Minute), args...)
	if err != nil {
		t.Fatal(err)
	}
	if got != code {
		t.Fatalf("bangtin %s: exit code %d, want %d; %s", strings.Join(args, " "), got, code, proc.Stderr.String())
	}
	return proc
}

// runJSON is run for a command that prints JSON.
func runJSON(t *testing.T, p rig.Program, into any, args ...string) {
	t.Helper()
	proc := run(t, p, 0, append(args, "--json")...)
	if err := json.Unmarshal([]byte(proc.Stdout.String()), into); err != nil {
		t.Fatalf("bangtin %s: %v in %s", strings.Join(args, " "), err, proc.Stdout.String())
	}
}

// serve starts an engine that ends with the test.
func serve(t *testing.T, p rig.Program) *rig.Engine {
	t.Helper()
	e, err := p.Serve(within(t, time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { finish(e.Process) })
	return e
}

// A face is a running `bangtin window`, `kiosk` or `screen`, alone on a
// display without a window manager.
type face struct {
	*rig.Process
	name    string
	program rig.Program
	display *rig.Display
}

// open starts a face that ends with the test.
func open(t *testing.T, p rig.Program, name string, width, height int) *face {
	t.Helper()
	d := display(t, width, height)
	p.Env = d.Env(t.TempDir())
	w, err := rig.Start(p.Command(name))
	if err != nil {
		t.Fatal(err)
	}
	f := &face{w, name, p, d}
	t.Cleanup(func() { finish(f.Process) })
	return f
}

// xdotool does what a person with a mouse and a keyboard does.
func (f *face) xdotool(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(within(t, time.Minute), "xdotool", args...)
	cmd.Env = f.display.Env(t.TempDir())
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("xdotool %v: %v; %s", args, err, out)
	}
	return string(out)
}

// press clicks at a place until a face shows something else, as a person does
// whose machine is so busy that it does not take the first click.
func (f *face) press(t *testing.T, ctx context.Context, x, y int, before *image.RGBA) {
	t.Helper()
	var last time.Time
	err := rig.Wait(ctx, "what a click leads to", func() (bool, error) {
		if time.Since(last) > 10*time.Second {
			f.xdotool(t, "mousemove", fmt.Sprint(x), fmt.Sprint(y), "click", "1", "mousemove", "1360", "400")
			last = time.Now()
		}
		img, err := f.display.Image()
		return err == nil && likeness(img, before) < 0.9, err
	})
	if err != nil {
		_ = f.display.Save(shot(t, "unmoved.png"))
		t.Fatalf("%v; %s", err, f.Stderr.String())
	}
}

// comesToShow waits until a face looks like a picture, and keeps what it
// looks like.
func (f *face) comesToShow(t *testing.T, ctx context.Context, name string, right *image.RGBA) {
	t.Helper()
	like := 0.0
	err := rig.Wait(ctx, "the right picture of the "+f.name, func() (bool, error) {
		img, err := f.display.Image()
		if err == nil {
			like = likeness(belowHeader(img), belowHeader(right))
		}
		return like > 0.95, err
	})
	if saved := f.display.Save(shot(t, name)); saved != nil {
		t.Error(saved)
	}
	if err != nil {
		keep(t, strings.Replace(name, ".png", "-wanted.png", 1), right)
		t.Errorf("%v; it is %.3f like it; %s", err, like, f.Stderr.String())
	}
}

// belowHeader is a picture without the header of a page, in which a window's
// tools stand elsewhere: it has a way to the desk.
func belowHeader(img *image.RGBA) *image.RGBA {
	const header = 150
	size := img.Bounds().Size()
	out := image.NewRGBA(image.Rect(0, 0, size.X, size.Y-header))
	draw.Draw(out, out.Bounds(), img, img.Bounds().Min.Add(image.Pt(0, header)), draw.Src)
	return out
}

// finish kills what is still there of a process. One that has ended is left
// alone: long after that its number may be that of a stranger.
func finish(p *rig.Process) {
	select {
	case <-p.Done():
	default:
		p.Kill()
	}
}

// stop ends a process in the way that people do, and wants it to be well.
func stop(t *testing.T, p *rig.Process, limit time.Duration) {
	t.Helper()
	start := time.Now()
	code, err := p.Stop(within(t, limit))
	if err != nil || code != 0 {
		t.Errorf("exit code %d after SIGTERM and %v, %v; %s", code, time.Since(start), err, p.Stderr.String())
	}
}

// summary is what these tests read of `status --json`.
type summary struct {
	Articles struct{ Published, Draft, Scheduled int }
	Media    struct {
		Files int
		Bytes int64
	}
	Library string
	Root    struct{ Open, Staff string }
	Changes int
}

func status(t *testing.T, p rig.Program) summary {
	t.Helper()
	var s summary
	runJSON(t, p, &s, "status")
	return s
}

// sound fails the test unless `check` finds nothing to complain of.
func sound(t *testing.T, p rig.Program) {
	t.Helper()
	var r struct {
		OK     bool
		Faults []struct{ Where, What string }
	}
	runJSON(t, p, &r, "check")
	if !r.OK || len(r.Faults) > 0 {
		t.Errorf("check found %v", r.Faults)
	}
}

// ask reads JSON from an engine. Other statuses than 200 are errors.
func ask(ctx context.Context, url string, into any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", url, res.Status)
	}
	return json.NewDecoder(res.Body).Decode(into)
}

// get is ask for a test that cannot go on without the answer.
func get(t *testing.T, url string, into any) {
	t.Helper()
	if err := ask(within(t, time.Minute), url, into); err != nil {
		t.Fatal(err)
	}
}

// card is what lists tell of an article, as far as these tests look.
type card struct {
	ID, Title, Lead, Path, Byline, Source, Lang string
	Published                                   struct {
		At       string
		DateOnly bool
	}
	Category struct {
		ID, Slug string
		Name     struct{ VI, EN string }
	}
	Photo *photo
}

type photo struct {
	Width, Height        int
	Alt, Caption, Credit string
	Sizes                []size
}

type size struct {
	SHA256, Type, URL string
	Width, Height     int
	Bytes             int64
}

// everyCard goes through the list of articles page by page.
func everyCard(t *testing.T, e *rig.Engine) []card {
	t.Helper()
	var all []card
	for after := ""; ; {
		var page struct {
			Cards []card
			Next  string
			Total int
		}
		get(t, e.URL+"/api/articles?limit=100&after="+after, &page)
		all = append(all, page.Cards...)
		if page.Next == "" {
			if page.Total != len(all) {
				t.Errorf("the list says it has %d articles, and gives %d", page.Total, len(all))
			}
			return all
		}
		after = page.Next
	}
}

// record is one line of a file of articles.
type record struct {
	ID        string   `json:"id"`
	Title     string   `json:"title"`
	Lead      string   `json:"lead,omitempty"`
	Body      string   `json:"body,omitempty"`
	Category  string   `json:"category,omitempty"`
	Published string   `json:"published,omitempty"`
	Source    string   `json:"source,omitempty"`
	URL       string   `json:"url,omitempty"`
	Byline    string   `json:"byline,omitempty"`
	Genre     string   `json:"genre,omitempty"`
	Topic     string   `json:"topic,omitempty"`
	Tags      []string `json:"tags,omitempty"`
	Figures   []figure `json:"figures,omitempty"`
}

type figure struct {
	File    string `json:"file"`
	Caption string `json:"caption,omitempty"`
	Alt     string `json:"alt,omitempty"`
	Credit  string `json:"credit,omitempty"`
	After   *int   `json:"after,omitempty"`
}

// writeLines writes a file of articles.
func writeLines(t *testing.T, path string, records []record) {
	t.Helper()
	var buf bytes.Buffer
	lines := json.NewEncoder(&buf)
	lines.SetEscapeHTML(false)
	for _, r := range records {
		if err := lines.Encode(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(path, buf.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// drawPhoto writes a photo of the given size; each number gives another one.
func drawPhoto(t *testing.T, path string, number, width, height int) {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.SetRGBA(x, y, color.RGBA{
				R: uint8(x*255/width) ^ uint8(number*37), G: uint8(y * 255 / height), B: uint8((x*y)>>7) + uint8(number*11), A: 255,
			})
		}
	}
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, img, &jpeg.Options{Quality: 85}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, buf.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// copyFile copies a file of the samples beside the lines that name it.
func copyFile(t *testing.T, from, to string) {
	t.Helper()
	b, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

// engineFile is run/engine.json: where the engine of a data folder answers
// its windows and the commands of its user.
type engineFile struct {
	Address, Token string
	Pid            int
}

func readEngineFile(p rig.Program) (f engineFile, err error) {
	text, err := os.ReadFile(filepath.Join(p.Data, "run", "engine.json"))
	if err == nil {
		err = json.Unmarshal(text, &f)
	}
	return f, err
}
