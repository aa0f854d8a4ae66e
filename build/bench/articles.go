package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"bangtin/app/viet"
)

// lines gives n article records, one JSON object each: real ones as far as
// they reach, more of them put together of pieces of real ones.
func (b *bench) lines(n int) (file string, real bool, err error) {
	file = filepath.Join(b.dir, fmt.Sprintf("articles-%d.jsonl", n))
	out, err := os.Create(file)
	if err != nil {
		return "", false, err
	}
	defer out.Close()
	w := bufio.NewWriter(out)
	defer w.Flush()
	records, err := samples()
	if err != nil {
		return file, false, written(w, n)
	}
	if n > len(records) {
		return file, false, recombined(w, records, n)
	}
	for _, r := range records[:n] {
		fmt.Fprintln(w, string(r.line))
	}
	return file, true, nil
}

// A sample is one of the real articles.
type sample struct {
	line              []byte
	Title, Lead, Body string
	Category          string
}

func samples() (out []sample, err error) {
	folder := os.Getenv("BANGTIN_SAMPLES")
	if folder == "" {
		folder = "../shared/data"
	}
	f, err := os.Open(filepath.Join(folder, "articles", "dev.jsonl.gz"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	s := bufio.NewScanner(z)
	s.Buffer(nil, 4<<20)
	for s.Scan() {
		r := sample{line: slices.Clone(s.Bytes())}
		if err := json.Unmarshal(r.line, &r); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, s.Err()
}

// recombined makes each article of three real ones: half of a title and half
// of another, the lead of the second, paragraphs of all, at some hour of
// twelve years.
func recombined(w *bufio.Writer, real []sample, n int) error {
	r := rand.New(rand.NewPCG(1, 2))
	e := json.NewEncoder(w)
	for i := range n {
		a, b, c := real[r.IntN(len(real))], real[r.IntN(len(real))], real[r.IntN(len(real))]
		first, second := strings.Fields(a.Title), strings.Fields(b.Title)
		title := append(slices.Clone(first[:(len(first)+1)/2]), second[len(second)/2:]...)
		var paragraphs []string
		for _, x := range []string{a.Body, b.Body, c.Body} {
			ps := strings.Split(x, "\n\n")
			paragraphs = append(paragraphs, ps[r.IntN((len(ps)+1)/2):min(len(ps), (len(ps)+1)/2+1)]...)
		}
		at := time.Date(2014, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(r.IntN(12*365*24)) * time.Hour)
		err := e.Encode(map[string]string{
			"id": fmt.Sprint(i), "title": viet.Truncate(strings.Join(title, " "), 250), "lead": b.Lead, "body": strings.Join(paragraphs, "\n\n"),
			"category": c.Category, "source": "bench", "published": at.Format("2006-01-02T15:04:05Z"),
		})
		if err != nil {
			return err
		}
	}
	return nil
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
	dir := filepath.Join(b.dir, fmt.Sprintf("data-%d", n))
	whole := filepath.Join(dir, "filled") // of a run before, in a folder that is kept
	if _, err := os.Stat(whole); err != nil {
		file, _, err := b.lines(n)
		if err != nil {
			return "", err
		}
		if _, _, err := b.command(ctx, dir, "import", file, "--publish"); err != nil {
			return "", err
		}
		if err := os.WriteFile(whole, nil, 0o600); err != nil {
			return "", err
		}
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
		{"import 5,000 " + kind + " articles with --publish, indexed", fmt.Sprintf("%.1f s (CPU %.1f s)", wall.Seconds(), cpu.Seconds()), "≤ 30 s", judge(wall <= 30*time.Second)},
		{"the same again, nothing new", fmt.Sprintf("%.1f s (CPU %.1f s)", again.Seconds(), cpuAgain.Seconds()), "", reported},
		{"rebuild the fold of 5,000", fmt.Sprintf("%.1f s (CPU %.1f s)", rebuild.Seconds(), cpuRebuild.Seconds()), "", reported},
	}, nil
}
