package peer_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"bangtin/app"
	"bangtin/app/peer"
	"bangtin/app/store"
)

// The test binary runs itself as the machine that gets killed.
const childEnv = "BANGTIN_PEER_CHILD" // a file with what to do

// errand is what the child does.
type errand struct {
	Dir   string    `json:"dir"`
	Stick string    `json:"stick"`
	Keys  *app.Keys `json:"keys"`
	Staff string    `json:"staff"`
	Die   int64     `json:"die"` // the step at which to die, counted from 1
}

func TestMain(m *testing.M) {
	file := os.Getenv(childEnv)
	if file == "" {
		os.Exit(m.Run())
	}
	if err := child(file); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// child exchanges with a stick and dies at one of its steps: each write of
// the store, each piece that is read from the stick or written to it.
func child(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var e errand
	if err := json.Unmarshal(text, &e); err != nil {
		return err
	}
	ctx := context.Background()
	var steps atomic.Int64
	step := func() {
		if steps.Add(1) == e.Die {
			die()
		}
	}
	db, err := store.Open(ctx, store.Options{Dir: e.Dir, Fault: func(string) error { step(); return nil }})
	if err != nil {
		return err
	}
	lib, err := openLibrary(ctx, db, e.Keys)
	if err != nil {
		return err
	}
	f, err := peer.OpenFolder(e.Stick, lib.Name(), lib.Device())
	if err != nil {
		return err
	}
	p := peer.Party{Library: lib, Media: db.Media(), Keys: e.Keys, Staff: e.Staff}
	if _, err = p.Exchange(ctx, &mortal{f, step}, nil); err == nil {
		fmt.Println(steps.Load())
	}
	return errors.Join(err, f.Close(), db.Close())
}

// die is a power cut as far as a process can feel one.
func die() {
	p, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = p.Kill()
	}
	if err != nil {
		panic(err)
	}
	select {}
}

// mortal is a remote each of whose steps may be the last.
type mortal struct {
	peer.Remote
	step func()
}

func (m *mortal) Open(ctx context.Context, o peer.Offer) (io.ReadCloser, error) {
	m.step()
	return m.Remote.Open(ctx, o)
}

func (m *mortal) Put(ctx context.Context, a app.Audience, items []peer.Item, wrote func(peer.Item)) error {
	for i, it := range items {
		items[i].Write = func(w io.Writer) error {
			m.step()
			return it.Write(mortalWriter{w, m.step})
		}
	}
	return m.Remote.Put(ctx, a, items, func(it peer.Item) { m.step(); wrote(it) })
}

type mortalWriter struct {
	io.Writer
	step func()
}

func (w mortalWriter) Write(b []byte) (int, error) {
	n, err := w.Writer.Write(b[:len(b)/2])
	if err != nil {
		return n, err
	}
	w.step()
	k, err := w.Writer.Write(b[n:])
	return n + k, err
}

func (m *mortal) PutNote(ctx context.Context, kind, name string, text []byte) error {
	m.step()
	defer m.step()
	return m.Remote.PutNote(ctx, kind, name, text)
}

func (m *mortal) Tidy(ctx context.Context) error {
	m.step()
	defer m.step()
	return m.Remote.Tidy(ctx)
}

// killed runs an exchange of a machine in a process of its own that dies at
// a step, or comes to its end where there are fewer. It tells whether it
// died and, if not, how many steps there were.
func (m *machine) killed(stick string, at int64) (died bool, steps int64) {
	m.t.Helper()
	if err := m.db.Close(); err != nil {
		m.t.Fatal(err)
	}
	text, err := json.Marshal(errand{m.dir, stick, m.keys, m.staff, at})
	file := filepath.Join(m.t.TempDir(), "errand")
	if err == nil {
		err = os.WriteFile(file, text, 0o600)
	}
	if err != nil {
		m.t.Fatal(err)
	}
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), childEnv+"="+file)
	c.Stderr = os.Stderr
	out, err := c.Output()
	var ended *exec.ExitError
	if !errors.As(err, &ended) || ended.ExitCode() != -1 { // else a signal ended it
		if err != nil {
			m.t.Fatal(err)
		}
		if steps, err = strconv.ParseInt(strings.TrimSpace(string(out)), 10, 64); err != nil {
			m.t.Fatalf("the child says %q, %v", out, err)
		}
	}
	m.open()
	return steps == 0, steps
}

// The program is killed in the middle of an exchange, on either side, and
// goes on where it was.
func TestKilledInAnExchange(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	steps := map[*machine]int64{p.a: 200, p.b: 200} // known better after the first that was not killed
	kills := 0
	for round := range 4 * effort() {
		p.news()
		m := p.a
		if round%2 == 1 {
			m = p.b
			p.a.meet(p.stick)
		}
		at := 1 + p.r.Int64N(steps[m])
		what := fmt.Sprintf("round %d, %s at step %d", round, m.name, at)
		died, n := m.killed(p.stick, at)
		if died {
			kills++
		} else {
			steps[m] = n
		}
		m.clean()
		r, err := p.b.try(p.stick)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		p.whole(what, r)
		p.settled(what)
	}
	if kills == 0 {
		t.Error("nobody was killed: the test proves nothing")
	}
	t.Logf("%d killed, of %d and %d steps", kills, steps[p.a], steps[p.b])
}
