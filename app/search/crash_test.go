package search_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"

	"bangtin/app"
	"bangtin/app/search"
)

// The test binary runs itself as the process that gets killed.
const crashEnv = "BANGTIN_SEARCH_CHILD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashEnv); dir != "" {
		fmt.Println(writeUntilKilled(dir))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// A process that is killed in the middle of writing an index leaves one
// that has everything after it was opened again.
func TestKilledWhileIndexing(t *testing.T) {
	s := newShelf(t)
	if err := s.db.Close(); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, uint64(os.Getpid())))
	for range effort(4) {
		c := exec.Command(self)
		c.Env = append(os.Environ(), crashEnv+"="+s.dir)
		out, err := c.StdoutPipe()
		if err == nil {
			err = c.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		dots := make([]byte, 1+r.IntN(40)) // where it is killed is chance
		if _, err := io.ReadFull(out, dots); err != nil || strings.Trim(string(dots), ".") != "" {
			t.Fatalf("the child says %q, %v", dots, err)
		}
		if err := c.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = c.Wait() // killed
	}
	s.reopen()
	s.open()
	s.settle()
	published, err := s.lib.Published(context.Background())
	if err != nil || published == 0 {
		t.Fatalf("%d articles, %v", published, err)
	}
	if got := s.search(app.Search{Words: "chim"}).Total; got != published {
		t.Errorf("%d of %d are found", got, published)
	}
	if fault, err := s.finder.Check(context.Background()); fault != nil || err != nil {
		t.Errorf("the index: %v, %v", fault, err)
	}
}

// writeUntilKilled publishes and withdraws articles while the index follows.
func writeUntilKilled(dir string) error {
	s := &shelf{dir: dir}
	if err := s.load(); err != nil {
		return err
	}
	s.finder = search.Open(context.Background(), search.Options{Library: s.lib, Dir: s.folder()})
	go func() { _ = s.finder.Run(context.Background()) }()
	for i := 0; ; i++ {
		fmt.Print(".")
		name := fmt.Sprint(os.Getpid(), " ", i)
		e := entry(name, "Chim "+name, "", strings.Repeat("một hai ba ", 100))
		if _, err := s.lib.Save(context.Background(), true, e); err != nil {
			return err
		}
		if i%3 == 2 {
			if err := s.lib.Retract(context.Background(), e.Article, ""); err != nil {
				return err
			}
		}
	}
}
