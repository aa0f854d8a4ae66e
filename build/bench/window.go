package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"bangtin/app/window"
	"bangtin/build/e2e/rig"
)

const (
	starts       = 15
	deskWidth    = 1366
	deskHeight   = 768
	waitForPaint = 30 * time.Second
)

// chromiumFlags keep Chromium from asking a network that is not there; as
// root it cannot use its sandbox.
var chromiumFlags = []string{
	"--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
	"--disable-component-update", "--disable-sync", "--window-position=0,0",
	fmt.Sprintf("--window-size=%d,%d", deskWidth, deskHeight),
}

// stage is a display with both programs ready to show the same library.
type stage struct {
	b       *bench
	display *rig.Display
	engine  *rig.Engine
	home    string
	profile string // Chromium's
	data    string // the window's own copy, for the engine holds the other
}

func (b *bench) stage(ctx context.Context) (*stage, error) {
	d, err := rig.OpenDisplay(ctx, deskWidth, deskHeight)
	if err != nil {
		return nil, err
	}
	s := &stage{b: b, display: d, home: filepath.Join(b.dir, "home"), profile: filepath.Join(b.dir, "chromium"), data: filepath.Join(b.dir, "data-window")}
	if err := os.MkdirAll(s.home, 0o700); err != nil {
		return nil, errors.Join(err, s.close())
	}
	file, _, err := b.lines(1000)
	if err == nil {
		_, _, err = b.command(ctx, s.data, "import", file, "--publish")
	}
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	served, err := b.filled(ctx, 1000)
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	s.engine, err = rig.Program{Bin: b.bin, Data: served, Env: d.Env(s.home)}.Serve(ctx)
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func (s *stage) close() error {
	if s.engine != nil {
		s.engine.Kill()
	}
	return s.display.Close()
}

func (s *stage) window() (*rig.Process, error) {
	return rig.Start(rig.Program{Bin: s.b.bin, Data: s.data, Env: s.display.Env(s.home)}.Command("window"))
}

func (s *stage) chromium(url string) (*rig.Process, error) {
	c := exec.Command("chromium", append(append([]string{}, chromiumFlags...), "--user-data-dir="+s.profile, "--app="+url)...)
	c.Env = s.display.Env(s.home)
	return rig.Start(c)
}

// painted waits until text stands in the lower part of the display, where
// the ground that a window shows before has none.
func (s *stage) painted(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, waitForPaint)
	defer cancel()
	for ctx.Err() == nil {
		img, err := s.display.Image()
		lower := image.Rect(0, deskHeight*2/3, deskWidth, deskHeight-10)
		if err == nil {
			// Without a window the display is all black.
			if n := dark(img, lower); n > 1500 && n < lower.Dx()*lower.Dy()/3 {
				return nil
			}
		}
		time.Sleep(4 * time.Millisecond)
	}
	return errors.New("nothing was painted")
}

// cleared waits until no window is left.
func (s *stage) cleared(ctx context.Context) error {
	return rig.Wait(ctx, "the display to be empty", func() (bool, error) {
		img, err := s.display.Image()
		return err == nil && dark(img, img.Bounds()) > deskWidth*deskHeight*98/100, nil // all but the pointer
	})
}

func dark(img *image.RGBA, r image.Rectangle) (n int) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := img.Pix[y*img.Stride:]
		for x := r.Min.X; x < r.Max.X; x++ {
			if row[4*x] < 90 && row[4*x+1] < 90 && row[4*x+2] < 90 {
				n++
			}
		}
	}
	return n
}

// measureStart starts the window and Chromium's app window in turn and
// takes the time until the first articles are painted.
func measureStart(ctx context.Context, b *bench) ([]row, error) {
	s, err := b.stage(ctx)
	if err != nil {
		return nil, err
	}
	defer s.close()
	var ours, theirs []float64
	for i := range starts + 1 { // the first of each only warms
		w, err := s.time(ctx, func() (*rig.Process, error) { return s.window() })
		if err != nil {
			return nil, fmt.Errorf("window: %w", err)
		}
		c, err := s.time(ctx, func() (*rig.Process, error) { return s.chromium(s.engine.URL + "/") })
		if err != nil {
			return nil, fmt.Errorf("chromium: %w", err)
		}
		if i > 0 {
			ours, theirs = append(ours, w), append(theirs, c)
		}
	}
	ratio := median(ours) / median(theirs)
	return []row{{
		fmt.Sprintf("window start to first article painted, median of %d", starts),
		fmt.Sprintf("%.2f s; chromium --app %.2f s; %.2f ×", median(ours), median(theirs), ratio), "≤ 1.1 × chromium", judge(ratio <= 1.1),
	}}, nil
}

func (s *stage) time(ctx context.Context, start func() (*rig.Process, error)) (float64, error) {
	begin := time.Now()
	p, err := start()
	if err != nil {
		return 0, err
	}
	err = s.painted(ctx)
	took := time.Since(begin).Seconds()
	stop, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	if _, stopped := p.Stop(stop); stopped != nil {
		p.Kill()
	}
	if err != nil {
		return 0, fmt.Errorf("%w: %s", err, p.Stderr.String())
	}
	return took, s.cleared(stop)
}

