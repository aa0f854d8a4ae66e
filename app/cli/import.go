package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"bangtin/app"
	"bangtin/app/convert"

	"github.com/spf13/cobra"
)

func (p *program) importCommand() *cobra.Command {
	var a importArgs
	var sample, remove bool
	c := &cobra.Command{
		Use:   "import PATH…",
		Short: "Nhập bài từ tệp JSON Lines (bring in articles)",
		Long: "Nhập bài từ tệp .jsonl hoặc .jsonl.gz, mỗi dòng một bài; ảnh nằm cạnh tệp.\n" +
			"Brings in articles from .jsonl or .jsonl.gz files, one a line; pictures lie beside the file.",
		RunE: func(c *cobra.Command, paths []string) error {
			if sample {
				return p.importSample(c.Context(), remove)
			}
			if len(paths) == 0 || remove {
				return fmt.Errorf("%w: cần đường dẫn tệp (a path is needed)", errUsage)
			}
			for _, path := range paths {
				full, err := filepath.Abs(path)
				if err != nil {
					return err
				}
				a.Paths = append(a.Paths, full)
			}
			return p.importPaths(c.Context(), a)
		},
	}
	c.Flags().BoolVar(&a.Publish, "publish", false, "đăng ngay (publish at once)")
	c.Flags().BoolVar(&sample, "sample", false, "dữ liệu mẫu (the sample library)")
	c.Flags().BoolVar(&remove, "remove", false, "gỡ dữ liệu mẫu, dùng với --sample (remove the sample)")
	return c
}

func (p *program) importPaths(ctx context.Context, a importArgs) error {
	var r importResult
	if err := p.run(ctx, "import", a, &r); err != nil {
		return err
	}
	return p.print(r, fmt.Sprintf("Đã đọc %d bài: %d bài mới hoặc sửa, %d bài vừa đăng, %d mục không nhận\n"+
		"Read %d articles: %d new or changed, %d published, %d items refused\n",
		r.Read, r.Saved, r.Published, r.Refused, r.Read, r.Saved, r.Published, r.Refused))
}

type importArgs struct {
	Paths   []string `json:"paths"`
	Publish bool     `json:"publish"`
}

type importResult struct {
	Read      int `json:"read"`
	Saved     int `json:"saved"`
	Published int `json:"published"`
	Pictures  int `json:"pictures"`
	Refused   int `json:"refused"`
}

// importBatch is how many articles become durable together.
const importBatch = 100

func importJob(ctx context.Context, c *core, args []byte, report func(any)) error {
	var a importArgs
	if err := json.Unmarshal(args, &a); err != nil {
		return err
	}
	if err := c.found(ctx); err != nil {
		return err
	}
	files, total, err := importFiles(a.Paths)
	if err != nil {
		return err
	}
	im := &importer{core: c, publish: a.Publish, report: report, total: total}
	im.room = c.darkroom()
	for _, f := range files {
		if err := im.file(ctx, f); err != nil {
			return err
		}
	}
	if err := c.indexed(ctx, report); app.CodeOf(err) == app.Damaged || ctx.Err() != nil {
		return errors.Join(err, ctx.Err())
	} else if err != nil { // what was brought in stands; the next engine makes up for it
		c.log.Warn("bring the search index up to date", "err", err)
	}
	l, err := result(im.result)
	report(l)
	return err
}

// importFiles lists what the paths stand for: files, or every .jsonl and
// .jsonl.gz of a folder.
func importFiles(paths []string) (files []string, size int64, err error) {
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, 0, noFile(path, err)
		}
		if !info.IsDir() {
			files, size = append(files, path), size+info.Size()
			continue
		}
		var found []string
		for _, pattern := range []string{"*.jsonl", "*.jsonl.gz"} {
			m, _ := filepath.Glob(filepath.Join(path, pattern)) // the patterns are well formed
			found = append(found, m...)
		}
		if len(found) == 0 {
			return nil, 0, app.Fault(app.NotFound, "no_records", fmt.Sprintf("Trong %s không có tệp .jsonl hay .jsonl.gz", path),
				fmt.Sprintf("There is no .jsonl or .jsonl.gz file in %s", path))
		}
		sort.Strings(found)
		for _, f := range found {
			if info, err := os.Stat(f); err == nil {
				files, size = append(files, f), size+info.Size()
			}
		}
	}
	return files, size, nil
}

func noFile(path string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return app.Fault(app.NotFound, "no_file", fmt.Sprintf("Không có tệp %s", path), fmt.Sprintf("There is no file %s", path)).With(err)
	}
	return app.Fault(app.Unavailable, "file_unreadable", fmt.Sprintf("Không đọc được %s", path), fmt.Sprintf("%s cannot be read", path)).With(err)
}

// importer carries one run of import.
type importer struct {
	core    *core
	room    *darkroom
	publish bool
	report  func(any)
	result  importResult
	done    int64
	total   int64
	entries []app.Entry
	where   []refusal // where each entry came from
}

