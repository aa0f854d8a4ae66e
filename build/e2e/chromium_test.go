package e2e_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bangtin/build/e2e/rig"
)

// chrome is a Chromium without a display, driven by Playwright; what it can
// be asked is written out in testdata/chromium.mjs.
type chrome struct {
	in      io.WriteCloser
	answers *bufio.Scanner
}

// openChrome starts a browser that ends with the test.
func openChrome(t *testing.T) *chrome {
	t.Helper()
	for _, need := range []string{"node", "chromium"} {
		if _, err := exec.LookPath(need); err != nil {
			t.Skipf("no %s on this machine", need)
		}
	}
	if _, err := os.Stat(filepath.Join("..", "..", "frontend", "node_modules", "@playwright", "test")); err != nil {
		t.Skip("Playwright is not installed: npm ci in frontend does that")
	}
	cmd := exec.Command("node", filepath.Join("testdata", "chromium.mjs"))
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir(), "TZ=America/New_York") // far from home
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	// A browser that hangs must not hang the test: without it, the pipes end.
	limit := time.AfterFunc(10*time.Minute*time.Duration(effort()), func() { _ = cmd.Process.Kill() })
	c := &chrome{in, bufio.NewScanner(out)}
	c.answers.Buffer(nil, 64<<20)
	t.Cleanup(func() {
		_ = in.Close()
		if err := cmd.Wait(); err != nil {
			t.Errorf("the driver of Chromium: %v", err)
		}
		limit.Stop()
	})
	var version string
	if err := c.answer(&version); err != nil {
		t.Fatal(err)
	}
	t.Logf("Chromium %s", version)
	return c
}

func (c *chrome) answer(into any) error {
	if !c.answers.Scan() {
		return errors.Join(errors.New("the browser is gone"), c.answers.Err())
	}
	var a struct {
		Value json.RawMessage
		Error string
	}
	if err := json.Unmarshal(c.answers.Bytes(), &a); err != nil {
		return err
	}
	if a.Error != "" {
		return errors.New(a.Error)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(a.Value, into)
}

func (c *chrome) do(t *testing.T, into any, command map[string]any) {
	t.Helper()
	text, err := json.Marshal(command)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.in.Write(append(text, '\n')); err != nil {
		t.Fatal(err)
	}
	if err := c.answer(into); err != nil {
		t.Fatalf("Chromium: %v", err)
	}
}

// page gives a new page, which knows nothing of the one before.
func (c *chrome) page(t *testing.T, width, height int) {
	t.Helper()
	c.do(t, nil, map[string]any{"do": "page", "width": width, "height": height})
}

func (c *chrome) size(t *testing.T, width, height int) {
	t.Helper()
	c.do(t, nil, map[string]any{"do": "size", "width": width, "height": height})
}

// open goes to an address and returns the status of the answer.
func (c *chrome) open(t *testing.T, url string) (status int) {
	t.Helper()
	c.do(t, &status, map[string]any{"do": "open", "url": url})
	return status
}

func (c *chrome) eval(t *testing.T, into any, body string, args ...any) {
	t.Helper()
	c.do(t, into, map[string]any{"do": "eval", "body": body, "args": args})
}

// shot keeps a screenshot, of the whole page or of what is seen of it.
func (c *chrome) shot(t *testing.T, name string, full bool) {
	t.Helper()
	c.do(t, nil, map[string]any{"do": "shot", "file": shot(t, name), "full": full})
}

// heard tells what no page may do: open a dialog or a window, ask another
// server, break its policy, fail.
func (c *chrome) heard(t *testing.T) (what []string) {
	t.Helper()
	c.do(t, &what, map[string]any{"do": "heard"})
	return what
}

// await waits until the body of a function is true in the page.
func (c *chrome) await(t *testing.T, what, body string, args ...any) {
	t.Helper()
	err := rig.Wait(within(t, 30*time.Second), what, func() (ok bool, _ error) {
		c.eval(t, &ok, body, args...)
		return ok, nil
	})
	if err != nil {
		c.shot(t, "awaited.png", false)
		t.Fatal(err)
	}
}

// The tests of hostile texts rely on what the driver hears: it hears
// everything that such a text could make a page do.
func TestChromiumHears(t *testing.T) {
	t.Parallel()
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer other.Close()
	served := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/policy") {
			w.Header().Set("Content-Security-Policy", "script-src 'self'")
		}
		fmt.Fprintf(w, "<!doctype html><title>x</title><p>%s</p>%s", r.URL.Path, r.URL.Query().Get("html"))
	}))
	defer served.Close()
	c := openChrome(t)
	for _, tt := range []struct{ name, path, html, hears string }{
		{"nothing", "/", "<p>alert(1)</p>", ""},
		{"a dialog", "/", "<script>alert('found')</script>", "dialog: found"},
		{"a script that the policy stops", "/policy", "<script>alert(1)</script>", "policy: script-src-elem inline"},
		{"a handler that the policy stops", "/policy", "<img src=x onerror=alert(1)>", "policy: script-src-attr inline"},
		{"a picture from elsewhere", "/", "<img src=" + other.URL + "/x>", "request: " + other.URL},
		{"another window", "/", "<script>open('about:blank')</script>", "window: "},
		{"a failing script", "/", "<script>nothing()</script>", "error: nothing is not defined"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c.page(t, 500, 400)
			if status := c.open(t, served.URL+tt.path+"?html="+strings.ReplaceAll(tt.html, " ", "%20")); status != 200 {
				t.Fatalf("status %d", status)
			}
			var answer string
			if c.eval(t, &answer, "return arguments[0] + document.title", "<"); answer != "<x" {
				t.Errorf("eval gives %q", answer)
			}
			var all []string
			err := rig.Wait(within(t, 10*time.Second), tt.hears, func() (bool, error) {
				all = append(all, c.heard(t)...)
				return strings.Contains(strings.Join(all, "\n"), tt.hears), nil
			})
			if err != nil || (tt.hears == "" && len(all) > 0) {
				t.Errorf("%v; heard %q", err, all)
			}
		})
	}
}
