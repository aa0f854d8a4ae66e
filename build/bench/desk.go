package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"bangtin/build/e2e/rig"
)

// versions is how many of one article are made.
const versions = 500

// measureDesk writes one article of 1,500 words over and over, and looks how
// its history opens; beside it git does the same with the text in a file.
func measureDesk(ctx context.Context, b *bench) ([]row, error) {
	p := rig.Program{Bin: b.bin, Data: filepath.Join(b.dir, "desk"), Env: append(os.Environ(), "LANG=C.UTF-8")}
	e, err := p.Serve(ctx)
	if err != nil {
		return nil, err
	}
	defer e.Kill()
	d, err := sitDown(p)
	if err != nil {
		return nil, err
	}
	var made struct{ ID string }
	if _, err := d.ask("POST", "/api/desk/articles", nil, &made); err != nil {
		return nil, err
	}
	at := "/api/desk/articles/" + made.ID
	g, err := newGit(ctx, filepath.Join(b.dir, "git"))
	if err != nil {
		return nil, err
	}
	times, names := map[string][]float64{}, []string{}
	text := longText()
	r := rand.New(rand.NewPCG(5, 6))
	for n := range versions {
		paragraph := &text[r.IntN(len(text))]
		*paragraph += fmt.Sprintf(" Sửa lần thứ %d.", n)
		var saved struct{ Revision string }
		took, err := d.ask("POST", at+"/revisions", map[string]any{"base": []string{}, "doc": document(text)}, &saved)
		if err != nil {
			return nil, err
		}
		names = append(names, saved.Revision)
		when := "save a version, the first 50"
		if n >= versions-50 {
			when = "save a version, 450 to 500"
		}
		if n < 50 || n >= versions-50 {
			times[when] = append(times[when], ms(took))
			took, err := g.commit(ctx, text)
			if err != nil {
				return nil, err
			}
			times["git: "+when] = append(times["git: "+when], ms(took))
		} else if _, err := g.commit(ctx, text); err != nil {
			return nil, err
		}
	}
	for range 30 {
		old := r.IntN(versions)
		for what, path := range map[string]string{
			"open the article at 500 versions": at,
			"its whole history":                at + "/history",
			"open an old version":              at + "/revisions/" + names[old],
			"compare two of them":              at + "/compare?from=" + names[old] + "&to=" + names[versions-1],
		} {
			took, err := d.ask("GET", path, nil, nil)
			if err != nil {
				return nil, err
			}
			times[what] = append(times[what], ms(took))
		}
		for what, args := range map[string][]string{
			"git: its whole history":   {"log", "--format=%H %an %at"},
			"git: open an old version": {"show", fmt.Sprintf("HEAD~%d:bai.txt", versions-1-old)},
			"git: compare two of them": {"diff", "--word-diff", fmt.Sprintf("HEAD~%d", versions-1-old), "HEAD"},
		} {
			took, err := g.run(ctx, args...)
			if err != nil {
				return nil, err
			}
			times[what] = append(times[what], ms(took))
		}
	}
	var out []row
	for _, what := range []string{"save a version, the first 50", "save a version, 450 to 500", "open the article at 500 versions", "its whole history", "open an old version", "compare two of them"} {
		value := fmt.Sprintf("%.1f, %.1f ms", median(times[what]), quantile(times[what], 0.99))
		if other := times["git: "+what]; other != nil {
			value += fmt.Sprintf(" (git %.1f, %.1f)", median(other), quantile(other, 0.99))
		}
		out = append(out, row{"desk: " + what + ": p50, p99", value, "", reported})
	}
	return out, nil
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// longText is 30 paragraphs of 50 words.
func longText() []string {
	syllables := strings.Fields("hội nghị thông tin đối ngoại tỉnh đại biểu khai mạc triển lãm ảnh rừng biển cảng tàu khách du lịch văn hóa kinh tế xã hội người dân")
	r := rand.New(rand.NewPCG(7, 8))
	text := make([]string, 30)
	for i := range text {
		words := make([]string, 50)
		for j := range words {
			words[j] = syllables[r.IntN(len(syllables))]
		}
		text[i] = strings.Join(words, " ")
	}
	return text
}

func document(text []string) map[string]any {
	var blocks []any
	for i, t := range text {
		blocks = append(blocks, map[string]any{"type": "paragraph", "attrs": map[string]any{"id": fmt.Sprintf("b%d", i)},
			"content": []any{map[string]any{"type": "text", "text": t}}})
	}
	return map[string]any{"title": "Bài được sửa nhiều lần", "lead": "", "lang": "vi", "body": map[string]any{"type": "doc", "content": blocks}}
}

// seat is a window of the desk where the first administrator has sat down.
type seat struct {
	base   string
	client *http.Client
}

func sitDown(p rig.Program) (*seat, error) {
	text, err := os.ReadFile(filepath.Join(p.Data, "run", "engine.json"))
	if err != nil {
		return nil, err
	}
	var engine struct{ Address, Token string }
	if err := json.Unmarshal(text, &engine); err != nil {
		return nil, err
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	s := &seat{"http://" + engine.Address, &http.Client{Jar: jar}}
	invite, err := http.NewRequest("POST", s.base+"/api/control/invite", strings.NewReader(`{"face":"desk"}`))
	if err != nil {
		return nil, err
	}
	invite.Header.Set("Authorization", "Bearer "+engine.Token)
	invite.Header.Set("Content-Type", "application/json")
	var invited struct{ Path string }
	if _, err := s.send(invite, &invited); err != nil {
		return nil, err
	}
	if _, err := s.ask("GET", invited.Path, nil, nil); err != nil {
		return nil, err
	}
	_, err = s.ask("POST", "/api/desk/first", map[string]any{"login": "do", "name": "Người đo", "password": "mật khẩu dài", "alone": true}, nil)
	return s, err
}

func (s *seat) ask(method, path string, in, out any) (time.Duration, error) {
	var body io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			return 0, err
		}
		body = bytes.NewReader(text)
	}
	r, err := http.NewRequest(method, s.base+path, body)
	if err != nil {
		return 0, err
	}
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	return s.send(r, out)
}

