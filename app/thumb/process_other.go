//go:build !linux && !windows

package thumb

import (
	"context"
	"io"
	"os/exec"
	"time"
)

// limitMemory does nothing: this system has no limit that a Go process keeps to.
func limitMemory(uint64) error { return nil }

// processorTime is not known here: the clock decides.
func processorTime() time.Duration { return 0 }

// runLimited runs a program until it ends or ctx does.
func runLimited(ctx context.Context, stderr io.Writer, _ int64, program string, args ...string) error {
	c := exec.CommandContext(ctx, program, args...)
	c.Stderr = stderr
	c.WaitDelay = time.Second
	return c.Run()
}
