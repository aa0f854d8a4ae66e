package thumb_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bangtin/app/thumb"
)

// roleVar tells this test binary, started again, to be a worker, a good or a bad one.
const roleVar = "BANGTIN_THUMB_TEST_ROLE"

// Greeting of a worker, frame and all.
const greeting = "h\x00\x00\x00\x0fbangtin thumb 2"

// roles are the workers that tests start. All but the first stand for one that was taken over or broke.
var roles = map[string]func(){
	"serve": func() {
		if err := thumb.Serve(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	},
	"no-worker": func() { fmt.Println("usage: something else") },
	"mute":      func() { fmt.Print(greeting); drain() },
	"deaf":      func() { fmt.Print(greeting); hang() },
	"exit":      func() { fmt.Print(greeting); readSome(); os.Exit(3) },
	"panic":     func() { fmt.Print(greeting); readSome(); panic("as decoders do") },
	"memory": func() {
		fmt.Print(greeting)
		readSome()
		fmt.Fprintln(os.Stderr, "fatal error: runtime: out of memory")
		os.Exit(2)
	},
	"garbage": func() { fmt.Print(greeting); readSome(); fmt.Print(strings.Repeat("nonsense", 64)); drain() },
	"flood":   func() { fmt.Print(greeting); flood(os.Stdout) },
	"shout":   func() { fmt.Print(greeting); flood(os.Stderr) },
	"promise": func() { // a picture whose derivatives are said to be endless
		fmt.Print(greeting)
		readSome()
		frame('p', `{"kind":"jpeg","width":1920,"height":1080,"colour":"#000000","derivatives":[`+
			`{"width":1920,"height":1080,"type":"image/jpeg","bytes":2000000000},`+
			`{"width":960,"height":540,"type":"image/jpeg","bytes":1},`+
			`{"width":320,"height":180,"type":"image/jpeg","bytes":1}]}`)
		drain()
	},
	"script": func() { // a derivative that is no picture
		fmt.Print(greeting)
		readSome()
		frame('p', `{"kind":"jpeg","width":20,"height":10,"colour":"#000000","derivatives":[`+
			`{"width":20,"height":10,"type":"image/jpeg","bytes":8}]}`)
		frame('d', "<script>")
		drain()
	},
}

func TestMain(m *testing.M) {
	if role, ok := roles[os.Getenv(roleVar)]; ok {
		role()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func frame(name byte, body string) {
	os.Stdout.Write(frames(string(name), body))
}

func readSome() { _, _ = os.Stdin.Read(make([]byte, 16)) }

func drain() { _, _ = io.Copy(io.Discard, os.Stdin) }

func hang() { time.Sleep(time.Hour) }

func flood(w io.Writer) {
	line := []byte(strings.Repeat("x", 1<<16))
	for {
		if _, err := w.Write(line); err != nil {
			return
		}
	}
}

// patience is the time for one picture in tests that are not about time: the machine may be busy.
const patience = 2 * time.Minute

// command gives commands that run this binary in a role.
func command(t testing.TB, role string) func() *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return func() *exec.Cmd {
		c := exec.Command(self)
		c.Env = append(os.Environ(), roleVar+"="+role)
		return c
	}
}

// pool gives a pool of real workers that is closed with the test.
func pool(t testing.TB, o thumb.Options) *thumb.Pool {
	t.Helper()
	if o.Command == nil {
		o.Command = command(t, "serve")
	}
	if o.TempDir == "" {
		o.TempDir = t.TempDir()
	}
	if o.Timeout == 0 {
		o.Timeout = patience
	}
	p := thumb.NewPool(o)
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// samples gives a folder of real photos, or skips the test.
func samples(t testing.TB, folder string) string {
	t.Helper()
	root := os.Getenv("BANGTIN_SAMPLES")
	if root == "" {
		root = filepath.Join(checkout(t), "..", "shared", "data")
	}
	dir := filepath.Join(root, "photos", folder)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no sample photos: %v (name their folder in BANGTIN_SAMPLES)", err)
	}
	return dir
}

// checkout gives the folder that holds go.mod.
func checkout(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above this test")
		}
		dir = filepath.Dir(dir)
	}
}

// files lists the files of a folder that end like that.
func files(t testing.TB, dir, ending string) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(dir, "*"+ending))
	if err != nil || len(all) == 0 {
		t.Fatalf("no %s in %s: %v", ending, dir, err)
	}
	return all
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// code gives the code of an *Error, "" for nil, and the text of any other error.
func code(err error) thumb.Code {
	var e *thumb.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &e):
		return e.Code
	}
	return thumb.Code("no *Error: " + err.Error())
}
