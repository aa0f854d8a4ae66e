package window_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"bangtin/app/window"
)

// The real thing: an X server without a screen, a program with a real
// window in it, and a small server in the engine's place.

const tags = "desktop,production,webkit2_41"

// workshop is where the program under test is built, once a run.
var workshop string

func TestMain(m *testing.M) {
	if path := os.Getenv(engineKey); path != "" {
		playEngine(path)
		return
	}
	dir, err := os.MkdirTemp("", "bangtin-window-test-")
	if err != nil {
		panic(err)
	}
	workshop = dir
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

var program = sync.OnceValues(func() (string, error) {
	path := filepath.Join(workshop, "pane")
	out, err := exec.Command("go", "build", "-buildvcs=false", "-tags", tags, "-o", path, "./testdata/pane").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return path, nil
})

// needs skips the test where the machine lacks something.
func needs(t *testing.T, commands ...string) {
	t.Helper()
	if testing.Short() {
		t.Skip("real windows take their time: not with -short")
	}
	if err := exec.Command("pkg-config", "--exists", "webkit2gtk-4.1").Run(); err != nil {
		t.Skip("no WebKitGTK to build a window with (libwebkit2gtk-4.1-dev)")
	}
	commands = append(commands, "Xvfb")
	if slices.Contains(commands, "openbox") {
		commands = append(commands, "xdotool") // see run
	}
	for _, name := range commands {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("no %s on this machine", name)
		}
	}
}

// display is an X server of its own, its picture a file.
type display struct {
	name          string // ":99"
	width, height int
	file          string
}

func newDisplay(t *testing.T, width, height int) *display {
	t.Helper()
	dir := t.TempDir()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	x := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", width, height),
		"-fbdir", dir, "-noreset", "-nolisten", "tcp")
	x.ExtraFiles = []*os.File{w}
	if err := x.Start(); err != nil {
		t.Fatal(err)
	}
	_ = w.Close()
	_ = r.SetReadDeadline(time.Now().Add(20 * time.Second))
	d := &display{width: width, height: height, file: filepath.Join(dir, "Xvfb_screen0")}
	t.Cleanup(func() {
		if t.Failed() {
			d.picture(t).keep(t, "failed-"+strings.NewReplacer("/", "-", " ", "-").Replace(t.Name()))
		}
		end(x)
	})
	number, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatalf("Xvfb gave no display: %v", err)
	}
	d.name = ":" + strings.TrimSpace(number)
	return d
}

// end stops a helper of the stage, by force where asking does not help.
func end(cmd *exec.Cmd) {
	_ = cmd.Process.Signal(syscall.SIGTERM)
	defer time.AfterFunc(5*time.Second, func() { _ = cmd.Process.Kill() }).Stop()
	_ = cmd.Wait()
}

// run starts a helper on the display. Where it is a window manager it is at
// work when run returns: a window that came before it would be placed twice.
func (d *display) run(t *testing.T, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+d.name, "HOME="+t.TempDir())
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { end(cmd) })
	if name == "openbox" {
		until(t, "the window manager", func() bool {
			out, err := d.try("xdotool", "get_num_desktops") // with nobody to ask it says 0 and why
			return err == nil && desktops.MatchString(out)
		})
	}
}

var desktops = regexp.MustCompile(`^[1-9]\d*\s*$`)

// tool runs a helper to its end and returns what it prints.
func (d *display) tool(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := d.try(name, args...)
	if err != nil {
		t.Fatalf("%s %v: %v: %s", name, args, err, out)
	}
	return out
}

