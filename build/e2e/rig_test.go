package e2e_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"bangtin/build/e2e/rig"
)

// within gives a test a deadline for what it waits for.
func within(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeoutCause(t.Context(), d, fmt.Errorf("not within %v", d))
	t.Cleanup(cancel)
	return ctx
}

// program is the built program with an empty data folder.
func program(t *testing.T) rig.Program {
	t.Helper()
	bin := os.Getenv("BANGTIN_BIN")
	if bin == "" {
		t.Skip("BANGTIN_BIN does not name the built program; make test does")
	}
	home := t.TempDir()
	return rig.Program{Bin: bin, Data: filepath.Join(home, "data"), Env: []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "XDG_RUNTIME_DIR=" + home, "LANG=C.UTF-8",
	}}
}

func display(t *testing.T, width, height int) *rig.Display {
	t.Helper()
	d, err := rig.OpenDisplay(within(t, 20*time.Second), width, height)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// nothingLeft wants no process that has the folder as its home.
func nothingLeft(t *testing.T, home string) {
	t.Helper()
	var left []rig.Proc
	err := rig.Wait(within(t, 10*time.Second), "the end of what was started", func() (bool, error) {
		var err error
		left, err = rig.Strays(home)
		return len(left) == 0, err
	})
	if err != nil {
		t.Errorf("%v; left are %v", err, left)
		for _, p := range left {
			_ = syscall.Kill(p.Pid, syscall.SIGKILL) // it may be gone by now
		}
	}
}

// colours counts the colours of a picture, up to 1000.
func colours(img image.Image) int {
	seen := map[[3]uint32]bool{}
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y && len(seen) < 1000; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			r, g, b, _ := img.At(x, y).RGBA()
			seen[[3]uint32{r, g, b}] = true
		}
	}
	return len(seen)
}

func TestDisplay(t *testing.T) {
	ctx := within(t, 30*time.Second)
	d := display(t, 320, 240)
	img, err := d.Image()
	if err != nil {
		t.Fatal(err)
	}
	if got := img.Bounds(); got != image.Rect(0, 0, 320, 240) {
		t.Errorf("size = %v", got)
	}
	if n := colours(img); n != 1 {
		t.Errorf("an empty display has %d colours", n)
	}

	cmd := exec.Command("xlogo", "-geometry", "100x100+200+100", "-bg", "#1234fe", "-fg", "#c00010")
	cmd.Env = d.Env(t.TempDir())
	logo, err := rig.Start(cmd)
	if err != nil {
		t.Fatal(err)
	}
	defer logo.Kill()
	err = rig.Wait(ctx, "the window's colours", func() (bool, error) {
		img, err := d.Image()
		if err != nil {
			return false, err
		}
		r, g, b, _ := img.At(250, 102).RGBA()
		return r>>8 == 0x12 && g>>8 == 0x34 && b>>8 == 0xfe, nil
	})
	if err != nil {
		t.Error(err)
	}
	path := filepath.Join(t.TempDir(), "screen.png")
	if err := d.Save(path); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		t.Errorf("saved picture: %v, %v", info, err)
	}
}

func TestProcess(t *testing.T) {
	ctx := within(t, 20*time.Second)
	t.Run("line, signal and exit code", func(t *testing.T) {
		p, err := rig.Start(exec.Command("sh", "-c", "trap 'exit 7' TERM; echo ready 1; while :; do sleep 0.05; done"))
		if err != nil {
			t.Fatal(err)
		}
		defer p.Kill()
		if got, err := p.Line(ctx, "ready "); err != nil || got != "1" {
			t.Errorf("line = %q, %v", got, err)
		}
		if code, err := p.Stop(ctx); code != 7 || err != nil {
			t.Errorf("exit code = %d, %v", code, err)
		}
	})
	t.Run("ended without the line", func(t *testing.T) {
		p, err := rig.Start(exec.Command("sh", "-c", "echo no luck >&2"))
		if err != nil {
			t.Fatal(err)
		}
		defer p.Kill()
		if got, err := p.Line(ctx, "ready"); err == nil {
			t.Errorf("line = %q", got)
		}
	})
	t.Run("the tree, and nothing left of it", func(t *testing.T) {
		p, err := rig.Start(exec.Command("sh", "-c", "sh -c 'sleep 60; true' & wait"))
		if err != nil {
			t.Fatal(err)
		}
		defer p.Kill()
		var sleeps []rig.Proc
		err = rig.Wait(ctx, "the grandchild", func() (bool, error) {
			var err error
			sleeps, err = rig.Named(p.Pid(), "sleep")
			return len(sleeps) == 1, err
		})
		if err != nil {
			t.Fatal(err)
		}
		p.Kill()
		err = rig.Wait(ctx, "the end of the grandchild", func() (bool, error) {
			return !rig.Alive(sleeps[0].Pid), nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestBrowser(t *testing.T) {
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, `<!doctype html><title>Bảng tin</title><body style="background:#fff;color:#900">
			<button onclick="this.textContent = 2; document.body.style.background = '#0a6040'">1</button><p>Thứ tư - 03/07/2024 17:59</p>`)
	}))
	defer page.Close()
	ctx := within(t, time.Minute)
	home := t.TempDir()
	b, err := rig.OpenBrowser(ctx, display(t, 1024, 768), home)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := b.Close(ctx); err != nil {
			t.Error(err)
		}
		nothingLeft(t, home)
	}()
	if err := b.Open(ctx, page.URL); err != nil {
		t.Fatal(err)
	}
	if err := b.Resize(ctx, 500, 600); err != nil {
		t.Error(err)
	}
	if err := b.Click(ctx, "button"); err != nil {
		t.Error(err)
	}
	var got []string
	if err := b.Eval(ctx, &got, "return [document.title, document.querySelector(arguments[0]).textContent]", "button"); err != nil {
		t.Fatal(err)
	}
	if got[0] != "Bảng tin" || got[1] != "2" {
		t.Errorf("title and button = %q", got)
	}
	if err := b.Click(ctx, "#none"); err == nil {
		t.Error("clicked what is not there")
	}
	shot, err := b.Screenshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		t.Fatal(err)
	}
	if got := img.Bounds(); got != image.Rect(0, 0, 500, 600) {
		t.Errorf("size of the screenshot = %v", got)
	}
	if r, g, b, _ := img.At(300, 300).RGBA(); r>>8 != 0x0a || g>>8 != 0x60 || b>>8 != 0x40 {
		t.Errorf("the page behind the button is %x %x %x", r>>8, g>>8, b>>8)
	}

	if err := b.Resize(ctx, 100, 100); err == nil {
		t.Error("the window became narrower than its buttons")
	}

	t.Run("its web process can be found and killed", func(t *testing.T) {
		web, err := rig.Named(b.Pid(), "WebKitWebProcess")
		if err != nil || len(web) == 0 {
			tree, _ := rig.Tree(b.Pid())
			t.Fatalf("web processes = %v, %v in %v", web, err, tree)
		}
		for _, p := range web {
			if err := syscall.Kill(p.Pid, syscall.SIGKILL); err != nil {
				t.Error(err)
			}
		}
		err = rig.Wait(ctx, "the end of the web process", func() (bool, error) {
			return !slices.ContainsFunc(web, func(p rig.Proc) bool { return rig.Alive(p.Pid) }), nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}
