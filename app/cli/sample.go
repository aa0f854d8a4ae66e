package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sort"
	"time"

	"bangtin/app"
	"bangtin/app/cli/sample"
	"bangtin/app/viet"
)

// The sample is a library of its own with a key of its own, in the folder
// "sample" of the data folder. It never travels. The file "removed" beside
// it says that somebody has seen enough of it.
const (
	sampleFolder  = "sample"
	sampleRemoved = "sample-removed"
	sampleVersion = "sample-version"
)

// openSample opens the sample, making it first where it is missing or of
// another version of the program.
func (c *core) openSample(ctx context.Context, progress func(done, total int)) error {
	if _, err := os.Stat(filepath.Join(c.dir, sampleRemoved)); err == nil {
		return nil
	}
	dir := filepath.Join(c.dir, sampleFolder)
	version, err := versionOfSample()
	if err != nil {
		return err
	}
	marker := filepath.Join(dir, sampleVersion)
	made, err := os.ReadFile(marker)
	if err != nil || string(made) != version {
		if err := os.RemoveAll(dir); err != nil {
			return fmt.Errorf("clear the old sample: %w", err)
		}
	}
	keys, sh, err := openShelf(ctx, dir, c.log)
	if err != nil {
		return err
	}
	c.sample.Store(sh)
	if string(made) == version {
		return nil
	}
	if err := c.fillSample(ctx, dir, keys, sh, progress); err != nil {
		return fmt.Errorf("make the sample: %w", err)
	}
	return writeWhole(marker, []byte(version))
}

// versionOfSample is a hash over everything the sample is made of.
func versionOfSample() (string, error) {
	h := app.Hash{}
	err := fs.WalkDir(sample.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := sample.Files.ReadFile(name)
		h = app.Sum(h[:], []byte(name), text)
		return err
	})
	return h.String(), err
}

// sampleArticle is one line of articles.jsonl.
type sampleArticle struct {
	ID, Title, Lead, Lang, VersionOf         string
	Category, CategoryEN, Topic              string
	Categories, Tags                         []string
	Byline, Source, Genre, Published, Edited string
	Address, Note, Exhibit                   string
	Body                                     json.RawMessage
}

func (c *core) fillSample(ctx context.Context, dir string, keys *keyring, sh *shelf, progress func(done, total int)) error {
	if err := found(ctx, dir, keys, sh.lib); err != nil {
		return err
	}
	f := &sampleFiller{core: c, sh: sh, dir: dir, english: map[string]string{}}
	f.room = &darkroom{pool: c.pool, media: sh.db.Media(), lib: sh.lib}
	if err := f.settings(ctx); err != nil {
		return err
	}
	text, err := sample.Files.ReadFile("articles.jsonl")
	if err != nil {
		return err
	}
	var all []sampleArticle
	for d := json.NewDecoder(bytes.NewReader(text)); ; {
		var a sampleArticle
		if err := d.Decode(&a); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
		f.english[a.Category] = a.CategoryEN
		all = append(all, a)
	}
	// Newest first, so that the front page stands as soon as possible.
	sort.SliceStable(all, func(i, j int) bool { return all[i].Published > all[j].Published })
	for i, a := range all {
		e, err := f.entry(ctx, a)
		if err != nil {
			return fmt.Errorf("%s: %w", a.ID, err)
		}
		saved, err := sh.lib.Save(ctx, true, e)
		if err == nil {
			err = saved[0].Err
		}
		if err != nil {
			return fmt.Errorf("%s: %w", a.ID, err)
		}
		if progress != nil {
			progress(i+1, len(all))
		}
	}
	return nil
}

type sampleFiller struct {
	core    *core
	sh      *shelf
	dir     string
	room    *darkroom
	english map[string]string // names of categories
}