// try is tool for what may fail.
func (d *display) try(name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.WaitDelay = time.Second
	cmd.Env = append(os.Environ(), "DISPLAY="+d.name)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// picture is what the display shows at one moment.
type picture struct {
	width, height, stride int
	pixels                []byte // blue, green, red, unused
}

// picture reads the X server's own memory: a file in xwd format.
func (d *display) picture(t *testing.T) picture {
	t.Helper()
	dump, err := os.ReadFile(d.file)
	if err != nil || len(dump) < 100 {
		t.Fatalf("read display: %v", err)
	}
	word := func(i int) int { return int(binary.BigEndian.Uint32(dump[4*i:])) }
	header, colours, stride := word(0), word(19), word(12)
	return picture{d.width, d.height, stride, dump[header+12*colours:]}
}

func (p picture) at(x, y int) colour {
	i := y*p.stride + 4*x
	return colour{p.pixels[i+2], p.pixels[i+1], p.pixels[i]}
}

// share is the part of the picture that has a colour, looking at every
// step-th pixel of every step-th row.
func (p picture) share(c colour, step int) float64 {
	n, of := 0, 0
	for y := 0; y < p.height; y += step {
		for x := 0; x < p.width; x += step {
			of++
			if p.at(x, y) == c {
				n++
			}
		}
	}
	return float64(n) / float64(of)
}

// keep writes the picture where BANGTIN_SHOTS says, for people to look at.
func (p picture) keep(t *testing.T, name string) {
	t.Helper()
	dir := os.Getenv("BANGTIN_SHOTS")
	if dir == "" {
		return
	}
	m := image.NewRGBA(image.Rect(0, 0, p.width, p.height))
	for y := range p.height {
		for x := range p.width {
			c := p.at(x, y)
			m.SetRGBA(x, y, color.RGBA{c.r, c.g, c.b, 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "window-"+name+".png"), b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

type colour struct{ r, g, b uint8 }

func (c colour) String() string { return fmt.Sprintf("#%02x%02x%02x", c.r, c.g, c.b) }

var (
	white  = colour{0xff, 0xff, 0xff}
	paper  = colour{0xff, 0xfd, 0xf7}
	night  = colour{0x12, 0x10, 0x0c}
	marked = colour{0x1c, 0x4a, 0x73} // the test pages' mark: they are painted
)

func ground(face string) colour {
	if face == window.Screen {
		return night
	}
	return paper
}

// engine stands in for the engine: token page, cookie, pages, beats.
type engine struct {
	*httptest.Server
	said chan string // what pages posted to /say

	mu       sync.Mutex
	script   string // of every page
	ground   colour
	style    string
	requests []string // "GET /page cookie"
	beat     func(visible bool)
	token    int
}

func newEngine(t *testing.T) *engine {
	t.Helper()
	e := &engine{said: make(chan string, 100), ground: paper}
	e.Server = httptest.NewServer(e)
	t.Cleanup(func() { e.CloseClientConnections(); e.Close() })
	return e
}

// address is a fresh single-use address, as the engine gives a window.
func (e *engine) address() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.token++
	return fmt.Sprintf("%s/enter/%d", e.URL, e.token)
}

func (e *engine) log() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]string(nil), e.requests...)
}

func (e *engine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// Before the lock: the body of a page that was halted or left never comes.
	body, _ := io.ReadAll(r.Body)
	e.mu.Lock()
	defer e.mu.Unlock()
	cookie := "no cookie"
	if c, err := r.Cookie("session"); err == nil {
		cookie = c.Value
	}
	e.requests = append(e.requests, fmt.Sprintf("%s %s %s", r.Method, r.URL.Path, cookie))
	switch {
	case strings.HasPrefix(r.URL.Path, "/enter/"):
		if r.URL.Path != "/enter/"+strconv.Itoa(e.token) {
			http.Error(w, "used", http.StatusForbidden)
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "strict", Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
		_, _ = fmt.Fprintf(w, `<!doctype html><meta http-equiv="refresh" content="0; url=/page"><style>html{background:%s}</style>`, e.ground)
	case r.URL.Path == "/page" || r.URL.Path == "/page/two":
		_, _ = fmt.Fprintf(w, `<!doctype html><html lang="vi"><meta charset="utf-8"><title>Bảng Tin</title>
			<link rel="stylesheet" href="/style.css"><main id="main"></main><script src="/script.js"></script>`)
	case r.URL.Path == "/style.css":
		w.Header().Set("Content-Type", "text/css")
		_, _ = fmt.Fprintf(w, `html,body{margin:0;height:100%%;overflow:hidden;background:%s}main{position:absolute;inset:25%%;background:%s}%s`,
			e.ground, marked, e.style)
	case r.URL.Path == "/script.js":
		w.Header().Set("Content-Type", "text/javascript")
		_, _ = io.WriteString(w, `
			// A navigation cancels what is under way, one that is then refused too.
			const say = async (what) => {
				for (;;) {
					try { return await fetch("/say", {method: "POST", body: JSON.stringify(what)}); } catch {}
				}
			};
			let last = 0;
			const frame = (now) => {
				if (now - last > 250) { last = now; fetch("/beat", {method: "POST"}); }
				requestAnimationFrame(frame);
			};
			requestAnimationFrame(frame);
			document.addEventListener("visibilitychange", () => { if (document.hidden) fetch("/beat/hidden", {method: "POST", keepalive: true}); });
			`+e.script)
	case r.URL.Path == "/redirect":
		http.Redirect(w, r, r.URL.RawQuery, http.StatusFound)
	case r.URL.Path == "/attachment":
		w.Header().Set("Content-Disposition", "attachment; filename=a.css")
		_, _ = io.WriteString(w, "body{}")
	case r.URL.Path == "/say":
		select {
		case e.said <- string(body):
		default: // nobody has listened for long
		}
	case r.URL.Path == "/beat" || r.URL.Path == "/beat/hidden":
		if cookie != "strict" { // a window whose session is lost is a lost window
			http.Error(w, "no session", http.StatusForbidden)
			return
		}
		if e.beat != nil {
			e.beat(r.URL.Path == "/beat")
		}
	default:
		http.NotFound(w, r)
	}
}

// hears waits for the next thing a page says.
func (e *engine) hears(t *testing.T) string {
	t.Helper()
	select {
	case s := <-e.said:
		return s
	case <-time.After(30 * time.Second):
		t.Fatalf("the page said nothing; first requests: %q", e.log()[:min(20, len(e.log()))])
		return ""
	}
}

// pane is a running window process.
type pane struct {
	cmd     *exec.Cmd
	in      io.WriteCloser
	replies chan window.Reply // closed at the end of its output
	stderr  *bytes.Buffer
	ended   chan struct{}
	started time.Time
	stands  window.Place // where it said last
}

// open starts the program under an environment that names nothing but the
// display; env adds to that or overrides it.
func (d *display) open(t *testing.T, face string, env ...string) *pane {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return start(t, exec.Command(path, "-face", face), append([]string{"DISPLAY=" + d.name}, env...)...)
}

func start(t *testing.T, cmd *exec.Cmd, env ...string) *pane {
	t.Helper()
	p := &pane{cmd: cmd, replies: make(chan window.Reply, 100), stderr: &bytes.Buffer{}, ended: make(chan struct{})}
	home := t.TempDir()
	p.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "TMPDIR=" + home}, env...)
	p.cmd.Stderr = p.stderr
	p.cmd.WaitDelay = time.Second
	var err error
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	p.cmd.Stdout = w
	p.started = time.Now()
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = w.Close()
	var reading sync.WaitGroup
	reading.Go(func() {
		defer close(p.replies)
		_ = window.Replies(r, func(reply window.Reply) { p.replies <- reply })
	})
	go func() { _ = p.cmd.Wait(); close(p.ended) }()
	t.Cleanup(func() {
		_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
		_ = p.cmd.Process.Kill()
		<-p.ended
		_ = r.SetReadDeadline(time.Now().Add(time.Second))
		for range p.replies { // to its end, or the reader waits for a listener
		}
		reading.Wait()
		_ = r.Close()
		if t.Failed() {
			t.Logf("the window's stderr: %s", p.stderr)
		}
	})
	return p
}

