// Command exchange measures what moving a library over a folder costs: leaving
// it, and taking it into an empty store, each beside cp, sha256sum and sync of
// the same bytes on the same file system in the same run; and how what one more
// article costs grows with the changes that are known: time to write it, time
// of a meeting that leaves it and of one at which there is nothing new, bytes
// on the disk and on the stick.
//
//	go run ./build/bench/exchange [-dir DIR] [-articles 5000] [-photos 200] [-changes 10000,100000]
//
// Each exchange runs in a process of its own, whose peak memory is told; PROFILE
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
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	dir := flag.String("dir", "", "folder to work under; a temporary one if empty")
	articles := flag.Int("articles", 5000, "articles to move; none where 0")
	photos := flag.Int("photos", 200, "photos to move, in three sizes each")
	changes := flag.String("changes", "10000,100000", "numbers of changes after which one more is measured")
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
	fmt.Printf("%12s %9s %12s %12s %12s %14s %14s %8s\n", "changes", "filled s", "write 1 ms", "leave 1 ms", "no news ms", "disk B/change", "stick B/change", "peak MB")
	for _, field := range strings.Split(changes, ",") {
		n, err := strconv.Atoi(field)
		if err != nil {
			return err
		}
		if err := oneMore(ctx, filepath.Join(dir, field), n); err != nil {
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
	if err := a.fill(ctx, 0, articles, photos, 400); err != nil {
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

// times is how often each of what one more article costs is measured; the
// median counts.
const times = 9

// oneMore fills a store with n changes, leaves them, and measures what one
// more article costs.
func oneMore(ctx context.Context, dir string, n int) error {
	start := time.Now()
	a, err := found(ctx, filepath.Join(dir, "a"))
	if err != nil {
		return err
	}
	articles := n / changesOfArticle
	if err := a.fill(ctx, 0, articles, 0, 20); err != nil {
		return err
	}
	filled := time.Since(start)
	stick := filepath.Join(dir, "stick")
	if err := os.Mkdir(stick, 0o700); err != nil {
		return err
	}
	first, err := a.meet(ctx, stick)
	if err != nil {
		return err
	}
	tables, err := os.Stat(filepath.Join(a.Dir, "bangtin.db"))
	if err != nil {
		return err
	}
	left, err := sizeOf(stick)
	if err != nil {
		return err
	}
	var writing, leaving, nothing []float64
	peak := int64(0)
	for i := range times {
		if err := a.open(ctx); err != nil {
			return err
		}
		start := time.Now()
		if err := a.fill(ctx, articles+i, articles+i+1, 0, 20); err != nil {
			return err
		}
		writing = append(writing, time.Since(start).Seconds()*1e3)
		one, err := a.meet(ctx, stick)
		if err != nil {
			return err
		}
		again, err := a.meet(ctx, stick)
		if err != nil {
			return err
		}
		if one.Went != changesOfArticle || again.Went > 0 || again.Changes > 0 {
			return fmt.Errorf("one more article: %+v, and then %+v", one, again)
		}
		leaving, nothing = append(leaving, float64(one.Took)/1e6), append(nothing, float64(again.Took)/1e6)
		peak = max(peak, one.Peak, again.Peak)
	}
	fmt.Printf("%12d %9.1f %12.1f %12.1f %12.1f %14d %14d %8d\n", first.Went, filled.Seconds(), median(writing), median(leaving), median(nothing),
		tables.Size()/int64(n), left/int64(n), peak>>20)
	return os.RemoveAll(dir)
}

func median(of []float64) float64 {
	slices.Sort(of)
	return of[len(of)/2]
}

func sizeOf(dir string) (size int64, err error) {
	err = filepath.Walk(dir, func(_ string, info os.FileInfo, err error) error {
		if err == nil && info.Mode().IsRegular() {
			size += info.Size()
		}
		return err
	})
	return size, err
}

// plainCopy is what somebody would do without a program.
func plainCopy(ctx context.Context, from, to string) (took, cpu time.Duration, size int64, err error) {
	start := time.Now()
	c := exec.CommandContext(ctx, "sh", "-c", `cp -r "$1" "$2" && find "$2" -type f -exec sha256sum {} + >"$2.sums" && sync -f "$2"`, "sh", from, to)
	if out, err := c.CombinedOutput(); err != nil {
		return 0, 0, 0, fmt.Errorf("cp: %w: %s", err, out)
	}
	took, cpu = time.Since(start), c.ProcessState.UserTime()+c.ProcessState.SystemTime()
	size, err = sizeOf(to)
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
