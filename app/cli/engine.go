package cli

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"bangtin/app"
	"bangtin/app/api"
)

// lingering is how long an engine whose own window was closed waits for
// other clients before it ends.
const lingering = 10 * time.Second

// engine owns a data folder: its store, its handlers, its windows.
type engine struct {
	*core
	folder  string // the data folder, known before it is open
	server  *api.Server
	address string // of the window listener
	token   string // for control requests
	office  *office
	meets   *exchanger
	returns *restores
	was     *restored // how the last swap of data folders ended; nil where there was none
	notes   io.Writer // what whoever started the program should see
	lang    string
	face    string // of its first window; empty where it has none of its own
	stop    context.CancelFunc
	ready   chan struct{}          // closed when the listeners answer
	public  atomic.Pointer[string] // where the hall's network reaches the public listener
	asked   atomic.Int64           // when a client last asked for something, unix ms
	broken  atomic.Bool            // the store is damaged: whoever runs this starts a new engine
	again   atomic.Bool            // the data folder changes: the same
	newer   atomic.Bool            // a newer version of the program takes over

	mu      sync.Mutex
	windows map[string]*windowChild

	solemn    solemnMark
	probation *probation // nil where this version has proved itself

	servers []*http.Server
	tasks   sync.WaitGroup
}

// newEngine makes an engine that has not started: windows may already be
// added, they wait until it is ready.
func newEngine(dir, lang string, stop context.CancelFunc) *engine {
	return &engine{folder: dir, lang: lang, stop: stop, ready: make(chan struct{}), windows: map[string]*windowChild{}, notes: os.Stderr,
		solemn: solemnMark{dir: dir}, probation: onProbation(dir)}
}

// start opens the data folder and answers on loopback. Where found is set
// a library begins if there is none.
func (e *engine) start(ctx context.Context, web fs.FS, found bool, log *slog.Logger) error {
	c, err := openCore(ctx, e.folder, log)
	if err != nil {
		return err
	}
	e.core = c
	switch e.face {
	case api.FaceKiosk:
		c.role = app.Kiosk
	case api.FaceScreen:
		c.role = app.Screen
	}
	e.sweep()
	if found {
		err = c.found(ctx)
	} else {
		err = c.showCode()
	}
	if err != nil {
		return errors.Join(err, c.close())
	}
	desk := c.desk()
	desk.Lan = &lan{log: log, heard: e.hear}
	e.office = &office{dir: e.dir, log: log, heard: e.hear}
	desk.Colleagues, desk.Met = e.office, met(e.notes)
	e.meets = newExchanger(e)
	desk.Exchange, desk.Upgrades = e.meets, &upgrader{e}
	desk.Backups = &backups{core: c, heard: e.hear, run: func(task func(context.Context) error) { e.run(ctx, "backup", task) }}
	sweepRestores(e.dir, log)
	e.returns = &restores{
		dir: e.dir, log: log, heard: e.hear, run: func(task func(context.Context) error) { e.run(ctx, "restore", task) },
		end: e.anew, last: c.lib.LastBackup, was: e.was,
	}
	if e.was != nil {
		e.returns.failed = e.was.failed
	}
	desk.Restores = e.returns
	e.server, err = api.New(api.Options{
		Real: c.real(), Sample: c.samples, Web: web, Version: version(), Engine: e, Beat: e.beat, Plays: e.plays, Log: log, Idle: idleTime(),
		Desk: desk, Hall: e.hall, Here: os.Getenv(hereVariable), Joining: e.meets.joining,
		Panel: c.panel, Machine: c.machine,
	})
	if err != nil {
		return errors.Join(err, c.close())
	}
	c.show = func() int { return e.server.Call(c.ownName(), machineNumber(c.lib.Device())) }
	e.office.handler = e.server.Staff
	if err := e.listenForWindows(); err != nil {
		return errors.Join(err, c.close())
	}
	e.office.resume()
	e.run(ctx, "snapshots", c.db.Maintain)
	if c.lib.Stale() { // readers go on with what the last version folded
		e.run(ctx, "fold", func(ctx context.Context) error { return c.lib.Rebuild(ctx, nil) })
	}
	e.run(ctx, "clock", e.tick)
	e.run(ctx, "forget", c.forget)
	e.run(ctx, "previews", c.previews.run)
	e.run(ctx, "search", c.search(ctx).Run)
	e.run(ctx, "exchange", e.meets.watch)
	e.run(ctx, "upgrade", e.awaitUpgrade)
	empty, err := c.lib.Empty(ctx)
	if err != nil {
		return errors.Join(err, e.end())
	}
	if empty {
		e.run(ctx, "sample", func(ctx context.Context) error { return c.openSample(ctx, nil) })
	}
	close(e.ready)
	return nil
}

