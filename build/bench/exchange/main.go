// Command exchange measures what moving a library over a folder costs: leaving
// it, and taking it into an empty store, each beside cp, sha256sum and sync of
// the same bytes on the same file system in the same run; and how the time of
// a meeting at which there is nothing new grows with the changes that are
// known.
//
//	go run ./build/bench/exchange [-dir DIR] [-articles 5000] [-photos 200] [-changes 10000,100000]
//
// With EFFORT of 20 and more a million changes are measured as well. Each
// exchange runs in a process of its own, whose peak memory is told; PROFILE
// names a folder for their CPU profiles.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	dir := flag.String("dir", "", "folder to work under; a temporary one if empty")
	articles := flag.Int("articles", 5000, "articles to move; none where 0")
	photos := flag.Int("photos", 200, "photos to move, in three sizes each")
	changes := flag.String("changes", "10000,100000", "numbers of changes to meet with nothing new")
	meet := flag.String("meet", "", "a machine to exchange with a folder, in JSON: what this program starts itself with")
	profile := flag.String("profile", "", "with -meet: a file for a CPU profile")
	flag.Parse()
	var err error
	if *meet != "" {
		err = exchange(*meet, *profile)
	} else {
		err = run(*dir, *articles, *photos, *changes)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench exchange:", err)
		os.Exit(1)
	}
}

func run(parent string, articles, photos int, changes string) error {
	dir, err := os.MkdirTemp(parent, "bangtin-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	if articles > 0 {
		if err := move(ctx, dir, articles, photos); err != nil {
			return err
		}
	}
	if n, err := strconv.Atoi(os.Getenv("EFFORT")); err == nil && n >= 20 {
		changes += ",1000000"
	}
	for _, field := range strings.Split(changes, ",") {
		n, err := strconv.Atoi(field)
		if err != nil {
			return err
		}
		if err := meetAgain(ctx, filepath.Join(dir, field), n); err != nil {
			return err
		}
	}
	return nil
}

// move has one store leave everything and an empty one take it.
func move(ctx context.Context, dir string, articles, photos int) error {
	a, err := found(ctx, filepath.Join(dir, "a"))
	if err != nil {
		return err
	}
	b, err := a.admit(ctx, filepath.Join(dir, "b"))
	if err != nil {
		return err
	}
	if err := a.fill(ctx, articles, photos, 400); err != nil {
		return err
	}
	stick := filepath.Join(dir, "stick")
	if err := os.Mkdir(stick, 0o700); err != nil {
		return err
	}
	syscall.Sync()
	left, err := a.meet(ctx, stick)
	if err != nil {
		return err
	}
	copied, cpu, size, err := plainCopy(ctx, stick, filepath.Join(dir, "copy"))
	if err != nil {
		return err
	}
	took, err := b.meet(ctx, stick)
	if err != nil {
		return err
	}
	fmt.Printf("%d articles and %d photos: %d changes, %d files, %d MB on the stick\n", articles, photos, took.Changes, took.Files, size>>20)
	fmt.Printf("%-28s %8s %8s %8s %8s\n", "", "s", "× cp", "CPU s", "peak MB")
	fmt.Printf("%-28s %8.2f %8s %8.2f\n", "cp, sha256sum, sync", copied.Seconds(), "", cpu.Seconds())
	for _, x := range []struct {
		what string
		m    meeting
	}{{"leaving", left}, {"taking", took}} {
		s := time.Duration(x.m.Took).Seconds()
		fmt.Printf("%-28s %8.2f %8.2f %8.2f %8d\n", x.what, s, s/copied.Seconds(), time.Duration(x.m.CPU).Seconds(), x.m.Peak>>20)
	}
	fmt.Printf("%-28s %8.2f\n", "of it changes, verified", time.Duration(took.OfChanges).Seconds())
	return nil
}

// meetAgain fills a store with n changes, leaves them, and meets again.
func meetAgain(ctx context.Context, dir string, n int) error {
	a, err := found(ctx, filepath.Join(dir, "a"))
	if err != nil {
		return err
	}
	if err := a.fill(ctx, n/changesOfArticle, 0, 20); err != nil {
		return err
	}
	stick := filepath.Join(dir, "stick")
	if err := os.Mkdir(stick, 0o700); err != nil {
		return err
	}
	first, err := a.meet(ctx, stick)
	if err != nil {
		return err
	}
	best := meeting{Took: 1 << 62}
	for range 5 {
		again, err := a.meet(ctx, stick)
		if err != nil {
			return err
		}
		if again.Went > 0 || again.Changes > 0 {
			return fmt.Errorf("a meeting with nothing new brought %+v", again)
		}
		if again.Took < best.Took {
			best = again
		}
	}
	fmt.Printf("nothing new after %8d changes: %8.1f ms, peak %d MB\n", first.Went, float64(best.Took)/1e6, best.Peak>>20)
	return os.RemoveAll(dir)
}

// plainCopy is what somebody would do without a program.
func plainCopy(ctx context.Context, from, to string) (took, cpu time.Duration, size int64, err error) {
	start := time.Now()
	c := exec.CommandContext(ctx, "sh", "-c", `cp -r "$1" "$2" && find "$2" -type f -exec sha256sum {} + >"$2.sums" && sync -f "$2"`, "sh", from, to)
	if out, err := c.CombinedOutput(); err != nil {
		return 0, 0, 0, fmt.Errorf("cp: %w: %s", err, out)
	}
	took, cpu = time.Since(start), c.ProcessState.UserTime()+c.ProcessState.SystemTime()
	err = filepath.Walk(to, func(_ string, info os.FileInfo, err error) error {
		if err == nil && info.Mode().IsRegular() {
			size += info.Size()
		}
		return err
	})
	return took, cpu, size, err
}

// meeting is what came of one exchange.
type meeting struct {
	Took int64 `json:"took"` // ns
	// OfChanges is how much of that was before the first file was taken.
	OfChanges int64 `json:"ofChanges"`
	CPU       int64 `json:"cpu"`  // ns, of the process
	Peak      int64 `json:"peak"` // bytes that the process held at most
	Went      int   `json:"went"` // changes
	Changes   int   `json:"changes"`
	Files     int   `json:"files"`
}

// meet exchanges in a process of its own.
func (m *machine) meet(ctx context.Context, stick string) (out meeting, err error) {
	if err := m.close(); err != nil {
		return out, err
	}
	m.Stick = stick
	text, err := json.Marshal(m)
	if err != nil {
		return out, err
	}
	args := []string{"-meet", string(text)}
	if to := os.Getenv("PROFILE"); to != "" {
		args = append(args, "-profile", filepath.Join(to, filepath.Base(m.Dir)+".prof"))
	}
	c := exec.CommandContext(ctx, os.Args[0], args...)
	c.Stderr = os.Stderr
	said, err := c.Output()
	if err != nil {
		return out, fmt.Errorf("exchange: %w", err)
	}
	if err := json.Unmarshal(said, &out); err != nil {
		return out, err
	}
	out.CPU = int64(c.ProcessState.UserTime() + c.ProcessState.SystemTime())
	return out, nil
}
