package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"bangtin/app"
	"bangtin/app/thumb"

	"github.com/spf13/cobra"
)

func (p *program) thumbCommand() *cobra.Command {
	var out string
	c := &cobra.Command{
		Use: "thumb IN… -o DIR", Short: "Thu nhỏ ảnh (make smaller pictures)", Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, in []string) error {
			if out == "" {
				return fmt.Errorf("%w: cần -o THƯ-MỤC (-o DIR is needed)", errUsage)
			}
			return p.thumbs(c.Context(), in, out)
		},
	}
	c.Flags().StringVarP(&out, "out", "o", "", "thư mục ghi ảnh (folder for the results)")
	return c
}

// thumbWorkerCommand is the process that hostile pictures may kill.
func (p *program) thumbWorkerCommand() *cobra.Command {
	return &cobra.Command{
		Use: "thumb-worker", Hidden: true, Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return thumb.Serve(os.Stdin, os.Stdout) },
	}
}

type thumbResult struct {
	File   string      `json:"file"`
	Width  int         `json:"width,omitempty"`
	Height int         `json:"height,omitempty"`
	Colour string      `json:"colour,omitempty"`
	Taken  string      `json:"taken,omitempty"`
	Sizes  []thumbSize `json:"sizes,omitempty"`
	Key    string      `json:"key,omitempty"`
	Reason *app.Text   `json:"reason,omitempty"`
}

type thumbSize struct {
	File   string `json:"file"`
	Type   string `json:"type"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Bytes  int    `json:"bytes"`
}

// thumbs runs the photo pipeline alone, without a library.
func (p *program) thumbs(ctx context.Context, in []string, out string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o777); err != nil {
		return noFile(out, err)
	}
	pool := thumb.NewPool(thumb.Options{Command: func() *exec.Cmd { return exec.Command(self, "thumb-worker") }})
	results := []thumbResult{}
	for _, path := range in {
		r, err := thumbOne(ctx, pool, path, out)
		if err != nil {
			if ctx.Err() != nil {
				return errors.Join(ctx.Err(), pool.Close())
			}
			p.refused++
			text := app.TextOf(err)
			r.Reason, r.Key = &text, keyOf(err)
			fmt.Fprintf(p.err, "%s: %s (%s)\n", path, text.VI, text.EN)
		}
		results = append(results, r)
	}
	if err := pool.Close(); err != nil {
		return err
	}
	var text strings.Builder
	for _, r := range results {
		for _, s := range r.Sizes {
			fmt.Fprintf(&text, "%s  %d × %d  %d KB\n", s.File, s.Width, s.Height, s.Bytes>>10)
		}
	}
	return p.print(results, text.String())
}

func thumbOne(ctx context.Context, pool *thumb.Pool, path, out string) (thumbResult, error) {
	r := thumbResult{File: path}
	f, err := os.Open(path)
	if err != nil {
		return r, noFile(path, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return r, noFile(path, err)
	}
	pic, err := pool.Make(ctx, f, info.Size())
	if err != nil {
		return r, photoFault(err)
	}
	r.Width, r.Height, r.Colour, r.Taken = pic.Width, pic.Height, pic.Colour, pic.Taken
	base := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	for _, d := range pic.Derivatives {
		ext := ".jpg"
		if d.Type == "image/png" {
			ext = ".png"
		}
		name := filepath.Join(out, fmt.Sprintf("%s-%d%s", base, d.Edge, ext))
		if err := os.WriteFile(name, d.Data, 0o666); err != nil {
			return r, noFile(name, err)
		}
		r.Sizes = append(r.Sizes, thumbSize{name, d.Type, d.Width, d.Height, len(d.Data)})
	}
	return r, nil
}

func keyOf(err error) string {
	var fault *app.Error
	if errors.As(err, &fault) {
		return fault.Key
	}
	return string(app.CodeOf(err))
}
