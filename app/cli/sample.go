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
	"time"

	"bangtin/app"
	"bangtin/app/cli/sample"
	"bangtin/app/convert"
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
	if sh.lib.Stale() {
		if err := sh.lib.Rebuild(ctx, nil); err != nil {
			return errors.Join(fmt.Errorf("fold the sample anew: %w", err), sh.db.Close())
		}
	}
	sh.finder = openFinder(ctx, sh.lib, dir, c.log)
	c.sample.Store(sh)
	c.lib.Look() // pages that were open before
	if string(made) != version {
		if err := c.fillSample(ctx, dir, keys, sh, progress); err != nil {
			return fmt.Errorf("make the sample: %w", err)
		}
		if err := writeWhole(marker, []byte(version)); err != nil {
			return err
		}
	}
	// It does not change by itself, so nobody has to follow it.
	if err := sh.finder.Settle(ctx, nil); err != nil && ctx.Err() == nil {
		c.log.Warn("make the index of the sample", "err", err)
	}
	return nil
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
	Category, CategoryEN, Topic, Series      string
	Categories, Tags                         []string
	Byline, Source, Genre, Published, Edited string
	Address, Note, Exhibit                   string
	Body                                     json.RawMessage
}

func (c *core) fillSample(ctx context.Context, dir string, keys *keyring, sh *shelf, progress func(done, total int)) error {
	if err := found(ctx, dir, keys, sh.lib); err != nil {
		return err
	}
	f := &sampleFiller{sh: sh, english: map[string]string{}}
	list, err := sample.Files.ReadFile("pictures.json")
	if err != nil {
		return err
	}
	if err := json.Unmarshal(list, &f.pictures); err != nil {
		return err
	}
	if err := f.settings(ctx); err != nil {
		return err
	}
	if err := f.units(ctx); err != nil {
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
	var entries []app.Entry
	for i, a := range all {
		e, err := f.entry(ctx, a)
		if err != nil {
			return fmt.Errorf("%s: %w", a.ID, err)
		}
		entries = append(entries, e)
		if progress != nil {
			progress(i+1, len(all))
		}
	}
	saved, err := sh.lib.Save(ctx, true, entries...)
	for i := range saved {
		if err == nil && saved[i].Err != nil {
			err = fmt.Errorf("%s: %w", all[i].ID, saved[i].Err)
		}
	}
	if err != nil {
		return err
	}
	return f.conference(ctx)
}

type sampleFiller struct {
	sh       *shelf
	pictures map[string]samplePicture
	english  map[string]string // names of categories
}

// samplePicture is one entry of pictures.json: what was made of a drawing,
// by the same pipeline as for photos, when the sample was built.
type samplePicture struct {
	Original app.Hash `json:"original"`
	Colour   string   `json:"colour"`
	Sizes    []struct {
		File   string `json:"file"`
		Type   string `json:"type"`
		Width  int    `json:"width"`
		Height int    `json:"height"`
	} `json:"sizes"`
}

// picture keeps the derivatives of one of the sample's pictures.
func (f *sampleFiller) picture(ctx context.Context, name string) (app.Hash, app.Media, error) {
	p, ok := f.pictures[name]
	if !ok {
		return app.Hash{}, app.Media{}, fmt.Errorf("no picture %s", name)
	}
	m := app.Media{Colour: p.Colour}
	for _, s := range p.Sizes {
		data, err := sample.Files.ReadFile(s.File)
		if err != nil {
			return p.Original, m, err
		}
		sum, n, err := f.sh.db.Media().Put(ctx, bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return p.Original, m, err
		}
		m.Sizes = append(m.Sizes, app.Size{Hash: app.Hash(sum), Type: s.Type, Width: s.Width, Height: s.Height, Bytes: n})
	}
	m.Width, m.Height = m.Sizes[0].Width, m.Sizes[0].Height
	return p.Original, m, nil
}

func (f *sampleFiller) settings(ctx context.Context) error {
	text, err := sample.Files.ReadFile("settings.json")
	if err != nil {
		return err
	}
	s, emblem, err := readSettings(text, app.Settings{})
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

func (f *sampleFiller) units(ctx context.Context) error {
	text, err := sample.Files.ReadFile("units.json")
	if err != nil {
		return err
	}
	rows, faults, err := convert.Units(text)
	if err != nil {
		return err
	}
	plan, err := f.sh.lib.ImportUnits(ctx, app.Actor{Post: app.Admin}, rows)
	for _, fault := range append(faults, plan.Faults...) {
		if err == nil {
			err = fmt.Errorf("units.json:%d: %w", fault.Line, fault.Err)
		}
	}
	return err
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
			Title: a.Title, Lead: a.Lead, Body: body, Byline: a.Byline, Source: a.Source, Genre: a.Genre, Topic: a.Topic, Series: a.Series,
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
			if err := sh.close(); err != nil {
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
