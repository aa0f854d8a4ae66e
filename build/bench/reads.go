package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"time"

	"bangtin/build/e2e/rig"
)

// rounds is how often each question is asked, the questions in turn.
const rounds = 1500

// measureReads opens articles and lists cards in a small and in a large
// library, each in turn with the cheapest answer there is.
func measureReads(ctx context.Context, b *bench) ([]row, error) {
	var out []row
	p99 := map[string]map[int]float64{}
	for _, n := range []int{1000, b.most} {
		dir, err := b.filled(ctx, n)
		if err != nil {
			return out, err
		}
		times, err := b.ask(ctx, dir)
		if err != nil {
			return out, err
		}
		health := quantile(times["health"], 0.99)
		for _, what := range []string{"open an article", "list 24 cards"} {
			if p99[what] == nil {
				p99[what] = map[int]float64{}
			}
			v := quantile(times[what], 0.99)
			p99[what][n] = v
			out = append(out, row{
				fmt.Sprintf("%s at %d: p50, p99", what, n),
				fmt.Sprintf("%.2f, %.2f ms = %.1f × health", quantile(times[what], 0.5), v, v/health),
				"p99 ≤ 4 × health", judge(v <= 4*health),
			})
		}
		out = append(out, row{fmt.Sprintf("what is related to an article, at %d: p50, p99", n), fmt.Sprintf("%.2f, %.2f ms", quantile(times["related"], 0.5), quantile(times["related"], 0.99)), "", reported})
		out = append(out, row{fmt.Sprintf("GET /api/health at %d: p50, p99", n), fmt.Sprintf("%.2f, %.2f ms", quantile(times["health"], 0.5), health), "", reported})
	}
	for what, v := range p99 {
		out = append(out, row{fmt.Sprintf("%s: p99 at %d to p99 at 1000", what, b.most), fmt.Sprintf("%.2f", v[b.most]/v[1000]), "≤ 1.5", judge(v[b.most] <= 1.5*v[1000])})
	}
	return out, nil
}

// ask puts the questions to a serving engine and gives milliseconds.
func (b *bench) ask(ctx context.Context, dir string) (map[string][]float64, error) {
	p := rig.Program{Bin: b.bin, Data: dir, Env: append(os.Environ(), "LANG=C.UTF-8")}
	e, err := p.Serve(ctx)
	if err != nil {
		return nil, err
	}
	defer e.Kill()
	ids, err := allIDs(e.URL)
	if err != nil {
		return nil, err
	}
	out := map[string][]float64{}
	r := rand.New(rand.NewPCG(3, 4))
	for i := range rounds {
		for what, path := range map[string]string{
			"health":          "/api/health",
			"open an article": "/api/articles/" + ids[r.IntN(len(ids))],
			"list 24 cards":   "/api/articles?limit=24",
			"related":         "/api/articles/" + ids[r.IntN(len(ids))] + "/related",
		} {
			d, err := get(e.URL+path, nil)
			if err != nil {
				return nil, err
			}
			if i >= 50 { // warm
				out[what] = append(out[what], float64(d)/float64(time.Millisecond))
			}
		}
	}
	return out, nil
}

func allIDs(base string) (ids []string, err error) {
	for after := ""; ; {
		var page struct {
			Cards []struct{ ID string }
			Next  string
		}
		if _, err := get(base+"/api/articles?limit=100&after="+after, &page); err != nil {
			return nil, err
		}
		for _, c := range page.Cards {
			ids = append(ids, c.ID)
		}
		if after = page.Next; after == "" {
			return ids, nil
		}
	}
}

// get asks once and waits for the whole answer.
func get(url string, into any) (time.Duration, error) {
	start := time.Now()
	r, err := http.Get(url)
	if err != nil {
		return 0, err
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("%s: %s %w", url, r.Status, err)
	}
	took := time.Since(start)
	if into != nil {
		err = json.Unmarshal(text, into)
	}
	return took, err
}

func quantile(v []float64, q float64) float64 {
	s := slices.Clone(v)
	slices.Sort(s)
	return s[min(int(q*float64(len(s))), len(s)-1)]
}

func median(v []float64) float64 { return quantile(v, 0.5) }

// measurePages has the front end say what its first pages weigh.
func measurePages(ctx context.Context, _ *bench) ([]row, error) {
	c := exec.CommandContext(ctx, "npm", "run", "--silent", "bundle-size")
	c.Dir = "frontend"
	c.Stdout, c.Stderr = os.Stdout, os.Stderr
	return nil, c.Run()
}
