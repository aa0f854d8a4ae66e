package e2e_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os/exec"
	"strings"
	"testing"
	"time"

	"bangtin/build/e2e/rig"
)

const (
	deskLogin    = "minhkhue"
	deskPassword = "mat khau nhu khi go khong dau" // no key of Telex changes it
)

// deskClient asks the engine of a program what staff may ask it.
type deskClient struct {
	http.Client
	address string
}

// signedIn sits down at the desk of a running engine.
func signedIn(t *testing.T, p rig.Program) *deskClient {
	t.Helper()
	c := seated(t, p)
	c.ask(t, "POST", "/api/desk/sign-in", fmt.Sprintf(`{"login":%q,"password":%q}`, deskLogin, deskPassword), nil, "")
	return c
}

// seated is somebody at the desk who has not said who they are.
func seated(t *testing.T, p rig.Program) *deskClient {
	t.Helper()
	engine, err := readEngineFile(p)
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &deskClient{http.Client{Jar: jar, Timeout: 20 * time.Second}, "http://" + engine.Address}
	var invited struct{ Path string }
	c.ask(t, "POST", "/api/control/invite", `{"face":"desk"}`, &invited, "Bearer "+engine.Token)
	c.ask(t, "GET", invited.Path, "", nil, "")
	return c
}

// ask puts one question, which has to be answered with success.
func (c *deskClient) ask(t *testing.T, method, path, body string, into any, token string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, c.address+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", token)
	}
	res, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode/100 != 2 {
		t.Fatalf("%s %s: %s %v: %s", method, path, res.Status, err, text)
	}
	if into != nil {
		if err := json.Unmarshal(text, into); err != nil {
			t.Fatalf("%s %s: %v in %s", method, path, err, text)
		}
	}
}

// written is the one article that there is, as it was last kept: empty
// while there is none.
func (c *deskClient) written(t *testing.T) string {
	t.Helper()
	var list struct{ Rows []struct{ ID string } }
	c.ask(t, "GET", "/api/desk/articles", "", &list, "")
	if len(list.Rows) == 0 {
		return ""
	}
	var article struct {
		Doc  json.RawMessage
		Note *struct{ Doc json.RawMessage }
	}
	c.ask(t, "GET", "/api/desk/articles/"+list.Rows[0].ID, "", &article, "")
	if article.Note != nil {
		return string(article.Note.Doc)
	}
	return string(article.Doc)
}

