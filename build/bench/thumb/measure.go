package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"bangtin/app/thumb"
)

// cost is what one way of making three derivatives of one photo took.
type cost struct {
	cpu     time.Duration
	peakMB  float64
	filesMB float64 // of it pages of program and libraries, which processes share
}

// kept holds one worker that has made a picture before, as it stands in an engine, and reads what the
// system says of its process.
type kept struct {
	pool *thumb.Pool
	pid  int
}

func keep(command func() *exec.Cmd, warm string) (*kept, error) {
	var cmd *exec.Cmd
	k := &kept{pool: thumb.NewPool(thumb.Options{Workers: 1, Timeout: time.Minute, Idle: time.Hour, Command: func() *exec.Cmd {
		cmd = command()
		return cmd
	}})}
	if err := k.make(warm); err != nil {
		return nil, err
	}
	k.pid = cmd.Process.Pid
	return k, nil
}

func (k *kept) make(photo string) error {
	b, err := os.ReadFile(photo)
	if err != nil {
		return err
	}
	_, err = k.pool.Make(context.Background(), bytes.NewReader(b), int64(len(b)))
	return err
}

// cpu is the processor time of the worker since it started: the nanoseconds in the schedstat of each of
// its threads, as the ticks in stat (proc(5)) are too coarse.
func (k *kept) cpu() (time.Duration, error) {
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", k.pid))
	if err != nil || len(tasks) == 0 {
		return 0, fmt.Errorf("worker %d is gone", k.pid)
	}
	var sum time.Duration
	for _, t := range tasks {
		b, err := os.ReadFile(t)
		if err != nil {
			return 0, err
		}
		var ns int64
		if _, err := fmt.Sscan(string(b), &ns); err != nil {
			return 0, err
		}
		sum += time.Duration(ns)
	}
	return sum, nil
}

// memory is a line of the worker's /proc/PID/status, in MB.
func (k *kept) memory(line string) (float64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", k.pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(b), line+":")
	var kb float64
	_, err = fmt.Sscan(rest, &kb)
	return kb / 1024, err
}

// ours measures one photo in a fresh worker that has made one tiny picture: a kept worker has started
// long ago, but the peak must be this photo's.
func ours(command func() *exec.Cmd, photo, tiny string) (cost, error) {
	k, err := keep(command, tiny)
	if err != nil {
		return cost{}, err
	}
	defer k.pool.Close()
	before, err := k.cpu()
	if err != nil {
		return cost{}, err
	}
	if err := k.make(photo); err != nil {
		return cost{}, fmt.Errorf("%s: %w", photo, err)
	}
	after, err := k.cpu()
	if err != nil {
		return cost{}, err
	}
	peak, err := k.memory("VmHWM")
	if err != nil {
		return cost{}, err
	}
	files, err := k.memory("RssFile")
	return cost{after - before, peak, files}, err
}

// theirs runs vipsthumbnail once for each size.
func theirs(photo, dir string) (cost, error) {
	var c cost
	for _, size := range []string{"1920", "960", "320"} {
		cmd := exec.Command("vipsthumbnail", photo, "-s", size, "-o", filepath.Join(dir, size+".jpg[Q=82]"))
		if out, err := cmd.CombinedOutput(); err != nil {
			return cost{}, fmt.Errorf("vipsthumbnail: %w: %s", err, out)
		}
		u := cmd.ProcessState.SysUsage().(*syscall.Rusage)
		c.cpu += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		c.peakMB = max(c.peakMB, float64(u.Maxrss)/1024)
	}
	return c, nil
}

// single prints one line for each photo.
func single(photos []string, command func() *exec.Cmd, rounds int) error {
	dir, err := os.MkdirTemp("", "thumb-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	tiny, err := tinyPicture(dir)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "photo\tbangtin ms\tvipsthumbnail ×3 ms\tratio\tbangtin peak MB\tof it shared files\tvips peak MB\tratio ≤ 1.3\tpeak ≤ 100 MB\t")
	for _, photo := range photos {
		var a, b []cost
		for range rounds {
			one, err := ours(command, photo, tiny)
			if err != nil {
				return err
			}
			two, err := theirs(photo, dir)
			if err != nil {
				return err
			}
			a, b = append(a, one), append(b, two)
		}
		line(w, filepath.Base(photo), middle(a), middle(b))
	}
	return w.Flush()
}

func line(w io.Writer, name string, a, b cost) {
	ratio := float64(a.cpu) / float64(b.cpu)
	peak := reached(a.peakMB <= mostPeakMB)
	if strings.Contains(name, "progressive") {
		peak = "(baseline only)"
	}
	fmt.Fprintf(w, "%s\t%d\t%d\t%.2f\t%.0f\t%.0f\t%.0f\t%s\t%s\t\n", name, a.cpu.Milliseconds(), b.cpu.Milliseconds(),
		ratio, a.peakMB, a.filesMB, b.peakMB, reached(ratio <= mostRatio), peak)
}

// middle is the median of the processor times and the highest peak.
func middle(c []cost) cost {
	slices.SortFunc(c, func(a, b cost) int { return int(a.cpu - b.cpu) })
	m := c[len(c)/2]
	for _, x := range c {
		m.peakMB = max(m.peakMB, x.peakMB)
	}
	return m
}

func reached(yes bool) string {
	if yes {
		return "reached"
	}
	return "NOT reached"
}
