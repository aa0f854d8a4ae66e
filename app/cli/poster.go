package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"

	"bangtin/app/supervise"
	"bangtin/app/window"
)

// poster stands on the screen while the engine beneath it keeps crashing:
// a calm page with a clock, from a window that needs no engine.
type poster struct {
	program *program
	face    string
	dir     string // the data folder
	mu      sync.Mutex
	child   *supervise.Child
}

// state follows the engine. It is called in order and must not block.
func (p *poster) state(s supervise.State) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case s.Crashing && p.child == nil:
		p.child = p.show(fmt.Sprintf("%d", s.Crashes))
	case !s.Crashing && p.child != nil:
		go stopChild(p.child)
		p.child = nil
	}
}

func (p *poster) hide() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.child != nil {
		stopChild(p.child)
		p.child = nil
	}
}

func stopChild(c *supervise.Child) { _ = c.Stop(context.Background()) } // it is gone afterwards

func (p *poster) show(code string) *supervise.Child {
	self, err := os.Executable()
	if err != nil {
		return nil
	}
	return supervise.Start(context.Background(), supervise.Spec{
		Name: "poster",
		Command: func() (*exec.Cmd, error) {
			c := exec.Command(self, "show-window", "--face", p.face, "--lang", p.program.language())
			c.Args = append(c.Args, solemnArgument(p.dir)...)
			return c, nil
		},
		Serve: func(_ context.Context, in io.WriteCloser, out io.Reader) {
			_ = window.Replies(out, func(r window.Reply) {
				if r.Ready {
					_ = window.Send(in, window.Command{Poster: &window.Poster{Code: code}})
				}
			})
		},
		Restart: supervise.Always,
		Death:   terminate,
	})
}
