package supervise_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"bangtin/app/supervise"
)

// roleKey makes this test binary play a child, or a whole supervisor.
const roleKey = "SUPERVISE_ROLE"

func TestMain(m *testing.M) {
	role := os.Getenv(roleKey)
	if role == "" {
		os.Exit(m.Run())
	}
	name, arg, _ := strings.Cut(role, ":")
	roles[name](arg)
}

var roles = map[string]func(arg string){
	"exit": func(arg string) {
		code, _ := strconv.Atoi(arg)
		os.Exit(code)
	},
	// parting says something and is gone.
	"parting": func(string) { fmt.Println("farewell") },
	// live beats until its input ends.
	"live": func(string) { beat("beat"); untilEOF() },
	// mute never says anything.
	"mute": func(string) { untilEOF() },
	// hidden beats once, then says that it is hidden, then nothing.
	"hidden": func(string) { fmt.Println("beat\nhidden"); untilEOF() },
	// busy only reports progress.
	"busy": func(string) { beat("progress"); untilEOF() },
	// polite ends well on SIGTERM.
	"polite": func(string) {
		term := make(chan os.Signal, 1)
		signal.Notify(term, syscall.SIGTERM)
		fmt.Println("beat")
		<-term
		fmt.Println("farewell")
	},
	// listener hears no signal, only the end of its input.
	"listener": func(string) {
		signal.Ignore(syscall.SIGTERM)
		fmt.Println("beat")
		untilEOF()
		fmt.Println("farewell")
	},
	// stubborn has to be killed.
	"stubborn": func(string) {
		signal.Ignore(syscall.SIGTERM, syscall.SIGHUP)
		beat("beat")
		select {}
	},
	// family has a grandchild in its group, which goes when its pipe ends.
	"family": func(grandchild string) {
		cmd := self(grandchild)
		pipe, err := cmd.StdinPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println("pid", cmd.Process.Pid)
		beat("beat")
		untilEOF()
		_ = pipe.Close()
	},
	// supervisor watches over one child and tells what it does.
	"supervisor": func(child string) {
		var say sync.Mutex
		print := func(a ...any) { say.Lock(); defer say.Unlock(); fmt.Println(a...) }
		var c *supervise.Child
		ready := make(chan struct{})
		c = supervise.Start(context.Background(), supervise.Spec{
			Name:    "child",
			Command: command(child),
			Silence: 400 * time.Millisecond,
			OnState: func(s supervise.State) { print("state", s.Pid, s.Starts) },
			Serve: func(_ context.Context, _ io.WriteCloser, out io.Reader) {
				<-ready
				relay(c, out, func(line string) { print(line) })
			},
		})
		close(ready)
		untilEOF()
		_ = c.Stop(context.Background())
	},
}

func beat(word string) {
	go func() {
		for {
			fmt.Println(word)
			time.Sleep(20 * time.Millisecond)
		}
	}()
}

func untilEOF() { _, _ = io.Copy(io.Discard, os.Stdin) }

// relay hands the words of a child to its supervisor, and every line to each.
func relay(c *supervise.Child, out io.Reader, each func(string)) {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		switch lines.Text() {
		case "beat":
			c.Beat(true)
		case "hidden":
			c.Beat(false)
		case "progress":
			c.Progress()
		}
		each(lines.Text())
	}
}

func self(role string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	// Under the race detector a process otherwise sleeps a second at its end.
	cmd.Env = append(os.Environ(), roleKey+"="+role, "GORACE=atexit_sleep_ms=0")
	cmd.Stderr = os.Stderr
	return cmd
}

func command(role string) func() (*exec.Cmd, error) {
	return func() (*exec.Cmd, error) { return self(role), nil }
}

// until waits for a condition, at most ten seconds.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	limit := time.Now().Add(10 * time.Second)
	for !ok() {
		if time.Now().After(limit) {
			t.Fatalf("waited ten seconds for %s", what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}
