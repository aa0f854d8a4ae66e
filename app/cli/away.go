package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"bangtin/app"
	"bangtin/app/api"
	"bangtin/app/supervise"
	"bangtin/app/window"
)

// offices are the machines that this one has met: offices.json, each with
// the key that was agreed on.
type offices struct{ file string }

func (o offices) read() (map[string]app.Hash, error) {
	text, err := os.ReadFile(o.file)
	if errors.Is(err, fs.ErrNotExist) {
		return map[string]app.Hash{}, nil
	}
	known := map[string]app.Hash{}
	if err == nil {
		err = json.Unmarshal(text, &known)
	}
	if err != nil { // to forget whom one trusted is safe, but not in silence
		return nil, app.Fault(app.Damaged, "offices_damaged",
			"Tệp offices.json trong thư mục dữ liệu không đọc được. Xin xóa tệp này rồi so lại sáu số",
			"The file offices.json in the data folder cannot be read. Please remove it and compare six digits again").With(err)
	}
	return known, nil
}

func (o offices) keep(address string, key app.Hash) error {
	known, err := o.read()
	if err != nil {
		return err
	}
	known[address] = key
	text, err := json.Marshal(known)
	if err != nil {
		return err
	}
	return writeWhole(o.file, text)
}

// away shows the desk of a colleague's machine in a window here. What the
// window asks goes through this process, which alone knows whom to trust.
func (p *program) away(ctx context.Context, address string, forget bool) error {
	if err := window.Available(); err != nil {
		return app.Fault(app.Unavailable, "no_window_away", "Máy này không mở được cửa sổ. Xin mở địa chỉ của máy kia trong trình duyệt",
			"This machine cannot open a window. Please open the other machine's address in a browser").With(err)
	}
	dir, err := p.folder()
	if err != nil {
		return err
	}
	door, err := newDoorway(ctx, address, offices{filepath.Join(dir, "offices.json")}, forget, p.web, p.language())
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen for the window: %w", err)
	}
	door.host = l.Addr().String()
	s := &http.Server{
		Handler: door, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(p.logger().Handler(), slog.LevelDebug),
	}
	served := make(chan error, 1)
	go func() { served <- s.Serve(l) }()
	err = p.awayWindow(ctx, dir, door)
	return errors.Join(err, s.Close(), ignore(<-served, http.ErrServerClosed))
}

func ignore(err, expected error) error {
	if errors.Is(err, expected) {
		return nil
	}
	return err
}

// awayWindow keeps the window open until its user closes it.
func (p *program) awayWindow(ctx context.Context, dir string, door *doorway) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "bangtin-window-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	var child *supervise.Child
	started := make(chan struct{})
	child = supervise.Start(ctx, supervise.Spec{
		Name: "window away",
		Command: func() (*exec.Cmd, error) {
			c := exec.Command(self, "show-window", "--face", api.FaceDesk, "--lang", p.language(), "--scratch", scratch)
			c.Stderr = os.Stderr
			return c, nil
		},
		Serve: func(_ context.Context, in io.WriteCloser, out io.Reader) {
			_ = window.Replies(out, func(r window.Reply) { // a pipe that broke is a window that ended
				if !r.Ready {
					return
				}
				if err := window.Send(in, window.Command{Open: "http://" + door.host + door.invite()}); err != nil {
					<-started
					child.Restart(err)
				}
			})
		},
		Restart: supervise.OnFailure,
		Silence: windowSilence,
		Death:   terminate,
	})
	door.setBeat(child.Beat)
	close(started)
	<-child.Done()
	return nil
}
