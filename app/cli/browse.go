package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
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
	return e.openOutside(window, address, errNoBrowser)
}

// opened begins the names of folders in run/ for copies of files that other
// programs open. They stay until the next start: nobody tells when the other
// program is done.
const opened = "opened"

var errNoProgram = app.Fault(app.Unavailable, "no_program", "Máy này không có chương trình mở loại tệp này. Xin tải tệp xuống", "This machine has no program for this kind of file. Please download it")

// OpenFile opens a copy of a file, so that no other program ever gets hold
// of what the library keeps.
func (e *engine) OpenFile(_ context.Context, window string, file io.Reader, name string) error {
	dir, err := os.MkdirTemp(filepath.Join(e.folder, "run"), opened+"-")
	if err != nil {
		return fmt.Errorf("make room for a copy: %w", err)
	}
	path := filepath.Join(dir, name)
	copied, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("copy a file: %w", err)
	}
	_, err = io.Copy(copied, file)
	if err = errors.Join(err, copied.Close()); err != nil {
		return errors.Join(fmt.Errorf("copy a file: %w", err), os.RemoveAll(dir))
	}
	return e.openOutside(window, path, errNoProgram)
}

// openOutside hands something to whatever the system opens it with, on the
// display of a window.
func (e *engine) openOutside(window, address string, none *app.Error) error {
	e.mu.Lock()
	w := e.windows[window]
	e.mu.Unlock()
	if w == nil {
		return none
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
		return none.With(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }() // ends with the browser, which outlives a window and may outlive this process
	select {
	case err := <-ended:
		if err != nil {
			return none.With(err)
		}
	case <-time.After(browserPatience):
	}
	return nil
}
