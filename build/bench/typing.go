package main

import (
	"context"
	"encoding/json"
	"errors"
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

// measureTyping has the tests of the front end type into a long article and
// into a bare field with the same words, in Debian's browser.
func measureTyping(ctx context.Context, b *bench) ([]row, error) {
	c := exec.CommandContext(ctx, "npm", "run", "e2e", "--", "tests/e2e/keys.spec.ts", "tests/e2e/typing.spec.ts", "--workers=1", "--reporter=line")
	c.Dir = "frontend"
	c.Env = append(os.Environ(), "BANGTIN_BIN="+b.bin, "BANGTIN_FIGURES="+b.dir)
	c.Stdout, c.Stderr = os.Stdout, os.Stderr
	failed := c.Run() // a figure past its deadline is reported as well
	var keys struct {
		Words       int
		Ours, Plain latency
		Keys        int
	}
	var typing struct {
		Keys                  int
		HeapBefore, HeapAfter float64
	}
	if err := errors.Join(readFigures(b.dir, "keys.json", &keys), readFigures(b.dir, "typing.json", &typing)); err != nil {
		return nil, fmt.Errorf("%w; the tests: %w", err, failed)
	}
	return []row{
		{fmt.Sprintf("key to paint, %d words and 40 photos, %d keys: p50, p95, p99", keys.Words, keys.Keys),
			keys.Ours.String(), "p95 ≤ 16 ms", judge(keys.Ours.P95 <= frame)},
		{"  and in a bare field with the same words", keys.Plain.String(), "", reported},
		{fmt.Sprintf("memory of the page, before and after %d keys", typing.Keys),
			fmt.Sprintf("%.1f MB, %.1f MB", typing.HeapBefore/1e6, typing.HeapAfter/1e6), "", reported},
	}, nil
}

func readFigures(dir, name string, into any) error {
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}
