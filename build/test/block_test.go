package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

func TestRunBlocks(t *testing.T) {
	ok := func(context.Context, *blockLog) ([]result, error) { return nil, nil }
	broken := func(_ context.Context, log *blockLog) ([]result, error) {
		_, err := log.WriteString("what a reader needs\n")
		return nil, errors.Join(err, errors.New("it broke"))
	}
	hangs := func(ctx context.Context, log *blockLog) ([]result, error) {
		return nil, command{argv: []string{"sh", "-c", "sleep 60 & wait"}}.run(ctx, log)
	}
	withTests := func(context.Context, *blockLog) ([]result, error) {
		return []result{{name: "a", outcome: passed}, {name: "b", outcome: skipped, reason: "no bus"}}, nil
	}
	withFailure := func(context.Context, *blockLog) ([]result, error) {
		return []result{{name: "a", outcome: passed}, {name: "b", outcome: failed}}, nil
	}
	tests := []struct {
		name   string
		blocks []block
		only   string
		fails  bool
		out    []string
		not    string
	}{
		{"all pass", []block{{"one", allCores, nil, time.Minute, ok}, {"two", allCores, []string{"one"}, time.Minute, withTests}}, "",
			false, []string{"b (two): no bus", "\n2 passed, 0 failed, 1 skipped\n"}, "Failed"},
		{"one fails", []block{{"one", allCores, nil, time.Minute, broken}, {"two", allCores, nil, time.Minute, ok}}, "",
			true, []string{"what a reader needs", "it broke", "\n1 passed, 1 failed, 0 skipped\n"}, ""},
		{"what needs it fails too", []block{{"one", allCores, nil, time.Minute, broken}, {"two", allCores, []string{"one"}, time.Minute, ok}}, "",
			true, []string{`not tried, because "one" failed`, "\n0 passed, 2 failed, 0 skipped\n"}, ""},
		{"a failed test is enough", []block{{"one", allCores, nil, time.Minute, withFailure}}, "",
			true, []string{"\n1 passed, 1 failed, 0 skipped\n"}, ""},
		{"too slow", []block{{"one", allCores, nil, 50 * time.Millisecond, hangs}}, "",
			true, []string{"not done after 50ms", "\n0 passed, 1 failed, 0 skipped\n"}, ""},
		{"some, with what they need", []block{{"one", allCores, nil, time.Minute, ok}, {"two", allCores, []string{"one"}, time.Minute, ok}, {"three", allCores, nil, time.Minute, broken}}, "two",
			false, []string{"\n2 passed, 0 failed, 0 skipped\n"}, "three"},
		{"no such block", []block{{"one", allCores, nil, time.Minute, ok}}, "two", true, nil, "passed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out strings.Builder
			err := runBlocks(t.Context(), &place{out: t.TempDir()}, &out, tt.blocks, tt.only)
			if (err != nil) != tt.fails {
				t.Errorf("err = %v, want a failure: %v", err, tt.fails)
			}
			for _, want := range tt.out {
				if !strings.Contains(out.String(), want) {
					t.Errorf("no %q in\n%s", want, out.String())
				}
			}
			if tt.not != "" && strings.Contains(out.String(), tt.not) {
				t.Errorf("%q in\n%s", tt.not, out.String())
			}
		})
	}
}

// TestBlocksSideBySide: blocks of one core run beside each other where what
// they need has ended, and never beside one of all cores.
func TestBlocksSideBySide(t *testing.T) {
	if runtime.NumCPU() < 2 {
		t.Skip("this machine has one core")
	}
	var running atomic.Int32
	meeting := make(chan bool)
	alone := func(context.Context, *blockLog) ([]result, error) {
		defer running.Add(-1)
		if n := running.Add(1); n != 1 {
			return nil, fmt.Errorf("it runs beside %d others", n-1)
		}
		return nil, nil
	}
	meets := func(ctx context.Context, _ *blockLog) ([]result, error) {
		defer running.Add(-1)
		running.Add(1)
		select {
		case meeting <- true:
		case <-meeting:
		case <-ctx.Done():
		}
		return nil, ctx.Err()
	}
	broken := func(context.Context, *blockLog) ([]result, error) { return nil, errors.New("it broke") }
	blocks := []block{
		{"first", allCores, nil, time.Minute, alone},
		{"left", oneCore, nil, time.Minute, meets},
		{"right", oneCore, nil, time.Minute, meets},
		{"second", allCores, nil, time.Minute, alone},
		{"breaks", oneCore, nil, time.Minute, broken},
		{"needs it", oneCore, []string{"breaks"}, time.Minute, alone},
		{"last", oneCore, []string{"right"}, time.Minute, alone},
	}
	var out strings.Builder
	if err := runBlocks(t.Context(), &place{out: t.TempDir()}, &out, blocks, ""); err == nil {
		t.Error("no failure of the one that breaks")
	}
	for _, want := range []string{`not tried, because "breaks" failed`, "\n5 passed, 2 failed, 0 skipped\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	_, report, _ := strings.Cut(out.String(), "Blocks, ")
	at := 0
	for _, b := range blocks {
		i := strings.Index(report, "\n  "+b.name+" ")
		if i < at {
			t.Errorf("%q is out of its place in the report:\n%s", b.name, report)
		}
		at = i
	}
}

// TestCommandLeavesNothing: what a command starts and forgets is gone.
func TestCommandLeavesNothing(t *testing.T) {
	file, err := os.CreateTemp(t.TempDir(), "log")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	log := &blockLog{File: file}
	if err := (command{argv: []string{"sh", "-c", "sleep 60 & echo $!"}}).run(t.Context(), log); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file.Name())
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	pid, err := strconv.Atoi(lines[1])
	if err != nil {
		t.Fatalf("no pid in %q", text)
	}
	deadline := time.Now().Add(5 * time.Second)
	for alive(pid) {
		if time.Now().After(deadline) {
			t.Fatalf("process %d still runs", pid)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// alive says whether a process runs; one that waits to be reaped does not.
func alive(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err == nil && !strings.Contains(string(stat), ") Z ")
}
