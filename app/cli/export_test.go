package cli

import (
	"context"
	"fmt"
	"log/slog"
	"os"
)

// RestoreUntil restores a backup with the words in a file, and dies by a kill
// at a step of it; "half" is the middle of reading.
func RestoreUntil(step, dir, file, words string) int {
	die := func() {
		self, err := os.FindProcess(os.Getpid())
		if err == nil {
			err = self.Kill()
		}
		panic(fmt.Sprint("still alive: ", err))
	}
	f, err := os.Open(words)
	if err != nil {
		return exitFailed
	}
	defer f.Close()
	seed, err := readWords(f)
	if err != nil {
		return exitFailed
	}
	r := &restorer{dir: dir, file: file, words: seed, log: slog.New(slog.DiscardHandler),
		tell: func(p progress) {
			if step == "half" && p.Done > p.Total/2 {
				die()
			}
		},
		step: func(name string) error {
			if name == step {
				die()
			}
			return nil
		},
	}
	if err := r.run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitFailed
	}
	return exitDone
}
