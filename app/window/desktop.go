//go:build (desktop || dev) && !bindings

package window

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"time"

	"github.com/wailsapp/wails/v2"
	wailsruntime "github.com/wailsapp/wails/v2/pkg/runtime"
)

// patience is how long GTK may take to leave its main loop.
const patience = time.Second

// Run shows the window and returns when it is over: nil after its user, a
// command, a signal to terminate or the end of ctx closed it, an error if
// there is no display or the page was lost. When the commands end it does
// not return, it kills the process group.
//
// Run is for the main goroutine of a process that does nothing else: it
// changes the environment, takes SIGTERM, SIGINT and SIGHUP, makes the
// process the leader of a group, and at the end kills what is left of it.
func Run(ctx context.Context, o Options) error {
	o, err := o.withDefaults()
	if err != nil {
		return err
	}
	if err := Available(); err != nil {
		return fmt.Errorf("open window: %w", err)
	}
	runtime.LockOSThread() // GTK wants one thread for ever
	leadGroup()
	p := &pane{Options: o, signals: make(chan os.Signal, 1), left: make(chan struct{})}
	p.takeSignals()
	if err := p.empty(); err != nil {
		return fmt.Errorf("open window: %w", err)
	}
	defer p.sweep()
	languages := languages(o.Lang, os.Getenv)
	for name, value := range environment(p.Face, p.Scratch, os.Getenv, hasLocale, hasBus(os.Getenv)) {
		if value == "" {
			err = os.Unsetenv(name)
		} else {
			err = os.Setenv(name, value)
		}
		if err != nil {
			return fmt.Errorf("open window: %w", err)
		}
	}
	width, height, err := prepare(o.Title, languages)
	if err != nil {
		return fmt.Errorf("open window: %w", err)
	}
	if p.Place != nil {
		fitted := p.Place.Fit(screens())
		p.Place = &fitted
	}
	settings := p.settings(width, height)
	settings.OnStartup = func(wails context.Context) { p.start(ctx, wails) }
	if err := wails.Run(settings); err != nil {
		return fmt.Errorf("open window: %w", err)
	}
	close(p.left)
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.err
}

// pane is the one window of this process.
type pane struct {
	Options
	signals chan os.Signal // that ask for the end
	left    chan struct{}  // closed when the main loop has ended

	mu    sync.Mutex
	wails context.Context // what Wails wants to see again
	up    bool            // the first page can take scripts
	next  step            // waits for it
	asked bool            // the page is asked whether it may go
	stays bool            // it may not, and its user was shown why
	over  bool            // the end has begun
	err   error           // what Run returns
}

// step is what the first page does next.
type step struct {
	script string
	origin string // where it goes; "": it stays
}

// start begins to listen once there is a window.
func (p *pane) start(ctx, wails context.Context) {
	p.mu.Lock()
	p.wails = wails
	p.mu.Unlock()
	guard(p.fills(), p.Place)

	// Wails has its own handler, which quits from the wrong thread.
	signal.Reset(syscall.SIGTERM, syscall.SIGINT)
	p.takeSignals()

	go p.listen()
	done := ctx.Done()
	for {
		select {
		case <-p.signals:
			go p.close(Reply{}, false)
		case <-done:
			done = nil
			go p.close(Reply{}, false)
		case place := <-moved:
			p.tell(Reply{Place: &place})
		case err := <-lost:
			p.end(Reply{Failed: err.Error()}, err)
			return
		case <-p.left:
			return
		}
	}
}

// takeSignals makes requests to end come to us. A broken pipe must not be
// the end either, before WebKit's processes are.
func (p *pane) takeSignals() {
	signal.Notify(p.signals, syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
}

// listen obeys until the commands end, which means that the engine has died.
func (p *pane) listen() {
	_ = readLines(p.Commands, p.obey) // an error ends them as well
	p.mu.Lock()
	over := p.over
	p.over = true
	p.mu.Unlock()
	if over {
		return // it only hung up after having asked
	}
	p.sweep()
	killAll()
}

func (p *pane) obey(c Command) {
	switch {
	case c.Close:
		go p.close(Reply{}, false)
	case c.Raise:
		p.mu.Lock()
		wails := p.wails
		p.mu.Unlock()
		if wails != nil && !p.fills() { // one that is still coming up comes up in front
			raise(wails)
		}
	case c.Poster != nil:
		p.take(step{script: showPoster(*c.Poster)})
	case c.Open != "":
		u, err := url.Parse(c.Open)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			err := fmt.Errorf("not an address: %q", c.Open)
			p.end(Reply{Failed: err.Error()}, err)
			return
		}
		p.take(step{script: goTo(c.Open), origin: u.Scheme + "://" + u.Host})
	}
}

// take takes a step, as soon as there is a page to take it.
func (p *pane) take(s step) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next = s
	if p.up {
		p.step()
	}
}

// loaded is called for every page; the first is ours.
func (p *pane) loaded(wails context.Context) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.up {
		return
	}
	p.up, p.wails = true, wails
	p.reply(Reply{Ready: true})
	if p.next != (step{}) {
		p.step()
	}
}

// step is called with mu held. From the moment an origin is allowed our own
// page is not any longer.
func (p *pane) step() {
	if p.next.origin != "" {
		allow(p.next.origin)
	}
	wailsruntime.WindowExecJS(p.wails, p.next.script)
}

// refusesToClose answers the close button, Alt+F4 and their like.
func (p *pane) refusesToClose() bool {
	p.mu.Lock()
	over := p.over
	p.mu.Unlock()
	if over {
		return false
	}
	if !p.fills() {
		go p.close(Reply{Closed: true}, true)
	}
	return true
}

// end ends the window once, with a last word to the engine.
func (p *pane) end(last Reply, err error) {
	p.mu.Lock()
	if p.over {
		p.mu.Unlock()
		return
	}
	p.over, p.err = true, err
	if last != (Reply{}) {
		p.reply(last)
	}
	wails := p.wails
	p.mu.Unlock() // quitting may ask refusesToClose first
	quit(wails)
	go p.insist(err)
}

// insist ends the process if the main loop does not: nothing in it needs to
// end well.
func (p *pane) insist(err error) {
	select {
	case <-p.left:
	case <-time.After(patience):
		p.sweep()
		if err != nil {
			os.Exit(1)
		}
		os.Exit(0)
	}
}

func (p *pane) tell(r Reply) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reply(r)
}

// reply is called with mu held. If nobody reads any longer, the commands
// have ended too, and listen sees to that.
func (p *pane) reply(r Reply) { _ = writeLine(p.Replies, r) }

// kept are the folders that WebKit fills below Scratch. Only they are ever
// removed, whatever else somebody keeps there.
var kept = []string{cacheFolder, dataFolder, webviewFolder}

// empty makes the scratch folder, or clears away what an earlier window
// left in it.
func (p *pane) empty() (err error) {
	if p.Scratch == "" {
		p.Scratch, err = os.MkdirTemp("", "bangtin-window-")
		return err
	}
	for _, name := range kept {
		if err := os.RemoveAll(filepath.Join(p.Scratch, name)); err != nil {
			return err
		}
	}
	return os.MkdirAll(p.Scratch, 0o700)
}

// sweep ends WebKit's processes and removes what they stored. What it
// cannot remove the next start clears away.
func (p *pane) sweep() {
	killRest()
	for _, name := range kept {
		_ = os.RemoveAll(filepath.Join(p.Scratch, name))
	}
	_ = os.Remove(p.Scratch)
}
