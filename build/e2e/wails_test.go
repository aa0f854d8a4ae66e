package e2e_test

import (
	"bytes"
	"fmt"
	"image/color"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bangtin/build/e2e/rig"
)

// The tool of Wails, in the version of the library, builds the program for
// development and brings it to its first page: its own server answers with
// the window's page, and the window goes on to the sample library.
func TestWailsDev(t *testing.T) {
	p := windowed(t)
	const module = "github.com/wailsapp/wails/v2"
	version, err := exec.Command("go", "list", "-m", "-f", "{{.Version}}", module).Output()
	if err != nil {
		t.Fatal(err)
	}
	d := display(t, 1366, 768)
	home := t.TempDir()
	env := append(d.Env(home), "BANGTIN_DATA="+p.Data)
	kept := []string{"GOCACHE", "GOMODCACHE", "GOPATH", "GOPROXY", "GOFLAGS"} // Go's own, not those of a new home
	values, err := exec.Command("go", append([]string{"env"}, kept...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	for i, value := range strings.Split(strings.TrimSuffix(string(values), "\n"), "\n") {
		env = append(env, kept[i]+"="+value)
	}

	start := time.Now()
	install := exec.Command("go", "install", module+"/cmd/wails@"+strings.TrimSpace(string(version)))
	install.Env = append(os.Environ(), "GOBIN="+home)
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	// The pages are built already, and go.mod is not Wails's to tidy.
	dev := exec.Command(filepath.Join(home, "wails"), "dev", "-s", "-m", "-nosyncgomod",
		"-noreload", "-nogorebuild", "-nocolour", "-devserver", address)
	dev.Dir, dev.Env = filepath.Join("..", ".."), env
	tool, err := rig.Start(dev)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { finish(tool) })

	limit := within(t, 5*time.Minute)
	err = rig.Wait(limit, "the server of wails dev", func() (bool, error) {
		select {
		case <-tool.Done():
			return false, fmt.Errorf("it ended: %s%s", tool.Stdout.String(), tool.Stderr.String())
		default:
		}
		answer, err := http.Get("http://" + address + "/")
		if err != nil {
			return false, nil
		}
		defer answer.Body.Close()
		page, err := io.ReadAll(answer.Body)
		return bytes.Contains(page, []byte("Bảng Tin")), err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the server answers after %.1f s", time.Since(start).Seconds())
	err = rig.Wait(limit, "the first page", func() (bool, error) {
		img, err := d.Image()
		return err == nil && !shows(img, color.RGBA{255, 253, 247, 255}, 0.7) && !shows(img, color.RGBA{0, 0, 0, 255}, 0.5), err
	})
	if saved := d.Save(shot(t, "wails-dev.png")); saved != nil {
		t.Error(saved)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the first page after %.1f s", time.Since(start).Seconds())
	if _, err := tool.Stop(within(t, 20*time.Second)); err != nil { // its exit code says nothing
		t.Error(err)
	}
	nothingLeft(t, home)
}
