package cli

import (
	"context"
	"os"
	"os/exec"
	"runtime"
	"time"

	"bangtin/app"
)

// browserPatience is how long the system may take to say that it has no
// browser. One that it starts may stay for hours.
const browserPatience = 3 * time.Second

var errNoBrowser = app.Fault(app.Unavailable, "no_browser", "Máy này không mở được trình duyệt. Xin ghi lại địa chỉ", "This machine cannot open a browser. Please note the address")

// Browse opens a web address in the system's browser, on the display of a
// window. The caller has made sure that it is a web address.
func (e *engine) Browse(_ context.Context, window, address string) error {
	e.mu.Lock()
	w := e.windows[window]
	e.mu.Unlock()
	if w == nil {
		return errNoBrowser
	}
	c := exec.Command("xdg-open", address)
	switch runtime.GOOS {
	case "windows":
		c = exec.Command("rundll32", "url.dll,FileProtocolHandler", address)
	case "darwin":
		c = exec.Command("open", address)
	}
	c.Env = append(without(os.Environ(), displayVariables), w.display...)
	if err := c.Start(); err != nil {
		return errNoBrowser.With(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }() // ends with the browser, which outlives a window and may outlive this process
	select {
	case err := <-ended:
		if err != nil {
			return errNoBrowser.With(err)
		}
	case <-time.After(browserPatience):
	}
	return nil
}