// hears waits for the next reply that does not only tell a place.
func (p *pane) hears(t *testing.T) window.Reply {
	t.Helper()
	limit := time.After(30 * time.Second)
	for {
		select {
		case r, ok := <-p.replies:
			if !ok {
				t.Fatal("the window has ended")
			}
			if r.Place == nil {
				return r
			}
			p.stands = *r.Place
		case <-limit:
			t.Fatal("no reply from the window")
		}
	}
}

// shows opens the engine's address once the window is ready.
func (p *pane) shows(t *testing.T, e *engine) {
	t.Helper()
	if r := p.hears(t); !r.Ready {
		t.Fatalf("reply %+v, want ready", r)
	}
	p.send(t, window.Command{Open: e.address()})
}

func (p *pane) send(t *testing.T, c window.Command) {
	t.Helper()
	if err := window.Send(p.in, c); err != nil {
		t.Fatal(err)
	}
}

// ends waits for the end of the process and returns its exit status, -1 for
// a signal.
func (p *pane) ends(t *testing.T, within time.Duration) int {
	t.Helper()
	begin := time.Now()
	select {
	case <-p.ended:
	case <-time.After(within + 10*time.Second):
		t.Fatal("the window does not end")
	}
	if d := time.Since(begin); d > within {
		t.Errorf("the end took %v, want %v at most", d, within)
	}
	return p.cmd.ProcessState.ExitCode()
}

