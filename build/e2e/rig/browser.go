package rig

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"strconv"
)

// A Browser is WebKitGTK's small browser, driven by WebDriver
// (https://www.w3.org/TR/webdriver2/): the engine of the window, in which
// pages can be asked questions.
type Browser struct {
	driver *Process
	url    string // of the session
}

// MiniBrowser finds Debian's copy of WebKitGTK's small browser.
func MiniBrowser() (string, error) {
	found, err := filepath.Glob("/usr/lib/*/webkit2gtk-4.1/MiniBrowser")
	if err != nil || len(found) == 0 {
		return "", errors.New("no MiniBrowser of WebKitGTK 4.1 on this machine")
	}
	return found[0], nil
}

// OpenBrowser starts a driver and a browser on a display, with folder home
// as its home.
func OpenBrowser(ctx context.Context, d *Display, home string) (*Browser, error) {
	mini, err := MiniBrowser()
	if err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("WebKitWebDriver", "--port="+strconv.Itoa(port))
	// Without this GTK would start a session bus, which outlives the browser.
	cmd.Env = append(d.Env(home), "DBUS_SESSION_BUS_ADDRESS=disabled:")
	driver, err := Start(cmd)
	if err != nil {
		return nil, err
	}
	b := &Browser{driver: driver}
	server := fmt.Sprintf("http://127.0.0.1:%d", port)
	err = Wait(ctx, "the driver of WebKit", func() (bool, error) {
		return call(ctx, "GET", server+"/status", nil, nil) == nil, nil
	})
	if err != nil {
		driver.Kill()
		return nil, err
	}
	var session struct{ SessionID string }
	err = call(ctx, "POST", server+"/session", map[string]any{"capabilities": map[string]any{"alwaysMatch": map[string]any{
		"webkitgtk:browserOptions": map[string]any{"binary": mini, "args": []string{"--automation"}},
	}}}, &session)
	if err != nil {
		driver.Kill()
		return nil, fmt.Errorf("start WebKit: %w; %s", err, driver.Stderr.String())
	}
	b.url = server + "/session/" + session.SessionID
	return b, nil
}

// Pid is that of the driver, the parent of the browser.
func (b *Browser) Pid() int { return b.driver.Pid() }

// Close ends the browser and its driver.
func (b *Browser) Close(ctx context.Context) error {
	err := call(ctx, "DELETE", b.url, nil, nil)
	b.driver.Kill()
	return err
}

// Open goes to an address and returns when its page is loaded.
func (b *Browser) Open(ctx context.Context, address string) error {
	return call(ctx, "POST", b.url+"/url", map[string]any{"url": address}, nil)
}

// Eval runs the body of a function in the page and decodes what it returns
// into the value into points to, which may be nil.
func (b *Browser) Eval(ctx context.Context, into any, body string, args ...any) error {
	if args == nil {
		args = []any{}
	}
	return call(ctx, "POST", b.url+"/execute/sync", map[string]any{"script": body, "args": args}, into)
}

// Click presses the first element that a CSS selector finds.
func (b *Browser) Click(ctx context.Context, selector string) error {
	var element map[string]string // one entry, its key fixed by the standard
	err := call(ctx, "POST", b.url+"/element", map[string]any{"using": "css selector", "value": selector}, &element)
	if err != nil {
		return err
	}
	for _, id := range element {
		return call(ctx, "POST", b.url+"/element/"+id+"/click", map[string]any{}, nil)
	}
	return errors.New("no element in the answer")
}

// Resize gives the page's visible part a size in pixels. The window around
// it is larger, must fit the display, and has buttons that keep it from
// becoming narrower than about 450: phones are for other browsers.
func (b *Browser) Resize(ctx context.Context, width, height int) error {
	var extra [2]int
	if err := b.Eval(ctx, &extra, "return [outerWidth - innerWidth, outerHeight - innerHeight]"); err != nil {
		return err
	}
	type rect struct {
		X      int `json:"x"`
		Y      int `json:"y"`
		Width  int `json:"width"`
		Height int `json:"height"`
	}
	want, got := rect{Width: width + extra[0], Height: height + extra[1]}, rect{}
	if err := call(ctx, "POST", b.url+"/window/rect", want, &got); err != nil {
		return err
	}
	if got.Width != want.Width || got.Height != want.Height {
		return fmt.Errorf("the window cannot be %d×%d; it is %d×%d", want.Width, want.Height, got.Width, got.Height)
	}
	return Wait(ctx, fmt.Sprintf("a page of %d×%d", width, height), func() (bool, error) {
		var size [2]int
		err := b.Eval(ctx, &size, "return [innerWidth, innerHeight]")
		return size == [2]int{width, height}, err
	})
}

// Screenshot is a PNG of the page's visible part, once what was changed
// before is painted.
func (b *Browser) Screenshot(ctx context.Context) ([]byte, error) {
	const painted = "const done = arguments[0], next = requestAnimationFrame; next(() => next(() => setTimeout(done)))"
	err := call(ctx, "POST", b.url+"/execute/async", map[string]any{"script": painted, "args": []any{}}, nil)
	if err != nil {
		return nil, err
	}
	var png []byte // base64 in JSON
	err = call(ctx, "GET", b.url+"/screenshot", nil, &png)
	return png, err
}

// call makes one call of WebDriver; into may be nil.
func call(ctx context.Context, method, address string, body, into any) error {
	var payload bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&payload).Encode(body); err != nil {
			return err
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, address, &payload)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	var answer struct{ Value json.RawMessage }
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		return fmt.Errorf("answer of the driver: %w", err)
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("the driver answers %s: %s", res.Status, answer.Value)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(answer.Value, into)
}

// freePort finds a port of the loopback that nobody listens on. The driver
// cannot choose one itself.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
