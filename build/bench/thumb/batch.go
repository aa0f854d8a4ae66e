package main

import (
	"context"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"bangtin/app/thumb"
)

// many makes a batch of photos with the pool's own number of workers, as an import does, and prints
// time, processor time and peak of the workers.
func many(photos []string, command func() *exec.Cmd, n int) error {
	p := thumb.NewPool(thumb.Options{Command: command, Timeout: time.Minute})
	before := children()
	start := time.Now()
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { errs[i] = one(p, photos[i%len(photos)]) })
	}
	wg.Wait()
	wall := time.Since(start)
	p.Close() // only ended children are counted
	after := children()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	cpu := time.Duration(after.Utime.Nano() + after.Stime.Nano() - before.Utime.Nano() - before.Stime.Nano())
	var self syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &self); err != nil {
		return err
	}
	fmt.Printf("\nbatch of %d photos: %.1f s, processor %.1f s = %d ms a photo; this parent's own peak %d MB\n",
		n, wall.Seconds(), cpu.Seconds(), cpu.Milliseconds()/int64(n), self.Maxrss>>10)
	return nil
}

func one(p *thumb.Pool, photo string) error {
	f, err := os.Open(photo)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	_, err = p.Make(context.Background(), f, info.Size())
	return err
}

func children() (r syscall.Rusage) {
	// It fails for no valid argument.
	_ = syscall.Getrusage(syscall.RUSAGE_CHILDREN, &r)
	return r
}

// tinyPicture writes a picture of one pixel.
func tinyPicture(dir string) (string, error) {
	name := filepath.Join(dir, "tiny.png")
	f, err := os.Create(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	return name, png.Encode(f, image.NewGray(image.Rect(0, 0, 1, 1)))
}
