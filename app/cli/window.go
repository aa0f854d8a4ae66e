package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"time"

	"bangtin/app"
	"bangtin/app/api"
	"bangtin/app/peer"
	"bangtin/app/supervise"
	"bangtin/app/window"

	"github.com/spf13/cobra"
)

func (p *program) windowCommand() *cobra.Command {
	var at string
	var forget, another bool
	c := &cobra.Command{
		Use: "window", Short: "Mở cửa sổ làm việc, hoặc đưa cửa sổ đang mở lên trước (open the window, or bring it to the front)",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if at != "" {
				return p.away(c.Context(), at, forget)
			}
			return p.launch(c.Context(), func(ctx context.Context) error { return p.window(ctx, another) })
		},
	}
	c.Flags().StringVar(&at, "at", "", "bàn biên tập ở máy khác, ví dụ 192.168.1.20:8443 (the desk of another machine)")
	c.Flags().BoolVar(&forget, "forget", false, "so lại sáu số với máy ấy (compare six digits with it again)")
	c.Flags().BoolVar(&another, "new", false, "mở thêm một cửa sổ (open a further window)")
	return c
}

// window is the default command: it opens a window, or brings the one that is
// open to the front. Without a display it serves on loopback.
func (p *program) window(ctx context.Context, another bool) error {
	if err := window.Available(); err != nil {
		fmt.Fprintf(p.err, "Không mở được cửa sổ; xin dùng trình duyệt theo địa chỉ dưới đây\n"+
			"No window can be opened (%v); please use a browser at this address\n", err)
		return p.serve(ctx, serveFlags{listen: "127.0.0.1:0"})
	}
	return p.face(ctx, api.FaceDesk, another)
}

func (p *program) kioskCommand() *cobra.Command {
	var here string
	c := p.guardedCommand(api.FaceKiosk, "Ki-ốt toàn màn hình (full screen kiosk)", &here)
	c.Flags().StringVar(&here, "here", "", "tên điểm trên sơ đồ nơi đặt ki-ốt; bàn biên tập cũng chọn được (the point on a plan where it stands; a desk can choose it too)")
	return c
}

func (p *program) screenCommand() *cobra.Command {
	return p.guardedCommand(api.FaceScreen, "Màn hình trưng bày (exhibition screen)", new(string))
}

// hereVariable tells the engine beneath where the machine stands.
const hereVariable = "BANGTIN_HERE"

// guardedCommand is a face that must come back by itself: a parent that
// does nothing else keeps the engine beneath it running.
func (p *program) guardedCommand(face, short string, here *string) *cobra.Command {
	return &cobra.Command{
		Use: face, Short: short, Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return p.guard(c.Context(), face, *here) },
	}
}

func (p *program) guard(ctx context.Context, face, here string) error {
	if err := window.Available(); err != nil {
		return app.Fault(app.Unavailable, "no_window", "Máy này không mở được cửa sổ. Xin chạy trong phiên đồ họa",
			"This machine cannot open a window. Please run it in a graphical session").With(err)
	}
	dir, err := p.folder()
	if err != nil {
		return err
	}
	s := newSuccession(dir)
	poster := &poster{program: p, face: face, dir: dir}
	child := supervise.Start(ctx, supervise.Spec{
		Name: "engine",
		Command: func() (*exec.Cmd, error) {
			c, _, err := s.command(ctx, "engine", "--face", face, "--data", dir, "--lang", p.lang)
			if err != nil {
				return nil, err
			}
			c.Stderr = os.Stderr
			if here != "" {
				c.Env = append(c.Environ(), hereVariable+"="+here)
			}
			return c, nil
		},
		Restart:  supervise.Always,
		Death:    terminate,
		Patience: 8 * time.Second,
		OnState:  poster.state,
	})
	watching, stop := context.WithCancel(ctx)
	defer stop()
	go s.watch(watching, func() { child.Restart(errLate) })
	<-child.Done()
	poster.hide()
	return nil
}

// engineCommand is what guard runs: an engine with one window, or just the
// window where an engine runs already.
func (p *program) engineCommand() *cobra.Command {
	var face string
	c := &cobra.Command{
		Use: "engine", Hidden: true, Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			ctx, stop := context.WithCancel(c.Context())
			defer stop()
			go endWithInput(stop)
			return p.face(ctx, face, true)
		},
	}
	c.Flags().StringVar(&face, "face", api.FaceKiosk, "")
	return c
}

