// Command thumb measures the photo pipeline against three runs of vipsthumbnail, the tool people would
// otherwise script: the same original, the same three sizes, the same quality, in alternation, as
// processor time and peak memory of the processes that do the work.
//
//	go run ./build/bench/thumb [-rounds 5] [-batch 40] [-worker "COMMAND ARGS"]
//
// Photos are read from the folder photos/bench below BANGTIN_SAMPLES, by default ../shared/data beside
// the checkout. With -worker the worker is that command instead of this program itself.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"bangtin/app/thumb"
)

// Targets of the design.
const (
	mostRatio    = 1.3
	mostPeakMB   = 100
	workerSwitch = "worker" // the hidden argument that makes this program a worker
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == workerSwitch {
		if err := thumb.Serve(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	rounds := flag.Int("rounds", 5, "rounds; the median counts")
	batch := flag.Int("batch", 40, "photos in the batch")
	worker := flag.String("worker", "", "command of the worker; empty: this program")
	flag.Parse()
	if runtime.GOOS != "linux" {
		return errors.New("peaks are read from /proc: run this on Linux")
	}
	if _, err := exec.LookPath("vipsthumbnail"); err != nil {
		return fmt.Errorf("nothing to compare with: %w (Debian: libvips-tools)", err)
	}
	photos, err := samples()
	if err != nil {
		return err
	}
	command, err := workerCommand(*worker)
	if err != nil {
		return err
	}
	fmt.Printf("%d rounds in alternation, medians; %d processors, %s\n\n", *rounds, runtime.NumCPU(), load())
	if err := single(photos, command, *rounds); err != nil {
		return err
	}
	return many(photos, command, *batch)
}

// samples lists the photos of 10 megapixels and more, which end in …mp.jpg.
func samples() ([]string, error) {
	root := os.Getenv("BANGTIN_SAMPLES")
	if root == "" {
		root = filepath.Join("..", "shared", "data")
	}
	photos, err := filepath.Glob(filepath.Join(root, "photos", "bench", "*mp.jpg"))
	if err == nil && len(photos) == 0 {
		err = fmt.Errorf("no photos in %s: run this in the checkout, or set BANGTIN_SAMPLES", root)
	}
	return photos, err
}

func workerCommand(line string) (func() *exec.Cmd, error) {
	if line != "" {
		words := strings.Fields(line)
		return func() *exec.Cmd { return exec.Command(words[0], words[1:]...) }, nil
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return func() *exec.Cmd { return exec.Command(self, workerSwitch) }, nil
}

// load is the machine's load over the last minute, for whoever doubts the figures.
func load() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "load unknown"
	}
	return "load " + strings.Fields(string(b))[0]
}
