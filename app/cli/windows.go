package cli

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"bangtin/app"
	"bangtin/app/api"
	"bangtin/app/supervise"
	"bangtin/app/window"
)

// windowSilence is how long a page that is seen may say nothing before its
// window is taken for hung: a page beats once or twice in that time.
const windowSilence = 4 * time.Second

// kioskHome is the route that a kiosk shows while nobody uses it.
const kioskHome = "/kiosk/"

// windowChild is one window, a process of its own under supervision.
type windowChild struct {
	id      string
	face    string
	display []string
	child   *supervise.Child
	used    atomic.Int64 // when a kiosk last showed anything but its first page, unix ms

	// Of the engine's lock.
	in   io.Writer // to the process that runs now; nil: none does
	over bool      // its user has closed it
}

// displayVariables name the display that a window appears on.
var displayVariables = []string{"DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_RUNTIME_DIR", "XDG_SESSION_TYPE", "DBUS_SESSION_BUS_ADDRESS", "GDK_BACKEND"}

func ownDisplay() (out []string) {
	for _, name := range displayVariables {
		if v, ok := os.LookupEnv(name); ok {
			out = append(out, name+"="+v)
		}
	}
	return out
}

// Window adds a window with this face on the display that the caller sits
// at. It may be called before the engine has started: the window then
// shows its ground until there is something to open. Where a desk is open on
// that display already, it is brought to the front instead, unless another
// is wanted.
func (e *engine) Window(_ context.Context, face string, display []string, another bool) (id string, raised bool, err error) {
	if face == api.FaceDesk && !another {
		if id, ok := e.raise(display); ok {
			return id, true, nil
		}
	}
	id, err = e.addWindow(face, display)
	return id, false, err
}

func (e *engine) addWindow(face string, display []string) (string, error) {
	// The caller may sit at a display that this process does not have.
	if err := window.Available(); errors.Is(err, window.ErrNoWindow) {
		return "", app.Fault(app.Unavailable, "no_window", "Máy này không mở được cửa sổ", "This machine cannot open a window").With(err)
	}
	for _, v := range display {
		name, _, _ := strings.Cut(v, "=")
		if !contains(displayVariables, name) {
			return "", app.Fault(app.Invalid, "bad_display", "Màn hình không đúng", "That is not a display")
		}
	}
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	b := make([]byte, 8)
	rand.Read(b) // never fails, see its documentation
	w := &windowChild{id: hex.EncodeToString(b), face: face, display: display}
	w.used.Store(time.Now().UnixMilli())
	others := 0
	restart := supervise.Always
	if face == api.FaceDesk {
		restart = supervise.OnFailure
		others = len(e.desks(display))
	}
	w.child = supervise.Start(context.Background(), supervise.Spec{
		Name: "window " + face,
		Command: func() (*exec.Cmd, error) {
			c := exec.Command(self, "show-window", "--face", face, "--lang", e.lang, "--scratch", e.scratch(w.id))
			c.Args = append(c.Args, solemnArgument(e.folder)...)
			if face == api.FaceDesk {
				c.Args = append(c.Args, "--place", e.placeArgument(others))
			}
			c.Env = append(without(os.Environ(), displayVariables), display...)
			c.Stderr = os.Stderr
			return c, nil
		},
		Serve:   func(ctx context.Context, in io.WriteCloser, out io.Reader) { e.talk(ctx, w, in, out) },
		Restart: restart,
		Silence: windowSilence,
		Death:   terminate, // it then ends its own group, WebKit's processes with it
		OnState: func(s supervise.State) {
			if s.Phase == supervise.Ended {
				e.forget(w.id)
			}
		},
	})
	e.mu.Lock()
	defer e.mu.Unlock()
	e.windows[w.id] = w
	if s := w.child.State(); s.Phase == supervise.Ended {
		delete(e.windows, w.id)
	}
	return w.id, nil
}

// sweep removes what windows of an engine that was killed left behind. Only
// the owner of the store may do that.
func (e *engine) sweep() {
	for _, pattern := range []string{"picture-*.tmp", "phone-*.tmp"} {
		files, _ := filepath.Glob(filepath.Join(e.folder, "run", pattern)) // the patterns are well formed
		for _, name := range files {
			_ = os.Remove(name) // next time, then
		}
	}
	copies, _ := filepath.Glob(filepath.Join(e.folder, "run", opened+"-*"))
	for _, dir := range copies {
		_ = os.RemoveAll(dir) // next time, then
	}
	left, err := os.ReadDir(e.scratchRoot())
	if err != nil {
		return // there is none yet
	}
	for _, d := range left {
		if running, _ := e.WindowState(d.Name()); !running {
			_ = os.RemoveAll(e.scratch(d.Name())) // next time, then
		}
	}
}

