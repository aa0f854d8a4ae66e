package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// A command is one program run by a block.
type command struct {
	dir    string   // the root of the checkout if empty
	env    []string // the whole environment
	stdin  string
	stdout *os.File // where standard output goes; the block's log if nil
	argv   []string
}

// run runs the command to its end. It gets a process group of its own, and
// whatever is left of that group afterwards is killed, so that no browser
// or display outlives the block that started it.
func (c command) run(ctx context.Context, log *blockLog) error {
	fmt.Fprintf(log, "$ %s\n", strings.Join(c.argv, " "))
	cmd := exec.CommandContext(ctx, c.argv[0], c.argv[1:]...)
	cmd.Dir, cmd.Env = c.dir, c.env
	cmd.Stdin = strings.NewReader(c.stdin)
	cmd.Stdout, cmd.Stderr = log.File, log.File
	if c.stdout != nil {
		cmd.Stdout = c.stdout
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	if err := cmd.Start(); err != nil {
		return err
	}
	err := cmd.Wait()
	if syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) == nil {
		fmt.Fprintln(log, "(processes it left behind were killed)")
	}
	if err != nil {
		return fmt.Errorf("%s: %w", strings.Join(c.argv[:min(3, len(c.argv))], " "), err)
	}
	return nil
}

// runAll runs commands one after the other up to the first that fails.
func runAll(ctx context.Context, log *blockLog, cmds ...command) error {
	for _, c := range cmds {
		if err := c.run(ctx, log); err != nil {
			return err
		}
	}
	return nil
}