// greet prints what whoever started the program should know.
func (e *engine) greet(w io.Writer) {
	if e.server.Placeholder() {
		fmt.Fprintln(w, placeholderNote)
	}
	for _, t := range e.db.Opening().Warnings {
		fmt.Fprintf(w, "%s\n%s\n", t.VI, t.EN)
	}
}

const placeholderNote = "Chương trình này chưa có giao diện: xin chạy `make build`\nThis program was built without its interface: please run `make build`"

// idleTime lets tests of the real program wait less than a visitor does.
func idleTime() time.Duration {
	d, err := time.ParseDuration(os.Getenv("BANGTIN_IDLE"))
	if err != nil || d < time.Second {
		return 0
	}
	return d
}

// run owns one background task.
func (e *engine) run(ctx context.Context, name string, task func(context.Context) error) {
	e.tasks.Add(1)
	go func() {
		defer e.tasks.Done()
		if err := task(ctx); err != nil && ctx.Err() == nil {
			e.log.Error("background task", "task", name, "err", err)
			if app.CodeOf(err) == app.Damaged { // the next start restores
				e.broken.Store(true)
				e.stop()
			}
		}
	}()
}

func (e *engine) tick(ctx context.Context) error {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	seconds := 0
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.C:
		}
		err := errors.Join(e.lib.Tick(ctx), e.lib.KeepOpenings(ctx))
		if seconds++; seconds%60 == 0 {
			err = errors.Join(err, e.lib.SealVotes(ctx), e.lib.SealCounts(ctx))
		}
		if err != nil && ctx.Err() == nil {
			if app.CodeOf(err) == app.Damaged {
				return err
			}
			e.log.Error("look at the clock", "err", err)
		}
		if err := e.solemn.keep(e.lib.Solemn()); err != nil {
			e.log.Debug("keep the mark of mourning", "err", err)
		}
	}
}

func (e *engine) listenForWindows() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen for windows: %w", err)
	}
	b := make([]byte, 32)
	rand.Read(b) // never fails, see its documentation
	e.address, e.token = l.Addr().String(), hex.EncodeToString(b)
	e.serve(l, e.server.Window(e.address, e.token))
	return runFile{Address: e.address, Token: e.token, Pid: os.Getpid()}.write(e.dir)
}

// serve answers on a listener until the engine ends.
func (e *engine) serve(l net.Listener, h http.Handler) {
	s := &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			e.hear()
			h.ServeHTTP(w, r)
		}),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(e.log.Handler(), slog.LevelDebug),
	}
	e.servers = append(e.servers, s)
	e.tasks.Add(1)
	go func() {
		defer e.tasks.Done()
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			e.log.Error("listener ended", "address", l.Addr().String(), "err", err)
		}
	}()
}

// hear notes that a client asked for something.
func (e *engine) hear() { e.asked.Store(time.Now().UnixMilli()) }

// end closes windows, listeners, background tasks and the store, in that
// order. The context that the tasks run under has to be over.
func (e *engine) end() error {
	e.stop()
	e.stopWindows()
	if e.core == nil {
		return nil
	}
	_ = os.Remove(runFileName(e.dir)) // whoever finds it afterwards finds nobody answering
	e.server.Close()
	e.office.close()
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	for _, s := range e.servers {
		if s.Shutdown(ctx) != nil {
			_ = s.Close()
		}
	}
	e.tasks.Wait()
	if err := errors.Join(e.lib.KeepOpenings(ctx), e.lib.SealVotes(ctx)); err != nil {
		e.log.Error("keep what readers did last", "err", err)
	}
	if err := e.core.close(); err != nil {
		return err
	}
	e.was = e.returns.swap(context.Background())
	return nil
}

// Status, Do and Stop are asked for by the control routes.
func (e *engine) Status(ctx context.Context) (any, error) { return e.status(ctx) }

// Do runs a job for another process.
func (e *engine) Do(ctx context.Context, command string, args []byte, report func(any)) error {
	j, ok := jobs[command]
	if !ok {
		return app.Fault(app.NotFound, "no_command", "Không có lệnh này", "There is no such command")
	}
	err := j(ctx, e.core, args, report)
	e.beginAnew()
	return err
}

// beginAnew ends the engine where the data folder has to change while nobody
// has it open.
func (e *engine) beginAnew() {
	if e.moved.Load() {
		e.anew()
	}
}

// anew ends the engine so that another one begins.
func (e *engine) anew() {
	e.again.Store(true)
	e.stop()
}

// Stop ends the engine soon.
func (e *engine) Stop() { e.stop() }

// waitIdle returns when no window is open and no client has asked for
// anything for a while.
func (e *engine) waitIdle(ctx context.Context) {
	t := time.NewTicker(500 * time.Millisecond)
	defer t.Stop()
	alone := time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		if e.openWindows() > 0 {
			alone = time.Now()
		}
		last := time.UnixMilli(e.asked.Load())
		if time.Since(alone) > lingering && time.Since(last) > lingering {
			return
		}
	}
}