// picture develops one of the sample's pictures.
func (f *sampleFiller) picture(ctx context.Context, name string) (h app.Hash, m app.Media, err error) {
	data, err := sample.Files.ReadFile(name)
	if err != nil {
		return h, m, err
	}
	tmp, err := os.CreateTemp(filepath.Join(f.core.dir, "run"), "sample-*.tmp")
	if err != nil {
		return h, m, err
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	if _, err := tmp.Write(data); err != nil {
		return h, m, err
	}
	if _, err := tmp.Seek(0, io.SeekStart); err != nil {
		return h, m, err
	}
	return f.room.develop(ctx, tmp)
}

func (f *sampleFiller) settings(ctx context.Context) error {
	text, err := sample.Files.ReadFile("settings.json")
	if err != nil {
		return err
	}
	s, emblem, err := readSettings(text)
	if err != nil {
		return err
	}
	if emblem != "" {
		h, m, err := f.picture(ctx, emblem)
		if err != nil {
			return err
		}
		s.Emblem, s.Picture = h, &m
	}
	return f.sh.lib.SaveSettings(ctx, s)
}

func (f *sampleFiller) entry(ctx context.Context, a sampleArticle) (app.Entry, error) {
	body, media, err := f.body(ctx, a.Body)
	if err != nil {
		return app.Entry{}, err
	}
	at, dateOnly, err := viet.ParseDate(a.Published)
	if err != nil {
		return app.Entry{}, err
	}
	if now, _ := f.sh.lib.Clock().Now(); at.After(now) { // a sample is never under embargo
		at = now.Add(-time.Minute)
	}
	e := app.Entry{
		Article: f.id(a.ID), Media: media, Category: f.category(a.Category), Published: app.MomentOf(at, dateOnly), Note: a.Note,
		Document: app.Document{
			Title: a.Title, Lead: a.Lead, Body: body, Byline: a.Byline, Source: a.Source, Genre: a.Genre, Topic: a.Topic,
			Tags: a.Tags, Exhibit: a.Exhibit, Lang: a.Lang, Address: a.Address, Ratings: true, Comments: true,
		},
	}
	if a.VersionOf != "" {
		e.Document.VersionOf = f.id(a.VersionOf)
	}
	if edited, _, err := viet.ParseDate(a.Edited); err == nil {
		e.Edited = edited.UnixMilli()
	} else {
		e.Edited = e.Published.At
	}
	for _, name := range a.Categories {
		id, err := f.sh.lib.EnsureCategory(ctx, f.category(name))
		if err != nil {
			return e, err
		}
		e.Document.Categories = append(e.Document.Categories, id)
	}
	return e, nil
}

func (f *sampleFiller) id(name string) app.ID {
	return app.DeriveID("article", f.sh.lib.Name().String(), "sample", name)
}

func (f *sampleFiller) category(name string) []app.Text {
	en := f.english[name]
	if en == "" {
		en = name
	}
	return []app.Text{{VI: name, EN: en}}
}

// body puts the hashes of pictures where their file names stand.
func (f *sampleFiller) body(ctx context.Context, text json.RawMessage) (json.RawMessage, map[app.Hash]app.Media, error) {
	var doc any
	if err := json.Unmarshal(text, &doc); err != nil {
		return nil, nil, err
	}
	media := map[app.Hash]app.Media{}
	var walk func(any) error
	walk = func(v any) error {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				if err := walk(x); err != nil {
					return err
				}
			}
		case map[string]any:
			if attrs, ok := v["attrs"].(map[string]any); ok {
				if file, ok := attrs["file"].(string); ok {
					h, m, err := f.picture(ctx, file)
					if err != nil {
						return fmt.Errorf("%s: %w", file, err)
					}
					media[h] = m
					delete(attrs, "file")
					attrs["media"] = h.String()
				}
			}
			return walk(v["content"])
		}
		return nil
	}
	if err := walk(doc); err != nil {
		return nil, nil, err
	}
	out, err := json.Marshal(doc)
	return out, media, err
}

// sampleArgs ask for the sample to be made or removed.
type sampleArgs struct {
	Remove bool `json:"remove"`
}

type sampleResult struct {
	Sample bool `json:"sample"` // it is there now
}

func (p *program) importSample(ctx context.Context, remove bool) error {
	var r sampleResult
	if err := p.run(ctx, "sample", sampleArgs{remove}, &r); err != nil {
		return err
	}
	if remove {
		return p.print(r, "Đã gỡ dữ liệu mẫu\nThe sample was removed\n")
	}
	return p.print(r, "Đã có dữ liệu mẫu; dữ liệu này hiện khi thư viện chưa có bài nào được đăng\n"+
		"The sample is there; it is shown while the library has published nothing\n")
}

func sampleJob(ctx context.Context, c *core, args []byte, report func(any)) error {
	var a sampleArgs
	if err := json.Unmarshal(args, &a); err != nil {
		return err
	}
	marker := filepath.Join(c.dir, sampleRemoved)
	if a.Remove {
		if err := writeWhole(marker, nil); err != nil {
			return err
		}
		if sh := c.sample.Swap(nil); sh != nil {
			if err := sh.db.Close(); err != nil {
				slog.Error("close the sample", "err", err)
			}
		}
		if err := os.RemoveAll(filepath.Join(c.dir, sampleFolder)); err != nil {
			return err
		}
	} else {
		if err := os.Remove(marker); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if c.sample.Load() == nil {
			err := c.openSample(ctx, func(done, total int) {
				report(line{Progress: &progress{int64(done), int64(total), app.Text{VI: "Dữ liệu mẫu", EN: "Sample"}}})
			})
			if err != nil {
				return err
			}
		}
	}
	l, err := result(sampleResult{Sample: !a.Remove})
	report(l)
	return err
}