// acts does something that is seen on the display, and waits until it is:
// until the display stands still for a time, but for a caret.
func (f *face) acts(t *testing.T, still time.Duration, args ...string) {
	t.Helper()
	look := func() *image.RGBA {
		img, err := f.display.Image()
		if err != nil {
			t.Fatal(err)
		}
		return img
	}
	last, changed, since := look(), false, time.Now()
	f.xdotool(t, args...)
	err := rig.Wait(within(t, 20*time.Second), fmt.Sprintf("%v to be seen", args), func() (bool, error) {
		now := look()
		if different(now, last) > caretPixels || !changed && !bytes.Equal(now.Pix, last.Pix) {
			changed, since, last = true, time.Now(), now
		}
		return changed && time.Since(since) > still, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// caretPixels is more than a caret covers.
const caretPixels = 120

// different counts the pixels in which two pictures of one display differ.
func different(a, b *image.RGBA) (n int) {
	for i := 0; i < len(a.Pix); i += 4 {
		if !bytes.Equal(a.Pix[i:i+4], b.Pix[i:i+4]) {
			n++
		}
	}
	return n
}

// The system's Vietnamese keyboard writes title, lead and text in the
// program's own window, and what was typed just before the window is closed
// is there when it is opened again.
func TestVietnameseKeyboardInTheWindow(t *testing.T) {
	if lacks := rig.NoKeyboard(); lacks != "" {
		t.Skipf("no Vietnamese keyboard on this machine, which lacks: %s", lacks)
	}
	p := windowed(t)
	noSample(t, p.Data)
	adding := p.Command("account", "add", deskLogin, "--name", "Phạm Minh Khuê")
	adding.Stdin = strings.NewReader(deskPassword + "\n")
	if out, err := adding.CombinedOutput(); err != nil {
		t.Fatalf("add an account: %v; %s", err, out)
	}
	d := display(t, 1366, 768)
	manager := exec.Command("openbox")
	manager.Env = d.Env(t.TempDir())
	wm, err := rig.Start(manager)
	if err != nil {
		t.Skip("no openbox on this machine")
	}
	defer finish(wm)
	ctx := within(t, 3*time.Minute)
	k, err := rig.OpenKeyboard(ctx, d, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(k.Close)
	p.Env = k.Env()
	proc, err := rig.Start(p.Command("window"))
	if err != nil {
		t.Fatal(err)
	}
	f := &face{proc, "window", p, d}
	t.Cleanup(func() { finish(f.Process) })
	front := settle(t, ctx, d)
	id := strings.Fields(f.xdotool(t, "search", "--onlyvisible", "--name", "^Bảng Tin$"))
	if len(id) == 0 {
		t.Fatal("there is no window")
	}
	f.xdotool(t, "windowfocus", "--sync", id[0])
	press := func(keys ...string) {
		t.Helper()
		for _, key := range keys {
			f.acts(t, 150*time.Millisecond, "key", key)
		}
	}
	open := func() { // what has the focus
		t.Helper()
		f.acts(t, time.Second, "key", "Return")
	}
	write := func(words string) {
		t.Helper()
		f.acts(t, 150*time.Millisecond, "type", "--delay", "40", words)
	}
	defer func() {
		if err := d.Save(shot(t, "keyboard-window.png")); err != nil {
			t.Error(err)
		}
	}()

	// The way to the desk stands before the buttons at the end of the header.
	for x := 1000; ; x -= 40 {
		if x < 700 {
			t.Fatal("there is no way to the desk")
		}
		f.xdotool(t, "mousemove", fmt.Sprint(x), "67", "click", "1", "mousemove", "20", "700")
		still := rig.Wait(within(t, 4*time.Second), "another page", func() (bool, error) {
			img, err := d.Image()
			return err == nil && likeness(img, front) < 0.5, nil
		})
		if still == nil {
			break
		}
	}
	f.acts(t, time.Second, "mousemove", "30", "740") // until the page is whole
	write(deskLogin)
	press("Tab")
	write(deskPassword)
	open()
	press("Tab", "Return", "Tab") // to the content, and there to "Viết bài"
	open()

	const keys, words = "Hooij nghij ddoois ngoaij", "Hội nghị đối ngoại"
	desk := signedIn(t, p)
	comes := func(what, want string, limit time.Duration) error {
		last := ""
		err := rig.Wait(within(t, limit), what, func() (bool, error) {
			last = desk.written(t)
			return strings.Contains(last, want), nil
		})
		if err != nil {
			return fmt.Errorf("%w; kept is %s", err, last)
		}
		return nil
	}
	// How many controls stand before the title, if any, is for the page to choose.
	for tab := 0; ; tab++ {
		f.xdotool(t, "key", "b") // a button does nothing then
		err := comes("a letter in the title", `"title":"b"`, 3*time.Second)
		if err == nil {
			break
		}
		if tab == 9 {
			t.Fatal(err)
		}
		press("Tab")
	}
	press("ctrl+a")
	write(keys + " ")
	press("Return")
	write(keys + " ")
	press("Return")
	write(keys)
	if err := comes("the title", `"title":"`+words, 10*time.Second); err != nil {
		t.Error(err)
	}
	if err := comes("the lead", `"lead":"`+words, 10*time.Second); err != nil {
		t.Error(err)
	}
	if err := comes("the text", `"text":"`+words, 10*time.Second); err != nil {
		t.Fatal(err)
	}

	f.xdotool(t, "type", "--delay", "40", " lucs ddongs ")
	f.xdotool(t, "key", "alt+F4")
	if code, err := f.Wait(within(t, 30*time.Second)); err != nil || code != 0 {
		t.Fatalf("the window ends with %d, %v; %s", code, err, f.Stderr.String())
	}
	e := serve(t, p)
	if got := signedIn(t, p).written(t); !strings.Contains(got, words+" lúc đóng") {
		t.Errorf("after the window was closed there is %s", got)
	}
	stop(t, e.Process, 10*time.Second)
}