// scratch is where WebKit keeps what it stores for one window; all of it
// lies in one folder below run.
func (e *engine) scratch(id string) string { return filepath.Join(e.scratchRoot(), id) }

func (e *engine) scratchRoot() string { return filepath.Join(e.folder, "run", "windows") }

// talk tells a window what to open as soon as it and the engine are ready.
func (e *engine) talk(ctx context.Context, w *windowChild, in io.WriteCloser, out io.Reader) {
	e.mu.Lock()
	w.in = in
	e.mu.Unlock()
	err := window.Replies(out, func(r window.Reply) {
		if r.Place != nil {
			e.keepPlace(*r.Place)
		}
		if r.Closed {
			e.mu.Lock()
			w.over = true
			e.mu.Unlock()
		}
		if !r.Ready {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-e.ready:
		}
		url := fmt.Sprintf("http://%s%s", e.address, e.server.Invite(w.face, w.id))
		if err := window.Send(in, window.Command{Open: url}); err != nil && ctx.Err() == nil {
			w.child.Restart(err)
		}
	})
	_ = err // a pipe that broke is a window that ended: its supervisor knows
	e.mu.Lock()
	w.in = nil
	e.mu.Unlock()
}

// desks are the desks that are open on a display.
func (e *engine) desks(display []string) (open []*windowChild) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, w := range e.windows {
		if w.face == api.FaceDesk && !w.over && sameDisplay(w.display, display) {
			open = append(open, w)
		}
	}
	return open
}

// raise brings the desk of a display to the front and tells whether there
// was one.
func (e *engine) raise(display []string) (id string, ok bool) {
	for _, w := range e.desks(display) {
		e.mu.Lock()
		in := w.in
		e.mu.Unlock()
		// One that is just being started comes up in front by itself.
		if in == nil || window.Send(in, window.Command{Raise: true}) == nil {
			return w.id, true
		}
	}
	return "", false
}

// sameDisplay compares what names a display, not how it is entered.
func sameDisplay(a, b []string) bool {
	for _, name := range []string{"DISPLAY", "WAYLAND_DISPLAY"} {
		if valueOf(a, name) != valueOf(b, name) {
			return false
		}
	}
	return true
}

func valueOf(env []string, name string) string {
	for _, v := range env {
		if n, value, _ := strings.Cut(v, "="); n == name {
			return value
		}
	}
	return ""
}

func (e *engine) beat(id string, b api.Beat) {
	e.mu.Lock()
	w := e.windows[id]
	e.mu.Unlock()
	if w == nil {
		return
	}
	w.child.Beat(b.Visible)
	e.probation.seen(w.face, b, e.unproven)
	if w.face == api.FaceKiosk && b.Route != kioskHome {
		w.used.Store(time.Now().UnixMilli())
	}
}

func (e *engine) forget(id string) {
	e.mu.Lock()
	delete(e.windows, id)
	e.mu.Unlock()
	_ = os.RemoveAll(e.scratch(id)) // what stays is swept at the next start
	if e.server != nil {
		e.server.EndWindow(id)
	}
}

func (e *engine) openWindows() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.windows)
}

// WindowState tells whether a window still runs.
func (e *engine) WindowState(id string) (running, known bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	_, ok := e.windows[id]
	return ok, ok
}

// CloseWindow ends a window and waits for it.
func (e *engine) CloseWindow(ctx context.Context, id string) error {
	e.mu.Lock()
	w := e.windows[id]
	e.mu.Unlock()
	if w == nil {
		return app.Fault(app.NotFound, "no_such_window", "Cửa sổ đã đóng", "The window is closed already")
	}
	return w.child.Stop(ctx)
}

func (e *engine) stopWindows() {
	e.mu.Lock()
	var open []*windowChild
	for _, w := range e.windows {
		open = append(open, w)
	}
	e.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Second)
	defer cancel()
	done := make(chan struct{}, len(open))
	for _, w := range open {
		go func() {
			_ = w.child.Stop(ctx) // it is gone afterwards, asked or killed
			done <- struct{}{}
		}()
	}
	for range open {
		<-done
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func without(env, names []string) (out []string) {
	for _, v := range env {
		name, _, _ := strings.Cut(v, "=")
		if !contains(names, name) {
			out = append(out, v)
		}
	}
	return out
}
