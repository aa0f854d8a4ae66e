package e2e_test

import (
	"context"
	"fmt"
	"image"
	"testing"
	"time"

	"bangtin/build/e2e/rig"
)

// openWebKit starts WebKit's own browser, whose page can become as large as
// that; it ends with the test.
func openWebKit(t *testing.T, width, height int) *rig.Browser {
	t.Helper()
	b, err := rig.OpenBrowser(within(t, time.Minute), display(t, width+200, height+200), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second) // the test's own is over
		defer cancel()
		if err := b.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	return b
}

// see runs a script in the page and returns what is seen then.
func see(t *testing.T, ctx context.Context, b *rig.Browser, script string) *image.RGBA {
	t.Helper()
	if err := b.Eval(ctx, nil, script); err != nil {
		t.Fatal(err)
	}
	png, err := b.Screenshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	img, err := readPNG(png)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// reference is a page in WebKit's own browser, once it holds a text: what a
// window ought to show.
func reference(t *testing.T, url string, width, height int, text string) *image.RGBA {
	t.Helper()
	ctx := within(t, time.Minute)
	b := openWebKit(t, width, height)
	if err := b.Resize(ctx, width, height); err != nil {
		t.Fatal(err)
	}
	if err := b.Open(ctx, url); err != nil {
		t.Fatal(err)
	}
	err := rig.Wait(ctx, fmt.Sprintf("%q on the page", text), func() (bool, error) {
		var ready bool
		err := b.Eval(ctx, &ready, `return document.fonts.status === "loaded" &&
			document.body.innerText.replace(/\s+/g, " ").includes(arguments[0].replace(/\s+/g, " "))`, text)
		return ready, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return see(t, ctx, b, "scrollTo(0, 0)")
}
