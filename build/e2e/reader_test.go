package e2e_test

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bangtin/build/e2e/rig"
)

// TestReaderInWebKit reads the article in the window's engine, where pages
// can be asked what they hold.
func TestReaderInWebKit(t *testing.T) {
	t.Parallel()
	ctx := within(t, 2*time.Minute)
	p := program(t)
	publish(t, p)
	e, err := p.Serve(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Kill()
	b, err := rig.OpenBrowser(ctx, display(t, 1920, 1080), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := b.Close(ctx); err != nil {
			t.Error(err)
		}
	}()
	if err := b.Resize(ctx, 1366, 768); err != nil {
		t.Fatal(err)
	}

	path := firstArticle(t, e.URL)
	for _, page := range []struct {
		name, path string
		texts      []string
	}{
		{"home", "/", []string{"Khai mạc triển lãm ảnh ở tỉnh nhà", "Thời sự"}},
		{"article", path, []string{"Khai mạc triển lãm ảnh ở tỉnh nhà", "Thứ tư - 03/07/2024 17:59",
			"Triển lãm mở cửa đến hết tháng.", "Đông đảo người dân", "Một gian trưng bày.", "Ảnh: Minh Khuê"}},
	} {
		t.Run(page.name, func(t *testing.T) {
			if err := b.Open(ctx, e.URL+page.path); err != nil {
				t.Fatal(err)
			}
			var text string
			err := rig.Wait(within(t, 20*time.Second), "the page's text", func() (bool, error) {
				// Headlines hold blanks that do not break.
				err := b.Eval(ctx, &text, "return document.body.innerText.replaceAll('\u00a0', ' ')")
				return strings.Contains(text, page.texts[0]), err
			})
			if err != nil {
				t.Fatalf("%v; it says %q", err, text)
			}
			for _, want := range page.texts {
				if !strings.Contains(text, want) {
					t.Errorf("the page does not say %q; it says %q", want, text)
				}
			}
			awaitPictures(t, ctx, b)
			var fonts []string
			const used = "return [...document.fonts].filter(f => f.status === 'loaded').map(f => f.family.replaceAll('\"', ''))"
			if err := b.Eval(ctx, &fonts, used); err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(fonts, func(f string) bool { return strings.HasPrefix(f, "Lora") }) {
				t.Errorf("the reading face is not loaded, only %q", fonts)
			}
			shot, err := b.Screenshot(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if dir := os.Getenv("BANGTIN_SHOTS"); dir != "" {
				if err := os.WriteFile(filepath.Join(dir, "webkit-"+page.name+".png"), shot, 0o644); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// firstArticle asks the engine for the path of the page of an article.
func firstArticle(t *testing.T, server string) string {
	t.Helper()
	res, err := http.Get(server + "/api/articles")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var list struct{ Cards []struct{ Path string } }
	if err := json.NewDecoder(res.Body).Decode(&list); err != nil || len(list.Cards) == 0 {
		t.Fatalf("articles: %s, %+v, %v", res.Status, list, err)
	}
	return list.Cards[0].Path
}

// awaitPictures waits until the page has pictures and each of them is drawn.
func awaitPictures(t *testing.T, ctx context.Context, b *rig.Browser) {
	t.Helper()
	var widths []int
	err := rig.Wait(within(t, 20*time.Second), "the page's pictures", func() (bool, error) {
		err := b.Eval(ctx, &widths, "return [...document.images].map(i => i.complete ? i.naturalWidth : 0)")
		return len(widths) > 0 && !slices.Contains(widths, 0), err
	})
	if err != nil {
		t.Errorf("%v; their widths are %v", err, widths)
	}
}
