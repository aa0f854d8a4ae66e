package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// realArticles is how many the samples are sure to have.
const realArticles = 5000

// lines gives n article records, one JSON object each.
func (b *bench) lines(n int) (file string, real bool, err error) {
	file = filepath.Join(b.dir, fmt.Sprintf("articles-%d.jsonl", n))
	out, err := os.Create(file)
	if err != nil {
		return "", false, err
	}
	defer out.Close()
	w := bufio.NewWriter(out)
	defer w.Flush()
	samples := os.Getenv("BANGTIN_SAMPLES")
	if samples == "" {
		samples = "../shared/data"
	}
	f, err := os.Open(filepath.Join(samples, "articles", "dev.jsonl.gz"))
	if err != nil || n > realArticles {
		return file, false, written(w, n)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return "", false, err
	}
	s := bufio.NewScanner(z)
	s.Buffer(nil, 4<<20)
	for i := 0; i < n && s.Scan(); i++ {
		fmt.Fprintln(w, s.Text())
	}
	return file, true, s.Err()
}

// written makes articles up of syllables, about 400 words each.
func written(w *bufio.Writer, n int) error {
	syllables := strings.Fields("hội nghị thông tin đối ngoại tỉnh đại biểu khai mạc triển lãm ảnh rừng biển cảng tàu khách du lịch văn hóa kinh tế xã hội người dân địa phương phát triển")
	r := rand.New(rand.NewPCG(1, 2))
	words := func(k int) string {
		out := make([]string, k)
		for i := range out {
			out[i] = syllables[r.IntN(len(syllables))]
		}
		return strings.Join(out, " ")
	}
	for i := range n {
		body := make([]string, 6)
		for j := range body {
			body[j] = words(65)
		}
		if _, err := fmt.Fprintf(w, "{\"id\":\"%d\",\"title\":%q,\"lead\":%q,\"body\":%q,\"source\":\"bench\",\"published\":\"2026-0%d-1%d\"}\n",
			i, words(9), words(30), strings.Join(body, "\n\n"), 1+i%9, i%10); err != nil {
			return err
		}
	}
	return nil
}

// filled is a data folder with n articles published; it is made once.
func (b *bench) filled(ctx context.Context, n int) (string, error) {
	if dir, ok := b.folder[n]; ok {
		return dir, nil
	}
	file, _, err := b.lines(n)
	if err != nil {
		return "", err
	}
	dir := filepath.Join(b.dir, fmt.Sprintf("data-%d", n))
	if _, _, err := b.command(ctx, dir, "import", file, "--publish"); err != nil {
		return "", err
	}
	b.folder[n] = dir
	return dir, nil
}

// command runs one command of the program and gives its wall and CPU time.
func (b *bench) command(ctx context.Context, dir string, args ...string) (wall, cpu time.Duration, err error) {
	c := exec.CommandContext(ctx, b.bin, append([]string{"--data", dir}, args...)...)
	c.Env = append(os.Environ(), "LANG=C.UTF-8")
	start := time.Now()
	out, err := c.CombinedOutput()
	if err != nil {
		return 0, 0, fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, out)
	}
	u := c.ProcessState.SysUsage().(*syscall.Rusage)
	return time.Since(start), time.Duration(u.Utime.Nano() + u.Stime.Nano()), nil
}

// measureImport brings in 5,000 articles, and then the same again.
func measureImport(ctx context.Context, b *bench) ([]row, error) {
	file, real, err := b.lines(5000)
	if err != nil {
		return nil, err
	}
	kind := "made-up"
	if real {
		kind = "real"
	}
	dir := filepath.Join(b.dir, "data-5000")
	wall, cpu, err := b.command(ctx, dir, "import", file, "--publish")
	if err != nil {
		return nil, err
	}
	b.folder[5000] = dir
	again, cpuAgain, err := b.command(ctx, dir, "import", file, "--publish")
	if err != nil {
		return nil, err
	}
	rebuild, cpuRebuild, err := b.command(ctx, dir, "rebuild")
	if err != nil {
		return nil, err
	}
	return []row{
		{"import 5,000 " + kind + " articles with --publish (no index yet)", fmt.Sprintf("%.1f s (CPU %.1f s)", wall.Seconds(), cpu.Seconds()), "≤ 30 s", judge(wall <= 30*time.Second)},
		{"the same again, nothing new", fmt.Sprintf("%.1f s (CPU %.1f s)", again.Seconds(), cpuAgain.Seconds()), "", reported},
		{"rebuild the fold of 5,000", fmt.Sprintf("%.1f s (CPU %.1f s)", rebuild.Seconds(), cpuRebuild.Seconds()), "", reported},
	}, nil
}