// restarts is how often a window's process begins anew by itself after its
// store was damaged under it; each time the store is restored.
const restarts = 3

// face shows one window until it is closed: with an engine of its own, or
// with the one that runs already, where it need not be another.
func (p *program) face(ctx context.Context, face string, another bool) error {
	dir, err := p.folder()
	if err != nil {
		return err
	}
	var was *restored
	for n := 0; ; n++ {
		if e, ok := findEngine(ctx, dir); ok {
			return p.attach(ctx, e, face, another)
		}
		broken, again, err := p.ownEngine(ctx, dir, face, another, &was)
		if again && err == nil && ctx.Err() == nil {
			n = 0
			continue
		}
		if !broken || n == restarts || ctx.Err() != nil {
			return err
		}
	}
}

// ownEngine runs an engine with one window. It tells whether it ended
// because its store was damaged, or because the data folder changes; was is
// how the last such change ended.
func (p *program) ownEngine(ctx context.Context, dir, face string, another bool, was **restored) (broken, again bool, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	e := newEngine(dir, p.language(), stop)
	e.face, e.was = face, *was
	// The window first: it takes longer to come up than the store.
	if _, err := e.addWindow(face, ownDisplay()); err != nil {
		return false, false, err
	}
	if err := e.start(ctx, p.web, face == api.FaceDesk, p.logger()); err != nil {
		e.stopWindows()
		if app.CodeOf(err) == app.Held { // another engine was quicker
			if other, ok := findEngine(ctx, dir); ok {
				return false, false, p.attach(ctx, other, face, another)
			}
		}
		return false, false, err
	}
	e.greet(p.err)
	e.waitIdle(ctx)
	err = e.end()
	*was = e.was
	if err == nil && e.newer.Load() {
		err = errNewer
	}
	return e.broken.Load(), e.again.Load(), err
}

// attach adds a window to an engine that runs already and stays until the
// window or the engine is gone, or leaves at once a desk that was open
// already. A desk that is closed is done; anything else is an error, so that
// a guard starts it again.
func (p *program) attach(ctx context.Context, e *remote, face string, another bool) error {
	var w api.WindowID
	in := struct {
		Face    string   `json:"face"`
		Display []string `json:"display"`
		Another bool     `json:"another,omitempty"`
	}{face, ownDisplay(), another}
	if in.Display == nil {
		in.Display = []string{}
	}
	if err := e.call(ctx, "POST", "windows", in, &w); err != nil {
		return err
	}
	if w.Raised {
		fmt.Fprintln(p.err, raisedNote)
		return nil
	}
	t := time.NewTicker(500 * time.Millisecond)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			return e.call(end, "DELETE", "windows/"+w.Window, nil, nil)
		case <-t.C:
		}
		ask, cancel := context.WithTimeout(ctx, 3*time.Second)
		err := e.call(ask, "GET", "windows/"+w.Window, nil, &w)
		cancel()
		switch {
		case err == nil || ctx.Err() != nil:
		case app.CodeOf(err) == app.NotFound && face == api.FaceDesk:
			return nil
		default:
			return fmt.Errorf("the engine of another program is gone: %w", err)
		}
	}
}

const raisedNote = "Cửa sổ đang mở được đưa lên trước. Mở thêm một cửa sổ: bangtin window --new\n" +
	"The window that is open was brought to the front. For a further one: bangtin window --new"

// language is the interface's, from --lang or the session.
func (p *program) language() string {
	if p.lang == "en" {
		return "en"
	}
	return "vi"
}

// showWindowCommand is the process of one window.
func (p *program) showWindowCommand() *cobra.Command {
	var face, scratch, place string
	var solemn bool
	c := &cobra.Command{
		Use: "show-window", Hidden: true, Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			o := window.Options{
				Face: face, Lang: p.language(), Commands: os.Stdin, Replies: os.Stdout, Scratch: scratch,
				Solemn: solemn,
			}
			if place != "" {
				if err := json.Unmarshal([]byte(place), &o.Place); err != nil {
					return fmt.Errorf("%w: --place: %w", errUsage, err)
				}
			}
			return window.Run(c.Context(), o)
		},
	}
	c.Flags().StringVar(&face, "face", api.FaceDesk, "")
	c.Flags().StringVar(&scratch, "scratch", "", "")
	c.Flags().StringVar(&place, "place", "", "")
	c.Flags().BoolVar(&solemn, "solemn", false, "")
	return c
}

