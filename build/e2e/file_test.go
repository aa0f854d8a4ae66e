package e2e_test

import (
	"bytes"
	"context"
	"encoding/json"
	"image/color"
	"image/png"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"bangtin/build/e2e/rig"
)

// alone is how a command is run without any network, not even the loopback.
func alone(t *testing.T) []string {
	t.Helper()
	for _, way := range [][]string{{"unshare", "-n"}, {"unshare", "-r", "-n"}} {
		if exec.Command(way[0], append(way[1:], "true")...).Run() == nil {
			return way
		}
	}
	t.Skip("this machine lets nobody make a network namespace")
	return nil
}

// render has Chromium make something of a file where it reaches nothing.
func render(ctx context.Context, t *testing.T, way []string, file string, args ...string) {
	t.Helper()
	all := append(way[1:len(way):len(way)], "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
		"--hide-scrollbars", "--no-pdf-header-footer", "--user-data-dir="+filepath.Join(t.TempDir(), "profile"))
	cmd := exec.CommandContext(ctx, way[0], append(append(all, args...), "file://"+file)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("Chromium: %v\n%s", err, out)
	}
}

// allColours counts the colours of a page in a file: type alone has some
// hundreds at its edges, pictures have many thousands.
func allColours(t *testing.T, file string) int {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	page, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[color.Color]bool{}
	for y := range page.Bounds().Dy() {
		for x := range page.Bounds().Dx() {
			seen[page.At(x, y)] = true
		}
	}
	t.Logf("%d colours in %s", len(seen), filepath.Base(file))
	return len(seen)
}

func fetched(t *testing.T, address string) []byte {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s %v", address, res.Status, err)
	}
	return b
}

// An article that was kept is opened years later on a machine that reaches
// nothing: it shows its pictures, and on paper it is whole pages of A4.
func TestAKeptArticleOpensWithoutAnyNetwork(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("chromium"); err != nil {
		t.Skip("no chromium on this machine")
	}
	way := alone(t)
	ctx := within(t, 2*time.Minute)
	e, err := program(t).Serve(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Kill()
	var id string
	err = rig.Wait(ctx, "the sample", func() (bool, error) {
		var list struct {
			Cards []struct {
				ID    string
				Photo *struct{}
			}
		}
		if err := json.Unmarshal(fetched(t, e.URL+"/api/articles?limit=5"), &list); err != nil {
			return false, err
		}
		for _, c := range list.Cards {
			if c.Photo != nil {
				id = c.ID
			}
		}
		return id != "", nil
	})
	if err != nil {
		t.Fatal(err)
	}
	page := fetched(t, e.URL+"/api/articles/"+id+"/file")
	if _, err := e.Stop(ctx); err != nil {
		t.Fatal(err)
	}

	dir := t.TempDir()
	kept, bare := filepath.Join(dir, "bai.html"), filepath.Join(dir, "khong-anh.html")
	pictures := regexp.MustCompile(`src="data:image/[^"]+"`)
	for name, text := range map[string][]byte{kept: page, bare: pictures.ReplaceAll(page, nil)} {
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	with, without := filepath.Join(dir, "with.png"), filepath.Join(dir, "without.png")
	render(ctx, t, way, kept, "--window-size=800,2400", "--screenshot="+with)
	render(ctx, t, way, bare, "--window-size=800,2400", "--screenshot="+without)
	if many, few := allColours(t, with), allColours(t, without); many < 10*few {
		t.Errorf("%d colours with the pictures, %d without: they are not shown", many, few)
	}

	paper := filepath.Join(dir, "bai.pdf")
	render(ctx, t, way, kept, "--print-to-pdf="+paper)
	pdf, err := os.ReadFile(paper)
	if err != nil {
		t.Fatal(err)
	}
	pages := regexp.MustCompile(`/Type /Page\b`).FindAll(pdf, -1)
	a4 := regexp.MustCompile(`/MediaBox \[0 0 59[45][\d.]* 84[12][\d.]*\]`).FindAll(pdf, -1)
	if len(a4) == 0 || len(a4) != len(pages) {
		t.Errorf("%d pages on paper, %d of A4", len(pages), len(a4))
	}
	if !bytes.Contains(pdf, []byte("/Subtype /Image")) {
		t.Error("there is no picture on paper")
	}
}
