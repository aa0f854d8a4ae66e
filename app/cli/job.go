package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"bangtin/app"
	"bangtin/app/api"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// A job is the part of a command that needs the store. It runs in this
// process or, where an engine holds the store, in that one; what it
// reports goes to the terminal either way.
type job func(ctx context.Context, c *core, args []byte, report func(any)) error

// jobs are what an engine does for other processes.
var jobs = map[string]job{
	"import":   importJob,
	"sample":   sampleJob,
	"search":   searchJob,
	"settings": settingsJob,
	"check":    checkJob,
	"rebuild":  rebuildJob,
	"status":   statusJob,
	"account":  accountJob,
	"units":    unitsJob,
	"log":      logJob,
	"sync":     syncJob,
	"device":   deviceJob,
	"upgrade":  upgradeJob,
	"backup":   backupJob,
	"recovery": recoveryJob,
}

// report lines. One member of a line is set.
type line struct {
	Progress *progress       `json:"progress,omitempty"`
	Refused  *refusal        `json:"refused,omitempty"`
	Result   json.RawMessage `json:"result,omitempty"`
}

// progress is how far a job is.
type progress struct {
	Done  int64    `json:"done"`
	Total int64    `json:"total"`
	What  app.Text `json:"what"`
}

// refusal is an item that was left out, and why.
type refusal struct {
	File   string   `json:"file"`
	Line   int      `json:"line,omitempty"`
	Item   string   `json:"item,omitempty"`
	Key    string   `json:"key"`
	Reason app.Text `json:"reason"`
}

func result(v any) (line, error) {
	text, err := json.Marshal(v)
	return line{Result: text}, err
}

// run does a job here or in the engine that holds the store, shows its
// progress, and puts its result into out.
func (p *program) run(ctx context.Context, name string, args, out any) error {
	err := p.perform(ctx, name, args, out)
	if err != nil && ctx.Err() != nil {
		return errStopped // "done" would be taken for all of it
	}
	return err
}

func (p *program) perform(ctx context.Context, name string, args, out any) error {
	text, err := json.Marshal(args)
	if err != nil {
		return err
	}
	dir, err := p.folder()
	if err != nil {
		return err
	}
	v := p.viewer()
	defer v.end()
	hear := func(l line) error {
		if l.Result != nil {
			return json.Unmarshal(l.Result, out)
		}
		v.show(l)
		return nil
	}
	if e, ok := findEngine(ctx, dir); ok {
		return e.run(ctx, name, text, hear)
	}
	if done, err := p.handOver(ctx, dir); done {
		return err
	}
	c, err := openCore(ctx, dir, p.logger())
	if app.CodeOf(err) == app.Held { // an engine came up meanwhile
		if e, ok := findEngine(ctx, dir); ok {
			return e.run(ctx, name, text, hear)
		}
	}
	if err != nil {
		return err
	}
	if c.lib.Stale() && name != "rebuild" {
		err = c.lib.Rebuild(ctx, func(done, total int) {
			v.show(line{Progress: &progress{Done: int64(done), Total: int64(total), What: foldWords}})
		})
		if err != nil {
			return errors.Join(err, c.close())
		}
	}
	var failed error
	err = jobs[name](ctx, c, text, func(x any) {
		if l, ok := x.(line); ok {
			if err := hear(l); err != nil && failed == nil {
				failed = err
			}
		}
	})
	if err == nil {
		err = failed
	}
	if closed := c.close(); err == nil {
		err = closed
	}
	return err
}

// foldWords say what the first command of a new version does first.
var foldWords = app.Text{VI: "Cập nhật dữ liệu cho phiên bản mới", EN: "Bringing the data up to this version"}

// viewer shows what a job reports: a bar on a terminal, refusals as lines.
type viewer struct {
	p   *program
	bar *progressbar.ProgressBar
}

func (p *program) viewer() *viewer { return &viewer{p: p} }

func (v *viewer) show(l line) {
	if r := l.Refused; r != nil {
		v.p.refused++
		v.clear()
		where := r.File
		if r.Line > 0 {
			where = fmt.Sprintf("%s:%d", where, r.Line)
		}
		if r.Item != "" {
			where += " " + r.Item
		}
		fmt.Fprintf(v.p.err, "%s: %s (%s)\n", where, r.Reason.VI, r.Reason.EN)
	}
	f, ok := v.p.err.(*os.File)
	if l.Progress == nil || !ok || !term.IsTerminal(int(f.Fd())) {
		return
	}
	if v.bar == nil {
		v.bar = progressbar.NewOptions64(l.Progress.Total, progressbar.OptionSetWriter(v.p.err),
			progressbar.OptionSetDescription(l.Progress.What.VI), progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(30))
	}
	v.bar.ChangeMax64(l.Progress.Total)
	_ = v.bar.Set64(l.Progress.Done) // a bar that cannot be drawn holds nothing up
}

func (v *viewer) clear() {
	if v.bar != nil {
		_ = v.bar.Clear()
	}
}

func (v *viewer) end() {
	if v.bar != nil {
		_ = v.bar.Finish()
	}
}

// print writes a command's outcome: v as JSON if asked, else the text.
func (p *program) print(v any, text string) error {
	if !p.json {
		_, err := io.WriteString(p.out, text)
		return err
	}
	e := json.NewEncoder(p.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

func (p *program) logger() *slog.Logger {
	level := slog.LevelWarn
	if os.Getenv("BANGTIN_DEBUG") != "" {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(p.err, &slog.HandlerOptions{Level: level}))
}

// wireProblem turns the problem at the end of an engine's report back into
// the error it was made of.
func wireProblem(p *api.Problem) error {
	if p == nil {
		return nil
	}
	return &app.Error{Code: p.Code, Key: p.Key, Msg: p.Message}
}