type serveFlags struct {
	listen string
	hosts  []string
	staff  string // address for colleagues; empty: none but what the desk has opened
}

func (p *program) serveCommand() *cobra.Command {
	var f serveFlags
	c := &cobra.Command{
		Use: "serve", Short: "Phục vụ trình duyệt (serve browsers)", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return p.launch(c.Context(), func(ctx context.Context) error { return p.serve(ctx, f) })
		},
	}
	c.Flags().StringVar(&f.listen, "listen", "127.0.0.1:0", "địa chỉ (address)")
	c.Flags().StringSliceVar(&f.hosts, "host", nil, "tên máy được trả lời (names that are answered for)")
	c.Flags().StringVar(&f.staff, "staff", "", "mở bàn biên tập cho đồng nghiệp qua TLS ở địa chỉ này (open the desk to colleagues over TLS at this address)")
	c.Flags().Lookup("staff").NoOptDefVal = ":" + peer.DefaultPort
	return c
}

// serve answers browsers with the reader routes. The first line on the
// standard output says where, once it is ready.
func (p *program) serve(ctx context.Context, f serveFlags) error {
	dir, err := p.folder()
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", f.listen)
	if err != nil {
		return app.Fault(app.Unavailable, "cannot_listen", fmt.Sprintf("Không dùng được địa chỉ %s", f.listen),
			fmt.Sprintf("The address %s cannot be used", f.listen)).With(err)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	e := newEngine(dir, p.language(), stop)
	if err := e.start(ctx, p.web, true, p.logger()); err != nil {
		return errors.Join(err, l.Close())
	}
	e.greet(p.err)
	address := l.Addr().String()
	hosts := append(ownHosts(address), f.hosts...)
	if host := hallHost(address, f.hosts); host != "" {
		e.public.Store(&host)
		hosts = append(hosts, host)
	}
	e.serve(l, e.server.Public(hosts...))
	if _, err := fmt.Fprintf(p.out, "listening on http://%s\n", address); err != nil {
		return errors.Join(err, e.end())
	}
	if err := p.serveStaff(ctx, e, f); err != nil {
		return errors.Join(err, e.end())
	}
	e.probation.pass(e.unproven) // it has no page of its own: that it answers has to do
	<-ctx.Done()
	if err := e.end(); err != nil || !e.broken.Load() && !e.again.Load() && !e.newer.Load() {
		return err
	}
	if e.newer.Load() {
		return errNewer
	}
	if e.again.Load() {
		return errAgain
	}
	return app.Fault(app.Damaged, "store_damaged", "Dữ liệu trên đĩa bị hỏng khi đang chạy. Xin chạy lại để khôi phục",
		"The data on the disk was damaged meanwhile. Please start again to recover it")
}

// serveStaff opens the desk to colleagues: as the command line says, else
// as somebody at the desk has left it.
func (p *program) serveStaff(ctx context.Context, e *engine, f serveFlags) error {
	if f.staff == "" {
		return nil
	}
	e.office.close() // what the desk has opened elsewhere
	if err := e.office.listen(f.staff, f.hosts, true); err != nil {
		return err
	}
	code := ""
	switch err := e.lib.MayBeFirst(ctx); {
	case err == nil:
		code = e.server.FirstCode()
	case app.CodeOf(err) != app.Conflict:
		return err
	}
	return e.office.greet(p.out, p.err, code)
}

// ownHosts are the names by which a listener is reached without asking.
func ownHosts(address string) []string {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return []string{address}
	}
	names := []string{host}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() || ip.IsLoopback() {
		names = append(names, "127.0.0.1", "localhost", "::1")
	}
	var out []string
	for _, n := range names {
		out = append(out, net.JoinHostPort(n, port))
		if port == "80" {
			out = append(out, n)
		}
	}
	return out
}