// family lists the living processes of the window's group, by name.
func (p *pane) family() map[int]string { return group(p.cmd.Process.Pid) }

func group(leader int) map[int]string {
	found := map[int]string{}
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range stats {
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if name, state, group := standing(pid); group == leader && state != 'Z' && state != 'X' {
			found[pid] = name
		}
	}
	return found
}

// standing reads what /proc says of a process; no name: there is none.
func standing(pid int) (name string, state byte, group int) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return "", 0, 0
	}
	opening, closing := bytes.IndexByte(stat, '('), bytes.LastIndexByte(stat, ')')
	fields := strings.Fields(string(stat[closing+1:]))
	group, _ = strconv.Atoi(fields[2])
	return string(stat[opening+1 : closing]), fields[0][0], group
}

// member is the process of the family with this name.
func (p *pane) member(t *testing.T, name string) int {
	t.Helper()
	found := 0
	until(t, name, func() bool {
		for pid, n := range p.family() {
			if strings.HasPrefix(name, n) {
				found = pid
			}
		}
		return found != 0
	})
	return found
}

// gone checks that nothing of the window is left.
func (p *pane) gone(t *testing.T, within time.Duration) {
	t.Helper()
	begin := time.Now()
	until(t, "the window's processes to be gone", func() bool { return len(p.family()) == 0 })
	if d := time.Since(begin); d > within {
		t.Errorf("%v passed until nothing was left, want %v at most", d, within)
	}
}

// until waits for a condition, at most twenty seconds.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	limit := time.Now().Add(20 * time.Second)
	for !ok() {
		if time.Now().After(limit) {
			t.Fatalf("waited twenty seconds for %s", what)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// elsewhere is another server, which no window may ever ask.
func elsewhere(t *testing.T) (address string, asked func() []string) {
	t.Helper()
	var mu sync.Mutex
	var seen []string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, r.Method+" "+r.URL.Path)
	}))
	t.Cleanup(s.Close)
	// By another name as well, so that it is another site and not only another port.
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	_, port, err := net.SplitHostPort(u.Host)
	if err != nil {
		t.Fatal(err)
	}
	return "http://localhost:" + port, func() []string { mu.Lock(); defer mu.Unlock(); return append([]string(nil), seen...) }
}