func (im *importer) file(ctx context.Context, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return noFile(path, err)
	}
	defer f.Close()
	counted := &counter{r: f}
	for l, err := range convert.Lines(counted, convert.Limits{}) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			im.refuse(refusal{File: filepath.Base(path), Line: l.Number}, err)
			continue
		}
		im.result.Read++
		if err := im.record(ctx, path, l); err != nil {
			return err
		}
		if len(im.entries) >= importBatch {
			if err := im.flush(ctx); err != nil {
				return err
			}
			im.tell(im.done + counted.n)
		}
	}
	if err := im.flush(ctx); err != nil {
		return err
	}
	im.done += counted.n
	im.tell(im.done)
	return nil
}

func (im *importer) tell(done int64) {
	im.report(line{Progress: &progress{Done: done, Total: im.total, What: app.Text{VI: "Nhập bài", EN: "Bringing in articles"}}})
}

func (im *importer) refuse(r refusal, err error) {
	r.Reason, r.Key = app.TextOf(err), string(app.CodeOf(err))
	var fault *app.Error
	if errors.As(err, &fault) && fault.Key != "" {
		r.Key = fault.Key
	}
	im.result.Refused++
	im.report(line{Refused: &r})
}

// record makes an entry of one record, its pictures first. A picture that
// cannot be used is left out and listed; its article still comes in.
func (im *importer) record(ctx context.Context, path string, l convert.Line) error {
	at := refusal{File: filepath.Base(path), Line: l.Number}
	r := l.Record
	library := im.core.lib.Name()
	id := app.DeriveID("article", library.String(), r.Source, r.SourceID())
	media := map[app.Hash]app.Media{}
	var failed error
	piece, err := r.Piece(id.String(), func(file string) string {
		hash, m, err := im.figure(ctx, filepath.Dir(path), file)
		if err != nil {
			if ctx.Err() != nil || app.CodeOf(err) == app.Damaged || app.CodeOf(err) == app.Unavailable {
				failed = err // not the picture's fault
			} else {
				refused := at
				refused.Item = file
				im.refuse(refused, err)
			}
			return ""
		}
		media[hash] = m
		return hash.String()
	})
	if failed != nil {
		return failed
	}
	for _, f := range r.Figures {
		if f.File != "" && f.Local() == "" {
			refused := at
			refused.Item = f.File
			im.refuse(refused, app.Fault(app.Invalid, "picture_elsewhere",
				"Ảnh phải nằm cạnh tệp bài hoặc trong thư mục con", "A picture must lie beside the file or in a folder below it"))
		}
	}
	if err != nil {
		im.refuse(at, err)
		return nil
	}
	e, err := entryOf(id, piece, media)
	if err != nil {
		im.refuse(at, err)
		return nil
	}
	im.entries, im.where = append(im.entries, e), append(im.where, at)
	return nil
}

func entryOf(id app.ID, p convert.Piece, media map[app.Hash]app.Media) (app.Entry, error) {
	text, err := p.Body.Canonical()
	if err != nil {
		return app.Entry{}, err
	}
	e := app.Entry{
		Article: id, Media: media, Category: []app.Text{app.Uncategorised},
		Document: app.Document{
			Title: p.Title, Lead: p.Lead, Body: text, Byline: p.Byline, Source: p.Source, Genre: p.Genre,
			Topic: p.Topic, Tags: p.Tags, Lang: p.Lang, Address: p.Address, Ratings: true, Comments: true,
		},
	}
	if e.Document.Lang == "" {
		e.Document.Lang = "vi"
	}
	if p.Category != "" {
		e.Category = []app.Text{{VI: p.Category, EN: p.Category}}
	}
	if !p.Published.IsZero() {
		e.Published = app.MomentOf(p.Published, p.DateOnly)
	}
	return e, nil
}

// figure brings in one picture that lies beside the record's file; it
// cannot lie anywhere else.
func (im *importer) figure(ctx context.Context, dir, file string) (app.Hash, app.Media, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return app.Hash{}, app.Media{}, noFile(dir, err)
	}
	defer root.Close()
	name := filepath.FromSlash(strings.TrimPrefix(file, "./"))
	f, err := root.Open(name)
	if err != nil {
		return app.Hash{}, app.Media{}, app.Fault(app.NotFound, "no_picture",
			fmt.Sprintf("Không thấy ảnh %s cạnh tệp bài", file), fmt.Sprintf("There is no picture %s beside the file", file)).With(err)
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return app.Hash{}, app.Media{}, app.Fault(app.Invalid, "no_picture",
			fmt.Sprintf("%s không phải tệp ảnh", file), fmt.Sprintf("%s is not a picture file", file))
	}
	im.result.Pictures++
	made, err := im.room.develop(ctx, f)
	return made.Original, made.Media, err
}

// flush makes the waiting entries durable in one step.
func (im *importer) flush(ctx context.Context) error {
	if len(im.entries) == 0 {
		return nil
	}
	saved, err := im.core.lib.Save(ctx, im.publish, im.entries...)
	if err != nil {
		return fmt.Errorf("save a batch: %w", err)
	}
	for i, s := range saved {
		if s.Err != nil {
			im.refuse(im.where[i], s.Err)
		}
		if s.Drafted {
			im.result.Saved++
		}
		if s.Published {
			im.result.Published++
		}
	}
	im.entries, im.where = im.entries[:0], im.where[:0]
	return nil
}

// counter counts what is read, for progress.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	return n, err
}
