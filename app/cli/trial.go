package cli

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"bangtin/app"
	"bangtin/app/api"
	"bangtin/app/store"
)

// trialTime is how long a version that has never shown a right page here has
// for it. Tests of the real program wait less.
func trialTime() time.Duration {
	d, err := time.ParseDuration(os.Getenv("BANGTIN_TRIAL_TIME"))
	if err != nil || d <= 0 {
		return time.Minute
	}
	return d
}

const (
	// trialVariable tells an engine that it is being tried, and which
	// release it is.
	trialVariable = "BANGTIN_TRIAL"
	// insteadVariable tells a program that another has started it in its
	// place and looks after it: it starts no further one.
	insteadVariable = "BANGTIN_INSTEAD"
)

var (
	errLate = errors.New("a new version has shown no page in time")
	// errNewer ends an engine in whose place a newer version is to run.
	errNewer = errors.New("a newer version takes over")
)

// succession decides which version of the program runs, and watches over one
// that is new here. It belongs to the program that people started: whatever
// comes later, that one is gone back to.
type succession struct {
	programs
	folder string // the data folder
	// refused is a version under trial that ended in good order without a
	// page: until this program ends the one before it goes instead.
	refused *kept

	mu    sync.Mutex
	trial *kept     // under way; nil: none
	until time.Time // it has to have shown a page
}

func newSuccession(dir string) *succession {
	return &succession{programs: keptPrograms(dir), folder: dir}
}

// command makes the command of the version that should run now: this very
// program where none is newer, or where an engine runs already. Trial is the
// version that is tried by it.
func (s *succession) command(ctx context.Context, args ...string) (c *exec.Cmd, trial *kept, err error) {
	self, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	k, ok := s.next()
	if ok && s.refused != nil && s.refused.Sum == k.Sum {
		ok = false
	}
	if ok && !k.good {
		if _, runs := findEngine(ctx, s.folder); runs {
			ok = false // its page would tell nothing of the new one
		}
	}
	if !ok {
		s.settle(nil)
		return exec.Command(self, args...), nil, nil
	}
	c = exec.Command(k.path, args...)
	c.Env = append(os.Environ(), insteadVariable+"="+k.Version)
	if k.good {
		s.settle(nil)
		return c, nil, nil
	}
	if err := s.try(k.Sum); err != nil {
		return nil, nil, err
	}
	s.settle(&k)
	c.Env = append(c.Env, trialVariable+"="+k.Sum.String())
	return c, &k, nil
}

// forgive takes back what counts against a version that ended in good order:
// the one before it did not start either.
func (s *succession) forgive() error {
	if s.refused == nil {
		return nil
	}
	return absent(os.Remove(filepath.Join(s.programs.folder(s.refused.Sum), "tried")))
}

// settle begins a trial, goes on with the one that runs, or ends it.
func (s *succession) settle(k *kept) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.trial == nil || k == nil || s.trial.Sum != k.Sum { // else it has crashed, and its time goes on
		s.until = time.Now().Add(trialTime())
	}
	s.trial = k
}

// late tells whether a trial is over its time, and notes that it failed.
func (s *succession) late() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.trial == nil {
		return false
	}
	if s.marked(s.trial.Sum, "good") {
		s.trial = nil
		return false
	}
	if time.Now().Before(s.until) {
		return false
	}
	_ = s.fail(s.trial.Sum, lateWords) // where that cannot be noted it is tried once more
	s.trial = nil
	return true
}

// watch calls over once for each trial that is over its time, until the
// context ends.
func (s *succession) watch(ctx context.Context, over func()) {
	t := time.NewTicker(500 * time.Millisecond)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		if s.late() {
			over()
		}
	}
}

// probation is the side of the version that is tried: it tells that it works.
type probation struct {
	programs
	data string // folder
	sum  app.Hash
	once sync.Once
}

// onProbation is nil where this program is not being tried.
func onProbation(dir string) *probation {
	var sum app.Hash
	if err := sum.UnmarshalText([]byte(os.Getenv(trialVariable))); err != nil || sum.IsZero() {
		return nil
	}
	return &probation{programs: keptPrograms(dir), data: dir, sum: sum}
}

// seen hears what a page of this version says that it shows. A kiosk's and a
// screen's is right once it has painted what the library shows; at a desk
// somebody sees it.
func (p *probation) seen(face string, b api.Beat, failed func(error)) {
	if p == nil || !b.Visible || b.Route == "" || face != api.FaceDesk && b.Painted == "" {
		return
	}
	p.pass(failed)
}

func (p *probation) pass(failed func(error)) {
	if p == nil {
		return
	}
	p.once.Do(func() {
		err := p.keep(p.sum)
		if err == nil { // else the version before it is gone back to
			err = store.Proven(p.data)
		}
		if err != nil {
			failed(err)
		}
	})
}
