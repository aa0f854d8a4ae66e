package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// latency is in milliseconds, from a key to the paint after it.
type latency struct{ P50, P95, P99 float64 }

func (l latency) String() string { return fmt.Sprintf("%.1f, %.1f, %.1f ms", l.P50, l.P95, l.P99) }

// frame is how long a browser may wait before it paints, whatever a page
// does: a key that just missed a frame is shown with the next.
const frame = 16.0

// measureTyping has the test of the front end type into a long article and
// into a bare field with the same words, in Debian's browser.
func measureTyping(ctx context.Context, b *bench) ([]row, error) {
	file := filepath.Join(b.dir, "typing.json")
	c := exec.CommandContext(ctx, "npm", "run", "e2e", "--", "tests/e2e/typing.spec.ts", "--reporter=line")
	c.Dir = "frontend"
	c.Env = append(os.Environ(), "BANGTIN_BIN="+b.bin, "BANGTIN_FIGURES="+file)
	c.Stdout, c.Stderr = os.Stdout, os.Stderr
	failed := c.Run() // a figure past its deadline is reported as well
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("%w; the test: %w", err, failed)
	}
	var got struct {
		Words                 int
		Ours, Plain           latency
		Keys                  int
		Minutes               float64
		HeapBefore, HeapAfter float64
	}
	if err := json.Unmarshal(text, &got); err != nil {
		return nil, err
	}
	return []row{
		{fmt.Sprintf("key to paint, %d words and 40 photos: p50, p95, p99", got.Words), got.Ours.String(), "p95 ≤ 16 ms", judge(got.Ours.P95 <= frame)},
		{"  and in a bare field with the same words", got.Plain.String(), "", reported},
		{fmt.Sprintf("memory of the page, before and after %d keys", got.Keys),
			fmt.Sprintf("%.1f MB, %.1f MB", got.HeapBefore/1e6, got.HeapAfter/1e6), "", reported},
	}, nil
}