// measureMemory opens the same article in both and adds up what belongs to
// window and web processes (PSS: shared pages count by their share).
func measureMemory(ctx context.Context, b *bench) ([]row, error) {
	s, err := b.stage(ctx)
	if err != nil {
		return nil, err
	}
	defer s.close()
	w, err := s.window()
	if err != nil {
		return nil, err
	}
	defer w.Kill()
	if err := s.painted(ctx); err != nil {
		return nil, err
	}
	click := exec.CommandContext(ctx, "xdotool", "mousemove", "300", "330", "click", "1")
	click.Env = s.display.Env(s.home)
	if out, err := click.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("click: %w: %s", err, out)
	}
	time.Sleep(5 * time.Second) // both get as long to settle
	tree, err := rig.Tree(w.Pid())
	if err != nil {
		return nil, err
	}
	var pids []int
	for _, p := range tree {
		if p.Name == filepath.Base(b.bin) || strings.HasPrefix(p.Name, "WebKit") {
			pids = append(pids, p.Pid)
		}
	}
	ours := pss(pids)
	engine := pss([]int{w.Pid()})
	if _, err := w.Stop(ctx); err != nil {
		return nil, err
	}
	ids, err := allIDs(s.engine.URL)
	if err != nil {
		return nil, err
	}
	c, err := s.chromium(s.engine.URL + "/bai/x-" + ids[0])
	if err != nil {
		return nil, err
	}
	defer c.Kill()
	if err := s.painted(ctx); err != nil {
		return nil, err
	}
	time.Sleep(5 * time.Second)
	tree, err = rig.Tree(c.Pid())
	if err != nil {
		return nil, err
	}
	pids = []int{c.Pid()}
	for _, p := range tree {
		pids = append(pids, p.Pid)
	}
	theirs := pss(pids)
	ratio := float64(ours) / float64(theirs)
	return []row{
		{"memory showing an article, PSS of window and web processes", fmt.Sprintf("%d MiB; chromium %d MiB; %.2f ×", ours>>10, theirs>>10, ratio), "≤ 0.8 × chromium", judge(ratio <= 0.8)},
		{"  and of the engine beside it", fmt.Sprintf("%d MiB", engine>>10), "", reported},
	}, nil
}

// pss adds up KiB; a process that ended meanwhile counts for nothing.
func pss(pids []int) (sum int) {
	for _, pid := range pids {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
		if err != nil {
			continue
		}
		for _, l := range strings.Split(string(text), "\n") {
			if f := strings.Fields(l); len(f) > 1 && f[0] == "Pss:" {
				n, _ := strconv.Atoi(f[1])
				sum += n
			}
		}
	}
	return sum
}

// watched is how long a screen is watched while nothing changes.
const watched = 60 * time.Second

// measureScreen shows one article on a screen for a minute, and an empty
// page in the same window for another.
func measureScreen(ctx context.Context, b *bench) ([]row, error) {
	d, err := rig.OpenDisplay(ctx, 1920, 1080)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	home := filepath.Join(b.dir, "home-screen")
	if err := os.MkdirAll(home, 0o700); err != nil {
		return nil, err
	}
	file, _, err := b.lines(1)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(b.dir, "data-screen")
	if _, _, err := b.command(ctx, data, "import", file, "--publish"); err != nil {
		return nil, err
	}
	screen, err := rig.Start(rig.Program{Bin: b.bin, Data: data, Env: d.Env(home)}.Command("screen"))
	if err != nil {
		return nil, err
	}
	busy, err := watch(screen.Pid())
	screen.Kill()
	if err != nil {
		return nil, err
	}
	blank, err := b.blank(ctx, d, home)
	if err != nil {
		return nil, err
	}
	over := busy - blank
	return []row{{"screen between changes, CPU of the tree over 60 s", fmt.Sprintf("%.1f %% of a core; blank page %.1f %%", busy, blank), "≤ 2 % over blank", judge(over <= 2)}}, nil
}

// blank shows an empty page in a window of ours.
func (b *bench) blank(ctx context.Context, d *rig.Display, home string) (float64, error) {
	empty := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<!doctype html><title>x</title>")
	}))
	defer empty.Close()
	c := exec.CommandContext(ctx, b.bin, "show-window", "--face", "screen")
	c.Env = d.Env(home)
	in, err := c.StdinPipe()
	if err != nil {
		return 0, err
	}
	out, err := c.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := c.Start(); err != nil {
		return 0, err
	}
	go func() {
		_ = window.Replies(out, func(r window.Reply) {
			if r.Ready {
				_ = window.Send(in, window.Command{Open: empty.URL + "/"})
			}
		})
	}()
	share, err := watch(c.Process.Pid)
	_ = window.Send(in, window.Command{Close: true})
	return share, errors.Join(err, c.Wait())
}

// watch gives the share of a core that a process and all beneath it use.
func watch(pid int) (float64, error) {
	time.Sleep(15 * time.Second) // start and first fade are over
	before, err := treeCPU(pid)
	if err != nil {
		return 0, err
	}
	time.Sleep(watched)
	after, err := treeCPU(pid)
	return 100 * (after - before) / watched.Seconds(), err
}

// treeCPU gives seconds; the kernel counts in hundredths.
func treeCPU(pid int) (sum float64, err error) {
	tree, err := rig.Tree(pid)
	if err != nil {
		return 0, err
	}
	for _, p := range append(tree, rig.Proc{Pid: pid}) {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.Pid))
		if err != nil {
			continue
		}
		f := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
		user, _ := strconv.ParseFloat(f[11], 64)
		system, _ := strconv.ParseFloat(f[12], 64)
		sum += (user + system) / 100
	}
	return sum, nil
}