func (s *seat) send(r *http.Request, out any) (time.Duration, error) {
	start := time.Now()
	a, err := s.client.Do(r)
	if err != nil {
		return 0, err
	}
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	if err == nil && a.StatusCode >= 300 {
		err = fmt.Errorf("%s %s: %s %s", r.Method, r.URL.Path, a.Status, text)
	}
	if err != nil {
		return 0, err
	}
	took := time.Since(start)
	if out != nil {
		err = json.Unmarshal(text, out)
	}
	return took, err
}

// git keeps the same text in a repository of its own.
type git struct{ dir string }

func newGit(ctx context.Context, dir string) (*git, error) {
	g := &git{dir}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	_, err := g.run(ctx, "init", "-q")
	return g, err
}

func (g *git) run(ctx context.Context, args ...string) (time.Duration, error) {
	c := exec.CommandContext(ctx, "git", append([]string{"-c", "user.name=do", "-c", "user.email=do@example.vn", "-c", "core.fsync=all"}, args...)...)
	c.Dir = g.dir
	start := time.Now()
	out, err := c.CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("git %s: %w: %s", args[0], err, out)
	}
	return time.Since(start), nil
}

func (g *git) commit(ctx context.Context, text []string) (time.Duration, error) {
	if err := os.WriteFile(filepath.Join(g.dir, "bai.txt"), []byte(strings.Join(text, "\n\n")), 0o644); err != nil {
		return 0, err
	}
	add, err := g.run(ctx, "add", "bai.txt")
	if err != nil {
		return 0, err
	}
	took, err := g.run(ctx, "commit", "-q", "-m", "sửa")
	return add + took, err
}
